package sequence

import (
	"math"
	"math/bits"

	"parley"
	"parley/game"
	"parley/stability"
)

// blocks spares a search of plain option form most of its steps. States that differ only in the options of one mover form a
// block; if the mover can undo all it does, it moves from each state of a block to each other one. Once it has moved from
// a state, all others of the block are reached, and nothing is left to do for a move from any of them. With improvements
// and best replies of a certain party that is true of the states that the party likes at least as much: so a block is opened
// again only from a state that ranks lower than those before.
type blocks struct {
	of     func(s int32) int32
	rank   []int32 // nil where all moves count
	lowest []int32 // of each block: the lowest rank that it was opened from
}

// again reports whether nothing new can come of the moves from s, and otherwise notes that its block has been opened.
func (b *blocks) again(s int32) bool {
	k, rank := b.of(s), int32(0)
	if b.rank != nil {
		rank = b.rank[s]
	}
	for int(k) >= len(b.lowest) {
		b.lowest = append(b.lowest, math.MaxInt32)
	}
	if rank >= b.lowest[k] {
		return true
	}
	b.lowest[k] = rank
	return false
}

// blocks returns the blocks of a mover, nil where they are of no use.
func (x *Search) blocks(h stability.Coalition) *blocks {
	if x.Kind != Moves && (h.Size() > 1 || !x.Graph.Certain()) {
		return nil
	}
	for _, o := range x.Graph.Conflict().Options {
		if h.Has(o.Party) && (o.StaysTaken || o.StaysDropped) {
			return nil
		}
	}
	b := &blocks{}
	if h.Size() > 1 {
		b.of = coalitionBlocks(x.Graph, h)
		return b
	}
	i := bits.TrailingZeros64(uint64(h))
	of := x.Graph.Blocks(i).Of
	b.of = func(s int32) int32 { return of[s] }
	if x.Kind != Moves {
		b.rank = x.Graph.Orders(i)[0].Rank
	}
	return b
}

// coalitionBlocks numbers the blocks of a coalition as they are met.
func coalitionBlocks(g *game.Graph, h stability.Coalition) func(s int32) int32 {
	owned, numbers := parley.State(0), map[parley.State]int32{}
	for i := range g.Parties() {
		if h.Has(i) {
			owned |= g.Rules().Owned(i)
		}
	}
	return func(s int32) int32 {
		shared := g.Members(int(s))[0] &^ owned
		k, ok := numbers[shared]
		if !ok {
			k = int32(len(numbers))
			numbers[shared] = k
		}
		return k
	}
}
