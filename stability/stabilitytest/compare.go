package stabilitytest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/bits-and-blooms/bitset"

	"parley"
	"parley/game"
	"parley/stability"
	"parley/stability/naive"
)

// shapes are what Differential draws in turn: anything, and those kinds that an engine may have faster ways for.
var shapes = []Shape{{}, {Certain: true}, {Certain: true, Plain: true, Form: Options}, {Form: Listed}, {States: 120, Certain: true}, {Parties: 2}}

// Differential compares an engine with naive on n random conflicts, each with a random task: conflict k is drawn from
// seed+k, so that a failure can be repeated with that seed and n = 1. It stops at the first difference and describes it.
func Differential(t testing.TB, e stability.Engine, seed uint64, n int) {
	t.Helper()
	for k := range uint64(n) {
		c := Random(rand.New(rand.NewPCG(seed+k, 0)), shapes[(seed+k)%uint64(len(shapes))])
		r := rand.New(rand.NewPCG(seed+k, 1))
		task := drawTask(r, c)
		if r.IntN(4) == 0 {
			task.Parties = stability.Coalition(r.Uint64N(1 << len(c.Parties)))
		}
		if difference := compare(t.Context(), e, c, task); difference != "" {
			t.Fatalf("seed %d: %s\nchoices: %+v\n%s", seed+k, difference, task.Choices, Describe(c))
		}
	}
}

// compare solves a task with e and with naive and tells the first difference, "" where there is none.
func compare(ctx context.Context, e stability.Engine, c *parley.Conflict, task stability.Task) string {
	want, err := solve(ctx, naive.Engine{}, c, task)
	if err != nil {
		return fmt.Sprintf("naive fails: %v", err)
	}
	got, err := solve(ctx, e, c, task)
	if err != nil {
		return fmt.Sprintf("%s fails: %v", e.Name(), err)
	}
	return difference(want, got)
}

// solve compiles a conflict afresh, so that no engine profits from what another one has listed.
func solve(ctx context.Context, e stability.Engine, c *parley.Conflict, task stability.Task) (*stability.Result, error) {
	rules, err := game.Compile(c)
	if err != nil {
		return nil, err
	}
	return e.Solve(ctx, rules, task)
}

// difference tells the first difference between two results for one task. A warning that only the second one has is none:
// engines must not miss one, but may be more careful.
func difference(want, got *stability.Result) string {
	if len(want.Verdicts) != len(got.Verdicts) {
		return fmt.Sprintf("%s gives %d verdicts, %s %d", want.Engine, len(want.Verdicts), got.Engine, len(got.Verdicts))
	}
	for k, v := range want.Verdicts {
		w := got.Verdicts[k]
		if v.Concept != w.Concept || len(v.Stable) != len(w.Stable) {
			return fmt.Sprintf("verdict %d is about %s for %d by %s, %s for %d by %s", k, v.Concept, len(v.Stable), want.Engine, w.Concept, len(w.Stable), got.Engine)
		}
		for i := range v.Stable {
			who := ""
			if v.Concept.Kind.Coalitional() {
				if len(want.Coalitions) != len(got.Coalitions) || want.Coalitions[i] != got.Coalitions[i] {
					return "the coalitions judged differ"
				}
				who = "stable for " + want.Coalitions[i].Name(want.Graph.Conflict().Parties)
			} else {
				who = "stable for " + want.Graph.Conflict().Parties[i].ID
			}
			if d := differentSets(want, got, v.Stable[i], w.Stable[i], v.Concept.String()+" "+who); d != "" {
				return d
			}
		}
		if d := differentSets(want, got, v.Equilibria, w.Equilibria, v.Concept.String()+" equilibrium"); d != "" {
			return d
		}
	}
	if len(want.Warnings) > 0 && len(got.Warnings) == 0 {
		return fmt.Sprintf("%s misses the warning: %v", got.Engine, want.Warnings)
	}
	return ""
}

func differentSets(want, got *stability.Result, a, b *bitset.BitSet, what string) string {
	if a == nil || b == nil {
		if a != nil || b != nil {
			return fmt.Sprintf("%s: one of the engines does not judge it", what)
		}
		return ""
	}
	g := want.Graph
	for s := range g.Len() {
		if x, y := a.Test(uint(s)), b.Test(uint(s)); x != y {
			return fmt.Sprintf("%s, state %d %s: %s says %v, %s says %v", what, s, g.Code(s), want.Engine, x, got.Engine, y)
		}
	}
	if b.Count() != a.Count() {
		return fmt.Sprintf("%s: %s counts states that do not exist", what, got.Engine)
	}
	return ""
}
