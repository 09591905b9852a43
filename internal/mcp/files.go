package mcp

import (
	"bytes"
	"context"
	"strings"

	"parley/catalog"
	"parley/diag"
	"parley/internal/workbench"
	"parley/report"
)

// FileJSON is a file that a tool made. The command line writes it as it is.
type FileJSON struct {
	Parley  string    `json:"parley"`
	Format  string    `json:"format"`
	Text    string    `json:"text"`
	Changed bool      `json:"changed"` // it differs from what was given
	Lost    diag.List `json:"lost"`    // what the format cannot hold
	More    int       `json:"more,omitempty"`
}

// maxFileText is how much of a file a tool returns.
const maxFileText = maxJSON / 2

// file makes the answer of a tool that makes a file.
func file(format string, before, after []byte, lost diag.List, source []byte) (a answer[FileJSON]) {
	if lost == nil {
		lost = diag.List{}
	}
	a.json = FileJSON{Parley: report.Version, Format: format, Text: string(after), Changed: !bytes.Equal(before, after), Lost: lost}
	a.text = string(after)
	if len(lost) > 0 {
		a.note = "What this format cannot hold:\n" + problemText(lost, source)
	}
	if n := len(after); n > maxFileText {
		a.json.Text = strings.ToValidUTF8(string(after[:maxFileText]), "")
		a.json.More = n - len(a.json.Text)
		a.note += "\nThe file is too large to be returned whole: use `parley convert` or `parley fmt` on the command line."
	}
	return a
}

func problemText(list diag.List, source []byte) string {
	var b strings.Builder
	report.WriteProblems(&b, list, source)
	return b.String()
}

// ConvertArguments ask for another format.
type ConvertArguments struct {
	Subject
	To   string `json:"to" jsonschema:"the format to write: yaml, gmcr (GMCR+), dot (Graphviz), graphml, csv (table of states), nfg (Gambit; two or three parties, ordinal payoffs), argdown (map of claims)"`
	Only string `json:"only,omitempty" jsonschema:"for dot and graphml: improvements (leave out moves that do not pay), or reached (and states that improvements from the status quo do not reach)"`
	Judged
	Page
}

func convert(ctx context.Context, c call, in ConvertArguments) (a answer[FileJSON], err error) {
	x, err := c.dispute(in.Subject)
	if err != nil {
		return a, err
	}
	q := workbench.ConvertQuestion{Format: in.To, Only: in.Only}
	if q.Concepts, err = in.parse(); err != nil {
		return a, err
	}
	out, lost, err := x.Convert(ctx, q, c.settings)
	if err != nil {
		return a, err
	}
	return file(in.To, x.Source, out, append(x.Doubts, lost...), x.Source), nil
}

func format(_ context.Context, c call, in About) (a answer[FileJSON], err error) {
	name, src, err := c.source(in.Subject)
	if err != nil {
		return a, err
	}
	out, err := workbench.FormatText(name, src)
	if err != nil {
		return a, err
	}
	return file("yaml", src, out, nil, src), nil
}

func cases(context.Context, call, Page) (a answer[report.CatalogJSON], err error) {
	all := catalog.Cases()
	a.json, a.doc = report.NewCatalogJSON(all), report.CatalogDocument(all)
	return a, nil
}
