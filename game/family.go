package game

import (
	"context"
	"crypto/sha256"
	"fmt"
	"hash"
	"io"
	"slices"
	"sync"

	"parley"
	"parley/logic"
)

// Family is for listing the states of many conflicts that differ in little, such as those of rival readings: where two of them differ in
// preferences only, or in words, states and moves are listed once, and a party's ranking anew only where it wants something else. A graph
// comes out as it would alone, with the same numbers. It is safe for concurrent use. The memory is that of one graph for each different
// set of states, up to some millions of states; then it begins anew.
type Family struct {
	lock sync.Mutex
	kept map[Fingerprint]*relative // by states and moves
	held int                       // states of those kept
}

// relative is a graph that others are made from.
type relative struct {
	*Graph
	wants []Fingerprint // by party
}

// maxHeld bounds the states of the graphs that a Family keeps.
const maxHeld = 4 << 20

// expand is the function expand, with what is known of a relative put to use.
func (f *Family) expand(ctx context.Context, r *Rules, x Expansion) (*Graph, error) {
	h := sha256.New()
	fmt.Fprintln(h, x.IrreversiblePerArc)
	writeStates(h, r.conflict)
	for _, m := range r.conflict.Merges { // doubts about merges name their place
		fmt.Fprintln(h, m.At)
	}
	key := Fingerprint(h.Sum(nil))
	f.lock.Lock()
	known := f.kept[key]
	f.lock.Unlock()
	wants := make([]Fingerprint, len(r.conflict.Preferences))
	for i, p := range r.conflict.Preferences {
		h.Reset()
		writeWants(h, p)
		wants[i] = Fingerprint(h.Sum(nil))
	}
	if known != nil {
		return known.of(r, wants, x.Limits.WithDefaults())
	}
	g, err := expand(ctx, r, x)
	if err != nil {
		return nil, err
	}
	f.lock.Lock()
	defer f.lock.Unlock()
	if f.held += g.Len(); f.kept == nil || f.held > maxHeld {
		f.kept, f.held = map[Fingerprint]*relative{}, g.Len()
	}
	f.kept[key] = &relative{g, wants}
	return g, nil
}

// of returns the graph of a conflict with the same states and moves.
func (x *relative) of(r *Rules, wants []Fingerprint, limits Limits) (*Graph, error) {
	g := *x.Graph
	g.rules, g.origin = r, x.Origin()
	if err := g.exceeds(limits); err != nil {
		return nil, err
	}
	g.orders = slices.Clone(g.orders)
	var issues parley.Issues
	for i, p := range r.conflict.Preferences {
		if wants[i] != x.wants[i] {
			orders, is := g.ordersOf(i, p)
			g.orders[i], issues = orders, append(issues, is...)
		}
	}
	if len(issues) > 0 {
		return nil, issues
	}
	g.doubts = append(parley.Issues(nil), x.doubts[:x.ofMerges]...)
	g.doubtMerges()
	return &g, nil
}

// Fingerprint is the same for two things only if they agree in everything that decides states, moves and preferences.
type Fingerprint [sha256.Size]byte

// FingerprintOf returns the fingerprint of a conflict. Two conflicts that have one differ in words for people at most. The cost is
// linear in the length of the formulas.
func FingerprintOf(c *parley.Conflict) Fingerprint {
	h := sha256.New()
	writeStates(h, c)
	for _, p := range c.Preferences {
		writeWants(h, p)
	}
	return Fingerprint(h.Sum(nil))
}

func writeFormula(h hash.Hash, kind string, e *logic.Expr) {
	h.Write(e.AppendKey(append(make([]byte, 0, 512), kind...)))
}

// writeStates writes everything about a conflict but preferences and words for people.
func writeStates(h hash.Hash, c *parley.Conflict) {
	for _, p := range c.Parties {
		fmt.Fprintf(h, "party %q\n", p.ID)
	}
	for _, o := range c.Options {
		fmt.Fprintf(h, "option %q %d %v %v %q\n", o.ID, o.Party, o.StaysTaken, o.StaysDropped, o.Choice)
	}
	if c.StatusQuo != nil {
		fmt.Fprintf(h, "status quo %d\n", c.StatusQuo.State)
	}
	for _, s := range c.States {
		fmt.Fprintf(h, "state %q\n", s.ID)
	}
	for _, a := range c.Arcs {
		fmt.Fprintf(h, "arc %d %d %d\n", a.Party, a.From, a.To)
	}
	for _, d := range c.Definitions {
		writeFormula(h, fmt.Sprintf("define %q ", d.Name), d.Expr)
	}
	for _, r := range c.Rules {
		writeFormula(h, "rule ", r.Expr)
	}
	for _, m := range c.Merges {
		writeFormula(h, "merge ", m.Expr)
	}
	for _, b := range c.Bars {
		fmt.Fprintf(h, "bar %d", b.Party)
		writeFormula(h, " from ", b.From)
		writeFormula(h, " to ", b.To)
	}
}

// writeWants writes what a party prefers.
func writeWants(h hash.Hash, p parley.Preference) {
	io.WriteString(h, "wants\n")
	for _, o := range p.Either {
		io.WriteString(h, "either\n")
		for _, s := range o.Statements {
			fmt.Fprintf(h, "statement %v\n", s.Greatly)
			for _, f := range s.Either {
				writeFormula(h, "", f.Expr)
			}
		}
		for _, w := range o.Weights {
			writeFormula(h, "weight "+w.Value.RatString()+" ", w.Expr)
		}
		for _, t := range o.Ranking {
			fmt.Fprintf(h, "tier %q %v\n", t.States, t.Greatly)
		}
	}
}
