package settle

import (
	"context"
	"errors"

	"github.com/bits-and-blooms/bitset"

	"parley"
	"parley/analysis/edit"
	"parley/analysis/inverse"
	"parley/game"
	"parley/stability"
)

// Want is what one party would have to want for a state to be stable for it, by one concept.
type Want struct {
	Party   int
	Concept stability.Concept
	Stays   bool // with what it wants now
	// Rankings counts the strict rankings of the party under which it stays. Uncounted tells why they were not counted.
	Rankings  inverse.Count
	Uncounted error
	// Change is the smallest change of its ranking, Revisions the smallest changes of its statements, under which it stays:
	// both nil where it stays already or its preference is not known for certain, and Revisions also where it holds no
	// statements.
	Change    *inverse.Change
	Revisions *inverse.Revisions
}

// Wants tells for every party and every concept of the task for which that can be told, what the party would have to want
// for the state to be stable for it. Vary are the states that may change their place in its ranking when rankings are counted,
// nil standing for all. Where the context ends, what was found so far is returned with its error.
func (q Question) Wants(ctx context.Context, result *stability.Result, state int, vary *bitset.BitSet) ([]Want, error) {
	var out []Want
	g := result.Graph
	for _, v := range result.Verdicts {
		if inverse.Supports(g.Conflict(), v.Concept, q.Task.Choices) != nil {
			continue
		}
		for i := range g.Parties() {
			w, err := q.want(ctx, g, i, state, v, vary)
			if err != nil {
				return out, err
			}
			out = append(out, w)
		}
	}
	return out, nil
}

func (q Question) want(ctx context.Context, g *game.Graph, party, state int, v stability.Verdict, vary *bitset.BitSet) (Want, error) {
	w := Want{Party: party, Concept: v.Concept, Stays: v.Stable[party].Test(uint(state))}
	c, err := inverse.Of(ctx, g, party, state, v.Concept, inverse.Options{Choices: q.Task.Choices, Limits: q.Task.Limits})
	var large *game.TooLargeError
	switch {
	case errors.As(err, &large):
		w.Uncounted = err
		return w, nil
	case err != nil:
		return w, err
	}
	if w.Rankings, err = c.Rankings(ctx, vary); err != nil {
		if ctx.Err() != nil {
			return w, err
		}
		w.Uncounted = err
	}
	orders := g.Orders(party)
	if w.Stays || len(orders) > 1 {
		return w, nil
	}
	if w.Change, err = c.Nearest(ctx, orders[0]); err != nil {
		return w, err
	}
	w.Revisions, err = c.Statements(ctx, inverse.EditLimits{})
	return w, err
}

// Together judges the state by the concept by which clauses are judged, every party that would leave it having made its
// smallest change: to its statements where one was found, else to its ranking. It reports which parties stay then. The changes
// are found party by party; since what a party wants decides how it answers others, they need not do together.
func (q Question) Together(ctx context.Context, g *game.Graph, state int, wants []Want) (stays []bool, err error) {
	c := g.Conflict()
	for _, w := range wants {
		if w.Concept != q.Hold || w.Stays {
			continue
		}
		switch {
		case w.Revisions != nil && len(w.Revisions.Found) > 0:
			old := edit.StatementsOf(g.Conflict(), w.Party)
			var list []parley.Statement
			for _, j := range w.Revisions.Found[0].Statements {
				list = append(list, old[j])
			}
			c = edit.Statements(c, w.Party, list)
		case w.Change != nil:
			c = edit.Prefer(c, w.Party, ranked(g, w.Change.Order))
		default:
			return nil, nil
		}
	}
	r, err := game.Compile(c)
	if err != nil {
		return nil, err
	}
	t := q.Task
	t.Concepts = []stability.Concept{q.Hold}
	result, err := q.Engine.Solve(ctx, r, t)
	if err != nil {
		return nil, err
	}
	for _, stable := range result.Verdicts[0].Stable {
		stays = append(stays, stable.Test(uint(state)))
	}
	return stays, nil
}

// ranked returns the preference that ranks the states in the given tiers, best first.
func ranked(g *game.Graph, tiers [][]int32) parley.Preference {
	var o parley.Order
	for _, tier := range tiers {
		var t parley.Tier
		for _, s := range tier {
			code := g.Code(int(s))
			if found, err := g.Find(code); err != nil || found != int(s) {
				code = g.Rules().Code(g.Members(int(s))[0]) // a member names the merged state where its code is shared
			}
			t.States = append(t.States, code)
		}
		o.Ranking = append(o.Ranking, t)
	}
	return parley.Preference{Either: []parley.Order{o}}
}
