package paths_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"github.com/bits-and-blooms/bitset"

	"parley/analysis/paths"
	"parley/analysis/sequence"
	"parley/game"
	"parley/stability"
	"parley/stability/stabilitytest"
)

var ctx = context.Background()

func TestShortestPathsAgainstTheTwin(t *testing.T) {
	for seed := range uint64(500) {
		d := draw(t, seed, 1)
		want := d.twin.distances(d.from, open)
		tree, err := paths.Reachable(ctx, d.g, d.from, d.o)
		if err != nil {
			t.Fatal(err)
		}
		check := func(p *sequence.Path, length int) {
			t.Helper()
			if p == nil {
				if length >= 0 {
					t.Errorf("seed %d: no path, want one of %d steps", seed, length)
				}
				return
			}
			if len(p.Steps) != length || p.From != d.from {
				t.Errorf("seed %d: path %v, want %d steps", seed, p, length)
			}
			if wrong := d.twin.legal(p, d.twin.steps); wrong != "" {
				t.Errorf("seed %d: path %v: %s", seed, p, wrong)
			}
		}
		for s, length := range want {
			check(tree.Path(s), length)
		}
		best := d.twin.nearest(d.from, d.goal, open)
		one, err := paths.Shortest(ctx, d.g, d.from, d.goal, d.o)
		if err != nil {
			t.Fatal(err)
		}
		check(one, best)
		each, err := paths.ToEach(ctx, d.g, d.from, d.goal, d.o)
		if err != nil {
			t.Fatal(err)
		}
		ends := bitset.New(uint(d.g.Len()))
		for k, p := range each {
			check(p, want[p.To()])
			ends.Set(uint(p.To()))
			if k > 0 && len(p.Steps) < len(each[k-1].Steps) {
				t.Errorf("seed %d: paths do not come in order of length", seed)
			}
		}
		if !ends.Equal(d.goal.Intersection(tree.Reached())) {
			t.Errorf("seed %d: paths to %v, want %v", seed, ends, d.goal)
		}
		if t.Failed() {
			t.Fatalf("seed %d: %+v\n%s", seed, d.o, stabilitytest.Describe(d.g.Conflict()))
		}
	}
}

func TestEndsAgainstAnExhaustiveSearch(t *testing.T) {
	cycles, loose := 0, 0
	for seed := range uint64(800) {
		d := draw(t, seed, 2, paths.BestReplies, paths.BestReplies, paths.BestReplies, paths.Improvements, paths.JointImprovements)
		d.o.Consecutive, d.o.EachOnce = true, false
		d.twin = newTwin(d.g, d.o)
		n := d.g.Len()
		step := make([][]bool, n) // some mover leads from s to q
		leads := make([][]bool, n)
		for s := range n {
			step[s], leads[s] = make([]bool, n), make([]bool, n)
			for k := range d.twin.movers {
				for _, q := range d.twin.steps[k][s] {
					step[s][q], leads[s][q] = true, true
				}
			}
		}
		for k := range n { // Warshall's closure
			for s := range n {
				for q := range n {
					leads[s][q] = leads[s][q] || leads[s][k] && leads[k][q]
				}
			}
		}
		reached := func(s int) bool { return s == d.from || leads[d.from][s] }
		distance := d.twin.distances(d.from, open)

		given := d.o
		given.Consecutive, given.EachOnce = d.IntN(2) == 0, d.IntN(2) == 0 // they do not apply
		got, err := paths.Ends(ctx, d.g, d.from, given)
		if err != nil {
			t.Fatal(err)
		}
		var ends []int
		for s := range n {
			if reached(s) && !slices.Contains(step[s], true) {
				ends = append(ends, s)
			}
		}
		for k, e := range got.Ends {
			if k >= len(ends) || e.State != ends[k] || e.Path.To() != e.State || len(e.Path.Steps) != distance[e.State] || d.twin.legal(e.Path, d.twin.steps) != "" {
				t.Errorf("seed %d: end %v with path %v, want ends %v", seed, e.State, e.Path, ends)
			}
		}
		if len(got.Ends) != len(ends) {
			t.Errorf("seed %d: %d ends, want %v", seed, len(got.Ends), ends)
		}
		at := 0
		for s := range n {
			var class []int
			for q := range n {
				if reached(s) && leads[s][q] && leads[q][s] {
					class = append(class, q)
				}
			}
			if len(class) < 2 || class[0] != s {
				continue
			}
			if at == len(got.Cycles) {
				t.Errorf("seed %d: the cycle %v is missing", seed, class)
				break
			}
			c := got.Cycles[at]
			at++
			terminal, least := true, n
			for _, a := range class {
				least = min(least, distance[a])
				for q := range n {
					terminal = terminal && (!step[a][q] || slices.Contains(class, q))
				}
			}
			if !slices.Equal(c.States, class) || c.Terminal != terminal {
				t.Errorf("seed %d: cycle %v (terminal %v), want %v (%v)", seed, c.States, c.Terminal, class, terminal)
			}
			if !slices.Contains(class, c.Path.To()) || len(c.Path.Steps) != least || d.twin.legal(c.Path, d.twin.steps) != "" {
				t.Errorf("seed %d: path %v to cycle %v", seed, c.Path, class)
			}
			best, back := n, d.twin.distances(s, open)
			for _, q := range class[1:] {
				if step[q][s] {
					best = min(best, back[q])
				}
			}
			if c.Loop.From != s || c.Loop.To() != s || len(c.Loop.Steps) != best+1 || d.twin.legal(c.Loop, d.twin.steps) != "" {
				t.Errorf("seed %d: loop %v in %v, want %d steps", seed, c.Loop, class, best+1)
			}
			cycles++
			if !terminal {
				loose++
			}
		}
		if at != len(got.Cycles) {
			t.Errorf("seed %d: %d cycles, want %d", seed, len(got.Cycles), at)
		}
		if t.Failed() {
			t.Fatalf("seed %d: %+v\n%s", seed, given, stabilitytest.Describe(d.g.Conflict()))
		}
	}
	if cycles < 30 || loose < 5 {
		t.Errorf("only %d cycles were met, %d of them not terminal", cycles, loose)
	}
}

func TestBlockersAgainstTheTwin(t *testing.T) {
	sets := 0
	for seed := range uint64(500) {
		d := draw(t, seed, 3)
		got, err := paths.Blockers(ctx, d.g, d.from, d.goal, d.o)
		if d.twin.nearest(d.from, d.goal, open) < 0 {
			if !errors.Is(err, paths.ErrUnreachable) {
				t.Fatalf("seed %d: %v, want ErrUnreachable", seed, err)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		var want []stability.Coalition
		for size := 1; size <= paths.MaxBlockers; size++ {
			for _, set := range stability.Coalitions(d.g.Parties()) {
				if set.Size() != size || slices.ContainsFunc(want, func(b stability.Coalition) bool { return b&^set == 0 }) {
					continue
				}
				w := *d.twin
				w.movers, w.steps = nil, nil
				for k, h := range d.twin.movers {
					if h&set == 0 {
						w.movers, w.steps = append(w.movers, h), append(w.steps, d.twin.steps[k])
					}
				}
				if w.nearest(d.from, d.goal, open) < 0 {
					want = append(want, set)
				}
			}
		}
		if !slices.Equal(got, want) {
			t.Fatalf("seed %d: got %b, want %b\n%+v\n%s", seed, got, want, d.o, stabilitytest.Describe(d.g.Conflict()))
		}
		sets += len(want)
	}
	if sets < 100 {
		t.Errorf("only %d blocking sets were met", sets)
	}
}

func TestPrerequisitesAgainstTheTwin(t *testing.T) {
	pairs := map[paths.When]int{}
	for seed := range uint64(700) {
		d := draw(t, seed, 4)
		got, err := paths.Prerequisites(ctx, d.g, d.from, d.goal, d.o)
		if d.twin.nearest(d.from, d.goal, open) < 0 {
			if !errors.Is(err, paths.ErrUnreachable) {
				t.Fatalf("seed %d: %v, want ErrUnreachable", seed, err)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		holds := func(c paths.Condition) *bitset.BitSet {
			set := bitset.New(uint(d.g.Len()))
			for s := range d.g.Len() {
				all := true
				for _, m := range d.g.Members(s) {
					all = all && (c.State == s || c.State < 0 && m.Has(c.Option) == c.Taken)
				}
				set.SetTo(uint(s), all)
			}
			return set
		}
		reached := bitset.New(uint(d.g.Len()))
		for s, length := range d.twin.distances(d.from, open) {
			reached.SetTo(uint(s), length >= 0 && d.goal.Test(uint(s)))
		}
		var all []paths.Condition
		for k := range d.g.Conflict().Options {
			all = append(all, paths.Condition{Option: k, Taken: true, State: -1}, paths.Condition{Option: k, State: -1})
		}
		for s := range d.g.Conflict().States {
			all = append(all, paths.Condition{Option: -1, State: s})
		}
		var needed, kept []paths.Condition
		for _, c := range all {
			set := holds(c)
			switch {
			case !set.Test(uint(d.from)):
				if d.twin.nearest(d.from, d.goal, avoiding(set)) < 0 {
					needed = append(needed, c)
				}
			case set.IsSuperSet(reached):
				kept = append(kept, c)
			}
		}
		if !slices.Equal(got.Kept, kept) {
			t.Errorf("seed %d: kept %v, want %v", seed, got.Kept, kept)
		}
		options := d.g.Conflict().Options
		for _, c := range needed {
			listed := slices.ContainsFunc(got.Needed, func(n paths.Need) bool { return n.Condition == c })
			implied := c.State < 0 && !c.Taken && options[c.Option].Choice != "" && slices.ContainsFunc(needed, func(d paths.Condition) bool {
				return d.Taken && options[d.Option].Choice == options[c.Option].Choice
			})
			if listed == implied {
				t.Errorf("seed %d: %v listed %v, implied %v", seed, c, listed, implied)
			}
		}
		for _, n := range got.Needed {
			if !slices.Contains(needed, n.Condition) || n.InGoal != holds(n.Condition).IsSuperSet(reached) {
				t.Errorf("seed %d: %v should not be listed, not so", seed, n)
			}
		}
		// phase 0: neither has held; 1: the first held first; 2: the second; 3: both at once
		for i := range got.Needed {
			for j := range i {
				a, b := holds(got.Needed[j].Condition), holds(got.Needed[i].Condition)
				var can [4]bool
				d.twin.visit(d.from, func(phase, q int) int {
					if phase == 0 {
						if a.Test(uint(q)) {
							phase |= 1
						}
						if b.Test(uint(q)) {
							phase |= 2
						}
					}
					return phase
				}, func(c configuration, _ int) {
					if d.goal.Test(uint(c.state)) {
						can[c.phase] = true
					}
				})
				var want *paths.Precedence
				switch {
				case can[1] && !can[2] && !can[3]:
					want = &paths.Precedence{First: j, Then: i, When: paths.Before}
				case can[2] && !can[1] && !can[3]:
					want = &paths.Precedence{First: i, Then: j, When: paths.Before}
				case can[1] && can[3] && !can[2]:
					want = &paths.Precedence{First: j, Then: i, When: paths.NotAfter}
				case can[2] && can[3] && !can[1]:
					want = &paths.Precedence{First: i, Then: j, When: paths.NotAfter}
				case can[3] && !can[1] && !can[2]:
					want = &paths.Precedence{First: j, Then: i, When: paths.Together}
				}
				at := slices.IndexFunc(got.Order, func(p paths.Precedence) bool {
					return min(p.First, p.Then) == j && max(p.First, p.Then) == i
				})
				if (want == nil) != (at < 0) || want != nil && got.Order[at] != *want {
					t.Errorf("seed %d: order %v, want %v", seed, got.Order, want)
				}
				if want != nil {
					pairs[want.When]++
				}
			}
		}
		if t.Failed() {
			t.Fatalf("seed %d: %+v from %d to %v: %+v\n%s", seed, d.o, d.from, d.goal, got, stabilitytest.Describe(d.g.Conflict()))
		}
	}
	if pairs[paths.Before] < 30 || pairs[paths.NotAfter] < 5 || pairs[paths.Together] < 20 {
		t.Errorf("pairs met: %v", pairs)
	}
}

func TestTurnsTellWhoGainsAndWhoCouldLeadElsewhere(t *testing.T) {
	for seed := range uint64(200) {
		d := draw(t, seed, 5)
		every := bitset.New(uint(d.g.Len())).Complement()
		all, err := paths.ToEach(ctx, d.g, d.from, every, d.o)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range all {
			turns := paths.Turns(d.g, p, d.o.Unknown)
			if len(turns) != len(p.Steps) {
				t.Fatalf("seed %d: %d turns for %d steps", seed, len(turns), len(p.Steps))
			}
			for k, turn := range turns {
				step := p.Steps[k]
				replies := &twin{g: d.g, o: paths.Options{Mode: paths.BestReplies, Unknown: d.o.Unknown}}
				at, away := 0, 0
				for i := range d.g.Parties() {
					if step.Movers.Has(i) {
						best := step.Movers.Size() == 1 && replies.chosen(1<<i, step.To, step.From)
						want := paths.Stake{Party: i, Relation: d.g.Compare(i, step.To, step.From), BestReply: best}
						if turn.Stakes[at] != want {
							t.Fatalf("seed %d: stake %v, want %v", seed, turn.Stakes[at], want)
						}
						at++
					}
					var to []int
					for q := range d.g.Len() {
						if q != step.To && replies.moves(1<<i, q, step.From) && replies.tempts(1<<i, q, step.From) {
							to = append(to, q)
						}
					}
					if to != nil {
						if turn.Elsewhere[away].Party != i || !slices.Equal(turn.Elsewhere[away].To, to) {
							t.Fatalf("seed %d: elsewhere %v, want party %d to %v", seed, turn.Elsewhere, i, to)
						}
						away++
					}
				}
				if at != len(turn.Stakes) || away != len(turn.Elsewhere) || turn.Step != step {
					t.Fatalf("seed %d: turn %v has too much", seed, turn)
				}
			}
		}
	}
}

func TestModesAreNamed(t *testing.T) {
	for _, m := range paths.Modes() {
		if back, err := paths.ParseMode(m.String()); back != m || err != nil {
			t.Errorf("%v is read as %v, %v", m, back, err)
		}
	}
	if _, err := paths.ParseMode("leaps"); err == nil {
		t.Error("leaps are no mode")
	}
}

func TestWhatIsNotDefinedIsRefused(t *testing.T) {
	g := list(t, stabilitytest.SustainableDevelopment())
	var unsupported *paths.UnsupportedError
	if _, err := paths.Reachable(ctx, g, 0, paths.Options{Mode: paths.JointMoves}); !errors.As(err, &unsupported) {
		t.Errorf("joint moves of listed states: %v", err)
	}
	var large *game.TooLargeError
	if _, err := paths.Reachable(ctx, g, 0, paths.Options{Limits: game.Limits{Memory: 1}}); !errors.As(err, &large) {
		t.Errorf("lists beyond the limit: %v", err)
	}
	ended, end := context.WithCancel(ctx)
	end()
	if _, err := paths.Ends(ended, g, 0, paths.Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("an ended context: %v", err)
	}
}
