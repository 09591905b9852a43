package cli

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"parley/catalog"
	"parley/internal/workbench"
	"parley/report"
	"parley/scenario"
)

func (a *app) fmt() *cobra.Command {
	var write, list bool
	c := &cobra.Command{
		Use:   "fmt FILE…",
		Short: "Put scenario files into canonical form, comments kept",
		Long: `Print a scenario file in canonical form: sections in order, formulas in one spelling, two spaces
of indentation, comments kept. With -w the file itself is rewritten; it is replaced whole or not at
all, and not if it changed meanwhile. With -l only the names of files that would change are listed,
and the exit code is 3 if there are any.`,
		Example: "  parley fmt -w ukraine.yaml",
		Args:    between(1, "FILE…"),
		RunE: func(_ *cobra.Command, args []string) error {
			changed := false
			for _, name := range args {
				before, after, err := workbench.Format(name, a.stdin)
				if err != nil {
					return err
				}
				same := bytes.Equal(before, after)
				changed = changed || !same
				switch {
				case list && !same:
					fmt.Fprintln(a.stdout, name)
				case list:
				case write && name != "-":
					if !same {
						if err := workbench.Save(name, before, after); err != nil {
							return err
						}
					}
				default:
					if _, err := a.stdout.Write(after); err != nil {
						return err
					}
				}
			}
			if list && changed {
				return errAnswerNo
			}
			return nil
		},
	}
	c.Flags().BoolVarP(&write, "write", "w", false, "rewrite the files")
	c.Flags().BoolVarP(&list, "list", "l", false, "list the files that would change")
	return c
}

func (a *app) schema() *cobra.Command {
	return &cobra.Command{
		Use:   "schema",
		Short: "Print the JSON Schema of scenario files, for editors",
		Long: `Print a JSON Schema of the scenario file. An editor that knows it completes keys and marks
mistakes; put this at the top of a file:

  # yaml-language-server: $schema=parley.schema.json`,
		Example: "  parley schema > parley.schema.json",
		Args:    exactly(),
		RunE: func(*cobra.Command, []string) error {
			text, err := scenario.Schema()
			if err != nil {
				return err
			}
			_, err = a.stdout.Write(text)
			return err
		},
	}
}

func (a *app) initFile() *cobra.Command {
	attrition := ""
	c := &cobra.Command{
		Use:   "init [FILE]",
		Short: "Write a first scenario file to start from",
		Long: `Write a small, sound scenario file with a comment at every section, to be changed into a dispute
of your own. Without FILE it is printed.

With --attrition the file has a simulation: ` + strings.Join(workbench.AttritionNames(), ", ") + `.
Its numbers are made up, and yours to replace.`,
		Example: `  parley init dispute.yaml
  parley init siege.yaml --attrition blockade`,
		Args: between(0, "FILE"),
		RunE: func(_ *cobra.Command, args []string) error {
			src, next := []byte(workbench.FirstFile), "brief"
			if attrition != "" {
				var err error
				if src, err = workbench.FirstAttrition(attrition); err != nil {
					return err
				}
				next = "simulate"
			}
			if len(args) == 0 || args[0] == "-" {
				_, err := a.stdout.Write(src)
				return err
			}
			if err := workbench.Create(args[0], src); err != nil {
				return err
			}
			fmt.Fprintf(a.stderr, "wrote %s; try `parley %s %s`\n", args[0], next, args[0])
			return nil
		},
	}
	c.Flags().StringVar(&attrition, "attrition", "", "begin with this `model` of attrition")
	return c
}

func (a *app) catalog() *cobra.Command {
	c := &cobra.Command{
		Use:   "catalog",
		Short: "Worked cases: list, show, copy",
		Long: `List the worked cases that ship with parley: conflicts of the literature with their published
answers, and the disputes of the founding article. Any command takes one in place of a file, as
catalog:ID.`,
		Example: `  parley catalog
  parley catalog show elmira-1991
  parley catalog copy ukraine-2025
  parley brief catalog:ukraine-2025`,
		Args: exactly(),
		RunE: func(*cobra.Command, []string) error { return a.listCatalog() },
	}
	c.AddCommand(&cobra.Command{
		Use: "list", Short: "List the cases", Args: exactly(),
		RunE: func(*cobra.Command, []string) error { return a.listCatalog() },
	}, &cobra.Command{
		Use: "show ID", Short: "Print the file of a case", Example: "  parley catalog show elmira-1991", Args: exactly("ID"),
		RunE: func(_ *cobra.Command, args []string) error {
			x, err := workbench.CatalogCase(args[0])
			if err != nil {
				return err
			}
			_, err = a.stdout.Write(x.Source)
			return err
		},
	}, &cobra.Command{
		Use: "copy ID [FILE]", Short: "Copy the file of a case, to work on it", Example: "  parley catalog copy ukraine-2025\n  parley catalog copy elmira-1991 elmira.yaml", Args: between(1, "ID", "FILE"),
		RunE: func(_ *cobra.Command, args []string) error {
			x, err := workbench.CatalogCase(args[0])
			if err != nil {
				return err
			}
			name := x.Name()
			if len(args) == 2 {
				name = args[1]
				if info, err := os.Stat(name); err == nil && info.IsDir() {
					name = filepath.Join(name, x.Name())
				}
			}
			if err := workbench.Create(name, x.Source); err != nil {
				return err
			}
			fmt.Fprintf(a.stderr, "wrote %s\n", name)
			return nil
		},
	})
	return c
}

func (a *app) listCatalog() error {
	cases := catalog.Cases()
	if a.json() {
		return a.writeJSON(report.NewCatalogJSON(cases))
	}
	return a.writeText(report.CatalogDocument(cases))
}
