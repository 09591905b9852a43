package explicit

import (
	"context"
	"math/bits"
	"slices"
	"sync"

	"parley/game"
	"parley/internal/bitfield"
	"parley/stability"
)

// blocks are the moves of a plain graph: a party moves within a block of states that agree on everyone else's options. No
// edge is listed. Within a block, states are sorted by the party's rank, so that the improvements from a state are the rest
// of its block. A party's own moves are transitive here, so the rule that no party moves twice in a row forbids nothing:
// two moves in a row can be replaced by one, or by none.
type blocks struct {
	parties []table
	// places has for each state one entry for each party, side by side: a search looks at all parties of a state in turn,
	// and memory comes in lines.
	places []place
}

// place tells where a state stands among the members of a party's blocks.
type place struct {
	slot  int32 // its block, or where the party has options that stay its block and pattern
	below int32 // where the members begin that rank as it does; those before it in the block rank lower
}

// table holds the blocks of one party.
type table struct {
	of     []int32 // block of each state
	start  []int32 // where each block begins in member, and the end of the last
	member []int32 // states, block by block, by ascending rank
	rank   []int32 // the party's rank of each member, beside it
	byItem []int32 // the party's rank of each state
	// pattern of each state: the party's options that stay once taken or dropped; nil where there are none. A move may
	// only add bits of taken and only remove bits of dropped.
	pattern        []uint8
	patterns       int
	taken, dropped uint8
	first, end     []int32 // of each slot: where its block begins and ends in member

	owned     uint64
	partsOnce sync.Once
	part      []uint64 // the party's own options in each member, beside it; see parts
}

// parts returns the party's own options in each member, packed into the low end of a word.
func (t *table) parts(g *game.Graph) []uint64 {
	t.partsOnce.Do(func() {
		t.part = make([]uint64, len(t.member))
		for k, s := range t.member {
			t.part[k] = bitfield.Squeeze(uint64(g.Members(int(s))[0]), t.owned)
		}
	})
	return t.part
}

// allows reports whether the party may move from a state with one pattern to a state with another.
func (t *table) allows(from, to uint8) bool {
	return from&t.taken&^to == 0 && to&t.dropped&^from == 0
}

// newBlocks returns the blocks of a plain graph with certain preferences, or nil where blocks do not serve.
func newBlocks(g *game.Graph, workers int) *blocks {
	if !g.Plain() || !g.Certain() {
		return nil
	}
	b := &blocks{parties: make([]table, g.Parties())}
	for i := range b.parties {
		if !b.parties[i].patternise(g, i) {
			return nil
		}
	}
	b.places = make([]place, g.Len()*len(b.parties))
	var wg sync.WaitGroup
	build := func(i int) {
		t := &b.parties[i]
		t.owned = uint64(g.Rules().Owned(i))
		from := g.Blocks(i)
		t.of, t.start, t.byItem = from.Of, from.Start, g.Orders(i)[0].Rank
		t.sort(from.Members)
		b.place(i)
	}
	for i := range b.parties {
		if g.Len() <= small || workers == 1 {
			build(i)
			continue
		}
		wg.Go(func() { build(i) })
	}
	wg.Wait()
	return b
}

// place fills the slots of party j, and its entries of places.
func (b *blocks) place(j int) {
	t, parties := &b.parties[j], len(b.parties)
	blocks := len(t.start) - 1
	t.first, t.end = make([]int32, blocks*t.patterns), make([]int32, blocks*t.patterns)
	for block := range blocks {
		from, to := t.start[block], t.start[block+1]
		for p := range t.patterns {
			t.first[block*t.patterns+p], t.end[block*t.patterns+p] = from, to
		}
		tier := from
		for k := from; k < to; k++ {
			if t.rank[k] != t.rank[tier] {
				tier = k
			}
			s, slot := int(t.member[k]), block*t.patterns
			if t.pattern != nil {
				slot += int(t.pattern[s])
			}
			b.places[s*parties+j] = place{int32(slot), tier}
		}
	}
}

// patternise sets the patterns; it reports false where the party has too many options that stay.
func (t *table) patternise(g *game.Graph, party int) bool {
	c := g.Conflict()
	stay := uint64(0)
	for _, k := range c.OptionsOf(party) {
		o := c.Options[k]
		if !o.StaysTaken && !o.StaysDropped {
			continue
		}
		at := bits.OnesCount64(stay)
		if at == 8 {
			return false
		}
		stay |= 1 << k
		if o.StaysTaken {
			t.taken |= 1 << at
		}
		if o.StaysDropped {
			t.dropped |= 1 << at
		}
	}
	t.patterns = 1 << bits.OnesCount64(stay)
	if stay == 0 {
		return true
	}
	t.pattern = make([]uint8, g.Len())
	for s := range t.pattern {
		code, at := uint64(g.Members(s)[0])&stay, 0
		for m := stay; m != 0; m &= m - 1 {
			if code&(m&-m) != 0 {
				t.pattern[s] |= 1 << at
			}
			at++
		}
	}
	return true
}

// sort fills member and rank: the states of each block by ascending rank.
func (t *table) sort(members []int32) {
	t.member, t.rank = make([]int32, len(members)), make([]int32, len(members))
	if len(members) < 1<<16 {
		copy(t.member, members)
		for k := range len(t.start) - 1 {
			slices.SortFunc(t.member[t.start[k]:t.start[k+1]], func(a, b int32) int { return int(t.byItem[a]) - int(t.byItem[b]) })
		}
	} else { // deal the states out to their blocks in order of rank
		ascending(t.byItem, t.rank)
		next := slices.Clone(t.start)
		for _, s := range t.rank {
			t.member[next[t.of[s]]] = s
			next[t.of[s]]++
		}
	}
	for k, s := range t.member {
		t.rank[k] = t.byItem[s]
	}
}

func (b *blocks) tempt(_ *scratch, i int, f, out []int32) {
	t := &b.parties[i]
	for k := range len(t.start) - 1 {
		from, to := t.start[k], t.start[k+1]
		for p := range t.patterns {
			t.temptBlock(from, to, uint8(p), f, out)
		}
	}
}

// temptBlock goes down a block from the highest rank, for the states of one pattern. Ties are no improvements, so what a
// tier offers counts only below it.
func (t *table) temptBlock(from, to int32, pattern uint8, f, out []int32) {
	best, tier, tierRank := int32(-1), int32(-1), int32(-1)
	for k := to - 1; k >= from; k-- {
		s := t.member[k]
		if t.rank[k] != tierRank {
			best, tier, tierRank = max(best, tier), -1, t.rank[k]
		}
		if t.pattern == nil {
			out[s] = best
			tier = max(tier, f[s])
			continue
		}
		if t.pattern[s] == pattern {
			out[s] = best
		}
		if t.allows(pattern, t.pattern[s]) {
			tier = max(tier, f[s])
		}
	}
}

func (b *blocks) escape(_ *scratch, i int, v, out []int32) {
	t := &b.parties[i]
	for k := range len(t.start) - 1 {
		members := t.member[t.start[k]:t.start[k+1]]
		for p := range t.patterns {
			best := int32(-1)
			for _, s := range members {
				if t.pattern == nil || t.allows(uint8(p), t.pattern[s]) {
					best = max(best, v[s])
				}
			}
			for _, s := range members {
				if t.pattern == nil || t.pattern[s] == uint8(p) {
					out[s] = best
				}
			}
		}
	}
}

// spread settles states in ascending order of v: whoever can lead to a settled state, and is not settled yet, is settled
// with the same value. For each slot a mark tells how far up its members have been settled, so that no member is looked at
// twice.
func (b *blocks) spread(ctx context.Context, w *scratch, movers stability.Coalition, improving bool, v, order, out []int32) error {
	marks := b.marks(w, movers)
	for s := range out {
		out[s] = -1
	}
	stack, parties := w.stack[:0], len(b.parties)
	for n, x := range order {
		if n&0xffff == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if out[x] >= 0 {
			continue
		}
		value := v[x]
		out[x] = value
		stack = append(stack, x)
		for len(stack) > 0 {
			y := int(stack[len(stack)-1])
			stack = stack[:len(stack)-1]
			for j, at := range b.places[y*parties : (y+1)*parties] {
				if !movers.Has(j) {
					continue
				}
				t := &b.parties[j]
				k, end := marks[j][at.slot], at.below
				if !improving {
					end = t.end[at.slot]
				}
				if k >= end {
					continue
				}
				marks[j][at.slot] = end
				if t.pattern != nil {
					stack = t.settle(k, end, t.pattern[y], value, out, stack)
					continue
				}
				for _, z := range t.member[k:end] {
					if out[z] < 0 {
						out[z] = value
						stack = append(stack, z)
					}
				}
			}
		}
	}
	w.stack = stack
	return nil
}

// settle settles those of the members from k to end that may move to a state of the given pattern.
func (t *table) settle(k, end int32, pattern uint8, value int32, out, stack []int32) []int32 {
	for _, z := range t.member[k:end] {
		if out[z] < 0 && t.allows(t.pattern[z], pattern) {
			out[z] = value
			stack = append(stack, z)
		}
	}
	return stack
}

// marks returns for each mover the marks of its slots, each at the beginning of its block.
func (b *blocks) marks(w *scratch, movers stability.Coalition) [][]int32 {
	total := 0
	for j := range b.parties {
		if movers.Has(j) {
			total += len(b.parties[j].first)
		}
	}
	if cap(w.marks) < total {
		w.marks = make([]int32, total)
	}
	rest, marks := w.marks[:total], make([][]int32, len(b.parties))
	for j := range b.parties {
		if movers.Has(j) {
			n := copy(rest, b.parties[j].first)
			marks[j], rest = rest[:n], rest[n:]
		}
	}
	return marks
}
