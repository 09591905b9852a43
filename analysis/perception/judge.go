package perception

import (
	"context"
	"errors"

	"github.com/bits-and-blooms/bitset"

	"parley/game"
	"parley/stability"
)

// Verdict is what holds by one concept, as each party sees it.
type Verdict struct {
	Concept stability.Concept
	// Missing tells why the concept cannot be asked of some picture, "" where it can. The sets are nil then.
	Missing string
	// Own are the equilibria of each party's own game, as states of its picture: what it expects to hold.
	Own []*bitset.BitSet
	// True are the states that would be equilibria if everybody saw the conflict as it is.
	True *bitset.BitSet
	// Holds are the states at which every party stays by its own game, the states of the conflict that hold (a
	// hyper-equilibrium). Where a state is outside a party's picture the party stays, since it knows no move there.
	Holds *bitset.BitSet
	// Steady, Unsteady and Stealthy part Holds. The names are those of Aljefri, Fang and Hipel (2014); the definitions:
	//
	// Stealthy: the state takes an option that some party does not see, or is outside some party's picture.
	// Steady: no such thing, and in each party's own game it is an equilibrium, so that everybody expects it to hold.
	// Unsteady: it holds, but in the game of some party it is none, so that it may break when that party learns better.
	Steady, Unsteady, Stealthy *bitset.BitSet
}

// Definitions say in words what the names of a Verdict's sets mean, for readers.
const (
	SteadyMeans   = "every party stays by its own game, and in every party's game all stay: everybody expects it to hold"
	UnsteadyMeans = "every party stays by its own game, but some party expected another to leave: it may break when that party learns better"
	StealthyMeans = "every party stays by its own game, but the state takes an option that some party does not see, or is ruled out by some party's picture"
)

// Judge finds for each concept of the task what holds as each party sees it. The task's other settings apply to every game.
// The error is that of the engine. The cost is that of one task for each different picture.
func (h *Hypergame) Judge(ctx context.Context, engine stability.Engine, task stability.Task) ([]Verdict, error) {
	if task.Concepts == nil {
		task.Concepts = stability.Usual(h.conflict())
	}
	task.Limits, task.Choices.IrreversiblePerArc = h.expansion.Limits, h.expansion.IrreversiblePerArc
	out := make([]Verdict, len(task.Concepts))
	var asked []stability.Concept
	for k, c := range task.Concepts {
		out[k].Concept = c
		for _, v := range append([]*View{{Graph: h.Graph}}, h.Views...) {
			var refused *stability.UnsupportedError
			if err := stability.Supports(v.Graph.Conflict(), c, task.Choices); errors.As(err, &refused) && out[k].Missing == "" {
				switch who := h.conflict().Parties[v.Party].Label(); {
				case v.Graph == h.Graph:
					out[k].Missing = refused.Reason
				case v.Graph.Conflict().GraphForm():
					out[k].Missing = "is not defined in the game of " + who + ", to whom options look like one"
				default:
					out[k].Missing = "in the game of " + who + ": " + refused.Reason
				}
			}
		}
		if out[k].Missing == "" {
			asked = append(asked, c)
		}
	}
	if len(asked) == 0 {
		return out, nil
	}
	task.Concepts = asked
	results := map[*game.Graph]*stability.Result{}
	solve := func(r *game.Rules, g *game.Graph) (err error) {
		if results[g] == nil {
			results[g], err = engine.Solve(ctx, r, task)
		}
		return err
	}
	if err := solve(h.Graph.Rules(), h.Graph); err != nil {
		return nil, err
	}
	for i, v := range h.Views {
		if err := solve(v.Rules, v.Graph); err != nil {
			return nil, &PictureError{h.conflict().Parties[i], err}
		}
	}
	for k := range out {
		if out[k].Missing == "" {
			h.sort(&out[k], results)
		}
	}
	return out, nil
}

// sort fills in the sets of a verdict.
func (h *Hypergame) sort(x *Verdict, results map[*game.Graph]*stability.Result) {
	n := uint(h.Graph.Len())
	x.True = results[h.Graph].Verdict(x.Concept).Equilibria
	x.Holds, x.Steady, x.Unsteady, x.Stealthy = bitset.New(n), bitset.New(n), bitset.New(n), bitset.New(n)
	for _, v := range h.Views {
		x.Own = append(x.Own, results[v.Graph].Verdict(x.Concept).Equilibria)
	}
	for s := range h.Graph.Len() {
		holds, expected, hidden := true, true, false
		for i, v := range h.Views {
			q := v.Sees(s)
			if q < 0 {
				hidden = true
				continue
			}
			holds = holds && results[v.Graph].Verdict(x.Concept).Stable[i].Test(uint(q))
			expected = expected && x.Own[i].Test(uint(q))
			hidden = hidden || h.hides(v, s)
		}
		if !holds {
			continue
		}
		x.Holds.Set(uint(s))
		switch {
		case hidden:
			x.Stealthy.Set(uint(s))
		case expected:
			x.Steady.Set(uint(s))
		default:
			x.Unsteady.Set(uint(s))
		}
	}
}

// hides reports whether a state takes an option that the party does not see; of a merged state, whether every member does.
func (h *Hypergame) hides(v *View, s int) bool {
	if v.lens.unseen == 0 {
		return false
	}
	for _, m := range h.Graph.Members(s) {
		if m&v.lens.unseen == 0 {
			return false
		}
	}
	return true
}
