package simulate

import (
	"github.com/bits-and-blooms/bitset"

	"parley/game"
	"parley/sim/estimate"
)

// Leg says whether one of the things is there that make a moment ripe for talks.
type Leg string

// The answers. Open: the share of runs lies within what the analyst holds possible of the limit, or too near to it for the number
// of runs.
const (
	There   Leg = "there"
	Missing Leg = "missing"
	Open    Leg = "open"
)

// Chance is the share of runs in which a thing happens within the horizon.
type Chance struct {
	Thing *Thing
	Share estimate.Estimate
}

// Side is a party between hope and pain. Hope is the range of the share of victories below which it gives up hope, Pain that of the
// share of hurts above which it is hurt enough.
type Side struct {
	Party        int
	Wins         *Chance // nil: nothing is a victory of this party
	Hurts        *Chance
	Hope, Pain   [2]float64
	NoHope, Hurt Leg
}

// Ripeness is whether a moment is ripe for talks: no side can hope to win, all are hurt, and there is a way out (Zartman 2001).
// It is no score: a leg is there or not.
type Ripeness struct {
	Sides []Side
	// WayOut are the states of Graph that hold under SEQ, can be reached from the status quo by legal moves, and that every side
	// prefers to the status quo.
	Graph  *game.Graph
	WayOut []int
}

// Chance returns the share of runs in which a thing happens; nil where no thing is called so.
func (a *Answer) Chance(name string) *Chance {
	for k := range a.Things {
		if a.Things[k].Name == name {
			first, _ := a.Durations[k].First(Confidence)
			return &Chance{&a.Things[k], first[0]}
		}
	}
	return nil
}

// Judge settles the legs of a side.
func (s *Side) Judge() {
	s.NoHope, s.Hurt = There, Missing
	if s.Wins != nil {
		s.NoHope = against(s.Wins.Share, s.Hope, There, Missing)
	}
	if s.Hurts != nil {
		s.Hurt = against(s.Hurts.Share, s.Pain, Missing, There)
	}
}

// against compares a share with a limit.
func against(share estimate.Estimate, limit [2]float64, below, above Leg) Leg {
	switch {
	case share.High <= limit[0]:
		return below
	case share.Low >= limit[1]:
		return above
	}
	return Open
}

// Escape finds the ways out among states that hold and those that can be reached.
func (r *Ripeness) Escape(g *game.Graph, holds, reached *bitset.BitSet) {
	r.Graph = g
	now := g.StatusQuo()
	for s := range holds.EachSet() {
		out := reached.Test(s) && int(s) != now
		for _, side := range r.Sides {
			c := g.Compare(side.Party, int(s), now)
			out = out && (c == game.Better || c == game.MuchBetter)
		}
		if out {
			r.WayOut = append(r.WayOut, int(s))
		}
	}
}

// Way is the leg that both sides share.
func (r *Ripeness) Way() Leg {
	if len(r.WayOut) > 0 {
		return There
	}
	return Missing
}

// Ripe is the whole: there if every leg is, missing if one is.
func (r *Ripeness) Ripe() Leg {
	legs := []Leg{r.Way()}
	for _, s := range r.Sides {
		legs = append(legs, s.NoHope, s.Hurt)
	}
	ripe := There
	for _, l := range legs {
		if l == Missing {
			return Missing
		}
		if l == Open {
			ripe = Open
		}
	}
	return ripe
}
