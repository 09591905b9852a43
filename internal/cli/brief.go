package cli

import (
	"context"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"parley/internal/workbench"
	"parley/report"
)

func (a *app) brief() *cobra.Command {
	q := workbench.BriefQuestion{}
	c := &cobra.Command{
		Use:   "brief FILE",
		Short: "The whole dispute as a report in plain words",
		Long: `Report a dispute from beginning to end: who is involved and what each can do, what is assumed, which
outcomes hold and how they can be reached, why the status quo does or does not hold, where each
strategy leads under each hypothesis, which claims hold, who misreads whom, what the verdicts rest
on, and what would settle it.

The brief looks at one outcome from its end, the goal: that of --goal, else the definition goal, deal,
settlement or agreement of the file, else what its first claim that speaks of an outcome speaks of.

A brief is to be had at once, so it asks less than the commands about each part: where there are many
readings, claims are put to those with at most two groups away from their first choice, and only
single changes are tried on the answers about the goal. It says so, and which command asks the rest.
parley report asks more and writes a document to hand in.`,
		Example: `  parley brief ukraine.yaml
  parley brief ukraine.yaml --goal capitulation --assume motive=elective`,
		Args: exactly("FILE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			b, x, err := ask(cmd.Context(), a, args[0], "working out the brief", func(ctx context.Context, x *workbench.Case, s workbench.Settings) (*report.Brief, error) {
				return x.Brief(ctx, q, s)
			})
			if err != nil {
				return err
			}
			if a.json() {
				err = a.writeJSON(report.NewBriefJSON(*b, x.Assumed))
			} else {
				err = a.writeText(report.BriefDocument(*b))
			}
			if err != nil {
				return err
			}
			return a.incomplete(b)
		},
	}
	a.solveFlags(c)
	c.Flags().StringVar(&q.Goal, "goal", "", "look at this outcome from its end: a `formula` or a definition")
	return c
}

// incomplete says on standard error that a brief or a report lacks parts, after what there is was printed.
func (a *app) incomplete(b *report.Brief) error {
	if b.Stopped() {
		return a.stopped()
	}
	for _, x := range b.Gaps {
		if x.Failed() {
			fmt.Fprintf(a.stderr, "parley: %s is missing: %s\n", x.Part, x.Why)
		}
	}
	if slices.ContainsFunc(b.Gaps, report.Gap.Failed) {
		return errShown
	}
	return nil
}
