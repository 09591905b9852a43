// Package montecarlo draws, runs and gathers: inputs with distributions, sampling plans, a runner that spreads blocks of runs
// over workers, and summaries that stay small however many runs there are. It knows nothing of what a run computes.
//
// Everything follows from a seed. The draws of a run depend on the seed, the run's number and a purpose or an input's name, on
// nothing else: neither on the number of workers, nor on which other inputs there are. Two variants of a model that are run
// from one seed therefore meet the same luck, and their difference is a paired one.
package montecarlo

import "math/rand/v2"

// Seed is where all randomness of a study starts. Any number will do; equal seeds give equal results.
type Seed uint64

// Stream returns the random numbers of one run for one purpose. Streams of different runs or purposes are independent: the
// 128 bits of the generator (PCG-DXSM) start from a hash of seed, run and purpose.
func (s Seed) Stream(run int, purpose string) *rand.Rand {
	return rand.New(s.source(run, purpose))
}

func (s Seed) source(run int, purpose string) *rand.PCG {
	hi, lo := s.state(run, hash(purpose))
	return rand.NewPCG(hi, lo)
}

// state mixes seed, run and hashed purpose into the start of a generator.
func (s Seed) state(run int, purpose uint64) (hi, lo uint64) {
	x := mix(uint64(s) + 0x9e3779b97f4a7c15)
	x = mix(x ^ purpose)
	hi = mix(x + 0x9e3779b97f4a7c15*uint64(run+1))
	lo = mix(hi ^ bits(run) ^ purpose)
	return hi, lo
}

func bits(run int) uint64 { return uint64(run) * 0xd1342543de82ef95 }

// mix is the finalizer of SplitMix64 (Steele, Lea and Flood 2014): a bijection after which every bit depends on every bit.
func mix(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// hash is FNV-1a, mixed.
func hash(s string) uint64 {
	h := uint64(0xcbf29ce484222325)
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 0x100000001b3
	}
	return mix(h)
}

// Streams is a generator that is set to a new stream without new memory, for a model that needs one in every run. The zero
// value is not usable; it is for one goroutine.
type Streams struct {
	seed    Seed
	purpose uint64
	source  *rand.PCG
	rand    *rand.Rand
}

// NewStreams prepares the streams of a seed for a purpose.
func NewStreams(seed Seed, purpose string) *Streams {
	source := rand.NewPCG(0, 0)
	return &Streams{seed: seed, purpose: hash(purpose), source: source, rand: rand.New(source)}
}

// Of sets the generator to a run's stream and returns it: the numbers are those of Seed.Stream. What Of returned before is the
// same generator, and follows.
func (s *Streams) Of(run int) *rand.Rand {
	s.source.Seed(s.seed.state(run, s.purpose))
	return s.rand
}
