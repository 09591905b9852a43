// Package edit makes one conflict out of another by a small change: an option taken away, a rule dropped or added, a
// statement deleted or moved. The analyses that ask what a change would alter stand on it. A changed conflict shares with
// the old one what did not change; neither may be modified afterwards.
package edit

import (
	"fmt"
	"slices"

	"parley"
	"parley/logic"
)

// Without returns the conflict in which an option is never taken. The status quo drops it, and rankings lose the states
// that are gone. The error says why that cannot
// be: the status quo is then infeasible only if a rule says so, which Rules.Expand finds; a level of a choice that stands at
// the status quo cannot be taken away.
func Without(c *parley.Conflict, option int) (*parley.Conflict, error) {
	o := c.Options[option]
	out := AddRule(c, parley.Rule{Name: "without " + o.ID, Formula: parley.Formula{
		Expr: logic.NewNot(logic.NewAtom(o.ID)), Text: "not " + logic.Quote(o.ID), At: o.At,
	}})
	if sq := c.StatusQuo; sq != nil && sq.State.Has(option) {
		if o.Choice != "" {
			return nil, fmt.Errorf("`%s` is where the status quo stands: it cannot be taken away", o.ID)
		}
		out.StatusQuo = &parley.Place{State: sq.State &^ (1 << option), At: sq.At}
	}
	return out, nil
}

// With returns the conflict in which an option is taken in every state, the status quo included. Rankings lose the states
// that are gone.
func With(c *parley.Conflict, option int) (*parley.Conflict, error) {
	o := c.Options[option]
	out := AddRule(c, parley.Rule{Name: "with " + o.ID, Formula: parley.Formula{
		Expr: logic.NewAtom(o.ID), Text: logic.Quote(o.ID), At: o.At,
	}})
	if sq := c.StatusQuo; sq != nil {
		state := sq.State | 1<<option
		for k, other := range c.Options {
			if o.Choice != "" && other.Choice == o.Choice && k != option {
				state &^= 1 << k
			}
		}
		out.StatusQuo = &parley.Place{State: state, At: sq.At}
	}
	return out, nil
}

// DropRule returns the conflict without its k-th rule.
func DropRule(c *parley.Conflict, k int) *parley.Conflict {
	out := *c
	out.Rules = slices.Delete(slices.Clone(c.Rules), k, k+1)
	return &out
}

// AddRule returns the conflict with one more rule. Rankings lose the states that break it. Option form only.
func AddRule(c *parley.Conflict, r parley.Rule) *parley.Conflict {
	out := *c
	out.Rules = append(slices.Clip(c.Rules), r)
	out.Preferences = slices.Clone(c.Preferences)
	for i, p := range c.Preferences {
		out.Preferences[i].Either = slices.Clone(p.Either)
		for k, o := range p.Either {
			out.Preferences[i].Either[k].Ranking = ranked(c, o.Ranking, r.Expr)
		}
	}
	return &out
}

// ranked returns a ranking without the codes that fit no state with a formula.
func ranked(c *parley.Conflict, ranking []parley.Tier, e *logic.Expr) []parley.Tier {
	if len(ranking) == 0 {
		return nil
	}
	program := logic.Compile(e, func(name string) int {
		return slices.IndexFunc(c.Options, func(o parley.Option) bool { return o.ID == name })
	})
	gone := func(code string) bool {
		var state, known uint64
		for k, letter := range code {
			if letter != '-' {
				known |= 1 << k
			}
			if letter == 'Y' {
				state |= 1 << k
			}
		}
		return program.Partial(state, known) == logic.Never
	}
	var out []parley.Tier
	for _, t := range ranking {
		t.States = slices.DeleteFunc(slices.Clone(t.States), gone)
		switch {
		case len(t.States) > 0:
			out = append(out, t)
		case t.Greatly && len(out) > 0: // what stood above the tier is greatly preferred to what stood below
			out[len(out)-1].Greatly = true
		}
	}
	return out
}

// DropBar returns the conflict without its k-th bar on moves.
func DropBar(c *parley.Conflict, k int) *parley.Conflict {
	out := *c
	out.Bars = slices.Delete(slices.Clone(c.Bars), k, k+1)
	return &out
}

// AddBar returns the conflict with one more bar on moves.
func AddBar(c *parley.Conflict, b parley.Bar) *parley.Conflict {
	out := *c
	out.Bars = append(slices.Clip(c.Bars), b)
	return &out
}

// Prefer returns the conflict in which a party holds another preference.
func Prefer(c *parley.Conflict, party int, p parley.Preference) *parley.Conflict {
	out := *c
	out.Preferences = slices.Clone(c.Preferences)
	out.Preferences[party] = p
	return &out
}

// Statements returns the conflict in which a party that holds one certain order of statements holds another one.
func Statements(c *parley.Conflict, party int, statements []parley.Statement) *parley.Conflict {
	p := c.Preferences[party]
	o := p.Either[0]
	o.Statements = statements
	p.Either = []parley.Order{o}
	return Prefer(c, party, p)
}

// StatementsOf returns the statements of a party that holds one certain order of them, nil for any other preference.
func StatementsOf(c *parley.Conflict, party int) []parley.Statement {
	if p := c.Preferences[party]; len(p.Either) == 1 {
		return p.Either[0].Statements
	}
	return nil
}

// DropStatement returns the conflict in which a party no longer holds its k-th statement.
func DropStatement(c *parley.Conflict, party, k int) *parley.Conflict {
	return Statements(c, party, slices.Delete(slices.Clone(StatementsOf(c, party)), k, k+1))
}

// MoveStatement returns the conflict in which a party's statement at place from stands at place to, the others keeping
// their order. MoveStatement(c, party, k, k+1) swaps neighbours.
func MoveStatement(c *parley.Conflict, party, from, to int) *parley.Conflict {
	old := StatementsOf(c, party)
	moved := slices.Delete(slices.Clone(old), from, from+1)
	return Statements(c, party, slices.Insert(moved, to, old[from]))
}
