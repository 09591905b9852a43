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
			r.amounts[i] = h * positive(r.r[p.flows[i].rate])
		}
	}
	sum := 0.0
	for _, a := range r.amounts {
		sum += a
	}
	if math.IsNaN(sum) || math.IsInf(sum, 0) {
		for i, a := range r.amounts {
			if math.IsNaN(a) || math.IsInf(a, 0) {
				r.err = fmt.Errorf("the rate of `%s` is no number at time %.6g: look for a division by zero", p.model.Flows[p.flows[i].name].Name, r.t)
				return
			}
		}
	}
	if p.drawn {
		r.draw()
	}
	r.limit(h)
	for i := range p.stocks {
		s := &p.stocks[i]
		v := r.r[s.reg] + r.net[i]
		if s.noise >= 0 {
			v += r.r[s.noise] * math.Sqrt(h) * r.rng.NormFloat64()
		}
		// What is used up is used up: no crumb stays by rounding.
		if low := r.floor(s); math.Abs(v-low) <= 1e-12*(math.Abs(r.r[s.reg]-low)+math.Abs(r.net[i])) {
			v = low
		}
		r.r[s.reg] = r.within(s, v)
	}
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
		r.amounts[i] = h * r.rates[i] / 6
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
		a := by * amounts[i]
		if f.from >= 0 {
			r.net[f.from] -= a
		}
		if f.to < 0 {
			continue
		}
		if f.delay >= 0 {
			a = h * r.arrive[i]
		}
		r.net[f.to] += a
	}
}

// draw replaces amounts by whole numbers, no more than the whole units that are there when the step begins, nor than there is
// room for.
func (r *Run) draw() {
	p := r.p
	for i := range p.stocks {
		s := &p.stocks[i]
		r.there[i], r.room[i] = math.Floor(r.r[s.reg]-r.floor(s)+eps), math.Inf(1)
		if s.cap >= 0 {
			r.room[i] = math.Max(0, math.Floor(r.r[s.cap]-r.r[s.reg]+eps))
		}
	}
	for i := range p.flows {
		f := &p.flows[i]
		switch f.draw {
		case NoDraw:
			continue
		case Poisson:
			r.amounts[i] = poisson(r.amounts[i], r.rng)
			if f.from >= 0 {
				r.amounts[i] = math.Min(r.amounts[i], r.there[f.from])
			}
		case Binomial:
			r.compete(i)
		}
		if f.to >= 0 && f.delay < 0 {
			r.amounts[i] = math.Min(r.amounts[i], r.room[f.to])
			r.room[f.to] -= r.amounts[i]
		}
		if f.from >= 0 && f.draw == Poisson {
			r.there[f.from] -= r.amounts[i]
		}
	}
}

// compete draws for all binomial flows out of one stock, when the first of them comes up: how many leave at all, each unit
// with the same chance, and which way.
func (r *Run) compete(first int) {
	p := r.p
	from := p.flows[first].from
	sum := 0.0
	for i := range p.flows {
		if f := &p.flows[i]; f.draw == Binomial && f.from == from {
			if i < first {
				return
			}
			sum += r.amounts[i]
		}
	}
	there := r.there[from]
	if there < 1 || sum <= 0 {
		for i := range p.flows {
			if f := &p.flows[i]; f.draw == Binomial && f.from == from {
				r.amounts[i] = 0
			}
		}
		return
	}
	leave := binomial(there, -math.Expm1(-sum/there), r.rng)
	r.there[from] -= leave
	for i := range p.flows {
		if f := &p.flows[i]; f.draw == Binomial && f.from == from {
			a := r.amounts[i]
			n := leave
			if a < sum {
				n = binomial(leave, a/sum, r.rng)
			}
			r.amounts[i] = n
			leave -= n
			sum -= a
		}
	}
}

// limit scales amounts down so that no stock falls below its floor or rises above its capacity, and leaves in net what the
// step does to each stock. Flows out of one stock are cut by the same share, and what comes in within the step counts as
// there. Cutting one flow may starve another stock, so that it is repeated until nothing is missing; shares only fall. Where
// flows run in a circle that may take for ever; then what comes in within the step no longer counts for the stocks concerned,
// and it ends.
func (r *Run) limit(h float64) {
	p := r.p
	r.nets(1, h, r.amounts)
	if r.fits() {
		return
	}
	for i := range r.share {
		r.share[i] = 1
	}
	const patience = 30
	for round := range patience + 2*len(p.stocks) + 1 {
		strict := round >= patience
		clear(r.in)
		clear(r.out)
		clear(r.sure)
		clear(r.must)
		for i := range p.flows {
			f := &p.flows[i]
			a := r.share[i] * r.amounts[i]
			if f.from >= 0 {
				r.out[f.from] += a
				if f.draw != NoDraw {
					r.must[f.from] += a
				}
			}
			if f.to >= 0 && f.delay < 0 {
				r.in[f.to] += a
				if f.draw != NoDraw {
					r.sure[f.to] += a
				}
			}
			if f.to >= 0 && f.delay >= 0 {
				r.in[f.to] += h * r.arrive[i]
				r.sure[f.to] += h * r.arrive[i]
			}
		}
		cut := false
		for k := range p.stocks {
			s := &p.stocks[k]
			now := r.r[s.reg]
			if low := now - r.floor(s) + r.in[k]; r.out[k] > low*(1+1e-13) && r.out[k] > r.must[k] {
				if strict {
					low += r.sure[k] - r.in[k]
				}
				cut = true
				r.scale(k, math.Max(0, low-r.must[k])/(r.out[k]-r.must[k]), true)
			}
			if s.cap < 0 {
				continue
			}
			// What arrives from a fixed delay or was drawn cannot be held back; only the rest is cut.
			if room := r.r[s.cap] - now + r.out[k] - r.sure[k]; r.in[k]-r.sure[k] > math.Max(0, room)*(1+1e-13) {
				if strict {
					room -= r.out[k] - r.must[k]
				}
				r.scale(k, math.Max(0, room)/(r.in[k]-r.sure[k]), false)
				cut = true
			}
		}
		if !cut {
			break
		}
	}
	for i := range p.flows {
		r.amounts[i] *= r.share[i]
	}
	r.nets(1, h, r.amounts)
}

// fits reports whether every stock stays between floor and capacity.
func (r *Run) fits() bool {
	for i := range r.p.stocks {
		s := &r.p.stocks[i]
		v := r.r[s.reg] + r.net[i]
		if v < r.floor(s) || s.cap >= 0 && v > r.r[s.cap] {
			return false
		}
	}
	return true
}

// scale cuts the flows out of a stock, or into it, by a share.
func (r *Run) scale(stock int, by float64, out bool) {
	list := r.p.stocks[stock].out
	if !out {
		list = r.p.stocks[stock].in
	}
	for _, i := range list {
		r.share[i] *= by
	}
}

// settle books a step of length h: what entered queues and left them, and the sums of flows.
func (r *Run) settle(h float64) {
	p := r.p
	if p.queued {
		for i := range p.stocks {
			if s := &p.stocks[i]; s.cap >= 0 {
				r.over[i] = r.before[i] + r.net[i] - r.r[s.cap]
			}
		}
	}
	for i := range p.flows {
		f := &p.flows[i]
		if f.first {
			r.total[f.name] += r.amounts[i]
		}
		if f.delay < 0 {
			continue
		}
		q := &r.queues[i]
		q.take(r.t, r.t+h)
		d := math.Max(0, r.r[f.delay])
		if r.amounts[i] > 0 {
			q.batches = append(q.batches, batch{r.t + d, r.t + d + h, r.amounts[i]})
		}
		if f.to >= 0 && p.stocks[f.to].cap >= 0 { // what arrives at a full stock is lost
			if over := math.Min(r.over[f.to], h*r.arrive[i]); over > 0 {
				r.lost[f.name] += over
				r.over[f.to] -= over
			}
		}
	}
}

// due returns how much of the queue arrives between two times.
func (q *queue) due(from, to float64) float64 {
	sum := 0.0
	for _, b := range q.batches[q.head:] {
		sum += b.within(from, to)
	}
	return sum
}

// within returns the part of a batch that arrives between two times; what is overdue arrives now.
func (b batch) within(from, to float64) float64 {
	switch {
	case b.to <= to:
		return b.amount
	case b.from >= to:
		return 0
	}
	return b.amount * (to - math.Max(b.from, from)) / (b.to - math.Max(b.from, from))
}

// take removes what arrives between two times.
func (q *queue) take(from, to float64) {
	for i := q.head; i < len(q.batches); i++ {
		b := &q.batches[i]
		if a := b.within(from, to); a > 0 {
			b.amount -= a
			b.from = math.Max(b.from, to)
		}
		if b.to <= to && i == q.head {
			q.head++
		}
	}
	if q.head > 64 && q.head > len(q.batches)/2 {
		q.batches = append(q.batches[:0], q.batches[q.head:]...)
		q.head = 0
	}
}
