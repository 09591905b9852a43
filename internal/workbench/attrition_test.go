package workbench_test

import (
	"context"
	"math"
	"testing"

	"parley/internal/workbench"
	"parley/scenario"
	"parley/sim/attrition"
	"parley/sim/montecarlo"
	"parley/sim/stockflow"
)

// Each first file of attrition is sound and in canonical form, and moves as the model of that name: compared with package
// stockflow's own, whose closed forms are tested there.
func TestFirstAttrition(t *testing.T) {
	values := map[string]map[string]float64{
		"square":       {"blue_kills": .01, "red_kills": .01},
		"linear":       {"blue_kills": .0003, "red_kills": .0002, "broken_at": .1},
		"mixed":        {"blue_kills": .0003, "red_kills": .01, "broken_at": .1},
		"salvo":        {"blue_hits": 4, "red_hits": 3, "blue_stops": 1.5, "red_stops": 2},
		"manpower":     {"recruits": 3500, "training": 3, "loss_rate": .1, "returns": .4, "healing": 3, "break_at": .1},
		"interceptors": {"stock_0": 300, "made": 30, "raid": 100, "kill_p": .7},
		"blockade":     {"store_0": 600, "sets_out": 50, "arrives": .3, "use": 45, "low": .01},
	}
	models := map[string]*stockflow.Model{
		"square":       stockflow.Lanchester{A: 100, B: 80, KillB: .01, KillA: .01, Step: 1, Stop: 400}.Model(),
		"linear":       stockflow.Lanchester{Law: stockflow.Linear, A: 100, B: 80, KillB: .0003, KillA: .0002, Step: 1, Stop: 400}.Model(),
		"mixed":        stockflow.Lanchester{Law: stockflow.Mixed, A: 100, B: 80, KillB: .0003, KillA: .01, Step: 1, Stop: 400}.Model(),
		"salvo":        stockflow.Salvo{A: stockflow.Force{Units: 2, Hits: 4, Stops: 1.5, Staying: 2.5}, B: stockflow.Force{Units: 2, Hits: 3, Stops: 2, Staying: 2.5}, Every: 1, Stop: 10}.Model(),
		"interceptors": stockflow.Interceptors{Stock: 300, Made: 30, Raid: 100, Shots: 2, KillP: .7, Step: .25, Horizon: 24}.Model(),
		"blockade":     stockflow.Supply{Store: 600, SetsOut: 50, Arrives: .3, Use: 45, Step: 1, Horizon: 120}.Model(),
	}
	names := workbench.AttritionNames()
	if len(names) != 8 {
		t.Fatalf("there are %d: %v", len(names), names)
	}
	for _, name := range names {
		src, err := workbench.FirstAttrition(name)
		if err != nil {
			t.Fatal(err)
		}
		if after, err := workbench.FormatText(name+".yaml", src); err != nil || string(after) != string(src) {
			t.Errorf("%s is not in canonical form: %v", name, err)
		}
		f, problems := scenario.Read(name, src)
		if err := problems.Err(); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		study, err := attrition.New(context.Background(), f, nil, attrition.Options{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		model := models[name]
		if model == nil {
			continue
		}
		var draws []float64
		for _, p := range study.Simulation().Parameters {
			v := p.Of.Quantile(.5)
			if x, ok := values[name][p.Name]; ok {
				v = x
			}
			draws = append(draws, v)
		}
		r, err := study.NewRunner().Run(0, draws)
		if err != nil {
			t.Fatal(err)
		}
		program, err := stockflow.Compile(model)
		if err != nil {
			t.Fatal(err)
		}
		other := program.NewRun()
		other.Start(nil, nil)
		stocks := len(model.Stocks)
		for k := range r.Steps {
			for other.Time() < study.Times()[k]-1e-9 {
				if _, err := other.Advance(study.Times()[k]); err != nil {
					t.Fatal(err)
				}
				if other.Ended() {
					break
				}
			}
			for i := range stocks {
				got, want := r.Outputs[k*stocks+i], other.Stock(i)
				if !(math.Abs(got-want) <= 1e-6*(1+math.Abs(want))) {
					t.Fatalf("%s, stock %d at %g: %g, the model has %g", name, i, study.Times()[k], got, want)
				}
			}
		}
	}
}

// Both sides may be gone after one salvo, and count so: where the two are alike, as often is the one gone as the other. (Where the
// first to be found gone ended the run, it was one side in 64 of 100 runs and the other in 36.)
func TestSalvoMayEndBoth(t *testing.T) {
	src, err := workbench.FirstAttrition("stochastic-salvo")
	if err != nil {
		t.Fatal(err)
	}
	f, problems := scenario.Read("salvo.yaml", src)
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	study, err := attrition.New(context.Background(), f, nil, attrition.Options{})
	if err != nil {
		t.Fatal(err)
	}
	sampler, err := montecarlo.NewSampler(study.Plan())
	if err != nil {
		t.Fatal(err)
	}
	runner := study.NewRunner()
	n := float64(study.Plan().Runs)
	var blue, red, both, only float64
	for run := range study.Plan().Runs {
		r, err := runner.Run(run, sampler.Run(run))
		if err != nil {
			t.Fatal(err)
		}
		b, d := !math.IsInf(r.Events[0], 1), !math.IsInf(r.Events[1], 1)
		switch {
		case b && d:
			both++
		case b:
			blue++
		case d:
			red++
		}
		if b != d {
			only++
		}
	}
	if both < .2*n || math.Abs(blue-red) > 4*math.Sqrt(only) {
		t.Errorf("of %g runs Blue alone is gone in %g, Red alone in %g, both in %g", n, blue, red, both)
	}
}
