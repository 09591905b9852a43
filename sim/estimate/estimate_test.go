package estimate

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

func TestNoDigitBeyondTheError(t *testing.T) {
	inf := math.Inf(1)
	for _, c := range []struct {
		value, err float64
		want       string
	}{
		{0.3127, 0.014, "0.31"}, {0.3127, 0.0004, "0.3127"}, {12345, 230, "12300"}, {12345, 0.6, "12345.0"}, {12345, 6, "12345"}, {0.3127, 0.096, "0.3"},
		{0.3127, 0.94, "0.3"}, {0.3127, 0.96, "0"}, {-0.2, 3, "0"}, {-4.26, 0.1, "−4.3"}, {7, 0, "7"}, {0.125, 0, "0.125"},
		{math.NaN(), 1, "unknown"}, {inf, 1, "∞"}, {3456, inf, "~3000"}, {0, math.NaN(), "~0"}, {1e-7, 2e-9, "0.000000100"},
	} {
		if got := Digits(c.value, c.err); got != c.want {
			t.Errorf("%v with error %v: %q, want %q", c.value, c.err, got, c.want)
		}
	}
	if got := PlusMinus(12345, 230); got != "12300 ± 200" {
		t.Error(got)
	}
	if got := PlusMinus(0.3127, 0.096); got != "0.3 ± 0.1" {
		t.Error(got)
	}
}

func TestEstimateInWords(t *testing.T) {
	inf := math.Inf(1)
	for _, c := range []struct{ got, want string }{
		{Estimate{.3712, .3412, .4001}.String(), "0.37 (0.34 to 0.41)"},
		{Estimate{.3712, .3412, .4001}.Percent(), "37 % (34 to 41 %)"},
		{Estimate{27.2, 25.4, 29.6}.With("weeks"), "27 weeks (25 to 30 weeks)"},
		{Exact(3).With("weeks"), "3 weeks"},
		{Estimate{27.2, 25.4, inf}.With("weeks"), "27 weeks (25 to ∞ weeks)"},
		{Estimate{inf, inf, inf}.With("weeks"), "∞ weeks"},
		{Estimate{inf, 98.7, inf}.With("weeks"), "∞ weeks (98 to ∞ weeks)"},
		{Estimate{.3712, .3412, .4001}.ShortPercent(), "37 %"},
		{Estimate{math.NaN(), 0, 1}.Percent(), "unknown"},
		{Frequency(371, 1000), "in 37 of 100 runs"},
		{Frequency(3, 8), "in 3 of 8 runs"},
		{Frequency(3, 10000), "in 3 of 10000 runs"},
		{Frequency(1, 999), "in fewer than 1 of 100 runs"},
		{Frequency(998, 999), "in more than 99 of 100 runs"},
		{Frequency(0, 999), "in 0 of 100 runs"},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
}

// Published values: Wilson and Clopper-Pearson at 95 % for 15 of 148 (Newcombe 1998, table I): 0.0624 to 0.1605, 0.0578 to 0.1617.
func TestPublishedIntervals(t *testing.T) {
	w, x := Proportion(15, 148, .95), ExactProportion(15, 148, .95)
	for _, c := range [][2]float64{{w.Low, .0624}, {w.High, .1605}, {x.Low, .0578}, {x.High, .1617}} {
		if math.Abs(c[0]-c[1]) > 6e-5 {
			t.Errorf("%.4f, want %.4f", c[0], c[1])
		}
	}
	if e := Proportion(0, 20, .95); e.Low != 0 || math.Abs(e.High-.1611) > 1e-4 { // Newcombe: 0 to 0.1611
		t.Errorf("none of 20: %v", e)
	}
	if low, high := QuantileRanks(.5, 10, .95); low != .2 || high != .9 { // the classic: second smallest to second largest
		t.Errorf("median of 10: %v to %v", low, high)
	}
	if low, high := QuantileRanks(.5, 3, .95); low >= 0 || high <= 1 {
		t.Errorf("median of 3: %v to %v", low, high)
	}
}

// How often nominal 90 % intervals cover, over 4000 studies. The error of a coverage near .9 is .005; four of them are allowed
// around what theory says.
func TestCoverage(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	const studies = 4000
	for _, n := range []int{40, 400, 4000} {
		for _, p := range []float64{.03, .3, .5} {
			wilson, exact := 0, 0
			for range studies {
				k := 0
				for range n {
					if r.Float64() < p {
						k++
					}
				}
				if Proportion(k, n, .9).Covers(p) {
					wilson++
				}
				if ExactProportion(k, n, .9).Covers(p) {
					exact++
				}
			}
			w, x := float64(wilson)/studies, float64(exact)/studies
			if w < .84 || w > .975 || n == 4000 && math.Abs(w-.9) > .025 {
				t.Errorf("Wilson, %v of %d: covers %.3f", p, n, w)
			}
			if x < .88 {
				t.Errorf("exact, %v of %d: covers %.3f", p, n, x)
			}
		}
	}
	for _, n := range []int{15, 200, 1500} {
		mean, median := 0, 0
		for range studies {
			x := make([]float64, n)
			sum, sum2 := 0.0, 0.0
			for k := range x {
				x[k] = r.ExpFloat64()
				sum += x[k]
				sum2 += x[k] * x[k]
			}
			m := sum / float64(n)
			if Mean(m, math.Sqrt((sum2-float64(n)*m*m)/float64(n-1)), n, .9).Covers(1) {
				mean++
			}
			slices.Sort(x)
			low, high := QuantileRanks(.5, n, .9)
			if x[int(math.Round(low*float64(n)))-1] <= math.Ln2 && math.Ln2 <= x[int(math.Round(high*float64(n)))-1] {
				median++
			}
		}
		if m := float64(mean) / studies; m < .86 || m > .93 {
			t.Errorf("mean of %d: covers %.3f", n, m)
		}
		if m := float64(median) / studies; m < .88 || m > .97 {
			t.Errorf("median of %d: covers %.3f", n, m)
		}
	}
}
