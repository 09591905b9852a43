package report

import (
	"fmt"
	"slices"
	"strings"

	"parley/analysis/perception"
)

// Perceived is the answer to what parties see otherwise, what they expect and what happens.
type Perceived struct {
	Hypergame   *perception.Hypergame
	Of          int // the one party to be reported on; -1 for all
	From        int // where it begins; -1 where the conflict names no status quo
	Foresight   perception.Foresight
	Result      *perception.Result // nil where From is -1
	Corrections []perception.Correction
	Verdicts    []perception.Verdict
}

// maxStories is how many outcomes are told step by step.
const maxStories = 6

// PerceiveDocument reports it: who is surprised, what each party sees otherwise, what it expects beside what happens, how
// that comes about, what holds, and what would clear it up.
func PerceiveDocument(x Perceived) Document {
	p := newPictures(x.Hypergame)
	d := Document{Title: p.c.Title}
	if x.Hypergame.Clear() {
		d.add(Paragraph{T("Every party sees the conflict as it is: no perceptions that make a difference are in force, so nobody is surprised.")})
		d.add(Paragraph{Text{{"A party's own picture of the conflict is written under `perceptions`, in the file or in a choice of its hypotheses.", Quiet}}})
		d.add(x.happens(p)...)
		return d
	}
	d.add(x.summary(p)...)
	d.add(x.beliefs(p)...)
	if x.Result != nil {
		d.add(x.expectations(p)...)
		d.add(x.stories(p)...)
	} else {
		d.add(Paragraph{T("The conflict names no status quo, so what happens is not told: `parley perceive FILE --from STATE` says where to begin.")})
	}
	d.add(x.outcomes(p)...)
	d.add(x.corrections(p)...)
	d.add(x.method(p))
	return d
}

// shows reports whether a party is reported on.
func (x Perceived) shows(party int) bool { return x.Of < 0 || x.Of == party }

// happens lists what happens where nobody sees anything otherwise.
func (x Perceived) happens(p pictures) []Block {
	if x.Result == nil {
		return nil
	}
	l := List{}
	for k := range x.Result.Outcomes {
		l.Items = append(l.Items, Item{Text: x.outcome(p, k)})
	}
	return []Block{Paragraph{T("By " + x.replies() + " it comes to:")}, l}
}

// replies names the moves that are taken.
func (x Perceived) replies() string {
	if x.Foresight == perception.SEQ {
		return "moves that the others are not seen to punish"
	}
	return "best replies"
}

// outcome names something that happens: an end or a cycle.
func (x Perceived) outcome(p pictures, k int) Text {
	o := x.Result.Outcomes[k]
	if o.End() {
		t := p.named(o.States[0])
		t.Add(Plain, ", "+p.w.Brief(o.States[0]))
		return t
	}
	return cycleText(len(o.States), o.Terminal, p.named(o.States[0]))
}

func cycleText(states int, terminal bool, one Text) Text {
	t := T(fmt.Sprintf("a cycle of %s that never ends", plural(states, "state")))
	if !terminal {
		t = T(fmt.Sprintf("a cycle of %s that may be left", plural(states, "state")))
	}
	t.Add(Plain, ", ")
	t = append(t, one...)
	t.Add(Plain, " among them")
	return t
}

// summary says first whom the outcome surprises, and by what.
func (x Perceived) summary(p pictures) []Block {
	if x.Result == nil {
		return nil
	}
	var surprised, calm []string
	for i := range p.c.Parties {
		if !x.shows(i) {
			continue
		}
		if x.Result.Surprised(i) {
			surprised = append(surprised, p.party(i))
		} else {
			calm = append(calm, p.party(i))
		}
	}
	var t Text
	switch {
	case len(surprised) == 0 && x.Of >= 0:
		t.Add(Good, "The outcome does not surprise "+join(calm)+".")
	case len(surprised) == 0:
		t.Add(Good, "The outcome surprises nobody.")
	case len(calm) == 0:
		t.Add(Bad, "The outcome surprises "+join(surprised)+".")
	default:
		t.Add(Bad, "The outcome surprises "+join(surprised))
		t.Add(Plain, ", not "+join(calm)+".")
	}
	for i := range p.c.Parties {
		if text := x.contrast(p, i); x.shows(i) && text != "" {
			t.Add(Plain, " "+text)
			break
		}
	}
	for _, s := range x.Result.Surprises() {
		if !x.shows(s.Party) {
			continue
		}
		t.Add(Plain, fmt.Sprintf(" The first surprise comes at step %d, to %s. ", s.Step, join(x.fellows(p, s))))
		t = append(t, x.surprise(p, s, true)...)
		break
	}
	return []Block{Paragraph{t}}
}

// contrast says what one outcome has that the party did not expect, and lacks that it did, where it expects one and one
// happens; else "".
func (x Perceived) contrast(p pictures, i int) string {
	e := x.Result.Expected[i]
	if !x.Result.Surprised(i) || len(e.Outcomes) != 1 || len(x.Result.Outcomes) != 1 || !e.Outcomes[0].End() || !x.Result.Outcomes[0].End() || p.c.GraphForm() {
		return ""
	}
	seen := x.Hypergame.Views[i].Sees(x.Result.Outcomes[0].States[0])
	if seen < 0 {
		return ""
	}
	wants, gets := p.code(i, e.Outcomes[0].States[0]), p.code(i, seen)
	var more, less []string
	for k, o := range p.c.Options {
		name := "“" + o.Label() + "” (" + p.party(o.Party) + ")"
		switch {
		case wants[k] == 'N' && gets[k] != 'N':
			more = append(more, name)
		case wants[k] != 'N' && gets[k] == 'N':
			less = append(less, name)
		}
	}
	text := "Against what " + p.party(i) + " expected it"
	if len(more) > 0 {
		text += " brings " + join(more)
	}
	if len(less) > 0 {
		if len(more) > 0 {
			text += ", and"
		}
		text += " lacks " + join(less)
	}
	return text + "."
}

// fellows are the parties that meet with the same surprise.
func (x Perceived) fellows(p pictures, s perception.Surprise) []string {
	var out []string
	text := x.surprise(p, s, true).String()
	for _, y := range x.Result.Surprises() {
		if y.Step == s.Step && y.At == s.At && x.shows(y.Party) && x.surprise(p, y, true).String() == text {
			out = append(out, p.party(y.Party))
		}
	}
	return out
}

// beliefs sets what each party sees beside what is. Parties that see the same stand together.
func (x Perceived) beliefs(p pictures) []Block {
	blocks := []Block{Heading{1, "What is seen otherwise than it is"}}
	var clear []string
	told := map[string]bool{}
	for i, v := range x.Hypergame.Views {
		if v.Clear() {
			if x.shows(i) {
				clear = append(clear, p.party(i))
			}
			continue
		}
		key := p.picture(v)
		if !x.shows(i) || told[key] {
			continue
		}
		told[key] = true
		var eyes []string
		for j, w := range x.Hypergame.Views {
			if x.shows(j) && !w.Clear() && p.picture(w) == key {
				eyes = append(eyes, p.party(j))
			}
		}
		l := List{}
		for _, d := range v.Differences() {
			item := Item{Text: p.difference(d)}
			if len(d.Lines) > 0 {
				item.Blocks = []Block{p.lines(d)}
			}
			l.Items = append(l.Items, item)
		}
		blocks = append(blocks, Heading{2, "In the eyes of " + join(eyes)}, l)
	}
	if len(clear) > 0 {
		blocks = append(blocks, Paragraph{T("No misperception: " + join(clear) + ".")})
	}
	return blocks
}

// picture writes out what a party sees otherwise, so that equal texts mean equal pictures.
func (p pictures) picture(v *perception.View) string {
	text := ""
	for _, d := range v.Differences() {
		text += p.difference(d).String() + fmt.Sprintln(d.Lines)
		if d.Of == v.Party || d.Kind == perception.Wants && len(d.Lines) == 0 {
			text += p.party(v.Party)
		}
	}
	return text
}

// difference says in words what a party sees otherwise.
func (p pictures) difference(d perception.Difference) Text {
	var t Text
	rule := func(before, after string) {
		t.Add(Plain, before)
		if d.Name != "" {
			t.Add(Plain, "“"+d.Name+"”: ")
		}
		t.Add(Code, d.Text)
		t.Add(Plain, after)
	}
	switch d.Kind {
	case perception.Unseen:
		for k, o := range p.c.Options {
			if d.Options.Has(k) {
				t.Add(Plain, fmt.Sprintf("Not seen: “%s”, an option of %s", o.Label(), p.party(o.Party)))
			}
		}
	case perception.Alike:
		t.Add(Plain, "Taken for one thing: "+p.either(d.Options, " and ", false))
	case perception.RuleBelieved:
		rule("A rule expected, though it does not apply: ", "")
	case perception.RuleMissed:
		rule("A rule not expected, though it applies: ", "")
	case perception.StatusQuo:
		t.Add(Plain, "Where things stand: ")
		t = append(t, p.seen(d.Party, p.h.Views[d.Party].Graph.StatusQuo())...)
	case perception.Wants:
		t.Add(Plain, "What "+p.party(d.Of)+" wants")
		if len(d.Lines) == 0 {
			t.Add(Plain, ": another ranking of the outcomes")
		}
	}
	return t
}

// lines sets the statements that differ side by side: how important each is as the party sees it, and as it is.
func (p pictures) lines(d perception.Difference) Table {
	t := Table{Name: "statements", Columns: []Column{{"Statement", Left}, {"In these eyes", Right}, {"As it is", Right}}}
	place := func(n int) Text {
		if n == 0 {
			return Text{{"–", Quiet}}
		}
		return T(fmt.Sprint(n))
	}
	for _, l := range d.Lines {
		t.Rows = append(t.Rows, []Text{{{l.Statement, Code}}, place(l.Seen), place(l.True)})
	}
	t.Note = Text{{"Places in the order of statements, 1 the most important; statements that do not differ are left out.", Quiet}}
	return t
}

// expectations sets what each party expects beside what happens as it sees it.
func (x Perceived) expectations(p pictures) []Block {
	t := Table{Name: "expectations", Columns: []Column{{"Party", Left}, {"Expects", Left}, {"Happens, in its eyes", Left}, {"Surprised", Left}}}
	const most = 4
	cell := func(parts []Text) Text {
		var out Text
		for k, part := range parts {
			if k > 0 {
				out.Add(Plain, "; or ")
			}
			if k == most {
				out.Add(Quiet, fmt.Sprintf("%d more", len(parts)-most))
				break
			}
			out = append(out, part...)
		}
		return out
	}
	for i, e := range x.Result.Expected {
		if !x.shows(i) {
			continue
		}
		var expects, happens []Text
		for _, o := range e.Outcomes {
			if o.End() {
				expects = append(expects, p.seen(i, o.States[0]))
			} else {
				expects = append(expects, cycleText(len(o.States), o.Terminal, p.state(i, o.States[0])))
			}
		}
		if e.Start < 0 {
			expects = []Text{T("nothing: its picture rules out how things stand")}
		}
		for k, o := range x.Result.Outcomes {
			if o.End() {
				happens = append(happens, p.seen(i, x.Hypergame.Views[i].Sees(o.States[0])))
			} else {
				happens = append(happens, x.outcome(p, k))
			}
		}
		verdict := Text{{"no", Good}}
		if n := len(e.Unforeseen); n > 0 {
			verdict = Text{{"yes", Bad}}
			if n < len(x.Result.Outcomes) {
				verdict.Add(Plain, fmt.Sprintf(", by %d of %d", n, len(x.Result.Outcomes)))
			}
		}
		row := []Text{T(p.party(i)), cell(expects), cell(happens), verdict}
		same := slices.IndexFunc(t.Rows, func(r []Text) bool {
			return slices.EqualFunc(r[1:], row[1:], func(a, b Text) bool { return a.String() == b.String() })
		})
		if same < 0 {
			t.Rows = append(t.Rows, row)
		} else {
			t.Rows[same][0].Add(Plain, ", "+p.party(i))
		}
	}
	return []Block{Heading{1, "What each party expects, and what happens"}, t}
}

// seen names a state of a picture and what is taken up in it.
func (p pictures) seen(party, q int) Text {
	t := p.state(party, q)
	if b := p.brief(party, q); b != "" {
		t.Add(Quiet, " "+b)
	}
	return t
}

// method says how it was computed.
func (x Perceived) method(p pictures) Paragraph {
	text := "Each party takes its best replies, as it sees them, one party at a time, in any order; reality carries out what can be done. "
	if x.Foresight == perception.SEQ {
		text = "Each party takes the best of those improvements that the others, as it sees them, would not punish by improvements of their own; one party at a time, in any order; reality carries out what can be done. "
	}
	text += "A party expects what follows if everybody moves as it sees them. It is surprised by an outcome that is none of those; a move surprises it if it is none of the mover's best moves as it sees them. The pictures are assumptions of the file."
	return Paragraph{Text{{strings.TrimSpace(text), Quiet}}}
}

// ExpectationSentence says what one party expects and what happens in its eyes.
func ExpectationSentence(r *perception.Result, party int) string {
	x := Perceived{Hypergame: r.Hypergame, From: r.From, Foresight: r.Options.Foresight, Result: r}
	p := newPictures(r.Hypergame)
	place := func(q int) string {
		t := p.state(party, q)
		if b := p.brief(party, q); b != "" {
			t.Add(Plain, " ["+b+"]")
		}
		return t.String()
	}
	var expects, happens []string
	for _, o := range r.Expected[party].Outcomes {
		if o.End() {
			expects = append(expects, place(o.States[0]))
		} else {
			expects = append(expects, cycleText(len(o.States), o.Terminal, p.state(party, o.States[0])).String())
		}
	}
	for k, o := range r.Outcomes {
		if o.End() {
			happens = append(happens, place(r.Hypergame.Views[party].Sees(o.States[0])))
		} else {
			happens = append(happens, x.outcome(p, k).String())
		}
	}
	if !r.Surprised(party) {
		return fmt.Sprintf("%s expects what happens: %s", p.party(party), strings.Join(happens, ", or "))
	}
	if len(expects) == 0 {
		expects = []string{"nothing, since its picture rules out how things stand"}
	}
	return fmt.Sprintf("%s expects %s; what happens, in its eyes, is %s", p.party(party), strings.Join(expects, ", or "), strings.Join(happens, ", or "))
}
