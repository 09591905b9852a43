package explicit_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"parley"
	"parley/game"
	"parley/logic"
	"parley/stability"
	"parley/stability/explicit"
)

// large returns a conflict of 4 parties with the given number of options each, every state feasible, and random
// statements enough to tell most states apart.
func large(options int) *parley.Conflict {
	r := rand.New(rand.NewPCG(7, uint64(options)))
	c := &parley.Conflict{}
	for i := range 4 {
		id := string(rune('a' + i))
		c.Parties = append(c.Parties, parley.Party{ID: id})
		for k := range options {
			c.Options = append(c.Options, parley.Option{ID: fmt.Sprintf("%s.o%d", id, k), Party: i})
		}
	}
	literal := func() *logic.Expr {
		e := logic.NewAtom(c.Options[r.IntN(len(c.Options))].ID)
		if r.IntN(2) == 0 {
			return logic.NewNot(e)
		}
		return e
	}
	for range c.Parties {
		var o parley.Order
		for range 20 {
			e := literal()
			switch r.IntN(3) {
			case 0:
				e = logic.NewAnd(e, literal())
			case 1:
				e = &logic.Expr{Op: logic.Implies, Args: []*logic.Expr{e, literal()}}
			}
			o.Statements = append(o.Statements, parley.Statement{Either: []parley.Formula{{Expr: e}}})
		}
		c.Preferences = append(c.Preferences, parley.Preference{Either: []parley.Order{o}})
	}
	return c
}

func BenchmarkLarge(b *testing.B) {
	for _, options := range []int{3, 4, 5, 6} {
		c := large(options)
		for _, kind := range []stability.Kind{stability.Nash, stability.GMR, stability.SMR, stability.SEQ, stability.SSEQ, stability.SIM} {
			b.Run(fmt.Sprintf("2^%d/%v", 4*options, kind), func(b *testing.B) {
				r, err := game.Compile(c)
				if err != nil {
					b.Fatal(err)
				}
				if _, err := r.Expand(context.Background(), game.Expansion{}); err != nil {
					b.Fatal(err)
				}
				for b.Loop() {
					if _, err := (explicit.Engine{}).Solve(context.Background(), r, stability.Task{Concepts: []stability.Concept{{Kind: kind}}}); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
		b.Run(fmt.Sprintf("2^%d/all", 4*options), func(b *testing.B) {
			for b.Loop() {
				r, err := game.Compile(c)
				if err != nil {
					b.Fatal(err)
				}
				if _, err := (explicit.Engine{}).Solve(context.Background(), r, stability.Task{}); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(fmt.Sprintf("2^%d/expand", 4*options), func(b *testing.B) {
			for b.Loop() {
				r, _ := game.Compile(c)
				if _, err := r.Expand(context.Background(), game.Expansion{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
