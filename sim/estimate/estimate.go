// Package estimate holds numbers that are known up to an error, and writes them so: never with a digit that the error does not
// allow. Intervals are two-sided and have the confidence that is asked for, at least nearly; tests measure how nearly.
package estimate

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// Confidence is that of intervals where nothing else is asked for.
const Confidence = 0.90

// Estimate is a number from finitely many runs, and where the true one lies: between Low and High with a given confidence. Low,
// High and Value may be infinite, for a time that many runs do not reach; they are NaN where there is nothing to estimate from.
type Estimate struct {
	Value, Low, High float64
}

// Exact is a number without error.
func Exact(x float64) Estimate { return Estimate{x, x, x} }

// Error is half the width of the interval.
func (e Estimate) Error() float64 { return (e.High - e.Low) / 2 }

// Covers says whether a value lies in the interval.
func (e Estimate) Covers(x float64) bool { return e.Low <= x && x <= e.High }

// Less says whether e is smaller than other by more than chance, in that the intervals do not meet. That is stricter than the
// confidence of each: of two numbers from the same runs, estimate the difference instead.
func (e Estimate) Less(other Estimate) bool { return e.High < other.Low }

// Z is the number of standard errors on either side of a normal interval: 1.645 for 0.90.
func Z(confidence float64) float64 { return distuv.UnitNormal.Quantile((1 + confidence) / 2) }

// Normal is an estimate with a standard error, taken as normal.
func Normal(value, se, confidence float64) Estimate {
	z := Z(confidence)
	return Estimate{value, value - z*se, value + z*se}
}

// Mean is the interval for the mean of n independent numbers with a sample standard deviation, by Student's t. Below two
// numbers it is unbounded.
func Mean(mean, sd float64, n int, confidence float64) Estimate {
	if n < 2 {
		return Estimate{mean, math.Inf(-1), math.Inf(1)}
	}
	t := distuv.StudentsT{Mu: 0, Sigma: 1, Nu: float64(n - 1)}.Quantile((1 + confidence) / 2)
	h := t * sd / math.Sqrt(float64(n))
	return Estimate{mean, mean - h, mean + h}
}

// Proportion is the share k of n with Wilson's interval (1927), which keeps its confidence for rare events and small n far
// better than the textbook one, and is never empty at 0 or n.
func Proportion(k, n int, confidence float64) Estimate {
	if n == 0 {
		return Estimate{math.NaN(), 0, 1}
	}
	z := Z(confidence)
	m, p := float64(n), float64(k)/float64(n)
	middle := (p + z*z/(2*m)) / (1 + z*z/m)
	half := z / (1 + z*z/m) * math.Sqrt(p*(1-p)/m+z*z/(4*m*m))
	e := Estimate{p, max(0, middle-half), min(1, middle+half)}
	if k == 0 {
		e.Low = 0
	}
	if k == n {
		e.High = 1
	}
	return e
}

// ExactProportion is the share k of n with the interval of Clopper and Pearson (1934), which has at least its confidence, always.
func ExactProportion(k, n int, confidence float64) Estimate {
	if n == 0 {
		return Estimate{math.NaN(), 0, 1}
	}
	tail := (1 - confidence) / 2
	e := Estimate{float64(k) / float64(n), 0, 1}
	if k > 0 {
		e.Low = distuv.Beta{Alpha: float64(k), Beta: float64(n - k + 1)}.Quantile(tail)
	}
	if k < n {
		e.High = distuv.Beta{Alpha: float64(k + 1), Beta: float64(n - k)}.Quantile(1 - tail)
	}
	return e
}

// QuantileRanks returns the shares low and high such that the sample quantiles at them enclose the true p-quantile: an interval
// from order statistics, which assumes nothing of the distribution. low is below 0 or high above 1 where n is too small for a
// bound on that side. The ranks are exact (binomial) up to n = 1000, normal beyond.
func QuantileRanks(p float64, n int, confidence float64) (low, high float64) {
	m := float64(n)
	if n > 1000 {
		h := Z(confidence) * math.Sqrt(p*(1-p)/m)
		low, high = math.Floor((p-h)*m)/m, math.Ceil((p+h)*m)/m
		if low <= 0 {
			low = -1
		}
		if high > 1 {
			high = 2
		}
		return low, high
	}
	// The number B of values below the quantile is binomial. The k-th smallest value is at or below it iff B ≥ k or nearly so;
	// take the largest k with P(B < k) ≤ tail, and the smallest l with P(B ≥ l) ≤ tail.
	tail := (1 - confidence) / 2
	low, high = -1, 2
	below, b := 0.0, distuv.Binomial{N: m, P: p}
	for k := range n + 1 {
		if k > 0 && below <= tail {
			low = float64(k) / m
		}
		if k > 0 && 1-below <= tail+1e-12 {
			high = float64(k) / m
			break
		}
		below += b.Prob(float64(k))
	}
	return low, high
}
