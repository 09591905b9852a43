package sensitivity

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"parley/sim/estimate"
	"parley/sim/montecarlo"
)

// Index is the share of the result's variance that a factor accounts for.
type Index struct {
	Factor string   // the names of its inputs; Chance for the dice inside the model
	Inputs []string // more than one where inputs are correlated: their shares cannot be told apart
	// First is what would vanish if the factor were known; Total what would remain if all but it were known. The difference is
	// due to interactions. Estimates may fall a little below 0.
	First, Total estimate.Estimate
}

// Chance is the name of the factor that stands for the random numbers inside the model.
const Chance = "chance"

// Sobol is a decomposition of variance.
type Sobol struct {
	Mean, Variance float64
	Indices        []Index // in the order of the inputs, chance last
	Evaluations    int
}

// SobolOptions say how indices are estimated.
type SobolOptions struct {
	Chance     bool // the model uses its dice: count them as a factor of their own
	Workers    int
	Replicates int     // bootstrap samples of rows, 500 where 0
	Confidence float64 // estimate.Confidence where 0
	Progress   func(done, total int)
}

// Indices estimates first-order and total Sobol indices of a model. For each run of the plan two independent rows of inputs are
// drawn, and for each factor the first row with that factor from the second: First by Saltelli and others (2010), Total by Jansen (1999),
// about runs·(factors+2) evaluations. dice is a number for the random numbers inside the model: equal dice must give equal luck
// (as montecarlo.Seed.Stream does). open makes the model for one worker. The intervals are from resampled rows.
//
// Correlated inputs form one factor, since shares of variance are defined for independent ones only.
func Indices(ctx context.Context, plan montecarlo.Plan, o SobolOptions, open func() func(dice int, draws []float64) (float64, error)) (*Sobol, error) {
	second := plan
	second.Seed = plan.Seed ^ 0x5be0cd19137e2179
	a, err := montecarlo.NewSampler(plan)
	if err != nil {
		return nil, err
	}
	b, err := montecarlo.NewSampler(second)
	if err != nil {
		return nil, err
	}
	if o.Confidence == 0 {
		o.Confidence = estimate.Confidence
	}
	if o.Replicates == 0 {
		o.Replicates = 500
	}
	groups := a.Groups()
	s := &Sobol{}
	for _, g := range groups {
		x := Index{}
		for _, k := range g {
			x.Inputs = append(x.Inputs, plan.Inputs[k].Name)
		}
		x.Factor = strings.Join(x.Inputs, " + ")
		s.Indices = append(s.Indices, x)
	}
	factors := len(groups)
	if o.Chance {
		s.Indices = append(s.Indices, Index{Factor: Chance})
		factors++
	}
	if factors == 0 {
		return nil, fmt.Errorf("there is no input to be sensitive to")
	}

	others, err := rows(ctx, b, plan.Runs)
	if err != nil {
		return nil, err
	}
	// A row of results: at the first inputs, at the second, and at the first with each factor exchanged.
	results := make([]float64, 0, plan.Runs*(factors+2))
	_, err = montecarlo.Each(ctx, a, montecarlo.Options{Workers: o.Workers, Progress: o.Progress}, func() func(int, []float64) ([]float64, error) {
		model := open()
		mixed := make([]float64, len(plan.Inputs))
		return func(run int, first []float64) ([]float64, error) {
			out := make([]float64, 0, factors+2)
			ask := func(dice int, draws []float64) error {
				y, err := model(dice, draws)
				if err == nil && (math.IsNaN(y) || math.IsInf(y, 0)) {
					err = fmt.Errorf("the result is %v; shares of variance need finite numbers, such as times cut at the horizon", y)
				}
				out = append(out, y)
				return err
			}
			dice, otherDice := 2*run, 2*run
			if o.Chance {
				otherDice++
			}
			if err := ask(dice, first); err != nil {
				return nil, err
			}
			if err := ask(otherDice, others[run]); err != nil {
				return nil, err
			}
			for _, g := range groups {
				copy(mixed, first)
				for _, k := range g {
					mixed[k] = others[run][k]
				}
				if err := ask(dice, mixed); err != nil {
					return nil, err
				}
			}
			if o.Chance {
				if err := ask(otherDice, first); err != nil {
					return nil, err
				}
			}
			return out, nil
		}
	}, func(_ int, row []float64) error {
		results = append(results, row...)
		return nil
	})
	if err != nil {
		return nil, err
	}
	s.Evaluations = len(results)
	s.estimate(results, factors, plan.Seed, o)
	return s, nil
}

// rows draws all rows of a sampler.
func rows(ctx context.Context, s *montecarlo.Sampler, n int) ([][]float64, error) {
	all := make([][]float64, 0, n)
	_, err := montecarlo.Each(ctx, s, montecarlo.Options{Workers: 1}, func() func(int, []float64) ([]float64, error) {
		return func(_ int, d []float64) ([]float64, error) { return slices.Clone(d), nil }
	}, func(_ int, d []float64) error {
		all = append(all, d)
		return nil
	})
	return all, err
}

// estimate fills in the indices, with intervals from resampled rows.
func (s *Sobol) estimate(results []float64, factors int, seed montecarlo.Seed, o SobolOptions) {
	width := factors + 2
	n := len(results) / width
	first, total := make([][]float64, factors), make([][]float64, factors)
	chosen := make([]int, n)
	for k := range chosen {
		chosen[k] = k
	}
	var whole shares
	whole.of(results, chosen, factors)
	s.Mean, s.Variance = whole.mean, whole.variance
	streams := montecarlo.NewStreams(seed, "bootstrap of Sobol indices")
	var again shares
	for b := range o.Replicates {
		r := streams.Of(b)
		for k := range chosen {
			chosen[k] = r.IntN(n)
		}
		again.of(results, chosen, factors)
		for f := range factors {
			first[f] = append(first[f], again.first[f])
			total[f] = append(total[f], again.total[f])
		}
	}
	for f := range factors {
		s.Indices[f].First = around(whole.first[f], first[f], o.Confidence)
		s.Indices[f].Total = around(whole.total[f], total[f], o.Confidence)
	}
}

// around is the interval between percentiles of resampled values.
func around(value float64, resampled []float64, confidence float64) estimate.Estimate {
	slices.Sort(resampled)
	m := len(resampled)
	low := int((1 - confidence) / 2 * float64(m))
	return estimate.Estimate{Value: value, Low: resampled[low], High: resampled[m-1-low]}
}

// shares are the indices of some rows of results.
type shares struct {
	mean, variance float64
	first, total   []float64
}

// of estimates from the chosen rows. Results are centred first: the estimate of First has less error then.
func (s *shares) of(results []float64, chosen []int, factors int) {
	width := factors + 2
	s.first = slices.Grow(s.first[:0], factors)[:factors]
	s.total = slices.Grow(s.total[:0], factors)[:factors]
	clear(s.first)
	clear(s.total)
	sum := 0.0
	for _, k := range chosen {
		sum += results[k*width] + results[k*width+1]
	}
	m := float64(len(chosen))
	s.mean = sum / (2 * m)
	s.variance = 0
	for _, k := range chosen {
		row := results[k*width : (k+1)*width]
		a, b := row[0]-s.mean, row[1]-s.mean
		s.variance += a*a + b*b
		for f := range factors {
			mixed := row[f+2] - s.mean
			s.first[f] += b * (mixed - a)
			s.total[f] += (a - mixed) * (a - mixed)
		}
	}
	s.variance /= 2*m - 1
	for f := range factors {
		if s.variance == 0 {
			continue
		}
		s.first[f] /= m * s.variance
		s.total[f] /= 2 * m * s.variance
	}
}
