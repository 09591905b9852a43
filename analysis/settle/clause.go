package settle

import (
	"fmt"

	"parley"
	"parley/analysis/edit"
	"parley/logic"
	"parley/stability"
)

// ClauseKind is what a clause of an agreement does.
type ClauseKind uint8

// The kinds of clauses.
const (
	// Forbid: the option is never taken.
	Forbid ClauseKind = iota
	// Bind: the option, once taken, stays taken.
	Bind
	// Order: the first option is taken only after the second.
	Order
	// Exchange: two parties change their options at one moment, or not at all.
	Exchange
)

// String returns the name used in JSON.
func (k ClauseKind) String() string { return [...]string{"forbid", "bind", "order", "exchange"}[k] }

// Clause is one thing that an agreement could write down.
type Clause struct {
	Kind ClauseKind
	// Options are its options by number: one of Forbid and Bind, two of Order and Exchange.
	Options []int
	// Taken tells for Exchange whether each of the options is taken by it, or dropped.
	Taken [2]bool
}

// On reports whether the clause is about an option.
func (x Clause) On(option int) bool {
	for _, k := range x.Options {
		if k == option {
			return true
		}
	}
	return false
}

// With returns the conflict in which the clause holds.
func (x Clause) With(c *parley.Conflict) (*parley.Conflict, error) {
	id := func(k int) string { return logic.Quote(c.Options[x.Options[k]].ID) }
	atom := func(k int) *logic.Expr { return logic.NewAtom(c.Options[x.Options[k]].ID) }
	switch x.Kind {
	case Forbid:
		return edit.Without(c, x.Options[0])
	case Bind:
		out := *c
		out.Options = append([]parley.Option(nil), c.Options...)
		out.Options[x.Options[0]].StaysTaken = true
		return &out, nil
	case Order:
		return edit.AddBar(c, parley.Bar{
			Party: parley.AnyParty, From: logic.NewAnd(logic.NewNot(atom(0)), logic.NewNot(atom(1))), To: atom(0),
			Text: id(0) + " only after " + id(1),
		}), nil
	}
	sides, text := make([]*logic.Expr, 2), ""
	for k := range sides {
		sides[k] = atom(k)
		if k == 1 {
			text += " <-> "
		}
		if !x.Taken[k] {
			sides[k] = logic.NewNot(sides[k])
			text += "not "
		}
		text += id(k)
	}
	return edit.AddRule(c, parley.Rule{Name: "at one moment", Formula: parley.Formula{
		Expr: &logic.Expr{Op: logic.Iff, Args: sides}, Text: text,
	}}), nil
}

// Together returns the parties that the clause has move at one moment, 0 for all kinds but Exchange.
func (x Clause) Together(c *parley.Conflict) stability.Coalition {
	if x.Kind != Exchange {
		return 0
	}
	var h stability.Coalition
	for _, k := range x.Options {
		h |= 1 << c.Options[k].Party
	}
	return h
}

// Text writes the clause as a formula language would: "not us.war", "irreversible us.nato", "a only after b", "a with b".
func (x Clause) Text(c *parley.Conflict) string {
	id := func(k int) string { return logic.Quote(c.Options[x.Options[k]].ID) }
	switch x.Kind {
	case Forbid:
		return "not " + id(0)
	case Bind:
		return "irreversible " + id(0)
	case Order:
		return id(0) + " only after " + id(1)
	}
	side := func(k int) string {
		if x.Taken[k] {
			return id(k)
		}
		return "not " + id(k)
	}
	return side(0) + " together with " + side(1)
}

// Clauses lists every clause that could be tried for a goal: each option forbidden that is not taken all over the goal, each
// option bound that is not bound yet, each option of one party only after each of another, and for every two changes of
// different parties between the status quo and the state, those at one moment.
func (q Question) Clauses(c *parley.Conflict, needed, status, state parley.State) []Clause {
	var out []Clause
	if c.GraphForm() {
		return nil
	}
	for k := range c.Options {
		if !needed.Has(k) {
			out = append(out, Clause{Kind: Forbid, Options: []int{k}})
		}
	}
	for k, o := range c.Options {
		if !o.StaysTaken && o.Choice == "" {
			out = append(out, Clause{Kind: Bind, Options: []int{k}})
		}
	}
	for a, x := range c.Options {
		for b, y := range c.Options {
			if x.Party != y.Party {
				out = append(out, Clause{Kind: Order, Options: []int{a, b}})
			}
		}
	}
	changed := status ^ state
	for a, x := range c.Options {
		for b, y := range c.Options[:a] {
			if x.Party != y.Party && changed.Has(a) && changed.Has(b) {
				out = append(out, Clause{Kind: Exchange, Options: []int{b, a}, Taken: [2]bool{state.Has(b), state.Has(a)}})
			}
		}
	}
	return out
}

// clash reports whether two clauses make no sense together: one of them forbids an option that the other is about.
func clash(a, b Clause) bool {
	for _, pair := range [][2]Clause{{a, b}, {b, a}} {
		if x, y := pair[0], pair[1]; x.Kind == Forbid && y.On(x.Options[0]) {
			return true
		}
	}
	return a.Kind == Order && b.Kind == Order && a.Options[0] == b.Options[1] && a.Options[1] == b.Options[0]
}

// notApplicable tells why a clause cannot be tried.
type notApplicable struct{ reason string }

func (e notApplicable) Error() string { return e.reason }

func inapplicable(format string, args ...any) error {
	return notApplicable{fmt.Sprintf(format, args...)}
}
