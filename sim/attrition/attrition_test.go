package attrition_test

import (
	"context"
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"

	"parley/analysis/sequence"
	"parley/catalog"
	"parley/game"
	"parley/scenario"
	"parley/sim/attrition"
	"parley/sim/montecarlo"
	"parley/stability"
)

func study(t *testing.T, src string, o attrition.Options) *attrition.Study {
	t.Helper()
	f, list := scenario.Read("f.yaml", []byte(src))
	if err := list.Errors().Err(); err != nil {
		t.Fatal(err)
	}
	s, err := attrition.New(context.Background(), f, nil, o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// records runs a study on some workers.
func records(t *testing.T, s *attrition.Study, workers int) []*attrition.Record {
	t.Helper()
	sampler, err := montecarlo.NewSampler(s.Plan())
	if err != nil {
		t.Fatal(err)
	}
	var list []*attrition.Record
	_, err = montecarlo.Each(context.Background(), sampler, montecarlo.Options{Workers: workers}, func() func(int, []float64) (*attrition.Record, error) {
		return s.NewRunner().Run
	}, func(_ int, r *attrition.Record) error { list = append(list, r); return nil })
	if err != nil {
		t.Fatal(err)
	}
	return list
}

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
  stocks: {patience: {start: 1}}
  events:
    withdrawn: {hazard: 0.08, bar: a.terms, stop: true}
  goals: {deal: b.sign}
  conflict: {moves: replies, readiness: {b: 0.15}}
`

// One side accepts with chance q each week, the other withdraws with hazard h: the chance that the deal comes first is a sum of
// a geometric series.
func TestOfferAgainstHazard(t *testing.T) {
	list := records(t, study(t, offer, attrition.Options{}), 1)
	deals, sum := 0, 0.0
	for _, r := range list {
		if r.Reason == attrition.ByGoal {
			deals++
			if r.Goals[0] != r.End || !math.IsInf(r.Events[0], 1) {
				t.Fatalf("%+v", r)
			}
		} else if r.Reason != attrition.ByEvent || r.Events[0] != r.End {
			t.Fatalf("%+v", r)
		}
		sum += r.End
	}
	q, e := .15, math.Exp(-.08)
	want := q * e / (1 - (1-q)*e)
	if got := float64(deals) / float64(len(list)); math.Abs(got-want) > 4*math.Sqrt(want*(1-want)/float64(len(list))) {
		t.Errorf("P(deal first): got %.4f, want %.4f", got, want)
	}
}

func TestSameForAnyWorkersAndReplay(t *testing.T) {
	s := study(t, offer, attrition.Options{Runs: 900})
	one, two := records(t, s, 1), records(t, s, 2)
	if !reflect.DeepEqual(one, two) {
		t.Error("two workers give another result than one")
	}
	sampler, _ := montecarlo.NewSampler(s.Plan())
	again, err := s.NewRunner().Replay(17, sampler.Run(17))
	if err != nil {
		t.Fatal(err)
	}
	if len(again.Log) == 0 {
		t.Error("a replay has no log")
	}
	again.Log = nil
	if !reflect.DeepEqual(again, one[17]) {
		t.Errorf("replayed: %+v, was %+v", again, one[17])
	}
	seed := uint64(2)
	other := records(t, study(t, offer, attrition.Options{Runs: 900, Seed: &seed}), 1)
	if reflect.DeepEqual(one, other) {
		t.Error("the seed makes no difference")
	}
}

const siege = `parley: 1
title: Siege
parties:
  in: {options: {fire: Fire, talk: Talk}}
  out: {options: {block: Block}}
status quo: [out.block, in.fire]
preferences:
  in: [not in.talk, in.fire]
  out: [out.block]
hypotheses:
  mood:
    stubborn: {claim: holds out}
    pressed: {claim: talks, preferences: {in: [in.talk, in.fire]}}
simulation:
  horizon: 100
  runs: 50
  parameters:
    low: {uniform: [4, 6], unit: days}
  switches: {blocked: out.block}
  stocks:
    fuel: {start: 140 days, unit: days}
    shells: {start: 30}
    shot: {}
  flows:
    use: {from: fuel, rate: blocked}
    fired: {from: shells, to: shot, rate: 4 * gun}
  levers: {gun: {option: in.fire, stock: shells}}
  events:
    shortage: {when: fuel < low, held: 2, assume: {mood: pressed}}
    relief: {first: 60, set: {shells: shells + 6}}
  goals: {talks: in.talk}
  conflict: {moves: replies}
`

// Fuel of 20 weeks runs low, two weeks later the mood turns, and at the next week the party talks. The lever is spent after 7.5
// weeks and is not taken again.
func TestEventsChangeTheConflict(t *testing.T) {
	s := study(t, siege, attrition.Options{})
	sampler, _ := montecarlo.NewSampler(s.Plan())
	for run := range 20 {
		draws := sampler.Run(run)
		r, err := s.NewRunner().Replay(run, draws)
		if err != nil {
			t.Fatal(err)
		}
		// The fuel of 140 days is used up at one week a week.
		low := 20 - draws[0]/7
		if math.Abs(r.Events[0]-(low+2)) > 1e-5 {
			t.Errorf("shortage at %g, want %g", r.Events[0], low+2)
		}
		if r.Reason != attrition.ByGoal || r.End != math.Ceil(r.Events[0]-1e-9) {
			t.Errorf("ended at %g by %d", r.End, r.Reason)
		}
		if math.Abs(r.Events[2]-7.5) > 1e-5 || !math.IsInf(r.Events[3], 1) {
			t.Errorf("spent at %g, restocked at %g", r.Events[2], r.Events[3])
		}
		if last := r.States[len(r.States)-1]; last.Has(0) || !last.Has(1) {
			t.Errorf("ends in %b", last)
		}
		if got := r.Outputs[7*3+2]; got != 28 {
			t.Errorf("shot %g after 7 weeks", got)
		}
		if len(r.Outputs) != r.Steps*3 || r.Steps != int(r.End)+1 {
			t.Errorf("%d outputs in %d steps", len(r.Outputs), r.Steps)
		}
	}
	// With the goal out of the way the relief lets the party fire again.
	src := strings.Replace(siege, "assume: {mood: pressed}", "set: {fuel: fuel}", 1)
	for _, r := range records(t, study(t, src, attrition.Options{Runs: 3}), 1) {
		if math.Abs(r.Events[3]-60) > 1e-9 || r.Reason != attrition.Horizon || r.End != 100 {
			t.Errorf("%+v", r.Events)
		}
		if got := r.Outputs[100*3+2]; got < 35.99 || got > 36.01 {
			t.Errorf("shot %g in all", got)
		}
	}
	// Barred from the beginning, the lever is never used.
	for _, r := range records(t, study(t, siege, attrition.Options{Runs: 3, Begin: scenario.Effect{Bar: []string{"in.fire"}}}), 1) {
		if got := r.Outputs[7*3+2]; got != 0 {
			t.Errorf("shot %g", got)
		}
	}
}

// A change that breaks a rule is mended by the nearest state that keeps what is forced.
func TestRepair(t *testing.T) {
	src := strings.Replace(offer, "withdrawn: {hazard: 0.08, bar: a.terms, stop: true}", "gone: {first: 3, withdraw: a.terms}", 1)
	src = strings.Replace(src, "status quo: [a.terms]", "status quo: [a.terms, b.sign]", 1)
	src = strings.Replace(src, "goals: {deal: b.sign}", "goals: {none: not b.sign}", 1)
	s := study(t, src, attrition.Options{})
	r, err := s.NewRunner().Replay(0, nil)
	if err != nil {
		t.Fatal(err)
	}
	if r.End != 3 || !r.Log[0].Repaired || r.Log[0].To != 0 {
		t.Errorf("%+v", r)
	}
}

func TestScriptAndWeights(t *testing.T) {
	src := strings.Replace(siege, "conflict: {moves: replies}", "conflict: {moves: script, script: [{at: 4, withdraw: in.fire}, {at: 9, take: in.talk}], weights: {mood: {stubborn: 3, pressed: 1}}}", 1)
	src = strings.Replace(src, "runs: 50", "runs: 2000\n  sampling: plain", 1)
	pressed := 0
	for _, r := range records(t, study(t, src, attrition.Options{}), 2) {
		if r.Chosen["mood"] == "pressed" {
			pressed++
		}
		if r.End != 9 || r.Reason != attrition.ByGoal || r.Outputs[9*3+2] != 16 {
			t.Fatalf("%+v", r)
		}
	}
	if math.Abs(float64(pressed)/2000-.25) > 4*math.Sqrt(.25*.75/2000) {
		t.Errorf("pressed in %d of 2000", pressed)
	}
	// A choice that is settled is not drawn.
	settled := study(t, src, attrition.Options{Runs: 50, Settled: []string{"mood"}})
	if got := settled.Drawn(); got != nil {
		t.Errorf("draws %v", got)
	}
	for _, r := range records(t, settled, 1) {
		if r.Chosen["mood"] != "stubborn" {
			t.Fatalf("began under %v", r.Chosen)
		}
	}
}

// Best replies are those of analysis/sequence, on every case of the catalog.
func TestBestRepliesAgainstSequence(t *testing.T) {
	for _, c := range catalog.Cases() {
		f, _ := scenario.Read(c.Name(), c.Source)
		conflict, _ := f.Conflict(nil)
		rules, err := game.Compile(conflict)
		if err != nil {
			t.Fatal(err)
		}
		g, err := rules.Expand(context.Background(), game.Expansion{})
		if err != nil || conflict.GraphForm() || !g.Certain() || len(conflict.Merges) > 0 {
			continue
		}
		steps := sequence.NewSteps(g, sequence.BestReplies, false)
		for party := range g.Parties() {
			for s := 0; s < g.Len(); s += 1 + g.Len()/200 {
				want := fmt.Sprint(steps(nil, stability.Coalition(1)<<party, s))
				if got := fmt.Sprint(attrition.BestReplies(g, party, s)); got != want {
					t.Fatalf("%s, party %d, state %d: got %s, want %s", c.ID, party, s, got, want)
				}
			}
		}
	}
}
