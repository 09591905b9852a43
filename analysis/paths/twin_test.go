package paths_test

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/bits-and-blooms/bitset"

	"parley"
	"parley/analysis/paths"
	"parley/analysis/sequence"
	"parley/game"
	"parley/stability"
	"parley/stability/stabilitytest"
)

// twin answers by the plainest means: every step is listed, and configurations are visited one by one.
type twin struct {
	g      *game.Graph
	o      paths.Options
	movers []stability.Coalition
	steps  [][][]int // by mover and state
}

// configuration is all that bears on how a sequence may go on.
type configuration struct {
	state, last int
	moved       uint64
	phase       int
}

func newTwin(g *game.Graph, o paths.Options) *twin {
	w := &twin{g: g, o: o}
	for i := range g.Parties() {
		if o.Parties == 0 || o.Parties.Has(i) {
			w.movers = append(w.movers, 1<<i)
		}
	}
	if o.Mode.Joint() {
		for size := 2; size <= g.Parties(); size++ {
			for _, h := range stability.Coalitions(g.Parties()) {
				may := o.Coalitions == nil || slices.Contains(o.Coalitions, h)
				if h.Size() == size && may && (o.Parties == 0 || h&^o.Parties == 0) {
					w.movers = append(w.movers, h)
				}
			}
		}
	}
	w.steps = w.list(func(h stability.Coalition, q, s int) bool { return w.chosen(h, q, s) })
	return w
}

// list lists the moves that pass a test.
func (w *twin) list(test func(h stability.Coalition, q, s int) bool) [][][]int {
	var steps [][][]int
	for _, h := range w.movers {
		rows := make([][]int, w.g.Len())
		for s := range rows {
			for q := range w.g.Len() {
				if w.moves(h, q, s) && test(h, q, s) {
					rows[s] = append(rows[s], q)
				}
			}
		}
		steps = append(steps, rows)
	}
	return steps
}

func (w *twin) moves(h stability.Coalition, q, s int) bool {
	if h.Size() > 1 {
		return slices.Contains(w.g.AppendJointMoves(nil, uint64(h), s), int32(q))
	}
	for i := range w.g.Parties() {
		if h.Has(i) {
			return slices.Contains(w.g.AppendMoves(nil, i, s), int32(q))
		}
	}
	return false
}

// tempts reports whether every member prefers q to s.
func (w *twin) tempts(h stability.Coalition, q, s int) bool {
	for i := range w.g.Parties() {
		if h.Has(i) {
			switch w.g.Compare(i, q, s) {
			case game.Better, game.MuchBetter:
			case game.Unknown:
				if !w.o.Unknown.Tempts() {
					return false
				}
			default:
				return false
			}
		}
	}
	return true
}

// chosen reports whether the mode lets h move from s to q.
func (w *twin) chosen(h stability.Coalition, q, s int) bool {
	switch w.o.Mode {
	case paths.Moves, paths.JointMoves:
		return true
	case paths.BestReplies:
		for r := range w.g.Len() {
			better := w.moves(h, r, s) && w.tempts(h, r, s) && (&twin{g: w.g}).tempts(h, r, q)
			if better {
				return false
			}
		}
	}
	return w.tempts(h, q, s)
}

// visit visits every configuration that is reached, with its distance; a gate tells the phase after a step from s to q,
// negative where it is forbidden.
func (w *twin) visit(start int, gate func(phase, q int) int, see func(c configuration, distance int)) {
	first := configuration{state: start, last: -1}
	distance := map[configuration]int{first: 0}
	for queue := []configuration{first}; len(queue) > 0; queue = queue[1:] {
		c := queue[0]
		see(c, distance[c])
		for k := range w.movers {
			if w.o.EachOnce && c.moved>>k&1 == 1 || !w.o.Consecutive && c.last == k {
				continue
			}
			for _, q := range w.steps[k][c.state] {
				next := configuration{state: q, last: k, moved: c.moved | 1<<k}
				if w.o.Consecutive {
					next.last = -1
				}
				if !w.o.EachOnce {
					next.moved = 0
				}
				if next.phase = gate(c.phase, q); next.phase < 0 {
					continue
				}
				if _, ok := distance[next]; !ok {
					distance[next] = distance[c] + 1
					queue = append(queue, next)
				}
			}
		}
	}
}

func open(phase, q int) int { return phase }

// avoiding is a gate that forbids a set of states.
func avoiding(set *bitset.BitSet) func(phase, q int) int {
	return func(phase, q int) int {
		if set.Test(uint(q)) {
			return -1
		}
		return phase
	}
}

// distances returns the length of a shortest sequence to each state, -1 where there is none.
func (w *twin) distances(start int, gate func(phase, q int) int) []int {
	out := slices.Repeat([]int{-1}, w.g.Len())
	w.visit(start, gate, func(c configuration, distance int) {
		if out[c.state] < 0 {
			out[c.state] = distance
		}
	})
	return out
}

// nearest returns the least distance of a state of the goal, -1 where there is none.
func (w *twin) nearest(start int, goal *bitset.BitSet, gate func(phase, q int) int) int {
	best := -1
	for s, d := range w.distances(start, gate) {
		if goal.Test(uint(s)) && d >= 0 && (best < 0 || d < best) {
			best = d
		}
	}
	return best
}

// legal reports what is wrong with a path, "" if nothing is.
func (w *twin) legal(p *sequence.Path, steps [][][]int) string {
	at, last, moved := p.From, -1, uint64(0)
	for _, s := range p.Steps {
		k := slices.Index(w.movers, s.Movers)
		switch {
		case k < 0:
			return "somebody moves who may not"
		case s.From != at:
			return "a step begins elsewhere"
		case !slices.Contains(steps[k][at], s.To):
			return "a step is not allowed"
		case !w.o.Consecutive && k == last:
			return "somebody moves twice in a row"
		case w.o.EachOnce && moved>>k&1 == 1:
			return "somebody moves twice"
		}
		at, last, moved = s.To, k, moved|1<<k
	}
	return ""
}

// drawn is a conflict with a question, all drawn from a seed.
type drawn struct {
	*rand.Rand
	g    *game.Graph
	o    paths.Options
	from int
	goal *bitset.BitSet
	twin *twin
}

func draw(t *testing.T, seed, stream uint64, modes ...paths.Mode) *drawn {
	t.Helper()
	d := &drawn{Rand: rand.New(rand.NewPCG(seed, stream))}
	if modes == nil {
		modes = paths.Modes()
	}
	d.o.Mode = modes[d.IntN(len(modes))]
	shape := stabilitytest.Shape{States: 24}
	if d.o.Mode.Joint() {
		shape.Form, shape.Parties = stabilitytest.Options, 2+d.IntN(2)
	}
	d.g = list(t, stabilitytest.Random(d.Rand, shape))
	d.from = d.IntN(d.g.Len())
	d.goal = bitset.New(uint(d.g.Len()))
	for range 1 + d.IntN(3) {
		d.goal.Set(uint(d.IntN(d.g.Len())))
	}
	if d.IntN(3) == 0 {
		d.o.Parties = stability.Coalition(1 + d.IntN(1<<d.g.Parties()-1))
	}
	if d.o.Mode.Joint() && d.IntN(2) == 0 {
		all := stability.Coalitions(d.g.Parties())
		d.o.Coalitions = []stability.Coalition{all[d.IntN(len(all))], all[d.IntN(len(all))]}
	}
	d.o.Consecutive, d.o.EachOnce = d.IntN(5) == 0, d.IntN(5) == 0
	d.o.Unknown = stability.Extension(d.IntN(5))
	d.twin = newTwin(d.g, d.o)
	return d
}

func list(t *testing.T, c *parley.Conflict) *game.Graph {
	t.Helper()
	rules, err := game.Compile(c)
	if err != nil {
		t.Fatal(err)
	}
	g, err := rules.Expand(context.Background(), game.Expansion{})
	if err != nil {
		t.Fatal(err)
	}
	return g
}
