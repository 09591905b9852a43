package stockflow

import (
	"math"
	"math/rand/v2"
)

// Run carries one set of parameters through time. It is used by one goroutine; Start makes it new, so that one Run serves
// many runs without new memory.
type Run struct {
	p   *Program
	rng *rand.Rand
	r   []float64 // registers
	t   float64
	// grid is the number of whole steps done, so that times do not drift.
	grid int

	amounts []float64 // of each flow, in the step under way
	rates   []float64 // scratch: sum of the stages' rates
	before  []float64 // stocks before the step
	net     []float64
	gross   []float64 // what comes in and goes out of each stock
	share   []float64
	in, out []float64
	sure    []float64 // what comes in whatever is cut: from fixed delays, or drawn
	must    []float64 // what was drawn to go out
	there   []float64 // whole units left for drawing
	room    []float64 // and room left for what is drawn
	over    []float64 // what does not fit into a full stock
	arrive  []float64 // rate at which each fixed delay delivers in this step
	queues  []queue
	total   []float64 // by flow of the model: what has left From so far
	lost    []float64 // by flow of the model: what could not arrive, since To was full

	// For steps made quickly; quick is nil where they are made plainly.
	quick    *quickly
	wide     *[wide]float64 // r, with room behind it
	low, top []float64      // floors and capacities
	parts    []float64      // of the stage under way: what each flow brings and takes
	begun    []float64      // levels before the step
	cutFlows []int32        // flows that limit has cut in this step
	dirty    []bool         // stocks to look at in the next round of limit
	look     []bool         // and in this one
	reach    []float64      // where stocks would stand after the step if nothing held them
	samples  [3]sample
	halving  bool   // moments are found by halving alone
	tried    func() // called for each step made anew; tests count them
	fresh    bool   // conditions are worked out for where the run stands, at the time checked
	checked  float64

	located int // how often a condition has turned

	state []eventState
	// stale: what holds has changed since conditions were last looked at. They are looked at when all that changes at one moment
	// has, so that no condition seems to cease where two changes cancel out.
	stale bool
	ended bool
	err   error
}

// NewRun returns a run that has not started. Memory: 32 KiB, and a little for each stock, flow and event.
func (p *Program) NewRun() *Run {
	r := p.NewPlainRun()
	if p.quick == nil {
		return r
	}
	n, m := len(p.stocks), len(p.flows)
	r.quick, r.wide = p.quick, new([wide]float64)
	r.r = r.wide[:len(p.values)]
	r.low, r.top, r.reach, r.parts = make([]float64, n), make([]float64, n), make([]float64, n), make([]float64, 3*m+1)
	for i := range r.share {
		r.share[i] = 1
	}
	r.begun, r.dirty, r.look = make([]float64, n), make([]bool, n), make([]bool, n)
	for i := range r.samples {
		r.samples[i].margins, r.samples[i].turned = make([]float64, len(p.events)), make([]bool, len(p.events))
	}
	return r
}

// NewPlainRun returns a run that does everything as it is defined and nothing cleverly: slower by a few times, and the judge of
// NewRun, whose runs come out the same.
func (p *Program) NewPlainRun() *Run {
	n, m := len(p.stocks), len(p.flows)
	r := &Run{p: p, r: make([]float64, len(p.values)), amounts: make([]float64, m), rates: make([]float64, m), before: make([]float64, n), net: make([]float64, n), gross: make([]float64, n),
		share: make([]float64, m), in: make([]float64, n), out: make([]float64, n), sure: make([]float64, n), must: make([]float64, n), there: make([]float64, n), room: make([]float64, n), over: make([]float64, n), arrive: make([]float64, m), queues: make([]queue, m),
		total: make([]float64, len(p.model.Flows)), lost: make([]float64, len(p.model.Flows)), state: make([]eventState, len(p.events))}
	return r
}

// Start puts a run at time 0. params are the parameters in the order of the model, in their units; nil stands for those of the
// model. rng is drawn from where the model draws; it may be nil where Draws reports false. Each event with a hazard takes one
// draw here, in the order of the model, so that runs that differ in their parameters only share their luck.
func (r *Run) Start(params []float64, rng *rand.Rand) {
	p := r.p
	copy(r.r, p.values)
	for i, reg := range p.params {
		if params != nil {
			r.r[reg] = params[i] * p.factor[reg]
		}
	}
	r.rng, r.t, r.grid, r.located, r.ended, r.err = rng, 0, 0, 0, false, nil
	exec(p.static, r.r)
	r.fresh = false
	if r.quick != nil {
		r.bound()
	}
	for i := range p.stocks {
		s := &p.stocks[i]
		v := 0.0
		if s.start >= 0 {
			v = r.r[s.start]
		}
		r.r[s.reg] = r.within(s, v)
	}
	clear(r.total)
	clear(r.lost)
	for i := range p.flows {
		q := &r.queues[i]
		q.batches, q.head = q.batches[:0], 0
		if f := &p.flows[i]; f.delay >= 0 && f.heldAtOnce >= 0 {
			if d := r.r[f.delay]; d > 0 {
				q.batches = append(q.batches, batch{0, d, r.r[f.heldAtOnce]})
			}
		}
	}
	for i := range p.events {
		e := &p.events[i]
		r.state[i] = eventState{since: math.NaN(), armed: !e.edge, next: math.Inf(1), limit: math.Inf(1)}
		if e.every > 0 {
			r.state[i].next = e.first
		}
		if e.hazard >= 0 {
			r.state[i].limit = rng.ExpFloat64()
		}
	}
	r.stale = true
}

// Draws reports whether runs of the program draw, so that Start needs a source.
func (p *Program) Draws() bool {
	for _, e := range p.events {
		if e.hazard >= 0 {
			return true
		}
		for _, x := range e.code {
			if x.needsDraw {
				return true
			}
		}
	}
	return p.drawn
}

// within cuts a level off at floor and capacity.
func (r *Run) within(s *stock, v float64) float64 {
	if s.cap >= 0 && v > r.r[s.cap] {
		v = r.r[s.cap]
	}
	if low := r.floor(s); v < low {
		return low
	}
	return v
}

func (r *Run) floor(s *stock) float64 {
	if s.floor < 0 {
		return 0
	}
	return r.r[s.floor]
}

// Set gives input i of the model a value, from this moment on. Conditions are looked at by the next Advance, so that those of
// several inputs see all of them set, whatever the order, from the start on.
func (r *Run) Set(i int, v float64) {
	reg := r.p.inputs[i]
	if v *= r.p.factor[reg]; r.r[reg] == v {
		return
	}
	r.r[reg] = v
	if r.fresh = false; r.quick != nil {
		exec(r.p.inputly, r.r)
		r.bound()
	} else {
		exec(r.p.static, r.r)
	}
	r.stale = true
}
