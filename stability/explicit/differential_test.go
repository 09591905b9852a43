package explicit_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"parley/game"
	"parley/stability"
	"parley/stability/explicit"
	"parley/stability/naive"
	"parley/stability/stabilitytest"
)

func TestQuickDifferential(t *testing.T) {
	ctx := context.Background()
	bad := 0
	for seed := range uint64(3000) {
		r := rand.New(rand.NewPCG(seed, 5))
		c := stabilitytest.Random(r, stabilitytest.Shape{})
		choices := stability.Choices{}
		if r.IntN(2) == 0 {
			flip := func() bool { return r.IntN(4) == 0 }
			choices = stability.Choices{EqualNotSanction: flip(), ReturnNotSanction: flip(), EachOnce: flip(), Simultaneous: flip(), EscapeByImprovement: flip(), IrreversiblePerArc: flip(), Unknown: stability.Extension(r.IntN(5))}
		}
		var concepts []stability.Concept
		for _, k := range stability.Kinds() {
			for ext := stability.Default; ext <= stability.ExtensionD; ext++ {
				for st := stability.General; st <= stability.Weak; st++ {
					x := stability.Concept{Kind: k, Unknown: ext, Strength: st}
					if k == stability.Maximin || k == stability.LimitedMove {
						x.Horizon = 1 + r.IntN(5)
					}
					if y, err := stability.ParseConcept(x.String()); err != nil || y != x {
						continue
					}
					if stability.Supports(c, x, choices) == nil {
						concepts = append(concepts, x)
					}
				}
			}
		}
		rules, err := game.Compile(c)
		if err != nil {
			t.Fatal(err)
		}
		task := stability.Task{Concepts: concepts, Choices: choices}
		want, err := naive.Engine{}.Solve(ctx, rules, task)
		if err != nil {
			t.Fatal(err)
		}
		got, err := explicit.Engine{}.Solve(ctx, rules, task)
		if err != nil {
			t.Fatal(err)
		}
		if fmt.Sprint(got.Warnings) != fmt.Sprint(want.Warnings) {
			t.Errorf("seed %d warnings %v want %v", seed, got.Warnings, want.Warnings)
		}
		for k, w := range want.Verdicts {
			v := got.Verdicts[k]
			for i := range w.Stable {
				if !w.Stable[i].Equal(v.Stable[i]) {
					bad++
					t.Errorf("seed %d %v of %d: got %v want %v\n%+v\n", seed, w.Concept, i, v.Stable[i], w.Stable[i], choices)
					if bad > 5 {
						t.FailNow()
					}
				}
			}
		}
	}
}
