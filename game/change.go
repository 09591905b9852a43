package game

import (
	"slices"

	"parley"
)

// WithPreference returns the graph of the same conflict in which one party holds another preference. States and moves are
// shared with g, so that the cost is that of ranking the states for one party. The error is of type parley.Issues. Neither
// graph is changed by what is asked of the other.
func (g *Graph) WithPreference(party int, p parley.Preference) (*Graph, error) {
	c := *g.rules.conflict
	c.Preferences = slices.Clone(c.Preferences)
	c.Preferences[party] = p
	if is := c.Validate(); len(is) > 0 {
		return nil, is
	}
	orders, issues := g.ordersOf(party, p)
	if len(issues) > 0 {
		return nil, issues
	}
	return g.ranked(&c, party, orders), nil
}

// WithPreferenceOf returns the graph in which one party holds the preference that it holds in another graph of the same
// origin. The cost is small: nothing is ranked anew.
func (g *Graph) WithPreferenceOf(other *Graph, party int) *Graph {
	if g.Origin() != other.Origin() {
		panic("game: the graphs are not of one origin")
	}
	c := *g.rules.conflict
	c.Preferences = slices.Clone(c.Preferences)
	c.Preferences[party] = other.rules.conflict.Preferences[party]
	return g.ranked(&c, party, other.orders[party])
}

// ranked returns the graph with a changed conflict and other orders for one party.
func (g *Graph) ranked(c *parley.Conflict, party int, orders []Order) *Graph {
	out := *g
	if out.origin == nil {
		out.origin = g
	}
	out.orders = slices.Clone(g.orders)
	out.orders[party] = orders
	r := g.rules
	out.rules = &Rules{
		conflict: c, owned: r.owned, stayTaken: r.stayTaken, stayDropped: r.stayDropped,
		constraints: r.constraints, bars: r.bars, merges: r.merges, expanded: map[bool]*Graph{g.perArc: &out},
	}
	out.doubts = append(parley.Issues(nil), g.doubts[:g.ofMerges]...)
	out.doubtMerges()
	return &out
}

// Origin returns the graph that g was made from by WithPreference, once or many times over; g itself where it was not.
// Graphs of one origin have states, their numbers and moves in common, and may differ in preferences only.
func (g *Graph) Origin() *Graph {
	if g.origin != nil {
		return g.origin
	}
	return g
}
