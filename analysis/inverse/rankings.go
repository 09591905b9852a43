package inverse

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"math/big"
	"slices"

	"github.com/bits-and-blooms/bitset"
)

// Count is in how many strict rankings of one party a state is stable for it.
type Count struct {
	// Stable of All rankings; nil in a conflict of more than MaxExact states.
	Stable, All *big.Int
	// Share is Stable divided by All, from 0 to 1. Where these are nil it is found by numerical integration, to nine digits.
	Share float64
}

// MaxExact is the number of states up to which the number of rankings is written out; of 5,000 states there are more than
// 10^16325.
const MaxExact = 5000

// maxMentioned is how many states a condition may mention, each as often as it does, for its rankings to be counted.
const maxMentioned = 1 << 22

// Rankings counts the strict rankings of the condition's party that meet it. The states of vary may stand anywhere, nil
// standing for all; the others keep the order that the party has now, ties included, and no state that varies ties with
// another. The error is ErrTooHard, that of a preference that is not known while some states keep their order, or that of
// the context.
//
// The cost: for one demand to a move, with answers by single states, some products of short polynomials. Where demands share
// states it can grow exponentially with the number of states shared, and ends with ErrTooHard.
func (c *Condition) Rankings(ctx context.Context, vary *bitset.BitSet) (Count, error) {
	p, err := c.places(vary)
	if err != nil {
		return Count{}, err
	}
	mentioned := 0
	for _, d := range c.Demands {
		for _, a := range d.Answers {
			mentioned += len(a.Bad)
		}
	}
	if mentioned > maxMentioned {
		return Count{}, ErrTooHard
	}
	exactly := c.Graph.Len() <= MaxExact
	circuit := newCircuit(ctx, len(p.vars))
	polynomials := newExact(circuit)
	sum, every := integral{}, integral{}
	out := Count{}
	for from := p.low; from <= p.high; { // the gaps between fixed tiers where the state may stand, those alike at once
		to := p.alike(from)
		root, err := circuit.formula(p.formula(from))
		if err != nil {
			return Count{}, err
		}
		if exactly {
			probability, err := polynomials.holds(root)
			if err != nil {
				return Count{}, err
			}
			for gap := from; gap <= to; gap++ {
				sum.add(probability, int64(gap), int64(p.fixed-gap))
				every.add(constant(1), int64(gap), int64(p.fixed-gap))
			}
		} else {
			out.Share += circuit.share(root, p, from, to)
			if ctx.Err() != nil {
				return Count{}, ctx.Err()
			}
		}
		from = to + 1
	}
	if exactly {
		out.Stable, out.All = sum.orders(p.fixed+p.placed), every.orders(p.fixed+p.placed)
		out.Share = share(sum, every)
	}
	return out, nil
}

// share returns the part of all rankings in which the state stands in one of the given gaps and a node is true.
func (c *circuit) share(root int32, p *places, from, to int) float64 {
	values := make([]chance, len(c.nodes))
	rank, _ := math.Lgamma(float64(p.fixed + 1))
	return integrate(func(t float64) float64 {
		if c.ctx.Err() != nil {
			return 0
		}
		weight := 1.0 // the probability that so many of the fixed tiers are below t, where the state may stand in any gap
		if p.fixed > 0 {
			weight = 0
			for gap := from; gap <= to; gap++ {
				below, _ := math.Lgamma(float64(gap + 1))
				above, _ := math.Lgamma(float64(p.fixed - gap + 1))
				weight += math.Exp(rank - below - above + float64(gap)*math.Log(t) + float64(p.fixed-gap)*math.Log1p(-t))
			}
			if p.low == p.high { // it stands in this one
				weight *= float64(p.fixed + 1)
			}
		}
		return weight * c.at(root, t, values)
	})
}

// places says where the states stand that keep their order, seen from the condition's state.
type places struct {
	*Condition
	vars   map[int32]int32 // the variable of each state that varies and that the condition mentions
	tier   []int32         // of each state that keeps its order: its tier from 0, the state's own tier not counted; -1 otherwise
	level  []bool          // of each state that keeps its order: it ties with the condition's state
	fixed  int             // number of tiers that keep their order, that of the state left out
	placed int             // number of states placed among them, the state itself among these
	// The state stands in a gap from low to high: so many fixed tiers are below it.
	low, high int
	cuts      []int // gaps above which some fixed tier that the condition mentions comes to stand below
}

func (c *Condition) places(vary *bitset.BitSet) (*places, error) {
	n := c.Graph.Len()
	p := &places{Condition: c, vars: map[int32]int32{}, tier: make([]int32, n), level: make([]bool, n)}
	varies := func(s int) bool { return vary == nil || vary.Test(uint(s)) }
	var kept []int32
	for s := range n {
		p.tier[s] = -1
		switch {
		case !varies(s):
			kept = append(kept, int32(s))
		case s != c.State:
			p.placed++
		}
	}
	p.placed++
	if len(kept) > 0 {
		orders := c.Graph.Orders(c.Party)
		if len(orders) > 1 {
			return nil, fmt.Errorf("what `%s` prefers is not known for certain, so that there is no order to keep: let all states vary", c.Graph.Conflict().Parties[c.Party].ID)
		}
		p.keep(kept, orders[0].Rank)
	}
	mentioned := map[int32]bool{}
	for _, d := range c.Demands {
		mentioned[d.To] = true
		for _, a := range d.Answers {
			for _, q := range a.Bad {
				mentioned[q] = true
			}
		}
	}
	for s := range n { // ascending, so that equal questions number variables alike
		if !mentioned[int32(s)] || s == c.State {
			continue
		}
		if varies(s) {
			p.vars[int32(s)] = int32(len(p.vars))
		} else if !p.level[s] {
			p.cuts = append(p.cuts, int(p.tier[s]))
		}
	}
	slices.Sort(p.cuts)
	p.cuts = slices.Compact(p.cuts)
	if varies(c.State) {
		p.high = p.fixed
	}
	return p, nil
}

// keep numbers the tiers of the states that keep their order.
func (p *places) keep(kept []int32, rank []int32) {
	slices.SortFunc(kept, func(a, b int32) int { return cmp.Or(cmp.Compare(rank[a], rank[b]), cmp.Compare(a, b)) })
	own := slices.Contains(kept, int32(p.State))
	last := int32(-1)
	for _, s := range kept {
		if own && rank[s] == rank[p.State] {
			p.level[s] = true
			p.low, p.high = p.fixed, p.fixed
			continue
		}
		if rank[s] != last {
			last = rank[s]
			p.fixed++
		}
		p.tier[s] = int32(p.fixed - 1)
	}
	if own {
		p.low = 0
		for _, s := range kept {
			if rank[s] < rank[p.State] {
				p.low = int(p.tier[s]) + 1
			}
		}
		p.high = p.low
	}
}

// alike returns the last gap from the given one on in which the same mentioned states stand below.
func (p *places) alike(gap int) int {
	k, _ := slices.BinarySearch(p.cuts, gap)
	if k == len(p.cuts) {
		return p.high
	}
	return min(p.high, p.cuts[k])
}

// formula writes the condition over the states that vary, the others seen from a gap.
func (p *places) formula(gap int) formula {
	// Of each state: whether it tempts and whether it is bad, or that it varies.
	look := func(s int32) (varies, tempts, bad bool) {
		if _, ok := p.vars[s]; ok {
			return true, false, false
		}
		level := int(s) == p.State || p.level[s]
		below := !level && int(p.tier[s]) < gap
		return false, !level && !below, below || level && p.EqualIsBad
	}
	b := newBuilder()
	for _, d := range p.Demands {
		var terms [][]int32
		varies, tempts, _ := look(d.To)
		if !varies && !tempts {
			continue
		}
		if varies {
			terms = append(terms, []int32{p.vars[d.To]})
		}
	answers:
		for _, a := range d.Answers {
			term := make([]int32, 0, len(a.Bad))
			for _, q := range a.Bad {
				varies, _, bad := look(q)
				if varies {
					term = append(term, p.vars[q])
				} else if !bad {
					continue answers
				}
			}
			terms = append(terms, term)
		}
		b.add(terms)
	}
	return b.formula
}
