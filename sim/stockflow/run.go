package stockflow

import (
	"fmt"
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

	state []eventState
	ended bool
	err   error
}

// queue is what a fixed delay holds: amounts that arrive evenly between two times.
type queue struct {
	batches []batch
	head    int
}

type batch struct{ from, to, amount float64 }

type eventState struct {
	since   float64 // when the condition began to hold; NaN: it does not
	armed   bool
	gathers float64 // hazard so far
	limit   float64 // hazard at which it happens
	next    float64 // of a timed event
	crossed bool    // a random walk crossed the line within the step
	risk    float64 // hazard now
	margin  float64 // by how much a random walk stands above its line

	oldRisk, oldMargin float64 // the same, before the step
}

// NewRun returns a run that has not started.
func (p *Program) NewRun() *Run {
	n, m := len(p.stocks), len(p.flows)
	r := &Run{p: p, r: make([]float64, len(p.values)), amounts: make([]float64, m), rates: make([]float64, m), before: make([]float64, n), net: make([]float64, n),
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
	r.rng, r.t, r.grid, r.ended, r.err = rng, 0, 0, false, nil
	exec(p.static, r.r)
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
	r.observe()
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

// Time returns the time since the start in clock units.
func (r *Run) Time() float64 { return r.t }

// Ended reports whether the run has come to its horizon or to an event that stops it.
func (r *Run) Ended() bool { return r.ended }

// Set gives input i of the model a value, from this moment on.
func (r *Run) Set(i int, v float64) {
	reg := r.p.inputs[i]
	if v *= r.p.factor[reg]; r.r[reg] == v {
		return
	}
	r.r[reg] = v
	exec(r.p.static, r.r)
	r.observe()
}

// Stock returns the level of stock i of the model, in its unit.
func (r *Run) Stock(i int) float64 {
	reg := r.p.stocks[i].reg
	return r.r[reg] / r.p.factor[reg]
}

// Value returns the present value of a quantity by its name, in its unit; that of an auxiliary without a unit is in clock
// units where it involves time. ok is false where nothing has the name.
func (r *Run) Value(name string) (v float64, ok bool) {
	reg, ok := r.p.named[name]
	if !ok {
		return 0, false
	}
	r.schedule(r.t)
	exec(r.p.reads, r.r)
	return r.r[reg] / r.p.units[name], true
}

// Reader returns a function that reads several quantities at once into dst, as Value does. The error names a quantity that is
// not there.
func (p *Program) Reader(names []string) (func(r *Run, dst []float64), error) {
	regs, units := make([]int32, len(names)), make([]float64, len(names))
	for i, name := range names {
		reg, ok := p.named[name]
		if !ok {
			return nil, fmt.Errorf("nothing is called `%s`", name)
		}
		regs[i], units[i] = reg, p.units[name]
	}
	return func(r *Run, dst []float64) {
		r.schedule(r.t)
		exec(r.p.reads, r.r)
		for i, reg := range regs {
			dst[i] = r.r[reg] / units[i]
		}
	}, nil
}

// Flowed returns how much has left the source of flow i so far, in the unit of its stocks.
func (r *Run) Flowed(i int) float64 { return r.total[i] / r.unitOf(i) }

// Lost returns how much of flow i could not arrive, since its stock was full.
func (r *Run) Lost(i int) float64 { return r.lost[i] / r.unitOf(i) }

// OnTheWay returns how much flow i holds in its delay.
func (r *Run) OnTheWay(i int) float64 {
	sum := 0.0
	for k, f := range r.p.flows {
		if f.name != i {
			continue
		}
		if !f.first {
			sum += r.r[r.p.stocks[f.from].reg]
		}
		for _, b := range r.queues[k].batches[r.queues[k].head:] {
			sum += b.amount
		}
	}
	return sum / r.unitOf(i)
}

func (r *Run) unitOf(i int) float64 {
	x := r.p.model.Flows[i]
	if x.From != "" {
		return r.p.units[x.From]
	}
	return r.p.units[x.To]
}

const eps = 1e-9

// Advance carries the run on until an event happens or the time `to` is reached, whichever comes first. It returns the index
// of the event, its assignments done, or -1. Several events of one moment come one by one, in the order of the model, each if
// its condition still holds after those before. The error says which rate or level is no number any more.
func (r *Run) Advance(to float64) (int, error) {
	p := r.p
	to = math.Min(to, p.model.Horizon)
	for {
		if r.err != nil || r.ended {
			return -1, r.err
		}
		if e := r.due(); e >= 0 {
			r.happen(e)
			return e, r.err
		}
		if r.t >= to-eps*p.model.Step {
			if r.t >= p.model.Horizon-eps*p.model.Step {
				r.ended = true
			}
			return -1, nil
		}
		r.move(to)
	}
}

// move makes one step: to the next place where one must end, or to the first moment at which a condition turns true.
func (r *Run) move(to float64) {
	p := r.p
	dt := p.model.Step
	end := float64(r.grid+1) * dt
	whole := true
	cut := func(t float64) {
		if t > r.t+eps*dt && t < end-eps*dt {
			end, whole = t, false
		}
	}
	cut(to)
	for i := range p.schedules {
		for _, t := range p.schedules[i].times {
			cut(t)
		}
	}
	for i := range r.state {
		s := &r.state[i]
		cut(s.next)
		if e := &p.events[i]; e.held >= 0 && s.since == s.since && s.armed {
			cut(s.since + r.r[e.held])
		}
	}
	h := end - r.t
	for i := range p.stocks {
		r.before[i] = r.r[p.stocks[i].reg]
	}
	r.step(h)
	if r.err != nil {
		return
	}
	if low, high := r.locate(h); high < h {
		// Rates may jump where the condition turns, so that the moment itself is a tiny step of its own.
		end, whole = r.t+high, false
		if low > 0 {
			r.step(low)
			r.settle(low)
			r.t += low
			for i := range p.stocks {
				r.before[i] = r.r[p.stocks[i].reg]
			}
			r.after(low)
		}
		r.step(end - r.t)
	}
	last := end - r.t
	r.settle(last)
	r.t = end
	if whole || math.Abs(r.t-float64(r.grid+1)*dt) <= eps*dt {
		r.grid++
	}
	r.after(last)
}

// truths works out every condition where the run stands.
func (r *Run) truths(t float64) {
	r.schedule(t)
	exec(r.p.checks, r.r)
}

// locate finds the first moment within the step just made at which a condition turns true, by halving: the step is made anew
// from its beginning to the moment in question. The moment lies between low and high, and the stocks then stand where the step
// began. Steps that draw cannot be made anew, so that there conditions are looked at when steps end. Where nothing turns true
// high is h, and the step stands.
func (r *Run) locate(h float64) (low, high float64) {
	p := r.p
	if p.drawn || len(p.events) == 0 {
		return 0, h
	}
	turns := func(h float64) bool {
		for i := range p.events {
			e, s := &p.events[i], &r.state[i]
			if e.hazard >= 0 && s.armed && s.risk > 0 && s.gathers+h*(s.risk+math.Max(0, r.r[e.hazard]))/2 >= s.limit {
				return true
			}
			if e.hazard < 0 && e.when >= 0 && e.every == 0 && s.armed && s.since != s.since && r.r[e.when] != 0 {
				return true
			}
		}
		return false
	}
	r.truths(r.t + h)
	if !turns(h) {
		return 0, h
	}
	high = h * (1 - 1e-9) // told from h; what turns true at the very end is met by the step that follows
	for high-low > 1e-7*h && high-low > 1e-12*math.Max(1, r.t) {
		mid := (low + high) / 2
		r.restore()
		r.step(mid)
		r.truths(r.t + mid)
		if turns(mid) {
			high = mid
		} else {
			low = mid
		}
	}
	r.restore()
	return low, high
}

func (r *Run) restore() {
	for i := range r.p.stocks {
		r.r[r.p.stocks[i].reg] = r.before[i]
	}
}

// observe brings the state of events up to where the run stands.
func (r *Run) observe() {
	if len(r.p.events) == 0 {
		return
	}
	r.truths(r.t)
	for i := range r.p.events {
		e, s := &r.p.events[i], &r.state[i]
		holds := e.when < 0 || r.r[e.when] != 0
		switch {
		case !holds:
			s.since = math.NaN()
			if e.edge && !s.armed || e.repeat {
				if s.next != math.Inf(-1) { // it has not happened for good
					s.armed = true
				}
			}
		case s.since != s.since:
			s.since = r.t
		}
		s.risk = 0
		if e.hazard >= 0 && holds && s.armed {
			s.risk = math.Max(0, r.r[e.hazard])
		}
		if e.left >= 0 {
			s.margin = r.r[e.left] - r.r[e.right]
		}
	}
}

// after takes note of a step of length h that has been made.
func (r *Run) after(h float64) {
	for i := range r.state {
		s := &r.state[i]
		s.oldRisk, s.oldMargin = s.risk, s.margin
	}
	r.observe()
	for i := range r.p.events {
		e, s := &r.p.events[i], &r.state[i]
		if e.hazard >= 0 && s.armed {
			s.gathers += h * (s.oldRisk + s.risk) / 2
		}
		if e.left < 0 || !s.armed || e.held >= 0 || e.hazard >= 0 || e.every > 0 || s.oldMargin <= 0 || s.margin <= 0 {
			continue
		}
		// A random walk that stands above the line before and after the step has crossed it in between with this chance, by the
		// reflection of a Brownian bridge.
		sigma := r.r[r.p.stocks[e.noisy].noise]
		if sigma > 0 && r.rng.Float64() < math.Exp(-2*s.oldMargin*s.margin/(sigma*sigma*h)) {
			s.crossed = true
		}
	}
}

// happen lets an event happen: its assignments are done and it is not due again.
func (r *Run) happen(i int) {
	p := r.p
	e, s := &p.events[i], &r.state[i]
	s.crossed = false
	switch {
	case e.every > 0:
		if !e.repeat {
			s.next = math.Inf(1)
		} else {
			s.next += e.every
		}
	case e.hazard >= 0 && e.repeat:
		s.gathers, s.limit = 0, r.rng.ExpFloat64()
	default:
		s.armed, s.gathers = false, 0
		if !e.repeat {
			s.next = math.Inf(-1)
		}
	}
	if e.stops {
		r.ended = true
	}
	if len(e.sets) > 0 {
		r.schedule(r.t)
		if r.rng != nil {
			execDraws(e.code, r.r, r.rng)
		} else {
			exec(e.code, r.r)
		}
		for _, x := range e.sets {
			v := r.r[x.reg]
			if math.IsNaN(v) || math.IsInf(v, 0) {
				r.err = fmt.Errorf("event `%s` sets `%s` to no number at time %.6g", p.model.Events[i].Name, p.model.Stocks[x.stock].Name, r.t)
				return
			}
			r.net[x.stock] = v
		}
		for _, x := range e.sets {
			st := &p.stocks[x.stock]
			r.r[st.reg] = r.within(st, r.net[x.stock])
		}
	}
	r.observe()
}

// due returns the first event that is to happen now, or -1.
func (r *Run) due() int {
	dt := r.p.model.Step
	for i := range r.p.events {
		e, s := &r.p.events[i], &r.state[i]
		holds := s.since == s.since
		switch {
		case e.every > 0:
			if r.t < s.next-eps*dt {
				continue
			}
			if e.when < 0 || holds {
				return i
			}
			s.next += e.every
		case !s.armed:
		case s.crossed:
			return i
		case e.hazard >= 0:
			if s.gathers >= s.limit {
				return i
			}
		case e.held >= 0:
			if holds && r.t >= s.since+r.r[e.held]-eps*dt {
				return i
			}
		case holds:
			return i
		}
	}
	return -1
}
