// Package workbench is what a user can ask, once, for every face: open a case, check it, solve it, explain a state, find a
// path. The command line, the browser and assistants call it; it prints nothing.
package workbench

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"time"

	"parley"
	"parley/convert"
	"parley/diag"
	"parley/game"
	"parley/report"
	"parley/scenario"
	"parley/stability"
	"parley/stability/engines"
)

// Case is one dispute, opened: a file, the assumptions in force, and the conflict that follows.
type Case struct {
	Name     string
	Source   []byte
	File     *scenario.File // nil for a file of another tool
	Assumed  scenario.Assumptions
	Given    []string // the groups among them that were asked for, in order of id
	Conflict *parley.Conflict
	Rules    *game.Rules
	Doubts   diag.List // what can be used but probably is not meant
	// Folder is where the texts of sources are looked for; "" for a text that is no file, whose sources are not read.
	Folder string
	kept   map[string]sourceRead // texts of sources by id, where they have been read
}

// Asked returns the assumptions that were asked for, without those that only stand at their first choice.
func (c *Case) Asked() scenario.Assumptions {
	out := scenario.Assumptions{}
	for _, g := range c.Given {
		out[g] = c.Assumed[g]
	}
	return out
}

// Problems is the error of a file that cannot be used: everything wrong with it, with its text for excerpts.
type Problems struct {
	List   diag.List
	Source []byte
}

// Error lists the problems, one a line.
func (p *Problems) Error() string { return p.List.Error() }

// Settings bound the work and settle what the literature leaves open.
type Settings struct {
	Engine  string // "" for the preferred one
	Choices stability.Choices
	Limits  game.Limits
	Workers int
	Time    time.Duration // 0: no limit
}

// Check tells what in the settings does not exist.
func (s Settings) Check() error {
	_, err := engines.Named(s.Engine)
	return err
}

// Context returns a context that ends with the time limit, if there is one.
func (s Settings) Context(ctx context.Context) (context.Context, context.CancelFunc) {
	if s.Time <= 0 {
		return context.WithCancel(ctx)
	}
	return context.WithTimeoutCause(ctx, s.Time, fmt.Errorf("not done within %v, the limit that is set", s.Time))
}

// maxStandardInput is how much is read from standard input.
const maxStandardInput = 16 << 20

// Open reads a file, "-" for standard input or "catalog:ID" for a case of the catalog, settles its groups by the assumptions given as "group=choice", and compiles
// the conflict. The error is a *Problems where the file is at fault.
func Open(name string, assume []string, stdin io.Reader) (*Case, error) {
	if name == "-" {
		src, err := io.ReadAll(io.LimitReader(stdin, maxStandardInput+1))
		if err != nil {
			return nil, err
		}
		if len(src) > maxStandardInput {
			return nil, fmt.Errorf("standard input is larger than %d bytes", maxStandardInput)
		}
		return OpenText("standard input", src, assume)
	}
	if x, is, err := fromCatalog(name); err != nil {
		return nil, err
	} else if is {
		return OpenText(x.Name(), x.Source, assume)
	}
	src, err := readBounded(name, maxStandardInput)
	if err != nil {
		return nil, missing(name, err)
	}
	c, err := OpenText(name, src, assume)
	if c != nil {
		c.Folder = filepath.Dir(name)
	}
	return c, err
}

// OpenText is Open for a text at hand; its name decides what kind of file it is.
func OpenText(name string, src []byte, assume []string) (*Case, error) {
	if convert.IsGMCR(name) {
		return openGMCR(name, src, assume)
	}
	file, problems := scenario.Read(name, src)
	return settle(name, src, file, problems, assume)
}

func openGMCR(name string, src []byte, assume []string) (*Case, error) {
	c, problems := convert.ReadGMCR(name, src)
	if problems.Err() != nil {
		return nil, &Problems{problems, src}
	}
	if len(assume) > 0 {
		return nil, errors.New("a .gmcr file has no hypotheses to assume")
	}
	rules, err := game.Compile(c)
	if err != nil {
		return nil, err
	}
	return &Case{Name: name, Source: src, Conflict: c, Rules: rules, Doubts: problems}, nil
}

func settle(name string, src []byte, file *scenario.File, problems diag.List, assume []string) (*Case, error) {
	if problems.Err() != nil {
		return nil, &Problems{problems, src}
	}
	given, err := scenario.ParseAssumptions(assume)
	if err != nil {
		return nil, err
	}
	inForce, wrong := file.InForce(given)
	if wrong.Err() != nil {
		return nil, wrong
	}
	c, more := file.Conflict(inForce)
	problems = append(problems, more...)
	if more.Err() != nil {
		return nil, &Problems{problems, src}
	}
	rules, err := game.Compile(c)
	if is := (parley.Issues)(nil); errors.As(err, &is) {
		return nil, &Problems{append(problems, file.Problems(is)...), src}
	} else if err != nil {
		return nil, err
	}
	return &Case{Name: name, Source: src, File: file, Assumed: inForce, Given: slices.Sorted(maps.Keys(given)), Conflict: c, Rules: rules, Doubts: problems}, nil
}

func readBounded(name string, most int64) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if info, err := f.Stat(); err != nil {
		return nil, err
	} else if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is not a file", name)
	}
	src, err := io.ReadAll(io.LimitReader(f, most+1))
	if err != nil {
		return nil, err
	}
	if int64(len(src)) > most {
		return nil, fmt.Errorf("%s is larger than %d bytes", name, most)
	}
	return src, nil
}

// Place turns an error of the stages below into one that names places in the file: issues of the conflict become
// *Problems.
func (c *Case) Place(err error) error {
	is := (parley.Issues)(nil)
	if !errors.As(err, &is) {
		return err
	}
	if c.File != nil {
		return &Problems{c.File.Problems(is), c.Source}
	}
	return &Problems{convert.PlaceGMCR(c.Name, c.Source, is), c.Source}
}

// placeFirst is Place where there is room for one problem: of several issues the first, which is the one that tells most.
func (c *Case) placeFirst(err error) error {
	is := (parley.Issues)(nil)
	if errors.As(err, &is) && len(is) > 0 {
		return c.Place(is[:1])
	}
	return c.Place(err)
}

// Graph lists the states of the case.
func (c *Case) Graph(ctx context.Context, s Settings) (*game.Graph, error) {
	g, err := c.Rules.Expand(ctx, game.Expansion{Limits: s.Limits, IrreversiblePerArc: s.Choices.IrreversiblePerArc})
	return g, c.assuming(c.Place(err))
}

// assuming names in problems the choices that were asked for and are not the first of their groups: without them the conflict may be
// sound.
func (c *Case) assuming(err error) error {
	var p *Problems
	if c.File == nil || !errors.As(err, &p) {
		return err
	}
	var asked report.Course
	for _, g := range c.File.Groups {
		if slices.Contains(c.Given, g.ID) && c.Assumed[g.ID] != g.Choices[0].ID {
			asked = append(asked, report.Settled{Group: g.ID, Choice: c.Assumed[g.ID]})
		}
	}
	if len(asked) == 0 {
		return err
	}
	out := &Problems{slices.Clone(p.List), p.Source}
	for i := range out.List {
		out.List[i].Message = "under " + settings(asked) + ": " + out.List[i].Message
	}
	return out
}
