package naive

import (
	"parley"
	"parley/stability"
)

// stableForCoalition reports whether s is stable for coalition h under CNash, CGMR, CSMR or CSEQ (1.10): every coalition
// improvement s1 from s meets a sanction s2 of the parties outside h.
func (x *solver) stableForCoalition(kind stability.Kind, h stability.Coalition, s int) bool {
	for _, s1 := range x.coalitionImprovements(h, s) {
		if !x.coalitionSanctioned(kind, h, s, s1) {
			return false
		}
	}
	return true
}

// coalitionSanctioned reports whether the parties outside h can answer its move from s to s1 so that some member would
// rather have stayed.
func (x *solver) coalitionSanctioned(kind stability.Kind, h stability.Coalition, s, s1 int) bool {
	opponents := x.others(h)
	var answers []int
	switch kind {
	case stability.CNash: // no answer is foreseen: R_H^{++}(s) = ∅
	case stability.CGMR, stability.CSMR: // s2 ∈ R_{N\H}(s1)
		answers = x.jointMoves(opponents, s1)
	case stability.CSEQ: // s2 ∈ R_φ(N\H)^{++}(s1)
		answers = x.classImprovements(opponents, s1)
	}
	for _, s2 := range answers {
		if s2 == s && x.choices.ReturnNotSanction || !x.badForSome(h, s2, s) {
			continue
		}
		if kind != stability.CSMR || !x.coalitionEscapes(h, s, s2) {
			return true
		}
	}
	return false
}

// coalitionEscapes reports whether h has a joint move from the sanction s2 to some s3 that all members prefer to s (CSMR
// asks that ∀s3∈R_H(s2) ∃i∈H: s3 ⪯_i s).
func (x *solver) coalitionEscapes(h stability.Coalition, s, s2 int) bool {
	for _, s3 := range x.coalitionMoves(h, s2) {
		if !x.badForSome(h, s3, s) {
			return true
		}
	}
	return false
}

// badForSome reports whether ∃i∈H: q ⪯_i s; by Choices.EqualNotSanction q ≺_i s.
func (x *solver) badForSome(h stability.Coalition, q, s int) bool {
	for _, i := range members(h) {
		if x.bad(stability.Concept{}, i, q, s) {
			return true
		}
	}
	return false
}

// coalitionImprovements returns R_H^{++}(s) = {q∈R_H(s) : q ≻_i s ∀i∈H}. The states in between need not be improvements.
func (x *solver) coalitionImprovements(h stability.Coalition, s int) []int {
	var out []int
	for _, q := range x.coalitionMoves(h, s) {
		all := true
		for _, i := range members(h) {
			all = all && x.prefers(i, q, s)
		}
		if all {
			out = append(out, q)
		}
	}
	return out
}

// coalitionMoves returns R_H(s), the joint moves of a coalition: legal sequences of its members' moves, or by
// Choices.Simultaneous one change of all their options at once.
func (x *solver) coalitionMoves(h stability.Coalition, s int) []int {
	if x.choices.Simultaneous {
		return x.once(ends{byJointMoves, h, s}, func() []int { return x.atOnce(h, s) })
	}
	return x.jointMoves(h, s)
}

// atOnce returns the states that the parties of h lead to from s by changing their options all at once. A merged state is
// left as any of its members.
func (x *solver) atOnce(h stability.Coalition, s int) []int {
	var out []int
	for q := range x.g.Len() {
		if q != s && !x.stopped() && x.changes(h, s, q) {
			out = append(out, q)
		}
	}
	return out
}

// changes reports whether the parties of h may change some member of s into some member of q at once.
func (x *solver) changes(h stability.Coalition, s, q int) bool {
	for _, from := range x.g.Members(s) {
		for _, to := range x.g.Members(q) {
			if x.g.Rules().AllowsJoint(uint64(h), from, to) && (x.choices.IrreversiblePerArc || !x.undoes(s, to)) {
				return true
			}
		}
	}
	return false
}

// undoes reports whether to leave the merged state s for the state to undoes an option that some member of s has settled
// for good: such an option cannot be undone in two steps either (see game.Expansion).
func (x *solver) undoes(s int, to parley.State) bool {
	inside := x.g.Members(s)
	for k, o := range x.g.Conflict().Options {
		for _, m := range inside {
			if len(inside) > 1 && (o.StaysTaken && m.Has(k) && !to.Has(k) || o.StaysDropped && !m.Has(k) && to.Has(k)) {
				return true
			}
		}
	}
	return false
}

// classImprovements returns R_C^{++}(s) for the class C = φ(H) of all non-empty subcoalitions of h: the legal sequences of
// coalition improvements in which no coalition moves twice in a row (1.10). Different coalitions that share members may
// follow one another.
func (x *solver) classImprovements(h stability.Coalition, s int) []int {
	return x.once(ends{byClass, h, s}, func() []int {
		var class []int
		for k := stability.Coalition(1); k <= h; k++ {
			if k&^h == 0 {
				class = append(class, int(k))
			}
		}
		return x.legal(s, class, func(k, q int) []int { return x.coalitionImprovements(stability.Coalition(k), q) })
	})
}
