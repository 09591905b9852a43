package naive_test

import (
	"slices"
	"testing"

	"parley"
	"parley/stability"
	"parley/stability/naive"
)

// The smallest conflicts in option form, and coalitions, that tell a definition from its neighbours. Sections are those of
// doc/theory.md.

// chosen builds a conflict in option form: party i owns the options named after it, p0 to p9. Each ranking lists codes of
// states. Every state is feasible but those that break a rule.
func chosen(t *testing.T, owners []int, rules []string, rankings ...[]string) *parley.Conflict {
	t.Helper()
	c := &parley.Conflict{Title: "options"}
	for i, ranking := range rankings {
		c.Parties = append(c.Parties, parley.Party{ID: string(rune('a' + i))})
		var o parley.Order
		for _, code := range ranking {
			o.Ranking = append(o.Ranking, parley.Tier{States: []string{code}})
		}
		c.Preferences = append(c.Preferences, parley.Preference{Either: []parley.Order{o}})
	}
	for k, owner := range owners {
		c.Options = append(c.Options, parley.Option{ID: c.Parties[owner].ID + ".o" + string(rune('0'+k)), Party: owner})
	}
	for _, text := range rules {
		f, err := c.Formula(text)
		if err != nil {
			t.Fatal(err)
		}
		c.Rules = append(c.Rules, parley.Rule{Formula: f})
	}
	return c
}

// 1.6: what the others would improve to at s counts, not what they would improve to after the move.
func TestSIMJudgesTheOthersAtTheStart(t *testing.T) {
	// a prefers YN to NN, and both to YY. At NN b improves to NY; at YN it would not improve to YY.
	c := chosen(t, []int{0, 1}, nil, []string{"YN", "NN", "YY", "NY"}, []string{"NY", "NN", "YN", "YY"})
	isStable(t, c, stability.Choices{}, "sim", 0, 1, true)
	isStable(t, c, stability.Choices{}, "nash seq", 0, 1, false)
	// At NN b does not improve; at YN it would.
	d := chosen(t, []int{0, 1}, nil, []string{"YN", "NN", "YY", "NY"}, []string{"NN", "NY", "YY", "YN"})
	isStable(t, d, stability.Choices{}, "sim", 0, 1, false)
	isStable(t, d, stability.Choices{}, "seq", 0, 1, true)
}

// 1.6: a combination that is not feasible is no sanction.
func TestSIMInfeasibleCombination(t *testing.T) {
	c := chosen(t, []int{0, 1}, []string{"not (a.o0 and b.o1)"}, []string{"YN", "NN", "NY"}, []string{"NY", "NN", "YN"})
	isStable(t, c, stability.Choices{}, "sim", 0, 1, false)
}

// 1.6: one improvement for each of the others, some of whom may stay.
func TestSIMCombinations(t *testing.T) {
	// At NNN b improves to NYN, c to NNY. Together with a's move only YYN is bad for a: c must stay.
	a := []string{"YNN", "YNY", "YYY", "NNN", "YYN", "NYN", "NNY", "NYY"}
	b := []string{"NYN", "NNN", "NNY", "NYY", "YNN", "YYN", "YNY", "YYY"}
	other := []string{"NNY", "NNN", "NYN", "NYY", "YNN", "YYN", "YNY", "YYY"}
	c := chosen(t, []int{0, 1, 2}, nil, a, b, other)
	isStable(t, c, stability.Choices{}, "sim", 0, 1, true)
	if slices.Index(a, "YYN") < slices.Index(a, "NNN") {
		t.Fatal("the test has lost its point")
	}
}

// 1.9: a joint move made at once may pass over states that are not feasible; a sequence may not.
func TestSimultaneousJointMoves(t *testing.T) {
	best := []string{"YY", "NN"}
	c := chosen(t, []int{0, 1}, []string{"a.o0 <-> b.o1"}, best, best)
	const both = 2 // of the coalitions {a}, {b}, {a, b}
	isStable(t, c, stability.Choices{}, "cnash cgmr csmr cseq", both, 1, true)
	isStable(t, c, stability.Choices{Simultaneous: true}, "cnash cgmr csmr cseq", both, 1, false)
}

// 1.9: an option that stays is undone in two steps where states in between are merged, only if irreversibility is per arc.
func TestIrreversiblePerArc(t *testing.T) {
	c := chosen(t, []int{0, 0, 1}, nil, []string{"NNN"}, []string{"NNN"})
	merge, err := c.Formula("a.o1")
	if err != nil {
		t.Fatal(err)
	}
	c.Merges = []parley.Merge{{Formula: merge}}
	// State 5 is every state with a.o1, some with a.o0 and some without. Both parties prefer state 1, without it, or 2, with it.
	for _, x := range []struct {
		stays parley.Option
		best  string
	}{{parley.Option{StaysTaken: true}, "NNN"}, {parley.Option{StaysDropped: true}, "YNN"}} {
		c.Options[0].StaysTaken, c.Options[0].StaysDropped = x.stays.StaysTaken, x.stays.StaysDropped
		var rest []string
		for _, code := range []string{"NNN", "YNN", "NNY", "YNY", "-Y-"} {
			if code != x.best {
				rest = append(rest, code)
			}
		}
		rank := parley.Preference{Either: []parley.Order{{Ranking: []parley.Tier{{States: []string{x.best}}, {States: rest}}}}}
		c.Preferences = []parley.Preference{rank, rank}
		isStable(t, c, stability.Choices{}, "nash", 0, 5, true)
		isStable(t, c, stability.Choices{IrreversiblePerArc: true}, "nash", 0, 5, false)
		const both = 2
		isStable(t, c, stability.Choices{Simultaneous: true}, "cnash", both, 5, true)
		isStable(t, c, stability.Choices{Simultaneous: true, IrreversiblePerArc: true}, "cnash", both, 5, false)
	}
}

// 1.10: a coalition may pass through states that its members dislike; only the end counts, and it must be better for all.
func TestCoalitionImprovementsCompareTheEnd(t *testing.T) {
	g := expand(t, listed(4, "1-2: 3>1>4>2", "2-3 2-4: 3>4>1>2"))
	lists(t, "improvements from 1", naive.CoalitionImprovements(g, 0b11, 0), 3)
}

// 1.10: a sanction needs to hurt one member only.
func TestCoalitionIsSanctionedByHurtingOneMember(t *testing.T) {
	c := listed(4, "1-2: 4>3>1>2", "2-3: 3>1>2>4", "3-4")
	const ab, abc = 2, 6
	isStable(t, c, stability.Choices{}, "cnash", ab, 1, false)
	isStable(t, c, stability.Choices{}, "cgmr csmr", ab, 1, true)
	isStable(t, c, stability.Choices{}, "cseq", ab, 1, false) // c is indifferent
	isStable(t, c, stability.Choices{}, "cnash cgmr csmr cseq", abc, 1, true)
}

// 1.10: in CSMR the coalition escapes together, to where all are better off than at the start.
func TestCoalitionEscapes(t *testing.T) {
	c := listed(6, "1-2 4-5: 6>3>2>1>4>5", "2-3 5-6: 6>3>1>2>4>5", "3-4")
	const ab = 2
	isStable(t, c, stability.Choices{}, "cgmr", ab, 1, true)
	isStable(t, c, stability.Choices{}, "csmr", ab, 1, false)
	// The sanction 4 is good for b, who escapes all the same: 6 is better for both than 1, though not than 4 for b.
	d := listed(6, "1-2 4-5: 6>3>2>1>4>5", "2-3 5-6: 4>6>3>1>2>5", "3-4")
	isStable(t, d, stability.Choices{}, "cgmr", ab, 1, true)
	isStable(t, d, stability.Choices{}, "csmr", ab, 1, false)
	isStable(t, d, stability.Choices{EscapeByImprovement: true}, "csmr", ab, 1, false)
}

// 1.10: in CSEQ the others may sanction by improving together, where no one of them would improve alone. So for a single
// party CSEQ is weaker than SEQ.
func TestSanctionsByImprovingTogether(t *testing.T) {
	c := listed(4, "1-2: 2>3>1>4", "2-3: 4>2>1>3", "3-4: 4>2>1>3")
	isStable(t, c, stability.Choices{}, "seq", 0, 1, false)
	isStable(t, c, stability.Choices{}, "cseq", 0, 1, true)
}

// 1.10: in CSEQ no coalition moves twice in a row, but one may follow another that shares a member.
func TestCoalitionsThatShareMembersAlternate(t *testing.T) {
	// From 2 party b improves to 3; from there b and c improve together to 5 by way of 4. b alone cannot go on from 3.
	c := listed(5, "1-2: 2>3>4>1>5", "2-3 3-4: 5>3>2>1>4", "4-5: 5>3>2>1>4")
	isStable(t, c, stability.Choices{}, "seq", 0, 1, false)
	isStable(t, c, stability.Choices{}, "cseq", 0, 1, true)
	alone := listed(5, "1-2: 2>3>4>1>5", "2-3 3-4 4-5: 5>4>3>2>1")
	isStable(t, alone, stability.Choices{}, "cseq", 0, 1, false)
}
