package discovery

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// corner holds points of the unit square, with a hit where x > .7 and y < .4, and an input that plays no part.
func corner(seed uint64, n int, noise float64) *Data {
	r := rand.New(rand.NewPCG(seed, 1))
	d := &Data{Names: []string{"x", "y", "z"}, Columns: make([][]float64, 3)}
	for range n {
		x, y := r.Float64(), r.Float64()
		d.Columns[0], d.Columns[1], d.Columns[2] = append(d.Columns[0], x), append(d.Columns[1], y), append(d.Columns[2], r.Float64())
		d.Hit = append(d.Hit, (x > .7 && y < .4) != (r.Float64() < noise))
	}
	return d
}

func isCorner(t *testing.T, what string, b *Box, d *Data, tolerance, share float64) {
	t.Helper()
	if len(b.Restrictions) != 2 || b.Restrictions[0].Input != 0 || b.Restrictions[1].Input != 1 {
		t.Fatalf("%s: %s", what, b.In(d))
	}
	x, y := b.Restrictions[0], b.Restrictions[1]
	if math.Abs(x.Low-.7) > tolerance || !math.IsInf(x.High, 1) || math.Abs(y.High-.4) > tolerance || !math.IsInf(y.Low, -1) {
		t.Errorf("%s: %s", what, b.In(d))
	}
	if b.Coverage() < share || b.Density() < share {
		t.Errorf("%s: coverage %.3f, density %.3f", what, b.Coverage(), b.Density())
	}
	if x.QuasiP > 1e-6 || y.QuasiP > 1e-6 {
		t.Errorf("%s: quasi-p %v %v", what, x.QuasiP, y.QuasiP)
	}
}

func TestCornerIsFound(t *testing.T) {
	for seed := range uint64(20) {
		d := corner(seed, 1000, 0)
		p, err := Peel(d, PeelOptions{})
		if err != nil {
			t.Fatal(err)
		}
		isCorner(t, "PRIM", &p.Chosen, d, .02, .97)
		tree, err := Grow(d, TreeOptions{})
		if err != nil {
			t.Fatal(err)
		}
		isCorner(t, "leaf", &tree.Leaves[0], d, .05, .9) // greedy questions: good, not best
		rule := tree.Rule(d)
		isCorner(t, "CART", &rule, d, .02, .97)
		if p, err = Peel(d, PeelOptions{Density: .97}); err != nil || !p.Reached {
			t.Fatalf("%v %v", p, err)
		}
		if p.Chosen.Coverage() < .97 || p.Chosen.Density() < .97 {
			t.Errorf("density asked for: %s", p.Chosen.In(d))
		}
	}
}

func TestCornerIsFoundInNoise(t *testing.T) {
	d := corner(5, 3000, .05)
	p, err := Peel(d, PeelOptions{})
	if err != nil {
		t.Fatal(err)
	}
	tree, err := Grow(d, TreeOptions{})
	if err != nil {
		t.Fatal(err)
	}
	isCorner(t, "PRIM", &p.Chosen, d, .03, .65)
	isCorner(t, "CART", &tree.Leaves[0], d, .03, .65)
	for k, b := range p.Trajectory[1:] {
		if before := p.Trajectory[k]; b.Coverage() > before.Coverage() || b.Density() < before.Density() || b.Mass() >= before.Mass() {
			t.Errorf("step %d: %v after %v", k+1, b, before)
		}
	}
	if last := p.Trajectory[len(p.Trajectory)-1]; last.Mass() < .05 {
		t.Errorf("peeled down to %v", last.Mass())
	}
	if p, err = Peel(corner(5, 3000, .25), PeelOptions{Density: .99}); err != nil || p.Reached {
		t.Errorf("a density that noise forbids: %v %v", p.Chosen, err)
	}
}

func TestOrderOfRunsDoesNotMatter(t *testing.T) {
	d := corner(3, 800, .1)
	for k := range d.Columns[0] { // many equal values
		d.Columns[0][k] = math.Round(20*d.Columns[0][k]) / 20
	}
	moved := &Data{Names: d.Names, Columns: make([][]float64, 3)}
	for _, r := range rand.New(rand.NewPCG(1, 2)).Perm(800) {
		for k := range d.Columns {
			moved.Columns[k] = append(moved.Columns[k], d.Columns[k][r])
		}
		moved.Hit = append(moved.Hit, d.Hit[r])
	}
	p, _ := Peel(d, PeelOptions{})
	q, _ := Peel(moved, PeelOptions{})
	if p.Chosen.In(d) != q.Chosen.In(d) || p.Chosen.Hits != q.Chosen.Hits || len(p.Trajectory) != len(q.Trajectory) {
		t.Errorf("%s, was %s", q.Chosen.In(d), p.Chosen.In(d))
	}
	a, _ := Grow(d, TreeOptions{})
	b, _ := Grow(moved, TreeOptions{})
	for k := range a.Leaves {
		if a.Leaves[k].In(d) != b.Leaves[k].In(d) {
			t.Errorf("%s, was %s", b.Leaves[k].In(d), a.Leaves[k].In(d))
		}
	}
}

// Leaves partition the runs, and the first question is the one a search of all finds.
func TestTreeAgainstSearch(t *testing.T) {
	d := corner(9, 300, .2)
	tree, err := Grow(d, TreeOptions{Gain: 1e-9, Least: 5})
	if err != nil {
		t.Fatal(err)
	}
	runs, hits := 0, 0
	for _, b := range tree.Leaves {
		runs, hits = runs+b.Runs, hits+b.Hits
	}
	if runs != 300 || hits != d.hits() {
		t.Errorf("leaves hold %d runs and %d hits", runs, hits)
	}
	best, input := math.Inf(1), -1
	for k, column := range d.Columns {
		for _, cut := range column {
			var n, h [2]int
			for r, x := range column {
				n[side(x > cut)]++
				h[side(x > cut)] += side(d.Hit[r])
			}
			if n[0] < 5 || n[1] < 5 {
				continue
			}
			if g := gini(h[0], n[0]) + gini(h[1], n[1]); g < best-1e-12 {
				best, input = g, k
			}
		}
	}
	got := gini(tree.root.low.hits, len(tree.root.low.rows)) + gini(tree.root.high.hits, len(tree.root.high.rows))
	if tree.root.input != input || math.Abs(got-best) > 1e-9 {
		t.Errorf("first question on %d with impurity %v, search: %d, %v", tree.root.input, got, input, best)
	}
}

func TestChoices(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 4))
	d := &Data{Names: []string{"motive", "rate"}, Labels: [][]string{{"elective", "imperative", "mixed", "unknown"}, nil}, Columns: make([][]float64, 2)}
	for range 1000 {
		m, x := float64(r.IntN(4)), r.Float64()
		d.Columns[0], d.Columns[1] = append(d.Columns[0], m), append(d.Columns[1], x)
		d.Hit = append(d.Hit, (m == 1 || m == 3) && x < .5)
	}
	p, err := Peel(d, PeelOptions{})
	if err != nil {
		t.Fatal(err)
	}
	tree, err := Grow(d, TreeOptions{})
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range []Box{p.Chosen, tree.Leaves[0]} {
		if rule := b.In(d); !strings.HasPrefix(rule, "motive is imperative or unknown and rate at most 0.") || b.Coverage() < .97 || b.Density() < .97 {
			t.Errorf("%s, coverage %v, density %v", rule, b.Coverage(), b.Density())
		}
		if !b.Contains([]float64{3, .2}) || b.Contains([]float64{0, .2}) || b.Contains([]float64{1, .8}) {
			t.Errorf("%s holds the wrong runs", b.In(d))
		}
	}
	if !slices.Equal(p.Chosen.Restrictions[0].Choices, []int{1, 3}) {
		t.Errorf("%v", p.Chosen)
	}
}

func TestQuasiP(t *testing.T) {
	// P(X ≥ 3) of 4 draws with probability ½ is 5/16.
	if got := atLeast(3, 4, .5); math.Abs(got-5./16) > 1e-12 {
		t.Error(got)
	}
	if got := atLeast(0, 4, .5); got != 1 {
		t.Error(got)
	}
}

func TestNothingToFind(t *testing.T) {
	d := corner(1, 50, 0)
	clear(d.Hit)
	for _, c := range []struct {
		d    *Data
		says string
	}{
		{d, "none of the 50 runs"},
		{&Data{Names: []string{"x"}, Columns: [][]float64{{1, 2}}, Hit: []bool{true, true}}, "all 2 runs"},
		{&Data{Names: []string{"x"}, Columns: [][]float64{{1, math.NaN()}}, Hit: []bool{true, false}}, "x is not a number in run 1"},
		{&Data{Names: []string{"x"}, Columns: [][]float64{{1}}, Hit: []bool{true, false}}, "1 values for 2 runs"},
		{&Data{Names: []string{"x"}, Columns: [][]float64{{0, 2}}, Labels: [][]string{{"a", "b"}}, Hit: []bool{true, false}}, "none of its 2 choices"},
		{&Data{}, "no runs"},
	} {
		for _, f := range []func() error{func() error { _, err := Peel(c.d, PeelOptions{}); return err }, func() error { _, err := Grow(c.d, TreeOptions{}); return err }} {
			if err := f(); err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %v, want something with %q", err, c.says)
			}
		}
	}
	// Pure noise: no question survives pruning.
	noise := corner(6, 1000, 0)
	r := rand.New(rand.NewPCG(5, 5))
	for k := range noise.Hit {
		noise.Hit[k] = r.Float64() < .3
	}
	if tree, err := Grow(noise, TreeOptions{Gain: .03}); err != nil || len(tree.Leaves) != 1 {
		t.Errorf("noise: %v %v", tree, err)
	}
}
