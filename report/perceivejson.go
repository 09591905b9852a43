package report

import (
	"github.com/bits-and-blooms/bitset"

	"parley"
	"parley/analysis/perception"
	"parley/game"
)

// PerceiveJSON is the answer of `parley perceive`. States of a party's picture are codes, as those of the conflict, with a
// dash for each option of a set of alike ones of which one is taken; null is what the picture rules out.
type PerceiveJSON struct {
	ConflictJSON
	From        *string                   `json:"from"` // null where no status quo is named
	Foresight   string                    `json:"foresight"`
	Differences []DifferenceJSON          `json:"differences"` // none: everybody sees the conflict as it is
	Surprised   []string                  `json:"surprised"`   // parties that the outcome surprises
	Expected    []ExpectationJSON         `json:"expected,omitempty"`
	Outcomes    []OutcomeJSON             `json:"outcomes,omitempty"` // what happens
	Holds       map[string]PerceivedHolds `json:"holds"`              // by concept
	Corrections []CorrectionJSON          `json:"corrections,omitempty"`
}

// DifferenceJSON is one thing that a party sees otherwise than it is.
type DifferenceJSON struct {
	Party      string          `json:"party"`
	Kind       string          `json:"kind"` // unseen, alike, rule-believed, rule-missed, wants, status-quo
	Options    []string        `json:"options,omitempty"`
	Rule       string          `json:"rule,omitempty"`
	Name       string          `json:"name,omitempty"`
	Of         string          `json:"of,omitempty"`         // of wants: whose preference
	Statements []StatementJSON `json:"statements,omitempty"` // those that differ
}

// StatementJSON is a statement that is thought to have another place than it has; 0 is none.
type StatementJSON struct {
	Statement string `json:"statement"`
	Seen      int    `json:"seen"`
	Is        int    `json:"is"`
}

// ExpectationJSON is what one party expects, in states of its picture.
type ExpectationJSON struct {
	Party      string     `json:"party"`
	From       *string    `json:"from"`
	Ends       []string   `json:"ends"`
	Cycles     [][]string `json:"cycles,omitempty"`
	Surprised  bool       `json:"surprised"`
	Unforeseen []int      `json:"unforeseen"` // positions in outcomes
}

// OutcomeJSON is an end or a cycle, with the path that leads to it and what surprises whom on it.
type OutcomeJSON struct {
	End       string          `json:"end,omitempty"`
	Cycle     []string        `json:"cycle,omitempty"`
	Terminal  bool            `json:"terminal"`
	SeenAs    map[string]any  `json:"seen_as"` // by party: the code, the codes of a cycle
	Moves     []MoveJSON      `json:"moves"`
	Round     []MoveJSON      `json:"round,omitempty"` // of a cycle: once round it
	Surprises []SurpriseJSON  `json:"surprises"`
	Unnoticed []UnnoticedJSON `json:"unnoticed,omitempty"`
	Meanings  []MeaningJSON   `json:"meanings,omitempty"`
}

// SurpriseJSON is what a party meets with and did not expect.
type SurpriseJSON struct {
	Party    string    `json:"party"`
	By       string    `json:"by"`
	Kind     string    `json:"kind"` // moved, stayed, refused
	Step     int       `json:"step"`
	At       string    `json:"at"`
	To       string    `json:"to,omitempty"`
	SeenAt   *string   `json:"seen_at"`
	SeenTo   *string   `json:"seen_to,omitempty"`
	Expected []*string `json:"expected"` // none: to stay
}

// UnnoticedJSON is a move that a party cannot see.
type UnnoticedJSON struct {
	Party string `json:"party"`
	Step  int    `json:"step"`
}

// MeaningJSON is a state that to one party looks like another one, and not to others.
type MeaningJSON struct {
	Party  string   `json:"party"`
	Step   int      `json:"step"`
	State  string   `json:"state"`
	Twin   string   `json:"looks_like"`
	Others []string `json:"differs_for"`
}

// PerceivedHolds is what holds by one concept.
type PerceivedHolds struct {
	Missing  string              `json:"missing,omitempty"` // why the concept cannot be asked
	Steady   []string            `json:"steady"`
	Unsteady []string            `json:"unsteady"`
	Stealthy []string            `json:"stealthy"`
	Clear    []string            `json:"clear"`    // if everybody saw the conflict as it is
	Expected map[string][]string `json:"expected"` // by party: what it expects to hold
}

// CorrectionJSON is what would follow if some differences were put right.
type CorrectionJSON struct {
	Differences []int    `json:"differences"` // positions in differences
	Error       string   `json:"error,omitempty"`
	Surprised   []string `json:"surprised"`
	Relieved    []string `json:"relieved"`
	Changes     bool     `json:"changes"` // what happens changes
	Ends        []string `json:"ends"`
	Cycles      int      `json:"cycles,omitempty"`
}

// NewPerceiveJSON writes the answer as JSON. With Of it tells of that party's picture, expectation and surprises only.
func NewPerceiveJSON(x Perceived, assumed map[string]string) PerceiveJSON {
	h := x.Hypergame
	g := h.Graph
	c := g.Conflict()
	j := PerceiveJSON{ConflictJSON: NewConflictJSON(c, assumed), Foresight: x.Foresight.String(), Differences: []DifferenceJSON{}, Surprised: []string{}, Holds: map[string]PerceivedHolds{}}
	p := jsonPictures{h, c}
	place := map[int]int{} // of each difference told, by its position among all
	for k, d := range h.Differences() {
		if x.shows(d.Party) {
			place[k] = len(j.Differences)
			j.Differences = append(j.Differences, p.difference(d))
		}
	}
	if x.Result != nil {
		code := g.Code(x.From)
		j.From = &code
		for i, e := range x.Result.Expected {
			if !x.shows(i) {
				continue
			}
			if x.Result.Surprised(i) {
				j.Surprised = append(j.Surprised, c.Parties[i].ID)
			}
			j.Expected = append(j.Expected, p.expectation(x.Result, e))
		}
		for k := range x.Result.Outcomes {
			j.Outcomes = append(j.Outcomes, p.outcome(x, k))
		}
	}
	for _, v := range x.Verdicts {
		j.Holds[v.Concept.String()] = p.holds(x, v)
	}
	for _, y := range x.Corrections {
		if out, ok := p.correction(y, place); ok {
			j.Corrections = append(j.Corrections, out)
		}
	}
	return j
}

type jsonPictures struct {
	h *perception.Hypergame
	c *parley.Conflict
}

func (p jsonPictures) code(party, q int) *string {
	if q < 0 {
		return nil
	}
	code := p.h.Views[party].Graph.Code(q)
	return &code
}

func (p jsonPictures) ids(parties []int) []string {
	out := []string{}
	for _, i := range parties {
		out = append(out, p.c.Parties[i].ID)
	}
	return out
}

func (p jsonPictures) difference(d perception.Difference) DifferenceJSON {
	out := DifferenceJSON{Party: p.c.Parties[d.Party].ID, Kind: d.Kind.String(), Rule: d.Text, Name: d.Name}
	for k, o := range p.c.Options {
		if d.Options.Has(k) {
			out.Options = append(out.Options, o.ID)
		}
	}
	if d.Of >= 0 {
		out.Of = p.c.Parties[d.Of].ID
	}
	for _, l := range d.Lines {
		out.Statements = append(out.Statements, StatementJSON{l.Statement, l.Seen, l.True})
	}
	return out
}

func (p jsonPictures) expectation(r *perception.Result, e perception.Expectation) ExpectationJSON {
	out := ExpectationJSON{Party: p.c.Parties[e.Party].ID, From: p.code(e.Party, e.Start), Ends: []string{}, Surprised: r.Surprised(e.Party), Unforeseen: e.Unforeseen}
	if out.Unforeseen == nil {
		out.Unforeseen = []int{}
	}
	for _, o := range e.Outcomes {
		cycle := []string{}
		for _, s := range o.States {
			cycle = append(cycle, *p.code(e.Party, s))
		}
		if o.End() {
			out.Ends = append(out.Ends, cycle...)
		} else {
			out.Cycles = append(out.Cycles, cycle)
		}
	}
	return out
}

func (p jsonPictures) outcome(x Perceived, k int) OutcomeJSON {
	g, o, s := p.h.Graph, x.Result.Outcomes[k], x.Result.Stories[k]
	out := OutcomeJSON{Terminal: o.Terminal, SeenAs: map[string]any{}, Moves: movesJSON(g, o.Path), Surprises: []SurpriseJSON{}}
	if o.End() {
		out.End = g.Code(o.States[0])
	} else {
		for _, q := range o.States {
			out.Cycle = append(out.Cycle, g.Code(q))
		}
		out.Round = movesJSON(g, o.Loop)
	}
	for i, v := range p.h.Views {
		if !x.shows(i) {
			continue
		}
		var seen []*string
		for _, q := range o.States {
			seen = append(seen, p.code(i, v.Sees(q)))
		}
		out.SeenAs[p.c.Parties[i].ID] = seen
		if o.End() {
			out.SeenAs[p.c.Parties[i].ID] = seen[0]
		}
	}
	for _, y := range s.Surprises {
		if x.shows(y.Party) {
			out.Surprises = append(out.Surprises, p.surprise(g, y))
		}
	}
	for _, y := range s.Unnoticed {
		if x.shows(y.Party) {
			out.Unnoticed = append(out.Unnoticed, UnnoticedJSON{p.c.Parties[y.Party].ID, y.Step})
		}
	}
	for _, m := range s.Meanings {
		if x.shows(m.Party) {
			out.Meanings = append(out.Meanings, MeaningJSON{p.c.Parties[m.Party].ID, m.Step, g.Code(m.State), g.Code(m.Twin), p.ids(m.Others)})
		}
	}
	return out
}

func (p jsonPictures) surprise(g *game.Graph, y perception.Surprise) SurpriseJSON {
	out := SurpriseJSON{Party: p.c.Parties[y.Party].ID, By: p.c.Parties[y.By].ID, Kind: y.Kind.String(), Step: y.Step, At: g.Code(y.At),
		SeenAt: p.code(y.Party, y.SeenAt), SeenTo: p.code(y.Party, y.SeenTo), Expected: []*string{}}
	if y.To >= 0 {
		out.To = g.Code(y.To)
	}
	for _, q := range y.Expected {
		out.Expected = append(out.Expected, p.code(y.Party, q))
	}
	return out
}

func (p jsonPictures) holds(x Perceived, v perception.Verdict) PerceivedHolds {
	out := PerceivedHolds{Missing: v.Missing, Steady: []string{}, Unsteady: []string{}, Stealthy: []string{}, Clear: []string{}, Expected: map[string][]string{}}
	if v.Missing != "" {
		return out
	}
	list := func(set *bitset.BitSet) []string { return codes(p.h.Graph, set) }
	out.Steady, out.Unsteady, out.Stealthy, out.Clear = list(v.Steady), list(v.Unsteady), list(v.Stealthy), list(v.True)
	for i, own := range v.Own {
		if x.shows(i) {
			out.Expected[p.c.Parties[i].ID] = codes(p.h.Views[i].Graph, own)
		}
	}
	return out
}

// correction writes a correction whose differences are all told.
func (p jsonPictures) correction(y perception.Correction, place map[int]int) (CorrectionJSON, bool) {
	out := CorrectionJSON{Differences: []int{}, Surprised: []string{}, Relieved: p.ids(y.Relieved), Changes: y.Changes, Ends: []string{}}
	for _, d := range y.Differences {
		told, ok := place[d.Number]
		if !ok {
			return out, false
		}
		out.Differences = append(out.Differences, told)
	}
	if y.Err != nil {
		out.Error = y.Err.Error()
		return out, true
	}
	for i := range p.c.Parties {
		if y.Result.Surprised(i) {
			out.Surprised = append(out.Surprised, p.c.Parties[i].ID)
		}
	}
	for _, o := range y.Result.Outcomes {
		if o.End() {
			out.Ends = append(out.Ends, p.h.Graph.Code(o.States[0]))
		} else {
			out.Cycles++
		}
	}
	return out, true
}
