package web

import (
	"context"
	"fmt"
	"strconv"

	"parley/internal/workbench"
	"parley/report"
	"parley/scenario"
)

// fewRuns is how many runs a simulation has in the browser unless more are asked for: enough to see what happens while a reader
// waits.
const fewRuns = 500

var simulationScreen = Screen{
	ID: "simulation", Title: "Simulation", About: "Attrition behind the talks: what runs out when, what comes first, what a lever changes",
	View: func(ctx context.Context, p *Page) (any, error) {
		a := &inquiry{Lead: "What runs out while parties talk: the file's stocks and events run many times, with all that nobody knows drawn from its ranges."}
		if p.Case.File == nil || p.Case.File.Simulation == nil {
			a.Wanting = "This file has no simulation. The section simulation says what runs out, how fast, and what then happens; the cases of Ukraine and Mali have one to start from."
			return a, nil
		}
		sim, list := p.Case.File.ReadSimulation(p.Case.Assumed)
		if err := list.Errors().Err(); err != nil {
			a.Error = plainly(err)
			return a, nil
		}
		a.Fields = simulationFields(p, sim)
		q := workbench.SimulateQuestion{}
		var err error
		for _, f := range a.Fields {
			if f.Value == "" {
				continue
			}
			switch f.Name {
			case "of":
				q.Of = f.Value
			case "by":
				q.By = f.Value
			case "until":
				q.Until = []string{f.Value}
			case "without":
				q.Without = []string{f.Value}
			case "against":
				q.Against = []string{f.Value}
			case "runs":
				q.Runs, err = strconv.Atoi(f.Value)
			case "replay":
				q.Replay, err = strconv.ParseFloat(f.Value, 64)
			case "more":
				q.Tornado = true
			}
			if err != nil {
				return nil, err
			}
		}
		return a, answered(ctx, p, a, fmt.Sprintf("simulate %+v", q), func(ctx context.Context, c *workbench.Case) (*report.Simulated, error) {
			return c.Simulate(ctx, q, p.web.bench.Settings())
		}, func(x *report.Simulated) []report.Block { return x.Blocks(true) })
	},
}

// simulationFields are what can be asked of a simulation.
func simulationFields(p *Page, sim *scenario.Simulation) []field {
	none := option{"", "–"}
	var of []option
	levers := len(sim.Events) - 2*len(sim.Levers)
	for _, e := range sim.Model.Events[:levers] {
		of = append(of, option{e.Name, sim.Label(e.Name)})
	}
	for _, g := range sim.Goals {
		of = append(of, option{g.Name, sim.Label(g.Name)})
	}
	for _, s := range sim.Model.Stocks {
		of = append(of, option{s.Name, sim.Label(s.Name)})
	}
	without := []option{none}
	for _, l := range sim.Levers {
		without = append(without, option{l.Name, sim.Label(l.Name)})
	}
	for _, o := range p.Case.Conflict.Options {
		without = append(without, option{o.ID, o.ID + ": " + o.Label()})
	}
	against := []option{none}
	for _, g := range p.Groups {
		for _, c := range g.Choices {
			if !c.Chosen {
				against = append(against, option{g.ID + "=" + c.ID, g.ID + " = " + c.ID})
			}
		}
	}
	var runs []option
	for _, n := range []int{fewRuns, 2000, 10_000, 50_000} {
		runs = append(runs, option{strconv.Itoa(n), strconv.Itoa(n)})
	}
	fields := []field{p.choose("of", "About", of...), p.text("by", "By", "the horizon; such as 6 months", ""), p.text("until", "Threshold", "such as "+firstStock(sim)+" < 10", ""),
		p.choose("without", "Compare without", without...)}
	if len(against) > 1 {
		fields = append(fields, p.choose("against", "Compare with another reading", against...))
	}
	return append(fields, p.choose("runs", "Runs", runs...),
		p.choose("replay", "Tell one run", none, option{"5", "an early one"}, option{"50", "the one in the middle"}, option{"95", "a late one"}),
		p.choose("more", "Move each input", none, option{"tornado", "to its low and high end (takes a while)"}))
}

func firstStock(sim *scenario.Simulation) string {
	if len(sim.Model.Stocks) > 0 {
		return sim.Model.Stocks[0].Name
	}
	return "fuel"
}
