package game

import (
	"math/bits"
	"slices"

	"parley"
	"parley/internal/bitfield"
)

// Blocks groups the states of a graph by what one party cannot change: two states lie in the same block if they differ in
// that party's options only. A block is the party's reach when nothing is irreversible.
type Blocks struct {
	Of      []int32 // block of each state
	Start   []int32 // where each block begins in Members, and the end of the last
	Members []int32 // states, block by block, ascending within a block
}

// Block returns the states of block b.
func (b *Blocks) Block(k int32) []int32 { return b.Members[b.Start[k]:b.Start[k+1]] }

// Arcs lists the moves of one party from every state.
type Arcs struct {
	Start []int64 // where the moves from each state begin in To, and the end of the last
	To    []int32 // ascending for each state
}

// From returns the states that the party may move to from s.
func (a *Arcs) From(s int) []int32 { return a.To[a.Start[s]:a.Start[s+1]] }

// Reversed returns the arcs backwards: from each state, the states from which the party may move to it.
func (a *Arcs) Reversed() *Arcs {
	n := len(a.Start) - 1
	r := &Arcs{Start: make([]int64, n+1), To: make([]int32, len(a.To))}
	for _, t := range a.To {
		r.Start[t+1]++
	}
	for s := range n {
		r.Start[s+1] += r.Start[s]
	}
	next := slices.Clone(r.Start)
	for s := range n {
		for _, t := range a.From(s) {
			r.To[next[t]] = int32(s)
			next[t]++
		}
	}
	return r
}

// Plain reports whether moves follow from blocks and irreversible options alone: option form, nothing merged, no bars. A
// party's moves are then transitive.
func (g *Graph) Plain() bool {
	return !g.rules.conflict.GraphForm() && len(g.merged) == 0 && len(g.rules.bars) == 0
}

// Blocks returns the blocks of a party. For option form only; where states are merged the blocks are of the feasible
// states before merging.
func (g *Graph) Blocks(party int) *Blocks {
	m := &g.moves[party]
	m.blocksOnce.Do(func() { m.blocks = g.blocks(g.rules.owned[party]) })
	return m.blocks
}

// blocks groups the raw states by the options outside owned. Members ascend within a block since the sort is stable.
func (g *Graph) blocks(owned uint64) *Blocks {
	keys := make([]uint64, len(g.raw))
	for k, s := range g.raw {
		keys[k] = bitfield.Squeeze(uint64(s), ^owned)
	}
	width := len(g.rules.conflict.Options) - bits.OnesCount64(owned)
	b := &Blocks{Of: make([]int32, len(g.raw)), Members: sortByKey(keys, width)}
	for i, k := range b.Members {
		if i == 0 || keys[k] != keys[b.Members[i-1]] {
			b.Start = append(b.Start, int32(i))
		}
		b.Of[k] = int32(len(b.Start) - 1)
	}
	b.Start = append(b.Start, int32(len(b.Members)))
	return b
}

// Arcs returns the moves of a party as lists. The memory is one word for every move; for a large conflict use Blocks.
func (g *Graph) Arcs(party int) *Arcs {
	m := &g.moves[party]
	m.arcsOnce.Do(func() {
		m.arcs = g.arcs(party)
		m.transitive = g.Plain() || transitive(m.arcs)
	})
	return m.arcs
}

// Transitive reports whether every two moves in a row of the party amount to one move or lead back. Where the graph is
// not Plain it lists the arcs to find out.
func (g *Graph) Transitive(party int) bool {
	if g.Plain() {
		return true
	}
	g.Arcs(party)
	return g.moves[party].transitive
}

func transitive(a *Arcs) bool {
	n := len(a.Start) - 1
	seen := make([]int32, n)
	for s := range n {
		for _, q := range a.From(s) {
			seen[q] = int32(s) + 1
		}
		for _, q := range a.From(s) {
			for _, r := range a.From(int(q)) {
				if int(r) != s && seen[r] != int32(s)+1 {
					return false
				}
			}
		}
	}
	return true
}

func (g *Graph) arcs(party int) *Arcs {
	out := &Arcs{Start: make([]int64, 1, g.Len()+1)}
	if c := g.rules.conflict; c.GraphForm() {
		to := make([][]int32, g.Len())
		for _, a := range c.Arcs {
			if a.Party == party {
				to[a.From] = append(to[a.From], int32(a.To))
			}
		}
		for s := range to {
			out.add(to[s])
		}
		return out
	}
	b := g.Blocks(party)
	var row []int32
	for s := range g.codes {
		row = g.reach(row[:0], b, 1<<party, s)
		out.add(row)
	}
	return out
}

// add appends the moves from the next state, sorted, each once.
func (a *Arcs) add(row []int32) {
	slices.Sort(row)
	a.To = append(a.To, slices.Compact(row)...)
	a.Start = append(a.Start, int64(len(a.To)))
}

// rawIndex returns the number of the member m of state s among the feasible states before merging.
func (g *Graph) rawIndex(s int, m parley.State) int {
	if g.of == nil {
		return s
	}
	k, _ := slices.BinarySearch(g.raw, m)
	return k
}

// reach appends the states that the parties may lead to from any member of s within its block, unsorted.
func (g *Graph) reach(dst []int32, b *Blocks, parties uint64, s int) []int32 {
	for _, m := range g.Members(s) {
		for _, t := range b.Block(b.Of[g.rawIndex(s, m)]) {
			q := g.state(t)
			if int(q) != s && g.rules.AllowsJoint(parties, m, g.raw[t]) && (g.perArc || g.leaves(s, g.raw[t])) {
				dst = append(dst, q)
			}
		}
	}
	return dst
}

// state returns the state that a raw one belongs to.
func (g *Graph) state(raw int32) int32 {
	if g.of != nil {
		return g.of[raw]
	}
	return raw
}

// leaves reports whether leaving state s for t undoes no option that some member of s has taken and that stays, and takes
// none that some member has dropped and that stays so.
func (g *Graph) leaves(s int, t parley.State) bool {
	x := g.mergedAt(s)
	return x == nil || x.some&^uint64(t)&g.rules.stayTaken == 0 && uint64(t)&^x.all&g.rules.stayDropped == 0
}

// AppendMoves appends to dst the states that a party may move to from s, ascending.
func (g *Graph) AppendMoves(dst []int32, party, s int) []int32 {
	if !g.Plain() {
		return append(dst, g.Arcs(party).From(s)...)
	}
	b := g.Blocks(party)
	from := g.codes[s]
	for _, t := range b.Block(b.Of[s]) {
		if int(t) != s && g.rules.undoes(from, g.codes[t]) == 0 {
			dst = append(dst, t)
		}
	}
	return dst
}

// AppendJointMoves appends to dst the states that a set of parties (bit i for party i) may lead to from s by changing their
// options all at once, ascending. For option form only.
func (g *Graph) AppendJointMoves(dst []int32, parties uint64, s int) []int32 {
	owned := uint64(0)
	for i, own := range g.rules.owned {
		if parties>>i&1 == 1 {
			owned |= own
		}
	}
	from := len(dst)
	dst = g.reach(dst, g.jointBlocks(owned), parties, s)
	row := dst[from:]
	slices.Sort(row)
	return dst[:from+len(slices.Compact(row))]
}

// jointBlocks returns the blocks of the parties that own the given options, kept for the next call.
func (g *Graph) jointBlocks(owned uint64) *Blocks {
	g.joint.lock.Lock()
	defer g.joint.lock.Unlock()
	b := g.joint.blocks[owned]
	if b == nil {
		b = g.blocks(owned)
		g.joint.blocks[owned] = b
	}
	return b
}

// undoes returns the options that stay and that a move from a to b would undo.
func (r *Rules) undoes(a, b parley.State) uint64 {
	x, y := uint64(a), uint64(b)
	return x&^y&r.stayTaken | y&^x&r.stayDropped
}

// ArcBytes returns an upper bound on the memory that the lists of Arcs take for all parties, in bytes.
func (g *Graph) ArcBytes() int64 {
	if g.rules.conflict.GraphForm() {
		return int64(len(g.rules.conflict.Arcs))*4 + int64(g.Len()*g.Parties())*8
	}
	total := int64(0)
	for i := range g.Parties() {
		b := g.Blocks(i)
		for k := range len(b.Start) - 1 {
			size := int64(b.Start[k+1] - b.Start[k])
			total += size * (size - 1) * 4
		}
		total += int64(len(b.Of)) * 8
	}
	return total
}
