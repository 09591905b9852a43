package stockflow

import "math"

// quickly is a program laid out flat, for steps without draws. A step made with it comes out the same to the last bit as a plain
// one: every sum is formed in the order of the flows, and nothing is regrouped. Products that are added to something are
// rounded first, on machines too that could do both at once.
type quickly struct {
	rates, checks []short
	timeless      bool     // no condition looks at the time or a schedule
	level         []uint16 // by stock: its register
	read          []read   // stocks that rates depend on: the only ones that the stages within a step have to move
	rate          []uint16 // by flow: the register of its rate
	// What a stock gains and loses, in the order of the flows: places in Run.parts, where flow i takes 2i (what arrives) and 2i+1
	// (the same, as a loss), what a fixed delay delivers stands behind all flows, and a nought behind everything. Most stocks have
	// up to four; more of them hold the others.
	parts   [][4]int32
	more    [][]int32
	delayed []int32   // flows with a fixed delay
	in, out [][]int32 // by stock: what comes in, as places in Run.parts; flows that go out
	firsts  []first   // flows that count for a flow of the model
	margins [][]margin
}

type first struct{ flow, name int32 }

// read is a stock with what a stage needs of it.
type read struct {
	stock int32
	level uint16
	parts [4]int32
	more  []int32
}

// lay lays a program out flat. It is nil for a program that draws in its steps or needs more registers than short
// instructions can name.
func (p *Program) lay(code []instr) *quickly {
	if p.drawn || len(p.values) > wide {
		return nil
	}
	q := &quickly{rates: shorten(p.rates), checks: shorten(p.checks), timeless: true}
	clocks := map[int32]bool{p.time: true}
	for _, s := range p.schedules {
		clocks[s.reg] = true
	}
	for _, x := range p.checks {
		if clocks[x.a] || clocks[x.b] || clocks[x.c] {
			q.timeless = false
		}
	}
	for _, e := range p.events {
		if clocks[e.when] || clocks[e.hazard] {
			q.timeless = false
		}
	}
	reads := map[int32]bool{}
	for _, x := range p.rates {
		reads[x.a], reads[x.b], reads[x.c] = true, true, true
	}
	for _, f := range p.flows {
		reads[f.rate] = true
	}
	for k, s := range p.stocks {
		q.level = append(q.level, uint16(s.reg))
		if reads[s.reg] {
			q.read = append(q.read, read{stock: int32(k), level: uint16(s.reg)})
		}
	}
	for i, f := range p.flows {
		q.rate = append(q.rate, uint16(f.rate))
		if f.delay >= 0 {
			q.delayed = append(q.delayed, int32(i))
		}
		if f.first {
			q.firsts = append(q.firsts, first{int32(i), int32(f.name)})
		}
	}
	q.in, q.out = make([][]int32, len(p.stocks)), make([][]int32, len(p.stocks))
	for i, f := range p.flows {
		if f.from >= 0 {
			q.out[f.from] = append(q.out[f.from], int32(i))
		}
		switch {
		case f.to >= 0 && f.delay < 0:
			q.in[f.to] = append(q.in[f.to], int32(2*i))
		case f.to >= 0:
			q.in[f.to] = append(q.in[f.to], int32(2*len(p.flows)+i))
		}
	}
	nought := int32(3 * len(p.flows))
	for k := range p.stocks {
		var list []int32
		for i, f := range p.flows {
			if f.from == k {
				list = append(list, int32(2*i+1))
			}
			switch {
			case f.to == k && f.delay < 0:
				list = append(list, int32(2*i))
			case f.to == k:
				list = append(list, int32(2*len(p.flows)+i))
			}
		}
		four := [4]int32{nought, nought, nought, nought}
		n := copy(four[:], list)
		q.parts, q.more = append(q.parts, four), append(q.more, list[n:])
	}
	for i := range q.read {
		k := &q.read[i]
		k.parts, k.more = q.parts[k.stock], q.more[k.stock]
	}
	for i := range p.events {
		q.margins = append(q.margins, p.margin(code, p.events[i].when))
	}
	return q
}

// bound works out floors and capacities, which change with inputs only.
func (r *Run) bound() {
	for k := range r.p.stocks {
		s := &r.p.stocks[k]
		r.low[k], r.top[k] = r.floor(s), math.Inf(1)
		if s.cap >= 0 {
			r.top[k] = r.r[s.cap]
		}
	}
}

// quickStep is step.
func (r *Run) quickStep(h float64) {
	q, x := r.quick, r.wide
	r.fresh = false
	before, low, top, net := r.begun[:len(q.level)], r.low[:len(q.level)], r.top[:len(q.level)], r.net[:len(q.level)]
	for k, reg := range q.level {
		before[k] = x[reg&mask]
	}
	for _, i := range q.delayed {
		r.arrive[i] = r.queues[i].due(r.t, r.t+h) / h
	}
	total := 0.0
	r.scheduleIn(r.t, r.t)
	execShort(q.rates, x)
	amounts := r.amounts[:len(q.rate)]
	parts := r.parts[:2*len(q.rate)]
	if r.p.model.Method == RK4 {
		sum := r.rates[:len(q.rate)]
		by := 0.5 * h
		for i, reg := range q.rate {
			a := positive(x[reg&mask])
			sum[i] = 0 + a
			a = float64(by * a)
			parts[2*i], parts[2*i+1] = a, -a
		}
		r.stage(by)
		r.scheduleIn(r.t, r.t+by)
		execShort(q.rates, x)
		for i, reg := range q.rate {
			a := positive(x[reg&mask])
			sum[i] += 2 * a
			a = float64(by * a)
			parts[2*i], parts[2*i+1] = a, -a
		}
		r.stage(by)
		r.scheduleIn(r.t, r.t+by)
		execShort(q.rates, x)
		for i, reg := range q.rate {
			a := positive(x[reg&mask])
			sum[i] += 2 * a
			a = float64(h * a)
			parts[2*i], parts[2*i+1] = a, -a
		}
		r.stage(h)
		r.scheduleIn(r.t, r.t+h)
		execShort(q.rates, x)
		sixth := h / 6
		for i, reg := range q.rate {
			a := sixth * (sum[i] + positive(x[reg&mask]))
			amounts[i] = a
			total += a
			parts[2*i], parts[2*i+1] = a, -a
		}
	} else {
		for i, reg := range q.rate {
			a := float64(h * positive(x[reg&mask]))
			amounts[i] = a
			total += a
			parts[2*i], parts[2*i+1] = a, -a
		}
	}
	if math.IsNaN(total) || math.IsInf(total, 0) {
		for k, reg := range q.level {
			x[reg&mask] = before[k]
		}
		if r.broken() {
			return
		}
	}
	for _, i := range q.delayed {
		r.parts[2*len(q.rate)+int(i)] = float64(h * r.arrive[i])
	}
	r.sum()
	fits := true
	for k, s := range net {
		v := before[k] + s
		r.reach[k] = v
		if v < low[k] || v > top[k] {
			fits = false
		}
	}
	if !fits {
		r.quickLimit(total)
	}
	for k, reg := range q.level {
		v := before[k] + net[k]
		// No more than twice the total comes in and goes out of a stock, so that only what is near a bound needs the sum.
		if len(q.delayed) > 0 || crumb(v, low[k], before[k], 3*total) {
			if crumb(v, low[k], before[k], r.grossOf(k)) {
				v = low[k]
			}
		}
		if top[k] <= math.MaxFloat64 && (len(q.delayed) > 0 || crumb(v, top[k], before[k], 3*total)) {
			if crumb(v, top[k], before[k], r.grossOf(k)) {
				v = top[k]
			}
		}
		if v > top[k] {
			v = top[k]
		}
		if v < low[k] {
			v = low[k]
		}
		x[reg&mask] = v
	}
}

// sum adds up in net what the parts that stand there do to each stock.
func (r *Run) sum() {
	for k := range r.net {
		r.net[k] = r.sumOf(k)
	}
}

// sumOf is sum for one stock.
func (r *Run) sumOf(k int) float64 {
	q, parts := r.quick, r.parts
	e := &q.parts[k]
	s := 0 + parts[e[0]] + parts[e[1]] + parts[e[2]] + parts[e[3]]
	for _, i := range q.more[k] {
		s += parts[i]
	}
	return s
}

// grossOf adds up what comes in and goes out of a stock.
func (r *Run) grossOf(k int) float64 {
	q := r.quick
	s := 0.0
	for _, i := range q.parts[k] {
		s += math.Abs(r.parts[i])
	}
	for _, i := range q.more[k] {
		s += math.Abs(r.parts[i])
	}
	return s
}

// stage moves the stocks that rates depend on from where the step began by the parts that stand there, and by what delays
// deliver over a time h.
func (r *Run) stage(h float64) {
	q, x, parts := r.quick, r.wide, r.parts
	for _, i := range q.delayed {
		parts[2*len(q.rate)+int(i)] = float64(h * r.arrive[i])
	}
	for i := range q.read {
		k := &q.read[i]
		e := &k.parts
		s := 0 + parts[e[0]] + parts[e[1]] + parts[e[2]] + parts[e[3]]
		for _, i := range k.more {
			s += parts[i]
		}
		v := r.begun[k.stock] + s
		if top := r.top[k.stock]; v > top {
			v = top
		}
		if low := r.low[k.stock]; v < low {
			v = low
		}
		x[k.level&mask] = v
	}
}
