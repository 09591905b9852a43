package discovery

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// PeelOptions say how a box is found; the zero value is fit for a few thousand runs.
type PeelOptions struct {
	Peel float64 // share of the runs in the box that a step takes away at most; 0.05 where 0
	Mass float64 // share of all runs below which a box is not peeled further; 0.05 where 0
	// Density, if above 0, asks for the box of the largest coverage with at least this density. Else the box is the one whose
	// coverage and density have the largest harmonic mean.
	Density float64
}

// Peeling is the way from all runs to a small dense box.
type Peeling struct {
	// Trajectory holds the boxes in turn: coverage falls, density mostly rises. An analyst may choose another than Chosen.
	Trajectory []Box
	// Chosen is a box of the trajectory, its bounds then moved to where one more run inside or outside would do worse, and rid of
	// restrictions that do nothing.
	Chosen Box
	// Reached says whether the density asked for was reached by a box of the trajectory; else Chosen is the densest one.
	Reached bool
}

// Peel runs the patient rule induction method (Friedman and Fisher 1999): step by step the slice of at most a few percent is cut
// off whose removal raises the density in the box most per run removed. Cost: steps · inputs · runs · log runs.
func Peel(d *Data, o PeelOptions) (*Peeling, error) {
	if err := d.check(); err != nil {
		return nil, err
	}
	if o.Peel == 0 {
		o.Peel = .05
	}
	if o.Mass == 0 {
		o.Mass = .05
	}
	if !(o.Peel > 0 && o.Peel < 1) || !(o.Mass > 0 && o.Mass < 1) || o.Density < 0 || o.Density > 1 {
		return nil, fmt.Errorf("the share to peel, the least mass and the density wanted are shares between 0 and 1")
	}
	p := &Peeling{}
	s := &peeler{d: d, limits: make([]Restriction, len(d.Names)), least: max(1, int(math.Ceil(o.Mass*float64(len(d.Hit)))))}
	for k := range s.limits {
		s.limits[k] = Restriction{Input: k, Low: math.Inf(-1), High: math.Inf(1)}
		if d.choice(k) {
			for c := range d.Labels[k] {
				s.limits[k].Choices = append(s.limits[k].Choices, c)
			}
		}
	}
	for r := range d.Hit {
		s.rows = append(s.rows, r)
	}
	p.Trajectory = append(p.Trajectory, s.box())
	for s.step(o.Peel) {
		p.Trajectory = append(p.Trajectory, s.box())
	}
	best := 0
	for k := range p.Trajectory {
		b := &p.Trajectory[k]
		if better(b, &p.Trajectory[best], o.Density) {
			best = k
		}
	}
	p.Chosen = polish(d, p.Trajectory[best], o.Density, s.least)
	p.Reached = o.Density == 0 || p.Chosen.Density() >= o.Density
	return p, nil
}

// better compares boxes: by merit, or by coverage among those dense enough, or by density where one is not.
func better(a, b *Box, density float64) bool {
	if density == 0 {
		return a.merit() > b.merit()
	}
	denseA, denseB := a.Density() >= density, b.Density() >= density
	switch {
	case denseA && denseB:
		return a.Hits > b.Hits || a.Hits == b.Hits && a.Runs < b.Runs
	case denseA != denseB:
		return denseA
	}
	return a.Density() > b.Density()
}

// peeler holds the box so far.
type peeler struct {
	d      *Data
	limits []Restriction // one per input
	rows   []int         // runs in the box
	least  int
}

// box is the present box with only the restrictions that exclude something.
func (s *peeler) box() Box {
	b := Box{}
	for _, r := range s.limits {
		if r.Choices != nil && len(r.Choices) < len(s.d.Labels[r.Input]) || r.Choices == nil && (!math.IsInf(r.Low, -1) || !math.IsInf(r.High, 1)) {
			b.Restrictions = append(b.Restrictions, Restriction{Input: r.Input, Low: r.Low, High: r.High, Choices: slices.Clone(r.Choices)})
		}
	}
	b.count(s.d)
	return b
}

// step cuts off the best slice; false where none is left that raises the density and leaves enough runs.
func (s *peeler) step(share float64) bool {
	n := len(s.rows)
	hits := 0
	for _, r := range s.rows {
		hits += side(s.d.Hit[r])
	}
	if hits == n {
		return false
	}
	density := float64(hits) / float64(n)
	best, gain := Restriction{Input: -1}, 0.0
	try := func(r Restriction, removed, removedHits int) {
		if removed == 0 || n-removed < s.least {
			return
		}
		g := (float64(hits-removedHits)/float64(n-removed) - density) / float64(removed)
		if g > gain*(1+1e-9) {
			best, gain = r, g
		}
	}
	for k := range s.limits {
		now := s.limits[k]
		if now.Choices != nil {
			for _, c := range now.Choices {
				if len(now.Choices) == 1 {
					break
				}
				removed, removedHits := 0, 0
				r := now
				r.Choices = slices.DeleteFunc(slices.Clone(now.Choices), func(x int) bool { return x == c })
				for _, row := range s.rows {
					if int(s.d.Columns[k][row]) == c {
						removed++
						removedHits += side(s.d.Hit[row])
					}
				}
				try(r, removed, removedHits)
			}
			continue
		}
		column := s.d.Columns[k]
		rows := slices.Clone(s.rows)
		slices.SortFunc(rows, func(a, b int) int { return cmp.Compare(column[a], column[b]) })
		want := max(1, int(share*float64(n)))
		for _, fromTop := range []bool{false, true} {
			// Equal values go together: as many whole groups as fit into the share, at least one.
			removed, removedHits := 0, 0
			for removed < n {
				row := func(i int) int {
					if fromTop {
						return rows[n-1-i]
					}
					return rows[i]
				}
				end := removed
				groupHits := 0
				for end < n && column[row(end)] == column[row(removed)] {
					groupHits += side(s.d.Hit[row(end)])
					end++
				}
				if removed > 0 && end > want {
					break
				}
				removed, removedHits = end, removedHits+groupHits
			}
			if removed == n {
				continue
			}
			r := now
			if fromTop {
				r.High = column[rows[n-1-removed]]
			} else {
				r.Low = column[rows[removed]]
			}
			try(r, removed, removedHits)
		}
	}
	if best.Input < 0 {
		return false
	}
	s.limits[best.Input] = best
	s.rows = slices.DeleteFunc(s.rows, func(row int) bool { return !best.holds(s.d.Columns[best.Input][row]) })
	return true
}

// polish moves each bound of a box to the best value there is while the others stay, again and again until nothing improves, and
// drops restrictions without which the box is no worse. It takes the place of Friedman and Fisher's pasting, and moves
// both ways. Bounds end halfway between the last run inside and the first outside.
func polish(d *Data, b Box, density float64, least int) Box {
	for range 50 {
		improved := false
		for k := 0; k < len(b.Restrictions); k++ {
			without := b
			without.Restrictions = slices.Delete(slices.Clone(b.Restrictions), k, k+1)
			without.count(d)
			if !better(&b, &without, density) {
				b, improved = without, true
				k--
				continue
			}
			if b.Restrictions[k].Choices != nil {
				continue
			}
			for _, top := range []bool{false, true} {
				if moved, ok := move(d, b, k, top, density, least); ok {
					b, improved = moved, true
				}
			}
		}
		if !improved {
			break
		}
	}
	return b
}

// move tries every value of one bound of the k-th restriction that leaves enough runs inside.
func move(d *Data, b Box, k int, top bool, density float64, least int) (Box, bool) {
	r := b.Restrictions[k]
	if top && math.IsInf(r.High, 1) || !top && math.IsInf(r.Low, -1) {
		return b, false
	}
	column := d.Columns[r.Input]
	var rows []int // inside but for this bound
	open := slices.Clone(b.Restrictions)
	if top {
		open[k].High = math.Inf(1)
	} else {
		open[k].Low = math.Inf(-1)
	}
	for row := range d.Hit {
		inside := true
		for j := range open {
			inside = inside && open[j].holds(d.Columns[open[j].Input][row])
		}
		if inside {
			rows = append(rows, row)
		}
	}
	order := func(a, c int) int { return cmp.Compare(column[a], column[c]) }
	if !top {
		order = func(a, c int) int { return cmp.Compare(column[c], column[a]) }
	}
	slices.SortFunc(rows, order)
	best, at := b, -1
	trial := b
	trial.Runs, trial.Hits = 0, 0
	for i, row := range rows {
		trial.Runs++
		trial.Hits += side(d.Hit[row])
		if i+1 < len(rows) && column[rows[i+1]] == column[row] {
			continue
		}
		if trial.Runs >= least && better(&trial, &best, density) {
			best, at = trial, i
		}
	}
	if at < 0 {
		return b, false
	}
	bound := column[rows[at]]
	if at+1 < len(rows) {
		if next := column[rows[at+1]]; !math.IsInf(next-bound, 0) {
			if middle := bound + (next-bound)/2; middle != next {
				bound = middle
			}
		}
	}
	if top {
		open[k].High = bound
		if at+1 == len(rows) {
			open[k].High = math.Inf(1)
		}
	} else {
		open[k].Low = bound
		if at+1 == len(rows) {
			open[k].Low = math.Inf(-1)
		}
	}
	best.Restrictions = open
	best.count(d)
	return best, true
}
