package simulate_test

import (
	"context"
	"math"
	"reflect"
	"strings"
	"testing"

	"parley/analysis/simulate"
	"parley/catalog"
	"parley/scenario"
	"parley/sim/attrition"
)

// offer is kept open with a chance of .15 a week to be taken and a hazard of .08 a week to be withdrawn.
const offer = `parley: 1
title: An offer that may be withdrawn
parties:
  a: {options: {terms: Keep an offer open}}
  b: {options: {sign: Accept it}}
rules: [b.sign -> a.terms]
status quo: [a.terms]
preferences:
  a: [a.terms]
  b: [b.sign]
simulation:
  horizon: 400
  runs: 4000
  sampling: plain
  parameters:
    hazard: {value: 0.08}
    idle: {uniform: [0, 1]}
  stocks: {patience: {start: 400}}
  flows: {waiting: {from: patience, rate: 1}}
  events:
    withdrawn: {hazard: hazard, bar: a.terms, stop: true}
  goals: {deal: b.sign}
  conflict: {moves: replies, readiness: {b: 0.15}}
`

func study(t testing.TB, src string, o attrition.Options) *attrition.Study {
	t.Helper()
	f, problems := scenario.Read("x.yaml", []byte(src))
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	s, err := attrition.New(context.Background(), f, nil, o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func find(t testing.TB, q simulate.Question) *simulate.Answer {
	t.Helper()
	if q.Things == nil {
		q.Things = simulate.Happenings(q.Study)
	}
	a, err := simulate.Find(context.Background(), q)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// asking is a question about whether a thing happens within the horizon.
func asking(s *attrition.Study, name string) simulate.Question {
	q := simulate.Question{Study: s, Things: simulate.Happenings(s)}
	for k := range q.Things {
		q.Race = append(q.Race, k)
		if q.Things[k].Name == name {
			q.Of = simulate.Outcome{Thing: &q.Things[k], By: s.Times()[len(s.Times())-1]}
		}
	}
	return q
}

// dealFirst is the chance that the deal comes before the offer is withdrawn: a geometric series.
func dealFirst(accept, hazard float64) float64 {
	e := math.Exp(-hazard)
	return accept * e / (1 - (1-accept)*e)
}

func TestWhichComesFirst(t *testing.T) {
	a := find(t, asking(study(t, offer, attrition.Options{}), "deal"))
	first, none := a.Race.First(.999)
	if want := dealFirst(.15, .08); !first[0].Covers(want) || math.Abs(first[0].Value-want) > .03 {
		t.Errorf("the deal comes first in %v, want %.4f", first[0], want)
	}
	if none.Value != 0 {
		t.Errorf("neither comes in %v", none)
	}
	if a.Result.Value != first[0].Value {
		t.Errorf("the outcome is %v, its share in the race %v", a.Result, first[0])
	}
	// The states of ended runs stay: in the end they are those of deal and withdrawal.
	last := len(a.Study.Times()) - 1
	if got := a.States.Share(last, a.States.State("YY"), .9).Value; got != first[0].Value {
		t.Errorf("signed in %v of the runs in the end, deals are %v", got, first[0].Value)
	}
	// Patience falls by one a week in those that go on; nothing is recorded once a run has ended.
	for k := range 5 {
		if got := a.Fans[0].At(k, .5, .9).Value; math.Abs(got-float64(400-k)) > 1e-9 {
			t.Errorf("patience is %v after %d weeks", got, k)
		}
		if k > 0 && a.Alive[k] >= a.Alive[k-1] {
			t.Errorf("%d runs go on after %d weeks, %d before", a.Alive[k], k, a.Alive[k-1])
		}
	}
}

// With the offer's withdrawal left out of the running (barred to begin with, so that it stands closed) there is no deal at all; the
// difference to the file as it stands is the share of deals, and the runs are paired.
func TestWithAndWithout(t *testing.T) {
	s := study(t, offer, attrition.Options{})
	q := asking(s, "deal")
	q.Rivals = []simulate.Variant{
		{Names: [2]string{"as it stands", "without the offer"}, Without: study(t, offer, attrition.Options{Begin: scenario.Effect{Bar: []string{"a.terms"}}})},
		{Names: [2]string{"as it stands", "the same"}, Without: study(t, offer, attrition.Options{})},
		{Names: [2]string{"as it stands", "more often withdrawn"}, Without: study(t, strings.Replace(offer, "value: 0.08", "value: 0.16", 1), attrition.Options{})},
	}
	a := find(t, q)
	if c := a.Rivals[0]; c.Without.Value != 0 || math.Abs(c.Change.Value-a.Result.Value) > 1e-12 || !c.Times.Moves {
		t.Errorf("%+v, of times %+v", c, c.Times)
	}
	if c := a.Rivals[1]; c.Change.Value != 0 || c.Change.Low != 0 || c.Times.Moves || c.Times.Same.Value != 1 {
		t.Errorf("the same differs: %+v, of times %+v", c, c.Times)
	}
	want := dealFirst(.15, .08) - dealFirst(.15, .16)
	if c := a.Rivals[2]; math.Abs(c.Change.Value-want) > .03 || c.Change.Low <= 0 {
		t.Errorf("change %v, want %.3f", c.Change, want)
	}
}

// The hazard that makes a deal as likely as not can be written down.
func TestSolve(t *testing.T) {
	q := asking(study(t, offer, attrition.Options{Runs: 4000}), "deal")
	q.Solve, q.Few = &simulate.Target{Parameter: "hazard", Low: .01, High: .6, Level: .5}, 4000
	a := find(t, q)
	want := -math.Log(.5 / (.15 + .5*(1-.15))) // from dealFirst(.15, h) = 1/2
	if x := a.Solved.Root.X; !x.Covers(want) || math.Abs(x.Value-want) > .03 {
		t.Errorf("the hazard is %v, want %.4f", x, want)
	}
	q.Solve.Low = .5
	if a = find(t, q); a.Solved.Root != nil || a.Solved.Outside == nil {
		t.Errorf("found %+v outside of the range", a.Solved.Root)
	}
}

const drain = `parley: 1
title: What runs out
parties: {a: {options: {hold: Hold out}}}
status quo: [a.hold]
preferences: {a: [a.hold]}
simulation:
  horizon: 50
  step: 0.25
  runs: 2000
  parameters:
    fast: {uniform: [1, 5]}
    slow: {uniform: [0, 0.1]}
  stocks: {food: {start: 100}}
  flows: {eaten: {from: food, rate: fast + slow}}
  events: {hunger: {when: food <= 20}}
`

// Hunger comes at 80/(fast+slow): within 30 weeks where fast + slow ≥ 8/3, so in about 0.596 of the runs, and by the fast input.
func TestWhatItHangsOn(t *testing.T) {
	s := study(t, drain, attrition.Options{})
	q := asking(s, "hunger")
	q.Of.By = 30
	q.Things = append(q.Things, simulate.Thing{Kind: simulate.Threshold, Name: "food < 20", Output: 0, Below: true, Level: 20})
	q.Of.Thing = &q.Things[0]
	q.Tornado, q.Sobol, q.Few, q.Replay = true, true, 500, .5
	a := find(t, q)
	exact := (5 - (8./3 - .05)) / 4
	if math.Abs(a.Result.Value-exact) > .01 {
		t.Errorf("in %v of the runs, want %.4f", a.Result, exact)
	}
	// The threshold is read from the records: it is crossed in a straight line here.
	for _, share := range []float64{.1, .5, .9} {
		x, y := a.Durations[0].Quantile(0, share, .9).Value, a.Durations[1].Quantile(0, share, .9).Value
		if math.Abs(x-y) > 1e-6*x {
			t.Errorf("the event comes at %v, the threshold at %v", x, y)
		}
	}
	if a.Ranks[0].Input != "fast" || a.Ranks[0].Rank.Value > -.99 || math.Abs(a.Ranks[1].Rank.Value) > .1 {
		t.Errorf("ranks: %+v", a.Ranks)
	}
	if a.Tornado.Bars[0].Input != "fast" || a.Tornado.Bars[0].AtLow.Value != 0 || a.Tornado.Bars[0].AtHigh.Value != 1 {
		t.Errorf("tornado: %+v", a.Tornado.Bars[0])
	}
	if x := a.Sobol.Indices[0]; x.Factor != "fast" || x.Total.Value < .9 {
		t.Errorf("Sobol: %+v", a.Sobol.Indices)
	}
	if a.Sobol.Indices[2].Total.Value != 0 {
		t.Errorf("chance plays no part here: %+v", a.Sobol.Indices[2])
	}
	r := a.Rule.Tree.Restrictions
	if len(r) == 0 || a.Rule.Data.Names[r[0].Input] != "fast" || math.Abs(r[0].Low-2.62) > .06 {
		t.Errorf("rule: %s", a.Rule.Tree.In(a.Rule.Data))
	}
	if c := a.Rule.Peeled.Chosen; c.Coverage() < .95 || c.Density() < .95 {
		t.Errorf("peeled: %s", c.In(a.Rule.Data))
	}
	// The replayed run is the one in the middle.
	if want := a.Durations[0].Quantile(0, .5, .9).Value; math.Abs(a.Replay.Order-want) > 1e-9 || a.Replay.Record.Events[0] != a.Replay.Order || len(a.Replay.Record.Log) == 0 {
		t.Errorf("replayed: %+v, the median is %v", a.Replay, want)
	}
}

// A quantity is asked about by its mean; of a run that ended earlier the last value counts.
func TestQuantity(t *testing.T) {
	s := study(t, drain, attrition.Options{})
	q := simulate.Question{Study: s, Of: simulate.Outcome{Output: 0, By: 10}}
	a := find(t, q)
	if want := 100 - 10*(3+.05); math.Abs(a.Result.Value-want) > .1 || a.Rule != nil || a.NoRule != "" {
		t.Errorf("food is %v after 10 weeks, want %.2f", a.Result, want)
	}
}

func TestStopped(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	q := asking(study(t, offer, attrition.Options{}), "deal")
	q.Workers = 1
	q.Progress = func(_ string, done, _ int) {
		if done >= 1000 {
			cancel()
		}
	}
	a, err := simulate.Find(ctx, q)
	if err != nil || !a.Stopped || a.Runs < 1000 || a.Runs >= a.Asked || a.Race.Runs() != a.Runs {
		t.Fatalf("%+v, %v", a, err)
	}
}

// Every catalog case with a simulation answers, and the same for any number of workers.
func TestCatalog(t *testing.T) {
	n := 0
	for _, c := range catalog.Cases() {
		f, _ := scenario.Read(c.Name(), c.Source)
		if f.Simulation == nil {
			continue
		}
		n++
		s, err := attrition.New(context.Background(), f, nil, attrition.Options{Runs: 600})
		if err != nil {
			t.Fatalf("%s: %v", c.ID, err)
		}
		var answers []*simulate.Answer
		for workers := 1; workers <= 2; workers++ {
			q := asking(s, simulate.Happenings(s)[0].Name)
			q.Workers = workers
			rows := 0
			q.Row = func(r *attrition.Record, draws []float64) error {
				if r.Run != rows || len(draws) != len(s.Plan().Inputs) {
					t.Fatalf("row %d is run %d", rows, r.Run)
				}
				rows++
				return nil
			}
			a := find(t, q)
			if rows != 600 {
				t.Errorf("%s: %d rows", c.ID, rows)
			}
			a.Question = simulate.Question{}
			answers = append(answers, a)
		}
		if !reflect.DeepEqual(answers[0], answers[1]) {
			t.Errorf("%s: two workers answer otherwise than one", c.ID)
		}
	}
	if n == 0 {
		t.Error("no case of the catalog has a simulation")
	}
}

func BenchmarkFindUkraine(b *testing.B) {
	for _, c := range catalog.Cases() {
		if c.ID != "ukraine-2025" {
			continue
		}
		f, _ := scenario.Read(c.Name(), c.Source)
		s, err := attrition.New(context.Background(), f, nil, attrition.Options{Runs: 2000})
		if err != nil {
			b.Fatal(err)
		}
		for b.Loop() {
			find(b, asking(s, "collapse"))
		}
	}
}
