package paths

import (
	"context"
	"errors"
	"slices"

	"github.com/bits-and-blooms/bitset"

	"parley/analysis/sequence"
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

// Turn is a step of a path with what it means to the parties.
type Turn struct {
	sequence.Step
	Stakes []Stake // of each mover
	// Elsewhere are the parties that had an improvement to another state: they could have led away from the path.
	Elsewhere []Alternative
}

// Stake is how a mover compares the state that it moves to with the one that it leaves.
type Stake struct {
	Party    int
	Relation game.Relation
	// BestReply: the mover moves alone, by one of its most preferred improvements.
	BestReply bool
}

// Alternative is where a party would improve to, ascending.
type Alternative struct {
	Party int
	To    []int
}

// Turns tells of each step of a path who gains by it, and who could have led elsewhere by an improvement of its own. Unknown
// says whether a preference that is not known is a reason to move. The cost is that of the moves along the path.
func Turns(g *game.Graph, p *sequence.Path, unknown stability.Extension) []Turn {
	improvements := sequence.NewSteps(g, sequence.Improvements, unknown.Tempts())
	replies := sequence.NewSteps(g, sequence.BestReplies, unknown.Tempts())
	var turns []Turn
	for _, step := range p.Steps {
		turn := Turn{Step: step}
		for i := range g.Parties() {
			if step.Movers.Has(i) {
				turn.Stakes = append(turn.Stakes, Stake{
					Party:     i,
					Relation:  g.Compare(i, step.To, step.From),
					BestReply: step.Movers.Size() == 1 && slices.Contains(replies(nil, step.Movers, step.From), int32(step.To)),
				})
			}
			away := Alternative{Party: i}
			for _, q := range improvements(nil, 1<<i, step.From) {
				if int(q) != step.To {
					away.To = append(away.To, int(q))
				}
			}
			if away.To != nil {
				turn.Elsewhere = append(turn.Elsewhere, away)
			}
		}
		turns = append(turns, turn)
	}
	return turns
}
