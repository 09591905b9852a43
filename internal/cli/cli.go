// Package cli is the face of parley on the command line: flags in, text or JSON out. It holds no logic: every answer comes
// from the workbench.
//
// Data goes to standard output, everything else to standard error. The exit code is 0 if all is well, 1 if the file or the
// work failed, 2 for wrong usage, 3 if the answer is no.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"parley/diag"
	"parley/internal/workbench"
	"parley/report"
)

// Exit codes.
const (
	exitFine   = 0
	exitFailed = 1
	exitUsage  = 2
	exitNo     = 3
)

// usageError is an error in how parley was called.
type usageError struct{ error }

// answerNo ends a command whose answer, already printed, is no.
var errAnswerNo = errors.New("the answer is no")

// errShown ends a command that has already said what is wrong.
var errShown = errors.New("failed")

// Main runs parley with the given arguments, without the program's name, and returns its exit code. env has entries like
// "NO_COLOR=1".
func Main(ctx context.Context, args, env []string, stdin io.Reader, stdout, stderr io.Writer) int {
	a := &app{env: env, stdin: stdin, stdout: stdout, stderr: stderr}
	root := a.root()
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := root.ExecuteContext(ctx)
	return a.exit(ctx, err)
}

// Command returns the command tree, for those who write its manual and its completions.
func Command() *cobra.Command {
	return (&app{stdin: strings.NewReader(""), stdout: io.Discard, stderr: io.Discard}).root()
}

// exit says what went wrong and returns the exit code.
func (a *app) exit(ctx context.Context, err error) int {
	var problems *workbench.Problems
	var list diag.List
	var usage usageError
	var none *workbench.NoSuchState
	switch {
	case err == nil:
		return exitFine
	case errors.Is(err, errAnswerNo):
		return exitNo
	case errors.As(err, &none):
		fmt.Fprintf(a.stderr, "parley: %v\n", err)
		return exitNo
	case errors.Is(err, errShown):
		return exitFailed
	case errors.As(err, &problems):
		report.WriteProblems(a.stderr, problems.List, problems.Source)
		return exitFailed
	case errors.As(err, &list):
		report.WriteProblems(a.stderr, list, nil)
		return exitFailed
	case errors.As(err, &usage):
		fmt.Fprintf(a.stderr, "parley: %v\n", err)
		return exitUsage
	case errors.Is(err, context.DeadlineExceeded):
		fmt.Fprintf(a.stderr, "parley: not done within the time limit; raise --time or ask for less\n")
	case errors.Is(err, context.Canceled):
		fmt.Fprintf(a.stderr, "parley: stopped\n")
	default:
		fmt.Fprintf(a.stderr, "parley: %v\n", err)
	}
	return exitFailed
}

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:   "parley",
		Short: "A workbench for conflict analysis",
		Long: `parley computes what would end a dispute: which outcomes hold, how to get there, and why.

Write down the parties, what each can do and what each wants; start from a worked case
(` + "`parley catalog`" + `) or a blank file (` + "`parley init`" + `). Then ask:`,
		Example: `  parley brief catalog:ukraine-2025
  parley explain catalog:elmira-1991 "status quo"`,
		Version:       Version(),
		SilenceUsage:  true,
		SilenceErrors: true,
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 {
				return nil
			}
			return noCommand(cmd, args[0])
		},
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return usageError{err} })
	root.PersistentFlags().StringVar(&a.format, "format", "text", "how to print: `text or json`")
	root.SetVersionTemplate("parley {{.Version}}\n")
	root.CompletionOptions.HiddenDefaultCmd = false
	root.AddGroup(&cobra.Group{ID: "ask", Title: "Ask about a file"}, &cobra.Group{ID: "file", Title: "Make and mend files"}, &cobra.Group{ID: "serve", Title: "Work elsewhere"})
	for _, c := range []*cobra.Command{a.brief(), a.check(), a.solve(), a.explain(), a.path(), a.compare(), a.matrix(), a.perceive(), a.settle(), a.claims(), a.crux(), a.evidence(), a.simulate(), a.report()} {
		c.GroupID = "ask"
		root.AddCommand(c)
	}
	for _, c := range []*cobra.Command{a.initFile(), a.catalog(), a.source(), a.fmt(), a.convert(), a.schema(), a.serve()} {
		c.GroupID = "file"
		root.AddCommand(c)
	}
	for _, c := range []*cobra.Command{a.mcp()} {
		c.GroupID = "serve"
		root.AddCommand(c)
	}
	helpOnCommands(root)
	root.PersistentPreRunE = func(*cobra.Command, []string) error {
		if a.format != "text" && a.format != "json" {
			return usageError{fmt.Errorf("--format is text or json, not `%s`", a.format)}
		}
		return nil
	}
	return root
}

// noCommand says that there is no command of that name, and which may be meant.
func noCommand(root *cobra.Command, name string) error {
	var names []string
	for _, c := range root.Commands() {
		names = append(names, c.Name())
	}
	hint := "`parley help` lists them"
	if near := diag.DidYouMean(name, names); near != "" {
		hint = near
	}
	return usageError{fmt.Errorf("`%s` is not a command: %s", name, hint)}
}

// helpOnCommands has `help NAME` refuse a name that is no command, where the library would print the help of the program.
func helpOnCommands(root *cobra.Command) {
	root.InitDefaultHelpCmd()
	help, _, err := root.Find([]string{"help"})
	if err != nil || help == root {
		return
	}
	show := help.Run
	help.Run, help.RunE = nil, func(cmd *cobra.Command, args []string) error {
		if c, _, err := root.Find(args); len(args) > 0 && (err != nil || c == root) {
			return noCommand(root, args[0])
		}
		show(cmd, args)
		return nil
	}
}

// exactly asks for the named arguments, no more and no fewer.
func exactly(names ...string) cobra.PositionalArgs { return between(len(names), names...) }

// between asks for at least so many of the named arguments; a last name that ends in … stands for any number.
func between(least int, names ...string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) < least {
			use := strings.TrimSuffix(cmd.UseLine(), " [flags]")
			return usageError{fmt.Errorf("%s is missing: `%s`", strings.TrimSuffix(names[len(args)], "…"), use)}
		}
		many := len(names) > 0 && strings.HasSuffix(names[len(names)-1], "…")
		if len(args) > len(names) && !many {
			return usageError{fmt.Errorf("`%s` is one argument too many", args[len(names)])}
		}
		return nil
	}
}
