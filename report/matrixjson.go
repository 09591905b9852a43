package report

import (
	"math/big"
	"slices"

	"parley"
	"parley/analysis/matrix"
	"parley/analysis/paths"
	"parley/game"
)

// MatrixJSON is the answer of `parley matrix`. Strategies and hypotheses are maps from group to choice. Numbers that follow
// from values are exact decimals where they have at most 15 digits, else rounded.
type MatrixJSON struct {
	ConflictJSON                     // "assumed" holds the groups that are not varied
	Strategies   []map[string]string `json:"strategies"`
	Hypotheses   []map[string]string `json:"hypotheses"`
	Cells        []CellJSON          `json:"cells"` // row by row
	Stopped      bool                `json:"stopped,omitempty"`
	Party        string              `json:"party,omitempty"` // whose strategies are judged
	// Ranked judges by a profile, Valued by an analyst's values; absent where there is none.
	Ranked       *JudgedJSON       `json:"ranked,omitempty"`
	Valued       *JudgedJSON       `json:"valued,omitempty"`
	BreakEven    []BreakEvenJSON   `json:"breakeven,omitempty"`
	EVPI         *EVPIJSON         `json:"evpi,omitempty"`
	Observations []ObservationJSON `json:"observations"`
}

// CellJSON is where one strategy leads under one hypothesis.
type CellJSON struct {
	Strategy   map[string]string `json:"strategy"`
	Hypothesis map[string]string `json:"hypothesis"`
	StatusQuo  string            `json:"status_quo,omitempty"`
	Ends       []string          `json:"ends"`   // sorted
	Cycles     [][]string        `json:"cycles"` // each sorted, in the order of their first states
	// Lasting are the cycles that nothing leads out of, as places in Cycles.
	Lasting []int             `json:"lasting_cycles,omitempty"`
	Names   map[string]string `json:"names,omitempty"` // of ends that a definition or a merge names
	Paths   []WayJSON         `json:"paths"`           // a shortest one to each end, in the order of Ends
	Rank    *GradeJSON        `json:"rank,omitempty"`
	Value   *GradeJSON        `json:"value,omitempty"`
	Missing bool              `json:"missing,omitempty"` // not reached in time
}

// WayJSON is a shortest sequence of best replies to an end.
type WayJSON struct {
	To    string     `json:"to"`
	Moves []MoveJSON `json:"moves"`
}

// GradeJSON is how good the outcomes of a cell are. Regret is in places among the outcomes of the column, or in values.
type GradeJSON struct {
	Outcomes      []StandingJSON `json:"outcomes"` // best first
	RegretAtBest  *float64       `json:"regret_at_best,omitempty"`
	RegretAtWorst *float64       `json:"regret_at_worst,omitempty"`
	Ungraded      []string       `json:"ungraded,omitempty"`
}

// StandingJSON is how good one outcome is. Place is 1 for the best outcome in the column, Rank 1 for the best of all states.
type StandingJSON struct {
	State string   `json:"state"`
	Place int      `json:"place"`
	Of    int      `json:"of"`
	Rank  int      `json:"rank,omitempty"`
	Ranks int      `json:"ranks,omitempty"`
	Value *float64 `json:"value,omitempty"`
}

// JudgedJSON is what follows from one yardstick.
type JudgedJSON struct {
	// Yardstick is "own", "base", "strategy" or "values"; Of is the strategy in the third case.
	Yardstick string              `json:"yardstick"`
	Of        map[string]string   `json:"of,omitempty"`
	Values    []ValueJSON         `json:"values,omitempty"`
	NoRegret  []map[string]string `json:"no_regret"`
	Dominated []DominanceJSON     `json:"dominated"`
	// LargestRegret is by strategy, in their order; by values only.
	LargestRegret []RangeJSON `json:"largest_regret,omitempty"`
}

// ValueJSON is what an outcome is worth.
type ValueJSON struct {
	Outcome string  `json:"outcome"`
	Value   float64 `json:"value"`
}

// RangeJSON is a number at best and at worst.
type RangeJSON struct {
	AtBest  float64 `json:"at_best"`
	AtWorst float64 `json:"at_worst"`
}

// DominanceJSON is a strategy that another one is at least as good as under every hypothesis.
type DominanceJSON struct {
	Strategy map[string]string `json:"strategy"`
	By       map[string]string `json:"by"`
	Strict   bool              `json:"strict"`
	Certain  bool              `json:"certain"` // in whatever order the parties move
}

// BreakEvenJSON says at which probability P of the first hypothesis two strategies are worth the same, and what it would be
// worth to learn which of the two hypotheses is right.
type BreakEvenJSON struct {
	Strategies  [2]map[string]string `json:"strategies"`
	Hypotheses  [2]map[string]string `json:"hypotheses"`
	P           float64              `json:"p"`
	Fraction    string               `json:"fraction"`
	End         string               `json:"end"` // "worst" or "best" ends of the cells
	KnowingEven float64              `json:"knowing_at_even_odds"`
	KnowingMost float64              `json:"knowing_at_most"`
}

// EVPIJSON is what it would be worth to learn which hypothesis is right before choosing among all strategies.
type EVPIJSON struct {
	Odds     []float64   `json:"odds"`  // by hypothesis, in their order
	Given    bool        `json:"given"` // asked for, not taken to be equal
	Expected []RangeJSON `json:"expected"`
	Worth    RangeJSON   `json:"worth"`
}

// ObservationJSON says what would tell two hypotheses apart under a strategy.
type ObservationJSON struct {
	Strategy   map[string]string    `json:"strategy"`
	Hypotheses [2]map[string]string `json:"hypotheses"`
	Apart      bool                 `json:"apart,omitempty"` // they begin in different states
	Earliest   []ForkJSON           `json:"earliest"`        // empty: no move tells them apart
	EndsOnly   [2][]string          `json:"ends_only"`       // ends that only the one leads to
}

// ForkJSON is a state at which a party's best replies differ, after moves that are best replies under both.
type ForkJSON struct {
	Steps   int         `json:"steps"`
	State   string      `json:"state"`
	Moves   []MoveJSON  `json:"moves"`
	Party   string      `json:"party"`
	Replies [2][]string `json:"replies"` // states it may move to; none: it stays
	Decides bool        `json:"decides"` // a move of the party decides between the two, whatever it is
}

// NewMatrixJSON writes a table as JSON.
func NewMatrixJSON(m Matrix) MatrixJSON {
	j := MatrixJSON{Stopped: m.Table.Stopped, Cells: []CellJSON{}, Observations: []ObservationJSON{}}
	maps := func(courses []Course) []map[string]string {
		out := []map[string]string{}
		for _, c := range courses {
			out = append(out, c.Map())
		}
		return out
	}
	j.Strategies, j.Hypotheses = maps(m.Rows), maps(m.Columns)
	for r, row := range m.Table.Cells {
		for k := range row {
			j.Cells = append(j.Cells, m.cellJSON(r, k))
			if g := row[k].Graph; g != nil && j.Options == nil {
				j.ConflictJSON = NewConflictJSON(g.Conflict(), m.Assumed)
			}
		}
	}
	if j.Options == nil { // no cell was reached in time
		j.ConflictJSON = NewConflictJSON(&parley.Conflict{Title: m.Title, Parties: m.Parties}, m.Assumed)
	}
	if m.Party >= 0 {
		j.Party = m.Parties[m.Party].ID
	}
	if m.Ranked != nil {
		j.Ranked = m.judged(m.Ranked)
		j.Ranked.Yardstick = string(m.Profile.Kind)
		if m.Profile.Kind == RowProfile {
			j.Ranked.Of = m.Rows[m.Profile.Row].Map()
		}
	}
	if m.Valued != nil {
		m.valuedJSON(&j)
	}
	for _, o := range m.Seen {
		j.Observations = append(j.Observations, m.observationJSON(o))
	}
	return j
}

func (m *Matrix) cellJSON(r, k int) CellJSON {
	cell := m.Table.Cells[r][k]
	j := CellJSON{Strategy: m.Rows[r].Map(), Hypothesis: m.Columns[k].Map(), Ends: []string{}, Cycles: [][]string{}, Paths: []WayJSON{}}
	g := cell.Graph
	if g == nil {
		j.Missing = true
		return j
	}
	j.StatusQuo = g.Code(g.StatusQuo())
	w := NewWords(g)
	ends := slices.Clone(cell.Ends)
	slices.SortFunc(ends, func(a, b paths.End) int { return compareText(g.Code(a.State), g.Code(b.State)) })
	for _, e := range ends {
		code := g.Code(e.State)
		j.Ends = append(j.Ends, code)
		j.Paths = append(j.Paths, WayJSON{code, movesJSON(g, e.Path)})
		if n := w.Name(e.State); n != "" {
			if j.Names == nil {
				j.Names = map[string]string{}
			}
			j.Names[code] = n
		}
	}
	cycles := slices.Clone(cell.Cycles)
	slices.SortFunc(cycles, func(a, b paths.Cycle) int {
		return compareText(sortedCodes(g, a.States)[0], sortedCodes(g, b.States)[0])
	})
	for n, c := range cycles {
		j.Cycles = append(j.Cycles, sortedCodes(g, c.States))
		if c.Terminal {
			j.Lasting = append(j.Lasting, n)
		}
	}
	if m.Ranked != nil {
		j.Rank = gradeJSON(g, &m.Ranked.Grades[r][k])
	}
	if m.Valued != nil {
		j.Value = gradeJSON(g, &m.Valued.Grades[r][k])
	}
	return j
}

func compareText(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func sortedCodes(g *game.Graph, states []int) []string {
	out := []string{}
	for _, s := range states {
		out = append(out, g.Code(s))
	}
	slices.Sort(out)
	return out
}

func gradeJSON(g *game.Graph, grade *matrix.Grade) *GradeJSON {
	j := &GradeJSON{Outcomes: []StandingJSON{}}
	for _, s := range grade.Outcomes {
		out := StandingJSON{State: g.Code(s.State), Place: s.Place, Of: s.Of, Rank: s.Rank, Ranks: s.Ranks}
		if s.Value != nil {
			v := decimal(s.Value)
			out.Value = &v
		}
		j.Outcomes = append(j.Outcomes, out)
	}
	regret := func(r *matrix.Regret) *float64 {
		if r == nil {
			return nil
		}
		v := float64(r.Places)
		if r.Value != nil {
			v = decimal(r.Value)
		}
		return &v
	}
	j.RegretAtBest, j.RegretAtWorst = regret(grade.RegretAtBest), regret(grade.RegretAtWorst)
	for _, s := range grade.Ungraded {
		j.Ungraded = append(j.Ungraded, g.Code(s))
	}
	return j
}

func decimal(r *big.Rat) float64 {
	f, _ := r.Float64()
	return f
}

func (m *Matrix) judged(x *matrix.Measure) *JudgedJSON {
	j := &JudgedJSON{NoRegret: []map[string]string{}, Dominated: []DominanceJSON{}}
	for _, r := range x.Rueless() {
		j.NoRegret = append(j.NoRegret, m.Rows[r].Map())
	}
	for _, d := range x.Dominated() {
		j.Dominated = append(j.Dominated, DominanceJSON{m.Rows[d.Dominated].Map(), m.Rows[d.By].Map(), d.Strict, d.Certain})
	}
	return j
}

func (m *Matrix) valuedJSON(j *MatrixJSON) {
	x := m.Valued
	j.Valued = m.judged(x)
	j.Valued.Yardstick = "values"
	for _, v := range m.Values {
		j.Valued.Values = append(j.Valued.Values, ValueJSON{v.Outcome, decimal(v.Value)})
	}
	if !x.Known() {
		return
	}
	best, worst := x.LargestRegret(matrix.AtBest), x.LargestRegret(matrix.AtWorst)
	for r := range m.Rows {
		j.Valued.LargestRegret = append(j.Valued.LargestRegret, RangeJSON{decimal(best[r]), decimal(worst[r])})
	}
	for _, end := range []matrix.End{matrix.AtWorst, matrix.AtBest} {
		for _, b := range x.BreakEvens(end) {
			j.BreakEven = append(j.BreakEven, BreakEvenJSON{
				Strategies: [2]map[string]string{m.Rows[b.Strategies[0]].Map(), m.Rows[b.Strategies[1]].Map()},
				Hypotheses: [2]map[string]string{m.Columns[b.Hypotheses[0]].Map(), m.Columns[b.Hypotheses[1]].Map()},
				P:          decimal(b.P), Fraction: b.P.RatString(), End: map[matrix.End]string{matrix.AtWorst: "worst", matrix.AtBest: "best"}[end],
				KnowingEven: decimal(b.Even), KnowingMost: decimal(b.Most),
			})
		}
	}
	e := &EVPIJSON{Given: m.Given}
	for _, p := range m.Odds {
		e.Odds = append(e.Odds, decimal(p))
	}
	best, worst = x.Expected(m.Odds, matrix.AtBest), x.Expected(m.Odds, matrix.AtWorst)
	for r := range m.Rows {
		e.Expected = append(e.Expected, RangeJSON{decimal(best[r]), decimal(worst[r])})
	}
	e.Worth = RangeJSON{decimal(x.Knowing(m.Odds, matrix.AtBest)), decimal(x.Knowing(m.Odds, matrix.AtWorst))}
	j.EVPI = e
}

func (m *Matrix) observationJSON(o matrix.Observation) ObservationJSON {
	first := m.Table.Cells[o.Row][o.Columns[0]].Graph
	j := ObservationJSON{Strategy: m.Rows[o.Row].Map(), Apart: o.Apart, Earliest: []ForkJSON{}}
	for side, k := range o.Columns {
		g := m.Table.Cells[o.Row][k].Graph
		j.Hypotheses[side], j.EndsOnly[side] = m.Columns[k].Map(), sortedCodes(g, o.Only[side])
	}
	for _, f := range o.Earliest {
		j.Earliest = append(j.Earliest, forkJSON(o.Pair.Graphs, first.Conflict().Parties, f, f.Tells(o.Pair)))
	}
	return j
}
