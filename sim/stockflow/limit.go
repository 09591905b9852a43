package stockflow

import (
	"math"
)

// patience is how many rounds what comes in within a step counts for what goes out.
const patience = 30

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
	for round := range patience + 2*len(p.stocks) + 1 {
		strict := round >= patience
		clear(r.in)
		clear(r.out)
		clear(r.sure)
		clear(r.must)
		for i := range p.flows {
			f := &p.flows[i]
			a := float64(r.share[i] * r.amounts[i])
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
				a = float64(h * r.arrive[i])
				r.in[f.to] += a
				r.sure[f.to] += a
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

// quickLimit is limit for a step that does not fit, made from the levels in begun; total is the sum of all amounts. Only stocks
// that come near a bound are looked at, and from the second round on only those whose flows have been cut.
func (r *Run) quickLimit(total float64) {
	q := r.quick
	m := len(q.rate)
	parts := r.parts
	r.cutFlows = r.cutFlows[:0]
	for k := range r.dirty {
		// By so much at most do the sums below differ from what reach says.
		near := math.Abs(r.begun[k]) + math.Abs(r.low[k]) + 2*total
		if r.top[k] <= math.MaxFloat64 {
			near += math.Abs(r.top[k])
		}
		near *= 1e-12
		r.dirty[k] = len(q.delayed) > 0 || !(r.reach[k]-r.low[k] > near && r.top[k]-r.reach[k] > near)
	}
	for round := range patience + 2*len(q.level) + 1 {
		cut := false
		copy(r.look, r.dirty)
		clear(r.dirty)
		for k, look := range r.look {
			if !look {
				continue
			}
			in, out, sure := 0.0, 0.0, 0.0
			for _, i := range q.out[k] {
				out += parts[2*i]
			}
			for _, i := range q.in[k] {
				in += parts[i]
				if int(i) >= 2*m {
					sure += parts[i]
				}
			}
			r.in[k], r.out[k], r.sure[k] = in, out, sure
		}
		for k, look := range r.look {
			if !look {
				continue
			}
			in, out, sure := r.in[k], r.out[k], r.sure[k]
			if low := r.begun[k] - r.low[k] + in; out > low*(1+1e-13) && out > 0 {
				if round >= patience {
					low += sure - in
				}
				cut = true
				by := math.Max(0, low) / out
				for _, i := range q.out[k] {
					r.quickScale(i, by)
				}
			}
			if room := r.top[k] - r.begun[k] + out - sure; in-sure > math.Max(0, room)*(1+1e-13) {
				if round >= patience {
					room -= out
				}
				cut = true
				by := math.Max(0, room) / (in - sure)
				for _, i := range q.in[k] {
					if int(i) < 2*m {
						r.quickScale(i/2, by)
					}
				}
			}
		}
		if !cut {
			break
		}
	}
	for _, i := range r.cutFlows {
		r.amounts[i], r.share[i] = parts[2*i], 1
		if f := &r.p.flows[i]; f.from >= 0 {
			r.net[f.from] = r.sumOf(f.from)
		}
		if f := &r.p.flows[i]; f.to >= 0 {
			r.net[f.to] = r.sumOf(f.to)
		}
	}
}

// quickScale cuts a flow by a share, and marks the stocks that have to be looked at again.
func (r *Run) quickScale(i int32, by float64) {
	r.share[i] *= by
	a := float64(r.share[i] * r.amounts[i])
	r.parts[2*i], r.parts[2*i+1] = a, -a
	r.cutFlows = append(r.cutFlows, i)
	f := &r.p.flows[i]
	if f.from >= 0 {
		r.dirty[f.from] = true
	}
	if f.to >= 0 {
		r.dirty[f.to] = true
	}
}
