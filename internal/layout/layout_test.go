package layout

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"

	"parley/game"
	"parley/stability/stabilitytest"
)

// Of any conflict no two states stand on each other; in option form without merged states, the moves of a party that runs
// across or down keep to a row or a column.
func TestByChoices(t *testing.T) {
	laid := 0
	for seed := range uint64(400) {
		r := rand.New(rand.NewPCG(seed, 7))
		rules, err := game.Compile(stabilitytest.Random(r, stabilitytest.Shape{}))
		if err != nil {
			t.Fatal(err)
		}
		g, err := rules.Expand(context.Background(), game.Expansion{})
		if err != nil {
			t.Fatal(err)
		}
		states := make([]int, g.Len())
		for s := range states {
			states[s] = s
		}
		l := ByChoices(g, states)
		if l == nil {
			if !g.Conflict().GraphForm() {
				t.Fatalf("seed %d: option form without a layout", seed)
			}
			continue
		}
		laid++
		for k, p := range l.Places {
			for o, q := range l.Places[:k] {
				if d := math.Hypot(p.X-q.X, p.Y-q.Y); !(d >= 0.89*Size) {
					t.Fatalf("seed %d: states %d and %d are %.1f apart", seed, o, k, d)
				}
			}
		}
		if !g.Plain() {
			continue
		}
		for _, h := range l.Heads {
			for s, p := range l.Places {
				for _, q := range g.AppendMoves(nil, h.Party, s) {
					if d := l.Places[q].Y - p.Y; h.Column && math.Abs(d) > 1e-9 {
						t.Fatalf("seed %d: a move across goes %.1f down", seed, d)
					}
					if d := l.Places[q].X - p.X; !h.Column && math.Abs(d) > 1e-9 {
						t.Fatalf("seed %d: a move down goes %.1f across", seed, d)
					}
				}
			}
		}
	}
	if laid < 200 {
		t.Errorf("only %d of 400 conflicts could be laid out", laid)
	}
}

// Whatever the distances and neighbours, no two states stand on each other, each stands on its ring, and the same question
// yields the same map.
func TestBySteps(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 300 {
		n := 1 + r.IntN(200)
		distance := make([]int, n)
		for k := range distance[1:] {
			distance[k+1] = r.IntN(5) - 1
			if distance[k+1] == 0 {
				distance[k+1] = 1
			}
		}
		near := make([][]int, n)
		for k := range near {
			for range r.IntN(4) {
				near[k] = append(near[k], r.IntN(n))
			}
		}
		neighbours := func(k int) []int { return near[k] }
		l, again := BySteps(distance, neighbours), BySteps(distance, neighbours)
		for k, p := range l.Places {
			if p != again.Places[k] {
				t.Fatalf("state %d stands at %v, then at %v", k, p, again.Places[k])
			}
			if distance[k] == 0 && p != (Point{}) || math.IsNaN(p.X) {
				t.Fatalf("the middle stands at %v", p)
			}
			for o, q := range l.Places[:k] {
				if d := math.Hypot(p.X-q.X, p.Y-q.Y); d < 1.2*Size {
					t.Fatalf("of %d states, %d and %d are %.1f apart", n, o, k, d)
				}
				if rp, rq := math.Hypot(p.X, p.Y), math.Hypot(q.X, q.Y); distance[k] >= 0 && (distance[k] < distance[o] || distance[o] < 0) && rp >= rq {
					t.Fatalf("at distance %d stands %.1f from the middle, at distance %d %.1f", distance[k], rp, distance[o], rq)
				}
			}
		}
	}
}

// Crowded states spread about the mean of their wishes, and those that have room stay where they wish.
func TestSpread(t *testing.T) {
	ring, angles := spread([]int{0, 1, 2, 3}, []float64{-2, 0.99, 1, 1.01}, 0.3, 1)
	want := map[int]float64{0: -2, 1: 0.7, 2: 1, 3: 1.3}
	for n, k := range ring {
		if d := math.Remainder(angles[n]-want[k], 2*math.Pi); math.Abs(d) > 1e-9 {
			t.Errorf("%d stands at %v, not %v", k, angles[n], want[k])
		}
	}
}
