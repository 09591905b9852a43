package stabilitytest

import (
	"context"
	"errors"
	"math/rand/v2"
	"testing"
	"time"

	"parley"
	"parley/game"
	"parley/stability"
)

// Run tests that an engine keeps the contract of stability.Engine: it agrees with naive on published and on random
// conflicts, its results obey the laws that the definitions imply, and it refuses what it must. It takes some seconds.
func Run(t *testing.T, e stability.Engine) {
	t.Run("published", func(t *testing.T) {
		for _, x := range Published() {
			t.Run(x.Name, func(t *testing.T) { compareAll(t, e, x.Conflict) })
		}
	})
	t.Run("random", func(t *testing.T) { Differential(t, e, 1, 300) })
	t.Run("laws", func(t *testing.T) { checkLaws(t, e, 60) })
	t.Run("refusals", func(t *testing.T) { refusals(t, e) })
	t.Run("cancellation", func(t *testing.T) { cancellation(t, e) })
	t.Run("usual concepts", func(t *testing.T) { usual(t, e) })
	t.Run("workers", func(t *testing.T) { workers(t, e) })
}

// compareAll compares an engine with naive on every concept, with every single choice made differently.
func compareAll(t *testing.T, e stability.Engine, c *parley.Conflict) {
	for _, choices := range []stability.Choices{
		{}, {EqualNotSanction: true}, {ReturnNotSanction: true}, {EachOnce: true}, {Simultaneous: true}, {EscapeByImprovement: true},
		{IrreversiblePerArc: true}, {Unknown: stability.ExtensionA}, {Unknown: stability.ExtensionC}, {Unknown: stability.ExtensionD},
	} {
		if d := compare(t.Context(), e, c, stability.Task{Concepts: Concepts(c, choices), Choices: choices}); d != "" {
			t.Errorf("%+v: %s", choices, d)
		}
	}
}

// refusals: the error of a context that has ended, and a typed one for a concept that is not defined.
func refusals(t *testing.T, e stability.Engine) {
	for seed := range uint64(40) {
		c := Random(rand.New(rand.NewPCG(seed, 3)), Shape{})
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		if _, err := solve(ctx, e, c, stability.Task{}); !errors.Is(err, context.Canceled) {
			t.Errorf("with a context that has ended the error is %v", err)
		}
		for _, kind := range stability.Kinds() {
			concept := stability.Concept{Kind: kind}
			if kind == stability.LimitedMove || kind == stability.Maximin {
				concept.Horizon = 2
			}
			want := stability.Supports(c, concept, stability.Choices{})
			_, err := solve(t.Context(), e, c, stability.Task{Concepts: []stability.Concept{concept}})
			var refused *stability.UnsupportedError
			if want != nil && (!errors.As(err, &refused) || refused.Error() != want.Error()) {
				t.Errorf("%s: the error is %v, want %v", concept, err, want)
			}
			if want == nil && err != nil {
				t.Errorf("%s: %v", concept, err)
			}
		}
	}
	var tooLarge *game.TooLargeError
	if _, err := solve(t.Context(), e, PrisonersDilemma(), stability.Task{Limits: game.Limits{States: 3}}); !errors.As(err, &tooLarge) {
		t.Errorf("with four states where three are allowed the error is %v", err)
	}
}

// cancellation: an engine stops soon after its context ends, whatever it is at.
func cancellation(t *testing.T, e stability.Engine) {
	c := options("Many states", "a a1 a2 a3 a4", "b b1 b2 b3 b4", "c c1 c2 c3 c4")
	for i := range c.Parties {
		prefer(c, i, "a1 <-> b1", "c2 -> not a2", "not b3 or c3", "a4", "exactly_one(b4, c4, a3)", "b2")
	}
	unknown := options("Many states, unknown preferences", "a a1 a2 a3 a4", "b b1 b2 b3 b4", "c c1 c2 c3 c4")
	for i := range unknown.Parties {
		prefer(unknown, i, "a1 <-> b1", "c2 -> not a2", "not b3 or c3")
		prefer(unknown, i, "not b3 or c3", "a4", "c2 -> not a2", "b1 <-> not a1")
	}
	for _, c := range []*parley.Conflict{c, unknown} {
		for _, choices := range []stability.Choices{{}, {Simultaneous: true}, {EachOnce: true, ReturnNotSanction: true}} {
			for _, concept := range Concepts(c, choices) {
				if concept.Strength != stability.General || concept.Horizon%5 != 0 {
					continue
				}
				if err := soon(t, e, c, stability.Task{Concepts: []stability.Concept{concept}, Choices: choices}); err != nil {
					t.Errorf("%s with %+v: %v", concept, choices, err)
				}
			}
		}
	}
}

// soon solves a task with a context that ends after ten milliseconds, and returns what is wrong with how the engine ends.
func soon(t *testing.T, e stability.Engine, c *parley.Conflict, task stability.Task) error {
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	done := make(chan error, 1)
	go func() {
		_, err := solve(ctx, e, c, task)
		done <- err
	}()
	select {
	case err := <-done:
		if errors.Is(err, context.DeadlineExceeded) {
			return nil
		}
		return err
	case <-time.After(5 * time.Second):
		return errors.New("the engine goes on for seconds after its context has ended")
	}
}

// usual: a task that names no concept gets the usual ones that are defined, and a result repeats what was asked.
func usual(t *testing.T, e stability.Engine) {
	for seed := range uint64(20) {
		c := Random(rand.New(rand.NewPCG(seed, 4)), Shape{})
		choices := stability.Choices{EqualNotSanction: seed%2 == 0, Unknown: stability.ExtensionC}
		result, err := solve(t.Context(), e, c, stability.Task{Choices: choices})
		if err != nil {
			t.Fatal(err)
		}
		if result.Engine != e.Name() || result.Choices != choices || result.Graph == nil {
			t.Errorf("the result does not say how it was found: %q, %+v", result.Engine, result.Choices)
		}
		k := 0
		for _, concept := range stability.Usual(c) {
			if stability.Supports(c, concept, choices) != nil {
				continue
			}
			if k >= len(result.Verdicts) || result.Verdicts[k].Concept != concept {
				t.Fatalf("verdict %d is not about %s", k, concept)
			}
			k++
		}
		if k != len(result.Verdicts) {
			t.Errorf("there are %d verdicts, want %d", len(result.Verdicts), k)
		}
	}
}

// workers: no result depends on how many work on it, and the same task twice gives the same answer.
func workers(t *testing.T, e stability.Engine) {
	for seed := range uint64(20) {
		r := rand.New(rand.NewPCG(seed, 5))
		c := Random(r, Shape{})
		task := drawTask(r, c)
		var before *stability.Result
		for _, task.Workers = range []int{1, 1, 2, 7} {
			result, err := solve(t.Context(), e, c, task)
			if err != nil {
				t.Fatal(err)
			}
			if before != nil {
				if d := difference(before, result); d != "" {
					t.Fatalf("seed %d: with %d workers: %s", seed, task.Workers, d)
				}
			}
			before = result
		}
	}
}
