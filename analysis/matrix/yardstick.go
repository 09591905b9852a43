package matrix

import (
	"context"
	"fmt"
	"math/big"
	"slices"

	"parley"
	"parley/game"
	"parley/logic"
)

// Yardstick says by what the outcomes are graded for a party. Where strategies are the party's own preferences there is no
// neutral one: the same outcome is good by one profile and bad by another. So it must be named.
type Yardstick struct {
	Party int
	// Profiles are what the party is taken to want, by column: outcomes are ranked by it, whatever the party wants in the
	// cell where they come about. It is nil where Values are given.
	Profiles []parley.Preference
	// Values are what outcomes are worth to the party, on any scale. The first one that holds in a state counts.
	Values []Value
}

// Value is what a state is worth in which a formula holds.
type Value struct {
	Formula string // over options and definitions, looked up in each cell
	Value   *big.Rat
}

// Measure is a table with its outcomes graded.
type Measure struct {
	Yardstick
	Grades [][]Grade
}

// Grade is how good the outcomes of a cell are for the party.
type Grade struct {
	// Outcomes are those that the yardstick grades, the best first, equally good ones in the order of states.
	Outcomes []Standing
	// RegretAtBest is how far the best outcome lies below the best outcome of any strategy in this column, RegretAtWorst how
	// far the worst one lies below the best of their worst ones. Both are nil where no outcome is graded.
	RegretAtBest, RegretAtWorst *Regret
	// Ungraded are the outcomes that the yardstick says nothing of: no value holds, or the profile does not rank them.
	Ungraded []int
}

// Best returns the best outcome, nil where none is graded.
func (g *Grade) Best() *Standing {
	if len(g.Outcomes) == 0 {
		return nil
	}
	return &g.Outcomes[0]
}

// Worst returns the worst outcome, nil where none is graded.
func (g *Grade) Worst() *Standing {
	if len(g.Outcomes) == 0 {
		return nil
	}
	return &g.Outcomes[len(g.Outcomes)-1]
}

// Standing is how good one outcome is.
type Standing struct {
	State int // of the cell's graph
	// Place is 1 for the best outcome in the column, one more for each worse one; equally good ones share a place. Of is the
	// last place.
	Place, Of int
	// Rank is the place among all states that any strategy allows under the hypothesis, Ranks the last such place. Both are
	// 0 where values are the yardstick.
	Rank, Ranks int
	Value       *big.Rat // nil unless values are the yardstick
}

// Regret is what a strategy forgoes under a hypothesis.
type Regret struct {
	Places int      // outcomes of the column that lie between
	Ranks  int      // ranks that lie between; 0 where values are the yardstick
	Value  *big.Rat // nil unless values are the yardstick
}

// UncertainError tells that a profile is no yardstick, since it is not certain.
type UncertainError struct{ Party string }

// Error names the party.
func (e *UncertainError) Error() string {
	return fmt.Sprintf("what `%s` wants is not known for certain, so that it ranks no outcomes: choose another yardstick", e.Party)
}

// Measure grades the outcomes. With profiles each column costs one expansion of its states. The errors are those of
// game.Rules.Expand, *UncertainError, and for values a *parley.NameError or *logic.Error of a formula.
func (t *Table) Measure(ctx context.Context, y Yardstick, limits game.Limits) (*Measure, error) {
	m := &Measure{Yardstick: y, Grades: make([][]Grade, t.Rows())}
	for r := range m.Grades {
		m.Grades[r] = make([]Grade, t.Columns())
	}
	for k := range t.Columns() {
		c := column{table: t, at: k, grades: m.Grades}
		var err error
		if y.Values != nil {
			err = c.value(y.Values)
		} else {
			err = c.rank(ctx, y.Party, y.Profiles[k], limits)
		}
		if err != nil {
			return nil, err
		}
		c.regret()
	}
	return m, nil
}

// column grades one column.
type column struct {
	table  *Table
	at     int
	grades [][]Grade
}

// cells yields the cells that were filled, with their grades.
func (c *column) cells(yield func(*Cell, *Grade) bool) {
	for r := range c.table.Cells {
		if cell := &c.table.Cells[r][c.at]; cell.Graph != nil && !yield(cell, &c.grades[r][c.at]) {
			return
		}
	}
}

// value grades by values.
func (c *column) value(values []Value) error {
	for cell, grade := range c.cells {
		conflict := cell.Graph.Conflict()
		exprs := make([]*logic.Expr, len(values))
		for n, v := range values {
			f, err := conflict.Formula(v.Formula)
			if err != nil {
				return err
			}
			exprs[n] = f.Expr
		}
		for _, s := range cell.Outcomes() {
			n := slices.IndexFunc(exprs, func(e *logic.Expr) bool { return holds(cell.Graph, e, s) })
			if n < 0 {
				grade.Ungraded = append(grade.Ungraded, s)
				continue
			}
			grade.add(Standing{State: s, Value: values[n].Value})
		}
	}
	return nil
}

// holds reports whether a formula holds in a state, in all members of a merged one.
func holds(g *game.Graph, e *logic.Expr, s int) bool {
	c := g.Conflict()
	for _, m := range g.Members(s) {
		if !e.Eval(func(name string) bool {
			if c.GraphForm() {
				return c.States[s].ID == name
			}
			return m.Has(slices.IndexFunc(c.Options, func(o parley.Option) bool { return o.ID == name }))
		}) {
			return false
		}
	}
	return true
}

// rank grades by a profile: a conflict is listed in which every state is feasible that some cell of the column allows.
func (c *column) rank(ctx context.Context, party int, profile parley.Preference, limits game.Limits) error {
	var all *parley.Conflict
	var rules []*logic.Expr
	for cell := range c.cells {
		conflict := cell.Graph.Conflict()
		if all == nil {
			copied := *conflict
			all = &copied
		}
		e := &logic.Expr{Op: logic.And}
		for _, r := range conflict.Rules {
			e.Args = append(e.Args, r.Expr)
		}
		if !slices.ContainsFunc(rules, func(x *logic.Expr) bool { return x.String() == e.String() }) {
			rules = append(rules, e)
		}
	}
	if all == nil {
		return nil
	}
	all.StatusQuo = nil
	all.Preferences = make([]parley.Preference, len(all.Parties))
	all.Preferences[party] = profile
	if len(rules) > 1 {
		all.Rules = []parley.Rule{{Formula: parley.Formula{Expr: &logic.Expr{Op: logic.Or, Args: rules}}}}
	}
	compiled, err := game.Compile(all)
	if err != nil {
		return err
	}
	g, err := compiled.Expand(ctx, game.Expansion{Limits: limits})
	if err != nil {
		return err
	}
	orders := g.Orders(party)
	if len(orders) > 1 {
		return &UncertainError{all.Parties[party].ID}
	}
	for cell, grade := range c.cells {
		for _, s := range cell.Outcomes() {
			q, ok := g.Index(cell.Graph.Members(s)[0])
			if !ok || g.Code(q) != cell.Graph.Code(s) { // a merge that only some cells have
				grade.Ungraded = append(grade.Ungraded, s)
				continue
			}
			classes := orders[0].Classes
			grade.add(Standing{State: s, Rank: classes - int(orders[0].Rank[q]), Ranks: classes})
		}
	}
	return nil
}

// compare orders standings, the better one first.
func (s *Standing) compare(o *Standing) int {
	if s.Value != nil {
		return o.Value.Cmp(s.Value)
	}
	return s.Rank - o.Rank
}

// add counts one more outcome of the cell.
func (g *Grade) add(s Standing) {
	at := len(g.Outcomes)
	for at > 0 && s.compare(&g.Outcomes[at-1]) < 0 {
		at--
	}
	g.Outcomes = slices.Insert(g.Outcomes, at, s)
}

// regret gives places to the outcomes of the column and compares each cell with the best ones.
func (c *column) regret() {
	var all []*Standing
	var best, worst *Standing // the best of the best outcomes, and of the worst ones
	for _, g := range c.cells {
		for k := range g.Outcomes {
			all = append(all, &g.Outcomes[k])
		}
		if g.Best() != nil && (best == nil || g.Best().compare(best) < 0) {
			best = g.Best()
		}
		if g.Worst() != nil && (worst == nil || g.Worst().compare(worst) < 0) {
			worst = g.Worst()
		}
	}
	slices.SortStableFunc(all, (*Standing).compare)
	for n, s := range all {
		switch {
		case n == 0:
			s.Place = 1
		case s.compare(all[n-1]) == 0:
			s.Place = all[n-1].Place
		default:
			s.Place = all[n-1].Place + 1
		}
	}
	for _, s := range all {
		s.Of = all[len(all)-1].Place
	}
	for _, g := range c.cells {
		if len(g.Outcomes) > 0 {
			g.RegretAtBest, g.RegretAtWorst = forgone(g.Best(), best), forgone(g.Worst(), worst)
		}
	}
}

// forgone returns how far a standing lies below another one.
func forgone(s, best *Standing) *Regret {
	r := &Regret{Places: s.Place - best.Place, Ranks: s.Rank - best.Rank}
	if s.Value != nil {
		r.Value = new(big.Rat).Sub(best.Value, s.Value)
	}
	return r
}

// None reports whether nothing is forgone.
func (r *Regret) None() bool { return r.Places == 0 }

// Rueless returns the strategies with no regret under any hypothesis, at best and at worst. Cells that were not filled or
// hold no graded outcome count as regret.
func (m *Measure) Rueless() []int {
	var rows []int
	for r, row := range m.Grades {
		if !slices.ContainsFunc(row, func(g Grade) bool {
			return !g.complete() || !g.RegretAtBest.None() || !g.RegretAtWorst.None()
		}) {
			rows = append(rows, r)
		}
	}
	return rows
}

// complete reports whether every outcome of the cell is graded, and there is one.
func (g *Grade) complete() bool { return len(g.Outcomes) > 0 && len(g.Ungraded) == 0 }
