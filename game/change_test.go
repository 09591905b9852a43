package game_test

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parley"
	"parley/game"
	"parley/stability/stabilitytest"
)

// A graph with another preference must be the one that is listed afresh, and leave the old one as it was.
func TestWithPreferenceIsAFreshGraph(t *testing.T) {
	for seed := range uint64(600) {
		r := rand.New(rand.NewPCG(seed, 11))
		c := stabilitytest.Random(r, stabilitytest.Shape{})
		g := expand(t, c)
		if seed%2 == 0 { // moves may have been listed before or not
			g.Arcs(0)
		}
		before := describe(g)
		changed, other := g, *c
		other.Preferences = slices.Clone(c.Preferences)
		for range 1 + r.IntN(3) {
			i := r.IntN(len(c.Parties))
			p := c.Preferences[r.IntN(len(c.Parties))]
			if r.IntN(5) == 0 {
				p = parley.Preference{}
			}
			other.Preferences[i] = p
			from := g // by way of another graph of the same origin, or directly
			if r.IntN(2) == 0 {
				from = changed
			}
			next, err := from.WithPreference(i, p)
			if err != nil {
				t.Fatalf("seed %d: %v", seed, err)
			}
			changed = changed.WithPreferenceOf(next, i)
		}
		if d := cmp.Diff(describe(expand(t, &other)), describe(changed)); d != "" {
			t.Fatalf("seed %d (- fresh, + changed):\n%s\n%s", seed, d, stabilitytest.Describe(&other))
		}
		if d := cmp.Diff(before, describe(g)); d != "" {
			t.Fatalf("seed %d: the old graph changed:\n%s", seed, d)
		}
		if changed.Origin() != g || g.Origin() != g {
			t.Fatalf("seed %d: the origin is lost", seed)
		}
		if again, err := changed.Rules().Expand(context.Background(), game.Expansion{}); err != nil || again != changed {
			t.Fatalf("seed %d: listing the changed rules yields another graph, %v", seed, err)
		}
	}
}

// describe writes down everything that a graph says.
func describe(g *game.Graph) map[string]any {
	out := map[string]any{"doubts": g.Doubts(), "status quo": g.StatusQuo(), "certain": g.Certain(), "degrees": g.Degrees(), "plain": g.Plain()}
	for s := range g.Len() {
		row := []any{g.Members(s)}
		for i := range g.Parties() {
			row = append(row, g.AppendMoves(nil, i, s))
			for q := range g.Len() {
				row = append(row, g.Compare(i, s, q))
			}
		}
		if !g.Conflict().GraphForm() {
			row = append(row, g.AppendJointMoves(nil, 3, s))
		}
		out[g.Code(s)] = row
	}
	return out
}

func TestWithPreferenceTellsWhatIsWrong(t *testing.T) {
	g := expand(t, stabilitytest.PrisonersDilemma())
	short := parley.Preference{Either: []parley.Order{{Ranking: []parley.Tier{{States: []string{"NN"}}}}}}
	if _, err := g.WithPreference(0, short); err == nil {
		t.Error("a ranking of one state in four is accepted")
	}
	strange := parley.Preference{Either: []parley.Order{{Statements: []parley.Statement{{}}}}}
	if _, err := g.WithPreference(1, strange); err == nil {
		t.Error("a statement without a formula is accepted")
	}
}
