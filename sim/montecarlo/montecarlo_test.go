package montecarlo

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

type made struct {
	d   Distribution
	err error
}

func one(d Distribution, err error) made { return made{d, err} }

func (m made) of(t testing.TB) Distribution {
	t.Helper()
	if m.err != nil {
		t.Fatal(m.err)
	}
	return m.d
}

func all(t testing.TB) []Distribution {
	one := func(d Distribution, err error) Distribution { return one(d, err).of(t) }
	return []Distribution{
		one(Point(3)), one(Uniform(-1, 4)), one(Triangular(10, 20, 40)), one(Triangular(0, 0, 1)), one(PERT(10, 20, 40)), one(Normal(5, 2)),
		one(Lognormal(2, 50)), one(Beta(2, 5, 0, 1)), one(Beta(.5, .5, 10, 20)), one(Discrete([]float64{3, 1, 2}, []float64{1, 1, 2})),
		one(Bernoulli(.3)), one(Empirical([]float64{4, 1, 1, 9})),
	}
}

// A quantile function integrated over probabilities gives mean and variance: the trapezoid is the slow twin of the closed forms.
func TestMomentsAgreeWithQuantiles(t *testing.T) {
	for _, d := range all(t) {
		const n = 200000
		sum, sum2, before := 0.0, 0.0, math.Inf(-1)
		for k := range n {
			q := d.Quantile((float64(k) + .5) / n)
			if q < before {
				t.Fatalf("%s: quantiles fall at %d", d, k)
			}
			before = q
			sum += q
			sum2 += (q - d.Mean()) * (q - d.Mean())
		}
		if mean := sum / n; math.Abs(mean-d.Mean()) > 1e-3*(1+math.Abs(d.Mean())) {
			t.Errorf("%s: mean %v, integrated %v", d, d.Mean(), mean)
		}
		if v := sum2 / n; math.Abs(v-d.Variance()) > 3e-3*(1+d.Variance()) {
			t.Errorf("%s: variance %v, integrated %v", d, d.Variance(), v)
		}
	}
}

func TestQuantilesKnown(t *testing.T) {
	for _, c := range []struct {
		d       Distribution
		p, want float64
	}{
		{one(Triangular(10, 20, 40)).of(t), 1. / 3, 20},
		{one(Lognormal(2, 50)).of(t), .05, 2},
		{one(Lognormal(2, 50)).of(t), .95, 50},
		{one(Lognormal(2, 50)).of(t), .5, 10},
		{one(Normal(5, 2)).of(t), .975, 5 + 2*1.959963985},
		{one(Bernoulli(.3)).of(t), .7, 0},
		{one(Bernoulli(.3)).of(t), .700001, 1},
		{one(Discrete([]float64{3, 1, 2}, []float64{1, 1, 2})).of(t), .75, 2},
		{one(Discrete([]float64{3, 1, 2}, []float64{1, 1, 2})).of(t), .7501, 3},
		{one(Empirical([]float64{9, 1, 4})).of(t), .5, 4},
		{one(PERT(0, 1, 2)).of(t), .5, 1},
	} {
		if got := c.d.Quantile(c.p); math.Abs(got-c.want) > 1e-7 {
			t.Errorf("%s at %v: %v, want %v", c.d, c.p, got, c.want)
		}
	}
}

func TestWrongNumbersAreExplained(t *testing.T) {
	for _, c := range []struct {
		err  error
		says string
	}{
		{one(Point(math.NaN())).err, "not a finite number"},
		{one(Uniform(4, 1)).err, "write the lower one first"},
		{one(Uniform(4, 4)).err, "is a point"},
		{one(Triangular(0, 50, 40)).err, "most likely value 50 is above the highest, 40"},
		{one(PERT(0, -1, 40)).err, "most likely value -1 is below the lowest, 0"},
		{one(Normal(1, 0)).err, "must be above 0"},
		{one(Lognormal(0, 3)).err, "use normal"},
		{one(Lognormal(5, 3)).err, "above the highest"},
		{one(Beta(0, 3, 0, 1)).err, "must be above 0"},
		{one(Bernoulli(30)).err, "between 0 and 1"},
		{one(Discrete([]float64{1, 2}, []float64{1})).err, "one weight for each value"},
		{one(Discrete([]float64{1, 1}, []float64{1, 2})).err, "stands twice"},
		{one(Discrete([]float64{1}, []float64{0})).err, "all weights are 0"},
		{one(Empirical(nil)).err, "empty"},
	} {
		if c.err == nil || !strings.Contains(c.err.Error(), c.says) {
			t.Errorf("got %v, want something with %q", c.err, c.says)
		}
	}
}

func sampler(t testing.TB, p Plan) *Sampler {
	t.Helper()
	s, err := NewSampler(p)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func columns(t testing.TB, p Plan, workers int) [][]float64 {
	t.Helper()
	s := sampler(t, p)
	cols := make([][]float64, len(p.Inputs))
	_, err := Each(context.Background(), s, Options{Workers: workers}, func() func(int, []float64) ([]float64, error) {
		return func(_ int, d []float64) ([]float64, error) { return slices.Clone(d), nil }
	}, func(run int, d []float64) error {
		if again := s.Run(run); run%1997 == 0 && !slices.Equal(again, d) {
			t.Fatalf("run %d replays as %v, was %v", run, again, d)
		}
		for k := range cols {
			cols[k] = append(cols[k], d[k])
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return cols
}

func inputs(t testing.TB) []Input {
	return []Input{
		{"a", one(Uniform(0, 1)).of(t)}, {"b", one(Lognormal(1, 9)).of(t)},
		{"c", one(Triangular(0, 1, 5)).of(t)}, {"d", one(Uniform(0, 1)).of(t)},
	}
}

func TestHypercubeHasOneDrawPerSlice(t *testing.T) {
	cols := columns(t, Plan{Inputs: inputs(t)[:1], Runs: 700, Block: 100, Seed: 4}, 2)
	for b := range 7 {
		seen := map[int]bool{}
		for _, x := range cols[0][b*100 : b*100+100] {
			seen[int(x*100)] = true
		}
		if len(seen) != 100 {
			t.Errorf("block %d: %d slices of 100 are met", b, len(seen))
		}
	}
}

func TestHypercubeSettlesMeansFaster(t *testing.T) {
	spread := func(m Method) float64 {
		var means Moments
		for seed := range 60 {
			cols := columns(t, Plan{Inputs: inputs(t)[:2], Runs: 200, Method: m, Seed: Seed(seed)}, 1)
			sum := 0.0
			for k := range cols[0] {
				sum += cols[0][k] + cols[1][k]
			}
			means.Add(sum / 200)
		}
		return math.Sqrt(means.Variance())
	}
	lhs, mc := spread(LatinHypercube), spread(Plain)
	if lhs > mc/4 {
		t.Errorf("spread of means: hypercube %v, plain %v", lhs, mc)
	}
}

func ranks(x []float64) []float64 {
	order := make([]int, len(x))
	for k := range order {
		order[k] = k
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Compare(x[a], x[b]) })
	r := make([]float64, len(x))
	for place, k := range order {
		r[k] = float64(place)
	}
	return r
}

func pearson(x, y []float64) float64 {
	var mx, my Moments
	for k := range x {
		mx.Add(x[k])
		my.Add(y[k])
	}
	sum := 0.0
	for k := range x {
		sum += (x[k] - mx.Mean) * (y[k] - my.Mean)
	}
	return sum / math.Sqrt(mx.sum2*my.sum2)
}

func TestRankCorrelation(t *testing.T) {
	for _, m := range []Method{LatinHypercube, Plain} {
		p := Plan{Inputs: inputs(t), Method: m, Runs: 4000, Seed: 9, Correlations: []Correlation{{"a", "b", .7}, {"c", "b", -.5}}}
		cols := columns(t, p, 2)
		want := map[[2]int]float64{{0, 1}: .7, {1, 2}: -.5, {0, 2}: 0, {0, 3}: 0, {2, 3}: 0}
		for pair, rho := range want {
			got := pearson(ranks(cols[pair[0]]), ranks(cols[pair[1]]))
			tolerance := .01
			if m == Plain { // ranks hold within a block, whose plain draws lie a little off those of the next
				tolerance = .02
			}
			if pair[1] == 3 { // free of the group: chance only, sd 1/√4000
				tolerance = .06
			}
			if math.Abs(got-rho) > tolerance {
				t.Errorf("%s: inputs %v have rank correlation %.3f, want %v", m, pair, got, rho)
			}
		}
		// Reordering leaves the values as they are.
		free := p
		free.Correlations = nil
		for k, col := range columns(t, free, 1) {
			for b := 0; b < len(col); b += DefaultBlock {
				if x, y := slices.Sorted(slices.Values(col[b:b+DefaultBlock])), slices.Sorted(slices.Values(cols[k][b:b+DefaultBlock])); !slices.Equal(x, y) {
					t.Fatalf("%s: the values of input %d change", m, k)
				}
			}
		}
	}
}

func TestCorrelationsChecked(t *testing.T) {
	for _, c := range []struct {
		list []Correlation
		says string
	}{
		{[]Correlation{{"a", "x", .5}}, "no input called x"},
		{[]Correlation{{"a", "a", .5}}, "itself"},
		{[]Correlation{{"a", "b", 1}}, "between -1 and 1"},
		{[]Correlation{{"a", "b", .1}, {"b", "a", .1}}, "twice"},
		{[]Correlation{{"a", "b", .9}, {"b", "c", .9}}, "cannot hold together"},
	} {
		_, err := NewSampler(Plan{Inputs: inputs(t), Runs: 10, Correlations: c.list})
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%v: got %v, want something with %q", c.list, err, c.says)
		}
	}
	// What the message proposes is true.
	_, err := NewSampler(Plan{Inputs: inputs(t), Runs: 10, Correlations: []Correlation{{"a", "b", .9}, {"b", "c", .9}}})
	text := err.Error()
	var factor float64
	if _, e := fmt.Sscanf(text[strings.LastIndex(text, " "):], "%g", &factor); e != nil {
		t.Fatal(e)
	}
	if _, err := NewSampler(Plan{Inputs: inputs(t), Runs: 10, Correlations: []Correlation{{"a", "b", .9 * factor}, {"b", "c", .9 * factor}}}); err != nil {
		t.Errorf("at %v of their strength: %v", factor, err)
	}
}

// Luck belongs to a name: other inputs, their order, and a changed distribution leave it alone.
func TestCommonRandomNumbers(t *testing.T) {
	in := inputs(t)
	p := Plan{Inputs: in, Runs: 600, Seed: 3, Correlations: []Correlation{{"a", "b", .6}}}
	full := columns(t, p, 1)
	q := p
	q.Inputs = []Input{in[3], in[1], in[0]}
	part := columns(t, q, 1)
	if !slices.Equal(full[3], part[0]) || !slices.Equal(full[1], part[1]) || !slices.Equal(full[0], part[2]) {
		t.Error("draws depend on the other inputs or their order")
	}
	held := columns(t, p.Holding("a", 7), 1)
	if !slices.Equal(full[1], held[1]) || held[0][5] != 7 {
		t.Error("holding an input changes the draws of another")
	}
	wide := columns(t, p.Replacing("a", one(Uniform(0, 10)).of(t)), 1)
	for k := range wide[0] {
		if math.Abs(wide[0][k]-10*full[0][k]) > 1e-12 {
			t.Fatal("a wider distribution meets other luck")
		}
	}
}

func TestStreams(t *testing.T) {
	a := NewStreams(5, "combat")
	for run := range 5 {
		x, y := Seed(5).Stream(run, "combat"), a.Of(run)
		for range 10 {
			if x.Uint64() != y.Uint64() {
				t.Fatal("a stream that is reused differs")
			}
		}
	}
	// First numbers of neighbouring runs, purposes and seeds: no correlation beyond chance, no number twice.
	const n = 20000
	firsts := map[string][]float64{}
	seen := map[uint64]bool{}
	for run := range n {
		for name, r := range map[string]*rand.Rand{"5a": Seed(5).Stream(run, "a"), "5b": Seed(5).Stream(run, "b"), "6a": Seed(6).Stream(run, "a")} {
			v := r.Uint64()
			if seen[v] {
				t.Fatal("two streams begin alike")
			}
			seen[v] = true
			firsts[name] = append(firsts[name], float64(v))
		}
	}
	bound := 4 / math.Sqrt(n)
	for _, pair := range [][2][]float64{{firsts["5a"], firsts["5b"]}, {firsts["5a"], firsts["6a"]}, {firsts["5a"][1:], firsts["5a"][:n-1]}} {
		if r := pearson(pair[0], pair[1]); math.Abs(r) > bound {
			t.Errorf("correlation %v between streams", r)
		}
	}
}

// study sums up a noisy model by blocks.
func study(t testing.TB, workers, runs int) (*Sketch, Moments) {
	s := sampler(t, Plan{Inputs: inputs(t), Runs: runs, Seed: 1, Correlations: []Correlation{{"a", "c", .4}}})
	type part struct {
		m Moments
		s Sketch
	}
	var total part
	_, err := Blocks(context.Background(), s, Options{Workers: workers}, func() func(*Block) (*part, error) {
		noise := NewStreams(1, "noise")
		return func(b *Block) (*part, error) {
			p := &part{}
			for k := range b.Runs {
				d := b.Draws(k)
				x := d[0]*d[1] + d[2] + noise.Of(b.First+k).NormFloat64()
				p.m.Add(x)
				p.s.Add(x)
			}
			p.s.Settle()
			return p, nil
		}
	}, func(p *part) error {
		total.m.Merge(p.m)
		total.s.Merge(&p.s)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return &total.s, total.m
}

func TestWorkersDoNotChangeABit(t *testing.T) {
	s1, m1 := study(t, 1, 5130)
	for _, workers := range []int{2, 3, 7} {
		s, m := study(t, workers, 5130)
		if m != m1 || s.Count() != 5130 {
			t.Errorf("%d workers: %v, with one %v", workers, m, m1)
		}
		for p := 0.0; p <= 1; p += .01 {
			if s.Quantile(p) != s1.Quantile(p) {
				t.Fatalf("%d workers: quantile %v differs", workers, p)
			}
		}
	}
}

func TestCancelKeepsWhatIsDone(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	s := sampler(t, Plan{Inputs: inputs(t), Runs: 100000, Seed: 1})
	seen := 0
	done, err := Each(ctx, s, Options{Workers: 2, Progress: func(done, total int) {
		if total != 100000 {
			t.Errorf("total %d", total)
		}
		if done >= 1000 {
			cancel()
		}
	}}, func() func(int, []float64) (int, error) {
		return func(run int, _ []float64) (int, error) { return run, nil }
	}, func(run, result int) error {
		if run != seen || result != seen {
			t.Fatalf("run %d comes as number %d", result, seen)
		}
		seen++
		return nil
	})
	if !errors.Is(err, context.Canceled) || done != seen || done < 1000 || done > 5000 {
		t.Errorf("done %d, seen %d, error %v", done, seen, err)
	}
}

func TestFirstErrorCounts(t *testing.T) {
	s := sampler(t, Plan{Inputs: inputs(t), Runs: 5000, Seed: 1})
	for _, workers := range []int{1, 2, 5} {
		done, err := Each(context.Background(), s, Options{Workers: workers}, func() func(int, []float64) (int, error) {
			return func(run int, _ []float64) (int, error) {
				if run >= 1700 {
					return 0, errors.New("the stock is not a number")
				}
				return run, nil
			}
		}, func(int, int) error { return nil })
		if err == nil || err.Error() != "run 1700: the stock is not a number" || done != 1500 {
			t.Errorf("%d workers: %d done, %v", workers, done, err)
		}
	}
}

// The sorted sample is the slow twin; the bound on the rank must hold for every quantile, and be as small as promised.
func TestSketchAgainstSorting(t *testing.T) {
	r := Seed(2).Stream(0, "test")
	for _, n := range []int{1, 2, 1000, 1024, 5000, 100000} {
		for _, shape := range []string{"random", "ascending", "heavy", "steps"} {
			var values []float64
			var whole Sketch
			parts := []*Sketch{{}}
			for k := range n {
				x := r.Float64()
				switch shape {
				case "ascending":
					x = float64(k)
				case "heavy":
					x = math.Exp(8 * r.NormFloat64())
				case "steps":
					x = float64(r.IntN(5))
				}
				values = append(values, x)
				last := parts[len(parts)-1]
				last.Add(x)
				if last.Count() >= 250 && k+1 < n {
					parts = append(parts, &Sketch{})
				}
			}
			for _, p := range parts {
				whole.Merge(p)
			}
			slices.Sort(values)
			bound := whole.RankError()
			if n <= 1024 && bound != 0 || n == 100000 && bound > .005 {
				t.Errorf("%d %s: rank error up to %v", n, shape, bound)
			}
			for p := .001; p < 1; p += .007 {
				q := whole.Quantile(p)
				below, _ := slices.BinarySearch(values, q)
				upTo, _ := slices.BinarySearchFunc(values, q, func(a, b float64) int {
					if a <= b {
						return -1
					}
					return 1
				})
				slack := bound*float64(n) + 1
				if float64(below) > p*float64(n)+slack || float64(upTo) < p*float64(n)-slack {
					t.Errorf("%d %s: quantile %v has ranks %d to %d, more than %v off", n, shape, p, below, upTo, slack)
				}
			}
			if whole.Quantile(0) != values[0] || whole.Quantile(1) != values[n-1] {
				t.Errorf("%d %s: ends are not exact", n, shape)
			}
			held := 0
			for _, l := range whole.levels {
				held += len(l.sorted)
			}
			if held > 1024*(1+max(0, int(math.Log2(float64(n)/512)))) {
				t.Errorf("%d %s: %d numbers held", n, shape, held)
			}
		}
	}
}

func TestSketchExactWhileSmall(t *testing.T) {
	var s Sketch
	for _, x := range []float64{5, 1, math.Inf(1), 3} {
		s.Add(x)
	}
	for p, want := range map[float64]float64{0: 1, .25: 1, .2501: 3, .5: 3, .75: 5, .76: math.Inf(1), 1: math.Inf(1)} {
		if got := s.Quantile(p); got != want {
			t.Errorf("quantile %v is %v, want %v", p, got, want)
		}
	}
}
