package stabilitytest_test

import (
	"flag"
	"testing"

	"parley/stability"
	"parley/stability/explicit"
	"parley/stability/stabilitytest"
)

// engines are those that must agree with naive.
var engines = []stability.Engine{explicit.Engine{}}

var (
	long = flag.Bool("long", false, "compare engines on many random conflicts")
	seed = flag.Uint64("seed", 1, "with -long: the first seed")
	many = flag.Int("conflicts", 20000, "with -long: the number of conflicts")
)

// To repeat a failure: go test ./stability/stabilitytest -run TestDifferential -long -seed=S -conflicts=1
func TestDifferential(t *testing.T) {
	first, count := uint64(1), 300
	if *long {
		first, count = *seed, *many
	}
	for _, e := range engines {
		t.Run(e.Name(), func(t *testing.T) { stabilitytest.Differential(t, e, first, count) })
	}
}
