package scenario

import (
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"parley"
	"parley/logic"
)

// without reads which options are not there. It adds a rule that each is never taken, and returns them.
func (a *assembly) without() map[int]bool {
	removed := map[int]bool{}
	for i, p := range a.parts {
		k, section := a.entry(p.node, "without")
		if !a.reads(i) || a.graphOnly(k) {
			continue
		}
		for j, n := range a.items(section) {
			id, ok := a.option(n)
			if !ok {
				continue
			}
			o := a.optionIndex(id)
			if removed[o] {
				continue
			}
			removed[o] = true
			e := logic.NewNot(logic.NewAtom(id))
			a.c.Rules = append(a.c.Rules, parley.Rule{Formula: parley.Formula{Expr: e, Text: e.String(), At: fmt.Sprintf("%s[%d]", p.path("without"), j)}})
			if choice := a.c.Options[o].Choice; choice != "" && !slices.ContainsFunc(a.levels(choice), func(l int) bool { return !removed[l] }) {
				a.at(n, "leave one level in place", "with `%s` taken away the choice `%s` has no level left", id, choice)
			}
		}
	}
	return removed
}

func (a *assembly) optionIndex(id string) int {
	return slices.IndexFunc(a.c.Options, func(o parley.Option) bool { return o.ID == id })
}

// levels returns the options that are the levels of a choice.
func (a *assembly) levels(choice string) []int {
	var levels []int
	for k, o := range a.c.Options {
		if o.Choice == choice {
			levels = append(levels, k)
		}
	}
	return levels
}

// placeStatusQuo reads the last status quo. Options that are not there are not taken in it either; a choice whose level is
// not there stands at the next one.
func (a *assembly) placeStatusQuo(removed map[int]bool) {
	for i, p := range slices.Backward(a.parts) {
		n := a.get(p.node, "status quo")
		if n == nil || !a.reads(i) {
			continue
		}
		s, ok := a.readStatusQuo(n)
		if ok && !a.frame.unknown && a.c.StatusQuo == nil {
			a.c.StatusQuo = &parley.Place{State: a.adjusted(s, removed), At: p.path("status quo")}
		}
		if a.only != everyPart {
			return
		}
	}
}

func (a *assembly) adjusted(s parley.State, removed map[int]bool) parley.State {
	for k := range a.c.Options {
		if !removed[k] || !s.Has(k) {
			continue
		}
		s &^= 1 << k
		choice := a.c.Options[k].Choice
		if choice == "" {
			continue
		}
		levels := a.levels(choice)
		from := slices.Index(levels, k)
		for i := range levels {
			if next := levels[(from+i)%len(levels)]; !removed[next] {
				s |= 1 << next
				break
			}
		}
	}
	return s
}

func (a *assembly) readStatusQuo(n *yaml.Node) (parley.State, bool) {
	switch {
	case n.Kind == yaml.ScalarNode:
		return a.state(n)
	case a.c.GraphForm():
		a.at(n, "write its id: `status quo: s1`", "the status quo is one listed state")
		return 0, false
	}
	var s parley.State
	sound := true
	byChoice := map[string]string{}
	for _, item := range a.items(n) {
		id, ok := a.option(item)
		if !ok {
			sound = false
			continue
		}
		k := a.optionIndex(id)
		o := a.c.Options[k]
		if s.Has(k) {
			a.at(item, "delete one of them", "`%s` is listed twice", id)
		} else if other := byChoice[o.Choice]; o.Choice != "" && other != "" {
			a.at(item, "exactly one level of a choice holds", "the status quo takes `%s` and `%s`, two levels of one choice", other, id)
			sound = false
		}
		byChoice[o.Choice] = id
		s |= 1 << k
	}
	for k, o := range a.c.Options { // a choice with no level listed stands at its first level
		if o.Choice != "" && byChoice[o.Choice] == "" {
			byChoice[o.Choice] = o.ID
			s |= 1 << k
		}
	}
	return s, sound
}

// state reads the code of a state, in graph form its id.
func (a *assembly) state(n *yaml.Node) (parley.State, bool) {
	text := strings.TrimSpace(n.Value)
	if a.frame.unknown {
		return 0, false
	}
	if a.c.GraphForm() {
		for i, s := range a.c.States {
			if s.ID == text {
				return parley.State(i), true
			}
		}
		a.unknownState(n, text)
		return 0, false
	}
	if strings.Trim(text, "YN") != "" || text == "" {
		a.at(n, fmt.Sprintf("write the options that are taken, as a list: [%s]; or one letter Y or N for each option", clip(text)), "`%s` is not a state", clip(text))
		return 0, false
	}
	if len(text) != len(a.c.Options) {
		a.at(n, "one letter Y or N for each option, in the order of the file", "`%s` has %d letters, but there are %d options", clip(text), len(text), len(a.c.Options))
		return 0, false
	}
	var s parley.State
	for k := range text {
		if text[k] == 'Y' {
			s |= 1 << k
		}
	}
	levels := map[string]int{}
	for k, o := range a.c.Options {
		if o.Choice != "" && levels[o.Choice] == 0 {
			for _, l := range a.levels(o.Choice) {
				if s.Has(l) {
					levels[o.Choice]++
				}
			}
			if taken := levels[o.Choice]; taken != 1 {
				a.at(n, "exactly one level of a choice holds", "`%s` takes %d levels of the choice `%s`", text, taken, a.c.Options[k].Choice)
				return 0, false
			}
		}
	}
	return s, true
}

func (a *assembly) unknownState(n *yaml.Node, text string) {
	var names []string
	for _, s := range a.c.States {
		names = append(names, s.ID)
	}
	a.at(n, a.known(text, names), "`%s` is not a listed state", clip(text))
}
