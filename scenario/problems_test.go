package scenario

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"parley/diag"
)

// Each file in testdata/problems holds chunks, parted by lines of equals signs. A comment
//
//	# want 5 "regexp"
//
// says that a problem whose text matches stands on its line, in column 5; "# want +2 5" says so of the second line below, for
// places where a comment would be part of the text. A chunk shows exactly the problems that it wants. Sections that a chunk
// leaves out and that every file needs are put behind it, unless it has the comment "# as it stands".
func TestProblems(t *testing.T) {
	names, _ := filepath.Glob("testdata/problems/*.yaml")
	if len(names) == 0 {
		t.Fatal("no files")
	}
	for _, name := range names {
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		line := 1
		for chunk := range strings.SplitSeq(string(src), "\n======\n") {
			t.Run(fmt.Sprintf("%s:%d", filepath.Base(name), line), func(t *testing.T) { checkChunk(t, chunk) })
			line += strings.Count(chunk, "\n") + 2
		}
	}
}

var sections = []struct{ key, text string }{
	{"parley", "parley: 1"},
	{"title", "title: t"},
	{"parties", "parties: {a: {options: {x: X, y: Y}}, b: {options: {x: X, z: Z}}}"},
	{"preferences", "preferences: {a: [a.x], b: [z]}"},
}

// whole adds what every file needs.
func whole(chunk string) string {
	for _, s := range sections {
		if !regexp.MustCompile(`(?m)^` + s.key + `\b`).MatchString(chunk) {
			chunk += "\n" + s.text
		}
	}
	return chunk + "\n"
}

var want = regexp.MustCompile(`# want ([+-]\d+ )?(\d+) ("(?:[^"\\]|\\.)*"|` + "`[^`]*`" + `)`)

func checkChunk(t *testing.T, chunk string) {
	src := chunk
	if !strings.Contains(chunk, "# as it stands") {
		src = whole(chunk)
	}
	type place struct{ line, column int }
	wants := map[place][]*regexp.Regexp{}
	for i, line := range strings.Split(src, "\n") {
		for _, m := range want.FindAllStringSubmatch(line, -1) {
			p := place{line: i + 1}
			below, _ := strconv.Atoi(strings.TrimSpace(m[1]))
			p.line += below
			p.column, _ = strconv.Atoi(m[2])
			text, err := strconv.Unquote(m[3])
			if err != nil {
				t.Fatal(err)
			}
			wants[p] = append(wants[p], regexp.MustCompile(text))
		}
	}
	_, list := Read("test.yaml", []byte(src))
	for _, x := range list {
		p := place{x.Line, x.Column}
		met := false
		for i, re := range wants[p] {
			if text := fmt.Sprintf("%s: %s (%s)", x.Severity, x.Message, x.Hint); re.MatchString(text) {
				wants[p] = append(wants[p][:i:i], wants[p][i+1:]...)
				met = true
				break
			}
		}
		if !met {
			t.Errorf("unwanted: %v\n%s", x, diag.Excerpt([]byte(src), x))
		}
	}
	for p, res := range wants {
		for _, re := range res {
			t.Errorf("%d:%d: no problem matches %q", p.line, p.column, re)
		}
	}
}
