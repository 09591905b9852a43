package plot

import (
	"fmt"
	"math"
)

// Swing is a row of a Tornado: the result when one input is low and when it is high.
type Swing struct {
	Label             string // the input
	LowInput          string // its low and high value, with unit
	HighInput         string
	AtLow, AtHigh     float64
	ErrLow, ErrHigh   float64 // half an interval of each; 0 for none
	LowText, HighText string  // the results, with no digit beyond their error; shown as tooltips and for readers
}

// Tornado shows which input moves the result most: one at a time, the widest first. The end at the low value of the input is
// hatched, the one at the high value plain.
type Tornado struct {
	Head
	XTitle    string // the result with its unit
	Base      float64
	BaseLabel string
	Rows      []Swing
	Percent   bool // the result is a share
}

// Difference is a row of a Differences chart.
type Difference struct {
	Label            string
	Value, Low, High float64
	Text             string // value and interval in words, at the right
	Clear            bool   // the interval leaves out zero; drawn filled, else hollow
}

// Differences shows what levers change, with intervals, against no change.
type Differences struct {
	Head
	XTitle     string // the difference with its unit: "weeks later than without"
	LowerLabel string // what lies left and right of zero: "sooner", "later"
	UpperLabel string
	Rows       []Difference
}

const rowHeight = 40.0

// rowLabel writes the name of a row, wrapped, left of the field.
func (f *frame) rowLabel(y float64, s string, room float64) {
	lines := wrap(s, room)
	if len(lines) > 2 {
		lines = append(lines[:1], lines[1]+" …")
	}
	for n, line := range lines {
		f.text(f.x.start-10, y+4.5+lineHeight*(float64(n)-float64(len(lines)-1)/2), "end", ink, false, line)
	}
}

const rowHead = 190.0 // room for names of rows

// SVG draws the chart. Equal charts yield equal bytes.
func (c *Tornado) SVG() []byte {
	f := newFrame(c.Head, "tornado", 24, rowHeight*float64(len(c.Rows))+8)
	f.x.start += rowHead - leftAxis + 20
	low, high := c.Base, c.Base
	for _, r := range c.Rows {
		low = min(low, r.AtLow-r.ErrLow, r.AtHigh-r.ErrHigh)
		high = max(high, r.AtLow+r.ErrLow, r.AtHigh+r.ErrHigh)
	}
	pad := max(1e-9, (high-low)*.16) // room for the values of inputs
	f.x.low, f.x.high = low-pad, high+pad
	scale := 1.0
	if c.Percent {
		scale = 100
		f.x.low, f.x.high = 100*f.x.low, 100*f.x.high
	}
	f.valueAxis(c.XTitle)
	hatched := f.hatch("low", areas[1], 1)
	base := f.x.at(scale * c.Base)
	for k, r := range c.Rows {
		y := f.top + 4 + rowHeight*(float64(k)+.5)
		f.rowLabel(y, r.Label, rowHead)
		ends := []struct {
			at, err           float64
			paint, says, text string
		}{{r.AtLow, r.ErrLow, hatched, r.LowInput, r.LowText}, {r.AtHigh, r.ErrHigh, areas[0], r.HighInput, r.HighText}}
		var at [2]float64
		for e, end := range ends {
			x := f.x.at(scale * end.at)
			at[e] = x
			fmt.Fprintf(&f.b, "<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"22\" fill=\"%s\" stroke=%q stroke-width=\"0.8\"><title>%s</title></rect>\n",
				number(min(x, base)), number(y-11), number(math.Abs(x-base)), end.paint, quiet, escape(r.Label+" at "+end.says+": "+end.text))
		}
		for e, end := range ends {
			x := at[e]
			anchor, dx := "start", 6.0
			left := x < base || x == base && at[1-e] > base
			if x == base && at[1-e] == base {
				left = e == 0
			}
			reach := x
			if left {
				anchor, dx = "end", -6
			}
			if end.err > 0 {
				a, b := f.x.at(scale*(end.at-end.err)), f.x.at(scale*(end.at+end.err))
				f.line(a, y, b, y, ink, 1.2, "")
				f.line(a, y-4, a, y+4, ink, 1.2, "")
				f.line(b, y-4, b, y+4, ink, 1.2, "")
				if reach = max(x, b); left {
					reach = min(x, a)
				}
			}
			dy := 4.5
			if (at[0] < base) == (at[1] < base) && (at[0]-base)*(at[1]-base) > 0 { // both ends on one side: one above the other
				dy = []float64{-3, 12}[e]
			}
			f.halo(reach+dx, y+dy, anchor, ink, end.says)
		}
	}
	f.line(base, f.top-4, base, f.y.start, ink, 1.5, "")
	f.text(base, f.top-9, "middle", ink, false, c.BaseLabel)
	// The legend.
	f.foot += lineHeight + 6
	x := f.x.start
	for _, l := range []struct{ paint, text string }{{hatched, "input at its low value"}, {areas[0], "input at its high value"}} {
		fmt.Fprintf(&f.b, "<rect x=\"%s\" y=\"%s\" width=\"26\" height=\"14\" fill=\"%s\" stroke=%q stroke-width=\"0.8\"/>\n", number(x), number(f.foot-11), l.paint, quiet)
		f.text(x+34, f.foot, "start", ink, false, l.text)
		x += 34 + widthOf(l.text) + 24
	}
	return f.finish(24)
}

// SVG draws the chart. Equal charts yield equal bytes.
func (c *Differences) SVG() []byte {
	var texts []string
	for _, r := range c.Rows {
		texts = append(texts, r.Text)
	}
	right := widest(texts...)
	f := newFrame(c.Head, "differences", right, rowHeight*float64(len(c.Rows))+8)
	f.x.start += rowHead - leftAxis + 20
	low, high := 0.0, 0.0
	for _, r := range c.Rows {
		for _, v := range []float64{r.Value, r.Low, r.High} {
			if !math.IsInf(v, 0) && !math.IsNaN(v) {
				low, high = min(low, v), max(high, v)
			}
		}
	}
	pad := max(1e-9, (high-low)*.08)
	f.x.low, f.x.high = low-pad, high+pad
	f.valueAxis(c.XTitle)
	zero := f.x.at(0)
	f.line(zero, f.top-4, zero, f.y.start, ink, 1.5, "")
	if c.LowerLabel != "" {
		f.text(zero-8, f.top-9, "end", quiet, false, "← "+c.LowerLabel)
	}
	if c.UpperLabel != "" {
		f.text(zero+8, f.top-9, "start", quiet, false, c.UpperLabel+" →")
	}
	for k, r := range c.Rows {
		y := f.top + 4 + rowHeight*(float64(k)+.5)
		f.rowLabel(y, r.Label, rowHead)
		if !math.IsNaN(r.Low) && !math.IsNaN(r.High) {
			f.whisker(r.Low, r.High, y)
		}
		if !math.IsNaN(r.Value) {
			fill := paper
			if r.Clear {
				fill = accent
			}
			fmt.Fprintf(&f.b, "<circle cx=\"%s\" cy=\"%s\" r=\"5\" fill=%q stroke=%q stroke-width=\"2\"/>\n", number(f.x.at(r.Value)), number(y), fill, accent)
		}
		f.text(f.x.end+18, y+4.5, "start", ink, false, r.Text)
	}
	return f.finish(right)
}

// whisker draws an interval; an end that lies outside the field, or is infinite, gets an arrow for a stop.
func (f *frame) whisker(low, high, y float64) {
	a, b := f.x.at(low), f.x.at(high)
	f.line(a, y, b, y, accent, 2, "")
	if math.IsInf(low, 0) {
		f.path([][2]float64{{a + 7, y - 5}, {a, y}, {a + 7, y + 5}}, "none", accent, 2, "")
	} else {
		f.line(a, y-6, a, y+6, accent, 2, "")
	}
	if math.IsInf(high, 0) {
		f.path([][2]float64{{b - 7, y - 5}, {b, y}, {b - 7, y + 5}}, "none", accent, 2, "")
	} else {
		f.line(b, y-6, b, y+6, accent, 2, "")
	}
}
