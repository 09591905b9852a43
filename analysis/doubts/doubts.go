// Package doubts looks for what a conflict says but probably does not mean: options that nobody can take up, statements
// that order nothing, parties that never move.
package doubts

import (
	"context"
	"fmt"

	"github.com/bits-and-blooms/bitset"

	"parley"
	"parley/game"
	"parley/logic"
)

// Find returns the doubts about a conflict. reached are the states that moves lead to from the status quo; nil where it is
// not known or none is named. The cost is some passes over the states for each option and statement.
func Find(ctx context.Context, g *game.Graph, reached *bitset.BitSet) (parley.Issues, error) {
	d := &finder{g: g, issues: g.Doubts()}
	d.options(reached)
	for i := range g.Parties() {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		d.moves(i)
		d.preference(i)
	}
	for _, x := range g.Conflict().Definitions {
		if holds, open := g.Where(x.Expr); holds.None() && open.None() {
			d.add(x.At, "the definition `%s` holds in no feasible state", x.Name)
		}
	}
	return d.issues, nil
}

type finder struct {
	g      *game.Graph
	issues parley.Issues
}

func (d *finder) add(at, format string, args ...any) {
	d.issues = append(d.issues, parley.Issue{At: at, Doubt: true, Message: fmt.Sprintf(format, args...)})
}

func (d *finder) options(reached *bitset.BitSet) {
	for _, o := range d.g.Conflict().Options {
		taken, open := d.g.Where(logic.NewAtom(o.ID))
		ever := taken.Union(open)
		switch {
		case ever.None():
			d.add(o.At, "no feasible state takes up `%s`: the rules exclude it", o.ID)
		case int(taken.Count()) == d.g.Len():
			d.add(o.At, "every feasible state takes up `%s`: the rules force it", o.ID)
		case reached != nil && ever.IntersectionCardinality(reached) == 0:
			d.add(o.At, "no sequence of moves from the status quo takes up `%s`", o.ID)
		}
	}
}

func (d *finder) moves(i int) {
	p := d.g.Conflict().Parties[i]
	var row []int32
	for s := range d.g.Len() {
		if row = d.g.AppendMoves(row[:0], i, s); len(row) > 0 {
			return
		}
	}
	d.add(p.At, "`%s` never moves: no state leaves it a choice", p.ID)
}

// preference doubts statements that no earlier one leaves anything to order for.
func (d *finder) preference(i int) {
	c := d.g.Conflict()
	p := c.Preferences[i]
	if len(p.Either) == 0 {
		return // said where the file is read
	}
	if orders := d.g.Orders(i); len(orders) == 1 && orders[0].Classes == 1 && d.g.Len() > 1 {
		d.add(p.At, "`%s` likes every feasible state alike", c.Parties[i].ID)
		return
	}
	for _, o := range p.Either {
		classes := make([]int32, d.g.Len()) // of the states that the statements so far leave equal
		for _, s := range o.Statements {
			before := count(classes)
			refined := classes
			for _, f := range s.Either {
				holds, open := d.g.Where(f.Expr)
				switch {
				case holds.None() && open.None():
					d.add(f.At, "`%s` holds in no feasible state, so it orders nothing", f)
				case int(holds.Count()) == d.g.Len():
					d.add(f.At, "`%s` holds in every feasible state, so it orders nothing", f)
				default:
					refined = refine(refined, holds)
					if len(s.Either) == 1 && count(refined) == before {
						d.add(f.At, "`%s` orders nothing that earlier statements leave open", f)
					}
				}
			}
			classes = refined
		}
	}
}

// refine splits the classes by a set.
func refine(classes []int32, set *bitset.BitSet) []int32 {
	type key struct {
		class int32
		in    bool
	}
	next, out := map[key]int32{}, make([]int32, len(classes))
	for s, c := range classes {
		k := key{c, set.Test(uint(s))}
		id, ok := next[k]
		if !ok {
			id = int32(len(next))
			next[k] = id
		}
		out[s] = id
	}
	return out
}

func count(classes []int32) int {
	top := int32(-1)
	for _, c := range classes {
		top = max(top, c)
	}
	return int(top) + 1
}
