package explain_test

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"

	"parley"
	"parley/analysis/explain"
	"parley/analysis/sequence"
	"parley/game"
	"parley/stability"
	"parley/stability/naive"
	"parley/stability/stabilitytest"
)

var ctx = context.Background()

// drawn is a conflict with a task, drawn from a seed, and what the naive engine says about it.
type drawn struct {
	*rand.Rand
	g      *game.Graph
	task   stability.Task
	result *stability.Result
}

func draw(t *testing.T, seed uint64, kinds ...stability.Kind) *drawn {
	t.Helper()
	d := &drawn{Rand: rand.New(rand.NewPCG(seed, 91))}
	shape := stabilitytest.Shape{States: 16}
	if slices.Contains(kinds, stability.LimitedMove) {
		shape.Parties = 2
	}
	if slices.ContainsFunc(kinds, func(k stability.Kind) bool { return k >= stability.SIM }) {
		shape.Certain = true
	}
	if slices.Contains(kinds, stability.SIM) {
		shape.Form, shape.Plain = stabilitytest.Options, true
	}
	c := stabilitytest.Random(d.Rand, shape)
	d.task.Choices = choices(d.Rand)
	if c.GraphForm() {
		d.task.Choices.Simultaneous = false // it needs options
	}
	for len(d.task.Concepts) < 3 {
		x := stability.Concept{Kind: kinds[d.IntN(len(kinds))]}
		switch {
		case x.Kind == stability.Maximin || x.Kind == stability.LimitedMove:
			x.Horizon = 1 + d.IntN(5)
		case x.Kind <= stability.SSEQ:
			x.Unknown = stability.Extension(d.IntN(5))
			if x.Kind != stability.Nash {
				x.Strength = stability.Strength(d.IntN(3))
			}
		}
		switch {
		case stability.Supports(c, x, d.task.Choices) == nil:
			d.task.Concepts = append(d.task.Concepts, x)
		case x.Kind == stability.CSEQ: // too many parties to move each once
			d.task.Choices.EachOnce = false
		}
	}
	rules, err := game.Compile(c)
	if err != nil {
		t.Fatal(err)
	}
	if d.result, err = (naive.Engine{}).Solve(ctx, rules, d.task); err != nil {
		t.Fatal(err)
	}
	d.g = d.result.Graph
	return d
}

func choices(r *rand.Rand) stability.Choices {
	flip := func() bool { return r.IntN(4) == 0 }
	return stability.Choices{
		EqualNotSanction: flip(), ReturnNotSanction: flip(), EachOnce: flip(), Simultaneous: flip(),
		EscapeByImprovement: flip(), IrreversiblePerArc: flip(), Unknown: stability.Extension(r.IntN(5)),
	}
}

// twin judges one verdict by the definitions, on its own.
type twin struct {
	t       *testing.T
	g       *game.Graph
	choices stability.Choices
	concept stability.Concept
	who     stability.Coalition
	s       int
}

func (w *twin) wrong(format string, args ...any) {
	w.t.Helper()
	w.t.Errorf("%v of %b at %d: "+format, append([]any{w.concept, w.who, w.s}, args...)...)
}

func parties(h stability.Coalition) []int {
	var out []int
	for i := range 64 {
		if h.Has(i) {
			out = append(out, i)
		}
	}
	return out
}

func (w *twin) others() stability.Coalition {
	return (stability.Coalition(1)<<w.g.Parties() - 1) &^ w.who
}

func (w *twin) prefers(h stability.Coalition, q, s int, unknown bool) bool {
	for _, i := range parties(h) {
		r := w.g.Compare(i, q, s)
		if r != game.Better && r != game.MuchBetter && (!unknown || r != game.Unknown) {
			return false
		}
	}
	return true
}

func (w *twin) tempts(q, s int) bool {
	return w.prefers(w.who, q, s, w.choices.Extension(w.concept).Tempts())
}

func (w *twin) bad(q int) bool {
	strong := w.concept.Strength == stability.Strong
	for _, i := range parties(w.who) {
		switch w.g.Compare(i, q, w.s) {
		case game.MuchWorse:
			return true
		case game.Worse:
			if !strong {
				return true
			}
		case game.Equal:
			if !strong && !w.choices.EqualNotSanction {
				return true
			}
		case game.Unknown:
			if w.choices.Extension(w.concept).Deters() {
				return true
			}
		}
	}
	return false
}

// worse compares two states by the first member that tells them apart.
func (w *twin) worse(a, b int) bool {
	for _, i := range parties(w.who) {
		switch w.g.Compare(i, a, b) {
		case game.Worse, game.MuchWorse:
			return true
		case game.Better, game.MuchBetter:
			return false
		}
	}
	return false
}

// mover is a party or a coalition with its steps.
type mover struct {
	who   stability.Coalition
	steps func(s int) []int
}

func wide(row []int32) []int {
	var out []int
	for _, q := range row {
		out = append(out, int(q))
	}
	return out
}

func (w *twin) single(h stability.Coalition, improving bool) []mover {
	var out []mover
	for _, i := range parties(h) {
		out = append(out, mover{1 << i, func(s int) []int {
			row := wide(w.g.AppendMoves(nil, i, s))
			if improving {
				row = slices.DeleteFunc(row, func(q int) bool { return !w.prefers(1<<i, q, s, true) })
			}
			return row
		}})
	}
	return out
}

// lengths returns the length of a shortest legal sequence of at least one step to each state, -1 where there is none.
func (w *twin) lengths(start int, movers []mover) []int {
	type node struct {
		s, last int
		moved   uint64
	}
	out := slices.Repeat([]int{-1}, w.g.Len())
	now, seen := []node{{start, -1, 0}}, map[node]bool{}
	for length := 1; len(now) > 0; length++ {
		var next []node
		for _, n := range now {
			for k, m := range movers {
				if n.last == k || w.choices.EachOnce && n.moved>>k&1 == 1 {
					continue
				}
				for _, q := range m.steps(n.s) {
					to := node{q, k, 0}
					if w.choices.EachOnce {
						to.moved = n.moved | 1<<k
					}
					if out[q] < 0 {
						out[q] = length
					}
					if !seen[to] {
						seen[to] = true
						next = append(next, to)
					}
				}
			}
		}
		now = next
	}
	return out
}

// legal checks a path of the movers, step by step.
func (w *twin) legal(p *sequence.Path, from, to int, movers []mover) {
	w.t.Helper()
	at, last, moved := from, -1, uint64(0)
	if p == nil || p.From != from || p.To() != to || len(p.Steps) == 0 {
		w.wrong("path %v should lead from %d to %d", p, from, to)
		return
	}
	for _, s := range p.Steps {
		k := slices.IndexFunc(movers, func(m mover) bool { return m.who == s.Movers })
		if k < 0 || s.From != at || k == last || w.choices.EachOnce && moved>>k&1 == 1 || !slices.Contains(movers[k].steps(at), s.To) {
			w.wrong("path %v: the step %v is not legal", p, s)
			return
		}
		at, last, moved = s.To, k, moved|1<<k
	}
}

// together returns the states that a coalition can lead to by joint moves.
func (w *twin) together(h stability.Coalition, s int) []int {
	if w.choices.Simultaneous {
		return wide(w.g.AppendJointMoves(nil, uint64(h), s))
	}
	var out []int
	for q, length := range w.lengths(s, w.single(h, false)) {
		if length > 0 && q != s {
			out = append(out, q)
		}
	}
	return out
}

// own returns the states that the party can move to.
func (w *twin) own(s int) []int {
	if w.concept.Kind.Coalitional() {
		return w.together(w.who, s)
	}
	return wide(w.g.AppendMoves(nil, parties(w.who)[0], s))
}

// ownMovers returns who makes the steps of an own path.
func (w *twin) ownMovers() []mover {
	if w.concept.Kind.Coalitional() && !w.choices.Simultaneous {
		return w.single(w.who, false)
	}
	return []mover{{w.who, w.own}}
}

// answerers returns who answers, and by what steps; nil where the concept foresees no answers.
func (w *twin) answerers() []mover {
	switch w.concept.Kind {
	case stability.GMR, stability.SMR, stability.CGMR, stability.CSMR:
		return w.single(w.others(), false)
	case stability.SEQ, stability.SSEQ:
		return w.single(w.others(), true)
	case stability.CSEQ:
		var out []mover
		for _, h := range stability.Coalitions(w.g.Parties()) {
			if h&^w.others() == 0 {
				known := map[int][]int{}
				out = append(out, mover{h, func(s int) []int {
					row, ok := known[s]
					if !ok {
						row = slices.DeleteFunc(w.together(h, s), func(q int) bool { return !w.prefers(h, q, s, false) })
						known[s] = row
					}
					return row
				}})
			}
		}
		return out
	}
	return nil
}

// failure classifies a state that the others can lead to.
func (w *twin) failure(at int) explain.Failure {
	symmetric := w.concept.Kind == stability.SMR || w.concept.Kind == stability.SSEQ || w.concept.Kind == stability.CSMR
	switch {
	case !w.bad(at):
		return explain.NotWorse
	case at == w.s && w.choices.ReturnNotSanction:
		return explain.Returns
	case symmetric && slices.ContainsFunc(w.countermoves(at), func(s int) bool { return !w.bad(s) }):
		return explain.Escaped
	}
	return explain.Holds
}

func (w *twin) countermoves(at int) []int {
	return slices.DeleteFunc(w.own(at), func(s int) bool {
		return !w.concept.Kind.Coalitional() && w.choices.EscapeByImprovement && !w.tempts(s, at)
	})
}

// option returns the options taken in a state that is not merged.
func (w *twin) option(s int) parley.State { return w.g.Members(s)[0] }
