package ach_test

import (
	"context"
	"math"
	"math/big"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"parley/analysis/ach"
	"parley/game"
	"parley/scenario"
	"parley/stability"
)

// board makes a board of one analyst: a row of ratings for each item.
func board(rows ...[]ach.Rating) ach.Board {
	b := ach.Board{Hypotheses: len(rows[0])}
	for _, r := range rows {
		row := ach.Row{}
		for _, x := range r {
			row.Ratings = append(row.Ratings, []ach.Rating{x})
		}
		b.Rows = append(b.Rows, row)
	}
	return b
}

// The test values of the metrics of Open Synthesis.
func TestPublishedFigures(t *testing.T) {
	f := ach.Weigh(board([]ach.Rating{5, 1}, []ach.Rating{4, 4}))
	if f.Rows[0].Diagnosticity != 2 || f.Rows[1].Diagnosticity != 0 {
		t.Errorf("diagnosticity %v and %v, want 2 and 0", f.Rows[0].Diagnosticity, f.Rows[1].Diagnosticity)
	}
	f = ach.Weigh(board([]ach.Rating{1}, []ach.Rating{2}, []ach.Rating{4}))
	if s := f.Scores[0]; s.Inconsistency.Cmp(big.NewRat(5, 1)) != 0 || s.Consistency.Cmp(big.NewRat(1, 1)) != 0 {
		t.Errorf("inconsistency %v, consistency %v, want 5 and 1", s.Inconsistency, s.Consistency)
	}
}

func TestAnalystsDisagree(t *testing.T) {
	f := ach.Weigh(ach.Board{Hypotheses: 2, Rows: []ach.Row{{Ratings: [][]ach.Rating{{1, 5}, {3, 3}}}, {Ratings: [][]ach.Rating{{4, ach.NotApplicable}, {}}}}})
	if got := f.Rows[0].Disagreement; math.Abs(got-math.Sqrt(8)) > 1e-12 {
		t.Errorf("1 and 5 are %v apart", got)
	}
	if got := f.Rows[1].Disagreement; math.Abs(got-math.Sqrt(.5)) > 1e-12 {
		t.Errorf("4 and n/a are %v apart", got)
	}
	if m := f.Rows[1].Means; m[0].Cmp(big.NewRat(7, 2)) != 0 || m[1] != nil {
		t.Errorf("means %v: n/a counts as neutral, nothing as nothing", m)
	}
	if s := f.Scores; s[0].NotApplicable.Cmp(big.NewRat(1, 4)) != 0 || s[1].Unrated.Cmp(big.NewRat(1, 2)) != 0 {
		t.Errorf("shares %v and %v", s[0].NotApplicable, s[1].Unrated)
	}
}

func TestOrder(t *testing.T) {
	for _, x := range []struct {
		name string
		b    ach.Board
		want [][]int
	}{
		{"least inconsistent", board([]ach.Rating{2, 1, 3}), [][]int{{2}, {0}, {1}}},
		{"then most consistent", board([]ach.Rating{3, 5, 4}), [][]int{{1}, {2}, {0}}},
		{"then fewest that do not apply", board([]ach.Rating{0, 3, 3}), [][]int{{1, 2}, {0}}},
		{"consistency does not outweigh", board([]ach.Rating{5, 3}, []ach.Rating{5, 3}, []ach.Rating{2, 3}), [][]int{{1}, {0}}},
	} {
		if diff := cmp.Diff(x.want, ach.Weigh(x.b).Order); diff != "" {
			t.Errorf("%s: %s", x.name, diff)
		}
	}
}

func TestKeyItems(t *testing.T) {
	// The second item alone keeps the first hypothesis ahead.
	f := ach.Weigh(board([]ach.Rating{2, 2}, []ach.Rating{3, 2}, []ach.Rating{3, 3}))
	if f.Rows[0].Key() || !f.Rows[1].Key() || f.Rows[2].Key() {
		t.Errorf("keys: %v %v %v", f.Rows[0].Key(), f.Rows[1].Key(), f.Rows[2].Key())
	}
	if diff := cmp.Diff([][]int{{0, 1}}, f.Rows[1].Without.Order); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([][]int{{1}, {0}}, f.Rows[1].Turned.Order); diff != "" {
		t.Error(diff)
	}
}

func TestWeights(t *testing.T) {
	b := board([]ach.Rating{1, 3}, []ach.Rating{3, 2}, []ach.Rating{3, 2})
	b.Rows[0].Weight = big.NewRat(1, 4) // 4/4 against 1 + 1
	f := ach.Weigh(b)
	if diff := cmp.Diff([][]int{{1}, {0}}, f.Order); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([][]int{{0}, {1}}, f.Weighted); diff != "" {
		t.Error(diff)
	}
	if f.Rows[0].Weighted != f.Rows[0].Diagnosticity/4 {
		t.Errorf("weighted diagnosticity %v of %v", f.Rows[0].Weighted, f.Rows[0].Diagnosticity)
	}
}

func TestBayes(t *testing.T) {
	b := board([]ach.Rating{4, 2})
	b.Priors = []*big.Rat{big.NewRat(1, 4), big.NewRat(3, 4)}
	if p := ach.Weigh(b).Posterior; p[0].Cmp(big.NewRat(1, 2)) != 0 {
		t.Errorf("3/4·1/4 against 1/4·3/4 gives %v", p)
	}
	b.Rows[0].Weight = new(big.Rat) // worthless: nothing is learnt
	if p := ach.Weigh(b).Discounted; p[0].Cmp(big.NewRat(1, 4)) != 0 {
		t.Errorf("a worthless item moves the prior to %v", p)
	}
	b.Rows[0].Likelihoods = []*big.Rat{big.NewRat(9, 10), big.NewRat(1, 10)}
	if p := ach.Weigh(b).Posterior; p[0].Cmp(big.NewRat(3, 4)) != 0 {
		t.Errorf(".225 against .075 gives %v", p)
	}
	if f := ach.Weigh(b); math.Abs(f.Rows[0].Factor-9) > 1e-12 || !slices.Equal(f.Most, []int{0}) || !slices.Equal(f.Rows[0].MostWithout, []int{1}) || !f.Decides(0) {
		t.Errorf("9/10 against 1/10 is a factor of %v; most likely %v, without it %v", f.Rows[0].Factor, f.Most, f.Rows[0].MostWithout)
	}
	b.Rows[0].Likelihoods = []*big.Rat{big.NewRat(1, 2), new(big.Rat)}
	if f := ach.Weigh(b); !math.IsInf(f.Rows[0].Factor, 1) || f.Posterior[0].Cmp(big.NewRat(1, 1)) != 0 {
		t.Errorf("what rules a hypothesis out is a factor of %v", f.Rows[0].Factor)
	}
	b.Rows[0].Likelihoods = []*big.Rat{new(big.Rat), new(big.Rat)}
	if p := ach.Weigh(b).Posterior; p != nil {
		t.Errorf("nothing is left, and yet %v", p)
	}
	for mean, want := range map[[2]int64]float64{{1, 1}: .05, {3, 1}: .5, {7, 2}: .625, {5, 1}: .95} {
		if got, _ := ach.Likelihood(big.NewRat(mean[0], mean[1])).Float64(); got != want {
			t.Errorf("likelihood at %v is %v", mean, got)
		}
	}
}

// Laws: posteriors sum to one; the order of items matters to nothing; an item that fits all alike changes no posterior and
// is never key when left out.
func TestLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 4).Draw(t, "hypotheses")
		row := rapid.Custom(func(t *rapid.T) ach.Row {
			r := ach.Row{Weight: big.NewRat(int64(rapid.IntRange(0, 5).Draw(t, "weight")), 5)}
			for range n {
				r.Ratings = append(r.Ratings, rapid.SliceOfN(rapid.Custom(func(t *rapid.T) ach.Rating { return ach.Rating(rapid.IntRange(0, 5).Draw(t, "rating")) }), 0, 3).Draw(t, "ratings"))
			}
			return r
		})
		b := ach.Board{Hypotheses: n, Rows: rapid.SliceOfN(row, 1, 6).Draw(t, "rows")}
		f := ach.Weigh(b)
		for _, p := range [][]*big.Rat{f.Posterior, f.Discounted} {
			sum := new(big.Rat)
			for _, x := range p {
				sum.Add(sum, x)
			}
			if sum.Cmp(big.NewRat(1, 1)) != 0 {
				t.Fatalf("posteriors sum to %v", sum)
			}
		}
		other := ach.Board{Hypotheses: n, Rows: rapid.Permutation(b.Rows).Draw(t, "order")}
		g := ach.Weigh(other)
		if diff := cmp.Diff(f.Order, g.Order); diff != "" {
			t.Fatal(diff)
		}
		for h := range n {
			if f.Posterior[h].Cmp(g.Posterior[h]) != 0 {
				t.Fatal("the order of items changes a posterior")
			}
		}
		alike := ach.Row{}
		r := ach.Rating(rapid.IntRange(1, 5).Draw(t, "alike"))
		for range n {
			alike.Ratings = append(alike.Ratings, []ach.Rating{r})
		}
		other.Rows = append(other.Rows, alike)
		g = ach.Weigh(other)
		last := g.Rows[len(g.Rows)-1]
		if last.Diagnosticity != 0 {
			t.Fatalf("an item that fits all alike has diagnosticity %v", last.Diagnosticity)
		}
		for h := range n {
			if f.Posterior[h].Cmp(g.Posterior[h]) != 0 {
				t.Fatal("an item that fits all alike changes a posterior")
			}
		}
		for _, x := range g.Rows {
			if x.Diagnosticity > 2 || x.Diagnosticity < 0 {
				t.Fatalf("diagnosticity %v", x.Diagnosticity)
			}
		}
	})
}

func TestJudge(t *testing.T) {
	file, problems := scenario.Read("x", []byte(`parley: 1
title: x
parties:
  a: {options: {up: Up, loud: Loud}}
  b: {options: {pay: Pay}}
rules: [not (a.loud and b.pay)]
moves: [irreversible a.loud]
status quo: []
preferences:
  a: [a.up, not a.loud]
  b: [not b.pay]
`))
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	c, _ := file.Conflict(nil)
	rules, err := game.Compile(c)
	if err != nil {
		t.Fatal(err)
	}
	g, err := rules.Expand(context.Background(), game.Expansion{})
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		party    int
		from, to string
		want     ach.Conduct
		rating   ach.Rating
	}{
		{0, "NNN", "YNN", ach.BestReply, ach.VeryConsistent},
		{0, "NNN", "YYN", ach.Pays, ach.Consistent},
		{0, "NNN", "NYN", ach.Costly, ach.VeryInconsistent},
		{0, "NNN", "NNN", ach.StaysFromBetter, ach.Inconsistent},
		{0, "YNN", "YNN", ach.StaysContent, ach.Consistent},
		{0, "NYN", "YNN", ach.Impossible, ach.VeryInconsistent},
		{0, "NNN", "NNY", ach.Impossible, ach.VeryInconsistent},
		{1, "NNN", "NNY", ach.Costly, ach.VeryInconsistent},
	} {
		from, _ := g.Find(x.from)
		to, _ := g.Find(x.to)
		got := ach.Judge(g, x.party, from, to, stability.ExtensionB)
		if got != x.want || got.Rating() != x.rating {
			t.Errorf("%d from %s to %s: %v, %v", x.party, x.from, x.to, got, got.Rating())
		}
	}
}

func TestRatingsAreReadAsWritten(t *testing.T) {
	for _, word := range ach.Ratings() {
		if r, err := ach.ParseRating(word); err != nil || r.String() != word {
			t.Errorf("%q: %v %v", word, r, err)
		}
	}
	if _, err := ach.ParseRating("fine"); err == nil {
		t.Error("`fine` is a rating")
	}
}
