package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"parley/internal/workbench"
	"parley/report"
	"parley/sim/runs"
)

func (a *app) simulate() *cobra.Command {
	q := workbench.SimulateQuestion{}
	var seed uint64
	var pictures, table string
	c := &cobra.Command{
		Use:   "simulate FILE",
		Short: "Attrition behind the talks: what runs out when, what comes first, what a lever changes",
		Long: `Run the section ` + "`simulation`" + ` of a file many times: stocks that run out, events that change the
conflict, parties that move meanwhile. Every run draws the numbers that nobody knows from the ranges
of the file.

--of names what the answer is about: an event, a goal, a threshold of --until, a lever that is spent,
or a quantity. It is also what --without, --with and --against compare, and what --tornado, --sobol,
--solve and --replay ask about; --by says up to which time. Compared variants meet the same luck run by
run, so that their difference is known better than either.

The same file, seed and number of runs give the same answer. Every number has its Monte Carlo error:
what more runs could change. It does not tell how good the numbers of the file are.`,
		Example: `  parley simulate catalog:ukraine-2025
  parley simulate ukraine.yaml --assume washington=pressure --without tomahawk
  parley simulate ukraine.yaml --show manning,leak --until 'manning < 0.6' --svg pictures
  parley simulate ukraine.yaml --of collapse --by 2026-12-31 --tornado
  parley simulate ukraine.yaml --solve ua_fill=0.4..1.2 --target 20%
  parley simulate ukraine.yaml --replay 50 --table runs.parquet`,
		Args: exactly("FILE"),
		RunE: func(cmd *cobra.Command, args []string) error {
			settings, err := a.solveSettings()
			if err != nil {
				return err
			}
			if cmd.Flags().Changed("seed") {
				q.Seed = &seed
			}
			switch {
			case cmd.Flags().Changed("replay") && q.Replay == 0:
				return errors.New("--replay is a percentile between 0 and 100, both excluded")
			case cmd.Flags().Changed("few") && !q.Tornado && !q.Sobol && q.Solve == "":
				return errors.New("--few is for --tornado, --sobol and --solve")
			}
			x, err := a.open(args[0])
			if err != nil {
				return err
			}
			done := func(err error) error { return err }
			if pictures != "" { // before the work, which may be long
				if err := workbench.MakeFolder(pictures); err != nil {
					return err
				}
			}
			if table != "" {
				if q.Table, done, err = runTable(table); err != nil {
					return err
				}
			}
			var out *report.Simulated
			err = a.measured(cmd.Context(), "running", func(ctx context.Context, progress func(done, total int)) error {
				if progress != nil {
					q.Progress = func(_ string, done, total int) { progress(done, total) }
				}
				out, err = x.Simulate(ctx, q, settings)
				return err
			})
			if err = done(err); err != nil {
				return err
			}
			if pictures != "" {
				for _, f := range out.Figures() {
					if err := workbench.Write(filepath.Join(pictures, f.Name+".svg"), f.SVG); err != nil {
						return err
					}
				}
			}
			if a.json() {
				err = a.writeJSON(report.NewSimulateJSON(*out))
			} else {
				err = a.writeText(report.SimulateDocument(*out))
			}
			if err == nil && out.Stopped {
				return a.stopped()
			}
			return err
		},
	}
	a.caseFlags(c)
	f := c.Flags()
	f.IntVar(&q.Runs, "runs", 0, "number of runs (default: that of the file)")
	f.Uint64Var(&seed, "seed", 0, "where all chance starts (default: that of the file)")
	f.StringVar(&q.Every, "every", "", "`time` between the values that are recorded, such as \"1 month\" (default: a step)")
	f.StringSliceVar(&q.Show, "show", nil, "stocks and `quantities` to show (default: all stocks)")
	f.StringArrayVar(&q.Until, "until", nil, "`threshold` to watch, such as \"grid < 40\"; may be given several times")
	f.StringVar(&q.Of, "of", "", "what it is about: an event, goal, threshold, lever or quantity by `name` (default: the first event)")
	f.StringVar(&q.By, "by", "", "up to which `time`, or at which: a span or a date (default: the horizon)")
	f.StringSliceVar(&q.Race, "race", nil, "`names` of what may come first (default: the goals and what it is about)")
	f.StringSliceVar(&q.Without, "without", nil, "compare with a `lever` or option that cannot be taken")
	f.StringSliceVar(&q.With, "with", nil, "compare with a `lever` or option taken from the start; with --without, these two")
	f.StringSliceVar(&q.Against, "against", nil, "compare with another choice, as `group=choice`")
	f.BoolVar(&q.Tornado, "tornado", false, "move each input to its low and high end")
	f.BoolVar(&q.Sobol, "sobol", false, "shares of variance by input")
	f.IntVar(&q.Few, "few", 0, "runs of each evaluation of --tornado, --sobol and --solve (default 1000)")
	f.StringVar(&q.Solve, "solve", "", "search the `parameter`, or parameter=low..high, that meets the target")
	f.StringVar(&q.Target, "target", "", "the share of runs, as `20%`, or the level, that is wanted")
	f.Float64Var(&q.Replay, "replay", 0, "tell the run at this `percentile`, 50 for the one in the middle")
	f.StringVar(&pictures, "svg", "", "draw the pictures into this `folder`")
	f.StringVar(&table, "table", "", "write a row per run into this `file`, .csv or .parquet")
	f.DurationVar(&a.settings.Time, "time", 0, "give up after so long, for example 30s (default: never)")
	f.IntVar(&a.settings.Workers, "workers", 0, "goroutines at most (default: one a processor)")
	a.settings.Engine = "auto"
	return c
}

// runTable returns what makes the writer of a table of runs, and what puts the file in place once all is written, or takes it
// away again where the work failed.
func runTable(name string) (func([]runs.Column, map[string]string) (runs.Writer, error), func(error) error, error) {
	ext := strings.ToLower(filepath.Ext(name))
	if ext != ".csv" && ext != ".parquet" {
		return nil, nil, usageError{fmt.Errorf("--table writes .csv and .parquet, not `%s`", name)}
	}
	var file *os.File
	open := func(columns []runs.Column, about map[string]string) (runs.Writer, error) {
		var err error
		if file, err = os.CreateTemp(filepath.Dir(name), filepath.Base(name)+".part-*"); err != nil {
			return nil, err
		}
		if ext == ".csv" {
			return runs.NewCSV(io.Writer(file), columns)
		}
		return runs.NewParquet(file, columns, about)
	}
	done := func(err error) error {
		if file == nil {
			return err
		}
		if closing := file.Close(); err == nil {
			err = closing
		}
		if err == nil {
			err = os.Chmod(file.Name(), 0o644)
		}
		if err == nil {
			return os.Rename(file.Name(), name)
		}
		_ = os.Remove(file.Name())
		return err
	}
	return open, done, nil
}
