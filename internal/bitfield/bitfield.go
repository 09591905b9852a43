// Package bitfield moves bits within machine words.
package bitfield

import "math/bits"

// Squeeze packs the bits of x that mask selects into the low end, keeping their order. The cost is one step for each run
// of ones in mask.
func Squeeze(x, mask uint64) uint64 {
	out, at := uint64(0), 0
	for mask != 0 {
		low := mask & -mask
		run := (mask + low) ^ mask // the lowest run of ones, and the bit above it
		run &= mask
		out |= (x & run) >> bits.TrailingZeros64(low) << at
		at += bits.OnesCount64(run)
		mask &^= run
	}
	return out
}

// Spread is the inverse of Squeeze: it deals the low bits of x out to the places that mask selects.
func Spread(x, mask uint64) uint64 {
	out := uint64(0)
	for mask != 0 {
		low := mask & -mask
		run := ((mask + low) ^ mask) & mask
		out |= x << bits.TrailingZeros64(low) & run
		x >>= bits.OnesCount64(run)
		mask &^= run
	}
	return out
}
