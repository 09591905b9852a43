package plot

import (
	"encoding/xml"
	"errors"
	"io"
	"math"
	"strconv"
	"strings"
	"testing"
)

func example() *Heatmap {
	return &Heatmap{
		Title: "Where strategies lead", Description: "Two strategies under two hypotheses.", RowTitle: "Strategy", ColumnTitle: "Hypothesis",
		Rows: []string{"soft", "firm & <bold>"}, Columns: []string{"one", "another with a rather long name that breaks"},
		Cells: [][]Cell{
			{{Lines: []string{"deal"}, Mark: "regret 0"}, {Lines: []string{"war", "NNYN"}, Mark: "regret 2", Shade: 1}},
			{{Lines: []string{"not reached in time"}, Shade: math.NaN()}, {Lines: []string{"deal"}, Mark: "regret 1", Shade: 0.5}},
		},
		Scale: Scale{"Regret:", "0", "2"}, Notes: []string{"A note."},
	}
}

// texts parses the picture and returns its texts by element.
func texts(t *testing.T, svg []byte) map[string][]string {
	t.Helper()
	out := map[string][]string{}
	d := xml.NewDecoder(strings.NewReader(string(svg)))
	name := ""
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return out
		}
		if err != nil {
			t.Fatal(err)
		}
		switch x := token.(type) {
		case xml.StartElement:
			if name = x.Name.Local; name == "script" || name == "image" || name == "foreignObject" {
				t.Errorf("the picture holds <%s>", name)
			}
			for _, a := range x.Attr {
				if strings.HasPrefix(a.Name.Local, "on") || strings.Contains(a.Value, "NaN") {
					t.Errorf("attribute %s=%q", a.Name.Local, a.Value)
				}
			}
		case xml.CharData:
			if s := strings.TrimSpace(string(x)); s != "" {
				out[name] = append(out[name], s)
			}
		}
	}
}

func TestEverythingIsSaidInText(t *testing.T) {
	found := texts(t, example().SVG())
	all := strings.Join(found["text"], "\n")
	for _, want := range []string{"Where strategies lead", "Strategy", "Hypothesis", "soft", "firm & <bold>", "one", "deal", "war", "NNYN", "regret 0", "regret 2", "regret 1", "not reached", "Regret:", "A note."} {
		if !strings.Contains(all, want) {
			t.Errorf("%q is missing in\n%s", want, all)
		}
	}
	if len(found["title"]) != 1 || len(found["desc"]) != 1 {
		t.Errorf("title %v, description %v", found["title"], found["desc"])
	}
}

func TestHostileTextStaysText(t *testing.T) {
	h := example()
	h.ID = `x" onload="y`
	h.Title = "</title><script>alert(1)</script>\x00\x1b"
	h.Cells[0][0].Lines = []string{`"><image href="x"/>`}
	texts(t, h.SVG())
}

func TestEqualPicturesAreEqualBytes(t *testing.T) {
	first, second := example().SVG(), example().SVG()
	if string(first) != string(second) {
		t.Error("two pictures of the same differ")
	}
}

func TestNothingToDraw(t *testing.T) {
	texts(t, (&Heatmap{}).SVG())
}

func TestLinesAreBroken(t *testing.T) {
	long := strings.Repeat("NY", 60)
	lines := wrap("a code "+long+" and more", 200)
	if joined := strings.ReplaceAll(strings.Join(lines, ""), " ", ""); joined != "acode"+long+"andmore" {
		t.Errorf("lines %q", lines)
	}
	for _, l := range lines {
		if widthOf(l) > 200 {
			t.Errorf("%q is too wide", l)
		}
	}
	if lines := wrap("ab", 1); len(lines) != 2 {
		t.Errorf("lines %q", lines)
	}
}

// Text must be legible on every shade: a contrast of 4.5 at least (WCAG 2.1, 1.4.3), and shades must differ in lightness.
func TestShadesAreLegible(t *testing.T) {
	last := 2.0
	for n := range 11 {
		fill, on := shade(float64(n) / 10)
		bright, dark := luminance(t, fill), luminance(t, on)
		if contrast := (bright + 0.05) / (dark + 0.05); contrast < 4.5 {
			t.Errorf("contrast %.1f on shade %s", contrast, fill)
		}
		if bright >= last {
			t.Errorf("shade %s is no darker than the one before", fill)
		}
		last = bright
	}
}

func luminance(t *testing.T, color string) float64 {
	t.Helper()
	sum := 0.0
	for k, weight := range []float64{0.2126, 0.7152, 0.0722} {
		v, err := strconv.ParseUint(color[1+2*k:3+2*k], 16, 8)
		if err != nil {
			t.Fatal(err)
		}
		x := float64(v) / 255
		if x <= 0.04045 {
			x /= 12.92
		} else {
			x = math.Pow((x+0.055)/1.055, 2.4)
		}
		sum += weight * x
	}
	return sum
}
