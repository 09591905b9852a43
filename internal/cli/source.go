package cli

import (
	"github.com/spf13/cobra"

	"parley/internal/workbench"
	"parley/report"
)

func (a *app) source() *cobra.Command {
	c := &cobra.Command{
		Use:   "source",
		Short: "The texts that a file quotes: bring in, list, show",
		Long: `Bring saved pages into the folder of a scenario file, so that its quotations can be found again in
them, and see what is quoted of each.`,
		Example: `  parley source add ukraine.yaml saved-page.html --id article
  parley source list ukraine.yaml
  parley source show ukraine.yaml article`,
		Args: exactly(),
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	var s workbench.NewSource
	add := &cobra.Command{
		Use:   "add FILE PAGE",
		Short: "Bring in a saved web page, Markdown, PDF or plain text",
		Long: `Take the text out of a document that you saved, and write the source into the scenario file: title,
author, date and outlet where the document tells them, and hashes of the text and of the document.
The article goes to sources/ID.txt beside the scenario file, what surrounds it on a page (navigation,
teasers of other stories, captions, newsletter) to sources/ID.rest.md; no line is thrown away.
With --id of a source that the file quotes without keeping its text, that source is given the text,
and what the file says of it stays.
The rest of the scenario file, comments and layout, stays as it is. PAGE may be - for standard input.`,
		Example: `  parley source add ukraine.yaml saved-page.html
  parley source add ukraine.yaml article.txt --id article --author "A. Author" --reliability B2`,
		Args: exactly("FILE", "PAGE"),
		RunE: func(_ *cobra.Command, args []string) error {
			added, err := workbench.AddSource(args[0], args[1], s, a.stdin)
			if err != nil {
				return err
			}
			if a.json() {
				return a.writeJSON(report.NewAddedJSON(*added))
			}
			return a.writeText(report.AddedDocument(*added))
		},
	}
	f := add.Flags()
	f.StringVar(&s.ID, "id", "", "`id` of the source (default: from its title)")
	f.StringVar(&s.Title, "title", "", "its `title` (default: what the document says)")
	f.StringVar(&s.Author, "author", "", "who wrote it (`name`; default: what the document says)")
	f.StringVar(&s.Date, "date", "", "`when` it appeared (default: what the document says)")
	f.StringVar(&s.Outlet, "outlet", "", "`where` it appeared (default: what the document says)")
	f.StringVar(&s.URL, "url", "", "`address` where it is found (default: what the document says)")
	f.StringVar(&s.Reliability, "reliability", "", "how far it is to be trusted: a letter A to F and a number 1 to 6, such as `B2`")
	list := &cobra.Command{
		Use: "list FILE", Short: "List the sources of a file, and how much is quoted of each", Example: "  parley source list ukraine.yaml", Args: exactly("FILE"),
		RunE: func(_ *cobra.Command, args []string) error {
			x, err := a.open(args[0])
			if err != nil {
				return err
			}
			l, err := x.Sources()
			if err != nil {
				return err
			}
			if a.json() {
				return a.writeJSON(report.NewSourcesJSON(*l))
			}
			return a.writeText(report.SourcesDocument(*l))
		},
	}
	show := &cobra.Command{
		Use: "show FILE SOURCE", Short: "Show the text of a source, and what rests on each quoted passage", Example: "  parley source show ukraine.yaml article", Args: exactly("FILE", "SOURCE"),
		RunE: func(_ *cobra.Command, args []string) error {
			x, err := a.open(args[0])
			if err != nil {
				return err
			}
			t, err := x.SourceText(args[1])
			if err != nil {
				return err
			}
			if a.json() {
				return a.writeJSON(report.NewSourceJSON(*t))
			}
			return a.writeText(report.SourceDocument(*t))
		},
	}
	c.AddCommand(add, list, show)
	return c
}
