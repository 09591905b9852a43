package edit_test

import (
	"context"
	"math/rand/v2"
	"strings"
	"testing"

	"parley/analysis/edit"
	"parley/game"
	"parley/stability/stabilitytest"
)

// Taking an option away twice must be the same as once, and leave exactly the states without it.
func TestWithoutLeavesTheOtherStates(t *testing.T) {
	ctx := context.Background()
	tried := 0
	for seed := range uint64(300) {
		c := stabilitytest.Random(rand.New(rand.NewPCG(seed, 3)), stabilitytest.Shape{Form: stabilitytest.Options, Plain: true})
		c.StatusQuo = nil
		for i := range c.Preferences {
			c.Preferences[i].Either = nil // rankings would name states that are gone
		}
		k := int(seed) % len(c.Options)
		once, err := edit.Without(c, k)
		if err != nil {
			t.Fatal(err)
		}
		twice, err := edit.Without(once, k)
		if err != nil {
			t.Fatal(err)
		}
		list := func(rules *game.Rules, err error) *game.Graph {
			if err != nil {
				t.Fatal(err)
			}
			g, err := rules.Expand(ctx, game.Expansion{})
			if err != nil {
				return nil
			}
			return g
		}
		all, a, b := list(game.Compile(c)), list(game.Compile(once)), list(game.Compile(twice))
		want := 0
		for s := range all.Len() {
			if !all.Members(s)[0].Has(k) {
				want++
			}
		}
		switch {
		case a == nil && want == 0 && b == nil:
		case a == nil || b == nil || a.Len() != want || b.Len() != want:
			t.Errorf("seed %d: %d states without option %d are left of %d", seed, want, k, all.Len())
		default:
			tried++
		}
	}
	if tried < 100 {
		t.Errorf("only %d conflicts had states left", tried)
	}
}

func TestMoveStatement(t *testing.T) {
	c := stabilitytest.PrisonersDilemma()
	before := edit.StatementsOf(c, 0)
	if len(before) < 2 {
		t.Skip("the dilemma is not written by statements")
	}
	moved := edit.MoveStatement(c, 0, 0, 1)
	after := edit.StatementsOf(moved, 0)
	if after[0].Either[0].String() != before[1].Either[0].String() || after[1].Either[0].String() != before[0].Either[0].String() {
		t.Errorf("moving the first statement down gives %v, %v", after[0], after[1])
	}
	if back := edit.MoveStatement(moved, 0, 1, 0); edit.StatementsOf(back, 0)[0].Either[0].String() != before[0].Either[0].String() {
		t.Error("moving it back does not restore the order")
	}
	if n := len(edit.StatementsOf(edit.DropStatement(c, 0, 0), 0)); n != len(before)-1 {
		t.Errorf("%d statements left of %d", n, len(before))
	}
}

// Where a party ranks states one by one, taking an option away must leave it the ranking of those that remain.
func TestWithoutKeepsRankings(t *testing.T) {
	ctx := context.Background()
	tried := 0
	for seed := range uint64(300) {
		c := stabilitytest.Random(rand.New(rand.NewPCG(seed, 4)), stabilitytest.Shape{Form: stabilitytest.Options, Strict: true, Plain: true})
		c.StatusQuo = nil
		rules, err := game.Compile(c)
		if err != nil {
			t.Fatal(err)
		}
		before, err := rules.Expand(ctx, game.Expansion{})
		if err != nil {
			t.Fatal(err)
		}
		k := int(seed) % len(c.Options)
		changed, err := edit.Without(c, k)
		if err != nil {
			t.Fatal(err)
		}
		if rules, err = game.Compile(changed); err != nil {
			t.Fatal(err)
		}
		after, err := rules.Expand(ctx, game.Expansion{})
		if err != nil {
			if !strings.Contains(err.Error(), "no state is feasible") {
				t.Errorf("seed %d: %v", seed, err)
			}
			continue
		}
		tried++
		for s := range after.Len() {
			for q := range after.Len() {
				was, _ := before.Index(after.Members(s)[0])
				other, _ := before.Index(after.Members(q)[0])
				for i := range after.Parties() {
					if after.Compare(i, s, q) != before.Compare(i, was, other) {
						t.Fatalf("seed %d: %s compares with %s otherwise than before", seed, after.Code(s), after.Code(q))
					}
				}
			}
		}
	}
	if tried < 100 {
		t.Errorf("only %d conflicts had states left", tried)
	}
}
