package report

import (
	"errors"
	"fmt"
	"strings"

	"parley"
	"parley/analysis/compare"
	"parley/game"
)

// Levers is what each option does for a goal.
type Levers struct {
	*compare.LeverReport
	Title string
	To    string // the goal as it was asked for
}

// LeversDocument reports what each option does for a goal.
func LeversDocument(x Levers) Document {
	d := Document{Title: x.Title}
	w := NewWords(x.Graph)
	t := T("The goal ")
	t.Add(Code, x.To)
	t.Add(Plain, ", nothing taken away: ")
	switch {
	case !x.Now.Feasible:
		t.Add(Bad, "no feasible state satisfies it.")
	default:
		t.Add(Plain, fmt.Sprintf("some outcome with it holds (%s): ", ConceptTitle(x.Hold)))
		t = append(t, yesNo(x.Now.Stable)...)
		t.Add(Plain, "; best replies from the status quo end there: ")
		t.Add(Strong, x.Now.Ends.String())
		t.Add(Plain, "; improvements lead there: ")
		t = append(t, yesNo(x.Now.Reachable)...)
		t.Add(Plain, ".")
	}
	d.add(Paragraph{t})
	d.add(x.inShort())
	d.add(x.effects())
	d.add(x.fixed()...)
	d.add(x.shifts(w)...)
	if x.Stopped {
		d.add(Paragraph{Text{{"Stopped early: ", Bad}, {"the options marked – were not judged.", Plain}}})
	}
	return d
}

func yesNo(b bool) Text {
	if b {
		return Text{{"yes", Good}}
	}
	return Text{{"no", Bad}}
}

// Effect says what an option does for one question about a goal.
type Effect string

// The effects. An option adds or enables what is not so without it, and removes or blocks what is so only without it.
const (
	NoEffect Effect = "none"
	Adds     Effect = "adds"
	Removes  Effect = "removes"
	Enables  Effect = "enables"
	Blocks   Effect = "blocks"
)

// stable, ends and reachable say what the option does to the goal: whether an outcome with it holds, whether best replies end
// there, whether improvements lead there.
func (x *Levers) stable(l compare.Lever) Effect {
	return effect(number(x.Now.Stable), number(l.Without.Stable), Adds, Removes)
}

func (x *Levers) ends(l compare.Lever) Effect {
	return effect(int(x.Now.Ends), int(l.Without.Ends), Enables, Blocks)
}

func (x *Levers) reachable(l compare.Lever) Effect {
	return effect(number(x.Now.Reachable), number(l.Without.Reachable), Enables, Blocks)
}

func effect(with, without int, more, less Effect) Effect {
	switch {
	case with > without:
		return more
	case with < without:
		return less
	}
	return NoEffect
}

func number(b bool) int {
	if b {
		return 1
	}
	return 0
}

// inShort sums up which options matter.
func (x *Levers) inShort() Paragraph {
	var needed, against, idle []string
	for _, l := range x.Levers {
		id := "`" + x.Graph.Conflict().Options[l.Option].ID + "`"
		if !l.Judged || l.Fixed != nil {
			continue
		}
		effects := []Effect{x.stable(l), x.ends(l), x.reachable(l)}
		helps, hinders := false, false
		for _, e := range effects {
			helps = helps || e == Adds || e == Enables
			hinders = hinders || e == Removes || e == Blocks
		}
		if helps {
			needed = append(needed, id)
		}
		if hinders {
			against = append(against, id)
		}
		if l.Idle(x.Now) {
			idle = append(idle, id)
		}
	}
	list := func(ids []string) string {
		if ids == nil {
			return "none"
		}
		return join(ids)
	}
	t := Text{{"Helps the goal: ", Plain}, {list(needed), Strong}, {". Stands in its way: ", Plain}, {list(against), Strong}}
	t.Add(Plain, ". Neither, and alters nobody's best reply: ")
	t.Add(Strong, list(idle))
	t.Add(Plain, ".")
	return Paragraph{t}
}

// effects is the table of options.
func (x *Levers) effects() Table {
	c := x.Graph.Conflict()
	t := Table{Name: "levers", Columns: []Column{{"Option", Left}, {"Holds", Left}, {"Best replies", Left}, {"Improvements", Left}, {"Alters the best reply of", Left}}}
	for _, l := range x.Levers {
		row := []Text{{{c.Options[l.Option].ID, Code}}}
		switch {
		case !l.Judged:
			row = append(row, T("–"), T("–"), T("–"), T("–"))
		case l.Fixed != nil:
			row = append(row, Text{{"cannot be taken away", Quiet}}, T(""), T(""), T(shifted(x.Graph, l)))
		default:
			ends := effectText(x.ends(l))
			if e := x.ends(l); e != NoEffect {
				ends.Add(Quiet, fmt.Sprintf(" (%s with, %s without)", x.Now.Ends, l.Without.Ends))
			}
			row = append(row, effectText(x.stable(l)), ends, effectText(x.reachable(l)), T(shifted(x.Graph, l)))
		}
		t.Rows = append(t.Rows, row)
	}
	t.Note = Text{{"Whether an outcome with the goal holds, whether best replies end there, whether improvements lead there. adds, enables: so only with the option, or more often; removes, blocks: so only without it. The last column: whose best reply at some state on the way is another with the option taken than without.", Quiet}}
	return t
}

// fixed says why some options cannot be taken away.
func (x *Levers) fixed() []Block {
	l := List{}
	for _, lever := range x.Levers {
		if lever.Fixed == nil {
			continue
		}
		why := lever.Fixed.Error()
		if is := (parley.Issues)(nil); errors.As(lever.Fixed, &is) && len(is) > 0 {
			why = is[0].Message
		}
		l.Items = append(l.Items, Item{Text: Text{{x.Graph.Conflict().Options[lever.Option].ID, Code}, {" cannot be taken away: " + why, Plain}}})
	}
	if len(l.Items) == 0 {
		return nil
	}
	return []Block{l}
}

func effectText(e Effect) Text {
	switch e {
	case NoEffect:
		return Text{{"·", Quiet}}
	case Adds, Enables:
		return Text{{string(e), Good}}
	}
	return Text{{string(e), Bad}}
}

func shifted(g *game.Graph, l compare.Lever) string {
	var names []string
	for _, s := range l.Shifts {
		name := g.Conflict().Parties[s.Party].Label()
		if len(s.Way.Steps) > 0 {
			name += fmt.Sprintf(" (after %s)", plural(len(s.Way.Steps), "step"))
		}
		names = append(names, name)
	}
	if names == nil {
		return "nobody"
	}
	return strings.Join(names, ", ")
}

// shifts says how best replies depend on the options.
func (x *Levers) shifts(w *Words) []Block {
	c := x.Graph.Conflict()
	l := List{}
	for _, lever := range x.Levers {
		for _, s := range lever.Shifts {
			t := Text{{c.Options[lever.Option].Label(), Strong}}
			if len(s.Way.Steps) == 0 {
				t.Add(Plain, ", at the status quo: ")
			} else {
				t.Add(Plain, fmt.Sprintf(", after %s (%s): ", plural(len(s.Way.Steps), "step"), w.way(s.Way)))
			}
			t.Add(Strong, c.Parties[s.Party].Label())
			below := List{Items: []Item{
				{Text: T("without: " + replies(w, s.States[0], s.Replies[0]))},
				{Text: T("with: " + replies(w, s.States[1], s.Replies[1]))},
			}}
			l.Items = append(l.Items, Item{Text: t, Blocks: []Block{below}})
		}
	}
	if len(l.Items) == 0 {
		return nil
	}
	return []Block{Heading{1, "Whose best reply depends on what"}, l}
}
