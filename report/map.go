package report

import (
	"strings"

	"parley"
	"parley/analysis/paths"
	"parley/game"
	"parley/stability"
)

// Map is the graph of states and moves, or the part of it around a state.
type Map struct {
	Solved *Solved
	Marks  []stability.Verdict // by which states are said to hold
	States []int               // that are shown, in canonical order
	Moves  []MapMove           // among them, by start, mover and end
	Middle int                 // where distances begin
	By     paths.Mode          // what counts as a step: Moves, Improvements or BestReplies
	Steps  int                 // shown are states that so many steps lead to from the middle; -1 for the whole graph
	Within int                 // how many states those are, shown or not
	Far    []int               // by place in States: steps from the middle, -1 where none lead there
	Way    *Way                // a path from the middle to a goal, if one was asked for
	Spots  []Spot              // by place in States
	Heads  []MapHead
	Rings  []float64 // radii about the middle
}

// MapMove is a move as a map shows it.
type MapMove struct {
	game.Move
	Best bool // it pays, and the mover prefers no other improvement
}

// Gain says what the move is worth to its mover.
func (m MapMove) Gain() string { return gain(m.Gains, m.Best) }

// Counts reports whether the move is a step of a kind: Moves, Improvements or BestReplies.
func (m MapMove) Counts(by paths.Mode) bool {
	return by == paths.Moves || by == paths.Improvements && m.Pays() || by == paths.BestReplies && m.Best
}

// Spot is a place on a map, in pixels of a drawing at its own size.
type Spot struct{ X, Y float64 }

// MapHead tells what one party does in all states of a column or row of a map.
type MapHead struct {
	Spot
	Party  int
	Choice parley.State
	Column bool
}

// MapJSON is a map, for who draws it.
type MapJSON struct {
	ConflictJSON
	StatusQuo *string       `json:"status_quo"` // null where none is named
	Middle    string        `json:"middle"`
	By        string        `json:"by"`
	Steps     *int          `json:"steps,omitempty"` // absent for the whole graph
	States    int           `json:"states"`          // of the whole graph
	Within    int           `json:"within"`
	Concepts  []string      `json:"concepts"`
	Nodes     []MapNodeJSON `json:"nodes"`
	Edges     []MapEdgeJSON `json:"edges"`
	Heads     []MapHeadJSON `json:"heads,omitempty"`
	Rings     []float64     `json:"rings,omitempty"` // radii about the middle
	Path      *PathJSON     `json:"path,omitempty"`
}

// MapNodeJSON is a state on a map.
type MapNodeJSON struct {
	Code    string   `json:"code"`
	Number  string   `json:"number"`
	Name    string   `json:"name,omitempty"`
	Takers  []string `json:"takers"`            // parties that take something up
	Taken   []string `json:"taken"`             // what each of them takes up
	Differs []string `json:"differs,omitempty"` // what is taken up (+) and dropped (−) against the middle
	Holds   []string `json:"holds"`             // concepts
	Reached string   `json:"reached,omitempty"` // from the status quo: status quo, improvements, moves, nothing
	Steps   int      `json:"steps"`             // from the middle, -1 where none lead there
	X       float64  `json:"x"`
	Y       float64  `json:"y"`
}

// MapEdgeJSON is a move of one party.
type MapEdgeJSON struct {
	MoveJSON
	Best bool `json:"best,omitempty"` // it pays, and the mover likes no other improvement better
}

// MapHeadJSON is the heading of a column or row.
type MapHeadJSON struct {
	Party  string  `json:"party"`
	Text   string  `json:"text"`
	Column bool    `json:"column"`
	X      float64 `json:"x"`
	Y      float64 `json:"y"`
}

// NewMapJSON writes a map as JSON.
func NewMapJSON(m Map, w *Words, assumed map[string]string) MapJSON {
	g := m.Solved.Result.Graph
	c := g.Conflict()
	j := MapJSON{ConflictJSON: NewConflictJSON(c, assumed), By: m.By.String(), Middle: g.Code(m.Middle), States: g.Len(), Within: m.Within, Concepts: []string{}, Nodes: []MapNodeJSON{}, Edges: []MapEdgeJSON{}, Rings: m.Rings}
	if sq := g.StatusQuo(); sq >= 0 {
		code := g.Code(sq)
		j.StatusQuo = &code
	}
	if m.Steps >= 0 {
		j.Steps = &m.Steps
	}
	for _, v := range m.Marks {
		j.Concepts = append(j.Concepts, v.Concept.String())
	}
	for k, s := range m.States {
		takers, taken := w.choices(s)
		n := MapNodeJSON{Code: g.Code(s), Number: w.Number(s), Name: w.Name(s), Takers: takers, Taken: taken, Differs: w.differs(m.Middle, s), Holds: []string{}, Reached: m.Solved.Reached(s), Steps: m.Far[k], X: m.Spots[k].X, Y: m.Spots[k].Y}
		for _, v := range m.Marks {
			if v.Equilibria.Test(uint(s)) {
				n.Holds = append(n.Holds, v.Concept.String())
			}
		}
		j.Nodes = append(j.Nodes, n)
	}
	for _, x := range m.Moves {
		j.Edges = append(j.Edges, MapEdgeJSON{MoveJSON{Party: c.Parties[x.Party].ID, From: g.Code(x.From), To: g.Code(x.To), Pays: x.Pays()}, x.Best})
	}
	for _, h := range m.Heads {
		j.Heads = append(j.Heads, MapHeadJSON{c.Parties[h.Party].ID, w.choice(h.Party, h.Choice), h.Column, h.X, h.Y})
	}
	if m.Way != nil {
		p := NewPathJSON(*m.Way, assumed)
		j.Path = &p
	}
	return j
}

// Reached says in a word or two how one gets to a state from the status quo; "" where the conflict names none.
func (s *Solved) Reached(x int) string {
	switch {
	case s.Moves == nil:
		return ""
	case s.Result.Graph.StatusQuo() == x:
		return "status quo"
	case s.Improvements.Test(uint(x)):
		return "improvements"
	case s.Moves.Test(uint(x)):
		return "moves"
	}
	return "no moves"
}

// choices says which parties take something up in a state, and what, by short names.
func (w *Words) choices(s int) (takers, taken []string) {
	c := w.g.Conflict()
	takers, taken = []string{}, []string{}
	if c.GraphForm() {
		return takers, taken
	}
	code := w.g.Code(s)
	for i, p := range c.Parties {
		var up parley.State
		for _, k := range c.OptionsOf(i) {
			if code[k] == 'Y' {
				up |= 1 << k
			}
		}
		if up != 0 {
			takers, taken = append(takers, p.ID), append(taken, w.choice(i, up))
		}
	}
	return takers, taken
}

// choice names what a party takes up, by short names.
func (w *Words) choice(party int, taken parley.State) string {
	var names []string
	for _, k := range w.g.Conflict().OptionsOf(party) {
		if taken>>k&1 == 1 {
			names = append(names, w.option(k))
		}
	}
	if len(names) == 0 {
		return "nothing"
	}
	return strings.Join(names, ", ")
}

// option names an option without its party.
func (w *Words) option(k int) string {
	c := w.g.Conflict()
	o := c.Options[k]
	return strings.ReplaceAll(strings.TrimPrefix(o.ID, c.Parties[o.Party].ID+"."), "_", " ")
}

// differs lists what is taken up and dropped in a state against another one.
func (w *Words) differs(from, to int) []string {
	c := w.g.Conflict()
	if c.GraphForm() {
		return nil
	}
	var up, down []string
	a, b := w.g.Code(from), w.g.Code(to)
	for k := range c.Options {
		switch {
		case a[k] != 'Y' && b[k] == 'Y':
			up = append(up, "+ "+w.option(k))
		case a[k] == 'Y' && b[k] == 'N':
			down = append(down, "− "+w.option(k))
		}
	}
	return append(up, down...)
}
