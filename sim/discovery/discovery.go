// Package discovery finds rules for where something happens: "in which futures does the plan fail?" It is given runs, each with
// its inputs and whether the thing happened, and returns boxes in the space of inputs: from a decision tree (CART) and from the
// patient rule induction method (PRIM). It knows no model. The order of runs does not matter.
package discovery

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"gonum.org/v1/gonum/stat/distuv"
)

// Data are the runs: Columns[k][r] is input k in run r, Hit[r] whether the thing happened.
type Data struct {
	Names   []string
	Columns [][]float64
	// Labels names the values 0, 1, … of an input that is a choice, not a number, such as a hypothesis; nil for numbers. A rule
	// then lists choices instead of bounds.
	Labels [][]string
	Hit    []bool
}

// check says what is wrong with data.
func (d *Data) check() error {
	n := len(d.Hit)
	if len(d.Columns) != len(d.Names) || d.Labels != nil && len(d.Labels) != len(d.Names) {
		return fmt.Errorf("there are %d names for %d inputs", len(d.Names), len(d.Columns))
	}
	if n == 0 || len(d.Names) == 0 {
		return fmt.Errorf("there are no runs, or no inputs, to find a rule in")
	}
	for k, c := range d.Columns {
		if len(c) != n {
			return fmt.Errorf("%s has %d values for %d runs", d.Names[k], len(c), n)
		}
		for r, x := range c {
			if math.IsNaN(x) {
				return fmt.Errorf("%s is not a number in run %d", d.Names[k], r)
			}
			if d.choice(k) && (x != math.Trunc(x) || x < 0 || int(x) >= len(d.Labels[k])) {
				return fmt.Errorf("%s is %v in run %d, which is none of its %d choices", d.Names[k], x, r, len(d.Labels[k]))
			}
		}
	}
	switch hits := d.hits(); hits {
	case 0:
		return fmt.Errorf("it happens in none of the %d runs: there is nothing to find a rule for", n)
	case n:
		return fmt.Errorf("it happens in all %d runs: there is nothing to find a rule for", n)
	}
	return nil
}

func (d *Data) choice(k int) bool { return d.Labels != nil && d.Labels[k] != nil }

func (d *Data) hits() int {
	n := 0
	for _, h := range d.Hit {
		if h {
			n++
		}
	}
	return n
}

// Restriction is what a box asks of one input: a value in [Low, High], or one of some choices.
type Restriction struct {
	Input     int
	Low, High float64 // infinite where unbounded
	Choices   []int   // ascending; nil for numbers
	// QuasiP is the probability that chance alone would raise the share of hits as far as this restriction does (the binomial tail
	// of the box's hits, at the density of the box without it). It is called quasi since the box was chosen to fit.
	QuasiP float64
}

func (r *Restriction) holds(x float64) bool {
	if r.Choices != nil {
		return slices.Contains(r.Choices, int(x))
	}
	return r.Low <= x && x <= r.High
}

// Box is a rule: all of its restrictions hold.
type Box struct {
	Restrictions []Restriction // by input; a tree's and a peeling's box has at most one for each
	Runs, Hits   int           // in the box
	AllRuns      int
	AllHits      int
}

// Coverage is the share of all hits that lie in the box.
func (b *Box) Coverage() float64 { return float64(b.Hits) / float64(b.AllHits) }

// Density is the share of hits among the runs in the box.
func (b *Box) Density() float64 { return float64(b.Hits) / float64(b.Runs) }

// Mass is the share of all runs that lie in the box.
func (b *Box) Mass() float64 { return float64(b.Runs) / float64(b.AllRuns) }

// merit is the harmonic mean of coverage and density, which is high only if both are.
func (b *Box) merit() float64 { return 2 * float64(b.Hits) / float64(b.AllHits+b.Runs) }

// Contains says whether a run's inputs lie in the box.
func (b *Box) Contains(inputs []float64) bool {
	for k := range b.Restrictions {
		if r := &b.Restrictions[k]; !r.holds(inputs[r.Input]) {
			return false
		}
	}
	return true
}

// In writes the box as a rule: "x above 0.7 and y at most 0.4". Bounds have three digits; the box itself is exact.
func (b *Box) In(d *Data) string {
	if len(b.Restrictions) == 0 {
		return "always"
	}
	var parts []string
	for _, r := range b.Restrictions {
		name := d.Names[r.Input]
		switch {
		case r.Choices != nil:
			var of []string
			for _, c := range r.Choices {
				of = append(of, d.Labels[r.Input][c])
			}
			parts = append(parts, name+" is "+strings.Join(of, " or "))
		case math.IsInf(r.Low, -1):
			parts = append(parts, fmt.Sprintf("%s at most %s", name, short(r.High)))
		case math.IsInf(r.High, 1):
			parts = append(parts, fmt.Sprintf("%s at least %s", name, short(r.Low)))
		default:
			parts = append(parts, fmt.Sprintf("%s between %s and %s", name, short(r.Low), short(r.High)))
		}
	}
	return strings.Join(parts, " and ")
}

func short(x float64) string {
	if math.Abs(x) >= 1000 && math.Abs(x) < 1e15 {
		return strconv.FormatFloat(math.Round(x), 'f', 0, 64)
	}
	return strconv.FormatFloat(x, 'g', 3, 64)
}

// count fills in what lies in the box, and the quasi-p of its restrictions.
func (b *Box) count(d *Data) {
	b.Runs, b.Hits, b.AllRuns, b.AllHits = 0, 0, len(d.Hit), d.hits()
	wider, widerHits := make([]int, len(b.Restrictions)), make([]int, len(b.Restrictions))
	for r, hit := range d.Hit {
		misses, only := 0, 0
		for k := range b.Restrictions {
			if !b.Restrictions[k].holds(d.Columns[b.Restrictions[k].Input][r]) {
				misses++
				only = k
			}
		}
		one := 0
		if hit {
			one = 1
		}
		switch misses {
		case 0:
			b.Runs++
			b.Hits += one
			for k := range wider {
				wider[k]++
				widerHits[k] += one
			}
		case 1:
			wider[only]++
			widerHits[only] += one
		}
	}
	for k := range b.Restrictions {
		p := float64(widerHits[k]) / float64(max(1, wider[k]))
		b.Restrictions[k].QuasiP = atLeast(b.Hits, b.Runs, p)
	}
}

// atLeast is P(X ≥ k) for n draws of probability p.
func atLeast(k, n int, p float64) float64 {
	if k == 0 || p >= 1 {
		return 1
	}
	if p <= 0 {
		return 0
	}
	// The tail of a binomial is a beta distribution.
	return distuv.Beta{Alpha: float64(k), Beta: float64(n - k + 1)}.CDF(p)
}
