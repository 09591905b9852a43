package stabilitytest_test

import (
	"flag"
	"slices"
	"testing"

	"parley/stability"
	"parley/stability/engines"
	"parley/stability/naive"
	"parley/stability/stabilitytest"
)

// judged returns the engines that must agree with naive.
func judged() []stability.Engine {
	return slices.DeleteFunc(engines.All(), func(e stability.Engine) bool { return e == naive.Engine{} })
}

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
	for _, e := range judged() {
		t.Run(e.Name(), func(t *testing.T) { stabilitytest.Differential(t, e, first, count) })
	}
}
