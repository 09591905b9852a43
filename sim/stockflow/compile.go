package stockflow

import (
	"fmt"
	"math"
	"unicode"
)

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
		c.measure(u)
		reg := c.register(v * u.factor)
		switch {
		case !Name(name):
			c.tell(at, "use letters, digits and `_`", "`%s` cannot be the name of %s", name, kind)
		case c.kinds[name] != "":
			c.tell(at, "choose another name", "`%s` is the name of %s already", name, c.kinds[name])
		default:
			c.kinds[name] = kind
			value := value{reg: reg, unit: u, own: u.factor, moving: moving}
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
	c.names["time"] = value{reg: p.time, unit: c.span(1), own: 1, moving: true}
	c.kinds["time"] = "the time"
	for i := range m.Auxiliaries {
		x := &m.Auxiliaries[i]
		switch {
		case !Name(x.Name):
			c.tell(x.At, "use letters, digits and `_`", "`%s` cannot be the name of an auxiliary", x.Name)
		case c.kinds[x.Name] != "":
			c.tell(x.At, "choose another name", "`%s` is the name of %s already", x.Name, c.kinds[x.Name])
		default:
			if u, err := parseUnit(x.Unit, c.builder.clock); err == nil { // if not, it is told where the auxiliary is built
				c.measure(u)
			}
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
