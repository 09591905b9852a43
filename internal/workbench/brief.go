package workbench

import (
	"context"

	"github.com/bits-and-blooms/bitset"

	"parley/analysis/explain"
	"parley/analysis/paths"
	"parley/game"
	"parley/report"
	"parley/stability"
)

// maxWays is how many paths to outcomes a brief tells.
const maxWays = 3

// Brief makes the whole report of a dispute: outcomes, the paths that lead there, and why the status quo holds or not.
func (c *Case) Brief(ctx context.Context, s Settings) (*report.Brief, error) {
	solved, err := c.Solve(ctx, nil, false, s)
	if err != nil {
		return nil, err
	}
	g := solved.Result.Graph
	b := &report.Brief{Solved: *solved, Question: c.Conflict.Question}
	if c.File != nil {
		b.About, b.Basis = c.File.About, c.File.Basis
		b.Groups = c.groups()
	}
	if g.StatusQuo() < 0 {
		return b, nil
	}
	if b.Ways, err = ways(ctx, g, solved, s); err != nil {
		return nil, err
	}
	if b.Endings, err = paths.Ends(ctx, g, g.StatusQuo(), pathOptions(paths.BestReplies, s)); err != nil {
		return nil, err
	}
	var concepts []stability.Concept
	for _, v := range solved.Result.Verdicts {
		if v.Concept.Unknown == stability.Default && v.Concept.Strength == stability.General {
			concepts = append(concepts, v.Concept)
		}
	}
	b.StatusQuo, err = explain.State(ctx, g, stability.Task{Concepts: concepts, Choices: s.Choices}, g.StatusQuo())
	return b, err
}

// groups lists the choices in force.
func (c *Case) groups() []report.GroupInForce {
	var out []report.GroupInForce
	for _, x := range c.File.Groups {
		in := report.GroupInForce{ID: x.ID, Question: x.Question, Choice: c.Assumed[x.ID], Strategy: x.Strategy}
		for _, choice := range x.Choices {
			if choice.ID == in.Choice {
				in.Claim = choice.Claim
			} else {
				in.Rivals = append(in.Rivals, choice.ID)
			}
		}
		out = append(out, in)
	}
	return out
}

// ways finds paths by improvements to the equilibria that hold under most concepts.
func ways(ctx context.Context, g *game.Graph, solved *report.Solved, s Settings) ([]report.Route, error) {
	tree, err := paths.Reachable(ctx, g, g.StatusQuo(), pathOptions(paths.Improvements, s))
	if err != nil {
		return nil, err
	}
	var out []report.Route
	told := bitset.New(uint(g.Len())).Set(uint(g.StatusQuo()))
	verdicts := solved.Result.Verdicts
	for least := len(verdicts); least > 0 && len(out) < maxWays; least-- {
		for _, at := range tree.Nearest() {
			if len(out) == maxWays || told.Test(uint(at)) {
				continue
			}
			holds := 0
			for _, v := range verdicts {
				if v.Equilibria.Test(uint(at)) {
					holds++
				}
			}
			if holds >= least {
				told.Set(uint(at))
				path := tree.Path(at)
				out = append(out, report.Route{Path: path, Turns: paths.Turns(g, path, s.Choices.Unknown)})
			}
		}
	}
	return out, nil
}
