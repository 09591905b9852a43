// Package sequence finds legal sequences of moves: who can lead from one state to which others, step by step, with nobody
// moving twice in a row (Fang, Hipel and Kilgour 1993; doc/theory.md 1.3). It knows moves, improvements, best replies and
// the joint moves of coalitions, and no solution concept. The analyses that ask for ways and for answers stand on it.
package sequence

import "parley/stability"

// Step is one move: of a single party, or of a coalition whose members move at once.
type Step struct {
	Movers   stability.Coalition
	From, To int
}

// Path is a sequence of steps, each beginning where the one before ends.
type Path struct {
	From  int
	Steps []Step
}

// To returns the state where the path ends.
func (p *Path) To() int {
	if len(p.Steps) == 0 {
		return p.From
	}
	return p.Steps[len(p.Steps)-1].To
}

// States returns the states of the path in order, the first and the last included.
func (p *Path) States() []int {
	states := []int{p.From}
	for _, s := range p.Steps {
		states = append(states, s.To)
	}
	return states
}

// Movers returns everyone who moves on the path.
func (p *Path) Movers() stability.Coalition {
	var all stability.Coalition
	for _, s := range p.Steps {
		all |= s.Movers
	}
	return all
}
