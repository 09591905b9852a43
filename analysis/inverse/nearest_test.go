package inverse_test

import (
	"context"
	"math/rand/v2"
	"testing"

	"github.com/bits-and-blooms/bitset"

	"parley/analysis/inverse"
	"parley/game"
	"parley/stability"
	"parley/stability/stabilitytest"
)

// turned counts the pairs that one order ranks strictly and tiers, best first, rank the other way round, and those that
// they make equal.
func turned(o game.Order, tiers [][]int) (round, level int) {
	rank := make([]int, len(o.Rank))
	for k, tier := range tiers {
		for _, s := range tier {
			rank[s] = -k
		}
	}
	for s := range rank {
		for q := range rank {
			switch {
			case o.Rank[s] <= o.Rank[q]:
			case rank[s] < rank[q]:
				round++
			case rank[s] == rank[q]:
				level++
			}
		}
	}
	return round, level
}

// order returns tiers, best first, as ranks.
func order(tiers [][]int, n int) game.Order {
	o := game.Order{Rank: make([]int32, n), Classes: len(tiers)}
	for k, tier := range tiers {
		for _, s := range tier {
			o.Rank[s] = int32(len(tiers) - 1 - k)
		}
	}
	return o
}

// No strict ranking that makes the state stable may turn round fewer pairs of the party's order than the change found, and
// the order found must do what it says.
func TestNearestAgainstEnumeration(t *testing.T) {
	seeds := uint64(400)
	if testing.Short() {
		seeds = 100
	}
	changed, untied := 0, 0
	for seed := range seeds {
		r := rand.New(rand.NewPCG(seed, 13))
		most := 6
		if seed%8 == 0 {
			most = 8
		}
		c := stabilitytest.Random(r, stabilitytest.Shape{States: most, Certain: true})
		ch := choices(r)
		g := listed(t, c, ch.IrreversiblePerArc)
		if g.Len() > most {
			continue
		}
		party, state := r.IntN(g.Parties()), r.IntN(g.Len())
		o := g.Orders(party)[0]
		for _, x := range concepts(c, ch) {
			condition, err := inverse.Of(context.Background(), g, party, state, x, inverse.Options{Choices: ch})
			if err != nil {
				t.Fatal(err)
			}
			got, err := condition.Nearest(context.Background(), o)
			if err != nil {
				t.Fatal(err)
			}
			best := 1 << 30
			placements(g, party, bitset.New(uint(g.Len())).Complement(), func(tiers [][]int) {
				if n, _ := turned(o, tiers); n < best && condition.Holds(order(tiers, g.Len())) {
					best = n
				}
			})
			if condition.Holds(o) {
				best = 0
			}
			tiers := make([][]int, len(got.Order))
			for k, tier := range got.Order {
				for _, s := range tier {
					tiers[k] = append(tiers[k], int(s))
				}
			}
			round, level := turned(o, tiers)
			switch {
			case got.Swaps != best || !got.Smallest:
				t.Errorf("seed %d: party %d, state %d, %v, %+v: %d swaps, listing finds %d\n%s", seed, party, state, x, ch, got.Swaps, best, stabilitytest.Describe(c))
			case round != got.Swaps || level > 0 || !condition.Holds(order(tiers, g.Len())):
				t.Errorf("seed %d: party %d, state %d, %v, %+v: %v turns %d pairs and levels %d, should turn %d\n%s", seed, party, state, x, ch, tiers, round, level, got.Swaps, stabilitytest.Describe(c))
			case got.Needed() == condition.Holds(o):
				t.Errorf("seed %d: party %d, state %d, %v, %+v: needed %v, holds %v", seed, party, state, x, ch, got.Needed(), condition.Holds(o))
			}
			if got.Swaps > 0 {
				changed++
			}
			if len(got.Untie) > 0 {
				untied++
			}
		}
	}
	if !testing.Short() && (changed < 100 || untied < 3) {
		t.Errorf("too few changes were tried: %d, %d with ties", changed, untied)
	}
}

// In larger conflicts every set of states that may go below is listed instead: each passes the state, and those that stay
// above though they stood below it.
func TestNearestAgainstSubsets(t *testing.T) {
	seeds := uint64(400)
	if testing.Short() {
		seeds = 100
	}
	for seed := range seeds {
		r := rand.New(rand.NewPCG(seed, 14))
		c := stabilitytest.Random(r, stabilitytest.Shape{States: 14, Certain: true})
		g := listed(t, c, false)
		party, state := r.IntN(g.Parties()), r.IntN(g.Len())
		o := g.Orders(party)[0]
		var above []int
		for s, rank := range o.Rank {
			if rank > o.Rank[state] {
				above = append(above, s)
			}
		}
		for _, x := range concepts(c, stability.Choices{}) {
			condition, err := inverse.Of(context.Background(), g, party, state, x, inverse.Options{})
			if err != nil {
				t.Fatal(err)
			}
			best := 1 << 30
			for set := range 1 << len(above) {
				changed := order(nil, g.Len())
				copy(changed.Rank, o.Rank)
				n := 0
				for i, s := range above {
					if set>>i&1 == 0 {
						continue
					}
					changed.Rank[s] = -1
					n++
					for j, q := range above {
						if set>>j&1 == 0 && o.Rank[q] < o.Rank[s] {
							n++
						}
					}
				}
				if n < best && condition.Holds(changed) {
					best = n
				}
			}
			got, err := condition.Nearest(context.Background(), o)
			if err != nil {
				t.Fatal(err)
			}
			if got.Swaps != best || !got.Smallest {
				t.Errorf("seed %d: party %d, state %d, %v: %d swaps (smallest %v), by subsets %d\n%s", seed, party, state, x, got.Swaps, got.Smallest, best, stabilitytest.Describe(c))
			}
		}
	}
}
