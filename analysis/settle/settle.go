// Package settle asks what would make an outcome hold: it looks at a dispute as a mediator does, from a goal backwards.
//
//   - Standings tells how near each state of the goal is to holding, and how it is reached.
//   - Gains tells which parties prefer it to the status quo and to what they get without a deal.
//   - Levers tries what an agreement could write down: an option forbidden, an option that cannot be undone, one move only
//     after another, two moves at one moment.
//   - Stages follows an agreement that is carried out step by step: who gains by leaving it at each stage, and who can
//     punish that.
//   - Credibility asks of a threat or a promise whether its maker gains by carrying it out when it is due.
//
// What a party would have to want instead is the matter of package inverse. Preferences are assumptions here as everywhere;
// nothing in this package says that a goal is desirable.
package settle

import (
	"context"
	"slices"

	"github.com/bits-and-blooms/bitset"

	"parley/analysis/paths"
	"parley/game"
	"parley/logic"
	"parley/stability"
)

// Question is what the questions of this package have in common.
type Question struct {
	Engine stability.Engine
	Task   stability.Task // its concepts are those that a goal is judged by
	Goal   Goal
	// Hold is the concept by which clauses are judged.
	Hold stability.Concept
}

// Goal is what is to be brought about: one state, or every state where a formula holds.
type Goal struct {
	Code string // of a state; "" for a formula
	Expr *logic.Expr
	Text string // as it was asked for
}

// In returns the states of the goal in a graph. A merged state counts where the formula holds in all its members.
func (x Goal) In(g *game.Graph) *bitset.BitSet {
	if x.Code == "" {
		holds, _ := g.Where(x.Expr)
		return holds
	}
	out := bitset.New(uint(g.Len()))
	if s, err := g.Find(x.Code); err == nil {
		out.Set(uint(s))
	}
	return out
}

// Way is how a state is reached from another.
type Way uint8

// The ways, each more than the one before. A step by several parties changes all their options at one moment.
const (
	ByBestReplies       Way = iota // every mover takes a most preferred move
	ByImprovements                 // every mover gains by its step
	ByJointImprovements            // every mover of every step gains, alone or together
	WithoutLoss                    // no mover loses by a step, but some do not gain; for stages only
	ByMoves                        // by moves of single parties, not all of which pay
	ByJointMoves                   // by moves of single parties and coalitions, not all of which pay
	Nowise                         // by no sequence of moves
)

// String returns the name used in JSON.
func (w Way) String() string {
	return [...]string{"best-replies", "improvements", "joint-improvements", "no-loss", "moves", "joint-moves", "none"}[w]
}

// Pays reports whether every mover gains by every step.
func (w Way) Pays() bool { return w <= ByJointImprovements }

// mode returns the paths that a way is made of.
func (w Way) mode() paths.Mode {
	return [...]paths.Mode{paths.BestReplies, paths.Improvements, paths.JointImprovements, paths.Moves, paths.Moves, paths.JointMoves, paths.Moves}[w]
}

// JointStates and JointParties are the sizes up to which joint moves of all coalitions are looked for.
const (
	JointStates  = 1 << 12
	JointParties = 6
)

// Joint reports whether joint moves are looked for in a graph: it must have options and not be too large.
func Joint(g *game.Graph) bool {
	return !g.Conflict().GraphForm() && g.Len() <= JointStates && g.Parties() <= JointParties && g.Parties() > 1
}

// ways returns the ways to try in a graph, the easiest first.
func ways(g *game.Graph) []Way {
	all := []Way{ByBestReplies, ByImprovements, ByJointImprovements, ByMoves, ByJointMoves}
	return slices.DeleteFunc(all, func(w Way) bool { return w.mode().Joint() && !Joint(g) })
}

// paths returns the options of a search for a way.
func (q Question) paths(w Way) paths.Options {
	return paths.Options{Mode: w.mode(), EachOnce: q.Task.Choices.EachOnce, Unknown: q.Task.Choices.Unknown, Limits: q.Task.Limits}
}

// Standing is how a state of the goal stands.
type Standing struct {
	State int
	Holds []bool   // by concept of the task: everyone stays
	Stays [][]bool // by concept, then by party
	Way   Way      // the easiest way from the status quo; Nowise where none is named
	Steps int      // on a shortest path of that way; -1 where there is none
}

// Held returns the number of concepts under which everyone stays.
func (s Standing) Held() int {
	n := 0
	for _, h := range s.Holds {
		if h {
			n++
		}
	}
	return n
}

// Standings judges a conflict and tells how every state of the goal stands: those first under which more concepts hold, then
// those reached more easily, then those at which more parties stay, then those reached in fewer steps. The cost is that of
// judging the conflict and of up to five searches from the status quo.
func (q Question) Standings(ctx context.Context, r *game.Rules) ([]Standing, *stability.Result, error) {
	result, err := q.Engine.Solve(ctx, r, q.Task)
	if err != nil {
		return nil, nil, err
	}
	g := result.Graph
	goal := q.Goal.In(g)
	var out []Standing
	for s := range goal.EachSet() {
		x := Standing{State: int(s), Way: Nowise, Steps: -1}
		for _, v := range result.Verdicts {
			stays := make([]bool, g.Parties())
			for i := range stays {
				stays[i] = v.Stable[i].Test(s)
			}
			x.Stays = append(x.Stays, stays)
			x.Holds = append(x.Holds, v.Equilibria.Test(s))
		}
		out = append(out, x)
	}
	if err := q.place(ctx, g, out); err != nil {
		return nil, nil, err
	}
	slices.SortStableFunc(out, compareStandings)
	return out, result, nil
}

// place finds the easiest way to each state.
func (q Question) place(ctx context.Context, g *game.Graph, all []Standing) error {
	left := len(all)
	for _, w := range ways(g) {
		if left == 0 || g.StatusQuo() < 0 {
			return nil
		}
		tree, err := paths.Reachable(ctx, g, g.StatusQuo(), q.paths(w))
		if err != nil {
			return err
		}
		distance := tree.Distances()
		for k := range all {
			if x := &all[k]; x.Way == Nowise && distance[x.State] >= 0 {
				x.Way, x.Steps = w, int(distance[x.State])
				left--
			}
		}
	}
	return nil
}

func compareStandings(a, b Standing) int {
	stays := func(x Standing) (n int) {
		for _, row := range x.Stays {
			for _, s := range row {
				if s {
					n++
				}
			}
		}
		return n
	}
	switch {
	case a.Held() != b.Held():
		return b.Held() - a.Held()
	case a.Way != b.Way:
		return int(a.Way) - int(b.Way)
	case stays(a) != stays(b):
		return stays(b) - stays(a)
	}
	return a.Steps - b.Steps
}
