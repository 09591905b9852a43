package naive

import "parley/stability"

// payoff returns P_i(s), an ordinal payoff: the rank of s in the one order that i holds.
func (x *solver) payoff(i, s int) int { return int(x.g.Orders(i)[0].Rank[s]) }

// stableLimitedMove reports whether s is L_h-stable for i: G_h(i,s) = s (1.7).
func (x *solver) stableLimitedMove(concept stability.Concept, i, s int) bool {
	a := &anticipation{solver: x, focal: i, horizon: concept.Horizon, foreseen: map[node]int{}}
	end := a.from(concept.Horizon, i, s)
	if a.open {
		x.warn(stability.TieWarning(concept))
	}
	return end == s
}

// warn adds a warning once.
func (x *solver) warn(text string) {
	for _, w := range x.warnings {
		if w == text {
			return
		}
	}
	x.warnings = append(x.warnings, text)
}

// anticipation is what one party foresees in a conflict of two.
type anticipation struct {
	*solver
	focal    int
	horizon  int
	foreseen map[node]int // what from has found
	open     bool         // a tie left open what a party would do, and it mattered to the other one
}

// node is a state where party k is to move and h moves are foreseen.
type node struct{ h, k, s int }

// from returns G_h(k,s), the state where play ends if party k begins at s and h moves are foreseen:
//
//	G_0(k,s) = s, and G_h(k,s) = s if R_k(s) = ∅;
//	else with q* ∈ argmax_{q∈R_k(s)} P_k(G_{h-1}(k',q)), where k' is the other party,
//	G_h(k,s) = s if P_k(s) ≥ P_k(G_{h-1}(k',q*)), otherwise G_{h-1}(k',q*).
//
// Where several q* are equally good to k, the one is taken whose anticipated state is worst for the focal party, and among
// those best for the other party.
func (a *anticipation) from(h, k, s int) int {
	if h == 0 || a.stopped() {
		return s
	}
	if end, ok := a.foreseen[node{h, k, s}]; ok {
		return end
	}
	other := 1 - k
	var ends []int // G_{h-1}(k',q) for each q
	for _, q := range a.moves(k, s) {
		ends = append(ends, a.from(h-1, other, q))
	}
	best := s
	for _, end := range ends {
		if a.payoff(k, end) > a.payoff(k, s) && (best == s || a.better(k, end, best)) {
			best = end
		}
	}
	// Which of its best moves the focal party itself begins with decides nothing: it leaves s by any of them.
	if best != s && h < a.horizon {
		for _, end := range ends {
			if a.payoff(k, end) == a.payoff(k, best) && a.payoff(other, end) != a.payoff(other, best) {
				a.open = true
			}
		}
	}
	a.foreseen[node{h, k, s}] = best
	return best
}

// better reports whether mover k leads to q rather than to r.
func (a *anticipation) better(k, q, r int) bool {
	other := 1 - a.focal
	switch {
	case a.payoff(k, q) != a.payoff(k, r):
		return a.payoff(k, q) > a.payoff(k, r)
	case a.payoff(a.focal, q) != a.payoff(a.focal, r):
		return a.payoff(a.focal, q) < a.payoff(a.focal, r)
	}
	return a.payoff(other, q) > a.payoff(other, r)
}

// stableMaximin reports whether s is Maximin_h-stable for i: no improvement q of i has W_{h-1}(q) > P_i(s) (1.7). Since
// W_{h-1}(q) ≤ P_i(q), moves that are no improvement never have. By Choices.EqualNotSanction W_{h-1}(q) must be less than
// P_i(s).
func (x *solver) stableMaximin(horizon, i, s int) bool {
	p := x.pessimist(i)
	for _, q := range x.improvements(i, s) {
		w := p.w(horizon-1, q)
		if w > x.payoff(i, s) || w == x.payoff(i, s) && x.choices.EqualNotSanction {
			return false
		}
	}
	return true
}

// pessimism is what party i expects that foresees opponents who mean it ill.
type pessimism struct {
	*solver
	i      int
	values map[turn]int // what v and w have found
}

// pessimist returns the expectations of party i, the same ones for every state.
func (x *solver) pessimist(i int) *pessimism {
	if x.pessimists[i] == nil {
		x.pessimists[i] = &pessimism{solver: x, i: i, values: map[turn]int{}}
	}
	return x.pessimists[i]
}

// turn is a state where the party (mine) or the others are to move and t moves are foreseen.
type turn struct {
	mine bool
	t, s int
}

// v returns V_t(s) = max{P_i(s), max_{q∈R_i(s)} W_{t-1}(q)}, and V_0(s) = P_i(s).
func (p *pessimism) v(t, s int) int {
	if value, ok := p.values[turn{true, t, s}]; ok {
		return value
	}
	value := p.payoff(p.i, s)
	if t > 0 && !p.stopped() {
		for _, q := range p.moves(p.i, s) {
			value = max(value, p.w(t-1, q))
		}
	}
	p.values[turn{true, t, s}] = value
	return value
}

// w returns W_t(s) = min{P_i(s), min_{q∈R_{N\i}(s)} V_{t-1}(q)}, and W_0(s) = P_i(s).
func (p *pessimism) w(t, s int) int {
	if value, ok := p.values[turn{false, t, s}]; ok {
		return value
	}
	value := p.payoff(p.i, s)
	if t > 0 && !p.stopped() {
		for _, q := range p.jointMoves(p.others(1<<p.i), s) {
			value = min(value, p.v(t-1, q))
		}
	}
	p.values[turn{false, t, s}] = value
	return value
}
