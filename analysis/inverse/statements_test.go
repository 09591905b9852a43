package inverse_test

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"

	"parley"
	"parley/analysis/edit"
	"parley/analysis/inverse"
	"parley/game"
	"parley/stability"
	"parley/stability/explicit"
	"parley/stability/stabilitytest"
)

// The edits found must make the state stable when they are made, and no fewer edits may do.
func TestStatementsAgainstEdits(t *testing.T) {
	seeds := uint64(250)
	if testing.Short() {
		seeds = 60
	}
	found := map[int]int{}
	for seed := range seeds {
		r := rand.New(rand.NewPCG(seed, 15))
		c := stabilitytest.Random(r, stabilitytest.Shape{States: 24, Certain: true})
		ch := choices(r)
		g := listed(t, c, ch.IrreversiblePerArc)
		party, state := r.IntN(g.Parties()), r.IntN(g.Len())
		statements := edit.StatementsOf(c, party)
		cs := concepts(c, ch)
		stable := func(list []parley.Statement) map[stability.Kind]bool {
			rules, err := game.Compile(edit.Statements(c, party, list))
			if err != nil {
				t.Fatal(err)
			}
			result, err := explicit.Engine{}.Solve(context.Background(), rules, stability.Task{Concepts: cs, Choices: ch})
			if err != nil {
				t.Fatal(err)
			}
			out := map[stability.Kind]bool{}
			for _, v := range result.Verdicts {
				out[v.Concept.Kind] = v.Stable[party].Test(uint(state))
			}
			return out
		}
		fewest := map[stability.Kind]int{} // edits, up to two
		lists := [][]parley.Statement{statements}
		for edits := 0; edits <= 2 && statements != nil && len(statements) <= 4; edits++ {
			for _, list := range lists {
				for kind, is := range stable(list) {
					if n, ok := fewest[kind]; is && (!ok || edits < n) {
						fewest[kind] = edits
					}
				}
			}
			lists = edits1(lists)
		}
		for _, x := range cs {
			condition, err := inverse.Of(context.Background(), g, party, state, x, inverse.Options{Choices: ch})
			if err != nil {
				t.Fatal(err)
			}
			got, err := condition.Statements(context.Background(), inverse.EditLimits{})
			if err != nil {
				t.Fatal(err)
			}
			if (got == nil) != (statements == nil) {
				t.Fatalf("seed %d: %d statements, revisions %v", seed, len(statements), got)
			}
			if got == nil {
				continue
			}
			edits := -1
			for _, f := range got.Found {
				edits = len(f.Edits)
				list := statements
				for _, e := range f.Edits {
					if e.Delete {
						list = slices.Delete(slices.Clone(list), e.From, e.From+1)
					} else {
						s := list[e.From]
						list = slices.Insert(slices.Delete(slices.Clone(list), e.From, e.From+1), e.To, s)
					}
				}
				if !stable(list)[x.Kind] {
					t.Errorf("seed %d: party %d, state %d, %v: %v does not make it stable\n%s", seed, party, state, x, f.Edits, stabilitytest.Describe(c))
				}
			}
			if n, ok := fewest[x.Kind]; len(statements) <= 4 && (ok && n != edits || !ok && edits >= 0 && edits <= 2) {
				t.Errorf("seed %d: party %d, state %d, %v: %d edits, trying all finds %d (%v)\n%s", seed, party, state, x, edits, n, ok, stabilitytest.Describe(c))
			}
			found[edits]++
		}
	}
	if !testing.Short() && (found[1] < 20 || found[2] < 3) {
		t.Errorf("too few revisions were tried: by number of edits %v", found)
	}
}

// edits1 returns every list that one edit makes of the given ones.
func edits1(lists [][]parley.Statement) (out [][]parley.Statement) {
	for _, list := range lists {
		for from := range list {
			without := slices.Delete(slices.Clone(list), from, from+1)
			out = append(out, without)
			for to := range list {
				if to != from {
					out = append(out, slices.Insert(slices.Clone(without), to, list[from]))
				}
			}
		}
	}
	return out
}
