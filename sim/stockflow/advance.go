package stockflow

import (
	"math"
)

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
