package explicit

import (
	"context"

	"parley/game"
	"parley/stability"
)

// moves is what the threshold tests ask of the moves of a conflict, for all states in one call. Arrays have one number for
// each state. Both kinds of moves give the same answers; blocks is the faster where it applies.
type moves interface {
	// tempt sets out[s] to the largest f of the states that party i can improve to from s, or to -1 where there is none.
	// No f is negative.
	tempt(w *scratch, i int, f, out []int32)
	// escape sets out[s] to the largest v of s and the states that party i can move to from s.
	escape(w *scratch, i int, v, out []int32)
	// spread sets out[s] to the smallest v of s and the states that the movers can lead to from s by legal sequences of
	// moves, or of improvements. order lists the states by ascending v.
	spread(ctx context.Context, w *scratch, movers stability.Coalition, improving bool, v, order, out []int32) error
}

// prepare chooses the kind of moves for the conflict.
func (s *solver) prepare() (moves, error) {
	if !s.g.Certain() { // no threshold applies, and what is asked without one asks the graph
		return nil, nil
	}
	if s.task.Choices.EachOnce {
		a, err := s.arcs()
		if err != nil {
			return nil, err
		}
		return once{a}, nil
	}
	if b := newBlocks(s.g, s.task.Workers); b != nil {
		return b, nil
	}
	return s.arcs()
}

// arcs lists the moves of every party, if they fit into memory.
func (s *solver) arcs() (*arcs, error) {
	limit := s.task.Limits.WithDefaults().Memory
	if s.g.ArcBytes() > limit {
		return nil, &game.TooLargeError{What: "bytes of memory", Limit: limit}
	}
	return newArcs(s.g), nil
}

// ascending sets order to the states sorted by v, which has no negative numbers, and by number where v ties.
func ascending(v, order []int32) {
	top := int32(0)
	for _, x := range v {
		top = max(top, x)
	}
	start := make([]int32, top+2)
	for _, x := range v {
		start[x+1]++
	}
	for x := range top {
		start[x+1] += start[x]
	}
	for s, x := range v {
		order[start[x]] = int32(s)
		start[x]++
	}
}
