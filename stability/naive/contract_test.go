package naive_test

import (
	"testing"

	"parley/stability/naive"
	"parley/stability/stabilitytest"
)

// Compared with itself naive cannot differ, but its results must obey the laws.
func TestContract(t *testing.T) { stabilitytest.Run(t, naive.Engine{}) }
