package stockflow

import (
	"fmt"
	"math"
)

// schedule sets the registers of schedules for a time, and that of the time itself.
func (r *Run) schedule(t float64) { r.scheduleIn(t, t) }

// scheduleIn sets schedules to their values at t, as those of the piece that begins at or before from: at its end a stepwise
// schedule still has the value that it had within the step.
func (r *Run) scheduleIn(from, t float64) {
	r.r[r.p.time] = t
	for i := range r.p.schedules {
		s := &r.p.schedules[i]
		k := 0
		for k < len(s.times) && s.times[k] <= from+eps*r.p.model.Step {
			k++
		}
		switch {
		case k == 0 && s.linear:
			r.r[s.reg] = s.values[0]
		case k == 0:
			r.r[s.reg] = 0
		case s.linear && k < len(s.times):
			x := (t - s.times[k-1]) / (s.times[k] - s.times[k-1])
			r.r[s.reg] = s.values[k-1] + x*(s.values[k]-s.values[k-1])
		default:
			r.r[s.reg] = s.values[k-1]
		}
	}
}

// step moves the stocks on by h from where they stand at the run's time. Queues and sums are left alone; settle sees to them.
func (r *Run) step(h float64) {
	if r.quick != nil {
		r.quickStep(h)
		return
	}
	p := r.p
	if p.queued {
		for i := range p.flows {
			if p.flows[i].delay >= 0 {
				r.arrive[i] = r.queues[i].due(r.t, r.t+h) / h
			}
		}
	}
	if p.model.Method == RK4 && !p.drawn {
		r.stages(h)
	} else {
		r.scheduleIn(r.t, r.t)
		exec(p.rates, r.r)
		for i := range p.flows {
			r.amounts[i] = float64(h * positive(r.r[p.flows[i].rate]))
		}
	}
	sum := 0.0
	for _, a := range r.amounts {
		sum += a
	}
	if (math.IsNaN(sum) || math.IsInf(sum, 0)) && r.broken() {
		return
	}
	if p.drawn {
		r.draw()
	}
	r.limit(h)
	r.turnover(h)
	for i := range p.stocks {
		s := &p.stocks[i]
		v := r.r[s.reg] + r.net[i]
		if s.noise >= 0 {
			v += r.r[s.noise] * math.Sqrt(h) * r.rng.NormFloat64()
		}
		// What is used up is used up, and what is full is full: no crumb stays by rounding.
		if low := r.floor(s); crumb(v, low, r.r[s.reg], r.gross[i]) {
			v = low
		}
		if s.cap >= 0 && crumb(v, r.r[s.cap], r.r[s.reg], r.gross[i]) {
			v = r.r[s.cap]
		}
		r.r[s.reg] = r.within(s, v)
	}
}

// crumb reports whether a level v differs from a bound by no more than rounding can do in a step from before, when so much came in
// and went out altogether. The net will not do for that: where as much goes out as comes in it is a crumb itself.
func crumb(v, bound, before, gross float64) bool {
	d := math.Abs(v - bound)
	return d <= 1e-12*(math.Abs(before-bound)+gross) && d <= math.MaxFloat64
}

// turnover adds up in gross what comes in and goes out of each stock in a step of length h.
func (r *Run) turnover(h float64) {
	clear(r.gross)
	for i := range r.p.flows {
		f := &r.p.flows[i]
		if f.from >= 0 {
			r.gross[f.from] += r.amounts[i]
		}
		switch {
		case f.to >= 0 && f.delay >= 0:
			r.gross[f.to] += float64(h * r.arrive[i])
		case f.to >= 0:
			r.gross[f.to] += r.amounts[i]
		}
	}
}

// broken reports whether an amount is no number, and keeps the error.
func (r *Run) broken() bool {
	for i, a := range r.amounts {
		if math.IsNaN(a) || math.IsInf(a, 0) {
			r.err = fmt.Errorf("the rate of `%s` is no number at time %.6g: look for a division by zero", r.p.model.Flows[r.p.flows[i].name].Name, r.t)
			return true
		}
	}
	return false
}

// positive returns x, or 0 where it is negative; what is no number stays none.
func positive(x float64) float64 {
	if x < 0 {
		return 0
	}
	return x
}

// stages works out the amounts of a step by the method of Runge and Kutta.
func (r *Run) stages(h float64) {
	p := r.p
	clear(r.rates)
	for stage, weight := range [4]float64{1, 2, 2, 1} {
		c := [4]float64{0, 0.5, 0.5, 1}[stage]
		if stage > 0 {
			r.nets(c*h, c*h, r.amounts)
			for i := range p.stocks {
				s := &p.stocks[i]
				r.r[s.reg] = r.within(s, r.in[i]+r.net[i])
			}
		} else {
			for i := range p.stocks {
				r.in[i] = r.r[p.stocks[i].reg]
			}
		}
		r.scheduleIn(r.t, r.t+c*h)
		exec(p.rates, r.r)
		for i := range p.flows {
			a := positive(r.r[p.flows[i].rate])
			r.amounts[i] = a
			r.rates[i] += weight * a
		}
	}
	for i := range p.flows {
		r.amounts[i] = h / 6 * r.rates[i]
	}
	for i := range p.stocks {
		r.r[p.stocks[i].reg] = r.in[i]
	}
}

// nets adds up what amounts, times a factor, and arrivals over a time do to each stock.
func (r *Run) nets(by, h float64, amounts []float64) {
	clear(r.net)
	flows := r.p.flows
	amounts = amounts[:len(flows)]
	for i := range flows {
		f := &flows[i]
		a := float64(by * amounts[i]) // rounded before it is added, on every machine
		if f.from >= 0 {
			r.net[f.from] -= a
		}
		if f.to < 0 {
			continue
		}
		if f.delay >= 0 {
			a = float64(h * r.arrive[i])
		}
		r.net[f.to] += a
	}
}
