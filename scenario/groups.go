package scenario

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"parley"
	"parley/diag"
)

// maxChoices bounds the choices of a file, since each is checked against the file as a whole.
const maxChoices = 200

// Assumptions settles groups: the id of a group leads to the id of the choice that is taken to be in force.
type Assumptions map[string]string

// ParseAssumptions reads assumptions from texts such as "motive=elective,sequencing=open". Whether there are such groups
// and choices is found out by InForce.
func ParseAssumptions(texts []string) (Assumptions, error) {
	a := Assumptions{}
	for _, text := range texts {
		for item := range strings.SplitSeq(text, ",") {
			group, choice, ok := strings.Cut(item, "=")
			group, choice = strings.TrimSpace(group), strings.TrimSpace(choice)
			if !ok || group == "" || choice == "" {
				return nil, fmt.Errorf("`%s` is not an assumption: write group=choice", clip(item))
			}
			if other, twice := a[group]; twice && other != choice {
				return nil, fmt.Errorf("`%s` is assumed to be both `%s` and `%s`", clip(group), clip(other), clip(choice))
			}
			a[group] = choice
		}
	}
	return a, nil
}

// InForce returns each group with its choice in force: the one assumed, or the first. The problems are groups and choices
// that the file does not have.
func (f *File) InForce(a Assumptions) (Assumptions, diag.List) {
	settled := Assumptions{}
	for _, g := range f.Groups {
		if len(g.Choices) > 0 {
			settled[g.ID] = g.Choices[0].ID
		}
	}
	var list diag.List
	for _, group := range sortedKeys(a) {
		if message, hint := f.assumed(group, a[group]); message != "" {
			list = append(list, diag.Problem{File: f.Name, Message: message, Hint: hint})
			continue
		}
		settled[group] = a[group]
	}
	return settled, list
}

// assumed tells what is wrong with an assumption, "" if nothing is.
func (f *File) assumed(group, choice string) (message, hint string) {
	g := f.Group(group)
	if g == nil {
		var ids []string
		for _, g := range f.Groups {
			ids = append(ids, g.ID)
		}
		return fmt.Sprintf("there is no hypothesis or strategy `%s`", clip(group)), known(group, ids)
	}
	if g.Choice(choice) == nil {
		var ids []string
		for _, c := range g.Choices {
			ids = append(ids, c.ID)
		}
		return fmt.Sprintf("`%s` has no choice `%s`", clip(group), clip(choice)), known(choice, ids)
	}
	return "", ""
}

func sortedKeys(a Assumptions) []string {
	var keys []string
	for k := range a {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// readGroups reads what the hypotheses and strategies are called; what they change is read when they are put together.
func (r *reader) readGroups() {
	f := r.file
	lines := map[string]int{}
	count := 0
	for _, section := range []string{"hypotheses", "strategies"} {
		shape := table.key(section).value.others
		for k, v := range f.pairs(f.get(f.root, section)) {
			if line, ok := lines[k.Value]; ok {
				r.at(k, fmt.Sprintf("the other stands in line %d", line), "two groups have the id `%s`", k.Value)
				continue
			}
			lines[k.Value] = k.Line
			g := Group{ID: k.Value, Strategy: section == "strategies", At: section + step(k.Value),
				Question: f.text(f.get(v, "question")), About: f.text(f.get(v, "about")), Party: f.text(f.get(v, "party"))}
			if g.Party != "" && f.base.conflict.PartyIndex(g.Party) < 0 {
				(&assembly{problems: r.problems, frame: f.base, c: &f.base.conflict}).unknownParty(f.get(v, "party"), g.Party)
			}
			for c, node := range f.pairs(v) {
				if shape.rank(c.Value) >= 0 {
					continue
				}
				if count++; count > maxChoices {
					r.at(c, "", "a file has at most %d choices", maxChoices)
					return
				}
				g.Choices = append(g.Choices, Choice{ID: c.Value, Claim: f.text(f.get(node, "claim")), At: g.At + step(c.Value), node: node})
			}
			if len(g.Choices) == 0 && v.Kind == yaml.MappingNode {
				r.at(k, "write at least one: `id: {claim: …, preferences: …}`", "`%s` has no choices", k.Value)
				continue
			}
			f.Groups = append(f.Groups, g)
		}
	}
}

// values reads what outcomes are worth to the party of a group of strategies.
func (a *assembly) values(g *Group) {
	if !g.Strategy {
		return
	}
	k, n := a.entry(a.get(a.get(a.root, "strategies"), g.ID), "values")
	if n == nil {
		return
	}
	if g.Party == "" {
		a.at(k, "write `party: id` beside it", "it is not said to whom the outcomes are worth so much")
	}
	if len(n.Content) == 0 {
		a.at(k, "write `values: [{outcome: formula, value: number}]`", "`values` lists no outcome")
	}
	for i, item := range a.items(n) {
		w := Worth{At: fmt.Sprintf("%s.values[%d]", g.At, i)}
		f, sound := a.formula(a.get(item, "outcome"), w.At)
		w.Outcome = f
		if number := a.get(item, "value"); number != nil {
			value, why := readNumber(number.Value)
			if why != "" {
				a.at(number, "write a number: 80, 2.5 or 5/2", "%s", why)
			} else if w.Value = value; sound {
				g.Values = append(g.Values, w)
			}
		}
	}
}

// partsUnder returns the file and the choices in force, in the order in which they apply.
func (f *File) partsUnder(settled Assumptions) []part {
	parts := []part{{f.root, ""}}
	for _, g := range f.Groups {
		if c := g.Choice(settled[g.ID]); c != nil {
			parts = append(parts, part{c.node, c.At})
		}
	}
	return parts
}

// ConflictApart returns the conflict as Conflict does, with the given groups left out: none of their choices applies, so
// that what the file itself says stands.
func (f *File) ConflictApart(a Assumptions, groups ...string) (*parley.Conflict, diag.List) {
	settled, list := f.InForce(a)
	if f.base == nil {
		return nil, list
	}
	for _, g := range groups {
		delete(settled, g)
	}
	p := newProblems(f.source)
	c := f.assemble(p, f.partsUnder(settled), inForce).c
	return c, append(list, p.sorted()...)
}

// Conflict returns the conflict under the assumptions: the file with the choices in force applied, hypotheses first, in
// the order of the file. Groups that are not assumed stand at their first choice. The list holds the problems of the
// assumptions and of the conflict under them; doubts that Read has told already are left out. If the list has errors, the
// conflict holds what could be made out, and is nil where nothing could. The cost is linear in the length of the file and
// of the formulas with definitions put in.
func (f *File) Conflict(a Assumptions) (*parley.Conflict, diag.List) {
	settled, list := f.InForce(a)
	if f.base == nil {
		return nil, list
	}
	p := newProblems(f.source)
	c := f.assemble(p, f.partsUnder(settled), inForce).c
	for _, x := range p.sorted() {
		if x.Severity == diag.Error || !f.told[x] {
			list = append(list, x)
		}
	}
	return c, list
}

// Touches returns what a choice changes of the conflict, as paths of sections in canonical order: "rules", "status quo",
// "preferences.russia", "perceptions.us". Two choices that touch nothing that a question depends on leave its answer alone.
// Labels and what carries no meaning for states are left out. It is nil where there is no such choice.
func (f *File) Touches(group, choice string) []string {
	g := f.Group(group)
	if g == nil || g.Choice(choice) == nil {
		return nil
	}
	node := g.Choice(choice).node
	var out []string
	for _, section := range []string{"define", "rules", "moves", "drop", "without", "status quo", "merge", "preferences", "perceptions"} {
		k, v := f.entry(node, section)
		switch {
		case k == nil:
		case section == "preferences" || section == "perceptions":
			for party := range f.pairs(v) {
				out = append(out, section+"."+party.Value)
			}
		default:
			out = append(out, section)
		}
	}
	return out
}
