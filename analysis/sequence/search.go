package sequence

import (
	"context"

	"github.com/bits-and-blooms/bitset"

	"parley/game"
	"parley/stability"
)

// Search says which sequences are looked for.
type Search struct {
	Graph *game.Graph
	// Movers may move. Of several paths of equal length the one whose steps come first is taken: by the order of Movers, then
	// by the number of the state. No mover may be listed twice; with EachOnce there are at most 64.
	Movers []stability.Coalition
	Kind   Kind
	// Unknown: a preference that is not known counts as a reason to move.
	Unknown bool
	// Steps, where set, takes the place of Kind and Unknown.
	Steps Steps
	// Consecutive: a mover may move twice in a row.
	Consecutive bool
	// EachOnce: each mover moves once at most.
	EachOnce bool
	// Avoid are states that no step may lead to; nil: none.
	Avoid *bitset.BitSet
}

// Tree holds a shortest sequence from one state to each state that can be reached.
type Tree struct {
	start  int
	movers []stability.Coalition
	nodes  []node
	first  []int32        // of each state: 1 + its first node, 0 where it was not reached
	full   *bitset.BitSet // states that need no further node, since from them everyone can go on; nil where one node does
	moved  []uint64       // with EachOnce: of each node, who has moved
	seen   map[once]bool  // with EachOnce: what has a node
	whole  bool           // a block may be opened as a whole; see blocks
	loose  bool           // where full is set: only who leads to a node without parent must wait
	layers []int          // where the nodes of each distance begin
}

// node is a state together with how it was reached. Nodes stand in the order of their distance, and those of equal
// distance in the order of their paths, step by step: the first node of a state thus ends its canonical path.
//
// Who moves next matters only for the last mover, who must wait. From the first node of a state all but its last mover go
// on; once another mover is found to lead to the state, a second node lets that last mover go on too. More are not needed.
type node struct {
	state, parent, mover int32 // mover: an index, -1 at the start
}

// once is a state together with who has moved.
type once struct {
	state int32
	moved uint64
}

// From searches from a state, nearest states first, until stop returns true for a state that it reaches; a nil stop searches
// everything. The error is that of the context. The cost is one visit of every step from every state that is reached, and much
// less in plain option form; see blocks. With EachOnce it grows with the number of sets of movers.
func (x *Search) From(ctx context.Context, start int, stop func(s int) bool) (*Tree, error) {
	t := x.newTree(start)
	t.nodes = append(t.nodes, node{int32(start), -1, -1})
	t.moved = append(t.moved, 0)
	t.first[start] = 1
	if t.full != nil {
		t.full.Set(uint(start))
	}
	_, err := x.grow(ctx, t, stop)
	return t, err
}

// Continue goes on from a tree that was grown under the rules of x with some states avoided: it finds a sequence that leaves
// the tree by a step into one of the given states and ends where stop returns true, or nil. It is a shortest one from there
// on, not altogether. The states must have been avoided, and the start must not be among them. The cost is that of From.
func (x *Search) Continue(ctx context.Context, t *Tree, into *bitset.BitSet, stop func(s int) bool) (*Path, error) {
	u := x.newTree(t.start)
	if u.full == nil && u.seen == nil && !x.Consecutive {
		// Whoever leads into the states must wait even where that forbids no shortest sequence: else two moves that amount
		// to one would pass them. Later on it makes no difference.
		u.full, u.loose = bitset.New(uint(x.Graph.Len())), true
	}
	var before []int32 // of each node of u that begins it: the node of t that the step leaves
	found := false
	visit := func(i, k int, q int32) bool {
		if into.Test(uint(q)) && x.admit(u, k, q, -1, t.movedBy(i, k)) {
			before = append(before, int32(i))
			found = stop(int(q))
		}
		return !found
	}
	walk := x.walker(t)
	for i := 0; i < len(t.nodes) && !found; i++ {
		if i&0x3f == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		walk(i, visit)
	}
	if !found {
		var err error
		if found, err = x.grow(ctx, u, stop); !found || err != nil {
			return nil, err
		}
	}
	last := len(u.nodes) - 1
	first := last
	for u.nodes[first].parent >= 0 {
		first = int(u.nodes[first].parent)
	}
	p, n := t.path(int(before[first])), u.nodes[first]
	p.Steps = append(p.Steps, Step{x.Movers[n.mover], p.To(), int(n.state)})
	p.Steps = append(p.Steps, u.path(last).Steps...)
	return p, nil
}

// Return finds a shortest legal sequence of at least one step that leads back to where it starts, or nil.
func (x *Search) Return(ctx context.Context, start int) (*Path, error) {
	t := x.newTree(start)
	t.whole = false // every step back to the start must be seen
	if t.full == nil && t.seen == nil && !x.Consecutive {
		t.full = bitset.New(uint(x.Graph.Len())) // whoever undoes its own move leads back too, but not legally
	}
	t.nodes = append(t.nodes, node{int32(start), -1, -1})
	t.moved = append(t.moved, 0)
	back, err := x.grow(ctx, t, func(s int) bool { return s == start })
	if !back || err != nil {
		return nil, err
	}
	return t.path(len(t.nodes) - 1), nil
}

func (x *Search) newTree(start int) *Tree {
	t := &Tree{start: start, movers: x.Movers, first: make([]int32, x.Graph.Len())}
	switch {
	case x.EachOnce:
		t.seen = map[once]bool{}
	case !x.Free():
		t.full = bitset.New(uint(x.Graph.Len()))
	default:
		t.whole = x.Steps == nil && x.Graph.Plain()
	}
	return t
}

// Free reports whether the rule that nobody moves twice in a row forbids no shortest sequence. In plain option form a
// party's own moves are transitive, and so are its improvements: two in a row amount to one, or lead back. After a best
// reply a party has no further one.
func (x *Search) Free() bool {
	return x.Consecutive || x.Steps == nil && x.Graph.Plain() && (x.Kind == Moves || !x.Unknown || x.Graph.Certain())
}

// grow opens the nodes of a tree one after the other and reports whether stop ended that.
func (x *Search) grow(ctx context.Context, t *Tree, stop func(s int) bool) (bool, error) {
	stopped := false
	visit := func(i, k int, q int32) bool {
		fresh := t.first[q] == 0
		if x.admit(t, k, q, int32(i), t.movedBy(i, k)) && fresh && stop != nil {
			stopped = stop(int(q))
		}
		return !stopped
	}
	walk := x.walker(t)
	t.layers = append(t.layers, 0)
	next := len(t.nodes) // where the next layer begins
	for i := 0; i < len(t.nodes); i++ {
		if i == next {
			t.layers, next = append(t.layers, i), len(t.nodes)
		}
		if i&0x3f == 0 && ctx.Err() != nil {
			return false, ctx.Err()
		}
		if walk(i, visit); stopped {
			break
		}
	}
	if next < len(t.nodes) {
		t.layers = append(t.layers, next)
	}
	return stopped, nil
}

// movedBy returns who has moved when mover k moves from a node.
func (t *Tree) movedBy(i, k int) uint64 {
	if t.seen == nil {
		return 0
	}
	return t.moved[i] | 1<<k
}

// admit adds a node where mover k leads to state q, if that opens anything new.
func (x *Search) admit(t *Tree, k int, q, parent int32, moved uint64) bool {
	f := t.first[q]
	switch {
	case t.seen != nil:
		if f != 0 && t.nodes[f-1].mover < 0 || t.seen[once{q, moved}] {
			return false
		}
		t.seen[once{q, moved}] = true
		t.moved = append(t.moved, moved)
	case f == 0:
		if t.loose && parent >= 0 {
			t.full.Set(uint(q))
		}
	case t.full == nil || t.full.Test(uint(q)) || t.nodes[f-1].mover == int32(k):
		return false
	default:
		t.full.Set(uint(q))
	}
	t.nodes = append(t.nodes, node{q, parent, int32(k)})
	if f == 0 {
		t.first[q] = int32(len(t.nodes))
	}
	return true
}

// walker returns a function that visits every step from a node of a tree, until visit returns false.
func (x *Search) walker(t *Tree) func(i int, visit func(i, k int, q int32) bool) {
	steps := x.Steps
	if steps == nil {
		steps = NewSteps(x.Graph, x.Kind, x.Unknown)
	}
	opened := make([]*blocks, len(x.Movers))
	if t.whole {
		for k, h := range x.Movers {
			opened[k] = x.blocks(h)
		}
	}
	var row []int32
	return func(i int, visit func(i, k int, q int32) bool) {
		n := t.nodes[i]
		only, but := int32(-1), int32(-1)
		if t.full != nil && n.mover >= 0 {
			if f := t.first[n.state] - 1; f == int32(i) {
				but = n.mover
			} else {
				only = t.nodes[f].mover
			}
		}
		for k, h := range x.Movers {
			if only >= 0 && int32(k) != only || int32(k) == but || t.seen != nil && t.moved[i]>>k&1 == 1 {
				continue
			}
			if opened[k] != nil && opened[k].again(n.state) {
				continue
			}
			row = steps(row[:0], h, int(n.state))
			for _, q := range row {
				if x.Avoid != nil && x.Avoid.Test(uint(q)) {
					continue
				}
				if !visit(i, k, q) {
					return
				}
			}
		}
	}
}
