package matrix

// Dominance is a strategy that another one is at least as good as under every hypothesis, the worst outcomes being compared
// with each other and the best ones with each other, and better than under some.
type Dominance struct {
	Dominated, By int // rows
	// Strict: the other one is better under every hypothesis, at worst and at best.
	Strict bool
	// Certain: under every hypothesis even the worst outcome of the other one is at least as good as the best of this one, so
	// that it does not matter in which order the parties move.
	Certain bool
}

// Dominated finds every strategy that is dominated, and by which, in the order of rows. Strategies with a cell that was not
// filled or not graded throughout are left out.
func (m *Measure) Dominated() []Dominance {
	var out []Dominance
	for r := range m.Grades {
		for q := range m.Grades {
			if d, ok := m.dominates(q, r); ok && q != r {
				out = append(out, d)
			}
		}
	}
	return out
}

// dominates reports whether strategy q dominates strategy r.
func (m *Measure) dominates(q, r int) (Dominance, bool) {
	d := Dominance{Dominated: r, By: q, Strict: true, Certain: true}
	better := false
	for k := range m.Grades[r] {
		a, b := &m.Grades[q][k], &m.Grades[r][k]
		if !a.complete() || !b.complete() {
			return d, false
		}
		atWorst, atBest := a.Worst().compare(b.Worst()), a.Best().compare(b.Best())
		if atWorst > 0 || atBest > 0 {
			return d, false
		}
		better = better || atWorst < 0 || atBest < 0
		d.Strict = d.Strict && atWorst < 0 && atBest < 0
		d.Certain = d.Certain && a.Worst().compare(b.Best()) <= 0
	}
	return d, better
}
