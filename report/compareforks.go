package report

import (
	"parley"
	"parley/analysis/compare"
	"parley/game"
)

// forkJSON writes a fork; the parties are those of the first side.
func forkJSON(graphs [2]*game.Graph, parties []parley.Party, f compare.Fork, decides bool) ForkJSON {
	j := ForkJSON{Steps: len(f.Way.Steps), State: graphs[0].Code(f.States[0]), Moves: movesJSON(graphs[0], f.Way), Decides: decides}
	if f.Party[0] >= 0 {
		j.Party = parties[f.Party[0]].ID
	} else {
		j.Party = graphs[1].Conflict().Parties[f.Party[1]].ID
	}
	for side, to := range f.Replies {
		j.Replies[side] = sortedCodes(graphs[side], to)
	}
	return j
}
