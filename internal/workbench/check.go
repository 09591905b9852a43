package workbench

import (
	"context"
	"errors"
	"io"

	"github.com/bits-and-blooms/bitset"

	"parley/analysis/doubts"
	"parley/analysis/paths"
	"parley/report"
)

// Check tells whether a file is sound: all problems, doubts among them, and where there are no errors the size of the
// conflict, what each rule keeps out, and how finely each party ranks. Each choice of the groups that are not assumed is tried alone,
// the others as they stand. It also returns the parties' labels and the text
// of the file for excerpts. Of quotations and sources it tells what is not found or has changed; with each it lists every item
// without evidence of its own, otherwise only how many there are. The error is for what is not the file's fault.
func Check(ctx context.Context, name string, assume []string, each bool, stdin io.Reader, s Settings) (report.CheckJSON, *Case, error) {
	x, err := Open(name, assume, stdin)
	if err != nil {
		return report.CheckJSON{Parley: report.Version}, nil, err
	}
	j, err := x.Check(ctx, each, s)
	return j, x, err
}

// Check is the function Check for a case that is open. The doubts that it finds are added to the case.
func (x *Case) Check(ctx context.Context, each bool, s Settings) (report.CheckJSON, error) {
	j := report.CheckJSON{Parley: report.Version}
	j.Title, j.Parties, j.Options = x.Conflict.Title, len(x.Conflict.Parties), len(x.Conflict.Options)
	g, err := x.Graph(ctx, s)
	if err != nil {
		return j, err
	}
	var reached *bitset.BitSet
	if g.StatusQuo() >= 0 {
		if reached, err = reachable(ctx, g, paths.Moves, s); err != nil {
			return j, err
		}
	}
	is, err := doubts.Find(ctx, g, reached)
	if err != nil {
		return j, err
	}
	var placed *Problems
	if len(is) > 0 {
		errors.As(x.Place(is), &placed)
		x.Doubts = append(x.Doubts, placed.List...)
	}
	if x.File != nil {
		x.Doubts = append(x.Doubts, x.doubtSources()...)
		x.Doubts = append(x.Doubts, x.doubtGrounds(each)...)
	}
	x.Doubts.Sort()
	rivals, err := x.tryChoices(ctx, g.Len(), s)
	if err != nil {
		return j, err
	}
	if len(rivals) > 0 {
		return j, &Problems{append(rivals, x.Doubts...), x.Source}
	}
	j.Sound, j.Problems = true, x.Doubts
	j.Feasible, j.Outcomes = g.Feasible(), g.Len()
	weights, err := x.Rules.WeighRules(ctx)
	if err != nil {
		return j, err
	}
	for _, w := range weights {
		j.Rules = append(j.Rules, report.RuleJSON{Rule: w.Name, Only: w.Only, More: w.More})
	}
	for i, p := range x.Conflict.Parties {
		r := report.RankedJSON{Party: p.ID}
		for _, o := range g.Orders(i) {
			r.Ranks = append(r.Ranks, o.Classes)
		}
		j.Ranks = append(j.Ranks, r)
	}
	return j, nil
}
