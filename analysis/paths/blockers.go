package paths

import (
	"context"
	"errors"
	"slices"

	"github.com/bits-and-blooms/bitset"

	"parley/game"
	"parley/stability"
)

// ErrUnreachable tells that a question about the ways to a goal has no answer, since there is none. Obstruct tells why.
var ErrUnreachable = errors.New("the goal cannot be reached")

// MaxBlockers is the size up to which Blockers looks for sets of parties.
const MaxBlockers = 3

// Blockers finds whose refusal to move at all, alone or with a coalition, puts every state of the goal out of reach: the
// sets of up to MaxBlockers parties of which no smaller part suffices, smaller sets first. A set of one is a party that the
// goal cannot do without. Where the parties' own state satisfies the goal nobody blocks it. The error is ErrUnreachable
// where the goal cannot be reached anyway.
//
// The cost is at most one search, as by Shortest, for each set; a set that some path found so far does without needs none.
func Blockers(ctx context.Context, g *game.Graph, from int, goal *bitset.BitSet, o Options) ([]stability.Coalition, error) {
	x, err := o.search(g)
	if err != nil {
		return nil, err
	}
	path, err := shortest(ctx, x, from, goal)
	if err != nil {
		return nil, err
	}
	if path == nil {
		return nil, ErrUnreachable
	}
	ways := []stability.Coalition{path.Movers()} // of each path found: who moves
	var blocking []stability.Coalition
	for _, set := range upTo(g.Parties(), MaxBlockers) {
		if slices.ContainsFunc(blocking, func(b stability.Coalition) bool { return b&^set == 0 }) ||
			slices.ContainsFunc(ways, func(w stability.Coalition) bool { return w&set == 0 }) {
			continue
		}
		without := *x
		without.Movers = slices.DeleteFunc(slices.Clone(x.Movers), func(h stability.Coalition) bool { return h&set != 0 })
		path, err := shortest(ctx, &without, from, goal)
		switch {
		case err != nil:
			return nil, err
		case path == nil:
			blocking = append(blocking, set)
		default:
			ways = append(ways, path.Movers())
		}
	}
	return blocking, nil
}

// upTo returns the coalitions of at most the given size among n parties, smaller ones first.
func upTo(n, size int) []stability.Coalition {
	all, last := []stability.Coalition(nil), []stability.Coalition{0}
	for range min(n, size) {
		var next []stability.Coalition
		for _, h := range last {
			for i := range n {
				if one := stability.Coalition(1) << i; one > h {
					next = append(next, h|one)
				}
			}
		}
		slices.Sort(next)
		all, last = append(all, next...), next
	}
	return all
}
