package plot

import (
	"fmt"
	"math"
)

// Heatmap is a table whose cells are shaded by a number. The shade never says more than the text of a cell: the number
// stands in it.
type Heatmap struct {
	ID                 string // unique in the page; "heatmap" where empty
	Title, Description string // for those who cannot see the picture, the Title for all
	RowTitle           string // what the rows are
	ColumnTitle        string
	Rows, Columns      []string
	Cells              [][]Cell
	Scale              Scale
	Notes              []string // below the picture
}

// Cell is one cell of a Heatmap.
type Cell struct {
	Lines []string // broken further where they are too long
	Mark  string   // the number that the shade stands for, in words; set apart from the lines
	Shade float64  // 0 the lightest, 1 the darkest; NaN: no number, drawn hatched
}

// Scale explains the shades.
type Scale struct {
	Title     string
	Low, High string // what the lightest and the darkest shade stand for; no scale is drawn where both are empty
}

// Widths that columns may have.
const (
	leastColumn = 120.0
	mostColumn  = 260.0
	mostRowHead = 180.0
	pad         = 10.0
	steps       = 5 // boxes of the scale
)

// SVG draws the table. Equal heat maps yield equal bytes.
func (h *Heatmap) SVG() []byte {
	id := h.ID
	if id == "" {
		id = "heatmap"
	}
	c := &canvas{}
	fmt.Fprintf(&c.b, "<defs><pattern id=\"%s-none\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\"><rect width=\"6\" height=\"6\" fill=\"%s\"/><path d=\"M0 6L6 0\" stroke=\"%s\" stroke-width=\"0.7\"/></pattern></defs>\n", escape(id), paper, rule)

	head := 0.0
	for _, r := range h.Rows {
		head = max(head, boldly*widthOf(r))
	}
	head = min(max(head, widthOf(h.RowTitle)), mostRowHead) + pad
	widths := make([]float64, len(h.Columns))
	total := head
	for k, title := range h.Columns {
		widths[k] = boldly * widthOf(title)
		for r := range h.Rows {
			for _, line := range h.Cells[r][k].Lines {
				widths[k] = max(widths[k], widthOf(line))
			}
			widths[k] = max(widths[k], boldly*widthOf(h.Cells[r][k].Mark))
		}
		widths[k] = min(max(widths[k], leastColumn), mostColumn) + 2*pad
		total += widths[k]
	}
	width := max(total, 420) + 2*margin

	y := margin
	for _, line := range wrap(h.Title, width-2*margin) {
		y += lineHeight
		c.text(margin, y, "start", ink, true, line)
	}
	y += lineHeight
	if h.ColumnTitle != "" {
		y += lineHeight
		c.text(margin+head, y, "start", quiet, false, h.ColumnTitle)
	}
	y = h.columnHeads(c, y, head, widths)
	if h.RowTitle != "" {
		c.text(margin, y-6, "start", quiet, false, h.RowTitle)
	}
	for r := range h.Rows {
		y = h.row(c, id, r, y, head, widths)
	}
	y = h.scale(c, y)
	for _, note := range h.Notes {
		y += lineHeight / 2
		for _, line := range wrap(note, width-2*margin) {
			y += lineHeight
			c.text(margin, y, "start", quiet, false, line)
		}
	}
	return c.picture(id, h.Title, h.Description, width, y+margin)
}

// columnHeads writes the titles of the columns, standing on one line, and returns where the table begins.
func (h *Heatmap) columnHeads(c *canvas, y, head float64, widths []float64) float64 {
	most := 0
	var lines [][]string
	for k, title := range h.Columns {
		lines = append(lines, wrap(title, widths[k]-2*pad))
		most = max(most, len(lines[k]))
	}
	bottom := y + float64(most)*lineHeight + 8
	x := margin + head
	for k := range h.Columns {
		for n, line := range lines[k] {
			c.text(x+widths[k]/2, bottom-8-lineHeight*float64(len(lines[k])-1-n), "middle", ink, true, line)
		}
		x += widths[k]
	}
	return bottom
}

// row draws a row and returns where it ends.
func (h *Heatmap) row(c *canvas, id string, r int, y, head float64, widths []float64) float64 {
	title := wrap(h.Rows[r], head-pad)
	tallest := len(title)
	lines := make([][]string, len(widths))
	for k, w := range widths {
		for _, line := range h.Cells[r][k].Lines {
			lines[k] = append(lines[k], wrap(line, w-2*pad)...)
		}
		n := len(lines[k])
		if h.Cells[r][k].Mark != "" {
			n++
		}
		tallest = max(tallest, n)
	}
	height := float64(tallest)*lineHeight + 2*pad
	for n, line := range title {
		c.text(margin, y+height/2+lineHeight*(float64(n)-float64(len(title)-1)/2)+4, "start", ink, true, line)
	}
	x := margin + head
	for k, w := range widths {
		cell := h.Cells[r][k]
		fill, on := shade(cell.Shade)
		if math.IsNaN(cell.Shade) {
			fill, on = "url(#"+escape(id)+"-none)", ink
		}
		c.box(x, y, w, height, fill)
		n := len(lines[k])
		if cell.Mark != "" {
			n++
		}
		at := y + height/2 - float64(n)*lineHeight/2 + 13
		for _, line := range lines[k] {
			c.text(x+w/2, at, "middle", on, false, line)
			at += lineHeight
		}
		if cell.Mark != "" {
			c.text(x+w/2, at, "middle", on, true, cell.Mark)
		}
		x += w
	}
	return y + height
}

// scale draws what the shades stand for and returns where that ends.
func (h *Heatmap) scale(c *canvas, y float64) float64 {
	if h.Scale.Low == "" && h.Scale.High == "" {
		return y
	}
	y += 1.5 * lineHeight
	x := margin
	if h.Scale.Title != "" {
		c.text(x, y+13, "start", quiet, false, h.Scale.Title)
		x += widthOf(h.Scale.Title) + pad
	}
	c.text(x, y+13, "start", ink, false, h.Scale.Low)
	x += widthOf(h.Scale.Low) + 4
	for n := range steps {
		fill, _ := shade(float64(n) / (steps - 1))
		c.box(x, y, 26, lineHeight, fill)
		x += 26
	}
	c.text(x+6, y+13, "start", ink, false, h.Scale.High)
	return y + lineHeight
}

// The lightest and the darkest shade: a single hue whose lightness falls evenly, so that it reads in grey as well. Ink stands
// on all of it with a contrast of 4.5 at least.
var lightest, darkest = [3]float64{255, 250, 240}, [3]float64{226, 138, 66}

// Shade returns the colour of a shade, as "#rrggbb": 0 the lightest, 1 the darkest, NaN that of the paper. Ink can be read on all of
// them.
func Shade(x float64) string {
	if math.IsNaN(x) {
		return paper
	}
	fill, _ := shade(x)
	return fill
}

// shade returns the colour of a shade, and that of text on it.
func shade(x float64) (fill, on string) {
	x = min(max(x, 0), 1)
	var c [3]int
	for k := range c {
		c[k] = int(math.Round(lightest[k] + x*(darkest[k]-lightest[k])))
	}
	return fmt.Sprintf("#%02x%02x%02x", c[0], c[1], c[2]), ink
}
