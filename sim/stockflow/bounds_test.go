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
