package summary

import (
	"fmt"
	"math"
	"slices"

	"parley/sim/estimate"
	"parley/sim/montecarlo"
)

// Pairs compares a quantity with and without a lever, run by run, where both variants met the same luck. It keeps all values:
// 16 bytes per run.
type Pairs struct {
	With, Without []float64
}

// Add takes in the two values of a run. A time that is not reached within the horizon is +Inf.
func (p *Pairs) Add(with, without float64) {
	p.With = append(p.With, with)
	p.Without = append(p.Without, without)
}

// Difference is what a lever changes: with minus without.
type Difference struct {
	Runs int
	// Medians of the two variants, and the difference of the medians with a bootstrap interval (percentiles of resampled pairs).
	// Where the shared luck outweighs the lever the interval is too wide, and covers more often than asked: it errs towards "no
	// more than chance". Medians may be +Inf; the difference of two such is 0.
	MedianWith, MedianWithout float64
	Median                    estimate.Estimate
	// Mean is that of the differences per run, by Student's t. Where values were above the cap they count as the cap: then it
	// is the difference of means restricted to the horizon.
	Mean   estimate.Estimate
	Capped int // runs in which either value was above the cap
	// Typical is the median of the differences per run, with an interval from order statistics. Pairs that are both above the cap
	// count as equal.
	Typical estimate.Estimate
	// Shares of the runs in which the lever makes the value larger, smaller, or leaves it.
	Higher, Lower, Same estimate.Estimate
	// Moves: the interval of Median excludes 0, so that the lever moves the median by more than chance.
	Moves bool
	// Replicates and Confidence are those of the intervals.
	Replicates int
	Confidence float64
}

// DefaultReplicates is the number of bootstrap samples where none is given: enough that the ends of a 90 % interval lie between
// the true 4 and 6 % points.
const DefaultReplicates = 999

// Compare sums the pairs up. Values above most count as most for means and differences per run; +Inf for most leaves all as they
// are. seed is for the bootstrap. Cost: runs times replicates, a second for 100,000 runs.
func (p *Pairs) Compare(most float64, seed montecarlo.Seed, replicates int, confidence float64) (*Difference, error) {
	n := len(p.With)
	if n < 2 {
		return nil, fmt.Errorf("a difference needs at least two runs, there are %d", n)
	}
	if replicates <= 0 {
		replicates = DefaultReplicates
	}
	d := &Difference{Runs: n, Replicates: replicates, Confidence: confidence}
	var mean montecarlo.Moments
	differences := make([]float64, n)
	higher, lower := 0, 0
	for k := range n {
		a, b := p.With[k], p.Without[k]
		if math.IsNaN(a) || math.IsNaN(b) {
			return nil, fmt.Errorf("the value of run %d is not a number", k)
		}
		if a > most || b > most {
			d.Capped++
		}
		a, b = min(a, most), min(b, most)
		x := a - b
		if a == b { // also two infinite ones
			x = 0
		}
		if math.IsInf(x, 0) {
			return nil, fmt.Errorf("run %d reaches the threshold in one variant only: give the horizon as the largest time", k)
		}
		differences[k] = x
		mean.Add(x)
		switch {
		case x > 0:
			higher++
		case x < 0:
			lower++
		}
	}
	d.Mean = estimate.Mean(mean.Mean, math.Sqrt(mean.Variance()), n, confidence)
	d.Higher, d.Lower = estimate.Proportion(higher, n, confidence), estimate.Proportion(lower, n, confidence)
	d.Same = estimate.Proportion(n-higher-lower, n, confidence)
	slices.Sort(differences)
	d.Typical = ordered(differences, .5, confidence)

	with, without := newCentre(p.With), newCentre(p.Without)
	d.MedianWith, d.MedianWithout = with.sorted[(n-1)/2], without.sorted[(n-1)/2]
	medians := make([]float64, replicates)
	streams := montecarlo.NewStreams(seed, "bootstrap of medians")
	for b := range medians {
		r := streams.Of(b)
		with.clear()
		without.clear()
		for range n {
			k := r.Uint64N(uint64(n))
			with.take(k)
			without.take(k)
		}
		medians[b] = gap(with.median(), without.median())
	}
	slices.Sort(medians)
	tail := (1 - confidence) / 2
	d.Median = estimate.Estimate{Value: gap(d.MedianWith, d.MedianWithout),
		Low: medians[int(tail*float64(replicates))], High: medians[min(replicates-1, int((1-tail)*float64(replicates)))]}
	d.Moves = d.Median.Low > 0 || d.Median.High < 0
	return d, nil
}

func gap(a, b float64) float64 {
	if a == b {
		return 0
	}
	return a - b
}

// ordered is a quantile of sorted numbers with an interval from order statistics.
func ordered(sorted []float64, share, confidence float64) estimate.Estimate {
	n := len(sorted)
	low, high := estimate.QuantileRanks(share, n, confidence)
	at := func(p float64) float64 { return sorted[max(0, int(math.Ceil(p*float64(n)-1e-9))-1)] }
	e := estimate.Estimate{Value: at(share), Low: math.Inf(-1), High: math.Inf(1)}
	if low > 0 {
		e.Low = at(low)
	}
	if high <= 1 {
		e.High = at(high)
	}
	return e
}

// centre finds medians of resamples by counting: of numbers far below the median only how many are drawn matters, and
// those far above not at all. Far is eight standard deviations of the median's rank.
type centre struct {
	sorted []float64
	rank   []int32 // of each run
	from   int32
	until  int32
	below  int
	counts []int32 // by rank
}

func newCentre(values []float64) *centre {
	n := len(values)
	order := make([]int32, n)
	for k := range order {
		order[k] = int32(k)
	}
	slices.SortFunc(order, func(a, b int32) int {
		switch {
		case values[a] < values[b]:
			return -1
		case values[a] > values[b]:
			return 1
		}
		return int(a - b)
	})
	c := &centre{sorted: make([]float64, n), rank: make([]int32, n)}
	for place, k := range order {
		c.sorted[place], c.rank[k] = values[k], int32(place)
	}
	reach := int32(8*math.Sqrt(float64(n))/2) + 2
	c.from, c.until = max(0, int32(n/2)-reach), min(int32(n), int32(n/2)+reach)
	c.counts = make([]int32, c.until-c.from)
	return c
}

func (c *centre) clear() {
	c.below = 0
	clear(c.counts)
}

func (c *centre) take(k uint64) {
	switch r := c.rank[k]; {
	case r < c.from:
		c.below++
	case r < c.until:
		c.counts[r-c.from]++
	}
}

// median returns the lower median of what was taken; at the edge of the window if it lies outside, which at eight standard
// deviations no one will see.
func (c *centre) median() float64 {
	need := (len(c.sorted)-1)/2 + 1
	sum := c.below
	for k, m := range c.counts {
		if sum += int(m); sum >= need {
			return c.sorted[int(c.from)+k]
		}
	}
	return c.sorted[c.until-1]
}
