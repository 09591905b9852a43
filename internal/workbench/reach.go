package workbench

import (
	"context"
	"fmt"

	"github.com/bits-and-blooms/bitset"

	"parley/analysis/paths"
	"parley/game"
	"parley/report"
)

// reach adds to an answer which states can be reached from the status quo.
func (c *Case) reach(ctx context.Context, g *game.Graph, s *report.Solved, settings Settings) (err error) {
	if g.StatusQuo() < 0 {
		return nil
	}
	if s.Moves, err = reachable(ctx, g, paths.Moves, settings); err != nil {
		return err
	}
	s.Improvements, err = reachable(ctx, g, paths.Improvements, settings)
	return err
}

func reachable(ctx context.Context, g *game.Graph, mode paths.Mode, s Settings) (*bitset.BitSet, error) {
	tree, err := paths.Reachable(ctx, g, g.StatusQuo(), pathOptions(mode, s))
	if err != nil {
		return nil, err
	}
	return tree.Reached(), nil
}

func pathOptions(mode paths.Mode, s Settings) paths.Options {
	return paths.Options{Mode: mode, EachOnce: s.Choices.EachOnce, Unknown: s.Choices.Unknown, Limits: s.Limits}
}

// PathQuestion asks how one gets from a state to a goal.
type PathQuestion struct {
	From string // a state as State reads it; "" for the status quo
	To   string // a formula, a definition, a state's code or number
	Mode paths.Mode
	// Consecutive lets a party move twice in a row.
	Consecutive bool
}

// Path finds a shortest path to a goal, whose refusal would block it and what must come first; or why there is no path.
func (c *Case) Path(ctx context.Context, q PathQuestion, s Settings) (*report.Way, error) {
	g, err := c.Graph(ctx, s)
	if err != nil {
		return nil, err
	}
	w := &report.Way{Graph: g, Mode: q.Mode, To: q.To}
	if q.From == "" {
		if w.From = g.StatusQuo(); w.From < 0 {
			return nil, fmt.Errorf("the conflict names no status quo: say where to begin, by --from")
		}
	} else if w.From, err = c.State(g, q.From); err != nil {
		return nil, err
	}
	goal, err := c.Goal(g, q.To)
	if err != nil {
		return nil, err
	}
	o := pathOptions(q.Mode, s)
	o.Consecutive = q.Consecutive
	if w.Path, err = paths.Shortest(ctx, g, w.From, goal, o); err != nil {
		return nil, err
	}
	if w.Path == nil {
		w.Obstacle, err = paths.Obstruct(ctx, g, w.From, goal, o)
		return w, err
	}
	w.Turns = paths.Turns(g, w.Path, o.Unknown)
	if w.Blockers, err = paths.Blockers(ctx, g, w.From, goal, o); err != nil {
		return nil, err
	}
	w.Requirements, err = paths.Prerequisites(ctx, g, w.From, goal, o)
	return w, err
}

// Goal finds the states that a text asks for: those where a formula holds, or one state by its code or number. A merged
// state counts if the formula holds in all its members.
func (c *Case) Goal(g *game.Graph, text string) (*bitset.BitSet, error) {
	f, formulaErr := c.Conflict.Formula(text)
	if formulaErr == nil {
		holds, _ := g.Where(f.Expr)
		return holds, nil
	}
	s, err := c.State(g, text)
	if err != nil {
		return nil, Hinted(formulaErr)
	}
	return bitset.New(uint(g.Len())).Set(uint(s)), nil
}
