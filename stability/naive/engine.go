package naive

import (
	"context"

	"github.com/bits-and-blooms/bitset"

	"parley/game"
	"parley/stability"
)

// Engine answers tasks by the definitions. The zero value is ready for use, and safe for concurrent use.
type Engine struct{}

// Name returns "naive".
func (Engine) Name() string { return "naive" }

// Solve implements stability.Engine. The cost grows with the product of states, moves and legal sequences, and for
// coalitional concepts with the number of coalitions: it is meant for some hundreds of states.
func (Engine) Solve(ctx context.Context, r *game.Rules, t stability.Task) (*stability.Result, error) {
	g, t, err := stability.Prepare(ctx, r, t)
	if err != nil {
		return nil, err
	}
	x := newSolver(ctx, g, t.Choices)
	out := &stability.Result{Engine: "naive", Graph: g, Choices: t.Choices}
	for _, concept := range t.Concepts {
		v := stability.Verdict{Concept: concept}
		if concept.Kind.Coalitional() {
			out.Coalitions = t.Coalitions
			for _, h := range t.Coalitions {
				v.Stable = append(v.Stable, x.where(func(s int) bool { return x.stableForCoalition(concept.Kind, h, s) }))
			}
		} else {
			for i := range g.Parties() {
				if !t.Parties.Has(i) {
					v.Stable = append(v.Stable, nil)
					continue
				}
				v.Stable = append(v.Stable, x.where(func(s int) bool { return x.stable(concept, i, s) }))
			}
		}
		if x.err != nil {
			return nil, x.err
		}
		v.Equilibria = x.inAll(v.Stable)
		out.Verdicts = append(out.Verdicts, v)
	}
	out.Warnings = x.warnings
	return out, nil
}

// solver is one run of the engine.
type solver struct {
	ctx        context.Context
	err        error // of the context; once it is set, answers are void
	g          *game.Graph
	choices    stability.Choices
	known      map[ends][]int // what once remembers
	pessimists []*pessimism   // by party
	warnings   []string
}

func newSolver(ctx context.Context, g *game.Graph, choices stability.Choices) *solver {
	return &solver{ctx: ctx, g: g, choices: choices, known: map[ends][]int{}, pessimists: make([]*pessimism, g.Parties())}
}

// stopped reports whether the context has ended. Loops that may take long ask it.
func (x *solver) stopped() bool {
	if x.err == nil {
		x.err = x.ctx.Err()
	}
	return x.err != nil
}

// where returns the set of states for which a test holds.
func (x *solver) where(test func(s int) bool) *bitset.BitSet {
	set := bitset.New(uint(x.g.Len()))
	for s := range x.g.Len() {
		if x.stopped() {
			break
		}
		set.SetTo(uint(s), test(s))
	}
	return set
}

// inAll returns the states that lie in every one of the sets; nil stands for what was not judged.
func (x *solver) inAll(sets []*bitset.BitSet) *bitset.BitSet {
	return x.where(func(s int) bool {
		for _, set := range sets {
			if set != nil && !set.Test(uint(s)) {
				return false
			}
		}
		return true
	})
}
