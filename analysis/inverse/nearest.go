package inverse

import (
	"cmp"
	"context"
	"slices"

	"parley/game"
)

// Change is a change of a ranking that makes a state stable: which states must rank below it that do not yet.
type Change struct {
	// Swaps is the number of swaps of two states that stand next to each other; states that tie may be put in any order for
	// nothing. It is 0 where the ranking will do as it is, or a tie has to be broken and no more.
	Swaps int
	// Below are the states that rank above the state and must rank below it, best first.
	Below []int32
	// Untie are states as good as the state that must rank below it, ascending.
	Untie []int32
	// Smallest: no change takes fewer swaps. It is not set where the search ended at its limit.
	Smallest bool
	// Order is the ranking after the change: tiers, best first.
	Order [][]int32
}

// Needed reports whether anything has to change.
func (c *Change) Needed() bool { return len(c.Below)+len(c.Untie) > 0 }

// maxNodes is the number of sets of states that Nearest looks at before it settles for the best change found.
const maxNodes = 1 << 17

// Nearest finds the smallest change of an order that meets the condition. The error is that of the context.
//
// Only what stands below the state s matters, and nothing is lost when more does. Let a set X of states go from above s to
// below it: each of them has to pass s, and each state that stays above but stood between. With d the distance of a state
// above s, the others keeping their order, that takes the sum of d over X less the pairs within X, and no fewer swaps will do,
// since each swap puts one pair right. Where some states have to go, taking along those in between may be cheaper than
// passing them; the least that a set costs together with any others is where s moves up by some places and the states of
// the set beyond come down. That bound is searched by branch and bound over the ways to meet each demand.
func (c *Condition) Nearest(ctx context.Context, o game.Order) (*Change, error) {
	at := o.Rank[c.State]
	out := &Change{Smallest: true}
	if !c.Holds(o) {
		n := c.climb(ctx, o)
		if err := n.search(); err != nil {
			return nil, err
		}
		out.Swaps, out.Smallest = n.best, n.nodes < maxNodes
		for s := range o.Rank {
			if n.gone(int32(s)) {
				out.Below = append(out.Below, int32(s))
			}
		}
		slices.SortFunc(out.Below, func(a, b int32) int { return cmp.Or(cmp.Compare(o.Rank[b], o.Rank[a]), cmp.Compare(a, b)) })
		if !c.EqualIsBad {
			out.Untie = c.untie(o, n.gone)
		}
	}
	out.Order = c.reorder(o, at, out)
	return out, nil
}

// untie returns the states as good as the state that must rank below it once others have gone: a set from which none can be
// left out.
func (c *Condition) untie(o game.Order, gone func(s int32) bool) []int32 {
	at := o.Rank[c.State]
	var level []int32
	for s, r := range o.Rank {
		if r == at && s != c.State {
			level = append(level, int32(s))
		}
	}
	tempts := func(s int32) bool { return o.Rank[s] > at && !gone(s) }
	for i := 0; i < len(level); {
		fewer := slices.Delete(slices.Clone(level), i, i+1)
		bad := func(s int32) bool { return o.Rank[s] < at || gone(s) || slices.Contains(fewer, s) }
		if c.unmet(tempts, bad, 1) == 0 {
			level = fewer
		} else {
			i++
		}
	}
	return level
}

// reorder returns the tiers of an order after a change. States that tied with the state stay below those that pass it, so
// that no pair is turned round for nothing.
func (c *Condition) reorder(o game.Order, at int32, x *Change) [][]int32 {
	place := make([]int32, len(o.Rank)) // twice the rank, so that there is room between
	for s, r := range o.Rank {
		place[s] = 2 * r
		if r > at { // room for the states that pass, between those that stay above and the state's own tier
			place[s] += 2 * int32(o.Classes)
		}
	}
	own := 2 * at
	if x.Needed() {
		own = 2*at + 2*int32(o.Classes) + 1
		for _, s := range x.Below {
			place[s] -= 2 * int32(o.Classes)
		}
		if len(x.Below) == 0 { // only a tie is broken: those that stay tied go along
			for s, r := range o.Rank {
				if r == at && !slices.Contains(x.Untie, int32(s)) {
					place[s] = own
				}
			}
		}
	}
	place[c.State] = own
	states := make([]int32, len(place))
	for s := range states {
		states[s] = int32(s)
	}
	slices.SortStableFunc(states, func(a, b int32) int { return cmp.Compare(place[b], place[a]) })
	var tiers [][]int32
	for i, s := range states {
		if i == 0 || place[s] != place[states[i-1]] {
			tiers = append(tiers, nil)
		}
		tiers[len(tiers)-1] = append(tiers[len(tiers)-1], s)
	}
	return tiers
}
