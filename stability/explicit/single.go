package explicit

import (
	"context"

	"github.com/bits-and-blooms/bitset"

	"parley/stability"
)

// measure is how a party measures a sanction: by its rank of the state, or where only strong sanctions count by its band;
// at the state itself, or at the best that it can escape to from there.
type measure struct {
	band, escaping bool
}

// request asks for the states that a party is stable at by one measure, with the others answering by moves or by
// improvements. The answer goes to *put.
type request struct {
	improving bool
	put       **bitset.BitSet
}

// addSingle plans the judgement of party i by the concepts at the given positions of the task. Requests with the same
// measure go into one job, since they share the order in which values spread.
func (s *solver) addSingle(i int, positions []int) {
	if !s.g.Certain() {
		for _, k := range positions {
			s.jobs = append(s.jobs, func(*scratch) error { return s.uncertain(i, k) })
		}
		return
	}
	requests := map[measure][]request{}
	for _, k := range positions {
		c, put := s.task.Concepts[k], &s.result.Verdicts[k].Stable[i]
		switch c.Kind {
		case stability.SIM:
			s.jobs = append(s.jobs, func(*scratch) error { return s.simultaneous(i, put) })
			continue
		case stability.Maximin:
			s.jobs = append(s.jobs, func(w *scratch) error { return s.maximin(w, i, c.Horizon, put) })
			continue
		case stability.LimitedMove:
			s.jobs = append(s.jobs, func(*scratch) error { return s.limitedMove(i, c.Horizon, put) })
			continue
		case stability.Nash:
			s.jobs = append(s.jobs, func(w *scratch) error { s.nash(w, i, put); return nil })
			continue
		}
		m := measure{escaping: c.Kind == stability.SMR || c.Kind == stability.SSEQ}
		improving := c.Kind == stability.SEQ || c.Kind == stability.SSEQ
		switch c.Strength {
		case stability.General:
			requests[m] = append(requests[m], request{improving, put})
		case stability.Strong:
			m.band = true
			requests[m] = append(requests[m], request{improving, put})
		case stability.Weak: // stable, but not strongly
			strong := measure{band: true, escaping: m.escaping}
			var general, strongly *bitset.BitSet
			requests[m] = append(requests[m], request{improving, &general})
			requests[strong] = append(requests[strong], request{improving, &strongly})
			s.after = append(s.after, func() { *put = general.Difference(strongly) })
		}
	}
	for _, m := range []measure{{}, {escaping: true}, {band: true}, {band: true, escaping: true}} {
		if rs := requests[m]; len(rs) > 0 {
			s.jobs = append(s.jobs, func(w *scratch) error { return s.judge(s.ctx, w, i, m, rs) })
		}
	}
}

// nash finds the states from which party i has no improvement.
func (s *solver) nash(w *scratch, i int, put **bitset.BitSet) {
	zero, worst := w.take(), w.take()
	defer w.give(zero, worst)
	clear(zero)
	s.moves.tempt(w, i, zero, worst)
	*put = collect(w.n, func(s int) bool { return worst[s] < 0 })
}

// judge answers requests with one measure: for each state the improvement of party i that is sanctioned least is held
// against the state itself.
func (s *solver) judge(ctx context.Context, w *scratch, i int, m measure, requests []request) error {
	value, strict := s.g.Orders(i)[0].Rank, s.task.Choices.EqualNotSanction
	if m.band {
		value, strict = s.g.Orders(i)[0].Band, true
		if value == nil { // no strength told apart: no sanction is strong
			value = make([]int32, w.n)
		}
	}
	v, order, least, worst := value, w.take(), w.take(), w.take()
	defer w.give(order, least, worst)
	if m.escaping {
		v = w.take()
		defer w.give(v)
		s.moves.escape(w, i, value, v)
	}
	ascending(v, order)
	others := s.others(1 << i)
	for done := 0; done < 2; done++ {
		improving := done == 1
		var put []**bitset.BitSet
		for _, r := range requests {
			if r.improving == improving {
				put = append(put, r.put)
			}
		}
		if len(put) == 0 {
			continue
		}
		if err := s.moves.spread(ctx, w, others, improving, v, order, least); err != nil {
			return err
		}
		s.moves.tempt(w, i, least, worst)
		stable := collect(w.n, func(x int) bool { return worst[x] < value[x] || !strict && worst[x] == value[x] })
		if s.task.Choices.ReturnNotSanction && m == (measure{}) && !strict && !s.g.Plain() {
			if err := s.dropReturns(i, improving, least, stable); err != nil {
				return err
			}
		}
		for _, p := range put {
			*p = stable
		}
	}
	return nil
}

// dropReturns removes from stable the states where some improvement of party i is sanctioned by nothing but a return to
// the state itself. Only a sanction exactly as good as the state can be that, so few states are searched. In plain option
// form nobody can undo another's move, and no return is possible.
func (s *solver) dropReturns(i int, improving bool, least []int32, stable *bitset.BitSet) error {
	rank := s.g.Orders(i)[0].Rank
	others := members(s.others(1 << i))
	f := s.partyMoves(improving)
	var row []int32
	for x := range s.g.Len() {
		if x&0xff == 0 && s.ctx.Err() != nil {
			return s.ctx.Err()
		}
		if !stable.Test(uint(x)) {
			continue
		}
		row = s.g.AppendMoves(row[:0], i, x)
		for _, q := range row {
			if rank[q] <= rank[x] || least[q] < rank[x] {
				continue
			}
			if !f.search(q, others, func(y int32) bool { return int(y) != x && rank[y] <= rank[x] }) {
				stable.Clear(uint(x))
				break
			}
		}
	}
	return nil
}
