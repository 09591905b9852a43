package stockflow

import "math"

// margin is a part of how far a condition is from holding: below 0 where it holds. The parts stand in the order in which a
// stack machine works them out.
type margin struct {
	op     op // opLess: a − b; opNotEq: whether a, which does not change within a step, holds; opMax, opMin, opNeg: of the stack
	a, b   int32
	stockA int32 // the stock that register a is, -1: none
	stockB int32
}

// deepest bounds the stack of margins.
const deepest = 8

// margin works out how to tell how far a condition is from holding; nil where that cannot be told.
func (p *Program) margin(code []instr, when int32) []margin {
	of := map[int32]instr{}
	for _, x := range code {
		of[x.dst] = x
	}
	still := map[int32]bool{}
	for _, x := range p.static {
		still[x.dst] = true
	}
	stock := map[int32]int32{}
	for k, s := range p.stocks {
		stock[s.reg] = int32(k)
	}
	moves := map[int32]bool{p.time: true}
	for _, s := range p.schedules {
		moves[s.reg] = true
	}
	at := func(reg int32) int32 {
		if k, ok := stock[reg]; ok {
			return k
		}
		return -1
	}
	changes := func(reg int32) bool {
		_, made := of[reg]
		return at(reg) >= 0 || moves[reg] || made && !still[reg]
	}
	var out []margin
	var build func(reg int32, depth int) bool
	build = func(reg int32, depth int) bool {
		if depth > deepest {
			return false
		}
		if !changes(reg) {
			out = append(out, margin{op: opNotEq, a: reg})
			return true
		}
		x := of[reg]
		switch x.op {
		case opLess, opLessEq:
			out = append(out, margin{op: opLess, a: x.a, b: x.b, stockA: at(x.a), stockB: at(x.b)})
			return true
		case opNot:
			if !build(x.a, depth+1) {
				return false
			}
			out = append(out, margin{op: opNeg})
			return true
		case opAnd, opOr:
			if !build(x.a, depth+1) || !build(x.b, depth+1) {
				return false
			}
			o := opMax
			if x.op == opOr {
				o = opMin
			}
			out = append(out, margin{op: o})
			return true
		}
		return false
	}
	if when < 0 || !build(when, 1) {
		return nil
	}
	return out
}

// sample is a length of the step under way that has been tried, with the margin of each event there.
type sample struct {
	h       float64
	margins []float64
	turned  []bool
}

// take notes the margins where the run stands, h into the step. A stock counts with where it was bound before its floor and
// capacity held it, so that its margin keeps falling beyond the moment in question.
func (s *sample) take(r *Run, h float64) {
	s.h = h
	for i := range r.p.events {
		e, st := &r.p.events[i], &r.state[i]
		s.margins[i], s.turned[i] = math.NaN(), r.turned(i, h)
		switch {
		case !st.armed:
		case e.hazard >= 0:
			if st.risk > 0 {
				s.margins[i] = st.limit - (st.gathers + h*(st.risk+math.Max(0, r.r[e.hazard]))/2)
			}
		case e.when >= 0 && e.every == 0 && st.since != st.since:
			s.margins[i] = r.margin(r.quick.margins[i])
		}
	}
}

func (r *Run) margin(list []margin) float64 {
	var stack [deepest + 2]float64
	n := 0
	for i := range list {
		x := &list[i]
		switch x.op {
		case opLess:
			a, b := r.r[x.a], r.r[x.b]
			if x.stockA >= 0 {
				a = r.reach[x.stockA]
			}
			if x.stockB >= 0 {
				b = r.reach[x.stockB]
			}
			stack[n] = a - b
			n++
		case opNotEq:
			stack[n] = math.Inf(1)
			if r.r[x.a] != 0 {
				stack[n] = math.Inf(-1)
			}
			n++
		case opNeg:
			stack[n-1] = -stack[n-1]
		case opMax:
			stack[n-2] = math.Max(stack[n-2], stack[n-1])
			n--
		case opMin:
			stack[n-2] = math.Min(stack[n-2], stack[n-1])
			n--
		}
	}
	if n == 0 {
		return math.NaN()
	}
	return stack[0]
}

// search finds the span that halving would find, with fewer steps made anew: it guesses the moment from the margins at the
// lengths tried so far, takes the span around it that halving could end with, and tries its two ends. Where a condition turns
// once within the step, as halving takes it to do, there is only one such span. If that comes to nothing, found is false, and
// known is what is known by then. stands: the last length tried is known.low, and the stocks stand there.
func (r *Run) search(h float64) (known span, stands, found bool) {
	a, b, c := &r.samples[0], &r.samples[1], &r.samples[2]
	b.take(r, h)
	r.restore()
	r.truths(r.t)
	for k := range r.reach {
		r.reach[k] = r.before[k]
	}
	a.take(r, 0)
	c.h = math.NaN()
	top := h * (1 - 1e-9)
	const patience = 10
	for range patience {
		x := guess(a, b, c)
		if x != x {
			break
		}
		w := r.halves(h, func(mid float64) bool { return mid > a.h && (mid >= b.h || mid >= x) })
		if w.high < b.h && w.high != top {
			if turned := r.try(w.high); turned {
				b, c = c, b
				b.take(r, w.high)
			} else {
				a, c = c, a
				a.take(r, w.high)
			}
			continue
		}
		if w.low <= a.h {
			return w, false, true
		}
		if !r.try(w.low) {
			return w, true, true
		}
		b, c = c, b
		b.take(r, w.low)
	}
	return span{a.h, b.h}, false, false
}

// guess returns the first moment between a and b at which the margin of an event that has turned at b should be 0: by inverse
// quadratic interpolation, or linear where that leads out. NaN: the margins tell nothing.
func guess(a, b, c *sample) float64 {
	first := math.NaN()
	for i, fb := range b.margins {
		fa := a.margins[i]
		if !b.turned[i] {
			continue
		}
		if !(fa > 0 && fb < 0) || math.IsInf(fa, 0) || math.IsInf(fb, 0) {
			return math.NaN()
		}
		x := a.h + (b.h-a.h)*fa/(fa-fb)
		if fc := c.margins[i]; c.h == c.h && fc != fa && fc != fb && !math.IsInf(fc, 0) && fc == fc {
			y := a.h*fb*fc/((fa-fb)*(fa-fc)) + b.h*fa*fc/((fb-fa)*(fb-fc)) + c.h*fa*fb/((fc-fa)*(fc-fb))
			if y > a.h && y < b.h {
				x = y
			}
		}
		if !(x >= first) {
			first = x
		}
	}
	return first
}
