package report

import (
	"fmt"
	"slices"
	"unicode"
	"unicode/utf8"

	"parley/analysis/explain"
	"parley/analysis/sequence"
	"parley/game"
	"parley/stability"
)

// maxImprovements is how many improvements of a party are told in full.
const maxImprovements = 4

// Why is the answer to why a state holds or not.
type Why struct {
	Graph       *game.Graph
	Explanation *explain.Explanation
}

// ExplainDocument tells why a state holds or not: first under which concepts, then party by party what tempts it and what
// keeps it.
func ExplainDocument(y Why) Document {
	g, x := y.Graph, y.Explanation
	d := Document{Title: g.Conflict().Title}
	w := NewWords(g)
	t := capital(w.Short(x.State))
	if n := w.Name(x.State); n != "" && !g.Conflict().GraphForm() {
		t.Add(Plain, ", ")
		t.Add(Strong, n)
	}
	t.Add(Plain, ": "+w.Taken(x.State)+".")
	d.add(Paragraph{t})
	d.add(WhyHolds(w, x)...)
	d.add(Paragraph{Text{{ChoicesSentence(x.Choices, g), Quiet}}})
	return d
}

// WhyHolds tells why a state holds or not, without a title.
func WhyHolds(w *Words, x *explain.Explanation) []Block { return whyHolds(w, x, maxImprovements) }

// whyHolds tells at most so many improvements of a party in full.
func whyHolds(w *Words, x *explain.Explanation, most int) []Block {
	e := &explainer{Words: w, x: x, most: most}
	blocks := []Block{Paragraph{e.summary()}}
	single := slices.DeleteFunc(slices.Clone(x.Judgements), func(j explain.Judgement) bool { return j.Concept.Kind.Coalitional() })
	if len(single) > 0 {
		for at := range single[0].Verdicts {
			blocks = append(blocks, e.party(single, at)...)
		}
	}
	for _, j := range x.Judgements {
		if j.Concept.Kind.Coalitional() {
			blocks = append(blocks, e.coalitions(j)...)
		}
	}
	return blocks
}

// capital writes a text of parley's own as it begins a sentence. A text that begins with a name or an id is left as it is written.
func capital(t Text) Text { return first(t, unicode.ToUpper) }

// first returns a text with its first letter changed, unless that belongs to code: ids stay as they are.
func first(t Text, change func(rune) rune) Text {
	out := slices.Clone(t)
	if len(out) > 0 && out[0].Style != Code {
		r, n := utf8.DecodeRuneInString(out[0].Text)
		if n > 0 && r != utf8.RuneError {
			out[0].Text = string(change(r)) + out[0].Text[n:]
		}
	}
	return out
}

// explainer writes one explanation.
type explainer struct {
	*Words
	x    *explain.Explanation
	most int
}

// under says "under every concept", or "under any concept", where all the usual concepts were asked, else names those that were.
func (e *explainer) under(judgements []explain.Judgement, all string) string {
	c := e.g.Conflict()
	var titles []string
	asked := map[stability.Concept]bool{}
	for _, j := range judgements {
		asked[j.Concept] = true
		titles = append(titles, ConceptTitle(j.Concept))
	}
	for _, x := range stability.Usual(c) {
		if !asked[x] && stability.Supports(c, x, e.x.Choices) == nil {
			return " under " + join(titles)
		}
	}
	return " under " + all + " concept"
}

// summary says under which concepts the state is an equilibrium, and who leaves it under the others.
func (e *explainer) summary() Text {
	var holds []string
	leaves := map[string][]string{} // concepts by who leaves
	var order []string
	for _, j := range e.x.Judgements {
		title := ConceptTitle(j.Concept)
		if j.Equilibrium {
			holds = append(holds, title)
			continue
		}
		var who []string
		for _, v := range j.Verdicts {
			if !v.Stable {
				who = append(who, e.side(v.Who))
			}
		}
		const most = 3
		if len(who) > most {
			who = append(who[:most], fmt.Sprintf("%d more", len(who)-most))
		}
		key := join(who)
		if leaves[key] == nil {
			order = append(order, key)
		}
		leaves[key] = append(leaves[key], title)
	}
	var t Text
	switch {
	case len(order) == 0 && !e.tempted():
		t.Add(Good, "It holds")
		t.Add(Plain, e.under(e.x.Judgements, "every")+": nobody has a move that would improve its position.")
		return t
	case len(order) == 0:
		t.Add(Good, "It holds")
		t.Add(Plain, e.under(e.x.Judgements, "every")+": nobody has a reason to leave that would not be answered.")
		return t
	case len(holds) == 0 && len(order) == 1:
		t.Add(Bad, "It does not hold")
		t.Add(Plain, e.under(e.x.Judgements, "any")+": ")
		t.Add(Strong, order[0])
		t.Add(Plain, " would leave.")
		return t
	case len(holds) == 0:
		t.Add(Bad, "It does not hold")
		t.Add(Plain, e.under(e.x.Judgements, "any")+".")
	default:
		t.Add(Good, "It holds")
		t.Add(Plain, " under "+join(holds)+".")
	}
	for _, who := range order {
		t.Add(Plain, " Under "+join(leaves[who])+" ")
		t.Add(Strong, who)
		t.Add(Plain, " would leave.")
	}
	return t
}

// tempted reports whether any party has an improvement, under any concept.
func (e *explainer) tempted() bool {
	for _, j := range e.x.Judgements {
		for _, v := range j.Verdicts {
			if len(v.Improvements) > 0 || v.Lines != nil {
				return true
			}
		}
	}
	return false
}

func (e *explainer) side(h stability.Coalition) string {
	return names(e.g.Conflict().Parties, h, " with ")
}

// party tells of one party, under all concepts together.
func (e *explainer) party(judgements []explain.Judgement, at int) []Block {
	var stays, leaves []string
	for _, j := range judgements {
		if j.Verdicts[at].Stable {
			stays = append(stays, ConceptTitle(j.Concept))
		} else {
			leaves = append(leaves, ConceptTitle(j.Concept))
		}
	}
	first := judgements[0].Verdicts[at]
	name := e.side(first.Who)
	var t Text
	switch {
	case len(leaves) == 0:
		t.Add(Good, "Stays")
		t.Add(Plain, e.under(judgements, "every"))
	case len(stays) == 0:
		t.Add(Bad, "Would leave")
		t.Add(Plain, e.under(judgements, "every"))
	default:
		t.Add(Bad, "Would leave")
		t.Add(Plain, " under "+join(leaves)+"; ")
		t.Add(Good, "stays")
		t.Add(Plain, " under "+join(stays))
	}
	var improvements []explain.Improvement
	for _, j := range judgements {
		if v := j.Verdicts[at]; len(v.Improvements) > len(improvements) {
			improvements = v.Improvements
		}
	}
	if len(improvements) == 0 {
		switch first.Ground {
		case explain.NoMove:
			t.Add(Plain, ": it has no move.")
		default:
			t.Add(Plain, ": no move of its own would improve its position.")
		}
		return append([]Block{Heading{2, name}, Paragraph{t}}, e.lines(judgements, at)...)
	}
	t.Add(Plain, ". It could improve its position by "+plural(len(improvements), "move")+":")
	l := List{}
	improvements = slices.Clone(improvements)
	answered := func(i explain.Improvement) int { // those that nothing keeps the party from come first
		n := 0
		for _, j := range judgements {
			for _, other := range j.Verdicts[at].Improvements {
				if other.To == i.To && other.Sanctioned {
					n++
				}
			}
		}
		return n
	}
	slices.SortStableFunc(improvements, func(a, b explain.Improvement) int { return answered(a) - answered(b) })
	for k, i := range improvements {
		if k == e.most {
			l.Items = append(l.Items, Item{Text: Text{{fmt.Sprintf("and %s more", plural(len(improvements)-k, "move")), Quiet}}})
			break
		}
		l.Items = append(l.Items, e.improvement(judgements, at, i))
	}
	return append([]Block{Heading{2, name}, Paragraph{t}, l}, e.lines(judgements, at)...)
}

// improvement tells of one improvement: why it tempts, and concept by concept what answers it.
func (e *explainer) improvement(judgements []explain.Judgement, at int, i explain.Improvement) Item {
	t := e.steps(i.Path)
	for _, b := range i.Because {
		t.Add(Plain, ". ")
		t.Add(Plain, e.because(b, "there", "here"))
	}
	t.Add(Plain, ".")
	type answer struct {
		concepts []string
		text     Text
	}
	var answers []answer
	for _, j := range judgements {
		for _, other := range j.Verdicts[at].Improvements {
			if other.To != i.To || j.Concept.Kind == stability.Nash {
				continue
			}
			text := e.answer(j.Concept, other)
			k := slices.IndexFunc(answers, func(a answer) bool { return a.text.String() == text.String() })
			if k < 0 {
				k = len(answers)
				answers = append(answers, answer{text: text})
			}
			answers[k].concepts = append(answers[k].concepts, ConceptTitle(j.Concept))
		}
	}
	item := Item{Text: t}
	inner := List{}
	for _, a := range answers {
		line := T("Under " + join(a.concepts) + " ")
		inner.Items = append(inner.Items, Item{Text: append(line, a.text...)})
	}
	if len(inner.Items) > 0 {
		item.Blocks = append(item.Blocks, inner)
	}
	return item
}

// steps writes a path in one line.
func (e *explainer) steps(p *sequence.Path) Text {
	var t Text
	for k, s := range p.Steps {
		if k > 0 {
			t.Add(Plain, ", then ")
		}
		t.Add(Plain, names(e.g.Conflict().Parties, s.Movers, " and ")+": "+e.Change(s.From, s.To)+" → ")
		t = append(t, e.Short(s.To)...)
	}
	return t
}

// because says why a party prefers one state to another, or likes it less. there and here name the two.
func (e *explainer) because(p explain.Preference, there, here string) string {
	name := e.g.Conflict().Parties[p.Party].Label()
	verb := map[game.Relation]string{
		game.Better: "prefers it", game.MuchBetter: "greatly prefers it", game.Worse: "likes it less", game.MuchWorse: "greatly dislikes it",
		game.Equal: "likes it as much", game.Unknown: "may or may not prefer it: that is not known",
	}[p.Relation]
	text := name + " " + verb
	if why := e.reason(p, there, here); why != "" {
		text += ", since " + why
	}
	return text
}

// reason says what decides between two states: a statement, a sum of weights or a rank. It returns "" where several readings
// are possible.
func (e *explainer) reason(p explain.Preference, there, here string) string {
	if len(p.Reasons) != 1 {
		return ""
	}
	r := p.Reasons[0]
	switch {
	case r.Statement != nil && r.Statement.State:
		return fmt.Sprintf("its %s statement, `%s`, holds %s and not %s", ordinal(r.Statement.Index+1), r.Statement.Formula, there, here)
	case r.Statement != nil:
		return fmt.Sprintf("its %s statement, `%s`, holds %s and not %s", ordinal(r.Statement.Index+1), r.Statement.Formula, here, there)
	case r.Ranking != nil && p.Relation != game.Equal:
		return fmt.Sprintf("it ranks %s %s and %s %s", ordinal(r.Ranking.State+1), there, ordinal(r.Ranking.Other+1), here)
	case r.Weights != nil && p.Relation != game.Equal:
		return fmt.Sprintf("its weights add up to %s %s and %s %s", r.Weights.State.RatString(), there, r.Weights.Other.RatString(), here)
	}
	return ""
}

func ordinal(n int) string {
	suffix := "th"
	switch {
	case n%100 >= 11 && n%100 <= 13:
	case n%10 == 1:
		suffix = "st"
	case n%10 == 2:
		suffix = "nd"
	case n%10 == 3:
		suffix = "rd"
	}
	return fmt.Sprint(n) + suffix
}

// answer tells what keeps a party from an improvement, or why nothing does.
func (e *explainer) answer(c stability.Concept, i explain.Improvement) Text {
	var t Text
	if i.Line != nil {
		return e.line(*i.Line, i.Sanctioned)
	}
	a := i.Sanction
	if a == nil {
		t.Add(Bad, "nothing keeps it from that")
		switch a = i.Attempt; {
		case c.Kind == stability.CNash:
			t.Add(Plain, ": no answer is foreseen.")
		case a == nil && (c.Kind == stability.SEQ || c.Kind == stability.SSEQ || c.Kind == stability.CSEQ):
			t.Add(Plain, ": nobody can answer by a move that pays.")
		case a == nil && c.Kind == stability.SIM:
			t.Add(Plain, ": no moves of the others made at the same time would make it regret that.")
		case a == nil:
			t.Add(Plain, ": nobody can answer.")
		case a.Fails == explain.Escaped:
			t.Add(Plain, ": an answer is ")
			t = append(t, e.reply(a)...)
			t.Add(Plain, ", but from there it escapes by ")
			t = append(t, e.steps(a.Counter.Path)...)
			t.Add(Plain, ".")
		case a.Fails == explain.Returns:
			t.Add(Plain, ": the answer only leads back.")
		default:
			t.Add(Plain, ": the worst answer, ")
			t = append(t, e.reply(a)...)
			t.Add(Plain, ", leaves it better off than here.")
		}
		return t
	}
	t.Add(Good, "it is deterred")
	t.Add(Plain, ": ")
	t = append(t, e.reply(a)...)
	for _, p := range a.Compared {
		t.Add(Plain, ". "+e.because(p, "there", "here"))
	}
	if a.Counter != nil {
		t.Add(Plain, "; even its best way out, ")
		t = append(t, e.steps(a.Counter.Path)...)
		t.Add(Plain, ", leaves it no better off than here")
	}
	t.Add(Plain, ".")
	return t
}

// reply writes how the others answer.
func (e *explainer) reply(a *explain.Answer) Text {
	if a.Path != nil {
		return e.steps(a.Path)
	}
	var t Text
	for k, s := range a.AtOnce {
		if k > 0 {
			t.Add(Plain, ", and ")
		}
		t.Add(Plain, names(e.g.Conflict().Parties, s.Movers, " and ")+": "+e.Change(s.From, s.To))
	}
	if len(a.AtOnce) > 1 {
		t.Add(Plain, ", all at once")
	} else {
		t.Add(Plain, " at the same time")
	}
	t.Add(Plain, " → ")
	return append(t, e.Short(a.To)...)
}

// lines tells what a party foresees under limited-move stability.
func (e *explainer) lines(judgements []explain.Judgement, at int) []Block {
	l := List{}
	for _, j := range judgements {
		for _, line := range j.Verdicts[at].Lines {
			t := T("Under " + ConceptTitle(j.Concept) + " it foresees ")
			better := line.Compared.Relation == game.Better || line.Compared.Relation == game.MuchBetter
			l.Items = append(l.Items, Item{Text: append(t, e.line(line, !better)...)})
		}
	}
	if len(l.Items) == 0 {
		return nil
	}
	return []Block{l}
}

func (e *explainer) line(x explain.Line, deterred bool) Text {
	t := e.steps(x.Path)
	t.Add(Plain, ": ")
	if deterred {
		t.Add(Good, "no gain")
	} else {
		t.Add(Bad, "a gain")
	}
	t.Add(Plain, ". "+e.because(x.Compared, "there", "here")+".")
	return t
}

// coalitions tells of the coalitions that would leave.
func (e *explainer) coalitions(j explain.Judgement) []Block {
	l := List{}
	for _, v := range j.Verdicts {
		if v.Stable {
			continue
		}
		for _, i := range v.Improvements {
			if i.Sanctioned {
				continue
			}
			var t Text
			t.Add(Strong, e.side(v.Who))
			t.Add(Plain, " would leave: ")
			t = append(t, e.steps(i.Path)...)
			t.Add(Plain, ". ")
			t = append(t, capital(e.answer(j.Concept, i))...)
			l.Items = append(l.Items, Item{Text: t})
			break
		}
	}
	if len(l.Items) == 0 {
		return []Block{Heading{2, ConceptTitle(j.Concept)}, Paragraph{T("Every coalition stays.")}}
	}
	return []Block{Heading{2, ConceptTitle(j.Concept)}, l}
}
