package summary

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"parley/sim/estimate"
	"parley/sim/montecarlo"
)

func close(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s: %.6f, want %.6f", what, got, want)
	}
}

// leukemia holds the remissions under 6-MP in Freireich and others (1963), in weeks; negative: given up.
var leukemia = []float64{6, 6, 6, -6, 7, -9, 10, -10, -11, 13, 16, -17, -19, -20, 22, 23, -25, -32, -32, -34, -35}

func TestKaplanMeier(t *testing.T) {
	var ends []End
	for _, x := range leukemia {
		e := End{0, math.Abs(x)}
		if x < 0 {
			e.Cause = Censored
		}
		ends = append(ends, e)
	}
	want := map[float64][3]float64{ // the classic values, and the log(−log) bands of 95 % that statistics packages print
		6: {.8571, .620, .952}, 7: {.8067, .563, .923}, 10: {.7529, .503, .889}, 13: {.6902, .432, .849}, 16: {.6275, .368, .805}, 22: {.5378, .268, .747}, 23: {.4482, .188, .680},
	}
	for order := range 2 { // the order of runs does not matter
		found := 0
		for _, p := range Tabulate([]string{"relapse"}, ends).Survival(.95) {
			w, ok := want[p.Time]
			if !ok {
				continue
			}
			found++
			close(t, "S", p.Value, w[0], 5e-5)
			close(t, "low", p.Low, w[1], 6e-4)
			close(t, "high", p.High, w[2], 6e-4)
		}
		if found != len(want) {
			t.Errorf("order %d: %d of the times", order, found)
		}
		slices.Reverse(ends)
	}
}

// draw lets deal and collapse compete, at constant hazards .02 and .03, and gives some runs up at a hazard of giveUp; horizon 60.
func draw(r *rand.Rand, n int, giveUp float64) []End {
	var ends []End
	for range n {
		deal, collapse, stop := r.ExpFloat64()/.02, r.ExpFloat64()/.03, math.Inf(1)
		if giveUp > 0 {
			stop = r.ExpFloat64() / giveUp
		}
		e := End{Censored, min(stop, 60)}
		if deal < e.Time && deal < collapse {
			e = End{0, deal}
		} else if collapse < e.Time {
			e = End{1, collapse}
		}
		ends = append(ends, e)
	}
	return ends
}

func TestCompetingRisksAgainstShares(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	ends := draw(r, 700, 0)
	d := Tabulate([]string{"deal", "collapse"}, ends)
	curves, survival := d.Cumulative(.9), d.Survival(.9)
	z := estimate.Z(.9)
	for k, p := range survival {
		close(t, "sum", curves[0][k].Value+curves[1][k].Value+p.Value, 1, 1e-12)
		if k%50 != 30 {
			continue
		}
		// Without giving up, the estimate is a share and its variance p(1−p)/n, on the scale of the interval.
		for c, curve := range curves {
			count := 0
			for _, e := range ends {
				if e.Cause == c && e.Time <= p.Time {
					count++
				}
			}
			share := float64(count) / 700
			close(t, "share", curve[k].Value, share, 1e-12)
			close(t, "By", d.ByDate(c, p.Time, .9).Value, share, 0)
			se := math.Sqrt(share*(1-share)/700) / (share * math.Abs(math.Log(share)))
			l := math.Log(-math.Log(share))
			close(t, "low", curve[k].Low, math.Exp(-math.Exp(l+z*se)), 1e-9)
			close(t, "high", curve[k].High, math.Exp(-math.Exp(l-z*se)), 1e-9)
		}
	}
	first, none := d.First(.9)
	close(t, "which first", first[0].Value+first[1].Value+none.Value, 1, 1e-12)
	if share, decided := d.Before(0, 1, .9); decided != int(math.Round(700*(1-none.Value))) || !share.Covers(.4) {
		t.Errorf("the deal comes before the collapse in %v of %d", share, decided)
	}
}

// How often 90 % intervals cover the closed forms, with a third of the runs given up early.
func TestCoverageWithCensoring(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 5))
	const studies = 1500
	grid := []float64{10, 20, 30, 40, 50, 60}
	var fine []float64
	for x := 0.5; x <= 60; x += .5 {
		fine = append(fine, x)
	}
	hitS, hitDeal, hitFirst := make([]int, len(grid)), make([]int, len(grid)), 0
	for range studies {
		d := NewDurations([]string{"deal", "collapse"}, fine)
		for _, e := range draw(r, 300, .01) {
			d.Add(e)
		}
		s, c := d.Survival(.9), d.Cumulative(.9)
		for g, date := range grid {
			k, _ := slices.BinarySearch(fine, date)
			if s[k].Covers(math.Exp(-.05 * date)) {
				hitS[g]++
			}
			if c[0][k].Covers(.4 * (1 - math.Exp(-.05*date))) {
				hitDeal[g]++
			}
		}
		if first, _ := d.First(.9); first[1].Covers(.6 * (1 - math.Exp(-3))) {
			hitFirst++
		}
	}
	// The error of a coverage is √(.9·.1/1500) = .008.
	for g := range grid {
		for name, hit := range map[string]int{"survival": hitS[g], "deal": hitDeal[g]} {
			if share := float64(hit) / studies; math.Abs(share-.9) > .03 {
				t.Errorf("%s at %v: covers %.3f", name, grid[g], share)
			}
		}
	}
	if share := float64(hitFirst) / studies; math.Abs(share-.9) > .03 {
		t.Errorf("collapse first: covers %.3f", share)
	}
}

// First passage of a noisy drift: inverse Gaussian with mean 50 and shape 100, drawn by Michael, Schucany and Haas (1976).
func TestTimesToThreshold(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 2))
	const n, mu, lambda = 40000, 50., 100.
	var grid []float64
	for x := 1.0; x <= 60; x++ {
		grid = append(grid, x)
	}
	d := NewDurations([]string{"empty"}, grid)
	half := NewDurations([]string{"empty"}, grid)
	for k := range n {
		y := r.NormFloat64()
		y *= y
		x := mu + mu*mu*y/(2*lambda) - mu/(2*lambda)*math.Sqrt(4*mu*lambda*y+mu*mu*y*y)
		if r.Float64() > mu/(mu+x) {
			x = mu * mu / x
		}
		e := End{0, x}
		if x > 60 {
			e = End{Censored, 60}
		}
		if k%2 == 0 {
			d.Add(e)
		} else {
			half.Add(e)
		}
	}
	d.Merge(half)
	close(t, "P(T≤12)", d.ByDate(0, 12, .9).Value, .023515, .002)
	close(t, "P(T≤24.5)", d.ByDate(0, 24.5, .9).Value, .213013, .006)
	if q := d.Quantile(0, .5, .99); !q.Covers(40.217) || q.Error() > 1 {
		t.Errorf("median %v", q)
	}
	if q := d.Quantile(0, .95, .9); !math.IsInf(q.Value, 1) {
		t.Errorf("95 %% value %v, beyond the horizon", q)
	}
	bins, never := d.Histogram(0, 15, 0)
	sum := never
	for _, b := range bins {
		sum += b.Runs
	}
	if len(bins) != 15 || sum != n || bins[0].From != 0 || bins[14].To != 60 || math.Abs(float64(never)/n-(1-d.ByDate(0, 60, .9).Value)) > 1e-12 {
		t.Errorf("histogram %v, never %d", bins, never)
	}
}

func TestFanAndOccupancy(t *testing.T) {
	times := []float64{0, 1, 2}
	whole, part := NewFan(times), NewFan(times)
	states, more := NewOccupancy(times, []string{"x", "y", "z", "w"}), NewOccupancy(times, []string{"x", "y", "z", "w"})
	for run := range 101 {
		f, o := whole, states
		if run >= 40 {
			f, o = part, more
		}
		for k := range times {
			f.Add(k, float64(run*(k+1)))
			o.Add(k, []int{0, 2, 2, run % 4}[min(3, k+run%3)])
		}
	}
	whole.Merge(part)
	states.Merge(more)
	rows := whole.Percentiles([]float64{.05, .5, .95})
	if !slices.Equal(rows[2], []float64{15, 150, 285}) || whole.Count(1) != 101 {
		t.Errorf("fan %v", rows)
	}
	if e := whole.At(0, .5, .9); e.Value != 50 || e.Low != 41 || e.High != 59 { // ranks 42 and 60 of 101, binomial
		t.Errorf("median %+v", e)
	}
	sum := 0.0
	for s := range 4 {
		sum += states.Share(1, s, .9).Value
	}
	close(t, "shares", sum, 1, 1e-12)
	top := states.Top(1)
	if !slices.Equal(top.Labels(), []string{"z", "other (3)"}) || top.Share(1, 0, .9).Value != states.Share(1, 2, .9).Value {
		t.Errorf("top %v", top)
	}
}

// The quick resampled median is the one of sorting every resample.
func TestBootstrapAgainstSorting(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 4))
	values := make([]float64, 3000)
	for k := range values {
		if values[k] = math.Floor(50 * r.ExpFloat64()); k%9 == 0 {
			values[k] = math.Inf(1)
		}
	}
	c := newCentre(values)
	for range 200 {
		c.clear()
		var sample []float64
		for range values {
			k := r.Uint64N(3000)
			c.take(k)
			sample = append(sample, values[k])
		}
		slices.Sort(sample)
		if got := c.median(); got != sample[1499] {
			t.Fatalf("median %v, sorted %v", got, sample[1499])
		}
	}
}

// pairs draws luck shared by both variants; the lever adds shift.
func pairs(r *rand.Rand, n int, shift float64) *Pairs {
	p := &Pairs{}
	for range n {
		luck := 10 * r.ExpFloat64()
		p.Add(luck+shift+r.NormFloat64(), luck+r.NormFloat64())
	}
	return p
}

func TestPairedDifferenceCovers(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 6))
	const studies = 500
	for _, shift := range []float64{0, 2} {
		mean, typical, median, moves := 0, 0, 0, 0
		for s := range studies {
			d, err := pairs(r, 200, shift).Compare(math.Inf(1), montecarlo.Seed(s), 399, .9)
			if err != nil {
				t.Fatal(err)
			}
			if d.Mean.Covers(shift) {
				mean++
			}
			if d.Typical.Covers(shift) {
				typical++
			}
			if d.Median.Covers(shift) {
				median++
			}
			if d.Moves {
				moves++
			}
		}
		// The error of a coverage is √(.9·.1/500) = .013; that of the median is wide, see Difference.Median.
		for name, hit := range map[string]int{"mean": mean, "typical": typical, "median": median} {
			if share := float64(hit) / studies; share < .86 || share > .97 && name != "median" {
				t.Errorf("shift %v, %s: covers %.3f", shift, name, share)
			}
		}
		if share := float64(moves) / studies; shift == 0 && share > .13 || shift == 2 && share < .75 {
			t.Errorf("shift %v: said to move in %.3f", shift, share)
		}
	}
}

func TestPairedWithHorizon(t *testing.T) {
	inf := math.Inf(1)
	p := &Pairs{}
	for k := range 100 {
		switch {
		case k < 50:
			p.Add(inf, inf)
		case k < 70:
			p.Add(inf, 40)
		default:
			p.Add(30, 40)
		}
	}
	if _, err := p.Compare(inf, 1, 99, .9); err == nil {
		t.Error("infinite differences have no mean")
	}
	d, err := p.Compare(52, 1, 99, .9)
	if err != nil {
		t.Fatal(err)
	}
	if d.Capped != 70 || math.Abs(d.Mean.Value+.6) > 1e-12 || d.Typical.Value != 0 || !math.IsInf(d.MedianWith, 1) || d.Same.Value != .5 {
		t.Errorf("%+v", d)
	}
	again, _ := p.Compare(52, 1, 99, .9)
	if *again != *d {
		t.Error("the same seed gives another bootstrap")
	}
}
