package game

import (
	"fmt"
	"slices"

	"parley"
	"parley/logic"
)

// merged is a state that stands for several feasible ones.
type merged struct {
	merge     int // which of the conflict's merges
	members   []parley.State
	some, all uint64 // options that some member has taken, and that all have
}

// merge replaces the states of each merge by one state.
func (g *Graph) merge() {
	g.codes = g.raw
	if len(g.rules.merges) == 0 {
		return
	}
	c := g.rules.conflict
	groups := make([][]parley.State, len(g.rules.merges))
	in := make([]int32, len(g.raw))
	both := make([][]parley.State, len(groups)) // by merge: states that satisfy an earlier one too
	g.codes = nil
	for k, s := range g.raw {
		in[k] = -1
		for m, p := range g.rules.merges {
			switch {
			case !p.Holds(uint64(s)):
			case in[k] >= 0:
				both[m] = append(both[m], s)
			default:
				in[k] = int32(m)
				groups[m] = append(groups[m], s)
			}
		}
		if in[k] < 0 {
			g.codes = append(g.codes, s)
		}
	}
	for m, states := range both {
		if len(states) > 0 {
			g.doubts = append(g.doubts, parley.Issue{At: c.Merges[m].At, Doubt: true,
				Message: fmt.Sprintf("`%s` overlaps an earlier merge, which counts: both hold in %s (states in all: %d)", c.Merges[m].Formula, g.rules.Code(states[0]), len(states))})
		}
	}
	plain := len(g.codes)
	position := make([]int32, len(groups))
	for m, members := range groups {
		if len(members) == 0 {
			g.doubts = append(g.doubts, parley.Issue{At: c.Merges[m].At, Doubt: true, Message: fmt.Sprintf("no feasible state satisfies `%s`: nothing is merged", c.Merges[m].Formula)})
			continue
		}
		position[m] = int32(plain + len(g.merged))
		g.codes = append(g.codes, members[0])
		x := merged{merge: m, members: members, all: ^uint64(0)}
		for _, s := range members {
			x.some |= uint64(s)
			x.all &= uint64(s)
		}
		g.merged = append(g.merged, x)
	}
	g.of = make([]int32, len(g.raw))
	next := int32(0)
	for k, m := range in {
		if m >= 0 {
			g.of[k] = position[m]
		} else {
			g.of[k] = next
			next++
		}
	}
}

// mergedAt returns what state s merges, nil where it is a state of its own.
func (g *Graph) mergedAt(s int) *merged {
	if k := s - (len(g.codes) - len(g.merged)); k >= 0 {
		return &g.merged[k]
	}
	return nil
}

// mergedAs returns the merged states with exactly the given code.
func (g *Graph) mergedAs(code string) []int {
	var same []int
	for s := len(g.codes) - len(g.merged); s < len(g.codes); s++ {
		if g.Code(s) == code {
			same = append(same, s)
		}
	}
	return same
}

// doubtMerges notes where the members of a merged state differ in preference, since only the lowest one counts, and where
// two merged states have the same code.
func (g *Graph) doubtMerges() {
	c := g.rules.conflict
	first := len(g.codes) - len(g.merged)
	for m, x := range g.merged {
		at := c.Merges[x.merge].At
		if code := g.Code(first + m); g.mergedAs(code)[0] < first+m {
			g.doubts = append(g.doubts, parley.Issue{At: at, Doubt: true,
				Message: fmt.Sprintf("two merged states have the code `%s`, so that it names neither", code),
				Hint:    "merge fewer states, or name each by one of its members"})
		}
		for i, p := range c.Preferences {
			for _, o := range p.Either {
				if len(o.Statements) == 0 && len(o.Weights) == 0 {
					continue
				}
				if !alike(g.rules, o, x.members) {
					g.doubts = append(g.doubts, parley.Issue{At: at, Doubt: true,
						Message: fmt.Sprintf("`%s` prefers some of the %d merged states to others; the merged outcome ranks as %s", c.Parties[i].ID, len(x.members), g.rules.Code(x.members[0])),
						Hint:    "rank the outcome itself, by `ranking`, if that is not meant"})
					break
				}
			}
		}
	}
}

// alike reports whether no statement or weight of o tells the states apart.
func alike(r *Rules, o parley.Order, states []parley.State) bool {
	var es []*logic.Expr
	for _, s := range o.Statements {
		for _, f := range s.Either {
			es = append(es, f.Expr)
		}
	}
	for _, w := range o.Weights {
		es = append(es, w.Expr)
	}
	for _, e := range es {
		p := r.compile(e)
		first := p.Holds(uint64(states[0]))
		if slices.ContainsFunc(states, func(s parley.State) bool { return p.Holds(uint64(s)) != first }) {
			return false
		}
	}
	return true
}
