package stockflow_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"parley/sim/stockflow"
)

// What is full is full, whatever rounding does: the moment is that at which the rates fill it.
func TestFull(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rates := [2]float64{rapid.Float64Range(.3, 9).Draw(t, "one"), rapid.Float64Range(.3, 9).Draw(t, "two")}
		m := &stockflow.Model{Step: 1, Horizon: 400, Method: stockflow.RK4, Stocks: []stockflow.Stock{{Name: "s", Capacity: "90"}},
			Flows:  []stockflow.Flow{{Name: "one", To: "s", Rate: fmt.Sprint(rates[0])}, {Name: "two", To: "s", Rate: fmt.Sprint(rates[1])}},
			Events: []stockflow.Event{{Name: "full", When: "s >= 90"}}}
		p, err := stockflow.Compile(m)
		if err != nil {
			t.Fatal(err)
		}
		r := p.NewRun()
		r.Start(nil, nil)
		e, err := r.Advance(400)
		if want := 90 / (rates[0] + rates[1]); err != nil || e != 0 || math.Abs(r.Time()-want) > 1e-6 {
			t.Fatalf("event %d at %v, want %v", e, r.Time(), want)
		}
	})
}

// A rate that is far too fast for the step is told, and not followed for ever.
func TestTooFast(t *testing.T) {
	m := &stockflow.Model{Step: 1, Horizon: 15, Method: stockflow.RK4, Stocks: []stockflow.Stock{{Name: "s", Start: "1"}},
		Flows:  []stockflow.Flow{{Name: "out", From: "s", Rate: "s / 1e-5"}},
		Events: []stockflow.Event{{Name: "gone", When: "s <= 0"}}}
	r := start(t, m, 1)
	if _, err := r.Advance(15); err == nil || !strings.Contains(err.Error(), "take a smaller one") {
		t.Errorf("at %v: %v", r.Time(), err)
	}
}

// A stock that is used up as fast as it is filled holds nothing, not a crumb that would count as something: what hangs on
// whether there is any would otherwise hang on rounding.
func TestNothingIsNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		number := func(name string, low, high float64) float64 { return rapid.Float64Range(low, high).Draw(t, name) }
		in := []float64{number("in", .1, 300), number("more in", .1, 300)}
		m := &stockflow.Model{Step: number("step", .1, 2), Horizon: 30, Method: stockflow.Method(rapid.IntRange(0, 1).Draw(t, "method")),
			Stocks: []stockflow.Stock{{Name: "s"}, {Name: "part", Start: "1000"}},
			Flows: []stockflow.Flow{{Name: "one", To: "s", Rate: fmt.Sprint(in[0])}, {Name: "two", To: "s", Rate: fmt.Sprintf("%g + time", in[1])},
				{Name: "out", From: "s", Rate: fmt.Sprint(in[0] * number("out", 1, 3))}, {Name: "all", From: "s", To: "part", Rate: fmt.Sprintf("%g + 2 * time", in[1])}}}
		p, err := stockflow.Compile(m)
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range []*stockflow.Run{p.NewRun(), p.NewPlainRun()} {
			r.Start(nil, nil)
			for at := .7; at < 30; at += .7 {
				if _, err := r.Advance(at); err != nil {
					t.Fatal(err)
				}
				if s := r.Stock(0); s != 0 {
					t.Fatalf("%v are left at %v", s, at)
				}
			}
		}
	})
}
