package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"parley/internal/workbench"
	"parley/report"
)

func (a *app) crux() *cobra.Command {
	q := workbench.CruxQuestion{}
	stable, reached := "", ""
	against, noWeights := false, false
	c := &cobra.Command{
		Use:   "crux FILE --of QUESTION",
		Short: "On what an answer hangs: the smallest changes that flip it, and which assumptions carry it",
		Long: `Find every smallest set of changes that flips the answer to a yes/no question: a statement deleted,
swapped with its neighbour or moved, a rule dropped or added, another hypothesis, an option gone.
Sets of one and two changes are tried one and all; with --size 3 and more the most promising.

QUESTION is the id of a claim, or "stable: F", "never stable: F", "reached: F", "never reached: F" or
"can reach: F" with a formula F. The second part ranks statements and hypotheses by their Shapley
value: how often, when they are assumed one after the other in any order, each turns the answer.`,
		Example: `  parley crux ukraine.yaml --of c51
  parley crux ukraine.yaml --of "stable: compromise" --size 2
  parley crux ukraine.yaml --reached deal --assume washington=pressure
  parley crux ukraine.yaml --of c20 --against`,
		Args: exactly("FILE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			settings, err := a.solveSettings()
			if err != nil {
				return err
			}
			switch asked := q.Of; {
			case stable != "" && asked == "" && reached == "":
				q.Of = "stable: " + stable
			case reached != "" && asked == "" && stable == "":
				q.Of = "reached: " + reached
			case asked == "" && stable == "" && reached == "":
				return usageError{fmt.Errorf("--of is missing: which answer is it about?")}
			case stable != "" || reached != "":
				return usageError{fmt.Errorf("ask one question: --of, --stable or --reached")}
			}
			if q.Size < 1 || q.Size > maxCruxSize {
				return usageError{fmt.Errorf("--size is 1 to %d", maxCruxSize)}
			}
			if q.Samples < 1 {
				return usageError{fmt.Errorf("--samples is 1 or more")}
			}
			q.Weigh = !noWeights && !against
			x, err := a.open(args[0])
			if err != nil {
				return err
			}
			var found *report.Crux
			err = a.measured(cmd.Context(), "trying changes", func(ctx context.Context, progress func(done, total int)) error {
				q.Progress = progress
				found, err = x.Crux(ctx, q, settings)
				return err
			})
			if err != nil {
				return err
			}
			if a.json() {
				err = a.writeJSON(report.NewCruxJSON(*found))
			} else {
				err = a.writeText(report.CruxDocument(*found, against))
			}
			if err == nil && (found.Result.Stopped || found.Weights != nil && found.Weights.Stopped) {
				return a.stopped()
			}
			return err
		},
	}
	a.solveFlags(c)
	f := c.Flags()
	f.StringVar(&q.Of, "of", "", "the `question`: a claim, or a test such as \"stable: F\"")
	f.StringVar(&stable, "stable", "", "short for --of \"stable: `formula`\"")
	f.StringVar(&reached, "reached", "", "short for --of \"reached: `formula`\"")
	f.IntVar(&q.Size, "size", 2, "`changes` in a set at most")
	f.BoolVar(&against, "against", false, "make the best case against the answer instead of listing all changes")
	f.BoolVar(&noWeights, "no-weights", false, "do not rank assumptions")
	f.IntVar(&q.Samples, "samples", 200, "`orders` drawn to rank more than 16 assumptions")
	f.Uint64Var(&q.Seed, "seed", 1, "`number` that they are drawn from")
	return c
}

// maxCruxSize bounds the sets of changes that are searched.
const maxCruxSize = 6
