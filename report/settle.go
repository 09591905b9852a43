package report

import (
	"parley/analysis/explain"
	"parley/analysis/settle"
	"parley/game"
	"parley/stability"
)

// Settlement is the answer to what would make an outcome hold.
type Settlement struct {
	Graph     *game.Graph
	Result    *stability.Result
	Choices   stability.Choices
	Goal      settle.Goal
	Hold      stability.Concept // by which clauses are judged
	Standings []settle.Standing // of every state of the goal, the best first
	Target    int               // the one looked at, by its place in Standings
	Why       *explain.Explanation
	Prospects *settle.Prospects // nil where no status quo is named
	Gains     []settle.Gain
	Vary      string // the states that may change their place in rankings, as they were asked for; "" for all
	Wants     []settle.Want
	// Together tells which parties stay, by Hold, once every party that would leave has made its smallest change; nil where not
	// every one of them has any.
	Together []bool
	Levers   *settle.Levers // nil where none were tried
	Stages   []settle.Stage
	Pledges  []settle.Credibility
	Missing  []string // parts that are missing or incomplete because the work was ended
}

// State returns the state of the goal that is looked at.
func (x *Settlement) State() int { return x.Standings[x.Target].State }

// Attainable reports whether some state of the goal holds under some concept and can be reached from the status quo by some
// sequence of moves, paying or not. Where no status quo is named, to hold is enough.
func (x *Settlement) Attainable() bool {
	for _, s := range x.Standings {
		if s.Held() > 0 && (s.Way != settle.Nowise || x.Graph.StatusQuo() < 0) {
			return true
		}
	}
	return false
}
