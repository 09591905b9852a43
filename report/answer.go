package report

import (
	"fmt"
	"strings"

	"parley/analysis/claims"
	"parley/analysis/explain"
	"parley/analysis/paths"
	"parley/analysis/sequence"
	"parley/game"
)

// answers writes answers to tests, over graphs that may differ.
type answers struct {
	words map[*game.Graph]*Words
}

func newAnswers() *answers { return &answers{map[*game.Graph]*Words{}} }

func (x *answers) of(g *game.Graph) *Words {
	if x.words[g] == nil {
		x.words[g] = NewWords(g)
	}
	return x.words[g]
}

// Place names a state in a sentence, with its name or what is taken up in it.
func (w *Words) Place(s int) Text {
	t := w.Short(s)
	if w.g.Conflict().GraphForm() {
		return t
	}
	if n := w.Name(s); n != "" {
		t.Add(Plain, ", ")
		t.Add(Strong, n)
		return t
	}
	t.Add(Plain, " ["+w.Brief(s)+"]")
	return t
}

// why says in one or a few sentences what makes an answer so.
func (x *answers) why(a *claims.Answer) Text {
	w := x.of(a.Graph)
	switch f := a.Fact.(type) {
	case *claims.Standing:
		return x.standing(w, f)
	case *claims.Arrival:
		return x.arrival(w, f, a)
	case *claims.Passage:
		return x.passage(w, f)
	case *claims.Dependence:
		return x.dependence(w, f)
	case *claims.Effect:
		return x.effect(w, f)
	case *claims.Comparison:
		return x.comparison(w, f, a)
	case *claims.Surprise:
		return T(strings.TrimRight(f.Why(), ".") + ".")
	}
	var t Text
	for i, part := range a.Parts {
		if i > 0 {
			t.Add(Plain, " ")
		}
		t = append(t, x.part(part)...)
	}
	return t
}

// part tells of one of several tests that are put together.
func (x *answers) part(a *claims.Answer) Text {
	t := Text{{a.Test.String(), Code}, {map[bool]string{true: " holds. ", false: " fails. "}[a.Holds], Plain}}
	return append(t, x.why(a)...)
}

// parts lists the parts of an answer, nil where it has none.
func (x *answers) parts(a *claims.Answer) *List {
	if len(a.Parts) == 0 {
		return nil
	}
	l := &List{}
	for _, part := range a.Parts {
		item := Item{}
		if below := x.parts(part); below != nil {
			item.Text = Text{{part.Test.String(), Code}, {map[bool]string{true: " holds", false: " fails"}[part.Holds], Plain}}
			item.Blocks = []Block{*below}
		} else {
			item.Text = x.part(part)
		}
		l.Items = append(l.Items, item)
	}
	return l
}

const noState = "No feasible state satisfies it."

func (x *answers) standing(w *Words, f *claims.Standing) Text {
	c := w.g.Conflict()
	goal, holding := int(f.Goal.Count()), int(f.Holding.Count())
	var t Text
	switch {
	case goal == 0:
		return T(noState)
	case holding > 0:
		first, _ := f.Holding.NextSet(0)
		if goal == 1 {
			t = append(capital(w.Place(int(first))), Span{", the one state with it, holds: every party stays.", Plain})
			return t
		}
		t.Add(Plain, fmt.Sprintf("Of %d states with it %s for every party, ", goal, count(holding, "holds", "hold")))
		if holding > 1 {
			t.Add(Plain, "among them ")
		}
		t = append(t, w.Place(int(first))...)
		t.Add(Plain, ".")
		return t
	}
	var all, some []string
	for i, n := range f.Leaves {
		switch label := c.Parties[i].Label(); n {
		case 0:
		case goal:
			all = append(all, label)
		default:
			some = append(some, fmt.Sprintf("%s %d", label, n))
		}
	}
	if goal == 1 {
		t.Add(Plain, "It does not hold: "+join(all)+" would leave it.")
	} else {
		t.Add(Plain, fmt.Sprintf("None of the %d states with it holds", goal))
		switch {
		case len(all) > 0:
			t.Add(Plain, ": "+join(all)+" would leave every one of them.")
		case len(some) > 0:
			t.Add(Plain, ": each is left by somebody ("+strings.Join(some, ", ")+").")
		default:
			t.Add(Plain, ".")
		}
	}
	return append(t, x.leaving(w, f)...)
}

// leaving tells of the state that comes nearest to holding how a party would leave it.
func (x *answers) leaving(w *Words, f *claims.Standing) Text {
	if f.Why == nil || f.Nearest < 0 {
		return nil
	}
	var t Text
	for i, v := range f.Why.Judgements[0].Verdicts {
		if v.Stable {
			continue
		}
		for _, improvement := range v.Improvements {
			if improvement.Sanctioned {
				continue
			}
			t.Add(Plain, " From ")
			t = append(t, w.Place(f.Nearest)...)
			t.Add(Plain, fmt.Sprintf(", which comes nearest, %s would %s, and nothing keeps it from that", w.g.Conflict().Parties[i].Label(), w.Change(f.Nearest, improvement.To)))
			if reason := x.reason(w, improvement); reason != "" {
				t.Add(Plain, ": "+reason)
			}
			t.Add(Plain, ".")
			return t
		}
	}
	return t
}

// reason says why a party prefers an improvement, "" where no single statement does.
func (x *answers) reason(w *Words, i explain.Improvement) string {
	if len(i.Because) == 0 {
		return ""
	}
	e := &explainer{Words: w}
	return e.because(i.Because[0], "there", "here")
}

// count writes "1 holds", "3 hold".
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

func (x *answers) arrival(w *Words, f *claims.Arrival, a *claims.Answer) Text {
	if f.Goal.None() && a.Holds {
		return T(noState)
	}
	never := a.Test.(claims.Reached).Never
	var t Text
	ends, cycles := 0, 0
	var hit, miss *paths.End // ends with the goal, and without it
	var round *paths.Cycle
	for _, e := range f.Endings {
		for k := range e.Ends {
			ends++
			if f.Goal.Test(uint(e.Ends[k].State)) {
				if hit == nil {
					hit = &e.Ends[k]
				}
			} else if miss == nil {
				miss = &e.Ends[k]
			}
		}
		for k := range e.Cycles {
			if e.Cycles[k].Terminal {
				cycles++
				round = &e.Cycles[k]
			}
		}
	}
	shown := hit
	if never == a.Holds || hit == nil {
		shown = miss
	}
	tail := " satisfies it"
	if shown == miss {
		tail = " does not satisfy it"
	}
	switch {
	case shown != nil && ends == 1 && cycles == 0:
		if len(shown.Path.Steps) == 0 {
			t.Add(Plain, "Nobody moves from ")
			t = append(t, w.Place(shown.State)...)
			t.Add(Plain, ", which"+tail+".")
			return t
		}
		t.Add(Plain, "Every sequence of best replies ends at ")
		t = append(t, w.Place(shown.State)...)
		t.Add(Plain, ", which"+tail)
	case shown != nil:
		t.Add(Plain, fmt.Sprintf("Best replies end at one of %s", plural(ends, "state")))
		if cycles > 0 {
			t.Add(Plain, fmt.Sprintf(" or go round for ever in %s", plural(cycles, "cycle")))
		}
		all := "one of them, "
		switch {
		case hit == nil && ends > 1:
			all, tail = "none satisfies it; the nearest is ", ""
		case miss == nil && ends > 1:
			all, tail = "all of them satisfy it; the nearest is ", ""
		case ends == 1:
			all = ""
		}
		t.Add(Plain, ": "+all)
		t = append(t, w.Place(shown.State)...)
		if tail != "" && all != "" {
			t.Add(Plain, ",")
		}
		t.Add(Plain, tail)
	default:
		t.Add(Plain, fmt.Sprintf("Best replies never come to rest: they go round for ever among %s", plural(len(round.States), "state")))
	}
	if shown != nil && len(shown.Path.Steps) > 0 {
		t.Add(Plain, " ("+x.steps(w, shown.Path)+")")
	}
	t.Add(Plain, ".")
	return t
}

// steps tells a path in a line: who moves, and what each changes.
func (x *answers) steps(w *Words, p *sequence.Path) string {
	const most = 6
	var parts []string
	for i, step := range p.Steps {
		if i == most {
			parts = append(parts, fmt.Sprintf("%d more", len(p.Steps)-most))
			break
		}
		parts = append(parts, names(w.g.Conflict().Parties, step.Movers, " with ")+": "+w.Switch(step.From, step.To))
	}
	return plural(len(p.Steps), "step") + ": " + strings.Join(parts, "; ")
}

// Switch says shortly what a move changes: the ids of the options taken up, with a minus those dropped.
func (w *Words) Switch(from, to int) string {
	c := w.g.Conflict()
	if c.GraphForm() {
		return "to " + w.g.Code(to)
	}
	a, b := w.g.Code(from), w.g.Code(to)
	var parts []string
	for k, o := range c.Options {
		id := strings.TrimPrefix(o.ID, c.Parties[o.Party].ID+".")
		switch {
		case a[k] != 'Y' && b[k] == 'Y':
			parts = append(parts, "+"+id)
		case a[k] == 'Y' && b[k] == 'N':
			parts = append(parts, "−"+id)
		}
	}
	if len(parts) == 0 {
		return "to " + b
	}
	return strings.Join(parts, " ")
}

func (x *answers) passage(w *Words, f *claims.Passage) Text {
	for i, p := range f.Paths {
		if p != nil {
			continue
		}
		t := T("From ")
		t = append(t, w.Short(f.Starts[i])...)
		o := f.Obstacle
		switch {
		case o == nil:
			t.Add(Plain, " it cannot be reached.")
		case o.Cause == paths.NoState:
			return T(noState)
		case o.Cause == paths.NoMoves:
			t.Add(Plain, fmt.Sprintf(" it cannot be reached by any moves; %s can.", plural(o.Reached-1, "other state")))
		default:
			t.Add(Plain, " moves lead there, but not all of them pay: on the way that comes nearest ")
			against := o.Against[0]
			step := o.Nearest.Steps[against.Step]
			t.Add(Plain, fmt.Sprintf("%s would not %s.", w.g.Conflict().Parties[against.Party].Label(), w.Change(step.From, step.To)))
		}
		return t
	}
	if len(f.Paths) == 0 {
		return nil
	}
	if len(f.Paths[0].Steps) == 0 {
		return T("Things stand there already.")
	}
	return T("It can be reached " + modePhrases[f.Mode] + " (" + x.steps(w, f.Paths[0]) + ").")
}

func (x *answers) dependence(w *Words, f *claims.Dependence) Text {
	c := w.g.Conflict()
	var t Text
	var without, with []string
	for i, k := range f.Options {
		if f.Around[i].Path == nil {
			without = append(without, "“"+c.Options[k].Label()+"”")
		} else {
			with = append(with, fmt.Sprintf("“%s” (%s)", c.Options[k].Label(), x.steps(x.of(f.Around[i].Graph), f.Around[i].Path)))
		}
	}
	switch {
	case !f.Possible:
		return T("It cannot be reached by improvements even with all of them.")
	case len(with) == 0:
		t.Add(Plain, "It can be reached by improvements, but no longer without any one of "+join(without)+".")
	default:
		t.Add(Plain, "It can be reached without "+join(with)+".")
		if len(without) > 0 {
			t.Add(Plain, " It does need "+join(without)+".")
		}
	}
	return t
}

func (x *answers) effect(w *Words, f *claims.Effect) Text {
	label := "“" + w.g.Conflict().Options[f.Option].Label() + "”"
	say := func(o claims.Outcome) string {
		parts := []string{"not stable", "not reached"}
		if o.Stable.Holds {
			parts[0] = "stable"
		}
		if o.Reached.Holds {
			parts[1] = "reached"
		}
		return strings.Join(parts, " and ")
	}
	if a, b := say(f.With), say(f.Without); a != b {
		return T("With " + label + " it is " + a + ", without it " + b + ".")
	}
	return T("With " + label + " and without it, it is " + say(f.With) + ".")
}

func (x *answers) comparison(w *Words, f *claims.Comparison, a *claims.Answer) Text {
	party := w.g.Conflict().Parties[f.Party].Label()
	if a.Vacuous {
		return T("There are no states to compare: " + fmt.Sprintf("%s with the one formula, %s with the other.", plural(f.States, "state"), plural(f.With, "state")))
	}
	if a.Holds {
		return T(fmt.Sprintf("%s prefers %s to %s.", party, every(f.States, "first"), every(f.With, "second")))
	}
	relation := map[game.Relation]string{game.Equal: "is indifferent between", game.Unknown: "may or may not prefer"}[f.Relation]
	if relation == "" {
		relation = "does not prefer"
	}
	t := T(party + " " + relation + " ")
	t = append(t, w.Place(f.Against[0])...)
	t.Add(Plain, map[bool]string{true: " and ", false: " to "}[f.Relation == game.Equal])
	t = append(t, w.Place(f.Against[1])...)
	t.Add(Plain, ".")
	return t
}

// every writes "the one state with the first", "each of 12 states with the first".
func every(n int, which string) string {
	if n == 1 {
		return "the one state with the " + which
	}
	return fmt.Sprintf("each of %d states with the %s", n, which)
}
