package sensitivity

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"parley/sim/estimate"
)

// Correlation is how an input and the result rise together.
type Correlation struct {
	Input string
	// Rank is Spearman's correlation with its interval (Fisher's z, with the variance of Bonett and Wright 2000). It finds
	// any relation that only rises or only falls, and misses those that turn.
	Rank estimate.Estimate
}

// RankCorrelations compares each input with the result over the same runs: inputs[k][r] belongs to result[r]. Draws of a run
// stay together, so the order of runs does not matter. The strongest first; equal ones by name. Use plain draws: the
// interval takes runs as independent.
func RankCorrelations(names []string, inputs [][]float64, result []float64, confidence float64) ([]Correlation, error) {
	n := len(result)
	if n < 4 {
		return nil, fmt.Errorf("a rank correlation needs at least four runs, there are %d", n)
	}
	out := make([]Correlation, 0, len(names))
	y := Ranks(result)
	for k, name := range names {
		if len(inputs[k]) != n {
			return nil, fmt.Errorf("%s has %d values for %d runs", name, len(inputs[k]), n)
		}
		r := pearson(Ranks(inputs[k]), y)
		c := Correlation{Input: name, Rank: estimate.Estimate{Value: r, Low: -1, High: 1}}
		if math.Abs(r) < 1 {
			h := estimate.Z(confidence) * math.Sqrt((1+r*r/2)/float64(n-3))
			c.Rank.Low, c.Rank.High = math.Tanh(math.Atanh(r)-h), math.Tanh(math.Atanh(r)+h)
		} else {
			c.Rank.Low, c.Rank.High = r, r
		}
		out = append(out, c)
	}
	slices.SortFunc(out, func(a, b Correlation) int {
		return cmp.Or(cmp.Compare(math.Abs(b.Rank.Value), math.Abs(a.Rank.Value)), cmp.Compare(a.Input, b.Input))
	})
	return out, nil
}

// Ranks returns the rank of each value from 1; equal values share the mean of their ranks. Infinite values are allowed.
func Ranks(x []float64) []float64 {
	order := make([]int, len(x))
	for k := range order {
		order[k] = k
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(x[a], x[b]) })
	r := make([]float64, len(x))
	for i := 0; i < len(order); {
		j := i
		for j < len(order) && x[order[j]] == x[order[i]] {
			j++
		}
		for _, k := range order[i:j] {
			r[k] = float64(i+j+1) / 2
		}
		i = j
	}
	return r
}

// pearson is the linear correlation of ranks, 0 where one of them does not vary. Sums of ranks, which are halves of whole
// numbers, are exact, so that the order of runs does not change a bit of them.
func pearson(x, y []float64) float64 {
	middle := float64(len(x)+1) / 2
	var xy, xx, yy float64
	for k := range x {
		a, b := x[k]-middle, y[k]-middle
		xy += a * b
		xx += a * a
		yy += b * b
	}
	if xx == 0 || yy == 0 {
		return 0
	}
	return max(-1, min(1, xy/math.Sqrt(xx*yy)))
}
