package report

import (
	"fmt"
	"math"
	"math/big"
	"slices"
	"strings"

	"parley/analysis/ach"
	"parley/analysis/paths"
	"parley/evidence"
)

// blocks tells of one board.
func (b Board) blocks() []Block {
	title := "Evidence on " + b.Group
	if b.Question != "" {
		title += ": " + b.Question
	}
	blocks := []Block{Heading{1, title}}
	if b.About != "" {
		blocks = append(blocks, Paragraph{T(b.About)})
	}
	l := List{}
	for _, c := range b.Choices {
		t := Text{{c.ID, Strong}}
		if c.Claim != "" {
			t.Add(Plain, ": "+c.Claim)
		}
		if c.Likelihood.Word != "" {
			stands, remark := WordMeans(c.Likelihood)
			t.Add(Quiet, fmt.Sprintf(" (“%s”: %s, %s)", c.Likelihood.Word, stands, remark))
		}
		l.Items = append(l.Items, Item{Text: t})
	}
	blocks = append(blocks, l)
	if len(b.Items) == 0 {
		return append(blocks, Paragraph{T("No evidence is set against them.")})
	}
	blocks = append(blocks, b.table(), Paragraph{b.Verdict()})
	blocks = append(blocks, b.keys()...)
	blocks = append(blocks, b.bayes()...)
	return append(blocks, b.Outlook()...)
}

// Outlook tells of the moves that were seen, where they lead, and what to watch for.
func (b Board) Outlook() []Block { return append(b.moves(), b.watch()...) }

// ByDiagnosticity returns the positions of the items, those that tell the choices apart best first.
func (b Board) ByDiagnosticity() []int {
	order := make([]int, len(b.Items))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, k int) int {
		x, y := b.Finding.Rows[i], b.Finding.Rows[k]
		switch {
		case math.Abs(x.Weighted-y.Weighted) > 1e-9 && x.Weighted > y.Weighted:
			return -1
		case math.Abs(x.Weighted-y.Weighted) > 1e-9:
			return 1
		}
		return 0
	})
	return order
}

var ratingSigns = map[ach.Rating]string{ach.NotApplicable: "n/a", ach.VeryInconsistent: "−−", ach.Inconsistent: "−", ach.Neutral: "0", ach.Consistent: "+", ach.VeryConsistent: "++"}

// Cell writes how an item fits a choice.
func (b Board) Cell(item, choice int) Text {
	ratings := b.Rows[item].Ratings[choice]
	if len(ratings) == 0 {
		return Text{{"·", Quiet}}
	}
	sign := ratingSigns[ratings[0]]
	if slices.ContainsFunc(ratings, func(r ach.Rating) bool { return r != ratings[0] }) {
		mean, _ := b.Finding.Rows[item].Means[choice].Float64()
		sign = fmt.Sprintf("%.1f", mean)
	}
	style := Plain
	switch mean := b.Finding.Rows[item].Means[choice].Cmp(big.NewRat(3, 1)); {
	case mean < 0:
		style = Bad
	case mean > 0:
		style = Good
	}
	if x := b.Items[item].Observed; x != nil && x[choice].Derived {
		sign += "*"
	}
	return Text{{sign, style}}
}

func (b Board) table() Table {
	reliable, several := false, len(b.Analysts) > 1
	for _, x := range b.Items {
		reliable = reliable || x.Reliability != ""
	}
	t := Table{Name: "evidence-" + strings.Trim(strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' {
			return r
		}
		return '-'
	}, strings.ToLower(b.Group)), "-"), Columns: []Column{{"Item", Left}, {"Says", Left}}}
	if reliable {
		t.Columns = append(t.Columns, Column{"Rel.", Left})
	}
	for _, c := range b.Choices {
		t.Columns = append(t.Columns, Column{c.ID, Center})
	}
	t.Columns = append(t.Columns, Column{"Tells", Right})
	if b.WeightsDiffer {
		t.Columns = append(t.Columns, Column{"Weighted", Right})
	}
	if several {
		t.Columns = append(t.Columns, Column{"Disagree", Right})
	}
	for _, i := range b.ByDiagnosticity() {
		x, f := b.Items[i], b.Finding.Rows[i]
		name := Text{{x.ID, Strong}}
		if f.Key() {
			name.Add(Plain, " (key)")
		}
		says := T(x.Says)
		if x.Likelihood.Word != "" {
			stands, _ := WordMeans(x.Likelihood)
			says.Add(Quiet, fmt.Sprintf(" (“%s”, %s)", x.Likelihood.Word, stands))
		}
		row := []Text{name, says}
		if reliable {
			row = append(row, T(x.Reliability))
		}
		for h := range b.Choices {
			row = append(row, b.Cell(i, h))
		}
		row = append(row, T(fmt.Sprintf("%.2f", f.Diagnosticity)))
		if b.WeightsDiffer {
			row = append(row, T(fmt.Sprintf("%.2f", f.Weighted)))
		}
		if several {
			row = append(row, T(fmt.Sprintf("%.2f", f.Disagreement)))
		}
		t.Rows = append(t.Rows, row)
	}
	sum := func(name string, of func(ach.Score) *big.Rat) {
		row := make([]Text, len(t.Columns))
		row[0] = Text{{name, Strong}}
		at := 2
		if reliable {
			at++
		}
		for h, s := range b.Finding.Scores {
			row[at+h] = T(TwoDigits(of(s)))
		}
		t.Rows = append(t.Rows, row)
	}
	sum("Inconsistency", func(s ach.Score) *big.Rat { return s.Inconsistency })
	sum("Consistency", func(s ach.Score) *big.Rat { return s.Consistency })
	if b.WeightsDiffer {
		sum("Inconsistency, weighted", func(s ach.Score) *big.Rat { return s.WeightedInconsistency })
	}
	t.Note = Text{{b.Note(), Quiet}}
	return t
}

// Note says what the signs and figures of the board mean.
func (b Board) Note() string {
	derived := slices.ContainsFunc(b.Items, func(x BoardItem) bool {
		return slices.ContainsFunc(x.Observed, func(s Sighting) bool { return s.Derived })
	})
	note := "−− very inconsistent, − inconsistent, 0 neutral, + consistent, ++ very consistent, · not rated. Tells: diagnosticity, how far the item tells the choices apart, from 0 (not at all) to 2."
	if derived {
		note += " * follows from the preferences under the choice, for a move that was seen."
	}
	if b.WeightsDiffer {
		note += " Weights are by reliability and likelihood, by grades that are parley's proposal."
	}
	if b.Basis != "" {
		note += " The ratings are " + b.Basis + "."
	}
	return note
}

// TwoDigits writes a number with at most two digits behind the point.
func TwoDigits(r *big.Rat) string {
	return strings.TrimSuffix(strings.TrimRight(r.FloatString(2), "0"), ".")
}

// order writes an order of choices: "a, then b and c alike".
func (b Board) order(order [][]int) string {
	var parts []string
	for _, tier := range order {
		parts = append(parts, b.names(tier))
	}
	return strings.Join(parts, ", then ")
}

func (b Board) names(choices []int) string {
	var ids []string
	for _, h := range choices {
		ids = append(ids, b.Choices[h].ID)
	}
	s := join(ids)
	if len(ids) > 1 {
		s += " alike"
	}
	return s
}

// Verdict says which choices lead, and what that means.
func (b Board) Verdict() Text {
	f := b.Finding
	t := Text{{"Least spoken against", Strong}, {": " + b.order(f.Order) + ". ", Plain}}
	if b.WeightsDiffer {
		if slices.EqualFunc(f.Order, f.Weighted, slices.Equal) {
			t.Add(Plain, "With the items weighted the order is the same. ")
		} else {
			t.Add(Strong, "Weighted by reliability and likelihood")
			t.Add(Plain, ": "+b.order(f.Weighted)+". ")
		}
	}
	t.Add(Plain, "A hypothesis leads because least speaks against it, not because most speaks for it; that the evidence does not reject it does not make it true.")
	return t
}

// Flips says who would lead without an item, and with it turned round; "" where that changes nothing.
func (b Board) Flips(item int) string {
	f := b.Finding.Rows[item]
	var parts []string
	for _, x := range []struct {
		flip ach.Flip
		what string
	}{{f.Without, "without it"}, {f.Turned, "turned round"}} {
		if x.flip.Lead && len(x.flip.Order) > 0 {
			parts = append(parts, x.what+" "+b.names(x.flip.Order[0])+" would lead")
		}
	}
	return strings.Join(parts, "; ")
}

// keys lists the items on which the order hangs.
func (b Board) keys() []Block {
	l := List{}
	for _, i := range b.ByDiagnosticity() {
		if flips := b.Flips(i); flips != "" {
			l.Items = append(l.Items, Item{Text: Text{{b.Items[i].ID, Strong}, {": " + flips, Plain}}})
		}
	}
	if len(l.Items) == 0 {
		return []Block{Paragraph{T(b.NoKeys())}}
	}
	return []Block{Heading{2, "Key items: who leads hangs on them"}, l}
}

// NoKeys says that no item decides who leads.
func (b Board) NoKeys() string {
	lead := b.Finding.Order[0]
	leads := map[bool]string{true: " leads", false: " lead"}[len(lead) == 1]
	return "No single item decides that " + b.names(lead) + leads + ": neither leaving one out nor turning one round changes it."
}

// wholePercent writes a probability in whole percent, "<1%" and ">99%" outside of these, where the scales of words of estimate end as well.
func wholePercent(p *big.Rat) string {
	x, _ := p.Float64()
	x *= 100
	switch {
	case p.Sign() == 0:
		return "0%"
	case p.Cmp(big.NewRat(1, 1)) == 0:
		return "100%"
	case x < 1:
		return "<1%"
	case x > 99:
		return ">99%"
	}
	return fmt.Sprintf("%.0f%%", x)
}

// Chance is how likely a choice is by the rule of Bayes, in words that fit how rough that is.
type Chance struct {
	Before, After, Discounted string // whole percent
	Share                     float64
	Word                      string // of ICD-203, with its range
}

// Ruled says that the likelihoods of the file leave no choice.
const Ruled = "The likelihoods rule every choice out: each has an item that could not be if it were true."

// Chance returns how likely a choice is. It must not be called where the evidence rules every choice out.
func (b Board) Chance(choice int) Chance {
	f := b.Finding
	prior := big.NewRat(1, int64(len(b.Choices)))
	if b.Priors != nil {
		sum := new(big.Rat)
		for _, p := range b.Priors {
			sum.Add(sum, p)
		}
		prior = new(big.Rat).Quo(b.Priors[choice], sum)
	}
	c := Chance{Before: wholePercent(prior), After: wholePercent(f.Posterior[choice]), Discounted: wholePercent(f.Discounted[choice])}
	c.Share, _ = f.Posterior[choice].Float64()
	scale := evidence.WordsOf(evidence.ICD203)
	low := -1.0
	for _, w := range scale { // of several words for one range the first, of two ranges that meet the higher
		if r, _ := w.On(evidence.ICD203); r.Low > low && c.Share*100 >= r.Low && c.Share*100 <= r.High {
			c.Word, low = w.Text+", "+rangeText(r), r.Low
		}
	}
	if c.Word == "" { // the scale leaves out both ends
		end, beyond := scale[0], "below "
		if c.Share > .5 {
			end, beyond = scale[len(scale)-1], "above "
		}
		r, _ := end.On(evidence.ICD203)
		c.Word = beyond + end.Text + ", " + rangeText(r)
	}
	return c
}

// Factor writes how much more likely an item is under the choice that it fits best than under the one that it fits least.
func (b Board) Factor(item int) string {
	switch x := b.Finding.Rows[item].Factor; {
	case math.IsInf(x, 1):
		return "∞"
	case x < 9.95:
		return fmt.Sprintf("%.1f", x)
	default:
		return fmt.Sprintf("%.0f", x)
	}
}

// Decides says which choices are most likely without an item; "" where they are the same.
func (b Board) Decides(item int) string {
	f := b.Finding
	if !f.Decides(item) || len(f.Rows[item].MostWithout) == 0 {
		return ""
	}
	return "without it " + b.names(f.Rows[item].MostWithout) + " would be most likely"
}

func (b Board) bayes() []Block {
	blocks := []Block{Heading{2, "The same by the rule of Bayes"}}
	if b.Finding.Posterior == nil {
		return append(blocks, Paragraph{T(Ruled)})
	}
	t := Table{Name: "bayes", Columns: []Column{{"Choice", Left}, {"Before", Right}, {"After", Right}}}
	if b.WeightsDiffer {
		t.Columns = append(t.Columns, Column{"Discounted", Right})
	}
	t.Columns = append(t.Columns, Column{"In words (ICD-203)", Left})
	for h, c := range b.Choices {
		x := b.Chance(h)
		row := []Text{{{c.ID, Strong}}, T(x.Before), T(x.After)}
		if b.WeightsDiffer {
			row = append(row, T(x.Discounted))
		}
		t.Rows = append(t.Rows, append(row, T(x.Word)))
	}
	t.Note = Text{{b.BayesNote(), Quiet}}
	blocks = append(blocks, t)
	l := List{}
	for _, i := range b.ByDiagnosticity() {
		if d := b.Decides(i); d != "" {
			l.Items = append(l.Items, Item{Text: Text{{b.Items[i].ID, Strong}, {": " + d, Plain}}})
		}
	}
	if len(l.Items) == 0 {
		return append(blocks, Paragraph{T(b.Undecided())})
	}
	return append(blocks, l)
}

// Undecided says that no item decides which choice is most likely.
func (b Board) Undecided() string {
	return "No single item decides that " + b.names(b.Finding.Most) + map[bool]string{true: " is", false: " are"}[len(b.Finding.Most) == 1] + " most likely: leaving one out changes nothing in that."
}

// BayesNote says how the figures were made, and how little they may be relied on.
func (b Board) BayesNote() string {
	note := "Exact arithmetic from likelihoods that are rough: read no more from it than the word. Items count as independent of each other under each choice, and one of the choices as true. "
	if slices.ContainsFunc(b.Rows, func(r ach.Row) bool { return r.Likelihoods == nil }) {
		note += "Where the file gives no likelihoods they are taken from the ratings: 1/20, 1/4, 1/2, 3/4, 19/20, which is parley's proposal."
	}
	if b.Priors == nil {
		note += " Before the evidence all are taken as equally likely."
	}
	return strings.TrimSpace(note)
}

// conductWords says what a move is for its mover.
func conductWords(c ach.Conduct) string {
	return [...]string{"it could not do so", "it loses by it", "it stays though a move would pay it", "it likes both alike", "it is not known whether it gains", "it gains, though less than it could", "it stays, and no move would pay it", "nothing pays it more"}[c]
}

// moves tells of the moves that were seen, and of what best replies lead to from there.
func (b Board) moves() []Block {
	if !b.Moved {
		return nil
	}
	blocks := []Block{Heading{2, "Moves that were seen"}}
	l := List{}
	for _, x := range b.Items {
		if x.Observed == nil {
			continue
		}
		t := Text{{x.ID, Strong}, {": " + x.Says, Plain}}
		inner := List{}
		for h, s := range x.Observed {
			what := conductWords(s.Conduct)
			if s.Unplaced {
				what = "where it was made from is not known, so that it says nothing"
			}
			if !s.Derived && !s.Unplaced {
				what += "; rated by the analyst"
			}
			inner.Items = append(inner.Items, Item{Text: Text{{b.Choices[h].ID, Strong}, {": " + what, Plain}}})
		}
		l.Items = append(l.Items, Item{Text: t, Blocks: []Block{inner}})
	}
	blocks = append(blocks, l, Paragraph{T("What best replies still lead to from there, all else as assumed:")})
	l = List{}
	for h, a := range b.Ahead {
		t := Text{{b.Choices[h].ID, Strong}, {": ", Plain}}
		if a.Now == nil {
			t.Add(Plain, "the moves do not fit it, so that nothing follows")
		} else {
			t.Add(Plain, b.outcomes(a))
		}
		l.Items = append(l.Items, Item{Text: t})
	}
	return append(blocks, l)
}

// endsNamed is how many ends a line names.
const endsNamed = 3

// outcomes names the ends that are still open, and how many are not.
func (b Board) outcomes(a Ahead) string {
	w := NewWords(a.Graph)
	var parts []string
	for i, e := range a.Now.Ends {
		if i == endsNamed && len(a.Now.Ends) > endsNamed+1 {
			parts = append(parts, fmt.Sprintf("%d more", len(a.Now.Ends)-i))
			break
		}
		s := w.Short(e.State).String()
		if n := w.Name(e.State); n != "" {
			s += " " + n
		}
		parts = append(parts, s+" ["+w.Brief(e.State)+"]")
	}
	if n := len(a.Now.Cycles); n > 0 {
		parts = append(parts, plural(n, "cycle"))
	}
	text := join(parts)
	if a.Before == nil {
		return text
	}
	gone, fresh := 0, 0
	for _, e := range a.Before.Ends {
		if !hasEnd(a.Now, e.State) {
			gone++
		}
	}
	for _, e := range a.Now.Ends {
		if !hasEnd(a.Before, e.State) {
			fresh++
		}
	}
	if gone > 0 {
		text += fmt.Sprintf("; no longer %s", plural(gone, "other end"))
	}
	if fresh > 0 {
		text += fmt.Sprintf("; %d of these could not be expected from the status quo", fresh)
	}
	return text
}

func hasEnd(e *paths.Endings, state int) bool {
	return slices.ContainsFunc(e.Ends, func(x paths.End) bool { return x.State == state })
}

// watch says which moves would tell the choices apart.
func (b Board) watch() []Block {
	if b.Indicators == nil {
		return nil
	}
	x := &matrixText{Matrix: b.Indicators, words: map[[2]int]*Words{}}
	l := x.seen(0)
	if len(l.Items) == 0 {
		return nil
	}
	return []Block{Heading{2, "Indicators to watch"}, Paragraph{T("The earliest moves that differ between the choices, after moves that fit both, all else as assumed. Whoever sees one can rate it by `observed`.")}, l}
}
