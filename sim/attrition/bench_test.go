package attrition_test

import (
	"context"
	"testing"

	"parley/catalog"
	"parley/scenario"
	"parley/sim/attrition"
	"parley/sim/montecarlo"
)

// BenchmarkUkraine times one run of the Ukraine case, 104 weekly steps.
func BenchmarkUkraine(b *testing.B) {
	for _, c := range catalog.Cases() {
		if c.ID != "ukraine-2025" {
			continue
		}
		f, _ := scenario.Read(c.Name(), c.Source)
		s, err := attrition.New(context.Background(), f, scenario.Assumptions{"washington": "pressure"}, attrition.Options{Runs: 1000})
		if err != nil {
			b.Fatal(err)
		}
		sampler, err := montecarlo.NewSampler(s.Plan())
		if err != nil {
			b.Fatal(err)
		}
		draws := make([][]float64, 100)
		for i := range draws {
			draws[i] = sampler.Run(i)
		}
		r := s.NewRunner()
		b.ReportAllocs()
		for i := 0; b.Loop(); i++ {
			if _, err := r.Run(i%100, draws[i%100]); err != nil {
				b.Fatal(err)
			}
		}
	}
}
