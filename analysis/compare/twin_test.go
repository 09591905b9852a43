package compare_test

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"

	"parley"
	"parley/analysis/compare"
	"parley/analysis/edit"
	"parley/game"
	"parley/logic"
	"parley/stability"
	"parley/stability/explicit"
	"parley/stability/naive"
	"parley/stability/stabilitytest"
)

var ctx = context.Background()

var seq = stability.Concept{Kind: stability.SEQ}

// task compares by the explicit engine; the twin judges by the definitions.
var task = compare.Task{Engine: explicit.Engine{}, Hold: seq}

func compiled(t testing.TB, c *parley.Conflict) (*game.Rules, *game.Graph) {
	t.Helper()
	r, err := game.Compile(c)
	if err != nil {
		t.Fatal(err)
	}
	g, err := r.Expand(ctx, game.Expansion{})
	if err != nil {
		return nil, nil
	}
	return r, g
}

// pairOf draws a conflict and another version of it: some preference, a rule, a bar, an option or the status quo changed.
func pairOf(t testing.TB, seed uint64) (a, b *parley.Conflict) {
	r := rand.New(rand.NewPCG(seed, 7))
	for {
		a = stabilitytest.Random(r, stabilitytest.Shape{States: 24})
		c := *a
		b = &c
		for range 1 + r.IntN(2) {
			b = changed(t, r, b)
		}
		if _, g := compiled(t, b); g != nil {
			return a, b
		}
	}
}

func changed(t testing.TB, r *rand.Rand, c *parley.Conflict) *parley.Conflict {
	_, g := compiled(t, c)
	if g == nil {
		return c
	}
	switch r.IntN(6) {
	case 0, 1: // a ranking of all states, with ties
		party := r.IntN(len(c.Parties))
		o := parley.Order{}
		for _, s := range r.Perm(g.Len()) {
			if n := len(o.Ranking); n > 0 && r.IntN(4) == 0 {
				o.Ranking[n-1].States = append(o.Ranking[n-1].States, g.Code(s))
			} else {
				o.Ranking = append(o.Ranking, parley.Tier{States: []string{g.Code(s)}})
			}
		}
		return edit.Prefer(c, party, parley.Preference{Either: []parley.Order{o}})
	case 2:
		if c.GraphForm() {
			return c
		}
		b, err := edit.Without(c, r.IntN(len(c.Options)))
		if err != nil {
			return c
		}
		return b
	case 3: // the last option is not there at all
		n := len(c.Options) - 1
		if c.GraphForm() || c.Options[n].Choice != "" || usedIn(c, c.Options[n].ID) {
			return c
		}
		b := *c
		b.Options = c.Options[:n]
		if b.StatusQuo != nil {
			b.StatusQuo = &parley.Place{State: b.StatusQuo.State &^ (1 << n)}
		}
		return &b
	case 4:
		if len(c.Bars) > 0 {
			return edit.DropBar(c, r.IntN(len(c.Bars)))
		}
		if len(c.Rules) > 0 {
			return edit.DropRule(c, r.IntN(len(c.Rules)))
		}
	case 5:
		b := *c
		members := g.Members(r.IntN(g.Len()))
		b.StatusQuo = &parley.Place{State: members[r.IntN(len(members))]}
		return &b
	}
	return c
}

// usedIn reports whether anything but the list of options names an option.
func usedIn(c *parley.Conflict, id string) bool {
	var es []*logic.Expr
	for _, x := range c.Rules {
		es = append(es, x.Expr)
	}
	for _, x := range c.Merges {
		es = append(es, x.Expr)
	}
	for _, x := range c.Bars {
		es = append(es, x.From, x.To)
	}
	for _, p := range c.Preferences {
		for _, o := range p.Either {
			if len(o.Ranking) > 0 {
				return true
			}
			for _, s := range o.Statements {
				for _, f := range s.Either {
					es = append(es, f.Expr)
				}
			}
			for _, w := range o.Weights {
				es = append(es, w.Expr)
			}
		}
	}
	return slices.ContainsFunc(es, func(e *logic.Expr) bool { return slices.Contains(e.Atoms(), id) })
}

// replies returns a party's moves of one of three kinds, by definition: 0 moves, 1 improvements, 2 best replies.
func replies(g *game.Graph, kind, party, s int) []int {
	moves := g.AppendMoves(nil, party, s)
	prefers := func(q, s int) bool {
		r := g.Compare(party, q, s)
		return r == game.Better || r == game.MuchBetter
	}
	var out []int
	for _, q := range moves {
		switch {
		case kind > 0 && !prefers(int(q), s):
		case kind > 1 && slices.ContainsFunc(moves, func(r int32) bool { return prefers(int(r), s) && prefers(int(r), int(q)) }):
		default:
			out = append(out, int(q))
		}
	}
	return out
}

// reach returns the least number of steps of a kind to each state, nobody moving twice in a row but in best replies.
func reach(g *game.Graph, kind int) []int {
	type node struct{ s, last int }
	out := slices.Repeat([]int{-1}, g.Len())
	if g.StatusQuo() < 0 {
		return out
	}
	out[g.StatusQuo()] = 0
	layer, seen := []node{{g.StatusQuo(), -1}}, map[node]bool{}
	for d := 1; len(layer) > 0; d++ {
		var next []node
		for _, n := range layer {
			for i := range g.Parties() {
				if i == n.last && kind < 2 {
					continue
				}
				for _, q := range replies(g, kind, i, n.s) {
					if x := (node{q, i}); !seen[x] {
						seen[x] = true
						next = append(next, x)
						if out[q] < 0 {
							out[q] = d
						}
					}
				}
			}
		}
		layer = next
	}
	return out
}

// rest returns the states without improvement that best replies reach.
func rest(g *game.Graph) []int {
	var out []int
	for s, d := range reach(g, 2) {
		moving := false
		for i := range g.Parties() {
			moving = moving || len(replies(g, 2, i, s)) > 0
		}
		if d >= 0 && !moving {
			out = append(out, s)
		}
	}
	return out
}

func equilibria(t testing.TB, r *game.Rules) (*stability.Result, []bool) {
	t.Helper()
	result, err := naive.Engine{}.Solve(ctx, r, stability.Task{Concepts: []stability.Concept{seq}})
	if err != nil {
		t.Fatal(err)
	}
	out := make([]bool, result.Graph.Len())
	for s := range out {
		out[s] = result.Verdicts[0].Equilibria.Test(uint(s))
	}
	return result, out
}

// label names a state by what is taken in it: ids with a mark for what is open.
func label(g *game.Graph, s int) string {
	c := g.Conflict()
	if c.GraphForm() {
		return c.States[s].ID
	}
	var ids []string
	for k, o := range c.Options {
		switch g.Code(s)[k] {
		case 'Y':
			ids = append(ids, o.ID)
		case '-':
			ids = append(ids, o.ID+"?")
		}
	}
	slices.Sort(ids)
	return "{" + join(ids) + "}"
}

func join(words []string) (s string) {
	for _, w := range words {
		s += w + " "
	}
	return s
}

func sameSet(a, b []int) bool {
	a, b = slices.Clone(a), slices.Clone(b)
	slices.Sort(a)
	slices.Sort(b)
	return slices.Equal(a, b)
}
