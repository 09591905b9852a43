package report

import (
	"fmt"
	"strings"

	"parley"
	"parley/game"
)

// parties lists who can do what, and what is done as things stand.
func parties(g *game.Graph) []Block {
	c := g.Conflict()
	if c.GraphForm() {
		t := Table{Name: "states", Columns: []Column{{"State", Left}, {"Meaning", Left}}}
		for _, p := range c.Parties {
			t.Columns = append(t.Columns, Column{p.Label() + " can move to", Left})
		}
		for s, x := range c.States {
			row := []Text{{{x.ID, Code}}, T(x.Name)}
			for i := range c.Parties {
				var to []string
				for _, q := range g.AppendMoves(nil, i, s) {
					to = append(to, g.Code(int(q)))
				}
				row = append(row, T(strings.Join(to, " ")))
			}
			t.Rows = append(t.Rows, row)
		}
		return []Block{Heading{1, "What can be, and who can change it"}, t}
	}
	t := Table{Name: "options", Columns: []Column{{"Party", Left}, {"Option", Left}, {"Meaning", Left}, {"Now", Center}}}
	now := "·"
	for i, p := range c.Parties {
		label := p.Label()
		for _, k := range c.OptionsOf(i) {
			o := c.Options[k]
			now = ""
			if sq := g.StatusQuo(); sq >= 0 {
				now = map[byte]string{'Y': "●", 'N': "·", '-': "-"}[g.Code(sq)[k]]
			}
			meaning := T(o.Label())
			switch {
			case o.StaysTaken && o.StaysDropped:
				meaning.Add(Quiet, " (cannot be changed)")
			case o.StaysTaken:
				meaning.Add(Quiet, " (irreversible)")
			case o.StaysDropped:
				meaning.Add(Quiet, " (once dropped, gone)")
			}
			if o.Choice != "" {
				meaning.Add(Quiet, " (one level of "+strings.TrimPrefix(o.Choice, p.ID+".")+")")
			}
			t.Rows = append(t.Rows, []Text{{{label, Strong}}, {{o.ID, Code}}, meaning, T(now)})
			label = ""
		}
	}
	if g.StatusQuo() < 0 {
		t.Columns = t.Columns[:3]
		for i := range t.Rows {
			t.Rows[i] = t.Rows[i][:3]
		}
	}
	return []Block{Heading{1, "Who is involved, and what each can do"}, t}
}

// possible says how many states there are, and what keeps the others out.
func possible(g *game.Graph) []Block {
	c := g.Conflict()
	if c.GraphForm() {
		return nil
	}
	n := len(c.Options)
	text := fmt.Sprintf("%s make %s combinations; %s feasible", plural(n, "option"), power(n), are(g.Feasible()))
	if g.Len() != g.Feasible() {
		text += ", in " + plural(g.Len(), "outcome")
	}
	blocks := []Block{Heading{1, "What can be"}, Paragraph{T(text + ".")}}
	l := List{}
	for _, r := range c.Rules {
		l.Items = append(l.Items, Item{Text: rule(r)})
	}
	for _, x := range c.Bars {
		t := Text{{x.Text, Code}}
		if x.Name != "" {
			t = append(T(x.Name+": "), t...)
		}
		l.Items = append(l.Items, Item{Text: t})
	}
	if len(l.Items) > 0 {
		blocks = append(blocks, l)
	}
	return blocks
}

func rule(r parley.Rule) Text {
	t := Text{{r.Formula.String(), Code}}
	if r.Name != "" {
		t = append(T(r.Name+": "), t...)
	}
	return t
}

func power(n int) string {
	if n < 50 {
		return fmt.Sprint(1 << n)
	}
	return fmt.Sprintf("2^%d", n)
}

func are(n int) string {
	if n == 1 {
		return "1 is"
	}
	return fmt.Sprintf("%d are", n)
}
