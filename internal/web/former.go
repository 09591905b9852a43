package web

import (
	"slices"
	"strings"

	"parley"
	"parley/diag"
	"parley/scenario"
)

// former gathers a form.
type former struct {
	file     *scenario.File
	problems diag.List // errors
	words    func(code string) (number, brief string)
}

func fields(v *scenario.Value) []scenario.Field {
	if v == nil {
		return nil
	}
	return v.Fields
}

func text(v *scenario.Value) string {
	if v == nil {
		return ""
	}
	return strings.TrimSpace(v.Text)
}

// words returns the text of an item that may stand alone or at the main key of a mapping.
func words(v *scenario.Value, main string) string {
	if v != nil && v.Kind == scenario.Mapping {
		return text(v.Field(main))
	}
	return text(v)
}

func (m *former) entry(path, label, text string) entry {
	return entry{Path: path, Label: label, Text: text, Faults: m.faults(path)}
}

// faults returns what is wrong with what stands at a path.
func (m *former) faults(path string) (out diag.List) {
	if len(m.problems) == 0 {
		return nil
	}
	holds := m.file.Holds(path)
	for _, p := range m.problems {
		if holds(p.Line, p.Column) {
			out = append(out, p)
		}
	}
	return out
}

func (m *former) party(i int, f scenario.Field) formParty {
	v := f.Value
	x := formParty{ID: f.Key, Class: Party(i), At: v.At, OptionsAt: v.At + ".options"}
	x.entry = entry{Path: v.At + ".name", Text: text(v.Field("name")), Label: "Name of " + f.Key}
	x.Keyed = x.Text
	if x.Keyed == "" {
		x.Keyed = f.Key
	}
	for _, o := range fields(v.Field("options")) {
		x.Options = append(x.Options, m.option(o, x.ID+"."+o.Key, x.Keyed))
	}
	for _, p := range m.problems { // at the id itself
		if line, column, length := m.file.Locate(v.At); p.Line == line && p.Column >= column && p.Column < column+length {
			x.Faults = append(x.Faults, p)
		}
	}
	return x
}

func (m *former) option(f scenario.Field, id, whose string) formOption {
	v := f.Value
	o := formOption{ID: f.Key, level: id, Stays: text(v.Field("irreversible"))}
	o.entry = m.entry(v.At, "Label of "+f.Key+" of "+whose, words(&v, "label"))
	choice := fields(v.Field("choice"))
	for _, l := range choice {
		o.Levels = append(o.Levels, m.option(l, id+"."+l.Key, whose))
	}
	if len(choice) > 0 {
		o.Faults = nil // they show at the levels
	}
	for _, x := range fields(&v) {
		o.More = o.More || x.Key != "label" && x.Key != "irreversible" && x.Key != "choice"
	}
	return o
}

func (m *former) list(key, title, about, one, hint string) formList {
	l := formList{Path: key, Title: title, About: about, One: one, Hint: hint, Named: key == "define"}
	main := map[string]string{"rules": "rule", "moves": "move", "define": "definition", "merge": "merge"}[key]
	v := m.file.Value(key)
	if v == nil {
		return l
	}
	add := func(name string, x scenario.Value) {
		i := formItem{At: x.At, Name: name, Number: len(l.Items) + 1}
		i.entry = m.entry(x.At, one+" "+name, words(&x, main))
		for _, f := range x.Fields {
			if f.Key == "name" {
				i.Name = text(&f.Value)
			} else if f.Key != main {
				i.More = true
			}
		}
		l.Items = append(l.Items, i)
	}
	for _, x := range v.List {
		add("", x)
	}
	for _, f := range v.Fields {
		add(f.Key, f.Value)
	}
	return l
}

func (m *former) statusQuo(parties []formParty, states *scenario.Value) formQuo {
	q := formQuo{Path: "status quo", Faults: m.faults("status quo")}
	v := m.file.Value(q.Path)
	if states != nil {
		q.State = text(v)
		for _, f := range states.Fields {
			label := f.Key
			if l := words(&f.Value, "label"); l != "" {
				label += " – " + l
			}
			q.States = append(q.States, option{f.Key, label})
		}
		for _, s := range states.List {
			q.States = append(q.States, option{text(&s), text(&s)})
		}
		return q
	}
	taken := takenIn(v, allOptions(parties))
	if taken == nil {
		q.Lost = true
		return q
	}
	for _, p := range parties {
		x := formQuoParty{Label: p.Keyed, Class: p.Class}
		for _, o := range p.Options {
			t := formTaken{ID: o.level, Label: o.label(), Taken: taken[o.level]}
			any := false
			for _, l := range o.Levels {
				t.Levels = append(t.Levels, formTaken{ID: l.level, Label: l.label(), Taken: taken[l.level]})
				any = any || taken[l.level]
			}
			if len(t.Levels) > 0 && !any {
				t.Levels[0].Taken = true
			}
			x.Options = append(x.Options, t)
		}
		q.Parties = append(q.Parties, x)
	}
	return q
}

func (o formOption) label() string {
	if o.Text != "" {
		return o.Text
	}
	return o.ID
}

// allOptions lists the options, levels among them, in the order of codes.
func allOptions(parties []formParty) (ids []string) {
	for _, p := range parties {
		for _, o := range p.Options {
			if len(o.Levels) == 0 {
				ids = append(ids, o.level)
			}
			for _, l := range o.Levels {
				ids = append(ids, l.level)
			}
		}
	}
	return ids
}

// takenIn returns which options a status quo takes, nil where it cannot be told.
func takenIn(v *scenario.Value, ids []string) map[string]bool {
	taken := map[string]bool{}
	switch {
	case v == nil:
	case v.Kind == scenario.Text:
		code := text(v)
		if len(code) != len(ids) || strings.Trim(code, "YN") != "" {
			return nil
		}
		for i, id := range ids {
			taken[id] = code[i] == 'Y'
		}
	case v.Kind == scenario.List:
		for _, x := range v.List {
			id := meant(text(&x), ids)
			if id == "" {
				return nil
			}
			taken[id] = true
		}
	}
	return taken
}

// meant returns the option that a name stands for: its id, or an ending of one id alone; "" where there is none.
func meant(name string, ids []string) string {
	name = strings.Trim(name, "\"`")
	found := ""
	for _, id := range ids {
		switch {
		case id == name:
			return id
		case !strings.HasSuffix(id, "."+name):
		case found != "":
			return ""
		default:
			found = id
		}
	}
	return found
}

// wants gathers what a party wants, in the file and in the choices of its groups.
func (m *former) wants(p formParty, settled scenario.Assumptions) formWants {
	w := formWants{ID: p.ID, Label: p.Keyed, Class: p.Class, Force: -1, Add: scenario.Path("preferences", p.ID)}
	add := func(path, where string, chosen bool) {
		v := m.file.Value(path)
		if v == nil {
			return
		}
		o := m.order(v, p.Keyed)
		o.Where = where
		if w.Orders = append(w.Orders, o); chosen {
			w.Force = len(w.Orders) - 1
		}
	}
	add(w.Add, "", true)
	for _, g := range m.file.Groups {
		for _, c := range g.Choices {
			add(c.At+"."+w.Add, g.ID+" = "+c.ID, settled[g.ID] == c.ID)
		}
	}
	if w.Force >= 0 {
		w.Orders[w.Force].Force = true
	}
	return w
}

func (m *former) order(v *scenario.Value, whose string) formOrder {
	o := formOrder{Path: v.At, Label: whose, Method: "statements", List: v.At}
	list := v
	if v.Kind == scenario.Mapping {
		o.Method = ""
		for _, method := range []string{"statements", "weights", "ranking", "either"} {
			if list = v.Field(method); list != nil {
				o.Method, o.List = method, v.At+"."+method
				break
			}
		}
	}
	switch {
	case list == nil || o.Method == "statements" && list.Kind != scenario.List:
		o.Method = ""
	case o.Method == "statements":
		for i, x := range list.List {
			o.Statements = append(o.Statements, m.statement(x, i, whose))
		}
	case o.Method == "weights":
		for _, f := range list.Fields {
			w := formWeight{entry: m.entry(f.Value.At, "Formula that is worth something to "+whose, f.Key)}
			w.Value = entry{Path: f.Value.At, Label: "What " + f.Key + " is worth to " + whose, Text: words(&f.Value, "weight")}
			o.Weights = append(o.Weights, w)
		}
	case o.Method == "ranking":
		tiers := list.Tiers()
		for i, t := range tiers {
			x := formTier{List: o.List, At: i, Number: i + 1, Greatly: t.Greatly, Last: i == len(tiers)-1}
			for _, code := range t.States {
				number, brief := m.words(code)
				x.States = append(x.States, tierState{code, number, brief})
			}
			o.Tiers = append(o.Tiers, x)
		}
	default:
		for _, x := range list.List {
			o.Rivals = append(o.Rivals, m.order(&x, whose))
		}
	}
	return o
}

func (m *former) statement(v scenario.Value, i int, whose string) formStatement {
	s := formStatement{At: v.At, Number: i + 1, Strong: text(v.Field("strong")) == "true"}
	s.entry = m.entry(v.At, "Statement "+itoa(i+1)+" of "+whose, words(&v, "statement"))
	s.Because = v.Field("because") != nil
	s.Quote = v.Field("quote") != nil || v.Field("quotes") != nil
	if either := v.Field("either"); either != nil {
		for j, x := range either.List {
			s.Either = append(s.Either, m.entry(x.At, "Statement "+itoa(i+1)+" of "+whose+", rival "+itoa(j+1), words(&x, "statement")))
		}
		s.Faults = slices.DeleteFunc(s.Faults, func(p diag.Problem) bool {
			return slices.ContainsFunc(s.Either, func(e entry) bool { return slices.Contains(e.Faults, p) })
		})
	}
	return s
}

// tiersAt reads a ranking of the file.
func tiersAt(f *scenario.File, path string) (scenario.Value, []parley.Tier) {
	v := f.Value(path)
	if v == nil {
		return scenario.Value{}, nil
	}
	return *v, v.Tiers()
}
