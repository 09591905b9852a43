package explicit

import (
	"parley/game"
	"parley/stability"
)

// forward searches the legal sequences from one state. It is for the questions that no threshold answers: unknown
// preference, sanctions that must not be the present state, and moves of coalitions.
type forward struct {
	moves func(mover int, s int32) []int32 // the result is used up before the next call
	once  bool                             // each mover moves at most once
	seen  map[node]bool
	queue []node
}

// node is a state with the last mover, who may not move next, or where each moves once with all who have moved.
type node struct {
	state int32
	last  int32
	moved uint64
}

// partyMoves returns a search over the moves of parties, or over those that they may prefer to make: an unknown preference
// counts for whoever sanctions, in every extension.
func (s *solver) partyMoves(improving bool) *forward {
	var row []int32
	f := &forward{once: s.task.Choices.EachOnce, seen: map[node]bool{}}
	f.moves = func(j int, x int32) []int32 {
		row = s.g.AppendMoves(row[:0], j, int(x))
		if !improving {
			return row
		}
		kept := row[:0]
		for _, q := range row {
			switch s.g.Compare(j, int(q), int(x)) {
			case game.Better, game.MuchBetter, game.Unknown:
				kept = append(kept, q)
			}
		}
		return kept
	}
	return f
}

// members lists the parties of a coalition.
func members(h stability.Coalition) []int {
	var out []int
	for i := 0; h>>i != 0; i++ {
		if h.Has(i) {
			out = append(out, i)
		}
	}
	return out
}

// others returns all parties outside h.
func (s *solver) others(h stability.Coalition) stability.Coalition {
	return (stability.Coalition(1)<<s.g.Parties() - 1) &^ h
}

// search visits the states that the movers can lead to from start, each as often as it is reached in a new way, until
// found returns true; it reports whether that happened.
func (f *forward) search(start int32, movers []int, found func(int32) bool) bool {
	clear(f.seen)
	f.queue = append(f.queue[:0], node{start, -1, 0})
	for len(f.queue) > 0 {
		at := f.queue[len(f.queue)-1]
		f.queue = f.queue[:len(f.queue)-1]
		for _, k := range movers {
			if int32(k) == at.last || f.once && at.moved>>k&1 == 1 {
				continue
			}
			next := node{last: int32(k)}
			if f.once {
				next.last, next.moved = -1, at.moved|1<<k
			}
			for _, q := range f.moves(k, at.state) {
				if next.state = q; f.seen[next] {
					continue
				}
				if found(q) {
					return true
				}
				f.seen[next] = true
				f.queue = append(f.queue, next)
			}
		}
	}
	return false
}
