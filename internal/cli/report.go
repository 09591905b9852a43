package cli

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"parley/internal/workbench"
	"parley/report"
)

func (a *app) report() *cobra.Command {
	var output, tables, goal string
	c := &cobra.Command{
		Use:   "report FILE -o FILE.html|FILE.md|FILE.tex",
		Short: "A document to hand in: HTML, Markdown or LaTeX, and the tables as CSV",
		Long: `Write a dispute up as a document: a summary of one page, the parties and what they want, the outcomes
that hold and the paths to them, strategies against hypotheses with a heat map, every claim with its
reasons, perceptions, what the verdicts rest on, what would settle the dispute, the evidence of the
file, and an appendix with the method and every choice made.

The ending of the name decides the format. HTML stands alone in one file and prints well; LaTeX is
compiled by lualatex or pdflatex. With --csv every table is written into a folder besides. A file
that is there is replaced, whole or not at all.

Unlike brief it asks claims under all readings where these are at most 4096, and tries clauses.`,
		Example: `  parley report ukraine.yaml -o ukraine.html
  parley report ukraine.yaml -o ukraine.tex --csv tables`,
		Args: exactly("FILE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			settings, err := a.solveSettings()
			if err != nil {
				return err
			}
			if output == "" && tables == "" {
				return usageError{fmt.Errorf("-o is missing: into which file? Its name ends in .html, .md or .tex")}
			}
			if output != "" {
				if err := workbench.CheckReportName(output); err != nil {
					return usageError{err}
				}
			}
			x, err := a.open(args[0])
			if err != nil {
				return err
			}
			var r *report.Report
			err = a.busy(cmd.Context(), "writing the report", func(ctx context.Context) error {
				r, err = x.Report(ctx, goal, settings)
				return err
			})
			if err != nil {
				return err
			}
			d := report.ReportDocument(*r)
			written := report.WrittenJSON{Parley: report.Version, Title: d.Title, Missing: r.Missing(), Stopped: r.Stopped()}
			if output != "" {
				if err := workbench.WriteReport(output, d); err != nil {
					return err
				}
				written.Report = output
			}
			if tables != "" {
				if written.Tables, err = workbench.WriteTables(tables, d); err != nil {
					return err
				}
			}
			if a.json() {
				if err := a.writeJSON(written); err != nil {
					return err
				}
			}
			return a.incomplete(&r.Brief)
		},
	}
	a.solveFlags(c)
	f := c.Flags()
	f.StringVarP(&output, "output", "o", "", "write the document into this `file`")
	f.StringVar(&tables, "csv", "", "write every table as CSV into this `folder`")
	f.StringVar(&goal, "goal", "", "look at this outcome from its end: a `formula` or a definition")
	return c
}
