package perception

import (
	"context"
	"slices"

	"parley"
	"parley/game"
	"parley/logic"
)

// View is a party's own game, its states listed, and how the states of the conflict look in it.
type View struct {
	Party   int
	Picture Picture
	// Rules and Graph are the party's own game. Where options look like one to it the states are listed, and the id of a state
	// is its code, with a dash for each option of a set of which one is taken.
	Rules *game.Rules
	Graph *game.Graph

	lens        lens
	differences []Difference
	image       []int32 // of each state of the conflict: what it looks like, -1 for what is outside; nil: itself
}

// Clear reports whether the party sees the conflict as it is.
func (v *View) Clear() bool { return len(v.differences) == 0 }

// Sees returns what a state of the conflict looks like to the party, as a state of its picture, or -1 where that is outside
// its picture.
func (v *View) Sees(s int) int {
	if v.image == nil {
		return s
	}
	return int(v.image[s])
}

// Tells reports whether two states of the conflict look different to the party.
func (v *View) Tells(s, q int) bool { return v.Sees(s) != v.Sees(q) }

// view lists the picture of a party.
func (h *Hypergame) view(ctx context.Context, party int, p Picture) (*View, error) {
	fail := func(err error) (*View, error) { return nil, &PictureError{h.conflict().Parties[party], err} }
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	p, err := h.normal(p)
	if err != nil {
		return fail(err)
	}
	v := &View{Party: party, Picture: p, lens: newLens(h.conflict(), p), differences: differences(h.conflict(), party, p)}
	if v.Clear() {
		v.Rules, v.Graph = h.Graph.Rules(), h.Graph
		return v, nil
	}
	own := v.own()
	v.restrict(h.conflict(), own)
	rules, err := game.Compile(own)
	if err != nil {
		return fail(err)
	}
	g, err := rules.Expand(ctx, h.expansion)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	} else if err != nil {
		return fail(err)
	}
	v.Rules, v.Graph = rules, g
	place := func(s parley.State) (int, bool) { return g.Index(v.lens.hide(s)) }
	if len(p.Alike) > 0 {
		b, err := blur(ctx, g, v.lens, h.expansion)
		if err != nil {
			return fail(err)
		}
		v.Rules, v.Graph, place = b.graph.Rules(), b.graph, b.place
	}
	if h.conflict().GraphForm() {
		return v, nil
	}
	v.image = make([]int32, h.Graph.Len())
	for s := range v.image {
		v.image[s] = -1
		if q, ok := place(h.Graph.Members(s)[0]); ok {
			v.image[s] = int32(q)
		}
	}
	return v, nil
}

// own returns the conflict of the picture with nothing unseen taken, and with preferences and merges as the party reads them.
func (v *View) own() *parley.Conflict {
	base := copied(v.Picture.Conflict)
	c := v.Picture.Conflict
	for k, o := range c.Options {
		if v.Picture.Unseen.Has(k) && !slices.ContainsFunc(c.Rules, func(r parley.Rule) bool { return forbids(c, r.Expr) == k }) {
			e := logic.NewNot(logic.NewAtom(o.ID))
			base.Rules = append(base.Rules, parley.Rule{Formula: parley.Formula{Expr: e, Text: e.String(), At: o.At}})
		}
	}
	if sq := c.StatusQuo; sq != nil {
		base.StatusQuo = &parley.Place{State: v.lens.hide(sq.State), At: sq.At}
	}
	for i := range base.Preferences {
		base.Preferences[i] = v.lens.readPreference(c, base.Preferences[i])
	}
	for i := range base.Merges {
		base.Merges[i].Expr = v.lens.read(c, base.Merges[i].Expr)
	}
	return base
}

// copied returns a copy of a conflict whose lists may be changed.
func copied(c *parley.Conflict) *parley.Conflict {
	out := *c
	out.Rules = append([]parley.Rule(nil), c.Rules...)
	out.Merges = append([]parley.Merge(nil), c.Merges...)
	out.Preferences = append([]parley.Preference(nil), c.Preferences...)
	return &out
}
