package naive

import (
	"parley/game"
	"parley/stability"
)

// moves returns R_i(s), the moves of party i from s (doc/theory.md 1.2).
func (x *solver) moves(i, s int) []int {
	var out []int
	for _, q := range x.g.AppendMoves(nil, i, s) {
		out = append(out, int(q))
	}
	return out
}

// improvements returns R_i^+(s): the moves to states that i prefers to s, greatly or mildly (1.2, 2.4).
func (x *solver) improvements(i, s int) []int {
	var out []int
	for _, q := range x.moves(i, s) {
		if x.prefers(i, q, s) {
			out = append(out, q)
		}
	}
	return out
}

// credible returns R_i^{+,U}(s): the moves to states that i prefers to s, or that compare with s in an unknown way (2.3).
// Where the preference of i is certain it is R_i^+(s).
func (x *solver) credible(i, s int) []int {
	var out []int
	for _, q := range x.moves(i, s) {
		if x.prefers(i, q, s) || x.g.Compare(i, q, s) == game.Unknown {
			out = append(out, q)
		}
	}
	return out
}

// prefers reports whether q ≻_i s.
func (x *solver) prefers(i, q, s int) bool {
	relation := x.g.Compare(i, q, s)
	return relation == game.Better || relation == game.MuchBetter
}

// ends names a set of states at the end of legal sequences.
type ends struct {
	step step
	h    stability.Coalition // who moves
	s    int                 // from where
}

// step is a kind of single move that sequences are made of.
type step uint8

const (
	byMoves        step = iota // R_H
	byImprovements             // R_H^{+,U}, which is R_H^+ where preferences are certain
	byJointMoves               // R_H where Choices.Simultaneous
	byClass                    // R_φ(H)^{++}: improvements of subcoalitions of H
)

// jointMoves returns R_H(s), the states that the parties of H can lead to from s by a legal sequence of their moves (1.3).
func (x *solver) jointMoves(h stability.Coalition, s int) []int {
	return x.once(ends{byMoves, h, s}, func() []int { return x.legal(s, members(h), x.moves) })
}

// jointImprovements returns R_H^{+,U}(s): as R_H(s), where each mover prefers the state that it moves to to the one that it
// moves from (1.3), or does not know which it prefers (2.3).
func (x *solver) jointImprovements(h stability.Coalition, s int) []int {
	return x.once(ends{byImprovements, h, s}, func() []int { return x.legal(s, members(h), x.credible) })
}

// once remembers what find returns for a key.
func (x *solver) once(key ends, find func() []int) []int {
	out, ok := x.known[key]
	if !ok {
		out = find()
		x.known[key] = out
	}
	return out
}

// members lists the parties of a coalition.
func members(h stability.Coalition) []int {
	var out []int
	for i := range 64 {
		if h.Has(i) {
			out = append(out, i)
		}
	}
	return out
}

// others returns the coalition of all parties outside h.
func (x *solver) others(h stability.Coalition) stability.Coalition {
	return stability.Coalition(1)<<x.g.Parties() - 1 - h
}

// legal returns the ends of the legal sequences from s, in ascending order (1.3): movers move in any order, each by its
// step, and nobody moves twice in a row. Choices.EachOnce asks that nobody moves twice at all.
func (x *solver) legal(s int, movers []int, step func(mover, q int) []int) []int {
	if x.choices.EachOnce {
		return x.legalOnce(s, movers, step)
	}
	omega := make([][]bool, x.g.Len()) // Ω(s,q), by the positions of movers; nil where q is not reached
	var changed []int                  // states whose Ω has grown since they were last moved from
	reach := func(r, last int) {
		if omega[r] == nil {
			omega[r] = make([]bool, len(movers))
		}
		if !omega[r][last] {
			omega[r][last] = true
			changed = append(changed, r)
		}
	}
	// Rule 1: j∈H, q∈R_j(s) ⇒ q∈R_H(s), j∈Ω(s,q).
	for k, j := range movers {
		for _, q := range step(j, s) {
			reach(q, k)
		}
	}
	// Rule 2: q∈R_H(s), j∈H, r∈R_j(q), Ω(s,q) ≠ {j} ⇒ r∈R_H(s), j∈Ω(s,r).
	for len(changed) > 0 && !x.stopped() {
		q := changed[len(changed)-1]
		changed = changed[:len(changed)-1]
		for k, j := range movers {
			if isOnly(omega[q], k) {
				continue
			}
			for _, r := range step(j, q) {
				reach(r, k)
			}
		}
	}
	var out []int
	for q := range omega {
		if omega[q] != nil {
			out = append(out, q)
		}
	}
	return out
}

// isOnly reports whether position k is the only one set.
func isOnly(omega []bool, k int) bool {
	for i, in := range omega {
		if in != (i == k) {
			return false
		}
	}
	return true
}

// legalOnce returns the ends of the sequences from s in which each mover moves at most once, in ascending order.
func (x *solver) legalOnce(s int, movers []int, step func(mover, q int) []int) []int {
	type node struct {
		q     int
		moved uint64 // positions of those who have moved; stability.Supports allows for no more than 64
	}
	seen := map[node]bool{{q: s}: true}
	reached := make([]bool, x.g.Len())
	open := []node{{q: s}}
	for len(open) > 0 && !x.stopped() {
		n := open[len(open)-1]
		open = open[:len(open)-1]
		for k, j := range movers {
			if n.moved>>k&1 == 1 {
				continue
			}
			for _, r := range step(j, n.q) {
				reached[r] = true
				if next := (node{r, n.moved | 1<<k}); !seen[next] {
					seen[next] = true
					open = append(open, next)
				}
			}
		}
	}
	var out []int
	for q, is := range reached {
		if is {
			out = append(out, q)
		}
	}
	return out
}
