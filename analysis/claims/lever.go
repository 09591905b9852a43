package claims

import (
	"fmt"

	"github.com/bits-and-blooms/bitset"

	"parley/analysis/paths"
	"parley/analysis/sequence"
)

func (t Requires) ask(s *Situation) (*Answer, error) {
	goal, err := s.states(t.Goal)
	if err != nil {
		return nil, err
	}
	starts, err := s.starts(t.From)
	if err != nil {
		return nil, err
	}
	f := &Dependence{}
	a := &Answer{Test: t, Graph: s.graph, Fact: f, Holds: true}
	for _, at := range starts {
		p, err := paths.Shortest(s.ctx, s.graph, at, goal, s.setting.options(paths.Improvements))
		if err != nil {
			return nil, err
		}
		f.Possible = f.Possible || p != nil
	}
	a.Vacuous = !f.Possible
	for _, name := range t.Each {
		k, err := s.option(name)
		if err != nil {
			return nil, err
		}
		way, err := s.around(t, goal, starts, k)
		if err != nil {
			return nil, err
		}
		f.Options, f.Around = append(f.Options, k), append(f.Around, way)
		a.Holds = a.Holds && way.Path == nil
	}
	return a, nil
}

// around finds a path by improvements from any of the starts to the goal where an option is never taken: through states that
// do not take it. What the parties prefer among these is what it was, so that the states need not be listed anew.
func (s *Situation) around(t Requires, goal *bitset.BitSet, starts []int, option int) (Detour, error) {
	c, o := s.graph.Conflict(), s.graph.Conflict().Options[option]
	taken := bitset.New(uint(s.graph.Len()))
	for x := range s.graph.Len() {
		members := s.graph.Members(x)
		for _, m := range members {
			if m.Has(option) && len(members) > 1 { // the merged state becomes another one
				return s.aroundMerged(t, option)
			}
			taken.SetTo(uint(x), m.Has(option))
		}
	}
	x := &sequence.Search{Graph: s.graph, Kind: sequence.Improvements, Unknown: s.setting.Choices.Unknown.Tempts(), EachOnce: s.setting.Choices.EachOnce, Avoid: taken}
	for i := range c.Parties {
		x.Movers = append(x.Movers, 1<<i)
	}
	for _, at := range starts {
		begin, err := s.dropped(at, option)
		if err != nil {
			return Detour{}, notWithout(o, err)
		}
		end := -1
		reaches := func(q int) bool {
			if goal.Test(uint(q)) {
				end = q
			}
			return end >= 0
		}
		if reaches(begin) {
			return Detour{s.graph, &sequence.Path{From: begin}}, nil
		}
		tree, err := x.From(s.ctx, begin, reaches)
		if err != nil {
			return Detour{}, err
		}
		if end >= 0 {
			return Detour{s.graph, tree.Path(end)}, nil
		}
	}
	return Detour{}, nil
}

// aroundMerged is around where merged states take the option in some of their members: the states are listed anew.
func (s *Situation) aroundMerged(t Requires, option int) (Detour, error) {
	w, err := s.lacking(option)
	if err != nil {
		return Detour{}, err
	}
	a, err := CanReach{Goal: t.Goal, From: t.From, By: paths.Improvements}.ask(w)
	if err != nil {
		return Detour{}, err
	}
	for _, p := range a.Fact.(*Passage).Paths {
		if p != nil {
			return Detour{w.graph, p}, nil
		}
	}
	return Detour{}, nil
}

// dropped returns the state that is left of one when an option is dropped.
func (s *Situation) dropped(at, option int) (int, error) {
	code := s.graph.Members(at)[0]
	if !code.Has(option) {
		return at, nil
	}
	o := s.graph.Conflict().Options[option]
	if o.Choice != "" {
		return 0, fmt.Errorf("`%s` is the level where the test begins: it cannot be taken away", o.ID)
	}
	if q, ok := s.graph.Index(code &^ (1 << option)); ok {
		return q, nil
	}
	_, broken, _ := s.graph.Rules().Feasible(code &^ (1 << option))
	return 0, fmt.Errorf("without `%s` the test begins at a state that is not feasible: it breaks the rule %s", o.ID, broken)
}

func (t NoEffect) ask(s *Situation) (*Answer, error) {
	f, vacuous, err := s.effect(t.Lever, t.Goal, t.From, Stable{Goal: t.Goal, Concept: t.Concept})
	if err != nil {
		return nil, err
	}
	holds := f.With.Stable.Holds == f.Without.Stable.Holds && f.With.Reached.Holds == f.Without.Reached.Holds
	return &Answer{Test: t, Graph: s.graph, Fact: f, Holds: holds, Vacuous: vacuous}, nil
}

func (t Enables) ask(s *Situation) (*Answer, error) {
	f, vacuous, err := s.effect(t.Lever, t.Goal, t.From, Stable{Goal: t.Goal, Concept: t.Concept})
	if err != nil {
		return nil, err
	}
	holds := f.With.Stable.Holds && !f.Without.Stable.Holds || f.With.Reached.Holds && !f.Without.Reached.Holds
	return &Answer{Test: t, Graph: s.graph, Fact: f, Holds: holds, Vacuous: vacuous}, nil
}

// effect asks how a goal fares with an option and without it. It is vacuous where no feasible state satisfies the goal, or
// none takes the option.
func (s *Situation) effect(lever, goal, from string, stable Stable) (*Effect, bool, error) {
	k, err := s.option(lever)
	if err != nil {
		return nil, false, err
	}
	w, err := s.lacking(k)
	if err != nil {
		return nil, false, err
	}
	f := &Effect{Option: k}
	for _, side := range []struct {
		in  *Situation
		out *Outcome
	}{{s, &f.With}, {w, &f.Without}} {
		if side.out.Stable, err = stable.ask(side.in); err != nil {
			return nil, false, err
		}
		if side.out.Reached, err = (Reached{Goal: goal, From: from}).ask(side.in); err != nil {
			return nil, false, err
		}
	}
	return f, f.With.Stable.Vacuous || w.graph.Feasible() == s.graph.Feasible(), nil
}
