package montecarlo

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"
)

// group is a set of inputs that correlations tie together, and the root of the matrix that they shall show.
type group struct {
	members []int
	lower   *mat.TriDense
}

// correlate checks correlations and sorts the inputs that they tie into groups.
func correlate(inputs []Input, correlations []Correlation) ([]group, error) {
	index := map[string]int{}
	for k, in := range inputs {
		index[in.Name] = k
	}
	above := make([]int, len(inputs)) // union-find
	for k := range above {
		above[k] = k
	}
	find := func(k int) int {
		for above[k] != k {
			k = above[k]
		}
		return k
	}
	rank := map[[2]int]float64{}
	for _, c := range correlations {
		a, okA := index[c.A]
		b, okB := index[c.B]
		switch {
		case !okA || !okB:
			name := c.A
			if okA {
				name = c.B
			}
			return nil, fmt.Errorf("the correlation of %s and %s: there is no input called %s", c.A, c.B, name)
		case a == b:
			return nil, fmt.Errorf("%s is correlated with itself; name two different inputs", c.A)
		case !(c.Rank > -1 && c.Rank < 1):
			return nil, fmt.Errorf("the rank correlation of %s and %s is %s, and must lie between -1 and 1, ends excluded", c.A, c.B, plain(c.Rank))
		}
		pair := [2]int{min(a, b), max(a, b)}
		if _, twice := rank[pair]; twice {
			return nil, fmt.Errorf("the correlation of %s and %s is given twice", c.A, c.B)
		}
		rank[pair] = c.Rank
		ra, rb := find(a), find(b)
		above[max(ra, rb)] = min(ra, rb)
	}
	var groups []group
	for root := range inputs {
		var members []int
		for k := range inputs {
			if find(k) == root {
				members = append(members, k)
			}
		}
		if len(members) < 2 || find(root) != root {
			continue
		}
		// The order inside a group decides who keeps its own order; names, not places, so that the order of inputs does not matter.
		slices.SortFunc(members, func(a, b int) int { return cmp.Compare(inputs[a].Name, inputs[b].Name) })
		g := group{members: members}
		var ok bool
		if g.lower, ok = g.root(rank, 1); !ok {
			return nil, g.impossible(inputs, rank)
		}
		groups = append(groups, g)
	}
	return groups, nil
}

// root returns the lower Cholesky factor of the group's correlations, all multiplied by shrink. A rank correlation ρ of normal
// numbers belongs to a linear correlation 2 sin(πρ/6) (Pearson 1907); normal scores are what is reordered.
func (g group) root(rank map[[2]int]float64, shrink float64) (*mat.TriDense, bool) {
	n := len(g.members)
	c := mat.NewSymDense(n, nil)
	for i, a := range g.members {
		c.SetSym(i, i, 1)
		for j := range i {
			b := g.members[j]
			c.SetSym(i, j, 2*math.Sin(math.Pi/6*shrink*rank[[2]int{min(a, b), max(a, b)}]))
		}
	}
	var chol mat.Cholesky
	if !chol.Factorize(c) || chol.Cond() > 1e12 {
		return nil, false
	}
	var l mat.TriDense
	chol.LTo(&l)
	return &l, true
}

// impossible says that correlations exclude each other, and how far they would have to be weakened.
func (g group) impossible(inputs []Input, rank map[[2]int]float64) error {
	low, high := 0.0, 1.0
	for range 30 {
		middle := (low + high) / 2
		if _, ok := g.root(rank, middle); ok {
			low = middle
		} else {
			high = middle
		}
	}
	var names []string
	for _, k := range g.members {
		names = append(names, inputs[k].Name)
	}
	return fmt.Errorf("the correlations among %s cannot hold together (two inputs that both follow a third must also follow each other; pairs not named count as 0); they could if all were multiplied by %.2f",
		strings.Join(names, ", "), math.Floor(low*100)/100)
}

// reorder gives the columns of a group their correlations: Iman and Conover (1982). Each column keeps its values; only their
// order changes, to that of scores which have the wanted correlation exactly within the block.
func (g group) reorder(t *table, n int) {
	k := len(g.members)
	scores := mat.NewDense(n, k, nil)
	order := make([]int, n)
	for c, member := range g.members {
		for r := range order {
			order[r] = r
		}
		slices.SortStableFunc(order, func(a, b int) int {
			return cmp.Compare(t.values[a*t.inputs+member], t.values[b*t.inputs+member])
		})
		for place, r := range order {
			scores.Set(r, c, distuv.UnitNormal.Quantile((float64(place)+0.5)/float64(n)))
		}
	}
	var chol mat.Cholesky
	var own mat.SymDense
	own.SymOuterK(1/float64(n), scores.T())
	factor := mat.DenseCopyOf(g.lower.T())
	if n > k+1 && chol.Factorize(&own) && chol.Cond() < 1e10 {
		// The scores have a small correlation of their own by chance: it is taken out first.
		var upper mat.TriDense
		chol.UTo(&upper)
		var solved mat.Dense
		if err := solved.Solve(&upper, factor); err == nil {
			factor = &solved
		}
	}
	var target mat.Dense
	target.Mul(scores, factor)
	column := make([]float64, n)
	for c, member := range g.members {
		for r := range n {
			column[r] = t.values[r*t.inputs+member]
		}
		slices.Sort(column)
		for r := range order {
			order[r] = r
		}
		slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(target.At(a, c), target.At(b, c)) })
		for place, r := range order {
			t.values[r*t.inputs+member] = column[place]
		}
	}
}
