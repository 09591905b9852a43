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
	g, err := r.Expand(ctx, game.Expansion{Limits: t.Limits, IrreversiblePerArc: t.Choices.IrreversiblePerArc})
	if err != nil {
		return nil, err
	}
	if g != e.graph || len(t.Concepts) != 1 || t.Concepts[0].Kind > stability.SSEQ || t.Parties != 0 {
		return e.Engine.Solve(ctx, r, t)
	}
	if err := stability.Supports(g.Conflict(), t.Concepts[0], t.Choices); err != nil {
		return nil, err
	}
	v := stability.Verdict{Concept: t.Concepts[0], Stable: make([]*bitset.BitSet, g.Parties())}
	keys := make([]string, g.Parties())
	e.world.lock.Lock()
	for i := range keys {
		keys[i] = e.key(v.Concept, i)
		if v.Stable[i] = e.world.stable[keys[i]]; v.Stable[i] == nil {
			t.Parties |= 1 << i
		}
	}
	e.world.lock.Unlock()
	if t.Parties != 0 {
		fresh, err := e.Engine.Solve(ctx, r, t)
		if err != nil {
			return nil, err
		}
		e.world.lock.Lock()
		for i, set := range fresh.Verdicts[0].Stable {
			if set != nil {
				v.Stable[i] = set
				e.world.stable[keys[i]] = set
			}
		}
		e.world.lock.Unlock()
	}
	v.Equilibria = v.Stable[0].Clone()
	for _, set := range v.Stable[1:] {
		v.Equilibria.InPlaceIntersection(set)
	}
	return &stability.Result{Engine: e.Name(), Graph: g, Choices: t.Choices, Verdicts: []stability.Verdict{v}}, nil
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
