package explain

import (
	"parley/analysis/sequence"
	"parley/game"
)

// payoff returns the rank of a state in the one order that a party holds.
func (r *run) payoff(i, s int) int32 { return r.g.Orders(i)[0].Rank[s] }

// maximin returns a function that follows an improvement through play in which the party does its best and the others their
// worst to it, and either side may stop (theory 1.7).
func (q *question) maximin() func(x *Improvement) error {
	p := &pessimism{question: q, i: q.members[0], values: map[turn]*choice{}}
	return func(x *Improvement) error {
		c, err := p.foresee(turn{mine: false, left: q.concept.Horizon - 1, s: x.To})
		if err != nil {
			return err
		}
		x.Line = &Line{Path: &sequence.Path{From: q.s, Steps: append([]sequence.Step(nil), x.Path.Steps...)}}
		end := x.To
		for at := (turn{mine: false, left: q.concept.Horizon - 1, s: x.To}); c.path != nil; c = p.values[at] {
			x.Line.Path.Steps = append(x.Line.Path.Steps, c.path.Steps...)
			end = c.path.To()
			at = turn{mine: !at.mine, left: at.left - 1, s: end}
		}
		x.Line.Compared = Prefers(q.g, p.i, end, q.s)
		own := q.payoff(p.i, q.s)
		x.Sanctioned = c.value < own || c.value == own && !q.choices.EqualNotSanction
		return nil
	}
}

// pessimism is what a party expects that foresees opponents who mean it ill.
type pessimism struct {
	*question
	i      int
	values map[turn]*choice
}

// turn is a state where the party (mine) or the others move next, with so many moves left.
type turn struct {
	mine bool
	left int
	s    int
}

// choice is the value that comes of a turn, and the moves made for it: nil where it is best to stop.
type choice struct {
	value int32
	path  *sequence.Path
}

// foresee returns W_t(s) = min{P(s), min_{q∈R_{N\i}(s)} V_{t-1}(q)} or V_t(s) = max{P(s), max_{q∈R_i(s)} W_{t-1}(q)}. Of
// several moves for the same value the shortest counts, then the first; to stop comes before them all.
func (p *pessimism) foresee(at turn) (*choice, error) {
	if c := p.values[at]; c != nil {
		return c, nil
	}
	c := &choice{value: p.payoff(p.i, at.s)}
	if at.left > 0 {
		if err := p.look(at, c); err != nil {
			return nil, err
		}
	}
	p.values[at] = c
	return c, nil
}

func (p *pessimism) look(at turn, c *choice) error {
	if err := p.ctx.Err(); err != nil {
		return err
	}
	if at.mine {
		for _, q := range p.g.AppendMoves(nil, p.i, at.s) {
			next, err := p.foresee(turn{false, at.left - 1, int(q)})
			if err != nil {
				return err
			}
			if next.value > c.value {
				c.value = next.value
				c.path = &sequence.Path{From: at.s, Steps: []sequence.Step{{Movers: p.who, From: at.s, To: int(q)}}}
			}
		}
		return nil
	}
	key := reach{p.others(p.who), byMoves, at.s}
	tree := p.run.answers[key]
	if tree == nil {
		var err error
		if tree, err = p.search(key.who, byMoves).From(p.ctx, at.s, nil); err != nil {
			return err
		}
	}
	best := -1
	for d, q := range tree.Nearest() {
		if d == 0 {
			continue
		}
		next, err := p.foresee(turn{true, at.left - 1, q})
		if err != nil {
			return err
		}
		if next.value < c.value {
			c.value, best = next.value, q
		}
	}
	if best >= 0 {
		c.path = tree.Path(best)
	}
	return nil
}

// limitedMove explains what the party foresees if it moves: play in which each mover leads to the outcome best for itself, as
// far as the horizon shows it, and stays where that is as good (Kilgour 1985; theory 1.7). The party stays if no such line
// ends better for it than the state explained.
func (q *question) limitedMove() (Verdict, error) {
	i := q.members[0]
	v := Verdict{Who: q.who, Stable: true, Ground: NoMove}
	a := &anticipation{question: q, focal: i, foreseen: map[node]stand{}}
	for _, to := range q.g.AppendMoves(nil, i, q.s) {
		if v.Ground == NoMove {
			v.Ground = NoImprovement
		}
		if q.payoff(i, int(to)) > q.payoff(i, q.s) {
			v.Ground = Deterred
		}
		path := &sequence.Path{From: q.s, Steps: []sequence.Step{{Movers: q.who, From: q.s, To: int(to)}}}
		at := node{q.concept.Horizon - 1, 1 - i, int(to)}
		end := a.from(at).end
		for a.foreseen[at].move >= 0 {
			move := a.foreseen[at].move
			path.Steps = append(path.Steps, sequence.Step{Movers: 1 << at.mover, From: at.s, To: move})
			at = node{at.left - 1, 1 - at.mover, move}
		}
		line := Line{Path: path, Compared: Prefers(q.g, i, end, q.s)}
		if r := line.Compared.Relation; r == game.Better || r == game.MuchBetter {
			v.Stable = false
		}
		v.Lines = append(v.Lines, line)
	}
	if !v.Stable {
		v.Ground = Tempted
	}
	v.Tie = a.tie
	return v, q.ctx.Err()
}

// anticipation is what one of two parties foresees.
type anticipation struct {
	*question
	focal    int
	foreseen map[node]stand
	tie      bool // a tie left open what a mover would do, and it mattered to the other one
}

// node is a state where a party is to move, with so many moves foreseen.
type node struct{ left, mover, s int }

// stand is how play goes on from a node: by which move, -1 where the mover stays, and to which end.
type stand struct{ move, end int }

// from returns G_h(k,s). Of several equally good moves the one counts whose outcome is worst for the focal party, of those
// the one best for the other, then the first.
func (a *anticipation) from(at node) stand {
	if found, ok := a.foreseen[at]; ok || at.left == 0 || a.ctx.Err() != nil {
		if !ok {
			found = stand{-1, at.s}
			a.foreseen[at] = found
		}
		return found
	}
	k, other := at.mover, 1-at.mover
	best := stand{-1, at.s}
	var ends []int
	for _, q := range a.g.AppendMoves(nil, k, at.s) {
		end := a.from(node{at.left - 1, other, int(q)}).end
		ends = append(ends, end)
		if a.payoff(k, end) > a.payoff(k, at.s) && (best.move < 0 || a.better(k, end, best.end)) {
			best = stand{int(q), end}
		}
	}
	if best.move >= 0 {
		for _, end := range ends {
			if a.payoff(k, end) == a.payoff(k, best.end) && a.payoff(other, end) != a.payoff(other, best.end) {
				a.tie = true
			}
		}
	}
	a.foreseen[at] = best
	return best
}

// better reports whether mover k leads to q rather than to r.
func (a *anticipation) better(k, q, r int) bool {
	other := 1 - a.focal
	switch {
	case a.payoff(k, q) != a.payoff(k, r):
		return a.payoff(k, q) > a.payoff(k, r)
	case a.payoff(a.focal, q) != a.payoff(a.focal, r):
		return a.payoff(a.focal, q) < a.payoff(a.focal, r)
	}
	return a.payoff(other, q) > a.payoff(other, r)
}
