package matrix

import (
	"context"

	"parley/analysis/compare"
)

// Observation tells how two hypotheses could be told apart by what the parties do, if one strategy is followed.
type Observation struct {
	Row     int
	Columns [2]int
	// Forks are the earliest states at which the best replies of a party differ. Where there are none and the two do not begin
	// apart, best replies are the same throughout, and no move tells the two apart.
	*compare.Forks
	Pair *compare.Pair // of the two cells
	// Only are the ends that only the one hypothesis leads to, as states of its cell.
	Only [2][]int
}

// Observe finds for each strategy and each two hypotheses the earliest step that would tell them apart: first moves, then
// ends. Pairs with a cell that was not filled are left out. The cost is that of Forks for each pair. Where the context ends
// the observations made so far are returned with its error.
func (t *Table) Observe(ctx context.Context) ([]Observation, error) {
	var out []Observation
	for r, row := range t.Cells {
		for k := range row {
			for h := range k {
				if row[h].Graph == nil || row[k].Graph == nil {
					continue
				}
				o := Observation{Row: r, Columns: [2]int{h, k}}
				var err error
				if o.Pair, err = compare.Match(row[h].Graph, row[k].Graph); err != nil {
					return out, err
				}
				if o.Forks, err = o.Pair.Forks(ctx, t.unknown); err != nil {
					return out, err
				}
				o.Only[0] = only(o.Pair, 0, &row[h], &row[k])
				o.Only[1] = only(o.Pair, 1, &row[k], &row[h])
				out = append(out, o)
			}
		}
	}
	return out, nil
}

// only returns the ends of a cell that are none of the other one.
func only(p *compare.Pair, side int, c, other *Cell) []int {
	ends := map[int]bool{}
	for _, e := range other.Ends {
		ends[e.State] = true
	}
	var out []int
	for _, e := range c.Ends {
		if q := p.Other(side, e.State); q < 0 || !ends[q] {
			out = append(out, e.State)
		}
	}
	return out
}
