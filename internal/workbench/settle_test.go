package workbench

import (
	"context"
	"errors"
	"io"
	"testing"

	"parley/report"
	"parley/stability"
)

// ending is a context that ends after it was asked so many times.
type ending struct {
	context.Context
	left *int
}

func (c ending) Err() error {
	if *c.left--; *c.left < 0 {
		return context.Canceled
	}
	return nil
}

// Wherever the work ends, what was found so far is returned, what is missing is named, and it can be printed.
func TestSettleEndsAnywhere(t *testing.T) {
	c, err := Open("catalog:elmira-1991", nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	q := SettleQuestion{To: "8", Hold: stability.Concept{Kind: stability.SEQ}, Pairs: 10, Stages: []string{"moe.modify", "8"}, Threats: []string{"moe.modify if local.insist"}}
	partial := 0
	for asked := 0; asked < 100_000; asked += 1 + asked/7 {
		left := asked
		x, err := c.Settle(ending{context.Background(), &left}, q, Settings{Workers: 1})
		switch {
		case err == nil:
			if len(x.Missing) > 0 {
				t.Fatalf("after %d questions: no error, but %q are missing", asked, x.Missing)
			}
			if partial == 0 {
				t.Error("the work never ended on the way")
			}
			return
		case !errors.Is(err, context.Canceled):
			t.Fatal(err)
		case x != nil:
			partial++
			if len(x.Missing) == 0 {
				t.Fatalf("after %d questions: nothing is said to be missing", asked)
			}
			if err := report.WriteText(io.Discard, report.SettleDocument(*x), report.TextOptions{}); err != nil {
				t.Fatal(err)
			}
			report.NewSettleJSON(*x, nil)
		}
	}
	t.Error("the work never came to its end")
}
