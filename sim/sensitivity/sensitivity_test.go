package sensitivity

import (
	"cmp"
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"parley/sim/estimate"
	"parley/sim/montecarlo"
)

func uniform(t testing.TB, name string, low, high float64) montecarlo.Input {
	t.Helper()
	d, err := montecarlo.Uniform(low, high)
	if err != nil {
		t.Fatal(err)
	}
	return montecarlo.Input{Name: name, Of: d}
}

func ishigami(x []float64) float64 {
	return math.Sin(x[0]) + 7*math.Sin(x[1])*math.Sin(x[1]) + .1*math.Pow(x[2], 4)*math.Sin(x[0])
}

func pure(f func([]float64) float64) func() func(int, []float64) (float64, error) {
	return func() func(int, []float64) (float64, error) {
		return func(_ int, x []float64) (float64, error) { return f(x), nil }
	}
}

// The closed form for a = 7, b = 0.1.
func TestIshigami(t *testing.T) {
	plan := montecarlo.Plan{Runs: 65536, Block: 4096, Seed: 11, Inputs: []montecarlo.Input{
		uniform(t, "x1", -math.Pi, math.Pi), uniform(t, "x2", -math.Pi, math.Pi), uniform(t, "x3", -math.Pi, math.Pi)}}
	s, err := Indices(context.Background(), plan, SobolOptions{Workers: 2, Replicates: 100, Confidence: .99}, pure(ishigami))
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(s.Variance-13.844588) > .2 || s.Evaluations != 65536*5 {
		t.Errorf("variance %v, %d evaluations", s.Variance, s.Evaluations)
	}
	first, total := []float64{.313905, .442411, 0}, []float64{.557589, .442411, .243684}
	for k, x := range s.Indices {
		if math.Abs(x.First.Value-first[k]) > .02 || math.Abs(x.Total.Value-total[k]) > .02 || !x.First.Covers(first[k]) || !x.Total.Covers(total[k]) {
			t.Errorf("%s: first %v, want %v; total %v, want %v", x.Factor, x.First, first[k], x.Total, total[k])
		}
	}
	one, err := Indices(context.Background(), plan, SobolOptions{Workers: 1, Replicates: 100, Confidence: .99}, pure(ishigami))
	if err != nil {
		t.Fatal(err)
	}
	for k, x := range one.Indices {
		if x.First != s.Indices[k].First || x.Total != s.Indices[k].Total {
			t.Error("workers change an index")
		}
	}
}

// Each input draws its own luck, so that the order in which they are listed changes no index by a bit.
func TestOrderOfInputsDoesNotMatter(t *testing.T) {
	inputs := []montecarlo.Input{uniform(t, "x1", -math.Pi, math.Pi), uniform(t, "x2", -math.Pi, math.Pi), uniform(t, "x3", -math.Pi, math.Pi)}
	of := func(order []int) map[string]Index {
		plan := montecarlo.Plan{Runs: 512, Seed: 5}
		for _, k := range order {
			plan.Inputs = append(plan.Inputs, inputs[k])
		}
		s, err := Indices(context.Background(), plan, SobolOptions{Replicates: 50}, pure(func(x []float64) float64 {
			y := make([]float64, 3)
			for at, k := range order {
				y[k] = x[at]
			}
			return ishigami(y)
		}))
		if err != nil {
			t.Fatal(err)
		}
		indices := map[string]Index{}
		for _, x := range s.Indices {
			indices[x.Factor] = x
		}
		return indices
	}
	want := of([]int{0, 1, 2})
	for _, order := range [][]int{{2, 0, 1}, {1, 0, 2}} {
		for name, x := range of(order) {
			if x.First != want[name].First || x.Total != want[name].Total {
				t.Errorf("order %v: %s is %v and %v, was %v and %v", order, name, x.First, x.Total, want[name].First, want[name].Total)
			}
		}
	}
}

// y = x + 2z with z drawn by dice: the shares are 1/5 and 4/5 for unit variances. Two correlated inputs are one factor.
func TestChanceAndGroupsAreFactors(t *testing.T) {
	plan := montecarlo.Plan{Runs: 6000, Seed: 2, Inputs: []montecarlo.Input{uniform(t, "x", 0, math.Sqrt(12))}}
	model := func() func(int, []float64) (float64, error) {
		dice := montecarlo.NewStreams(9, "z")
		return func(d int, x []float64) (float64, error) { return x[0] + 2*dice.Of(d).NormFloat64(), nil }
	}
	s, err := Indices(context.Background(), plan, SobolOptions{Chance: true}, model)
	if err != nil {
		t.Fatal(err)
	}
	for k, want := range []float64{.2, .8} {
		if x := s.Indices[k]; math.Abs(x.First.Value-want) > .04 || math.Abs(x.Total.Value-want) > .04 {
			t.Errorf("%s: %v %v, want %v", x.Factor, x.First, x.Total, want)
		}
	}
	// Var(x+y) = 2(1+ρ) with ρ near .5 and an independent z of variance 1.
	plan.Inputs = []montecarlo.Input{uniform(t, "x", 0, math.Sqrt(12)), uniform(t, "z", 0, math.Sqrt(12)), uniform(t, "y", 0, math.Sqrt(12))}
	plan.Correlations = []montecarlo.Correlation{{A: "x", B: "y", Rank: .5}}
	s, err = Indices(context.Background(), plan, SobolOptions{}, pure(func(x []float64) float64 { return x[0] + x[1] + x[2] }))
	if err != nil {
		t.Fatal(err)
	}
	if x := s.Indices[0]; len(s.Indices) != 2 || x.Factor != "x + y" || math.Abs(x.First.Value-.75) > .03 || math.Abs(s.Indices[1].Total.Value-.25) > .03 {
		t.Errorf("%+v", s.Indices)
	}
	_, err = Indices(context.Background(), plan, SobolOptions{}, pure(func([]float64) float64 { return math.Inf(1) }))
	if err == nil || !strings.Contains(err.Error(), "horizon") {
		t.Error(err)
	}
}

// Nominal 90 % intervals of a linear model's indices, whose values are known.
func TestSobolIntervalsCover(t *testing.T) {
	hit, studies := 0, 200
	for seed := range studies {
		plan := montecarlo.Plan{Runs: 400, Method: montecarlo.Plain, Seed: montecarlo.Seed(seed), Inputs: []montecarlo.Input{uniform(t, "x", 0, 1), uniform(t, "y", 0, 2)}}
		s, err := Indices(context.Background(), plan, SobolOptions{Replicates: 200, Workers: 1}, pure(func(x []float64) float64 { return x[0] + x[1] }))
		if err != nil {
			t.Fatal(err)
		}
		if s.Indices[1].Total.Covers(.8) {
			hit++
		}
	}
	if share := float64(hit) / float64(studies); share < .83 || share > .96 { // error .021
		t.Errorf("covers %.3f", share)
	}
}

func TestRankCorrelationIgnoresTheOrderOfRuns(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 3))
	const n = 500
	x, y, z, out := make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, n)
	for k := range n {
		x[k], y[k], z[k] = r.Float64(), math.Floor(5*r.Float64()), r.Float64()
		out[k] = math.Exp(3*x[k]) - y[k]
	}
	names := []string{"x", "y", "z"}
	want, err := RankCorrelations(names, [][]float64{x, y, z}, out, .9)
	if err != nil {
		t.Fatal(err)
	}
	if want[0].Input != "x" || want[1].Input != "y" || want[1].Rank.Value > -.05 || !want[2].Rank.Covers(0) {
		t.Errorf("%v", want)
	}
	p := r.Perm(n)
	move := func(v []float64) []float64 {
		m := make([]float64, n)
		for k, to := range p {
			m[to] = v[k]
		}
		return m
	}
	got, _ := RankCorrelations(names, [][]float64{move(x), move(y), move(z)}, move(out), .9)
	if !slices.Equal(got, want) {
		t.Errorf("another order of runs: %v, was %v", got, want)
	}
	if got, _ := RankCorrelations(names[:1], [][]float64{x}, move(out), .9); math.Abs(got[0].Rank.Value) > .15 {
		t.Errorf("pairs torn apart still correlate: %v", got)
	}
	// Slow twin: ranks by counting, 1 − 6Σd²/(n³−n) without ties.
	sum := 0.0
	for k := range n {
		a, b := 0.0, 0.0
		for j := range n {
			if x[j] <= x[k] {
				a++
			}
			if z[j] <= z[k] {
				b++
			}
		}
		sum += (a - b) * (a - b)
	}
	got, _ = RankCorrelations(names[:1], [][]float64{x}, z, .9)
	if want := 1 - 6*sum/(n*n*n-n); math.Abs(got[0].Rank.Value-want) > 1e-12 {
		t.Errorf("%v, want %v", got[0].Rank.Value, want)
	}
}

func TestTornado(t *testing.T) {
	inputs := []montecarlo.Input{uniform(t, "small", 0, 1), uniform(t, "large", 0, 10), uniform(t, "none", 0, 3)}
	base := map[string]float64{"small": .5, "large": 5, "none": 1.5}
	ask := func(name string, value float64) (estimate.Estimate, error) {
		at := map[string]float64{"small": base["small"], "large": base["large"]}
		at[name] = value
		return estimate.Normal(at["small"]-at["large"], .1, .9), nil
	}
	got, err := OneAtATime(inputs, .05, .95, ask)
	if err != nil {
		t.Fatal(err)
	}
	slices.Reverse(inputs)
	again, _ := OneAtATime(inputs, .05, .95, ask)
	if !slices.Equal(got.Bars, again.Bars) {
		t.Error("the order of inputs changes the tornado")
	}
	names := []string{}
	for _, b := range got.Bars {
		names = append(names, b.Input)
	}
	if !slices.Equal(names, []string{"large", "small", "none"}) || !got.Bars[0].Clear() || got.Bars[2].Clear() || math.Abs(got.Bars[0].Swing()-9) > 1e-9 || got.Bars[0].AtLow.Value != 0 {
		t.Errorf("%+v", got)
	}
	if !slices.IsSortedFunc(got.Bars, func(a, b Bar) int { return cmp.Compare(b.Swing(), a.Swing()) }) {
		t.Error("not sorted")
	}
}

// P(x < 1−e^−v) over 400 common uniform draws, target .6: the true root is −ln .4. How often the interval holds it.
func TestRootsCover(t *testing.T) {
	hit, studies, want := 0, 600, -math.Log(.4)
	most := 0
	for seed := range studies {
		r := montecarlo.Seed(seed).Stream(0, "test")
		luck := make([]float64, 400)
		for k := range luck {
			luck[k] = r.Float64()
		}
		root, err := Solve(0, 5, .6, func(v float64) (estimate.Estimate, error) {
			n := 0
			for _, u := range luck {
				if u < 1-math.Exp(-v) {
					n++
				}
			}
			return estimate.Proportion(n, len(luck), .9), nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if root.X.Covers(want) {
			hit++
		}
		if root.Bent != nil {
			t.Fatal("a monotone result is said to bend")
		}
		most = max(most, root.Evaluations)
	}
	if share := float64(hit) / float64(studies); share < .865 || share > .95 { // error .012
		t.Errorf("covers %.3f", share)
	}
	if most > 45 {
		t.Errorf("%d evaluations", most)
	}
}

func TestRootsExactAndAbsent(t *testing.T) {
	falling := func(x float64) (estimate.Estimate, error) { return estimate.Normal(10-x*x, .2, .9), nil }
	root, err := Solve(0, 3, 6, falling)
	if err != nil {
		t.Fatal(err)
	}
	if h := estimate.Z(.9) * .2; math.Abs(root.X.Value-2) > .01 || math.Abs(root.X.Low-math.Sqrt(4-h)) > .01 || math.Abs(root.X.High-math.Sqrt(4+h)) > .01 {
		t.Errorf("%+v", root.X)
	}
	var out *OutOfRange
	if _, err := Solve(0, 3, 60, falling); !errors.As(err, &out) || out.AtLow.Value != 10 {
		t.Errorf("got %v", err)
	}
	if root, err := Solve(0, 3, 1.1, falling); err != nil || !math.IsInf(root.X.High, 1) {
		t.Errorf("near the end: %+v %v", root, err)
	}
	if _, err := Solve(3, 0, 6, falling); err == nil {
		t.Error("an upside-down range")
	}
	if root, err := Solve(0, 4, .5, func(x float64) (estimate.Estimate, error) { return estimate.Normal(math.Sin(2*x)+x/3, .01, .9), nil }); err != nil || root.Bent == nil {
		t.Errorf("a result that bends: %+v %v", root, err)
	}
}
