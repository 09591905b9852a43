package parley

import (
	"fmt"
	"slices"
	"strings"

	"parley/logic"
)

// NameError tells that a name in a formula stands for nothing, or for several things. Known lists the names that would
// have been understood, so that a caller can suggest one.
type NameError struct {
	Name     string
	Pos, End int // byte offsets in the formula
	Message  string
	Matches  []string // what an ambiguous name could mean
	Known    []string
}

// Error returns the message.
func (e *NameError) Error() string { return e.Message }

// Formula reads text as a formula over the conflict's options (in graph form: states) and definitions. The error is a
// *logic.Error or a *NameError.
func (c *Conflict) Formula(text string) (Formula, error) {
	e, err := logic.Parse(text)
	if err != nil {
		return Formula{}, err
	}
	bound, err := c.Bind(e)
	if err != nil {
		return Formula{}, err
	}
	return Formula{Expr: bound, Text: e.String()}, nil
}

// Bind replaces the names in e by option ids (in graph form: state ids) and the names of definitions by their formulas.
// An option may be named by its full id or by any ending of it that no other option shares: sign for russia.sign. The
// error is a *NameError, the first one from the left.
func (c *Conflict) Bind(e *logic.Expr) (*logic.Expr, error) {
	var first *NameError
	bound := e.Replace(func(atom *logic.Expr) *logic.Expr {
		x, err := c.lookup(atom)
		if err != nil && first == nil {
			first = err
		}
		return x
	})
	if first != nil {
		return nil, first
	}
	return bound, nil
}

func (c *Conflict) lookup(atom *logic.Expr) (*logic.Expr, *NameError) {
	if i := slices.IndexFunc(c.Definitions, func(d Definition) bool { return d.Name == atom.Name }); i >= 0 {
		return c.Definitions[i].Expr, nil
	}
	ids := c.atoms()
	if slices.Contains(ids, atom.Name) {
		return atom, nil
	}
	e := &NameError{Name: atom.Name, Pos: atom.Pos, End: atom.End}
	for _, id := range ids {
		if strings.HasSuffix(id, "."+atom.Name) {
			e.Matches = append(e.Matches, id)
		}
	}
	if len(e.Matches) == 1 {
		return &logic.Expr{Op: logic.Atom, Name: e.Matches[0], Pos: atom.Pos, End: atom.End}, nil
	}
	e.Known = c.Names()
	kind := "an option"
	if c.GraphForm() {
		kind = "a state"
	}
	switch {
	case len(e.Matches) > 1:
		e.Message = fmt.Sprintf("`%s` could mean %s", atom.Name, strings.Join(quoteAll(e.Matches), " or "))
	case slices.ContainsFunc(c.Parties, func(p Party) bool { return p.ID == atom.Name }):
		e.Message = fmt.Sprintf("`%s` is a party, not %s", atom.Name, kind)
		e.Known = slices.DeleteFunc(e.Known, func(n string) bool { return !strings.HasPrefix(n, atom.Name+".") })
	case slices.ContainsFunc(c.Options, func(o Option) bool { return o.Choice != "" && inChoice(o, atom.Name) }):
		e.Message = fmt.Sprintf("`%s` is a choice between levels: name one of them", atom.Name)
		e.Known = nil
		for _, o := range c.Options {
			if o.Choice != "" && inChoice(o, atom.Name) {
				e.Known = append(e.Known, o.ID)
			}
		}
	default:
		e.Message = fmt.Sprintf("`%s` is not %s or a definition of this conflict", atom.Name, kind)
	}
	return nil, e
}

func inChoice(o Option, name string) bool {
	return o.Choice == name || strings.HasSuffix(o.Choice, "."+name)
}

func quoteAll(names []string) []string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = "`" + n + "`"
	}
	return out
}

func (c *Conflict) atoms() []string {
	var ids []string
	for _, o := range c.Options {
		ids = append(ids, o.ID)
	}
	for _, s := range c.States {
		ids = append(ids, s.ID)
	}
	return ids
}

// Names returns every full name that a formula may use: option ids (in graph form: state ids), then definitions.
func (c *Conflict) Names() []string {
	names := c.atoms()
	for _, d := range c.Definitions {
		names = append(names, d.Name)
	}
	return names
}

// OptionsOf returns the indices of a party's options.
func (c *Conflict) OptionsOf(party int) []int {
	var ks []int
	for k, o := range c.Options {
		if o.Party == party {
			ks = append(ks, k)
		}
	}
	return ks
}

// PartyIndex returns the index of the party with the given id, or -1.
func (c *Conflict) PartyIndex(id string) int {
	return slices.IndexFunc(c.Parties, func(p Party) bool { return p.ID == id })
}
