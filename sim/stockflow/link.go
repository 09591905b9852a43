package stockflow

import (
	"slices"
)

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
	set := map[int32]bool{}
	for _, reg := range p.inputs {
		set[reg] = true
	}
	for _, x := range c.code {
		if x.needsDraw || moving[x.a] || moving[x.b] || moving[x.c] {
			moving[x.dst] = true
			continue
		}
		p.static = append(p.static, x)
		if set[x.a] || set[x.b] || set[x.c] {
			set[x.dst] = true
			p.inputly = append(p.inputly, x)
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
	p.quick = p.lay(c.code)
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
