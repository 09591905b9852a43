package sequence_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/bits-and-blooms/bitset"

	"parley/analysis/sequence"
	"parley/game"
	"parley/stability"
	"parley/stability/stabilitytest"
)

// list returns the graph of a conflict drawn from a seed.
func list(t *testing.T, r *rand.Rand, shape stabilitytest.Shape) *game.Graph {
	t.Helper()
	rules, err := game.Compile(stabilitytest.Random(r, shape))
	if err != nil {
		t.Fatal(err)
	}
	g, err := rules.Expand(context.Background(), game.Expansion{})
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// draw returns a search over the graph with everything drawn at random.
func draw(r *rand.Rand, g *game.Graph) *sequence.Search {
	x := &sequence.Search{
		Graph: g, Kind: sequence.Kind(r.IntN(3)), Unknown: r.IntN(2) == 0,
		Consecutive: r.IntN(4) == 0, EachOnce: r.IntN(4) == 0,
	}
	for i := range g.Parties() {
		if r.IntN(6) > 0 {
			x.Movers = append(x.Movers, 1<<i)
		}
	}
	if joint := !g.Conflict().GraphForm() && x.Kind != sequence.BestReplies; joint && r.IntN(3) == 0 {
		for _, h := range stability.Coalitions(g.Parties()) {
			if h.Size() > 1 && r.IntN(3) == 0 {
				x.Movers = append(x.Movers, h)
			}
		}
	}
	if r.IntN(3) == 0 {
		x.Avoid = some(r, g, 5)
	}
	return x
}

// some draws a set that holds about one state in n.
func some(r *rand.Rand, g *game.Graph, n int) *bitset.BitSet {
	set := bitset.New(uint(g.Len()))
	for s := range g.Len() {
		set.SetTo(uint(s), r.IntN(n) == 0)
	}
	return set
}

// twin enumerates sequences by their length: what of them matters to how they may go on is the state, the last mover, and
// with EachOnce who has moved; of those alike in that it keeps the one whose steps come first.
type twin struct {
	*sequence.Search
	steps sequence.Steps
}

type ending struct {
	state, last int
	moved       string
	phase       int
}

// alive maps the endings of the sequences of one length to their first sequence: positions of movers and states in turn.
type alive map[ending][]int

func newTwin(x *sequence.Search) twin { return twin{x, sequence.NewSteps(x.Graph, x.Kind, x.Unknown)} }

// longer returns the sequences with one step more. A gate tells the phase after a step, negative where it is forbidden.
func (w twin) longer(now alive, gate func(phase, to int) int) alive {
	next := alive{}
	for e, path := range now {
		for k, h := range w.Movers {
			if k == e.last && !w.Consecutive || w.EachOnce && slices.Contains([]byte(e.moved), byte(k)) {
				continue
			}
			for _, q := range w.steps(nil, h, e.state) {
				f := ending{state: int(q), last: k, phase: gate(e.phase, int(q))}
				if f.phase < 0 {
					continue
				}
				if w.Consecutive {
					f.last = -1
				}
				if w.EachOnce {
					moved := append([]byte(e.moved), byte(k))
					slices.Sort(moved)
					f.moved = string(moved)
				}
				longer := append(slices.Clone(path), k, int(q))
				if old, ok := next[f]; !ok || slices.Compare(longer, old) < 0 {
					next[f] = longer
				}
			}
		}
	}
	return next
}

// shortest returns the canonical shortest sequence of at least one step to each state.
func (w twin) shortest(start int) map[int][]int {
	found := map[int][]int{}
	now := alive{ending{state: start, last: -1}: nil}
	for range w.Graph.Len() + 12 {
		now = w.longer(now, func(_, to int) int {
			if w.Avoid != nil && w.Avoid.Test(uint(to)) {
				return -1
			}
			return 0
		})
		fresh := map[int][]int{}
		for e, path := range now {
			if old, ok := fresh[e.state]; !ok || slices.Compare(path, old) < 0 {
				fresh[e.state] = path
			}
		}
		for s, path := range fresh {
			if _, ok := found[s]; !ok {
				found[s] = path
			}
		}
	}
	return found
}

// spell writes a path as its twin would.
func spell(x *sequence.Search, p *sequence.Path) []int {
	var out []int
	for _, s := range p.Steps {
		out = append(out, slices.Index(x.Movers, s.Movers), s.To)
	}
	return out
}

func TestShortestSequencesAreThoseOfABruteEnumeration(t *testing.T) {
	ctx := context.Background()
	for seed := range uint64(400) {
		r := rand.New(rand.NewPCG(seed, 71))
		g := list(t, r, stabilitytest.Shape{States: 14})
		x := draw(r, g)
		start := r.IntN(g.Len())
		tree, err := x.From(ctx, start, nil)
		if err != nil {
			t.Fatal(err)
		}
		want := newTwin(x).shortest(start)
		distance := tree.Distances()
		for s := range g.Len() {
			path := tree.Path(s)
			if s == start {
				if len(path.Steps) != 0 || distance[s] != 0 {
					t.Errorf("seed %d: the start is reached by %v", seed, path)
				}
				back, err := x.Return(ctx, start)
				if err != nil {
					t.Fatal(err)
				}
				if (back == nil) != (want[s] == nil) || back != nil && !slices.Equal(spell(x, back), want[s]) {
					t.Errorf("seed %d: back by %v, want %v", seed, back, want[s])
				}
				continue
			}
			switch w, ok := want[s]; {
			case !ok && (path != nil || distance[s] != -1 || tree.Has(s)):
				t.Errorf("seed %d: state %d is reached by %v, and should not be", seed, s, path)
			case ok && (path == nil || !slices.Equal(spell(x, path), w) || int(distance[s]) != len(w)/2):
				t.Errorf("seed %d: state %d is reached by %v, want %v", seed, s, path, w)
			}
		}
		if t.Failed() {
			t.Fatalf("seed %d: %+v\n%s", seed, x, stabilitytest.Describe(g.Conflict()))
		}
	}
}

// A search that stops early finds the same canonical path.
func TestStoppingEarlyFindsTheSamePath(t *testing.T) {
	ctx := context.Background()
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 72))
		g := list(t, r, stabilitytest.Shape{States: 30})
		x := draw(r, g)
		goal := some(r, g, 6)
		whole, err := x.From(ctx, 0, nil)
		if err != nil {
			t.Fatal(err)
		}
		var want *sequence.Path
		for _, s := range whole.Nearest() {
			if goal.Test(uint(s)) && s != 0 {
				want = whole.Path(s)
				break
			}
		}
		stopped := -1
		early, err := x.From(ctx, 0, func(s int) bool {
			if goal.Test(uint(s)) {
				stopped = s
			}
			return stopped >= 0
		})
		if err != nil {
			t.Fatal(err)
		}
		var got *sequence.Path
		if stopped >= 0 {
			got = early.Path(stopped)
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Fatalf("seed %d: stopped at %v, want %v", seed, got, want)
		}
	}
}

func TestContinueIsASearchInTwoPhases(t *testing.T) {
	ctx := context.Background()
	yes := 0
	for seed := range uint64(600) {
		r := rand.New(rand.NewPCG(seed, 73))
		g := list(t, r, stabilitytest.Shape{States: 14})
		x := draw(r, g)
		x.Avoid = nil
		first := *x
		first.Avoid = some(r, g, 2)
		into := first.Avoid.Intersection(some(r, g, 2))
		goal := some(r, g, 4)
		start := r.IntN(g.Len())
		into.Clear(uint(start))

		tree, err := first.From(ctx, start, nil)
		if err != nil {
			t.Fatal(err)
		}
		got, err := x.Continue(ctx, tree, into, func(s int) bool { return goal.Test(uint(s)) })
		if err != nil {
			t.Fatal(err)
		}

		want := false
		now := alive{ending{state: start, last: -1}: nil}
		for range 2*g.Len() + 12 {
			now = newTwin(x).longer(now, func(phase, to int) int {
				switch {
				case phase == 1 || into.Test(uint(to)):
					return 1
				case first.Avoid.Test(uint(to)):
					return -1
				}
				return 0
			})
			for e := range now {
				want = want || e.phase == 1 && goal.Test(uint(e.state))
			}
		}
		if (got != nil) != want || got != nil && !passes(newTwin(x), got, first.Avoid, into, goal) {
			t.Fatalf("seed %d: got %v, want %v\n%+v\n%s", seed, got, want, x, stabilitytest.Describe(g.Conflict()))
		}
		if got != nil {
			yes++
		}
	}
	if yes < 80 || yes > 520 {
		t.Errorf("%d of 600 searches succeed: the test says little", yes)
	}
}

// passes reports whether a path is legal, ends in the goal, and leaves the states not avoided by one of the given ones.
func passes(w twin, p *sequence.Path, avoid, into, goal *bitset.BitSet) bool {
	at, last, left, moved := p.From, stability.Coalition(0), false, map[stability.Coalition]bool{}
	for _, s := range p.Steps {
		if s.From != at || s.Movers == last && !w.Consecutive || w.EachOnce && moved[s.Movers] || !slices.Contains(w.steps(nil, s.Movers, at), int32(s.To)) {
			return false
		}
		if !left && avoid.Test(uint(s.To)) {
			if left = into.Test(uint(s.To)); !left {
				return false
			}
		}
		at, last, moved[s.Movers] = s.To, s.Movers, true
	}
	return left && goal.Test(uint(at))
}

// The steps of each kind against their definitions.
func TestStepsFollowTheirDefinitions(t *testing.T) {
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 74))
		g := list(t, r, stabilitytest.Shape{})
		unknown := r.IntN(2) == 0
		tempts := func(i, q, s int) bool {
			c := g.Compare(i, q, s)
			return c == game.Better || c == game.MuchBetter || unknown && c == game.Unknown
		}
		for s := range g.Len() {
			for i := range g.Parties() {
				var improvements, replies []int32
				for _, q := range g.AppendMoves(nil, i, s) {
					if tempts(i, int(q), s) {
						improvements = append(improvements, q)
					}
				}
				for _, q := range improvements {
					if !slices.ContainsFunc(improvements, func(r int32) bool {
						c := g.Compare(i, int(r), int(q))
						return c == game.Better || c == game.MuchBetter
					}) {
						replies = append(replies, q)
					}
				}
				prefix := []int32{7}
				for kind, want := range map[sequence.Kind][]int32{sequence.Improvements: improvements, sequence.BestReplies: replies} {
					got := sequence.NewSteps(g, kind, unknown)(prefix, 1<<i, s)
					if got[0] != 7 || !slices.Equal(got[1:], want) {
						t.Fatalf("seed %d: kind %d of party %d from %d: got %v, want %v", seed, kind, i, s, got[1:], want)
					}
				}
			}
		}
	}
}

// In plain option form whole blocks are opened at once; steps that are handed in are taken one by one.
func TestBlocksFindWhatSingleStepsFind(t *testing.T) {
	ctx := context.Background()
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 75))
		g := list(t, r, stabilitytest.Shape{States: 250, Parties: 2 + r.IntN(2), Form: stabilitytest.Options, Plain: true})
		x := draw(r, g)
		x.EachOnce, x.Consecutive = false, false
		single := *x
		single.Steps = sequence.NewSteps(g, x.Kind, x.Unknown)
		start := r.IntN(g.Len())
		got, err := x.From(ctx, start, nil)
		if err != nil {
			t.Fatal(err)
		}
		want, err := single.From(ctx, start, nil)
		if err != nil {
			t.Fatal(err)
		}
		for s := range g.Len() {
			if fmt.Sprint(got.Path(s)) != fmt.Sprint(want.Path(s)) {
				t.Fatalf("seed %d: state %d by %v, want %v\n%+v\n%s", seed, s, got.Path(s), want.Path(s), x, stabilitytest.Describe(g.Conflict()))
			}
		}
	}
}
