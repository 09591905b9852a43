package game

import (
	"iter"

	"github.com/bits-and-blooms/bitset"
)

// Move is one arc of a graph: a party leads from one state to another.
type Move struct {
	Party, From, To int
	Gains           Relation // how the mover compares the end with the start
}

// Pays reports whether the mover prefers the end for sure.
func (m Move) Pays() bool { return m.Gains == Better || m.Gains == MuchBetter }

// MovesFrom yields the moves of single parties from a state, by mover and end.
func (g *Graph) MovesFrom(s int) iter.Seq[Move] {
	return func(yield func(Move) bool) {
		var to []int32
		for p := range g.Parties() {
			to = g.AppendMoves(to[:0], p, s)
			for _, q := range to {
				if !yield(Move{p, s, int(q), g.Compare(p, int(q), s)}) {
					return
				}
			}
		}
	}
}

// MovesAmong yields the moves of single parties that begin and end in a set of states, by start, mover and end. The cost is one
// visit of every move from the states of the set.
func (g *Graph) MovesAmong(states *bitset.BitSet) iter.Seq[Move] {
	return func(yield func(Move) bool) {
		for s := range states.EachSet() {
			for m := range g.MovesFrom(int(s)) {
				if states.Test(uint(m.To)) && !yield(m) {
					return
				}
			}
		}
	}
}
