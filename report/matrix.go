package report

import (
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strings"
	"unicode/utf8"

	"parley"
	"parley/analysis/matrix"
)

// Matrix is a table of strategies against hypotheses, with what there is to say about it.
type Matrix struct {
	Title, Question string
	Rows, Columns   []Course
	Table           *matrix.Table
	Assumed         map[string]string // the choice in force of every other group
	Parties         []parley.Party
	Party           int // whose strategies are judged; -1 where that is not known

	// Ranked judges the outcomes by a profile of the party, Valued by an analyst's values; nil where there is none.
	Ranked, Valued *matrix.Measure
	Profile        Profile
	Values         []Worth
	// ByValue: the picture shows values, not ranks.
	ByValue bool
	// Rivals are the other profiles that the outcomes could be judged by.
	Rivals []RivalYardstick
	// Seen says what would tell hypotheses apart.
	Seen []matrix.Observation
	// Odds are how likely the hypotheses are taken to be; Given says that they were asked for, and not taken to be equal.
	Odds  []*big.Rat
	Given bool
	// Paths: the text lists a shortest path to every end.
	Paths bool
}

// Course is one strategy or one hypothesis: the choices that it settles.
type Course []Settled

// Settled is a choice of a group.
type Settled struct{ Group, Choice, Claim string }

// Label names a course by its choices: "diplomacy", "elective + spoiler".
func (c Course) Label() string {
	var ids []string
	for _, s := range c {
		ids = append(ids, s.Choice)
	}
	if ids == nil {
		return "as it stands"
	}
	return strings.Join(ids, " + ")
}

// Map returns the choice of each group.
func (c Course) Map() map[string]string {
	m := map[string]string{}
	for _, s := range c {
		m[s.Group] = s.Choice
	}
	return m
}

// Profile says whose preferences outcomes are ranked by.
type Profile struct {
	Kind ProfileKind
	Row  int // of RowProfile: which strategy
}

// ProfileKind tells profiles apart.
type ProfileKind string

// The kinds of profiles.
const (
	OwnProfile  ProfileKind = "own"      // the party's preferences, which no strategy alters
	RowProfile  ProfileKind = "strategy" // those that the party has under one strategy
	BaseProfile ProfileKind = "base"     // those that the file itself gives, without any strategy
)

// Worth is what an outcome is worth to the party.
type Worth struct {
	Outcome string
	Value   *big.Rat
	Basis   string
}

// RivalYardstick is a profile that the outcomes could be judged by, and what it would find.
type RivalYardstick struct {
	Profile   Profile
	Rueless   []int
	Dominated []matrix.Dominance
}

// name writes what a profile is called.
func (m *Matrix) profile(p Profile) string {
	switch p.Kind {
	case RowProfile:
		return "the preferences that go with `" + m.Rows[p.Row].Label() + "`"
	case BaseProfile:
		return "the preferences that the file gives it without any strategy"
	}
	return "its own preferences, which no strategy alters"
}

// MatrixDocument reports a table of strategies against hypotheses.
func MatrixDocument(m Matrix) Document {
	d := Document{Title: m.Title}
	if m.Question != "" {
		d.add(Paragraph{T(m.Question)})
	}
	d.add(m.Blocks()...)
	return d
}

// Blocks returns the table and what follows from it.
func (m *Matrix) Blocks() []Block {
	x := &matrixText{Matrix: m, words: map[[2]int]*Words{}}
	blocks := append(x.courses(), x.besides()...)
	blocks = append(blocks, x.outcomes()...)
	if !x.begun() {
		return blocks
	}
	blocks = append(blocks, x.legend()...)
	if m.Paths {
		blocks = append(blocks, x.paths()...)
	}
	blocks = append(blocks, x.values()...)
	blocks = append(blocks, x.ranks()...)
	return append(blocks, x.observations()...)
}

// besides says at which choice the groups stand that are not varied.
func (x *matrixText) besides() []Block {
	var parts []string
	for _, group := range slices.Sorted(maps.Keys(x.Assumed)) {
		parts = append(parts, group+"="+x.Assumed[group])
	}
	if parts == nil {
		return nil
	}
	return []Block{Paragraph{Text{{"Assumed besides: " + strings.Join(parts, ", ") + ".", Quiet}}}}
}

// matrixText writes a matrix as text.
type matrixText struct {
	*Matrix
	words map[[2]int]*Words // by cell
}

// at returns the words for the states of a cell.
func (x *matrixText) at(row, column int) *Words {
	k := [2]int{row, column}
	if x.words[k] == nil {
		x.words[k] = NewWords(x.Table.Cells[row][column].Graph)
	}
	return x.words[k]
}

// name names a state by a definition or by its code.
func (w *Words) name(s int) string {
	if n := w.Name(s); n != "" && !w.g.Conflict().GraphForm() {
		return n
	}
	return w.g.Code(s)
}

// courses says what the rows and columns stand for.
func (x *matrixText) courses() []Block {
	var blocks []Block
	for _, side := range []struct {
		courses []Course
		what    string
	}{{x.Rows, "Strategies"}, {x.Columns, "Hypotheses"}} {
		l := List{}
		told := map[Settled]bool{}
		groups := groupsOf(side.courses)
		for _, group := range groups {
			for _, c := range side.courses {
				for _, s := range c {
					if s.Group != group || told[s] {
						continue
					}
					told[s] = true
					t := Text{{s.Choice, Strong}}
					if len(groups) > 1 {
						t = Text{{s.Group + "=", Plain}, {s.Choice, Strong}}
					}
					if s.Claim != "" {
						t.Add(Plain, ": "+s.Claim)
					}
					l.Items = append(l.Items, Item{Text: t})
				}
			}
		}
		if len(l.Items) > 0 {
			blocks = append(blocks, Paragraph{Text{{side.what, Strong}, {" (" + strings.Join(groups, ", ") + ")", Plain}}}, l)
		}
	}
	return blocks
}

func groupsOf(courses []Course) []string {
	var out []string
	for _, c := range courses {
		for _, s := range c {
			if !slices.Contains(out, s.Group) {
				out = append(out, s.Group)
			}
		}
	}
	return out
}

// grid returns a table with a row for each strategy and a column for each hypothesis, or the other way round where there are
// many hypotheses.
func (x *matrixText) grid(name string, cell func(row, column int) Text, more ...gridColumn) Table {
	t := Table{Name: name}
	if !x.high() {
		t.Columns = append(t.Columns, Column{"", Left})
		for _, c := range x.Columns {
			t.Columns = append(t.Columns, Column{c.Label(), Left})
		}
		for _, g := range more {
			t.Columns = append(t.Columns, Column{g.title, Left})
		}
		for r, c := range x.Rows {
			row := []Text{{{c.Label(), Strong}}}
			for k := range x.Columns {
				row = append(row, cell(r, k))
			}
			for _, g := range more {
				row = append(row, g.cell(r))
			}
			t.Rows = append(t.Rows, row)
		}
		return t
	}
	t.Columns = append(t.Columns, Column{"", Left})
	for _, c := range x.Rows {
		t.Columns = append(t.Columns, Column{c.Label(), Left})
	}
	for k, c := range x.Columns {
		row := []Text{{{c.Label(), Strong}}}
		for r := range x.Rows {
			row = append(row, cell(r, k))
		}
		t.Rows = append(t.Rows, row)
	}
	for _, g := range more {
		row := []Text{{{g.title, Strong}}}
		for r := range x.Rows {
			row = append(row, g.cell(r))
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// gridColumn is a column about each strategy as a whole.
type gridColumn struct {
	title string
	cell  func(row int) Text
}

// manyColumns is the number of hypotheses above which they stand below each other, and wideColumns the number of letters in
// their names.
const (
	manyColumns = 5
	wideColumns = 70
)

// high reports whether hypotheses stand below each other, since side by side they would be too wide.
func (m *Matrix) high() bool {
	letters := 0
	for _, c := range m.Columns {
		letters += utf8.RuneCountInString(c.Label())
	}
	return len(m.Columns) > manyColumns || letters > wideColumns
}

// follow begins a sentence about a strategy.
func (c Course) follow() string {
	if len(c) == 0 {
		return "As things stand"
	}
	return "If `" + c.Label() + "` is followed"
}

var unfilled = Text{{"not reached in time", Quiet}}

// outcomes is the table of what happens.
func (x *matrixText) outcomes() []Block {
	t := x.grid("matrix", func(r, k int) Text {
		cell := x.Table.Cells[r][k]
		if cell.Graph == nil {
			return unfilled
		}
		var text Text
		line := func(style Style, s string) {
			if len(text) > 0 {
				text.Add(Plain, "\n")
			}
			text.Add(style, s)
		}
		for _, e := range cell.Ends {
			w := x.at(r, k)
			style := Code
			if w.name(e.State) != w.g.Code(e.State) {
				style = Strong
			}
			line(style, w.name(e.State))
			text.Add(Plain, fmt.Sprintf(" (%d)", len(e.Path.Steps)))
		}
		for _, c := range cell.Cycles {
			phrase := ""
			if c.Terminal {
				phrase = " for ever"
			}
			line(Quiet, fmt.Sprintf("↻ %s%s", plural(len(c.States), "state"), phrase))
		}
		return text
	})
	note := "In brackets: the number of steps of a shortest path."
	if x.cycles() {
		note += " ↻: a cycle of so many states, in which the parties may go round without coming to rest; they can leave it unless it says for ever."
	}
	t.Note = Text{{note, Quiet}}
	blocks := []Block{Heading{1, x.heading()}, Paragraph{T(x.begins() +
		"Any party may move next, and takes a move that it likes best, until nobody can improve; a cell lists every end of that, over every order of movers. What follows under a hypothesis is not thereby true.")}, t}
	if x.Table.Stopped {
		blocks = append(blocks, Paragraph{Text{{"Stopped early: ", Bad}, {"some cells were not reached in time. What is said below holds for the others only.", Plain}}})
	}
	return blocks
}

// heading says what the table tells.
func (x *matrixText) heading() string {
	switch {
	case len(x.Rows[0]) == 0:
		return "Where things lead under each hypothesis"
	case len(x.Columns[0]) == 0:
		return "Where each strategy leads"
	}
	return "Where each strategy leads under each hypothesis"
}

// begun reports whether any cell was filled.
func (x *matrixText) begun() bool {
	return slices.ContainsFunc(x.Table.Cells, func(row []matrix.Cell) bool {
		return slices.ContainsFunc(row, func(c matrix.Cell) bool { return c.Graph != nil })
	})
}

func (x *matrixText) cycles() bool {
	for _, row := range x.Table.Cells {
		for _, c := range row {
			if c.Graph != nil && len(c.Cycles) > 0 {
				return true
			}
		}
	}
	return false
}

// begins says where things stand: at one state, or at different ones.
func (x *matrixText) begins() string {
	first, places := "", map[string]bool{}
	for r, row := range x.Table.Cells {
		for k, c := range row {
			if c.Graph == nil {
				continue
			}
			code := c.Graph.Code(c.Graph.StatusQuo())
			if first == "" {
				first = "From the status quo, " + x.at(r, k).Short(c.Graph.StatusQuo()).String() + ". "
			}
			places[code] = true
		}
	}
	if len(places) > 1 {
		return "From the status quo, which is not the same everywhere. "
	}
	return first
}

// legend says what the codes stand for.
func (x *matrixText) legend() []Block {
	t := Table{Name: "ends", Columns: []Column{{"End", Left}, {"What is taken up", Left}}}
	told := map[string]bool{}
	for r, row := range x.Table.Cells {
		for k, c := range row {
			if c.Graph == nil {
				continue
			}
			for _, e := range c.Ends {
				w := x.at(r, k)
				if name := w.name(e.State); !told[name] {
					told[name] = true
					t.Rows = append(t.Rows, []Text{{{name, Code}}, T(w.Brief(e.State))})
				}
			}
		}
	}
	if len(t.Rows) == 0 {
		return nil
	}
	return []Block{Heading{2, "What the ends stand for"}, t}
}

// paths lists a shortest path to every end.
func (x *matrixText) paths() []Block {
	blocks := []Block{Heading{2, "Shortest paths"}}
	for r, row := range x.Table.Cells {
		for k, c := range row {
			if c.Graph == nil {
				continue
			}
			for _, e := range c.Ends {
				w := x.at(r, k)
				blocks = append(blocks, Paragraph{Text{{x.Rows[r].Label(), Strong}, {" under ", Plain}, {x.Columns[k].Label(), Strong}, {" to " + w.name(e.State) + ":", Plain}}})
				l := List{Numbered: true}
				for _, s := range e.Path.Steps {
					l.Items = append(l.Items, Item{Text: T(names(c.Graph.Conflict().Parties, s.Movers, " and ") + ": " + w.Change(s.From, s.To))})
				}
				if len(l.Items) == 0 {
					l = List{Items: []Item{{Text: T("the status quo itself")}}}
				}
				blocks = append(blocks, l)
			}
		}
	}
	return blocks
}

func (x *matrixText) party() string {
	if x.Party < 0 {
		return "the party"
	}
	return x.Parties[x.Party].Label()
}

// labels joins names of strategies.
func labels(courses []Course, rows []int) string {
	var out []string
	for _, r := range rows {
		out = append(out, "`"+courses[r].Label()+"`")
	}
	return join(out)
}
