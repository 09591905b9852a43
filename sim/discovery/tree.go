package discovery

import (
	"cmp"
	"math"
	"math/bits"
	"slices"
)

// TreeOptions say how far a tree grows; the zero value is fit for a readable rule.
type TreeOptions struct {
	Depth int // most questions on the way to a leaf; 4 where 0
	Least int // fewest runs in a leaf; a hundredth of all, at least 7, where 0
	// Gain is the least share of the whole impurity that a subtree must remove per question, else it is pruned; 0.01 where 0.
	Gain float64
}

// maxChoices bounds the labels of a choice that a tree sorts into two sides.
const maxChoices = 63

// Tree is a decision tree (Breiman, Friedman, Olshen and Stone 1984): binary questions that lower Gini's impurity most, grown,
// then pruned where a subtree is not worth its questions.
type Tree struct {
	// Leaves partition the space of inputs; those where hits are more frequent than in all runs first, by coverage.
	Leaves []Box
	root   *node
}

// Rule returns the leaf in which coverage and density are best together (their harmonic mean), as a rule of its own: freed of
// the other leaves, its bounds are moved to where they fit best, and what does nothing is dropped.
func (t *Tree) Rule(d *Data) Box {
	best := &t.Leaves[0]
	for k := range t.Leaves {
		if t.Leaves[k].merit() > best.merit() {
			best = &t.Leaves[k]
		}
	}
	return polish(d, *best, 0, 1)
}

type node struct {
	rows      []int
	hits      int
	input     int // of the question
	cut       float64
	left      uint64 // choices on the left; for numbers, values up to cut
	low, high *node  // nil in a leaf
}

func (n *node) impurity() float64 {
	p := float64(n.hits) / float64(len(n.rows))
	return 2 * p * (1 - p) * float64(len(n.rows))
}

// Grow builds a tree. Equal questions are decided by the order of inputs, so the order of runs plays no part. Cost: inputs ·
// runs · log runs per level.
func Grow(d *Data, o TreeOptions) (*Tree, error) {
	if err := d.check(); err != nil {
		return nil, err
	}
	if o.Depth <= 0 {
		o.Depth = 4
	}
	if o.Least <= 0 {
		o.Least = max(7, len(d.Hit)/100)
	}
	if o.Gain <= 0 {
		o.Gain = .01
	}
	t := &Tree{root: &node{hits: d.hits()}}
	for r := range d.Hit {
		t.root.rows = append(t.root.rows, r)
	}
	t.root.split(d, o, o.Depth)
	t.root.prune(o.Gain * t.root.impurity())
	t.collect(d, t.root, nil)
	slices.SortStableFunc(t.Leaves, func(a, b Box) int {
		base := float64(a.AllHits) / float64(a.AllRuns)
		return cmp.Or(cmp.Compare(side(b.Density() > base), side(a.Density() > base)), cmp.Compare(b.Hits, a.Hits), cmp.Compare(a.Runs, b.Runs))
	})
	return t, nil
}

func side(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (n *node) split(d *Data, o TreeOptions, depth int) {
	if depth == 0 || n.hits == 0 || n.hits == len(n.rows) || len(n.rows) < 2*o.Least {
		return
	}
	best := n.impurity() - 1e-9*float64(len(n.rows))
	found := false
	for k := range d.Columns {
		if d.choice(k) && len(d.Labels[k]) > maxChoices {
			continue
		}
		impurity, cut, left, ok := n.question(d, k, o.Least)
		if ok && impurity < best-1e-12 {
			best, found = impurity, true
			n.input, n.cut, n.left = k, cut, left
		}
	}
	if !found {
		return
	}
	n.low, n.high = &node{}, &node{}
	for _, r := range n.rows {
		to := n.high
		if n.isLow(d, r) {
			to = n.low
		}
		to.rows = append(to.rows, r)
		to.hits += side(d.Hit[r])
	}
	n.low.split(d, o, depth-1)
	n.high.split(d, o, depth-1)
}

func (n *node) isLow(d *Data, r int) bool {
	x := d.Columns[n.input][r]
	if d.choice(n.input) {
		return n.left>>int(x)&1 == 1
	}
	return x <= n.cut
}

// question finds the best cut of one input. Choices are put in the order of their share of hits first: for two classes the best
// partition is then a cut (Breiman and others 1984, theorem 4.5).
func (n *node) question(d *Data, k, least int) (impurity, cut float64, left uint64, ok bool) {
	key := func(r int) float64 { return d.Columns[k][r] }
	var place []int
	if d.choice(k) {
		m := len(d.Labels[k])
		runs, hits := make([]int, m), make([]int, m)
		for _, r := range n.rows {
			c := int(d.Columns[k][r])
			runs[c]++
			hits[c] += side(d.Hit[r])
		}
		order := make([]int, m)
		place = make([]int, m)
		for c := range order {
			order[c] = c
		}
		slices.SortStableFunc(order, func(a, b int) int { // hits[a]/runs[a] against hits[b]/runs[b]
			return cmp.Compare(hits[a]*max(1, runs[b]), hits[b]*max(1, runs[a]))
		})
		for p, c := range order {
			place[c] = p
		}
		key = func(r int) float64 { return float64(place[int(d.Columns[k][r])]) }
	}
	rows := slices.Clone(n.rows)
	slices.SortFunc(rows, func(a, b int) int { return cmp.Compare(key(a), key(b)) })
	impurity = math.Inf(1)
	below := 0
	for i := range len(rows) - 1 {
		below += side(d.Hit[rows[i]])
		a, b := key(rows[i]), key(rows[i+1])
		if a == b || i+1 < least || len(rows)-i-1 < least {
			continue
		}
		x := gini(below, i+1) + gini(n.hits-below, len(rows)-i-1)
		if x < impurity-1e-12 {
			impurity, ok = x, true
			if cut = a + (b-a)/2; !(cut >= a && cut < b) { // infinite, or next to each other
				cut = a
			}
			left = 0
			for c, p := range place {
				if float64(p) <= cut {
					left |= 1 << c
				}
			}
		}
	}
	return impurity, cut, left, ok
}

func gini(hits, n int) float64 { return 2 * float64(hits) * float64(n-hits) / float64(n) }

// prune removes subtrees whose questions lower the impurity by less than price each, and those on whose both sides it happens
// nowhere more often than elsewhere. It returns impurity and leaves of what remains.
func (n *node) prune(price float64) (impurity float64, leaves int) {
	if n.low == nil {
		return n.impurity(), 1
	}
	a, la := n.low.prune(price)
	b, lb := n.high.prune(price)
	if gain := n.impurity() - a - b; gain < price*float64(la+lb-1) {
		n.low, n.high = nil, nil
		return n.impurity(), 1
	}
	return a + b, la + lb
}

// collect lists the leaves as boxes.
func (t *Tree) collect(d *Data, n *node, above []Restriction) {
	if n.low == nil {
		b := Box{Restrictions: above}
		b.count(d)
		t.Leaves = append(t.Leaves, b)
		return
	}
	t.collect(d, n.low, narrow(d, above, n, true))
	t.collect(d, n.high, narrow(d, above, n, false))
}

// narrow adds one side of a question to restrictions, merging it with one of the same input.
func narrow(d *Data, above []Restriction, n *node, low bool) []Restriction {
	out := slices.Clone(above)
	k := slices.IndexFunc(out, func(r Restriction) bool { return r.Input == n.input })
	if k < 0 {
		k, _ = slices.BinarySearchFunc(out, n.input, func(r Restriction, input int) int { return cmp.Compare(r.Input, input) })
		r := Restriction{Input: n.input, Low: math.Inf(-1), High: math.Inf(1)}
		if d.choice(n.input) {
			for c := range d.Labels[n.input] {
				r.Choices = append(r.Choices, c)
			}
		}
		out = slices.Insert(out, k, r)
	}
	r := &out[k]
	switch {
	case r.Choices != nil:
		kept := make([]int, 0, bits.OnesCount64(n.left))
		for _, c := range r.Choices {
			if (n.left>>c&1 == 1) == low {
				kept = append(kept, c)
			}
		}
		r.Choices = kept
	case low:
		r.High = min(r.High, n.cut)
	default:
		r.Low = max(r.Low, math.Nextafter(n.cut, math.Inf(1)))
	}
	return out
}
