package montecarlo

import (
	"context"
	"fmt"
	"runtime"
	"testing"
)

// model stands for one with 104 weekly steps: cheap enough that the runner would show.
func model(x []float64, n func() float64, steps int) float64 {
	s := 300.0
	for range steps {
		s += x[0] - s*.01*x[1] + .1*n()
	}
	return s
}

// runs performs a study of b.N runs, so that ns/op and B/op are per run.
func runs(b *testing.B, workers, steps int) {
	in := []Input{{"a", mustOf(Triangular(0, 1, 5))}, {"b", mustOf(Lognormal(1, 9))}, {"c", mustOf(Uniform(0, 1))}, {"d", mustOf(PERT(0, 1, 5))}}
	s, err := NewSampler(Plan{Inputs: in, Runs: b.N, Seed: 1, Correlations: []Correlation{{"a", "b", .5}}})
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	b.ResetTimer()
	var total Sketch
	_, err = Blocks(context.Background(), s, Options{Workers: workers}, func() func(*Block) (*Sketch, error) {
		noise := NewStreams(1, "noise")
		return func(block *Block) (*Sketch, error) {
			part := &Sketch{}
			for k := range block.Runs {
				part.Add(model(block.Draws(k), noise.Of(block.First+k).NormFloat64, steps))
			}
			part.Settle()
			return part, nil
		}
	}, func(part *Sketch) error {
		total.Merge(part)
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	b.StopTimer()
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	b.ReportMetric(float64(m.HeapAlloc)/1024, "KiB-held")
	runtime.KeepAlive(&total)
}

func mustOf(d Distribution, err error) Distribution {
	if err != nil {
		panic(err)
	}
	return d
}

// Overhead is what the runner costs per run of four inputs, two of them correlated, with a model that does nothing; Steps has 104
// of them, on one worker and two.
func BenchmarkOverhead(b *testing.B) { runs(b, 1, 0) }

func BenchmarkSteps(b *testing.B) {
	for _, workers := range []int{1, 2} {
		b.Run(fmt.Sprintf("workers=%d", workers), func(b *testing.B) { runs(b, workers, 104) })
	}
}

// BenchmarkDraw is a draw from each distribution.
func BenchmarkDraw(b *testing.B) {
	r := Seed(1).Stream(0, "bench")
	for _, d := range []Distribution{mustOf(Triangular(0, 1, 5)), mustOf(Lognormal(1, 9)), mustOf(PERT(0, 1, 5)), mustOf(Normal(0, 1))} {
		b.Run(d.String(), func(b *testing.B) {
			for b.Loop() {
				d.Quantile(open(r))
			}
		})
	}
}

// Ten times the runs hold a level or two of the sketch more, and nothing else.
func TestMemoryIsFlat(t *testing.T) {
	held := func(n int) uint64 {
		s, _ := study(t, 2, n)
		var m runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&m)
		runtime.KeepAlive(s)
		return m.HeapAlloc
	}
	small, large := held(5000), held(50000)
	if large > small+100<<10 {
		t.Errorf("%d bytes held after 5000 runs, %d after 50000", small, large)
	}
}
