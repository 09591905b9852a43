package explicit

import (
	"cmp"
	"math"
	"math/bits"
	"slices"
	"sort"

	"github.com/bits-and-blooms/bitset"

	"parley"
	"parley/internal/bitfield"
)

// simultaneous judges party i by SIM: each improvement s1 from s must be sanctioned by some combination of improvements
// that the others have at s, made at the same time, and not all of them need move. The combinations are searched party by
// party; a branch ends as soon as even the best choice of the parties still to come leaves i above its rank of s.
func (s *solver) simultaneous(i int, put **bitset.BitSet) error {
	x := s.newCombinations(i)
	stable := bitset.New(uint(s.g.Len())).Complement()
	for at := range s.g.Len() {
		if at&0xff == 0 && s.ctx.Err() != nil {
			return s.ctx.Err()
		}
		if !x.stable(at) {
			stable.Clear(uint(at))
		}
	}
	*put = stable
	return nil
}

// combinations searches what several parties' improvements lead to when made at the same time. It writes states with the
// options of the focal party highest, then those of the others in the order of the search, so that what is settled so far
// is the high end of a word, and what the last party can do lies side by side in memory.
type combinations struct {
	*solver
	blocks *blocks // nil where improvements must be asked of the graph
	rank   []int32 // of the focal party
	turns  []turn  // the focal party first
	bounds []bound // by number of parties settled, from 1
	limit  int32   // the rank at or below which a state sanctions
	found  uint64  // the word of the last sanction found
	row    []int32
}

// turn is a party in the order of the search: where its options stand in a word, and its improvements at the present
// state.
type turn struct {
	party        int
	owned        uint64
	shift        int
	mask         uint64   // its options in a word
	improvements []uint64 // the party's options after each improvement
	gathered     bool
	space        []uint64
}

// bound holds the lowest rank of the feasible states that agree with a word from bit shift on. Where the table would be
// too large it is nil and bounds nothing.
type bound struct {
	shift  int
	lowest []int32
}

// maxBound is the number of bits up to which tables of bounds are kept.
const maxBound = 25

func (s *solver) newCombinations(i int) *combinations {
	x := &combinations{solver: s, rank: s.g.Orders(i)[0].Rank}
	x.blocks, _ = s.moves.(*blocks)
	order := append([]int{i}, x.byInfluence(i)...)
	total := len(s.g.Conflict().Options)
	shift := total
	for _, j := range order {
		owned := uint64(s.g.Rules().Owned(j))
		shift -= bits.OnesCount64(owned)
		x.turns = append(x.turns, turn{party: j, owned: owned, shift: shift, mask: (1<<bits.OnesCount64(owned) - 1) << shift})
		b := bound{shift: shift}
		if size := total - shift; size <= maxBound && 1<<size <= 64*s.g.Len()+1024 {
			b.lowest = slices.Repeat([]int32{math.MaxInt32}, 1<<size)
		}
		x.bounds = append(x.bounds, b)
	}
	for at := range s.g.Len() {
		w := x.word(at)
		for k := range x.bounds {
			if b := &x.bounds[k]; b.lowest != nil {
				b.lowest[w>>b.shift] = min(b.lowest[w>>b.shift], x.rank[at])
			}
		}
	}
	return x
}

// byInfluence orders the parties other than i so that those come first whose options alone, with those of i, tell most about
// what rank i must end at: the earlier a branch is seen to stay above the limit, the fewer are searched.
func (x *combinations) byInfluence(i int) []int {
	own := uint64(x.g.Rules().Owned(i))
	var others []int
	score := map[int]int64{}
	for j := range x.g.Parties() {
		if j == i {
			continue
		}
		others = append(others, j)
		mask := own | uint64(x.g.Rules().Owned(j))
		size := bits.OnesCount64(mask)
		if x.g.Len() <= small || size > maxBound || 1<<size > x.g.Len() {
			continue
		}
		lowest := slices.Repeat([]int32{-1}, 1<<size)
		for s, r := range x.rank {
			c := bitfield.Squeeze(uint64(x.g.Members(s)[0]), mask)
			if lowest[c] < 0 || r < lowest[c] {
				lowest[c] = r
			}
		}
		cells := int64(0)
		for _, r := range lowest {
			if r >= 0 {
				score[j] += int64(r)
				cells++
			}
		}
		score[j] /= cells
	}
	slices.SortStableFunc(others, func(a, b int) int { return cmp.Compare(score[b], score[a]) })
	return others
}

// word writes state at with its options in the order of the search.
func (x *combinations) word(at int) uint64 {
	w, code := uint64(0), uint64(x.g.Members(at)[0])
	for _, t := range x.turns {
		w |= bitfield.Squeeze(code, t.owned) << t.shift
	}
	return w
}

// state is the inverse of word.
func (x *combinations) state(w uint64) parley.State {
	code := uint64(0)
	for _, t := range x.turns {
		code |= bitfield.Spread(w>>t.shift, t.owned)
	}
	return parley.State(code)
}

// stable reports whether every improvement of the focal party from a state is sanctioned. It begins with the improvement
// that can be sanctioned least, since most often that one decides, and tries on each what sanctioned the one before.
func (x *combinations) stable(at int) bool {
	if x.limit = x.rank[at]; x.task.Choices.EqualNotSanction {
		x.limit--
	}
	own := &x.turns[0]
	for k := range x.turns {
		x.turns[k].gathered = false
	}
	x.gather(own, at)
	if len(own.improvements) == 0 {
		return true
	}
	hardest := -1
	if first := &x.bounds[0]; first.lowest != nil {
		worst := int32(-1)
		for k, part := range own.improvements {
			r := first.lowest[part]
			if r > x.limit { // nothing can sanction it
				return false
			}
			if r > worst {
				worst, hardest = r, k
			}
		}
	}
	rest := x.word(at) &^ own.mask
	if hardest >= 0 && !x.sanctioned(1, rest|own.improvements[hardest]<<own.shift, at) {
		return false
	}
	known, last := hardest >= 0, len(x.turns)-1
	for k, part := range own.improvements {
		if k == hardest || known && x.may(last, x.found&^own.mask|part<<own.shift) {
			continue
		}
		if !x.sanctioned(1, rest|part<<own.shift, at) {
			return false
		}
		known = true
	}
	return true
}

// gather finds the improvements of a party at a state.
func (x *combinations) gather(t *turn, at int) {
	t.gathered = true
	if x.blocks != nil && x.blocks.parties[t.party].pattern == nil { // the members above the state in its block
		table := &x.blocks.parties[t.party]
		from, to := table.start[table.of[at]], table.start[table.of[at]+1]
		rank, own := table.rank[from:to], table.byItem[at]
		t.improvements = table.parts(x.g)[from:to][sort.Search(len(rank), func(k int) bool { return rank[k] > own }):]
		return
	}
	rank := x.g.Orders(t.party)[0].Rank
	t.space = t.space[:0]
	x.row = x.g.AppendMoves(x.row[:0], t.party, at)
	for _, q := range x.row {
		if rank[q] > rank[at] {
			t.space = append(t.space, bitfield.Squeeze(uint64(x.g.Members(int(q))[0]), t.owned))
		}
	}
	t.improvements = t.space
}

// sanctioned reports whether the others from the k-th on can lead from the word w, in which those before have moved, to a
// sanction.
func (x *combinations) sanctioned(k int, w uint64, at int) bool {
	last := k == len(x.turns)-1
	if x.may(k, w) && (last || x.sanctioned(k+1, w, at)) { // k stays
		if last {
			x.found = w
		}
		return true
	}
	t := &x.turns[k]
	if !t.gathered {
		x.gather(t, at)
	}
	w &^= t.mask
	b := &x.bounds[k]
	if b.lowest == nil {
		for _, part := range t.improvements {
			if next := w | part<<t.shift; x.may(k, next) && (last || x.sanctioned(k+1, next, at)) {
				if last {
					x.found = next
				}
				return true
			}
		}
		return false
	}
	row, limit := b.lowest[w>>b.shift:], x.limit
	for _, part := range t.improvements {
		if row[part] > limit {
			continue
		}
		if last {
			x.found = w | part<<t.shift
			return true
		}
		if x.sanctioned(k+1, w|part<<t.shift, at) {
			return true
		}
	}
	return false
}

// may reports whether the bound allows a sanction where the parties up to the k-th have settled their options as in w. For
// the last party the answer is exact.
func (x *combinations) may(k int, w uint64) bool {
	if b := &x.bounds[k]; b.lowest != nil {
		return b.lowest[w>>b.shift] <= x.limit
	}
	if k < len(x.turns)-1 {
		return true
	}
	s, feasible := x.g.Index(x.state(w))
	return feasible && x.rank[s] <= x.limit
}
