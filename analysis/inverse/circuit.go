package inverse

import (
	"context"
	"errors"
	"maps"
	"slices"
)

// ErrTooHard tells that a condition mentions too many states, or the same ones in too many demands, to be counted within the
// limits.
var ErrTooHard = errors.New("too many states stand in the demands, or in several of them at once, for the rankings to be counted; let fewer states vary")

// maxBranches is the number of formulas branched on at most.
const maxBranches = 1 << 16

// circuit tells how the probability of a formula follows from that of its variables, each of which holds by itself with
// probability t: the number of models of a monotone formula, weighted. Variables that stand together everywhere become one
// node, so do single variables that can replace each other; parts without a common variable multiply; what remains is branched
// on and remembered. Nodes below leaves are variables; the others come after those that they are made of.
type circuit struct {
	ctx      context.Context
	leaves   int32
	nodes    []node           // the first is number leaves
	groups   map[string]int32 // nodes by what they are made of
	known    map[string]int32 // nodes of formulas
	branches int
}

// node is true if all of its parts are, if any is, or by a branch: if part 1 is where part 0 is true, and part 2 where not.
type node struct {
	op     operation
	leaves int32   // of allOf and anyOf: how many variables are among its parts
	parts  []int32 // other nodes
}

type operation byte

const (
	allOf operation = iota
	anyOf
	branchOn
)

// The nodes of what always or never holds.
const (
	always int32 = -1
	never  int32 = -2
)

func newCircuit(ctx context.Context, leaves int) *circuit {
	return &circuit{ctx: ctx, leaves: int32(leaves), groups: map[string]int32{}, known: map[string]int32{}}
}

// formula returns the node of a formula.
func (c *circuit) formula(f formula) (int32, error) {
	f, fails := f.tidy()
	for !fails {
		g, merged := c.merge(f)
		if !merged {
			break
		}
		f, fails = g.tidy()
	}
	switch {
	case fails:
		return never, nil
	case len(f.clauses) == 0:
		return always, nil
	}
	var parts []int32
	for _, part := range f.parts() {
		p, err := c.connected(part)
		if err != nil {
			return 0, err
		}
		parts = append(parts, p)
	}
	if len(parts) == 1 {
		return parts[0], nil
	}
	slices.Sort(parts)
	return c.node(allOf, parts), nil
}

// connected returns the node of a tidy formula that does not fall into parts.
func (c *circuit) connected(f formula) (int32, error) {
	if len(f.clauses) == 1 && len(f.terms) == 1 && len(f.terms[0]) == 1 {
		return f.terms[0][0], nil
	}
	key := f.key()
	if p, ok := c.known[key]; ok {
		return p, nil
	}
	if c.branches++; c.branches > maxBranches {
		return 0, ErrTooHard
	}
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	v := f.pivot()
	yes, err := c.formula(f.settle(v, true))
	if err != nil {
		return 0, err
	}
	no, err := c.formula(f.settle(v, false))
	if err != nil {
		return 0, err
	}
	p := c.add(node{op: branchOn, parts: []int32{v, yes, no}})
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
func (c *circuit) merge(f formula) (formula, bool) {
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
		one := c.node(allOf, vs)
		for _, v := range vs {
			stands[v] = one
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
		one := []int32{c.node(anyOf, vs)}
		for _, t := range ts {
			out.terms[t] = one
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

// node returns the node that stands for all, or any, of the given ones.
func (c *circuit) node(op operation, parts []int32) int32 {
	key := string(rune(op)) + text(parts)
	if v, ok := c.groups[key]; ok {
		return v
	}
	x := node{op: op}
	for _, p := range parts {
		if 0 <= p && p < c.leaves {
			x.leaves++
		} else {
			x.parts = append(x.parts, p)
		}
	}
	v := c.add(x)
	c.groups[key] = v
	return v
}

func (c *circuit) add(x node) int32 {
	c.nodes = append(c.nodes, x)
	return c.leaves + int32(len(c.nodes)) - 1
}
