package simulate

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"parley/sim/attrition"
	"parley/sim/discovery"
	"parley/sim/estimate"
	"parley/sim/montecarlo"
	"parley/sim/sensitivity"
)

// least is how many runs there must be on either side for a rule: a leaf of a tree has at least seven.
const least = 20

// hangs compares inputs and outcome over the runs that were made anyhow.
func (a *Answer) hangs(all *sums) error {
	inputs := a.Study.Plan().Inputs
	d := &discovery.Data{}
	n := len(all.draws)
	column := func(k int) []float64 {
		c := make([]float64, n)
		for r, draws := range all.draws {
			c[r] = draws[k]
		}
		return c
	}
	for k, x := range inputs {
		if c := column(k); !constant(c) {
			d.Names, d.Columns, d.Labels = append(d.Names, x.Name), append(d.Columns, c), append(d.Labels, nil)
		}
	}
	if len(d.Names) > 0 && n > 3 && !constant(all.orders[:n]) {
		var err error
		if a.Ranks, err = sensitivity.RankCorrelations(d.Names, d.Columns, all.orders[:n], Confidence); err != nil {
			return err
		}
	}
	for i, w := range a.Study.Simulation().Motion.Weights {
		if c := column(len(inputs) + i); !constant(c) {
			d.Names, d.Columns, d.Labels = append(d.Names, w.Group), append(d.Columns, c), append(d.Labels, w.Choices)
		}
	}
	return a.rule(d, all.values[:n])
}

func constant(x []float64) bool {
	return !slices.ContainsFunc(x, func(v float64) bool { return v != x[0] })
}

// rule looks for where the thing happens.
func (a *Answer) rule(d *discovery.Data, values []float64) error {
	if a.Of.Thing == nil {
		return nil // a rule is for what happens or does not
	}
	hits := 0
	for _, v := range values {
		d.Hit = append(d.Hit, v > 0)
		if v > 0 {
			hits++
		}
	}
	switch {
	case len(d.Names) == 0:
		a.NoRule = "no input varies"
	case hits < least:
		a.NoRule = fmt.Sprintf("it happens in %d of %d runs", hits, len(values))
	case len(values)-hits < least:
		a.NoRule = fmt.Sprintf("it fails to happen in %d of %d runs", len(values)-hits, len(values))
	default:
		tree, err := discovery.Grow(d, discovery.TreeOptions{})
		if err != nil {
			return err
		}
		a.Rule = &Rule{Data: d, Tree: tree.Rule(d)}
		a.Rule.Peeled, err = discovery.Peel(d, discovery.PeelOptions{})
		return err
	}
	return nil
}

// evaluate runs a plan and estimates the outcome.
func (a *Answer) evaluate(ctx context.Context, plan montecarlo.Plan) (estimate.Estimate, error) {
	sampler, err := montecarlo.NewSampler(plan)
	if err != nil {
		return estimate.Estimate{}, err
	}
	var values []float64
	_, err = montecarlo.Each(ctx, sampler, montecarlo.Options{Workers: a.Workers}, a.model, func(_ int, v float64) error {
		values = append(values, v)
		return nil
	})
	return a.Of.estimate(values), err
}

// model returns the outcome as a function of inputs and luck.
func (a *Answer) model() func(int, []float64) (float64, error) {
	runner := a.Study.NewRunner()
	return func(run int, draws []float64) (float64, error) {
		r, err := runner.Run(run, draws)
		if err != nil {
			return 0, err
		}
		return a.Of.value(a.Study, r), nil
	}
}

// small is the plan of an evaluation of which there are many.
func (a *Answer) small() montecarlo.Plan {
	plan := a.Study.Plan()
	plan.Runs = a.Each()
	return plan
}

// told wraps progress for a number of evaluations.
func (a *Answer) told(what string, total int) func() {
	done := 0
	return func() {
		if done++; a.Progress != nil {
			a.Progress(what, min(done, total), total)
		}
	}
}

// tornado holds each input at its 5th and 95th percentile, all others being drawn as ever.
func (a *Answer) tornado(ctx context.Context, _ *sums) (err error) {
	if !a.Question.Tornado {
		return nil
	}
	plan := a.small()
	step := a.told("moving inputs", 2*len(plan.Inputs)+1)
	a.Tornado, err = sensitivity.OneAtATime(plan.Inputs, .05, .95, func(name string, value float64) (estimate.Estimate, error) {
		defer step()
		if name == "" {
			return a.evaluate(ctx, plan)
		}
		return a.evaluate(ctx, plan.Holding(name, value))
	})
	return err
}

func (a *Answer) sobol(ctx context.Context, _ *sums) (err error) {
	if !a.Question.Sobol {
		return nil
	}
	o := sensitivity.SobolOptions{Chance: true, Workers: a.Workers, Confidence: Confidence, Progress: a.options("shares of variance").Progress}
	a.Sobol, err = sensitivity.Indices(ctx, a.small(), o, a.model)
	return err
}

// Solved is the value of a parameter at which the outcome comes to a level, or why there is none.
type Solved struct {
	Target
	Runs    int               // of each evaluation
	Root    *sensitivity.Root // nil: Outside
	Outside *sensitivity.OutOfRange
}

func (a *Answer) solve(ctx context.Context, _ *sums) error {
	t := a.Question.Solve
	if t == nil {
		return nil
	}
	plan := a.small()
	step := a.told("searching "+t.Parameter, 40)
	root, err := sensitivity.Solve(t.Low, t.High, t.Level, func(x float64) (estimate.Estimate, error) {
		defer step()
		return a.evaluate(ctx, plan.Holding(t.Parameter, x))
	})
	s := &Solved{Target: *t, Runs: plan.Runs, Root: root}
	if err != nil && !errors.As(err, &s.Outside) {
		return err
	}
	a.Solved = s
	return nil
}

// Replayed is one run told in full.
type Replayed struct {
	Share  float64
	Run    int
	Order  float64 // when the thing comes in it (+Inf: never), or the quantity
	Draws  []float64
	Record *attrition.Record
}

// replay tells the run at a share of all runs, in the order in which the outcome comes; equal ones by number.
func (a *Answer) replay(_ context.Context, all *sums) error {
	share := a.Question.Replay
	if share == 0 {
		return nil
	}
	order := make([]int, len(all.orders))
	for k := range order {
		order[k] = k
	}
	slices.SortStableFunc(order, func(i, j int) int {
		switch x, y := all.orders[i], all.orders[j]; {
		case x < y:
			return -1
		case x > y:
			return 1
		}
		return 0
	})
	run := order[max(0, int(math.Ceil(share*float64(len(order))-1e-9))-1)]
	sampler, err := montecarlo.NewSampler(a.Study.Plan())
	if err != nil {
		return err
	}
	draws := sampler.Run(run)
	r, err := a.Study.NewRunner().Replay(run, draws)
	if err != nil {
		return err
	}
	a.Replay = &Replayed{Share: share, Run: run, Order: all.orders[run], Draws: draws, Record: r}
	return nil
}
