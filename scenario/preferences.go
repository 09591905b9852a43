package scenario

import (
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"parley"
)

// addPreferences reads for each party what the last part that speaks of it says.
func (a *assembly) addPreferences() {
	last := make([]int, len(a.c.Parties))
	for i, p := range a.parts {
		for k, v := range a.pairs(a.get(p.node, "preferences")) {
			party := a.c.PartyIndex(k.Value)
			switch {
			case party >= 0:
				last[party] = i + 1
				if a.only == everyPart && i < len(a.parts)-1 { // it may be replaced, but should be sound
					a.preference(v, "")
				}
			case a.reads(i):
				a.unknownParty(k, k.Value)
			}
		}
	}
	a.c.Preferences = make([]parley.Preference, len(a.c.Parties))
	for party, part := range last {
		if part == 0 {
			if a.only == everyPart && !a.lost["preferences"] && !a.frame.unknown {
				a.doubt(a.frame.parties[party], fmt.Sprintf("write what it wants: `preferences: {%s: [...]}`", clip(a.c.Parties[party].ID)),
					"`%s` has no preferences: it is indifferent between all states", clip(a.c.Parties[party].ID))
			}
			continue
		}
		if p := a.parts[part-1]; a.reads(part - 1) {
			id := a.c.Parties[party].ID
			a.c.Preferences[party] = a.preference(a.get(a.get(p.node, "preferences"), id), p.path("preferences")+step(id))
		}
	}
}

// preference reads what one party wants.
func (a *assembly) preference(n *yaml.Node, at string) parley.Preference {
	p := parley.Preference{Basis: a.Basis, At: at}
	if n == nil {
		return p
	}
	if t := a.text(a.get(n, "basis")); t != "" {
		p.Basis = t
	}
	k, either := a.entry(n, "either")
	if either == nil {
		if o, ok := a.order(n, at); ok {
			p.Either = []parley.Order{o}
		}
		return p
	}
	for _, method := range methods {
		if other, _ := a.entry(n, method); other != nil {
			a.at(other, "write it as one of the orders in `either`", "`%s` and `either` cannot stand side by side", method)
		}
	}
	if len(either.Content) == 0 {
		a.at(k, "list the orders that are possible", "`either` lists no order")
	}
	for i, item := range a.items(either) {
		if o, ok := a.order(item, fmt.Sprintf("%s.either[%d]", at, i)); ok {
			p.Either = append(p.Either, o)
		}
	}
	return p
}

// methods are the ways to write an order.
var methods = []string{"statements", "weights", "ranking"}

// order reads one order of the states.
func (a *assembly) order(n *yaml.Node, at string) (parley.Order, bool) {
	o := parley.Order{At: at}
	if n.Kind == yaml.SequenceNode {
		o.Statements = a.statements(n, n, at+".statements")
		return o, len(o.Statements) > 0
	}
	var used *yaml.Node
	for _, method := range methods {
		k, v := a.entry(n, method)
		switch {
		case v == nil:
		case used != nil:
			a.at(k, "a preference uses one of `statements`, `weights` and `ranking`", "`%s` and `%s` cannot stand side by side", used.Value, method)
		case method == "statements":
			used, o.Statements = k, a.statements(k, v, at+".statements")
		case method == "weights":
			used, o.Weights = k, a.weights(k, v, at+".weights")
		default:
			used, o.Ranking = k, a.ranking(k, v, at+".ranking")
		}
	}
	if used == nil && n.Kind == yaml.MappingNode && !slices.ContainsFunc(n.Content, func(c *yaml.Node) bool { return a.spoilt[c] }) {
		a.at(n, "write `statements`, `weights` or `ranking`", "this preference orders nothing")
	}
	return o, len(o.Statements)+len(o.Weights)+len(o.Ranking) > 0
}

// statements reads ordered statements; k is where an empty list is told of.
func (a *assembly) statements(k, n *yaml.Node, at string) []parley.Statement {
	if len(n.Content) == 0 {
		a.at(k, "write the statements, or delete the entry of a party that is indifferent", "the list of statements is empty")
	}
	var list []parley.Statement
	for i, item := range a.items(n) {
		s := parley.Statement{At: fmt.Sprintf("%s[%d]", at, i)}
		s.Greatly = a.text(a.get(item, "strong")) == "true"
		eitherKey, either := a.entry(item, "either")
		main := a.scalarOf(item, "statement")
		switch {
		case either != nil && main != nil && item.Kind == yaml.MappingNode:
			a.at(eitherKey, "write `statement` or `either`", "`statement` and `either` cannot stand side by side")
		case either != nil:
			if len(either.Content) < 2 {
				a.at(eitherKey, "list the rival statements: `either: [a, b]`", "`either` needs two formulas or more")
			}
			for j, rival := range a.items(either) {
				if f, ok := a.formula(a.scalarOf(rival, "statement"), fmt.Sprintf("%s.either[%d]", s.At, j)); ok {
					s.Either = append(s.Either, f)
				}
			}
		case main == nil && item.Kind == yaml.MappingNode && !slices.ContainsFunc(item.Content, func(c *yaml.Node) bool { return a.spoilt[c] }):
			a.at(item, "write `statement: a formula`", "this item has no `statement`")
		default:
			if f, ok := a.formula(main, s.At); ok {
				s.Either = append(s.Either, f)
			}
		}
		if len(s.Either) > 0 {
			list = append(list, s)
		}
	}
	return list
}

// weights reads what it is worth that formulas hold.
func (a *assembly) weights(k, n *yaml.Node, at string) []parley.Weight {
	if len(n.Content) == 0 {
		a.at(k, "write `weights: {formula: number}`", "there are no weights")
	}
	var list []parley.Weight
	for key, v := range a.pairs(n) {
		f, ok := a.formula(key, at+step(key.Value))
		text := a.scalarOf(v, "weight")
		if text == nil {
			if absent(v) {
				a.at(key, "write a number: 3, 2.5 or 5/2", "`%s` has no weight", clip(key.Value))
			}
			continue
		}
		value, why := readNumber(text.Value)
		if why != "" {
			a.at(text, "write a number: 3, 2.5 or 5/2", "%s", why)
		} else if ok {
			list = append(list, parley.Weight{Formula: f, Value: value})
		}
	}
	return list
}

// numberForm is how exact numbers are written. Exponents have two digits at most, so that a short text cannot stand for a
// number that fills the memory.
var numberForm = regexp.MustCompile(`^[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,2})?$|^[+-]?\d+/\d+$`)

// readNumber reads an exact number. why is the reason why it is none.
func readNumber(text string) (value *big.Rat, why string) {
	text = strings.TrimSpace(text)
	switch {
	case len(text) > 1000:
		return nil, "this number is longer than 1000 characters"
	case !numberForm.MatchString(text):
		return nil, fmt.Sprintf("`%s` is not a number", clip(text))
	}
	value, ok := new(big.Rat).SetString(text)
	if !ok { // a fraction over zero
		return nil, fmt.Sprintf("`%s` is not a number", clip(text))
	}
	return value, ""
}
