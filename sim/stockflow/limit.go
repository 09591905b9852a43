package stockflow

import (
	"math"
)

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
