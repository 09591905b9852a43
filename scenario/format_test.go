package scenario

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write what the tests find into testdata; look at the difference before it is committed")

// Each name.in.yaml in testdata/format becomes name.out.yaml, which stays as it is.
func TestFormat(t *testing.T) {
	names, _ := filepath.Glob("testdata/format/*.in.yaml")
	if len(names) == 0 {
		t.Fatal("no files")
	}
	for _, name := range names {
		t.Run(filepath.Base(name), func(t *testing.T) {
			src, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			out, list := Format(name, src)
			if len(list) > 0 {
				t.Fatal(list)
			}
			golden := strings.Replace(name, ".in.", ".out.", 1)
			if *update {
				if err := os.WriteFile(golden, out, 0o666); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), string(out)); diff != "" {
				t.Error(diff)
			}
			again, list := Format(golden, out)
			if diff := cmp.Diff(string(out), string(again)); diff != "" || len(list) > 0 {
				t.Errorf("a second time it changes: %v %s", list, diff)
			}
		})
	}
}

func TestFormatRefuses(t *testing.T) {
	for _, test := range []struct{ src, want string }{
		{"title: a: b\n", "x:1:9: a second `: ` on one line (put the text in quotes: title: \"a: b\")"},
		{"title: a\ntitle: b\n", "x:2:1: `title` is written twice (it stands in line 1 already: delete one of the two)"},
		{"rules: [!a]\n", "x:1:9: tags of YAML are refused (put the text in quotes if it begins with `!`)"},
		{"define: &x {}\nrules: *x\n", "x:1:9: anchors of YAML are refused (write the text out, or put it in quotes if it begins with `&`)\nx:2:8: aliases of YAML are refused (write the text out)"},
		{"? [a]\n: b\n", "x:1:3: a key cannot be a list (a key is a plain text)"},
		{"- a\n", "x:1:1: the file should be a mapping with sections such as `title` and `parties`, not a list"},
		{"", "x: the file is empty (`parley init` writes a first file)"},
	} {
		out, list := Format("x", []byte(test.src))
		if out != nil || list.Error() != test.want {
			t.Errorf("%q: %v\n%s", test.src, list, out)
		}
	}
}

// Line ends of Windows and a byte order mark change nothing.
func TestFormatLineEnds(t *testing.T) {
	src, err := os.ReadFile("testdata/format/comments.in.yaml")
	if err != nil {
		t.Fatal(err)
	}
	want, _ := Format("x", src)
	got, list := Format("x", []byte("\uFEFF"+strings.ReplaceAll(string(src), "\n", "\r\n")))
	if diff := cmp.Diff(string(want), string(got)); diff != "" || list != nil {
		t.Errorf("%v %s", list, diff)
	}
}

// A file with problems of meaning is formatted all the same: nothing is lost.
func TestFormatUnfinished(t *testing.T) {
	out, list := Format("x", []byte("colour: red\nrules: [a and, (b&c)]\nparties:\n"))
	want := "parties:\n\nrules: [a and, b and c]\n\ncolour: red\n"
	if string(out) != want || list != nil {
		t.Errorf("%v\n%s", list, out)
	}
}
