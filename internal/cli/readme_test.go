package cli_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"parley/internal/cli"
)

// The console sessions of the README are run: every line that they show must be printed, in order; a line … stands for any
// lines left out.
func TestReadmeSessions(t *testing.T) {
	t.Chdir(filepath.Join("..", ".."))
	text, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	sessions := 0
	for i, block := range strings.Split(string(text), "```") {
		body, is := strings.CutPrefix(block, "console\n")
		if i%2 == 0 || !is {
			continue
		}
		sessions++
		command, shown, _ := strings.Cut(body, "\n")
		args := fields(strings.TrimPrefix(command, "$ parley "))
		var out, problems bytes.Buffer
		if code := cli.Main(context.Background(), args, []string{"COLUMNS=100"}, strings.NewReader(""), &out, &problems); code != 0 {
			t.Fatalf("%s: exit code %d: %s", command, code, &problems)
		}
		printed := strings.Split(out.String(), "\n")
		at, gap := 0, false
		for _, line := range strings.Split(strings.TrimSuffix(shown, "\n"), "\n") {
			if line == "…" {
				gap = true
				continue
			}
			start := at
			for at < len(printed) && printed[at] != line {
				at++
			}
			if at == len(printed) || !gap && at != start {
				t.Fatalf("%s does not print %q where the README shows it", command, line)
			}
			at, gap = at+1, false
		}
	}
	if sessions == 0 {
		t.Error("the README shows no session")
	}
}

// fields splits a command line at spaces outside double quotes.
func fields(line string) []string {
	var out []string
	for i, part := range strings.Split(line, `"`) {
		if i%2 == 1 {
			out = append(out, part)
		} else {
			out = append(out, strings.Fields(part)...)
		}
	}
	return out
}
