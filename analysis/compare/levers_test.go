package compare_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"sync/atomic"
	"testing"

	"parley"
	"parley/analysis/compare"
	"parley/analysis/edit"
	"parley/game"
	"parley/logic"
	"parley/stability/stabilitytest"
)

// stand finds by the definitions how a goal stands.
func stand(t *testing.T, r *game.Rules, g *game.Graph, goal *logic.Expr) compare.Standing {
	_, holds := equilibria(t, r)
	satisfies, _ := g.Where(goal)
	var out compare.Standing
	out.Feasible = satisfies.Any()
	improvements, far := reach(g, 1), reach(g, 2)
	// Where best replies come to stay: the sets of states from which they lead nowhere else.
	yes, no := false, false
	for s, d := range far {
		at := satisfies.Test(uint(s))
		out.Stable = out.Stable || at && holds[s]
		out.Reachable = out.Reachable || at && improvements[s] >= 0
		if d < 0 {
			continue
		}
		from := closure(g, s)
		closed := true
		for q := range from {
			closed = closed && closure(g, q)[s]
		}
		if !closed {
			continue
		}
		all := true
		for q := range from {
			all = all && satisfies.Test(uint(q))
		}
		yes, no = yes || all, no || !all
	}
	switch {
	case yes && no:
		out.Ends = compare.Sometimes
	case yes:
		out.Ends = compare.Always
	}
	return out
}

// closure returns the states that best replies lead to from s, s among them.
func closure(g *game.Graph, s int) map[int]bool {
	seen, todo := map[int]bool{s: true}, []int{s}
	for ; len(todo) > 0; todo = todo[1:] {
		for i := range g.Parties() {
			for _, q := range replies(g, 2, i, todo[0]) {
				if !seen[q] {
					seen[q] = true
					todo = append(todo, q)
				}
			}
		}
	}
	return seen
}

func TestLeversAgainstTheTwin(t *testing.T) {
	met := map[string]int{}
	for seed := range many(400) {
		r := rand.New(rand.NewPCG(seed, 11))
		c := stabilitytest.Random(r, stabilitytest.Shape{States: 20, Form: stabilitytest.Options})
		if c.StatusQuo == nil {
			continue
		}
		rules, g := compiled(t, c)
		goal := logic.NewAtom(c.Options[r.IntN(len(c.Options))].ID)
		if r.IntN(2) == 0 {
			goal = logic.NewAnd(goal, logic.NewNot(logic.NewAtom(c.Options[r.IntN(len(c.Options))].ID)))
		}
		got, err := compare.Levers(ctx, rules, goal, task)
		if err != nil {
			t.Fatal(err)
		}
		if want := stand(t, rules, g, goal); got.Now != want {
			t.Fatalf("seed %d: now %+v, want %+v\n%s", seed, got.Now, want, stabilitytest.Describe(c))
		}
		for k, l := range got.Levers {
			shifting(t, seed, c, g, k, l, met)
			without, err := edit.Without(c, k)
			if (err != nil) && l.Fixed == nil {
				t.Fatalf("seed %d: option %d: %v", seed, k, err)
			}
			if err != nil {
				continue
			}
			after, ga := compiled(t, without)
			if (ga == nil) != (l.Fixed != nil) {
				t.Fatalf("seed %d: option %d is fixed: %v", seed, k, l.Fixed)
			}
			if ga == nil {
				met["fixed"]++
				continue
			}
			want := stand(t, after, ga, goal)
			if l.Without != want {
				t.Fatalf("seed %d: without option %d %+v, want %+v\n%s", seed, k, l.Without, want, stabilitytest.Describe(c))
			}
			if want.Stable != got.Now.Stable {
				met["stable"]++
			}
			if want.Ends != got.Now.Ends {
				met["ends"]++
			}
			if l.Idle(got.Now) {
				met["idle"]++
			}
		}
	}
	for _, what := range []string{"fixed", "stable", "ends", "idle", "shift", "shift later"} {
		if met[what] < 4 {
			t.Errorf("too few of %q: %v", what, met)
		}
	}
}

// shifting looks for the nearest state at which each party's best reply depends on the option.
func shifting(t *testing.T, seed uint64, c *parley.Conflict, g *game.Graph, k int, l compare.Lever, met map[string]int) {
	distance := reach(g, 2)
	for i := range c.Parties {
		if i == c.Options[k].Party {
			continue
		}
		nearest := -1
		for s, d := range distance {
			if d < 0 || len(g.Members(s)) > 1 || nearest >= 0 && d >= nearest {
				continue
			}
			code := g.Members(s)[0]
			if choice := c.Options[k].Choice; choice != "" {
				if code.Has(k) {
					continue
				}
				for o, x := range c.Options {
					if x.Choice == choice {
						code &^= 1 << o
					}
				}
			}
			q, ok := g.Index(code ^ 1<<k)
			if ok && q != s && !slices.Equal(settings(g, i, s), settings(g, i, q)) {
				nearest = d
			}
		}
		at := slices.IndexFunc(l.Shifts, func(x compare.Shift) bool { return x.Party == i })
		if (at >= 0) != (nearest >= 0) || at >= 0 && len(l.Shifts[at].Way.Steps) != nearest {
			t.Fatalf("seed %d: option %d, party %d: %+v, want the nearest at %d\n%s", seed, k, i, l.Shifts, nearest, stabilitytest.Describe(c))
		}
		if at < 0 {
			continue
		}
		if nearest == 0 {
			met["shift"]++
		} else {
			met["shift later"]++
		}
		for n, s := range l.Shifts[at].States {
			if !sameSet(l.Shifts[at].Replies[n], replies(g, 2, i, s)) {
				t.Fatalf("seed %d: replies of %+v", seed, l.Shifts[at])
			}
		}
		if on := g.Code(l.Shifts[at].States[1])[k]; on == 'N' || g.Code(l.Shifts[at].States[0])[k] == 'Y' {
			t.Fatalf("seed %d: %+v is not without and with the option", seed, l.Shifts[at])
		}
	}
}

// settings lists what a party may have taken after its best reply from a state.
func settings(g *game.Graph, i, s int) []string {
	to := replies(g, 2, i, s)
	if len(to) == 0 {
		to = []int{s}
	}
	var out []string
	for _, q := range to {
		own := ""
		for _, k := range g.Conflict().OptionsOf(i) {
			own += string(g.Code(q)[k])
		}
		out = append(out, own)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func TestLeversStopEarly(t *testing.T) {
	c := stabilitytest.Random(rand.New(rand.NewPCG(1, 2)), stabilitytest.Shape{Form: stabilitytest.Options, Plain: true})
	_, g := compiled(t, c)
	c.StatusQuo = &parley.Place{State: g.Members(0)[0]}
	rules, _ := compiled(t, c)
	stopped, cancel := context.WithCancel(ctx)
	cancel()
	if _, err := compare.Levers(stopped, rules, logic.NewAtom(c.Options[0].ID), task); err == nil {
		t.Error("a search that was stopped before it began reports nothing wrong")
	}
	partly := 0
	for asked := range int64(400) {
		left := &atomic.Int64{}
		left.Store(asked)
		one := task
		one.Workers = 1
		got, err := compare.Levers(countdown{ctx, left}, rules, logic.NewAtom(c.Options[0].ID), one)
		if err != nil {
			if !errors.Is(err, context.Canceled) {
				t.Fatal(err)
			}
			continue
		}
		judged := 0
		for k, l := range got.Levers {
			if l.Option != k {
				t.Fatalf("lever %d is option %d", k, l.Option)
			}
			if l.Judged {
				judged++
			}
		}
		if got.Stopped != (judged < len(got.Levers)) {
			t.Fatalf("%d of %d options judged, stopped %v", judged, len(got.Levers), got.Stopped)
		}
		if got.Stopped && judged > 0 {
			partly++
		}
	}
	if partly == 0 {
		t.Error("no report was partial")
	}
}

// countdown is a context that ends after it was asked so often.
type countdown struct {
	context.Context
	left *atomic.Int64
}

func (c countdown) Err() error {
	if c.left.Add(-1) < 0 {
		return context.Canceled
	}
	return nil
}
