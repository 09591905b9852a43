package paths

import (
	"context"
	"math"
	"slices"

	"github.com/bits-and-blooms/bitset"

	"parley/analysis/sequence"
	"parley/game"
)

// nearest is a search among the sequences of any moves for one with the fewest steps that its movers would not choose, and
// among those for a shortest one: a shortest path where steps weigh nothing or one (Dijkstra 1959).
type nearest struct {
	ctx    context.Context
	search *sequence.Search // of any moves
	moves  sequence.Steps
	chosen sequence.Steps // those of the mode
	free   bool           // the rule that nobody moves twice in a row forbids nothing
	found  map[once]int32 // with EachOnce: the place of a state and who has moved
	places []place
	// What is still to open, by the length of the sequence: of the weight at hand, and with one more unwanted step.
	now, later [][]int32
}

// place is a state together with what bears on how to go on: the last mover, or who has moved.
type place struct {
	state, last int32
	moved       uint64
	cost        uint64 // unwanted steps, then all steps; the place is not reached while it is at the most
	from        int32  // the place before
}

type once struct {
	state int32
	moved uint64
}

// find returns the path, nil where no state of the goal can be reached by any moves.
func (n *nearest) find(from int, goal *bitset.BitSet) (*sequence.Path, error) {
	if n.search.EachOnce {
		n.found = map[once]int32{}
	} else {
		n.places = make([]place, n.search.Graph.Len()*n.lasts())
		for i := range n.places {
			n.places[i] = place{state: int32(i / n.lasts()), last: int32(i%n.lasts()) - 1, cost: math.MaxUint64, from: -1}
		}
	}
	start := n.at(int32(from), -1, 0)
	n.places[start].cost = 0
	n.now = [][]int32{{start}}
	for unwanted := 0; len(n.now) > 0; unwanted++ {
		for length := 0; length < len(n.now); length++ {
			for k := 0; k < len(n.now[length]); k++ {
				if k&0x3f == 0 && n.ctx.Err() != nil {
					return nil, n.ctx.Err()
				}
				p := n.now[length][k]
				if n.places[p].cost != weight(unwanted, length) { // a better way was found since
					continue
				}
				if goal.Test(uint(n.places[p].state)) {
					return n.path(p), nil
				}
				n.open(p, unwanted, length)
			}
		}
		n.now, n.later = n.later, nil
	}
	return nil, nil
}

func weight(unwanted, length int) uint64 { return uint64(unwanted)<<32 | uint64(length) }

// lasts returns the number of last movers to tell apart.
func (n *nearest) lasts() int {
	if n.free {
		return 1
	}
	return len(n.search.Movers) + 1
}

// at returns the place of a state that mover k has led to.
func (n *nearest) at(s int32, k int, moved uint64) int32 {
	switch {
	case n.found != nil:
		p, ok := n.found[once{s, moved}]
		if !ok {
			p = int32(len(n.places))
			n.found[once{s, moved}] = p
			n.places = append(n.places, place{state: s, last: int32(k), moved: moved, cost: math.MaxUint64, from: -1})
		}
		return p
	case n.free:
		return s
	}
	return s*int32(n.lasts()) + int32(k) + 1
}

// open visits the steps from a place.
func (n *nearest) open(p int32, unwanted, length int) {
	here := n.places[p]
	var row, chosen []int32
	for k, h := range n.search.Movers {
		switch {
		case n.found != nil && here.moved>>k&1 == 1, n.found == nil && !n.free && here.last == int32(k):
			continue
		}
		row = n.moves(row[:0], h, int(here.state))
		chosen = n.chosen(chosen[:0], h, int(here.state))
		for _, q := range row {
			next, list := weight(unwanted, length+1), &n.now
			if _, wanted := slices.BinarySearch(chosen, q); !wanted {
				next, list = weight(unwanted+1, length+1), &n.later
			}
			to := n.at(q, k, here.moved|1<<(k&63))
			if next >= n.places[to].cost {
				continue
			}
			n.places[to].cost, n.places[to].from, n.places[to].last = next, p, int32(k)
			for len(*list) <= length+1 {
				*list = append(*list, nil)
			}
			(*list)[length+1] = append((*list)[length+1], to)
		}
	}
}

// path returns the sequence to a place.
func (n *nearest) path(p int32) *sequence.Path {
	out := &sequence.Path{}
	for ; n.places[p].from >= 0; p = n.places[p].from {
		step := sequence.Step{Movers: n.search.Movers[n.places[p].last], From: int(n.places[n.places[p].from].state), To: int(n.places[p].state)}
		out.Steps = append(out.Steps, step)
	}
	out.From = int(n.places[p].state)
	slices.Reverse(out.Steps)
	return out
}

// objections returns the movers of a path's steps that the mode would not have take them.
func objections(g *game.Graph, p *sequence.Path, o Options) []Objection {
	prefers := sequence.Prefers(g, o.Unknown.Tempts())
	replies := sequence.NewSteps(g, sequence.BestReplies, o.Unknown.Tempts())
	var out []Objection
	for k, step := range p.Steps {
		for i := range g.Parties() {
			if !step.Movers.Has(i) {
				continue
			}
			objection := Objection{Step: k, Party: i, Relation: g.Compare(i, step.To, step.From)}
			for _, q := range replies(nil, 1<<i, step.From) {
				objection.Instead = append(objection.Instead, int(q))
			}
			if !prefers(1<<i, step.To, step.From) || o.Mode == BestReplies && !slices.Contains(objection.Instead, step.To) {
				out = append(out, objection)
			}
		}
	}
	return out
}
