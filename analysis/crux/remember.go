package crux

import (
	"context"
	"encoding/binary"

	"github.com/bits-and-blooms/bitset"

	"parley/game"
	"parley/stability"
)

// remembering is an engine that remembers, within a world, at which states each party is stable. A party's stability depends
// on its own ranking and on what pays the others, which is how they rank the states that they can move between (doc/theory.md
// 1.5); so that a change to one party's preference leaves much of what was judged as it was. Other concepts than the five it
// knows this of are passed on.
type remembering struct {
	stability.Engine
	world   *world
	numbers []ids // of the graph's preferences
	graph   *game.Graph
}

// stableSets holds the stable states by a key of everything that they depend on.
type stableSets map[string]*bitset.BitSet

// Solve implements stability.Engine.
func (e *remembering) Solve(ctx context.Context, r *game.Rules, t stability.Task) (*stability.Result, error) {
	mine, err := e.knows(ctx, r, t)
	if err != nil {
		return nil, err
	}
	if !mine {
		return e.Engine.Solve(ctx, r, t)
	}
	known, keys := e.known(t.Concepts[0])
	var missing stability.Coalition
	for i, set := range known {
		if set == nil {
			missing |= 1 << i
		}
	}
	if err := e.judge(ctx, r, t, missing, known, keys); err != nil {
		return nil, err
	}
	v := stability.Verdict{Concept: t.Concepts[0], Stable: known, Equilibria: known[0].Clone()}
	for _, set := range known[1:] {
		v.Equilibria.InPlaceIntersection(set)
	}
	return &stability.Result{Engine: e.Name(), Graph: e.graph, Choices: t.Choices, Verdicts: []stability.Verdict{v}}, nil
}

// knows reports whether a task is one whose answers are remembered.
func (e *remembering) knows(ctx context.Context, r *game.Rules, t stability.Task) (bool, error) {
	g, err := r.Expand(ctx, game.Expansion{Limits: t.Limits, IrreversiblePerArc: t.Choices.IrreversiblePerArc})
	if err != nil {
		return false, err
	}
	if g != e.graph || len(t.Concepts) != 1 || t.Concepts[0].Kind > stability.SSEQ || t.Parties != 0 {
		return false, nil
	}
	return true, stability.Supports(g.Conflict(), t.Concepts[0], t.Choices)
}

// known returns what is remembered for each party, nil where nothing is, and the keys under which it is.
func (e *remembering) known(c stability.Concept) (sets []*bitset.BitSet, keys []string) {
	sets, keys = make([]*bitset.BitSet, len(e.numbers)), make([]string, len(e.numbers))
	e.world.lock.Lock()
	defer e.world.lock.Unlock()
	for i := range keys {
		keys[i] = e.key(c, i)
		sets[i] = e.world.stable[keys[i]]
	}
	return sets, keys
}

// judge judges some parties and remembers the result.
func (e *remembering) judge(ctx context.Context, r *game.Rules, t stability.Task, parties stability.Coalition, sets []*bitset.BitSet, keys []string) error {
	if parties == 0 {
		return nil
	}
	t.Parties = parties
	fresh, err := e.Engine.Solve(ctx, r, t)
	if err != nil {
		return err
	}
	e.world.lock.Lock()
	defer e.world.lock.Unlock()
	for i, set := range fresh.Verdicts[0].Stable {
		if set != nil {
			sets[i], e.world.stable[keys[i]] = set, set
		}
	}
	return nil
}

// probing is a remembering engine that judges no more parties than it takes to see that no state of a set is an equilibrium:
// first those that it remembers, then the one that most often left every state.
type probing struct{ *remembering }

// Probe implements claims.Prober.
func (e probing) Probe(ctx context.Context, r *game.Rules, t stability.Task, set *bitset.BitSet) (bool, error) {
	mine, err := e.knows(ctx, r, t)
	if err != nil {
		return false, err
	}
	if !mine {
		x, err := e.Engine.Solve(ctx, r, t)
		if err != nil {
			return false, err
		}
		return set.IntersectionCardinality(x.Verdicts[0].Equilibria) > 0, nil
	}
	known, keys := e.known(t.Concepts[0])
	left, first := set.Clone(), -1
	var missing stability.Coalition
	leaves := func(i int) bool { // nothing is left of the set once party i has left
		if left.InPlaceIntersection(known[i]); left.None() {
			e.world.kills[i].Add(1)
		}
		return left.None()
	}
	for i := range known {
		switch {
		case known[i] == nil:
			if missing |= 1 << i; first < 0 || e.world.kills[i].Load() > e.world.kills[first].Load() {
				first = i
			}
		case leaves(i):
			return false, nil
		}
	}
	for _, some := range []stability.Coalition{missing & (1 << max(first, 0)), missing &^ (1 << max(first, 0))} {
		if err := e.judge(ctx, r, t, some, known, keys); err != nil {
			return false, err
		}
		for i := range known {
			if some.Has(i) && leaves(i) {
				return false, nil
			}
		}
	}
	return left.Any(), nil
}

// key writes down what the stability of a party depends on: for Nash how it ranks its own moves; for GMR and SMR its ranking;
// for SEQ and SSEQ also what pays each of the others.
func (e *remembering) key(c stability.Concept, party int) string {
	b := append([]byte(c.String()), 0, byte(party))
	if c.Kind == stability.Nash {
		return string(binary.LittleEndian.AppendUint32(b, uint32(e.numbers[party].replies)))
	}
	b = binary.LittleEndian.AppendUint32(b, uint32(e.numbers[party].ranking))
	if c.Kind == stability.SEQ || c.Kind == stability.SSEQ {
		for j, n := range e.numbers {
			if j != party {
				b = binary.LittleEndian.AppendUint32(b, uint32(n.replies))
			}
		}
	}
	return string(b)
}
