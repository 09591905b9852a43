package plot

import "fmt"

// Bar is a bar of a Histogram: how many runs lie between From and To.
type Bar struct {
	From, To float64
	Count    int
}

// Histogram shows when a threshold is reached, in how many of the runs.
type Histogram struct {
	Head
	Clock Clock
	Bars  []Bar // adjoining, ascending
	// Never counts the runs in which it is not reached; a hatched bar at the right, labelled NeverLabel.
	Never      int
	NeverLabel string
	Marks      []Mark // times, such as the 5, 50 and 95 % values, with their labels
}

// SVG draws the chart. Equal charts yield equal bytes.
func (c *Histogram) SVG() []byte {
	right := 24.0
	if c.Never > 0 {
		right = max(110, widest(c.NeverLabel))
	}
	f := newFrame(c.Head, "histogram", right, chartHeight)
	// Marks are written above the field, a line each.
	shift := float64(len(c.Marks)) * lineHeight
	f.top += shift
	f.y.start, f.y.end = f.y.start+shift, f.top
	n, most := c.Never, c.Never
	for _, b := range c.Bars {
		n += b.Count
		most = max(most, b.Count)
	}
	f.y.low, f.y.high = 0, 1
	if n > 0 {
		_, f.y.high = rounded(0, float64(most)/float64(n))
	}
	if len(c.Bars) > 0 {
		f.x.low, f.x.high = c.Bars[0].From, c.Bars[len(c.Bars)-1].To
	}
	f.yAxis("share of runs", percent)
	for _, b := range c.Bars {
		if b.Count == 0 {
			continue
		}
		x, y := f.x.at(b.From), f.y.at(float64(b.Count)/float64(n))
		fmt.Fprintf(&f.b, "<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" fill=%q stroke=%q stroke-width=\"0.8\"><title>%s</title></rect>\n",
			number(x), number(y), number(f.x.at(b.To)-x), number(f.y.start-y), fanInner, accent,
			escape(fmt.Sprintf("%s to %s: %d of %d runs", number(b.From), number(b.To), b.Count, n)))
	}
	if c.Never > 0 {
		y := f.y.at(float64(c.Never) / float64(n))
		paint := f.hatch("never", areas[6], 1)
		fmt.Fprintf(&f.b, "<rect x=\"%s\" y=\"%s\" width=\"46\" height=\"%s\" fill=\"%s\" stroke=%q stroke-width=\"0.8\"/>\n", number(f.x.end+30), number(y), number(f.y.start-y), paint, quiet)
		f.text(f.x.end+53, y-6, "middle", ink, true, percentOf(c.Never, n))
		f.line(f.x.end+24, f.y.start, f.x.end+82, f.y.start, ink, 1, "")
		f.text(f.x.end+53, f.y.start+tickLength+14, "middle", ink, false, c.NeverLabel)
	}
	f.timeAxis(c.Clock)
	for k, m := range c.Marks {
		if m.At < f.x.low || m.At > f.x.high {
			continue
		}
		x := f.x.at(m.At)
		y := f.top - float64(len(c.Marks)-k)*lineHeight + 6
		f.line(x, y+3, x, f.y.start, warn, 1.5, "7 4")
		anchor, dx := "start", 5.0
		if x > (f.x.start+f.x.end)/2 {
			anchor, dx = "end", -5
		}
		f.halo(x+dx, y+8, anchor, warn, m.Label)
	}
	return f.finish(right)
}

// percentOf writes a count as whole percent, never 0 or 100 where it is not so.
func percentOf(k, n int) string {
	switch p := int(float64(100*k)/float64(n) + .5); {
	case p == 0 && k > 0:
		return "under 1 %"
	case p == 100 && k < n:
		return "over 99 %"
	default:
		return fmt.Sprintf("%d %%", p)
	}
}
