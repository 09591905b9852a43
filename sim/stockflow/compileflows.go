package stockflow

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

// fixed returns what a register always holds; ok is false where that depends on parameters, inputs or stocks.
func (c *compiler) fixed(reg int32) (v float64, ok bool) {
	if reg <= 0 {
		return 0, false
	}
	v = c.values[reg]
	lit, ok := c.lits[v]
	return v, ok && lit == reg
}

// notBelow tells where a number of the file is below nought and can mean nothing. What depends on parameters is not looked at:
// delays, hazards and times to hold that fall below nought in a run count as none.
func (c *compiler) notBelow(reg int32, at, what string) {
	if v, ok := c.fixed(reg); ok && v < 0 {
		c.tell(at, "", "%s should not be below 0", what)
	}
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
			c.notBelow(s.noise, x.At+".noise", "a standard deviation")
		}
		low, isFloor := c.fixed(s.floor)
		if x.Floor == "" {
			low, isFloor = 0, true
		}
		top, isTop := c.fixed(s.cap)
		begin, begins := c.fixed(s.start)
		switch {
		case isFloor && isTop && top < low:
			c.tell(x.At+".capacity", "", "the capacity of `%s` is below its floor", x.Name)
		case begins && isFloor && begin < low:
			c.tell(x.At+".start", "", "`%s` begins below its floor", x.Name)
		case begins && isTop && begin > top:
			c.tell(x.At+".start", "", "`%s` begins above its capacity", x.Name)
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
	c.notBelow(mean, d.At+".time", "a delay")
	if v, ok := c.fixed(mean); ok && v == 0 && d.Order > 0 {
		c.tell(d.At+".time", "delete the delay, or give a time", "a chain of stages takes some time")
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
	speed := c.emit(opDiv, n, value{reg: mean}) // stays the same through a step, so that a stage costs no division
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
		v := c.emit(opMul, value{reg: s.reg, moving: true}, speed)
		stage := flow{from: held, to: to, rate: v.reg, delay: -1, heldAtOnce: -1, name: f.name}
		if f.draw != NoDraw {
			stage.draw = Binomial
		}
		p.flows = append(p.flows, stage)
		from = len(p.flows) - 1
	}
}
