package game_test

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parley"
	"parley/game"
	"parley/logic"
	"parley/stability/stabilitytest"
)

// A graph listed in a family must be the one that is listed alone, whatever relatives were listed before.
func TestFamilyListsWhatIsListedAlone(t *testing.T) {
	shared := 0
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 12))
		c := stabilitytest.Random(r, stabilitytest.Shape{})
		var f game.Family
		origins := map[*game.Graph]bool{}
		for range 6 {
			other := relative(r, c)
			rules, err := game.Compile(other)
			if err != nil {
				t.Fatalf("seed %d: %v", seed, err)
			}
			perArc := r.IntN(4) == 0
			fresh, alone := rules.Expand(t.Context(), game.Expansion{IrreversiblePerArc: perArc})
			if rules, err = game.Compile(other); err != nil {
				t.Fatal(err)
			}
			g, err := rules.Expand(t.Context(), game.Expansion{IrreversiblePerArc: perArc, Family: &f})
			if (alone == nil) != (err == nil) || alone != nil && alone.Error() != err.Error() {
				t.Fatalf("seed %d: the error is %v, alone %v", seed, err, alone)
			}
			if err != nil {
				continue
			}
			if d := cmp.Diff(describe(fresh), describe(g)); d != "" {
				t.Fatalf("seed %d (- alone, + in the family):\n%s\n%s", seed, d, stabilitytest.Describe(other))
			}
			if g.Conflict() != other || g.Rules() != rules {
				t.Fatalf("seed %d: the graph is of another conflict", seed)
			}
			if origins[g.Origin()] {
				shared++
			}
			origins[g.Origin()] = true
		}
	}
	if shared < 300 {
		t.Errorf("%d graphs of 1800 shared their states", shared)
	}
}

// relative returns a conflict that differs from c in what some parties want, and now and then in more.
func relative(r *rand.Rand, c *parley.Conflict) *parley.Conflict {
	out := *c
	out.Preferences = slices.Clone(c.Preferences)
	for i := range out.Preferences {
		if r.IntN(2) == 0 {
			out.Preferences[i] = c.Preferences[r.IntN(len(c.Preferences))]
		}
	}
	if len(c.Options) > 0 && r.IntN(3) == 0 {
		e := logic.NewNot(logic.NewAtom(c.Options[r.IntN(len(c.Options))].ID))
		out.Rules = append(slices.Clone(c.Rules), parley.Rule{Formula: parley.Formula{Expr: e, Text: e.String(), At: "rules[9]"}})
	}
	if c.StatusQuo != nil && r.IntN(4) == 0 {
		out.StatusQuo = nil
	}
	return &out
}

// A limit holds for a relative too, and what is wrong with its preferences is told.
func TestFamilyKeepsLimits(t *testing.T) {
	var f game.Family
	c := stabilitytest.Elmira()
	list := func(c *parley.Conflict, states int) error {
		rules, err := game.Compile(c)
		if err != nil {
			t.Fatal(err)
		}
		_, err = rules.Expand(t.Context(), game.Expansion{Limits: game.Limits{States: states}, Family: &f})
		return err
	}
	if err := list(c, 0); err != nil {
		t.Fatal(err)
	}
	other := *c
	if err := list(&other, 3); err == nil || !strings.Contains(err.Error(), "more than 3 states") {
		t.Errorf("beyond the limit the error is %v", err)
	}
	other.Preferences = slices.Clone(c.Preferences)
	other.Preferences[0] = parley.Preference{Either: []parley.Order{{Ranking: []parley.Tier{{States: []string{"1"}}}}}}
	if err := list(&other, 0); err == nil {
		t.Error("a ranking that misses states is no error")
	}
}

// Conflicts have one fingerprint only if they are one but for words.
func TestFingerprint(t *testing.T) {
	a, b := stabilitytest.Elmira(), stabilitytest.Elmira()
	b.Title, b.Parties[0].Name = "Another", "Another"
	if game.FingerprintOf(a) != game.FingerprintOf(b) {
		t.Error("words for people change the fingerprint")
	}
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 13))
		c := stabilitytest.Random(r, stabilitytest.Shape{})
		other := relative(r, c)
		same := game.FingerprintOf(c) == game.FingerprintOf(other)
		if same && cmp.Diff(describe(expand(t, c)), describe(expand(t, other))) != "" {
			t.Fatalf("seed %d: one fingerprint, two graphs", seed)
		}
	}
}
