package explain_test

import (
	"slices"
	"testing"

	"parley"
	"parley/analysis/explain"
	"parley/analysis/sequence"
	"parley/game"
	"parley/stability"
	"parley/stability/stabilitytest"
)

func explained(t *testing.T, c *parley.Conflict, s int, concepts ...stability.Concept) *explain.Explanation {
	t.Helper()
	rules, err := game.Compile(c)
	if err != nil {
		t.Fatal(err)
	}
	g, err := rules.Expand(ctx, game.Expansion{})
	if err != nil {
		t.Fatal(err)
	}
	e, err := explain.State(ctx, g, stability.Task{Concepts: concepts}, s)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// Elmira's status quo (state 1) is not sequentially stable for the local government: it gains by insisting (5), and the
// only improvements by which the others could answer are none. It is stable under general metarationality: Uniroyal could
// abandon the plant (9), which the government likes least.
func TestElmiraStatusQuo(t *testing.T) {
	e := explained(t, stabilitytest.Elmira(), 0, stability.Concept{Kind: stability.SEQ}, stability.Concept{Kind: stability.GMR})
	const moe, ur, lg = 0, 1, 2
	seq, gmr := e.Judgements[0], e.Judgements[1]
	if seq.Equilibrium || !gmr.Equilibrium {
		t.Errorf("equilibrium %v, %v", seq.Equilibrium, gmr.Equilibrium)
	}
	if v := seq.Verdicts[moe]; v.Ground != explain.NoImprovement {
		t.Errorf("the ministry: %+v", v)
	}
	v := seq.Verdicts[lg]
	if v.Ground != explain.Tempted || len(v.Improvements) != 1 || v.Improvements[0].To != 4 || v.Improvements[0].Attempt != nil {
		t.Errorf("the government: %+v", v)
	}
	if r := v.Improvements[0].Because[0]; r.Relation != game.Better || r.Reasons[0].Ranking == nil || r.Reasons[0].Ranking.State != 2 || r.Reasons[0].Ranking.Other != 3 {
		t.Errorf("the government ranks state 5 third and state 1 fourth: %+v", r)
	}
	v = gmr.Verdicts[lg]
	a := v.Improvements[0].Sanction
	if v.Ground != explain.Deterred || a == nil || a.To != 8 || !slices.Equal(a.Path.Steps, []sequence.Step{{Movers: 1 << ur, From: 4, To: 8}}) {
		t.Errorf("the government: %+v, %+v", v, a)
	}
}

// The prisoner's dilemma: to cooperate is sequentially stable, since each would answer the other's defection by its own.
func TestPrisonersDilemma(t *testing.T) {
	const both = 3
	e := explained(t, stabilitytest.PrisonersDilemma(), both, stability.Concept{Kind: stability.SSEQ}, stability.Concept{Kind: stability.SIM},
		stability.Concept{Kind: stability.Maximin, Horizon: 2}, stability.Concept{Kind: stability.LimitedMove, Horizon: 2})
	for _, j := range e.Judgements {
		if !j.Equilibrium {
			t.Errorf("%v: cooperation does not hold", j.Concept)
		}
	}
	one := e.Judgements[0].Verdicts[0]
	x := one.Improvements[0]
	if x.To != 2 || x.Sanction.To != 0 || x.Sanction.Path.Steps[0].Movers != 2 {
		t.Errorf("the first party's defection: %+v", x)
	}
	// The first party wants the other to cooperate above all, so the answer takes from it what it holds dearest.
	if s := x.Sanction.Compared[0].Reasons[0].Statement; s == nil || s.Index != 0 || s.State || !s.Other {
		t.Errorf("why the first party likes the answer less: %+v", s)
	}
	if c := x.Sanction.Counter; c == nil || c.To != 1 || c.Escapes {
		t.Errorf("to cooperate alone is no escape: %+v", c)
	}
	if s := e.Judgements[1].Verdicts[0].Improvements[0].Sanction; s.To != 0 || !slices.Equal(s.AtOnce, []sequence.Step{{Movers: 2, From: 3, To: 1}}) {
		t.Errorf("both defect at once: %+v", s)
	}
	want := []sequence.Step{{Movers: 1, From: 3, To: 2}, {Movers: 2, From: 2, To: 0}}
	if l := e.Judgements[2].Verdicts[0].Improvements[0].Line; !slices.Equal(l.Path.Steps, want) {
		t.Errorf("the worst that may come: %+v", l.Path)
	}
	if l := e.Judgements[3].Verdicts[0].Lines; len(l) != 1 || !slices.Equal(l[0].Path.Steps, want) || l[0].Compared.Relation != game.Worse {
		t.Errorf("what the first party foresees: %+v", l)
	}
}

// Kilgour, Hipel, Fang and Peng (2001): Elmira's equilibrium 5 is lost to the ministry and Uniroyal together, who jump to 8.
func TestElmiraEquilibriumJump(t *testing.T) {
	e := explained(t, stabilitytest.Elmira(), 4, stability.Concept{Kind: stability.Nash}, stability.Concept{Kind: stability.CNash})
	if !e.Judgements[0].Equilibrium || e.Judgements[1].Equilibrium {
		t.Errorf("equilibrium %v, %v", e.Judgements[0].Equilibrium, e.Judgements[1].Equilibrium)
	}
	for _, v := range e.Judgements[1].Verdicts {
		switch {
		case v.Who != 0b011 && !v.Stable:
			t.Errorf("coalition %b leaves too", v.Who)
		case v.Who == 0b011:
			if v.Ground != explain.Tempted || len(v.Improvements) != 1 || v.Improvements[0].To != 7 || len(v.Improvements[0].Because) != 2 || len(v.Improvements[0].Path.Steps) != 2 {
				t.Errorf("the ministry and Uniroyal: %+v", v)
			}
		}
	}
}
