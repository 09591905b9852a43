package explain

import "parley/analysis/sequence"

// candidate is a state that the others can lead to, and how many steps it takes them.
type candidate struct {
	at, distance int
	back         *sequence.Path // of the improvement itself: how it is left and returned to
}

// answer looks for a sanction of an improvement: a state that the others can lead to from it, bad enough for the party to have
// stayed, and from which the party cannot escape. Where there is none it notes the attempt that comes nearest: first answers
// that would do if the party could not escape, then returns that do not count, then the worst of the rest.
func (q *question) answer(x *Improvement) error {
	if q.answers == none {
		return nil
	}
	tree, candidates, err := q.candidates(x.To)
	if err != nil {
		return err
	}
	best, failure := -1, Failure(0)
	for k, c := range candidates {
		if best >= 0 && failure == Holds && c.distance > candidates[best].distance {
			break
		}
		f, err := q.failure(c.at)
		if err != nil {
			return err
		}
		// A sanction comes before an attempt; of two attempts the one that is more nearly a sanction.
		better := best < 0 || f != failure && (f == Holds || failure != Holds && f > failure) || f == failure && q.worse(c.at, candidates[best].at)
		if better {
			best, failure = k, f
		}
	}
	if best < 0 {
		return nil
	}
	c := candidates[best]
	a := &Answer{To: c.at, Path: c.back, Compared: q.compared(c.at), Fails: failure}
	if a.Path == nil {
		a.Path = tree.Path(c.at)
	}
	if q.symmetric && (failure == Holds || failure == Escaped) {
		if a.Counter, err = q.counter(c.at, failure == Escaped); err != nil {
			return err
		}
	}
	if x.Sanctioned = failure == Holds; x.Sanctioned {
		x.Sanction = a
	} else {
		x.Attempt = a
	}
	return nil
}

// candidates returns the states that the others can lead to from an improvement, nearest first.
func (q *question) candidates(from int) (*sequence.Tree, []candidate, error) {
	others := q.others(q.who)
	key := reach{others, q.answers, from}
	search := q.search(others, q.answers)
	tree := q.run.answers[key]
	if tree == nil {
		var err error
		if tree, err = search.From(q.ctx, from, nil); err != nil {
			return nil, nil, err
		}
		q.run.answers[key] = tree
	}
	var out []candidate
	var back *sequence.Path
	if q.bad(from) { // only a preference that is not known can tempt and deter at once
		var err error
		if back, err = search.Return(q.ctx, from); err != nil {
			return nil, nil, err
		}
	}
	for d, s := range tree.Nearest() {
		if back != nil && d > len(back.Steps) {
			out, back = append(out, candidate{from, len(back.Steps), back}), nil
		}
		if d > 0 {
			out = append(out, candidate{at: s, distance: d})
		}
	}
	if back != nil {
		out = append(out, candidate{from, len(back.Steps), back})
	}
	return tree, out, q.ctx.Err()
}

// failure returns why an answer is no sanction, or that it is one.
func (q *question) failure(at int) (Failure, error) {
	switch {
	case !q.bad(at):
		return NotWorse, nil
	case at == q.s && q.choices.ReturnNotSanction:
		return Returns, nil
	case !q.symmetric:
		return Holds, nil
	}
	c, err := q.countermoves(at)
	if err != nil {
		return Holds, err
	}
	for _, s := range c {
		if !q.bad(s) {
			return Escaped, nil
		}
	}
	return Holds, nil
}

// countermoves returns the moves from an answer that count as tries to escape.
func (q *question) countermoves(at int) ([]int, error) {
	own, err := q.own(at)
	var out []int
	for _, s := range own {
		if q.coalitional() || !q.choices.EscapeByImprovement || q.tempts(q.who, int(s), at) {
			out = append(out, int(s))
		}
	}
	return out, err
}

// counter returns the party's best move from an answer, among those that escape if any does; nil where it has none.
func (q *question) counter(at int, escapes bool) (*Counter, error) {
	moves, err := q.countermoves(at)
	if err != nil {
		return nil, err
	}
	best := -1
	for _, s := range moves {
		if (!escapes || !q.bad(s)) && (best < 0 || q.worse(best, s)) {
			best = s
		}
	}
	if best < 0 {
		return nil, nil
	}
	path, err := q.ownPath(at, best)
	if err != nil {
		return nil, err
	}
	return &Counter{To: best, Path: path, Compared: q.compared(best), Escapes: escapes}, nil
}
