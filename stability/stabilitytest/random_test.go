package stabilitytest_test

import (
	"context"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"parley"
	"parley/game"
	"parley/stability/stabilitytest"
)

// Random must draw everything that engines may get wrong, and often enough; the same seed must yield the same conflict.
func TestRandomCoversTheFeatures(t *testing.T) {
	seen := map[string]int{}
	for seed := range uint64(1000) {
		c := stabilitytest.Random(rand.New(rand.NewPCG(seed, 0)), stabilitytest.Shape{})
		again := stabilitytest.Random(rand.New(rand.NewPCG(seed, 0)), stabilitytest.Shape{})
		if stabilitytest.Describe(c) != stabilitytest.Describe(again) {
			t.Fatalf("seed %d yields two conflicts", seed)
		}
		for _, feature := range features(t, c) {
			seen[feature]++
		}
	}
	for _, feature := range []string{
		"2 parties", "3 parties", "4 parties", "5 parties", "option form", "graph form", "one state", "over 30 states",
		"rule", "choice", "stays taken", "stays dropped", "bar for all", "bar for one", "only after", "irreversible", "never from",
		"two merges", "merged states", "left merged state", "statements", "weights", "ranking", "indifference", "ties", "strength",
		"rival statements", "rival orders", "unknown relation", "no status quo", "intransitive moves", "intransitive options",
		"undone by another",
	} {
		if seen[feature] < 10 {
			t.Errorf("%d of 1000 conflicts have: %s", seen[feature], feature)
		}
	}
	t.Log(seen)
}

// features names what a conflict has.
func features(t *testing.T, c *parley.Conflict) []string {
	t.Helper()
	rules, err := game.Compile(c)
	if err != nil {
		t.Fatal(err)
	}
	g, err := rules.Expand(context.Background(), game.Expansion{})
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	has := func(is bool, feature string) {
		if is && !slices.Contains(out, feature) {
			out = append(out, feature)
		}
	}
	out = append(out, string('0'+rune(len(c.Parties)))+" parties")
	has(c.GraphForm(), "graph form")
	has(!c.GraphForm(), "option form")
	has(g.Len() == 1, "one state")
	has(g.Len() > 30, "over 30 states")
	has(len(c.Rules) > 0, "rule")
	for _, o := range c.Options {
		has(o.Choice != "", "choice")
		has(o.StaysTaken, "stays taken")
		has(o.StaysDropped, "stays dropped")
	}
	for _, b := range c.Bars {
		has(b.Party == parley.AnyParty, "bar for all")
		has(b.Party != parley.AnyParty, "bar for one")
		for _, kind := range []string{"only after", "irreversible", "never from"} {
			has(strings.Contains(b.Text, kind), kind)
		}
	}
	has(len(c.Merges) == 2, "two merges")
	for s := range g.Len() {
		has(len(g.Members(s)) > 1, "merged states")
		for i := range c.Parties {
			moves := g.AppendMoves(nil, i, s)
			has(len(g.Members(s)) > 1 && len(moves) > 0, "left merged state")
			has(!g.Transitive(i), "intransitive moves")
			has(!g.Transitive(i) && !c.GraphForm(), "intransitive options")
			for q := range g.Len() {
				has(g.Compare(i, s, q) == game.Unknown, "unknown relation")
				has(g.Compare(i, s, q) == game.MuchBetter, "strength")
				has(s != q && g.Compare(i, s, q) == game.Equal, "ties")
			}
			for _, q := range moves {
				for j := range c.Parties {
					has(j != i && slices.Contains(g.AppendMoves(nil, j, int(q)), int32(s)), "undone by another")
				}
			}
		}
	}
	for _, p := range c.Preferences {
		has(len(p.Either) == 0, "indifference")
		has(len(p.Either) > 1, "rival orders")
		for _, o := range p.Either {
			has(len(o.Statements) > 0, "statements")
			has(len(o.Weights) > 0, "weights")
			has(len(o.Ranking) > 0, "ranking")
			for _, s := range o.Statements {
				has(len(s.Either) > 1, "rival statements")
			}
		}
	}
	has(c.StatusQuo == nil, "no status quo")
	return out
}
