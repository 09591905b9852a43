package diag_test

import (
	"strings"
	"testing"

	"parley/diag"
)

func TestNearest(t *testing.T) {
	candidates := []string{"europe.force", "europe.monitors", "us.tom", "elmira-1991", "level.low", "level.high"}
	for word, want := range map[string]string{
		"europe.forse": "europe.force", "Europe.Force": "europe.force", "us.tmo": "us.tom", "elmira": "elmira-1991",
		"level": "", "x": "", "xyzzy": "", "": "",
	} {
		if got := diag.Nearest(word, candidates); got != want {
			t.Errorf("Nearest(%q) = %q, want %q", word, got, want)
		}
	}
}

func TestExcerptPointsAtThePlace(t *testing.T) {
	src := []byte("first\n  - nöt (a.b and x)\nlast\x1b[31m evil")
	for _, c := range []struct {
		p    diag.Problem
		want string
	}{
		{diag.Problem{Line: 2, Column: 10, Length: 3}, "  2 |   - nöt (a.b and x)\n    |          ^^^\n"},
		{diag.Problem{Line: 3, Column: 1}, "  3 | last [31m evil\n    | ^\n"},
		{diag.Problem{Line: 9, Column: 1}, ""},
		{diag.Problem{}, ""},
		{diag.Problem{Line: 1, Column: 99, Length: 7}, "  1 | first\n    |      ^\n"},
	} {
		if got := diag.Excerpt(src, c.p); got != c.want {
			t.Errorf("excerpt of %d:%d is\n%swant\n%s", c.p.Line, c.p.Column, got, c.want)
		}
	}
	long := []byte(strings.Repeat("x", 300) + "HERE" + strings.Repeat("y", 300))
	got := diag.Excerpt(long, diag.Problem{Line: 1, Column: 301, Length: 4})
	lines := strings.Split(got, "\n")
	if !strings.Contains(lines[0], "HERE") || len([]rune(lines[0])) > 130 {
		t.Errorf("the excerpt of a long line is %q", got)
	}
	if at := strings.Index(string([]rune(lines[1])), "^"); string([]rune(lines[0])[at:at+4]) != "HERE" {
		t.Errorf("the caret stands at %d of\n%s", at, got)
	}
}

func TestListSortsAndParts(t *testing.T) {
	l := diag.List{
		{File: "b", Line: 1, Message: "x"}, {File: "a", Line: 2, Column: 2, Message: "y", Severity: diag.Doubt}, {File: "a", Line: 2, Column: 1, Message: "z", Hint: "h"},
	}
	l.Sort()
	if l.Error() != "a:2:1: z (h)\na:2:2: doubt: y\nb:1:0: x" {
		t.Errorf("sorted: %s", l.Error())
	}
	if len(l.Errors()) != 2 || len(l.Doubts()) != 1 || l.Err() == nil || l.Doubts().Err() != nil {
		t.Error("errors and doubts are not told apart")
	}
}

func TestClosest(t *testing.T) {
	names := []string{"title", "rules", "moves", "titles", "RULE"}
	if got := strings.Join(diag.Closest("rule", names, 3), " "); got != "RULE rules title" {
		t.Errorf("closest to rule: %s", got)
	}
	if got := diag.Closest("x", names[:2], 3); len(got) != 2 || got[0] != "title" {
		t.Errorf("of two names: %v", got)
	}
}
