package simulate

import (
	"context"
	"fmt"
	"math"
	"slices"

	"parley/sim/attrition"
	"parley/sim/discovery"
	"parley/sim/estimate"
	"parley/sim/montecarlo"
	"parley/sim/sensitivity"
	"parley/sim/summary"
)

// Answer is what the runs say. Stopped tells that the work was ended before all was asked: what is there then rests on the
// first Runs runs, and the rest is missing.
type Answer struct {
	Question
	Asked, Runs int
	Fans        []*summary.Fan       // by recorded quantity; of the runs that still go on
	Alive       []int                // how many these are, by time of outputs
	Durations   []*summary.Durations // by thing, each of one cause
	Race        *summary.Durations   // its causes are those of the question's race
	States      *summary.Occupancy   // labels are codes of states; a run that has ended stays where it is
	Result      estimate.Estimate    // of what the question is about: the share of runs, or the mean
	Rivals      []Compared
	Ranks       []sensitivity.Correlation // how inputs go with the time, or the quantity, that is asked about
	Rule        *Rule
	NoRule      string // why there is none
	Tornado     *sensitivity.Tornado
	Sobol       *sensitivity.Sobol
	Solved      *Solved
	Replay      *Replayed
	Stopped     bool
}

// Compared is what another variant makes of the outcome.
type Compared struct {
	Names         [2]string
	With, Without estimate.Estimate
	Change        estimate.Estimate   // with minus without, run by run
	Times         *summary.Difference // of a thing: when it comes, up to the horizon
}

// Rule says in which runs the thing happens, found in two ways.
type Rule struct {
	Data   *discovery.Data
	Tree   discovery.Box
	Peeled *discovery.Peeling
}

// Find carries out the runs and answers. Errors are written for the author of the simulation. The same question yields the same
// answer, whatever the number of workers. Memory: per run 16 bytes, per compared variant 32.
func Find(ctx context.Context, q Question) (*Answer, error) {
	if err := q.check(); err != nil {
		return nil, err
	}
	a := &Answer{Question: q, Asked: q.Study.Plan().Runs}
	g := &gathering{Question: &q, study: q.Study, code: q.Study.Code}
	all, done, err := g.run(ctx, "runs")
	if err != nil && (ctx.Err() == nil || done == 0) {
		return nil, err
	}
	a.Runs, a.Fans, a.Alive, a.Durations, a.Race, a.States = done, all.fans, all.alive, all.things, all.race, all.states
	a.Result = q.Of.estimate(all.values)
	if a.Stopped = err != nil; a.Stopped {
		return a, nil
	}
	if err := a.hangs(all); err != nil {
		return nil, err
	}
	for _, ask := range []func(context.Context, *sums) error{a.rivals, a.tornado, a.sobol, a.solve, a.replay} {
		if err := ask(ctx, all); err != nil {
			if ctx.Err() == nil {
				return nil, err
			}
			a.Stopped = true
			break
		}
	}
	return a, nil
}

// estimate sums outcomes up.
func (o *Outcome) estimate(values []float64) estimate.Estimate {
	var m montecarlo.Moments
	for _, v := range values {
		m.Add(v)
	}
	if o.Thing != nil {
		return estimate.Proportion(int(math.Round(m.Mean*float64(m.N))), m.N, Confidence)
	}
	return estimate.Mean(m.Mean, math.Sqrt(m.Variance()), m.N, Confidence)
}

// rivals runs the variants on the same luck.
func (a *Answer) rivals(ctx context.Context, all *sums) error {
	for _, v := range a.Question.Rivals {
		var values, orders [2][]float64
		for side, study := range []*attrition.Study{v.With, v.Without} {
			values[side], orders[side] = all.values, all.orders
			if study == nil {
				continue
			}
			var err error
			if values[side], orders[side], err = a.outcomes(ctx, study, v.Names[side]); err != nil {
				return err
			}
		}
		c := Compared{Names: v.Names, With: a.Of.estimate(values[0]), Without: a.Of.estimate(values[1])}
		var m montecarlo.Moments
		for k := range values[0] {
			m.Add(values[0][k] - values[1][k])
		}
		c.Change = estimate.Mean(m.Mean, math.Sqrt(m.Variance()), m.N, Confidence)
		if a.Of.Thing != nil && len(orders[0]) > 1 {
			times := a.Study.Times()
			pairs := summary.Pairs{With: orders[0], Without: orders[1]}
			var err error
			if c.Times, err = pairs.Compare(times[len(times)-1], a.Study.Plan().Seed, 0, Confidence); err != nil {
				return err
			}
		}
		a.Rivals = append(a.Rivals, c)
	}
	return nil
}

// outcomes runs another study and returns for each run the outcome and what runs are ordered by.
func (a *Answer) outcomes(ctx context.Context, s *attrition.Study, what string) (values, orders []float64, err error) {
	of := a.Of
	if of.Thing != nil && of.Thing.Kind != Threshold {
		list := Happenings(s)
		k := slices.IndexFunc(list, func(t Thing) bool { return t.Kind == of.Thing.Kind && t.Name == of.Thing.Name })
		if k < 0 {
			return nil, nil, fmt.Errorf("%s: there is no %s `%s`", what, of.Thing.Kind, of.Thing.Name)
		}
		of.Thing = &list[k]
	}
	type pair struct{ value, order float64 }
	sampler, err := montecarlo.NewSampler(s.Plan())
	if err != nil {
		return nil, nil, err
	}
	_, err = montecarlo.Each(ctx, sampler, a.options(what), func() func(int, []float64) (pair, error) {
		runner := s.NewRunner()
		return func(run int, draws []float64) (pair, error) {
			r, err := runner.Run(run, draws)
			if err != nil {
				return pair{}, err
			}
			return pair{of.value(s, r), of.order(s, r)}, nil
		}
	}, func(_ int, p pair) error {
		values, orders = append(values, p.value), append(orders, p.order)
		return nil
	})
	return values, orders, err
}
