package explicit

import (
	"context"
	"slices"

	"parley/game"
	"parley/stability"
)

// arcs are listed moves, one list for each party: for graph form, merged states and bars, where a party's own moves may be
// intransitive, so that the rule against moving twice in a row does forbid something.
type arcs struct {
	g        *game.Graph
	forward  []*game.Arcs
	backward []*game.Arcs
}

func newArcs(g *game.Graph) *arcs {
	a := &arcs{g: g}
	for i := range g.Parties() {
		a.forward = append(a.forward, g.Arcs(i))
		a.backward = append(a.backward, a.forward[i].Reversed())
	}
	return a
}

func (a *arcs) rank(i int) []int32 { return a.g.Orders(i)[0].Rank }

func (a *arcs) tempt(_ *scratch, i int, f, out []int32) {
	rank := a.rank(i)
	for s := range out {
		out[s] = -1
		for _, q := range a.forward[i].From(s) {
			if rank[q] > rank[s] {
				out[s] = max(out[s], f[q])
			}
		}
	}
}

func (a *arcs) escape(_ *scratch, i int, v, out []int32) {
	for s := range out {
		out[s] = v[s]
		for _, q := range a.forward[i].From(s) {
			out[s] = max(out[s], v[q])
		}
	}
}

func (a *arcs) spread(ctx context.Context, w *scratch, movers stability.Coalition, improving bool, v, order, out []int32) error {
	var labels []label
	for j := range a.forward {
		if movers.Has(j) {
			l := label{backward: a.backward[j]}
			if improving {
				l.rank = a.rank(j)
			}
			labels = append(labels, l)
		}
	}
	return spreadBack(ctx, w, labels, v, order, out)
}

// label is one mover, a party or a coalition: its moves in the direction that the search needs, and the rank that a move
// must raise, nil if any will do.
type label struct {
	forward, backward *game.Arcs
	rank              []int32
}

// spreadBack is spread over listed moves, with no mover twice in a row. A node is a state together with the last mover,
// who may not move next. From a state one can go on by every mover but the last: so when a state is first found to lead
// to the value by a move of k, every node of it but the one with last mover k is settled; when another mover is found, that
// one is too. A state thus takes at most two steps, whatever the number of movers.
func spreadBack(ctx context.Context, w *scratch, labels []label, v, order, out []int32) error {
	const none, all = -1, -2 // or the label of the only first move found so far
	first := w.take()
	defer w.give(first)
	for s := range out {
		out[s], first[s] = -1, none
	}
	// An entry of the stack is a state and which of its nodes were settled: 2k for the one with last mover k, 2k+1 for all
	// others, all for every one.
	stack := w.stack[:0]
	for n, x := range order {
		if n&0xfff == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		switch k := first[x]; k {
		case all:
			continue
		case none:
			out[x] = v[x]
			stack = append(stack, x, all)
		default:
			stack = append(stack, x, 2*k)
		}
		first[x] = all
		for len(stack) > 0 {
			y, nodes := stack[len(stack)-2], stack[len(stack)-1]
			stack = stack[:len(stack)-2]
			for k := range labels {
				if nodes != all && (int(nodes>>1) == k) == (nodes&1 == 1) {
					continue
				}
				l := &labels[k]
				for _, z := range l.backward.From(int(y)) {
					if l.rank != nil && l.rank[z] >= l.rank[y] {
						continue
					}
					switch f := first[z]; f {
					case all, int32(k):
					case none:
						out[z], first[z] = v[x], int32(k)
						stack = append(stack, z, int32(2*k+1))
					default:
						first[z] = all
						stack = append(stack, z, 2*f)
					}
				}
			}
		}
	}
	w.stack = stack
	return nil
}

// once are listed moves where in a sequence each party moves at most once.
type once struct{ *arcs }

func (a once) spread(ctx context.Context, _ *scratch, movers stability.Coalition, improving bool, v, _, out []int32) error {
	var labels []label
	for _, j := range members(movers) {
		l := label{forward: a.forward[j]}
		if improving {
			l.rank = a.rank(j)
		}
		labels = append(labels, l)
	}
	return spreadOnce(ctx, labels, v, out)
}

// spreadOnce is spread where each mover moves at most once. It works through the sets of movers that are still to move,
// smaller sets first: what a set can lead to from s is s, or what the set without k can lead to from where k moves.
func spreadOnce(ctx context.Context, labels []label, v, out []int32) error {
	best := make([][]int32, 1<<len(labels))
	best[0] = v
	for set := 1; set < len(best); set++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		row := slices.Clone(v)
		for k, l := range labels {
			if set>>k&1 == 0 {
				continue
			}
			next := best[set&^(1<<k)]
			for s := range row {
				for _, q := range l.forward.From(s) {
					if l.rank == nil || l.rank[q] > l.rank[s] {
						row[s] = min(row[s], next[q])
					}
				}
			}
		}
		best[set] = row
	}
	copy(out, best[len(best)-1])
	return nil
}
