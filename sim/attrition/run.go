package attrition

import (
	"fmt"
	"math"
	"math/bits"
	"math/rand/v2"

	"parley"
	"parley/game"
	"parley/scenario"
	"parley/sim/montecarlo"
	"parley/sim/stockflow"
)

// Reason is why a run ended.
type Reason uint8

// The reasons. Horizon: nothing ended it before.
const (
	Horizon Reason = iota
	ByGoal
	ByEvent
)

// Record is what is kept of a run.
type Record struct {
	Run int
	// Outputs holds the recorded quantities at each time of the study, one time after the other. Steps is how many times were
	// recorded: a run that ended early stops there.
	Outputs []float64
	Steps   int
	// States are the states of the conflict at the same times.
	States []parley.State
	Events []float64 // when each event first happened, in clock units; +Inf: never
	Goals  []float64 // when each goal came to hold; +Inf: never
	End    float64
	Reason Reason
	Which  int // the goal or event that ended the run
	// Chosen are the choices that the run began with.
	Chosen scenario.Assumptions
	Log    []Entry // of replays only
}

// Entry is a line of a run's log.
type Entry struct {
	Time     float64
	What     What
	Event    int                  // of Happened, the event; of Scripted, the moment
	Party    int                  // of Moved
	From     parley.State         // before
	To       parley.State         // after
	Repaired bool                 // the change by itself broke a rule, and the nearest state that breaks none took its place
	Assumed  scenario.Assumptions // what came in force
}

// What is the kind of an entry.
type What uint8

// The kinds of entries.
const (
	Happened What = iota // an event
	Moved                // a party, by a best reply
	Scripted             // a moment of the script
	Reached              // a goal; Event is its number
)

// maxEvents bounds the events of a run: what happens more often goes round in circles.
const maxEvents = 20_000

// Runner carries out runs of a study, one at a time. Runners of one study may work side by side.
type Runner struct {
	s       *Study
	flows   *stockflow.Run
	chance  *montecarlo.Streams
	moves   *montecarlo.Streams
	rng     *rand.Rand
	logging bool

	v      *version
	at     int // state of v
	barred parley.State
	usable []bool
	record *Record

	replies map[replyKey][]int32
	repairs map[repairKey]int32
	scratch []int32
}

type replyKey struct {
	v         *version
	party, at int32
	barred    parley.State
}

type repairKey struct {
	v                    *version
	want, forced, barred parley.State
}

// NewRunner returns a runner.
func (s *Study) NewRunner() *Runner {
	seed := s.Plan().Seed
	return &Runner{s: s, flows: s.sim.Program.NewRun(), chance: montecarlo.NewStreams(seed, "stocks and flows"), moves: montecarlo.NewStreams(seed, "conflict"),
		usable: make([]bool, len(s.levers)), replies: map[replyKey][]int32{}, repairs: map[repairKey]int32{}}
}

// Run carries out a run with the draws of its parameters. The record is new memory and stays valid. Equal seeds, runs and draws
// give equal records.
func (r *Runner) Run(run int, draws []float64) (*Record, error) {
	s := r.s
	r.record = &Record{Run: run, Outputs: make([]float64, 0, len(s.times)*len(s.outputs)), States: make([]parley.State, 0, len(s.times)),
		Events: infinite(len(s.effects)), Goals: infinite(len(s.sim.Goals))}
	r.flows.Start(draws, r.chance.Of(run))
	r.rng = r.moves.Of(run)
	u := r.rng.Float64()
	for _, b := range s.first {
		if r.v = b.v; u < b.weight {
			break
		}
	}
	r.record.Chosen = r.v.settled
	r.at, r.barred = r.v.g.StatusQuo(), 0
	if r.at < 0 {
		return nil, fmt.Errorf("the file names no status quo under %s", r.v.key)
	}
	for i, l := range s.levers {
		r.usable[i] = r.there(l)
	}
	if !s.begin.none() {
		if _, err := r.apply(&s.begin); err != nil {
			return nil, err
		}
	}
	if err := r.carry(draws); err != nil {
		return nil, err
	}
	return r.record, nil
}

// Replay carries out a run as Run does, and keeps its log.
func (r *Runner) Replay(run int, draws []float64) (*Record, error) {
	r.logging = true
	defer func() { r.logging = false }()
	return r.Run(run, draws)
}

func infinite(n int) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = math.Inf(1)
	}
	return x
}

// carry lets stocks and conflict run until something ends them.
func (r *Runner) carry(draws []float64) error {
	s := r.s
	motion := &s.sim.Motion
	output, moment, period, happened := 0, 0, 1, 0
	step := 1e-9 * s.sim.Model.Step
	r.show()
	if r.reached() {
		r.output(&output, 0)
		return nil
	}
	for {
		next := s.times[min(output, len(s.times)-1)]
		if moment < len(s.script) {
			next = math.Min(next, motion.Script[moment].Time)
		}
		replies := motion.Moves == "replies"
		if replies {
			next = math.Min(next, float64(period)*motion.Every)
		}
		e, err := r.flows.Advance(next)
		if err != nil {
			return err
		}
		now := r.flows.Time()
		if e >= 0 {
			if happened++; happened > maxEvents {
				return fmt.Errorf("event `%s` happens again and again; at time %.6g more than %d events have happened", s.sim.Model.Events[e].Name, now, maxEvents)
			}
			if err := r.happen(e, now); err != nil {
				return err
			}
			if r.flows.Ended() {
				r.end(now, ByEvent, e)
			} else if !r.reached() {
				continue
			}
			r.output(&output, now)
			return nil
		}
		for moment < len(s.script) && motion.Script[moment].Time <= now+step {
			from := r.code()
			repaired, err := r.apply(&s.script[moment])
			if err != nil {
				return err
			}
			r.note(Entry{Time: now, What: Scripted, Event: moment, From: from, To: r.code(), Repaired: repaired, Assumed: s.script[moment].assume})
			moment++
		}
		if replies && float64(period)*motion.Every <= now+step {
			r.reconsider(now, draws)
			period++
		}
		r.show()
		if r.reached() {
			r.output(&output, now)
			return nil
		}
		for output < len(s.times) && s.times[output] <= now+step {
			r.output(&output, now)
		}
		if r.flows.Ended() {
			if output == len(s.times) || now >= s.sim.Model.Horizon-step {
				r.end(now, Horizon, -1)
				return nil
			}
		}
	}
}

func (r *Runner) end(at float64, why Reason, which int) {
	r.record.End, r.record.Reason, r.record.Which = at, why, which
}

// output records quantities and state, for each time of outputs that has come.
func (r *Runner) output(next *int, now float64) {
	s := r.s
	step := 1e-9 * s.sim.Model.Step
	for *next < len(s.times) && s.times[*next] <= now+step {
		n := len(r.record.Outputs)
		r.record.Outputs = r.record.Outputs[:n+len(s.outputs)]
		s.read(r.flows, r.record.Outputs[n:])
		r.record.States = append(r.record.States, r.code())
		r.record.Steps++
		*next++
	}
}

func (r *Runner) code() parley.State { return r.v.codes[r.at] }

func (r *Runner) note(e Entry) {
	if r.logging {
		r.record.Log = append(r.record.Log, e)
	}
}

// there reports whether a lever has something to be used with.
func (r *Runner) there(l lever) bool {
	return r.flows.Stock(l.stock) > 0 && (l.launchers < 0 || r.flows.Stock(l.launchers) > 0)
}

// happen applies what an event changes.
func (r *Runner) happen(e int, now float64) error {
	s := r.s
	if math.IsInf(r.record.Events[e], 1) {
		r.record.Events[e] = now
	}
	for i, l := range s.levers {
		if l.spent == e || l.restocked == e {
			r.usable[i] = r.there(l)
		}
	}
	from := r.code()
	repaired, err := r.apply(&s.effects[e])
	if err != nil {
		return fmt.Errorf("event `%s` at time %.6g: %w", s.sim.Model.Events[e].Name, now, err)
	}
	r.show()
	r.note(Entry{Time: now, What: Happened, Event: e, From: from, To: r.code(), Repaired: repaired, Assumed: s.effects[e].assume})
	return nil
}

// show sets the inputs of the flows to what holds in the conflict.
func (r *Runner) show() {
	for i, holds := range r.v.switches {
		r.flows.Set(i, truth(holds.Test(uint(r.at))))
	}
	for i, l := range r.s.levers {
		r.flows.Set(len(r.v.switches)+i, truth(r.usable[i] && l.option >= 0 && r.code().Has(l.option)))
	}
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// reached notes goals that have come to hold and ends the run with the first of them.
func (r *Runner) reached() bool {
	now, first := r.flows.Time(), -1
	for i, holds := range r.v.goals {
		if holds.Test(uint(r.at)) {
			r.record.Goals[i] = now
			if first < 0 {
				first = i
			}
		}
	}
	if first < 0 {
		return false
	}
	r.note(Entry{Time: now, What: Reached, Event: first, From: r.code(), To: r.code()})
	r.end(now, ByGoal, first)
	return true
}

// apply changes the conflict: first the choices in force, then what is barred, then the options. Where the result breaks a
// rule, the nearest state takes its place that breaks none and keeps what is forced: the one with the fewest other options
// changed, and among those the first in canonical order.
func (r *Runner) apply(e *effect) (repaired bool, err error) {
	if e.none() {
		return false, nil
	}
	want := r.code()
	if len(e.assume) > 0 {
		settled := scenario.Assumptions{}
		for k, v := range r.v.settled {
			settled[k] = v
		}
		for k, v := range e.assume {
			settled[k] = v
		}
		if r.v, err = r.s.version(settled); err != nil {
			return false, err
		}
	}
	r.barred = r.barred&^e.free | e.bar
	forced := e.take | e.drop | e.bar
	want = (want | e.take) &^ (e.drop | e.bar)
	if at, ok := r.v.g.Index(want); ok {
		r.at = at
		return false, nil
	}
	at := r.nearest(want, forced)
	if at < 0 {
		return false, fmt.Errorf("no feasible state has what it changes: %s", r.v.g.Rules().Code(want))
	}
	r.at = at
	return true, nil
}

// nearest finds a feasible state near to a wanted one, or -1.
func (r *Runner) nearest(want, forced parley.State) int {
	if r.v.c.GraphForm() {
		return -1
	}
	key := repairKey{r.v, want, forced, r.barred}
	if at, ok := r.repairs[key]; ok {
		return int(at)
	}
	best, least := -1, math.MaxInt
	for i, code := range r.v.codes {
		if (code^want)&forced != 0 || code&r.barred != 0 {
			continue
		}
		if n := bits.OnesCount64(uint64(code ^ want)); n < least {
			best, least = i, n
		}
	}
	r.repairs[key] = int32(best)
	return best
}

// reconsider lets each party move, in the order of the file, if its chance comes up: to one of its best replies. Two numbers
// are drawn for every party whether it moves or not, so that runs which differ elsewhere keep their luck.
func (r *Runner) reconsider(now float64, draws []float64) {
	for p := range r.s.ready {
		u, pick := r.rng.Float64(), r.rng.Float64()
		q := r.s.ready[p]
		if of := r.s.readyOf[p]; of >= 0 {
			q = draws[of]
		}
		if u >= q {
			continue
		}
		list := r.best(p)
		if len(list) == 0 {
			continue
		}
		from := r.code()
		r.at = int(list[int(pick*float64(len(list)))])
		r.note(Entry{Time: now, What: Moved, Party: p, From: from, To: r.code()})
	}
}

// best returns a party's best replies where the run stands: its improvements that take no barred option and to which it prefers
// no other. They are remembered.
func (r *Runner) best(party int) []int32 {
	key := replyKey{r.v, int32(party), int32(r.at), r.barred}
	if list, ok := r.replies[key]; ok {
		return list
	}
	g := r.v.g
	better := func(q, s int) bool {
		c := g.Compare(party, q, s)
		return c == game.Better || c == game.MuchBetter
	}
	r.scratch = g.AppendMoves(r.scratch[:0], party, r.at)
	var list []int32
	for _, q := range r.scratch {
		if better(int(q), r.at) && (r.v.c.GraphForm() || r.v.codes[q]&r.barred == 0) {
			list = append(list, q)
		}
	}
	var best []int32
	for _, q := range list {
		beaten := false
		for _, x := range list {
			beaten = beaten || better(int(x), int(q))
		}
		if !beaten {
			best = append(best, q)
		}
	}
	r.replies[key] = best
	return best
}
