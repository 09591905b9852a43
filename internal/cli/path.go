package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"parley/analysis/paths"
	"parley/internal/workbench"
	"parley/report"
)

func (a *app) path() *cobra.Command {
	q := workbench.PathQuestion{}
	by := ""
	c := &cobra.Command{
		Use:   "path FILE --to FORMULA",
		Short: "How to get there: shortest sequences, who can block, what comes first",
		Long: `Find a shortest sequence of moves from the status quo, or another state, to a state where a formula
holds. By default each mover must gain by its step; --by says what steps count:

  moves               any moves
  improvements        moves that their mover prefers (default)
  best-replies        moves that their mover prefers most
  joint-moves         any moves, also of coalitions that move at once
  joint-improvements  improvements, also of coalitions

Where there is no path it says what stands in the way. The exit code is 3 then.`,
		Example: `  parley path ukraine.yaml --to compromise
  parley path ukraine.yaml --to "russia.sign and ukraine.sign" --by joint-improvements
  parley path elmira.yaml --from 1 --to 8 --by moves`,
		Args: exactly("FILE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			var err error
			if q.To == "" {
				return usageError{fmt.Errorf("--to is missing: where to?")}
			}
			if q.Mode, err = paths.ParseMode(by); err != nil {
				return usageError{fmt.Errorf("%w; --by is moves, improvements, best-replies, joint-moves or joint-improvements", err)}
			}
			way, x, err := ask(cmd.Context(), a, args[0], "looking for a path", func(ctx context.Context, x *workbench.Case, s workbench.Settings) (*report.Way, error) {
				return x.Path(ctx, q, s)
			})
			if err != nil {
				return err
			}
			if a.json() {
				err = a.writeJSON(report.NewPathJSON(*way, x.Assumed))
			} else {
				err = a.writeText(report.PathDocument(*way))
			}
			if err == nil && way.Path == nil {
				return errAnswerNo
			}
			return err
		},
	}
	a.solveFlags(c)
	c.Flags().StringVar(&q.To, "to", "", "the goal: a `formula`, a definition, or a state by code or number")
	c.Flags().StringVar(&q.From, "from", "", "where to begin: a `state` by code, number or formula (default: the status quo)")
	c.Flags().StringVar(&by, "by", "improvements", "what steps count: `kind`")
	c.Flags().BoolVar(&q.Consecutive, "consecutive", false, "a party may move twice in a row")
	return c
}
