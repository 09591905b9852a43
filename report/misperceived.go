package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/bits-and-blooms/bitset"

	"parley/analysis/perception"
	"parley/game"
)

// stories tells each outcome step by step, with the surprises where they bite.
func (x Perceived) stories(p pictures) []Block {
	blocks := []Block{Heading{1, "Step by step"}}
	for k, s := range x.Result.Stories {
		if k == maxStories {
			blocks = append(blocks, Paragraph{Text{{fmt.Sprintf("and %s more; `parley perceive FILE --format json` tells all of them", plural(len(x.Result.Stories)-k, "outcome")), Quiet}}})
			break
		}
		o := x.Result.Outcomes[k]
		t := T("To ")
		t = append(t, x.outcome(p, k)...)
		if len(x.Result.Stories) > 1 {
			blocks = append(blocks, Heading{2, "Outcome " + fmt.Sprint(k+1)})
		}
		blocks = append(blocks, Paragraph{t})
		if l := x.meanings(p, s, 0); len(l.Items) > 0 {
			blocks = append(blocks, l)
		}
		l := List{Numbered: true}
		for n, step := range o.Path.Steps {
			l.Items = append(l.Items, x.step(p, s, n+1, step.From, step.To, step.Movers.Name(p.c.Parties)))
		}
		if len(o.Path.Steps) == 0 {
			l = List{}
		}
		blocks = append(blocks, l)
		next := len(o.Path.Steps) + 1
		if o.End() {
			rest := List{}
			rest.Items = x.surprises(p, s, next)
			blocks = append(blocks, Paragraph{T("There it rests.")}, rest)
			continue
		}
		round := List{}
		for n, step := range o.Loop.Steps {
			item := x.step(p, s, next+n, step.From, step.To, step.Movers.Name(p.c.Parties))
			round.Items = append(round.Items, item)
		}
		blocks = append(blocks, Paragraph{T("Then round and round, for example:")}, round)
	}
	return blocks
}

// step tells one move: who moves, and whom that surprises.
func (x Perceived) step(p pictures, s perception.Story, n, from, to int, mover string) Item {
	var t Text
	t.Add(Strong, p.party(p.c.PartyIndex(mover)))
	t.Add(Plain, ": "+p.w.Change(from, to)+" → ")
	t = append(t, p.named(to)...)
	item := Item{Text: t}
	notes := x.surprises(p, s, n)
	var blind []string
	for _, y := range s.Unnoticed {
		if y.Step == n && x.shows(y.Party) {
			blind = append(blind, p.party(y.Party))
		}
	}
	if len(blind) > 0 {
		notes = append(notes, Item{Text: T("Goes unnoticed by " + join(blind) + ".")})
	}
	notes = append(notes, x.meanings(p, s, n).Items...)
	if len(notes) > 0 {
		item.Blocks = []Block{List{Items: notes}}
	}
	return item
}

// meanings tells to whom a state looks like another one.
func (x Perceived) meanings(p pictures, s perception.Story, n int) List {
	l := List{}
	for _, m := range s.Meanings {
		if m.Step != n || !x.shows(m.Party) {
			continue
		}
		var others []string
		for _, j := range m.Others {
			others = append(others, p.party(j))
		}
		var t Text
		t.Add(Strong, "Two meanings: ")
		t.Add(Plain, p.meaning(m)+", and this matters to "+join(others)+".")
		l.Items = append(l.Items, Item{Text: t})
	}
	return l
}

// meaning says what looks like what.
func (p pictures) meaning(m perception.Meaning) string {
	var is, looks []string
	a, b := p.h.Graph.Code(m.State), p.h.Graph.Code(m.Twin)
	for k, o := range p.c.Options {
		name := "“" + o.Label() + "”"
		switch {
		case a[k] == 'Y' && b[k] == 'N':
			is = append(is, name)
		case a[k] == 'N' && b[k] == 'Y':
			looks = append(looks, name)
		}
	}
	switch who := p.party(m.Party); {
	case len(looks) == 0:
		return join(is) + " goes unseen by " + who
	case len(is) == 0:
		return "here " + who + " would not see " + join(looks)
	default:
		return "what is " + join(is) + " looks to " + who + " just like " + join(looks)
	}
}

// surprises tells whom a step surprises, those together that are surprised alike.
func (x Perceived) surprises(p pictures, s perception.Story, step int) []Item {
	type group struct {
		who  []string
		text Text
	}
	var groups []group
	for _, y := range s.Surprises {
		if y.Step != step || !x.shows(y.Party) {
			continue
		}
		text := x.surprise(p, y, false)
		k := slices.IndexFunc(groups, func(g group) bool { return g.text.String() == text.String() })
		if k < 0 {
			groups, k = append(groups, group{text: text}), len(groups)
		}
		groups[k].who = append(groups[k].who, p.party(y.Party))
	}
	var out []Item
	for _, g := range groups {
		var t Text
		t.Add(Bad, "A surprise to "+join(g.who)+". ")
		out = append(out, Item{Text: append(t, g.text...)})
	}
	return out
}

// surprise says in a sentence what the surprise is. Where it stands alone it names the move.
func (x Perceived) surprise(p pictures, s perception.Surprise, alone bool) Text {
	expected := "to stay"
	if s.SeenAt >= 0 && len(s.Expected) > 0 {
		expected = "to " + p.changes(s.Party, s.By, s.SeenAt, s.Expected)
	}
	text := "Expected of " + p.party(s.By) + ": " + expected + "."
	switch s.Kind {
	case perception.Refused:
		return T("Reality refuses what was meant: " + expected + ".")
	case perception.Stayed:
		return T(text + " Instead: no move.")
	}
	if s.SeenAt < 0 {
		text = "Even where things stood was thought impossible."
	}
	if alone {
		text += " Instead, from " + p.party(s.By) + ": " + p.w.Change(s.At, s.To) + "."
	}
	if s.SeenAt >= 0 && s.SeenTo < 0 {
		text += " Where this leads was thought impossible."
	}
	return T(text)
}

// outcomes reports what holds, concept by concept.
func (x Perceived) outcomes(p pictures) []Block {
	g := x.Hypergame.Graph
	t := Table{Name: "holding", Columns: []Column{{"Concept", Left}, {"Steady", Left}, {"Unsteady", Left}, {"Stealthy", Left}, {"If all saw it as it is", Left}}}
	beliefs := Table{Name: "expected-to-hold", Columns: []Column{{"Party", Left}}}
	var missing []string
	rows := make([][]Text, g.Parties())
	for i := range rows {
		rows[i] = []Text{T(p.party(i))}
	}
	for _, v := range x.Verdicts {
		title := ConceptTitle(v.Concept)
		if v.Missing != "" {
			missing = append(missing, title+" "+v.Missing)
			continue
		}
		t.Rows = append(t.Rows, []Text{T(title), someNumbers(g, v.Steady), someNumbers(g, v.Unsteady), someNumbers(g, v.Stealthy), someNumbers(g, v.True)})
		beliefs.Columns = append(beliefs.Columns, Column{title, Left})
		for i, own := range v.Own {
			holding := 0
			for s := range v.Holds.EachSet() {
				if q := x.Hypergame.Views[i].Sees(int(s)); q >= 0 && own.Test(uint(q)) {
					own = own.Clone()
					own.Clear(uint(q))
					holding++
				}
			}
			rows[i] = append(rows[i], T(fmt.Sprintf("%d of %d", holding, v.Own[i].Count())))
		}
	}
	if len(t.Rows) == 0 {
		return nil
	}
	t.Note = Text{{"Steady: " + perception.SteadyMeans + ". Unsteady: " + perception.UnsteadyMeans + ". Stealthy: " + perception.StealthyMeans + ". Names after Aljefri, Fang and Hipel (2014).", Quiet}}
	for i, row := range rows {
		if x.shows(i) && !x.Hypergame.Views[i].Clear() {
			beliefs.Rows = append(beliefs.Rows, row)
		}
	}
	blocks := []Block{Heading{1, "Outcomes that hold, each party judging by its own game"}, t}
	if len(missing) > 0 {
		blocks = append(blocks, Paragraph{Text{{"Not asked: " + strings.Join(missing, "; ") + ".", Quiet}}})
	}
	if len(beliefs.Rows) > 0 {
		blocks = append(blocks, Heading{2, "How many of the outcomes that it expects to hold do hold"}, beliefs)
	}
	return blocks
}

// someNumbers lists states by number, in graph form by name; of many the first ones.
func someNumbers(g *game.Graph, set *bitset.BitSet) Text {
	const most = 6
	n := int(set.Count())
	if n == 0 {
		return Text{{"none", Quiet}}
	}
	var names []string
	for s := range set.EachSet() {
		if len(names) == most {
			return T(fmt.Sprintf("%d: %s …", n, strings.Join(names, " ")))
		}
		if g.Conflict().GraphForm() {
			names = append(names, g.Code(int(s)))
		} else {
			names = append(names, fmt.Sprint(s+1))
		}
	}
	return T(strings.Join(names, " "))
}

// corrections says which misperception, put right, would change what.
func (x Perceived) corrections(p pictures) []Block {
	l := List{}
	for _, c := range x.Corrections {
		if x.Of >= 0 && slices.ContainsFunc(c.Differences, func(d perception.Difference) bool { return d.Party != x.Of }) {
			continue
		}
		t := T("If " + p.putRight(c.Differences) + ": ")
		if c.Err != nil {
			t.Add(Bad, "cannot be told, since its picture would be no conflict: "+c.Err.Error())
			l.Items = append(l.Items, Item{Text: t})
			continue
		}
		list := func(parties []int) string {
			var names []string
			for _, i := range parties {
				names = append(names, p.party(i))
			}
			return join(names)
		}
		var still []int
		for i := range p.c.Parties {
			if c.Result.Surprised(i) {
				still = append(still, i)
			}
		}
		switch {
		case len(still) == 0:
			t.Add(Good, "nobody is surprised")
		case len(c.Relieved) > 0:
			t.Add(Good, list(c.Relieved)+" no longer surprised")
			t.Add(Plain, "; still surprised: "+list(still))
		default:
			t.Add(Plain, "surprised as before: "+list(still))
		}
		if len(c.Dismayed) > 0 {
			t.Add(Bad, "; now surprised: "+list(c.Dismayed))
		}
		if !c.Changes {
			t.Add(Plain, "; what happens stays the same")
		} else {
			t.Add(Strong, "; what happens changes, to ")
			for k := range c.Result.Outcomes {
				if k > 0 {
					t.Add(Plain, "; or ")
				}
				if k == 3 {
					t.Add(Quiet, fmt.Sprintf("%d more", len(c.Result.Outcomes)-k))
					break
				}
				t = append(t, Perceived{Result: c.Result}.outcome(p, k)...)
			}
		}
		t.Add(Plain, ".")
		l.Items = append(l.Items, Item{Text: t})
	}
	if len(l.Items) == 0 {
		return nil
	}
	return []Block{Heading{1, "What would clear it up"}, l}
}

// putRight says in words that differences are put right.
func (p pictures) putRight(ds []perception.Difference) string {
	d := ds[0]
	who := p.party(d.Party)
	if len(ds) > 1 {
		if slices.ContainsFunc(ds, func(x perception.Difference) bool { return x.Party != d.Party }) {
			return "everybody saw everything as it is"
		}
		return who + " saw everything as it is"
	}
	switch d.Kind {
	case perception.Unseen:
		return who + " saw " + p.either(d.Options, " and ", false)
	case perception.Alike:
		return who + " told apart " + p.either(d.Options, " and ", false)
	case perception.RuleBelieved:
		return who + " did not expect the rule " + ruleName(d)
	case perception.RuleMissed:
		return who + " expected the rule " + ruleName(d)
	case perception.StatusQuo:
		return who + " saw where things stand"
	}
	if d.Of == d.Party {
		return who + " knew what it wants"
	}
	return who + " knew what " + p.party(d.Of) + " wants"
}

func ruleName(d perception.Difference) string {
	if d.Name != "" {
		return "“" + d.Name + "”"
	}
	return "`" + d.Text + "`"
}
