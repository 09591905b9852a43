package cli

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"parley/diag"
	"parley/internal/workbench"
	"parley/report"
)

func (a *app) check() *cobra.Command {
	var evidence bool
	c := &cobra.Command{
		Use:   "check FILE",
		Short: "Is the file sound? All problems and doubts at once",
		Long: `Read the file and report everything wrong with it, each problem with its line, an excerpt and a
hint. Each choice of a hypothesis or strategy is tried alone, the others as they stand or are
assumed. Then doubts: options that nobody can take up, statements that order nothing, parties that
never move, quotations that are not in their source, sources that are missing or have changed, what
has no evidence. The exit code is 1 if there are errors; doubts alone are no failure.`,
		Example: "  parley check ukraine.yaml",
		Args:    exactly("FILE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			var j report.CheckJSON
			var x *workbench.Case
			err := a.busy(cmd.Context(), "checking", func(ctx context.Context) error {
				var err error
				j, x, err = workbench.Check(ctx, args[0], a.assume, evidence, a.stdin, a.settings)
				return err
			})
			var problems *workbench.Problems
			if errors.As(err, &problems) && a.json() {
				j.Problems = problems.List
				if err := a.writeJSON(j); err != nil {
					return err
				}
				return errShown
			}
			if err != nil {
				return err
			}
			if a.json() {
				if j.Problems == nil {
					j.Problems = diag.List{}
				}
				return a.writeJSON(j)
			}
			if len(j.Problems) > 0 {
				report.WriteProblems(a.stderr, j.Problems, x.Source)
				fmt.Fprintln(a.stderr)
			}
			labels := make([]string, len(x.Conflict.Parties))
			for i, p := range x.Conflict.Parties {
				labels[i] = p.Label()
			}
			return a.writeText(report.CheckDocument(j, labels))
		},
	}
	a.caseFlags(c)
	c.Flags().BoolVar(&evidence, "evidence", false, "list each rule, statement, choice and number that has no evidence of its own")
	return c
}
