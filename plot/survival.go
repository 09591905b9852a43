package plot

import "fmt"

// Curve is a step line with a band.
type Curve struct {
	Label            string
	Times            []float64 // ascending; the value holds from its time on
	Value, Low, High []float64 // shares; Low and High may be nil
	AtRisk           []int     // before each time; nil for none
}

// Survival shows the share of runs that still go on, over time, with bands. Curves differ by dashes and labels, not colour alone.
type Survival struct {
	Head
	Clock   Clock
	YTitle  string
	Curves  []Curve // up to four read well
	Horizon float64
}

// SVG draws the chart. Equal charts yield equal bytes.
func (c *Survival) SVG() []byte {
	var names []string
	for _, x := range c.Curves {
		names = append(names, x.Label)
	}
	right := widest(names...)
	f := newFrame(c.Head, "survival", right, chartHeight)
	f.x.low, f.x.high = 0, c.Horizon
	f.y.low, f.y.high = 0, 1
	f.yAxis(c.YTitle, percent)
	strokes, dashes := []string{accent, warn, ink, quiet}, []string{"", "9 4", "2 3", "10 3 2 3"}
	bands := []string{fanInner, areas[1], areas[6], areas[2]}
	for k, x := range c.Curves {
		if x.Low == nil {
			continue
		}
		points := f.steps(x.Times, x.High, c.Horizon)
		lower := f.steps(x.Times, x.Low, c.Horizon)
		for i := len(lower) - 1; i >= 0; i-- {
			points = append(points, lower[i])
		}
		fmt.Fprintf(&f.b, "<g fill-opacity=\"0.4\">\n")
		f.path(points, bands[k%4], "", 0, "")
		f.b.WriteString("</g>\n")
	}
	var labels []sideLabel
	for k, x := range c.Curves {
		points := f.steps(x.Times, x.Value, c.Horizon)
		f.path(points, "none", strokes[k%4], 2.2, dashes[k%4])
		labels = append(labels, sideLabel{text: x.Label, at: points[len(points)-1][1]})
	}
	sortLabels(labels)
	f.timeAxis(c.Clock)
	f.beside(labels)
	f.atRisk(c.Curves)
	return f.finish(right)
}

// steps turns values that hold from their times on into the corners of a step line from 1.
func (f *frame) steps(times, values []float64, horizon float64) [][2]float64 {
	y := f.y.at(1)
	points := [][2]float64{{f.x.at(0), y}}
	for k, t := range times {
		if t > horizon {
			break
		}
		x := f.x.at(t)
		next := f.y.at(values[k])
		points = append(points, [2]float64{x, y}, [2]float64{x, next})
		y = next
	}
	return append(points, [2]float64{f.x.at(horizon), y})
}

// atRisk writes under the axis how many runs each curve still rests on.
func (f *frame) atRisk(curves []Curve) {
	values, _ := f.x.ticks(8)
	first := true
	for _, c := range curves {
		if c.AtRisk == nil {
			continue
		}
		if first {
			f.foot += lineHeight + 4
			f.text(margin, f.foot, "start", quiet, false, "runs still at risk")
			first = false
		}
		f.foot += lineHeight
		if len(curves) > 1 {
			f.text(f.x.end+18, f.foot, "start", quiet, false, c.Label)
		}
		for _, v := range values {
			n, known := 0, false
			for k, t := range c.Times {
				if t >= v {
					n, known = c.AtRisk[k], true
					break
				}
			}
			if known {
				f.text(f.x.at(v), f.foot, "middle", quiet, false, fmt.Sprint(n))
			}
		}
	}
}

// sortLabels puts labels in the order of their heights, from the top; equal ones stay.
func sortLabels(labels []sideLabel) {
	for k := range labels {
		for j := k; j > 0 && labels[j].at < labels[j-1].at; j-- {
			labels[j], labels[j-1] = labels[j-1], labels[j]
		}
	}
}
