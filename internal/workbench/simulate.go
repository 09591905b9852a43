package workbench

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"parley/analysis/simulate"
	"parley/report"
	"parley/scenario"
	"parley/sim/attrition"
	"parley/sim/runs"
	"parley/sim/stockflow"
)

// SimulateQuestion asks what attrition does behind the talks.
type SimulateQuestion struct {
	Runs  int      // 0: as many as the file says
	Seed  *uint64  // nil: that of the file
	Every string   // time between outputs, such as "1 month"; "" for a step
	Show  []string // quantities whose course is shown; nil for all stocks
	Until []string // thresholds, such as "grid < 40" or "reserve < 10 days"
	// Of names what the answer is about: an event, a goal, a threshold, a lever that is spent, or a quantity; "" for the first
	// event, else the first goal, else the first stock. By is the time up to which, or at which, it counts: a span or a date; ""
	// for the horizon.
	Of, By string
	Race   []string // of which the first to come counts; nil for all goals and Of
	// Levers or options that are barred, or taken, from the start, each compared with the file as it stands; a lever in both is
	// compared taken with barred. Against lists choices, as group=choice, to compare with.
	Without, With, Against []string
	Tornado, Sobol         bool
	Few                    int     // runs at most of each evaluation of which there are many; 0: 1000
	Solve                  string  // a parameter, or parameter=low..high
	Target                 string  // the share, or the level, that is wanted: "20%", "0.2", "150000"
	Replay                 float64 // percentile, above 0 and below 100; 0 for none
	// Table, if given, gets a row per run; Columns are asked of it first.
	Table    func(columns []runs.Column, about map[string]string) (runs.Writer, error)
	Progress func(what string, done, total int)
}

// Simulate carries out the runs of the file's simulation and sums them up. Where the context ends on the way, what was found so
// far is returned, with Answer.Stopped set.
func (c *Case) Simulate(ctx context.Context, q SimulateQuestion, s Settings) (*report.Simulated, error) {
	if c.File == nil || c.File.Simulation == nil {
		return nil, errors.New("this file has no section `simulation`: doc/format.md says how to write one, and `parley catalog` lists cases that have one")
	}
	if q.Runs < 0 {
		return nil, errors.New("the number of runs cannot be negative")
	}
	x := &simulating{Case: c, q: q, settings: s}
	if err := x.prepare(ctx); err != nil {
		return nil, err
	}
	if err := x.ask(ctx); err != nil {
		return nil, err
	}
	closeTable, err := x.table()
	if err != nil {
		return nil, err
	}
	answer, err := simulate.Find(ctx, x.question)
	if closing := closeTable(); err == nil {
		err = closing
	}
	if err != nil {
		return nil, err
	}
	out := &report.Simulated{Answer: answer, Conflict: c.Conflict, Assumed: c.Assumed, Shown: x.shown}
	if out.Graph, err = c.Graph(context.WithoutCancel(ctx), s); err != nil {
		return nil, err
	}
	if !answer.Stopped {
		out.Ripeness, err = x.ripeness(ctx, answer)
	}
	return out, err
}

// simulating is a question in the making.
type simulating struct {
	*Case
	q        SimulateQuestion
	settings Settings
	options  attrition.Options
	study    *attrition.Study
	shown    int
	things   []simulate.Thing
	question simulate.Question
}

// prepare makes the study, which records what is shown and what thresholds and outcomes need.
func (x *simulating) prepare(ctx context.Context) error {
	sim, list := x.File.ReadSimulation(x.Assumed)
	if err := list.Errors().Err(); err != nil {
		return &Problems{list, x.Source}
	}
	outputs := slices.Clone(x.q.Show)
	if outputs == nil {
		for _, stock := range sim.Model.Stocks {
			outputs = append(outputs, stock.Name)
		}
	}
	x.shown = len(outputs)
	record := func(name string) int {
		if k := slices.Index(outputs, name); k >= 0 {
			return k
		}
		outputs = append(outputs, name)
		return len(outputs) - 1
	}
	var thresholds []simulate.Thing
	for _, text := range x.q.Until {
		t, name, err := threshold(text, sim)
		if err != nil {
			return err
		}
		t.Output = record(name)
		t.Label = sim.Label(outputs[t.Output]) + " " + t.Label
		thresholds = append(thresholds, t)
	}
	of := x.q.Of
	known := func(name string) bool {
		return slices.ContainsFunc(sim.Model.Stocks, func(s stockflow.Stock) bool { return s.Name == name }) ||
			slices.ContainsFunc(sim.Model.Auxiliaries, func(a stockflow.Auxiliary) bool { return a.Name == name })
	}
	if of != "" && known(of) {
		record(of)
	}
	for _, name := range outputs {
		if !known(name) {
			var names []string
			for _, s := range sim.Model.Stocks {
				names = append(names, s.Name)
			}
			for _, a := range sim.Model.Auxiliaries {
				names = append(names, a.Name)
			}
			return hinted("there is no stock and no quantity `%s`", name, names)
		}
	}
	x.options = attrition.Options{Outputs: outputs, Runs: x.q.Runs, Seed: x.q.Seed, Limit: x.settings.Limits, Settled: x.Given}
	if x.q.Every != "" {
		every, err := stockflow.Span(x.q.Every, sim.Model.Clock)
		if err != nil || !(every > 0) {
			return fmt.Errorf("--every is a time such as `1 month`, not `%s`", x.q.Every)
		}
		x.options.Every = every
	}
	var err error
	if x.study, err = attrition.New(ctx, x.File, x.Assumed, x.options); err != nil {
		return x.Place(err)
	}
	x.things = append(simulate.Happenings(x.study), thresholds...)
	return nil
}

// threshold reads "grid < 40", or "reserve < 10 days" where that is the unit, and which quantity it is about; strict or not makes no difference to a quantity that goes through every value between two.
func threshold(text string, sim *scenario.Simulation) (t simulate.Thing, name string, err error) {
	wrong := fmt.Errorf("`%s` is no threshold: write a quantity, < or >, and a number, such as `fuel < 10`", text)
	i := strings.IndexAny(text, "<>")
	if i <= 0 || strings.TrimSpace(text[:i]) == "" {
		return t, "", wrong
	}
	name = strings.TrimSpace(text[:i])
	number := strings.TrimSpace(strings.TrimPrefix(text[i+1:], "="))
	level, err := stockflow.In(number, sim.Unit(name), sim.Model.Clock)
	switch {
	case err != nil && strings.Contains(number, " "):
		return t, "", fmt.Errorf("`%s` is no threshold: %w", text, err)
	case err != nil:
		return t, "", wrong
	}
	t = simulate.Thing{Kind: simulate.Threshold, Name: strings.TrimSpace(text), Below: text[i] == '<', Level: level, Label: "above " + number}
	if t.Below {
		t.Label = "below " + number
	}
	return t, name, nil
}

// ask turns the question into one of the analysis.
func (x *simulating) ask(ctx context.Context) error {
	x.question = simulate.Question{Study: x.study, Things: x.things, Tornado: x.q.Tornado, Sobol: x.q.Sobol, Few: x.q.Few,
		Replay: x.q.Replay / 100, Workers: x.settings.Workers, Progress: x.q.Progress}
	if x.q.Replay < 0 || x.q.Replay >= 100 {
		return errors.New("a percentile lies between 0 and 100")
	}
	if err := x.outcome(); err != nil {
		return err
	}
	if err := x.race(); err != nil {
		return err
	}
	if err := x.solve(); err != nil {
		return err
	}
	return x.rivals(ctx)
}

// thing finds what may happen by its name; -1 if nothing is called so.
func (x *simulating) thing(name string) int {
	return slices.IndexFunc(x.things, func(t simulate.Thing) bool { return t.Name == strings.TrimSpace(name) })
}

func (x *simulating) thingNames() []string {
	var names []string
	for _, t := range x.things {
		names = append(names, t.Name)
	}
	return names
}

// outcome settles what the answer is about.
func (x *simulating) outcome() error {
	times := x.study.Times()
	horizon := times[len(times)-1]
	of := &x.question.Of
	of.By = horizon
	if x.q.By != "" {
		var err error
		if of.By, err = x.time(x.q.By); err != nil {
			return err
		}
		if !(of.By > 0) || of.By > horizon {
			return fmt.Errorf("--by %s lies outside of what is run, which ends after %g %ss", x.q.By, horizon, x.clock())
		}
	}
	at := -1
	if x.q.Of == "" {
		for _, kind := range []simulate.Kind{simulate.Event, simulate.Goal} {
			if at < 0 {
				at = slices.IndexFunc(x.things, func(t simulate.Thing) bool { return t.Kind == kind })
			}
		}
	} else if at = x.thing(x.q.Of); at < 0 {
		of.Output = slices.Index(x.study.Outputs(), x.q.Of)
		if of.Output < 0 {
			return hinted("nothing that may happen, and no quantity, is called `%s`", x.q.Of, slices.Concat(x.thingNames(), x.study.Outputs()))
		}
	}
	if at >= 0 {
		of.Thing, of.Label = &x.things[at], x.things[at].Label
		return nil
	}
	name := x.study.Outputs()[of.Output]
	of.Label, of.Unit = x.study.Simulation().Label(name), x.study.Unit(name)
	if of.Unit == "1" { // a plain number
		of.Unit = ""
	}
	return nil
}

func (x *simulating) clock() string {
	if c := x.study.Simulation().Model.Clock; c != "" {
		return c
	}
	return "time unit"
}

// time reads a span, or a date where the file says when the simulation starts.
func (x *simulating) time(text string) (float64, error) {
	sim := x.study.Simulation()
	if date, err := time.Parse(time.DateOnly, text); err == nil {
		if sim.Start.IsZero() {
			return 0, fmt.Errorf("the simulation has no date of start, so %s says nothing: write a span such as `6 months`", text)
		}
		days, err := stockflow.Span("1 day", sim.Model.Clock)
		if err != nil {
			return 0, err
		}
		return date.Sub(sim.Start).Hours() / 24 * days, nil
	}
	t, err := stockflow.Span(text, sim.Model.Clock)
	if err != nil {
		return 0, fmt.Errorf("`%s` is no time: write a span such as `6 months`, or a date such as 2026-06-30", text)
	}
	return t, nil
}

// race settles what competes to come first.
func (x *simulating) race() error {
	for _, name := range x.q.Race {
		k := x.thing(name)
		if k < 0 {
			return hinted("nothing that may happen is called `%s`", name, x.thingNames())
		}
		if !slices.Contains(x.question.Race, k) {
			x.question.Race = append(x.question.Race, k)
		}
	}
	if len(x.q.Race) > 0 {
		if len(x.question.Race) < 2 {
			return fmt.Errorf("only `%s` is in the race: name what else may come first", x.q.Race[0])
		}
		return nil
	}
	for k := range x.things {
		if x.things[k].Kind == simulate.Goal || x.question.Of.Thing == &x.things[k] {
			x.question.Race = append(x.question.Race, k)
		}
	}
	return nil
}

// solve reads what is searched.
func (x *simulating) solve() error {
	if x.q.Solve == "" {
		if x.q.Target != "" {
			return errors.New("--target needs a parameter to search, by --solve")
		}
		return nil
	}
	if x.q.Target == "" {
		return errors.New("--solve needs the share or level that is wanted, by --target")
	}
	name, span, given := strings.Cut(x.q.Solve, "=")
	t := &simulate.Target{Parameter: strings.TrimSpace(name)}
	var names []string
	for _, p := range x.study.Simulation().Parameters {
		names = append(names, p.Name)
		if p.Name == t.Parameter {
			t.Low, t.High = p.Of.Quantile(.01), p.Of.Quantile(.99)
		}
	}
	if !slices.Contains(names, t.Parameter) {
		return hinted("there is no parameter `%s`", t.Parameter, names)
	}
	if given {
		low, high, ok := strings.Cut(span, "..")
		var errLow, errHigh error
		t.Low, errLow = strconv.ParseFloat(strings.TrimSpace(low), 64)
		t.High, errHigh = strconv.ParseFloat(strings.TrimSpace(high), 64)
		if !ok || errLow != nil || errHigh != nil {
			return fmt.Errorf("`%s` is no range: write %s=0.5..2", x.q.Solve, t.Parameter)
		}
	} else if !(t.Low < t.High) {
		return fmt.Errorf("`%s` is known to be %g: say where to search, as %s=low..high", t.Parameter, t.Low, t.Parameter)
	}
	level, percent := strings.CutSuffix(strings.TrimSpace(x.q.Target), "%")
	var err error
	if t.Level, err = strconv.ParseFloat(strings.TrimSpace(level), 64); err != nil {
		return fmt.Errorf("--target is a number or a percentage, not `%s`", x.q.Target)
	}
	if percent {
		t.Level /= 100
	}
	if x.question.Of.Thing != nil && !(0 < t.Level && t.Level < 1) {
		return fmt.Errorf("--target is a share of runs, between 0 and 100 %%, not `%s`", x.q.Target)
	}
	x.question.Solve = t
	return nil
}
