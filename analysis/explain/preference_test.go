package explain_test

import (
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"parley"
	"parley/analysis/explain"
	"parley/game"
	"parley/logic"
	"parley/stability/stabilitytest"
)

// truth evaluates a formula in the lowest member of a state.
func truth(g *game.Graph, f parley.Formula, s int) bool {
	c := g.Conflict()
	if c.GraphForm() {
		return f.Expr.Eval(func(name string) bool { return name == c.States[s].ID })
	}
	p := logic.Compile(f.Expr, func(name string) int {
		return slices.IndexFunc(c.Options, func(o parley.Option) bool { return o.ID == name })
	})
	return p.Holds(uint64(g.Members(s)[0]))
}

// sign turns a relation into -1, 0 or 1.
func sign(r game.Relation) int {
	switch r {
	case game.Better, game.MuchBetter:
		return 1
	case game.Worse, game.MuchWorse:
		return -1
	}
	return 0
}

func much(r game.Relation) bool { return r == game.MuchBetter || r == game.MuchWorse }

func TestReasonsDecideAsTheOrdersDo(t *testing.T) {
	met := map[string]int{}
	for seed := range uint64(400) {
		r := rand.New(rand.NewPCG(seed, 92))
		c := stabilitytest.Random(r, stabilitytest.Shape{})
		rules, err := game.Compile(c)
		if err != nil {
			t.Fatal(err)
		}
		g, err := rules.Expand(ctx, game.Expansion{})
		if err != nil {
			t.Fatal(err)
		}
		for range 60 {
			i, s, q := r.IntN(g.Parties()), r.IntN(g.Len()), r.IntN(g.Len())
			p := explain.Prefers(g, i, s, q)
			if p.Party != i || p.State != s || p.Other != q || p.Relation != g.Compare(i, s, q) || len(p.Reasons) != len(g.Orders(i)) {
				t.Fatalf("seed %d: %+v", seed, p)
			}
			for k, reason := range p.Reasons {
				rank, band := g.Orders(i)[k].Rank, g.Orders(i)[k].Band
				want := int(rank[s]) - int(rank[q])
				if want != 0 {
					want /= max(want, -want)
				}
				if sign(reason.Relation) != want || much(reason.Relation) != (band != nil && band[s] != band[q]) {
					t.Fatalf("seed %d: relation %v, want sign %d", seed, reason.Relation, want)
				}
				if kind := decides(t, g, c, p, reason); kind != "" {
					met[kind]++
				} else {
					t.Fatalf("seed %d: %+v of party %d between %d and %d\n%s", seed, reason, i, s, q, stabilitytest.Describe(c))
				}
			}
		}
	}
	for _, kind := range []string{"indifferent", "nothing", "statement", "rival statement", "weights", "ranking"} {
		if met[kind] < 100 {
			t.Errorf("met %v", met)
		}
	}
}

// decides reports by what a reason decides, "" where that is not right.
func decides(t *testing.T, g *game.Graph, c *parley.Conflict, p explain.Preference, r explain.Reason) string {
	either := c.Preferences[p.Party].Either
	if r.Order < 0 {
		if len(either) == 0 && r.Relation == game.Equal && r.Statement == nil && r.Weights == nil && r.Ranking == nil {
			return "indifferent"
		}
		return ""
	}
	o := either[r.Order]
	switch {
	case len(o.Ranking) > 0:
		tier := func(s int) int {
			return slices.IndexFunc(o.Ranking, func(x parley.Tier) bool {
				return slices.ContainsFunc(x.States, func(code string) bool { found, err := g.Find(code); return err == nil && found == s })
			})
		}
		if x := r.Ranking; x != nil && r.Statement == nil && r.Weights == nil && x.State == tier(p.State) && x.Other == tier(p.Other) && sign(r.Relation) == compare(x.Other, x.State) {
			return "ranking"
		}
		return ""
	case len(o.Weights) > 0:
		a, b := new(big.Rat), new(big.Rat)
		var apart []explain.Weight
		for k, w := range o.Weights {
			x, y := truth(g, w.Formula, p.State), truth(g, w.Formula, p.Other)
			if x {
				a.Add(a, w.Value)
			}
			if y {
				b.Add(b, w.Value)
			}
			if x != y {
				apart = append(apart, explain.Weight{Index: k, State: x, Other: y})
			}
		}
		if x := r.Weights; x != nil && r.Statement == nil && r.Ranking == nil && x.State.Cmp(a) == 0 && x.Other.Cmp(b) == 0 && slices.Equal(x.Apart, apart) && sign(r.Relation) == a.Cmp(b) {
			return "weights"
		}
		return ""
	}
	if len(r.Rivals) != len(o.Statements) || r.Weights != nil || r.Ranking != nil {
		return ""
	}
	first := slices.IndexFunc(o.Statements, func(s parley.Statement) bool {
		f := s.Either[r.Rivals[slices.IndexFunc(o.Statements, func(x parley.Statement) bool { return &x.Either[0] == &s.Either[0] })]]
		return truth(g, f, p.State) != truth(g, f, p.Other)
	})
	if first < 0 {
		if r.Statement == nil && r.Relation == game.Equal {
			return "nothing"
		}
		return ""
	}
	x := r.Statement
	if x == nil || x.Index != first || x.Rival != r.Rivals[first] || x.Formula.Expr != o.Statements[first].Either[x.Rival].Expr {
		return ""
	}
	greatly := slices.ContainsFunc(o.Statements[first:], func(s parley.Statement) bool { return s.Greatly })
	if x.State != truth(g, x.Formula, p.State) || x.Other == x.State || (sign(r.Relation) == 1) != x.State || much(r.Relation) != greatly {
		return ""
	}
	if x.Rival > 0 {
		return "rival statement"
	}
	return "statement"
}

func compare(a, b int) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}
