package main

import (
	"context"
	"fmt"
	"time"

	"parley/scenario"
	"parley/sim/attrition"
	"parley/sim/montecarlo"
	"parley/sim/summary"
)

// simulations are the rows of stocks and flows beside a conflict. Memory should not grow with the number of runs, and two workers
// should take half the time of one. Fans keep more the more runs there are, with the logarithm of their number.
func simulations() []row {
	run := func(runs, workers int, fans bool) func() (figures, error) {
		return func() (f figures, err error) {
			study, err := attritionStudy(runs)
			if err != nil {
				return f, err
			}
			work := func() error { return simulate(study, workers, fans) }
			begin, before := time.Now(), processorTime()
			most, err := peak(work)
			if err != nil {
				return f, err
			}
			if f.seconds, f.cpu = time.Since(begin).Seconds(), processorTime()-before; f.seconds < 10 { // else once will do
				if f, err = timed(work); err != nil {
					return f, err
				}
			}
			f.peak = most
			f.note = fmt.Sprintf("%.0f runs/s, %.0f µs of processor time a run", float64(runs)/f.seconds, f.cpu/float64(runs)*1e6)
			return f, nil
		}
	}
	return []row{
		{"simulate, 1 worker", "ukraine-2025, 10,000 runs of up to 104 weekly steps", "", run(10_000, 1, false)},
		{"simulate, 2 workers", "the same", "", run(10_000, 2, false)},
		{"simulate, 100,000 runs", "the same, 2 workers", "10 s", run(100_000, 2, false)},
		{"simulate, fans", "10,000 runs, 2 workers, percentiles of ten quantities at 105 times", "", run(10_000, 2, true)},
		{"simulate, fans, 100,000 runs", "the same", "", run(100_000, 2, true)},
	}
}

func attritionStudy(runs int) (*attrition.Study, error) {
	c := founding()
	file, problems := scenario.Read(c.Name(), c.Source)
	if err := problems.Err(); err != nil {
		return nil, err
	}
	return attrition.New(context.Background(), file, nil, attrition.Options{Runs: runs})
}

// fans are the percentiles of every recorded quantity over time.
type fans []*summary.Fan

func newFans(s *attrition.Study, all bool) fans {
	if !all {
		return fans{summary.NewFan([]float64{0})}
	}
	var list fans
	for range s.Outputs() {
		list = append(list, summary.NewFan(s.Times()))
	}
	return list
}

// simulate runs a study and keeps the percentiles of how long runs last, or those of every recorded quantity over time.
func simulate(s *attrition.Study, workers int, all bool) error {
	sampler, err := montecarlo.NewSampler(s.Plan())
	if err != nil {
		return err
	}
	sum, n := newFans(s, all), len(s.Outputs())
	_, err = montecarlo.Blocks(context.Background(), sampler, montecarlo.Options{Workers: workers}, func() func(*montecarlo.Block) (fans, error) {
		runner := s.NewRunner()
		return func(b *montecarlo.Block) (fans, error) {
			part := newFans(s, all)
			for k := range b.Runs {
				r, err := runner.Run(b.First+k, b.Draws(k))
				if err != nil {
					return nil, err
				}
				if !all {
					part[0].Add(0, r.End)
					continue
				}
				for i, x := range r.Outputs {
					part[i%n].Add(i/n, x)
				}
			}
			for _, f := range part {
				f.Settle()
			}
			return part, nil
		}
	}, func(part fans) error {
		for i, f := range part {
			sum[i].Merge(f)
		}
		return nil
	})
	if err == nil && sum[0].Count(0) != s.Plan().Runs {
		return fmt.Errorf("%d of %d runs were summed up", sum[0].Count(0), s.Plan().Runs)
	}
	return err
}
