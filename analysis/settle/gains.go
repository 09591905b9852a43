package settle

import (
	"context"

	"github.com/bits-and-blooms/bitset"

	"parley/analysis/explain"
	"parley/analysis/paths"
	"parley/game"
)

// Prospects are what the parties can expect if they do not settle: where best replies from the status quo end.
type Prospects struct {
	Endings *paths.Endings
	// NoDeal are the states outside the goal at which best replies end, or in which they go round for ever, ascending.
	NoDeal []int
	// Deal are those of the goal.
	Deal []int
}

// Prospects finds where best replies from the status quo end, inside and outside the goal. The cost is that of paths.Ends.
func (q Question) Prospects(ctx context.Context, g *game.Graph) (*Prospects, error) {
	endings, err := paths.Ends(ctx, g, g.StatusQuo(), q.paths(ByBestReplies))
	if err != nil {
		return nil, err
	}
	all := bitset.New(uint(g.Len()))
	for _, e := range endings.Ends {
		all.Set(uint(e.State))
	}
	for _, c := range endings.Cycles {
		if !c.Terminal {
			continue
		}
		for _, s := range c.States {
			all.Set(uint(s))
		}
	}
	goal := q.Goal.In(g)
	out := &Prospects{Endings: endings}
	for s := range all.EachSet() {
		if goal.Test(s) {
			out.Deal = append(out.Deal, int(s))
		} else {
			out.NoDeal = append(out.NoDeal, int(s))
		}
	}
	return out, nil
}

// Gain is how a party compares the goal with what it has and with what it gets without a deal.
type Gain struct {
	Party int
	// StatusQuo compares the goal with the status quo; nil where none is named or the goal is the status quo.
	StatusQuo *explain.Preference
	// Worst and Best compare the goal with the ends of best replies outside the goal that the party likes least and most;
	// nil where there are none. Where a preference is not known, ends that compare in an unknown way count as equal.
	Worst, Best *explain.Preference
}

// Gains tells for each party how it compares a state of the goal with the status quo and with its prospects, which may be nil.
func Gains(g *game.Graph, state int, p *Prospects) []Gain {
	out := make([]Gain, g.Parties())
	for i := range out {
		out[i].Party = i
		if sq := g.StatusQuo(); sq >= 0 && sq != state {
			x := explain.Prefers(g, i, state, sq)
			out[i].StatusQuo = &x
		}
		if p == nil || len(p.NoDeal) == 0 {
			continue
		}
		worst, best := p.NoDeal[0], p.NoDeal[0]
		for _, s := range p.NoDeal[1:] {
			if better(g.Compare(i, s, best)) {
				best = s
			}
			if better(g.Compare(i, worst, s)) {
				worst = s
			}
		}
		low, high := explain.Prefers(g, i, state, worst), explain.Prefers(g, i, state, best)
		out[i].Worst, out[i].Best = &low, &high
	}
	return out
}

func better(r game.Relation) bool { return r == game.Better || r == game.MuchBetter }

func worse(r game.Relation) bool { return r == game.Worse || r == game.MuchWorse }
