package plot

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Head is what every chart has around it.
type Head struct {
	ID                 string // unique in the page and fit for an XML id; the kind of the chart where empty
	Title, Description string // for those who cannot see the picture, the Title for all
	Notes              []string
}

// Clock says what the numbers on an axis of time are.
type Clock struct {
	Unit  string    // "weeks"
	Start time.Time // the date of time 0; zero where there is none
	Days  float64   // days in a unit; needed for dates
}

// date names the month or the day of a time.
func (c Clock) date(t float64, layout string) string {
	if c.Start.IsZero() || c.Days <= 0 {
		return ""
	}
	return c.Start.Add(time.Duration(t * c.Days * 24 * float64(time.Hour))).Format(layout)
}

// title is that of the axis: "weeks from 1 October 2025".
func (c Clock) title() string {
	if d := c.date(0, "2 January 2006"); d != "" {
		return c.Unit + " from " + d
	}
	return c.Unit + " from the start"
}

// Mark is a line across a chart at a value, with a label.
type Mark struct {
	At    float64
	Label string
}

// Sizes of charts.
const (
	chartWidth  = 640.0 // of the field between the axes
	chartHeight = 300.0
	tickLength  = 5.0
	leftAxis    = 78.0
	rightLabels = 150.0
)

// axis maps values to places.
type axis struct {
	low, high  float64
	start, end float64
}

func (a axis) at(x float64) float64 {
	if a.high == a.low {
		return (a.start + a.end) / 2
	}
	x = min(max(x, a.low), a.high)
	return a.start + (x-a.low)/(a.high-a.low)*(a.end-a.start)
}

// ticks returns round values, about so many, within the axis; step is their distance.
func (a axis) ticks(about int) (values []float64, step float64) {
	span := a.high - a.low
	if !(span > 0) || math.IsInf(span, 0) {
		return []float64{a.low}, 1
	}
	raw := span / float64(about)
	step = math.Pow10(int(math.Floor(math.Log10(raw))))
	for _, m := range []float64{1, 2, 5, 10} {
		if m*step >= raw*(1-1e-9) {
			step *= m
			break
		}
	}
	for k := math.Ceil(a.low/step - 1e-9); k*step <= a.high+1e-9*step; k++ {
		values = append(values, k*step)
	}
	return values, step
}

// tickLabel writes a round value with the digits of the step, thousands set apart.
func tickLabel(x, step float64) string {
	digits := max(0, -int(math.Floor(math.Log10(step)+1e-9)))
	s := strconv.FormatFloat(math.Abs(x), 'f', digits, 64)
	if whole, _, _ := strings.Cut(s, "."); len(whole) > 4 {
		var b strings.Builder
		for k, r := range whole {
			if k > 0 && (len(whole)-k)%3 == 0 {
				b.WriteRune('\u202f')
			}
			b.WriteRune(r)
		}
		s = b.String() + s[len(whole):]
	}
	if x < 0 && strings.Trim(s, "0.") != "" {
		return "−" + s
	}
	return s
}

// rounded widens a range to round values around it, with zero if it is near.
func rounded(low, high float64) (float64, float64) {
	if math.IsInf(low, 0) || math.IsNaN(low) || math.IsInf(high, 0) || math.IsNaN(high) {
		return 0, 1
	}
	if low == high {
		low, high = low-1, high+1
	}
	if low > 0 && low < .4*high {
		low = 0
	}
	if high < 0 && high > .4*low {
		high = 0
	}
	_, step := axis{low: low, high: high}.ticks(5)
	return math.Floor(low/step+1e-9) * step, math.Ceil(high/step-1e-9) * step
}

// frame is a chart in the making: a canvas with a field and two axes.
type frame struct {
	canvas
	head Head
	x, y axis
	top  float64 // of the field
	foot float64 // below the axis and its labels
}

// newFrame writes the title and opens a field.
func newFrame(h Head, kind string, right, height float64) *frame {
	f := &frame{head: h}
	f.themed = true
	if f.head.ID == "" {
		f.head.ID = kind
	}
	y := margin
	for _, line := range wrap(h.Title, leftAxis+chartWidth+right) {
		y += lineHeight
		f.text(margin, y, "start", ink, true, line)
	}
	f.top = y + 2.2*lineHeight
	f.x.start, f.x.end = margin+leftAxis, margin+leftAxis+chartWidth
	f.y.start, f.y.end = f.top+height, f.top
	f.foot = f.y.start
	return f
}

// line draws a straight line; dash is a pattern or empty.
func (f *frame) line(x1, y1, x2, y2 float64, stroke string, width float64, dash string) {
	if dash != "" {
		dash = ` stroke-dasharray="` + dash + `"`
	}
	fmt.Fprintf(&f.b, "<path d=\"M%s %sL%s %s\" stroke=%q stroke-width=\"%s\" fill=\"none\"%s/>\n", number(x1), number(y1), number(x2), number(y2), stroke, number(width), dash)
}

// path draws a line through points, or an area if fill is not "none". Points that are no numbers are left out.
func (f *frame) path(points [][2]float64, fill, stroke string, width float64, dash string) {
	points = slices.DeleteFunc(slices.Clone(points), func(p [2]float64) bool { return math.IsNaN(p[0] + p[1]) })
	if len(points) == 0 {
		return
	}
	var d strings.Builder
	for k, p := range points {
		d.WriteByte("ML"[min(k, 1)])
		d.WriteString(number(p[0]) + " " + number(p[1]))
	}
	if fill != "none" {
		d.WriteByte('Z')
	}
	attributes := ""
	if stroke != "" {
		attributes = fmt.Sprintf(" stroke=%q stroke-width=\"%s\" stroke-linejoin=\"round\"", stroke, number(width))
	}
	if dash != "" {
		attributes += ` stroke-dasharray="` + dash + `"`
	}
	fmt.Fprintf(&f.b, "<path d=\"%s\" fill=%q%s/>\n", d.String(), fill, attributes)
}

// yAxis draws grid lines and their values; format may be nil.
func (f *frame) yAxis(title string, format func(x, step float64) string) {
	if format == nil {
		format = tickLabel
	}
	values, step := f.y.ticks(5)
	for _, v := range values {
		y := f.y.at(v)
		f.line(f.x.start, y, f.x.end, y, faint, 1, "")
		f.text(f.x.start-8, y+4.5, "end", quiet, false, format(v, step))
	}
	if title != "" {
		f.text(margin, f.top-0.8*lineHeight, "start", quiet, false, title)
	}
}

// percent is a format of shares.
func percent(x, step float64) string { return tickLabel(100*x, 100*step) + " %" }

// timeAxis draws the axis of time, with dates under the numbers where there are any.
func (f *frame) timeAxis(c Clock) {
	values, step := f.x.ticks(8)
	y := f.y.start
	f.line(f.x.start, y, f.x.end, y, ink, 1, "")
	layout := "Jan 2006"
	if step*c.Days < 28 {
		layout = "2 Jan 2006"
	}
	dated := false
	for _, v := range values {
		x := f.x.at(v)
		f.line(x, y, x, y+tickLength, ink, 1, "")
		f.text(x, y+tickLength+14, "middle", quiet, false, tickLabel(v, step))
		if d := c.date(v, layout); d != "" {
			f.text(x, y+tickLength+14+lineHeight, "middle", quiet, false, d)
			dated = true
		}
	}
	f.foot = y + tickLength + 14
	if dated {
		f.foot += lineHeight
	}
	f.foot += lineHeight + 3
	f.text((f.x.start+f.x.end)/2, f.foot, "middle", quiet, false, c.title())
}

// valueAxis draws an axis of values below.
func (f *frame) valueAxis(title string) {
	values, step := f.x.ticks(7)
	y := f.y.start
	f.line(f.x.start, y, f.x.end, y, ink, 1, "")
	for _, v := range values {
		x := f.x.at(v)
		f.line(x, f.top, x, y, faint, 1, "")
		f.line(x, y, x, y+tickLength, ink, 1, "")
		f.text(x, y+tickLength+14, "middle", quiet, false, tickLabel(v, step))
	}
	f.foot = y + tickLength + 14 + lineHeight + 3
	f.text((f.x.start+f.x.end)/2, f.foot, "middle", quiet, false, title)
}

// marks draws lines across at values of the vertical axis. Labels stand on their line at the left.
func (f *frame) marks(marks []Mark) {
	for _, m := range marks {
		if m.At < f.y.low || m.At > f.y.high {
			continue
		}
		y := f.y.at(m.At)
		f.line(f.x.start, y, f.x.end, y, warn, 1.5, "7 4")
		f.halo(f.x.start+6, y-5, "start", warn, m.Label)
	}
}

// halo writes text on a rim of paper, so that it reads on lines and areas.
func (f *frame) halo(x, y float64, anchor, fill, s string) {
	fmt.Fprintf(&f.b, "<text x=\"%s\" y=\"%s\" text-anchor=\"%s\" fill=%q stroke=%q stroke-width=\"3.5\" stroke-linejoin=\"round\" paint-order=\"stroke\">%s</text>\n", number(x), number(y), anchor, fill, paper, escape(s))
}

// beside writes labels at the right of the field, each at its height but clear of the others, with a thread to where it belongs.
func (f *frame) beside(labels []sideLabel) {
	labels = slices.DeleteFunc(labels, func(l sideLabel) bool { return math.IsNaN(l.at) })
	spread(labels, f.top+4, f.y.start)
	for _, l := range labels {
		if math.Abs(l.y-l.at) > 3 {
			f.line(f.x.end+2, l.at, f.x.end+14, l.y, rule, 1, "")
		} else {
			f.line(f.x.end+2, l.at, f.x.end+14, l.at, rule, 1, "")
		}
		f.text(f.x.end+18, l.y+4.5, "start", ink, l.bold, l.text)
	}
}

type sideLabel struct {
	text  string
	at, y float64
	bold  bool
}

// spread moves labels, given from top to bottom, apart.
func spread(labels []sideLabel, top, bottom float64) {
	for k := range labels {
		labels[k].y = labels[k].at
		if k > 0 {
			labels[k].y = max(labels[k].y, labels[k-1].y+lineHeight)
		} else {
			labels[k].y = max(labels[k].y, top)
		}
	}
	for k := len(labels) - 1; k >= 0; k-- {
		limit := bottom
		if k+1 < len(labels) {
			limit = labels[k+1].y - lineHeight
		}
		labels[k].y = min(labels[k].y, limit)
	}
}

// widest is the room that labels at the right need.
func widest(texts ...string) float64 {
	w := 0.0
	for _, t := range texts {
		w = max(w, boldly*widthOf(t))
	}
	return w + 30
}

// finish writes the notes and returns the picture.
func (f *frame) finish(right float64) []byte {
	width := leftAxis + chartWidth + max(right, 24)
	y := f.foot + 4
	for _, note := range f.head.Notes {
		y += lineHeight / 3
		for _, line := range wrap(note, width) {
			y += lineHeight
			f.text(margin, y, "start", quiet, false, line)
		}
	}
	return f.picture(f.head.ID, f.head.Title, f.head.Description, width+2*margin, y+margin)
}

// hatch defines a pattern of lines on a fill and returns its paint.
func (f *frame) hatch(name, fill string, kind int) string {
	id := escape(f.head.ID) + "-" + name
	lines := []string{"", "M-2 8L8 -2M0 18L18 0M8 22L22 8", "M-2 10L10 22M0 0L20 20M10 -2L22 10", "M0 5H20M0 15H20", "M5 0V20M15 0V20", "M0 0L20 20M20 0L0 20", "M9 10H11"}[kind%7]
	fmt.Fprintf(&f.b, "<defs><pattern id=\"%s\" width=\"20\" height=\"20\" patternUnits=\"userSpaceOnUse\"><rect width=\"20\" height=\"20\" fill=%q/><path d=\"%s\" stroke=%q stroke-width=\"1\" stroke-opacity=\"0.45\"/></pattern></defs>\n", id, fill, lines, ink)
	return "url(#" + id + ")"
}
