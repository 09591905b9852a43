package report

import (
	"fmt"
	"slices"
	"strings"

	"parley/analysis/settle"
	"parley/game"
)

// breaks says at which stages somebody gains by leaving, and which pledges are not credible.
func (w *settler) breaks() Text {
	var t Text
	var at, losing []string
	for _, s := range w.Stages {
		if s.State < 0 {
			t.Add(Plain, "The stages cannot be carried out: no sequence of moves leads to ")
			t.Add(Code, s.Goal.Text)
			t.Add(Plain, ".")
			return t
		}
		if s.Way > settle.WithoutLoss {
			losing = append(losing, "`"+s.Goal.Text+"`")
		}
		var who []string
		for _, l := range s.Leavers {
			who = append(who, w.label(l.Party))
		}
		if len(who) > 0 {
			at = append(at, "at `"+s.Goal.Text+"` "+join(who))
		}
	}
	switch {
	case len(w.Stages) == 0:
	case len(at) == 0:
		t.Add(Plain, "At no stage does anybody gain by leaving it.")
	default:
		t.Add(Plain, "Stage by stage these gain by leaving: "+strings.Join(at, "; ")+".")
	}
	if len(losing) > 0 {
		t.Add(Plain, " Somebody loses by a step into "+join(losing)+".")
	}
	for _, p := range w.Pledges {
		if len(t) > 0 {
			t.Add(Plain, " ")
		}
		t = append(t, w.verdict(p)...)
	}
	return t
}

// stages tells an agreement stage by stage: how it is entered, who gains by leaving it, and who can punish that.
func (w *settler) stages() []Block {
	if len(w.Stages) == 0 {
		return nil
	}
	blocks := []Block{Heading{1, "Stage by stage"}}
	for k, s := range w.Stages {
		t := T(fmt.Sprintf("%d. ", k+1))
		t.Add(Plain, s.Goal.Text)
		blocks = append(blocks, Heading{2, t.String()}, Paragraph{w.entered(s)})
		if s.State < 0 {
			break
		}
		if len(s.Path.Steps) > 0 {
			blocks = append(blocks, w.way(s))
		}
		l := List{}
		for _, x := range s.Leavers {
			l.Items = append(l.Items, w.leaver(s, x))
		}
		next := ""
		if k+1 < len(w.Stages) {
			next = w.Stages[k+1].Goal.Text
		}
		if len(l.Items) == 0 {
			t := Text{{"Nobody gains by leaving it", Good}, {".", Plain}}
			blocks = append(blocks, Paragraph{append(t, w.inside(s, next)...)})
			continue
		}
		blocks = append(blocks, l)
		if t := w.inside(s, next); len(t) > 0 {
			blocks = append(blocks, Paragraph{t[1:]})
		}
	}
	return blocks
}

// entered says which state a stage is and how it is reached from the one before.
func (w *settler) entered(s settle.Stage) Text {
	if s.State < 0 {
		t := Text{{"It cannot be reached", Bad}, {" from ", Plain}}
		t = append(t, w.Short(s.From)...)
		t.Add(Plain, " by any sequence of moves; later stages were not looked at.")
		return t
	}
	t := capital(w.named(s.State))
	switch {
	case len(s.Path.Steps) == 0 && s.State == w.Graph.StatusQuo():
		t.Add(Plain, ": the status quo satisfies it already. ")
		return t
	case len(s.Path.Steps) == 0:
		t.Add(Plain, ": the stage before satisfies it already. ")
		return t
	}
	t.Add(Plain, ", reached in "+plural(len(s.Path.Steps), "step")+":")
	return t
}

// way lists the steps into a stage, with what each is worth to those who take it.
func (w *settler) way(s settle.Stage) List {
	l := List{Numbered: true}
	for _, turn := range s.Turns {
		var t Text
		var movers []string
		for i := range w.Graph.Parties() {
			if turn.Movers.Has(i) {
				movers = append(movers, w.label(i))
			}
		}
		t.Add(Strong, join(movers))
		if turn.Movers.Size() > 1 {
			t.Add(Plain, ", at one moment")
		}
		t.Add(Plain, ": "+w.Change(turn.From, turn.To)+" → ")
		t = append(t, w.Short(turn.To)...)
		style := Quiet
		for _, stake := range turn.Stakes {
			if stake.Relation == game.Worse || stake.Relation == game.MuchWorse {
				style = Bad
			}
		}
		t.Add(style, pays(w.Words, turn))
		l.Items = append(l.Items, Item{Text: t})
	}
	return l
}

// leaver tells what a party gains by leaving a stage, whether that can be undone, and who can punish it.
func (w *settler) leaver(s settle.Stage, x settle.Leaver) Item {
	var t Text
	t.Add(Bad, w.label(x.Party)+" gains by leaving it")
	t.Add(Plain, ": "+w.Change(s.State, x.To)+" → ")
	t = append(t, w.Short(x.To)...)
	if why := w.reason(x.Because, "there", "here"); why != "" {
		t.Add(Plain, ", since "+why)
	}
	t.Add(Plain, ".")
	if x.Others > 0 {
		t.Add(Quiet, fmt.Sprintf(" (%s out of the stage would pay it too.)", plural(x.Others, "other move")))
	}
	item := Item{Text: t}
	inner := List{}
	add := func(t Text) { inner.Items = append(inner.Items, Item{Text: t}) }
	if x.Rather != nil {
		t := T("It gains more by going on: " + w.Change(s.State, x.Rather.To) + " → ")
		add(append(t, append(w.Short(x.Rather.To), Span{".", Plain})...))
	}
	if x.Back == nil {
		add(Text{{"It cannot be undone", Bad}, {": no sequence of moves leads back into the stage.", Plain}})
	} else {
		add(T("It can be undone, in " + plural(len(x.Back.Steps), "move") + ", by " + names(w.g.Conflict().Parties, x.Back.Movers(), " and ") + "."))
	}
	for _, p := range x.Punishers {
		t := T(w.label(p.Party) + " can punish it: " + w.Change(x.To, p.To) + " → ")
		t = append(t, w.Short(p.To)...)
		t.Add(Plain, ". "+w.because(p.Hurts, "there", "at the stage")+". ")
		switch {
		case p.Credible:
			t.Add(Good, "That would pay "+w.label(p.Party)+" too.")
		case p.Relation == game.Equal:
			t.Add(Plain, "To "+w.label(p.Party)+" that would make no difference.")
		case p.Relation == game.Unknown:
			t.Add(Plain, "Whether that would pay "+w.label(p.Party)+" is not known.")
		default:
			t.Add(Bad, w.label(p.Party)+" would lose by that itself.")
		}
		add(t)
	}
	if len(x.Punishers) == 0 {
		add(Text{{"Nobody can punish it by one move.", Bad}})
	}
	if len(x.Deterred) > 0 {
		var by []string
		for _, k := range x.Deterred {
			by = append(by, ConceptTitle(w.Result.Verdicts[k].Concept))
		}
		add(T("By " + join(by) + " it stays all the same: answers to all of its moves deter it."))
	}
	item.Blocks = []Block{inner}
	return item
}

// inside says who would go on by itself, within the stage. The text begins with a space.
func (w *settler) inside(s settle.Stage, next string) Text {
	var t Text
	for _, x := range s.Inside {
		if slices.ContainsFunc(s.Leavers, func(l settle.Leaver) bool { return l.Party == x.Party }) {
			continue
		}
		if len(t) == 0 {
			t.Add(Plain, " ")
			t.Add(Plain, "Within the stage moves go on that pay: ")
		} else {
			t.Add(Plain, "; ")
		}
		t.Add(Plain, w.label(x.Party)+" would "+w.Change(s.State, x.To)+" → ")
		t = append(t, w.Short(x.To)...)
	}
	if len(t) > 0 {
		t.Add(Plain, ".")
	}
	return t
}

// verdict says in a sentence whether a threat or a promise is credible.
func (w *settler) verdict(c settle.Credibility) Text {
	kind := "threat"
	if c.Pledge.Promise {
		kind = "promise"
	}
	t := T("The " + kind + " ")
	t.Add(Code, c.Pledge.Text)
	switch a := c.All; {
	case a.Due == 0:
		t.Add(Plain, " is never due: in no feasible state does its condition hold with the deed undone.")
	case a.Gains == a.Due:
		t.Add(Good, " is credible")
		t.Add(Plain, ": whenever it is due, "+w.label(c.Maker)+" gains by carrying it out.")
	case a.Gains == 0 && a.Open == 0:
		t.Add(Bad, " is not credible")
		t.Add(Plain, ": whenever it is due, "+w.label(c.Maker)+" does not gain by carrying it out.")
	default:
		t.Add(Plain, fmt.Sprintf(" is credible in part: %s gains by carrying it out in %d of the %s where it is due.", w.label(c.Maker), a.Gains, plural(a.Due, "state")))
	}
	return t
}

// pledges tells of each threat and promise when it pays its maker to carry it out, and what that does to the others.
func (w *settler) pledges() []Block {
	if len(w.Pledges) == 0 {
		return nil
	}
	blocks := []Block{Heading{1, "Threats and promises"}}
	for _, c := range w.Pledges {
		t := Table{Name: "pledge", Columns: []Column{
			{"Where it is due", Left}, {"states", Right}, {"gains", Right}, {"best reply", Right}, {"the same", Right}, {"loses", Right}, {"not known", Right}, {"cannot", Right},
		}}
		row := func(what string, a settle.Tally) {
			cells := []Text{T(what)}
			for _, n := range []int{a.Due, a.Gains, a.Best, a.Equal, a.Loses, a.Open, a.Cannot} {
				cells = append(cells, T(fmt.Sprint(n)))
			}
			t.Rows = append(t.Rows, cells)
		}
		row("anywhere", c.All)
		if w.Graph.StatusQuo() >= 0 {
			row("where moves that pay lead", c.Likely)
			row("where best replies lead", c.Drift)
		}
		if c.All.Open == 0 {
			dropColumn(&t, "not known")
		}
		if c.All.Cannot == 0 {
			dropColumn(&t, "cannot")
		}
		blocks = append(blocks, Paragraph{w.verdict(c)}, t)
		l := List{}
		for _, r := range c.Reasons {
			l.Items = append(l.Items, Item{Text: w.weighed(c, r)})
		}
		for _, e := range c.Effects {
			l.Items = append(l.Items, Item{Text: w.effect(c, e)})
		}
		l.Items = slices.DeleteFunc(l.Items, func(i Item) bool { return len(i.Text) == 0 })
		if len(l.Items) > 0 {
			blocks = append(blocks, l)
		}
	}
	return blocks
}

// dropColumn takes a column out of a table.
func dropColumn(t *Table, title string) {
	k := slices.IndexFunc(t.Columns, func(c Column) bool { return c.Title == title })
	t.Columns = slices.Delete(t.Columns, k, k+1)
	for i := range t.Rows {
		t.Rows[i] = slices.Delete(t.Rows[i], k, k+1)
	}
}

// weighed says what decides for or against carrying a pledge out.
func (w *settler) weighed(c settle.Credibility, r settle.Reason) Text {
	var t Text
	style, what := Good, "For it"
	if !r.Gains {
		style, what = Bad, "Against it"
	}
	t.Add(style, what)
	t.Add(Plain, " in "+plural(r.States, "state"))
	if why := w.reason(r.Because, "after the deed", "before it"); why != "" && r.Statement >= 0 {
		t.Add(Plain, ": "+why)
	}
	t.Add(Quiet, fmt.Sprintf(" (as from %s to %s)", w.Number(r.Case), w.Number(r.To)))
	t.Add(Plain, ".")
	return t
}

// effect says what carrying a pledge out does to another party.
func (w *settler) effect(c settle.Credibility, e settle.Effect) Text {
	total := e.Gains + e.Equal + e.Loses + e.Open
	if total == 0 || !e.Addressed {
		return nil
	}
	t := T("To " + w.label(e.Party) + ", to whom it is addressed, ")
	part := func(n int, what string) string {
		if n == total {
			return what + " in all of them"
		}
		return fmt.Sprintf("%s in %d of %d states", what, n, total)
	}
	switch {
	case c.Pledge.Promise && e.Gains == 0:
		t.Add(Bad, "it promises nothing: it gains by it in none of them")
	case !c.Pledge.Promise && e.Loses == 0:
		t.Add(Bad, "it is no threat: it loses by it in none of them")
	case c.Pledge.Promise:
		t.Add(Plain, "it is "+part(e.Gains, "a gain"))
	default:
		t.Add(Plain, "it is "+part(e.Loses, "a loss"))
	}
	t.Add(Plain, ".")
	return t
}
