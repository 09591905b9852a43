package stockflow

import (
	"math"
)

// queue is what a fixed delay holds: amounts that arrive evenly between two times.
type queue struct {
	batches []batch
	head    int
}

type batch struct{ from, to, amount float64 }

// settle books a step of length h: what entered queues and left them, and the sums of flows.
func (r *Run) settle(h float64) {
	p := r.p
	if q := r.quick; q != nil && !p.queued {
		for _, f := range q.firsts {
			r.total[f.name] += r.amounts[f.flow]
		}
		return
	}
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
