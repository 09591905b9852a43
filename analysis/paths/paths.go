// Package paths answers how one gets from one state of a conflict to another: by moves, by improvements, by best replies, or
// by joint moves of coalitions (status quo analysis: Li, Kilgour and Hipel 2005; Xu, Kilgour, Hipel and Kemkes 2010).
//
//   - Shortest, ToEach and Reachable find shortest sequences; Turns tells of each step who gains and who could have led
//     elsewhere.
//   - Ends finds where sequences of best replies end, and where they go round in cycles.
//   - Blockers finds whose refusal puts a goal out of reach, Prerequisites what must come before it, and in which order.
//   - Obstruct tells why a goal cannot be reached.
//
// Of several shortest sequences the first one counts, compared step by step: parties in their order before coalitions,
// smaller coalitions before larger ones, then states in their order. So equal questions yield equal paths.
package paths

import (
	"context"
	"fmt"
	"math/bits"
	"slices"

	"github.com/bits-and-blooms/bitset"

	"parley/analysis/sequence"
	"parley/game"
	"parley/stability"
)

// Mode says of what steps a path is made.
type Mode uint8

const (
	// Moves: any moves of single parties.
	Moves Mode = iota
	// Improvements: each party moves to a state that it prefers to the one it leaves.
	Improvements
	// BestReplies: each party takes one of its most preferred improvements.
	BestReplies
	// JointMoves: any moves, also of coalitions that change their options at once. Option form only.
	JointMoves
	// JointImprovements: improvements, also of coalitions that change their options at once to a state that every member
	// prefers. Option form only.
	JointImprovements
)

var modeNames = [...]string{"moves", "improvements", "best-replies", "joint-moves", "joint-improvements"}

// String returns the name used in commands and JSON.
func (m Mode) String() string { return modeNames[m] }

// Joint reports whether coalitions move.
func (m Mode) Joint() bool { return m >= JointMoves }

// ParseMode reads a mode as String writes it.
func ParseMode(text string) (Mode, error) {
	if i := slices.Index(modeNames[:], text); i >= 0 {
		return Mode(i), nil
	}
	return 0, fmt.Errorf("`%s` is not a kind of path", text)
}

// Modes returns every mode.
func Modes() []Mode { return []Mode{Moves, Improvements, BestReplies, JointMoves, JointImprovements} }

// kind returns what steps of the mode are.
func (m Mode) kind() sequence.Kind {
	return [...]sequence.Kind{sequence.Moves, sequence.Improvements, sequence.BestReplies, sequence.Moves, sequence.Improvements}[m]
}

// any returns the mode with the same movers and no regard for what they want.
func (m Mode) any() Mode {
	if m.Joint() {
		return JointMoves
	}
	return Moves
}

// Options say which sequences count. The zero value asks for any moves of all parties.
type Options struct {
	Mode Mode
	// Parties may move; 0 stands for all.
	Parties stability.Coalition
	// Coalitions may move together in the joint modes; nil stands for all of two or more parties. Each party may always
	// move alone.
	Coalitions []stability.Coalition
	// Consecutive lets a party, or a coalition, move twice in a row. By default it may not: in plain option form that changes
	// nothing, since two moves in a row amount to one.
	Consecutive bool
	// EachOnce lets each mover move once at most.
	EachOnce bool
	// Unknown says whether a preference that is not known is a reason to move: with extensions A and C it is. By default only
	// what is certain counts.
	Unknown stability.Extension
	// Limits bound the memory for moves that have to be listed: with bars, merged states or in graph form.
	Limits game.Limits
}

// UnsupportedError tells why a mode cannot be asked of a conflict.
type UnsupportedError struct {
	Mode   Mode
	Reason string
}

// Error names the mode and the reason.
func (e *UnsupportedError) Error() string { return "`" + e.Mode.String() + "` " + e.Reason }

// search returns the search that the options describe. The error is an *UnsupportedError or a *game.TooLargeError.
func (o Options) search(g *game.Graph) (*sequence.Search, error) {
	refuse := func(reason string) error { return &UnsupportedError{o.Mode, reason} }
	everyone := stability.Coalition(1)<<g.Parties() - 1
	if o.Parties == 0 {
		o.Parties = everyone
	}
	o.Parties &= everyone
	x := &sequence.Search{Graph: g, Kind: o.Mode.kind(), Unknown: o.Unknown.Tempts(), Consecutive: o.Consecutive, EachOnce: o.EachOnce}
	if o.Mode.Joint() {
		if g.Conflict().GraphForm() {
			return nil, refuse("needs options: with listed states it is not defined what several moves made at once lead to")
		}
		if o.Coalitions == nil {
			if g.Parties() > stability.MaxCoalitionParties {
				return nil, refuse(fmt.Sprintf("of all coalitions is found for at most %d parties: name the coalitions", stability.MaxCoalitionParties))
			}
			o.Coalitions = stability.Coalitions(g.Parties())
		}
		for _, h := range o.Coalitions {
			if h.Size() > 1 && h&^o.Parties == 0 {
				x.Movers = append(x.Movers, h)
			}
		}
		slices.SortFunc(x.Movers, bySize)
		x.Movers = slices.Compact(x.Movers)
	}
	var single []stability.Coalition
	for h := uint64(o.Parties); h != 0; h &= h - 1 {
		single = append(single, stability.Coalition(h&-h))
	}
	x.Movers = append(single, x.Movers...)
	if o.EachOnce && len(x.Movers) > stability.MaxCoalitionParties {
		return nil, refuse(fmt.Sprintf("with each mover moving once is found for at most %d movers, since every set of them counts", stability.MaxCoalitionParties))
	}
	if limit := o.Limits.WithDefaults().Memory; !g.Plain() && g.ArcBytes() > limit {
		return nil, &game.TooLargeError{What: "bytes of memory", Limit: limit}
	}
	return x, nil
}

// bySize orders coalitions by their size, then by their members.
func bySize(a, b stability.Coalition) int {
	if d := bits.OnesCount64(uint64(a)) - bits.OnesCount64(uint64(b)); d != 0 {
		return d
	}
	if a < b {
		return -1
	}
	if a > b {
		return 1
	}
	return 0
}

// Reachable finds every state that can be reached from a state, with a shortest path to each. The cost is one visit of every
// step from every state that is reached; a mode without regard for preferences costs far less in plain option form. For
// large conflicts name the Coalitions of the joint modes: a coalition of m states to a block has about m steps from each.
//
// The errors of this package's functions are an *UnsupportedError, a *game.TooLargeError, or the error of the context.
func Reachable(ctx context.Context, g *game.Graph, from int, o Options) (*sequence.Tree, error) {
	x, err := o.search(g)
	if err != nil {
		return nil, err
	}
	return x.From(ctx, from, nil)
}

// Shortest finds a shortest path from a state to any state of the goal: the empty path where the state is one of them, nil
// where none can be reached. It stops at the first; the cost is at most that of Reachable.
func Shortest(ctx context.Context, g *game.Graph, from int, goal *bitset.BitSet, o Options) (*sequence.Path, error) {
	x, err := o.search(g)
	if err != nil {
		return nil, err
	}
	return shortest(ctx, x, from, goal)
}

func shortest(ctx context.Context, x *sequence.Search, from int, goal *bitset.BitSet) (*sequence.Path, error) {
	if goal.Test(uint(from)) {
		return &sequence.Path{From: from}, nil
	}
	end := -1
	t, err := x.From(ctx, from, func(s int) bool {
		if goal.Test(uint(s)) {
			end = s
		}
		return end >= 0
	})
	if err != nil || end < 0 {
		return nil, err
	}
	return t.Path(end), nil
}

// ToEach finds a shortest path to every state of the goal that can be reached, shorter paths first, those of equal length
// in their order. The cost is that of Reachable.
func ToEach(ctx context.Context, g *game.Graph, from int, goal *bitset.BitSet, o Options) ([]*sequence.Path, error) {
	t, err := Reachable(ctx, g, from, o)
	if err != nil {
		return nil, err
	}
	var out []*sequence.Path
	for _, s := range t.Nearest() {
		if goal.Test(uint(s)) {
			out = append(out, t.Path(s))
		}
	}
	return out, nil
}
