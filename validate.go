package parley

import (
	"fmt"
	"slices"

	"parley/logic"
)

// Validate returns what is wrong with the structure of c: missing or doubled names, indices out of range, formulas over
// unknown atoms. It does not look for feasible states; game.Compile and Rules.Expand do. A nil result means that c can be
// compiled.
func (c *Conflict) Validate() Issues {
	var is Issues
	bad := func(at, format string, args ...any) {
		is = append(is, Issue{At: at, Message: fmt.Sprintf(format, args...)})
	}

	if len(c.Parties) == 0 {
		bad("parties", "the conflict has no party")
	}
	if len(c.Parties) > MaxParties {
		bad(c.Parties[MaxParties].At, "the conflict has %d parties; parley handles at most %d", len(c.Parties), MaxParties)
	}
	seen := map[string]bool{}
	for _, p := range c.Parties {
		if p.ID == "" {
			bad(p.At, "a party has no id")
		} else if seen[p.ID] {
			bad(p.At, "two parties are called `%s`", p.ID)
		}
		seen[p.ID] = true
	}
	switch {
	case c.GraphForm() && len(c.Options) > 0:
		bad("states", "the conflict has both options and listed states: it must be in one form")
	case c.GraphForm():
		c.validateGraph(bad)
	case len(c.Options) == 0:
		bad("parties", "no party has an option")
	case len(c.Options) > MaxOptions:
		bad(c.Options[MaxOptions].At, "the conflict has %d options; parley handles at most %d", len(c.Options), MaxOptions)
	case c.StatusQuo != nil && len(c.Options) < MaxOptions && c.StatusQuo.State>>len(c.Options) != 0:
		bad(c.StatusQuo.At, "the status quo takes an option that does not exist")
	}
	atoms := map[string]bool{}
	for _, o := range c.Options {
		if o.Party < 0 || o.Party >= len(c.Parties) {
			bad(o.At, "option `%s` belongs to no party", o.ID)
		}
		if o.ID == "" || atoms[o.ID] {
			bad(o.At, "two options are called `%s`", o.ID)
		}
		atoms[o.ID] = true
	}
	for _, s := range c.States {
		atoms[s.ID] = true
	}
	formula := func(at string, e *logic.Expr) {
		if e == nil {
			bad(at, "a formula is missing")
			return
		}
		for _, name := range e.Atoms() {
			if !atoms[name] {
				bad(at, "a formula uses `%s`, which is not an option of this conflict", name)
			}
		}
	}
	for _, d := range c.Definitions {
		formula(d.At, d.Expr)
	}
	for _, r := range c.Rules {
		formula(r.At, r.Expr)
	}
	for _, m := range c.Merges {
		formula(m.At, m.Expr)
	}
	for _, b := range c.Bars {
		formula(b.At, b.From)
		formula(b.At, b.To)
		if b.Party != AnyParty && (b.Party < 0 || b.Party >= len(c.Parties)) {
			bad(b.At, "a rule for moves binds no party")
		}
	}
	c.validatePreferences(bad, formula)
	return is
}

func (c *Conflict) validateGraph(bad func(at, format string, args ...any)) {
	ids := map[string]bool{}
	for _, s := range c.States {
		if s.ID == "" || ids[s.ID] {
			bad(s.At, "two states are called `%s`", s.ID)
		}
		ids[s.ID] = true
	}
	for _, a := range c.Arcs {
		if min(a.Party, a.From, a.To) < 0 || a.Party >= len(c.Parties) || max(a.From, a.To) >= len(c.States) {
			bad(a.At, "a move names a party or a state that does not exist")
		} else if a.From == a.To {
			bad(a.At, "a move leads from `%s` to itself", c.States[a.From].ID)
		}
	}
	if len(c.Rules) > 0 {
		bad(c.Rules[0].At, "rules need options; with listed states, list the feasible ones only")
	}
	if len(c.Merges) > 0 {
		bad(c.Merges[0].At, "merge needs options; with listed states, list the outcome once")
	}
	if len(c.Bars) > 0 {
		bad(c.Bars[0].At, "bars on moves need options; with listed states, list the possible moves only")
	}
	if c.StatusQuo != nil && int(c.StatusQuo.State) >= len(c.States) {
		bad(c.StatusQuo.At, "the status quo is not a listed state")
	}
}

func (c *Conflict) validatePreferences(bad func(at, format string, args ...any), formula func(string, *logic.Expr)) {
	if len(c.Preferences) != len(c.Parties) {
		bad("preferences", "there are %d preferences for %d parties", len(c.Preferences), len(c.Parties))
	}
	for _, p := range c.Preferences {
		for _, o := range p.Either {
			methods := 0
			for _, used := range []bool{len(o.Statements) > 0, len(o.Weights) > 0, len(o.Ranking) > 0} {
				if used {
					methods++
				}
			}
			if methods > 1 {
				bad(o.At, "a preference uses statements, weights or a ranking, not several of them")
			}
			for _, s := range o.Statements {
				if len(s.Either) == 0 {
					bad(s.At, "a statement has no formula")
				}
				for _, f := range s.Either {
					formula(f.At, f.Expr)
				}
			}
			for _, w := range o.Weights {
				formula(w.At, w.Expr)
				if w.Value == nil {
					bad(w.At, "a weight has no value")
				}
			}
			if i := slices.IndexFunc(o.Ranking, func(t Tier) bool { return len(t.States) == 0 }); i >= 0 {
				bad(o.Ranking[i].At, "a tier of a ranking lists no state")
			}
		}
	}
}
