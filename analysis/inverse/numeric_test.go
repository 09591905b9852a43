package inverse

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/bits-and-blooms/bitset"

	"parley/game"
	"parley/stability"
	"parley/stability/stabilitytest"
)

// The share found by integration must be that of the exact numbers.
func TestShareByIntegration(t *testing.T) {
	ctx := context.Background()
	tried := 0
	for seed := range uint64(150) {
		r := rand.New(rand.NewPCG(seed, 16))
		c := stabilitytest.Random(r, stabilitytest.Shape{States: 48, Certain: true})
		rules, err := game.Compile(c)
		if err != nil {
			t.Fatal(err)
		}
		g, err := rules.Expand(ctx, game.Expansion{})
		if err != nil {
			t.Fatal(err)
		}
		var vary *bitset.BitSet
		if seed%2 == 1 {
			vary = bitset.New(uint(g.Len()))
			for s := range g.Len() {
				vary.SetTo(uint(s), r.IntN(3) > 0)
			}
		}
		for _, kind := range []stability.Kind{stability.Nash, stability.GMR, stability.SMR, stability.SEQ, stability.SSEQ} {
			condition, err := Of(ctx, g, r.IntN(g.Parties()), r.IntN(g.Len()), stability.Concept{Kind: kind}, Options{})
			if err != nil {
				t.Fatal(err)
			}
			want, err := condition.Rankings(ctx, vary)
			if err != nil {
				t.Fatal(err)
			}
			p, err := condition.places(vary)
			if err != nil {
				t.Fatal(err)
			}
			circuit, got := newCircuit(ctx, len(p.vars)), 0.0
			for from := p.low; from <= p.high; {
				to := p.alike(from)
				root, err := circuit.formula(p.formula(from))
				if err != nil {
					t.Fatal(err)
				}
				got += circuit.share(root, p, from, to)
				from = to + 1
			}
			if math.Abs(got-want.Share) > 1e-9 {
				t.Errorf("seed %d, %v: share %v, by integration %v", seed, kind, want.Share, got)
			}
			tried++
		}
	}
	if tried < 500 {
		t.Errorf("only %d shares were tried", tried)
	}
}
