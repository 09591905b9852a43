package sequence

import (
	"math/bits"

	"parley/game"
	"parley/stability"
)

// Kind says what steps a sequence is made of.
type Kind uint8

const (
	// Moves are all moves. A coalition moves by one change of its members' options, all at once.
	Moves Kind = iota
	// Improvements are moves to a state that every mover prefers to the one it leaves.
	Improvements
	// BestReplies are those improvements of a single party to which it prefers no other improvement from the same state:
	// all of them, where several are equally good or compare in an unknown way.
	BestReplies
)

// Steps appends to dst the states that movers may lead to from s in one step, ascending.
type Steps func(dst []int32, movers stability.Coalition, s int) []int32

// NewSteps returns the steps of a kind. Where unknown is set, a move to a state that compares with the present one in an
// unknown way counts as an improvement. In graph form only single parties move. The steps may be asked for concurrently.
func NewSteps(g *game.Graph, kind Kind, unknown bool) Steps {
	moves := func(dst []int32, movers stability.Coalition, s int) []int32 {
		if movers.Size() == 1 {
			return g.AppendMoves(dst, bits.TrailingZeros64(uint64(movers)), s)
		}
		return g.AppendJointMoves(dst, uint64(movers), s)
	}
	if kind == Moves {
		return moves
	}
	prefers := Prefers(g, unknown)
	improvements := func(dst []int32, movers stability.Coalition, s int) []int32 {
		from := len(dst)
		dst = moves(dst, movers, s)
		kept := dst[:from]
		for _, q := range dst[from:] {
			if prefers(movers, int(q), s) {
				kept = append(kept, q)
			}
		}
		return kept
	}
	if kind == Improvements {
		return improvements
	}
	certain := Prefers(g, false)
	return func(dst []int32, movers stability.Coalition, s int) []int32 {
		from := len(dst)
		dst = improvements(dst, movers, s)
		return dst[:from+best(dst[from:], g.Certain(), func(q, r int32) bool { return certain(movers, int(q), int(r)) })]
	}
}

// best moves those of row to its front to which no other is preferred, in their order, and returns their number. Where
// total is set, two states of which neither is preferred are equally good, and one pass will do.
func best(row []int32, total bool, prefers func(q, r int32) bool) int {
	n := 0
	for _, q := range row {
		compared := row[:n] // none of these is preferred to another
		if total {
			compared = row[:min(n, 1)]
		}
		beaten, kept := false, 0
		for _, r := range compared {
			if beaten = beaten || prefers(r, q); beaten || !prefers(q, r) {
				row[kept] = r
				kept++
			}
		}
		if kept < len(compared) {
			n = kept
		}
		if !beaten {
			row[n] = q
			n++
		}
	}
	return n
}

// Prefers returns the test whether every party of a set prefers state q to state s. Where unknown is set, a party that
// compares the two in an unknown way passes too.
func Prefers(g *game.Graph, unknown bool) func(parties stability.Coalition, q, s int) bool {
	if g.Certain() {
		ranks := make([][]int32, g.Parties())
		for i := range ranks {
			ranks[i] = g.Orders(i)[0].Rank
		}
		return func(parties stability.Coalition, q, s int) bool {
			for h := uint64(parties); h != 0; h &= h - 1 {
				if rank := ranks[bits.TrailingZeros64(h)]; rank[q] <= rank[s] {
					return false
				}
			}
			return true
		}
	}
	return func(parties stability.Coalition, q, s int) bool {
		for h := uint64(parties); h != 0; h &= h - 1 {
			switch g.Compare(bits.TrailingZeros64(h), q, s) {
			case game.Better, game.MuchBetter:
			case game.Unknown:
				if !unknown {
					return false
				}
			default:
				return false
			}
		}
		return true
	}
}
