package scenario

import (
	"math"
	"strings"
	"time"

	"parley"
	"parley/diag"
	"parley/sim/montecarlo"
	"parley/sim/stockflow"
)

// Simulation is the simulation section under some assumptions: a model of stocks and flows, and how it and the conflict act
// on each other.
type Simulation struct {
	About      string
	Start      time.Time // zero where the file names no date
	Model      *stockflow.Model
	Program    *stockflow.Program
	Runs       int
	Seed       uint64
	Sampling   montecarlo.Method
	Parameters []SimulationParameter // in the order of Model.Parameters
	Correlated []montecarlo.Correlation
	Switches   []Switch // the first of Model.Inputs, in their order
	Levers     []Lever  // the inputs behind them
	Events     []Effect // in the order of Model.Events; those of levers come last, two for each: spent, then restocked
	Goals      []Goal
	Motion     Motion
	Ripeness   []Side
	Labels     map[string]string // of names, where the file gives one
	At         string
}

// SimulationParameter is what the value of a parameter may be.
type SimulationParameter struct {
	Name  string
	Of    montecarlo.Distribution
	Basis string
}

// Switch is a formula of the conflict that rates depend on.
type Switch struct {
	Name    string
	Formula parley.Formula
}

// Lever is an option that uses up a stock.
type Lever struct {
	Name, Option     string // the option's id
	Stock, Launchers string // names of stocks; Launchers may be empty
}

// Effect is what an event, or a moment of a script, changes in the conflict.
type Effect struct {
	Take, Withdraw, Bar, Free []string // ids of options
	Assume                    Assumptions
	At                        string
}

// Goal is an outcome that ends a run.
type Goal struct {
	Name    string
	Formula parley.Formula
}

// Motion is how the conflict moves while the simulation runs.
type Motion struct {
	Moves     string             // "held", "script" or "replies"
	Every     float64            // clock units between moments at which parties reconsider
	Readiness map[string]float64 // by party: the chance to reconsider, where the file gives a number
	// ReadinessOf names, by party, the parameter that is the chance, where the file names one.
	ReadinessOf map[string]string
	Script      []Moment
	Weights     []Weighing
}

// Moment is a change of the conflict at a time.
type Moment struct {
	Time float64 // clock units since the start
	Effect
}

// Weighing tells how likely each choice of a group is.
type Weighing struct {
	Group   string
	Choices []string
	Weights []float64
}

// Label returns the name for people.
func (s *Simulation) Label(name string) string {
	if l := s.Labels[name]; l != "" {
		return l
	}
	return strings.ReplaceAll(name, "_", " ")
}

// ReadSimulation reads the simulation section under the assumptions. It is nil where there is none. If the list has errors the
// result must not be used.
func (f *File) ReadSimulation(a Assumptions) (*Simulation, diag.List) {
	v := f.SimulationUnder(a)
	if v == nil || f.base == nil {
		return nil, nil
	}
	p := newProblems(f.source)
	c, _ := f.Conflict(a)
	s := f.simulation(p, v, c)
	return s, p.sorted()
}

// simulating reads a section whose shape has been checked.
type simulating struct {
	*problems
	file  *File
	c     *parley.Conflict
	out   *Simulation
	model *stockflow.Model
	errs  int
}

func (f *File) simulation(p *problems, v *Value, c *parley.Conflict) *Simulation {
	m := &stockflow.Model{Step: 1, Method: stockflow.RK4}
	r := &simulating{problems: p, file: f, c: c, model: m, out: &Simulation{Model: m, Runs: 10000, Seed: 1, Labels: map[string]string{}, At: v.At}}
	r.clock(v)
	r.parameters(v)
	r.inputs(v)
	r.parts(v)
	r.events(v)
	r.levers(v)
	r.motion(v)
	r.ripeness(v)
	if len(m.Stocks) == 0 {
		r.say(v.At, "list what runs out under `stocks`", "the simulation has no stocks")
	}
	program, err := stockflow.Compile(m)
	r.out.Program = program
	if issues, ok := err.(stockflow.Issues); ok {
		for _, x := range issues {
			r.issue(v, x)
		}
	}
	return r.out
}

func (r *simulating) clock(v *Value) {
	m, s := r.model, r.out
	m.Clock = v.text("clock")
	if m.Clock == "" {
		m.Clock = "week"
	}
	s.About = v.text("about")
	if x := v.Field("start"); x != nil {
		t, err := time.Parse(time.DateOnly, strings.TrimSpace(x.Text))
		if err != nil {
			r.say(x.At, "write it as 2025-10-17", "`%s` is no date", clip(x.Text))
		}
		s.Start = t
	}
	if x := v.Field("horizon"); x != nil {
		m.Horizon = r.span(x)
	} else {
		r.say(v.At, "write, for example, `horizon: 24 months`", "the simulation has no `horizon`")
		m.Horizon = 1
	}
	if x := v.Field("step"); x != nil {
		m.Step = r.span(x)
	}
	if v.text("method") == "euler" {
		m.Method = stockflow.Euler
	}
	if v.text("sampling") == "plain" {
		s.Sampling = montecarlo.Plain
	}
	whole := func(key string, most float64, to func(float64)) {
		if x := v.Field(key); x != nil {
			n := r.number(x)
			if n == n && (n != math.Trunc(n) || n < 1 || n > most) {
				r.say(x.At, "", "`%s` should be a whole number from 1 to %.0f", key, most)
			} else if n == n {
				to(n)
			}
		}
	}
	whole("runs", 1e7, func(n float64) { s.Runs = int(n) })
	whole("seed", 1<<53, func(n float64) { s.Seed = uint64(n) })
}

// Unit returns the unit of a stock or a quantity, "" where the file gives none.
func (s *Simulation) Unit(name string) string {
	for _, x := range s.Model.Stocks {
		if x.Name == name {
			return x.Unit
		}
	}
	for _, x := range s.Model.Auxiliaries {
		if x.Name == name {
			return x.Unit
		}
	}
	return ""
}
