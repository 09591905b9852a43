package compare

import (
	"slices"

	"parley/game"
)

// RankChange is a party that ranks the states which both conflicts have in another order.
type RankChange struct {
	Party [2]int
	// Uncertain: the party's preference is not certain on one side at least, so that the counts are not taken.
	Uncertain bool
	// Pairs is the number of pairs of states that both conflicts have. Of them the party turns round its preference in
	// Turned, likes both alike only in the second conflict in Tied, and only in the first in Told.
	Pairs, Turned, Tied, Told int64
	// Telling are some of the pairs that were turned round, those of the outcomes and the status quo.
	Telling []Turned
	// Places are the Notable states whose place in the ranking changed, where it is certain.
	Places []Place
}

// Place is where a party ranks a state, among the states that both conflicts have: 1 is the best, equally good ones share
// a place. Of is the last place.
type Place struct {
	State     int // of the first conflict
	Place, Of [2]int
}

// Turned is a pair of states whose order a party turns round: it prefers First in the first conflict and Second in the
// second. Both are states of the first conflict.
type Turned struct{ First, Second int }

const (
	maxNotable = 24 // states that telling pairs are looked for among
	maxTelling = 5
)

// ranks finds whose ranking of the common states changed.
func (c *Comparison) ranks() {
	for i := range c.Graphs[0].Parties() {
		k := c.Party(0, i)
		if k < 0 {
			continue
		}
		x := RankChange{Party: [2]int{i, k}}
		if a, b := c.Graphs[0].Orders(i), c.Graphs[1].Orders(k); len(a) == 1 && len(b) == 1 {
			x.count(c.Pair, a[0].Rank, b[0].Rank)
			if x.Turned+x.Tied+x.Told == 0 {
				continue
			}
			x.places(c, a[0].Rank, b[0].Rank)
		} else if x.Uncertain = true; c.sameOrders(i, k) {
			continue
		}
		for n, s := range c.Notable {
			for _, q := range c.Notable[:n] {
				before := c.Graphs[0].Compare(i, q, s)
				after := c.Graphs[1].Compare(k, c.Other(0, q), c.Other(0, s))
				switch {
				case len(x.Telling) == maxTelling:
				case better(before) && worse(after):
					x.Telling = append(x.Telling, Turned{q, s})
				case worse(before) && better(after):
					x.Telling = append(x.Telling, Turned{s, q})
				}
			}
		}
		c.Ranks = append(c.Ranks, x)
	}
}

// places finds the notable states whose place changed.
func (x *RankChange) places(c *Comparison, ranks ...[]int32) {
	var place [2]map[int32]int // of each rank that a common state has
	for side, rank := range ranks {
		var all []int32
		for s, r := range rank {
			if c.Other(side, s) >= 0 {
				all = append(all, r)
			}
		}
		slices.Sort(all)
		all = slices.Compact(all)
		place[side] = map[int32]int{}
		for n, r := range all {
			place[side][r] = len(all) - n
		}
	}
	for _, s := range c.Notable {
		p := Place{State: s, Of: [2]int{len(place[0]), len(place[1])}}
		p.Place = [2]int{place[0][ranks[0][s]], place[1][ranks[1][c.Other(0, s)]]}
		if p.Place[0] != p.Place[1] {
			x.Places = append(x.Places, p)
		}
	}
}

// sameOrders reports whether a party may hold the same orders of the common states on both sides. Where it may not, but the
// orders come in another sequence, they count as changed.
func (c *Comparison) sameOrders(i, k int) bool {
	a, b := c.Graphs[0].Orders(i), c.Graphs[1].Orders(k)
	return slices.EqualFunc(a, b, func(x, y game.Order) bool {
		var n RankChange
		n.count(c.Pair, x.Rank, y.Rank)
		return n.Turned+n.Tied+n.Told == 0
	})
}

func better(r game.Relation) bool { return r == game.Better || r == game.MuchBetter }
func worse(r game.Relation) bool  { return r == game.Worse || r == game.MuchWorse }

// notable returns the common states that an analyst asks about first: the status quo, the ends of best replies, the
// outcomes that changed, and the states that a definition alone singles out; as states of the first side.
func (c *Comparison) notable() []int {
	var out []int
	add := func(side, s int) {
		if s < 0 || len(out) == maxNotable {
			return
		}
		q := c.Other(side, s)
		if q < 0 {
			return
		}
		if side == 1 {
			s = q
		}
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	for side, g := range c.Graphs {
		add(side, g.StatusQuo())
		if g.Len() > 1<<17 {
			continue
		}
		for _, d := range g.Conflict().Definitions {
			if holds, _ := g.Where(d.Expr); holds.Count() == 1 {
				s, _ := holds.NextSet(0)
				add(side, int(s))
			}
		}
	}
	for side, e := range c.Endings {
		if e != nil {
			for _, x := range e.Ends {
				add(side, x.State)
			}
		}
	}
	for _, o := range c.Outcomes {
		add(0, o.States[0])
	}
	return out
}

// count counts the pairs of common states whose order by the one rank differs from that by the other: the discordant pairs
// of Kendall, by sorting (Knight, A computer method for calculating Kendall's tau with ungrouped data, JASA 61, 1966). The
// time is that of sorting.
func (x *RankChange) count(p *Pair, a, b []int32) {
	type ranks struct{ a, b int32 }
	var both []ranks
	for s := range a {
		if q := p.Other(0, s); q >= 0 {
			both = append(both, ranks{a[s], b[q]})
		}
	}
	pairs := func(n int) int64 { return int64(n) * int64(n-1) / 2 }
	ties := func(same func(x, y ranks) bool) (n int64) {
		for from := 0; from < len(both); {
			to := from + 1
			for to < len(both) && same(both[from], both[to]) {
				to++
			}
			n += pairs(to - from)
			from = to
		}
		return n
	}
	x.Pairs = pairs(len(both))
	slices.SortFunc(both, func(x, y ranks) int {
		if x.a != y.a {
			return int(x.a) - int(y.a)
		}
		return int(x.b) - int(y.b)
	})
	tiedA := ties(func(x, y ranks) bool { return x.a == y.a })
	tiedBoth := ties(func(x, y ranks) bool { return x == y })
	second := make([]int32, len(both))
	for k, r := range both {
		second[k] = r.b
	}
	x.Turned = inversions(second, make([]int32, len(second)))
	slices.SortFunc(both, func(x, y ranks) int { return int(x.b) - int(y.b) })
	tiedB := ties(func(x, y ranks) bool { return x.b == y.b })
	x.Told, x.Tied = tiedA-tiedBoth, tiedB-tiedBoth
}

// inversions sorts a row and returns how many pairs of it stood in descending order.
func inversions(row, spare []int32) int64 {
	if len(row) < 2 {
		return 0
	}
	half := len(row) / 2
	n := inversions(row[:half], spare[:half]) + inversions(row[half:], spare[half:])
	copy(spare, row)
	left, right := spare[:half], spare[half:len(row)]
	for k := range row {
		if len(right) == 0 || len(left) > 0 && left[0] <= right[0] {
			row[k], left = left[0], left[1:]
		} else {
			n += int64(len(left))
			row[k], right = right[0], right[1:]
		}
	}
	return n
}
