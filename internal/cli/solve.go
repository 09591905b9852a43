package cli

import (
	"context"

	"github.com/spf13/cobra"

	"parley/internal/workbench"
	"parley/report"
	"parley/stability"
)

func (a *app) solve() *cobra.Command {
	var concepts []string
	var coalitions bool
	c := &cobra.Command{
		Use:   "solve FILE",
		Short: "Which outcomes hold, under which concept, for whom",
		Long: `List the feasible states, judge each of them for every party by every solution concept, and
print the equilibria: the states at which every party stays, and whether each can be reached
from the status quo.

Concepts: nash gmr smr seq sseq sim limited-move-H maximin-H cnash cgmr csmr cseq; where
preferences are unknown with -a -b -c -d for the four extensions, where strength is marked
with -strong -weak.`,
		Example: `  parley solve elmira.yaml
  parley solve elmira.yaml --concepts nash,limited-move-3 --coalitions
  parley solve ukraine.yaml --assume motive=elective --format json`,
		Args: exactly("FILE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			asked, err := parseConcepts(concepts)
			if err != nil {
				return err
			}
			solved, x, err := ask(cmd.Context(), a, args[0], "judging states", func(ctx context.Context, x *workbench.Case, s workbench.Settings) (*report.Solved, error) {
				return x.Solve(ctx, asked, coalitions, s)
			})
			if err != nil {
				return err
			}
			if a.json() {
				return a.writeJSON(report.NewSolveJSON(*solved, x.Assumed))
			}
			return a.writeText(report.SolveDocument(*solved))
		},
	}
	a.solveFlags(c)
	c.Flags().StringSliceVar(&concepts, "concepts", nil, "judge by these `concepts` only")
	c.Flags().BoolVar(&coalitions, "coalitions", false, "judge coalitions too, by cnash, cgmr, csmr and cseq")
	return c
}

// parseConcepts reads the values of --concepts; none stand for the usual concepts.
func parseConcepts(texts []string) ([]stability.Concept, error) {
	var concepts []stability.Concept
	for _, text := range texts {
		c, err := stability.ParseConcept(text)
		if err != nil {
			return nil, usageError{err}
		}
		concepts = append(concepts, c)
	}
	return concepts, nil
}
