package paths_test

import (
	"slices"
	"testing"

	"github.com/bits-and-blooms/bitset"

	"parley/analysis/paths"
	"parley/game"
	"parley/logic"
	"parley/stability"
	"parley/stability/stabilitytest"
)

// cheapest returns the least number of unwanted steps to the goal, and the least length with that number, by relaxing every
// step of every configuration until nothing changes.
func (w *twin) cheapest(start int, goal *bitset.BitSet, wanted [][][]int) [2]int {
	best := map[configuration][2]int{{state: start, last: -1}: {0, 0}}
	less := func(a, b [2]int) bool { return a[0] < b[0] || a[0] == b[0] && a[1] < b[1] }
	for changed := true; changed; {
		changed = false
		for c, cost := range best {
			for k := range w.movers {
				if w.o.EachOnce && c.moved>>k&1 == 1 || !w.o.Consecutive && c.last == k {
					continue
				}
				for _, q := range w.steps[k][c.state] {
					next := configuration{state: q, last: k}
					if w.o.Consecutive {
						next.last = -1
					}
					if w.o.EachOnce {
						next.moved = c.moved | 1<<k
					}
					price := [2]int{cost[0], cost[1] + 1}
					if !slices.Contains(wanted[k][c.state], q) {
						price[0]++
					}
					if old, ok := best[next]; !ok || less(price, old) {
						best[next], changed = price, true
					}
				}
			}
		}
	}
	found := [2]int{-1, -1}
	for c, cost := range best {
		if goal.Test(uint(c.state)) && (found[0] < 0 || less(cost, found)) {
			found = cost
		}
	}
	return found
}

// anything returns the mode without regard for what parties want.
func anything(m paths.Mode) paths.Mode {
	if m.Joint() {
		return paths.JointMoves
	}
	return paths.Moves
}

func TestObstructAgainstTheTwin(t *testing.T) {
	causes := map[paths.Cause]int{}
	openings := map[string]int{}
	for seed := range uint64(1500) {
		d := draw(t, seed, 6)
		if seed%50 == 0 {
			d.goal.ClearAll()
		}
		got, err := paths.Obstruct(ctx, d.g, d.from, d.goal, d.o)
		if err != nil {
			t.Fatal(err)
		}
		if d.twin.nearest(d.from, d.goal, open) >= 0 {
			if got != nil {
				t.Fatalf("seed %d: %+v, but the goal can be reached", seed, got)
			}
			continue
		}
		reached := 0
		for _, length := range d.twin.distances(d.from, open) {
			if length >= 0 {
				reached++
			}
		}
		o := d.o
		o.Mode = anything(o.Mode)
		moves := newTwin(d.g, o)
		want := paths.NoState
		if d.goal.Any() {
			want = paths.NoMoves
			if moves.nearest(d.from, d.goal, open) >= 0 {
				want = paths.NoIncentive
			}
		}
		if got == nil || got.Cause != want || got.Reached != reached {
			t.Fatalf("seed %d: %+v, want cause %v and %d states reached", seed, got, want, reached)
		}
		causes[want]++
		switch want {
		case paths.NoIncentive:
			checkNearest(t, seed, d, moves, got)
		case paths.NoMoves:
			checkOpenings(t, seed, d, o, got.Openings, openings)
		}
		if t.Failed() {
			t.Fatalf("seed %d: %+v from %d to %v: %+v\n%s", seed, d.o, d.from, d.goal, got, stabilitytest.Describe(d.g.Conflict()))
		}
	}
	for _, c := range []paths.Cause{paths.NoState, paths.NoMoves, paths.NoIncentive} {
		if causes[c] < 10 {
			t.Errorf("causes met: %v", causes)
		}
	}
	for _, kind := range []string{"again", "parties", "together", "irreversible", "bar", "several"} {
		if openings[kind] < 2 {
			t.Errorf("openings met: %v", openings)
		}
	}
}

func checkNearest(t *testing.T, seed uint64, d *drawn, moves *twin, got *paths.Obstacle) {
	p := got.Nearest
	if p == nil || p.From != d.from || !d.goal.Test(uint(p.To())) || moves.legal(p, moves.steps) != "" {
		t.Errorf("seed %d: nearest path %v", seed, p)
		return
	}
	unwanted := 0
	var want []paths.Objection
	for k, step := range p.Steps {
		mover := slices.Index(moves.movers, step.Movers)
		if !slices.Contains(d.twin.steps[mover][step.From], step.To) {
			unwanted++
		}
		for i := range d.g.Parties() {
			if !step.Movers.Has(i) {
				continue
			}
			replies := &twin{g: d.g, o: paths.Options{Mode: paths.BestReplies, Unknown: d.o.Unknown}}
			x := paths.Objection{Step: k, Party: i, Relation: d.g.Compare(i, step.To, step.From)}
			for q := range d.g.Len() {
				if replies.moves(1<<i, q, step.From) && replies.chosen(1<<i, q, step.From) {
					x.Instead = append(x.Instead, q)
				}
			}
			if !d.twin.tempts(1<<i, step.To, step.From) || d.o.Mode == paths.BestReplies && !slices.Contains(x.Instead, step.To) {
				want = append(want, x)
			}
		}
	}
	cost := moves.cheapest(d.from, d.goal, d.twin.steps)
	if cost != [2]int{unwanted, len(p.Steps)} || unwanted == 0 {
		t.Errorf("seed %d: nearest path %v has %d unwanted steps of %d, want %v", seed, p, unwanted, len(p.Steps), cost)
	}
	if !slices.EqualFunc(got.Against, want, func(a, b paths.Objection) bool {
		return a.Step == b.Step && a.Party == b.Party && a.Relation == b.Relation && slices.Equal(a.Instead, b.Instead)
	}) {
		t.Errorf("seed %d: against %v, want %v", seed, got.Against, want)
	}
}

func checkOpenings(t *testing.T, seed uint64, d *drawn, o paths.Options, got []paths.Opening, met map[string]int) {
	opens := func(g *game.Graph, o paths.Options) bool { return newTwin(g, o).nearest(d.from, d.goal, open) >= 0 }
	next := func(kind string, g *game.Graph, o paths.Options, is func(paths.Opening) bool) {
		t.Helper()
		if len(got) == 0 || !is(got[0]) {
			t.Errorf("seed %d: the opening `%s` is missing at %+v", seed, kind, got)
			return
		}
		w := newTwin(g, o)
		if p := got[0].Path; p.From != d.from || !d.goal.Test(uint(p.To())) || w.legal(p, w.steps) != "" || len(p.Steps) != w.nearest(d.from, d.goal, open) {
			t.Errorf("seed %d: the opening `%s` has the path %v", seed, kind, p)
		}
		got = got[1:]
		met[kind]++
	}

	again := o
	again.Consecutive, again.EachOnce = true, false
	if opens(d.g, again) {
		next("again", d.g, again, func(x paths.Opening) bool { return x.Again })
	}
	everyone := stability.Coalition(1)<<d.g.Parties() - 1
	if o.Parties != 0 {
		for size, found := 1, false; size <= d.g.Parties() && !found; size++ {
			for _, set := range stability.Coalitions(d.g.Parties()) {
				more := o
				more.Parties |= set
				if set.Size() == size && set&o.Parties == 0 && opens(d.g, more) {
					found = true
					next("parties", d.g, more, func(x paths.Opening) bool { return x.Parties == set })
				}
			}
		}
	}
	if d.g.Conflict().GraphForm() {
		if len(got) > 0 {
			t.Errorf("seed %d: openings too many: %+v", seed, got)
		}
		return
	}
	allowed := o.Parties
	if allowed == 0 {
		allowed = everyone
	}
	if !o.EachOnce && (o.Mode == paths.Moves || o.Coalitions != nil) {
		for size, found := 2, false; size <= d.g.Parties() && !found; size++ {
			for _, set := range stability.Coalitions(d.g.Parties()) {
				joint := o
				joint.Mode = paths.JointMoves
				joint.Coalitions = []stability.Coalition{set}
				if o.Mode == paths.JointMoves {
					joint.Coalitions = append(joint.Coalitions, o.Coalitions...)
				}
				if set.Size() == size && set&^allowed == 0 && opens(d.g, joint) {
					found = true
					next("together", d.g, joint, func(x paths.Opening) bool { return x.Together == set })
				}
			}
		}
	}
	lifts := len(d.g.Conflict().Options) + len(d.g.Conflict().Bars)
	lifted := func(places ...int) *game.Graph {
		c := *d.g.Conflict()
		c.Options, c.Bars = slices.Clone(c.Options), slices.Clone(c.Bars)
		for _, k := range places {
			if k < len(c.Options) {
				c.Options[k].StaysTaken, c.Options[k].StaysDropped = false, false
			} else {
				c.Bars[k-len(c.Options)].From = &logic.Expr{} // false: it binds nowhere
			}
		}
		return list(t, &c)
	}
	stays := func(k int) bool {
		options := d.g.Conflict().Options
		return k >= len(options) || options[k].StaysTaken || options[k].StaysDropped
	}
	is := func(x paths.Opening, k int) bool {
		if k < len(d.g.Conflict().Options) {
			return slices.Equal(x.Irreversible, []int{k}) && x.Bars == nil
		}
		return slices.Equal(x.Bars, []int{k - len(d.g.Conflict().Options)}) && x.Irreversible == nil
	}
	alone, all := false, []int(nil)
	for k := range lifts {
		if !stays(k) {
			continue
		}
		all = append(all, k)
		if g := lifted(k); opens(g, o) {
			alone = true
			kind := "irreversible"
			if k >= len(d.g.Conflict().Options) {
				kind = "bar"
			}
			next(kind, g, o, func(x paths.Opening) bool { return is(x, k) })
		}
	}
	if !alone && len(all) > 1 && opens(lifted(all...), o) {
		var set []int
		if len(got) > 0 {
			set = slices.Clone(got[0].Irreversible)
			for _, k := range got[0].Bars {
				set = append(set, k+len(d.g.Conflict().Options))
			}
			for i := range set { // nothing can be left out
				if opens(lifted(slices.Delete(slices.Clone(set), i, i+1)...), o) {
					t.Errorf("seed %d: of %v the %d-th can be left out", seed, set, i)
				}
			}
		}
		next("several", lifted(set...), o, func(x paths.Opening) bool { return len(set) > 1 })
	}
	if len(got) > 0 {
		t.Errorf("seed %d: openings too many: %+v", seed, got)
	}
}
