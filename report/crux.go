package report

import (
	"fmt"
	"slices"
	"strings"

	"parley"
	"parley/analysis/claims"
	"parley/analysis/crux"
	"parley/stability"
)

// Crux is the answer to what an answer hangs on.
type Crux struct {
	Conflict *parley.Conflict // under the readings in force
	Claim    *claims.Claim    // nil where a test was asked for
	Test     claims.Test
	Reading  claims.Reading
	Glosses  map[string]string // what each choice asserts, by "group=choice"
	Choices  stability.Choices
	Result   *crux.Result
	Weights  *crux.Weights // nil where they were not asked for
	Cases    []Counter     // the best cases against the answer
}

// Counter is a case against an answer: a set of changes that flips it, what then makes it so, and what the file says of what is
// changed.
type Counter struct {
	Flip    crux.Flip
	Answer  *claims.Answer
	Reasons []Reason
}

// Reason is what a file gives for something that a change undoes, or For what it puts in its place.
type Reason struct {
	For     bool
	Because string
	Hedge   string
	Quotes  []string
	Claims  []Said
}

// Said is a claim, as somebody asserts it.
type Said struct{ ID, Says, By, Hedge string }

// Most sets that a text lists, by size; the JSON has all of them.
var maxFlips = map[int]int{1: 40, 2: 25}

// CruxDocument reports what an answer hangs on. With against it makes the best case against the answer and leaves the lists
// out.
func CruxDocument(x Crux, against bool) Document {
	d := Document{Title: x.Conflict.Title}
	w := newAnswers()
	d.add(x.asked(w)...)
	if against {
		d.add(x.against(w)...)
	} else {
		d.add(x.flips()...)
		d.add(x.weights()...)
	}
	d.add(x.tried()...)
	return d
}

// asked says what the question is and how it is answered as things stand.
func (x Crux) asked(w *answers) []Block {
	var t Text
	if x.Claim != nil {
		t.Add(Strong, x.Claim.ID+": "+x.Claim.Says)
		t.Add(Plain, ". Test: ")
	}
	t.Add(Code, x.Test.String())
	if len(x.Reading) > 0 {
		var parts []string
		for g, c := range x.Reading {
			parts = append(parts, g+"="+c)
		}
		slices.Sort(parts)
		t.Add(Quiet, " (under "+strings.Join(parts, ", ")+")")
	}
	blocks := []Block{Paragraph{t}}
	a := x.Result.Answer
	t = Text{{"As things stand it ", Plain}}
	t = append(t, holdsOrFails(a.Holds)...)
	t.Add(Plain, ". ")
	if parts := w.parts(a); parts != nil {
		return append(blocks, Paragraph{t}, *parts)
	}
	return append(blocks, Paragraph{append(t, w.why(a)...)})
}

// flips lists the sets that flip the answer.
func (x Crux) flips() []Block {
	verb := "fail"
	if !x.Result.Answer.Holds {
		verb = "hold"
	}
	blocks := []Block{Heading{1, "What would make it " + verb}}
	if len(x.Result.Flips) == 0 {
		return append(blocks, Paragraph{T("No set of changes that was tried.")})
	}
	for size := 1; size <= len(x.Result.Flips[len(x.Result.Flips)-1]); size++ {
		var flips []crux.Flip
		for _, f := range x.Result.Flips {
			if len(f) == size {
				flips = append(flips, f)
			}
		}
		if len(flips) == 0 {
			continue
		}
		title := map[int]string{1: "One change is enough", 2: "Two changes together, neither enough alone"}[size]
		if title == "" {
			title = fmt.Sprintf("%d changes together, none to spare", size)
		}
		l := List{}
		lines := x.lines(flips)
		most := maxFlips[size]
		if most == 0 {
			most = 10
		}
		for i, line := range lines {
			if i == most {
				l.Items = append(l.Items, Item{Text: Text{{fmt.Sprintf("and %d more; `parley crux FILE --format json` lists all of them", len(lines)-most), Quiet}}})
				break
			}
			l.Items = append(l.Items, Item{Text: line})
		}
		blocks = append(blocks, Heading{2, fmt.Sprintf("%s (%d)", title, len(flips))}, l)
	}
	return blocks
}

// lines writes sets of changes, those that differ only in where one statement is moved to as one.
func (x Crux) lines(flips []crux.Flip) []Text {
	var out []Text
	for i := 0; i < len(flips); i++ {
		changes := x.Result.Changes(flips[i])
		last := changes[len(changes)-1]
		places := []int{last.To}
		for ; i+1 < len(flips) && last.Kind == crux.MoveStatement; i++ {
			next := x.Result.Changes(flips[i+1])
			end := next[len(next)-1]
			if end.Kind != last.Kind || end.Party != last.Party || end.From != last.From || !slices.Equal(flips[i][:len(changes)-1], flips[i+1][:len(next)-1]) {
				break
			}
			places = append(places, end.To)
		}
		var t Text
		for k, c := range changes {
			to := []int{c.To}
			if k == len(changes)-1 {
				to = places
			}
			if k > 0 {
				t.Add(Plain, "; and ")
			}
			t = append(t, x.change(c, to, k == 0)...)
		}
		out = append(out, t)
	}
	return out
}

// change says what a change does; begins, that a sentence begins with it. Places are where a moved statement ends, if there are
// several. Names and ids stay as they are written, wherever they stand.
func (x Crux) change(c crux.Change, places []int, begins bool) Text {
	rule := "the rule "
	if begins {
		rule = "The rule "
	}
	party := ""
	if c.Party >= 0 {
		party = x.Conflict.Parties[c.Party].Label()
	}
	var t Text
	switch c.Kind {
	case crux.DeleteStatement:
		t.Add(Plain, party+" without its "+ordinal(c.From)+" statement, ")
		t.Add(Plain, "`"+c.Text+"`")
	case crux.SwapStatements:
		t.Add(Plain, party+": ")
		t.Add(Plain, "`"+c.Other+"`")
		t.Add(Plain, " before ")
		t.Add(Plain, "`"+c.Text+"`")
		t.Add(Plain, fmt.Sprintf(" (places %d and %d swapped)", c.From, c.To))
	case crux.MoveStatement:
		t.Add(Plain, party+": ")
		t.Add(Plain, "`"+c.Text+"`")
		t.Add(Plain, fmt.Sprintf(" moved from place %d to %s", c.From, ranges(places)))
	case crux.DropRule:
		t.Add(Plain, rule)
		t.Add(Plain, "`"+c.Text+"`")
		t.Add(Plain, " does not apply")
	case crux.AddRule:
		t.Add(Plain, rule)
		t.Add(Plain, "`"+c.Text+"`")
		t.Add(Plain, fmt.Sprintf(" applies, as under %s=%s", c.Group, c.Choice))
	case crux.FlipHypothesis:
		t.Add(Code, c.Group+"="+c.Choice)
		if gloss := x.Glosses[c.Group+"="+c.Choice]; gloss != "" {
			t.Add(Plain, ": “"+gloss+"”")
		}
	case crux.RemoveOption:
		k := slices.IndexFunc(x.Conflict.Options, func(o parley.Option) bool { return o.ID == c.Text })
		o := x.Conflict.Options[k]
		t.Add(Plain, fmt.Sprintf("%s cannot “%s”", x.Conflict.Parties[o.Party].Label(), o.Label()))
	}
	return t
}

// ranges writes "place 5", "places 3 to 7 or 9".
func ranges(places []int) string {
	slices.Sort(places)
	var parts []string
	for i := 0; i < len(places); {
		j := i
		for j+1 < len(places) && places[j+1] == places[j]+1 {
			j++
		}
		switch {
		case j == i:
			parts = append(parts, fmt.Sprint(places[i]))
		case j == i+1:
			parts = append(parts, fmt.Sprint(places[i]), fmt.Sprint(places[j]))
		default:
			parts = append(parts, fmt.Sprintf("%d to %d", places[i], places[j]))
		}
		i = j + 1
	}
	if len(places) == 1 {
		return "place " + parts[0]
	}
	return "places " + either(parts)
}

// against makes the best case against the answer.
func (x Crux) against(w *answers) []Block {
	conclusion := "it fails"
	if !x.Result.Answer.Holds {
		conclusion = "it holds"
	}
	blocks := []Block{Heading{1, "The best case against that"}}
	if len(x.Cases) == 0 {
		return append(blocks, Paragraph{T("None was found among the changes that were tried.")})
	}
	n := len(x.Cases[0].Flip)
	blocks = append(blocks, Paragraph{T(fmt.Sprintf("It takes %s, whichever of these one prefers:", plural(n, "change")))})
	for _, c := range x.Cases {
		changes := x.Result.Changes(c.Flip)
		var t Text
		for k, change := range changes {
			if k > 0 {
				t.Add(Plain, "; and ")
			}
			t = append(t, x.change(change, []int{change.To}, k == 0)...)
		}
		item := Item{Text: t}
		for _, r := range c.Reasons {
			if line := reason(r); line != nil {
				item.Blocks = append(item.Blocks, Paragraph{line})
			}
		}
		then := Text{{"Then " + conclusion + ". ", Strong}}
		if parts := w.parts(c.Answer); parts != nil {
			item.Blocks = append(item.Blocks, Paragraph{then}, *parts)
		} else {
			item.Blocks = append(item.Blocks, Paragraph{append(then, w.why(c.Answer)...)})
		}
		blocks = append(blocks, List{Numbered: false, Items: []Item{item}})
	}
	return blocks
}

// reason says what the file gives for something.
func reason(r Reason) Text {
	var parts []string
	for _, c := range r.Claims {
		text := fmt.Sprintf("%s, %s", c.ID, strings.TrimSuffix(c.Says, "."))
		if c.By != "" {
			text += " (" + c.By
			if c.Hedge != "" {
				text += ", “" + c.Hedge + "”"
			}
			text += ")"
		}
		parts = append(parts, text)
	}
	for _, q := range r.Quotes {
		parts = append(parts, "“"+strings.Join(strings.Fields(q), " ")+"”")
	}
	if r.Because != "" {
		parts = append(parts, r.Because)
	}
	if r.Hedge != "" {
		parts = append(parts, "hedged “"+r.Hedge+"”")
	}
	if len(parts) == 0 {
		return nil
	}
	if r.For {
		return T("For that the file gives: " + strings.Join(parts, "; ") + ".")
	}
	return T("For what is given up the file gives: " + strings.Join(parts, "; ") + ".")
}

// maxWeights is how many assumptions a text lists.
const maxWeights = 15

// weights ranks what the answer rests on.
func (x Crux) weights() []Block {
	w := x.Weights
	if w == nil {
		return nil
	}
	blocks := []Block{Heading{1, "Which assumptions carry it"}}
	t := Table{Name: "weights", Columns: []Column{{"Assumption", Left}, {"Carries", Right}, {"Pivotal", Right}}}
	if !w.Exact {
		t.Columns = append(t.Columns[:2], Column{"± error", Right}, t.Columns[2])
	}
	shown, nothing := 0, 0
	for _, a := range w.List {
		if a.Pivotal == 0 {
			nothing++
			continue
		}
		if shown++; shown > maxWeights {
			continue
		}
		var name Text
		if a.Group != "" {
			name.Add(Code, a.Group+"="+a.Choice)
			name.Add(Quiet, " (else "+a.Rival+")")
		} else {
			name.Add(Plain, x.Conflict.Parties[a.Party].Label()+": ")
			name.Add(Code, a.Text)
		}
		row := []Text{name, T(fmt.Sprintf("%+.2f", a.Value))}
		if !w.Exact {
			row = append(row, T(fmt.Sprintf("%.2f", a.Error)))
		}
		t.Rows = append(t.Rows, append(row, T(fmt.Sprintf("%.0f%%", 100*a.Pivotal))))
	}
	note := "Carries: the Shapley value, how much oftener adding the assumption to others turns the answer into what it is than away from that. Pivotal: how often it turns the answer at all. "
	if w.Exact {
		note += fmt.Sprintf("Counted over all sets of %s.", plural(len(w.List), "assumption"))
	} else {
		note += fmt.Sprintf("Estimated from %d random orders of %s (seed %d), with the standard error.", w.Orders, plural(len(w.List), "assumption"), w.Seed)
	}
	if shown > maxWeights {
		note += fmt.Sprintf(" %d more were pivotal less often.", shown-maxWeights)
	}
	if nothing > 0 {
		note += fmt.Sprintf(" %s never pivotal.", count(nothing, "was", "were"))
	}
	if len(w.Inert) > 0 {
		note += fmt.Sprintf(" What cannot bear on it: %s.", join(w.Inert))
	}
	t.Note = Text{{note, Quiet}}
	if w.With == w.Without && len(t.Rows) > 0 {
		blocks = append(blocks, Paragraph{T("With none of the assumptions (no statements, and every hypothesis at its first rival) the answer is the same, so that what they carry adds up to nothing: some carry it against others.")})
	}
	if len(t.Rows) == 0 {
		return append(blocks, Paragraph{T("None of them is ever pivotal.")})
	}
	return append(blocks, t)
}

// tried says how thoroughly was searched.
func (x Crux) tried() []Block {
	var parts []string
	for _, s := range x.Result.Sizes {
		text := fmt.Sprintf("every one of %s", plural(s.Of, "single change"))
		switch {
		case s.Size == 2:
			text = fmt.Sprintf("every two of them (%d)", s.Of)
		case s.Size > 2:
			text = fmt.Sprintf("of %d sets of %d the %d that looked most promising, so that others may exist", s.Of, s.Size, s.Asked+s.Spared+s.Apart+s.Broken)
		}
		if missing := s.Of - s.Asked - s.Spared - s.Apart - s.Broken; !s.Beam && missing > 0 {
			text = fmt.Sprintf("%d of %d sets of %s, the rest not, since it was stopped", s.Of-missing, s.Of, plural(s.Size, "change"))
		}
		if s.Broken > 0 {
			text += fmt.Sprintf("; %s no conflict to ask (%s)", count(s.Broken, "leaves", "leave"), strings.TrimRight(oneLine(s.Example.Error()), "."))
		}
		parts = append(parts, text)
	}
	t := Text{{"Tried: " + strings.Join(parts, "; then ") + ".", Quiet}}
	for _, s := range x.Result.Skipped {
		t.Add(Quiet, fmt.Sprintf(" Left out: %s, since %s.", s.What, s.Why))
	}
	blocks := []Block{Paragraph{t}}
	if x.Result.Stopped || x.Weights != nil && x.Weights.Stopped {
		blocks = append(blocks, Paragraph{Text{{"Stopped early: what is printed was found by then.", Strong}}})
	}
	return blocks
}
