package scenario

import (
	"math"
	"strings"

	"go.yaml.in/yaml/v4"

	"parley/sim/stockflow"
)

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
