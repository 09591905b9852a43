package inverse

import (
	"context"
	"errors"
	"maps"
	"slices"
)

// ErrTooHard tells that a condition is too entangled to be counted within the limit on branches.
var ErrTooHard = errors.New("the condition is too entangled to be counted: too many states stand in several demands at once; let fewer states vary")

// maxBranches is the number of formulas branched on at most.
const maxBranches = 1 << 16

// counter finds the probability that a formula holds when each of its variables does with its own probability: the number of
// models of a monotone formula, weighted. Variables that stand together everywhere become one, so do single variables that
// can replace each other; parts without a common variable multiply; what remains is branched on and remembered.
type counter struct {
	ctx      context.Context
	vars     []variable
	groups   map[string]int32
	known    map[string]poly
	branches int
}

// variable has the probabilities that it holds and that it does not.
type variable struct{ yes, no poly }

// newCounter has n variables, each of which holds with probability t.
func newCounter(ctx context.Context, n int) *counter {
	c := &counter{ctx: ctx, vars: make([]variable, n), groups: map[string]int32{}, known: map[string]poly{}}
	for v := range c.vars {
		c.vars[v] = variable{power(1, 0), power(0, 1)}
	}
	return c
}

// probability returns the probability that a formula holds.
func (c *counter) probability(f formula) (poly, error) {
	f, never := f.tidy()
	for !never {
		g, merged := c.merge(f)
		if !merged {
			break
		}
		f, never = g.tidy()
	}
	switch {
	case never:
		return constant(0), nil
	case len(f.clauses) == 0:
		return constant(1), nil
	}
	var factors []poly
	for _, part := range f.parts() {
		p, err := c.connected(part)
		if err != nil {
			return nil, err
		}
		factors = append(factors, p)
	}
	return product(factors), nil
}

// connected returns the probability of a tidy formula that does not fall into parts.
func (c *counter) connected(f formula) (poly, error) {
	if len(f.clauses) == 1 && len(f.terms) == 1 && len(f.terms[0]) == 1 {
		return c.vars[f.terms[0][0]].yes, nil
	}
	key := f.key()
	if p, ok := c.known[key]; ok {
		return p, nil
	}
	if c.branches++; c.branches > maxBranches {
		return nil, ErrTooHard
	}
	if err := c.ctx.Err(); err != nil {
		return nil, err
	}
	v := f.pivot()
	yes, err := c.probability(f.settle(v, true))
	if err != nil {
		return nil, err
	}
	no, err := c.probability(f.settle(v, false))
	if err != nil {
		return nil, err
	}
	p := c.vars[v].yes.times(yes).plus(1, c.vars[v].no.times(no)).shorter()
	c.known[key] = p
	return p, nil
}

// pivot returns the variable to branch on: the one in most clauses.
func (f formula) pivot() int32 {
	uses := f.uses()
	best, most := int32(-1), 0
	for v, terms := range f.occurrences() {
		n := 0
		for _, t := range terms {
			n += len(uses[t])
		}
		if n > most || n == most && v < best {
			best, most = v, n
		}
	}
	return best
}

// merge replaces variables that stand in the same terms by one that holds if all do, and single variables that stand in the
// same clauses and nowhere else by one that holds if any does. It reports whether there were any.
func (c *counter) merge(f formula) (formula, bool) {
	occurrences := f.occurrences()
	var same classes
	for _, v := range slices.Sorted(maps.Keys(occurrences)) {
		same.add(text(occurrences[v]), v)
	}
	stands := map[int32]int32{} // what a variable is replaced by
	merged := false
	for _, vs := range same.sets {
		if len(vs) < 2 {
			continue
		}
		all := c.group('&', vs)
		for _, v := range vs {
			stands[v] = all
		}
		merged = true
	}
	if merged {
		out := formula{terms: make([][]int32, len(f.terms)), clauses: f.clauses}
		for t, vars := range f.terms {
			row := slices.Clone(vars)
			for k, v := range row {
				if g, ok := stands[v]; ok {
					row[k] = g
				}
			}
			slices.Sort(row)
			out.terms[t] = slices.Compact(row)
		}
		return out, true
	}
	uses := f.uses()
	var alike classes // terms of one variable that is nowhere else, by the clauses that have them
	for t, vars := range f.terms {
		if len(vars) == 1 && len(occurrences[vars[0]]) == 1 {
			alike.add(text(uses[t]), int32(t))
		}
	}
	out := formula{terms: slices.Clone(f.terms), clauses: f.clauses}
	for _, ts := range alike.sets {
		if len(ts) < 2 {
			continue
		}
		var vs []int32
		for _, t := range ts {
			vs = append(vs, f.terms[t][0])
		}
		slices.Sort(vs)
		any := []int32{c.group('|', vs)}
		for _, t := range ts {
			out.terms[t] = any
		}
		merged = true
	}
	return out, merged
}

// classes are sets of numbers with the same key, in the order of their first members; add returns the place of the set.
type classes struct {
	place map[string]int
	sets  [][]int32
}

func (c *classes) add(key string, x int32) int {
	k, ok := c.place[key]
	if !ok {
		if c.place == nil {
			c.place = map[string]int{}
		}
		k = len(c.sets)
		c.place[key] = k
		c.sets = append(c.sets, nil)
	}
	c.sets[k] = append(c.sets[k], x)
	return k
}

// group returns the variable that stands for all, or any, of the given ones.
func (c *counter) group(kind byte, vs []int32) int32 {
	key := string(kind) + text(vs)
	if v, ok := c.groups[key]; ok {
		return v
	}
	factors := make([]poly, len(vs))
	for k, v := range vs {
		factors[k] = c.vars[v].yes
		if kind == '|' {
			factors[k] = c.vars[v].no
		}
	}
	p := product(factors)
	x := variable{yes: p, no: p.complement()}
	if kind == '|' {
		x.yes, x.no = x.no, x.yes
	}
	v := int32(len(c.vars))
	c.vars = append(c.vars, x)
	c.groups[key] = v
	return v
}
