package compare

import (
	"context"
	"slices"

	"parley/analysis/paths"
	"parley/analysis/sequence"
	"parley/stability"
)

// Forks tells where the best replies of two conflicts part.
type Forks struct {
	// Apart: the two status quos are not the same state, so that they part before the first move.
	Apart bool
	// Shared is the number of states that best replies from the status quo lead to in both conflicts by the same steps.
	Shared int
	// Earliest are the forks that the fewest steps lead to, in the order of their ways, then of parties.
	Earliest []Fork
}

// Fork is a state that both conflicts lead to by the same steps, and at which the best replies of a party differ.
type Fork struct {
	Way     *sequence.Path // a shortest one, in the first conflict
	States  [2]int         // the state on each side
	Party   [2]int         // the party on each side, -1 where it is not there
	Replies [2][]int       // the states that the party may move to by a best reply, on each side; none: it stays
}

// Tells reports whether a move of the party decides between the two conflicts whatever it is: it moves in both, and no best
// reply is one in both. Otherwise only some moves, or the absence of any, speak for one of them.
func (f Fork) Tells(p *Pair) bool {
	if len(f.Replies[0]) == 0 || len(f.Replies[1]) == 0 {
		return false
	}
	return !slices.ContainsFunc(f.Replies[0], func(s int) bool {
		q := p.Other(0, s)
		return q >= 0 && slices.Contains(f.Replies[1], q)
	})
}

// Forks finds the earliest states at which the best replies of a party differ, following from the status quo only steps
// that are best replies in both conflicts: until then what happens fits both. Unknown says whether a preference that is not
// known is a reason to move. Both conflicts must name a status quo. A party that only one of them has counts as never
// moving in the other. The cost is one visit of every best reply from every state that both lead to.
func (p *Pair) Forks(ctx context.Context, unknown stability.Extension) (*Forks, error) {
	if p.Other(0, p.Graphs[0].StatusQuo()) != p.Graphs[1].StatusQuo() {
		return &Forks{Apart: true}, nil
	}
	tree, err := p.common(ctx, sequence.BestReplies, paths.Options{Unknown: unknown, Consecutive: true})
	if err != nil {
		return nil, err
	}
	replies := p.steps(sequence.BestReplies, unknown)
	out := &Forks{}
	least := -1
	for d, s := range tree.Nearest() {
		out.Shared++
		if least >= 0 && d > least {
			continue
		}
		for _, party := range p.allParties() {
			here, there := replies.both(party, s)
			if p.sameStates(here, there) {
				continue
			}
			least = d
			out.Earliest = append(out.Earliest, Fork{tree.Path(s), [2]int{s, p.Other(0, s)}, party, [2][]int{here, there}})
		}
	}
	return out, nil
}

// common searches from the status quo by steps that both conflicts have. The status quos must be the same state.
func (p *Pair) common(ctx context.Context, kind sequence.Kind, o paths.Options) (*sequence.Tree, error) {
	g := p.Graphs[0]
	steps := p.steps(kind, o.Unknown)
	x := &sequence.Search{Graph: g, Consecutive: o.Consecutive, EachOnce: o.EachOnce}
	for i := range g.Parties() {
		x.Movers = append(x.Movers, 1<<i)
	}
	x.Steps = func(dst []int32, movers stability.Coalition, s int) []int32 {
		from := len(dst)
		dst = steps.of[0](dst, movers, s)
		other := p.movers(movers)
		if other == 0 || p.Other(0, s) < 0 {
			return dst[:from]
		}
		steps.row = steps.of[1](steps.row[:0], other, p.Other(0, s))
		kept := dst[:from]
		for _, q := range dst[from:] {
			if r := p.Other(0, int(q)); r >= 0 && slices.Contains(steps.row, int32(r)) {
				kept = append(kept, q)
			}
		}
		return kept
	}
	return x.From(ctx, g.StatusQuo(), nil)
}

// movers returns who on the second side are the given parties of the first, 0 unless all of them are there.
func (p *Pair) movers(h stability.Coalition) stability.Coalition {
	var out stability.Coalition
	for i := range p.Graphs[0].Parties() {
		if h.Has(i) {
			if p.Party(0, i) < 0 {
				return 0
			}
			out |= 1 << p.Party(0, i)
		}
	}
	return out
}

// twoSteps are the steps of one kind on both sides.
type twoSteps struct {
	pair *Pair
	of   [2]sequence.Steps
	row  []int32
}

func (p *Pair) steps(kind sequence.Kind, unknown stability.Extension) *twoSteps {
	t := &twoSteps{pair: p}
	for side, g := range p.Graphs {
		t.of[side] = sequence.NewSteps(g, kind, unknown.Tempts())
	}
	return t
}

// both returns the steps of a party from a state of the first side, and from its counterpart.
func (t *twoSteps) both(party [2]int, s int) (here, there []int) {
	if party[0] >= 0 {
		here = states(t.of[0](nil, 1<<party[0], s))
	}
	if party[1] >= 0 {
		there = states(t.of[1](nil, 1<<party[1], t.pair.Other(0, s)))
	}
	return here, there
}

// allParties returns the parties of both sides, those of the first in their order, then those that only the second has.
func (p *Pair) allParties() [][2]int {
	var out [][2]int
	for i, k := range p.parties[0] {
		out = append(out, [2]int{i, k})
	}
	for _, k := range p.PartiesOnly[1] {
		out = append(out, [2]int{-1, k})
	}
	return out
}

func states(row []int32) []int {
	var out []int
	for _, q := range row {
		out = append(out, int(q))
	}
	return out
}

// sameStates reports whether states of the first side are exactly those of the second.
func (p *Pair) sameStates(here, there []int) bool {
	if len(here) != len(there) {
		return false
	}
	for _, s := range here {
		if q := p.Other(0, s); q < 0 || !slices.Contains(there, q) {
			return false
		}
	}
	return true
}
