package matrix_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"sync/atomic"
	"testing"

	"parley"
	"parley/analysis/edit"
	"parley/analysis/matrix"
	"parley/analysis/paths"
	"parley/game"
	"parley/stability/stabilitytest"
)

var ctx = context.Background()

// many returns how many random cases to try: a quarter of n with -short.
func many(n uint64) uint64 {
	if testing.Short() {
		return n / 4
	}
	return n
}

func compiled(t testing.TB, c *parley.Conflict) (*game.Rules, *game.Graph) {
	t.Helper()
	r, err := game.Compile(c)
	if err != nil {
		t.Fatal(err)
	}
	g, err := r.Expand(ctx, game.Expansion{})
	if err != nil {
		t.Fatal(err)
	}
	return r, g
}

// drawn is a random conflict with a random profile of party 0 for each row, and of party 1 for each column.
type drawn struct {
	*rand.Rand
	base     *parley.Conflict
	g        *game.Graph
	profiles []parley.Preference
	rules    [][]*game.Rules
}

func draw(t testing.TB, seed uint64, rows, columns int) *drawn {
	d := &drawn{Rand: rand.New(rand.NewPCG(seed, 3))}
	d.base = stabilitytest.Random(d.Rand, stabilitytest.Shape{States: 20, Certain: true})
	_, d.g = compiled(t, d.base)
	members := d.g.Members(d.IntN(d.g.Len()))
	d.base.StatusQuo = &parley.Place{State: members[d.IntN(len(members))]}
	for range rows {
		d.profiles = append(d.profiles, d.profile())
	}
	rivals := make([]parley.Preference, columns)
	for k := range rivals {
		rivals[k] = d.profile()
	}
	for _, p := range d.profiles {
		var row []*game.Rules
		for _, q := range rivals {
			r, _ := compiled(t, edit.Prefer(edit.Prefer(d.base, 0, p), 1, q))
			row = append(row, r)
		}
		d.rules = append(d.rules, row)
	}
	return d
}

// profile draws a ranking of all states, with ties.
func (d *drawn) profile() parley.Preference {
	o := parley.Order{}
	for _, s := range d.Perm(d.g.Len()) {
		if n := len(o.Ranking); n > 0 && d.IntN(3) == 0 {
			o.Ranking[n-1].States = append(o.Ranking[n-1].States, d.g.Code(s))
		} else {
			o.Ranking = append(o.Ranking, parley.Tier{States: []string{d.g.Code(s)}})
		}
	}
	return parley.Preference{Either: []parley.Order{o}}
}

// improvements returns the best replies of anybody from s, by definition.
func improvements(g *game.Graph, s int) []int {
	prefers := func(i, q, s int) bool {
		r := g.Compare(i, q, s)
		return r == game.Better || r == game.MuchBetter
	}
	var out []int
	for i := range g.Parties() {
		moves := g.AppendMoves(nil, i, s)
		for _, q := range moves {
			if prefers(i, int(q), s) && !slices.ContainsFunc(moves, func(r int32) bool { return prefers(i, int(r), int(q)) }) {
				out = append(out, int(q))
			}
		}
	}
	return out
}

func closure(g *game.Graph, s int) map[int]bool {
	seen, todo := map[int]bool{s: true}, []int{s}
	for ; len(todo) > 0; todo = todo[1:] {
		for _, q := range improvements(g, todo[0]) {
			if !seen[q] {
				seen[q] = true
				todo = append(todo, q)
			}
		}
	}
	return seen
}

// A cell holds the states where things come to stay: those from which best replies lead nowhere but among themselves.
func TestCellsAgainstTheTwin(t *testing.T) {
	cycles := 0
	for seed := range many(300) {
		d := draw(t, seed, 2, 2)
		table, err := matrix.Find(ctx, matrix.Question{Rules: d.rules})
		if err != nil {
			t.Fatal(err)
		}
		for r, row := range table.Cells {
			for k, cell := range row {
				_, g := compiled(t, d.rules[r][k].Conflict())
				var want []int
				for s := range closure(g, g.StatusQuo()) {
					closed := true
					for q := range closure(g, s) {
						closed = closed && closure(g, q)[s]
					}
					if closed {
						want = append(want, s)
					}
				}
				slices.Sort(want)
				if got := cell.Outcomes(); !slices.Equal(got, want) {
					t.Fatalf("seed %d, cell %d %d: outcomes %v, want %v\n%s", seed, r, k, got, want, stabilitytest.Describe(g.Conflict()))
				}
				for _, c := range cell.Cycles {
					cycles++
					reach := closure(g, c.States[0])
					for _, s := range c.States {
						if !reach[s] || !closure(g, s)[c.States[0]] {
							t.Fatalf("seed %d: %v is no cycle", seed, c.States)
						}
					}
					if c.Terminal != (len(reach) == len(c.States)) {
						t.Fatalf("seed %d: cycle %v terminal %v", seed, c.States, c.Terminal)
					}
				}
				for _, e := range cell.Ends {
					if e.Path.From != g.StatusQuo() || e.Path.To() != e.State {
						t.Fatalf("seed %d: path %v to %d", seed, e.Path, e.State)
					}
					for _, step := range e.Path.Steps {
						if !slices.Contains(improvements(g, step.From), step.To) {
							t.Fatalf("seed %d: step %v is no best reply", seed, step)
						}
					}
				}
			}
		}
	}
	if cycles < 4 {
		t.Errorf("%d cycles met", cycles)
	}
}

// A cell equals its combination solved alone.
func TestCellEqualsItsCombinationAlone(t *testing.T) {
	for seed := range many(60) {
		d := draw(t, seed, 3, 3)
		for _, workers := range []int{1, 4} {
			table, err := matrix.Find(ctx, matrix.Question{Rules: d.rules, Workers: workers})
			if err != nil {
				t.Fatal(err)
			}
			for r, row := range table.Cells {
				for k := range row {
					alone, err := matrix.Find(ctx, matrix.Question{Rules: [][]*game.Rules{{d.rules[r][k]}}})
					if err != nil {
						t.Fatal(err)
					}
					g := alone.Cells[0][0].Graph
					ends, err := paths.Ends(ctx, g, g.StatusQuo(), paths.Options{Mode: paths.BestReplies})
					if err != nil {
						t.Fatal(err)
					}
					if !sameEnds(ends, row[k].Endings) || !sameEnds(ends, alone.Cells[0][0].Endings) {
						t.Fatalf("seed %d, cell %d %d", seed, r, k)
					}
				}
			}
		}
	}
}

func sameEnds(a, b *paths.Endings) bool {
	return slices.EqualFunc(a.Ends, b.Ends, func(x, y paths.End) bool {
		return x.State == y.State && slices.Equal(x.Path.Steps, y.Path.Steps)
	}) && slices.EqualFunc(a.Cycles, b.Cycles, func(x, y paths.Cycle) bool { return slices.Equal(x.States, y.States) && x.Terminal == y.Terminal })
}

func TestObserveNamesWhereHypothesesPart(t *testing.T) {
	met := map[string]int{}
	for seed := range many(200) {
		d := draw(t, seed, 2, 3)
		if seed%5 == 0 {
			d.rules[0][1] = d.rules[0][0]
		}
		table, err := matrix.Find(ctx, matrix.Question{Rules: d.rules})
		if err != nil {
			t.Fatal(err)
		}
		seen, err := table.Observe(ctx)
		if err != nil {
			t.Fatal(err)
		}
		if len(seen) != 6 {
			t.Fatalf("%d observations", len(seen))
		}
		for _, o := range seen {
			a, b := table.Cells[o.Row][o.Columns[0]], table.Cells[o.Row][o.Columns[1]]
			alike := true // best replies at every state that both reach
			for s := range closure(a.Graph, a.Graph.StatusQuo()) {
				alike = alike && slices.Equal(improvements(a.Graph, s), improvements(b.Graph, s))
			}
			if alike != (len(o.Earliest) == 0) {
				t.Fatalf("seed %d: %+v", seed, o)
			}
			var endsA, endsB []int
			for _, e := range a.Ends {
				endsA = append(endsA, e.State)
			}
			for _, e := range b.Ends {
				endsB = append(endsB, e.State)
			}
			for side, want := range [][]int{minus(endsA, endsB), minus(endsB, endsA)} {
				if !slices.Equal(o.Only[side], want) {
					t.Fatalf("seed %d: ends only here %v, want %v", seed, o.Only[side], want)
				}
			}
			for _, f := range o.Earliest {
				if f.Tells(o.Pair) {
					met["tells"]++
				}
				if len(f.Way.Steps) > 0 {
					met["later"]++
				}
			}
			if alike {
				met["alike"]++
			}
		}
	}
	for _, what := range []string{"tells", "later", "alike"} {
		if met[what] < 4 {
			t.Errorf("met %v", met)
		}
	}
}

func minus(a, b []int) []int {
	return slices.DeleteFunc(slices.Clone(a), func(s int) bool { return slices.Contains(b, s) })
}

func TestErrorsNameTheirCells(t *testing.T) {
	d := draw(t, 1, 2, 2)
	lost := *d.base
	lost.StatusQuo = nil
	d.rules[0][1], _ = compiled(t, &lost)
	d.rules[1][0] = d.rules[0][1]
	_, err := matrix.Find(ctx, matrix.Question{Rules: d.rules})
	var errs matrix.CellErrors
	if !errors.As(err, &errs) || len(errs) != 2 || errs[0].Row != 0 || errs[0].Column != 1 || errs[1].Err != matrix.ErrNoStatusQuo {
		t.Errorf("error %v", err)
	}
}

// countdown is a context that ends after it was asked so often.
type countdown struct {
	context.Context
	left *atomic.Int64
}

func (c countdown) Err() error {
	if c.left.Add(-1) < 0 {
		return context.Canceled
	}
	return nil
}

func TestWhatWasFoundIsKept(t *testing.T) {
	d := draw(t, 2, 3, 3)
	for _, row := range d.rules {
		for k, r := range row {
			row[k], _ = game.Compile(r.Conflict())
		}
	}
	full, none := 0, 0
	for asked := range int64(200) {
		left := &atomic.Int64{}
		left.Store(asked)
		table, err := matrix.Find(countdown{ctx, left}, matrix.Question{Rules: d.rules, Workers: 1})
		if err != nil {
			t.Fatal(err)
		}
		filled := 0
		for _, row := range table.Cells {
			for _, c := range row {
				if c.Graph != nil {
					filled++
				}
			}
		}
		if table.Stopped != (filled < 9) {
			t.Fatalf("%d cells filled, stopped %v", filled, table.Stopped)
		}
		if filled == 9 {
			full++
		} else {
			none++
		}
		m, err := table.Measure(ctx, matrix.Yardstick{Party: 0, Profiles: []parley.Preference{d.profiles[0], d.profiles[0], d.profiles[0]}}, game.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		if filled < 9 && len(m.Rueless()) == 3 {
			t.Error("a strategy that was not looked at has no regret")
		}
		if _, err := table.Observe(ctx); err != nil {
			t.Fatal(err)
		}
	}
	if full == 0 || none == 0 {
		t.Errorf("%d full tables, %d stopped", full, none)
	}
}
