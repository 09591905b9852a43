package inverse

import (
	"cmp"
	"context"
	"math"
	"slices"

	"parley/game"
)

// climb looks for the cheapest set of states that must go from above a state to below it.
type climb struct {
	ctx   context.Context
	order game.Order
	at    int32   // rank of the state
	under []int32 // of each tier from the state's own up: how many states stand above the state and below the tier
	f     formula // over the states above that the condition mentions
	state []int32 // of each variable
	uses  [][]int32
	nodes int
	seen  map[string]bool
	best  int
	taken []int32 // the best set: some variables, and every state up to tier lift
	lift  int32
}

// climb prepares the search. Tiers are numbered from the state's own, which is 0.
func (c *Condition) climb(ctx context.Context, o game.Order) *climb {
	n := &climb{ctx: ctx, order: o, at: o.Rank[c.State], seen: map[string]bool{}, best: math.MaxInt}
	n.under = make([]int32, o.Classes-int(n.at)+1)
	for _, r := range o.Rank {
		if r > n.at {
			n.under[r-n.at+1]++
		}
	}
	for k := 1; k < len(n.under); k++ {
		n.under[k] += n.under[k-1]
	}
	vars := map[int32]int32{}
	variable := func(s int32) int32 {
		v, ok := vars[s]
		if !ok {
			v = int32(len(n.state))
			vars[s] = v
			n.state = append(n.state, s)
		}
		return v
	}
	b := newBuilder()
	for _, d := range c.Demands {
		if o.Rank[d.To] <= n.at {
			continue
		}
		terms := [][]int32{{variable(d.To)}}
	answers:
		for _, a := range d.Answers {
			var term []int32
			for _, q := range a.Bad {
				switch {
				case o.Rank[q] > n.at:
					term = append(term, variable(q))
				case int(q) == c.State && !c.EqualIsBad:
					continue answers
				}
			}
			terms = append(terms, term)
		}
		b.add(terms)
	}
	n.f, _ = b.formula.tidy()
	n.thin()
	n.uses = n.f.uses()
	return n
}

// tier returns the tier of a variable's state above the state, from 1.
func (n *climb) tier(v int32) int32 { return n.order.Rank[n.state[v]] - n.at }

// thin drops terms that can be replaced by another at no greater cost: a term that contains one which serves as many
// clauses, and a term whose states serve no other one if a term of no more states, each no further up, serves as many.
func (n *climb) thin() {
	const most = 2000
	if len(n.f.terms) > most {
		return
	}
	uses, occurrences := n.f.uses(), n.f.occurrences()
	heights := make([][]int32, len(n.f.terms))
	alone := make([]bool, len(n.f.terms))
	for t, vars := range n.f.terms {
		alone[t] = true
		for _, v := range vars {
			heights[t] = append(heights[t], n.tier(v))
			alone[t] = alone[t] && len(occurrences[v]) == 1
		}
		slices.SortFunc(heights[t], func(a, b int32) int { return cmp.Compare(b, a) })
	}
	cheaper := func(t, u int) bool {
		for k, h := range heights[t] {
			if k == len(heights[u]) || h > heights[u][k] {
				return false
			}
		}
		return true
	}
	gone := make([]bool, len(n.f.terms))
	for u := range n.f.terms {
		for t := range n.f.terms {
			if t == u || gone[t] || !within(uses[u], uses[t]) {
				continue
			}
			if within(n.f.terms[t], n.f.terms[u]) || alone[u] && cheaper(t, u) {
				gone[u] = true
				break
			}
		}
	}
	for i, clause := range n.f.clauses {
		n.f.clauses[i] = slices.DeleteFunc(slices.Clone(clause), func(t int32) bool { return gone[t] })
	}
	n.f, _ = n.f.tidy()
}

// cost returns the least number of swaps for a set of variables together with any other states, and up to which tier all go.
func (n *climb) cost(set []int32) (swaps int, lift int32) {
	tiers := make([]int32, len(set))
	for k, v := range set {
		tiers[k] = n.tier(v)
	}
	slices.Sort(tiers)
	swaps = math.MaxInt
	try := func(up int32) {
		passed := int(n.under[up+1]) // states up to that tier: the state moves up past them
		total, k := passed, 0
		for k < len(tiers) && tiers[k] <= up {
			k++
		}
		lower, same := 0, 0 // states of the set that come down from lower tiers, and from the same one
		for j := k; j < len(tiers); j++ {
			if j > k && tiers[j] != tiers[j-1] {
				lower, same = lower+same, 0
			}
			total += 1 + int(n.under[tiers[j]]) - passed - lower
			same++
		}
		if total < swaps {
			swaps, lift = total, up
		}
	}
	try(0)
	for _, t := range tiers {
		try(t - 1)
		try(t)
	}
	return swaps, lift
}

// gone reports whether a state goes below in the best set found.
func (n *climb) gone(s int32) bool {
	r := n.order.Rank[s]
	return r > n.at && (r-n.at <= n.lift || slices.ContainsFunc(n.taken, func(v int32) bool { return n.state[v] == s }))
}

// search finds the best set.
func (n *climb) search() error {
	swaps, lift := n.cost(nil)
	return n.extend(nil, swaps, lift)
}

// extend goes on from a set of variables, whose cost is known and below the best.
func (n *climb) extend(set []int32, swaps int, lift int32) error {
	if n.nodes++; n.nodes >= maxNodes && n.best < math.MaxInt {
		return nil
	}
	if n.nodes&0xff == 0 && n.ctx.Err() != nil {
		return n.ctx.Err()
	}
	open := n.unmet(set, lift)
	if open < 0 {
		n.best, n.taken, n.lift = swaps, set, lift
		return nil
	}
	type way struct {
		set   []int32
		swaps int
		lift  int32
	}
	var ways []way
	for _, t := range n.f.clauses[open] {
		longer := slices.Clone(set)
		for _, v := range n.f.terms[t] {
			if at, ok := slices.BinarySearch(longer, v); !ok {
				longer = slices.Insert(longer, at, v)
			}
		}
		if key := text(longer); !n.seen[key] {
			n.seen[key] = true
			swaps, lift := n.cost(longer)
			ways = append(ways, way{longer, swaps, lift})
		}
	}
	slices.SortStableFunc(ways, func(a, b way) int { return cmp.Or(a.swaps-b.swaps, len(a.set)-len(b.set)) })
	for _, w := range ways {
		if w.swaps >= n.best {
			break
		}
		if err := n.extend(w.set, w.swaps, w.lift); err != nil {
			return err
		}
	}
	return nil
}

// unmet returns the clause with the fewest terms that a set does not meet, together with all states up to a tier; -1 if it
// meets all.
func (n *climb) unmet(set []int32, lift int32) int {
	open := -1
clauses:
	for i, clause := range n.f.clauses {
	terms:
		for _, t := range clause {
			for _, v := range n.f.terms[t] {
				if _, in := slices.BinarySearch(set, v); !in && n.tier(v) > lift {
					continue terms
				}
			}
			continue clauses
		}
		if open < 0 || len(clause) < len(n.f.clauses[open]) {
			open = i
		}
	}
	return open
}
