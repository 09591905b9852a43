package scenario

import (
	"slices"
	"strings"

	"parley/sim/montecarlo"
	"parley/sim/stockflow"
)

// parts reads stocks, schedules, quantities and flows into the model.
func (r *simulating) parts(v *Value) {
	m := r.model
	r.each(v, "stocks", func(name string, x *Value) {
		m.Stocks = append(m.Stocks, stockflow.Stock{Name: name, Unit: x.text("unit"), Start: x.text("start"), Floor: x.text("floor"),
			Capacity: x.text("capacity"), Noise: x.text("noise"), At: x.At})
	})
	r.each(v, "schedules", func(name string, x *Value) {
		s := stockflow.Schedule{Name: name, Unit: x.text("unit"), Linear: x.text("linear") == "true", At: x.At}
		if points := x.Field("points"); points != nil {
			for i := range points.List {
				p := &points.List[i]
				if len(p.List) != 2 {
					r.at(r.file.valueNode(p.At), "write [[time, value], …]", "a point of a schedule has a time and a value")
					continue
				}
				s.Points = append(s.Points, stockflow.Point{Time: r.number(&p.List[0]), Value: r.number(&p.List[1])})
			}
		}
		m.Schedules = append(m.Schedules, s)
	})
	r.each(v, "quantities", func(name string, x *Value) {
		a := stockflow.Auxiliary{Name: name, Expr: x.Text, At: x.At}
		if is := x.Field("is"); is != nil {
			a.Expr, a.Unit, a.At = is.Text, x.text("unit"), is.At
		}
		m.Auxiliaries = append(m.Auxiliaries, a)
	})
	r.each(v, "flows", func(name string, x *Value) {
		f := stockflow.Flow{Name: name, From: strings.TrimSpace(x.text("from")), To: strings.TrimSpace(x.text("to")), Rate: x.text("rate"), At: x.At}
		switch x.text("draw") {
		case "poisson":
			f.Draw = stockflow.Poisson
		case "binomial":
			f.Draw = stockflow.Binomial
		}
		if d := x.Field("delay"); d != nil {
			f.Delay = &stockflow.Delay{Time: d.Text, At: d.At}
			if d.Kind == Mapping {
				f.Delay.Time, f.Delay.Start = d.text("time"), d.text("start")
				if o := d.Field("order"); o != nil {
					n := r.number(o)
					if n == n && (n != float64(int(n)) || n < 0 || n > 50) {
						r.say(o.At, "", "the order of a delay should be a whole number from 0 to 50")
					} else if n == n {
						f.Delay.Order = int(n)
					}
				}
			}
		}
		m.Flows = append(m.Flows, f)
	})
}

func (r *simulating) effect(x *Value) Effect {
	e := Effect{Take: r.options(x.Field("take")), Withdraw: r.options(x.Field("withdraw")), Bar: r.options(x.Field("bar")),
		Free: r.options(x.Field("free")), At: x.At}
	for _, id := range e.Take {
		if slices.Contains(e.Withdraw, id) || slices.Contains(e.Bar, id) {
			r.say(x.place("take"), "delete one of them", "`%s` is taken and dropped at once", id)
		}
	}
	if a := x.Field("assume"); a != nil {
		for _, f := range a.Fields {
			choice := strings.TrimSpace(f.Value.Text)
			if message, hint := r.file.assumed(f.Key, choice); message != "" {
				r.at(r.file.valueNode(f.Value.At), hint, "%s", message)
				continue
			}
			if e.Assume == nil {
				e.Assume = Assumptions{}
			}
			e.Assume[f.Key] = choice
		}
	}
	return e
}

func (r *simulating) events(v *Value) {
	r.each(v, "events", func(name string, x *Value) {
		e := stockflow.Event{Name: name, When: x.text("when"), Held: x.text("held"), Hazard: x.text("hazard"),
			Repeat: x.text("repeat") == "true", Edge: x.text("fresh") == "true", Stop: x.text("stop") == "true", At: x.At}
		if f := x.Field("every"); f != nil {
			e.Every = r.span(f)
			e.First = e.Every
		}
		if f := x.Field("first"); f != nil {
			e.First = r.span(f)
			if e.Every == 0 {
				e.Every, e.Repeat = 1, false // one set time
			}
		}
		if set := x.Field("set"); set != nil {
			for _, f := range set.Fields {
				e.Set = append(e.Set, stockflow.Assignment{Stock: f.Key, Expr: f.Value.Text, At: f.Value.At})
			}
		}
		r.model.Events = append(r.model.Events, e)
		r.out.Events = append(r.out.Events, r.effect(x))
	})
}

// levers adds to the model, for each lever, the moment at which its stock is spent and that at which there is some again.
func (r *simulating) levers(v *Value) {
	r.each(v, "levers", func(name string, x *Value) {
		i := 0
		for r.out.Levers[i].Name != name {
			i++
		}
		l := r.out.Levers[i]
		for _, s := range []string{"stock", "launchers"} {
			stock := strings.TrimSpace(x.text(s))
			found := stock == ""
			var names []string
			for _, y := range r.model.Stocks {
				names = append(names, y.Name)
				found = found || y.Name == stock
			}
			if !found {
				r.at(r.file.valueNode(x.place(s)), known(stock, names), "there is no stock `%s`", clip(stock))
			}
		}
		spent, there := l.Stock+" <= 0", l.Stock+" > 0"
		if l.Launchers != "" {
			spent, there = spent+" or "+l.Launchers+" <= 0", there+" and "+l.Launchers+" > 0"
		}
		r.model.Events = append(r.model.Events,
			stockflow.Event{Name: name + " spent", When: spent, Edge: true, Repeat: true, At: x.At},
			stockflow.Event{Name: name + " restocked", When: there, Edge: true, Repeat: true, At: x.At})
		var bar, free []string
		if l.Option != "" {
			bar, free = []string{l.Option}, []string{l.Option}
		}
		r.out.Labels[name+" spent"], r.out.Labels[name+" restocked"] = r.out.Label(name)+" spent", r.out.Label(name)+" restocked"
		r.out.Events = append(r.out.Events, Effect{Bar: bar, At: x.At}, Effect{Free: free, At: x.At})
	})
}

func (r *simulating) motion(v *Value) {
	m := &r.out.Motion
	m.Moves, m.Every, m.Readiness, m.ReadinessOf = "held", 1, map[string]float64{}, map[string]string{}
	x := v.Field("conflict")
	if x == nil {
		return
	}
	if t := x.text("moves"); t != "" {
		m.Moves = t
	}
	if e := x.Field("every"); e != nil {
		if m.Every = r.span(e); !(m.Every > 0) {
			r.say(e.At, "", "the time between moves should be above 0")
		}
	}
	if q := x.Field("readiness"); q != nil {
		for i := range q.Fields {
			r.readiness(m, &q.Fields[i])
		}
	}
	if s := x.Field("script"); s != nil {
		for i := range s.List {
			at := s.List[i].Field("at")
			if at == nil {
				continue
			}
			moment := Moment{Time: r.span(at), Effect: r.effect(&s.List[i])}
			switch {
			case moment.Time < 0:
				r.say(at.At, "times count from the start", "this moment lies before the start")
			case moment.Time > r.model.Horizon:
				r.doubt(r.file.valueNode(at.At), "", "this moment lies beyond the horizon, so that it never comes")
			}
			if len(m.Script) > 0 && moment.Time < m.Script[len(m.Script)-1].Time {
				r.say(at.At, "", "the moments of a script come in the order of time")
			}
			m.Script = append(m.Script, moment)
		}
	}
	if m.Moves == "script" && len(m.Script) == 0 {
		r.say(x.place("moves"), "list moments under `script`", "there is no script")
	}
	if m.Moves != "script" && len(m.Script) > 0 {
		r.say(x.place("script"), "write `moves: script`, or delete the script", "the script is not used")
	}
	for _, key := range []string{"every", "readiness"} {
		if f := x.Field(key); f != nil && m.Moves != "replies" {
			r.say(f.At, "write `moves: replies`, or delete it", "`%s` is not used: parties move by replies only", key)
		}
	}
	if w := x.Field("weights"); w != nil {
		for i := range w.Fields {
			r.weighing(m, &w.Fields[i])
		}
	}
}

func (r *simulating) readiness(m *Motion, f *Field) {
	if r.c != nil && r.c.PartyIndex(f.Key) < 0 {
		var ids []string
		for _, p := range r.c.Parties {
			ids = append(ids, p.ID)
		}
		r.say(f.Value.At, known(f.Key, ids), "`%s` is not a party of this conflict", clip(f.Key))
		return
	}
	text := strings.TrimSpace(f.Value.Text)
	for _, p := range r.model.Parameters {
		if p.Name == text {
			if u := strings.TrimSpace(p.Unit); u != "" && u != "1" {
				r.say(f.Value.At, "", "a chance is a plain number, and `%s` is in %s", text, u)
			}
			m.ReadinessOf[f.Key] = text
			return
		}
	}
	q := r.number(&f.Value)
	if q < 0 || q > 1 {
		r.say(f.Value.At, "", "a chance lies between 0 and 1")
	}
	m.Readiness[f.Key] = q
}

func (r *simulating) weighing(m *Motion, f *Field) {
	g := r.file.Group(f.Key)
	if g == nil {
		message, hint := r.file.assumed(f.Key, "")
		r.say(f.Value.At, hint, "%s", message)
		return
	}
	w := Weighing{Group: f.Key}
	for i := range f.Value.Fields {
		c := &f.Value.Fields[i]
		if message, hint := r.file.assumed(f.Key, c.Key); message != "" {
			r.say(c.Value.At, hint, "%s", message)
			continue
		}
		if r.file.get(g.Choice(c.Key).node, "simulation") != nil {
			r.say(c.Value.At, "settle it by --assume instead, one after the other", "`%s` changes the section `simulation`, so that runs cannot draw it", c.Key)
			continue
		}
		w.Choices, w.Weights = append(w.Choices, c.Key), append(w.Weights, r.number(&c.Value))
	}
	if len(w.Choices) == 0 {
		r.say(f.Value.At, "", "`%s` weighs no choice", f.Key)
		return
	}
	numbers := make([]float64, len(w.Weights))
	for i := range numbers {
		numbers[i] = float64(i)
	}
	if _, err := montecarlo.Discrete(numbers, w.Weights); err != nil {
		r.say(f.Value.At, "", "the weights of `%s` cannot be used: %s", f.Key, err)
		return
	}
	m.Weights = append(m.Weights, w)
}
