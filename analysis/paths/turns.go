package paths

import (
	"slices"

	"parley/analysis/sequence"
	"parley/game"
	"parley/stability"
)

// Turn is a step of a path with what it means to the parties.
type Turn struct {
	sequence.Step
	Stakes []Stake // of each mover
	// Elsewhere are the parties that had an improvement to another state: they could have led away from the path.
	Elsewhere []Alternative
}

// Stake is how a mover compares the state that it moves to with the one that it leaves.
type Stake struct {
	Party    int
	Relation game.Relation
	// BestReply: the mover moves alone, by one of its most preferred improvements.
	BestReply bool
}

// Alternative is where a party would improve to, ascending.
type Alternative struct {
	Party int
	To    []int
}

// Turns tells of each step of a path who gains by it, and who could have led elsewhere by an improvement of its own. Unknown
// says whether a preference that is not known is a reason to move. The cost is that of the moves along the path.
func Turns(g *game.Graph, p *sequence.Path, unknown stability.Extension) []Turn {
	improvements := sequence.NewSteps(g, sequence.Improvements, unknown.Tempts())
	replies := sequence.NewSteps(g, sequence.BestReplies, unknown.Tempts())
	var turns []Turn
	for _, step := range p.Steps {
		turn := Turn{Step: step}
		for i := range g.Parties() {
			if step.Movers.Has(i) {
				turn.Stakes = append(turn.Stakes, Stake{
					Party:     i,
					Relation:  g.Compare(i, step.To, step.From),
					BestReply: step.Movers.Size() == 1 && slices.Contains(replies(nil, step.Movers, step.From), int32(step.To)),
				})
			}
			away := Alternative{Party: i}
			for _, q := range improvements(nil, 1<<i, step.From) {
				if int(q) != step.To {
					away.To = append(away.To, int(q))
				}
			}
			if away.To != nil {
				turn.Elsewhere = append(turn.Elsewhere, away)
			}
		}
		turns = append(turns, turn)
	}
	return turns
}
