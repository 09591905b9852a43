package game_test

import (
	"context"
	"slices"
	"testing"

	"parley"
	"parley/game"
	"parley/stability/stabilitytest"
)

// Hipel, Fang, Kilgour and Peng 1993: who can lead from where to where in Elmira, states numbered from 1.
func TestElmiraMoves(t *testing.T) {
	g := expand(t, stabilitytest.Elmira())
	for party, want := range []map[int][]int32{
		{1: {2}, 3: {4}, 5: {6}, 7: {8}},
		{1: {3, 9}, 2: {4, 9}, 3: {9}, 4: {9}, 5: {7, 9}, 6: {8, 9}, 7: {9}, 8: {9}},
		{1: {5}, 5: {1}, 2: {6}, 6: {2}, 3: {7}, 7: {3}, 4: {8}, 8: {4}},
	} {
		for s := range g.Len() {
			got := g.AppendMoves(nil, party, s)
			for k := range got {
				got[k]++
			}
			if !slices.Equal(got, want[s+1]) {
				t.Errorf("party %d moves from %d to %v, want %v", party, s+1, got, want[s+1])
			}
		}
	}
	for s, want := range []string{"NYNNN", "YYNNN", "NNYNN", "YNYNN", "NYNNY", "YYNNY", "NNYNY", "YNYNY", "-NNY-"} {
		if got := g.Code(s); got != want {
			t.Errorf("state %d is %s, want %s", s+1, got, want)
		}
	}
}

// mayMove judges a move by the definition: from some combination of options that s stands for to some one that q stands
// for, by options of the given parties alone, with nothing undone that stays, and past no bar. Where s is merged nothing
// may be undone that has been settled in any of its members, unless irreversibility is per arc.
func mayMove(c *parley.Conflict, g *game.Graph, parties uint64, s, q int, perArc bool) bool {
	if c.GraphForm() {
		return slices.ContainsFunc(c.Arcs, func(a parley.Arc) bool { return parties>>a.Party&1 == 1 && a.From == s && a.To == q })
	}
	undoes := func(from, to parley.State) bool {
		for k, o := range c.Options {
			if o.StaysTaken && from.Has(k) && !to.Has(k) || o.StaysDropped && !from.Has(k) && to.Has(k) {
				return true
			}
		}
		return false
	}
	allowed := func(from, to parley.State) bool {
		for k, o := range c.Options {
			if from.Has(k) != to.Has(k) && parties>>o.Party&1 == 0 {
				return false
			}
		}
		for _, b := range c.Bars {
			if (b.Party == parley.AnyParty || parties>>b.Party&1 == 1) && holds(c, b.From, from) && holds(c, b.To, to) {
				return false
			}
		}
		return !undoes(from, to)
	}
	for _, from := range g.Members(s) {
		for _, to := range g.Members(q) {
			settled := len(g.Members(s)) > 1 && slices.ContainsFunc(g.Members(s), func(m parley.State) bool { return undoes(m, to) })
			if allowed(from, to) && (perArc || !settled) {
				return true
			}
		}
	}
	return false
}

// Moves, in whatever form they are asked for, are those of the definition.
func TestMovesAreThoseOfTheDefinition(t *testing.T) {
	eachRandom(t, 400, stabilitytest.Shape{}, func(t *testing.T, c *parley.Conflict, _ *game.Graph) {
		for _, perArc := range []bool{false, true} {
			g, err := compile(t, c).Expand(context.Background(), game.Expansion{IrreversiblePerArc: perArc})
			if err != nil {
				t.Fatal(err)
			}
			for i := range c.Parties {
				checkMoves(t, c, g, i, perArc)
			}
		}
	})
}

func checkMoves(t *testing.T, c *parley.Conflict, g *game.Graph, party int, perArc bool) {
	arcs := g.Arcs(party)
	back := arcs.Reversed()
	reversed := make([][]int32, g.Len())
	leads := make([][]bool, g.Len())
	for s := range g.Len() {
		var want []int32
		leads[s] = make([]bool, g.Len())
		for q := range g.Len() {
			if s != q && mayMove(c, g, 1<<party, s, q, perArc) {
				want = append(want, int32(q))
				reversed[q] = append(reversed[q], int32(s))
				leads[s][q] = true
			}
		}
		if got := g.AppendMoves(nil, party, s); !slices.Equal(got, want) {
			t.Errorf("party %d, per arc %v: AppendMoves from %s: %v, want %v", party, perArc, g.Code(s), got, want)
		}
		if got := arcs.From(s); !slices.Equal(got, want) {
			t.Errorf("party %d, per arc %v: Arcs from %s: %v, want %v", party, perArc, g.Code(s), got, want)
		}
		if got := g.AppendMoves([]int32{-7}, party, s); !slices.Equal(got[1:], want) || got[0] != -7 {
			t.Errorf("AppendMoves does not append: %v", got)
		}
	}
	transitive := true
	for s := range g.Len() {
		if !slices.Equal(back.From(s), reversed[s]) {
			t.Errorf("party %d: Reversed to %s: %v, want %v", party, g.Code(s), back.From(s), reversed[s])
		}
		for q := range g.Len() {
			for r := range g.Len() {
				transitive = transitive && !(leads[s][q] && leads[q][r] && r != s && !leads[s][r])
			}
		}
	}
	if g.Transitive(party) != transitive {
		t.Errorf("party %d: Transitive is %v", party, g.Transitive(party))
	}
	if g.Plain() && !transitive {
		t.Errorf("the graph is plain, but the moves of party %d are not transitive", party)
	}
	if bytes := g.ArcBytes(); bytes < int64(4*len(arcs.To)) {
		t.Errorf("ArcBytes is %d for %d moves of party %d alone", bytes, len(arcs.To), party)
	}
}

// Joint moves made at once are those of the definition.
func TestJointMovesAreThoseOfTheDefinition(t *testing.T) {
	eachRandom(t, 150, stabilitytest.Shape{Form: stabilitytest.Options, States: 24}, func(t *testing.T, c *parley.Conflict, _ *game.Graph) {
		for _, perArc := range []bool{false, true} {
			g, err := compile(t, c).Expand(context.Background(), game.Expansion{IrreversiblePerArc: perArc})
			if err != nil {
				t.Fatal(err)
			}
			for h := uint64(1); h < 1<<len(c.Parties); h++ {
				for s := range g.Len() {
					var want []int32
					for q := range g.Len() {
						if s != q && mayMove(c, g, h, s, q, perArc) {
							want = append(want, int32(q))
						}
					}
					if got := g.AppendJointMoves(nil, h, s); !slices.Equal(got, want) {
						t.Errorf("parties %b, per arc %v: from %s to %v, want %v", h, perArc, g.Code(s), got, want)
					}
				}
			}
		}
	})
}

// A block holds the feasible combinations that agree on everyone else's options.
func TestBlocks(t *testing.T) {
	eachRandom(t, 200, stabilitytest.Shape{Form: stabilitytest.Options}, func(t *testing.T, c *parley.Conflict, g *game.Graph) {
		var raw []parley.State
		for s := range g.Len() {
			raw = append(raw, g.Members(s)...)
		}
		slices.Sort(raw)
		for i := range c.Parties {
			b := g.Blocks(i)
			own := g.Rules().Owned(i)
			seen := 0
			for k := range len(b.Start) - 1 {
				block := b.Block(int32(k))
				if !slices.IsSorted(block) || len(block) == 0 {
					t.Errorf("party %d: block %d is %v", i, k, block)
				}
				seen += len(block)
				for _, x := range block {
					if b.Of[x] != int32(k) {
						t.Errorf("party %d: state %d is in block %d, not in %d", i, x, k, b.Of[x])
					}
				}
			}
			if seen != len(raw) {
				t.Errorf("party %d: blocks hold %d of %d states", i, seen, len(raw))
			}
			for x := range raw {
				for y := range raw {
					if (b.Of[x] == b.Of[y]) != (raw[x]&^own == raw[y]&^own) {
						t.Errorf("party %d: %b and %b are in blocks %d and %d", i, raw[x], raw[y], b.Of[x], b.Of[y])
					}
				}
			}
		}
	})
}

// Rules.Allows judges a single move between combinations of options.
func TestAllows(t *testing.T) {
	eachRandom(t, 60, stabilitytest.Shape{Form: stabilitytest.Options, States: 16, Plain: true}, func(t *testing.T, c *parley.Conflict, g *game.Graph) {
		for i := range c.Parties {
			for s := range g.Len() {
				for q := range g.Len() {
					from, to := g.Members(s)[0], g.Members(q)[0]
					if s != q && g.Rules().Allows(i, from, to) != mayMove(c, g, 1<<i, s, q, false) {
						t.Errorf("party %d from %s to %s: Allows is %v", i, g.Code(s), g.Code(q), g.Rules().Allows(i, from, to))
					}
				}
			}
		}
	})
}
