package report

import (
	"fmt"
	"math"
	"math/big"
	"strings"

	"parley/analysis/matrix"
	"parley/plot"
)

// Heatmap draws the table: in each cell its ends, shaded by the regret of the party whose strategies are judged, which also
// stands there as a number. Without a party nothing is shaded.
func (m *Matrix) Heatmap() *plot.Heatmap {
	x := &matrixText{Matrix: m, words: map[[2]int]*Words{}}
	h := &plot.Heatmap{ID: "matrix", Title: m.Title + ": " + strings.ToLower(x.heading()[:1]) + x.heading()[1:],
		RowTitle: "Strategy", ColumnTitle: "Hypothesis: " + strings.Join(groupsOf(m.Columns), ", ")}
	for _, c := range m.Rows {
		h.Rows = append(h.Rows, c.Label())
	}
	for _, c := range m.Columns {
		h.Columns = append(h.Columns, c.Label())
	}
	measure := m.Ranked
	if m.ByValue {
		measure = m.Valued
	}
	largest := 0.0
	var said []string
	for r := range m.Rows {
		row := make([]plot.Cell, len(m.Columns))
		for k := range row {
			row[k] = x.plotted(r, k, measure)
			if g := grade(measure, r, k); g != nil && g.RegretAtWorst != nil {
				largest = max(largest, m.amount(g.RegretAtWorst))
			}
			said = append(said, m.Rows[r].Label()+" under "+m.Columns[k].Label()+": "+strings.Join(row[k].Lines, ", ")+ifAny("; ", row[k].Mark))
		}
		h.Cells = append(h.Cells, row)
	}
	if largest > 0 {
		for r := range h.Cells {
			for k := range h.Cells[r] {
				if g := grade(measure, r, k); g != nil && g.RegretAtWorst != nil {
					h.Cells[r][k].Shade = m.amount(g.RegretAtWorst) / largest
				}
			}
		}
		low, high := "0", fmt.Sprint(largest)
		if m.ByValue {
			high = Decimal(new(big.Rat).SetFloat64(largest))
		}
		h.Scale = plot.Scale{Title: "Regret at worst:", Low: low, High: high}
	}
	if m.high() {
		turn(h)
	}
	h.Description = strings.Join(said, ". ") + "."
	h.Notes = append(h.Notes, "In brackets: steps of a shortest path by best replies from the status quo. ↻: states of a cycle.")
	switch {
	case measure == nil:
	case m.ByValue:
		h.Notes = append(h.Notes, "Regret of "+x.party()+" by an analyst's values: how much less a strategy brings than the best one under the same hypothesis.")
	default:
		h.Notes = append(h.Notes, "Regret of "+x.party()+" by "+strings.ReplaceAll(m.profile(m.Profile), "`", "")+": how many outcomes of the column lie between this one and the best that any strategy gets.")
	}
	h.Notes = append(h.Notes, "What follows under a hypothesis is not thereby true.")
	return h
}

// turn exchanges the rows and the columns of a picture, so that it is high and not wide.
func turn(h *plot.Heatmap) {
	h.Rows, h.Columns = h.Columns, h.Rows
	h.RowTitle, h.ColumnTitle = h.ColumnTitle, h.RowTitle
	turned := make([][]plot.Cell, len(h.Rows))
	for _, row := range h.Cells {
		for k, c := range row {
			turned[k] = append(turned[k], c)
		}
	}
	h.Cells = turned
}

func ifAny(before, text string) string {
	if text == "" {
		return ""
	}
	return before + text
}

func grade(m *matrix.Measure, r, k int) *matrix.Grade {
	if m == nil {
		return nil
	}
	return &m.Grades[r][k]
}

// amount returns a regret as a number to shade by.
func (m *Matrix) amount(r *matrix.Regret) float64 {
	if r.Value != nil {
		return decimal(r.Value)
	}
	return float64(r.Places)
}

// plotted returns the texts of one cell.
func (x *matrixText) plotted(r, k int, measure *matrix.Measure) plot.Cell {
	cell := x.Table.Cells[r][k]
	if cell.Graph == nil {
		return plot.Cell{Lines: []string{"not reached in time"}, Shade: math.NaN()}
	}
	out := plot.Cell{}
	w := x.at(r, k)
	for _, e := range cell.Ends {
		out.Lines = append(out.Lines, fmt.Sprintf("%s (%d)", w.name(e.State), len(e.Path.Steps)))
	}
	for _, c := range cell.Cycles {
		out.Lines = append(out.Lines, fmt.Sprintf("↻ %d", len(c.States)))
	}
	g := grade(measure, r, k)
	switch {
	case g == nil:
	case len(g.Outcomes) == 0:
		out.Mark, out.Shade = "not judged", math.NaN()
	case x.ByValue:
		out.Mark = "worth " + span(Decimal(g.Worst().Value), Decimal(g.Best().Value)) + ", regret " + eitherEnd(Decimal(g.RegretAtBest.Value), Decimal(g.RegretAtWorst.Value))
	default:
		out.Mark = "regret " + eitherEnd(fmt.Sprint(g.RegretAtBest.Places), fmt.Sprint(g.RegretAtWorst.Places))
	}
	return out
}

// Figure is the heat map as a part of a document.
func (m *Matrix) Figure() Figure {
	h := m.Heatmap()
	g := &Grid{Rows: h.Rows, Columns: h.Columns}
	for _, row := range h.Cells {
		var cells []Text
		var shades []float64
		for _, c := range row {
			var t Text
			for k, line := range c.Lines {
				if k > 0 {
					t.Add(Plain, "\n")
				}
				if code, steps, _ := strings.Cut(line, " "); strings.Trim(code, "YN-") == "" {
					t.Add(Code, code)
					t.Add(Plain, " "+steps)
				} else {
					t.Add(Plain, line)
				}
			}
			if c.Mark != "" {
				if len(c.Lines) > 0 {
					t.Add(Plain, "\n")
				}
				t.Add(Strong, c.Mark)
			}
			cells, shades = append(cells, t), append(shades, c.Shade)
		}
		g.Cells, g.Shades = append(g.Cells, cells), append(g.Shades, shades)
	}
	caption := "Where strategies lead; the darker, the more is regretted"
	if h.Scale.High == "" {
		caption = "Where strategies lead"
	}
	return Figure{Name: "heat-map", Caption: caption, Alt: h.Description, SVG: h.SVG(), Grid: g}
}
