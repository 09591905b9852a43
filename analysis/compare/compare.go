// Package compare lays two versions of a conflict side by side and tells what differs: with and without an option, under
// two readings, from two files.
//
//   - Match finds which states of the one are which of the other; everything else stands on that.
//   - Compare tells which outcomes appear, vanish or are reached otherwise, which shortest paths change, whose stability
//     flips, and who ranks what otherwise. It reports changes only.
//   - Forks finds the earliest state at which best replies differ.
//   - Levers asks of every option what it does for a goal.
package compare

import (
	"context"

	"github.com/bits-and-blooms/bitset"

	"parley/analysis/paths"
	"parley/analysis/sequence"
	"parley/game"
	"parley/stability"
)

// Task says how two conflicts are compared.
type Task struct {
	Engine stability.Engine
	// Concepts are judged in both conflicts; nil stands for the usual ones, as far as they are defined for both.
	Concepts []stability.Concept
	// Hold is the concept by which an outcome is said to hold. It is judged whether or not it is among Concepts.
	Hold    stability.Concept
	Choices stability.Choices
	Limits  game.Limits
	Workers int
}

// Comparison is what differs between two conflicts. Counts and lists hold changes only, unless they say otherwise.
type Comparison struct {
	*Pair
	Hold    stability.Concept
	Results [2]*stability.Result
	// Endings are where best replies from the status quo end on each side, nil where it is not named. They are given
	// whether or not they changed.
	Endings [2]*paths.Endings

	// Equilibria has an entry for each concept under which an outcome appears or vanishes.
	Equilibria []EquilibriumChange
	// Outcomes are the states that hold, or at which best replies end, on either side, and that differ. Those of the first
	// side come first, in its order.
	Outcomes []Outcome
	// Alike is the number of states that hold, or at which best replies end, and do so and are reached alike on both sides.
	Alike int
	// EndsChanged: best replies from the status quo end at other states, or go round in other cycles.
	EndsChanged bool
	// Notable are the common states that an analyst asks about first, at most 24: the status quo, the states that a definition
	// alone singles out, the ends of best replies, and outcomes that changed; as states of the first side.
	Notable []int
	Paths   []PathChange
	Flips   []Flip
	Ranks   []RankChange
	// Forks tells where best replies part. It is nil where a side names no status quo.
	Forks *Forks
}

// EquilibriumChange counts the equilibria under one concept.
type EquilibriumChange struct {
	Concept stability.Concept
	Both    int      // equilibria on both sides
	Only    [2][]int // equilibria on that side only, as states there, ascending
	Gone    [2]int   // how many of those are not feasible on the other side
}

// Outcome is a state that differs in whether it holds or how it is reached.
type Outcome struct {
	States [2]int  // -1 where it is not feasible
	Holds  [2]bool // by the concept Hold
	Reach  [2]Reach
}

// Reach tells how a state can be reached from the status quo.
type Reach struct {
	Moves, Improvements, Replies bool // by any moves, by improvements, by best replies
	End                          bool // best replies end there
}

// Same reports whether nothing at all was found to differ.
func (c *Comparison) Same() bool {
	return c.sameFrame() && c.Common == c.Graphs[0].Len() && c.Common == c.Graphs[1].Len() && len(c.Equilibria) == 0 &&
		c.Unchanged() && len(c.Flips) == 0 && len(c.Ranks) == 0 && !c.Forks.part()
}

// Unchanged reports whether nothing changed that matters: the same outcomes hold, best replies end alike, and everything is
// reached alike by as short a path. Stability elsewhere and rankings may have changed.
func (c *Comparison) Unchanged() bool {
	return len(c.Outcomes) == 0 && !c.EndsChanged && len(c.Paths) == 0
}

func (c *Comparison) sameFrame() bool {
	for side := range 2 {
		if len(c.PartiesOnly[side])+len(c.OptionsOnly[side]) > 0 {
			return false
		}
	}
	return true
}

func (f *Forks) part() bool { return f != nil && (f.Apart || len(f.Earliest) > 0) }

// Compare lays two conflicts side by side. The cost is that of judging both, plus three searches from each status quo, plus
// sorting the states by each party's rank. The errors are ErrForms, those of the engine, of package paths, and of the
// context.
func Compare(ctx context.Context, a, b *game.Rules, t Task) (*Comparison, error) {
	concepts := t.concepts(a, b)
	c := &Comparison{Hold: t.Hold}
	var graphs [2]*game.Graph
	for side, r := range []*game.Rules{a, b} {
		result, err := t.Engine.Solve(ctx, r, stability.Task{Concepts: concepts, Choices: t.Choices, Limits: t.Limits, Workers: t.Workers})
		if err != nil {
			return nil, &SideError{side, err}
		}
		c.Results[side], graphs[side] = result, result.Graph
	}
	pair, err := Match(graphs[0], graphs[1])
	if err != nil {
		return nil, err
	}
	c.Pair = pair
	var reach [2]reached
	for side, g := range graphs {
		if reach[side], err = reachedIn(ctx, g, t); err != nil {
			return nil, &SideError{side, err}
		}
		c.Endings[side] = reach[side].endings
	}
	c.equilibria()
	c.outcomes(reach)
	c.flips()
	c.Notable = c.notable()
	c.ranks()
	if err := c.paths(ctx, reach, t); err != nil {
		return nil, err
	}
	if graphs[0].StatusQuo() >= 0 && graphs[1].StatusQuo() >= 0 {
		c.Forks, err = pair.Forks(ctx, t.Choices.Unknown)
	}
	return c, err
}

// SideError is an error of one of the two conflicts.
type SideError struct {
	Side int // 0 or 1
	Err  error
}

// Error returns the message of the error.
func (e *SideError) Error() string { return e.Err.Error() }

// Unwrap returns the error.
func (e *SideError) Unwrap() error { return e.Err }

// concepts returns the concepts to judge by, that of Hold among them.
func (t Task) concepts(a, b *game.Rules) []stability.Concept {
	asked := t.Concepts
	if asked == nil {
		for _, c := range stability.Usual(a.Conflict()) {
			if stability.Supports(a.Conflict(), c, t.Choices) == nil && stability.Supports(b.Conflict(), c, t.Choices) == nil {
				asked = append(asked, c)
			}
		}
	}
	out := append([]stability.Concept(nil), asked...)
	for _, c := range out {
		if c == t.Hold {
			return out
		}
	}
	return append(out, t.Hold)
}

// modes are the ways of reaching a state that are told apart.
var modes = [...]paths.Mode{paths.Moves, paths.Improvements, paths.BestReplies}

// reached is what can be reached from a status quo; all of it is nil where none is named.
type reached struct {
	by      [len(modes)]*sequence.Tree
	endings *paths.Endings
	ends    *bitset.BitSet
}

func reachedIn(ctx context.Context, g *game.Graph, t Task) (r reached, err error) {
	if g.StatusQuo() < 0 {
		return r, nil
	}
	for k, mode := range modes {
		if r.by[k], err = paths.Reachable(ctx, g, g.StatusQuo(), t.paths(mode)); err != nil {
			return r, err
		}
	}
	if r.endings, err = paths.Ends(ctx, g, g.StatusQuo(), t.paths(paths.BestReplies)); err != nil {
		return r, err
	}
	r.ends = bitset.New(uint(g.Len()))
	for _, e := range r.endings.Ends {
		r.ends.Set(uint(e.State))
	}
	return r, nil
}

// paths returns the options of a search. After a best reply a party may reply again, as in paths.Ends: where moves are not
// transitive it may have a further one.
func (t Task) paths(mode paths.Mode) paths.Options {
	replies := mode == paths.BestReplies
	return paths.Options{Mode: mode, Unknown: t.Choices.Unknown, Limits: t.Limits, Consecutive: replies, EachOnce: t.Choices.EachOnce && !replies}
}

func (r *reached) of(s int) Reach {
	if r.ends == nil || s < 0 {
		return Reach{}
	}
	return Reach{r.by[0].Has(s), r.by[1].Has(s), r.by[2].Has(s), r.ends.Test(uint(s))}
}
