package explain

import (
	"math/big"
	"slices"

	"parley"
	"parley/game"
	"parley/logic"
)

// Preference is how a party compares one state with another, and why.
type Preference struct {
	Party, State, Other int
	Relation            game.Relation // of State to Other
	// Reasons has one entry for each order that the party may hold, in the sequence of game.Graph.Orders: a single one where
	// its preference is certain.
	Reasons []Reason
}

// Reason is what decides between two states under one order. At most one of Statement, Weights and Ranking is set: none where
// no statement tells the states apart, or where the party is indifferent altogether.
type Reason struct {
	Relation game.Relation
	Order    int // which of the party's parley.Preference.Either; -1 where it has none
	// Rivals names, for an order by statements, which of the rivals at each statement is taken for the party's own.
	Rivals    []int
	Statement *Statement
	Weights   *Weights
	Ranking   *Ranking
}

// Statement is the first statement that tells two states apart.
type Statement struct {
	Index   int // among the order's statements
	Rival   int // among the statement's rivals
	Formula parley.Formula
	// State and Other tell in which of the states it holds. Of a merged state its lowest member counts.
	State, Other bool
}

// Weights are the sums that two states come to.
type Weights struct {
	State, Other *big.Rat
	Apart        []Weight // the weights that count for one of the states only
}

// Weight is a weight that counts for one of two states.
type Weight struct {
	Index        int // among the order's weights
	State, Other bool
}

// Ranking tells in which tier two states stand, the most preferred being 0.
type Ranking struct {
	State, Other int
}

// Prefers tells how a party compares state s with state q, and what decides it: the first statement that is true in one of
// them only, the sums of the weights, or the tiers of the ranking. The cost is one evaluation of the party's formulas in each
// of the states.
func Prefers(g *game.Graph, party, s, q int) Preference {
	out := Preference{Party: party, State: s, Other: q, Relation: g.Compare(party, s, q)}
	p := g.Conflict().Preferences[party]
	for k, reading := range readings(p) {
		reason := Reason{Order: reading.order, Rivals: reading.rivals, Relation: g.Orders(party)[k].Compare(s, q)}
		if reading.order >= 0 {
			reason.decide(g, p.Either[reading.order], k, party, s, q)
		}
		out.Reasons = append(out.Reasons, reason)
	}
	return out
}

// decide finds what tells the states apart under one order, the k-th of the party's.
func (r *Reason) decide(g *game.Graph, o parley.Order, k, party, s, q int) {
	switch {
	case len(o.Ranking) > 0:
		rank := g.Orders(party)[k].Rank
		last := len(o.Ranking) - 1
		r.Ranking = &Ranking{State: last - int(rank[s]), Other: last - int(rank[q])}
	case len(o.Weights) > 0:
		w := &Weights{State: new(big.Rat), Other: new(big.Rat)}
		for i, x := range o.Weights {
			a, b := holds(g, x.Expr, s), holds(g, x.Expr, q)
			if a {
				w.State.Add(w.State, x.Value)
			}
			if b {
				w.Other.Add(w.Other, x.Value)
			}
			if a != b {
				w.Apart = append(w.Apart, Weight{i, a, b})
			}
		}
		r.Weights = w
	default:
		for i, x := range o.Statements {
			f := x.Either[r.Rivals[i]]
			if a, b := holds(g, f.Expr, s), holds(g, f.Expr, q); a != b {
				r.Statement = &Statement{i, r.Rivals[i], f, a, b}
				return
			}
		}
	}
}

// holds reports whether a formula is true in a state, in the lowest member where states are merged: that member ranks them.
func holds(g *game.Graph, e *logic.Expr, s int) bool {
	c, code := g.Conflict(), g.Members(s)[0]
	return e.Eval(func(name string) bool {
		if c.GraphForm() {
			return c.States[s].ID == name
		}
		return code.Has(slices.IndexFunc(c.Options, func(o parley.Option) bool { return o.ID == name }))
	})
}

// reading is one order that a party may hold, its rival statements settled.
type reading struct {
	order  int
	rivals []int
}

// readings multiplies out the rivals of a preference, in the sequence of game.Graph.Orders.
func readings(p parley.Preference) []reading {
	if len(p.Either) == 0 {
		return []reading{{order: -1}}
	}
	var out []reading
	for k, o := range p.Either {
		partial := []reading{{order: k}}
		for _, s := range o.Statements {
			var longer []reading
			for _, r := range partial {
				for rival := range s.Either {
					longer = append(longer, reading{k, append(slices.Clip(r.rivals), rival)})
				}
			}
			partial = longer
		}
		out = append(out, partial...)
	}
	return out
}
