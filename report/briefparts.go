package report

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"parley/analysis/claims"
	"parley/analysis/crux"
	"parley/analysis/paths"
)

// The parts of a brief on strategies, claims, perceptions, cruxes and the goal, each in short. What a brief lists at most:
const (
	briefFlips     = 6   // single changes that flip an answer
	briefWeights   = 5   // assumptions that carry one
	briefCondition = 140 // letters of the condition of a claim
)

// see points to the command that tells more.
func see(what, command string) Paragraph {
	return Paragraph{Text{{what + ": `" + command + "`.", Quiet}}}
}

// comesAbout tells under which hypotheses the goal comes about if a strategy is followed: under those of sure at every end of best
// replies, under those of maybe at some.
func (b Brief) comesAbout(row int) (sure, maybe []string) {
	for k, cell := range b.Matrix.Table.Cells[row] {
		if cell.Graph == nil {
			continue
		}
		f, err := cell.Graph.Conflict().Formula(b.Goal.Text)
		if err != nil {
			continue // the name means nothing under this hypothesis
		}
		holds, _ := cell.Graph.Where(f.Expr)
		some, all := false, len(cell.Ends) > 0
		for _, e := range cell.Ends {
			if holds.Test(uint(e.State)) {
				some = true
			} else {
				all = false
			}
		}
		if slices.ContainsFunc(cell.Cycles, func(c paths.Cycle) bool { return c.Terminal }) {
			all = false
		}
		switch label := "`" + b.Matrix.Columns[k].Label() + "`"; {
		case all:
			sure = append(sure, label)
		case some:
			maybe = append(maybe, label)
		}
	}
	return sure, maybe
}

// strategiesSentence says with which strategy the goal comes about, or how the strategies compare.
func (b Brief) strategiesSentence() Text {
	m := b.Matrix
	if m == nil || b.Goal == nil || len(m.Columns[0]) == 0 {
		return nil
	}
	var parts []string
	never := 0
	for r, course := range m.Rows {
		sure, maybe := b.comesAbout(r)
		with := ""
		if len(course) > 0 {
			with = "with `" + course.Label() + "` "
		}
		switch {
		case len(sure)+len(maybe) == 0:
			never++
			parts = append(parts, with+"under none")
		case len(maybe) == 0:
			parts = append(parts, with+"under "+join(sure))
		case len(sure) == 0:
			parts = append(parts, with+"perhaps under "+join(maybe))
		default:
			parts = append(parts, with+"under "+join(sure)+", perhaps under "+join(maybe))
		}
	}
	t := T("By best replies `" + b.Goal.Text + "`")
	if never == len(m.Rows) {
		t.Add(Plain, " comes about under none of the "+plural(len(m.Columns), "hypothesis")+map[bool]string{true: ", whichever strategy is followed.", false: "."}[len(m.Rows) > 1])
		return t
	}
	t.Add(Plain, " comes about "+strings.Join(parts, "; ")+".")
	return t
}

// matrixInShort sets strategies against hypotheses, with regret and what is dominated.
func (b Brief) matrixInShort() []Block {
	if b.Matrix == nil {
		return nil
	}
	x := &matrixText{Matrix: b.Matrix, words: map[[2]int]*Words{}}
	blocks := x.outcomes()
	blocks = append(blocks, x.courses()...)
	if !x.begun() {
		return blocks
	}
	blocks = append(blocks, x.legend()...)
	switch {
	case x.ByValue:
		blocks = append(blocks, lower(x.valued())...)
	case x.Ranked != nil:
		blocks = append(blocks, lower(x.ranked())...)
	}
	return append(blocks, see("Shortest paths, break-even probabilities and what would tell the hypotheses apart", "parley matrix FILE --paths"))
}

// lower returns blocks with their headings one level lower, so that they stand inside a section.
func lower(blocks []Block) []Block {
	out := slices.Clone(blocks)
	for i, b := range out {
		if h, is := b.(Heading); is {
			out[i] = Heading{h.Level + 1, h.Text}
		}
	}
	return out
}

// tally counts the claims that have a test by their verdict.
func (x Claims) tally() (tested int, by map[claims.Verdict][]string) {
	by = map[claims.Verdict][]string{}
	for _, f := range x.Result.Findings {
		if f.Claim.Test != nil {
			tested++
			by[f.Verdict] = append(by[f.Verdict], f.Claim.ID)
		}
	}
	return tested, by
}

// claimsSentence counts the verdicts.
func (b Brief) claimsSentence() Text {
	if b.Claims == nil {
		return nil
	}
	tested, by := b.Claims.tally()
	if tested == 0 {
		return nil
	}
	t := T("Of " + plural(tested, "claim") + " with a test ")
	var parts []Text
	say := func(style Style, v claims.Verdict, words string, name bool) {
		n := len(by[v])
		if n == 0 {
			return
		}
		part := Text{{fmt.Sprint(n), style}, {" " + words, Plain}}
		if name && n <= 4 {
			part.Add(Plain, " ("+strings.Join(by[v], ", ")+")")
		}
		parts = append(parts, part)
	}
	asked := "under every reading asked"
	say(Good, claims.Holds, verb(len(by[claims.Holds]), "holds ", "hold ")+asked, false)
	say(Bad, claims.Fails, verb(len(by[claims.Fails]), "fails ", "fail ")+asked, true)
	say(Strong, claims.Depends, verb(len(by[claims.Depends]), "depends", "depend")+" on the reading", true)
	say(Bad, claims.Untested, "could not be tested", true)
	for i, part := range parts {
		if i > 0 {
			t.Add(Plain, map[bool]string{true: " and ", false: ", "}[i == len(parts)-1])
		}
		t = append(t, part...)
	}
	t.Add(Plain, ". That a claim holds says that the argument is consistent with a reading, not that either is true.")
	return t
}

// claimsInShort lists every claim with its verdict, and when it holds.
func (b Brief) claimsInShort() []Block {
	if b.Claims == nil {
		return nil
	}
	x := *b.Claims
	t := Table{Name: "claims", Columns: []Column{{"Claim", Left}, {"Says", Left}, {"Verdict", Left}, {"As given", Left}, {"When", Left}}}
	untested, pairs, most := 0, false, 0
	for _, f := range x.Result.Findings {
		if f.Claim.Test == nil {
			untested++
			continue
		}
		asGiven := Text{{"–", Quiet}}
		if f.AsGiven != nil {
			asGiven = holdsOrFails(f.AsGiven.Holds)
		}
		if !f.Coverage.Jointly {
			pairs, most = true, max(most, f.Coverage.Readings)
		}
		t.Rows = append(t.Rows, []Text{{{f.Claim.ID, Strong}}, T(f.Claim.Says), verdictWord(f.Verdict), asGiven, x.when(f)})
	}
	blocks := []Block{Heading{1, "What becomes of the claims"}}
	if len(t.Rows) > 0 {
		note := "As given: where every group that the claim does not settle stands at its first choice. "
		if pairs {
			note += fmt.Sprintf("Of up to %d combinations of readings those with at most two groups away from their first choice were asked; `parley claims FILE` asks the others too. ", most)
		}
		t.Note = Text{{strings.TrimSpace(note), Quiet}}
		blocks = append(blocks, t)
	}
	if x.Result.Stopped {
		blocks = append(blocks, Paragraph{Text{{"Stopped early: not every reading was asked. The verdicts are about those that were.", Strong}}})
	}
	if untested > 0 {
		blocks = append(blocks, Paragraph{Text{{count(untested, "claim has", "claims have") + " no test, and so no verdict.", Quiet}}})
	}
	return append(blocks, see("Why a claim holds or fails, and how it is hedged", "parley claims FILE CLAIM"))
}

// when says for the cell of a table under which readings a claim holds, or why it has no verdict.
func (x Claims) when(f claims.Finding) Text {
	var t Text
	switch f.Verdict {
	case claims.Untested:
		if f.Why != nil {
			return T("cannot be tested: " + cut(strings.TrimRight(oneLine(f.Why.Error()), "."), 2*briefCondition))
		}
		return Text{{"stopped before it was asked", Quiet}}
	case claims.Depends:
		lead, c := "only if ", f.When
		if length(f, f.Unless, true) < length(f, f.When, false) {
			lead, c = "unless ", f.Unless
		}
		if len(c.Terms) == 0 {
			return T("too many choices decide it for a condition in words")
		}
		t = T(cut(lead+ConditionText(f, c), briefCondition))
	default:
		t = T("as it assumes")
		if n := f.Count.Holds + f.Count.Fails; n > 1 {
			t = T(fmt.Sprintf("under all %d readings asked", n))
		}
	}
	switch n := f.Count.Vacuous; {
	case n == 0:
	case n == f.Count.Holds+f.Count.Fails:
		t.Add(Quiet, ", but emptily")
	default:
		t.Add(Quiet, fmt.Sprintf(", emptily under %d", n))
	}
	if f.Count.Untestable > 0 && f.Why != nil {
		t.Add(Bad, fmt.Sprintf("; could not be put under %d", f.Count.Untestable))
		if under := untestable(f); under != "" {
			t.Add(Bad, ", "+under)
		}
		t.Add(Bad, ": "+cut(strings.TrimRight(oneLine(f.Why.Error()), "."), 2*briefCondition))
	}
	return t
}

// cut shortens a text at a space, to about so many letters.
func cut(s string, most int) string {
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	short := string([]rune(s)[:most])
	if i := strings.LastIndexByte(short, ' '); i > most/2 {
		short = short[:i]
	}
	return strings.TrimRight(short, " ,;:") + " …"
}

// surpriseSentence says whom the outcome surprises.
func (b Brief) surpriseSentence() Text {
	if b.Perceived == nil || b.Perceived.Result == nil || b.Perceived.Hypergame.Clear() {
		return nil
	}
	t := b.Perceived.summary(newPictures(b.Perceived.Hypergame))[0].(Paragraph).Text
	var out Text // as far as the names
	for _, s := range t {
		before, _, found := strings.Cut(s.Text, " The first surprise comes")
		if before != "" {
			out.Add(s.Style, before)
		}
		if found {
			break
		}
	}
	return out
}

// perceivedInShort tells who misreads whom, and who is surprised.
func (b Brief) perceivedInShort() []Block {
	if b.Perceived == nil {
		return nil
	}
	x := *b.Perceived
	p := newPictures(x.Hypergame)
	blocks := []Block{Heading{1, "Who misreads whom"}}
	if x.Hypergame.Clear() {
		return append(blocks, Paragraph{T("The perceptions in force make no difference: every party sees the conflict as it is.")})
	}
	blocks = append(blocks, x.summary(p)...)
	l := List{}
	for i, v := range x.Hypergame.Views {
		if v.Clear() {
			continue
		}
		t := Text{{"In the eyes of " + p.party(i), Strong}, {": ", Plain}}
		for k, d := range v.Differences() {
			if k > 0 {
				t.Add(Plain, "; ")
			}
			t = append(t, decapital(p.difference(d))...)
			if d.Lines != nil {
				t.Add(Plain, fmt.Sprintf(", otherwise by %s", plural(len(d.Lines), "statement")))
			}
		}
		t.Add(Plain, ".")
		l.Items = append(l.Items, Item{Text: t})
	}
	blocks = append(blocks, l)
	if x.Result != nil {
		blocks = append(blocks, x.surprisedInShort(p))
	}
	return append(blocks, see("What each party sees otherwise, and how it comes about step by step", "parley perceive FILE"))
}

// surprisedInShort sets what each party that is surprised expects beside what happens.
func (x Perceived) surprisedInShort(p pictures) List {
	const most = 2
	some := func(parts []Text) Text {
		var t Text
		for k, part := range parts {
			if k == most {
				t.Add(Plain, fmt.Sprintf(" or %d more", len(parts)-most))
				break
			}
			if k > 0 {
				t.Add(Plain, " or ")
			}
			t = append(t, part...)
		}
		return t
	}
	l := List{}
	for i, e := range x.Result.Expected {
		if !x.Result.Surprised(i) {
			continue
		}
		var expects, happens []Text
		for _, o := range e.Outcomes {
			if o.End() {
				expects = append(expects, p.bracketed(i, o.States[0]))
			} else {
				expects = append(expects, cycleText(len(o.States), o.Terminal, p.state(i, o.States[0])))
			}
		}
		if len(expects) == 0 {
			expects = []Text{T("nothing, since its picture rules out how things stand")}
		}
		for k, o := range x.Result.Outcomes {
			if o.End() {
				happens = append(happens, p.bracketed(i, x.Hypergame.Views[i].Sees(o.States[0])))
			} else {
				happens = append(happens, x.outcome(p, k))
			}
		}
		t := Text{{p.party(i), Strong}, {" expects ", Plain}}
		t = append(t, some(expects)...)
		t.Add(Plain, "; in its eyes it comes to ")
		t = append(t, some(happens)...)
		t.Add(Plain, ".")
		l.Items = append(l.Items, Item{Text: t})
	}
	return l
}

// bracketed names a state of a picture, by its name or else with what is taken up in it.
func (p pictures) bracketed(party, q int) Text {
	t := p.state(party, q)
	if b := p.brief(party, q); b != "" && !slices.ContainsFunc(t[1:], func(s Span) bool { return s.Style == Strong && s.Text != p.w.Number(q) }) {
		t.Add(Plain, " ["+b+"]")
	}
	return t
}

// singles returns how many single changes were tried, and those that flip the answer, what is most telling first: other readings, then
// wishes, rules and options.
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
	t.Add(Quiet, "--goal looks at another one.")
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
