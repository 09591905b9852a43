package convert

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"parley"
	"parley/game"
)

// whole returns a number as an integer, if it is one that fits.
func (v *value) whole() (int, bool) {
	n, err := strconv.Atoi(v.text)
	return n, v.kind == number && err == nil
}

// patience is a context that ends when it has been looked at a number of times. The search for feasible states looks at
// it once in some thousand steps; so a hostile file cannot hold the reader up for long, and the same file gets the same
// answer on every machine.
type patience struct {
	context.Context
	looks int
}

var errTooLong = errors.New("finding them takes too long")

// Err ends the context after the last look.
func (p *patience) Err() error {
	if p.looks--; p.looks < 0 {
		return errTooLong
	}
	return nil
}

// numbering returns the states of g in the order of their GMCR+ numbers, the first of which is 1. Orders holds the options
// of each party: GMCR+ puts options of the same party together and counts 2^k for the k-th of them all.
func numbering(g *game.Graph, orders [][]int) []int {
	options := slices.Concat(orders...)
	decimals := make([]uint64, g.Len())
	states := make([]int, g.Len())
	for s := range states {
		states[s] = s
		for k, o := range options {
			if g.Members(s)[0].Has(o) {
				decimals[s] |= 1 << k
			}
		}
	}
	slices.SortFunc(states, func(a, b int) int { return cmp.Compare(decimals[a], decimals[b]) })
	return states
}

// rankings reads manual rankings, one for each party. Numbers of states mean nothing before the feasible states are
// listed, so they are listed here.
func (r *reader) rankings(ranked []*value) {
	if len(r.problems.Errors()) > 0 {
		return
	}
	bare := *r.conflict
	bare.Preferences = make([]parley.Preference, len(bare.Parties))
	rules, err := game.Compile(&bare)
	var g *game.Graph
	if err == nil {
		g, err = rules.Expand(&patience{context.Background(), 1000}, game.Expansion{Limits: game.Limits{States: maxRanked}})
	}
	if issues, ok := errors.AsType[parley.Issues](err); ok {
		for _, is := range issues {
			r.place(is)
		}
		return
	}
	if err != nil {
		r.fail(ranked[0], "use preferences instead of manual rankings", "the feasible states cannot be numbered: %v", err)
		return
	}
	states := numbering(g, r.orders)
	for i, v := range ranked {
		r.ranking(i, v, g, states)
	}
}

// ranking reads one manual ranking. GMCR+ cannot open a file whose ranking leaves states out; here that is an error too.
func (r *reader) ranking(party int, v *value, g *game.Graph, states []int) {
	order := &r.conflict.Preferences[party].Either[0]
	if !r.is(v, list, "a ranking") {
		return
	}
	listed := make([]bool, len(states))
	good := true
	state := func(x *value) string {
		if !r.is(x, number, "a state in a ranking") {
			good = false
			return ""
		}
		n, ok := x.whole()
		switch {
		case !ok || n < 1 || n > len(states):
			r.fail(x, "", "%s is not a state: there are %d feasible states, numbered from 1", show(x.text), len(states))
			good = false
			return ""
		case listed[n-1]:
			r.fail(x, "keep one of them", "the ranking lists the state %d twice", n)
			good = false
		}
		listed[n-1] = true
		return g.Code(states[n-1])
	}
	for k, x := range v.items {
		tier := parley.Tier{At: fmt.Sprintf("%s[%d]", order.At, k)}
		if x.kind != list {
			tier.States = []string{state(x)}
		}
		for _, y := range x.items {
			tier.States = append(tier.States, state(y))
		}
		if len(tier.States) == 0 {
			r.doubt(x, "", "this list of equal states is empty; it is ignored")
			continue
		}
		order.Ranking = append(order.Ranking, tier)
	}
	var missing []string
	for n, ok := range listed {
		if !ok {
			missing = append(missing, fmt.Sprintf("%d (%s)", n+1, g.Code(states[n])))
		}
	}
	if n := len(missing); good && n > 0 {
		rest := ""
		if n > 8 {
			missing, rest = missing[:8], fmt.Sprintf(" and %d more", n-8)
		}
		r.fail(v, "rank every feasible state, equal ones in a list of their own", "the ranking leaves out %d of %d states: %s%s",
			n, len(states), strings.Join(missing, ", "), rest)
	}
}
