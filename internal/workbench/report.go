package workbench

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"

	"parley"
	"parley/report"
	"parley/scenario"
)

// Report makes a document to hand in: a brief in full, with the sources of the file and how it was made.
func (c *Case) Report(ctx context.Context, goal string, s Settings) (*report.Report, error) {
	b, err := c.Brief(ctx, BriefQuestion{Goal: goal, Full: true}, s)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(c.Source)
	r := &report.Report{Brief: *b, Made: report.Making{
		Program: program(), File: filepath.Base(c.Name), Digest: hex.EncodeToString(sum[:]), States: s.Limits.States, Memory: s.Limits.Memory,
	}}
	if s.Time > 0 {
		r.Made.Time = s.Time.String()
	}
	if c.File != nil {
		for i := range c.File.Sources {
			r.Sources = append(r.Sources, sourceOf(&c.File.Sources[i]))
		}
		r.Evidence = c.Exhibits()
		c.reportEvidence(ctx, r, s)
	}
	return r, nil
}

// reportEvidence adds the boards and the words of estimate. Boards that cannot be made are a gap of the report.
func (c *Case) reportEvidence(ctx context.Context, r *report.Report, s Settings) {
	e := &report.Evidence{}
	for i := range c.File.Boards {
		b, err := c.board(ctx, &c.File.Boards[i], s)
		if err != nil {
			r.Gaps = append(r.Gaps, report.Gap{Part: "evidence on " + c.File.Boards[i].Group, Stopped: ctx.Err() != nil, Why: reasonOf(err)})
			continue
		}
		e.Boards = append(e.Boards, *b)
	}
	c.wordTable(e)
	r.Weighed = *e
}

// program names this program and its version, as it was built.
func program() string {
	version := "(devel)"
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		version = info.Main.Version
	}
	return "parley " + version
}

// Exhibits returns what the file gives for each item: options, rules, statements and readings in the order of the file, then claims.
func (c *Case) Exhibits() []report.Exhibit {
	if c.File == nil {
		return nil
	}
	var out []report.Exhibit
	items := c.items()
	add := func(x scenario.Evidence) {
		kind, text := "", x.At
		if item, ok := items[x.At]; ok {
			kind, text = item[0], item[1]
		}
		e := report.Exhibit{At: x.At, For: kind, Text: text, Because: x.Because, Claims: x.Claims, Hedge: x.Hedge, Basis: x.Basis}
		for _, q := range x.Quotes {
			e.Quotes = append(e.Quotes, report.Cited{Text: q.Text, Source: q.Source})
		}
		if len(e.Quotes) > 0 || e.Because != "" || len(e.Claims) > 0 {
			out = append(out, e)
		}
	}
	told := map[string]bool{}
	for _, x := range c.File.Evidence {
		told[x.At] = true
		add(x)
	}
	for _, g := range c.File.Groups {
		for _, choice := range g.Choices {
			if x := choice.Evidence; !told[choice.At] {
				x.At = choice.At
				add(x)
			}
		}
	}
	for _, x := range c.File.Claims {
		items[x.At] = [2]string{"claim", x.ID + ": " + x.Says}
		add(scenario.Evidence{At: x.At, Because: x.Because, Quotes: x.Quotes, Claims: x.RestsOn, Hedge: x.Hedge, Basis: x.Basis})
	}
	return out
}

// items names what stands at each path of the file: its kind and its text.
func (c *Case) items() map[string][2]string {
	out := map[string][2]string{}
	for _, p := range c.Conflict.Parties {
		out[p.At] = [2]string{"party", p.Label()}
	}
	for _, o := range c.Conflict.Options {
		out[o.At] = [2]string{"option", c.Conflict.Parties[o.Party].Label() + ": " + o.Label()}
	}
	for _, g := range c.File.Groups {
		out[g.At] = [2]string{map[bool]string{true: "strategies", false: "hypotheses"}[g.Strategy], g.ID}
		for _, choice := range g.Choices {
			kind := "hypothesis"
			if g.Strategy {
				kind = "strategy"
			}
			out[choice.At] = [2]string{kind, strings.TrimSuffix(fmt.Sprintf("%s=%s: %s", g.ID, choice.ID, choice.Claim), ": ")}
			given := scenario.Assumptions{g.ID: choice.ID}
			if settled, wrong := c.File.InForce(given); wrong.Err() == nil { // what only this choice brings in
				if conflict, problems := c.File.Conflict(settled); problems.Err() == nil {
					c.name(conflict, out)
				}
			}
		}
	}
	c.name(c.Conflict, out)
	for _, b := range c.File.Boards {
		for _, x := range b.Items {
			out[x.At] = [2]string{"evidence", b.Group + ": " + x.Says}
		}
	}
	c.nameSimulation(out)
	return out
}

// nameSimulation adds the names of what the simulation section has.
func (c *Case) nameSimulation(out map[string][2]string) {
	section := c.File.SimulationUnder(c.Assumed)
	if section == nil {
		return
	}
	for _, kind := range section.Fields {
		singular := strings.TrimSuffix(kind.Key, "s")
		if kind.Key == "parameters" {
			singular = "number"
		}
		for _, x := range kind.Value.Fields {
			label := x.Key
			if l := x.Value.Field("label"); l != nil && l.Text != "" {
				label = strings.TrimSpace(l.Text)
			}
			out[x.Value.At] = [2]string{singular, label}
		}
		for _, x := range kind.Value.List {
			out[x.At] = [2]string{singular, kind.Key}
		}
	}
}

// name adds the names of what one reading of the file has: definitions, rules and what the parties want.
func (c *Case) name(conflict *parley.Conflict, out map[string][2]string) {
	named := func(name, formula string) string { return strings.TrimPrefix(name+": `"+formula+"`", ": ") }
	for _, d := range conflict.Definitions {
		out[d.At] = [2]string{"definition", named(d.Name, d.Formula.String())}
	}
	for _, r := range conflict.Rules {
		out[r.At] = [2]string{"rule", named(r.Name, r.Formula.String())}
	}
	for _, b := range conflict.Bars {
		out[b.At] = [2]string{"rule", named(b.Name, b.Text)}
	}
	for i, p := range conflict.Preferences {
		label := conflict.Parties[i].Label()
		for _, o := range p.Either {
			out[o.At] = [2]string{"preferences", label}
			for _, s := range o.Statements {
				var either []string
				for _, f := range s.Either {
					either = append(either, f.String())
				}
				out[s.At] = [2]string{"statement", named(label, strings.Join(either, "` or `"))}
			}
			for _, w := range o.Weights {
				out[w.At] = [2]string{"weight", named(label, w.Formula.String())}
			}
		}
	}
}

// reportFormats are the formats of reports, by the ending of the file's name.
var reportFormats = map[string]func(*bytes.Buffer, report.Document) error{
	".html": func(b *bytes.Buffer, d report.Document) error { return report.WritePage(b, d) },
	".md":   func(b *bytes.Buffer, d report.Document) error { return report.WriteMarkdown(b, d) },
	".tex":  func(b *bytes.Buffer, d report.Document) error { return report.WriteLaTeX(b, d) },
}

// CheckReportName returns an error that names the formats there are if the ending of a file's name is none of them.
func CheckReportName(name string) error {
	ending := strings.ToLower(filepath.Ext(name))
	if reportFormats[ending] != nil {
		return nil
	}
	what := fmt.Sprintf("the ending `%s`", ending)
	if ending == "" {
		what = "a name without an ending"
	}
	return fmt.Errorf("%s: a report cannot be written for %s; there are .html, .md and .tex", name, what)
}

// WriteReport writes a document into a file, in the format of the name's ending. The file is replaced whole or not at all.
func WriteReport(name string, d report.Document) error {
	data, err := EncodeReport(name, d)
	if err != nil {
		return err
	}
	return Write(name, data)
}

// EncodeReport writes a document in the format of the name's ending.
func EncodeReport(name string, d report.Document) ([]byte, error) {
	if err := CheckReportName(name); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	err := reportFormats[strings.ToLower(filepath.Ext(name))](&b, d)
	return b.Bytes(), err
}

// WriteTables writes every table of a document as comma-separated values into a folder, which is made if it is not there. It returns
// the names of the files. Each is replaced whole or not at all.
func WriteTables(folder string, d report.Document) ([]string, error) {
	files, err := report.WriteCSV(d)
	if err != nil {
		return nil, err
	}
	if err := MakeFolder(folder); err != nil {
		return nil, err
	}
	var names []string
	for _, f := range files {
		name := filepath.Join(folder, f.Name+".csv")
		if err := Write(name, f.Data); err != nil {
			return names, err
		}
		names = append(names, name)
	}
	slices.Sort(names)
	return names, nil
}
