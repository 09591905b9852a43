package mcp

import (
	"context"
	"errors"
	"slices"

	settlement "parley/analysis/settle"
	"parley/internal/workbench"
	"parley/report"
	"parley/stability"
)

// SettleArguments ask what would make an outcome hold.
type SettleArguments struct {
	Subject
	To    string `json:"to" jsonschema:"the goal: a formula, a definition, or a state by code or number"`
	State string `json:"state,omitempty" jsonschema:"which state of the goal to look at (default: the one that stands best)"`
	Judged
	Hold      string   `json:"hold,omitempty" jsonschema:"judge clauses by this concept (default seq)"`
	Vary      string   `json:"vary,omitempty" jsonschema:"count rankings in which only these states change their place (default: all)"`
	Stages    []string `json:"stages,omitempty" jsonschema:"stages of an agreement in order: formulas, definitions or states; prefix* stands for all definitions that begin so"`
	Threats   []string `json:"threats,omitempty" jsonschema:"threats, each as: option if condition"`
	Promises  []string `json:"promises,omitempty" jsonschema:"promises, written like threats"`
	NoClauses bool     `json:"no_clauses,omitempty" jsonschema:"try no clauses"`
	Pairs     int      `json:"pairs,omitempty" jsonschema:"try so many pairs of clauses at most, where none is enough"`
	Page
}

func settle(ctx context.Context, c call, in SettleArguments) (a answer[report.SettleJSON], err error) {
	q := workbench.SettleQuestion{
		To: in.To, State: in.State, Vary: in.Vary, Stages: in.Stages, Threats: in.Threats, Promises: in.Promises, NoClauses: in.NoClauses, Pairs: in.Pairs,
	}
	if q.Pairs < 0 {
		return a, errors.New("`pairs` cannot be negative")
	}
	if q.Pairs == 0 {
		q.Pairs = settlement.PairsTried
	}
	if q.Concepts, err = in.parse(); err != nil {
		return a, err
	}
	if q.Hold, err = concept(in.Hold, seq); err != nil {
		return a, err
	}
	if q.Concepts != nil && !slices.Contains(q.Concepts, q.Hold) {
		if in.Hold != "" {
			q.Concepts = append(q.Concepts, q.Hold)
		} else {
			q.Hold = q.Concepts[0]
		}
	}
	if slices.ContainsFunc(append(slices.Clone(q.Concepts), q.Hold), func(c stability.Concept) bool { return c.Kind.Coalitional() }) {
		return a, errors.New("an agreement is judged party by party: leave out the concepts for coalitions")
	}
	x, err := c.dispute(in.Subject)
	if err != nil {
		return a, err
	}
	found, err := x.Settle(ctx, q, c.settings)
	if found == nil {
		return a, err
	}
	switch {
	case err != nil:
		a.note = stopped
	case !found.Attainable():
		a.note = "The answer is no: no state of the goal holds under any of the concepts, or none of those that do can be reached from the status quo."
	}
	a.json, a.doc = report.NewSettleJSON(*found, x.Assumed), report.SettleDocument(*found)
	return a, nil
}
