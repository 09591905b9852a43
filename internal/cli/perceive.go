package cli

import (
	"context"

	"github.com/spf13/cobra"

	"parley/analysis/perception"
	"parley/internal/workbench"
	"parley/report"
	"parley/stability"
)

func (a *app) perceive() *cobra.Command {
	q := workbench.PerceiveQuestion{}
	foresight := ""
	var concepts []string
	c := &cobra.Command{
		Use:   "perceive FILE",
		Short: "Who misreads whom, what each party expects, who is surprised when",
		Long: `Set what each party sees, by the perceptions of the file, beside what is: what it takes the others
to want, which rules it expects, which options it does not see or cannot tell apart. Then tell what
each party expects to happen, what happens when each moves on its own picture and reality answers,
who is surprised by whom at which move, which outcomes hold as each party sees its own game, and
which misperception put right would clear it up.

By default each party takes its best reply as it sees it. With --foresight seq it moves only where
it does not see the others punish that by improvements of their own.`,
		Example: `  parley perceive ukraine.yaml
  parley perceive ukraine.yaml --assume signals=sequencing --of us
  parley perceive ukraine.yaml --assume signals=peacekeepers --foresight seq --format json`,
		Args: exactly("FILE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			var err error
			if q.Foresight, err = perception.ParseForesight(foresight); err != nil {
				return usageError{err}
			}
			for _, text := range concepts {
				concept, err := stability.ParseConcept(text)
				if err != nil {
					return usageError{err}
				}
				q.Concepts = append(q.Concepts, concept)
			}
			answer, x, err := ask(cmd.Context(), a, args[0], "looking through everybody's eyes", func(ctx context.Context, x *workbench.Case, s workbench.Settings) (*report.Perceived, error) {
				return x.Perceive(ctx, q, s)
			})
			if err != nil {
				return err
			}
			if a.json() {
				return a.writeJSON(report.NewPerceiveJSON(*answer, x.Assumed))
			}
			return a.writeText(report.PerceiveDocument(*answer))
		},
	}
	a.solveFlags(c)
	c.Flags().StringVar(&q.Of, "of", "", "report on this `party` only")
	c.Flags().StringVar(&q.From, "from", "", "where to begin: a `state` by code, number or formula (default: the status quo)")
	c.Flags().StringVar(&foresight, "foresight", "none", "how far parties look ahead: `none or seq`")
	c.Flags().StringSliceVar(&concepts, "concepts", nil, "judge what holds by these `concepts` only")
	return c
}
