// Package simulate answers what runs of a simulation are run for: how quantities may go, when things happen and which comes
// first, what a lever changes, what the answer hangs on, and what would bring it to a target. It carries runs out and sums
// them up; what a run does is told by sim/attrition.
package simulate

import (
	"fmt"
	"math"
	"slices"

	"parley/sim/attrition"
	"parley/sim/estimate"
	"parley/sim/montecarlo"
)

// Question is what is asked of a simulation.
type Question struct {
	Study *attrition.Study
	// Things are what may happen, Happenings(Study) and thresholds besides; Race those of them, by number, of which the first
	// to come counts, in the order that decides where two come at once.
	Things []Thing
	Race   []int
	// Of is what the answer is about, of which it is asked what it hangs on.
	Of Outcome
	// Rivals are variants that are run on the same luck and compared.
	Rivals []Variant
	// Tornado and Sobol move inputs; each of their evaluations has at most Few runs (1000 where 0).
	Tornado, Sobol bool
	Few            int
	Solve          *Target
	// Replay, if above 0 and below 1, asks for the log of the run at this share of all runs, in the order in which Of comes.
	Replay float64
	// Row, if given, is called for every run, in order. The record and the draws are valid during the call.
	Row      func(r *attrition.Record, draws []float64) error
	Workers  int
	Progress func(what string, done, total int)
}

// Confidence is that of every interval in the answer.
const Confidence = estimate.Confidence

// Variant is a comparison of two studies, nil standing for the question's own: as the file has it against a lever barred, or a
// lever taken from the start against the same lever barred.
type Variant struct {
	Names         [2]string // of both, as they follow a number of runs: "as it stands", "without Tomahawks"
	With, Without *attrition.Study
}

// Kind is what a Thing is.
type Kind string

// The kinds of things that may happen.
const (
	Goal      Kind = "goal"
	Event     Kind = "event"
	Threshold Kind = "threshold" // a recorded quantity comes to a level
	Spent     Kind = "spent"     // a lever's stock runs out
)

// Thing is what may happen in a run: a goal, an event, a threshold, a lever that is spent.
type Thing struct {
	Kind  Kind
	Name  string // as it is asked for
	Label string
	Index int // of the goal, the event, the lever
	// Of a threshold: the recorded quantity, and where it counts.
	Output int
	Below  bool
	Level  float64
}

// Happenings lists what may happen by a study's section: its goals, its events and its levers' being spent, in this order.
func Happenings(s *attrition.Study) []Thing {
	sim := s.Simulation()
	var list []Thing
	for i, g := range sim.Goals {
		list = append(list, Thing{Kind: Goal, Name: g.Name, Label: sim.Label(g.Name), Index: i})
	}
	levers := len(sim.Events) - 2*len(sim.Levers)
	for i, e := range sim.Model.Events[:levers] {
		list = append(list, Thing{Kind: Event, Name: e.Name, Label: sim.Label(e.Name), Index: i})
	}
	for i, l := range sim.Levers {
		list = append(list, Thing{Kind: Spent, Name: l.Name, Label: sim.Label(l.Name) + " spent", Index: levers + 2*i})
	}
	return list
}

// Time returns when a thing first happens in a run; +Inf if it does not. A threshold is told from the recorded values, as if
// these went straight from one to the next.
func (t *Thing) Time(s *attrition.Study, r *attrition.Record) float64 {
	switch t.Kind {
	case Goal:
		return r.Goals[t.Index]
	case Event, Spent:
		return r.Events[t.Index]
	}
	n, times := len(s.Outputs()), s.Times()
	there := func(v float64) bool { return t.Below && v <= t.Level || !t.Below && v >= t.Level }
	for k := range r.Steps {
		v := r.Outputs[k*n+t.Output]
		if !there(v) {
			continue
		}
		if k == 0 {
			return times[0]
		}
		before := r.Outputs[(k-1)*n+t.Output]
		return times[k-1] + (times[k]-times[k-1])*(t.Level-before)/(v-before)
	}
	return math.Inf(1)
}

// Outcome is one number of a run: whether a thing happens by a time, as 1 or 0, or a quantity at a time.
type Outcome struct {
	Thing  *Thing // nil for a quantity
	Output int
	Label  string
	Unit   string
	By     float64 // in clock units; at most the horizon
}

// value returns the outcome of a run. Of a run that ended earlier it is the last value.
func (o *Outcome) value(s *attrition.Study, r *attrition.Record) float64 {
	if o.Thing != nil {
		if o.Thing.Time(s, r) <= o.By {
			return 1
		}
		return 0
	}
	times := s.Times()
	k, _ := slices.BinarySearch(times, o.By+1e-9)
	k = max(0, min(k-1, r.Steps-1))
	return r.Outputs[k*len(s.Outputs())+o.Output]
}

// order is what runs are put in order by to find the one at a percentile: when the thing comes, or the quantity.
func (o *Outcome) order(s *attrition.Study, r *attrition.Record) float64 {
	if o.Thing != nil {
		return o.Thing.Time(s, r)
	}
	return o.value(s, r)
}

// Target asks at which value of a parameter the outcome comes to a level.
type Target struct {
	Parameter string
	Low, High float64 // where it is looked for
	Level     float64
}

// Each is the number of runs of an evaluation of which there are many.
func (q *Question) Each() int {
	n := q.Few
	if n <= 0 {
		n = 1000
	}
	return min(n, q.Study.Plan().Runs)
}

func (q *Question) options(what string) montecarlo.Options {
	o := montecarlo.Options{Workers: q.Workers}
	if q.Progress != nil {
		o.Progress = func(done, total int) { q.Progress(what, done, total) }
	}
	return o
}

// check refuses what cannot be asked.
func (q *Question) check() error {
	if t := q.Of.Thing; t == nil && len(q.Study.Outputs()) == 0 {
		return fmt.Errorf("there is nothing to ask about: the simulation records no quantity")
	}
	if q.Replay < 0 || q.Replay >= 1 {
		return fmt.Errorf("a percentile lies between 0 and 100")
	}
	if q.Solve != nil && !(q.Solve.Low < q.Solve.High) {
		return fmt.Errorf("the range of `%s` ends before it begins", q.Solve.Parameter)
	}
	return nil
}
