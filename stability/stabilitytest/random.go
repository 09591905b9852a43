package stabilitytest

import (
	"context"
	"fmt"
	"math/rand/v2"

	"parley"
	"parley/game"
	"parley/logic"
)

// Shape narrows what Random draws. The zero value allows everything.
type Shape struct {
	Parties int  // number of parties; 0: 2 to 5
	States  int  // states at most; 0: 48
	Form    Form // option form, graph form or either
	Certain bool // no unknown preferences
	Strict  bool // certain preferences without ties
	Plain   bool // no bars, no merged states
}

// Form is how a conflict states what can happen.
type Form uint8

// The forms that Random may draw.
const (
	AnyForm Form = iota
	Options
	Listed
)

// Random draws a conflict that compiles and whose states can be listed. It covers rules, choices between levels,
// irreversible options of both kinds, bars of every shape, merged states, all three methods of preference with ties,
// strength and rivals, and graph form with intransitive and common moves. Equal seeds yield equal conflicts.
func Random(r *rand.Rand, shape Shape) *parley.Conflict {
	if shape.States == 0 {
		shape.States = 48
	}
	for {
		if c := draw(r, shape); c != nil {
			return c
		}
	}
}

// draw returns nil where what it drew is of no use: no state is feasible, or too many are.
func draw(r *rand.Rand, shape Shape) *parley.Conflict {
	d := &drawing{Rand: r, shape: shape, c: &parley.Conflict{Title: "A random conflict"}}
	n := shape.Parties
	if n == 0 {
		n = []int{2, 2, 2, 3, 3, 3, 4, 4, 5}[r.IntN(9)]
	}
	for i := range n {
		d.c.Parties = append(d.c.Parties, parley.Party{ID: fmt.Sprintf("p%d", i)})
		d.c.Preferences = append(d.c.Preferences, parley.Preference{})
	}
	if shape.Form == Listed || shape.Form == AnyForm && d.oneIn(4) {
		d.graph()
	} else {
		d.options()
	}
	g := d.list(shape.States)
	if g == nil {
		return nil
	}
	if !d.oneIn(6) {
		members := g.Members(r.IntN(g.Len()))
		d.c.StatusQuo = &parley.Place{State: members[r.IntN(len(members))]}
	}
	for i := range n {
		d.c.Preferences[i] = d.preference(g)
	}
	if d.list(shape.States) == nil {
		panic("stabilitytest: the conflict drawn cannot be listed:\n" + Describe(d.c))
	}
	return d.c
}

// drawing is a conflict in the making.
type drawing struct {
	*rand.Rand
	shape Shape
	c     *parley.Conflict
}

// oneIn returns true once in n times.
func (d *drawing) oneIn(n int) bool { return d.IntN(n) == 0 }

// list returns the listed states, nil where there are none or more than most.
func (d *drawing) list(most int) *game.Graph {
	rules, err := game.Compile(d.c)
	if err != nil {
		panic("stabilitytest: " + err.Error() + "\n" + Describe(d.c))
	}
	g, err := rules.Expand(context.Background(), game.Expansion{Limits: game.Limits{States: most}})
	if err != nil {
		return nil
	}
	return g
}

// options draws the option form: who can do what, which states are feasible, how one moves.
func (d *drawing) options() {
	c := d.c
	for i := range c.Parties {
		owned := 1 + d.IntN(4)
		if len(c.Parties) > 3 {
			owned = 1 + d.IntN(2)
		}
		if owned >= 2 && d.oneIn(6) { // some of them are the levels of a choice
			for level := range 2 + d.IntN(2) {
				choice := c.Parties[i].ID + ".c"
				c.Options = append(c.Options, parley.Option{ID: fmt.Sprintf("%s.l%d", choice, level), Party: i, Choice: choice})
			}
			owned -= 2
		}
		for k := range owned {
			c.Options = append(c.Options, parley.Option{ID: fmt.Sprintf("%s.o%d", c.Parties[i].ID, k), Party: i})
		}
	}
	d.Shuffle(len(c.Options), func(a, b int) { c.Options[a], c.Options[b] = c.Options[b], c.Options[a] })
	for k := range c.Options {
		switch d.IntN(12) {
		case 0:
			c.Options[k].StaysTaken = true
		case 1:
			c.Options[k].StaysDropped = true
		}
	}
	rules := d.IntN(3)
	if len(c.Options) > 6 {
		rules++
	}
	for range rules {
		c.Rules = append(c.Rules, parley.Rule{Formula: d.formula(2)})
	}
	if d.shape.Plain {
		return
	}
	if d.oneIn(2) {
		for range 1 + d.IntN(2) {
			c.Bars = append(c.Bars, d.bar())
		}
	}
	if d.oneIn(4) {
		for range 1 + d.IntN(2) {
			c.Merges = append(c.Merges, parley.Merge{Formula: d.formula(1)})
		}
	}
}

// bar draws one of the three kinds of items in the section `moves` of a scenario file.
func (d *drawing) bar() parley.Bar {
	b := parley.Bar{Party: parley.AnyParty}
	if d.oneIn(3) {
		b.Party = d.IntN(len(d.c.Parties))
	}
	x, y := d.formula(1).Expr, d.formula(1).Expr
	switch d.IntN(3) {
	case 0:
		b.From, b.To = logic.NewAnd(logic.NewNot(x), logic.NewNot(y)), x
		b.Text = x.String() + " only after " + y.String()
	case 1:
		b.From, b.To = x, logic.NewNot(x)
		b.Text = "irreversible " + x.String()
	case 2:
		b.From, b.To = x, y
		b.Text = "never from " + x.String() + " to " + y.String()
	}
	return b
}

// formula draws a formula over the options, or the listed states.
func (d *drawing) formula(depth int) parley.Formula { return parley.Formula{Expr: d.expr(depth)} }

func (d *drawing) expr(depth int) *logic.Expr {
	if depth == 0 || d.oneIn(4) {
		names := d.c.Names()
		atom := logic.NewAtom(names[d.IntN(len(names))])
		if d.oneIn(3) {
			return logic.NewNot(atom)
		}
		return atom
	}
	e := &logic.Expr{Op: logic.Op(int(logic.Not) + d.IntN(8))}
	operands := 2
	switch e.Op {
	case logic.Not:
		operands = 1
	case logic.And, logic.Or, logic.ExactlyOne, logic.AtMostOne, logic.AtLeast:
		operands += d.IntN(2)
	}
	if e.Op == logic.AtLeast {
		e.N = 1 + d.IntN(operands)
	}
	for range operands {
		e.Args = append(e.Args, d.expr(depth-1))
	}
	return e
}

// graph draws the graph form: states, and for each party any moves between them.
func (d *drawing) graph() {
	states := 2 + d.IntN(min(d.shape.States, 12)-1)
	for s := range states {
		d.c.States = append(d.c.States, parley.ListedState{ID: fmt.Sprintf("s%d", s+1)})
	}
	for i := range d.c.Parties {
		density := d.IntN(50)
		for from := range states {
			for to := range states {
				if from != to && d.IntN(100) < density {
					d.c.Arcs = append(d.c.Arcs, parley.Arc{Party: i, From: from, To: to})
				}
			}
		}
	}
}
