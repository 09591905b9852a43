package web

import (
	"fmt"
	"io/fs"
	"math"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// luminance is the relative luminance of a colour by WCAG 2, from 0 to 1.
func luminance(hex string) (float64, error) {
	if len(hex) == 4 { // #rgb
		hex = string([]byte{'#', hex[1], hex[1], hex[2], hex[2], hex[3], hex[3]})
	}
	n, err := strconv.ParseUint(strings.TrimPrefix(hex, "#"), 16, 32)
	if err != nil || len(hex) != 7 {
		return 0, fmt.Errorf("%q is not a colour #rrggbb", hex)
	}
	linear := func(shift uint) float64 {
		c := float64(n>>shift&255) / 255
		if c <= 0.04045 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(16) + 0.7152*linear(8) + 0.0722*linear(0), nil
}

// contrast is the contrast ratio of two colours by WCAG 2, from 1 to 21.
func contrast(a, b string) (float64, error) {
	x, err := luminance(a)
	if err != nil {
		return 0, err
	}
	y, err := luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05), err
}

var (
	scheme   = regexp.MustCompile(`(?s)(:root[^{]*)\{([^{}]*)\}`)
	variable = regexp.MustCompile(`--([\w-]+):\s*(#[0-9a-f]+)\s*;`)
)

// schemes reads the colours of a style sheet: light, then dark wherever it is written, then those for print.
func schemes(css string) (out []map[string]string) {
	for _, m := range scheme.FindAllStringSubmatch(css, -1) {
		colours := map[string]string{}
		for _, v := range variable.FindAllStringSubmatch(m[2], -1) {
			colours[v[1]] = v[2]
		}
		if len(colours) > 0 {
			out = append(out, colours)
		}
	}
	return out
}

// pair is a ground with what stands on it, and the least contrast that lets it be read, or be told apart.
type pair struct {
	least  float64
	on     []string
	colour []string
}

// The ratios of WCAG 2, level AA, for text and for marks.
const ofText, ofMark = 4.5, 3.0

func measure(t *testing.T, where string, colours map[string]string, pairs []pair) {
	t.Helper()
	for _, p := range pairs {
		for _, on := range p.on {
			for _, colour := range p.colour {
				r, err := contrast(colours[colour], colours[on])
				if err != nil {
					t.Errorf("%s: %s on %s: %v", where, colour, on, err)
				} else if r < p.least {
					t.Errorf("%s: %s on %s has a contrast of %.2f, less than %.1f", where, colour, on, r, p.least)
				}
			}
		}
	}
}

// Text can be read and marks be told apart, in light and dark. What pages really show is measured besides by the journey
// TestContrast; this is the fast answer while colours are chosen.
func TestColours(t *testing.T) {
	css, err := fs.ReadFile(embedded, "static/css/app.css")
	if err != nil {
		t.Fatal(err)
	}
	grounds := []string{"paper", "raised", "sunken", "accent-soft"}
	parties := []string{"p0", "p1", "p2", "p3", "p4", "p5", "p6", "p7"}
	pairs := []pair{
		{ofText, append(grounds, "good-soft", "bad-soft"), []string{"ink"}},
		{ofText, append(grounds, "bad-soft"), []string{"quiet"}},
		{ofText, grounds, append(parties, "accent")},
		{ofText, []string{"paper", "raised", "sunken", "good-soft"}, []string{"good"}},
		{ofText, []string{"paper", "raised", "sunken", "bad-soft"}, []string{"bad"}},
		{ofText, []string{"paper", "raised", "sunken"}, []string{"doubt"}},
		{ofText, []string{"accent"}, []string{"accent-ink"}},
		{ofText, []string{"ink", "bad"}, []string{"paper"}},                      // notices
		{ofMark, []string{"good-soft"}, parties},                                 // what holds
		{ofMark, []string{"paper", "raised", "sunken"}, []string{"strong-line"}}, // borders of what can be used
	}
	all := schemes(string(css))
	if len(all) != 4 || fmt.Sprint(all[1]) != fmt.Sprint(all[2]) {
		t.Fatalf("%d schemes; not light, twice the same dark, and print", len(all))
	}
	measure(t, "light", all[0], pairs)
	measure(t, "dark", all[1], pairs)
	css, err = os.ReadFile("../../report/page.css")
	if err != nil {
		t.Fatal(err)
	}
	pairs = []pair{{ofText, []string{"paper", "shade"}, []string{"ink", "soft", "good", "bad", "link"}}}
	if all = schemes(string(css)); len(all) != 3 {
		t.Fatalf("the report has %d schemes", len(all))
	}
	for i, name := range []string{"light", "dark", "printed"} {
		measure(t, "a report, "+name, all[i], pairs)
	}
	if r, _ := contrast("#000000", "#ffffff"); math.Abs(r-21) > 1e-9 {
		t.Errorf("black on white has %v", r)
	}
	if r, _ := contrast("#777777", "#ffffff"); math.Abs(r-4.48) > 0.005 { // a known neighbour of the limit
		t.Errorf("#777 on white has %v", r)
	}
}
