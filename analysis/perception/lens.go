package perception

import (
	"math/bits"

	"parley"
	"parley/logic"
)

// lens turns combinations of options into what they look like to a party.
type lens struct {
	unseen parley.State
	alike  []parley.State
	levels []level // of choices, those that are not seen
}

// level is a level of a choice that a party does not see, and the one at which the choice seems to stand instead.
type level struct{ bit, next parley.State }

func newLens(c *parley.Conflict, p Picture) lens {
	l := lens{unseen: p.Unseen, alike: p.Alike}
	for k, o := range c.Options {
		if o.Choice == "" || !p.Unseen.Has(k) {
			continue
		}
		var levels []int
		at := 0
		for j, other := range c.Options {
			if other.Choice == o.Choice {
				if j == k {
					at = len(levels)
				}
				levels = append(levels, j)
			}
		}
		for i := range levels {
			if j := levels[(at+i)%len(levels)]; !p.Unseen.Has(j) {
				l.levels = append(l.levels, level{1 << k, 1 << j})
				break
			}
		}
	}
	return l
}

// hide leaves out of a combination what the party does not see.
func (l lens) hide(s parley.State) parley.State {
	for _, x := range l.levels {
		if s&x.bit != 0 {
			s |= x.next
		}
	}
	return s &^ l.unseen
}

// look returns what a combination looks like: what is seen of it, with every option of an alike set taken where one is.
func (l lens) look(s parley.State) parley.State {
	s = l.hide(s)
	for _, set := range l.alike {
		if s&set != 0 {
			s |= set
		}
	}
	return s
}

// untouched reports whether the party can mean to move from one combination to another, which differ in its own options only:
// it takes up nothing that it does not see, drops nothing of that either, and of alike options that look unchanged it
// changes none.
func (l lens) untouched(from, to parley.State) bool {
	if to&^from&l.unseen != 0 {
		return false
	}
	dropped := from &^ to & l.unseen
	for _, x := range l.levels {
		dropped &^= x.bit
	}
	if dropped != 0 {
		return false
	}
	for _, set := range l.alike {
		if from&set != 0 && to&set != 0 && (from^to)&set != 0 {
			return false
		}
	}
	return true
}

// read returns the preference as the party reads it: wherever an option of an alike set is named, any of them will do.
func (l lens) read(c *parley.Conflict, e *logic.Expr) *logic.Expr {
	return e.Replace(func(atom *logic.Expr) *logic.Expr {
		for _, set := range l.alike {
			var any []*logic.Expr
			named := false
			for rest := uint64(set); rest != 0; rest &= rest - 1 {
				id := c.Options[bits.TrailingZeros64(rest)].ID
				named = named || id == atom.Name
				any = append(any, logic.NewAtom(id))
			}
			if named {
				return logic.NewOr(any...)
			}
		}
		return nil
	})
}

// readPreference reads every formula of a preference; a ranking stays as it is.
func (l lens) readPreference(c *parley.Conflict, p parley.Preference) parley.Preference {
	orders := make([]parley.Order, len(p.Either))
	for i, o := range p.Either {
		orders[i] = o
		orders[i].Statements, orders[i].Weights = nil, nil
		for _, s := range o.Statements {
			formulas := make([]parley.Formula, len(s.Either))
			for k, f := range s.Either {
				f.Expr = l.read(c, f.Expr)
				formulas[k] = f
			}
			s.Either = formulas
			orders[i].Statements = append(orders[i].Statements, s)
		}
		for _, w := range o.Weights {
			w.Expr = l.read(c, w.Expr)
			orders[i].Weights = append(orders[i].Weights, w)
		}
	}
	p.Either = orders
	return p
}
