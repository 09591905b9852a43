package workbench

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"parley/analysis/simulate"
	"parley/scenario"
	"parley/sim/attrition"
	"parley/sim/runs"
	"parley/stability"
)

// rivals prepares what the file as it stands is compared with.
func (x *simulating) rivals(ctx context.Context) error {
	const now = "as it stands"
	variant := func(a scenario.Assumptions, begin scenario.Effect, settled ...string) (*attrition.Study, error) {
		o := x.options
		o.Begin, o.Settled = begin, slices.Concat(o.Settled, settled)
		s, err := attrition.New(ctx, x.File, a, o)
		return s, x.Place(err)
	}
	var without []string
	for _, name := range x.q.Without {
		option, label, err := x.lever(name)
		if err != nil {
			return err
		}
		v := simulate.Variant{Names: [2]string{now, "without " + label}}
		if slices.ContainsFunc(x.q.With, func(w string) bool { other, _, err := x.lever(w); return err == nil && other == option }) {
			v.Names[0] = "with " + label + " from the start"
			if v.With, err = variant(x.Assumed, scenario.Effect{Take: []string{option}}); err != nil {
				return err
			}
		}
		if v.Without, err = variant(x.Assumed, scenario.Effect{Bar: []string{option}}); err != nil {
			return err
		}
		without = append(without, option)
		x.question.Rivals = append(x.question.Rivals, v)
	}
	for _, name := range x.q.With {
		option, label, err := x.lever(name)
		if err != nil {
			return err
		}
		if slices.Contains(without, option) {
			continue
		}
		v := simulate.Variant{Names: [2]string{"with " + label + " from the start", now}}
		if v.With, err = variant(x.Assumed, scenario.Effect{Take: []string{option}}); err != nil {
			return err
		}
		x.question.Rivals = append(x.question.Rivals, v)
	}
	for _, text := range x.q.Against {
		given, err := scenario.ParseAssumptions([]string{text})
		if err != nil {
			return err
		}
		other := scenario.Assumptions{}
		for g, choice := range x.Assumed {
			other[g] = choice
		}
		for g, choice := range given {
			other[g] = choice
		}
		if _, list := x.File.InForce(other); list.Errors().Err() != nil {
			return list.Errors().Err()
		}
		v := simulate.Variant{Names: [2]string{now, text}}
		if v.Without, err = variant(other, scenario.Effect{}, slices.Sorted(maps.Keys(given))...); err != nil {
			return fmt.Errorf("under %s: %w", text, err)
		}
		x.question.Rivals = append(x.question.Rivals, v)
	}
	return nil
}

// lever finds an option by its own name or that of the lever that it is.
func (x *simulating) lever(name string) (option, label string, err error) {
	sim := x.study.Simulation()
	for _, l := range sim.Levers {
		if l.Name == name {
			return l.Option, sim.Label(name), nil
		}
	}
	k, err := x.option(name)
	if err != nil {
		return "", "", err
	}
	return x.Conflict.Options[k].ID, "“" + x.Conflict.Options[k].Label() + "”", nil
}

// ripeness weighs what the file says of each side, and looks for a way out.
func (x *simulating) ripeness(ctx context.Context, a *simulate.Answer) (*simulate.Ripeness, error) {
	sides := x.study.Simulation().Ripeness
	if len(sides) == 0 {
		return nil, nil
	}
	r := &simulate.Ripeness{}
	for _, s := range sides {
		side := simulate.Side{Party: x.Conflict.PartyIndex(s.Party), Hope: s.Hope, Pain: s.Pain, Wins: a.Chance(s.Wins), Hurts: a.Chance(s.Hurts)}
		side.Judge()
		r.Sides = append(r.Sides, side)
	}
	solved, err := x.Solve(ctx, []stability.Concept{{Kind: stability.SEQ}}, false, x.settings)
	if err != nil {
		return nil, err
	}
	r.Escape(solved.Result.Graph, solved.Result.Verdicts[0].Equilibria, solved.Moves)
	return r, nil
}

// table begins the table of runs, if one is asked for, and returns what ends it.
func (x *simulating) table() (func() error, error) {
	if x.q.Table == nil {
		return func() error { return nil }, nil
	}
	sim, plan := x.study.Simulation(), x.study.Plan()
	columns := []runs.Column{{Name: "run", Kind: runs.Whole}}
	for i, p := range plan.Inputs {
		columns = append(columns, runs.Column{Name: p.Name, Kind: runs.Number, Note: sim.Model.Parameters[i].Unit})
	}
	for _, w := range sim.Motion.Weights {
		columns = append(columns, runs.Column{Name: w.Group, Kind: runs.Text, Note: "the choice that the run drew"})
	}
	for _, t := range x.things {
		columns = append(columns, runs.Column{Name: "time of " + t.Name, Kind: runs.Number, Note: sim.Model.Clock + "s from the start; missing: not within the horizon"})
	}
	for _, name := range x.study.Outputs() {
		columns = append(columns, runs.Column{Name: name + " at the end", Kind: runs.Number, Note: x.study.Unit(name)})
	}
	columns = append(columns, runs.Column{Name: "end", Kind: runs.Number, Note: sim.Model.Clock + "s from the start"},
		runs.Column{Name: "ended by", Kind: runs.Text}, runs.Column{Name: "state", Kind: runs.Text})
	w, err := x.q.Table(columns, map[string]string{"title": x.Conflict.Title, "runs": fmt.Sprint(plan.Runs), "seed": fmt.Sprint(uint64(plan.Seed)),
		"sampling": plan.Method.String(), "assumed": fmt.Sprint(written(x.Assumed))})
	if err != nil {
		return nil, err
	}
	x.question.Row = func(r *attrition.Record, draws []float64) error {
		row := []runs.Value{runs.W(int64(r.Run))}
		for _, v := range draws {
			row = append(row, runs.N(v))
		}
		for _, weighed := range sim.Motion.Weights {
			row = append(row, runs.T(r.Chosen[weighed.Group]))
		}
		for i := range x.things {
			row = append(row, runs.N(x.things[i].Time(x.study, r)))
		}
		n := len(x.study.Outputs())
		for i := range n {
			row = append(row, runs.N(r.Outputs[(r.Steps-1)*n+i]))
		}
		by := "horizon"
		switch r.Reason {
		case attrition.ByGoal:
			by = sim.Goals[r.Which].Name
		case attrition.ByEvent:
			by = sim.Model.Events[r.Which].Name
		}
		return w.Write(append(row, runs.N(r.End), runs.T(by), runs.T(x.study.Code(r.States[len(r.States)-1]))))
	}
	return w.Close, nil
}
