package claims_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"parley"
	"parley/analysis/claims"
	"parley/analysis/edit"
	"parley/analysis/paths"
	"parley/game"
	"parley/logic"
	"parley/stability"
	"parley/stability/explicit"
	"parley/stability/naive"
	"parley/stability/stabilitytest"
)

// twin answers tests by the definitions of doc/format.md, state by state, with nothing kept and nothing clever.
type twin struct {
	t       *testing.T
	g       *game.Graph
	choices stability.Choices
}

// holds returns the states in which a formula holds.
func (w *twin) holds(text string) []int {
	f, err := w.g.Conflict().Formula(text)
	if err != nil {
		w.t.Fatal(err)
	}
	c := w.g.Conflict()
	var out []int
	for s := range w.g.Len() {
		every := true
		for _, m := range w.g.Members(s) {
			every = every && f.Expr.Eval(func(name string) bool {
				for k, o := range c.Options {
					if o.ID == name {
						return m.Has(k)
					}
				}
				return c.States[m].ID == name
			})
		}
		if every {
			out = append(out, s)
		}
	}
	return out
}

func (w *twin) in(states []int, s int) bool {
	for _, x := range states {
		if x == s {
			return true
		}
	}
	return false
}

func (w *twin) starts(from string) []int {
	if from == "" {
		return []int{w.g.StatusQuo()}
	}
	return w.holds(from)
}

func (w *twin) stable(goal string, c stability.Concept) bool {
	r, err := naive.Engine{}.Solve(context.Background(), w.g.Rules(), stability.Task{Concepts: []stability.Concept{c}, Choices: w.choices})
	if err != nil {
		w.t.Fatal(err)
	}
	for _, s := range w.holds(goal) {
		every := true
		for _, set := range r.Verdicts[0].Stable {
			every = every && set.Test(uint(s))
		}
		if every {
			return true
		}
	}
	return false
}

func (w *twin) tempts(i, q, s int) bool {
	switch w.g.Compare(i, q, s) {
	case game.Better, game.MuchBetter:
		return true
	case game.Unknown:
		return w.choices.Unknown.Tempts()
	}
	return false
}

// replies returns the best replies of anybody at s: improvements to which no other one is preferred for certain.
func (w *twin) replies(s int) []int {
	var out []int
	for i := range w.g.Parties() {
		var better []int
		for _, q := range w.g.AppendMoves(nil, i, s) {
			if w.tempts(i, int(q), s) {
				better = append(better, int(q))
			}
		}
		for _, q := range better {
			best := true
			for _, r := range better {
				if x := w.g.Compare(i, r, q); x == game.Better || x == game.MuchBetter {
					best = false
				}
			}
			if best {
				out = append(out, q)
			}
		}
	}
	return out
}

// after returns every state that best replies can lead to from s, itself included.
func (w *twin) after(s int) []int {
	out := []int{s}
	for k := 0; k < len(out); k++ {
		for _, q := range w.replies(out[k]) {
			if !w.in(out, q) {
				out = append(out, q)
			}
		}
	}
	return out
}

func (w *twin) reached(goal, from string, never bool) bool {
	target := w.holds(goal)
	for _, start := range w.starts(from) {
		for _, s := range w.after(start) {
			if len(w.replies(s)) == 0 {
				if w.in(target, s) == never {
					return false
				}
				continue
			}
			rests := false // somewhere an end can still be reached: else s leads into a cycle without a way out
			for _, q := range w.after(s) {
				rests = rests || len(w.replies(q)) == 0
			}
			if !rests && !never {
				return false
			}
		}
	}
	return true
}

// canReach lists every legal sequence from one state: a node is a state with who moved last, or with all who have moved.
func (w *twin) canReach(start int, target []int, by paths.Mode) bool {
	type node struct {
		s, last int
		moved   uint64
	}
	seen := map[node]bool{}
	var visit func(n node) bool
	visit = func(n node) bool {
		if w.in(target, n.s) {
			return true
		}
		if seen[n] {
			return false
		}
		seen[n] = true
		for i := range w.g.Parties() {
			if i == n.last || w.choices.EachOnce && n.moved>>i&1 == 1 {
				continue
			}
			for _, q := range w.g.AppendMoves(nil, i, n.s) {
				if by != paths.Moves && !w.tempts(i, int(q), n.s) {
					continue
				}
				if by == paths.BestReplies && !w.best(i, int(q), n.s) {
					continue
				}
				next := node{s: int(q), last: i}
				if w.choices.EachOnce {
					next.moved = n.moved | 1<<i
				}
				if visit(next) {
					return true
				}
			}
		}
		return false
	}
	return visit(node{s: start, last: -1})
}

func (w *twin) best(i, q, s int) bool {
	for _, r := range w.g.AppendMoves(nil, i, s) {
		if x := w.g.Compare(i, int(r), q); w.tempts(i, int(r), s) && (x == game.Better || x == game.MuchBetter) {
			return false
		}
	}
	return true
}

// without is the twin of the conflict in which an option is never taken, nil where there is none.
func (w *twin) without(option int) *twin {
	c, err := edit.Without(w.g.Conflict(), option)
	if err != nil {
		return nil
	}
	rules, err := game.Compile(c)
	if err != nil {
		w.t.Fatal(err)
	}
	g, err := rules.Expand(context.Background(), game.Expansion{})
	if err != nil {
		return nil
	}
	return &twin{w.t, g, w.choices}
}

// ask answers a test; ok is false where the test cannot be put.
func (w *twin) ask(t claims.Test) (answer, ok bool) {
	option := func(name string) int {
		for k, o := range w.g.Conflict().Options {
			if o.ID == name {
				return k
			}
		}
		return -1
	}
	noStart := func(from string) bool {
		return from == "" && w.g.StatusQuo() < 0 || from != "" && len(w.holds(from)) == 0
	}
	switch t := t.(type) {
	case claims.Stable:
		return w.stable(t.Goal, t.Concept) != t.Never, stability.Supports(w.g.Conflict(), t.Concept, w.choices) == nil
	case claims.Reached:
		if noStart(t.From) {
			return false, false
		}
		return w.reached(t.Goal, t.From, t.Never), true
	case claims.CanReach:
		if noStart(t.From) {
			return false, false
		}
		for _, s := range w.starts(t.From) {
			if !w.canReach(s, w.holds(t.Goal), t.By) {
				return false, true
			}
		}
		return true, true
	case claims.Requires:
		if noStart("") || w.g.Conflict().GraphForm() {
			return false, false
		}
		needed := true
		for _, name := range t.Each {
			x := w.without(option(name))
			if x == nil {
				return false, false
			}
			needed = needed && !x.canReach(x.g.StatusQuo(), x.holds(t.Goal), paths.Improvements)
		}
		return needed, true
	case claims.NoEffect:
		s, r, ok := w.effect(option(t.Lever), t.Goal, t.Concept)
		return s == 0 && r == 0, ok
	case claims.Enables:
		s, r, ok := w.effect(option(t.Lever), t.Goal, t.Concept)
		return s > 0 || r > 0, ok
	case claims.Prefers:
		i := w.g.Conflict().PartyIndex(t.Party)
		for _, s := range w.holds(t.State) {
			for _, q := range w.holds(t.To) {
				if x := w.g.Compare(i, s, q); x != game.Better && x != game.MuchBetter {
					return false, true
				}
			}
		}
		return true, true
	case claims.Not:
		a, ok := w.ask(t.Test)
		return !a, ok
	case claims.AllOf:
		all := true
		for _, p := range t {
			a, ok := w.ask(p)
			if !ok {
				return false, false
			}
			all = all && a
		}
		return all, true
	case claims.AnyOf:
		any := false
		for _, p := range t {
			a, ok := w.ask(p)
			if !ok {
				return false, false
			}
			any = any || a
		}
		return any, true
	}
	w.t.Fatalf("the twin does not know %T", t)
	return false, false
}

// effect compares with and without an option: 1 where the option brings about that the goal is stable, -1 where it prevents
// that, 0 where it does neither; the same for reached.
func (w *twin) effect(option int, goal string, c stability.Concept) (stable, reached int, ok bool) {
	if w.g.StatusQuo() < 0 || w.g.Conflict().GraphForm() {
		return 0, 0, false
	}
	x := w.without(option)
	if x == nil {
		return 0, 0, false
	}
	diff := func(with, without bool) int {
		switch {
		case with == without:
			return 0
		case with:
			return 1
		}
		return -1
	}
	return diff(w.stable(goal, c), x.stable(goal, c)), diff(w.reached(goal, "", false), x.reached(goal, "", false)), true
}

// drawTest draws a test that a conflict may be put to, of the given depth at most.
func drawTest(r *rand.Rand, c *parley.Conflict, depth int) claims.Test {
	names := c.Names()
	literal := func() *logic.Expr {
		e := logic.NewAtom(names[r.IntN(len(names))])
		if r.IntN(2) == 0 {
			return logic.NewNot(e)
		}
		return e
	}
	formula := func() string {
		e := literal()
		switch r.IntN(4) {
		case 0:
			e = logic.NewAnd(e, literal(), literal())
		case 1:
			e = logic.NewAnd(e, literal())
		case 2:
			e = logic.NewOr(e, literal())
		}
		return e.String()
	}
	option := func() string { return names[r.IntN(len(names))] }
	party := func() string { return c.Parties[r.IntN(len(c.Parties))].ID }
	from := func() string {
		if r.IntN(3) == 0 {
			return formula()
		}
		return ""
	}
	concept := stability.Concept{Kind: []stability.Kind{stability.SEQ, stability.SEQ, stability.Nash, stability.GMR, stability.SMR, stability.SSEQ}[r.IntN(6)]}
	never := r.IntN(2) == 0
	verbs := 7
	if depth > 0 {
		verbs = 10
	}
	switch r.IntN(verbs) {
	case 0:
		return claims.Stable{Goal: formula(), Concept: concept, Never: never}
	case 1:
		return claims.Reached{Goal: formula(), From: from(), Never: never}
	case 2:
		return claims.CanReach{Goal: formula(), From: from(), By: []paths.Mode{paths.Moves, paths.Improvements, paths.BestReplies}[r.IntN(3)]}
	case 3:
		return claims.Requires{Goal: formula(), Each: []string{option(), option()}}
	case 4:
		return claims.NoEffect{Lever: option(), Goal: formula(), Concept: concept}
	case 5:
		return claims.Enables{Lever: option(), Goal: formula(), Concept: concept}
	case 6:
		return claims.Prefers{Party: party(), State: formula(), To: formula()}
	case 7:
		return claims.Not{Test: drawTest(r, c, depth-1)}
	case 8:
		return claims.AllOf{drawTest(r, c, depth-1), drawTest(r, c, depth-1)}
	}
	return claims.AnyOf{drawTest(r, c, depth-1), drawTest(r, c, depth-1)}
}

// Every verb must answer as its definition does, on conflicts of every kind.
func TestTestsAgreeWithTheirDefinitions(t *testing.T) {
	conflicts, ctx := 1200, context.Background()
	if testing.Short() {
		conflicts = 250
	}
	put, yes := map[string]int{}, map[string]int{}
	for seed := range uint64(conflicts) {
		r := rand.New(rand.NewPCG(seed, 21))
		c := stabilitytest.Random(r, stabilitytest.Shape{States: 14})
		var choices stability.Choices
		choices.EachOnce = r.IntN(6) == 0
		choices.Unknown = stability.Extension(r.IntN(5))
		rules, err := game.Compile(c)
		if err != nil {
			t.Fatal(err)
		}
		g, err := rules.Expand(ctx, game.Expansion{})
		if err != nil {
			t.Fatal(err)
		}
		s := claims.NewSituation(g, claims.Setting{Engine: explicit.Engine{}, Choices: choices}, nil)
		w := &twin{t, g, choices}
		for range 8 {
			test := drawTest(r, c, 1)
			want, can := w.ask(test)
			a, err := s.Explain(ctx, test)
			if (err == nil) != can {
				t.Fatalf("seed %d: %s: %v, but the definition says %v\n%s", seed, test, err, can, stabilitytest.Describe(c))
			}
			if err != nil {
				continue
			}
			if a.Holds != want {
				t.Fatalf("seed %d: %s is answered %v, should be %v (%+v)\n%s", seed, test, a.Holds, want, choices, stabilitytest.Describe(c))
			}
			name := fmt.Sprintf("%T", test)
			put[name]++
			if want {
				yes[name]++
			}
		}
	}
	for name, n := range put {
		if yes[name] == 0 || yes[name] == n {
			t.Errorf("%s: %d of %d answers are yes: nothing is told apart", name, yes[name], n)
		}
	}
	if len(put) != 10 {
		t.Errorf("only these were put: %v", put)
	}
	t.Log(put, yes)
}
