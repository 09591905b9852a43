package scenario

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"parley"
	"parley/diag"
	"parley/logic"
)

// Limits of definitions, whose expansion could otherwise grow without bound.
const (
	maxDefinitions = 500
	maxFormula     = 20_000    // parts of a formula with its definitions put in
	maxFormulas    = 1_000_000 // parts of all formulas of a conflict
)

// definition is a name for a formula.
type definition struct {
	key, text *yaml.Node
	at        string
	parsed    *logic.Expr // nil where the text is no formula
	printed   string
	bound     *logic.Expr
	size      int
	state     int // 0 not yet bound, 1 being bound, 2 bound
}

// define gathers the definitions of all parts, later ones over earlier ones, and binds them in the order of their use.
func (a *assembly) define() {
	a.definitions = map[string]*definition{}
	var order []string
	for i, p := range a.parts {
		for k, v := range a.pairs(a.get(p.node, "define")) {
			d := &definition{key: k, text: a.scalarOf(v, "definition"), at: p.path("define") + step(k.Value), bound: &logic.Expr{}, size: 1}
			if n, ok := a.frame.atoms[k.Value]; ok && a.reads(i) {
				a.at(k, "choose another name", "`%s` is already the id of an option or state, in line %d", k.Value, n.Line)
			} else if id, ok := a.frame.endings[k.Value]; ok && a.reads(i) {
				if id == "" {
					id = "an option"
				} else {
					id = "`" + id + "`"
				}
				a.doubt(k, "where the option is meant, write its full id", "`%s` is short for %s too; alone it stands for the definition", k.Value, id)
			}
			if d.text != nil {
				e, printed, err := a.parse(d.text.Value)
				if err != nil {
					a.formulaError(d.text, 0, err)
				}
				if err == nil {
					d.parsed, d.printed = e, printed
				}
			}
			if a.definitions[k.Value] == nil {
				if len(order) == maxDefinitions {
					a.at(k, "", "a conflict has at most %d definitions", maxDefinitions)
					return
				}
				order = append(order, k.Value)
			}
			a.definitions[k.Value] = d
		}
	}
	for _, name := range order {
		a.bindDefinition(name, nil)
		d := a.definitions[name]
		a.c.Definitions = append(a.c.Definitions, parley.Definition{Name: name, Formula: parley.Formula{Expr: d.bound, Text: d.printed, At: d.at}})
	}
}

// bindDefinition puts into a definition what it uses. callers are the definitions that led here, so that a circle can be
// named.
func (a *assembly) bindDefinition(name string, callers []string) {
	d := a.definitions[name]
	if d.state == 1 {
		circle := append(slices.Clone(callers[slices.Index(callers, name):]), name)
		a.at(d.key, "write one of them out", "`%s` is defined by itself, in a circle: %s", name, pathOf(circle))
		return
	}
	if d.state == 2 {
		return
	}
	d.state = 1
	if d.parsed != nil {
		for _, atom := range d.parsed.Atoms() {
			if a.definitions[atom] != nil {
				a.bindDefinition(atom, append(callers, name))
			}
		}
		if e, size, ok := a.bind(d.text, d.parsed, 0); ok {
			d.bound, d.size = e, size
		}
	}
	d.state = 2
}

// bind replaces the names of a formula by what they stand for; offset is where the formula begins in the node's value. It
// returns the number of parts that the formula then has.
func (a *assembly) bind(n *yaml.Node, e *logic.Expr, offset int) (*logic.Expr, int, bool) {
	if a.frame.unknown {
		return &logic.Expr{}, 1, true
	}
	sound, size := true, 0
	e.Walk(func(x *logic.Expr) {
		size++
		if d := a.definitions[x.Name]; x.Op == logic.Atom && d != nil {
			size += d.size
		}
	})
	if size > maxFormula {
		a.inside(n, offset+e.Pos, offset+e.End, "", "with its definitions put in, this formula has more than %d parts", maxFormula)
		return nil, 1, false
	}
	if a.total += size; a.total > maxFormulas {
		a.put(tooLong)
		return nil, 1, false
	}
	bound := e.Replace(func(atom *logic.Expr) *logic.Expr {
		if d := a.definitions[atom.Name]; d != nil {
			return d.bound
		}
		if _, ok := a.frame.atoms[atom.Name]; ok {
			return nil
		}
		if id := a.frame.endings[atom.Name]; id != "" {
			return &logic.Expr{Op: logic.Atom, Name: id, Pos: atom.Pos, End: atom.End}
		}
		sound = false
		if !a.full {
			_, err := a.c.Bind(atom)
			a.formulaError(n, offset, err)
		}
		return nil
	})
	return bound, size, sound
}

// formula reads a formula; ok is false where it is in error, which has then been told.
func (a *assembly) formula(n *yaml.Node, at string) (f parley.Formula, ok bool) {
	if n == nil || n.Kind != yaml.ScalarNode || a.spoilt[n] {
		return f, false
	}
	return a.formulaPart(n, 0, len(n.Value), at)
}

// formulaPart reads a formula from the bytes pos to end of a node's value.
func (a *assembly) formulaPart(n *yaml.Node, pos, end int, at string) (f parley.Formula, ok bool) {
	text := n.Value[pos:end]
	e, printed, err := a.parse(text)
	if err != nil {
		if strings.TrimSpace(text) == "" {
			a.inside(n, pos, end, "", "a formula is missing here")
		} else {
			a.formulaError(n, pos, err)
		}
		return f, false
	}
	bound, _, ok := a.bind(n, e, pos)
	return parley.Formula{Expr: bound, Text: printed, At: at}, ok
}

// option reads the name of an option and returns its full id.
func (a *assembly) option(n *yaml.Node) (id string, ok bool) {
	f, ok := a.formula(n, "")
	if !ok || a.frame.unknown {
		return "", false
	}
	e, _, err := a.parse(n.Value)
	switch {
	case err != nil:
		return "", false
	case e.Op == logic.Not && e.Args[0].Op == logic.Atom:
		a.at(n, "name the option without `not`", "an option is wanted here, not a formula")
	case e.Op != logic.Atom:
		a.at(n, "", "an option is wanted here, not a formula")
	case a.definitions[e.Name] != nil:
		a.at(n, "", "`%s` is a definition; an option is wanted here", clip(e.Name))
	default:
		return f.Expr.Name, true
	}
	return "", false
}

// addRules reads the rules of a part.
func (a *assembly) addRules(p part, kept func(*yaml.Node) (string, bool)) {
	k, section := a.entry(p.node, "rules")
	if a.graphOnly(k) {
		return
	}
	for i, item := range a.items(section) {
		f, ok := a.formula(a.scalarOf(item, "rule"), fmt.Sprintf("%s[%d]", p.path("rules"), i))
		if name, keep := kept(item); ok && keep {
			a.c.Rules = append(a.c.Rules, parley.Rule{Name: name, Formula: f})
		}
	}
}

// addMerges reads the merges of a part.
func (a *assembly) addMerges(p part, kept func(*yaml.Node) (string, bool)) {
	k, section := a.entry(p.node, "merge")
	if a.graphOnly(k) {
		return
	}
	for i, item := range a.items(section) {
		f, ok := a.formula(a.scalarOf(item, "merge"), fmt.Sprintf("%s[%d]", p.path("merge"), i))
		if name, keep := kept(item); ok && keep {
			a.c.Merges = append(a.c.Merges, parley.Merge{Name: name, Formula: f})
		}
	}
}

// tooLong is told once of a file whose formulas are too many.
var tooLong = diag.Problem{Message: fmt.Sprintf("with definitions put in, the formulas have more than %d parts in all", maxFormulas), Hint: "shorten the definitions that are used most"}
