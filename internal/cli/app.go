package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"parley/internal/workbench"
	"parley/report"
	"parley/scenario"
	"parley/stability"
)

// app is one run of the command line.
type app struct {
	env            []string
	stdin          io.Reader
	stdout, stderr io.Writer
	format         string
	assume         []string
	settings       workbench.Settings
	unknown        string
	memory         int64
}

// caseFlags adds the flags of commands that open a case.
func (a *app) caseFlags(c *cobra.Command) {
	f := c.Flags()
	f.StringSliceVar(&a.assume, "assume", nil, "settle a group otherwise than its first choice, as `group=choice`")
}

// solveFlags adds the flags of commands that judge stability.
func (a *app) solveFlags(c *cobra.Command) {
	a.caseFlags(c)
	f := c.Flags()
	ch := &a.settings.Choices
	f.StringVar(&a.unknown, "unknown", "", "extension for unknown preferences: `a, b, c or d` (default b)")
	f.BoolVar(&ch.EqualNotSanction, "equal-not-sanction", false, "an equally good state does not count as a sanction")
	f.BoolVar(&ch.ReturnNotSanction, "return-not-sanction", false, "a return to the present state does not count as a sanction")
	f.BoolVar(&ch.EachOnce, "each-once", false, "in a sequence of moves each party moves at most once")
	f.BoolVar(&ch.Simultaneous, "simultaneous", false, "a coalition changes its options all at once")
	f.BoolVar(&ch.EscapeByImprovement, "escape-by-improvement", false, "a party escapes a sanction by improvements only")
	f.BoolVar(&ch.IrreversiblePerArc, "irreversible-per-arc", false, "irreversibility binds single moves, even through merged states")
	f.StringVar(&a.settings.Engine, "engine", "auto", "`auto, explicit or naive`")
	f.IntVar(&a.settings.Limits.States, "max-states", 0, "give up above so many states (default 33554432)")
	f.Int64Var(&a.memory, "max-memory", 0, "give up above so many `MiB` of memory (default 8192)")
	f.DurationVar(&a.settings.Time, "time", 0, "give up after so long, for example 30s (default: never)")
	f.IntVar(&a.settings.Workers, "workers", 0, "goroutines at most (default: one a processor)")
}

// solveSettings checks the flags that solveFlags added.
func (a *app) solveSettings() (workbench.Settings, error) {
	s := a.settings
	switch a.unknown {
	case "":
	case "a", "b", "c", "d":
		s.Choices.Unknown = stability.Extension(a.unknown[0]-'a') + stability.ExtensionA
	default:
		return s, usageError{fmt.Errorf("--unknown is a, b, c or d, not `%s`", a.unknown)}
	}
	if err := s.Check(); err != nil {
		return s, usageError{err}
	}
	if s.Limits.States < 0 || a.memory < 0 || s.Time < 0 || s.Workers < 0 {
		return s, usageError{fmt.Errorf("a limit cannot be negative")}
	}
	s.Limits.Memory = a.memory << 20
	return s, nil
}

// open opens the file that a command names.
func (a *app) open(name string) (*workbench.Case, error) {
	if _, err := scenario.ParseAssumptions(a.assume); err != nil {
		return nil, usageError{err}
	}
	return workbench.Open(name, a.assume, a.stdin)
}

// json reports whether the answer is to be JSON.
func (a *app) json() bool { return a.format == "json" }

// writeJSON prints an answer as one JSON object.
func (a *app) writeJSON(v any) error {
	e := json.NewEncoder(a.stdout)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(v)
}

// writeText prints an answer as text.
func (a *app) writeText(d report.Document) error {
	return report.WriteText(a.stdout, d, report.TextOptions{Width: a.width(), Color: a.color(a.stdout)})
}

func (a *app) getenv(name string) string {
	i := slices.IndexFunc(a.env, func(e string) bool { return strings.HasPrefix(e, name+"=") })
	if i < 0 {
		return ""
	}
	return strings.TrimPrefix(a.env[i], name+"=")
}

// terminal returns the file descriptor of a terminal, false for anything else.
func terminal(w io.Writer) (int, bool) {
	f, ok := w.(*os.File)
	if !ok {
		return 0, false
	}
	fd := int(f.Fd())
	return fd, term.IsTerminal(fd)
}

func (a *app) color(w io.Writer) bool {
	_, ok := terminal(w)
	return ok && a.getenv("NO_COLOR") == "" && a.getenv("TERM") != "dumb"
}

func (a *app) width() int {
	if n, err := strconv.Atoi(a.getenv("COLUMNS")); err == nil && n >= 40 {
		return n
	}
	if fd, ok := terminal(a.stdout); ok {
		if n, _, err := term.GetSize(fd); err == nil && n >= 40 {
			return min(n, 140)
		}
	}
	return 100
}

// busy does work under the time limit of the settings. If it takes over a second and standard error is a terminal, a
// spinner says what is being done.
func (a *app) busy(ctx context.Context, what string, work func(context.Context) error) error {
	ctx, cancel := a.settings.Context(ctx)
	defer cancel()
	if _, ok := terminal(a.stderr); ok {
		stop := a.spin(what)
		defer stop()
	}
	return work(ctx)
}

func (a *app) spin(what string) (stop func()) {
	done, gone := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(gone)
		select {
		case <-done:
			return
		case <-time.After(time.Second):
		}
		bar := progressbar.NewOptions(-1, progressbar.OptionSetWriter(a.stderr), progressbar.OptionSetDescription(what),
			progressbar.OptionSpinnerType(14), progressbar.OptionClearOnFinish(), progressbar.OptionSetElapsedTime(true))
		for {
			select {
			case <-done:
				_ = bar.Finish()
				return
			case <-time.After(100 * time.Millisecond):
				_ = bar.Add(1)
			}
		}
	}()
	return func() { close(done); <-gone }
}

// ask opens a file and puts a question to it: work is done under the settings of the flags, busy says what. It returns the case
// beside the answer.
func ask[T any](ctx context.Context, a *app, file, what string, work func(context.Context, *workbench.Case, workbench.Settings) (*T, error)) (*T, *workbench.Case, error) {
	settings, err := a.solveSettings()
	if err != nil {
		return nil, nil, err
	}
	x, err := a.open(file)
	if err != nil {
		return nil, nil, err
	}
	var answer *T
	err = a.busy(ctx, what, func(ctx context.Context) error {
		answer, err = work(ctx, x, settings)
		return err
	})
	return answer, x, err
}

// measured is busy for work that can tell how far it is, and that returns what it has when it is stopped. A bar shows how
// far it is.
func (a *app) measured(ctx context.Context, what string, work func(context.Context, func(done, total int)) error) error {
	ctx, cancel := a.settings.Context(ctx)
	defer cancel()
	if _, ok := terminal(a.stderr); !ok {
		return work(ctx, nil)
	}
	var lock sync.Mutex
	var bar *progressbar.ProgressBar
	shown, begun := 0, time.Now()
	err := work(ctx, func(done, total int) {
		lock.Lock()
		defer lock.Unlock()
		if time.Since(begun) < time.Second || done <= shown { // reports may come out of order
			return
		}
		if bar == nil {
			bar = progressbar.NewOptions(total, progressbar.OptionSetWriter(a.stderr), progressbar.OptionSetDescription(what),
				progressbar.OptionClearOnFinish(), progressbar.OptionSetPredictTime(true), progressbar.OptionThrottle(100*time.Millisecond))
		}
		if total != bar.GetMax() {
			bar.ChangeMax(total)
		}
		shown = done
		_ = bar.Set(done)
	})
	if bar != nil {
		_ = bar.Clear()
	}
	return err
}

// stopped says that work was ended before it was done, after what it had found was printed.
func (a *app) stopped() error {
	fmt.Fprintln(a.stderr, "parley: stopped before all was asked; what was found by then is printed")
	return errShown
}
