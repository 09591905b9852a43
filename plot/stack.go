package plot

// Layer is one part of a Stack.
type Layer struct {
	Label  string
	Shares []float64 // by time
	Rest   bool      // what is left when the others are counted; drawn grey
}

// Stack shows shares that add up to one, over time: which end came first so far, or which state is in force. Layers lie on
// each other from the bottom, told apart by pattern, border and label as well as colour.
type Stack struct {
	Head
	Clock  Clock
	YTitle string // "share of runs" where empty
	Times  []float64
	Layers []Layer
	Step   bool // a value holds until the next time; else lines join the values
}

// SVG draws the chart. Equal charts yield equal bytes.
func (c *Stack) SVG() []byte {
	var names []string
	for _, l := range c.Layers {
		names = append(names, l.Label)
	}
	right := widest(names...)
	f := newFrame(c.Head, "stack", right, chartHeight)
	f.y.low, f.y.high = 0, 1
	n := len(c.Times)
	if n > 0 {
		f.x.low, f.x.high = c.Times[0], c.Times[n-1]
	}
	title := c.YTitle
	if title == "" {
		title = "share of runs"
	}
	below := make([]float64, n)
	var labels []sideLabel
	coloured := 0
	for _, l := range c.Layers {
		above := make([]float64, n)
		for k := range above {
			above[k] = below[k] + l.Shares[k]
		}
		fill := areas[6]
		pattern := 6
		if !l.Rest {
			fill, pattern = areas[coloured%6], coloured%6
			coloured++
		}
		paint := f.hatch("layer"+number(float64(len(labels))), fill, pattern)
		top, bottom := f.edge(c, above), f.edge(c, below)
		area := append([][2]float64{}, top...)
		for k := len(bottom) - 1; k >= 0; k-- {
			area = append(area, bottom[k])
		}
		f.path(area, paint, "", 0, "")
		f.path(top, "none", ink, .9, "")
		if n > 0 {
			labels = append(labels, sideLabel{text: l.Label, at: f.y.at(below[n-1] + l.Shares[n-1]/2)})
		}
		below = above
	}
	f.yAxis(title, percent)
	f.timeAxis(c.Clock)
	for i, j := 0, len(labels)-1; i < j; i, j = i+1, j-1 { // from the top
		labels[i], labels[j] = labels[j], labels[i]
	}
	f.beside(labels)
	return f.finish(right)
}

// edge is the upper border of a layer.
func (f *frame) edge(c *Stack, heights []float64) [][2]float64 {
	var points [][2]float64
	for k, t := range c.Times {
		if c.Step && k > 0 {
			points = append(points, [2]float64{f.x.at(t), f.y.at(heights[k-1])})
		}
		points = append(points, [2]float64{f.x.at(t), f.y.at(heights[k])})
	}
	return points
}
