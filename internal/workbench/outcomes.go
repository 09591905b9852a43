package workbench

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"parley/report"
	"parley/stability"
)

// OutcomesQuestion asks for a part of the table of states.
type OutcomesQuestion struct {
	Where       string // a formula that the states shall satisfy; "" for all
	Reachable   bool   // only states that moves from the status quo lead to
	Equilibria  bool   // only states that hold under some concept
	Sort        string // "", "state", "party:ID", "concept:NAME" or "reached"; "" puts first what holds under most concepts
	Descending  bool   // in the opposite order
	First, Most int    // skip so many, return at most so many; Most 0 for all
}

// Outcomes is a part of the table of states.
type Outcomes struct {
	States   []int // in the order asked for
	Matching int   // how many satisfy the question
	All      int
	Holding  int // how many of all hold under some concept
}

// FormulaError tells that a filter is no formula.
type FormulaError struct{ Err error }

// Error says why.
func (e *FormulaError) Error() string { return e.Err.Error() }

// Outcomes selects and sorts the states of a case that was solved. Merged states satisfy a formula if all their members do.
// The error is a *FormulaError where the filter cannot be read.
func (c *Case) Outcomes(s *report.Solved, q OutcomesQuestion) (*Outcomes, error) {
	g := s.Result.Graph
	holds := HoldsUnder(s)
	out := &Outcomes{All: g.Len()}
	for _, n := range holds {
		if n > 0 {
			out.Holding++
		}
	}
	keep := func(int) bool { return true }
	if text := strings.TrimSpace(q.Where); text != "" {
		f, err := c.Conflict.Formula(text)
		if err != nil {
			s, stateErr := c.State(g, text)
			if stateErr != nil {
				return nil, &FormulaError{Hinted(err)}
			}
			keep = func(x int) bool { return x == s }
		} else {
			where, _ := g.Where(f.Expr)
			keep = func(x int) bool { return where.Test(uint(x)) }
		}
	}
	key, err := sortKey(s, holds, q.Sort)
	if err != nil {
		return nil, err
	}
	for x := range g.Len() {
		if keep(x) && (!q.Reachable || s.Moves == nil || s.Moves.Test(uint(x))) && (!q.Equilibria || holds[x] > 0) {
			out.States = append(out.States, x)
		}
	}
	out.Matching = len(out.States)
	if q.Sort != "state" {
		slices.SortStableFunc(out.States, func(a, b int) int { return cmp.Compare(key(a), key(b)) })
	}
	if q.Descending {
		slices.Reverse(out.States)
	}
	from := min(max(q.First, 0), len(out.States))
	out.States = out.States[from:]
	if q.Most > 0 {
		out.States = out.States[:min(q.Most, len(out.States))]
	}
	return out, nil
}

// HoldsUnder returns for each state the number of concepts under which it is an equilibrium, variants of concepts for
// unknown preference and strength left out unless there is nothing else.
func HoldsUnder(s *report.Solved) []int {
	holds := make([]int, s.Result.Graph.Len())
	for _, v := range UsualVerdicts(s) {
		for x := range v.Equilibria.EachSet() {
			holds[x]++
		}
	}
	return holds
}

// UsualVerdicts returns the verdicts of an answer without those of variants of concepts, unless there are only such.
func UsualVerdicts(s *report.Solved) []stability.Verdict {
	var out []stability.Verdict
	for _, v := range s.Result.Verdicts {
		if v.Concept.Unknown == stability.Default && v.Concept.Strength == stability.General && !v.Concept.Kind.Coalitional() {
			out = append(out, v)
		}
	}
	if len(out) == 0 {
		return s.Result.Verdicts
	}
	return out
}

// sortKey returns what states are sorted by, lowest first.
func sortKey(s *report.Solved, holds []int, by string) (func(int) int, error) {
	g := s.Result.Graph
	what, id, _ := strings.Cut(by, ":")
	switch what {
	case "":
		return func(x int) int {
			key := -8 * holds[x]
			if s.Moves != nil && !s.Moves.Test(uint(x)) {
				key += 4 // what cannot be reached stands behind what can
			}
			return key
		}, nil
	case "state":
		return func(x int) int { return x }, nil
	case "party":
		i := g.Conflict().PartyIndex(id)
		if i < 0 {
			break
		}
		order := g.Orders(i)[0]
		return func(x int) int { return -int(order.Rank[x]) }, nil
	case "concept":
		for _, v := range s.Result.Verdicts {
			if v.Concept.String() == id {
				return func(x int) int {
					if v.Equilibria.Test(uint(x)) {
						return 0
					}
					stable := 0
					for _, set := range v.Stable {
						if set != nil && set.Test(uint(x)) {
							stable++
						}
					}
					return 1 + len(v.Stable) - stable
				}, nil
			}
		}
	case "reached":
		if s.Moves == nil {
			return nil, errors.New("the conflict names no status quo to reach states from")
		}
		return func(x int) int {
			switch {
			case s.Improvements.Test(uint(x)):
				return 0
			case s.Moves.Test(uint(x)):
				return 1
			}
			return 2
		}, nil
	}
	return nil, fmt.Errorf("the states cannot be sorted by `%s`: by state, party:ID, concept:NAME or reached", by)
}

// RankOf returns the place of a state in a party's order, 1 for the most preferred; several with slashes where the
// preference is not certain.
func RankOf(s *report.Solved, party, state int) string {
	var parts []string
	for _, o := range s.Result.Graph.Orders(party) {
		p := strconv.Itoa(o.Classes - int(o.Rank[state]))
		if !slices.Contains(parts, p) {
			parts = append(parts, p)
		}
	}
	if len(parts) > 3 {
		return parts[0] + "/…"
	}
	return strings.Join(parts, "/")
}
