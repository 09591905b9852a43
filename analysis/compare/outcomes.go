package compare

import (
	"context"
	"slices"

	"github.com/bits-and-blooms/bitset"

	"parley/analysis/paths"
	"parley/analysis/sequence"
	"parley/stability"
)

// equilibria finds for each concept the equilibria that only one side has.
func (c *Comparison) equilibria() {
	for k, v := range c.Results[0].Verdicts {
		sets := [2]*bitset.BitSet{v.Equilibria, c.Results[1].Verdicts[k].Equilibria}
		change := EquilibriumChange{Concept: v.Concept}
		for side, set := range sets {
			for s := range set.EachSet() {
				q := c.Other(side, int(s))
				switch {
				case q >= 0 && sets[1-side].Test(uint(q)):
					change.Both += 1 - side
				default:
					change.Only[side] = append(change.Only[side], int(s))
					if q < 0 {
						change.Gone[side]++
					}
				}
			}
		}
		if len(change.Only[0])+len(change.Only[1]) > 0 {
			c.Equilibria = append(c.Equilibria, change)
		}
	}
}

// outcomes finds the states that hold or are ends on either side, and of them those that differ.
func (c *Comparison) outcomes(reach [2]reached) {
	var holds [2]*bitset.BitSet
	for side, r := range c.Results {
		holds[side] = r.Verdict(c.Hold).Equilibria
	}
	relevant := func(side, s int) bool {
		return s >= 0 && (holds[side].Test(uint(s)) || reach[side].ends != nil && reach[side].ends.Test(uint(s)))
	}
	add := func(states [2]int) {
		o := Outcome{States: states}
		for side, s := range states {
			if s >= 0 {
				o.Holds[side], o.Reach[side] = holds[side].Test(uint(s)), reach[side].of(s)
			}
		}
		if o.Holds[0] == o.Holds[1] && o.Reach[0] == o.Reach[1] {
			c.Alike++
			return
		}
		c.Outcomes = append(c.Outcomes, o)
	}
	for s := range c.Graphs[0].Len() {
		if q := c.Other(0, s); relevant(0, s) || relevant(1, q) {
			add([2]int{s, q})
		}
	}
	for q := range c.Graphs[1].Len() {
		if c.Other(1, q) < 0 && relevant(1, q) {
			add([2]int{-1, q})
		}
	}
	c.EndsChanged = !c.sameEndings()
}

// sameEndings reports whether best replies end at the same states and go round in the same cycles.
func (c *Comparison) sameEndings() bool {
	a, b := c.Endings[0], c.Endings[1]
	if a == nil || b == nil {
		return a == b
	}
	var ends [2][]int
	for side, e := range c.Endings {
		for _, x := range e.Ends {
			ends[side] = append(ends[side], x.State)
		}
	}
	if !c.sameStates(ends[0], ends[1]) || len(a.Cycles) != len(b.Cycles) {
		return false
	}
	for _, x := range a.Cycles {
		if !slices.ContainsFunc(b.Cycles, func(y paths.Cycle) bool { return x.Terminal == y.Terminal && c.sameStates(x.States, y.States) }) {
			return false
		}
	}
	return true
}

// PathChange is a state that holds or is an end on both sides, and to which no shortest path of one side is a shortest path
// of the other.
type PathChange struct {
	States [2]int
	Mode   paths.Mode // Improvements or BestReplies
	Paths  [2]*sequence.Path
}

// paths finds the shortest paths that changed, those by best replies first.
func (c *Comparison) paths(ctx context.Context, reach [2]reached, t Task) error {
	start := c.Graphs[0].StatusQuo()
	if start < 0 || c.Graphs[1].StatusQuo() < 0 {
		return nil
	}
	holds := [2]*bitset.BitSet{c.Results[0].Verdict(c.Hold).Equilibria, c.Results[1].Verdict(c.Hold).Equilibria}
	for _, k := range []int{2, 1} {
		kind := [...]sequence.Kind{sequence.Moves, sequence.Improvements, sequence.BestReplies}[k]
		var common []int32 // lengths of sequences that both sides have
		if c.Other(0, start) == c.Graphs[1].StatusQuo() {
			tree, err := c.common(ctx, kind, t.paths(modes[k]))
			if err != nil {
				return err
			}
			common = tree.Distances()
		}
		for s := range c.Graphs[0].Len() {
			q := c.Other(0, s)
			if q < 0 || !reach[0].by[k].Has(s) || !reach[1].by[k].Has(q) {
				continue
			}
			if !(holds[0].Test(uint(s)) && holds[1].Test(uint(q))) && !(reach[0].ends.Test(uint(s)) && reach[1].ends.Test(uint(q))) {
				continue
			}
			both := [2]*sequence.Path{reach[0].by[k].Path(s), reach[1].by[k].Path(q)}
			if n := len(both[0].Steps); n != len(both[1].Steps) || common == nil || int(common[s]) != n {
				c.Paths = append(c.Paths, PathChange{[2]int{s, q}, modes[k], both})
			}
		}
	}
	return nil
}

// Flip is a party whose stability under a concept differs at states that both conflicts have.
type Flip struct {
	Concept stability.Concept
	// Party is its index on each side. A coalitional concept judges coalitions: then it is the place of the coalition among
	// those judged.
	Party [2]int
	// Lost are the states at which the party is stable in the first conflict only, Gained in the second only: as states of
	// the first, ascending.
	Lost, Gained []int
}

// flips finds whose stability changed at states that both sides have.
func (c *Comparison) flips() {
	for k, v := range c.Results[0].Verdicts {
		if v.Concept.Kind.Coalitional() {
			continue
		}
		w := c.Results[1].Verdicts[k]
		for i, set := range v.Stable {
			other := c.Party(0, i)
			if other < 0 {
				continue
			}
			f := Flip{Concept: v.Concept, Party: [2]int{i, other}}
			for s := range c.Graphs[0].Len() {
				q := c.Other(0, s)
				if q < 0 {
					continue
				}
				switch before, after := set.Test(uint(s)), w.Stable[other].Test(uint(q)); {
				case before && !after:
					f.Lost = append(f.Lost, s)
				case after && !before:
					f.Gained = append(f.Gained, s)
				}
			}
			if len(f.Lost)+len(f.Gained) > 0 {
				c.Flips = append(c.Flips, f)
			}
		}
	}
}
