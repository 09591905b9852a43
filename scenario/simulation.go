package scenario

import (
	"math"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v4"

	"parley"
	"parley/diag"
	"parley/logic"
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

// node returns the node that a path leads to: the value, not its key.
func (f *File) valueNode(path string) *yaml.Node {
	n := f.root
	for _, s := range splitPath(path) {
		_, v := f.follow(n, s)
		if v == nil {
			return n
		}
		n = v
	}
	return n
}

func (r *simulating) say(at, hint, format string, args ...any) {
	r.errs++
	n := r.file.nodeAt(at)
	if n == nil {
		n = r.file.valueNode(at)
	}
	r.at(n, hint, format, args...)
}

// issue places what is wrong with the model: expressions at their text.
func (r *simulating) issue(v *Value, x stockflow.Issue) {
	r.errs++
	at := x.At
	switch at {
	case "step", "horizon":
		at = v.At + "." + at
	}
	n := r.file.valueNode(at)
	if n.Kind == yaml.ScalarNode && !absent(n) && x.End > x.Pos {
		r.inside(n, x.Pos, x.End, x.Hint, "%s", x.Message)
		return
	}
	r.say(at, x.Hint, "%s", x.Message)
}

func (v *Value) text(key string) string {
	if x := v.Field(key); x != nil {
		return x.Text
	}
	return ""
}

// place returns the path of an entry, that of the mapping where there is none.
func (v *Value) place(key string) string {
	if x := v.Field(key); x != nil {
		return x.At
	}
	return v.At
}

func (r *simulating) number(v *Value) float64 {
	if v == nil {
		return math.NaN()
	}
	x, why := readNumber(v.Text)
	if why != "" {
		r.say(v.At, "write a number: 80, 2.5 or 5/2", "%s", why)
		return math.NaN()
	}
	n, _ := x.Float64()
	return n
}

// span reads a time: a number of clock units, or a number with a unit.
func (r *simulating) span(v *Value) float64 {
	t, err := stockflow.Span(v.Text, r.model.Clock)
	if err != nil {
		r.say(v.At, "write a number, or one with a unit: 6 months", "%s", err)
	}
	return t
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

// each visits the entries of a section and keeps their labels.
func (r *simulating) each(v *Value, section string, visit func(name string, x *Value)) {
	list := v.Field(section)
	if list == nil {
		return
	}
	for i := range list.Fields {
		x := &list.Fields[i].Value
		if l := x.text("label"); l != "" {
			r.out.Labels[list.Fields[i].Key] = strings.TrimSpace(l)
		}
		visit(list.Fields[i].Key, x)
	}
}

func (r *simulating) parameters(v *Value) {
	r.each(v, "parameters", func(name string, x *Value) {
		d := r.distribution(name, x)
		p := stockflow.Parameter{Name: name, Unit: x.text("unit"), At: x.At}
		if d != nil {
			p.Value = d.Mean()
		}
		r.model.Parameters = append(r.model.Parameters, p)
		r.out.Parameters = append(r.out.Parameters, SimulationParameter{name, d, x.text("basis")})
	})
	names := map[string]bool{}
	for _, p := range r.model.Parameters {
		names[p.Name] = true
	}
	if list := v.Field("correlations"); list != nil {
		for i := range list.List {
			x := &list.List[i]
			between := x.Field("between")
			if between == nil || len(between.List) != 2 {
				r.say(x.At, "write `{between: [a, b], rank: 0.5}`", "a correlation is between two parameters")
				continue
			}
			for _, b := range between.List {
				if !names[b.Text] {
					r.at(r.file.valueNode(b.At), known(b.Text, r.parameterNames()), "there is no parameter `%s`", clip(b.Text))
				}
			}
			rank := r.number(x.Field("rank"))
			if rank <= -1 || rank >= 1 {
				r.say(x.place("rank"), "", "a rank correlation lies between -1 and 1, both excluded")
			}
			r.out.Correlated = append(r.out.Correlated, montecarlo.Correlation{A: between.List[0].Text, B: between.List[1].Text, Rank: rank})
		}
	}
}

func (r *simulating) parameterNames() []string {
	var list []string
	for _, p := range r.model.Parameters {
		list = append(list, p.Name)
	}
	return list
}

// distribution reads what a parameter may be; nil where that cannot be made out, which then has been told.
func (r *simulating) distribution(name string, v *Value) montecarlo.Distribution {
	if v.Kind == Text {
		if x := r.number(v); x == x {
			d, _ := montecarlo.Point(x)
			return d
		}
		return nil
	}
	var found *Value
	var keys []string
	kind := ""
	for _, d := range distributions {
		keys = append(keys, d.key)
		if x := v.Field(d.key); x != nil {
			if found != nil {
				r.say(x.At, "delete one of them", "`%s` is given as `%s` and as `%s`", name, kind, d.key)
				return nil
			}
			found, kind = x, d.key
		}
	}
	if found == nil {
		r.say(v.At, "give one of "+quoted(keys), "nothing says what `%s` is", name)
		return nil
	}
	var x, weights []float64
	bad := false
	add := func(v *Value) float64 {
		n := r.number(v)
		bad = bad || n != n
		return n
	}
	switch {
	case found.Kind == Text:
		x = append(x, add(found))
	case kind == "discrete":
		for i := range found.List {
			pair := &found.List[i]
			if len(pair.List) != 2 {
				r.at(r.file.valueNode(pair.At), "write [[value, weight], …]", "`discrete` lists pairs of a value and its weight")
				return nil
			}
			x, weights = append(x, add(&pair.List[0])), append(weights, add(&pair.List[1]))
		}
	default:
		for i := range found.List {
			x = append(x, add(&found.List[i]))
		}
	}
	if bad {
		return nil
	}
	need := map[string][2]int{"uniform": {2, 2}, "triangular": {3, 3}, "pert": {3, 3}, "normal": {2, 2}, "lognormal": {2, 2}, "beta": {2, 4}}
	if n, ok := need[kind]; ok && (len(x) < n[0] || len(x) > n[1] || kind == "beta" && len(x) == 3) {
		i := slices.IndexFunc(distributions, func(d struct{ key, doc string }) bool { return d.key == kind })
		r.say(found.At, "write "+distributions[i].doc, "`%s` has %d numbers", kind, len(x))
		return nil
	}
	var d montecarlo.Distribution
	var err error
	switch kind {
	case "value":
		d, err = montecarlo.Point(x[0])
	case "uniform":
		d, err = montecarlo.Uniform(x[0], x[1])
	case "triangular":
		d, err = montecarlo.Triangular(x[0], x[1], x[2])
	case "pert":
		d, err = montecarlo.PERT(x[0], x[1], x[2])
	case "normal":
		d, err = montecarlo.Normal(x[0], x[1])
	case "lognormal":
		d, err = montecarlo.Lognormal(x[0], x[1])
	case "beta":
		x = append(x, 0, 1)
		d, err = montecarlo.Beta(x[0], x[1], x[2], x[3])
	case "discrete":
		d, err = montecarlo.Discrete(x, weights)
	case "bernoulli":
		d, err = montecarlo.Bernoulli(x[0])
	case "empirical":
		d, err = montecarlo.Empirical(x)
	}
	if err != nil {
		r.say(found.At, "", "%s", err)
		return nil
	}
	return d
}

// formula binds a formula of the conflict.
func (r *simulating) formula(v *Value) (parley.Formula, bool) {
	if r.c == nil || v == nil {
		return parley.Formula{}, false
	}
	f, err := r.c.Formula(v.Text)
	if err != nil {
		r.errs++
		if !r.file.base.unknown {
			r.formulaError(r.file.valueNode(v.At), 0, err)
		}
		return f, false
	}
	f.At = v.At
	return f, true
}

// options reads ids of options.
func (r *simulating) options(v *Value) []string {
	if v == nil {
		return nil
	}
	list := v.List
	if v.Kind == Text {
		list = []Value{*v}
	}
	var ids []string
	for i := range list {
		f, ok := r.formula(&list[i])
		if !ok {
			continue
		}
		if f.Expr.Op != logic.Atom || r.c.GraphForm() {
			r.at(r.file.valueNode(list[i].At), "", "an option is wanted here, not a formula")
			continue
		}
		ids = append(ids, f.Expr.Name)
	}
	return ids
}

func (r *simulating) inputs(v *Value) {
	r.each(v, "switches", func(name string, x *Value) {
		f, _ := r.formula(x)
		r.out.Switches = append(r.out.Switches, Switch{name, f})
		r.model.Inputs = append(r.model.Inputs, stockflow.Input{Name: name, Unit: "1", At: x.At})
	})
	r.each(v, "levers", func(name string, x *Value) {
		l := Lever{Name: name, Stock: strings.TrimSpace(x.text("stock")), Launchers: strings.TrimSpace(x.text("launchers"))}
		if ids := r.options(x.Field("option")); len(ids) == 1 {
			l.Option = ids[0]
		}
		r.out.Levers = append(r.out.Levers, l)
		r.model.Inputs = append(r.model.Inputs, stockflow.Input{Name: name, Unit: "1", At: x.At})
	})
	r.each(v, "goals", func(name string, x *Value) {
		of := x
		if x.Kind == Mapping {
			of = x.Field("goal")
		}
		if f, ok := r.formula(of); ok {
			r.out.Goals = append(r.out.Goals, Goal{name, f})
		}
	})
}
