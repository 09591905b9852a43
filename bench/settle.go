package main

import (
	"context"
	"fmt"
	"strings"

	"parley/analysis/settle"
	"parley/game"
	"parley/scenario"
	"parley/stability"
	"parley/stability/explicit"
)

// settleRows measure what stands behind the brief of a goal: on the founding case, with a goal that holds and with one that
// nothing makes hold, so that every clause, several hundred pairs and every edit of statements are tried; and on the largest
// conflict of the catalog, that case with one rule fewer.
func settleRows() []row {
	asked := func(to string, clauses bool, assume scenario.Assumptions) func() (figures, error) {
		return func() (figures, error) { return timed(func() error { return settlement(to, clauses, assume) }) }
	}
	open := scenario.Assumptions{"sequencing": "open"}
	return []row{
		{"ukraine-2025 settle", "to deal: standings, prospects, rankings counted, six stages", "", asked("deal", false, nil)},
		{"ukraine-2025 settle, clauses", "the same with 190 clauses tried", "", asked("deal", true, nil)},
		{"ukraine-2025 settle, nothing helps", fmt.Sprintf("to capitulation: 175 clauses, %d pairs, edits of statements", settle.PairsTried), "", asked("capitulation", true, nil)},
		{"largest settle", "ukraine-2025 with sequencing=open, 2272 states, to deal, with clauses", "", asked("deal", true, open)},
	}
}

// settlement asks everything about a goal of the founding case.
func settlement(to string, clauses bool, assume scenario.Assumptions) error {
	ctx := context.Background()
	c, err := conflictOf(founding(), assume)
	if err != nil {
		return err
	}
	r, err := game.Compile(c)
	if err != nil {
		return err
	}
	goal, err := c.Formula(to)
	if err != nil {
		return err
	}
	q := settle.Question{
		Engine: explicit.Engine{}, Goal: settle.Goal{Expr: goal.Expr, Text: to}, Hold: stability.Concept{Kind: stability.SEQ},
		Task: stability.Task{Concepts: stability.Usual(c)},
	}
	standings, result, err := q.Standings(ctx, r)
	if err != nil {
		return err
	}
	state := standings[0].State
	if _, err := q.Prospects(ctx, result.Graph); err != nil {
		return err
	}
	wants, err := q.Wants(ctx, result, state, nil)
	if err != nil {
		return err
	}
	if _, err := q.Together(ctx, result.Graph, state, wants); err != nil {
		return err
	}
	var stages []settle.Goal
	for _, d := range c.Definitions {
		if strings.HasPrefix(d.Name, "stage-") {
			stages = append(stages, settle.Goal{Expr: d.Expr, Text: d.Name})
		}
	}
	if _, err := q.Stages(ctx, result, stages); err != nil {
		return err
	}
	if clauses {
		_, err = q.Levers(ctx, result.Graph, state, settle.PairsTried)
	}
	return err
}
