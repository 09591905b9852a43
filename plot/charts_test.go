package plot

import (
	"bytes"
	"encoding/xml"
	"flag"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// pictures is where TestCharts leaves its pictures, to be looked at.
var pictures = flag.String("pictures", "", "a folder to write the charts of the tests to")

type drawn interface{ SVG() []byte }

var start = time.Date(2025, 10, 1, 0, 0, 0, 0, time.UTC)

// charts are one of each kind, and awkward ones.
func charts() map[string]drawn {
	weeks := Clock{"weeks", start, 7}
	notes := []string{"10000 runs, seed 7, Latin hypercube. Percentiles are off by at most 0.4 in 100 ranks. The numbers are illustrative."}
	var times []float64
	var rows [][]float64
	var deal, collapse, none, other []float64
	survival := Curve{Label: "with the lever"}
	without := Curve{Label: "without"}
	for t := 0.0; t <= 104; t++ {
		times = append(times, t)
		m, s := 300*math.Exp(-t/90), 4*math.Sqrt(t)
		rows = append(rows, []float64{m - 1.64*s, m - .67*s, m, m + .67*s, m + 1.64*s})
		d, c := .35*(1-math.Exp(-t/50)), .45*(1-math.Exp(-t*t/3000))
		deal, collapse, none, other = append(deal, d), append(collapse, c), append(none, .9*(1-d-c)), append(other, .1*(1-d-c))
		if t > 0 {
			for k, x := range []*Curve{&survival, &without} {
				v := math.Exp(-math.Pow(t/(90-25*float64(k)), 2))
				x.Times, x.Value = append(x.Times, t), append(x.Value, v)
				x.Low, x.High = append(x.Low, max(0, v-.04*math.Sqrt(t/50))), append(x.High, min(1, v+.04*math.Sqrt(t/50)))
				x.AtRisk = append(x.AtRisk, int(1000*v))
			}
		}
	}
	var bars []Bar
	for k := range 26 {
		x := float64(k)
		bars = append(bars, Bar{4 * x, 4*x + 4, int(900 * math.Exp(-(x-11)*(x-11)/40))})
	}
	long := "Interceptors delivered to the eastern command per month, after losses in transit"
	return map[string]drawn{
		"fan": &Fan{Head{Title: "Interceptors in stock", Notes: notes}, weeks, "interceptors", times, []float64{.05, .25, .5, .75, .95}, rows, []Mark{{80, "80: one target in two goes uncovered"}}},
		"histogram": &Histogram{Head{Title: "When the stock falls below 80", Notes: notes}, weeks, bars, 1830, "not by week 104",
			[]Mark{{21, "5 %: week 21"}, {46, "half of the runs: week 46 (45 to 47)"}, {88, "95 %: week 88"}}},
		"survival": &Survival{Head{Title: "Share of runs in which the front still holds", Notes: notes}, weeks, "share of runs that still go on", []Curve{survival, without}, 104},
		"stack": &Stack{Head: Head{Title: "Which comes first: the deal or the collapse", Notes: notes}, Clock: weeks, Times: times,
			Layers: []Layer{{"deal 31 % (30 to 32 %)", deal, false}, {"collapse 44 % (43 to 45 %)", collapse, false}, {"neither yet 26 %", addUp(none, other), true}}},
		"occupancy": &Stack{Head: Head{ID: "occupancy", Title: "States over time", Notes: notes}, Clock: Clock{Unit: "months"}, Times: times[:25], Step: true,
			Layers: []Layer{{"1 status quo", none[:25], false}, {"4 pressure", other[:25], false}, {"9 talks", collapse[:25], false}, {"12 framework", deal[:25], false}}},
		"tornado": &Tornado{Head{Title: "What moves the chance of a collapse by October 2027", Notes: []string{"Each input in turn at its 5 % and its 95 % value, the others drawn. Lines at the ends: 90 % intervals."}}, "chance of a collapse, in percent", .44, "base 44 %",
			[]Swing{{"Losses per week", "900", "2100", .21, .71, .012, .012, "21 %", "71 %"}, {long, "20", "60", .58, .33, .012, .012, "58 %", "33 %"},
				{"Recruits per week", "600", "1000", .47, .41, .012, .012, "47 %", "41 %"}, {"Delay of training", "4 weeks", "12 weeks", .455, .462, .012, .012, "46 %", "46 %"}}, true},
		"differences": &Differences{Head{Title: "What each lever changes: median time until the front gives way", Notes: notes}, "weeks, with minus without", "sooner", "later",
			[]Difference{{"Missiles", 1.2, -.9, 3.1, "1 week (−1 to 3)", false}, {"Air defence", 14.2, 11.8, 16.1, "14 weeks (12 to 16)", true}, {long, -4.3, -6.2, -2.5, "−4 weeks (−6 to −2)", true},
				{"Both", 21, 17, math.Inf(1), "21 weeks (17 to ∞)", true}}},
		"empty":    &Fan{},
		"infinite": &Fan{Head{ID: "infinite", Title: "<&\"\x00> and values that are none"}, Clock{Unit: "days", Start: start, Days: 1}, "", []float64{0, 30}, []float64{.5}, [][]float64{{math.Inf(1)}, {math.NaN()}}, []Mark{{math.Inf(-1), "nowhere"}}},
		"nothing":  &Histogram{}, "bare": &Survival{}, "flat": &Stack{}, "none": &Tornado{}, "same": &Differences{Rows: []Difference{{"x", math.NaN(), math.NaN(), math.NaN(), "unknown", false}}},
	}
}

func addUp(a, b []float64) []float64 {
	c := make([]float64, len(a))
	for k := range a {
		c[k] = a[k] + b[k]
	}
	return c
}

func TestCharts(t *testing.T) {
	again := charts()
	for name, c := range charts() {
		svg := c.SVG()
		if !bytes.Equal(svg, again[name].SVG()) {
			t.Errorf("%s: drawn twice, two pictures", name)
		}
		for d := xml.NewDecoder(bytes.NewReader(svg)); ; {
			if _, err := d.Token(); err == io.EOF {
				break
			} else if err != nil {
				t.Errorf("%s: %v", name, err)
				break
			}
		}
		if s := string(svg); strings.Contains(s, "NaN") || strings.Contains(s, "Inf") || !strings.Contains(s, "<title ") {
			t.Errorf("%s: coordinates that are none, or no title", name)
		}
		if *pictures != "" {
			if err := os.WriteFile(filepath.Join(*pictures, name+".svg"), svg, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestChartsSayIt(t *testing.T) {
	all := charts()
	for name, words := range map[string][]string{
		"fan":         {"weeks from 1 October 2025", "interceptors", "median", "95 % below", "5 % below", "Oct 2025", "80: one target in two goes uncovered", "seed 7"},
		"histogram":   {"not by week 104", "half of the runs: week 46 (45 to 47)", "share of runs", " %"},
		"survival":    {"with the lever", "without", "runs still at risk", "100 %", "stroke-dasharray"},
		"stack":       {"deal 31 % (30 to 32 %)", "neither yet 26 %", "<pattern"},
		"tornado":     {"Losses per week", "900", "2100", "base 44 %", "input at its low value", "Losses per week at 900: 21 %"},
		"differences": {"14 weeks (12 to 16)", "← sooner", "later →"},
	} {
		svg := string(all[name].SVG())
		for _, w := range words {
			if !strings.Contains(svg, w) {
				t.Errorf("%s does not say %q", name, w)
			}
		}
	}
}

func TestTickLabels(t *testing.T) {
	for _, c := range []struct {
		low, high float64
		want      string
	}{
		{0, 1, "0.0 0.2 0.4 0.6 0.8 1.0"}, {0, 104, "0 20 40 60 80 100"}, {-3, 12, "0 5 10"}, {0, 250000, "0 50\u202f000 100\u202f000 150\u202f000 200\u202f000 250\u202f000"},
		{.001, .0032, "0.0010 0.0015 0.0020 0.0025 0.0030"},
	} {
		values, step := axis{low: c.low, high: c.high}.ticks(6)
		var got []string
		for _, v := range values {
			got = append(got, tickLabel(v, step))
		}
		if s := strings.Join(got, " "); s != c.want {
			t.Errorf("%v to %v: %s, want %s", c.low, c.high, s, c.want)
		}
	}
	for _, c := range [][4]float64{{3, 97, 0, 100}, {80, 97, 80, 100}, {-7, 4, -10, 5}, {5, 5, 4, 6}} {
		if low, high := rounded(c[0], c[1]); low != c[2] || high != c[3] {
			t.Errorf("%v: %v to %v", c, low, high)
		}
	}
}

func TestSideLabelsKeepApart(t *testing.T) {
	labels := []sideLabel{{at: 100}, {at: 101}, {at: 102}, {at: 299}, {at: 300}}
	spread(labels, 20, 300)
	for k := range labels {
		if labels[k].y > 300 || k > 0 && labels[k].y < labels[k-1].y+lineHeight {
			t.Errorf("%v", labels)
		}
	}
}

// Every pair of colours that text or lines rely on has its contrast, in both themes.
func TestContrast(t *testing.T) {
	for theme := range 2 {
		back := luminance(t, colours[3][theme])
		for _, c := range colours {
			least := map[string]float64{ink: 7, quiet: 4.5, accent: 4.5, warn: 4.5}[c[0]]
			l := luminance(t, c[theme])
			if got := (max(l, back) + .05) / (min(l, back) + .05); least > 0 && got < least {
				t.Errorf("%s has a contrast of %.1f on its paper", c[theme], got)
			}
		}
	}
}
