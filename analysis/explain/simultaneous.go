package explain

import (
	"parley"
	"parley/analysis/sequence"
)

// atOnce looks for improvements of the others that, made from the state explained at the same time as the party's own, lead
// to a sanction (SIM; theory 1.6). Few who move count before many, then a result worse for the party, then the first
// combination in the order of parties and states.
func (q *question) atOnce(x *Improvement) error {
	c := &combination{question: q, own: code(q, x.To)}
	for _, j := range members(q.others(q.who)) {
		c.movers = append(c.movers, j)
		c.improvements = append(c.improvements, sequence.NewSteps(q.g, sequence.Improvements, false)(nil, 1<<j, q.s))
	}
	for size := 1; size <= len(c.movers) && (c.best == nil || c.best.Fails != Holds); size++ {
		if err := c.choose(0, size, c.own, nil); err != nil {
			return err
		}
	}
	if c.best == nil {
		return nil
	}
	c.best.Compared = q.compared(c.best.To)
	if x.Sanctioned = c.best.Fails == Holds; x.Sanctioned {
		x.Sanction = c.best
	} else {
		x.Attempt = c.best
	}
	return nil
}

// code returns the combination of options that a state stands for. SIM is not asked where states are merged.
func code(q *question, s int) parley.State { return q.g.Members(s)[0] }

// combination is a choice of improvements that the others make at once.
type combination struct {
	*question
	own          parley.State // the options that the party's own improvement takes
	movers       []int
	improvements [][]int32 // by mover
	best         *Answer
	tries        int
}

// choose tries every way in which so many of the movers from the k-th on improve at once, the options of those before being
// settled in t.
func (c *combination) choose(k, size int, t parley.State, made []sequence.Step) error {
	if c.tries++; c.tries&0xfff == 0 && c.ctx.Err() != nil {
		return c.ctx.Err()
	}
	if size == 0 {
		c.look(t, made)
		return nil
	}
	if len(c.movers)-k < size {
		return nil
	}
	own := c.g.Rules().Owned(c.movers[k])
	for _, to := range c.improvements[k] {
		step := sequence.Step{Movers: 1 << c.movers[k], From: c.s, To: int(to)}
		if err := c.choose(k+1, size-1, t&^own|code(c.question, int(to))&own, append(made, step)); err != nil {
			return err
		}
	}
	return c.choose(k+1, size, t, made)
}

// look keeps a combination that is better than the best so far.
func (c *combination) look(t parley.State, made []sequence.Step) {
	at, feasible := c.g.Index(t)
	if !feasible {
		return
	}
	fails := NotWorse
	if c.bad(at) {
		fails = Holds
	}
	if c.best == nil || fails == Holds && c.best.Fails != Holds || fails == c.best.Fails && c.worse(at, c.best.To) {
		c.best = &Answer{To: at, AtOnce: append([]sequence.Step(nil), made...), Fails: fails}
	}
}
