package stockflow

import (
	"math"
)

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
