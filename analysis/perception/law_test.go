package perception_test

import (
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"parley"
	"parley/analysis/paths"
	"parley/analysis/perception"
	"parley/game"
	"parley/stability"
	"parley/stability/naive"
	"parley/stability/stabilitytest"
)

// compileAny draws a conflict of any form, with a status quo, and lists it.
func compileAny(t *testing.T, seed uint64, shape stabilitytest.Shape) (*game.Rules, *game.Graph) {
	t.Helper()
	c := stabilitytest.Random(rand.New(rand.NewPCG(seed, 32)), shape)
	rules, err := game.Compile(c)
	if err != nil {
		t.Fatal(err)
	}
	g, err := rules.Expand(ctx, game.Expansion{})
	if err != nil {
		t.Fatal(err)
	}
	return rules, g
}

// Where everybody sees the conflict as it is, nobody is surprised, what happens is where best replies end, and what holds
// holds steadily.
func TestWithoutMisperceptionNobodyIsSurprised(t *testing.T) {
	for seed := range uint64(300) {
		rules, g := compileAny(t, seed, stabilitytest.Shape{States: 24})
		pictures := make([]perception.Picture, g.Parties())
		for i := range pictures {
			if i%2 == 0 { // a picture that repeats the conflict is none
				same := *rules.Conflict()
				pictures[i].Conflict = &same
			}
		}
		h, err := perception.Compile(ctx, rules, pictures, game.Expansion{})
		if err != nil {
			t.Fatal(err)
		}
		if !h.Clear() || len(h.Differences()) > 0 {
			t.Fatalf("seed %d: there are differences: %v", seed, h.Differences())
		}
		from := int(seed) % g.Len()
		for _, f := range []perception.Foresight{perception.None, perception.SEQ} {
			r, err := h.Play(ctx, from, perception.Options{Foresight: f})
			if err != nil {
				t.Fatal(err)
			}
			for i := range g.Parties() {
				e := r.Expected[i]
				if r.Surprised(i) || len(e.Vain) > 0 || len(e.Outcomes) != len(r.Outcomes) {
					t.Fatalf("seed %d: %d expects %v, and it comes to %v", seed, i, e.Outcomes, r.Outcomes)
				}
			}
			if s := r.Surprises(); len(s) > 0 {
				t.Fatalf("seed %d: surprises %v", seed, s)
			}
			if c, err := h.Corrections(ctx, r); err != nil || len(c) > 0 {
				t.Fatalf("seed %d: corrections %v, %v", seed, c, err)
			}
			if f == perception.SEQ {
				continue
			}
			ends, err := paths.Ends(ctx, g, from, paths.Options{Mode: paths.BestReplies})
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(states(ends), outcomeStates(r)) {
				t.Fatalf("seed %d: it comes to %v, want %v", seed, outcomeStates(r), states(ends))
			}
		}
		verdicts, err := h.Judge(ctx, naive.Engine{}, stability.Task{})
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range verdicts {
			if v.Missing != "" {
				continue
			}
			if !v.Steady.Equal(v.True) || !v.Holds.Equal(v.True) || v.Unsteady.Any() || v.Stealthy.Any() {
				t.Fatalf("seed %d: %s: steady %v, unsteady %v, want %v and none", seed, v.Concept, v.Steady, v.Unsteady, v.True)
			}
		}
	}
}

func states(e *paths.Endings) []int {
	var out []int
	for _, x := range e.Ends {
		out = append(out, x.State, -1)
	}
	for _, x := range e.Cycles {
		out = append(append(out, x.States...), -1)
	}
	return out
}

func outcomeStates(r *perception.Result) []int {
	var out []int
	for _, o := range r.Outcomes {
		out = append(append(out, o.States...), -1)
	}
	return out
}

// Everything put right is the conflict as it is; and one difference put right leaves the others.
func TestCorrectionsLeadToTheConflictAsItIs(t *testing.T) {
	relieved, changes, unfit := 0, 0, 0
	for seed := range uint64(250) {
		d := draw(rand.New(rand.NewPCG(seed, 33)))
		h := d.compile(t)
		if h == nil || h.Clear() {
			continue
		}
		f := perception.Foresight(seed % 2)
		r, err := h.Play(ctx, h.Graph.StatusQuo(), perception.Options{Foresight: f})
		if err != nil {
			t.Fatal(err)
		}
		corrections, err := h.Corrections(ctx, r)
		if err != nil {
			t.Fatal(err)
		}
		rules, _ := game.Compile(d.c)
		truth, err := perception.Compile(ctx, rules, nil, game.Expansion{})
		if err != nil {
			t.Fatal(err)
		}
		clear, err := truth.Play(ctx, h.Graph.StatusQuo(), perception.Options{Foresight: f})
		if err != nil {
			t.Fatal(err)
		}
		single := 0
		for _, c := range corrections {
			if len(c.Differences) == 1 {
				single++
			}
			if c.Err != nil {
				unfit++
				continue
			}
			if left := len(c.Result.Hypergame.Differences()); left > len(h.Differences())-1 {
				t.Fatalf("seed %d: of %d differences %d are left when %v is put right", seed, len(h.Differences()), left, c.Differences)
			}
			if c.Changes == slices.Equal(outcomeStates(c.Result), outcomeStates(r)) {
				t.Fatalf("seed %d: changes: %v", seed, c.Changes)
			}
			if c.Changes {
				changes++
			}
			for _, i := range c.Relieved {
				relieved++
				if !r.Surprised(i) || c.Result.Surprised(i) {
					t.Fatalf("seed %d: %d is not relieved", seed, i)
				}
			}
		}
		if single != len(h.Differences()) {
			t.Fatalf("seed %d: %d single corrections of %d differences", seed, single, len(h.Differences()))
		}
		all := corrections[len(corrections)-1]
		if len(all.Differences) != len(h.Differences()) || all.Err != nil {
			t.Fatalf("seed %d: the last correction is %+v", seed, all)
		}
		if !all.Result.Hypergame.Clear() || !slices.Equal(outcomeStates(all.Result), outcomeStates(clear)) {
			t.Fatalf("seed %d: all put right, it comes to %v, want %v; left: %v", seed, outcomeStates(all.Result), outcomeStates(clear), all.Result.Hypergame.Differences())
		}
	}
	t.Logf("%d relieved, %d changes, %d unfit", relieved, changes, unfit)
	if relieved < 80 || changes < 20 {
		t.Error("the test says little")
	}
}

// A party with foresight moves where, and only where, it is not stable by SEQ in the game that it sees, and as well as it can
// without being punished.
func TestForesightIsSEQ(t *testing.T) {
	moved := 0
	for seed := range uint64(300) {
		rules, g := compileAny(t, seed, stabilitytest.Shape{States: 16})
		choices := stability.Choices{EqualNotSanction: seed%3 == 0, ReturnNotSanction: seed%5 == 0, EachOnce: seed%7 == 0, Unknown: stability.Extension(seed % 5)}
		result, err := naive.Engine{}.Solve(ctx, rules, stability.Task{Concepts: []stability.Concept{{Kind: stability.SEQ}}, Choices: choices})
		if err != nil {
			t.Fatal(err)
		}
		for i := range g.Parties() {
			for s := range g.Len() {
				stays := result.Verdicts[0].Stable[i].Test(uint(s))
				replies, err := perception.Replies(ctx, g, i, s, perception.Options{Foresight: perception.SEQ, Choices: choices})
				if err != nil {
					t.Fatal(err)
				}
				if stays != (len(replies) == 0) {
					t.Fatalf("seed %d: at %d party %d stays: %v, but moves to %v\n%s", seed, s, i, stays, replies, stabilitytest.Describe(rules.Conflict()))
				}
				moved += len(replies)
				for _, q := range replies {
					for _, r := range replies {
						if c := g.Compare(i, q, r); c == game.Better || c == game.MuchBetter {
							t.Fatalf("seed %d: %d is not its best move", seed, r)
						}
					}
				}
			}
		}
	}
	if moved < 1000 {
		t.Errorf("only %d moves", moved)
	}
}

// What holds by every party's own game, against the definitions and the naive engine.
func TestJudgeFollowsTheDefinitions(t *testing.T) {
	var steady, unsteady, stealthy uint
	for seed := range uint64(200) {
		d := draw(rand.New(rand.NewPCG(seed, 34)))
		h := d.compile(t)
		if h == nil {
			continue
		}
		verdicts, err := h.Judge(ctx, naive.Engine{}, stability.Task{Concepts: []stability.Concept{{Kind: stability.Nash}, {Kind: stability.SEQ}}})
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range verdicts {
			var own []*stability.Result
			for _, x := range h.Views {
				r, err := naive.Engine{}.Solve(ctx, x.Rules, stability.Task{Concepts: []stability.Concept{v.Concept}})
				if err != nil {
					t.Fatal(err)
				}
				own = append(own, r)
			}
			for s := range h.Graph.Len() {
				holds, all, hidden := true, true, false
				for i, x := range h.Views {
					q := x.Sees(s)
					if q < 0 || h.Graph.Members(s)[0]&d.pictures[i].Unseen != 0 {
						hidden = true
					}
					if q < 0 {
						continue
					}
					holds = holds && own[i].Verdicts[0].Stable[i].Test(uint(q))
					for j := range h.Views {
						all = all && own[i].Verdicts[0].Stable[j].Test(uint(q))
					}
				}
				k := uint(s)
				if v.Holds.Test(k) != holds || v.Stealthy.Test(k) != (holds && hidden) || v.Steady.Test(k) != (holds && !hidden && all) || v.Unsteady.Test(k) != (holds && !hidden && !all) {
					t.Fatalf("seed %d: %s at %d: holds %v, hidden %v, in all games %v; %+v", seed, v.Concept, s, holds, hidden, all, v)
				}
			}
			steady, unsteady, stealthy = steady+v.Steady.Count(), unsteady+v.Unsteady.Count(), stealthy+v.Stealthy.Count()
		}
	}
	if min(steady, unsteady, stealthy) < 50 {
		t.Errorf("%d steady, %d unsteady, %d stealthy: the test says little", steady, unsteady, stealthy)
	}
}

// In graph form a picture may differ in what parties want, and in where things stand.
func TestPicturesOfListedStates(t *testing.T) {
	surprised := 0
	for seed := range uint64(100) {
		rules, g := compileAny(t, seed, stabilitytest.Shape{Form: stabilitytest.Listed, Certain: true})
		own := *rules.Conflict()
		own.Preferences = slices.Clone(own.Preferences)
		own.Preferences[1] = parley.Preference{}
		h, err := perception.Compile(ctx, rules, append([]perception.Picture{{Conflict: &own}}, make([]perception.Picture, g.Parties()-1)...), game.Expansion{})
		if err != nil {
			t.Fatal(err)
		}
		r, err := h.Play(ctx, int(seed)%g.Len(), perception.Options{})
		if err != nil {
			t.Fatal(err)
		}
		for i := range g.Parties() {
			if i > 0 && r.Surprised(i) {
				t.Fatalf("seed %d: %d is surprised", seed, i)
			}
		}
		if r.Surprised(0) {
			surprised++
		}
	}
	if surprised < 20 {
		t.Errorf("%d surprised", surprised)
	}
	rules, g := compileAny(t, 1, stabilitytest.Shape{Form: stabilitytest.Listed})
	pictures := make([]perception.Picture, g.Parties())
	pictures[1].Alike = []parley.State{3}
	var wrong *perception.PictureError
	if _, err := perception.Compile(ctx, rules, pictures, game.Expansion{}); !errors.As(err, &wrong) || wrong.Party.ID != "p1" {
		t.Errorf("alike options among listed states: %v", err)
	}
}
