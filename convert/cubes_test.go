package convert

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"

	"parley/logic"
)

func bitOf(name string) int { return int(name[1] - '0') }

func randomFormula(r *rand.Rand, depth int) *logic.Expr {
	if depth == 0 || r.IntN(6) == 0 {
		if r.IntN(10) == 0 {
			return &logic.Expr{Op: logic.Op(r.IntN(2))}
		}
		return logic.NewAtom(fmt.Sprintf("a%d", r.IntN(7)))
	}
	e := &logic.Expr{Op: logic.Op(int(logic.Not) + r.IntN(8))}
	n := 2
	switch e.Op {
	case logic.Not:
		n = 1
	case logic.And, logic.Or, logic.ExactlyOne, logic.AtMostOne, logic.AtLeast:
		n = r.IntN(5)
	}
	for range n {
		e.Args = append(e.Args, randomFormula(r, depth-1))
	}
	if e.Op == logic.AtLeast {
		e.N = r.IntN(n+3) - 1
	}
	return e
}

func TestCubesAreTheFormula(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 3000 {
		e := randomFormula(r, 3)
		for _, holds := range []bool{true, false} {
			cubes, err := normal{bitOf}.of(e, holds)
			if err != nil {
				t.Fatalf("%v: %v", e, err)
			}
			if r.IntN(2) == 0 {
				cubes = shorten(cubes)
			}
			for state := range uint64(1 << 7) {
				want := e.Eval(func(name string) bool { return state>>bitOf(name)&1 == 1 }) == holds
				got := false
				for _, c := range cubes {
					got = got || c.yes&^state == 0 && c.no&state == 0
				}
				if got != want {
					t.Fatalf("%v is %v in %07b, but not by %v", e, want == holds, state, cubes)
				}
			}
			for i, c := range cubes {
				for j, d := range cubes {
					if i != j && c.covers(d) {
						t.Fatalf("%v: %v covers %v", e, c, d)
					}
				}
			}
		}
	}
}

func TestCubesOfOneOfMany(t *testing.T) {
	e := &logic.Expr{Op: logic.ExactlyOne}
	for k := range 64 {
		e.Args = append(e.Args, logic.NewAtom(fmt.Sprint(k)))
	}
	bit := func(name string) int {
		var k int
		fmt.Sscan(name, &k)
		return k
	}
	cubes, err := normal{bit}.of(e, false)
	if err != nil || len(cubes) != 1+64*63/2 {
		t.Errorf("%d cubes, %v", len(cubes), err)
	}
	half := &logic.Expr{Op: logic.AtLeast, N: 10, Args: e.Args[:20]}
	if _, err := (normal{bit}).of(half, true); !errors.Is(err, errCubes) {
		t.Errorf("ten of twenty: %v", err)
	}
}

func TestShorten(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"a1 and a2 or not a1 and a2 or not a1 and not a2", "[{0 2} {4 0}]"},
		{"a0 and a1 or not a0", "[{0 1} {2 0}]"},
		{"a0 or a1 or not a0", "[{0 0}]"},
		{"at_most_one(a0, a1, a2)", "[{0 6} {0 5} {0 3}]"},
	} {
		e, err := logic.Parse(c.text)
		if err != nil {
			t.Fatal(err)
		}
		cubes, err := normal{bitOf}.of(e, true)
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprint(shorten(cubes)); got != c.want {
			t.Errorf("%s: %s, want %s", c.text, got, c.want)
		}
	}
}

// What is read from conditions must be what they say, whichever arrow it is shown as.
func TestFormulaOfConditions(t *testing.T) {
	id := func(k int) string { return fmt.Sprintf("a%d", k) }
	y, n := func(k int) literal { return literal{k, true} }, func(k int) literal { return literal{k, false} }
	for _, c := range []struct {
		conditions []condition
		want       string
	}{
		{[]condition{{y(0)}}, "a0"},
		{[]condition{{n(0), y(1)}}, "not a0 and a1"},
		{[]condition{{}}, "true"},
		{nil, "false"},
		{[]condition{{y(0), y(1)}, {n(0), y(1)}, {n(0), n(1)}}, "a0 -> a1"},
		{[]condition{{y(0), y(1)}, {y(1), n(0)}, {n(0), n(1)}}, "a0 -> a1"},
		{[]condition{{y(0), y(1)}, {y(0), n(1)}, {n(0), n(1)}}, "a1 -> a0"},
		{[]condition{{y(0), n(1)}, {n(0), y(1)}, {n(0), n(1)}}, "a0 -> not a1"},
		{[]condition{{y(0), n(1)}, {n(0), y(1)}, {y(0), y(1)}}, "not a0 -> a1"},
		{[]condition{{y(0), y(1)}, {n(0), n(1)}}, "a0 <-> a1"},
		{[]condition{{n(0), y(1)}, {y(0), n(1)}}, "a0 <-> not a1"},
		{[]condition{{y(0), y(1)}, {n(0), y(1)}}, "a0 and a1 or not a0 and a1"},
		{[]condition{{y(0), y(1)}, {y(0), y(1)}, {n(0), n(1)}}, "a0 and a1 or a0 and a1 or not a0 and not a1"},
		{[]condition{{y(0), y(1)}, {y(0), n(2)}, {n(0), n(1)}}, "a0 and a1 or a0 and not a2 or not a0 and not a1"},
	} {
		e := formula(c.conditions, id)
		if e.String() != c.want {
			t.Errorf("%v reads %s, want %s", c.conditions, e, c.want)
		}
		for state := range uint64(8) {
			want := false
			for _, cond := range c.conditions {
				all := true
				for _, l := range cond {
					all = all && (state>>l.option&1 == 1) == l.taken
				}
				want = want || all
			}
			if got := e.Eval(func(name string) bool { return state>>bitOf(name)&1 == 1 }); got != want {
				t.Errorf("%s in %03b is %v", e, state, got)
			}
		}
	}
}
