package explicit

import (
	"math"
	"math/bits"

	"github.com/bits-and-blooms/bitset"

	"parley"
	"parley/game"
	"parley/internal/bitfield"
)

// simultaneous judges party i by SIM: each improvement s1 from s must be sanctioned by some combination of improvements
// that the others have at s, made at the same time, and not all of them need move. The combinations are searched party by
// party; a branch ends as soon as even the best choice of the parties still to come leaves i above its rank of s.
func (s *solver) simultaneous(i int, put **bitset.BitSet) error {
	g := s.g
	x := &combinations{g: s.g, i: i, rank: g.Orders(i)[0].Rank, strict: s.task.Choices.EqualNotSanction}
	x.bound()
	stable := bitset.New(uint(g.Len())).Complement()
	var row []int32
	for at := range g.Len() {
		if at&0xff == 0 && s.ctx.Err() != nil {
			return s.ctx.Err()
		}
		gathered := false
		row = g.AppendMoves(row[:0], i, at)
		for _, q := range row {
			if x.rank[q] <= x.rank[at] {
				continue
			}
			if !gathered {
				x.gather(at)
				gathered = true
			}
			if x.limit = x.rank[at]; x.strict {
				x.limit--
			}
			if !x.sanctioned(0, uint64(g.Members(int(q))[0])) {
				stable.Clear(uint(at))
				break
			}
		}
	}
	*put = stable
	return nil
}

// combinations searches what several parties' improvements lead to when made at the same time.
type combinations struct {
	g       *game.Graph
	i       int
	rank    []int32
	strict  bool
	limit   int32      // the rank at or below which a state sanctions
	others  []int      // the other parties, in the order of the search
	changes [][]uint64 // by other: the options that each of its improvements changes
	row     []int32
	levels  []level
}

// level bounds what can still be reached when i and the first others have chosen: the lowest rank of a feasible state
// with their options as given. Where the table would be too large it is nil and bounds nothing.
type level struct {
	mask   uint64
	lowest []int32
}

// maxBound is the size up to which tables of bounds are kept.
const maxBound = 22

func (x *combinations) bound() {
	g := x.g
	r := g.Rules()
	mask := uint64(r.Owned(x.i))
	for j := range g.Parties() {
		if j != x.i {
			x.others = append(x.others, j)
		}
	}
	x.changes = make([][]uint64, len(x.others))
	for k := 0; ; k++ {
		l := level{mask: mask}
		if width := bits.OnesCount64(mask); width <= maxBound && 1<<width <= 64*g.Len()+1024 {
			l.lowest = make([]int32, 1<<width)
			for c := range l.lowest {
				l.lowest[c] = math.MaxInt32
			}
			for s := range g.Len() {
				c := bitfield.Squeeze(uint64(g.Members(s)[0]), mask)
				l.lowest[c] = min(l.lowest[c], x.rank[s])
			}
		}
		x.levels = append(x.levels, l)
		if k == len(x.others) {
			return
		}
		mask |= uint64(r.Owned(x.others[k]))
	}
}

// gather lists the improvements of the others at a state.
func (x *combinations) gather(at int) {
	from := x.g.Members(at)[0]
	for k, j := range x.others {
		x.changes[k] = x.changes[k][:0]
		rank := x.g.Orders(j)[0].Rank
		x.row = x.g.AppendMoves(x.row[:0], j, at)
		for _, q := range x.row {
			if rank[q] > rank[at] {
				x.changes[k] = append(x.changes[k], uint64(x.g.Members(int(q))[0]^from))
			}
		}
	}
}

// sanctioned reports whether the others from the k-th on can lead from state t to a sanction.
func (x *combinations) sanctioned(k int, t uint64) bool {
	if l := &x.levels[k]; l.lowest != nil && l.lowest[bitfield.Squeeze(t, l.mask)] > x.limit {
		return false
	}
	if k == len(x.others) {
		s, ok := x.g.Index(parley.State(t))
		return ok && x.rank[s] <= x.limit
	}
	if x.sanctioned(k+1, t) {
		return true
	}
	for _, c := range x.changes[k] {
		if x.sanctioned(k+1, t^c) {
			return true
		}
	}
	return false
}
