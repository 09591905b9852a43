package report

import (
	"fmt"
	"slices"
	"strings"
)

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
