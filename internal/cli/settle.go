package cli

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"parley/analysis/settle"
	"parley/internal/workbench"
	"parley/report"
	"parley/stability"
)

func (a *app) settle() *cobra.Command {
	q := workbench.SettleQuestion{}
	var concepts []string
	var stages string
	hold := ""
	c := &cobra.Command{
		Use:   "settle FILE --to FORMULA",
		Short: "What would make this outcome hold: wants, clauses, stages, threats and promises",
		Long: `Look at a dispute from a goal backwards, as a mediator does:

  - does the goal hold, and who would leave it, by which move;
  - which parties prefer it to the status quo, and to what they get without a deal;
  - in how many of all rankings that a party could have it would stay, counted exactly, and the
    smallest change of what it wants that makes it stay;
  - which clauses would make it hold and have moves that pay lead there: an option forbidden, an
    option that cannot be undone, one move only after another, two moves at one moment;
  - with --stages, who gains by leaving at each stage of an agreement, and who can punish that;
  - with --threat and --promise, whether carrying it out pays its maker when it is due.

A stage, and a state of --vary, is a formula, a definition, or a state; "prefix*" stands for all
definitions whose names begin so. The exit code is 3 where no feasible state satisfies the goal,
where no state of it holds under any concept, and where none of those that do can be reached from
the status quo by any moves.`,
		Example: `  parley settle ukraine.yaml --to deal
  parley settle ukraine.yaml --to compromise --stages "stage-*"
  parley settle ukraine.yaml --to deal --threat "russia.esc if us.tom"
  parley settle euphrates.yaml --to 2 --no-clauses --format json`,
		Args: exactly("FILE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			settings, err := a.solveSettings()
			if err != nil {
				return err
			}
			if q.To == "" {
				return usageError{fmt.Errorf("--to is missing: which outcome?")}
			}
			if q.Pairs < 0 {
				return usageError{fmt.Errorf("--pairs cannot be negative")}
			}
			if q.Concepts, err = parseConcepts(concepts); err != nil {
				return err
			}
			if q.Hold, err = stability.ParseConcept(hold); err != nil {
				return usageError{err}
			}
			if q.Concepts != nil && !slices.Contains(q.Concepts, q.Hold) {
				if cmd.Flags().Changed("hold") {
					q.Concepts = append(q.Concepts, q.Hold)
				} else {
					q.Hold = q.Concepts[0]
				}
			}
			if slices.ContainsFunc(append(slices.Clone(q.Concepts), q.Hold), func(c stability.Concept) bool { return c.Kind.Coalitional() }) {
				return usageError{fmt.Errorf("an agreement is judged party by party: leave out the concepts for coalitions")}
			}
			q.Stages = commas(stages)
			x, err := a.open(args[0])
			if err != nil {
				return err
			}
			var answer *report.Settlement
			work := a.busy(cmd.Context(), "looking for what would make it hold", func(ctx context.Context) error {
				answer, err = x.Settle(ctx, q, settings)
				return err
			})
			if answer == nil {
				return work
			}
			if a.json() {
				err = a.writeJSON(report.NewSettleJSON(*answer, x.Assumed))
			} else {
				err = a.writeText(report.SettleDocument(*answer))
			}
			switch {
			case err != nil:
				return err
			case work != nil:
				return a.stopped()
			case !answer.Attainable():
				return errAnswerNo
			}
			return nil
		},
	}
	a.solveFlags(c)
	f := c.Flags()
	f.StringVar(&q.To, "to", "", "the goal: a `formula`, a definition, or a state by code or number")
	f.StringVar(&q.State, "state", "", "which `state` of the goal to look at (default: the one that stands best)")
	f.StringSliceVar(&concepts, "concepts", nil, "judge by these `concepts` only")
	f.StringVar(&hold, "hold", "seq", "judge clauses by this `concept`")
	f.StringVar(&q.Vary, "vary", "", "count rankings in which only these `states` change their place (default: all)")
	f.StringVar(&stages, "stages", "", "stages of an agreement in order, with commas: `formulas`, definitions or states")
	f.StringArrayVar(&q.Threats, "threat", nil, "a threat, as \"`option if condition`\"; may be given several times")
	f.StringArrayVar(&q.Promises, "promise", nil, "a promise, written like a threat")
	f.BoolVar(&q.NoClauses, "no-clauses", false, "try no clauses")
	f.IntVar(&q.Pairs, "pairs", settle.PairsTried, "try so many pairs of clauses at most, where none is enough")
	return c
}

// commas splits a list at the commas that stand outside of parentheses.
func commas(list string) []string {
	var out []string
	depth, from := 0, 0
	add := func(to int) {
		if part := strings.TrimSpace(list[from:to]); part != "" {
			out = append(out, part)
		}
		from = to + 1
	}
	for i, r := range list {
		switch r {
		case '(':
			depth++
		case ')':
			depth--
		case ',':
			if depth == 0 {
				add(i)
			}
		}
	}
	if from < len(list) {
		add(len(list))
	}
	return out
}
