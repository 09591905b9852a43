package workbench_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parley/evidence/quote"
	"parley/internal/workbench"
	"parley/report"
)

func TestUkraineEvidence(t *testing.T) {
	c, err := workbench.Open("catalog:ukraine-2025", nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	e, err := c.Evidence(context.Background(), workbench.EvidenceQuestion{}, workbench.Settings{})
	if err != nil {
		t.Fatal(err)
	}
	if len(e.Boards) != 1 || len(e.Boards[0].Items) != 8 || e.Boards[0].Indicators == nil {
		t.Fatalf("%d boards", len(e.Boards))
	}
	// c11 rests on likely, probably, may well and likely.
	for _, x := range e.Together {
		if x.ID == "c11" && (x.Conjunction.Low != 0 || x.Conjunction.High != 55 || len(x.Ranges) != 4 || x.Words[x.Conjunction.Weakest].ID != "c23") {
			t.Errorf("%+v", x)
		}
	}
	// The choice that cites c36 rests on its quotation.
	for _, q := range e.Quotes {
		if slices.Contains(q.Used, "c36") && !slices.Contains(q.Rests, "hypotheses.motive.imperative") {
			t.Errorf("on %q rest %v", q.Quote, q.Rests)
		}
	}
}

// One source: its text is read from the folder of the file and below only, through no link that leads out.
func TestSourceText(t *testing.T) {
	dir := t.TempDir()
	outside := filepath.Join(t.TempDir(), "secret.txt")
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	if err := os.WriteFile(outside, []byte("nobody may read this"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(outside, filepath.Join(dir, "link.txt")); err != nil {
		t.Skip("no symbolic links here")
	}
	write("near.txt", "First line.\nThe gate stays — shut, they say.\n")
	name := write("x.yaml", `parley: 1
title: x
parties: {a: {options: {b: B}}}
preferences: {a: [{statement: a.b, claims: [shut]}]}
sources: {near: {file: near.txt}, link: {file: link.txt}, far: {file: ../x/secret.txt}, none: {title: x}}
claims:
  shut: {says: It stays shut, quote: {source: near, text: The gate stays - shut}}
  then: {says: So nobody comes, rests on: [shut]}
`)
	c, err := workbench.Open(name, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	s, err := c.SourceText("near")
	if err != nil {
		t.Fatal(err)
	}
	q := s.Quotes[0]
	if q.Match.Status != quote.Found || q.Match.Spans[0].Line != 2 || s.Text.Words(q.Match.Spans[0]) != "The gate stays — shut" ||
		!slices.Equal(q.For, []string{"shut"}) || !slices.Contains(q.Rests, "then") || !slices.Contains(q.Rests, "preferences.a.statements[0]") {
		t.Errorf("%+v", q)
	}
	for _, id := range []string{"link", "far", "none", "nowhere"} {
		if s, err := c.SourceText(id); err == nil {
			t.Errorf("%s is shown: %q", id, s.Text.String())
		}
	}
	// A text that is no file has no folder.
	src, _ := os.ReadFile(name)
	if c, err = workbench.OpenText("x.yaml", src, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := c.SourceText("near"); err == nil {
		t.Error("the source of a text that is no file is read")
	}
}

// Where the folder sources leads out of the folder of the file nothing is written, and the file stays as it is.
func TestAddSourceStaysInTheFolder(t *testing.T) {
	dir, out := t.TempDir(), t.TempDir()
	if err := os.Symlink(out, filepath.Join(dir, "sources")); err != nil {
		t.Skip("no symbolic links here")
	}
	name := filepath.Join(dir, "x.yaml")
	before := []byte("parley: 1\ntitle: x\nparties: {a: {options: {b: B}}}\npreferences: {a: [a.b]}\n")
	os.WriteFile(name, before, 0o600)
	if _, err := workbench.AddSource(name, "-", workbench.NewSource{ID: "note"}, strings.NewReader("A text.")); err == nil {
		t.Error("a source is written through a link that leads out")
	}
	after, _ := os.ReadFile(name)
	left, _ := os.ReadDir(out)
	if string(after) != string(before) || len(left) != 0 {
		t.Errorf("%s\n%v", after, left)
	}
	// Ids that are no plain names are refused.
	for _, id := range []string{"../x", "a/b", `a\b`, ".", "con", "A b", strings.Repeat("a", 100), "-x"} {
		if _, err := workbench.AddSource(name, "-", workbench.NewSource{ID: id}, strings.NewReader("A text.")); err == nil {
			t.Errorf("the id %q is taken", id)
		}
	}
}

// Views of other parties and numbers of a simulation are asked for evidence like rules and preferences; what is derived from a
// named parameter is not.
func TestWithoutEvidence(t *testing.T) {
	c, err := workbench.OpenText("x.yaml", []byte(`parley: 1
title: x
parties:
  a: {options: {x: X}}
  b: {options: {y: Y}}
preferences: {a: [{statement: a.x, because: It says so}], b: [b.y]}
perceptions:
  a: {b: {preferences: [not b.y]}}
  b: {because: Letters of B, a: {preferences: [not a.x]}}
simulation:
  clock: day
  horizon: 10
  parameters:
    full: {value: 40, because: Counted}
    use: {uniform: [1, 2]}
    loss: {uniform: [1, 3], because: A guess}
  correlations: [{between: [use, loss], rank: 0.5}]
  stocks:
    store: {start: full}
    spare: {start: 12}
  flows:
    burn: {from: store, rate: use}
`), nil)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, w := range c.Without() {
		var at []string
		for _, x := range w.Items {
			at = append(at, x.At)
			if x.Line == 0 {
				t.Errorf("%s has no place", x.At)
			}
		}
		got[w.Section+" "+w.What] = fmt.Sprintf("%d: %s", w.Total, strings.Join(at, " "))
	}
	want := map[string]string{
		"preferences statement": "2: preferences.b.statements[0]",
		"perceptions view":      "2: perceptions.a.b",
		"simulation number":     "5: simulation.parameters.use simulation.correlations[0] simulation.stocks.spare",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	var told []string
	j, err := c.Check(context.Background(), false, workbench.Settings{})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range j.Problems {
		told = append(told, p.Message)
	}
	if all := strings.Join(told, "\n"); !strings.Contains(all, "1 of 2 views of `perceptions` has no evidence") || !strings.Contains(all, "3 of 5 numbers of `simulation` have no evidence") {
		t.Error(all)
	}
}

// The report to hand in has the boards and what the words of estimate stand for, in every form.
func TestReportHasBoards(t *testing.T) {
	c, err := workbench.OpenText("x.yaml", []byte(`parley: 1
title: x
parties:
  a: {options: {x: X}}
  b: {options: {y: Y}}
status quo: []
preferences: {a: [a.x], b: [b.y]}
hypotheses:
  mood: {calm: {claim: B is calm, hedge: probably}, wild: {claim: B is wild, preferences: {b: [not b.y]}}}
evidence:
  mood: {items: {letter: {says: B wrote a letter, ratings: {calm: consistent, wild: very inconsistent}}}}
`), nil)
	if err != nil {
		t.Fatal(err)
	}
	r, err := c.Report(context.Background(), "", workbench.Settings{})
	if err != nil {
		t.Fatal(err)
	}
	for ending, want := range map[string][]string{
		".html": {"Evidence on mood", "−−", "Least spoken against", "rule of Bayes", "55–80%"},
		".md":   {"# Evidence on mood", "−−", "Least spoken against", "rule of Bayes", "55–80%"},
		".tex":  {`Evidence on mood`, `Least spoken against`, "rule of Bayes"},
	} {
		text, err := workbench.EncodeReport("x"+ending, report.ReportDocument(*r))
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range want {
			if !strings.Contains(string(text), w) {
				t.Errorf("%s lacks %q", ending, w)
			}
		}
	}
	tables, err := report.WriteCSV(report.ReportDocument(*r))
	if err != nil {
		t.Fatal(err)
	}
	if !slices.ContainsFunc(tables, func(f report.CSVFile) bool {
		return f.Name == "evidence-mood" && strings.Contains(string(f.Data), "letter")
	}) {
		t.Errorf("no board among %d tables", len(tables))
	}
}

// An item counts by the middle of what its word means; "could" has no middle and counts by what it grants at least.
func TestWeightOfWords(t *testing.T) {
	c, err := workbench.OpenText("x.yaml", []byte(`parley: 1
title: x
parties: {a: {options: {x: X}}, b: {options: {y: Y}}}
preferences: {a: [a.x], b: [b.y]}
hypotheses: {h: {one: {claim: One}, two: {claim: Two}}}
evidence:
  h:
    items:
      maybe: {says: M, hedge: could, ratings: {one: consistent, two: inconsistent}}
      roughly: {says: R, hedge: roughly even chance, ratings: {one: consistent, two: inconsistent}}
      own: {says: O, likelihood: {word: could, low: 20, high: 40}, ratings: {one: consistent, two: inconsistent}}
      bare: {says: B, ratings: {one: consistent, two: inconsistent}}
`), nil)
	if err != nil {
		t.Fatal(err)
	}
	e, err := c.Evidence(context.Background(), workbench.EvidenceQuestion{}, workbench.Settings{})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range e.Boards[0].Rows {
		got = append(got, r.Weight.FloatString(2))
	}
	if diff := cmp.Diff([]string{"0.05", "0.50", "0.30", "1.00"}, got); diff != "" {
		t.Error(diff)
	}
}
