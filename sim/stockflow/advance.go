package stockflow

import (
	"fmt"
	"math"
)

const eps = 1e-9

// mostLocated bounds how often conditions turn in a run. Where a rate is far too fast for the step, a stock that runs out comes
// closer and closer to nothing, and the moments at which it does to each other.
const mostLocated = 20_000

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
		if r.stale {
			r.observe()
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
	if low, high, stands := r.locate(h); high < h {
		if r.located++; r.located > mostLocated {
			r.err = fmt.Errorf("at time %.6g conditions of events have turned more than %d times: a rate may be too fast for a step of %.6g, so take a smaller one", r.t, mostLocated, dt)
			return
		}
		// Rates may jump where the condition turns, so that the moment itself is a tiny step of its own.
		end, whole = r.t+high, false
		if low > 0 {
			if !stands {
				r.step(low)
			}
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
	if q := r.quick; q != nil {
		if r.fresh && (q.timeless || r.checked == t) { // nothing has changed since
			return
		}
		r.schedule(t)
		execShort(q.checks, r.wide)
		r.fresh, r.checked = true, t
		return
	}
	r.schedule(t)
	exec(r.p.checks, r.r)
}
