package workbench

import (
	"context"

	"parley/analysis/explain"
	"parley/report"
	"parley/stability"
)

// Explain tells why a state, named as State reads it, holds or not under the concepts given, or the usual ones.
func (c *Case) Explain(ctx context.Context, state string, concepts []stability.Concept, coalitions bool, s Settings) (*report.Why, error) {
	g, err := c.Graph(ctx, s)
	if err != nil {
		return nil, err
	}
	at, err := c.State(g, state)
	if err != nil {
		return nil, err
	}
	if concepts == nil {
		for _, x := range stability.Usual(c.Conflict) {
			if stability.Supports(c.Conflict, x, s.Choices) == nil {
				concepts = append(concepts, x)
			}
		}
	}
	if coalitions {
		concepts = append(concepts, stability.Coalitional()...)
	}
	x, err := explain.State(ctx, g, stability.Task{Concepts: concepts, Choices: s.Choices}, at)
	if err != nil {
		return nil, err
	}
	return &report.Why{Graph: g, Explanation: x}, nil
}
