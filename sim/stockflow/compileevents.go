package stockflow

import (
	"slices"
)

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
		c.notBelow(e.held, x.At+".held", "a time to hold")
		if x.Hazard != "" {
			v, _ := c.expression(x.Hazard, x.At+".hazard", false, c.span(-1))
			e.hazard = v.reg
			c.notBelow(e.hazard, x.At+".hazard", "a hazard")
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
