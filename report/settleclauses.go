package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"parley/analysis/settle"
)

// clause says in words what a clause of an agreement does.
func (w *settler) clause(x settle.Clause) string {
	c := w.g.Conflict()
	option := func(k int) string { return "“" + c.Options[x.Options[k]].Label() + "”" }
	owner := func(k int) string { return c.Parties[c.Options[x.Options[k]].Party].Label() }
	deed := func(k int) string {
		if x.Taken[k] {
			return owner(k) + " takes up " + option(k)
		}
		return owner(k) + " drops " + option(k)
	}
	switch x.Kind {
	case settle.Forbid:
		return owner(0) + " never takes up " + option(0)
	case settle.Bind:
		return owner(0) + " cannot take back " + option(0) + " once taken"
	case settle.Order:
		return owner(0) + " takes up " + option(0) + " only after " + owner(1) + " has taken up " + option(1)
	}
	return deed(0) + " and " + deed(1) + " at one moment, neither without the other"
}

func (w *settler) trial(t settle.Trial) string {
	var parts []string
	for _, x := range t.Clauses {
		parts = append(parts, w.clause(x))
	}
	return join(parts)
}

// effects says what else clauses do: which outcomes come to hold, and which no longer do.
func (w *settler) effects(t settle.Trial) string {
	var parts []string
	for _, x := range []struct {
		codes     []string
		one, many string
	}{{t.Added, "comes to hold", "come to hold"}, {t.Removed, "no longer holds", "no longer hold"}} {
		switch n := len(x.codes); n {
		case 0:
		case 1:
			parts = append(parts, w.outcome(x.codes[0])+" "+x.one)
		case 2:
			parts = append(parts, w.outcome(x.codes[0])+" and "+w.outcome(x.codes[1])+" "+x.many)
		default:
			parts = append(parts, plural(n, "outcome")+" "+x.many)
		}
	}
	if len(parts) == 0 {
		return "nothing else"
	}
	return strings.Join(parts, "; ")
}

// outcome names a state of a changed conflict: by its number here, or by its code where it is none of the states here.
func (w *settler) outcome(code string) string {
	if s, err := w.g.Find(code); err == nil {
		return w.Short(s).String()
	}
	return "state " + code
}

// working returns the trials that work, those with the fewest other effects first.
func working(trials []settle.Trial) []settle.Trial {
	out := slices.DeleteFunc(slices.Clone(trials), func(t settle.Trial) bool { return !t.Works() })
	slices.SortStableFunc(out, func(a, b settle.Trial) int {
		return cmp.Compare(len(a.Added)+len(a.Removed), len(b.Added)+len(b.Removed))
	})
	return out
}

// agreed says in one sentence what an agreement could write down.
func (w *settler) agreed() Text {
	l := w.Levers
	if l == nil {
		return nil
	}
	if l.Now.Works() {
		undo := len(w.undoing())
		if undo == 0 {
			return T("It needs no clause to hold, and no single clause would undo it.")
		}
		return T(fmt.Sprintf("It needs no clause to hold; %s would undo it.", plural(undo, "single clause")))
	}
	if one := working(l.Singles); len(one) > 0 {
		t := T("One clause would make it hold and come about by moves that pay: ")
		t.Add(Good, w.trial(one[0]))
		if n := len(one) - 1; n > 0 {
			t.Add(Plain, fmt.Sprintf("; %s would too", plural(n, "other")))
		}
		t.Add(Plain, ".")
		return t
	}
	if two := working(l.Pairs); len(two) > 0 {
		t := T("No single clause would make it hold and come about by moves that pay, but two together would: ")
		t.Add(Good, w.trial(two[0]))
		t.Add(Plain, ".")
		return t
	}
	t := Text{{"No clause", Bad}, {fmt.Sprintf(" of the %d tried would make it hold and come about by moves that pay", len(l.Singles)), Plain}}
	if l.Tried > 0 {
		t.Add(Plain, ", nor any two together")
		if l.Tried < l.Possible {
			t.Add(Plain, fmt.Sprintf(" of the %d most promising pairs among %d", l.Tried, l.Possible))
		}
	}
	t.Add(Plain, ".")
	return t
}

// undoing returns the clauses under which a goal that holds no longer does, or is no longer reached by moves that pay.
func (w *settler) undoing() []settle.Trial {
	return slices.DeleteFunc(slices.Clone(w.Levers.Singles), func(t settle.Trial) bool { return t.Works() || t.Blocked != "" })
}

// maxClauses is how many clauses a table lists.
const maxClauses = 8

// clauses lists what an agreement could write down.
func (w *settler) clauses() []Block {
	l := w.Levers
	switch {
	case l == nil && w.g.Conflict().GraphForm():
		return []Block{Heading{1, "Clauses"}, Paragraph{T("None were tried: clauses are about options, and this conflict lists its states instead.")}}
	case l == nil && w.Graph.StatusQuo() < 0:
		return []Block{Heading{1, "Clauses"}, Paragraph{T("None were tried: what they do is judged from the status quo, and this conflict names none.")}}
	case l == nil:
		return nil
	}
	hold := ConceptTitle(w.Hold)
	blocks := []Block{Heading{1, "Clauses"}}
	if l.Now.Works() {
		t := T(fmt.Sprintf("The goal holds under %s and moves that pay lead to it, without any clause. ", hold))
		undo := w.undoing()
		if len(undo) == 0 {
			t.Add(Plain, fmt.Sprintf("Each of the %d clauses that could be written down leaves it so.", len(l.Singles)))
			return append(blocks, Paragraph{t})
		}
		t.Add(Plain, fmt.Sprintf("Of %d clauses that could be written down these would undo that:", len(l.Singles)))
		table := Table{Name: "undoing", Columns: []Column{{"If it were agreed that", Left}, {"the goal", Left}}}
		w.rows(&table, undo, func(x settle.Trial) Text { return w.failure(x) })
		return append(blocks, Paragraph{t}, table)
	}
	found, title := working(l.Singles), "One clause"
	if len(found) == 0 {
		found, title = working(l.Pairs), "Two clauses together"
	}
	if len(found) == 0 {
		return append(blocks, w.nearly()...)
	}
	table := Table{Name: "clauses", Columns: []Column{{title + ": if it were agreed that", Left}, {"reached", Left}, {"what else", Left}}}
	w.rows(&table, found, func(x settle.Trial) Text { return T(wayPhrases[x.Way]) }, func(x settle.Trial) Text { return T(w.effects(x)) })
	t := T(fmt.Sprintf("With any of these the goal holds under %s and is reached by moves that pay; those that alter least come first.", hold))
	if len(l.Pairs) > 0 && l.Tried < l.Possible {
		t.Add(Quiet, fmt.Sprintf(" Of %d pairs the %d most promising were tried.", l.Possible, l.Tried))
	}
	return append(blocks, Paragraph{t}, table)
}

// rows fills a table with trials and what the given functions say of each.
func (w *settler) rows(table *Table, trials []settle.Trial, cells ...func(settle.Trial) Text) {
	for k, x := range trials {
		if k == maxClauses {
			table.Note = Text{{fmt.Sprintf("and %s more, which `parley settle FILE --format json` lists", plural(len(trials)-k, "entry")), Quiet}}
			return
		}
		row := []Text{T(w.trial(x))}
		for _, cell := range cells {
			row = append(row, cell(x))
		}
		table.Rows = append(table.Rows, row)
	}
}

// failure says why a goal does not come about under a trial.
func (w *settler) failure(x settle.Trial) Text {
	switch n := w.Graph.Parties() - x.Staying; {
	case !x.Holds && !x.Way.Pays():
		return Text{{"would not hold", Bad}, {", nor be reached by moves that pay", Plain}}
	case !x.Holds:
		return Text{{"would not hold", Bad}, {": " + plural(n, "party") + " would leave", Plain}}
	case x.Way == settle.Nowise:
		return Text{{"could not be reached", Bad}}
	}
	return Text{{"would be reached only by steps that do not pay", Bad}}
}

// nearly tells which clauses bring a goal nearer that none makes hold.
func (w *settler) nearly() []Block {
	l := w.Levers
	near := slices.DeleteFunc(slices.Clone(l.Singles), func(t settle.Trial) bool {
		return t.Blocked != "" || t.Staying <= l.Now.Staying && t.Way >= l.Now.Way
	})
	slices.SortStableFunc(near, func(a, b settle.Trial) int {
		return cmp.Or(cmp.Compare(b.Staying, a.Staying), cmp.Compare(a.Way, b.Way), cmp.Compare(len(a.Added)+len(a.Removed), len(b.Added)+len(b.Removed)))
	})
	t := w.agreed()
	if len(near) == 0 {
		t.Add(Plain, " None even brings it nearer.")
		return []Block{Paragraph{t}}
	}
	t.Add(Plain, " These bring it nearer:")
	table := Table{Name: "nearer", Columns: []Column{{"If it were agreed that", Left}, {"parties that stay", Right}, {"reached", Left}}}
	w.rows(&table, near,
		func(x settle.Trial) Text { return T(fmt.Sprintf("%d of %d", x.Staying, w.Graph.Parties())) },
		func(x settle.Trial) Text { return T(wayPhrases[x.Way]) })
	return []Block{Paragraph{t}, table}
}
