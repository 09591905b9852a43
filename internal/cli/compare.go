package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"parley/internal/workbench"
	"parley/report"
	"parley/stability"
)

func (a *app) compare() *cobra.Command {
	q := workbench.CompareQuestion{}
	levers, to, hold := false, "", ""
	c := &cobra.Command{
		Use:   "compare FILE [OTHER]",
		Short: "With and without an option, between two hypotheses or two files: what changes",
		Long: `Lay two versions of a conflict side by side and tell what differs, first in one sentence: which outcomes
appear, vanish or are reached otherwise, which shortest paths change, whose stability flips, who ranks
what otherwise. The second version is another file, or the same one with options taken away or always
taken, or under other choices.

States of the two are the same if the same options are taken in them.

With --levers every option is asked what it does for the goal --to: whether an outcome with it holds,
whether best replies end there, whether improvements lead there, and whose best reply it alters.`,
		Example: `  parley compare ukraine.yaml --without us.tom
  parley compare ukraine.yaml --against motive=elective
  parley compare ukraine.yaml --levers --to russia.sign --assume washington=pressure
  parley compare draft-1.yaml draft-2.yaml`,
		Args: between(1, "FILE", "OTHER"),
		RunE: func(cmd *cobra.Command, args []string) error {
			settings, err := a.solveSettings()
			if err != nil {
				return err
			}
			if q.Hold, err = stability.ParseConcept(hold); err != nil {
				return usageError{err}
			}
			if len(args) == 2 {
				q.Other, q.Assume = args[1], a.assume
			}
			second := len(args) == 2 || q.Against != nil || q.Without != nil || q.With != nil
			switch {
			case levers && second:
				return usageError{errors.New("--levers asks about one version: leave out the second file, --without, --with and --against")}
			case levers && to == "":
				return usageError{errors.New("--to is missing: which goal should the options serve?")}
			case !levers && to != "":
				return usageError{errors.New("--to goes with --levers")}
			case !levers && !second:
				return usageError{errors.New("there is nothing to compare with: name a second file, or use --without, --with, --against or --levers")}
			}
			x, err := a.open(args[0])
			if err != nil {
				return err
			}
			if levers {
				return a.levers(cmd.Context(), x, to, q.Hold, settings)
			}
			var found *report.Compared
			err = a.busy(cmd.Context(), "comparing", func(ctx context.Context) error {
				found, err = x.Compare(ctx, q, a.stdin, settings)
				return err
			})
			if err != nil {
				return err
			}
			if a.json() {
				return a.writeJSON(report.NewCompareJSON(*found, x.Assumed))
			}
			return a.writeText(report.CompareDocument(*found))
		},
	}
	a.solveFlags(c)
	f := c.Flags()
	f.StringSliceVar(&q.Without, "without", nil, "`options` that the second version never takes")
	f.StringSliceVar(&q.With, "with", nil, "`options` that the second version always takes")
	f.StringSliceVar(&q.Against, "against", nil, "choices of the second version, as `group=choice`")
	f.StringVar(&hold, "concept", "seq", "the `concept` by which an outcome is said to hold")
	f.BoolVar(&levers, "levers", false, "ask what each option does for a goal")
	f.StringVar(&to, "to", "", "with --levers: the goal, a `formula`, a definition or a state")
	return c
}

// levers asks what each option does for a goal.
func (a *app) levers(ctx context.Context, x *workbench.Case, to string, hold stability.Concept, s workbench.Settings) error {
	var found *report.Levers
	err := a.busy(ctx, "judging options", func(ctx context.Context) (err error) {
		found, err = x.Levers(ctx, to, hold, s)
		return err
	})
	if err != nil {
		return err
	}
	if a.json() {
		err = a.writeJSON(report.NewLeversJSON(*found, x.Assumed))
	} else {
		err = a.writeText(report.LeversDocument(*found))
	}
	if err == nil && found.Stopped {
		fmt.Fprintln(a.stderr, "parley: stopped before every option was judged")
		return errShown
	}
	return err
}
