package web

import (
	"fmt"
	"html/template"
	"slices"
	"strings"

	"parley/internal/workbench"
	"parley/report"
)

// maxStripes is the number of columns of a sketch; where there are more outcomes a column stands for several.
const maxStripes = 48

// sketch draws a case in small: a column for each outcome, in the order of the first party's preference, a row for each
// party, the fuller the more it likes the outcome; below, a mark where an outcome holds under some concept. One sees at a
// glance who wants the opposite of whom.
func sketch(s *report.Solved) template.HTML {
	g := s.Result.Graph
	c := g.Conflict()
	states := make([]int, g.Len())
	for i := range states {
		states[i] = i
	}
	first := g.Orders(0)[0]
	slices.SortStableFunc(states, func(a, b int) int { return int(first.Rank[b]) - int(first.Rank[a]) })
	n := min(len(states), maxStripes)
	holds := workbench.HoldsUnder(s)
	const width, row, gap = 240.0, 12.0, 3.0
	step := width / float64(n)
	height := float64(len(c.Parties))*(row+gap) + 8
	var b strings.Builder
	fmt.Fprintf(&b, `<svg class="sketch" viewBox="0 0 %g %g" width="%g" height="%g" preserveAspectRatio="none" aria-hidden="true" focusable="false">`, width, height, width, height)
	for i := range c.Parties {
		order := g.Orders(i)[0]
		y := float64(i) * (row + gap)
		for k := range n {
			from, to := k*len(states)/n, (k+1)*len(states)/n
			sum := 0.0
			for _, x := range states[from:to] {
				if order.Classes > 1 {
					sum += float64(order.Rank[x]) / float64(order.Classes-1)
				} else {
					sum += 0.5
				}
			}
			fmt.Fprintf(&b, `<rect class="%s" x="%.2f" y="%g" width="%.2f" height="%g" fill-opacity="%.2f"/>`,
				Party(i), float64(k)*step, y, step+0.05, row, 0.06+0.94*sum/float64(to-from))
		}
	}
	for k := range n {
		held := false
		for _, x := range states[k*len(states)/n : (k+1)*len(states)/n] {
			held = held || holds[x] > 0
		}
		if held {
			fmt.Fprintf(&b, `<rect class="held" x="%.2f" y="%g" width="%.2f" height="4"/>`, float64(k)*step+step*0.12, height-5, step*0.76)
		}
	}
	b.WriteString("</svg>")
	return template.HTML(b.String()) // numbers and fixed words only
}
