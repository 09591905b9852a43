package web

import (
	"flag"
	"os"
	"testing"

	"parley/plot"
)

var update = flag.Bool("update", false, "write css/charts.css anew")

// Charts stand in pages without their own style elements, which the policy forbids; the style sheet has what these say.
func TestChartsStyle(t *testing.T) {
	const name = "static/css/charts.css"
	want := "/* The colours of charts, light and dark. Written by go test ./internal/web -run TestChartsStyle -update. */\n" + plot.Stylesheet("svg.chart") + "\n"
	if *update {
		if err := os.WriteFile(name, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got, _ := os.ReadFile(name); string(got) != want {
		t.Errorf("%s is not what package plot has: write it anew with -update", name)
	}
}
