package stockflow

import (
	"fmt"
	"math"
)

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

// observe brings the state of events up to where the run stands.
func (r *Run) observe() {
	r.stale = false
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
		r.fresh = false
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
	r.stale = true
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
