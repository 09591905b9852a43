package report

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"parley/analysis/claims"
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
			assuming := ""
			if len(f.Settled) > 0 {
				assuming = ", assuming " + settled(f)
			}
			return T("cannot be tested" + assuming + ": " + cut(strings.TrimRight(oneLine(f.Why.Error()), "."), 2*briefCondition))
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
