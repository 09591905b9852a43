package report

import (
	"fmt"

	"parley"
	"parley/analysis/claims"
	"parley/stability"
)

// Claims is the answer to which claims hold.
type Claims struct {
	Conflict *parley.Conflict // under the readings in force
	Result   *claims.Result
	Glosses  map[string]string // what each choice asserts, by "group=choice"
	Choices  stability.Choices
	Named    bool // the claims were asked by name: those without a test are told of too
}

// ClaimsDocument reports claims: a table, then a section for each.
func ClaimsDocument(x Claims) Document {
	d := Document{Title: x.Conflict.Title}
	d.add(Paragraph{T("Each claim is put to the file's own assumptions, under every rival reading that bears on it. " +
		"That a claim holds says that the argument is consistent with a reading, not that either is true.")})
	t := Table{Name: "claims", Columns: []Column{{"Claim", Left}, {"Says", Left}, {"Verdict", Left}, {"Readings", Right}, {"As given", Left}, {"Weakest hedge", Left}}}
	var untested []string
	for _, f := range x.Result.Findings {
		if f.Claim.Test == nil {
			untested = append(untested, f.Claim.ID)
			continue
		}
		asGiven := Text{{"–", Quiet}}
		if f.AsGiven != nil {
			asGiven = holdsOrFails(f.AsGiven.Holds)
		}
		readings := fmt.Sprintf("%d of %d", f.Count.Holds, f.Count.Holds+f.Count.Fails)
		if f.Count.Vacuous > 0 {
			readings += fmt.Sprintf(", %d empty", f.Count.Vacuous)
		}
		t.Rows = append(t.Rows, []Text{{{f.Claim.ID, Strong}}, T(f.Claim.Says), verdictWord(f.Verdict), T(readings), asGiven, T(weakest(f.Support))})
	}
	if len(t.Rows) > 0 {
		t.Note = Text{{"Readings: under how many of the combinations asked the claim holds. As given: where every group that is not settled stands at its first choice. " +
			"Weakest hedge: along what the claim rests on.", Quiet}}
		d.add(t)
	}
	if x.Result.Stopped {
		d.add(Paragraph{Text{{"Stopped early: not every reading was asked. The verdicts are about those that were.", Strong}}})
	}
	if len(untested) > 0 && !x.Named {
		d.add(Paragraph{Text{{fmt.Sprintf("Without a test, and so without a verdict: %s.", join(untested)), Quiet}}})
	}
	w := newAnswers()
	for _, f := range x.Result.Findings {
		if f.Claim.Test != nil || x.Named {
			d.add(Heading{2, f.Claim.ID + ": " + f.Claim.Says})
			d.add(x.finding(w, f)...)
		}
	}
	d.add(Paragraph{Text{{settingSentence(x.Choices), Quiet}}})
	return d
}

func holdsOrFails(yes bool) Text {
	if yes {
		return Text{{"holds", Good}}
	}
	return Text{{"fails", Bad}}
}

func verdictWord(v claims.Verdict) Text {
	return Text{{v.String(), map[claims.Verdict]Style{claims.Holds: Good, claims.Fails: Bad, claims.Depends: Strong, claims.Untested: Quiet}[v]}}
}

// settingSentence says by what the tests were judged.
func settingSentence(c stability.Choices) string {
	s := "Stability is judged by SEQ unless a test names another concept, paths by best replies or improvements as a test asks."
	if c != (stability.Choices{}) {
		s += " Choices of the literature were changed by flags."
	}
	return s
}

// finding tells of one claim.
func (x Claims) finding(w *answers, f claims.Finding) []Block {
	var blocks []Block
	t := Text{}
	if f.Claim.By != "" {
		t.Add(Plain, "By: "+f.Claim.By+". ")
	}
	if f.Claim.Test == nil {
		t.Add(Plain, "It has no test in the file, so that no verdict is given.")
		return append(append(blocks, Paragraph{t}), supportBlocks(f)...)
	}
	t.Add(Plain, "Test: ")
	t.Add(Code, f.Claim.Test.String())
	if len(f.Settled) > 0 {
		t.Add(Plain, ", assuming "+settled(f))
	}
	t.Add(Plain, ".")
	blocks = append(append(blocks, Paragraph{t}), x.verdict(f)...)
	shown := func(name string, e *claims.Example) {
		if e == nil || e.Answer == nil {
			return
		}
		t := Text{{name, Strong}}
		if f.Verdict == claims.Depends {
			t.Add(Plain, " (")
			t.Add(Code, x.apart(f, e.Reading))
			t.Add(Plain, ")")
		}
		if parts := w.parts(e.Answer); parts != nil {
			t.Add(Plain, ":")
			blocks = append(blocks, Paragraph{t}, *parts)
			return
		}
		t.Add(Plain, ": ")
		blocks = append(blocks, Paragraph{append(t, w.why(e.Answer)...)})
	}
	shown("Why it holds", f.For)
	shown("Why it fails", f.Against)
	if line := elsewhere(f); line != nil {
		blocks = append(blocks, Paragraph{line})
	}
	return append(blocks, supportBlocks(f)...)
}
