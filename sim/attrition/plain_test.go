package attrition_test

import (
	"context"
	"math"
	"reflect"
	"slices"
	"testing"

	"parley/catalog"
	"parley/scenario"
	"parley/sim/attrition"
	"parley/sim/montecarlo"
)

// On every case of the catalog with a simulation, under every hypothesis, runs are those that the plain way comes to, to the last
// bit: steps as they are defined, moments found by halving, nothing remembered from one run to the next.
func TestRunsArePlain(t *testing.T) {
	runs, cases, events := 100, 0, 0
	if testing.Short() {
		runs = 40
	}
	for _, c := range catalog.Cases() {
		f, list := scenario.Read(c.Name(), c.Source)
		if len(list.Errors()) > 0 || f.Simulation == nil {
			continue
		}
		cases++
		under := []scenario.Assumptions{nil}
		for _, g := range f.Groups {
			for _, x := range g.Choices {
				under = append(under, scenario.Assumptions{g.ID: x.ID})
			}
		}
		for _, a := range under {
			s, err := attrition.New(context.Background(), f, a, attrition.Options{Runs: runs})
			if err != nil {
				t.Fatalf("%s under %v: %v", c.ID, a, err)
			}
			sampler, err := montecarlo.NewSampler(s.Plan())
			if err != nil {
				t.Fatal(err)
			}
			_, err = montecarlo.Each(context.Background(), sampler, montecarlo.Options{}, func() func(int, []float64) ([2]*attrition.Record, error) {
				quick := s.NewRunner()
				return func(run int, draws []float64) (two [2]*attrition.Record, err error) {
					if two[0], err = quick.Run(run, draws); err == nil {
						two[1], err = s.NewPlainRunner().Run(run, draws)
					}
					return two, err
				}
			}, func(run int, two [2]*attrition.Record) error {
				for _, at := range two[0].Events {
					if !math.IsInf(at, 1) {
						events++
					}
				}
				if !reflect.DeepEqual(two[0], two[1]) {
					t.Errorf("%s under %v, run %d: quickly %+v, plainly %+v", c.ID, a, run, two[0], two[1])
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	if cases < 2 || events < 100 {
		t.Errorf("%d cases and %d events tell little", cases, events)
	}
}

// The number of workers makes no difference by a bit.
func TestWorkersMakeNoDifference(t *testing.T) {
	for _, c := range catalog.Cases() {
		f, list := scenario.Read(c.Name(), c.Source)
		if len(list.Errors()) > 0 || f.Simulation == nil {
			continue
		}
		s, err := attrition.New(context.Background(), f, nil, attrition.Options{Runs: 600})
		if err != nil {
			t.Fatal(err)
		}
		one := records(t, s, 1)
		for _, workers := range []int{2, 5} {
			if !reflect.DeepEqual(one, records(t, s, workers)) {
				t.Errorf("%s: %d workers give another result than one", c.ID, workers)
			}
		}
	}
}

// A rounding decides nothing: runs whose draws differ in the last bit end alike, with levels alike.
func TestRoundingDecidesNothing(t *testing.T) {
	for _, c := range catalog.Cases() {
		f, list := scenario.Read(c.Name(), c.Source)
		if len(list.Errors()) > 0 || f.Simulation == nil {
			continue
		}
		s, err := attrition.New(context.Background(), f, nil, attrition.Options{Runs: 500})
		if err != nil {
			t.Fatal(err)
		}
		sampler, err := montecarlo.NewSampler(s.Plan())
		if err != nil {
			t.Fatal(err)
		}
		_, err = montecarlo.Each(context.Background(), sampler, montecarlo.Options{}, func() func(int, []float64) ([2]*attrition.Record, error) {
			r := s.NewRunner()
			return func(run int, draws []float64) (two [2]*attrition.Record, err error) {
				if two[0], err = r.Run(run, draws); err != nil {
					return two, err
				}
				other := slices.Clone(draws)
				for i, x := range other {
					if x != math.Trunc(x) { // a number drawn from a list stays what it is
						other[i] = math.Nextafter(x, math.Inf(1-2*(i%2)))
					}
				}
				two[1], err = r.Run(run, other)
				return two, err
			}
		}, func(run int, two [2]*attrition.Record) error {
			a, b := two[0], two[1]
			if a.Reason != b.Reason || len(a.Outputs) != len(b.Outputs) {
				t.Errorf("%s, run %d: one ends at %v and the other at %v", c.ID, run, a.End, b.End)
				return nil
			}
			for i, x := range a.Outputs {
				if math.Abs(x-b.Outputs[i]) > 1e-6*(1+math.Abs(x)) {
					t.Errorf("%s, run %d: `%s` is %v and %v at time %v", c.ID, run, s.Outputs()[i%len(s.Outputs())], x, b.Outputs[i], s.Times()[i/len(s.Outputs())])
					break
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
