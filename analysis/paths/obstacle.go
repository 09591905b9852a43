package paths

import (
	"context"

	"github.com/bits-and-blooms/bitset"

	"parley/analysis/sequence"
	"parley/game"
	"parley/stability"
)

// Cause is why a goal cannot be reached.
type Cause uint8

const (
	// NoState: no feasible state satisfies the goal.
	NoState Cause = iota
	// NoMoves: no sequence of moves leads there, whatever the parties want.
	NoMoves
	// NoIncentive: some sequence of moves leads there, but none of which every mover would take its step.
	NoIncentive
)

// String returns the name used in commands and JSON.
func (c Cause) String() string { return [...]string{"no-state", "no-moves", "no-incentive"}[c] }

// Obstacle tells why a goal cannot be reached.
type Obstacle struct {
	Cause   Cause
	Reached int // number of states that can be reached, the start included
	// Nearest, with NoIncentive: a path to the goal by any moves with the fewest steps that a mover would not take, and
	// among those a shortest one. Against names the movers who would not, step by step.
	Nearest *sequence.Path
	Against []Objection
	// Openings, with NoMoves: what would have to be allowed for a way to open, each entry enough by itself. Empty where
	// nothing of the kind would do.
	Openings []Opening
}

// Objection is a mover that would not take a step, or not this one.
type Objection struct {
	Step     int // its place in the path
	Party    int
	Relation game.Relation // how the party compares where the step leads with where it begins
	Instead  []int         // the party's best replies from there, ascending
}

// Opening is something that would have to be allowed, with a shortest path that it would open. One of the other fields is set.
type Opening struct {
	// Again: a party would have to move twice, or twice in a row.
	Again bool
	// Parties that would have to move though the question leaves them out.
	Parties stability.Coalition
	// Together is a smallest coalition that would have to move at once; Rules are those that forbid its members to move one
	// after the other, as game.Rules.Feasible names them. With EachOnce coalitions are not tried.
	Together stability.Coalition
	Rules    []string
	// Irreversible are options that would have to be reversible, and Bars the bars that would have to go, by their places in
	// the conflict: one of the two by itself, or where no one is enough a set from which nothing can be left out.
	Irreversible, Bars []int
	Path               *sequence.Path
}

// Obstruct tells why no state of the goal can be reached; it returns nil where one can. The cost is that of two searches;
// where not even moves lead to the goal, one search for each bar, each irreversible option and some coalitions.
func Obstruct(ctx context.Context, g *game.Graph, from int, goal *bitset.BitSet, o Options) (*Obstacle, error) {
	tree, err := Reachable(ctx, g, from, o)
	if err != nil {
		return nil, err
	}
	reached := tree.Reached()
	if reached.IntersectionCardinality(goal) > 0 {
		return nil, nil
	}
	out := &Obstacle{Reached: int(reached.Count())}
	if goal.None() {
		return out, nil
	}
	chosen, err := o.search(g)
	if err != nil {
		return nil, err
	}
	anything := o
	anything.Mode = o.Mode.any()
	x, err := anything.search(g)
	if err != nil {
		return nil, err
	}
	n := &nearest{
		ctx: ctx, search: x, free: x.Free() && chosen.Free(),
		moves: sequence.NewSteps(g, sequence.Moves, false), chosen: sequence.NewSteps(g, chosen.Kind, chosen.Unknown),
	}
	if o.Mode != anything.Mode {
		if out.Nearest, err = n.find(from, goal); err != nil {
			return nil, err
		}
	}
	if out.Nearest != nil {
		out.Cause, out.Against = NoIncentive, objections(g, out.Nearest, o)
		return out, nil
	}
	out.Cause = NoMoves
	b := &barriers{ctx: ctx, g: g, from: from, goal: goal, options: anything}
	out.Openings, err = b.openings()
	return out, err
}
