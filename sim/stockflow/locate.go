package stockflow

import "math"

// locate finds the first moment within the step just made at which a condition turns true, by halving: the step is made anew
// from its beginning to the moment in question. The moment lies between low and high, and the stocks then stand where the step
// began, or at low, if stands. Steps that draw cannot be made anew, so that there conditions are looked at when steps end. Where
// nothing turns true high is h, and the step stands.
func (r *Run) locate(h float64) (low, high float64, stands bool) {
	p := r.p
	if p.drawn || len(p.events) == 0 {
		return 0, h, false
	}
	r.truths(r.t + h)
	if !r.turns(h) {
		return 0, h, false
	}
	known := span{0, h}
	if r.quick != nil && !r.halving {
		var found bool
		if known, stands, found = r.search(h); found {
			if !stands {
				r.restore()
			}
			return known.low, known.high, stands
		}
	}
	w := r.halves(h, func(mid float64) bool {
		switch {
		case mid <= known.low:
			return false
		case mid >= known.high:
			return true
		}
		return r.try(mid)
	})
	r.restore()
	return w.low, w.high, false
}

// span is a part of a step: nothing has turned at low, and something at high.
type span struct{ low, high float64 }

// halves narrows a step of length h down to the moment at which something turns.
func (r *Run) halves(h float64, turned func(mid float64) bool) span {
	w := span{0, h * (1 - 1e-9)} // told from h; what turns true at the very end is met by the step that follows
	for w.high-w.low > 1e-7*h && w.high-w.low > 1e-12*math.Max(1, r.t) {
		mid := (w.low + w.high) / 2
		if turned(mid) {
			w.high = mid
		} else {
			w.low = mid
		}
	}
	return w
}

// turns reports whether a condition that did not hold before a step of length h holds after it.
func (r *Run) turns(h float64) bool {
	for i := range r.p.events {
		if r.turned(i, h) {
			return true
		}
	}
	return false
}

// turned is turns for one event.
func (r *Run) turned(i int, h float64) bool {
	e, s := &r.p.events[i], &r.state[i]
	if e.hazard >= 0 {
		return s.armed && s.risk > 0 && s.gathers+float64(h*(s.risk+math.Max(0, r.r[e.hazard])))/2 >= s.limit
	}
	return e.when >= 0 && e.every == 0 && s.armed && s.since != s.since && r.r[e.when] != 0
}

// try makes the step anew, of length h, and reports whether a condition has turned then.
func (r *Run) try(h float64) bool {
	if r.tried != nil {
		r.tried()
	}
	r.restore()
	r.step(h)
	r.truths(r.t + h)
	return r.turns(h)
}

func (r *Run) restore() {
	r.fresh = false
	for i := range r.p.stocks {
		r.r[r.p.stocks[i].reg] = r.before[i]
	}
}
