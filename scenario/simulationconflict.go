package scenario

import (
	"strings"

	"parley"
	"parley/logic"
	"parley/sim/stockflow"
)

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
