// Package perception asks what follows where parties see a conflict otherwise than it is: a hypergame of the first level,
// in which each party has a game of its own and takes it for the conflict (Bennett 1977; in graph form Aljefri, Fang and
// Hipel 2014). What each party expects follows from its own game; what happens follows from all of them together, since each
// party moves on its own picture and reality answers.
//
//   - Compile lists the states of the conflict and of each party's picture, and what each state looks like to each party.
//   - Hypergame.Differences tells what a party sees otherwise.
//   - Hypergame.Play finds what each party expects to happen, what happens, and who is surprised by whom at which move.
//   - Hypergame.Judge sorts the outcomes that hold into steady, unsteady and stealthy ones.
//   - Hypergame.Corrections finds which misperception, put right, clears a surprise up or changes what happens.
//
// # How a state looks
//
// To a party that does not see an option, a state looks as if the option were not taken; a choice at a level that it does not
// see looks as if it stood at the next level that the party does see. Of options that look like one to it, the party sees
// whether at least one is taken and not which. What a state looks like may be no state of the party's picture, because the
// party believes in a rule that reality breaks: then the state is outside the picture, and there the party makes no move.
// Of a merged state the lowest member counts, as it does for preferences.
//
// The picture of a party to which options look like one has for its states what feasible combinations look like. In it a move
// leads from one look to another if it leads from some combination to some combination that look so, and whatever the party
// takes anybody to want is read with "one of them is taken" in place of each of the options. A ranking, which cannot be read
// so, ranks a look as its lowest combination.
//
// # How a party moves
//
// A party takes what look to it like its best replies. It carries one out by any move that looks so to it, takes up no option
// that it does not see, drops none either (but for the level of a choice that it changes), and where alike options look
// unchanged it leaves its own of them as they are. Where there is no such move reality refuses, and nothing happens.
package perception

import (
	"context"
	"fmt"

	"parley"
	"parley/game"
	"parley/logic"
)

// Picture is one party's own picture of a conflict. The zero Picture is that of a party that sees things as they are.
type Picture struct {
	// Conflict is the party's own game, with the parties and options of the conflict itself, in their order; nil for the
	// conflict itself. Rules that keep options of Unseen from being taken may be part of it and need not be.
	Conflict *parley.Conflict
	// Unseen are options that the party does not see.
	Unseen parley.State
	// Alike are sets of options that look like one to it. Sets that share an option are taken together.
	Alike []parley.State
}

// Hypergame is a conflict together with each party's own picture of it. It is safe for concurrent use.
type Hypergame struct {
	Graph *game.Graph // as it is
	Views []*View     // by party

	expansion game.Expansion
}

// PictureError tells that a party's picture cannot be a conflict.
type PictureError struct {
	Party parley.Party
	Err   error
}

// Error names the party.
func (e *PictureError) Error() string {
	return fmt.Sprintf("as %s sees it: %v", e.Party.Label(), e.Err)
}

// Unwrap returns what is wrong with the picture.
func (e *PictureError) Unwrap() error { return e.Err }

// Compile lists the states of the conflict and of every picture. pictures has one entry for each party, or is nil. The error
// is that of Rules.Expand where the conflict itself is at fault, and a *PictureError around such an error where a picture is.
// The cost is that of listing each picture that differs from the conflict; where options look alike, also of all its moves.
func Compile(ctx context.Context, rules *game.Rules, pictures []Picture, x game.Expansion) (*Hypergame, error) {
	g, err := rules.Expand(ctx, x)
	if err != nil {
		return nil, err
	}
	h := &Hypergame{Graph: g, expansion: x}
	number := 0
	for i := range g.Parties() {
		var p Picture
		if pictures != nil {
			p = pictures[i]
		}
		v, err := h.view(ctx, i, p)
		if err != nil {
			return nil, err
		}
		h.Views = append(h.Views, v)
		for k := range v.differences {
			v.differences[k].Number = number
			number++
		}
	}
	return h, nil
}

// with returns the hypergame in which some views are exchanged.
func (h *Hypergame) with(views ...*View) *Hypergame {
	out := *h
	out.Views = append([]*View(nil), h.Views...)
	for _, v := range views {
		out.Views[v.Party] = v
	}
	return &out
}

// Clear reports whether every party sees the conflict as it is.
func (h *Hypergame) Clear() bool {
	for _, v := range h.Views {
		if !v.Clear() {
			return false
		}
	}
	return true
}

// conflict returns the conflict as it is.
func (h *Hypergame) conflict() *parley.Conflict { return h.Graph.Conflict() }

// normal brings a picture into one form: a conflict of its own, sets of alike options that are disjoint and seen, and the
// status quo as it is unless the party sees another one.
func (h *Hypergame) normal(p Picture) (Picture, error) {
	c := h.conflict()
	if p.Conflict == nil {
		p.Conflict = c
	}
	if is := samePieces(c, p.Conflict); is != nil {
		return p, is
	}
	if c.GraphForm() && (p.Unseen != 0 || len(p.Alike) > 0) {
		return p, parley.Issues{{Message: "options that are not seen, or look like one, need options, but the states are listed"}}
	}
	own := *p.Conflict
	p.Alike = disjoint(p.Alike, p.Unseen)
	if sq, seen := c.StatusQuo, own.StatusQuo; sq != nil && seen != nil && newLens(c, p).hide(sq.State) == newLens(c, p).hide(seen.State) {
		own.StatusQuo = sq
	}
	p.Conflict = &own
	return p, nil
}

// samePieces returns an issue unless two conflicts have the same parties, options and listed states.
func samePieces(a, b *parley.Conflict) error {
	same := len(a.Parties) == len(b.Parties) && len(a.Options) == len(b.Options) && len(a.States) == len(b.States)
	for i := 0; same && i < len(a.Parties); i++ {
		same = a.Parties[i].ID == b.Parties[i].ID
	}
	for k := 0; same && k < len(a.Options); k++ {
		same = a.Options[k].ID == b.Options[k].ID && a.Options[k].Party == b.Options[k].Party
	}
	for s := 0; same && s < len(a.States); s++ {
		same = a.States[s].ID == b.States[s].ID
	}
	if same {
		return nil
	}
	return parley.Issues{{Message: "a picture has the parties, options and listed states of the conflict itself"}}
}

// forbids returns the option that a formula keeps from being taken and says no more, or -1.
func forbids(c *parley.Conflict, e *logic.Expr) int {
	if e.Op != logic.Not || e.Args[0].Op != logic.Atom {
		return -1
	}
	for k, o := range c.Options {
		if o.ID == e.Args[0].Name {
			return k
		}
	}
	return -1
}

// disjoint unites sets that share an option, leaves out the options that are not seen, and drops what is no set of two.
func disjoint(sets []parley.State, unseen parley.State) []parley.State {
	var out []parley.State
	for _, s := range sets {
		s &^= unseen
		var apart []parley.State
		for _, t := range out {
			if s&t != 0 {
				s |= t
			} else {
				apart = append(apart, t)
			}
		}
		out = append(apart, s)
	}
	kept := out[:0]
	for _, s := range out {
		if s&(s-1) != 0 {
			kept = append(kept, s)
		}
	}
	return kept
}
