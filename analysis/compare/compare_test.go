package compare_test

import (
	"fmt"
	"slices"
	"testing"

	"parley"
	"parley/analysis/compare"
	"parley/analysis/edit"
	"parley/game"
	"parley/stability"
	"parley/stability/stabilitytest"
)

// many returns how many random cases to try: a quarter of n with -short.
func many(n uint64) uint64 {
	if testing.Short() {
		return n / 4
	}
	return n
}

// counterpart finds the states of two graphs with the same label.
func counterparts(a, b *game.Graph) []int {
	at := map[string]int{}
	for s := range b.Len() {
		at[label(b, s)] = s
	}
	out := slices.Repeat([]int{-1}, a.Len())
	for s := range out {
		if q, ok := at[label(a, s)]; ok && !slices.Contains(out[:s], q) {
			out[s] = q
		}
	}
	return out
}

func TestCompareAgainstTheTwin(t *testing.T) {
	met := map[string]int{}
	for seed := range many(800) {
		a, b := pairOf(t, seed)
		ra, ga := compiled(t, a)
		rb, gb := compiled(t, b)
		got, err := compare.Compare(ctx, ra, rb, task)
		if err != nil {
			t.Fatal(err)
		}
		fail := func(format string, args ...any) {
			t.Helper()
			t.Fatalf("seed %d: %s\n%s\n%s", seed, fmt.Sprintf(format, args...), stabilitytest.Describe(a), stabilitytest.Describe(b))
		}
		other := counterparts(ga, gb)
		for s, q := range other {
			if got.Other(0, s) != q || q >= 0 && got.Other(1, q) != s {
				fail("state %s should be %d there, is %d", label(ga, s), q, got.Other(0, s))
			}
		}
		resultA, holdsA := equilibria(t, ra)
		resultB, holdsB := equilibria(t, rb)
		restA, restB := rest(ga), rest(gb)
		outcomes(fail, got, ga, gb, other, [2][]bool{holdsA, holdsB}, [2][]int{restA, restB}, met)

		// whose stability flips under the concept
		for i := range a.Parties {
			var lost, gained []int
			for s, q := range other {
				if q < 0 {
					continue
				}
				switch x, y := resultA.Verdicts[0].Stable[i].Test(uint(s)), resultB.Verdicts[0].Stable[i].Test(uint(q)); {
				case x && !y:
					lost = append(lost, s)
				case y && !x:
					gained = append(gained, s)
				}
			}
			k := slices.IndexFunc(got.Flips, func(f compare.Flip) bool { return f.Concept == seq && f.Party == [2]int{i, i} })
			if (k >= 0) != (len(lost)+len(gained) > 0) || k >= 0 && !(slices.Equal(got.Flips[k].Lost, lost) && slices.Equal(got.Flips[k].Gained, gained)) {
				fail("party %d: %+v, want lost %v, gained %v", i, got.Flips, lost, gained)
			}
			if k >= 0 {
				met["flip"]++
			}
			rankings(fail, got, ga, gb, other, i, met)
		}
		forks(fail, got, ga, gb, other, met)
	}
	for _, what := range []string{"appears", "vanishes", "gone", "reach", "flip", "turned", "tied", "told", "fork at once", "fork later", "path"} {
		if met[what] < 2 {
			t.Errorf("too few of %q: %v", what, met)
		}
	}
}

type failing func(format string, args ...any)

func outcomes(fail failing, got *compare.Comparison, ga, gb *game.Graph, other []int, holds [2][]bool, rests [2][]int, met map[string]int) {
	graphs := [2]*game.Graph{ga, gb}
	var by [2][3][]int
	for side, g := range graphs {
		for kind := range 3 {
			by[side][kind] = reach(g, kind)
		}
	}
	of := func(side, s int) (bool, compare.Reach) {
		if s < 0 {
			return false, compare.Reach{}
		}
		return holds[side][s], compare.Reach{Moves: by[side][0][s] >= 0, Improvements: by[side][1][s] >= 0, Replies: by[side][2][s] >= 0, End: slices.Contains(rests[side], s)}
	}
	alike, changed := 0, 0
	check := func(states [2]int) {
		h0, r0 := of(0, states[0])
		h1, r1 := of(1, states[1])
		relevant := h0 || h1 || r0.End || r1.End
		k := slices.IndexFunc(got.Outcomes, func(o compare.Outcome) bool { return o.States == states })
		want := compare.Outcome{States: states, Holds: [2]bool{h0, h1}, Reach: [2]compare.Reach{r0, r1}}
		switch differs := h0 != h1 || r0 != r1; {
		case relevant && differs:
			changed++
			if k < 0 || got.Outcomes[k] != want {
				fail("outcome %v is missing in %+v", want, got.Outcomes)
			}
		case k >= 0:
			fail("outcome %v did not change", states)
		case relevant:
			alike++
		}
		switch {
		case h1 && !h0:
			met["appears"]++
		case h0 && states[1] < 0:
			met["gone"]++
		case h0 && !h1:
			met["vanishes"]++
		case h0 && r0 != r1:
			met["reach"]++
		}
		if states[0] < 0 || states[1] < 0 || !(h0 && h1 || r0.End && r1.End) {
			return
		}
		for kind := 1; kind <= 2; kind++ { // a path whose length changed must be told of
			before, after := by[0][kind][states[0]], by[1][kind][states[1]]
			k := slices.IndexFunc(got.Paths, func(p compare.PathChange) bool { return p.States == states && int(p.Mode) == kind })
			if before >= 0 && after >= 0 && before != after && k < 0 {
				fail("the path to %v by %d has %d steps and then %d", states, kind, before, after)
			}
			if k >= 0 {
				met["path"]++
				if len(got.Paths[k].Paths[0].Steps) != before || len(got.Paths[k].Paths[1].Steps) != after {
					fail("the paths to %v have lengths %d and %d", states, before, after)
				}
				if graphs[0].StatusQuo() >= 0 && other[graphs[0].StatusQuo()] == graphs[1].StatusQuo() && before == after && commonPath(graphs, other, states[0], kind) == before {
					fail("a shortest path to %v stays", states)
				}
			}
		}
	}
	for s, q := range other {
		check([2]int{s, q})
	}
	for q := range gb.Len() {
		if !slices.Contains(other, q) {
			check([2]int{-1, q})
		}
	}
	if got.Alike != alike || len(got.Outcomes) != changed {
		fail("%d outcomes alike and %d changed, want %d and %d", got.Alike, len(got.Outcomes), alike, changed)
	}
}

// commonPath returns the length of a shortest legal sequence to s that both graphs have, -1 where there is none.
func commonPath(graphs [2]*game.Graph, other []int, goal, kind int) int {
	type node struct{ s, last int }
	layer, seen := []node{{graphs[0].StatusQuo(), -1}}, map[node]bool{}
	for d := 0; len(layer) > 0; d++ {
		var next []node
		for _, n := range layer {
			if n.s == goal {
				return d
			}
			for i := range graphs[0].Parties() {
				if i == n.last && kind < 2 {
					continue
				}
				there := replies(graphs[1], kind, i, other[n.s])
				for _, q := range replies(graphs[0], kind, i, n.s) {
					if x := (node{q, i}); other[q] >= 0 && slices.Contains(there, other[q]) && !seen[x] {
						seen[x] = true
						next = append(next, x)
					}
				}
			}
		}
		layer = next
	}
	return -1
}

func rankings(fail failing, got *compare.Comparison, ga, gb *game.Graph, other []int, i int, met map[string]int) {
	k := slices.IndexFunc(got.Ranks, func(x compare.RankChange) bool { return x.Party == [2]int{i, i} })
	if len(ga.Orders(i)) > 1 || len(gb.Orders(i)) > 1 {
		return
	}
	var want compare.RankChange
	for s := range other {
		for q := range s {
			if other[s] < 0 || other[q] < 0 {
				continue
			}
			want.Pairs++
			x, y := sign(ga.Compare(i, s, q)), sign(gb.Compare(i, other[s], other[q]))
			switch {
			case x*y < 0:
				want.Turned++
			case x != 0 && y == 0:
				want.Tied++
			case x == 0 && y != 0:
				want.Told++
			}
		}
	}
	if want.Turned+want.Tied+want.Told == 0 {
		if k >= 0 {
			fail("the ranking of %d did not change: %+v", i, got.Ranks)
		}
		return
	}
	if k < 0 {
		fail("the ranking of %d changed: %+v", i, want)
	}
	if x := got.Ranks[k]; x.Pairs != want.Pairs || x.Turned != want.Turned || x.Tied != want.Tied || x.Told != want.Told {
		fail("the ranking of %d: %+v, want %+v", i, x, want)
	}
	for what, n := range map[string]int64{"turned": want.Turned, "tied": want.Tied, "told": want.Told} {
		if n > 0 {
			met[what]++
		}
	}
	for _, x := range got.Ranks[k].Places {
		var want [2]int
		for side, g := range []*game.Graph{ga, gb} {
			at := x.State
			if side == 1 {
				at = other[at]
			}
			var above []int // one state of each better class
			for s, q := range other {
				if q >= 0 && side == 1 {
					s = q
				}
				if q >= 0 && sign(g.Compare(i, s, at)) > 0 && !slices.ContainsFunc(above, func(t int) bool { return sign(g.Compare(i, s, t)) == 0 }) {
					above = append(above, s)
				}
			}
			want[side] = len(above) + 1
		}
		if x.Place != want || !slices.Contains(got.Notable, x.State) {
			fail("place %+v, want %v", x, want)
		}
	}
	for _, x := range got.Ranks[k].Telling {
		if sign(ga.Compare(i, x.First, x.Second)) <= 0 || sign(gb.Compare(i, other[x.First], other[x.Second])) >= 0 {
			fail("the pair %v is not turned round", x)
		}
	}
}

func sign(r game.Relation) int {
	switch r {
	case game.Better, game.MuchBetter:
		return 1
	case game.Worse, game.MuchWorse:
		return -1
	}
	return 0
}

// forks looks for the earliest fork by walking all common best replies.
func forks(fail failing, got *compare.Comparison, ga, gb *game.Graph, other []int, met map[string]int) {
	if ga.StatusQuo() < 0 || gb.StatusQuo() < 0 {
		if got.Forks != nil {
			fail("forks without a status quo")
		}
		return
	}
	if other[ga.StatusQuo()] != gb.StatusQuo() {
		if !got.Forks.Apart {
			fail("they begin apart")
		}
		return
	}
	type fork struct{ s, party int }
	var want []fork
	layer, seen := []int{ga.StatusQuo()}, map[int]bool{ga.StatusQuo(): true}
	depth := 0
	for ; len(layer) > 0; depth++ {
		var next []int
		for _, s := range layer {
			for i := range ga.Parties() {
				here, there := replies(ga, 2, i, s), replies(gb, 2, i, other[s])
				translated := []int{}
				for _, q := range here {
					translated = append(translated, other[q])
				}
				if !sameSet(translated, there) {
					want = append(want, fork{s, i})
				}
				for _, q := range here {
					if other[q] >= 0 && slices.Contains(there, other[q]) && !seen[q] {
						seen[q] = true
						next = append(next, q)
					}
				}
			}
		}
		if want != nil {
			break
		}
		layer = next
	}
	if len(got.Forks.Earliest) != len(want) {
		fail("forks %+v, want %v", got.Forks.Earliest, want)
	}
	for _, f := range got.Forks.Earliest {
		if !slices.Contains(want, fork{f.States[0], f.Party[0]}) || len(f.Way.Steps) != depth || f.Way.To() != f.States[0] {
			fail("fork %+v after %d steps, want %v after %d", f, len(f.Way.Steps), want, depth)
		}
		if !sameSet(f.Replies[0], replies(ga, 2, f.Party[0], f.States[0])) || !sameSet(f.Replies[1], replies(gb, 2, f.Party[1], f.States[1])) {
			fail("replies of %+v", f)
		}
	}
	switch {
	case len(want) > 0 && depth == 0:
		met["fork at once"]++
	case len(want) > 0:
		met["fork later"]++
	}
}

func TestAConflictEqualsItself(t *testing.T) {
	for seed := range many(300) {
		a, _ := pairOf(t, seed)
		ra, _ := compiled(t, a)
		again := *a
		rb, _ := compiled(t, &again)
		got, err := compare.Compare(ctx, ra, rb, task)
		if err != nil {
			t.Fatal(err)
		}
		if !got.Same() {
			t.Fatalf("seed %d: %+v", seed, got)
		}
	}
}

func TestMirrored(t *testing.T) {
	for seed := range many(400) {
		a, b := pairOf(t, seed)
		ra, _ := compiled(t, a)
		rb, _ := compiled(t, b)
		forth, err := compare.Compare(ctx, ra, rb, task)
		if err != nil {
			t.Fatal(err)
		}
		back, err := compare.Compare(ctx, rb, ra, task)
		if err != nil {
			t.Fatal(err)
		}
		x, y := summary(forth, false), summary(back, true)
		if !slices.Equal(x, y) {
			t.Fatalf("seed %d:\n%v\n%v\n%s\n%s", seed, x, y, stabilitytest.Describe(a), stabilitytest.Describe(b))
		}
	}
}

// summary lists what changed, in words that do not depend on which conflict came first; mirrored exchanges the sides.
func summary(c *compare.Comparison, mirrored bool) []string {
	first, second := 0, 1
	if mirrored {
		first, second = 1, 0
	}
	name := func(side int, s int) string {
		if s < 0 {
			return "-"
		}
		return label(c.Graphs[side], s)
	}
	names := func(side int, states []int) string {
		var out []string
		for _, s := range states {
			out = append(out, name(side, s))
		}
		slices.Sort(out)
		return join(out)
	}
	out := []string{fmt.Sprint("common ", c.Common, c.Alike, c.EndsChanged, c.Unchanged(), c.Same())}
	for _, x := range c.Equilibria {
		out = append(out, fmt.Sprint(x.Concept, x.Both, names(first, x.Only[first]), "|", names(second, x.Only[second]), x.Gone[first], x.Gone[second]))
	}
	for _, x := range c.Outcomes {
		out = append(out, fmt.Sprint(name(first, x.States[first]), name(second, x.States[second]), x.Holds[first], x.Holds[second], x.Reach[first], x.Reach[second]))
	}
	for _, x := range c.Paths {
		out = append(out, fmt.Sprint(x.Mode, name(first, x.States[first]), len(x.Paths[first].Steps), len(x.Paths[second].Steps)))
	}
	for _, x := range c.Flips {
		lost, gained := names(0, x.Lost), names(0, x.Gained)
		if mirrored {
			lost, gained = gained, lost
		}
		out = append(out, fmt.Sprint(x.Concept, x.Party[first], lost, "|", gained))
	}
	for _, x := range c.Ranks {
		tied, told := x.Tied, x.Told
		if mirrored {
			tied, told = told, tied
		}
		out = append(out, fmt.Sprint(x.Party[first], x.Pairs, x.Turned, tied, told))
	}
	if f := c.Forks; f != nil {
		out = append(out, fmt.Sprint("forks ", f.Apart, f.Shared))
		for _, x := range f.Earliest {
			out = append(out, fmt.Sprint(len(x.Way.Steps), x.Party[first], names(first, x.Replies[first]), "|", names(second, x.Replies[second])))
		}
	}
	slices.Sort(out)
	return out
}

func TestDeletingALeverTwiceIsOnce(t *testing.T) {
	tried := 0
	for seed := range many(300) {
		a, _ := pairOf(t, seed)
		if a.GraphForm() {
			continue
		}
		once, err := edit.Without(a, int(seed)%len(a.Options))
		if err != nil {
			continue
		}
		twice, err := edit.Without(once, int(seed)%len(a.Options))
		if err != nil {
			t.Fatal(err)
		}
		ra, g := compiled(t, once)
		if g == nil {
			continue
		}
		rb, _ := compiled(t, twice)
		got, err := compare.Compare(ctx, ra, rb, task)
		if err != nil {
			t.Fatal(err)
		}
		if tried++; !got.Same() {
			t.Fatalf("seed %d: %+v", seed, got)
		}
	}
	if tried < 10 {
		t.Errorf("%d levers tried", tried)
	}
}

func TestTwoForms(t *testing.T) {
	listed := &parley.Conflict{Parties: []parley.Party{{ID: "p"}}, States: []parley.ListedState{{ID: "s"}}, Preferences: make([]parley.Preference, 1)}
	optional := &parley.Conflict{Parties: []parley.Party{{ID: "p"}}, Options: []parley.Option{{ID: "p.o"}}, Preferences: make([]parley.Preference, 1)}
	a, _ := compiled(t, listed)
	b, _ := compiled(t, optional)
	if _, err := compare.Compare(ctx, a, b, compare.Task{Engine: task.Engine, Concepts: []stability.Concept{seq}, Hold: seq}); err != compare.ErrForms {
		t.Errorf("error %v", err)
	}
}
