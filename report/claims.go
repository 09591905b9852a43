package report

import (
	"fmt"
	"slices"
	"strings"

	"parley"
	"parley/analysis/claims"
	"parley/evidence"
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

// settled lists what the test takes for settled.
func settled(f claims.Finding) string {
	var parts []string
	for g, c := range f.Settled {
		text := g + "=" + c
		if own, ok := f.Claim.Assuming[g]; ok && own != c {
			text += " (as asked; the claim itself assumes " + own + ")"
		}
		parts = append(parts, text)
	}
	slices.Sort(parts)
	return strings.Join(parts, ", ")
}

// verdict says in words how the claim fares over the readings.
func (x Claims) verdict(f claims.Finding) []Block {
	var t Text
	var blocks []Block
	cover := x.coverage(f)
	switch f.Verdict {
	case claims.Untested:
		t.Add(Bad, "Cannot be tested")
		if f.Why != nil {
			t.Add(Plain, ": "+strings.TrimRight(oneLine(f.Why.Error()), "."))
		} else if f.Count.NotAsked > 0 {
			t.Add(Plain, ": stopped before it was asked")
		}
		t.Add(Plain, ".")
		return []Block{Paragraph{t}}
	case claims.Holds:
		t.Add(Good, "Holds")
		t.Add(Plain, cover+". The argument is consistent with "+map[bool]string{true: "this reading.", false: "each of them."}[f.Count.Holds == 1])
	case claims.Fails:
		t.Add(Bad, "Fails")
		t.Add(Plain, cover+".")
	case claims.Depends:
		t.Add(Strong, "Depends")
		t.Add(Plain, fmt.Sprintf(". It holds under %d and fails under %d of the readings asked%s. ", f.Count.Holds, f.Count.Fails, cover))
		condition, more := x.condition(f)
		t, blocks = append(t, condition...), more
	}
	if f.Count.Vacuous > 0 {
		of := fmt.Sprintf(" Under %d of them", f.Count.Vacuous)
		if f.Count.Vacuous == f.Count.Holds+f.Count.Fails {
			of = " But"
		}
		t.Add(Strong, of+" that is empty")
		t.Add(Plain, ": "+emptiness(f.Claim.Test)+".")
	}
	if f.Count.Untestable > 0 {
		under := plural(f.Count.Untestable, "more reading")
		if one := untestable(f); one != "" {
			under += ", " + one + ","
		}
		blocks = append(blocks, Paragraph{T(fmt.Sprintf("Under %s it could not be put: %s.", under, strings.TrimRight(oneLine(f.Why.Error()), ".")))})
	}
	return append([]Block{Paragraph{t}}, blocks...)
}

// untestable names the first reading under which a claim could not be put, by the choices that are not the first: "h=broken", or "such as
// h=broken" where there are several.
func untestable(f claims.Finding) string {
	for _, row := range f.Rows {
		if row.Err == nil {
			continue
		}
		var parts []string
		for g, c := range row.Reading {
			if c != f.Rows[0].Reading[g] {
				parts = append(parts, g+"="+c)
			}
		}
		slices.Sort(parts)
		if len(parts) > 0 && f.Count.Untestable > 1 {
			return "such as " + strings.Join(parts, " and ")
		}
		return strings.Join(parts, " and ")
	}
	return ""
}

// emptiness says what it means that a test speaks of nothing.
func emptiness(t claims.Test) string {
	switch t.(type) {
	case claims.Requires:
		return "the goal cannot be reached there in any case"
	case claims.Stable, claims.Reached, claims.CanReach:
		return "no feasible state satisfies the goal"
	case claims.NoEffect, claims.Enables:
		return "the option is not there to be taken, or no feasible state satisfies the goal"
	}
	return "there is nothing that the test speaks of"
}

func oneLine(s string) string {
	first, rest, more := strings.Cut(s, "\n")
	if more && strings.TrimSpace(rest) != "" {
		return first + " …"
	}
	return first
}

// coverage says which readings were asked: " under all 12 combinations of europe and motive", or of a verdict that depends
// ", which are all combinations of …".
func (x Claims) coverage(f claims.Finding) string {
	c := f.Coverage
	if len(c.Varied) == 0 {
		return ""
	}
	depends := f.Verdict == claims.Depends
	lead := map[bool]string{true: ", which are ", false: " under "}[depends]
	of := " combinations of " + join(c.Varied)
	if len(c.Varied) == 1 {
		of = " choices of " + c.Varied[0]
	}
	switch {
	case f.Count.Untestable > 0 && c.Jointly && f.Count.NotAsked == 0:
		return fmt.Sprintf("%sthe %d of %d%s under which it could be put", lead, f.Count.Holds+f.Count.Fails, c.Readings, of)
	case f.Count.NotAsked > 0:
		return fmt.Sprintf("%sthe %d of %d%s that were asked before it was stopped", lead, c.Asked, c.Readings, of)
	case !c.Jointly:
		return fmt.Sprintf("%s%d of %d%s: those with at most two of them away from the first choice. The rest is not covered; --limit %d covers it", lead, c.Asked, c.Readings, of, c.Readings)
	case depends:
		return lead + "all" + of
	}
	s := fmt.Sprintf("%sall %d%s", lead, c.Readings, of)
	if len(c.Inert) > 0 {
		s += fmt.Sprintf(" (%s cannot bear on it)", join(c.Inert))
	}
	return s
}

// condition says when a claim holds, whichever of the two ways is shorter. What all terms share is said once.
func (x Claims) condition(f claims.Finding) (Text, []Block) {
	lead, c := "It holds only if ", f.When
	if length(f, f.Unless, true) < length(f, f.When, false) {
		lead, c = "It holds unless ", f.Unless
	}
	if len(c.Terms) == 0 {
		return T("The groups that decide it have too many choices for a condition in words."), nil
	}
	if !f.Coverage.Jointly || f.Count.NotAsked > 0 {
		lead = "Among these, " + strings.ToLower(lead[:1]) + lead[1:]
	}
	var rest []string
	for _, g := range append(slices.Clone(f.Coverage.Varied), f.Coverage.Inert...) {
		if !slices.Contains(f.Matters, g) {
			rest = append(rest, g)
		}
	}
	tail := "."
	if len(rest) > 0 {
		tail = ", whatever " + join(rest) + map[bool]string{true: " is.", false: " are."}[len(rest) == 1]
	}
	if glosses := x.glosses(f, c); glosses != "" {
		tail += " (" + glosses + ")"
	}
	if !c.Smallest {
		tail += " A shorter condition may exist."
	}
	t := T(lead)
	shared, own := factor(c)
	if len(own) < 2 || len(own) == 2 && termText(f, shared) == "" {
		t.Add(Strong, ConditionText(f, c))
		t.Add(Plain, tail)
		return t, nil
	}
	if common := termText(f, shared); common != "" {
		t.Add(Strong, common)
		t.Add(Plain, ", and besides ")
	}
	t.Add(Plain, "one of these is so"+tail)
	l := List{}
	for _, term := range own {
		l.Items = append(l.Items, Item{Text: T(termText(f, term))})
	}
	return t, []Block{l}
}

// factor parts the restrictions that all terms of a condition share from those of each term.
func factor(c claims.Condition) (shared claims.Term, own []claims.Term) {
	shared = make(claims.Term, len(c.Terms[0]))
	for k := range shared {
		shared[k] = c.Terms[0][k]
		for _, term := range c.Terms {
			if term[k] != c.Terms[0][k] {
				shared[k] = ^uint64(0)
			}
		}
	}
	for _, term := range c.Terms {
		rest := slices.Clone(term)
		for k := range rest {
			if shared[k] != ^uint64(0) {
				rest[k] = ^uint64(0)
			}
		}
		own = append(own, rest)
	}
	return shared, own
}

// length measures a condition by what there is to read. What is denied reads badly where a condition says what must not be.
func length(f claims.Finding, c claims.Condition, denied bool) int {
	n := 0
	for _, term := range c.Terms {
		n += 3
		for k := range term {
			in, out := split(f, k, term[k])
			if len(out) > 0 {
				n += 1 + min(len(in), len(out))
			}
			if denied && len(out) > 0 && len(out) < len(in) {
				n += 3
			}
		}
	}
	return n
}

// ConditionText writes a condition over the groups that matter: "motive is imperative and europe is not spoiler; or …".
func ConditionText(f claims.Finding, c claims.Condition) string {
	var terms []string
	for _, term := range c.Terms {
		terms = append(terms, termText(f, term))
	}
	return strings.Join(terms, "; or ")
}

func termText(f claims.Finding, term claims.Term) string {
	var parts []string
	for k, group := range f.Matters {
		in, out := split(f, k, term[k])
		switch {
		case len(out) == 0:
		case len(out) < len(in) && len(in) > 2:
			parts = append(parts, group+" is "+neither(out))
		default:
			parts = append(parts, group+" is "+either(in))
		}
	}
	return strings.Join(parts, " and ")
}

// split parts the choices of the k-th group that matters into those that a term allows and the others.
func split(f claims.Finding, k int, set uint64) (in, out []string) {
	for v, choice := range f.ChoicesOf[k] {
		if set>>v&1 == 1 {
			in = append(in, choice)
		} else {
			out = append(out, choice)
		}
	}
	return in, out
}

func either(words []string) string {
	if len(words) == 1 {
		return words[0]
	}
	return strings.Join(words[:len(words)-1], ", ") + " or " + words[len(words)-1]
}

func neither(words []string) string {
	if len(words) == 1 {
		return "not " + words[0]
	}
	if len(words) == 2 {
		return "neither " + words[0] + " nor " + words[1]
	}
	return "none of " + join(words)
}

// maxGlosses is the number of choices up to which a condition is followed by what they assert.
const maxGlosses = 4

// glosses tells what the choices that a condition names assert.
func (x Claims) glosses(f claims.Finding, c claims.Condition) string {
	var parts []string
	for k, group := range f.Matters {
		var named []string
		for _, term := range c.Terms {
			in, out := split(f, k, term[k])
			if len(out) == 0 {
				continue
			}
			if len(out) < len(in) && len(in) > 2 {
				in = out
			}
			for _, choice := range in {
				if !slices.Contains(named, choice) {
					named = append(named, choice)
				}
			}
		}
		for _, choice := range named {
			if gloss := x.Glosses[group+"="+choice]; gloss != "" {
				parts = append(parts, choice+": “"+gloss+"”")
			}
		}
	}
	if len(parts) > maxGlosses {
		return ""
	}
	return strings.Join(parts, "; ")
}

// apart names the groups of a reading that matter and are not at their first choice; "as given" where none are.
func (x Claims) apart(f claims.Finding, r claims.Reading) string {
	var parts []string
	for k, g := range f.Matters {
		if r[g] != f.ChoicesOf[k][0] {
			parts = append(parts, g+"="+r[g])
		}
	}
	if len(parts) == 0 {
		return "as given"
	}
	return strings.Join(parts, ", ")
}

// elsewhere tells how the claim fares where something that it settles is otherwise.
func elsewhere(f claims.Finding) Text {
	by := map[bool][]string{}
	for _, e := range f.Elsewhere {
		if e.Err == nil {
			by[e.Holds] = append(by[e.Holds], e.Group+"="+e.Choice)
		}
	}
	if len(by[true])+len(by[false]) == 0 {
		return nil
	}
	t := Text{{"Beyond what is assumed", Strong}, {": ", Plain}}
	if len(by[false]) > 0 {
		t.Add(Plain, "it fails under "+either(by[false]))
	}
	if len(by[true]) > 0 {
		if len(by[false]) > 0 {
			t.Add(Plain, "; ")
		}
		t.Add(Plain, "it holds under "+join(by[true])+" too")
	}
	t.Add(Plain, ".")
	return t
}

// weakest names the weakest hedge that a claim rests on, for a table.
func weakest(s claims.Support) string {
	if len(s.Weakest) == 0 {
		switch own := s.Own; own.Word.Kind {
		case evidence.Flat:
			return "unhedged"
		case evidence.Attributed:
			return "“" + own.Hedge + "”, attributed"
		case evidence.Dateless:
			return "“" + own.Hedge + "”, without a date"
		default:
			return "“" + own.Hedge + "”, no estimate"
		}
	}
	link := s.Weakest[0]
	text := "“" + link.Hedge + "”"
	if len(s.Weakest) > 1 {
		text += " (" + link.ID + ")"
	}
	return text
}

// supportBlocks tells how a claim is hedged along what it rests on.
func supportBlocks(f claims.Finding) []Block {
	s := f.Support
	var parts []Text
	if len(s.Weakest) > 1 {
		t := Text{{"Rests on", Strong}, {": ", Plain}}
		for i, link := range s.Weakest {
			if i > 0 {
				t.Add(Plain, " → ")
			}
			t.Add(Plain, hedged(link))
		}
		t.Add(Plain, ". The weakest word grants "+grants(s.Weakest[0].Word)+".")
		parts = append(parts, t)
	}
	for _, x := range s.Unhedged {
		parts = append(parts, T(fmt.Sprintf("It assumes %s, which rests on %s.", x.Choice.ID, hedgedAll(x.Claims))))
	}
	if len(f.Itself) > 0 {
		parts = append(parts, T("It is itself a reason that the file gives for "+join(f.Itself)+", under which it is tested."))
	}
	if len(f.Begs) > 0 {
		parts = append(parts, Text{{"It begs the question", Bad}, {": the file gives the claim itself as the reason for " + join(f.Begs) + ", which its test rests on.", Plain}})
	}
	if len(s.Attributed) > 0 {
		parts = append(parts, T("Attributed, not asserted: "+hedgedAll(s.Attributed)+"."))
	}
	for _, d := range s.Drops {
		if d.Conclusion.ID == f.Claim.ID {
			t := Text{{"A hedge is dropped", Bad}, {": " + hedged(d.Conclusion) + " rests on " + hedgedAll(d.Premises) + ".", Plain}}
			parts = append(parts, t)
		}
	}
	var t Text
	for i, part := range parts {
		if i > 0 {
			t.Add(Plain, " ")
		}
		t = append(t, part...)
	}
	if len(t) == 0 {
		return nil
	}
	return []Block{Paragraph{t}}
}

func hedgedAll(links []claims.Link) string {
	var words []string
	for _, l := range links {
		words = append(words, hedged(l))
	}
	return join(words)
}

// hedged names a claim with its hedge.
func hedged(l claims.Link) string {
	switch {
	case l.Hedge != "":
		if l.Word.Kind == evidence.Flat {
			return l.ID + " “" + l.Hedge + "” (unhedged)"
		}
		return l.ID + " “" + l.Hedge + "”"
	case l.Word.Kind == evidence.Flat:
		return l.ID + " (unhedged)"
	}
	return l.ID
}

// grants says what likelihood a word grants, by its first scale.
func grants(w evidence.Word) string {
	if len(w.Ranges) == 0 {
		return "everything"
	}
	r := w.Ranges[0]
	if w.Kind == evidence.Possibility {
		return fmt.Sprintf("no more than %g percent for sure (%s)", r.Low, r.Scale)
	}
	return fmt.Sprintf("%g to %g percent (%s)", r.Low, r.High, r.Scale)
}
