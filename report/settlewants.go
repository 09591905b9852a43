package report

import (
	"fmt"
	"math/big"
	"slices"
	"strings"
	"unicode"

	"parley"
	"parley/analysis/edit"
	"parley/analysis/inverse"
	"parley/analysis/settle"
	"parley/stability"
)

// needed says whose wants would have to change.
func (w *settler) needed() Text {
	if len(w.Wants) == 0 || w.holds() {
		return nil
	}
	var parts []string
	for _, x := range w.Wants {
		if x.Concept == w.Hold && !x.Stays {
			parts = append(parts, w.label(x.Party)+" would have to "+w.change(x))
		}
	}
	if len(parts) == 0 {
		return nil
	}
	t := T("To make it hold under " + ConceptTitle(w.Hold) + ", " + strings.Join(parts, "; ") + ". ")
	return append(t, w.together()...)
}

// holds reports whether the state holds under the concept by which clauses are judged.
func (w *settler) holds() bool {
	v := w.Result.Verdict(w.Hold)
	return v != nil && v.Equilibria.Test(uint(w.State()))
}

// together says whether the smallest changes of all parties do together.
func (w *settler) together() Text {
	if w.Together == nil {
		return nil
	}
	var leaves []string
	changed := 0
	for _, x := range w.Wants {
		if x.Concept == w.Hold && !x.Stays {
			changed++
		}
	}
	for i, stays := range w.Together {
		if !stays {
			leaves = append(leaves, w.label(i))
		}
	}
	switch {
	case len(leaves) > 0:
		return T("That would not be enough: once wants have changed so, " + join(leaves) + " would leave, since others would answer differently.")
	case changed > 1:
		return T("Together these changes do it.")
	}
	return T("Nothing else has to change.")
}

// decapital writes a text as it goes on after a colon.
func decapital(t Text) Text { return first(t, unicode.ToLower) }

// change says the smallest change of what a party wants, in a few words.
func (w *settler) change(x settle.Want) string {
	r := x.Revisions
	switch {
	case r != nil && len(r.Found) > 0:
		return w.edits(x.Party, r.Found[0])
	case x.Change != nil && len(x.Change.Below) == 0:
		return "like it better than states that it now likes as much"
	case x.Change != nil:
		return "rank it higher by " + plural(x.Change.Swaps, "swap") + " of neighbours"
	}
	return "want something else"
}

// edits writes edits of a party's statements as an order.
func (w *settler) edits(party int, r inverse.Revision) string {
	list := slices.Clone(edit.StatementsOf(w.g.Conflict(), party))
	var parts []string
	for _, e := range r.Edits {
		statement := "`" + list[e.From].Either[0].String() + "`"
		switch moved := list[e.From]; {
		case e.Delete:
			parts = append(parts, "give up its statement "+statement)
			list = slices.Delete(list, e.From, e.From+1)
		default:
			way := "put " + statement + " in the " + ordinal(e.To+1) + " place instead of the " + ordinal(e.From+1)
			if e.Swap() {
				upper, lower := list[max(e.From, e.To)], list[min(e.From, e.To)]
				way = "put " + "`" + upper.Either[0].String() + "` above `" + lower.Either[0].String() + "`"
			}
			parts = append(parts, way)
			list = slices.Insert(slices.Delete(list, e.From, e.From+1), e.To, parley.Statement(moved))
		}
	}
	return join(parts)
}

// smallest is the number of states up to which the numbers of rankings are written out.
const smallest = 15

// wants tells in how many rankings each party would stay, and the smallest change that makes it stay.
func (w *settler) wants() []Block {
	if len(w.Wants) == 0 {
		return nil
	}
	blocks := []Block{Heading{1, "What each party would have to want"}, w.shares()}
	if note := w.allRankings(); note != "" {
		blocks = append(blocks, Paragraph{Text{{note, Quiet}}})
	}
	l := List{}
	for i := range w.Graph.Parties() {
		l.Items = append(l.Items, w.changes(i)...)
	}
	switch leaves := w.leaving(); {
	case len(l.Items) == 0 && leaves != "":
		return append(blocks, Paragraph{T("How little would have to change for " + leaves + " to stay cannot be told: what it prefers is not known for certain.")})
	case len(l.Items) == 0:
		return append(blocks, Paragraph{T("With what they want now every party stays, under every concept: nobody's wants have to change.")})
	}
	blocks = append(blocks, Heading{2, "The smallest changes"}, l)
	if t := w.together(); len(t) > 0 && !w.holds() {
		blocks = append(blocks, Paragraph{append(T("Under "+ConceptTitle(w.Hold)+", if every party that would leave made the first of these changes: "), decapital(t)...)})
	}
	return blocks
}

// leaving names the parties that would leave under some concept.
func (w *settler) leaving() string {
	var out []string
	for _, x := range w.Wants {
		if name := w.label(x.Party); !x.Stays && !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return join(out)
}

// shares is the table of the shares of rankings.
func (w *settler) shares() Table {
	t := Table{Name: "rankings", Columns: []Column{{"Party", Left}}}
	var order []stability.Concept
	for _, x := range w.Wants {
		if !slices.Contains(order, x.Concept) {
			order = append(order, x.Concept)
			t.Columns = append(t.Columns, Column{ConceptTitle(x.Concept), Right})
		}
	}
	for i := range w.Graph.Parties() {
		row := []Text{T(w.label(i))}
		for _, c := range order {
			row = append(row, w.share(i, c))
		}
		t.Rows = append(t.Rows, row)
	}
	t.Note = Text{{"✓ stays with what it wants now, ✗ would leave; and in what part of all rankings that it could have it would stay, the others' as they are.", Quiet}}
	return t
}

func (w *settler) share(party int, c stability.Concept) Text {
	for _, x := range w.Wants {
		if x.Party != party || x.Concept != c {
			continue
		}
		t := Text{{"✗ ", Bad}}
		if x.Stays {
			t = Text{{"✓ ", Good}}
		}
		switch {
		case x.Uncounted != nil:
			t.Add(Quiet, "not counted")
		case x.Rankings.Stable != nil && w.Graph.Len() <= smallest:
			t.Add(Plain, x.Rankings.Stable.String())
			t.Add(Quiet, fmt.Sprintf(" (%.0f %%)", 100*x.Rankings.Share))
		default:
			t.Add(Plain, percent(x.Rankings.Share))
		}
		return t
	}
	return Text{{"", Quiet}}
}

// allRankings says how many rankings there are, and what was not counted.
func (w *settler) allRankings() string {
	note, all := "", (*big.Int)(nil)
	for _, x := range w.Wants {
		if x.Uncounted == nil && x.Rankings.All != nil {
			all = x.Rankings.All
		}
		if x.Uncounted != nil && note == "" {
			note = " Not counted: " + x.Uncounted.Error() + "."
		}
	}
	switch {
	case all == nil && w.Graph.Len() > inverse.MaxExact:
		return fmt.Sprintf("Of %d outcomes the numbers of rankings are too long to write out; their shares are found by integration, to nine digits.%s", w.Graph.Len(), note)
	case all == nil:
		return strings.TrimSpace(note)
	}
	size := all.String()
	if len(size) > 15 {
		size = fmt.Sprintf("some 10^%d", len(size)-1)
	}
	if w.Vary == "" {
		return fmt.Sprintf("Each party could rank the %d outcomes in %s ways without ties; every one of them is counted, none is sampled.%s", w.Graph.Len(), size, note)
	}
	return fmt.Sprintf("Only the states `%s` may change their place: that makes %s rankings for a party; every one of them is counted, none is sampled.%s", w.Vary, size, note)
}

// percent writes a share with two digits that count.
func percent(share float64) string {
	p := 100 * share
	switch {
	case share >= 1:
		return "100 %"
	case p > 99.9:
		return "> 99.9 %"
	case p >= 10:
		return fmt.Sprintf("%.1f %%", p)
	case p >= 0.01:
		return fmt.Sprintf("%.2g %%", p)
	case share <= 0:
		return "0 %"
	}
	return "< 0.01 %"
}

// changes tells the smallest changes of one party, concepts with the same one together.
func (w *settler) changes(party int) []Item {
	type entry struct {
		concepts []string
		text     Text
	}
	var entries []entry
	for _, x := range w.Wants {
		if x.Party != party || x.Stays || x.Change == nil {
			continue
		}
		text := w.smallestChange(x)
		k := slices.IndexFunc(entries, func(e entry) bool { return e.text.String() == text.String() })
		if k < 0 {
			k = len(entries)
			entries = append(entries, entry{text: text})
		}
		entries[k].concepts = append(entries[k].concepts, ConceptTitle(x.Concept))
	}
	var out []Item
	for _, e := range entries {
		t := Text{{w.label(party), Strong}, {" would stay under " + join(e.concepts) + " if it ", Plain}}
		out = append(out, Item{Text: append(t, e.text...)})
	}
	return out
}

// smallestChange tells the smallest changes of a party's statements and of its ranking.
func (w *settler) smallestChange(x settle.Want) Text {
	var t Text
	r := x.Revisions
	if r != nil && len(r.Found) > 0 {
		t.Add(Plain, "were to "+w.edits(x.Party, r.Found[0]))
		if n := len(r.Found) - 1; n > 0 {
			t.Add(Quiet, fmt.Sprintf(" (or by %s of as many edits)", plural(n, "other change")))
		}
		if edits := len(r.Found[0].Edits); edits > r.Exhausted+1 {
			t.Add(Quiet, fmt.Sprintf(" (fewer edits may do: every change of up to %d was tried, larger ones in part)", r.Exhausted))
		} else if edits > r.Exhausted {
			t.Add(Quiet, fmt.Sprintf(" (no fewer edits do; there may be other changes by %d)", edits))
		}
		t.Add(Plain, "; or ")
	} else if r != nil {
		t.Add(Quiet, fmt.Sprintf("(no change of up to %s of its statements does it) ", plural(r.Exhausted, "edit")))
	}
	c := x.Change
	if len(c.Below) == 0 {
		t.Add(Plain, "were to like it better than "+w.several(c.Untie)+", which it likes as much now")
		return append(t, Span{".", Plain})
	}
	t.Add(Plain, "were to rank it above "+w.several(c.Below))
	if len(c.Untie) > 0 {
		t.Add(Plain, " and, not as high as, "+w.several(c.Untie))
	}
	t.Add(Plain, ": "+plural(c.Swaps, "swap")+" of neighbours in its ranking")
	if !c.Smallest {
		t.Add(Quiet, ", fewer may do")
	}
	return append(t, Span{".", Plain})
}

// several names a few states, or says how many.
func (w *settler) several(states []int32) string {
	const most = 4
	var names []string
	for _, s := range states {
		if len(names) == most && len(states) > most+1 {
			names = append(names, plural(len(states)-most, "other"))
			break
		}
		name := w.Number(int(s))
		if w.g.Conflict().GraphForm() {
			name = w.g.Code(int(s))
		}
		names = append(names, name)
	}
	return verb(len(states), "state ", "states ") + join(names)
}
