package game_test

import (
	"cmp"
	"errors"
	"fmt"
	"math/big"
	"math/rand/v2"
	"strings"
	"testing"

	"parley"
	"parley/game"
	"parley/logic"
	"parley/stability/stabilitytest"
)

// eight is a conflict of eight options, all 256 states feasible.
func eight(t testing.TB) *parley.Conflict {
	return conflict(t, "a.p a.q a.r a.s b.t b.u b.v b.w")
}

// literalOrClause draws a formula over the options, often one that few states tell apart.
func literalOrClause(r *rand.Rand, c *parley.Conflict) *logic.Expr {
	e := clause(r, c)
	if r.IntN(2) == 0 {
		e = logic.NewAnd(e, clause(r, c))
	}
	return e
}

// checkOrder holds ranks and bands against a comparison of two states, +2 and -2 standing for great preference.
func checkOrder(t *testing.T, g *game.Graph, party int, compare func(s, q parley.State) int) {
	t.Helper()
	o := g.Orders(party)[0]
	seen := map[int32]bool{}
	for s := range g.Len() {
		seen[o.Rank[s]] = true
		if o.Rank[s] < 0 || int(o.Rank[s]) >= o.Classes {
			t.Fatalf("rank %d of %d classes", o.Rank[s], o.Classes)
		}
		for q := range g.Len() {
			want := compare(g.Members(s)[0], g.Members(q)[0])
			if got := cmp.Compare(o.Rank[s], o.Rank[q]); got != max(-1, min(1, want)) {
				t.Fatalf("ranks of %s and %s compare as %d, want %d", g.Code(s), g.Code(q), got, want)
			}
			relation := map[int]game.Relation{-2: game.MuchWorse, -1: game.Worse, 0: game.Equal, 1: game.Better, 2: game.MuchBetter}[want]
			if got := g.Compare(party, s, q); got != relation {
				t.Fatalf("%s compares with %s as %d, want %d", g.Code(s), g.Code(q), got, relation)
			}
			if o.Band != nil && (o.Band[s] < o.Band[q] && o.Rank[s] > o.Rank[q] || o.Rank[s] == o.Rank[q] && o.Band[s] != o.Band[q]) {
				t.Fatalf("bands run against ranks at %s and %s", g.Code(s), g.Code(q))
			}
		}
	}
	if len(seen) != o.Classes {
		t.Fatalf("%d classes, but %d ranks", o.Classes, len(seen))
	}
}

// Ordered statements compare by the first one that tells two states apart; greatly where it, or a later one, is marked.
// The number of statements may exceed one machine word and two.
func TestStatementsCompareLexicographically(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for _, n := range []int{1, 2, 5, 31, 32, 33, 40, 63, 64, 65, 96, 130} {
		for marks := range 4 {
			c := eight(t)
			var o parley.Order
			for range n {
				greatly := marks > 0 && r.IntN(n) < marks
				o.Statements = append(o.Statements, parley.Statement{Either: []parley.Formula{{Expr: literalOrClause(r, c)}}, Greatly: greatly})
			}
			if n > 40 { // let late statements matter: the early ones are about the same two options
				for k := range n / 2 {
					o.Statements[k].Either[0].Expr = logic.NewAnd(logic.NewAtom("a.p"), logic.NewAtom("b.w"))
				}
			}
			c.Preferences[0].Either = []parley.Order{o}
			truth := make([][]bool, 256)
			for s := range truth {
				for _, x := range o.Statements {
					truth[s] = append(truth[s], holds(c, x.Either[0].Expr, parley.State(s)))
				}
			}
			checkOrder(t, expand(t, c), 0, func(s, q parley.State) int { return lexicographic(o.Statements, truth[s], truth[q]) })
		}
	}
}

// lexicographic compares two states by the definition, given which statements hold in them. Of two states that a marked
// statement, or one above it, tells apart, one is greatly preferred.
func lexicographic(statements []parley.Statement, a, b []bool) int {
	for j := range statements {
		if a[j] == b[j] {
			continue
		}
		result := 1
		for _, later := range statements[j:] {
			if later.Greatly {
				result = 2
			}
		}
		if b[j] {
			return -result
		}
		return result
	}
	return 0
}

// Weights add up exactly, fractions and negative ones too.
func TestWeightsAddUp(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	for range 30 {
		c := eight(t)
		var o parley.Order
		for range 1 + r.IntN(10) {
			value := big.NewRat(int64(r.IntN(41)-20), int64(1+r.IntN(12)))
			o.Weights = append(o.Weights, parley.Weight{Formula: parley.Formula{Expr: literalOrClause(r, c)}, Value: value})
		}
		c.Preferences[1].Either = []parley.Order{o}
		sum := make([]*big.Rat, 256)
		for s := range sum {
			sum[s] = new(big.Rat)
			for _, w := range o.Weights {
				if holds(c, w.Expr, parley.State(s)) {
					sum[s].Add(sum[s], w.Value)
				}
			}
		}
		checkOrder(t, expand(t, c), 1, func(s, q parley.State) int { return sum[s].Cmp(sum[q]) })
	}
}

// Weights that differ by eighteen powers of ten are told apart; more than a word can hold is refused, not rounded.
func TestWeightsOfDifferentSize(t *testing.T) {
	c := conflict(t, "a.x b.y")
	weigh := func(values ...string) parley.Preference {
		var o parley.Order
		for k, v := range values {
			value, ok := new(big.Rat).SetString(v)
			if !ok {
				t.Fatal(v)
			}
			o.Weights = append(o.Weights, parley.Weight{Formula: formula(t, c, c.Options[k].ID, fmt.Sprint(k)), Value: value})
		}
		return parley.Preference{Either: []parley.Order{o}}
	}
	c.Preferences[0] = weigh("1000000000000000000", "1")
	if got := expand(t, c).Orders(0)[0].Rank; fmt.Sprint(got) != "[0 2 1 3]" {
		t.Errorf("ranks %v", got)
	}
	c.Preferences[0] = weigh("-4611686018427387902", "1")
	if got := expand(t, c).Orders(0)[0].Rank; fmt.Sprint(got) != "[2 0 3 1]" {
		t.Errorf("ranks %v", got)
	}
	c.Preferences[0] = weigh("1000000000000000000000", "1")
	if err := expandError(t, c, game.Expansion{}); !strings.Contains(err.Error(), "differ too much") {
		t.Errorf("the error is %v", err)
	}
	c.Preferences[0] = weigh("1/9000000000000000000", "1/8999999999999999999")
	if err := expandError(t, c, game.Expansion{}); !strings.Contains(err.Error(), "differ too much") {
		t.Errorf("the error is %v", err)
	}
}

// A ranking lists tiers, the first one best, ties inside a tier, great preference between two tiers where it is marked.
func TestRankings(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	for range 60 {
		c := conflict(t, "a.p a.q b.r b.s", "not (p and r and s)")
		g := expand(t, c)
		var o parley.Order
		tier, band := map[string]int{}, map[int]int{}
		for i, s := range r.Perm(g.Len()) {
			if i == 0 || r.IntN(3) > 0 {
				if i > 0 {
					last := len(o.Ranking) - 1
					o.Ranking[last].Greatly = r.IntN(3) == 0
					band[last+1] = band[last]
					if o.Ranking[last].Greatly {
						band[last+1]++
					}
				}
				o.Ranking = append(o.Ranking, parley.Tier{})
			}
			last := len(o.Ranking) - 1
			o.Ranking[last].States = append(o.Ranking[last].States, g.Code(s))
			tier[g.Code(s)] = last
		}
		c.Preferences[0].Either = []parley.Order{o}
		checkOrder(t, expand(t, c), 0, func(s, q parley.State) int {
			a, b := tier[g.Rules().Code(s)], tier[g.Rules().Code(q)]
			result := cmp.Compare(b, a)
			if band[a] != band[b] {
				result *= 2
			}
			return result
		})
	}
}

func TestRankingsThatAreWrong(t *testing.T) {
	rank := func(tiers ...string) *parley.Conflict {
		c := conflict(t, "a.x b.y", "not (x and y)")
		o := parley.Order{At: "order"}
		for k, states := range tiers {
			o.Ranking = append(o.Ranking, parley.Tier{States: strings.Fields(states), At: fmt.Sprint("tier ", k)})
		}
		c.Preferences[0].Either = []parley.Order{o}
		return c
	}
	for _, x := range []struct {
		conflict *parley.Conflict
		want     []string // at: part of the message
	}{
		{rank("NN", "YN"), []string{"order: the ranking of `a` leaves out 1 of 3 states: NY"}},
		{rank("NN", "YN NY NN"), []string{"tier 1: the ranking names the state `NN` twice"}},
		{rank("NN YN NY", "YY"), []string{"tier 1: in a ranking, the state `YY` is not feasible (it breaks the rule `not (a.x and b.y)`)"}},
		{rank("NN YN", "NYN"), []string{"tier 1: in a ranking, `NYN` is not a state", "order: the ranking of `a` leaves out 1 of 3 states: NY"}},
		{rank("N-", "YN"), []string{"tier 0: in a ranking, `N-` fits several states (`NN` and `NY` among them)", "leaves out 2 of 3 states: NN, NY"}},
	} {
		var issues parley.Issues
		err := expandError(t, x.conflict, game.Expansion{})
		if !errors.As(err, &issues) || len(issues) != len(x.want) {
			t.Errorf("the error is %v, want %q", err, x.want)
			continue
		}
		for k, want := range x.want {
			text := parley.Issues{issues[k]}.Error()
			if plain := strings.ReplaceAll(text, "not (x and y)", "not (a.x and b.y)"); !strings.Contains(plain, want) {
				t.Errorf("issue %d is %q, want %q", k, text, want)
			}
		}
	}
}

// What several orders agree on is certain; great preference is certain where all say so; the rest is unknown.
func TestCompareIsWhatAllOrdersAgreeOn(t *testing.T) {
	eachRandom(t, 200, stabilitytest.Shape{States: 20}, func(t *testing.T, c *parley.Conflict, g *game.Graph) {
		for i := range c.Parties {
			for s := range g.Len() {
				for q := range g.Len() {
					var better, worse, equal, great int
					orders := g.Orders(i)
					for _, o := range orders {
						switch cmp.Compare(o.Rank[s], o.Rank[q]) {
						case 1:
							better++
						case -1:
							worse++
						default:
							equal++
						}
						if o.Band != nil && o.Band[s] != o.Band[q] {
							great++
						}
					}
					want := game.Unknown
					switch len(orders) {
					case equal:
						want = game.Equal
					case better:
						want = game.Better
						if great == len(orders) {
							want = game.MuchBetter
						}
					case worse:
						want = game.Worse
						if great == len(orders) {
							want = game.MuchWorse
						}
					}
					if got := g.Compare(i, s, q); got != want {
						t.Errorf("party %d: %s against %s is %d, want %d", i, g.Code(s), g.Code(q), got, want)
					}
				}
			}
		}
	})
}

// Rival statements multiply out to every list of one for each; too many are refused by their number.
func TestRivalStatements(t *testing.T) {
	c := conflict(t, "a.x b.y")
	rivals := func(n int) {
		var o parley.Order
		for range n {
			o.Statements = append(o.Statements, parley.Statement{Either: []parley.Formula{formula(t, c, "x", ""), formula(t, c, "y", "")}, At: "rivals"})
		}
		c.Preferences[0].Either = []parley.Order{o}
	}
	rivals(6)
	if got := len(expand(t, c).Orders(0)); got != 64 {
		t.Errorf("%d lists, want 64", got)
	}
	for _, n := range []int{7, 40, 60, 63, 64, 200} {
		rivals(n)
		if err := expandError(t, c, game.Expansion{}); !strings.Contains(err.Error(), "more than 64 complete lists") {
			t.Errorf("with %d rival statements the error is %v", n, err)
		}
	}
}

// A party of which nothing is said is indifferent.
func TestIndifference(t *testing.T) {
	g := expand(t, conflict(t, "a.x b.y"))
	checkOrder(t, g, 0, func(s, q parley.State) int { return 0 })
	if !g.Certain() || g.Degrees() {
		t.Errorf("certain %v, degrees %v", g.Certain(), g.Degrees())
	}
}
