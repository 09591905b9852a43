package matrix_test

import (
	"errors"
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"parley"
	"parley/analysis/edit"
	"parley/analysis/matrix"
	"parley/catalog"
	"parley/game"
	"parley/logic"
	"parley/scenario"
)

func repeated(p parley.Preference, n int) []parley.Preference {
	return slices.Repeat([]parley.Preference{p}, n)
}

// Regret and dominance by a profile, against comparisons of every two outcomes.
func TestRankRegretAgainstComparisons(t *testing.T) {
	met := map[string]int{}
	for seed := range many(400) {
		d := draw(t, seed, 3, 2)
		table, err := matrix.Find(ctx, matrix.Question{Rules: d.rules})
		if err != nil {
			t.Fatal(err)
		}
		m, err := table.Measure(ctx, matrix.Yardstick{Profiles: repeated(d.profiles[0], 2)}, game.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		_, yard := compiled(t, edit.Prefer(d.base, 0, d.profiles[0]))
		better := func(s, q int) bool {
			r := yard.Compare(0, s, q)
			return r == game.Better || r == game.MuchBetter
		}
		extreme := func(states []int, best bool) int {
			out := states[0]
			for _, s := range states {
				if best && better(s, out) || !best && better(out, s) {
					out = s
				}
			}
			return out
		}
		for k := range 2 {
			var all, bests, worsts []int
			for r := range 3 {
				o := table.Cells[r][k].Outcomes()
				all, bests, worsts = append(all, o...), append(bests, extreme(o, true)), append(worsts, extreme(o, false))
			}
			between := func(s, best int) int { // classes of outcomes from the better one to the worse one
				var classes []int
				for _, q := range all {
					if better(q, s) && !better(q, best) && !slices.ContainsFunc(classes, func(c int) bool { return !better(q, c) && !better(c, q) }) {
						classes = append(classes, q)
					}
				}
				return len(classes)
			}
			for r := range 3 {
				grade := m.Grades[r][k]
				wantBest, wantWorst := between(bests[r], extreme(bests, true)), between(worsts[r], extreme(worsts, true))
				if grade.RegretAtBest.Places != wantBest || grade.RegretAtWorst.Places != wantWorst {
					t.Fatalf("seed %d, cell %d %d: regret %+v %+v, want %d and %d", seed, r, k, grade.RegretAtBest, grade.RegretAtWorst, wantBest, wantWorst)
				}
				if len(grade.Outcomes) != len(table.Cells[r][k].Outcomes()) || better(bests[r], grade.Best().State) || better(grade.Worst().State, worsts[r]) {
					t.Fatalf("seed %d, cell %d %d: %+v", seed, r, k, grade)
				}
				if wantWorst > 0 {
					met["regret"]++
				}
			}
		}
		var want []matrix.Dominance
		for r := range 3 {
			for q := range 3 {
				atLeast, somewhere, strict, certain := q != r, false, true, true
				for k := range 2 {
					a, b := table.Cells[q][k].Outcomes(), table.Cells[r][k].Outcomes()
					worse, best := better(extreme(b, false), extreme(a, false)), better(extreme(b, true), extreme(a, true))
					moreAtWorst, moreAtBest := better(extreme(a, false), extreme(b, false)), better(extreme(a, true), extreme(b, true))
					atLeast = atLeast && !worse && !best
					somewhere = somewhere || moreAtWorst || moreAtBest
					strict = strict && moreAtWorst && moreAtBest
					certain = certain && !better(extreme(b, true), extreme(a, false))
				}
				if atLeast && somewhere {
					want = append(want, matrix.Dominance{Dominated: r, By: q, Strict: strict, Certain: certain})
				}
			}
		}
		if got := m.Dominated(); !slices.Equal(got, want) {
			t.Fatalf("seed %d: dominated %+v, want %+v", seed, got, want)
		}
		for _, x := range want {
			met[fmt.Sprint("dominated ", x.Strict, x.Certain)]++
		}
	}
	if met["regret"] < 20 || len(met) < 4 {
		t.Errorf("met %v", met)
	}
}

// Where strategies allow different states, the yardstick ranks all that any of them allows.
func TestStrategiesThatAllowDifferentStates(t *testing.T) {
	c := &parley.Conflict{
		Parties:     []parley.Party{{ID: "a"}, {ID: "b"}},
		Options:     []parley.Option{{ID: "a.x"}, {ID: "b.y", Party: 1}},
		Preferences: make([]parley.Preference, 2), StatusQuo: &parley.Place{},
	}
	c.Preferences[1] = statements("b.y")
	with, _ := edit.With(c, 0)
	without, _ := edit.Without(c, 0)
	rw, _ := compiled(t, with)
	ro, _ := compiled(t, without)
	table, err := matrix.Find(ctx, matrix.Question{Rules: [][]*game.Rules{{rw}, {ro}}})
	if err != nil {
		t.Fatal(err)
	}
	m, err := table.Measure(ctx, matrix.Yardstick{Profiles: []parley.Preference{statements("a.x")}}, game.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if m.Grades[0][0].RegretAtWorst.Places != 0 || m.Grades[1][0].RegretAtWorst.Places != 1 || m.Grades[1][0].Worst().Ranks != 2 {
		t.Errorf("%+v", m.Grades)
	}
	if got := m.Rueless(); !slices.Equal(got, []int{0}) {
		t.Errorf("without regret: %v", got)
	}
}

func statements(texts ...string) parley.Preference {
	var o parley.Order
	for _, x := range texts {
		o.Statements = append(o.Statements, parley.Statement{Either: []parley.Formula{{Expr: logic.NewAtom(x)}}})
	}
	return parley.Preference{Either: []parley.Order{o}}
}

func TestAnUncertainProfileIsNoYardstick(t *testing.T) {
	d := draw(t, 5, 1, 1)
	table, err := matrix.Find(ctx, matrix.Question{Rules: d.rules})
	if err != nil {
		t.Fatal(err)
	}
	either := parley.Preference{Either: append(d.profile().Either, d.profile().Either...)}
	var uncertain *matrix.UncertainError
	if _, err := table.Measure(ctx, matrix.Yardstick{Profiles: repeated(either, 1)}, game.Limits{}); !errors.As(err, &uncertain) {
		t.Errorf("error %v", err)
	}
}

// valued returns a measure in which every cell has outcomes of the given values.
func valued(cells [][][]int64) *matrix.Measure {
	m := &matrix.Measure{Yardstick: matrix.Yardstick{Values: []matrix.Value{{}}}}
	for _, row := range cells {
		var grades []matrix.Grade
		for k, values := range row {
			g := matrix.Grade{}
			slices.Sort(values)
			slices.Reverse(values)
			for _, v := range values {
				g.Outcomes = append(g.Outcomes, matrix.Standing{Value: big.NewRat(v, 1)})
			}
			best, worst := values[0], values[len(values)-1]
			for _, other := range cells {
				best, worst = max(best, slices.Max(other[k])), max(worst, slices.Min(other[k]))
			}
			g.RegretAtBest = &matrix.Regret{Value: big.NewRat(best-values[0], 1)}
			g.RegretAtWorst = &matrix.Regret{Value: big.NewRat(worst-values[len(values)-1], 1)}
			grades = append(grades, g)
		}
		m.Grades = append(m.Grades, grades)
	}
	return m
}

// At the break-even probability two strategies are worth the same, above it the first is worth more, below it the second.
func TestBreakEvenIsWhereStrategiesAreWorthTheSame(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	met := 0
	for range many(200) {
		cells := make([][][]int64, 3)
		for s := range cells {
			for range 3 {
				values := []int64{r.Int64N(100)}
				for r.IntN(2) == 0 {
					values = append(values, r.Int64N(100))
				}
				cells[s] = append(cells[s], values)
			}
		}
		m := valued(cells)
		for _, end := range []matrix.End{matrix.AtWorst, matrix.AtBest} {
			value := func(s, k int) *big.Rat {
				if end == matrix.AtBest {
					return big.NewRat(slices.Max(cells[s][k]), 1)
				}
				return big.NewRat(slices.Min(cells[s][k]), 1)
			}
			mean := func(s int, columns [2]int, p *big.Rat) *big.Rat {
				q := new(big.Rat).Sub(big.NewRat(1, 1), p)
				return new(big.Rat).Add(new(big.Rat).Mul(p, value(s, columns[0])), q.Mul(q, value(s, columns[1])))
			}
			found := m.BreakEvens(end)
			met += len(found)
			crossing := 0
			for s := range 3 {
				for u := range s {
					for k := range 3 {
						for h := range k {
							if value(s, k).Cmp(value(u, k))*value(s, h).Cmp(value(u, h)) < 0 {
								crossing++
							}
						}
					}
				}
			}
			if len(found) != crossing {
				t.Fatalf("%d break-evens, want %d", len(found), crossing)
			}
			for _, b := range found {
				first, second := b.Strategies[0], b.Strategies[1]
				if mean(first, b.Hypotheses, b.P).Cmp(mean(second, b.Hypotheses, b.P)) != 0 {
					t.Fatalf("%+v is no break-even", b)
				}
				for n := int64(1); n < 20; n++ {
					p := big.NewRat(n, 20)
					if mean(first, b.Hypotheses, p).Cmp(mean(second, b.Hypotheses, p)) != p.Cmp(b.P) {
						t.Fatalf("%+v at %v", b, p)
					}
					if worth := knowing(mean, value, b, p); worth.Cmp(b.Most) > 0 || n == 10 && worth.Cmp(b.Even) != 0 {
						t.Fatalf("knowing is worth %v at %v, but %+v", worth, p, b)
					}
				}
				if knowing(mean, value, b, b.P).Cmp(b.Most) != 0 {
					t.Fatalf("knowing is worth most elsewhere: %+v", b)
				}
			}
			for s, regret := range m.LargestRegret(end) {
				want := int64(0)
				for k := range 3 {
					best := value(0, k)
					for u := range 3 {
						if value(u, k).Cmp(best) > 0 {
							best = value(u, k)
						}
					}
					want = max(want, best.Num().Int64()-value(s, k).Num().Int64())
				}
				if regret.Cmp(big.NewRat(want, 1)) != 0 {
					t.Fatalf("largest regret %v, want %d", regret, want)
				}
			}
		}
	}
	if met < 60 {
		t.Errorf("%d break-evens met", met)
	}
}

// knowing is what it is worth to learn the hypothesis before choosing between two strategies.
func knowing(mean func(int, [2]int, *big.Rat) *big.Rat, value func(s, k int) *big.Rat, b matrix.BreakEven, p *big.Rat) *big.Rat {
	larger := func(x, y *big.Rat) *big.Rat {
		if x.Cmp(y) > 0 {
			return x
		}
		return y
	}
	first, second := b.Strategies[0], b.Strategies[1]
	blind := larger(mean(first, b.Hypotheses, p), mean(second, b.Hypotheses, p))
	a := larger(value(first, b.Hypotheses[0]), value(second, b.Hypotheses[0]))
	c := larger(value(first, b.Hypotheses[1]), value(second, b.Hypotheses[1]))
	q := new(big.Rat).Sub(big.NewRat(1, 1), p)
	informed := new(big.Rat).Add(new(big.Rat).Mul(p, a), q.Mul(q, c))
	return informed.Sub(informed, blind)
}

// The test vector of the catalog, from the conflict itself.
func TestUkrainePayoffs(t *testing.T) {
	x, _ := catalog.Open("ukraine-2025")
	file, problems := scenario.Read(x.Name(), x.Source)
	if problems.Err() != nil {
		t.Fatal(problems)
	}
	answers, err := catalog.AnswersTo("ukraine-2025")
	if err != nil {
		t.Fatal(err)
	}
	var want *catalog.Payoffs
	for _, a := range answers.Answers {
		if a.Payoffs != nil {
			want = a.Payoffs
		}
	}
	strategies := []string{"diplomacy", "pressure", "conditional"}
	var rules [][]*game.Rules
	for _, s := range strategies {
		var row []*game.Rules
		for _, h := range want.Hypotheses {
			c, problems := file.Conflict(scenario.Assumptions{"washington": s, "motive": h})
			if problems.Err() != nil {
				t.Fatal(problems)
			}
			r, _ := compiled(t, c)
			row = append(row, r)
		}
		rules = append(rules, row)
	}
	table, err := matrix.Find(ctx, matrix.Question{Rules: rules})
	if err != nil {
		t.Fatal(err)
	}
	var values []matrix.Value
	for _, w := range file.Group("washington").Values {
		values = append(values, matrix.Value{Formula: w.Outcome.Text, Value: w.Value})
	}
	m, err := table.Measure(ctx, matrix.Yardstick{Values: values}, game.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	for r, s := range strategies {
		for k, h := range want.Hypotheses {
			if v := want.Values[s][h]; !equals(m.Grades[r][k].Worst().Value, v) || !equals(m.Grades[r][k].Best().Value, v) {
				t.Errorf("%s under %s is worth %v to %v, want %v", s, h, m.Grades[r][k].Worst().Value, m.Grades[r][k].Best().Value, v)
			}
		}
		if regret := m.LargestRegret(matrix.AtWorst)[r]; !equals(regret, want.LargestRegret[s]) {
			t.Errorf("largest regret of %s: %v, want %v", s, regret, want.LargestRegret[s])
		}
	}
	i := slices.IndexFunc(m.BreakEvens(matrix.AtWorst), func(b matrix.BreakEven) bool {
		return strategies[b.Strategies[0]] == want.Between[0] && strategies[b.Strategies[1]] == want.Between[1]
	})
	if i < 0 {
		t.Fatal("no break-even")
	}
	b := m.BreakEvens(matrix.AtWorst)[i]
	if p, _ := b.P.Float64(); fmt.Sprintf("%.4f", p) != fmt.Sprint(want.BreakEven) || b.P.Cmp(big.NewRat(70, 130)) != 0 {
		t.Errorf("break-even at %v, want %v", b.P, want.BreakEven)
	}
	if !equals(b.Even, want.WorthOfKnowing) {
		t.Errorf("knowing is worth %v, want %v", b.Even, want.WorthOfKnowing)
	}
	even := []*big.Rat{big.NewRat(1, 2), big.NewRat(1, 2)}
	if all := m.Knowing(even, matrix.AtWorst); all.Sign() != 0 { // the third strategy is best under either
		t.Errorf("knowing is worth %v with all strategies", all)
	}
	if e := m.Expected(even, matrix.AtWorst); !equals(e[0], 55) || !equals(e[1], 60) || !equals(e[2], 90) {
		t.Errorf("expected values %v", e)
	}
}

func equals(r *big.Rat, x float64) bool { return r != nil && r.Cmp(new(big.Rat).SetFloat64(x)) == 0 }
