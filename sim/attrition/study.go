// Package attrition lets a conflict and a model of stocks and flows act on each other. Upwards, what runs out changes the
// conflict: an event takes options, withdraws or bars them, or puts another choice of a hypothesis in force. Downwards, what
// is taken changes rates. The conflict moves on a clock of its own. It is the one place where a clock meets a conflict.
//
// A Study holds all that runs have in common: for every version of the conflict that comes up, its states listed, and where
// the formulas hold that rates and goals depend on. A run then only looks up.
package attrition

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"sync"

	"github.com/bits-and-blooms/bitset"

	"parley"
	"parley/game"
	"parley/scenario"
	"parley/sim/montecarlo"
	"parley/sim/stockflow"
)

// Options say how a section is to be run. The zero value runs it as the file has it.
type Options struct {
	Outputs []string // names of quantities to record; nil: all stocks
	Every   float64  // clock units between outputs; 0: the step
	Runs    int      // 0: as many as the file says
	Seed    *uint64  // nil: that of the file
	// Begin changes the conflict before the first moment, such as barring a lever to see what happens without it.
	Begin scenario.Effect
	// Settled are groups whose choice is known, so that runs do not draw it even where the file weighs it.
	Settled []string
	Limit   game.Limits
}

// Study is a simulation ready to be run. It is safe for concurrent use.
type Study struct {
	sim     *scenario.Simulation
	file    *scenario.File
	options Options
	settled scenario.Assumptions
	outputs []string
	times   []float64
	read    func(r *stockflow.Run, dst []float64)
	effects []effect
	script  []effect
	begin   effect
	ready   []float64 // by party: the chance to reconsider; -1: that of parameter readyOf
	readyOf []int
	levers  []lever
	ctx     context.Context

	mu       sync.Mutex
	versions map[string]*version
	first    []drawn
}

// drawn is a version that a run may begin in.
type drawn struct {
	weight float64 // cumulative, up to 1
	v      *version
}

type lever struct {
	option, stock, launchers int // launchers -1: none
	spent, restocked         int // events
}

// effect is what an event changes, as bits.
type effect struct {
	take, drop, bar, free parley.State
	assume                scenario.Assumptions
}

func (e *effect) none() bool { return e.take|e.drop|e.bar|e.free == 0 && len(e.assume) == 0 }

// version is the conflict under some choices.
type version struct {
	settled  scenario.Assumptions
	key      string
	c        *parley.Conflict
	g        *game.Graph
	switches []*bitset.BitSet
	goals    []*bitset.BitSet
	codes    []parley.State // of each state; of a merged one its first member
}

// New prepares a study of a file's simulation section under assumptions. Errors are written for the author of the file. The
// states of the conflict are listed once for each choice that runs may begin with; other versions when they first come up.
func New(ctx context.Context, f *scenario.File, a scenario.Assumptions, o Options) (*Study, error) {
	sim, list := f.ReadSimulation(a)
	if sim == nil {
		return nil, errors.New("the file has no section `simulation`")
	}
	if err := list.Errors().Err(); err != nil {
		return nil, err
	}
	settled, list := f.InForce(a)
	if err := list.Errors().Err(); err != nil {
		return nil, err
	}
	s := &Study{sim: sim, file: f, options: o, settled: settled, ctx: ctx, versions: map[string]*version{}}
	if err := s.plan(); err != nil {
		return nil, err
	}
	base, err := s.version(settled)
	if err != nil {
		return nil, err
	}
	if base.g.StatusQuo() < 0 {
		return nil, errors.New("a simulation begins at the status quo, and the file names none")
	}
	for i, e := range sim.Events {
		x, err := s.effect(base, e)
		if err != nil {
			return nil, fmt.Errorf("event `%s`: %w", sim.Model.Events[i].Name, err)
		}
		s.effects = append(s.effects, x)
	}
	for _, m := range sim.Motion.Script {
		x, err := s.effect(base, m.Effect)
		if err != nil {
			return nil, err
		}
		s.script = append(s.script, x)
	}
	if s.begin, err = s.effect(base, o.Begin); err != nil {
		return nil, err
	}
	s.couple(base)
	return s, s.beginnings()
}

// plan settles outputs and times.
func (s *Study) plan() error {
	m := s.sim.Model
	s.outputs = s.options.Outputs
	if s.outputs == nil {
		for _, x := range m.Stocks {
			s.outputs = append(s.outputs, x.Name)
		}
	}
	var err error
	if s.read, err = s.sim.Program.Reader(s.outputs); err != nil {
		return err
	}
	every := s.options.Every
	if every <= 0 {
		every = m.Step
	}
	if m.Horizon/every > 1e6 {
		return fmt.Errorf("there would be more than a million outputs a run")
	}
	for k := 0; ; k++ {
		t := float64(k) * every
		if t >= m.Horizon-1e-9*every {
			break
		}
		s.times = append(s.times, t)
	}
	s.times = append(s.times, m.Horizon)
	return nil
}

// couple finds out how options, stocks, parties and parameters meet.
func (s *Study) couple(base *version) {
	stock := func(name string) int {
		return slices.IndexFunc(s.sim.Model.Stocks, func(x stockflow.Stock) bool { return x.Name == name })
	}
	event := len(s.sim.Events) - 2*len(s.sim.Levers)
	for i, l := range s.sim.Levers {
		option := slices.IndexFunc(base.c.Options, func(o parley.Option) bool { return o.ID == l.Option })
		s.levers = append(s.levers, lever{option, stock(l.Stock), stock(l.Launchers), event + 2*i, event + 2*i + 1})
	}
	for _, p := range base.c.Parties {
		q, of := 1.0, -1
		if x, ok := s.sim.Motion.Readiness[p.ID]; ok {
			q = x
		}
		if name := s.sim.Motion.ReadinessOf[p.ID]; name != "" {
			of = slices.IndexFunc(s.sim.Parameters, func(x scenario.SimulationParameter) bool { return x.Name == name })
		}
		s.ready, s.readyOf = append(s.ready, q), append(s.readyOf, of)
	}
}

// beginnings lists the versions that runs may begin in, with their chances: every combination of the choices that are
// weighed.
func (s *Study) beginnings() error {
	type start struct {
		weight  float64
		settled scenario.Assumptions
	}
	list := []start{{1, s.settled}}
	for _, w := range s.sim.Motion.Weights {
		if slices.Contains(s.options.Settled, w.Group) {
			continue
		}
		sum := 0.0
		for _, x := range w.Weights {
			sum += x
		}
		var next []start
		for _, b := range list {
			for i, c := range w.Choices {
				if w.Weights[i] > 0 {
					settled := maps.Clone(b.settled)
					settled[w.Group] = c
					next = append(next, start{b.weight * w.Weights[i] / sum, settled})
				}
			}
		}
		if list = next; len(list) > 4096 {
			return errors.New("the weights of groups have more than 4096 combinations")
		}
	}
	sum := 0.0
	for _, b := range list {
		v, err := s.version(b.settled)
		if err != nil {
			return err
		}
		sum += b.weight
		s.first = append(s.first, drawn{sum, v})
	}
	s.first[len(s.first)-1].weight = math.Inf(1)
	return nil
}

// effect turns ids of options into bits.
func (s *Study) effect(v *version, e scenario.Effect) (effect, error) {
	x := effect{assume: e.Assume}
	for _, part := range []struct {
		ids  []string
		into *parley.State
	}{{e.Take, &x.take}, {e.Withdraw, &x.drop}, {e.Bar, &x.bar}, {e.Free, &x.free}} {
		for _, id := range part.ids {
			k := slices.IndexFunc(v.c.Options, func(o parley.Option) bool { return o.ID == id })
			if k < 0 {
				return x, fmt.Errorf("there is no option `%s`", id)
			}
			*part.into |= 1 << k
		}
	}
	if x.take&(x.drop|x.bar) != 0 {
		return x, errors.New("an option is taken and dropped at once")
	}
	return x, nil
}

// keyOf writes assumptions so that they can be compared.
func keyOf(a scenario.Assumptions) string {
	var b strings.Builder
	for _, k := range slices.Sorted(maps.Keys(a)) {
		b.WriteString(k + "=" + a[k] + ",")
	}
	return b.String()
}

// version returns the conflict under some choices, made when it is first asked for.
func (s *Study) version(settled scenario.Assumptions) (*version, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	key := keyOf(settled)
	if v := s.versions[key]; v != nil {
		return v, nil
	}
	c, list := s.file.Conflict(settled)
	if err := list.Errors().Err(); err != nil {
		return nil, err
	}
	rules, err := game.Compile(c)
	if err != nil {
		return nil, err
	}
	g, err := rules.Expand(s.ctx, game.Expansion{Limits: s.options.Limit})
	if err != nil {
		return nil, fmt.Errorf("under %s: %w", strings.TrimSuffix(key, ","), err)
	}
	v := &version{settled: settled, key: key, c: c, g: g}
	where := func(f parley.Formula) (*bitset.BitSet, error) {
		again, err := c.Formula(f.Text) // a definition may mean another thing here
		if err != nil {
			return nil, fmt.Errorf("under %s: %w", strings.TrimSuffix(key, ","), err)
		}
		holds, _ := g.Where(again.Expr)
		return holds, nil
	}
	for _, x := range s.sim.Switches {
		holds, err := where(x.Formula)
		if err != nil {
			return nil, err
		}
		v.switches = append(v.switches, holds)
	}
	for _, x := range s.sim.Goals {
		holds, err := where(x.Formula)
		if err != nil {
			return nil, err
		}
		v.goals = append(v.goals, holds)
	}
	for i := range g.Len() {
		v.codes = append(v.codes, g.Members(i)[0])
	}
	s.versions[key] = v
	return v, nil
}

// Drawn returns the groups whose choice each run draws.
func (s *Study) Drawn() []string {
	var groups []string
	for _, w := range s.sim.Motion.Weights {
		if !slices.Contains(s.options.Settled, w.Group) {
			groups = append(groups, w.Group)
		}
	}
	return groups
}

// Simulation returns the section that the study runs.
func (s *Study) Simulation() *scenario.Simulation { return s.sim }

// Outputs returns the names of what is recorded, Times the times at which it is, in clock units. They must not be changed.
func (s *Study) Outputs() []string { return s.outputs }

// Times returns the times of outputs; the last is the horizon.
func (s *Study) Times() []float64 { return s.times }

// Plan returns what is drawn for how many runs.
func (s *Study) Plan() montecarlo.Plan {
	p := montecarlo.Plan{Correlations: s.sim.Correlated, Method: s.sim.Sampling, Runs: s.sim.Runs, Seed: montecarlo.Seed(s.sim.Seed)}
	for _, x := range s.sim.Parameters {
		p.Inputs = append(p.Inputs, montecarlo.Input{Name: x.Name, Of: x.Of})
	}
	if s.options.Runs > 0 {
		p.Runs = s.options.Runs
	}
	if s.options.Seed != nil {
		p.Seed = montecarlo.Seed(*s.options.Seed)
	}
	return p
}

// Code writes a state of a record as the conflict does: a letter for each option, or the name of a listed state.
func (s *Study) Code(state parley.State) string { return s.first[0].v.g.Rules().Code(state) }

// Unit returns the unit of a stock or a quantity, "" where the file gives none.
func (s *Study) Unit(name string) string { return s.sim.Unit(name) }
