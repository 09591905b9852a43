package montecarlo

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"gonum.org/v1/gonum/stat/distuv"
)

// Distribution is what an analyst holds possible of a number.
type Distribution interface {
	// Quantile returns the smallest value that is not exceeded with probability p, for p in [0, 1]. Draws are quantiles of
	// uniform draws, so that equal luck gives comparable values under two distributions.
	Quantile(p float64) float64
	// Mean is the expected value.
	Mean() float64
	// Variance is that of one draw, 0 for a point.
	Variance() float64
	// String writes the distribution as an analyst would, such as "triangular 10, 20, 40".
	String() string
}

// law is what gonum's distributions offer.
type law interface {
	Quantile(p float64) float64
	Mean() float64
	Variance() float64
}

type (
	point      float64
	parametric struct {
		words string
		law
	}
	shifted struct { // a beta distribution on another interval
		words     string
		low, span float64
		beta      distuv.Beta
	}
	stepped struct { // values in ascending order, each with the probability that it is not exceeded
		words  string
		values []float64
		upTo   []float64
	}
)

func (d point) Quantile(float64) float64 { return float64(d) }
func (d point) Mean() float64            { return float64(d) }
func (d point) Variance() float64        { return 0 }
func (d point) String() string           { return plain(float64(d)) }

func (d parametric) String() string { return d.words }

func (d shifted) Quantile(p float64) float64 { return d.low + d.span*d.beta.Quantile(p) }
func (d shifted) Mean() float64              { return d.low + d.span*d.beta.Mean() }
func (d shifted) Variance() float64          { return d.span * d.span * d.beta.Variance() }
func (d shifted) String() string             { return d.words }

func (d stepped) Quantile(p float64) float64 {
	k, _ := slices.BinarySearch(d.upTo, p)
	return d.values[min(k, len(d.values)-1)]
}

func (d stepped) Mean() float64 {
	sum, before := 0.0, 0.0
	for k, v := range d.values {
		sum += v * (d.upTo[k] - before)
		before = d.upTo[k]
	}
	return sum
}

func (d stepped) Variance() float64 {
	mean := d.Mean()
	sum, before := 0.0, 0.0
	for k, v := range d.values {
		sum += (v - mean) * (v - mean) * (d.upTo[k] - before)
		before = d.upTo[k]
	}
	return sum
}

func (d stepped) String() string { return d.words }

// Point is a number that is known.
func Point(value float64) (Distribution, error) {
	if err := finite("a point", value); err != nil {
		return nil, err
	}
	return point(value), nil
}

// Uniform holds every value between low and high equally likely.
func Uniform(low, high float64) (Distribution, error) {
	if err := finite("uniform", low, high); err != nil {
		return nil, err
	}
	if err := ascending("uniform", low, high); err != nil {
		return nil, err
	}
	return parametric{words("uniform", low, high), distuv.Uniform{Min: low, Max: high}}, nil
}

// Triangular rises from the lowest value to the most likely one and falls to the highest. The most likely may be one of the ends.
func Triangular(low, likely, high float64) (Distribution, error) {
	if err := threePoints("triangular", low, likely, high); err != nil {
		return nil, err
	}
	return parametric{words("triangular", low, likely, high), distuv.NewTriangle(low, high, likely, nil)}, nil
}

// PERT is the smooth sister of Triangular: a beta distribution whose mean is (low + 4 likely + high) / 6 (Malcolm and others 1959).
func PERT(low, likely, high float64) (Distribution, error) {
	if err := threePoints("pert", low, likely, high); err != nil {
		return nil, err
	}
	span := high - low
	return shifted{words("pert", low, likely, high), low, span,
		distuv.Beta{Alpha: 1 + 4*(likely-low)/span, Beta: 1 + 4*(high-likely)/span}}, nil
}

// Normal is the bell curve with a mean and a standard deviation.
func Normal(mean, sd float64) (Distribution, error) {
	if err := finite("normal", mean, sd); err != nil {
		return nil, err
	}
	if sd <= 0 {
		return nil, fmt.Errorf("normal: the standard deviation is %s, and must be above 0; a number without spread is a point", plain(sd))
	}
	return parametric{words("normal", mean, sd), distuv.Normal{Mu: mean, Sigma: sd}}, nil
}

// Lognormal is the distribution of a positive number whose logarithm is normal, given by the values below which it lies with
// 5 and with 95 percent.
func Lognormal(p5, p95 float64) (Distribution, error) {
	if err := finite("lognormal", p5, p95); err != nil {
		return nil, err
	}
	if p5 <= 0 {
		return nil, fmt.Errorf("lognormal: the 5 %% value is %s, and must be above 0; for a number that may be negative use normal", plain(p5))
	}
	if err := ascending("lognormal", p5, p95); err != nil {
		return nil, err
	}
	low, high := math.Log(p5), math.Log(p95)
	z := distuv.UnitNormal.Quantile(.95)
	return parametric{words("lognormal", p5, p95), distuv.LogNormal{Mu: (low + high) / 2, Sigma: (high - low) / (2 * z)}}, nil
}

// Beta is a share between low and high, usually 0 and 1, whose shape two positive numbers set: mean low + (high−low)·a/(a+b),
// narrower the larger a+b.
func Beta(a, b, low, high float64) (Distribution, error) {
	if err := finite("beta", a, b, low, high); err != nil {
		return nil, err
	}
	if a <= 0 || b <= 0 {
		return nil, fmt.Errorf("beta: the two shape numbers are %s and %s, and both must be above 0", plain(a), plain(b))
	}
	if err := ascending("beta", low, high); err != nil {
		return nil, err
	}
	w := words("beta", a, b)
	if low != 0 || high != 1 {
		w += fmt.Sprintf(" between %s and %s", plain(low), plain(high))
	}
	return shifted{w, low, high - low, distuv.Beta{Alpha: a, Beta: b}}, nil
}

// Bernoulli is 1 with probability p, else 0.
func Bernoulli(p float64) (Distribution, error) {
	if !(p >= 0 && p <= 1) {
		return nil, fmt.Errorf("bernoulli: the probability is %s, and must lie between 0 and 1", plain(p))
	}
	return stepped{words("bernoulli", p), []float64{0, 1}, []float64{1 - p, 1}}, nil
}

// Discrete is one of several values, each with a weight. Weights need not add up to 1: they are divided by their sum.
func Discrete(values, weights []float64) (Distribution, error) {
	if len(values) == 0 {
		return nil, fmt.Errorf("discrete: there are no values")
	}
	if len(values) != len(weights) {
		return nil, fmt.Errorf("discrete: there are %d values and %d weights; write one weight for each value", len(values), len(weights))
	}
	if err := finite("discrete", slices.Concat(values, weights)...); err != nil {
		return nil, err
	}
	weight := map[float64]float64{}
	for k, v := range values {
		if weights[k] < 0 {
			return nil, fmt.Errorf("discrete: the weight of %s is %s, and must not be below 0", plain(v), plain(weights[k]))
		}
		if _, twice := weight[v]; twice {
			return nil, fmt.Errorf("discrete: the value %s stands twice; add its weights", plain(v))
		}
		weight[v] = weights[k]
	}
	d := stepped{}
	sum := 0.0
	var parts []string
	for _, v := range slices.Sorted(slices.Values(values)) {
		if weight[v] == 0 {
			continue
		}
		sum += weight[v]
		d.values, d.upTo = append(d.values, v), append(d.upTo, sum)
		parts = append(parts, plain(v)+": "+plain(weight[v]))
	}
	if sum == 0 {
		return nil, fmt.Errorf("discrete: all weights are 0")
	}
	for k := range d.upTo {
		d.upTo[k] /= sum
	}
	d.upTo[len(d.upTo)-1] = 1
	d.words = "discrete " + strings.Join(parts, ", ")
	return d, nil
}

// Empirical is a sample of observed values, each as likely as any other. The order of the sample does not matter.
func Empirical(sample []float64) (Distribution, error) {
	if len(sample) == 0 {
		return nil, fmt.Errorf("empirical: the sample is empty")
	}
	if err := finite("empirical", sample...); err != nil {
		return nil, err
	}
	d := stepped{words: fmt.Sprintf("empirical, %d values", len(sample)), values: slices.Sorted(slices.Values(sample))}
	for k := range sample {
		d.upTo = append(d.upTo, float64(k+1)/float64(len(sample)))
	}
	return d, nil
}

// threePoints checks low ≤ likely ≤ high and low < high.
func threePoints(name string, low, likely, high float64) error {
	if err := finite(name, low, likely, high); err != nil {
		return err
	}
	if err := ascending(name, low, high); err != nil {
		return err
	}
	switch {
	case likely > high:
		return fmt.Errorf("%s: the most likely value %s is above the highest, %s; the order is lowest, most likely, highest", name, plain(likely), plain(high))
	case likely < low:
		return fmt.Errorf("%s: the most likely value %s is below the lowest, %s; the order is lowest, most likely, highest", name, plain(likely), plain(low))
	}
	return nil
}

func ascending(name string, low, high float64) error {
	if low == high {
		return fmt.Errorf("%s: the lowest and the highest value are both %s; a number without spread is a point", name, plain(low))
	}
	if low > high {
		return fmt.Errorf("%s: the lowest value %s is above the highest, %s; write the lower one first", name, plain(low), plain(high))
	}
	return nil
}

func finite(name string, values ...float64) error {
	for _, v := range values {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return fmt.Errorf("%s: %s is not a finite number", name, plain(v))
		}
	}
	return nil
}

// words writes a name and numbers.
func words(name string, numbers ...float64) string {
	parts := make([]string, len(numbers))
	for k, x := range numbers {
		parts[k] = plain(x)
	}
	return name + " " + strings.Join(parts, ", ")
}

// plain writes a number as it was entered.
func plain(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }
