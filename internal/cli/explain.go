package cli

import (
	"context"

	"github.com/spf13/cobra"

	"parley/internal/workbench"
	"parley/report"
)

func (a *app) explain() *cobra.Command {
	var concepts []string
	var coalitions bool
	c := &cobra.Command{
		Use:   "explain FILE STATE",
		Short: "Why a state holds or not: the improvement, the sanction, the countermove",
		Long: `Tell for each party why it stays at a state or leaves it: which of its moves improve its position
and why, how the others could answer each of them, and whether that would make it regret the move.

STATE is a code like NYNNN, a number as tables show it, "status quo", the options that are taken
(us.tom,europe.aid), or a formula or definition that holds in one state only.`,
		Example: `  parley explain elmira.yaml "status quo"
  parley explain ukraine.yaml compromise --concepts seq`,
		Args: exactly("FILE", "STATE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			asked, err := parseConcepts(concepts)
			if err != nil {
				return err
			}
			why, x, err := ask(cmd.Context(), a, args[0], "looking for reasons", func(ctx context.Context, x *workbench.Case, s workbench.Settings) (*report.Why, error) {
				return x.Explain(ctx, args[1], asked, coalitions, s)
			})
			if err != nil {
				return err
			}
			if a.json() {
				return a.writeJSON(report.NewExplainJSON(*why, x.Assumed))
			}
			return a.writeText(report.ExplainDocument(*why))
		},
	}
	a.solveFlags(c)
	c.Flags().StringSliceVar(&concepts, "concepts", nil, "judge by these `concepts` only")
	c.Flags().BoolVar(&coalitions, "coalitions", false, "judge coalitions too")
	return c
}
