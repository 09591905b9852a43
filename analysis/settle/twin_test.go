package settle_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"parley"
	"parley/analysis/settle"
	"parley/game"
	"parley/logic"
	"parley/stability"
	"parley/stability/explicit"
	"parley/stability/naive"
	"parley/stability/stabilitytest"
)

// listed compiles a conflict and lists its states.
func listed(t testing.TB, c *parley.Conflict) *game.Graph {
	t.Helper()
	r, err := game.Compile(c)
	if err != nil {
		t.Fatal(err)
	}
	g, err := r.Expand(context.Background(), game.Expansion{})
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// question asks about the states where an option is taken.
func question(g *game.Graph, option int) settle.Question {
	seq := stability.Concept{Kind: stability.SEQ}
	e := logic.NewAtom(g.Conflict().Options[option].ID)
	return settle.Question{
		Engine: explicit.Engine{}, Hold: seq, Goal: settle.Goal{Expr: e, Text: e.String()},
		Task: stability.Task{Concepts: []stability.Concept{{Kind: stability.Nash}, seq}},
	}
}

// agreement is a conflict with some clauses, written down by listing its states and moves: the twin of what package settle
// makes of rules, bars and irreversible options.
type agreement struct {
	states []int // of the graph without clauses
	code   func(k int) parley.State
	moves  [][][]int // by party and place in states: places
	g      *game.Graph
	ranks  [][]int32
	at     map[int]int
}

// agree lists what is left of a conflict under some clauses; nil where the status quo breaks them.
func agree(g *game.Graph, clauses []settle.Clause) (*agreement, int) {
	code := func(s int) parley.State { return g.Members(s)[0] }
	status := code(g.StatusQuo())
	for _, x := range clauses {
		if x.Kind == settle.Forbid {
			status &^= 1 << x.Options[0]
		}
	}
	a := &agreement{g: g, at: map[int]int{}}
	for s := range g.Len() {
		ok := true
		for _, x := range clauses {
			switch x.Kind {
			case settle.Forbid:
				ok = ok && !code(s).Has(x.Options[0])
			case settle.Exchange:
				ok = ok && (code(s).Has(x.Options[0]) == x.Taken[0]) == (code(s).Has(x.Options[1]) == x.Taken[1])
			}
		}
		if ok {
			a.at[s] = len(a.states)
			a.states = append(a.states, s)
		}
	}
	start, ok := g.Index(status)
	if _, in := a.at[start]; !ok || !in {
		return nil, -1
	}
	for i := range g.Parties() {
		rows := make([][]int, len(a.states))
		for k, s := range a.states {
			for _, q := range g.AppendMoves(nil, i, s) {
				if to, in := a.at[int(q)]; in && a.allowed(clauses, code(s), code(int(q))) {
					rows[k] = append(rows[k], to)
				}
			}
		}
		a.moves = append(a.moves, rows)
		ranks := make([]int32, len(a.states))
		for k, s := range a.states {
			ranks[k] = g.Orders(i)[0].Rank[s]
		}
		a.ranks = append(a.ranks, ranks)
	}
	a.code = func(k int) parley.State { return code(a.states[k]) }
	return a, a.at[start]
}

// allowed reports whether clauses let a move be made.
func (a *agreement) allowed(clauses []settle.Clause, from, to parley.State) bool {
	for _, x := range clauses {
		switch x.Kind {
		case settle.Bind:
			if from.Has(x.Options[0]) && !to.Has(x.Options[0]) {
				return false
			}
		case settle.Order:
			if !from.Has(x.Options[0]) && !from.Has(x.Options[1]) && to.Has(x.Options[0]) {
				return false
			}
		}
	}
	return true
}

// equilibria returns the places of the states that hold by SEQ, judged by the naive engine as a conflict in graph form.
func (a *agreement) equilibria(t *testing.T) []int {
	c := &parley.Conflict{Parties: a.g.Conflict().Parties}
	for k := range a.states {
		c.States = append(c.States, parley.ListedState{ID: fmt.Sprintf("s%d", k)})
	}
	for i, rows := range a.moves {
		for k, row := range rows {
			for _, to := range row {
				c.Arcs = append(c.Arcs, parley.Arc{Party: i, From: k, To: to})
			}
		}
		var o parley.Order
		for rank := int32(a.g.Len()); rank >= 0; rank-- {
			var tier parley.Tier
			for k, r := range a.ranks[i] {
				if r == rank {
					tier.States = append(tier.States, c.States[k].ID)
				}
			}
			if tier.States != nil {
				o.Ranking = append(o.Ranking, tier)
			}
		}
		c.Preferences = append(c.Preferences, parley.Preference{Either: []parley.Order{o}})
	}
	r, err := game.Compile(c)
	if err != nil {
		t.Fatal(err)
	}
	result, err := naive.Engine{}.Solve(context.Background(), r, stability.Task{Concepts: []stability.Concept{{Kind: stability.SEQ}}})
	if err != nil {
		t.Fatal(err)
	}
	var out []int
	for s := range result.Verdicts[0].Equilibria.EachSet() {
		out = append(out, int(s))
	}
	return out
}

// pays returns the places that lead on from the start by steps that every mover gains by; with together, those parties may
// also change their options at one moment.
func (a *agreement) pays(clauses []settle.Clause, start int, together []stability.Coalition) map[int]bool {
	seen := map[int]bool{start: true}
	for open := []int{start}; len(open) > 0; {
		k := open[0]
		open = open[1:]
		add := func(to int, movers stability.Coalition) {
			for i := range a.ranks {
				if movers.Has(i) && a.ranks[i][to] <= a.ranks[i][k] {
					return
				}
			}
			if !seen[to] {
				seen[to] = true
				open = append(open, to)
			}
		}
		for i := range a.moves {
			for _, to := range a.moves[i][k] {
				add(to, 1<<i)
			}
		}
		for _, h := range together {
			for to := range a.states {
				if to != k && a.g.Rules().AllowsJoint(uint64(h), a.code(k), a.code(to)) && a.allowed(clauses, a.code(k), a.code(to)) {
					add(to, h)
				}
			}
		}
	}
	return seen
}

// Every clause, alone and in pairs, must do to a goal what it does in a list of states and moves.
func TestLeversAgainstTheTwin(t *testing.T) {
	seeds := uint64(500)
	if testing.Short() {
		seeds = 20
	}
	kinds, blocked, pairs, tried := map[settle.ClauseKind]int{}, 0, 0, 0
	for seed := range seeds {
		r := rand.New(rand.NewPCG(seed, 21))
		c := stabilitytest.Random(r, stabilitytest.Shape{States: 20, Form: stabilitytest.Options, Certain: true})
		if c.StatusQuo == nil || len(c.Merges) > 0 {
			continue
		}
		g := listed(t, c)
		q := question(g, r.IntN(len(c.Options)))
		goal := q.Goal.In(g)
		if goal.None() {
			continue
		}
		first, _ := goal.NextSet(0)
		levers, err := q.Levers(context.Background(), g, int(first), 200)
		if err != nil {
			t.Fatal(err)
		}
		check := func(x settle.Trial) {
			if x.Blocked != "" {
				blocked++
				a, _ := agree(g, x.Clauses)
				left := false
				if a != nil {
					for _, s := range a.states {
						left = left || goal.Test(uint(s))
					}
				}
				choice := c.Options[x.Clauses[0].Options[0]].Choice != "" && x.Clauses[0].Kind == settle.Forbid
				if left && !choice {
					t.Errorf("seed %d: %v is blocked (%s), but can be listed", seed, x.Clauses, x.Blocked)
				}
				return
			}
			a, start := agree(g, x.Clauses)
			if a == nil {
				t.Errorf("seed %d: %v cannot be listed", seed, x.Clauses)
				return
			}
			var together []stability.Coalition
			for _, y := range x.Clauses {
				kinds[y.Kind]++
				if h := y.Together(c); h != 0 {
					together = append(together, h)
				}
			}
			holds, reached := a.equilibria(t), a.pays(x.Clauses, start, together)
			works, any := false, false
			for k, s := range a.states {
				if goal.Test(uint(s)) && slices.Contains(holds, k) {
					any = true
					works = works || reached[k]
				}
			}
			if x.Works() != works || x.Holds != any {
				t.Errorf("seed %d: with %v works %v, holds %v; listed: %v, %v\n%s", seed, x.Clauses, x.Works(), x.Holds, works, any, stabilitytest.Describe(c))
			}
			before, _ := agree(g, nil)
			var added, removed []string
			was := before.equilibria(t)
			for _, k := range holds {
				if !slices.Contains(was, a.states[k]) {
					added = append(added, g.Code(a.states[k]))
				}
			}
			for _, s := range was {
				if k, in := a.at[s]; !in || !slices.Contains(holds, k) {
					removed = append(removed, g.Code(s))
				}
			}
			slices.Sort(added)
			slices.Sort(removed)
			if !slices.Equal(added, x.Added) || !slices.Equal(removed, x.Removed) {
				t.Errorf("seed %d: with %v added %v, removed %v; listed: %v, %v", seed, x.Clauses, x.Added, x.Removed, added, removed)
			}
		}
		for _, x := range levers.Singles {
			check(x)
		}
		tried += levers.Tried
		for _, x := range levers.Pairs {
			pairs++
			check(x)
		}
	}
	if len(kinds) < 4 || blocked == 0 || !testing.Short() && pairs == 0 {
		t.Errorf("too little was tried: kinds %v, blocked %d, pairs %d of %d", kinds, blocked, pairs, tried)
	}
}
