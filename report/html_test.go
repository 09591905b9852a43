package report

import (
	"bytes"
	"encoding/xml"
	"flag"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parley/plot"
)

var update = flag.Bool("update", false, "write golden files anew")

// golden compares a text with a file of testdata.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", name, diff)
	}
}

// everyBlock has every kind of block and every style once.
func everyBlock() Document {
	styles := Text{{"plain, ", Plain}, {"strong, ", Strong}, {"a and not b", Code}, {", quiet, ", Quiet}, {"good, ", Good}, {"bad", Bad}, {".", Plain}}
	picture := (&plot.Heatmap{ID: "sample", Title: "A picture", Description: "One dark cell.", Rows: []string{"row"}, Columns: []string{"column"}, Cells: [][]plot.Cell{{{Lines: []string{"1"}, Shade: 1}}}}).SVG()
	return Document{Title: "Every kind of block", Blocks: []Block{
		Heading{1, "In short"},
		Paragraph{styles},
		Heading{2, "Deeper"},
		Heading{9, "Deepest"},
		Paragraph{T("Ask by `parley path FILE --to STATE`; one ` alone stays.")},
		List{Items: []Item{{Text: T("one")}, {Text: T("two"), Blocks: []Block{List{Numbered: true, Items: []Item{{Text: T("first")}, {Text: T("second")}}}, Paragraph{T("below two")}}}}},
		Table{Name: "figures", Caption: "Some figures", Columns: []Column{{"Name", Left}, {"Number", Right}, {"Mark", Center}},
			Rows: [][]Text{{T("a"), T("1"), {{"●", Good}}}, {T("two\nlines"), T("23"), T("·")}}, Note: Text{{"A note.", Quiet}}},
		Figure{Name: "picture", Caption: "What it looks like", Alt: "One dark cell.", SVG: picture},
		Heading{1, "In short"},
		Table{Name: "figures", Columns: []Column{{"Empty", Left}}},
	}}
}

// hostile is what a name in a file may hold to break out of a document.
const hostile = "<script>alert(1)</script>\"'&amp; <!-- ]]> \\input{x} $x$ # % _ ^ ~ { } | *a* _b_ [c](javascript:d) `e` =1+1 \x00\u202e"

// hostileBlocks has it wherever text can stand.
func hostileBlocks() Document {
	h := T(hostile)
	return Document{Title: hostile, Blocks: []Block{
		Heading{1, hostile}, Paragraph{h}, Paragraph{Text{{hostile, Code}}}, Paragraph{Text{{hostile, Bad}}},
		List{Items: []Item{{Text: h, Blocks: []Block{Paragraph{h}}}}},
		Table{Name: hostile, Caption: hostile, Columns: []Column{{hostile, Left}}, Rows: [][]Text{{h}, {{{hostile, Code}}}}, Note: h},
		Figure{Name: hostile, Caption: hostile, Alt: hostile, SVG: (&plot.Heatmap{ID: "x", Title: hostile, Rows: []string{hostile}, Columns: []string{hostile}, Cells: [][]plot.Cell{{{Lines: []string{hostile}}}}}).SVG()},
		Figure{Name: hostile, Alt: hostile, SVG: []byte("<svg xmlns=\"http://www.w3.org/2000/svg\"></svg>")},
	}}
}

func TestHTML(t *testing.T) {
	var b bytes.Buffer
	if err := WriteHTML(&b, everyBlock().Blocks, HTMLOptions{Prefix: "p-"}); err != nil {
		t.Fatal(err)
	}
	golden(t, "blocks.html", b.Bytes())
}

// A name in a file never becomes markup, and the fragment stays well formed, without script or style.
func TestHTMLHostile(t *testing.T) {
	var b bytes.Buffer
	if err := WriteHTML(&b, hostileBlocks().Blocks, HTMLOptions{}); err != nil {
		t.Fatal(err)
	}
	out := strings.ReplaceAll(b.String(), "<br>", "<br/>")
	d := xml.NewDecoder(strings.NewReader("<body>" + out + "</body>"))
	d.Entity = xml.HTMLEntity
	ids := map[string]bool{}
	seen := 0
	for {
		token, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatalf("not well formed: %v\n%s", err, out)
		}
		switch x := token.(type) {
		case xml.StartElement:
			if x.Name.Local == "script" {
				t.Error("a name became a script")
			}
			for _, a := range x.Attr {
				if a.Name.Local == "style" || strings.HasPrefix(a.Name.Local, "on") {
					t.Errorf("attribute %s on %s", a.Name.Local, x.Name.Local)
				}
				if a.Name.Local == "id" {
					if ids[a.Value] || regexp.MustCompile(`\s`).MatchString(a.Value) {
						t.Errorf("id %q twice or with spaces", a.Value)
					}
					ids[a.Value] = true
				}
			}
		case xml.CharData:
			seen += strings.Count(string(x), "<script>alert(1)</script>")
		}
	}
	if seen < 12 {
		t.Errorf("the words are shown %d times only", seen)
	}
}

func TestTextOfFigure(t *testing.T) {
	var b bytes.Buffer
	d := Document{Blocks: []Block{Paragraph{T("Before.")}, Figure{Caption: "What it looks like", Alt: "One dark cell."}, Figure{Alt: "Nothing else."}}}
	if err := WriteText(&b, d, TextOptions{}); err != nil {
		t.Fatal(err)
	}
	if want := "Before.\n\nWhat it looks like: One dark cell.\n\nNothing else.\n"; b.String() != want {
		t.Errorf("got %q, want %q", b.String(), want)
	}
}
