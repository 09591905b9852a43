package stockflow

import (
	"fmt"
	"math"
	"slices"
	"unicode"
)

// Program is a compiled model. It is not changed by runs and safe for concurrent use.
type Program struct {
	model  *Model
	values []float64 // registers at the start
	factor []float64 // of each name register: what a value in its unit is multiplied with

	params, inputs []int32 // registers
	static         []instr // to be done when an input is set
	rates          []instr // to be done before rates are read
	checks         []instr // and before conditions are read
	reads          []instr // and before auxiliaries are read
	time           int32

	stocks    []stock
	flows     []flow
	schedules []schedule
	events    []event
	queued    bool // some flow has a fixed delay
	drawn     bool // some flow draws, or some stock has noise: steps cannot be repeated
	named     map[string]int32
	units     map[string]float64
}

type stock struct {
	reg, start, floor, cap, noise int32   // -1: none
	in, out                       []int32 // flows that can be cut
}

type flow struct {
	from, to   int // -1: outside
	rate       int32
	draw       Draw
	delay      int32 // register of a fixed delay, -1: none
	heldAtOnce int32 // register of what is on its way at the start, -1: nothing
	name       int   // index of the flow in the model
	first      bool  // it stands for the flow itself and not for a stage of its delay
}

type schedule struct {
	reg    int32
	times  []float64
	values []float64
	linear bool
}

type event struct {
	when, held, hazard  int32 // -1: none
	left, right         int32 // when is left < right, of which one is a stock with noise; else -1
	noisy               int   // that stock
	sets                []set
	code                []instr // for sets
	first, every        float64
	repeat, edge, stops bool
}

type set struct {
	stock int
	reg   int32
}

// Compile checks a model and compiles it. The error is of type Issues and lists everything that is wrong. The cost is linear
// in the length of the model.
func Compile(m *Model) (*Program, error) {
	b := newBuilder(m.Clock)
	p := &Program{model: m, named: map[string]int32{}, units: map[string]float64{}}
	c := &compiler{builder: b, p: p, m: m, stockUnits: map[string]unit{}, stockIndex: map[string]int{}}
	c.clock()
	c.declare()
	for i := range m.Auxiliaries {
		if a := &m.Auxiliaries[i]; b.state[a.Name] == 0 && b.aux[a.Name] == a {
			b.auxiliary(a.Name)
		}
	}
	c.stocks()
	c.flows()
	c.events()
	if len(*b.issues) > 0 {
		return nil, *b.issues
	}
	c.finish()
	return p, nil
}

type compiler struct {
	*builder
	p          *Program
	m          *Model
	stockUnits map[string]unit
	stockIndex map[string]int
}

func (c *compiler) tell(at, hint, format string, args ...any) {
	*c.issues = append(*c.issues, Issue{At: at, Message: fmt.Sprintf(format, args...), Hint: hint})
}

func (c *compiler) clock() {
	if !(c.m.Step > 0) || math.IsInf(c.m.Step, 0) {
		c.tell("step", "", "the step should be above 0")
	}
	if !(c.m.Horizon > 0) || math.IsInf(c.m.Horizon, 0) {
		c.tell("horizon", "", "the horizon should be above 0")
	}
	if c.m.Step > 0 && c.m.Horizon/c.m.Step > 1e7 {
		c.tell("step", "", "there are more than ten million steps to the horizon")
	}
}

// Name reports whether a text can be the name of a quantity.
func Name(text string) bool {
	for i, r := range text {
		if r > 127 || !(unicode.IsLetter(r) || r == '_' || i > 0 && unicode.IsDigit(r)) {
			return false
		}
	}
	switch text {
	case "", "and", "or", "not", "in", "true", "false", "nil", "let", "if", "else", "time", "matches", "contains", "startsWith", "endsWith":
		return false
	}
	_, taken := functions[text]
	return !taken
}

// declare gives every name its register.
func (c *compiler) declare() {
	p, m := c.p, c.m
	named := func(kind, name, text, at string, v float64, moving bool) (int32, unit) {
		u, err := parseUnit(text, c.builder.clock)
		if err != nil {
			c.tell(at, "", "%s", err)
		}
		reg := c.register(v * u.factor)
		switch {
		case !Name(name):
			c.tell(at, "use letters, digits and `_`", "`%s` cannot be the name of %s", name, kind)
		case c.kinds[name] != "":
			c.tell(at, "choose another name", "`%s` is the name of %s already", name, c.kinds[name])
		default:
			c.kinds[name] = kind
			value := value{reg: reg, unit: u, moving: moving}
			value.unit.factor = 1
			c.names[name] = value
			p.named[name], p.units[name] = reg, u.factor
		}
		return reg, u
	}
	factor := map[int32]float64{}
	for _, x := range m.Parameters {
		reg, u := named("a parameter", x.Name, x.Unit, x.At, x.Value, false)
		p.params = append(p.params, reg)
		factor[reg] = u.factor
	}
	for _, x := range m.Inputs {
		reg, u := named("an input", x.Name, x.Unit, x.At, x.Value, false)
		p.inputs = append(p.inputs, reg)
		factor[reg] = u.factor
	}
	for i, x := range m.Stocks {
		reg, u := named("a stock", x.Name, x.Unit, x.At, 0, true)
		c.stockUnits[x.Name] = u
		c.stockIndex[x.Name] = i
		p.stocks = append(p.stocks, stock{reg: reg, start: -1, floor: -1, cap: -1, noise: -1})
		factor[reg] = u.factor
	}
	for _, x := range m.Schedules {
		reg, u := named("a schedule", x.Name, x.Unit, x.At, 0, true)
		s := schedule{reg: reg, linear: x.Linear}
		for i, point := range x.Points {
			if i > 0 && !(point.Time > x.Points[i-1].Time) {
				c.tell(x.At, "", "the points of `%s` should come in the order of time", x.Name)
			}
			s.times = append(s.times, point.Time)
			s.values = append(s.values, point.Value*u.factor)
		}
		if len(x.Points) == 0 {
			c.tell(x.At, "", "`%s` has no points", x.Name)
		}
		p.schedules = append(p.schedules, s)
		factor[reg] = u.factor
	}
	p.time = c.register(0)
	c.names["time"] = value{reg: p.time, unit: c.span(1), moving: true}
	c.kinds["time"] = "the time"
	for i := range m.Auxiliaries {
		x := &m.Auxiliaries[i]
		switch {
		case !Name(x.Name):
			c.tell(x.At, "use letters, digits and `_`", "`%s` cannot be the name of an auxiliary", x.Name)
		case c.kinds[x.Name] != "":
			c.tell(x.At, "choose another name", "`%s` is the name of %s already", x.Name, c.kinds[x.Name])
		default:
			c.kinds[x.Name] = "an auxiliary"
			c.aux[x.Name] = x
		}
	}
	p.factor = make([]float64, len(c.values))
	for i := range p.factor {
		p.factor[i] = 1
	}
	for reg, f := range factor {
		p.factor[reg] = f
	}
}

// still builds an expression that does not change by itself; the empty one is none.
func (c *compiler) still(src, at, what string, want unit) int32 {
	if src == "" {
		return -1
	}
	v, ok := c.expression(src, at, false, want)
	if ok && v.moving {
		c.tell(at, "use parameters", "%s cannot depend on stocks, schedules or the time", what)
	}
	return v.reg
}

func (c *compiler) stocks() {
	for i, x := range c.m.Stocks {
		s, u := &c.p.stocks[i], c.stockUnits[x.Name]
		s.start = c.still(x.Start, x.At+".start", "what a stock begins with", u)
		s.floor = c.still(x.Floor, x.At+".floor", "a floor", u)
		s.cap = c.still(x.Capacity, x.At+".capacity", "a capacity", u)
		if x.Noise != "" {
			v, _ := c.expression(x.Noise, x.At+".noise", false, u)
			s.noise = v.reg
			c.p.drawn = true
		}
	}
}

// span returns the unit of time to the power n; without a clock nothing is checked that involves it.
func (c *compiler) span(n int) unit {
	return unit{powers: map[string]int{"": n}, factor: 1, known: c.builder.clock != ""}
}

func (c *compiler) end(name, at, what string) int {
	if name == "" {
		return -1
	}
	i, ok := c.stockIndex[name]
	if !ok {
		c.tell(at, "", "`%s` is no stock, so that nothing can flow %s it", name, what)
		return -1
	}
	return i
}

func (c *compiler) flows() {
	p := c.p
	seen := map[string]bool{}
	for i, x := range c.m.Flows {
		if seen[x.Name] {
			c.tell(x.At, "choose another name", "two flows are called `%s`", x.Name)
		}
		seen[x.Name] = true
		f := flow{from: c.end(x.From, x.At+".from", "from"), to: c.end(x.To, x.At+".to", "to"), draw: x.Draw, delay: -1, heldAtOnce: -1, name: i, first: true}
		u := unknown
		switch {
		case x.From == "" && x.To == "":
			c.tell(x.At, "give `from`, `to` or both", "`%s` flows from nowhere to nowhere", x.Name)
		case f.from >= 0 && f.to >= 0:
			from, to := c.stockUnits[x.From], c.stockUnits[x.To]
			if u = from; !from.fits(to) {
				c.tell(x.At, "", "`%s` flows from %s to %s", x.Name, from.in(c.builder.clock), to.in(c.builder.clock))
			}
		case f.from >= 0:
			u = c.stockUnits[x.From]
		case f.to >= 0:
			u = c.stockUnits[x.To]
		}
		if x.Draw == Binomial && f.from < 0 {
			c.tell(x.At+".draw", "use poisson, or give `from`", "a binomial flow needs a stock to draw from")
		}
		want := u.times(c.span(-1), 1)
		want.factor = u.factor
		v, _ := c.expression(x.Rate, x.At+".rate", false, want)
		f.rate = v.reg
		p.drawn = p.drawn || x.Draw != NoDraw
		if x.Delay != nil {
			c.delay(&f, x, u)
			continue
		}
		p.flows = append(p.flows, f)
	}
}

// delay adds a flow with a delay: a fixed one keeps a queue, a chain is made of stocks and flows like others.
func (c *compiler) delay(f *flow, x Flow, u unit) {
	p, d := c.p, x.Delay
	span := c.span(1)
	mean := c.still(d.Time, d.At+".time", "a delay", span)
	if d.Time == "" {
		c.tell(d.At, "", "the delay has no time")
	}
	start := c.still(d.Start, d.At+".start", "what is on its way at the start", u)
	if d.Order < 0 || d.Order > 50 {
		c.tell(d.At, "", "the order of a delay should be from 0 to 50")
		return
	}
	if d.Order == 0 {
		f.delay, f.heldAtOnce = mean, start
		p.queued = true
		p.flows = append(p.flows, *f)
		return
	}
	n := c.literal(float64(d.Order))
	to, from := f.to, -1
	for k := range d.Order {
		s := stock{reg: c.register(0), start: -1, floor: -1, cap: -1, noise: -1}
		if start >= 0 {
			s.start = c.emit(opDiv, value{reg: start}, n).reg
		}
		p.stocks = append(p.stocks, s)
		held := len(p.stocks) - 1
		if k == 0 {
			f.to = held
			p.flows = append(p.flows, *f)
		} else {
			p.flows[from].to = held
		}
		v := c.emit(opDiv, c.emit(opMul, value{reg: s.reg, moving: true}, n), value{reg: mean})
		stage := flow{from: held, to: to, rate: v.reg, delay: -1, heldAtOnce: -1, name: f.name}
		if f.draw != NoDraw {
			stage.draw = Binomial
		}
		p.flows = append(p.flows, stage)
		from = len(p.flows) - 1
	}
}

func (c *compiler) events() {
	p := c.p
	span := c.span(1)
	seen := map[string]bool{}
	for _, x := range c.m.Events {
		if seen[x.Name] {
			c.tell(x.At, "choose another name", "two events are called `%s`", x.Name)
		}
		seen[x.Name] = true
		e := event{when: -1, held: -1, hazard: -1, left: -1, right: -1, first: x.First, every: x.Every, repeat: x.Repeat, edge: x.Edge, stops: x.Stop}
		if x.When != "" {
			if v, ok := c.expression(x.When, x.At+".when", true, plain); ok {
				e.when = v.reg
				c.noisy(&e)
			}
		}
		e.held = c.still(x.Held, x.At+".held", "how long a condition must hold", span)
		if x.Hazard != "" {
			v, _ := c.expression(x.Hazard, x.At+".hazard", false, c.span(-1))
			e.hazard = v.reg
		}
		switch {
		case x.Hazard != "" && x.Held != "":
			c.tell(x.At, "delete one of them", "`%s` has a hazard and a time to hold", x.Name)
		case x.Every > 0 && (x.Hazard != "" || x.Held != ""):
			c.tell(x.At, "", "`%s` happens at set times, so that it has no hazard and no time to hold", x.Name)
		case x.Every < 0 || x.First < 0:
			c.tell(x.At, "", "the times of `%s` should not be below 0", x.Name)
		case x.When == "" && x.Hazard == "" && x.Every == 0:
			c.tell(x.At, "give `when`, `hazard` or `every`", "nothing says when `%s` happens", x.Name)
		}
		c.draws = true
		for _, s := range x.Set {
			i, ok := c.stockIndex[s.Stock]
			if !ok {
				c.tell(s.At, "", "`%s` is no stock", s.Stock)
				continue
			}
			v, _ := c.expression(s.Expr, s.At, false, c.stockUnits[s.Stock])
			e.sets = append(e.sets, set{i, v.reg})
		}
		c.draws = false
		p.events = append(p.events, e)
	}
}

// noisy finds out whether a condition compares a stock that has noise, so that a crossing within a step can be drawn.
func (c *compiler) noisy(e *event) {
	i := slices.IndexFunc(c.code, func(x instr) bool { return x.dst == e.when })
	if i < 0 || c.code[i].op != opLess && c.code[i].op != opLessEq {
		return
	}
	for k, s := range c.p.stocks {
		if a, b := c.code[i].a, c.code[i].b; s.noise >= 0 && (s.reg == a) != (s.reg == b) {
			e.left, e.right, e.noisy = a, b, k
		}
	}
}

// finish cuts the instructions into those needed for each purpose.
func (c *compiler) finish() {
	p := c.p
	p.values = c.values
	for len(p.factor) < len(p.values) {
		p.factor = append(p.factor, 1)
	}
	moving := map[int32]bool{p.time: true}
	for _, s := range p.stocks {
		moving[s.reg] = true
	}
	for _, s := range p.schedules {
		moving[s.reg] = true
	}
	for _, x := range c.code {
		if x.needsDraw || moving[x.a] || moving[x.b] || moving[x.c] {
			moving[x.dst] = true
		} else {
			p.static = append(p.static, x)
		}
	}
	// needed returns the moving instructions behind some registers.
	needed := func(roots []int32) []instr {
		want := map[int32]bool{}
		for _, r := range roots {
			want[r] = true
		}
		var out []instr
		for _, x := range slices.Backward(c.code) {
			if want[x.dst] && moving[x.dst] {
				want[x.a], want[x.b], want[x.c] = true, true, true
				out = append(out, x)
			}
		}
		slices.Reverse(out)
		return out
	}
	var roots []int32
	for i, f := range p.flows {
		roots = append(roots, f.rate)
		if f.from >= 0 && f.draw == NoDraw {
			p.stocks[f.from].out = append(p.stocks[f.from].out, int32(i))
		}
		if f.to >= 0 && f.delay < 0 && f.draw == NoDraw {
			p.stocks[f.to].in = append(p.stocks[f.to].in, int32(i))
		}
	}
	for _, s := range p.stocks {
		roots = append(roots, s.noise)
	}
	p.rates = needed(roots)
	roots = nil
	for i := range p.events {
		e := &p.events[i]
		roots = append(roots, e.when, e.hazard, e.left, e.right)
		var regs []int32
		for _, s := range e.sets {
			regs = append(regs, s.reg)
		}
		e.code = needed(regs)
	}
	p.checks = needed(roots)
	roots = nil
	for _, x := range c.m.Auxiliaries {
		roots = append(roots, c.names[x.Name].reg)
	}
	p.reads = needed(roots)
	for name, v := range c.names {
		if c.kinds[name] == "an auxiliary" {
			p.named[name] = v.reg
			p.units[name] = 1
			if u, err := parseUnit(c.aux[name].Unit, c.builder.clock); err == nil {
				p.units[name] = u.factor
			}
		}
	}
}
