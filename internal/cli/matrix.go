package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"parley/internal/workbench"
	"parley/report"
)

func (a *app) matrix() *cobra.Command {
	q := workbench.MatrixQuestion{}
	svg := ""
	c := &cobra.Command{
		Use:   "matrix FILE",
		Short: "Strategies against hypotheses: where each leads, regret, what would tell hypotheses apart",
		Long: `Set the strategies of a file against its hypotheses. A cell holds every end of best replies from the
status quo, over every order of movers: any party may move next, and takes a move that it likes best,
until nobody can improve.

The outcomes are judged for one party. Where its strategies are its own preferences no yardstick is neutral
between them, so --yardstick names one:

  values      the numbers that the file gives under ` + "`values`" + ` of the strategies
  own         the party's preferences, where no strategy alters them
  base        the preferences that the file gives it without any strategy
  a strategy  the preferences that go with it, such as diplomacy

Ranks are compared, never averaged. With values, break-even probabilities and the worth of learning
which hypothesis is right are computed too.`,
		Example: `  parley matrix catalog:ukraine-2025
  parley matrix ukraine.yaml --yardstick pressure --paths
  parley matrix ukraine.yaml --hypotheses motive=imperative,motive=elective --odds imperative=0.7,elective=0.3
  parley matrix ukraine.yaml --hypotheses motive,europe --svg matrix.svg`,
		Args: exactly("FILE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			m, _, err := ask(cmd.Context(), a, args[0], "filling the table", func(ctx context.Context, x *workbench.Case, s workbench.Settings) (*report.Matrix, error) {
				return x.Matrix(ctx, q, s)
			})
			if err != nil {
				return err
			}
			if svg != "" {
				if err := workbench.Write(svg, m.Heatmap().SVG()); err != nil {
					return err
				}
			}
			if a.json() {
				err = a.writeJSON(report.NewMatrixJSON(*m))
			} else {
				err = a.writeText(report.MatrixDocument(*m))
			}
			if err == nil && m.Table.Stopped {
				fmt.Fprintln(a.stderr, "parley: stopped before the table was full")
				return errShown
			}
			return err
		},
	}
	a.solveFlags(c)
	f := c.Flags()
	f.StringVar(&q.Party, "for", "", "judge the outcomes for this `party` (default: that of the strategies)")
	f.StringSliceVar(&q.Strategies, "strategies", nil, "`groups` that make the rows, or single choices as group=choice (default: the first group of strategies)")
	f.StringSliceVar(&q.Hypotheses, "hypotheses", nil, "`groups` that make the columns, or single choices as group=choice (default: the first group of hypotheses, or all if they are few)")
	f.StringVar(&q.Yardstick, "yardstick", "", "judge outcomes by `values, own, base or a strategy`")
	f.StringSliceVar(&q.Odds, "odds", nil, "how likely hypotheses are, as `hypothesis=number` (default: all alike)")
	f.BoolVar(&q.Paths, "paths", false, "list a shortest path to every end")
	f.StringVar(&svg, "svg", "", "draw the table as a heat map into this `file`")
	return c
}
