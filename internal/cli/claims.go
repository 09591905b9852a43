package cli

import (
	"context"

	"github.com/spf13/cobra"

	"parley/analysis/claims"
	"parley/internal/workbench"
	"parley/report"
)

func (a *app) claims() *cobra.Command {
	q := workbench.ClaimsQuestion{}
	c := &cobra.Command{
		Use:   "claims FILE [CLAIM…]",
		Short: "Which claims of the argument hold: under which readings, and on what word of estimate",
		Long: `Put the claims of a file to the test. Each is asked under every combination of the hypotheses and
strategies that it does not settle and that bear on it. The verdict is holds, fails or depends;
where it depends, the smallest condition under which the claim holds is printed.

--assume settles a group for all claims, whatever they assume themselves. Where there are more
combinations than --limit, those with at most two groups away from their first choice are asked,
and it says so. The exit code is 3 if any of the claims fails.`,
		Example: `  parley claims ukraine.yaml
  parley claims ukraine.yaml c20 c53 --assume motive=elective
  parley claims ukraine.yaml --format json`,
		Args: between(1, "FILE", "CLAIM…"),
		RunE: func(cmd *cobra.Command, args []string) error {
			settings, err := a.solveSettings()
			if err != nil {
				return err
			}
			x, err := a.open(args[0])
			if err != nil {
				return err
			}
			q.IDs = args[1:]
			var found *report.Claims
			err = a.measured(cmd.Context(), "asking claims", func(ctx context.Context, progress func(done, total int)) error {
				q.Progress = progress
				found, err = x.Claims(ctx, q, settings)
				return err
			})
			if err != nil {
				return err
			}
			if a.json() {
				err = a.writeJSON(report.NewClaimsJSON(*found, x.Asked()))
			} else {
				err = a.writeText(report.ClaimsDocument(*found))
			}
			switch {
			case err != nil:
				return err
			case found.Result.Stopped:
				return a.stopped()
			}
			for _, f := range found.Result.Findings {
				if f.Verdict == claims.Fails {
					return errAnswerNo
				}
			}
			return nil
		},
	}
	a.solveFlags(c)
	c.Flags().IntVar(&q.Limit, "limit", 0, "ask all combinations if there are at most so many (default 4096)")
	return c
}
