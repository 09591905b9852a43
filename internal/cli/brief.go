package cli

import (
	"context"

	"github.com/spf13/cobra"

	"parley/report"
)

func (a *app) brief() *cobra.Command {
	c := &cobra.Command{
		Use:   "brief FILE",
		Short: "The whole dispute as a report in plain words",
		Long: `Report a dispute from beginning to end: who is involved and what each can do, what is assumed, which
outcomes hold and how they can be reached, and why the status quo does or does not hold.`,
		Example: "  parley brief catalog/ukraine-2025.yaml",
		Args:    exactly("FILE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			settings, err := a.solveSettings()
			if err != nil {
				return err
			}
			x, err := a.open(args[0])
			if err != nil {
				return err
			}
			var b *report.Brief
			err = a.busy(cmd.Context(), "working out the brief", func(ctx context.Context) error {
				b, err = x.Brief(ctx, settings)
				return err
			})
			if err != nil {
				return err
			}
			if a.json() {
				return a.writeJSON(report.NewBriefJSON(*b, x.Assumed))
			}
			return a.writeText(report.BriefDocument(*b))
		},
	}
	a.solveFlags(c)
	return c
}
