package convert

import (
	"fmt"
	"slices"
	"strings"

	"parley"
)

// conditions reads a condition: one list of literals, or the members of a compound one.
func (r *reader) conditions(v *value) ([]condition, bool) {
	switch v.kind {
	case list:
		c, ok := r.condition(v)
		return []condition{c}, ok
	case object:
		r.known(v, "compound", "members")
		members := r.need(v, "members", list, "this compound condition")
		if members == nil {
			return nil, false
		}
		out, good := []condition{}, true
		for _, m := range members.items {
			if !r.is(m, list, "a member of a compound condition") {
				good = false
				continue
			}
			c, ok := r.condition(m)
			out, good = append(out, c), good && ok
		}
		return out, good
	}
	r.fail(v, "", "a condition must be a list such as [[0, \"Y\"], [2, \"N\"]] or an object with `members`, not %s", v.kind)
	return nil, false
}

func (r *reader) condition(v *value) (condition, bool) {
	out, good := condition{}, true
	for _, pair := range v.items {
		l, ok := r.literal(pair)
		if !ok {
			good = false
			continue
		}
		if i := slices.IndexFunc(out, func(x literal) bool { return x.option == l.option }); i >= 0 {
			name := show(r.conflict.Options[l.option].Name)
			if out[i].taken != l.taken {
				r.fail(pair, "keep one of the two", "the condition asks for the option %s both taken and not taken", name)
				good = false
			} else {
				r.doubt(pair, "", "the condition names the option %s twice", name)
			}
			continue
		}
		out = append(out, l)
	}
	return out, good
}

func (r *reader) literal(v *value) (literal, bool) {
	if v.kind != list || len(v.items) != 2 {
		r.fail(v, "", "a condition is made of pairs such as [0, \"Y\"]: the number of an option, and Y or N")
		return literal{}, false
	}
	k, ok := r.option(v.items[0])
	yn := v.items[1]
	if yn.kind != text || yn.text != "Y" && yn.text != "N" {
		r.fail(yn, "", "write \"Y\" where the option is taken and \"N\" where it is not")
		return literal{}, false
	}
	return literal{k, yn.text == "Y"}, ok
}

// preferences reads what each decision maker wants, by statements or, where the file says so, by its manual ranking.
func (r *reader) preferences(parties *value) {
	manual := r.manual()
	ranked := make([]*value, len(parties.items))
	var unused []string // whose preferences, or else rankings, do not count
	for i, v := range parties.items {
		at := fmt.Sprintf("decisionMakers[%d].", i)
		statements := r.statements(v, at+"preferences")
		order := parley.Order{Statements: statements, At: at + "preferences"}
		key := "preferenceRanking"
		if v.get(key) == nil && v.get("preferenceVector") != nil {
			key = "preferenceVector" // as GMCR+ called it before 0.3.6
		}
		ranking := v.get(key)
		switch {
		case manual && ranking == nil && v.kind == object:
			r.fail(v, "list the states in `preferenceRanking`, or set `useManualPreferenceRanking` to false", "the manual rankings count in this file, but this decision maker has none")
		case manual && ranking != nil:
			ranked[i] = ranking
			order = parley.Order{At: at + key}
			if len(statements) > 0 {
				unused = append(unused, show(r.conflict.Parties[i].ID))
			}
		case ranking != nil:
			unused = append(unused, show(r.conflict.Parties[i].ID))
		}
		p := parley.Preference{At: order.At}
		if len(order.Statements) > 0 || ranked[i] != nil {
			p.Either = []parley.Order{order}
		}
		r.conflict.Preferences = append(r.conflict.Preferences, p)
		r.misperceptions(v)
	}
	switch flag, _ := r.flag(); {
	case len(unused) > 0 && flag == nil:
		r.doubt(r.root, "", "the manual rankings of %s are left out", strings.Join(unused, " and "))
	case len(unused) > 0 && manual:
		r.doubt(flag, "set this to false to use them", "the manual rankings count in this file; the preferences of %s are left out", strings.Join(unused, " and "))
	case len(unused) > 0:
		r.doubt(flag, "set this to true to use them", "the preferences count in this file; the manual rankings of %s are left out", strings.Join(unused, " and "))
	}
	if manual {
		r.rankings(ranked)
	}
}

// flag returns the value that says whether the manual rankings count, nil where it is missing, and its key.
func (r *reader) flag() (*value, string) {
	key := "useManualPreferenceRanking"
	if r.root.get(key) == nil && r.root.get("useManualPreferenceVectors") != nil {
		key = "useManualPreferenceVectors" // as GMCR+ called it before 0.3.6
	}
	return r.root.get(key), key
}

// manual reports whether the manual rankings count.
func (r *reader) manual() bool {
	v, key := r.flag()
	if v == nil {
		r.doubt(r.root, "", "the file does not say whether manual rankings count (`useManualPreferenceRanking`); the preferences do here")
		return false
	}
	return r.is(v, truth, fmt.Sprintf("`%s`", key)) && v.truth
}

func (r *reader) statements(v *value, at string) []parley.Statement {
	if v.kind != object {
		return nil
	}
	l := r.need(v, "preferences", list, "this decision maker")
	if l == nil {
		return nil
	}
	var out []parley.Statement
	for k, x := range l.items {
		conditions, ok := r.conditions(x)
		if !ok {
			continue
		}
		if len(conditions) == 0 || slices.ContainsFunc(conditions, func(c condition) bool { return len(c) == 0 }) {
			r.doubt(x, "", "this preference names no option, so it tells no two states apart")
		}
		e := formula(conditions, r.id)
		here := fmt.Sprintf("%s[%d]", at, k)
		out = append(out, parley.Statement{Either: []parley.Formula{{Expr: e, Text: e.String(), At: here}}, At: here})
	}
	return out
}

// misperceptions doubts states that a decision maker does not see: GMCR+ bars its moves to and from them.
func (r *reader) misperceptions(v *value) {
	l := v.get("misperceptions")
	if l == nil || !r.is(l, list, "`misperceptions`") {
		return
	}
	for _, x := range l.items {
		r.conditions(x)
	}
	if len(l.items) > 0 {
		r.doubt(l, "in GMCR+ a decision maker makes no move to or from a state that it does not see", "these misperceptions are left out: here the decision maker sees every state")
	}
}
