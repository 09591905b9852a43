package scenario

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

const small = "parley: 1\ntitle: t\nparties: {a: {options: {x: X}}}\npreferences: {a: [x]}\n"

func TestEncodings(t *testing.T) {
	for _, test := range []struct{ src, want string }{
		{small, ""},
		{strings.ReplaceAll(small, "\n", "\r\n"), ""},
		{"\uFEFF" + small, ""},
		{strings.ReplaceAll(small, "[x]", "[y]"), "f:4:19: `y` is not an option or a definition of this conflict (known here: `a.x`)"},
		{"\uFEFF" + strings.ReplaceAll(strings.ReplaceAll(small, "[x]", "[y]"), "\n", "\r\n"), "f:4:19: `y` is not an option or a definition of this conflict (known here: `a.x`)"},
		{"\xff\xfep\x00a\x00", "f: the file is written in UTF-16 (save it as UTF-8)"},
		{"\xfe\xff\x00p", "f: the file is written in UTF-16 (save it as UTF-8)"},
		{"title: é\n  \xe9\n", "f:2:3: the file is not UTF-8: a byte here is no character (save it as UTF-8)"},
		{"title: \x00", "f:1:8: the file holds a zero byte: it is no text, or is damaged here (is this the right file?)"},
		{"title: é\x1b[31m", "f:1:9: an invisible control character (U+001B) (delete it)"},
		{"title: a\u2028b", "f:1:9: an invisible control character (U+2028) (delete it)"},
		{"title: a\rb", "f:1:9: a line ends in a lone carriage return (save the file with line ends of Unix or Windows)"},
		{"", "f: the file is empty (`parley init` writes a first file)"},
		{"# nothing\n\n", "f: the file is empty (`parley init` writes a first file)"},
		{strings.Repeat("a", MaxSize+1), "f: the file is larger than 4 MiB, too large for a scenario"},
		{strings.Repeat("- a\n", 200_000), "f: the file holds more than 100000 items, too many for a scenario"},
	} {
		f, list := Read("f", []byte(test.src))
		if list.Error() != test.want || (f == nil) != (test.want != "" && !strings.Contains(test.want, "option")) {
			t.Errorf("%.40q: %v", test.src, list)
		}
	}
}

func TestReadFile(t *testing.T) {
	dir := t.TempDir()
	file := func(name, content string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o666); err != nil {
			t.Fatal(err)
		}
		return path
	}
	for name, want := range map[string]string{
		file("good", small):                           "^$",
		file("large", strings.Repeat(" ", MaxSize+1)): "larger than 4 MiB",
		dir:                        "this is a folder, not a scenario file$",
		filepath.Join(dir, "none"): "none: the file cannot be read: no such file",
		os.DevNull:                 "this is not an ordinary file$",
	} {
		f, list := ReadFile(name)
		if !regexp.MustCompile(want).MatchString(list.Error()) || (f != nil) != (want == "^$") {
			t.Errorf("%s: %v", name, list)
		}
	}
}

// A hostile file is refused, or read, in little time and memory.
func TestHostile(t *testing.T) {
	fill := func(unit string) string { return strings.Repeat(unit, MaxSize/len(unit)) }
	head := func(s string) string { return (small + s)[:MaxSize] }
	numbered := func(n int, format string) string {
		var b strings.Builder
		for i := range n {
			b.WriteString(strings.ReplaceAll(format, "#", fmt.Sprint(i)))
		}
		return b.String()
	}
	wants := map[string]string{
		"brackets":    "x:1:33: the file is nested more than 32 deep here",
		"aliases":     "x:1:1: the file should be a mapping",
		"items":       "x:1:1: the file should be a mapping",
		"lines":       "`a` is written twice",
		"blanks":      "x: the file holds more than 100000 items",
		"definitions": "a conflict has at most 500 definitions",
		"doubling":    "x:18:8: with its definitions put in, this formula has more than 20000 parts",
		"total":       "the formulas have more than 1000000 parts in all",
		"circle":      "`d0` is defined by itself, in a circle: d0 → d499 → d498 → d497 → d496 → … → d3 → d2 → d1 → d0",
		"choices":     "x:207:5: a file has at most 200 choices",
		"number":      "this number is longer than 1000 characters",
		"ids":         "the conflict has 30000 options; parley handles at most 64",
		"unknown":     "there are more than 200 problems",
	}
	for name, src := range map[string]string{
		"brackets":    fill("["),
		"braces":      "a: " + fill("{")[4:],
		"dashes":      fill("- "),
		"questions":   fill("? "),
		"colons":      fill(": "),
		"items":       "[" + strings.Repeat("a,", maxItems-10) + "]",
		"keys":        "{" + strings.Repeat("a,", maxItems-10) + "}",
		"lines":       strings.Repeat("a:\n", 40_000),
		"comments":    strings.Repeat("- a # b\n", 90_000),
		"comments2":   small + "rules:\n" + strings.Repeat("  # b\n", 90_000),
		"unclosed":    head("about: \"" + fill("a ")),
		"tag":         "a: !" + fill("a")[4:],
		"anchor":      "a: &" + fill("a")[4:],
		"aliases":     "- &a b\n" + strings.Repeat("- *a\n", 90_000),
		"spaces":      fill(" "),
		"blanks":      fill("\n"),
		"formula":     head("rules: [" + fill("not ")),
		"formulas":    small + "rules:\n" + strings.Repeat("  - x and not x and (x or y)\n", 40_000),
		"definitions": small + "define:\n" + numbered(30_000, "  d#: not d#0\n"),
		"doubling":    small + "define:\n  d0: x or x\n" + doubling(60) + "rules: [d60]\n",
		"total":       small + "define:\n  d0: x or x\n" + doubling(9) + "rules:\n" + strings.Repeat("  - d9\n", 50_000),
		"chain":       small + "define:\n  d0: x\n" + chain(499) + "rules: [d499]\n",
		"circle":      small + "define:\n  d0: d499\n" + chain(499),
		"choices":     small + "hypotheses:\n  g:\n" + numbered(20_000, "    c#: {claim: x}\n"),
		"claims":      small + "claims:\n" + numbered(9_000, "  c#: {says: x, rests on: [c#0], test: {stable: x}, assuming: {}}\n"),
		"states":      "parley: 1\ntitle: t\nstates:\n" + numbered(30_000, "  s#: x\n") + "parties: {a: {moves: [" + numbered(15_000, "s# -> s1#,") + "]}}\npreferences: {a: [" + numbered(15_000, "s#,") + "]}\n",
		"ranking":     small + "hypotheses: {g: {c: {preferences: {a: {ranking: [" + fill("Y, ")[:180_000] + "]}}}}}",
		"number":      "parley: 1\ntitle: t\nparties: {a: {options: {x: X}}}\npreferences: {a: {weights: {x: " + strings.Repeat("9", 1<<20) + "}}}\n",
		"unknown":     "parley: 1\ntitle: t\n" + numbered(30_000, "key#: x\n"),
		"ids":         "parley: 1\ntitle: t\nparties: {a: {options: {" + numbered(30_000, "o#: x,") + "}}}\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			start := time.Now()
			f, list := Read("x", []byte(src))
			if f != nil && list.Err() == nil {
				f.Conflict(nil)
			}
			Format("x", []byte(src))
			if d := time.Since(start); d > time.Minute { // it is under a second on an idle machine
				t.Errorf("took %v", d)
			}
			if want := wants[name]; !strings.Contains(list.Error(), want) {
				t.Errorf("want %q; got %.500s", want, list.Error())
			}
		})
	}
}

// doubling writes definitions each of which uses the one before twice.
func doubling(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "  d%d: d%d or d%d\n", i+1, i, i)
	}
	return b.String()
}

// chain writes definitions each of which uses the one before.
func chain(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "  d%d: d%d\n", i+1, i)
	}
	return b.String()
}
