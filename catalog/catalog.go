// Package catalog holds worked cases: disputes from the literature, the founding article and the reports beside it, each
// written as a scenario file, and beside each what is known of it with its source. The files teach the format; the answers
// test the engines.
//
// # To add a case
//
//  1. Write NAME.yaml, with a citation, and put it into canonical form.
//  2. Write answers/NAME.yaml beside it: what a source says of the case, under which settings, by which solution concept,
//     and whether it was read there or recomputed.
//  3. Run the tests. They put every answer to every engine, and tell what the catalog as a whole does not yet cover.
package catalog

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"parley/scenario"
)

//go:embed *.yaml answers/*.yaml
var files embed.FS

// Kind tells where a case comes from.
type Kind string

// The kinds of cases.
const (
	Textbook  Kind = "textbook"  // made up to teach
	Published Kind = "published" // a real dispute, modelled in the literature
	Founding  Kind = "founding"  // the article that parley was made for
	Teaser    Kind = "teaser"    // a dispute reported beside that article
)

// Kinds returns every kind.
func Kinds() []Kind { return []Kind{Textbook, Published, Founding, Teaser} }

// Case is a worked dispute.
type Case struct {
	ID       string // the name of its file without the ending
	Title    string
	Kind     Kind
	Citation string // where the model comes from; several sources are separated by semicolons
	Source   []byte // the scenario file
}

// Name returns the name of the case's scenario file in Files.
func (c Case) Name() string { return c.ID + ".yaml" }

// Files returns the scenario files, each named by its case, and the folder answers with a file for each.
func Files() fs.FS { return files }

// Cases returns every case, sorted by ID. It reads all files, which takes some milliseconds.
func Cases() []Case {
	names, err := fs.Glob(files, "*.yaml")
	if err != nil {
		panic(err) // the pattern is sound
	}
	cases := make([]Case, len(names))
	for i, name := range names {
		c, ok := Open(strings.TrimSuffix(name, ".yaml"))
		if !ok {
			panic("catalog: " + name + " was listed and cannot be opened")
		}
		cases[i] = c
	}
	slices.SortFunc(cases, func(a, b Case) int { return strings.Compare(a.ID, b.ID) })
	return cases
}

// Open returns the case with the given ID.
func Open(id string) (Case, bool) {
	if id == "" || strings.ContainsAny(id, `/\`) {
		return Case{}, false
	}
	c := Case{ID: id}
	src, err := files.ReadFile(c.Name())
	if err != nil {
		return Case{}, false
	}
	c.Source = src
	if file, _ := scenario.Read(c.Name(), src); file != nil {
		c.Title, c.Citation = file.Title, strings.Join(file.Citation, "; ")
	}
	if a, err := AnswersTo(id); err == nil {
		c.Kind = a.Kind
	}
	return c, true
}

// AnswersTo returns what is known of a case.
func AnswersTo(id string) (*Answers, error) {
	name := path.Join("answers", id+".yaml")
	src, err := files.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("no answers are known for `%s`", id)
	}
	a, err := parseAnswers(src)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return a, nil
}
