package report

import (
	"strings"

	"parley"
	"parley/analysis/perception"
)

// pictures names states of the parties' pictures for people, by their codes: pictures number their states each in its own way.
type pictures struct {
	h *perception.Hypergame
	c *parley.Conflict
	w *Words
}

func newPictures(h *perception.Hypergame) pictures {
	return pictures{h, h.Graph.Conflict(), NewWords(h.Graph)}
}

func (p pictures) party(i int) string { return p.c.Parties[i].Label() }

func (p pictures) code(party, q int) string { return p.h.Views[party].Graph.Code(q) }

// state names a state of a party's picture: as the conflict does where it has one with that code, else by its code.
func (p pictures) state(party, q int) Text {
	if q < 0 {
		return T("a state that it rules out")
	}
	code := p.code(party, q)
	if s, err := p.h.Graph.Find(code); err == nil && p.h.Graph.Code(s) == code {
		return p.named(s)
	}
	t := T("state ")
	t.Add(Code, code)
	if !p.c.GraphForm() && !strings.Contains(code, "-") {
		t.Add(Plain, " (ruled out in fact)")
	}
	return t
}

// named is Words.Short with the name of the state, if it has one.
func (p pictures) named(s int) Text {
	t := p.w.Short(s)
	if n := p.w.Name(s); n != "" && !p.c.GraphForm() {
		t.Add(Plain, ", ")
		t.Add(Strong, n)
	}
	return t
}

// brief says what is taken up in a state of a picture: Words.Brief, with a slash between options of which one is taken.
func (p pictures) brief(party, q int) string {
	if q < 0 || p.c.GraphForm() {
		return ""
	}
	code := p.code(party, q)
	var parts []string
	for i, x := range p.c.Parties {
		var taken []string
		open := map[parley.State]bool{}
		for _, k := range p.c.OptionsOf(i) {
			name := p.c.Options[k].Label()
			if len(p.c.Options) > manyOptions {
				name = strings.TrimPrefix(p.c.Options[k].ID, x.ID+".")
			}
			switch set := p.alike(party, k); {
			case code[k] == 'Y':
				taken = append(taken, name)
			case code[k] == '-' && set != 0 && !open[set]:
				open[set] = true
				taken = append(taken, p.either(set, " / ", len(p.c.Options) > manyOptions))
			}
		}
		if len(taken) > 0 {
			parts = append(parts, x.Label()+": "+strings.Join(taken, ", "))
		}
	}
	if len(parts) == 0 {
		return "nothing is taken up"
	}
	return strings.Join(parts, "; ")
}

// alike returns the set of options that look to a party like option k, 0 where none does.
func (p pictures) alike(party, k int) parley.State {
	for _, set := range p.h.Views[party].Picture.Alike {
		if set.Has(k) {
			return set
		}
	}
	return 0
}

// either names the options of a set.
func (p pictures) either(set parley.State, or string, short bool) string {
	var names []string
	for k, o := range p.c.Options {
		if !set.Has(k) {
			continue
		}
		name := "“" + o.Label() + "”"
		if short {
			name = strings.TrimPrefix(o.ID, p.c.Parties[o.Party].ID+".")
		}
		names = append(names, name)
	}
	return strings.Join(names, or)
}

// change says as an order what the change from one state of a picture to another is, as far as it is the change of one party.
func (p pictures) change(party, mover, from, to int) string {
	a, b := p.code(party, from), p.code(party, to)
	if p.c.GraphForm() {
		return "go to " + b
	}
	var up, down []string
	told := map[parley.State]bool{}
	for _, k := range p.c.OptionsOf(mover) {
		name := "“" + p.c.Options[k].Label() + "”"
		if set := p.alike(party, k); set != 0 {
			if told[set] {
				continue
			}
			told[set], name = true, p.either(set, " or ", false)
		}
		switch was, is := a[k] != 'N', b[k] != 'N'; {
		case is && !was:
			up = append(up, name)
		case was && !is:
			down = append(down, name)
		}
	}
	return taking(up, down, b)
}

// changes joins the changes to several states by "or".
func (p pictures) changes(party, mover, from int, to []int) string {
	const most = 3
	var out []string
	for k, q := range to {
		if k == most {
			out = append(out, "otherwise")
			break
		}
		out = append(out, p.change(party, mover, from, q))
	}
	return strings.Join(out, ", or ")
}
