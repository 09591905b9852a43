package game_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"parley"
	"parley/game"
	"parley/logic"
	"parley/stability/stabilitytest"
)

// conflict builds an option form conflict of indifferent parties. Each word is "party.option"; parties come in order of
// first mention.
func conflict(t testing.TB, words string, rules ...string) *parley.Conflict {
	t.Helper()
	c := &parley.Conflict{Title: "test"}
	for word := range strings.FieldsSeq(words) {
		id, _, _ := strings.Cut(word, ".")
		if c.PartyIndex(id) < 0 {
			c.Parties = append(c.Parties, parley.Party{ID: id})
			c.Preferences = append(c.Preferences, parley.Preference{})
		}
		c.Options = append(c.Options, parley.Option{ID: word, Party: c.PartyIndex(id), At: "options." + word})
	}
	for k, text := range rules {
		c.Rules = append(c.Rules, parley.Rule{Formula: formula(t, c, text, fmt.Sprintf("rules[%d]", k))})
	}
	return c
}

func formula(t testing.TB, c *parley.Conflict, text, at string) parley.Formula {
	t.Helper()
	f, err := c.Formula(text)
	if err != nil {
		t.Fatal(err)
	}
	f.At = at
	return f
}

// compile compiles a conflict that has no mistakes.
func compile(t testing.TB, c *parley.Conflict) *game.Rules {
	t.Helper()
	r, err := game.Compile(c)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// expand lists the states of a conflict that can be listed.
func expand(t testing.TB, c *parley.Conflict) *game.Graph {
	t.Helper()
	g, err := compile(t, c).Expand(context.Background(), game.Expansion{})
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// expandError returns the error of listing the states.
func expandError(t testing.TB, c *parley.Conflict, x game.Expansion) error {
	t.Helper()
	_, err := compile(t, c).Expand(context.Background(), x)
	if err == nil {
		t.Fatal("the states can be listed, want an error")
	}
	return err
}

// eachRandom runs a check on n random conflicts.
func eachRandom(t *testing.T, n int, shape stabilitytest.Shape, check func(t *testing.T, c *parley.Conflict, g *game.Graph)) {
	t.Helper()
	for seed := range uint64(n) {
		c := stabilitytest.Random(rand.New(rand.NewPCG(seed, 11)), shape)
		check(t, c, expand(t, c))
		if t.Failed() {
			t.Fatalf("seed %d\n%s", seed, stabilitytest.Describe(c))
		}
	}
}

// holds evaluates a formula in a combination of options by walking its tree.
func holds(c *parley.Conflict, e *logic.Expr, s parley.State) bool {
	return e.Eval(func(name string) bool {
		for k, o := range c.Options {
			if o.ID == name {
				return s.Has(k)
			}
		}
		return c.GraphForm() && c.States[s].ID == name
	})
}

// ukraine is the model of fourteen options in its two variants, with and without working-level talks before a summit.
func ukraine(t testing.TB, talksFirst bool) *parley.Conflict {
	rules := []string{
		"not (rsign and esc)", "not (rsign and not terms and not rf)", "not (asign and not wl)", "not (eforce and eun)",
		"not (rf and not eforce)", "not (war and (rsign or asign))", "not (war and (press or nato))",
	}
	if talksFirst {
		rules = append(rules, "not (summ and not wl)")
	}
	return conflict(t, "us.tom us.nato us.press us.war ru.esc ru.terms ru.rf ru.summ ru.rsign ua.wl ua.asign eu.eforce eu.eun eu.eaid", rules...)
}
