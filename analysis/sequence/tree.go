package sequence

import "github.com/bits-and-blooms/bitset"

// Reached returns the states that were reached, the start included.
func (t *Tree) Reached() *bitset.BitSet {
	set := bitset.New(uint(len(t.first)))
	for s, f := range t.first {
		if f != 0 {
			set.Set(uint(s))
		}
	}
	return set
}

// Has reports whether a state was reached.
func (t *Tree) Has(s int) bool { return t.first[s] != 0 }

// Distances returns the length of a shortest sequence to each state, -1 where it was not reached.
func (t *Tree) Distances() []int32 {
	out := make([]int32, len(t.first))
	for s := range out {
		out[s] = -1
	}
	for d, s := range t.Nearest() {
		if out[s] < 0 {
			out[s] = int32(d)
		}
	}
	return out
}

// Nearest yields the states that were reached with their distances, nearest first, those of equal distance in the order of
// their paths. The start comes first.
func (t *Tree) Nearest() func(yield func(distance, s int) bool) {
	return func(yield func(distance, s int) bool) {
		for d, from := range t.layers {
			to := len(t.nodes)
			if d+1 < len(t.layers) {
				to = t.layers[d+1]
			}
			for i, n := range t.nodes[from:to] {
				if t.first[n.state] == int32(from+i)+1 && !yield(d, int(n.state)) {
					return
				}
			}
		}
	}
}

// Path returns a shortest sequence to a state, nil where it was not reached. Of several, the one whose steps come first.
func (t *Tree) Path(s int) *Path {
	if t.first[s] == 0 {
		return nil
	}
	return t.path(int(t.first[s]) - 1)
}

// path returns the sequence to a node.
func (t *Tree) path(i int) *Path {
	p := &Path{From: t.start}
	for n := t.nodes[i]; n.parent >= 0; n = t.nodes[n.parent] {
		p.Steps = append(p.Steps, Step{t.movers[n.mover], int(t.nodes[n.parent].state), int(n.state)})
	}
	for a, b := 0, len(p.Steps)-1; a < b; a, b = a+1, b-1 {
		p.Steps[a], p.Steps[b] = p.Steps[b], p.Steps[a]
	}
	return p
}
