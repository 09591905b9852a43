package explicit

import (
	"github.com/bits-and-blooms/bitset"

	"parley/stability"
)

// maximin judges party i by Maximin of horizon h. V is what the party can secure when it moves next, W when the others do;
// either side may stop. W(s) = min(P(s), V of what the others can lead to) and V(s) = max(P(s), W of the own moves); the
// party stays at s iff no improvement q has W(q) above P(s). Only every second of each is needed.
func (s *solver) maximin(w *scratch, i, h int, put **bitset.BitSet) error {
	rank := s.g.Orders(i)[0].Rank
	value, next, order := w.take(), w.take(), w.take()
	defer w.give(value, next, order)
	others := s.others(1 << i)
	copy(value, rank)
	for left := h - 1; left > 0; left-- { // the last step, at 1, must be one of the others
		if left%2 == 1 {
			ascending(value, order)
			if err := s.moves.spread(s.ctx, w, others, false, value, order, next); err != nil {
				return err
			}
			for x := range next {
				next[x] = min(next[x], rank[x])
			}
		} else {
			s.moves.escape(w, i, value, next)
			for x := range next {
				next[x] = max(next[x], rank[x])
			}
		}
		value, next = next, value
	}
	s.moves.tempt(w, i, value, next)
	strict := s.task.Choices.EqualNotSanction
	*put = collect(w.n, func(x int) bool { return next[x] < rank[x] || !strict && next[x] == rank[x] })
	return nil
}

// limitedMove judges party i by limited-move stability of horizon h. ahead[k][s] is the state that party i anticipates
// from s when k moves next and so many moves are left as there were rounds. Of several equally good moves of a mover the
// one with the outcome worst for i counts, of those the one best for the other.
func (s *solver) limitedMove(i, h int, put **bitset.BitSet) error {
	n := s.g.Len()
	rank := [2][]int32{s.g.Orders(0)[0].Rank, s.g.Orders(1)[0].Rank}
	var ahead, next [2][]int32
	for k := range ahead {
		ahead[k], next[k] = make([]int32, n), make([]int32, n)
		for x := range n {
			ahead[k][x] = int32(x)
		}
	}
	foreseen := s.foreseen(i, h)
	var row []int32
	for left := 1; left <= h; left++ {
		if err := s.ctx.Err(); err != nil {
			return err
		}
		for k := range ahead {
			for x := range n {
				best, tie := int32(x), false
				row = s.g.AppendMoves(row[:0], k, x)
				for _, q := range row {
					y := ahead[1-k][q]
					switch {
					case rank[k][y] <= rank[k][x]: // staying is as good
					case best == int32(x) || rank[k][y] > rank[k][best]:
						best, tie = y, false
					case rank[k][y] == rank[k][best] && rank[1-k][y] != rank[1-k][best]:
						tie = true
						if lower := rank[1-k][y] < rank[1-k][best]; lower == (k != i) {
							best = y
						}
					}
				}
				next[k][x] = best
				if tie && left < h && (h-left)%2 == (k^i) && foreseen[left].Test(uint(x)) {
					s.ties.Store(stability.Concept{Kind: stability.LimitedMove, Horizon: h}, true)
				}
			}
		}
		ahead, next = next, ahead
	}
	*put = collect(n, func(x int) bool { return int(ahead[i][x]) == x })
	return nil
}

// foreseen returns, for each number of moves left, the states that party i foresees when it looks h moves ahead.
func (s *solver) foreseen(i, h int) []*bitset.BitSet {
	sets := make([]*bitset.BitSet, h+1)
	sets[h] = bitset.New(uint(s.g.Len())).Complement()
	var row []int32
	for left := h; left > 1; left-- {
		mover := i
		if (h-left)%2 == 1 {
			mover = 1 - i
		}
		sets[left-1] = bitset.New(uint(s.g.Len()))
		for x := range sets[left].EachSet() {
			row = s.g.AppendMoves(row[:0], mover, int(x))
			for _, q := range row {
				sets[left-1].Set(uint(q))
			}
		}
	}
	return sets
}
