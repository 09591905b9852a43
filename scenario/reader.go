package scenario

import (
	"slices"
	"strconv"

	"go.yaml.in/yaml/v4"

	"parley"
)

// reader reads what the sections of one file mean.
type reader struct {
	*problems
	file    *File
	claims  names
	sources names
}

// names is a set of ids, in the order of the file.
type names struct {
	list []string
	has  map[string]bool
}

// names gathers the ids of a section.
func (f *File) names(section string) names {
	n := names{has: map[string]bool{}}
	for k := range f.pairs(f.get(f.root, section)) {
		n.list = append(n.list, k.Value)
		n.has[k.Value] = true
	}
	return n
}

// read fills in the file. items are the mappings with evidence that were found on the way through the table.
func (r *reader) read(items []found) {
	f := r.file
	f.Title, f.Question, f.About = f.text(f.get(f.root, "title")), f.text(f.get(f.root, "question")), f.text(f.get(f.root, "about"))
	f.Citation, f.Basis = f.texts(f.get(f.root, "citation")), f.text(f.get(f.root, "basis"))
	f.base = r.readFrame()
	r.readGroups()
	r.claims, r.sources = f.names("claims"), f.names("sources")
	r.readSources()
	r.readEvidence(items)
	if _, n := f.entry(f.root, "simulation"); n != nil {
		v := f.value(n, "simulation")
		f.Simulation = &v
	}
	settled, _ := f.InForce(nil)
	parts := f.partsUnder(settled)
	a := f.assemble(r.problems, parts, everyPart)
	f.Perceptions = a.perceptions(parts[:1])
	for _, x := range f.Perceptions {
		f.perceived(r.problems, parts, x, settled, len(parts))
	}
	for i := range f.Groups {
		a.values(&f.Groups[i])
	}
	r.readSimulation(a.c, nil)
	for _, g := range f.Groups {
		for i, c := range g.Choices {
			r.readChoice(g, c, i == 0)
		}
	}
	r.readClaims()
	r.readBoards()
}

// readSimulation checks the simulation section under the assumptions.
func (r *reader) readSimulation(c *parley.Conflict, a Assumptions) {
	if v := r.file.SimulationUnder(a); v != nil && v.Kind == Mapping && !r.file.spoiltUnder(v.At) {
		r.file.simulation(r.problems, v, c)
	}
}

// spoiltUnder reports whether anything at or below a path is in error, so that what it means must not be asked.
func (f *File) spoiltUnder(path string) bool {
	var spoilt func(n *yaml.Node) bool
	spoilt = func(n *yaml.Node) bool {
		if f.spoilt[n] {
			return true
		}
		for _, child := range n.Content {
			if spoilt(child) {
				return true
			}
		}
		return false
	}
	return spoilt(f.valueNode(path))
}

// readChoice checks what a choice says, with the other groups at their first choices. The first choice of a group has been
// read with the file.
func (r *reader) readChoice(g Group, c Choice, first bool) {
	f := r.file
	settled, _ := f.InForce(Assumptions{g.ID: c.ID})
	parts := f.partsUnder(settled)
	own := 0
	for i, p := range parts {
		if p.at == c.At {
			own = i
		}
	}
	if first {
		own = noPart
	}
	a := f.assemble(r.problems, parts, own)
	if _, n := f.entry(c.node, "simulation"); n != nil && !first {
		whole := f.assemble(newProblems(f.source), parts, inForce)
		r.readSimulation(whole.c, Assumptions{g.ID: c.ID})
	}
	for _, x := range a.perceptions([]part{{c.node, c.At}}) {
		f.perceived(r.problems, parts, x, settled, len(parts))
	}
}

// value copies a part of the file that is kept as written.
func (f *File) value(n *yaml.Node, at string) Value {
	v := Value{At: at}
	switch n.Kind {
	case yaml.SequenceNode:
		v.Kind = List
		for i, item := range n.Content {
			v.List = append(v.List, f.value(item, at+"["+strconv.Itoa(i)+"]"))
		}
	case yaml.MappingNode:
		v.Kind = Mapping
		for k, item := range f.pairs(n) {
			v.Fields = append(v.Fields, Field{k.Value, f.value(item, at+step(k.Value))})
		}
	default:
		v.Text = n.Value
	}
	return v
}

// SimulationUnder returns the simulation section under the assumptions: entries that choices in force give replace those of
// the file, by name. It is nil where there is none.
func (f *File) SimulationUnder(a Assumptions) *Value {
	settled, _ := f.InForce(a)
	var result *Value
	for _, p := range f.partsUnder(settled) {
		n := f.get(p.node, "simulation")
		if n == nil {
			continue
		}
		v := f.value(n, p.path("simulation"))
		if result == nil {
			result = &v
			continue
		}
		for _, field := range v.Fields {
			result.merge(field)
		}
	}
	return result
}

// merge replaces the entries of a mapping that the field names: within one entry, again by name.
func (v *Value) merge(field Field) {
	for _, d := range distributions { // a parameter has one distribution
		if d.key == field.Key && v.Field(d.key) == nil {
			v.Fields = slices.DeleteFunc(v.Fields, func(x Field) bool {
				return slices.ContainsFunc(distributions, func(d struct{ key, doc string }) bool { return d.key == x.Key })
			})
		}
	}
	old := v.Field(field.Key)
	switch {
	case old == nil:
		v.Fields = append(v.Fields, field)
	case old.Kind == Mapping && field.Value.Kind == Mapping:
		for _, inner := range field.Value.Fields {
			old.merge(inner)
		}
	default:
		*old = field.Value
	}
}
