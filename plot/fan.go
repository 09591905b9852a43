package plot

import (
	"fmt"
	"math"
)

// Fan shows how a quantity may run: bands between percentiles over time, and the median as a line.
type Fan struct {
	Head
	Clock  Clock
	YTitle string // the quantity with its unit
	Times  []float64
	Shares []float64   // ascending, symmetric about ½ with ½ among them: .05, .25, .5, .75, .95
	Values [][]float64 // by time, by share
	Marks  []Mark      // thresholds
}

// SVG draws the chart. Equal charts yield equal bytes.
func (c *Fan) SVG() []byte {
	var names []string
	for _, s := range c.Shares {
		names = append(names, shareName(s))
	}
	right := widest(names...)
	f := newFrame(c.Head, "fan", right, chartHeight)
	low, high := math.Inf(1), math.Inf(-1)
	for _, row := range c.Values {
		for _, v := range row {
			if !math.IsInf(v, 0) && !math.IsNaN(v) {
				low, high = min(low, v), max(high, v)
			}
		}
	}
	for _, m := range c.Marks {
		low, high = min(low, m.At), max(high, m.At)
	}
	f.y.low, f.y.high = rounded(low, high)
	if n := len(c.Times); n > 0 {
		f.x.low, f.x.high = c.Times[0], c.Times[n-1]
	}
	f.yAxis(c.YTitle, nil)
	n := len(c.Shares)
	fills := []string{fanOuter, fanInner}
	for k := range n / 2 {
		var points [][2]float64
		for i, t := range c.Times {
			points = append(points, [2]float64{f.x.at(t), f.y.at(c.Values[i][n-1-k])})
		}
		for i := len(c.Times) - 1; i >= 0; i-- {
			points = append(points, [2]float64{f.x.at(c.Times[i]), f.y.at(c.Values[i][k])})
		}
		f.path(points, fills[min(k, len(fills)-1)], "", 0, "")
	}
	var labels []sideLabel
	for k := n - 1; k >= 0; k-- {
		var points [][2]float64
		for i, t := range c.Times {
			points = append(points, [2]float64{f.x.at(t), f.y.at(c.Values[i][k])})
		}
		middle := math.Abs(c.Shares[k]-.5) < 1e-9
		if middle {
			f.path(points, "none", accent, 2.5, "")
		} else { // edges are lines too, so that bands need no colour
			f.path(points, "none", accent, .8, []string{"4 3", ""}[min(1, min(k, n-1-k))])
		}
		if len(points) > 0 {
			labels = append(labels, sideLabel{text: shareName(c.Shares[k]), at: points[len(points)-1][1], bold: middle})
		}
	}
	f.marks(c.Marks)
	f.timeAxis(c.Clock)
	f.beside(labels)
	return f.finish(right)
}

// shareName names a percentile.
func shareName(s float64) string {
	if math.Abs(s-.5) < 1e-9 {
		return "median"
	}
	return fmt.Sprintf("%s %% below", number(100*s))
}
