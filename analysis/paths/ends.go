package paths

import (
	"context"
	"slices"

	"github.com/bits-and-blooms/bitset"

	"parley/analysis/sequence"
	"parley/game"
)

// Endings tells where the sequences from one state may come to rest, and where they may never do.
type Endings struct {
	Ends   []End   // ascending by state
	Cycles []Cycle // ascending by lowest state
}

// End is a state from which there is no further step.
type End struct {
	State int
	Path  *sequence.Path // a shortest one
}

// Cycle is a set of two or more states each of which leads to each other one: a strongly connected component of the steps.
type Cycle struct {
	States []int // ascending
	// Terminal: no step leads out of the cycle. From other cycles the sequence may leave, but need not.
	Terminal bool
	Path     *sequence.Path // a shortest one to any of the states
	Loop     *sequence.Path // a shortest one from the lowest of the states back to it
}

// Ends finds every end of the sequences from a state, and every cycle that they can reach, each with a shortest path. In mode
// BestReplies the ends are the states at which no party has an improvement: any party may move at each step, by any of its
// best replies, and also the one that moved last, where it still has an improvement. Consecutive and EachOnce do not apply.
// An end and a cycle may both be reached, and several of either; there is always at least one end or terminal cycle.
//
// The cost is one visit of every step from every state that is reached. The cycles are found by the algorithm of Tarjan
// (1972), which keeps the steps of one line of states in memory.
func Ends(ctx context.Context, g *game.Graph, from int, o Options) (*Endings, error) {
	o.EachOnce = false
	x, err := o.search(g)
	if err != nil {
		return nil, err
	}
	return EndsOf(ctx, x, from)
}

// EndsOf is Ends for the steps of a search, which may be steps of the caller's own. Consecutive and EachOnce of the search
// do not apply.
func EndsOf(ctx context.Context, search *sequence.Search, from int) (*Endings, error) {
	free := *search
	free.Consecutive, free.EachOnce = true, false
	x, g := &free, search.Graph
	t, err := x.From(ctx, from, nil)
	if err != nil {
		return nil, err
	}
	c := &components{ctx: ctx, search: x, steps: x.Steps, index: make([]int32, g.Len()), low: make([]int32, g.Len())}
	if c.steps == nil {
		c.steps = sequence.NewSteps(g, x.Kind, x.Unknown)
	}
	if err := c.visit(int32(from)); err != nil {
		return nil, err
	}
	nearest := make([]int32, g.Len()) // place of each state in the order of its path
	for i := range nearest {
		nearest[i] = -1
	}
	place := int32(0)
	for _, s := range t.Nearest() {
		nearest[s] = place
		place++
	}
	e := &Endings{}
	slices.Sort(c.ends)
	for _, s := range c.ends {
		e.Ends = append(e.Ends, End{int(s), t.Path(int(s))})
	}
	for _, states := range c.cycles {
		slices.Sort(states)
	}
	slices.SortFunc(c.cycles, func(a, b []int32) int { return int(a[0] - b[0]) })
	for _, states := range c.cycles {
		cycle, err := c.cycle(states)
		if err != nil {
			return nil, err
		}
		first := slices.MinFunc(states, func(a, b int32) int { return int(nearest[a] - nearest[b]) })
		cycle.Path = t.Path(int(first))
		e.Cycles = append(e.Cycles, cycle)
	}
	return e, nil
}

// cycle describes the component of the given states.
func (c *components) cycle(states []int32) (Cycle, error) {
	out := Cycle{Terminal: true}
	outside := bitset.New(uint(c.search.Graph.Len())).Complement()
	for _, s := range states {
		out.States = append(out.States, int(s))
		outside.Clear(uint(s))
	}
	for _, s := range states {
		for _, q := range c.next(nil, s) {
			if outside.Test(uint(q)) {
				out.Terminal = false
			}
		}
	}
	inside := *c.search
	inside.Avoid = outside
	var err error
	out.Loop, err = inside.Return(c.ctx, int(states[0]))
	return out, err
}

// components finds the ends and the strongly connected components of two or more states, by Tarjan's algorithm.
type components struct {
	ctx    context.Context
	search *sequence.Search
	steps  sequence.Steps
	index  []int32 // of each state: 0 not seen, then a number from 1, done once its component is found
	low    []int32 // the lowest number that it leads to, as far as found
	open   []int32 // states seen whose component is not found
	number int32
	ends   []int32
	cycles [][]int32
}

const done = -1

// next appends the states that one step leads to from s.
func (c *components) next(dst []int32, s int32) []int32 {
	for _, h := range c.search.Movers {
		dst = c.steps(dst, h, int(s))
	}
	return dst
}

func (c *components) visit(start int32) error {
	type frame struct {
		s   int32
		row []int32 // states still to look at
	}
	var line []frame
	var row []int32
	enter := func(s int32) {
		c.number++
		c.index[s], c.low[s] = c.number, c.number
		c.open = append(c.open, s)
		row = c.next(row[:0], s)
		if len(row) == 0 {
			c.ends = append(c.ends, s)
		}
		line = append(line, frame{s, slices.Clone(row)})
	}
	for enter(start); len(line) > 0; {
		f := &line[len(line)-1]
		if len(f.row) > 0 {
			q := f.row[0]
			f.row = f.row[1:]
			switch {
			case c.index[q] == 0:
				if c.number&0x3f == 0 && c.ctx.Err() != nil {
					return c.ctx.Err()
				}
				enter(q)
			case c.index[q] != done:
				c.low[f.s] = min(c.low[f.s], c.index[q])
			}
			continue
		}
		s := f.s
		line = line[:len(line)-1]
		if len(line) > 0 {
			up := line[len(line)-1].s
			c.low[up] = min(c.low[up], c.low[s])
		}
		if c.low[s] != c.index[s] {
			continue
		}
		at := len(c.open) - 1 // the component is what was seen since s
		for c.open[at] != s {
			at--
		}
		if component := c.open[at:]; len(component) > 1 {
			c.cycles = append(c.cycles, slices.Clone(component))
		}
		for _, q := range c.open[at:] {
			c.index[q] = done
		}
		c.open = c.open[:at]
	}
	return nil
}
