package stockflow_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"

	"parley/sim/stockflow"
)

// anyModel draws a model with something of everything.
func anyModel(t *rapid.T) *stockflow.Model {
	n := rapid.IntRange(1, 4).Draw(t, "stocks")
	m := &stockflow.Model{Step: rapid.SampledFrom([]float64{1, .7, .25}).Draw(t, "step"), Horizon: 15, Method: stockflow.Method(rapid.IntRange(0, 1).Draw(t, "method")),
		Parameters: []stockflow.Parameter{{Name: "p", Value: .3}, {Name: "q", Value: 9}},
		Inputs:     []stockflow.Input{{Name: "on", Value: 1}},
		Schedules: []stockflow.Schedule{{Name: "pulse", Points: []stockflow.Point{{Time: 2.5, Value: 4}, {Time: 6, Value: .5}}},
			{Name: "ramp", Linear: true, Points: []stockflow.Point{{Time: 1, Value: 0}, {Time: 9.3, Value: 6}}}},
		Auxiliaries: []stockflow.Auxiliary{{Name: "x", Expr: "s0 / (q + s0)"}, {Name: "y", Expr: "on > 0 ? p * q : sqrt(q)"}}}
	name := func(i int) string { return fmt.Sprintf("s%d", i) }
	stock := func() string { return name(rapid.IntRange(0, n-1).Draw(t, "of")) }
	draws := rapid.IntRange(0, 4).Draw(t, "draws") == 0
	for i := range n {
		s := stockflow.Stock{Name: name(i), Start: fmt.Sprint(rapid.IntRange(0, 60).Draw(t, "start"))}
		s.Capacity = rapid.SampledFrom([]string{"", "70", "50 + 20 * on"}).Draw(t, "capacity")
		s.Floor = rapid.SampledFrom([]string{"", "", "p", "-5"}).Draw(t, "floor")
		if draws && rapid.IntRange(0, 3).Draw(t, "noisy") == 0 {
			s.Noise = "p"
		}
		m.Stocks = append(m.Stocks, s)
	}
	for k := range rapid.IntRange(1, 6).Draw(t, "flows") {
		f := stockflow.Flow{Name: fmt.Sprint("f", k)}
		from, to := rapid.IntRange(-1, n-1).Draw(t, "from"), rapid.IntRange(-1, n-1).Draw(t, "to")
		if from < 0 && to < 0 {
			from = 0
		}
		of := name(max(from, to))
		if from >= 0 {
			f.From = name(from)
		}
		if to >= 0 {
			f.To = name(to)
		}
		f.Rate = rapid.SampledFrom([]string{"5", "y", "p * " + of, "2 * " + of + " * x", of + " > 20 ? 30 : 1", "20 - " + of, "pulse + on * ramp", "on * q", "exp(-p * time) * q",
			"min(" + of + ", y) / max(p, x)", "round(" + of + " / 7)", "clamp(" + of + ", p, q) - floor(x) + ceil(p)",
			"abs(20 - " + of + ") ^ 1.5 / (1 + log(1 + q))", "not (" + of + " == 0 or on != 1) ? -p : sqrt(" + of + " + 6)"}).Draw(t, "rate")
		if draws {
			f.Draw = stockflow.Draw(rapid.IntRange(0, 2).Draw(t, "draw"))
			if f.Draw == stockflow.Binomial && f.From == "" {
				f.Draw = stockflow.Poisson
			}
		}
		if rapid.IntRange(0, 2).Draw(t, "delayed") == 0 {
			f.Delay = &stockflow.Delay{Time: rapid.SampledFrom([]string{"2.7", "1 + on"}).Draw(t, "delay"), Order: rapid.IntRange(0, 3).Draw(t, "order")}
			if rapid.Bool().Draw(t, "begun") {
				f.Delay.Start = "8"
			}
		}
		m.Flows = append(m.Flows, f)
	}
	for k := range rapid.IntRange(0, 5).Draw(t, "events") {
		e := stockflow.Event{Name: fmt.Sprint("e", k), Repeat: rapid.IntRange(0, 2).Draw(t, "repeat") == 0, Edge: rapid.IntRange(0, 2).Draw(t, "edge") == 0,
			Stop: rapid.IntRange(0, 9).Draw(t, "stop") == 0}
		of := stock()
		e.When = rapid.SampledFrom([]string{of + " <= 0", of + " < q", of + " > 40", of + " >= 70", "x < p and " + of + " < 30", of + " < 5 or time > 7.3", "not (" + of + " > 12)",
			"s0 == 20", "on > 0 and p < 1", of + " < q and p > .1", of + " < ramp"}).Draw(t, "when")
		switch rapid.IntRange(0, 5).Draw(t, "kind") {
		case 0:
			e.Held = "1.3"
		case 1:
			e.Hazard = rapid.SampledFrom([]string{"p", "x", "time / 20"}).Draw(t, "hazard")
		case 2:
			e.First, e.Every = 1.1, 2.6
		}
		if rapid.Bool().Draw(t, "sets") {
			e.Set = []stockflow.Assignment{{Stock: of, Expr: rapid.SampledFrom([]string{"25", of + " + 3", "min(" + of + ", 2)", "binomial(40, p)"}).Draw(t, "set")}}
		}
		m.Events = append(m.Events, e)
	}
	return m
}

// A quick run and a plain one, driven in the same way, are the same to the last bit: the events, their times, and every level.
// Both find moments by halving here; TestSearch is about the other way.
func TestQuickIsPlain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := anyModel(t)
		p, err := stockflow.Compile(m)
		if err != nil {
			t.Fatal(err)
		}
		params := []float64{rapid.Float64Range(.01, 1).Draw(t, "p"), rapid.Float64Range(0, 30).Draw(t, "q")}
		seed := rapid.Uint64().Draw(t, "seed")
		quick, plain := p.NewRun(), p.NewPlainRun()
		quick.Halving()
		for range 2 { // a run that was used before is as good as a new one
			quick.Start(params, rand.New(rand.NewPCG(seed, 1)))
			plain.Start(params, rand.New(rand.NewPCG(seed, 1)))
			to, on := .9, 1.0
			for range 200 {
				e, err := quick.Advance(to)
				f, wrong := plain.Advance(to)
				if (err == nil) != (wrong == nil) || err != nil && err.Error() != wrong.Error() {
					t.Fatalf("quickly %v, plainly %v", err, wrong)
				}
				if err != nil {
					break
				}
				if e != f || quick.Time() != plain.Time() {
					t.Fatalf("quickly event %d at %v, plainly event %d at %v", e, quick.Time(), f, plain.Time())
				}
				for i := range m.Stocks {
					if a, b := quick.Stock(i), plain.Stock(i); math.Float64bits(a) != math.Float64bits(b) {
						t.Fatalf("at %v: %s is %v quickly and %v plainly", quick.Time(), m.Stocks[i].Name, a, b)
					}
				}
				for i := range m.Flows {
					if quick.Flowed(i) != plain.Flowed(i) || quick.Lost(i) != plain.Lost(i) || quick.OnTheWay(i) != plain.OnTheWay(i) {
						t.Fatalf("at %v: flow %d differs", quick.Time(), i)
					}
				}
				for _, name := range []string{"x", "y", "pulse", "ramp"} {
					a, _ := quick.Value(name)
					if b, _ := plain.Value(name); a != b && (a == a || b == b) {
						t.Fatalf("at %v: %s is %v quickly and %v plainly", quick.Time(), name, a, b)
					}
				}
				if quick.Ended() {
					break
				}
				if e < 0 {
					to += .9
				}
				if rapid.IntRange(0, 5).Draw(t, "flip") == 0 {
					on = 1 - on
					quick.Set(0, on)
					plain.Set(0, on)
				}
			}
		}
	})
}
