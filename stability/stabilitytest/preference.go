package stabilitytest

import (
	"math/big"

	"parley"
	"parley/game"
)

// preference draws what a party wants, over the states of g.
func (d *drawing) preference(g *game.Graph) parley.Preference {
	if d.shape.Strict {
		return parley.Preference{Either: []parley.Order{d.ranking(g)}}
	}
	if d.oneIn(20) {
		return parley.Preference{} // indifferent
	}
	orders := 1
	if !d.shape.Certain && d.oneIn(8) {
		orders = 2 + d.IntN(2)
	}
	var p parley.Preference
	for range orders {
		switch d.IntN(5) {
		case 0, 1:
			p.Either = append(p.Either, d.statements())
		case 2:
			p.Either = append(p.Either, d.weights())
		default:
			p.Either = append(p.Either, d.ranking(g))
		}
	}
	return p
}

// statements draws few ordered statements, so that states tie, some of them with rivals or marked as strong.
func (d *drawing) statements() parley.Order {
	var o parley.Order
	rivals := 0
	for range 1 + d.IntN(5) {
		s := parley.Statement{Either: []parley.Formula{d.formula(2)}, Greatly: d.oneIn(4)}
		if !d.shape.Certain && rivals < 2 && d.oneIn(6) {
			s.Either = append(s.Either, d.formula(2))
			rivals++
		}
		o.Statements = append(o.Statements, s)
	}
	return o
}

// weights draws few values, negative ones and fractions among them, so that sums tie.
func (d *drawing) weights() parley.Order {
	var o parley.Order
	for range 1 + d.IntN(4) {
		value := big.NewRat(int64(d.IntN(7)-3), int64(1+d.IntN(2)))
		o.Weights = append(o.Weights, parley.Weight{Formula: d.formula(1), Value: value})
	}
	return o
}

// ranking draws tiers of states, some of them greatly preferred to the next.
func (d *drawing) ranking(g *game.Graph) parley.Order {
	var o parley.Order
	ties := d.IntN(3) * d.IntN(50)
	strength := d.IntN(2) * d.IntN(60)
	if d.shape.Strict {
		ties = 0
	}
	for i, s := range d.Perm(g.Len()) {
		if i == 0 || d.IntN(100) >= ties {
			o.Ranking = append(o.Ranking, parley.Tier{Greatly: d.IntN(100) < strength})
		}
		last := &o.Ranking[len(o.Ranking)-1]
		last.States = append(last.States, d.name(g, s))
	}
	return o
}

// name returns a code that finds state s: its own where no other state fits it, else that of a member.
func (d *drawing) name(g *game.Graph, s int) string {
	if found, err := g.Find(g.Code(s)); err == nil && found == s {
		return g.Code(s)
	}
	return g.Rules().Code(g.Members(s)[0])
}
