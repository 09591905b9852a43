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

// Perception is one party's own picture of the conflict, where it differs from the file. File.Perceived gives the conflict
// as the party sees it.
type Perception struct {
	Party    string     // id of the party whose picture it is
	Views    []View     // how it sees parties, itself perhaps among them
	Same     [][]string // ids of options that look like one to it
	Evidence Evidence
	At       string

	node *yaml.Node
}

// View is how one party is seen.
type View struct {
	Party         string   // id of the party that is seen
	Group, Choice string   // it is seen as under this choice; "" where the file names none
	Preferences   bool     // the view gives the preferences that it is thought to have
	Unseen        []string // ids of options of it that are not seen
	Evidence      Evidence
	At            string

	node *yaml.Node
}

// PerceptionsUnder returns the pictures that parties have under the assumptions: a choice in force may replace the file's.
func (f *File) PerceptionsUnder(a Assumptions) ([]Perception, diag.List) {
	settled, list := f.InForce(a)
	if f.base == nil {
		return nil, list
	}
	parts := f.partsUnder(settled)
	return f.assemble(newProblems(f.source), parts, noPart).perceptions(parts), list
}

// perceptions reads the pictures of the parts, later ones replacing earlier ones of the same party.
func (a *assembly) perceptions(parts []part) []Perception {
	var list []Perception
	for _, p := range parts {
		for k, v := range a.pairs(a.get(p.node, "perceptions")) {
			if a.c.PartyIndex(k.Value) < 0 {
				a.unknownParty(k, k.Value)
				continue
			}
			x := a.perception(k.Value, v, p.path("perceptions")+step(k.Value))
			if i := slices.IndexFunc(list, func(y Perception) bool { return y.Party == x.Party }); i >= 0 {
				list[i] = x
			} else {
				list = append(list, x)
			}
		}
	}
	return list
}

func (a *assembly) perception(party string, n *yaml.Node, at string) Perception {
	x := Perception{Party: party, At: at, node: n}
	x.Evidence, _ = a.EvidenceFor(at)
	shape := table.key("perceptions").value.others
	for k, v := range a.pairs(n) {
		if shape.rank(k.Value) >= 0 || a.spoilt[v] {
			continue
		}
		seen := a.c.PartyIndex(k.Value)
		if seen < 0 {
			a.unknownKeyOfPicture(k, shape)
			continue
		}
		view := View{Party: k.Value, At: at + step(k.Value), node: v}
		view.Evidence, _ = a.EvidenceFor(view.At)
		if h := a.get(v, "hypothesis"); h != nil {
			view.Group, view.Choice = a.hypothesis(h)
		}
		prefs, _ := a.entry(v, "preferences")
		view.Preferences = prefs != nil
		if prefs != nil && view.Group != "" {
			a.at(prefs, "delete one of them", "a view gives a hypothesis or preferences, not both")
		}
		for _, item := range a.items(a.get(v, "unseen")) {
			id, ok := a.option(item)
			if !ok {
				continue
			}
			if o := a.optionIndex(id); o >= 0 && a.c.Options[o].Party != seen {
				a.at(item, fmt.Sprintf("write it under `%s`", a.c.Parties[a.c.Options[o].Party].ID), "`%s` is not an option of `%s`", id, k.Value)
				continue
			}
			view.Unseen = append(view.Unseen, id)
		}
		x.Views = append(x.Views, view)
	}
	k, same := a.entry(n, "same")
	for _, list := range a.items(same) {
		var alike []string
		for _, item := range a.items(list) {
			if id, ok := a.option(item); ok {
				alike = append(alike, id)
			}
		}
		if len(list.Content) < 2 {
			a.at(k, "write a list of lists: `same: [[a, b]]`", "options that look like one are two or more")
		} else if len(alike) > 1 {
			x.Same = append(x.Same, alike)
		}
	}
	return x
}

func (a *assembly) unknownKeyOfPicture(k *yaml.Node, shape *shape) {
	if a.frame.unknown {
		return
	}
	names := shape.names()
	for _, p := range a.c.Parties {
		names = append(names, p.ID)
	}
	a.at(k, diag.DidYouMean(k.Value, names), "`%s` is neither a party nor a key of a perception", clip(k.Value))
}

// hypothesis reads a text such as "motive=elective".
func (a *assembly) hypothesis(n *yaml.Node) (group, choice string) {
	text := a.text(n)
	group, choice, ok := strings.Cut(text, "=")
	group, choice = strings.TrimSpace(group), strings.TrimSpace(choice)
	if !ok {
		a.at(n, "write group=choice, such as motive=elective", "`%s` is not a hypothesis", clip(text))
		return "", ""
	}
	if message, hint := a.assumed(group, choice); message != "" {
		if !a.lost["hypotheses"] && !a.lost["strategies"] {
			a.at(n, hint, "%s", message)
		}
		return "", ""
	}
	return group, choice
}

// Perceived returns the conflict as a party sees it under the assumptions: its picture applied over the choices in force,
// with the preferences that it takes others to have, and with the options that it does not see never taken. The options
// that look like one to it, Perception.Same, are left as they are. A party without a picture sees the conflict itself.
func (f *File) Perceived(party string, a Assumptions) (*parley.Conflict, diag.List) {
	settled, list := f.InForce(a)
	if f.base == nil {
		return nil, list
	}
	if f.base.conflict.PartyIndex(party) < 0 {
		return nil, append(list, diag.Problem{File: f.Name, Message: fmt.Sprintf("`%s` is not a party of this conflict", clip(party))})
	}
	pictures, _ := f.PerceptionsUnder(settled)
	p := newProblems(f.source)
	parts := f.partsUnder(settled)
	i := slices.IndexFunc(pictures, func(x Perception) bool { return x.Party == party })
	if i < 0 {
		return f.Conflict(a)
	}
	c := f.perceived(p, parts, pictures[i], settled, inForce)
	return c, append(list, p.sorted().Errors()...)
}

// perceived puts a party's picture together; with only it reads the picture alone.
func (f *File) perceived(p *problems, parts []part, x Perception, settled Assumptions, only int) *parley.Conflict {
	a := f.assemble(p, append(slices.Clip(parts), part{x.node, x.At}), only)
	for _, v := range x.Views {
		party := a.c.PartyIndex(v.Party)
		if v.Group != "" && only == inForce {
			under := settled.clone()
			under[v.Group] = v.Choice
			a.c.Preferences[party] = f.assemble(newProblems(f.source), f.partsUnder(under), inForce).c.Preferences[party]
		}
		if v.Preferences {
			a.c.Preferences[party] = a.preference(a.get(v.node, "preferences"), v.At+".preferences")
		}
		removed := map[int]bool{}
		for i, id := range v.Unseen {
			removed[a.optionIndex(id)] = true
			e := logic.NewNot(logic.NewAtom(id))
			a.c.Rules = append(a.c.Rules, parley.Rule{Formula: parley.Formula{Expr: e, Text: e.String(), At: fmt.Sprintf("%s.unseen[%d]", v.At, i)}})
		}
		if a.c.StatusQuo != nil {
			a.c.StatusQuo.State = a.adjusted(a.c.StatusQuo.State, removed)
		}
	}
	return a.c
}
