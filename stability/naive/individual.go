package naive

import (
	"parley"
	"parley/game"
	"parley/stability"
)

// stable reports whether s is stable for party i under a concept for single parties (1.5 to 1.7, 2.3 to 2.5).
func (x *solver) stable(concept stability.Concept, i, s int) bool {
	if concept.Strength == stability.Weak { // weakly stable: in general, but not strongly (2.4)
		general, strong := concept, concept
		general.Strength, strong.Strength = stability.General, stability.Strong
		return x.stable(general, i, s) && !x.stable(strong, i, s)
	}
	switch concept.Kind {
	case stability.SIM:
		return x.stableSIM(i, s)
	case stability.LimitedMove:
		return x.stableLimitedMove(concept, i, s)
	case stability.Maximin:
		return x.stableMaximin(concept.Horizon, i, s)
	}
	// In words common to Nash, GMR, SMR, SEQ and SSEQ: every s1 that tempts i away from s meets a sanction s2.
	for _, s1 := range x.moves(i, s) {
		if x.tempts(concept, i, s1, s) && !x.sanctioned(concept, i, s, s1) {
			return false
		}
	}
	return true
}

// sanctioned reports whether the others can answer the move of i from s to s1 so that i would rather have stayed (1.5).
func (x *solver) sanctioned(concept stability.Concept, i, s, s1 int) bool {
	opponents := x.others(1 << i)
	var answers []int
	switch concept.Kind {
	case stability.Nash: // no answer is foreseen: R_i^+(s) = ∅
	case stability.GMR, stability.SMR: // s2 ∈ R_{N\i}(s1)
		answers = x.jointMoves(opponents, s1)
	case stability.SEQ, stability.SSEQ: // s2 ∈ R^+_{N\i}(s1)
		answers = x.jointImprovements(opponents, s1)
	}
	for _, s2 := range answers {
		if !x.deters(concept, i, s2, s) {
			continue
		}
		symmetric := concept.Kind == stability.SMR || concept.Kind == stability.SSEQ
		if !symmetric || !x.escapes(concept, i, s, s2) {
			return true
		}
	}
	return false
}

// escapes reports whether i has a move from the sanction s2 to some s3 that is no longer bad enough to have kept it at s
// (1.5: SMR and SSEQ ask that ∀s3∈R_i(s2): s3 ⪯_i s).
func (x *solver) escapes(concept stability.Concept, i, s, s2 int) bool {
	for _, s3 := range x.moves(i, s2) {
		if x.choices.EscapeByImprovement && !x.tempts(concept, i, s3, s2) {
			continue
		}
		if !x.bad(concept, i, s3, s) {
			return true
		}
	}
	return false
}

// tempts reports whether i contemplates a move from s to q: q ≻_i s, in extensions a and c also q U_i s (2.3).
func (x *solver) tempts(concept stability.Concept, i, q, s int) bool {
	unknown := x.g.Compare(i, q, s) == game.Unknown
	return x.prefers(i, q, s) || unknown && x.choices.Extension(concept).Tempts()
}

// deters reports whether the answer s2 is a sanction for having left s. By Choices.ReturnNotSanction s itself is none.
func (x *solver) deters(concept stability.Concept, i, s2, s int) bool {
	if s2 == s && x.choices.ReturnNotSanction {
		return false
	}
	return x.bad(concept, i, s2, s)
}

// bad reports whether to end at q is bad enough for i to have stayed at s.
//
//	in general:  q ⪯_i s (1.5);  by Choices.EqualNotSanction q ≺_i s
//	strongly:    q ≪_i s (2.4)
//
// In extensions c and d also q U_i s, in general (2.3) and strongly (2.5).
func (x *solver) bad(concept stability.Concept, i, q, s int) bool {
	switch x.g.Compare(i, q, s) {
	case game.MuchWorse:
		return true
	case game.Worse:
		return concept.Strength == stability.General
	case game.Equal:
		return concept.Strength == stability.General && !x.choices.EqualNotSanction
	case game.Unknown:
		return x.choices.Extension(concept).Deters()
	}
	return false
}

// stableSIM reports whether each improvement of i from s is met by some combination of improvements that the others make
// from s at the same time (1.6).
func (x *solver) stableSIM(i, s int) bool {
	for _, s1 := range x.improvements(i, s) {
		if !x.sanctionedAtOnce(i, s, s1) {
			return false
		}
	}
	return true
}

// sanctionedAtOnce tries every choice of {stay or one q_j∈R_j^+(s)} for each j≠i. The combined state t takes i's options
// from s1 and j's from q_j; an infeasible t is no sanction.
func (x *solver) sanctionedAtOnce(i, s, s1 int) bool {
	code := func(q int) parley.State { return x.g.Members(q)[0] }
	var choose func(j int, t parley.State) bool
	choose = func(j int, t parley.State) bool {
		if x.stopped() {
			return false
		}
		if j == x.g.Parties() {
			combined, feasible := x.g.Index(t)
			return feasible && x.deters(stability.Concept{Kind: stability.SIM}, i, combined, s)
		}
		if choose(j+1, t) { // j stays
			return true
		}
		if j == i {
			return false
		}
		own := x.g.Rules().Owned(j)
		for _, q := range x.improvements(j, s) {
			if choose(j+1, t&^own|code(q)&own) {
				return true
			}
		}
		return false
	}
	return choose(0, code(s1))
}
