package scenario

import (
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"math/big"
	"slices"
	"sync"

	"go.yaml.in/yaml/v4"

	"parley"
	"parley/diag"
	"parley/logic"
)

// File is a scenario file that was read. It is not changed after that, and safe for concurrent use.
type File struct {
	Name   string
	Source []byte // the text, as it was read

	Title, Question, About string
	Citation               []string
	Basis                  string // whose reading the preferences are

	Groups      []Group      // hypotheses first, then strategies, in the order of the file
	Perceptions []Perception // as the file itself gives them; choices may replace them
	Sources     []Source
	Claims      []Claim
	Boards      []Board
	Evidence    []Evidence // of every item that carries some, in the order of the file; claims carry their own
	Simulation  *Value     // nil where there is none

	source *source
	root   *yaml.Node          // nil where nothing could be read
	spoilt map[*yaml.Node]bool // nodes that are in error
	lost   map[string]bool     // sections that are no YAML
	base   *frame              // parties, options and states
	told   map[diag.Problem]bool
	parsed sync.Map // of each text of a formula that was sound: *reading. A conflict is put together from the same texts again and again
}

// reading is a formula as it was read, and as it is printed.
type reading struct {
	expr *logic.Expr
	text string
}

// parse reads a formula.
func (f *File) parse(text string) (*logic.Expr, string, error) {
	if x, ok := f.parsed.Load(text); ok {
		return x.(*reading).expr, x.(*reading).text, nil
	}
	e, err := logic.Parse(text)
	if err != nil {
		return nil, "", err
	}
	x := &reading{e, e.String()}
	f.parsed.Store(text, x)
	return x.expr, x.text, nil
}

// Read reads a scenario. It returns every problem that it finds, in the order of the text; name is the name of the file in
// them. The File is nil only if nothing could be made of the text. If the list has errors, the File may be looked at, as
// far as it goes, but what Conflict returns must not be relied on. The cost is linear in the length of src.
func Read(name string, src []byte) (*File, diag.List) {
	text, problem := decode(name, src)
	if problem != nil {
		return nil, diag.List{*problem}
	}
	f := &File{Name: name, Source: src, source: newSource(name, text), spoilt: map[*yaml.Node]bool{}}
	p := newProblems(f.source)
	f.root, f.lost = f.source.parse(p)
	if f.root == nil {
		return nil, p.sorted()
	}
	c := &checker{problems: p, spoilt: f.spoilt, lost: f.lost}
	c.check(f.root, f.root, table, nil, "the file")
	if f.root.Kind != yaml.MappingNode || f.spoilt[f.root] {
		return nil, p.sorted()
	}
	r := &reader{problems: p, file: f}
	r.read(c.evidence)
	f.told = p.seen
	return f, p.sorted()
}

// sorted returns the problems in the order of the text.
func (p *problems) sorted() diag.List {
	p.list.Sort()
	return p.list
}

// Version returns the version of the text that was read, for Save.
func (f *File) Version() Version { return VersionOf(f.Source) }

// Version tells one text of a file from another. The zero value stands for a file that does not exist. It can be written
// down and compared.
type Version string

// VersionOf returns the version that a file with this content has.
func VersionOf(content []byte) Version {
	sum := sha256.Sum256(content)
	return Version(hex.EncodeToString(sum[:]))
}

// Group is a set of rival choices, of which exactly one is in force: rival readings of the dispute, or rival courses of one
// party.
type Group struct {
	ID, Question, About string
	Strategy            bool
	Party               string  // of a strategy: id of the party whose courses the choices are, if the file says so
	Values              []Worth // of a strategy: what outcomes are worth to the party, the first that holds counting; an analyst's numbers
	Choices             []Choice
	At                  string // path in the file
}

// Worth is what it is worth to a party, on a scale of the analyst's own, that things end where a formula holds.
type Worth struct {
	Outcome parley.Formula // bound with every group at its first choice; under other assumptions, bind Outcome.Text anew
	Value   *big.Rat
	At      string
}

// Choice is one hypothesis or one strategy.
type Choice struct {
	ID       string
	Claim    string // what it asserts
	Evidence Evidence
	At       string

	node *yaml.Node
}

// Choice returns the choice with the given id, or nil.
func (g Group) Choice(id string) *Choice {
	if i := slices.IndexFunc(g.Choices, func(c Choice) bool { return c.ID == id }); i >= 0 {
		return &g.Choices[i]
	}
	return nil
}

// Group returns the group with the given id, or nil.
func (f *File) Group(id string) *Group {
	if i := slices.IndexFunc(f.Groups, func(g Group) bool { return g.ID == id }); i >= 0 {
		return &f.Groups[i]
	}
	return nil
}

// Evidence is what an item of the file gives for itself.
type Evidence struct {
	At      string // path of the item
	Because string
	Quotes  []Quote
	Claims  []string // ids of claims that it rests on
	Hedge   string   // as written: "likely"
	// Likelihood is how likely the analyst takes it to be; nil where that is not said.
	Likelihood *Likelihood
	Basis      string
}

// Likelihood is a word of estimate as an analyst uses it.
type Likelihood struct {
	Word  string
	Scale string // "icd203", "kent", "phia", "survey"; "" where none is named
	// Low and High are a range of the analyst's own in percent, nil where none is given.
	Low, High *big.Rat
	At        string
}

// EvidenceFor returns the evidence of the item with the given path, such as "preferences.us.statements[1]".
func (f *File) EvidenceFor(at string) (Evidence, bool) {
	i := slices.IndexFunc(f.Evidence, func(e Evidence) bool { return e.At == at })
	if i < 0 {
		return Evidence{}, false
	}
	return f.Evidence[i], true
}

// Quote is a piece of a source's text.
type Quote struct {
	Source string // id
	Text   string
	At     string
}

// Source is what quotes are from. All fields but the ID may be empty.
type Source struct {
	ID                         string
	Title, Author, Outlet, URL string
	Date                       string // as written
	File                       string // path relative to the scenario file
	SHA256                     string // of that file, in hexadecimal
	Original                   string // of the document that the text was taken from
	Reliability                string
	About                      string
	At                         string
}

// SourceOf returns the source with the given id, or nil.
func (f *File) SourceOf(id string) *Source {
	if i := slices.IndexFunc(f.Sources, func(s Source) bool { return s.ID == id }); i >= 0 {
		return &f.Sources[i]
	}
	return nil
}

// Value is a part of the file that is kept as written: a text, a list or a mapping.
type Value struct {
	Text   string
	List   []Value // of a list
	Fields []Field // of a mapping, in the order of the file
	Kind   ValueKind
	At     string
}

// Field is one entry of a mapping.
type Field struct {
	Key   string
	Value Value
}

// ValueKind is the form of a Value.
type ValueKind uint8

// The forms of a Value.
const (
	Text ValueKind = iota
	List
	Mapping
)

// Field returns the entry of a mapping with the given key, or nil.
func (v *Value) Field(key string) *Value {
	if i := slices.IndexFunc(v.Fields, func(f Field) bool { return f.Key == key }); i >= 0 {
		return &v.Fields[i].Value
	}
	return nil
}

// Problems turns issues that a later stage found into problems with their place in the file.
func (f *File) Problems(is parley.Issues) diag.List {
	var list diag.List
	for _, x := range is {
		p := diag.Problem{File: f.Name, Message: x.Message, Hint: x.Hint}
		if x.Doubt {
			p.Severity = diag.Doubt
		}
		p.Line, p.Column, p.Length = f.Locate(x.At)
		list = append(list, p)
	}
	list.Sort()
	return list
}

// clone returns a copy of the assumptions that may be changed.
func (a Assumptions) clone() Assumptions {
	if a == nil {
		return Assumptions{}
	}
	return maps.Clone(a)
}
