package report

import (
	"parley/analysis/explain"
	"parley/game"
)

// better and worse tell on which side a comparison falls.
func better(p *explain.Preference) bool {
	return p != nil && (p.Relation == game.Better || p.Relation == game.MuchBetter)
}

func worse(p *explain.Preference) bool {
	return p != nil && (p.Relation == game.Worse || p.Relation == game.MuchWorse)
}

// signers says who prefers the goal to the status quo and to what comes without a deal.
func (w *settler) signers() Text {
	if len(w.Gains) == 0 || w.Gains[0].StatusQuo == nil {
		return nil
	}
	var gain, lose, rest []string
	for _, x := range w.Gains {
		switch name := w.label(x.Party); {
		case better(x.StatusQuo):
			gain = append(gain, name)
		case worse(x.StatusQuo):
			lose = append(lose, name)
		default:
			rest = append(rest, name)
		}
	}
	var t Text
	switch {
	case len(lose)+len(rest) == 0:
		t.Add(Good, "Every party")
		t.Add(Plain, " prefers it to the status quo.")
	case len(gain) == 0:
		t.Add(Bad, "No party")
		t.Add(Plain, " prefers it to the status quo.")
	default:
		t.Add(Good, join(gain))
		t.Add(Plain, verb(len(gain), " prefers", " prefer")+" it to the status quo")
		if len(lose) > 0 {
			t.Add(Plain, "; ")
			t.Add(Bad, join(lose))
			t.Add(Plain, verb(len(lose), " likes", " like")+" it less")
		}
		if len(rest) > 0 {
			t.Add(Plain, "; to "+join(rest)+" it is the same, or not known")
		}
		t.Add(Plain, ".")
	}
	if p := w.Prospects; p != nil {
		t = append(t, w.noDeal()...)
	}
	return t
}

// noDeal says what comes if the parties do not settle, and who would rather have that.
func (w *settler) noDeal() Text {
	p := w.Prospects
	var t Text
	switch {
	case len(p.NoDeal) == 0:
		return T(" If each party always takes its best reply, things lead to the goal and nowhere else.")
	case len(p.NoDeal) == 1 && p.NoDeal[0] == w.Graph.StatusQuo():
		return T(" If each party always takes its best reply, nobody moves from the status quo.")
	}
	t.Add(Plain, " If each party always takes its best reply, things ")
	if len(p.Deal) > 0 {
		t.Add(Plain, "may lead to the goal, but also end outside it, at ")
	} else {
		t.Add(Plain, "end outside the goal, at ")
	}
	const most = 3
	for k, s := range p.NoDeal {
		if k == most {
			t.Add(Plain, " and "+plural(len(p.NoDeal)-most, "other state"))
			break
		}
		if k > 0 {
			t.Add(Plain, " or ")
		}
		t = append(t, w.named(s)...)
	}
	var rather []string
	for _, x := range w.Gains {
		if worse(x.Best) {
			rather = append(rather, w.label(x.Party))
		}
	}
	if len(rather) > 0 {
		t.Add(Plain, "; ")
		t.Add(Bad, join(rather))
		t.Add(Plain, " would rather see such an end than the goal")
	}
	t.Add(Plain, ".")
	return t
}

func verb(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// gains lists how each party compares the goal with what it has and with what it gets without a deal.
func (w *settler) gains() []Block {
	if len(w.Gains) == 0 || w.Gains[0].StatusQuo == nil && w.Gains[0].Worst == nil {
		return nil
	}
	t := Table{Name: "gains", Caption: "How each party likes the goal", Columns: []Column{{"Party", Left}}}
	if w.Gains[0].StatusQuo != nil {
		t.Columns = append(t.Columns, Column{"against the status quo", Left})
	}
	ends := w.Gains[0].Worst != nil
	single := ends && len(w.Prospects.NoDeal) == 1
	switch {
	case single && w.Prospects.NoDeal[0] == w.Graph.StatusQuo():
		ends = false // the same again
	case single:
		t.Columns = append(t.Columns, Column{"against no deal", Left})
	case ends:
		t.Columns = append(t.Columns, Column{"against no deal at its worst", Left}, Column{"and at its best", Left})
	}
	for _, x := range w.Gains {
		row := []Text{T(w.label(x.Party))}
		if x.StatusQuo != nil {
			row = append(row, w.against(x.StatusQuo, false))
		}
		if ends {
			row = append(row, w.against(x.Worst, !single))
			if !single {
				row = append(row, w.against(x.Best, true))
			}
		}
		t.Rows = append(t.Rows, row)
	}
	if ends {
		t.Note = Text{{"No deal: where sequences of best replies from the status quo end outside the goal; the worst and the best such end for each party.", Quiet}}
	}
	return []Block{Heading{1, "Who gains by it?"}, t}
}

// against writes for the cell of a table how a party compares the goal with another state, and why.
func (w *settler) against(p *explain.Preference, name bool) Text {
	if p == nil {
		return Text{{"–", Quiet}}
	}
	var t Text
	switch p.Relation {
	case game.Better:
		t.Add(Good, "better")
	case game.MuchBetter:
		t.Add(Good, "much better")
	case game.Worse:
		t.Add(Bad, "worse")
	case game.MuchWorse:
		t.Add(Bad, "much worse")
	case game.Equal:
		t.Add(Plain, "the same")
	default:
		t.Add(Plain, "not known")
	}
	if name && p.State != p.Other {
		t.Add(Plain, " than ")
		t.Add(Strong, w.Number(p.Other))
	}
	t.Add(Quiet, w.decided(p))
	return t
}

// decided says in a few words what decides a comparison.
func (w *settler) decided(p *explain.Preference) string {
	if len(p.Reasons) != 1 {
		return ""
	}
	switch r := p.Reasons[0]; {
	case r.Statement != nil:
		return " (" + ordinal(r.Statement.Index+1) + " statement, " + r.Statement.Formula.String() + ")"
	case r.Ranking != nil && r.Ranking.State != r.Ranking.Other:
		return " (ranked " + ordinal(r.Ranking.State+1) + ", not " + ordinal(r.Ranking.Other+1) + ")"
	case r.Weights != nil && p.Relation != game.Equal:
		return " (weighs " + r.Weights.State.RatString() + ", not " + r.Weights.Other.RatString() + ")"
	}
	return ""
}
