package bitfield_test

import (
	"math/rand/v2"
	"testing"

	"parley/internal/bitfield"
)

func TestSqueezeEqualsBitByBit(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for range 10000 {
		x, mask := r.Uint64(), r.Uint64()
		if r.IntN(3) == 0 {
			mask |= r.Uint64() | 1<<63
		}
		want, at := uint64(0), 0
		for k := range 64 {
			if mask>>k&1 == 1 {
				want |= x >> k & 1 << at
				at++
			}
		}
		if got := bitfield.Spread(want, mask); got != x&mask {
			t.Fatalf("Spread(%x, %x) = %x, want %x", want, mask, got, x&mask)
		}
		if got := bitfield.Squeeze(x, mask); got != want {
			t.Fatalf("Squeeze(%x, %x) = %x, want %x", x, mask, got, want)
		}
	}
}
