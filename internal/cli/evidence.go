package cli

import (
	"context"

	"github.com/spf13/cobra"

	"parley/internal/workbench"
	"parley/report"
)

func (a *app) evidence() *cobra.Command {
	q := workbench.EvidenceQuestion{}
	c := &cobra.Command{
		Use:   "evidence FILE",
		Short: "What the file rests on: quotations, words of estimate, evidence on rival hypotheses",
		Long: `Show the evidence of a file. For each group of hypotheses with a board of evidence: which items
tell the hypotheses apart, which hypothesis least speaks against, on which key items that hangs, the
same by the rule of Bayes, and which moves to watch for. Then every word of estimate with the range
that its scale gives it, how likely the estimates are together on which a claim rests, and every
quotation with its source, whether it is found there, and what it is used for.`,
		Example: `  parley evidence ukraine.yaml
  parley evidence ukraine.yaml --group motive`,
		Args: exactly("FILE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			e, _, err := ask(cmd.Context(), a, args[0], "weighing the evidence", func(ctx context.Context, x *workbench.Case, s workbench.Settings) (*report.Evidence, error) {
				return x.Evidence(ctx, q, s)
			})
			if err != nil {
				return err
			}
			if a.json() {
				return a.writeJSON(report.NewEvidenceJSON(*e))
			}
			return a.writeText(report.EvidenceDocument(*e))
		},
	}
	a.solveFlags(c)
	c.Flags().StringSliceVar(&q.Groups, "group", nil, "only the boards of these `groups`")
	return c
}
