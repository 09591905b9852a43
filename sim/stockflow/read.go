package stockflow

import (
	"fmt"
)

// Time returns the time since the start in clock units.
func (r *Run) Time() float64 { return r.t }

// Ended reports whether the run has come to its horizon or to an event that stops it.
func (r *Run) Ended() bool { return r.ended }

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
