package simulate

import (
	"context"
	"fmt"
	"math"
	"slices"

	"parley"
	"parley/sim/attrition"
	"parley/sim/montecarlo"
	"parley/sim/summary"
)

// kept bounds the runs whose inputs are kept, for questions that need them run by run: so memory does not grow with the
// number of runs.
const kept = 10_000

// sums is what is kept of runs: of a block, or of all so far.
type sums struct {
	fans   []*summary.Fan
	things []*summary.Durations
	race   *summary.Durations
	states *summary.Occupancy
	alive  []int // by time of outputs: runs that still go on
	// By run.
	values, orders []float64
	draws          [][]float64
	records        []*attrition.Record // with the draws of their runs; only where rows are asked for
	rows           [][]float64
}

// gathering carries the runs of one study out.
type gathering struct {
	*Question
	study *attrition.Study
	code  func(parley.State) string
}

func (g *gathering) sums() *sums {
	times := g.study.Times()
	a := &sums{states: summary.NewOccupancy(times, nil), alive: make([]int, len(times))}
	for range g.study.Outputs() {
		a.fans = append(a.fans, summary.NewFan(times))
	}
	grid := times[1:]
	for _, t := range g.Things {
		a.things = append(a.things, summary.NewDurations([]string{t.Name}, grid))
	}
	var causes []string
	for _, k := range g.Race {
		causes = append(causes, g.Things[k].Name)
	}
	a.race = summary.NewDurations(causes, grid)
	return a
}

// add takes a run in.
func (g *gathering) add(a *sums, r *attrition.Record, codes map[parley.State]int) {
	s := g.study
	n, times := len(s.Outputs()), s.Times()
	for k := range r.Steps {
		for i := range n {
			a.fans[i].Add(k, r.Outputs[k*n+i])
		}
		a.alive[k]++
	}
	horizon := times[len(times)-1]
	first, cause := math.Inf(1), summary.Censored
	when := make([]float64, len(g.Things))
	for i := range g.Things {
		when[i] = g.Things[i].Time(s, r)
		e := summary.End{Cause: 0, Time: when[i]}
		if math.IsInf(when[i], 1) {
			e = summary.End{Cause: summary.Censored, Time: horizon}
		}
		a.things[i].Add(e)
	}
	for place, k := range g.Race {
		if when[k] < first {
			first, cause = when[k], place
		}
	}
	a.race.Add(summary.End{Cause: cause, Time: min(first, horizon)})
	for k := range times {
		// Where a run has ended things stay as they are.
		state := r.States[min(k, len(r.States)-1)]
		at, ok := codes[state]
		if !ok {
			at = a.states.State(g.code(state))
			codes[state] = at
		}
		a.states.Add(k, at)
	}
	a.values = append(a.values, g.Of.value(s, r))
	a.orders = append(a.orders, g.Of.order(s, r))
}

// run carries out the runs of a plan and sums them up, all of them or, if the context ends, those before.
func (g *gathering) run(ctx context.Context, what string) (*sums, int, error) {
	plan := g.study.Plan()
	sampler, err := montecarlo.NewSampler(plan)
	if err != nil {
		return nil, 0, err
	}
	all := g.sums()
	open := func() func(*montecarlo.Block) (*sums, error) {
		runner := g.study.NewRunner()
		return func(b *montecarlo.Block) (*sums, error) {
			a, codes := g.sums(), map[parley.State]int{}
			for k := range b.Runs {
				if ctx.Err() != nil {
					return nil, ctx.Err()
				}
				draws := b.Draws(k)
				r, err := runner.Run(b.First+k, draws)
				if err != nil {
					return nil, fmt.Errorf("run %d: %w", b.First+k, err)
				}
				g.add(a, r, codes)
				if g.Row != nil {
					a.records, a.rows = append(a.records, r), append(a.rows, slices.Clone(draws))
				}
				if b.First+k < kept {
					a.draws = append(a.draws, append(slices.Clone(draws), choices(g.study, r)...))
				}
			}
			a.settle()
			return a, nil
		}
	}
	done, err := montecarlo.Blocks(ctx, sampler, g.options(what), open, func(a *sums) error {
		for k, r := range a.records {
			if err := g.Row(r, a.rows[k]); err != nil {
				return err
			}
		}
		all.merge(a)
		return nil
	})
	if err != nil && ctx.Err() == nil {
		return nil, 0, err
	}
	return all, done, err
}

func (a *sums) settle() {
	for _, f := range a.fans {
		f.Settle()
	}
	for _, d := range a.things {
		d.Settle()
	}
	a.race.Settle()
}

func (a *sums) merge(b *sums) {
	for i, f := range a.fans {
		f.Merge(b.fans[i])
	}
	for i, d := range a.things {
		d.Merge(b.things[i])
	}
	a.race.Merge(b.race)
	a.states.Merge(b.states)
	for k, n := range b.alive {
		a.alive[k] += n
	}
	a.values, a.orders = append(a.values, b.values...), append(a.orders, b.orders...)
	a.draws = append(a.draws, b.draws...)
}

// choices are the numbers of the choices that a run drew of the groups that are weighed.
func choices(s *attrition.Study, r *attrition.Record) []float64 {
	var list []float64
	for _, w := range s.Simulation().Motion.Weights {
		list = append(list, float64(slices.Index(w.Choices, r.Chosen[w.Group])))
	}
	return list
}
