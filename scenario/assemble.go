package scenario

import (
	"fmt"
	"maps"
	"slices"

	"go.yaml.in/yaml/v4"

	"parley"
)

// part is a mapping whose sections apply to the conflict: the file itself, a choice, or a party's picture. at is its path,
// "" for the file.
type part struct {
	node *yaml.Node
	at   string
}

// path returns the path of a section of the part.
func (p part) path(section string) string {
	if p.at == "" {
		return section
	}
	return p.at + "." + section
}

// assembly puts a conflict together from parts, later ones over earlier ones.
type assembly struct {
	*problems
	*File
	frame *frame
	c     *parley.Conflict
	parts []part
	// only is the part whose sections are read, the others being known to be sound; or every part, or none. With it the
	// conflict stays incomplete, but its names are known.
	only int

	definitions map[string]*definition
	total       int // size of all formulas so far
}

// Values of assembly.only.
const (
	inForce   = -1 // every part, but of what later parts replace only the last
	everyPart = -2 // every part and all it says
	noPart    = -3
)

// assemble puts the parts together.
func (f *File) assemble(p *problems, parts []part, only int) *assembly {
	a := &assembly{problems: p, File: f, frame: f.base, parts: parts, only: only}
	a.c = &parley.Conflict{
		Title: f.Title, Question: f.Question,
		Parties: slices.Clone(f.base.conflict.Parties), Options: slices.Clone(f.base.conflict.Options),
		States: slices.Clone(f.base.conflict.States), Arcs: slices.Clone(f.base.conflict.Arcs),
	}
	a.define()
	dropped := a.dropped()
	for i, part := range parts {
		if !a.reads(i) {
			continue
		}
		if i > 0 {
			a.relabel(part)
		}
		kept := func(item *yaml.Node) (name string, ok bool) {
			name = a.text(a.get(item, "name"))
			by, gone := dropped[name]
			return name, !gone || by <= i
		}
		a.addRules(part, kept)
		a.addBars(part, kept)
		a.addMerges(part, kept)
	}
	removed := a.without()
	a.placeStatusQuo(removed)
	a.addPreferences()
	return a
}

// reads reports whether the sections of part i are to be read.
func (a *assembly) reads(i int) bool { return a.only == inForce || a.only == everyPart || a.only == i }

// relabel replaces names of parties and labels of options.
func (a *assembly) relabel(p part) {
	_, section := a.entry(p.node, "parties")
	for k, v := range a.pairs(section) {
		i := a.c.PartyIndex(k.Value)
		if i < 0 {
			a.unknownParty(k, k.Value)
			continue
		}
		if n := a.get(v, "name"); n != nil {
			a.c.Parties[i].Name = a.text(n)
		}
		for o, label := range a.pairs(a.get(v, "options")) {
			id := k.Value + "." + o.Value
			levels := a.get(label, "choice")
			if levels == nil {
				a.relabelOption(o, label, id)
			}
			for level, text := range a.pairs(levels) {
				a.relabelOption(level, text, id+"."+level.Value)
			}
		}
	}
}

func (a *assembly) relabelOption(k, v *yaml.Node, id string) {
	i := slices.IndexFunc(a.c.Options, func(o parley.Option) bool { return o.ID == id })
	if i < 0 {
		if !a.frame.unknown {
			var ids []string
			for _, o := range a.c.Options {
				ids = append(ids, o.ID)
			}
			a.at(k, a.known(id, ids), "there is no option `%s`: a choice may replace labels, not add options", id)
		}
		return
	}
	if v.Kind == yaml.MappingNode {
		v = a.get(v, "label")
	}
	if t := a.text(v); t != "" {
		a.c.Options[i].Name = t
	}
}

// unknownParty tells that an id is no party's.
func (a *assembly) unknownParty(n *yaml.Node, id string) {
	if a.frame.unknown {
		return
	}
	var ids []string
	for _, p := range a.c.Parties {
		ids = append(ids, p.ID)
	}
	a.at(n, a.known(id, ids), "`%s` is not a party of this conflict", clip(id))
}

// graphOnly tells that a section has no place beside listed states, and reports whether that is so.
func (a *assembly) graphOnly(k *yaml.Node) bool {
	if k == nil || !a.c.GraphForm() {
		return false
	}
	a.at(k, "list the feasible states and the possible moves only", "`%s` needs options, but the states are listed", k.Value)
	return true
}

// dropped returns the names of rules, moves and merges that are dropped, with the last part that drops each: it drops what
// earlier parts say.
func (a *assembly) dropped() map[string]int {
	dropped := map[string]int{}
	names := map[string]*yaml.Node{}
	for i, p := range a.parts {
		for _, n := range a.items(a.get(p.node, "drop")) {
			name := a.text(n)
			dropped[name] = i
			if _, ok := names[name]; ok || !a.reads(i) || a.lost["rules"] || a.lost["moves"] || a.lost["merge"] {
				continue
			}
			hint := a.known(name, slices.Sorted(maps.Keys(names)))
			if len(names) == 0 {
				hint = "give it one: `{rule: …, name: …}`"
			}
			a.at(n, hint, "no rule, move or merge has the name `%s`", clip(name))
		}
		own := map[string]*yaml.Node{}
		for _, section := range []string{"rules", "moves", "merge"} {
			for _, item := range a.items(a.get(p.node, section)) {
				n := a.get(item, "name")
				name := a.text(n)
				if name == "" {
					continue
				}
				first, ok := own[name]
				if by, gone := dropped[name]; !ok && !(gone && by == i) {
					first, ok = names[name]
				}
				if ok && a.reads(i) {
					a.at(n, fmt.Sprintf("the other stands in line %d; choose another name", first.Line), "two rules, moves or merges have the name `%s`", clip(name))
				}
				own[name] = n
			}
		}
		maps.Copy(names, own)
	}
	return dropped
}
