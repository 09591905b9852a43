package settle

import (
	"context"
	"fmt"
	"slices"

	"github.com/bits-and-blooms/bitset"

	"parley/analysis/explain"
	"parley/analysis/paths"
	"parley/analysis/sequence"
	"parley/game"
	"parley/stability"
)

// Stage is one stage of an agreement, as things stand when it has been carried out up to there.
type Stage struct {
	Goal    Goal
	From    int // the state of the stage before, or the status quo
	State   int // the state that the easiest way from there leads to; -1 where there is none
	Way     Way
	Path    *sequence.Path
	Turns   []paths.Turn // its steps, with what they are worth to their movers
	Stays   [][]bool     // at the state, by concept of the task and party
	Leavers []Leaver     // parties with an improvement that leads out of the stage
	Inside  []Leaving    // the best improvements of parties that lead elsewhere within the stage
}

// Leaving is a move that pays its party, away from the state of a stage.
type Leaving struct {
	Party, To int
	// Because tells why the party prefers it to the state of the stage.
	Because explain.Preference
	Others  int // further improvements of the party of the same kind
}

// Leaver is a party that gains by leaving a stage, by its best move out of it.
type Leaver struct {
	Leaving
	// Rather is the party's best improvement within the stage, where it prefers that to leaving; nil where it does not.
	Rather *Leaving
	// Back is a shortest sequence of moves of all parties that leads back into the stage, whether they pay or not; nil
	// where leaving cannot be undone.
	Back *sequence.Path
	// Punishers are the other parties that can answer by one move to a state that the leaver likes less than the stage: for
	// each its most telling move, credible ones before others, then the worst for the leaver.
	Punishers []Punisher
	// Deterred are the concepts, by their places in the task, under which the leaver stays after all, since answers deter it.
	Deterred []int
}

// Punisher is a party that can punish the leaving of a stage.
type Punisher struct {
	Party, To int
	// Credible: the move pays the punisher itself. Relation is how it compares the state after its move with that before.
	Credible bool
	Relation game.Relation
	// Hurts tells how the leaver compares the state after the punishment with that of the stage, and why.
	Hurts explain.Preference
}

// Stages follows an agreement from the status quo through its stages, each entered from the one before. An agreement does
// what it says and no more: a stage is the state that satisfies it with the fewest options changed, and the way there a
// shortest one on which no mover loses by its step: it may make no difference to it. Where there is none parties may move at
// one moment; where that does not help either, the way with the fewest steps that their movers would not take by themselves
// is told. The agreement ends at a stage that cannot be reached at all. The cost is some three searches for each stage.
func (q Question) Stages(ctx context.Context, result *stability.Result, goals []Goal) ([]Stage, error) {
	g := result.Graph
	at := g.StatusQuo()
	if at < 0 {
		return nil, fmt.Errorf("stages begin at the status quo, and the conflict names none")
	}
	var out []Stage
	for _, goal := range goals {
		in := goal.In(g)
		if in.None() {
			return nil, fmt.Errorf("the stage `%s` holds in no feasible state", goal.Text)
		}
		x, err := q.enter(ctx, g, at, in)
		if err != nil {
			return nil, err
		}
		x.Goal, x.From = goal, at
		if x.State >= 0 {
			if err := q.judge(ctx, result, in, x); err != nil {
				return nil, err
			}
		}
		out = append(out, *x)
		if at = x.State; at < 0 {
			break
		}
	}
	return out, nil
}

// enter finds the state of a stage and the way to it. An agreement does what it says and no more: of the states of the stage
// that can be reached, those count at which the fewest options differ from where the stage is entered.
func (q Question) enter(ctx context.Context, g *game.Graph, from int, in *bitset.BitSet) (*Stage, error) {
	x := &Stage{State: -1, Way: Nowise}
	trees := make([]*sequence.Tree, 2)
	for _, group := range nearest(g, from, in) {
		for k, joint := range []bool{false, true} {
			if joint && !Joint(g) {
				continue
			}
			if trees[k] == nil {
				var err error
				if trees[k], err = q.willing(g, joint).From(ctx, from, nil); err != nil {
					return nil, err
				}
			}
			for _, s := range trees[k].Nearest() {
				if group.Test(uint(s)) {
					x.State, x.Path = s, trees[k].Path(s)
					x.Turns = paths.Turns(g, x.Path, q.Task.Choices.Unknown)
					x.Way = wayOf(x.Turns)
					return x, nil
				}
			}
		}
		last := ByImprovements
		if Joint(g) {
			last = ByJointImprovements
		}
		o, err := paths.Obstruct(ctx, g, from, group, q.paths(last))
		if err != nil {
			return nil, err
		}
		if o == nil || o.Nearest == nil {
			continue
		}
		x.State, x.Path, x.Turns, x.Way = o.Nearest.To(), o.Nearest, paths.Turns(g, o.Nearest, q.Task.Choices.Unknown), ByMoves
		for _, step := range o.Nearest.Steps {
			if step.Movers.Size() > 1 {
				x.Way = ByJointMoves
			}
		}
		return x, nil
	}
	return x, nil
}

// willing returns the search among sequences in which no mover loses by its step.
func (q Question) willing(g *game.Graph, joint bool) *sequence.Search {
	x := &sequence.Search{Graph: g, EachOnce: q.Task.Choices.EachOnce}
	if joint {
		x.Movers = stability.Coalitions(g.Parties())
		slices.SortStableFunc(x.Movers, func(a, b stability.Coalition) int { return a.Size() - b.Size() })
	} else {
		for i := range g.Parties() {
			x.Movers = append(x.Movers, 1<<i)
		}
	}
	moves := sequence.NewSteps(g, sequence.Moves, false)
	x.Steps = func(dst []int32, movers stability.Coalition, s int) []int32 {
		from := len(dst)
		dst = moves(dst, movers, s)
		kept := dst[:from]
		for _, to := range dst[from:] {
			loses := false
			for i := range g.Parties() {
				if movers.Has(i) {
					r := g.Compare(i, int(to), s)
					loses = loses || !better(r) && r != game.Equal
				}
			}
			if !loses {
				kept = append(kept, to)
			}
		}
		return kept
	}
	return x
}

// wayOf tells what a path without loss is to those who take its steps.
func wayOf(turns []paths.Turn) Way {
	way := ByBestReplies
	for _, t := range turns {
		if t.Movers.Size() > 1 {
			way = max(way, ByJointImprovements)
		}
		for _, s := range t.Stakes {
			switch {
			case !better(s.Relation):
				return WithoutLoss
			case !s.BestReply:
				way = max(way, ByImprovements)
			}
		}
	}
	return way
}

// nearest groups states by the number of options that differ from those of another state, fewest first. In graph form they
// are one group.
func nearest(g *game.Graph, from int, in *bitset.BitSet) []*bitset.BitSet {
	groups := make([]*bitset.BitSet, len(g.Conflict().Options)+1)
	for s := range in.EachSet() {
		n := 0
		if !g.Conflict().GraphForm() {
			a, b := g.Code(from), g.Code(int(s))
			for k := range a {
				if a[k] != b[k] && a[k] != '-' && b[k] != '-' {
					n++
				}
			}
		}
		if groups[n] == nil {
			groups[n] = bitset.New(uint(g.Len()))
		}
		groups[n].Set(s)
	}
	return slices.DeleteFunc(groups, func(b *bitset.BitSet) bool { return b == nil })
}

// judge finds who gains by leaving a stage, and who can punish that.
func (q Question) judge(ctx context.Context, result *stability.Result, in *bitset.BitSet, x *Stage) error {
	g := result.Graph
	for _, v := range result.Verdicts {
		stays := make([]bool, g.Parties())
		for i := range stays {
			stays[i] = v.Stable[i].Test(uint(x.State))
		}
		x.Stays = append(x.Stays, stays)
	}
	improvements := sequence.NewSteps(g, sequence.Improvements, q.Task.Choices.Unknown.Tempts())
	for i := range g.Parties() {
		var inside, outside []int32
		for _, s := range improvements(nil, 1<<i, x.State) {
			if in.Test(uint(s)) {
				inside = append(inside, s)
			} else {
				outside = append(outside, s)
			}
		}
		var stay *Leaving
		if len(inside) > 0 {
			l := leaving(g, i, x.State, inside)
			x.Inside, stay = append(x.Inside, l), &l
		}
		if len(outside) == 0 {
			continue
		}
		l := Leaver{Leaving: leaving(g, i, x.State, outside)}
		if stay != nil && better(g.Compare(i, stay.To, l.To)) {
			l.Rather = stay
		}
		var err error
		if l.Back, err = paths.Shortest(ctx, g, l.To, in, q.paths(ByMoves)); err != nil {
			return err
		}
		l.Punishers = punishers(g, l, x.State)
		for k := range result.Verdicts {
			if x.Stays[k][i] {
				l.Deterred = append(l.Deterred, k)
			}
		}
		x.Leavers = append(x.Leavers, l)
	}
	return nil
}

// leaving returns the move that a party likes best.
func leaving(g *game.Graph, party, from int, to []int32) Leaving {
	best := int(to[0])
	for _, s := range to[1:] {
		if better(g.Compare(party, int(s), best)) {
			best = int(s)
		}
	}
	return Leaving{Party: party, To: best, Because: explain.Prefers(g, party, best, from), Others: len(to) - 1}
}

// punishers finds for each other party its most telling answer to a leaver.
func punishers(g *game.Graph, l Leaver, stage int) []Punisher {
	var out []Punisher
	for j := range g.Parties() {
		if j == l.Party {
			continue
		}
		best := -1
		credible := func(s int) bool { return better(g.Compare(j, s, l.To)) }
		for _, s := range g.AppendMoves(nil, j, l.To) {
			to := int(s)
			if !worse(g.Compare(l.Party, to, stage)) {
				continue
			}
			switch {
			case best < 0, credible(to) && !credible(best):
				best = to
			case credible(to) == credible(best) && better(g.Compare(l.Party, best, to)):
				best = to
			}
		}
		if best >= 0 {
			out = append(out, Punisher{j, best, credible(best), g.Compare(j, best, l.To), explain.Prefers(g, l.Party, best, stage)})
		}
	}
	return out
}
