// Package summary turns runs into answers: percentile fans, times to a threshold, survival, which comes first, where things
// stand over time, and what a lever changes. Each summary is filled run by run, merged block by block in the order of the runs,
// and says its Monte Carlo error. It knows nothing of what was simulated. Times are numbers from the start, in any unit.
package summary

import (
	"fmt"
	"math"

	"parley/sim/estimate"
	"parley/sim/montecarlo"
)

// Fan is how a quantity is distributed over the runs, at each of several times. Memory: a montecarlo.Sketch per time.
type Fan struct {
	times []float64
	cells []montecarlo.Sketch
}

// NewFan prepares a fan at times in ascending order.
func NewFan(times []float64) *Fan { return &Fan{times, make([]montecarlo.Sketch, len(times))} }

// Times returns the times of the fan; not to be changed.
func (f *Fan) Times() []float64 { return f.times }

// Add takes in a run's value at the k-th time. A run that ended earlier may be left out from then on; Count tells how many
// there are.
func (f *Fan) Add(k int, value float64) { f.cells[k].Add(value) }

// Count is how many runs have a value at the k-th time.
func (f *Fan) Count(k int) int { return f.cells[k].Count() }

// Settle does what Merge would otherwise do; to be called where a block is done.
func (f *Fan) Settle() {
	for k := range f.cells {
		f.cells[k].Settle()
	}
}

// Merge takes in the runs of another fan at the same times.
func (f *Fan) Merge(o *Fan) {
	for k := range f.cells {
		f.cells[k].Merge(&o.cells[k])
	}
}

// Percentiles returns for each time the quantiles at shares in ascending order, such as .05, .25, .5, .75, .95.
func (f *Fan) Percentiles(shares []float64) [][]float64 {
	out := make([][]float64, len(f.cells))
	for k := range out {
		out[k] = f.cells[k].Quantiles(shares)
	}
	return out
}

// At returns one quantile at the k-th time with its interval.
func (f *Fan) At(k int, share, confidence float64) estimate.Estimate {
	return Quantile(&f.cells[k], share, confidence)
}

// RankError is the largest of the fan's sketches, as a share.
func (f *Fan) RankError() float64 {
	most := 0.0
	for k := range f.cells {
		most = max(most, f.cells[k].RankError())
	}
	return most
}

// Quantile estimates a quantile from a sketch: an interval of order statistics, widened by what the sketch may be off. A side for
// which there are too few runs is unbounded.
func Quantile(s *montecarlo.Sketch, share, confidence float64) estimate.Estimate {
	if s.Count() == 0 {
		return estimate.Estimate{Value: math.NaN(), Low: math.Inf(-1), High: math.Inf(1)}
	}
	low, high := estimate.QuantileRanks(share, s.Count(), confidence)
	off := s.RankError()
	e := estimate.Estimate{Value: s.Quantile(share), Low: math.Inf(-1), High: math.Inf(1)}
	if low -= off; low > 0 {
		e.Low = s.Quantile(low)
	}
	if high += off; high <= 1 {
		e.High = s.Quantile(high)
	}
	return e
}

// Occupancy is how often each of several states is in force, at each of several times.
type Occupancy struct {
	times  []float64
	labels []string
	counts [][]int // by time, by state
	index  map[string]int
}

// NewOccupancy prepares counts for states with labels, at times in ascending order. More states may come up later.
func NewOccupancy(times []float64, labels []string) *Occupancy {
	o := &Occupancy{times: times, counts: make([][]int, len(times)), index: map[string]int{}}
	for _, l := range labels {
		o.State(l)
	}
	return o
}

// State returns the number of the state with a label, a new one if there is none yet.
func (o *Occupancy) State(label string) int {
	s, ok := o.index[label]
	if !ok {
		s = len(o.labels)
		o.index[label] = s
		o.labels = append(o.labels, label)
	}
	return s
}

// Add notes that a run is in a state at the k-th time.
func (o *Occupancy) Add(k, state int) { o.add(k, state, 1) }

func (o *Occupancy) add(k, state, n int) {
	for len(o.counts[k]) <= state {
		o.counts[k] = append(o.counts[k], 0)
	}
	o.counts[k][state] += n
}

// Merge takes in the runs of another at the same times. States are told apart by their labels.
func (o *Occupancy) Merge(p *Occupancy) {
	for s, label := range p.labels {
		to := o.State(label)
		for k, at := range p.counts {
			if s < len(at) && at[s] > 0 {
				o.add(k, to, at[s])
			}
		}
	}
}

// Times and Labels return what the counts are about; not to be changed.
func (o *Occupancy) Times() []float64 { return o.times }
func (o *Occupancy) Labels() []string { return o.labels }

// Share returns the share of runs in a state at the k-th time, with Wilson's interval.
func (o *Occupancy) Share(k, state int, confidence float64) estimate.Estimate {
	n := 0
	for _, c := range o.counts[k] {
		n += c
	}
	here := 0
	if state < len(o.counts[k]) {
		here = o.counts[k][state]
	}
	return estimate.Proportion(here, n, confidence)
}

// Top returns an occupancy of the n states that are in force most, all times together, and one more, called "other", for the
// rest, if there are more. Equal ones keep their order.
func (o *Occupancy) Top(n int) *Occupancy {
	if len(o.labels) <= n {
		return o
	}
	total := make([]int, len(o.labels))
	for _, at := range o.counts {
		for s, c := range at {
			total[s] += c
		}
	}
	kept := map[int]bool{}
	for range n {
		best := -1
		for s, c := range total {
			if !kept[s] && (best < 0 || c > total[best]) {
				best = s
			}
		}
		kept[best] = true
	}
	var labels []string
	place := make([]int, len(o.labels))
	for s := range o.labels {
		if place[s] = n; kept[s] {
			place[s] = len(labels)
			labels = append(labels, o.labels[s])
		}
	}
	top := NewOccupancy(o.times, append(labels, fmt.Sprintf("other (%d)", len(o.labels)-n)))
	for k, at := range o.counts {
		for s, c := range at {
			top.add(k, place[s], c)
		}
	}
	return top
}
