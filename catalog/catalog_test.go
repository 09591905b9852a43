package catalog_test

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"parley/analysis/doubts"
	"parley/catalog"
	"parley/diag"
	"parley/game"
	"parley/scenario"
	"parley/stability"
)

func read(t *testing.T, c catalog.Case) *scenario.File {
	t.Helper()
	file, problems := scenario.Read(c.Name(), c.Source)
	if problems.Err() != nil {
		t.Fatal(problems)
	}
	return file
}

func TestCasesAreSorted(t *testing.T) {
	cases := catalog.Cases()
	if !slices.IsSortedFunc(cases, func(a, b catalog.Case) int { return strings.Compare(a.ID, b.ID) }) {
		t.Error("the cases are not sorted")
	}
	for _, c := range cases {
		again, ok := catalog.Open(c.ID)
		if !ok || again.Title != c.Title {
			t.Errorf("%s cannot be opened", c.ID)
		}
	}
	for _, id := range []string{"", "nowhere", "answers/cuba-1962", `answers\cuba-1962`, "../catalog"} {
		if _, ok := catalog.Open(id); ok {
			t.Errorf("%q can be opened", id)
		}
		if _, err := catalog.AnswersTo(id); err == nil {
			t.Errorf("%q has answers", id)
		}
	}
}

// TestNothingIsMissing holds the catalog to what every case must have, and to what it must have as a whole.
func TestNothingIsMissing(t *testing.T) {
	kinds := map[catalog.Kind]bool{}
	for _, c := range catalog.Cases() {
		kinds[c.Kind] = true
		if c.Title == "" || c.Citation == "" || !slices.Contains(catalog.Kinds(), c.Kind) {
			t.Errorf("%s lacks a title, a citation or a kind", c.ID)
		}
		file := read(t, c)
		if file.Question == "" || file.About == "" || file.Basis == "" {
			t.Errorf("%s lacks a question, a paragraph about it, or a basis", c.ID)
		}
		answers := answersTo(t, c.ID)
		if len(answers.Answers) == 0 || len(answers.Citation) == 0 {
			t.Errorf("%s has no answers, or they have no citation", c.ID)
		}
		for i, a := range answers.Answers {
			known := slices.Contains([]catalog.Basis{catalog.Read, catalog.Recalled, catalog.Recomputed, catalog.Supposed}, a.Basis)
			if a.About == "" || !known {
				t.Errorf("%s: answer %d does not say what it is about or how far it can be relied on", c.ID, i+1)
			}
		}
	}
	for _, k := range catalog.Kinds() {
		if !kinds[k] {
			t.Errorf("no case is of kind %s", k)
		}
	}
	stray, err := fs.Glob(catalog.Files(), "answers/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if len(stray) != len(catalog.Cases()) {
		t.Errorf("there are %d files of answers for %d cases", len(stray), len(catalog.Cases()))
	}
}

// TestEveryConceptHasAnAnswer fails when a solution concept is added without a case that tests it.
func TestEveryConceptHasAnAnswer(t *testing.T) {
	asked := map[string]bool{}
	for _, c := range catalog.Cases() {
		for _, a := range answersTo(t, c.ID).Answers {
			note := func(id string) {
				x := concept(t, id)
				asked[x.Kind.String()], asked["extension "+x.Unknown.String()], asked["strength "+x.Strength.String()] = true, true, true
			}
			for id := range a.Equilibria {
				note(id)
			}
			for id := range a.Stable {
				note(id)
			}
		}
	}
	var want []string
	for _, k := range stability.Kinds() {
		want = append(want, k.String())
	}
	for e := stability.ExtensionA; e <= stability.ExtensionD; e++ {
		want = append(want, "extension "+e.String())
	}
	for s := stability.General; s <= stability.Weak; s++ {
		want = append(want, "strength "+s.String())
	}
	for _, w := range want {
		if !asked[w] {
			t.Errorf("no answer tests %s", w)
		}
	}
}

// TestEveryEngineIsAsked fails when an engine is added and not put to the answers.
func TestEveryEngineIsAsked(t *testing.T) {
	folders, err := os.ReadDir("../stability")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range folders {
		if !f.IsDir() || f.Name() == "stabilitytest" || f.Name() == "engines" {
			continue
		}
		if !slices.ContainsFunc(engines, func(e stability.Engine) bool { return e.Name() == f.Name() }) {
			t.Errorf("the engine in stability/%s is not put to the answers", f.Name())
		}
	}
}

// meant lists the doubts that parley has about a case, and that are nevertheless meant.
var meant = map[string][]string{
	"ukraine-2025": {
		"`russia.summit -> ukraine.talks` holds in every feasible state", // it counts once sequencing=open drops the rule
		"`moscow-aims -> russia.sign` holds in every feasible state",     // under clause=simultaneous
	},
	"venezuela-2025": { // all under outreach=stopped
		"no feasible state takes up `washington.outreach`",
		"`washington.outreach` holds in no feasible state",
		"the definition `channel` holds in no feasible state",
		"`channel -> cooperation` holds in every feasible state",
	},
}

// TestFilesAreSound reads every file under every single choice, and as every party sees it.
func TestFilesAreSound(t *testing.T) {
	for _, c := range catalog.Cases() {
		t.Run(c.ID, func(t *testing.T) {
			file, problems := scenario.Read(c.Name(), c.Source)
			unexpected(t, c.ID, problems)
			settings := []scenario.Assumptions{nil}
			for _, g := range file.Groups {
				for _, choice := range g.Choices {
					settings = append(settings, scenario.Assumptions{g.ID: choice.ID})
				}
			}
			for _, s := range settings {
				conflict, problems := file.Conflict(s)
				unexpected(t, c.ID, problems)
				rules, err := game.Compile(conflict)
				if err != nil {
					t.Fatal(s, err)
				}
				g, err := rules.Expand(context.Background(), game.Expansion{})
				if err != nil {
					t.Fatal(s, err)
				}
				issues, err := doubts.Find(context.Background(), g, nil)
				if err != nil {
					t.Fatal(err)
				}
				unexpected(t, c.ID, file.Problems(issues))
				for _, p := range conflict.Parties {
					seen, problems := file.Perceived(p.ID, s)
					unexpected(t, c.ID, problems)
					if _, err := game.Compile(seen); err != nil {
						t.Errorf("as %s sees it under %v: %v", p.ID, s, err)
					}
				}
			}
		})
	}
}

// unexpected reports every error, and every doubt that is not meant.
func unexpected(t *testing.T, id string, problems diag.List) {
	t.Helper()
	for _, p := range problems {
		if p.Severity == diag.Error || !slices.ContainsFunc(meant[id], func(d string) bool { return strings.Contains(p.Message, d) }) {
			t.Errorf("line %d: %s", p.Line, p.Message)
		}
	}
}

// TestFilesAreCanonical holds the files, from which people learn the format, to its canonical form.
func TestFilesAreCanonical(t *testing.T) {
	for _, c := range catalog.Cases() {
		formatted, problems := scenario.Format(c.Name(), c.Source)
		if problems.Err() != nil {
			t.Fatal(problems)
		}
		if string(formatted) != string(c.Source) {
			t.Errorf("%s is not in canonical form; `parley fmt` puts it there", c.Name())
		}
	}
}

func TestLinesAreShort(t *testing.T) {
	err := fs.WalkDir(catalog.Files(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		src, err := fs.ReadFile(catalog.Files(), name)
		for i, line := range strings.Split(string(src), "\n") {
			if n := utf8.RuneCountInString(line); n > 110 {
				t.Errorf("%s:%d has %d characters", name, i+1, n)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestQuotesAreShort keeps quotes to what may be quoted, and the articles themselves out.
func TestQuotesAreShort(t *testing.T) {
	for _, c := range catalog.Cases() {
		file := read(t, c)
		var quotes []scenario.Quote
		for _, e := range file.Evidence {
			quotes = append(quotes, e.Quotes...)
		}
		for _, x := range file.Claims {
			quotes = append(quotes, x.Quotes...)
		}
		for _, x := range file.Sources {
			if x.File != "" {
				t.Errorf("%s: the text of the source %s ships with the catalog", c.ID, x.ID)
			}
		}
		for _, q := range quotes {
			if n := len(strings.Fields(q.Text)); n == 0 || n > 25 {
				t.Errorf("%s: %s: a quote of %d words", c.ID, q.At, n)
			}
		}
	}
}

// TestUkraineCarriesTheWholeArgument holds the founding example to what was taken out of the article.
func TestUkraineCarriesTheWholeArgument(t *testing.T) {
	c, _ := catalog.Open("ukraine-2025")
	file := read(t, c)
	for i := range 56 {
		claim := file.Claim(fmt.Sprintf("c%d", i+1))
		if claim == nil || claim.By == "" || claim.Kind == "" || len(claim.Quotes) == 0 {
			t.Errorf("claim c%d is missing, or lacks by, kind or quote", i+1)
		}
	}
	for _, id := range []string{"c14", "c15", "c16", "c17", "c20", "c25", "c26", "c34", "c35", "c36", "c42", "c47", "c50", "c51", "c53", "spoiler"} {
		if claim := file.Claim(id); claim == nil || claim.Test == nil {
			t.Errorf("claim %s has no test", id)
		}
	}
	conflict, problems := file.Conflict(nil)
	if problems.Err() != nil {
		t.Fatal(problems)
	}
	var options []string
	for _, o := range conflict.Options {
		options = append(options, o.ID)
		if e, _ := file.EvidenceFor(o.At); e.Because == "" && len(e.Quotes) == 0 {
			t.Errorf("option %s has no evidence", o.ID)
		}
	}
	want := "us.tom us.nato us.press us.war russia.esc russia.terms russia.accept_force russia.summit russia.sign " +
		"ukraine.talks ukraine.sign europe.force europe.monitors europe.aid"
	if got := strings.Join(options, " "); got != want {
		t.Errorf("the options are %s", got)
	}
	for id, n := range map[string]int{"motive": 4, "washington": 3} {
		if g := file.Group(id); g == nil || len(g.Choices) != n {
			t.Errorf("group %s should have %d choices", id, n)
		}
	}
}
