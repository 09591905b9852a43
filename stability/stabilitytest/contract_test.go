package stabilitytest_test

import (
	"testing"

	"parley/stability/stabilitytest"
)

func TestContract(t *testing.T) {
	for _, e := range judged() {
		t.Run(e.Name(), func(t *testing.T) { stabilitytest.Run(t, e) })
	}
}
