package cli

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"parley/diag"
	"parley/internal/workbench"
	"parley/report"
)

func (a *app) convert() *cobra.Command {
	var output string
	var concepts []string
	q := workbench.ConvertQuestion{}
	var list strings.Builder
	var names []string
	for _, f := range workbench.Targets() {
		fmt.Fprintf(&list, "  %-8s  %s\n", f.Name, f.Title)
		names = append(names, f.Name)
	}
	c := &cobra.Command{
		Use:   "convert FILE",
		Short: "To and from other formats: GMCR+, Graphviz, GraphML, tables, Gambit, Argdown",
		Long: `Write the conflict of a file, under the assumptions in force, in another format. Scenario files and
.gmcr files are read. What the other format cannot hold is said on standard error.

` + list.String() + `
In dot and graphml, --only improvements leaves out moves that do not pay their movers, --only reached also
the states that such moves from the status quo do not lead to.`,
		Example: `  parley convert elmira.gmcr -o elmira.yaml
  parley convert elmira.yaml -o elmira.gmcr
  parley convert catalog:ukraine-2025 --only reached -o ukraine.dot
  parley convert catalog:cuba-1962 --to csv`,
		Args: exactly("FILE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			settings, err := a.solveSettings()
			if err != nil {
				return err
			}
			if q.Format == "" {
				q.Format = targetFormat(args[0], output)
			}
			if !slices.Contains(names, q.Format) {
				hint := ""
				if near := diag.DidYouMean(q.Format, names); near != "" {
					hint = ": " + near
				}
				return usageError{fmt.Errorf("--to is %s or %s, not `%s`%s", strings.Join(names[:len(names)-1], ", "), names[len(names)-1], q.Format, hint)}
			}
			if q.Concepts, err = parseConcepts(concepts); err != nil {
				return err
			}
			x, err := a.open(args[0])
			if err != nil {
				return err
			}
			report.WriteProblems(a.stderr, x.Doubts, x.Source)
			var text []byte
			var lost diag.List
			err = a.busy(cmd.Context(), "converting", func(ctx context.Context) error {
				text, lost, err = x.Convert(ctx, q, settings)
				return err
			})
			if err != nil {
				return err
			}
			report.WriteProblems(a.stderr, lost, x.Source)
			if output == "" || output == "-" {
				_, err = a.stdout.Write(text)
				return err
			}
			return workbench.Create(output, text)
		},
	}
	a.solveFlags(c)
	f := c.Flags()
	f.StringVarP(&output, "output", "o", "", "write to this `file`, which must not exist (default: standard output)")
	f.StringVar(&q.Format, "to", "", "the `format` (default: by the name of the output, else gmcr or yaml)")
	f.StringVar(&q.Only, "only", "", "show less: `improvements or reached`")
	f.StringSliceVar(&concepts, "concepts", nil, "mark states that hold under these `concepts` only")
	return c
}

// targetFormat guesses what to convert to.
func targetFormat(input, output string) string {
	for _, f := range workbench.Targets() {
		if slices.Contains(f.Ends, strings.ToLower(filepath.Ext(output))) {
			return f.Name
		}
	}
	if strings.EqualFold(filepath.Ext(input), ".gmcr") {
		return "yaml"
	}
	return "gmcr"
}
