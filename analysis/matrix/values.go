package matrix

import (
	"math/big"
)

// End says whether the best or the worst outcomes of the cells are meant, where a cell has several.
type End uint8

// The two ends.
const (
	AtWorst End = iota
	AtBest
)

// value returns what a cell is worth, nil where that is not known: no values are given, or not for every outcome.
func (m *Measure) value(row, column int, end End) *big.Rat {
	g := &m.Grades[row][column]
	switch {
	case m.Values == nil || !g.complete():
		return nil
	case end == AtBest:
		return g.Best().Value
	}
	return g.Worst().Value
}

// Known reports whether every cell has a value.
func (m *Measure) Known() bool {
	for r := range m.Grades {
		for k := range m.Grades[r] {
			if m.value(r, k, AtWorst) == nil {
				return false
			}
		}
	}
	return true
}

// LargestRegret returns for each strategy the largest regret under any hypothesis, by values; nil where a value is not known.
// The strategies with the least of these are the choice of Savage (The theory of statistical decision, JASA 46, 1951).
func (m *Measure) LargestRegret(end End) []*big.Rat {
	out := make([]*big.Rat, len(m.Grades))
	if !m.Known() {
		return out
	}
	for r := range m.Grades {
		for k := range m.Grades[r] {
			regret := m.Grades[r][k].RegretAtWorst
			if end == AtBest {
				regret = m.Grades[r][k].RegretAtBest
			}
			if out[r] == nil || regret.Value.Cmp(out[r]) > 0 {
				out[r] = regret.Value
			}
		}
	}
	return out
}

// BreakEven tells how likely one hypothesis must be, as against one other, for a strategy to be worth as much as another:
// above P the first strategy is worth more, below it the second.
type BreakEven struct {
	Strategies [2]int // rows: the first is worth more under the first hypothesis, the second under the second
	Hypotheses [2]int // columns
	End        End
	P          *big.Rat // probability of the first hypothesis, strictly between 0 and 1
	// Even is what it would be worth to learn which of the two hypotheses is right, to somebody who must choose between the
	// two strategies and holds the hypotheses equally likely; Most what it would be worth at P, where it is worth most: the
	// expected value of perfect information (Raiffa and Schlaifer, Applied Statistical Decision Theory, 1961).
	Even, Most *big.Rat
}

// BreakEvens finds the break-even probability for each two strategies and each two hypotheses under which now the one and
// now the other is worth more, the best outcomes being compared with each other or the worst ones. The computation is exact.
func (m *Measure) BreakEvens(end End) []BreakEven {
	var out []BreakEven
	for s := range m.Grades {
		for t := range m.Grades[:s] {
			for k := range m.Grades[s] {
				for h := range k {
					if b, ok := m.breakEven([2]int{t, s}, [2]int{h, k}, end); ok {
						out = append(out, b)
					}
				}
			}
		}
	}
	return out
}

func (m *Measure) breakEven(rows, columns [2]int, end End) (BreakEven, bool) {
	var lead [2]*big.Rat // by how much the first strategy is worth more, under each hypothesis
	for n, k := range columns {
		a, b := m.value(rows[0], k, end), m.value(rows[1], k, end)
		if a == nil || b == nil {
			return BreakEven{}, false
		}
		lead[n] = new(big.Rat).Sub(a, b)
	}
	if lead[0].Sign()*lead[1].Sign() >= 0 {
		return BreakEven{}, false
	}
	if lead[0].Sign() < 0 {
		rows[0], rows[1] = rows[1], rows[0]
		lead[0].Neg(lead[0])
		lead[1].Neg(lead[1])
	}
	lead[1].Neg(lead[1]) // by how much the second is worth more under the second hypothesis
	p := new(big.Rat).Quo(lead[1], new(big.Rat).Add(lead[0], lead[1]))
	b := BreakEven{Strategies: rows, Hypotheses: columns, End: end, P: p}
	b.Even = m.knowing(rows[:], columns[:], []*big.Rat{big.NewRat(1, 2), big.NewRat(1, 2)}, end)
	b.Most = m.knowing(rows[:], columns[:], []*big.Rat{p, new(big.Rat).Sub(big.NewRat(1, 1), p)}, end)
	return b, true
}

// Expected returns what each strategy is worth on average over the hypotheses, which have the given probabilities. It is nil
// where a value is not known.
func (m *Measure) Expected(odds []*big.Rat, end End) []*big.Rat {
	if !m.Known() {
		return nil
	}
	out := make([]*big.Rat, len(m.Grades))
	for r := range m.Grades {
		out[r] = new(big.Rat)
		for k, p := range odds {
			out[r].Add(out[r], new(big.Rat).Mul(p, m.value(r, k, end)))
		}
	}
	return out
}

// Knowing returns what it would be worth to learn which hypothesis is right before choosing among all strategies, the
// hypotheses having the given probabilities. It is nil where a value is not known.
func (m *Measure) Knowing(odds []*big.Rat, end End) *big.Rat {
	if !m.Known() {
		return nil
	}
	rows, columns := make([]int, len(m.Grades)), make([]int, len(odds))
	for r := range rows {
		rows[r] = r
	}
	for k := range columns {
		columns[k] = k
	}
	return m.knowing(rows, columns, odds, end)
}

// knowing returns the expected value of perfect information for a choice among some strategies. All values must be known.
func (m *Measure) knowing(rows, columns []int, odds []*big.Rat, end End) *big.Rat {
	informed := new(big.Rat)
	var blind *big.Rat
	for _, r := range rows {
		mean := new(big.Rat)
		for n, k := range columns {
			mean.Add(mean, new(big.Rat).Mul(odds[n], m.value(r, k, end)))
		}
		if blind == nil || mean.Cmp(blind) > 0 {
			blind = mean
		}
	}
	for n, k := range columns {
		var best *big.Rat
		for _, r := range rows {
			if v := m.value(r, k, end); best == nil || v.Cmp(best) > 0 {
				best = v
			}
		}
		informed.Add(informed, new(big.Rat).Mul(odds[n], best))
	}
	return informed.Sub(informed, blind)
}
