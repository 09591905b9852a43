package report

import (
	"fmt"
	"slices"
	"strings"

	"parley/analysis/crux"
)

// singles returns how many single changes were tried, and those that flip the answer, what is most telling first: other readings, then
// statements, rules and options.
func (x Crux) singles() (tried int, flips []crux.Flip) {
	for _, s := range x.Result.Sizes {
		if s.Size == 1 {
			tried = s.Of
		}
	}
	order := map[crux.Kind]int{crux.FlipHypothesis: 0, crux.DeleteStatement: 1, crux.SwapStatements: 2, crux.MoveStatement: 3, crux.DropRule: 4, crux.AddRule: 5, crux.RemoveOption: 6}
	for _, f := range x.Result.Flips {
		if len(f) == 1 {
			flips = append(flips, f)
		}
	}
	slices.SortStableFunc(flips, func(a, b crux.Flip) int {
		return order[x.Result.Changes(a)[0].Kind] - order[x.Result.Changes(b)[0].Kind]
	})
	return tried, flips
}

// cruxSentence says by how little the answer about the goal would flip.
func (b Brief) cruxSentence() Text {
	if len(b.Cruxes) == 0 {
		return nil
	}
	x := b.Cruxes[len(b.Cruxes)-1]
	tried, flips := x.singles()
	if len(flips) == 0 && x.Result.Stopped {
		return nil
	}
	return x.turned(tried, len(flips))
}

// turned says how an answer stands, and how many single changes would turn it.
func (x Crux) turned(tried, flips int) Text {
	t := T("`" + x.Test.String() + "` ")
	t = append(t, holdsOrFails(x.Result.Answer.Holds)...)
	t.Add(Plain, " as things stand")
	if flips == 0 {
		t.Add(Plain, fmt.Sprintf("; none of %s to what is assumed turns that.", plural(tried, "single change")))
		return t
	}
	t.Add(Plain, "; ")
	t.Add(Strong, fmt.Sprint(flips))
	t.Add(Plain, fmt.Sprintf(" of %s to what is assumed would turn that.", plural(tried, "single change")))
	return t
}

// cruxesInShort tells for the questions about the goal which single changes would turn the answer, and what carries it.
func (b Brief) cruxesInShort() []Block {
	if len(b.Cruxes) == 0 {
		return nil
	}
	blocks := []Block{Heading{1, "What the verdicts rest on"}}
	for _, x := range b.Cruxes {
		tried, flips := x.singles()
		t := x.turned(tried, len(flips))
		if len(flips) == 0 {
			blocks = append(blocks, Paragraph{t})
		} else {
			t[len(t)-1].Text = strings.TrimSuffix(t[len(t)-1].Text, ".") + ":"
			l := List{}
			lines := x.lines(flips)
			for i, line := range lines {
				if i == briefFlips && len(lines) > briefFlips+1 {
					l.Items = append(l.Items, Item{Text: Text{{fmt.Sprintf("and %d more", len(lines)-briefFlips), Quiet}}})
					break
				}
				l.Items = append(l.Items, Item{Text: line})
			}
			blocks = append(blocks, Paragraph{t}, l)
		}
		if x.Result.Stopped {
			blocks = append(blocks, Paragraph{Text{{"Stopped early: other changes may turn it too.", Strong}}})
		}
		switch {
		case x.Weights == nil:
		case x.Weights.Stopped:
			blocks = append(blocks, Paragraph{Text{{"Stopped early: what carries it was not found out.", Strong}}})
		default:
			blocks = append(blocks, x.carries())
		}
	}
	return append(blocks, see("Not covered here: two changes together. They are tried, and everything is listed, by", `parley crux FILE --of "`+b.Cruxes[len(b.Cruxes)-1].Test.String()+`"`))
}

// carries names the assumptions that carry an answer most.
func (x Crux) carries() Paragraph {
	t := T("Most of it is carried by ")
	n := 0
	for _, a := range x.Weights.List {
		if a.Value <= 0 || n == briefWeights {
			break
		}
		if n++; n > 1 {
			t.Add(Plain, ", ")
		}
		if a.Group != "" {
			t.Add(Code, a.Group+"="+a.Choice)
		} else {
			t.Add(Plain, x.Conflict.Parties[a.Party].Label()+": ")
			t.Add(Code, a.Text)
		}
		t.Add(Plain, fmt.Sprintf(" (%+.2f)", a.Value))
	}
	if n == 0 {
		return Paragraph{T("No assumption carries it more often than it works against it.")}
	}
	how := "counted over all sets of " + plural(len(x.Weights.List), "assumption")
	if !x.Weights.Exact {
		worst := 0.0
		for _, a := range x.Weights.List {
			worst = max(worst, a.Error)
		}
		how = fmt.Sprintf("estimated from %d random orders of %s, ± %.2f at most", x.Weights.Orders, plural(len(x.Weights.List), "assumption"), worst)
	}
	t.Add(Plain, ". ")
	t.Add(Quiet, "In brackets the Shapley value, "+how+".")
	return Paragraph{t}
}

// chosen says which goal is looked at, and why that one.
func (b Brief) chosen() Text {
	t := T("The goal looked at is `" + b.Goal.Text + "`")
	switch b.Goal.By {
	case GoalDefined:
		t.Add(Plain, ", which the file defines. ")
	case GoalClaimed:
		t.Add(Plain, ", of which the claim "+b.Goal.Claim+" speaks. ")
	default:
		return append(t, T(".")...)
	}
	t.Add(Quiet, "`parley brief FILE --goal FORMULA` looks at another one.")
	return t
}

// goalSentence says how the goal stands and whether it is reached.
func (b Brief) goalSentence() Text {
	if b.Settlement == nil {
		return nil
	}
	w := b.settler()
	t := T("The goal `" + b.Goal.Text + "`")
	if len(w.Standings) > 1 {
		t.Add(Plain, ", where it stands best, at ")
	} else {
		t.Add(Plain, ", at ")
	}
	t = append(t, w.named(w.State())...)
	t.Add(Plain, ": ")
	if w.Why != nil {
		t = append(t, decapital(w.summary())...)
	}
	if r := w.reached(); len(r) > 0 {
		t = append(append(t, T(" ")...), r...)
	}
	return t
}

func (b Brief) settler() *settler {
	x := b.Settlement
	return &settler{&explainer{Words: NewWords(x.Graph), x: x.Why, most: briefImprovements}, x}
}

// settlementInShort tells what would make the goal hold.
func (b Brief) settlementInShort() []Block {
	if b.Goal == nil {
		if b.Result.Graph.Conflict().GraphForm() {
			return nil
		}
		return []Block{Heading{1, "What would settle it"}, Paragraph{T("The file names no goal: define `goal` or `deal`, or name one by `parley brief FILE --goal FORMULA`.")}}
	}
	blocks := []Block{Heading{1, "What would settle it"}, Paragraph{b.chosen()}}
	if b.Settlement == nil {
		return append(blocks, Paragraph{T("Nothing can be said about it; why is told at the top.")})
	}
	w := b.settler()
	blocks = append(blocks, w.short())
	blocks = append(blocks, lower(w.gains())...)
	for i, x := range blocks {
		if h, is := x.(Heading); is && h.Level > 1 {
			blocks = append(blocks[:i:i], blocks[i+1:]...) // the table says what it is
			break
		}
	}
	if len(w.Wants) > 0 && !w.holds() {
		l := List{}
		for i := range w.Graph.Parties() {
			l.Items = append(l.Items, w.changes(i)...)
		}
		if len(l.Items) > 0 {
			blocks = append(blocks, Heading{2, "The smallest changes of what the parties want"}, l)
		}
	}
	if len(w.Missing) > 0 {
		blocks = append(blocks, Paragraph{Text{{"The work was ended before all was done. ", Bad}, {"Missing or incomplete: " + join(w.Missing) + ".", Plain}}})
	}
	return append(blocks, see("Clauses that would make or undo it, stages, threats and promises", `parley settle FILE --to "`+b.Goal.Text+`"`))
}
