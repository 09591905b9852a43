package scenario

import (
	"slices"

	"parley/sim/montecarlo"
	"parley/sim/stockflow"
)

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
		r.together(list)
	}
}

// together tells if the correlations cannot hold together. What is wrong with one of them has been told.
func (r *simulating) together(list *Value) {
	p := montecarlo.Plan{Runs: 1, Correlations: r.out.Correlated}
	for _, x := range r.out.Parameters {
		if x.Of == nil {
			return
		}
		p.Inputs = append(p.Inputs, montecarlo.Input{Name: x.Name, Of: x.Of})
	}
	for _, c := range p.Correlations {
		if !slices.Contains(r.parameterNames(), c.A) || !slices.Contains(r.parameterNames(), c.B) || !(c.Rank > -1 && c.Rank < 1) {
			return
		}
	}
	if _, err := montecarlo.NewSampler(p); err != nil {
		r.say(list.At, "", "%s", err)
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
