package explicit

import (
	"sync"
	"sync/atomic"

	"github.com/bits-and-blooms/bitset"

	"parley/game"
	"parley/stability"
)

// coalitions finds what coalitions can do together. What one coalition needs of another is found once and kept.
type coalitions struct {
	*solver
	memory atomic.Int64 // bytes still free
	joint  []kept[*lists]
	better []kept[*game.Arcs] // the coalition improvements of each coalition
	reach  []kept[*lists]     // legal sequences; the same as joint unless joint moves are simultaneous
}

// kept is a value found when first asked for.
type kept[T any] struct {
	once  sync.Once
	value T
	err   error
}

func (k *kept[T]) get(find func() (T, error)) (T, error) {
	k.once.Do(func() { k.value, k.err = find() })
	return k.value, k.err
}

// lists holds a list of states for each state. States with the same list share it. A list may hold the state itself even
// where nothing leads back to it: no definition here depends on that, since no state is better or worse than itself.
type lists struct {
	of   []int32 // which list each state has
	list [][]int32
}

func (l *lists) from(s int) []int32 { return l.list[l.of[s]] }

// addCoalitions plans the judgement of every coalition of the task by the concepts at the given positions.
func (s *solver) addCoalitions(positions []int) error {
	n := 1 << s.g.Parties()
	c := &coalitions{solver: s, joint: make([]kept[*lists], n), better: make([]kept[*game.Arcs], n), reach: make([]kept[*lists], n)}
	c.memory.Store(s.task.Limits.WithDefaults().Memory)
	for at, h := range s.task.Coalitions {
		s.jobs = append(s.jobs, func(w *scratch) error { return c.judge(w, h, at, positions) })
	}
	return nil
}

// judge judges coalition h, the at-th of the task.
func (c *coalitions) judge(w *scratch, h stability.Coalition, at int, positions []int) error {
	own, err := c.jointMoves(h)
	if err != nil {
		return err
	}
	for _, k := range positions {
		kind := c.task.Concepts[k].Kind
		sanctioned, err := c.sanctioned(w, h, kind)
		if err != nil {
			return err
		}
		stable := bitset.New(uint(w.n)).Complement()
		for s := range w.n {
			if s&0x3f == 0 && c.ctx.Err() != nil {
				return c.ctx.Err()
			}
			for _, q := range own.from(s) {
				if c.allBetter(h, q, int32(s)) && !sanctioned(int32(s), q) {
					stable.Clear(uint(s))
					break
				}
			}
		}
		c.result.Verdicts[k].Stable[at] = stable
	}
	return nil
}

// allBetter reports whether every member of h prefers q to s.
func (c *coalitions) allBetter(h stability.Coalition, q, s int32) bool {
	for i := range c.g.Parties() {
		if h.Has(i) {
			if rank := c.g.Orders(i)[0].Rank; rank[q] <= rank[s] {
				return false
			}
		}
	}
	return true
}

// someNotBetter reports whether q is no better than s for some member of h; where equal states are no sanctions, worse.
func (c *coalitions) someNotBetter(h stability.Coalition, q, s int32) bool {
	for i := range c.g.Parties() {
		if h.Has(i) {
			rank := c.g.Orders(i)[0].Rank
			if rank[q] < rank[s] || rank[q] == rank[s] && !c.task.Choices.EqualNotSanction {
				return true
			}
		}
	}
	return false
}

// sanctioned returns the test whether the improvement of h from s to q is sanctioned.
func (c *coalitions) sanctioned(w *scratch, h stability.Coalition, kind stability.Kind) (func(s, q int32) bool, error) {
	opponents := c.others(h)
	if kind == stability.CNash || opponents == 0 {
		return func(s, q int32) bool { return false }, nil
	}
	least, err := c.least(w, h, kind)
	if err != nil {
		return nil, err
	}
	strict := c.task.Choices.EqualNotSanction
	bound := func(s, q int32) (below, equal bool) { // some member comes down below s, or as low as s
		for k, i := range members(h) {
			rank := c.g.Orders(i)[0].Rank
			below = below || least[k][q] < rank[s]
			equal = equal || least[k][q] == rank[s] && !strict
		}
		return below, equal
	}
	var answers func(q int32, found func(int32) bool) bool
	switch {
	case kind == stability.CSEQ:
		if answers, err = c.classSearch(opponents); err != nil {
			return nil, err
		}
	default:
		l, err := c.sequences(opponents)
		if err != nil {
			return nil, err
		}
		answers = func(q int32, found func(int32) bool) bool {
			for _, y := range l.from(int(q)) {
				if found(y) {
					return true
				}
			}
			return false
		}
	}
	if kind == stability.CSMR {
		fronts, err := c.fronts(h)
		if err != nil {
			return nil, err
		}
		return func(s, q int32) bool {
			below, equal := bound(s, q)
			return (below || equal) && answers(q, func(y int32) bool {
				return y != q && c.someNotBetter(h, y, s) && !fronts.escapes(y, s)
			})
		}, nil
	}
	return func(s, q int32) bool {
		below, equal := bound(s, q)
		if below || !equal || !c.task.Choices.ReturnNotSanction {
			return below || equal
		}
		return answers(q, func(y int32) bool { return y != s && c.someNotBetter(h, y, s) })
	}, nil
}

// least returns, for each member of h, the lowest rank that the opponents can lead to from each state.
func (c *coalitions) least(w *scratch, h stability.Coalition, kind stability.Kind) ([][]int32, error) {
	opponents := c.others(h)
	var labels []label
	if kind == stability.CSEQ {
		for k := stability.Coalition(1); k <= opponents; k++ {
			if k&^opponents == 0 {
				better, err := c.improvements(k)
				if err != nil {
					return nil, err
				}
				labels = append(labels, label{forward: better, backward: better.Reversed()})
			}
		}
	}
	order := w.take()
	defer w.give(order)
	var least [][]int32
	for _, i := range members(h) {
		rank := c.g.Orders(i)[0].Rank
		ascending(rank, order)
		out := make([]int32, w.n)
		var err error
		switch {
		case kind != stability.CSEQ:
			err = c.moves.spread(c.ctx, w, opponents, false, rank, order, out)
		case c.task.Choices.EachOnce:
			err = spreadOnce(c.ctx, labels, rank, out)
		default:
			err = spreadBack(c.ctx, w, labels, rank, order, out)
		}
		if err != nil {
			return nil, err
		}
		least = append(least, out)
	}
	return least, nil
}

// classSearch returns the search over the sequences of improvements by coalitions among the opponents.
func (c *coalitions) classSearch(opponents stability.Coalition) (func(q int32, found func(int32) bool) bool, error) {
	var arcs []*game.Arcs
	var labels []int
	for k := stability.Coalition(1); k <= opponents; k++ {
		if k&^opponents == 0 {
			better, err := c.improvements(k)
			if err != nil {
				return nil, err
			}
			labels = append(labels, len(arcs))
			arcs = append(arcs, better)
		}
	}
	f := &forward{once: c.task.Choices.EachOnce, seen: map[node]bool{}}
	f.moves = func(k int, s int32) []int32 { return arcs[k].From(int(s)) }
	return func(q int32, found func(int32) bool) bool { return f.search(q, labels, found) }, nil
}

// improvements lists the coalition improvements of k from every state.
func (c *coalitions) improvements(k stability.Coalition) (*game.Arcs, error) {
	return c.better[k].get(func() (*game.Arcs, error) {
		own, err := c.jointMoves(k)
		if err != nil {
			return nil, err
		}
		out := &game.Arcs{Start: make([]int64, 1, c.g.Len()+1)}
		for s := range c.g.Len() {
			if err := c.ctx.Err(); err != nil {
				return nil, err
			}
			for _, q := range own.from(s) {
				if c.allBetter(k, q, int32(s)) {
					out.To = append(out.To, q)
				}
			}
			if err := c.charge(8 * (int64(len(out.To)) - out.Start[s])); err != nil { // forwards and backwards
				return nil, err
			}
			out.Start = append(out.Start, int64(len(out.To)))
		}
		return out, nil
	})
}

// charge takes bytes from the memory that is free.
func (c *coalitions) charge(bytes int64) error {
	if c.memory.Add(-bytes) < 0 {
		return &game.TooLargeError{What: "bytes of memory", Limit: c.task.Limits.WithDefaults().Memory}
	}
	return nil
}
