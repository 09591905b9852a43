package crux

import (
	"fmt"
	"slices"
	"strings"

	"parley"
	"parley/analysis/claims"
	"parley/analysis/edit"
	"parley/logic"
)

// Kind is what a change does. Sets of equal size are listed in the order of the kinds.
type Kind uint8

// The kinds of changes. Of a party that ranks states one by one, a swap exchanges neighbouring tiers; of one that adds up
// weights, a deletion takes a weight away.
const (
	DeleteStatement Kind = iota // a party no longer holds a statement
	SwapStatements              // a statement changes places with the next one
	MoveStatement               // a statement stands elsewhere in a party's order
	DropRule                    // a rule, or a bar on moves, no longer applies
	AddRule                     // a rule of another reading applies too
	FlipHypothesis              // another choice of a group is in force
	RemoveOption                // an option is never taken
)

var kindNames = [...]string{"delete", "swap", "move", "drop-rule", "add-rule", "flip", "remove-option"}

// String returns the name used in JSON.
func (k Kind) String() string { return kindNames[k] }

// ofPreference reports whether the change is to what a party prefers.
func (k Kind) ofPreference() bool { return k <= MoveStatement }

// Change is one small change to a conflict.
type Change struct {
	Kind Kind
	// Party, of a change to what a party prefers, else -1.
	Party int
	// Text is the statement, the weight or the tier, the rule, or the option that is concerned.
	Text string
	At   string // its path in the file
	// From and To, of a swap or a move, are its places before and after, from 1. Other is what it is swapped with, or put
	// before; "" where it is put last.
	From, To int
	Other    string
	// Group and Choice are set for FlipHypothesis. Of AddRule they name a reading that has the rule.
	Group, Choice string

	element, before string // of a change to a preference: the keys of what is moved and what it is put before
	apply           func(*parley.Conflict) (*parley.Conflict, error)
}

// list is what a party prefers, as a sequence of elements each with a key: statements, weights or tiers. The elements are nil
// where there is no one such list.
type list struct {
	keys  []string
	texts []string
	ats   []string
	kind  listKind
}

type listKind uint8

const (
	statements listKind = iota
	weights
	tiers
)

// listOf returns the list of a preference.
func listOf(p parley.Preference) list {
	var l list
	if len(p.Either) != 1 {
		return l
	}
	seen := map[string]int{}
	add := func(text, at string) {
		key := at
		if key == "" {
			key = fmt.Sprint(text, " #", seen[text])
		}
		seen[text]++
		l.keys, l.texts, l.ats = append(l.keys, key), append(l.texts, text), append(l.ats, at)
	}
	switch o := p.Either[0]; {
	case len(o.Statements) > 0:
		for _, s := range o.Statements {
			text := s.Either[0].String()
			for _, f := range s.Either[1:] {
				text += " or else " + f.String()
			}
			add(text, s.At)
		}
	case len(o.Weights) > 0:
		l.kind = weights
		for _, w := range o.Weights {
			add(w.Formula.String(), w.At)
		}
	case len(o.Ranking) > 0:
		l.kind = tiers
		for _, t := range o.Ranking { // all tiers may stand on one line of the file
			add(strings.Join(t.States, " ~ "), "")
		}
	}
	return l
}

// ordered returns a preference with its elements in another order, some of them perhaps left out.
func ordered(p parley.Preference, seq []uint16) parley.Preference {
	o := p.Either[0]
	switch listOf(p).kind {
	case statements:
		o.Statements = pick(o.Statements, seq)
	case weights:
		o.Weights = pick(o.Weights, seq)
	case tiers:
		great := make([]bool, len(o.Ranking)) // strength lies between places, not with tiers
		for i, t := range o.Ranking {
			great[i] = t.Greatly
		}
		o.Ranking = pick(o.Ranking, seq)
		for i := range o.Ranking {
			o.Ranking[i].Greatly = great[i]
		}
	}
	p.Either = []parley.Order{o}
	return p
}

func pick[T any](from []T, seq []uint16) []T {
	out := make([]T, len(seq))
	for i, k := range seq {
		out[i] = from[k]
	}
	return out
}

// identity returns the sequence of n elements as they stand.
func identity(n int) []uint16 {
	out := make([]uint16, n)
	for i := range out {
		out[i] = uint16(i)
	}
	return out
}

// rearrange applies the change to a sequence of the elements with the given keys. ok is false where what it concerns is not
// there.
func (c *Change) rearrange(keys []string, seq []uint16) (out []uint16, ok bool) {
	place := func(key string) int {
		return slices.IndexFunc(seq, func(k uint16) bool { return keys[k] == key })
	}
	at := place(c.element)
	if at < 0 {
		return nil, false
	}
	element := seq[at]
	seq = slices.Delete(slices.Clone(seq), at, at+1)
	if c.Kind == DeleteStatement {
		return seq, true
	}
	to := len(seq)
	if c.before != "" {
		if to = place(c.before); to < 0 {
			return nil, false
		}
	}
	return slices.Insert(seq, to, element), true
}

// Apply makes all the changes to a conflict: what a party prefers is changed where the conflict has what the change concerns,
// and left alone where it has not, as in a party's picture of another. Flips are not applied, since they take another reading.
// The error tells which change cannot be made.
func Apply(c *parley.Conflict, changes []Change) (*parley.Conflict, error) {
	var err error
	for _, x := range changes {
		if x.apply == nil {
			continue
		}
		if c, err = x.apply(c); err != nil {
			return nil, err
		}
	}
	for i := len(changes) - 1; i >= 0; i-- { // moves before deletions
		x := &changes[i]
		if !x.Kind.ofPreference() {
			continue
		}
		p := c.Preferences[x.Party]
		l := listOf(p)
		if seq, ok := x.rearrange(l.keys, identity(len(l.keys))); ok {
			c = edit.Prefer(c, x.Party, ordered(p, seq))
		}
	}
	return c, nil
}

// sameRule reports whether two rules say the same in the same words.
func sameRule(a, b parley.Rule) bool { return a.Name == b.Name && a.Expr.String() == b.Expr.String() }

func sameBar(a, b parley.Bar) bool {
	return a.Name == b.Name && a.Party == b.Party && a.From.String() == b.From.String() && a.To.String() == b.To.String()
}

// dropRule returns the change that a rule no longer applies.
func dropRule(r parley.Rule) Change {
	return Change{Kind: DropRule, Party: -1, Text: r.Formula.String(), At: r.At, apply: func(c *parley.Conflict) (*parley.Conflict, error) {
		k := slices.IndexFunc(c.Rules, func(x parley.Rule) bool { return sameRule(x, r) })
		if k < 0 {
			return nil, fmt.Errorf("there is no rule `%s` there", r.Formula)
		}
		return edit.DropRule(c, k), nil
	}}
}

// dropBar returns the change that a bar on moves no longer applies.
func dropBar(b parley.Bar) Change {
	return Change{Kind: DropRule, Party: -1, Text: b.Text, At: b.At, apply: func(c *parley.Conflict) (*parley.Conflict, error) {
		k := slices.IndexFunc(c.Bars, func(x parley.Bar) bool { return sameBar(x, b) })
		if k < 0 {
			return nil, fmt.Errorf("there is no rule `%s` there", b.Text)
		}
		return edit.DropBar(c, k), nil
	}}
}

// loosen returns the change that an option which stays taken, or dropped, can be changed like any other.
func loosen(k int, o parley.Option) Change {
	return Change{Kind: DropRule, Party: -1, Text: "irreversible " + logic.Quote(o.ID), At: o.At, apply: func(c *parley.Conflict) (*parley.Conflict, error) {
		out := *c
		out.Options = slices.Clone(c.Options)
		out.Options[k].StaysTaken, out.Options[k].StaysDropped = false, false
		return &out, nil
	}}
}

func addRule(r parley.Rule, group, choice string) Change {
	return Change{Kind: AddRule, Party: -1, Text: r.Formula.String(), At: r.At, Group: group, Choice: choice, apply: func(c *parley.Conflict) (*parley.Conflict, error) {
		return edit.AddRule(c, r), nil
	}}
}

func addBar(b parley.Bar, group, choice string) Change {
	return Change{Kind: AddRule, Party: -1, Text: b.Text, At: b.At, Group: group, Choice: choice, apply: func(c *parley.Conflict) (*parley.Conflict, error) {
		return edit.AddBar(c, b), nil
	}}
}

func removeOption(k int, o parley.Option) Change {
	return Change{Kind: RemoveOption, Party: -1, Text: o.ID, At: o.At, apply: func(c *parley.Conflict) (*parley.Conflict, error) {
		return edit.Without(c, k)
	}}
}

func flip(group, choice string) Change {
	return Change{Kind: FlipHypothesis, Party: -1, Group: group, Choice: choice}
}

// Skipped is a source of changes that were not tried, with the reason.
type Skipped struct{ What, Why string }

// candidates returns every single change to the conflict of a question, in the order of their kinds, and what was left out.
func candidates(q Question, c *parley.Conflict) (out []Change, skipped []Skipped) {
	for _, kind := range []Kind{DeleteStatement, SwapStatements, MoveStatement} {
		for i, p := range c.Preferences {
			switch {
			case len(p.Either) <= 1:
				out = append(out, ofPreference(kind, i, listOf(p))...)
			case kind == DeleteStatement:
				skipped = append(skipped, Skipped{"what " + c.Parties[i].Label() + " prefers", "which of several orders it holds is not known"})
			}
		}
	}
	for k, r := range c.Rules {
		if !slices.ContainsFunc(c.Rules[:k], func(x parley.Rule) bool { return sameRule(x, r) }) {
			out = append(out, dropRule(r))
		}
	}
	for k, b := range c.Bars {
		if !slices.ContainsFunc(c.Bars[:k], func(x parley.Bar) bool { return sameBar(x, b) }) {
			out = append(out, dropBar(b))
		}
	}
	for k, o := range c.Options {
		if o.StaysTaken || o.StaysDropped {
			out = append(out, loosen(k, o))
		}
	}
	added, broken := rulesElsewhere(q, c)
	out, skipped = append(out, added...), append(skipped, broken...)
	for _, g := range q.Dispute.Groups() {
		for _, choice := range g.Choices {
			if choice.ID != q.Reading[g.ID] {
				out = append(out, flip(g.ID, choice.ID))
			}
		}
	}
	for k, o := range c.Options {
		out = append(out, removeOption(k, o))
	}
	return out, skipped
}

// ofPreference returns the changes of one kind to what a party prefers.
func ofPreference(kind Kind, party int, l list) []Change {
	var out []Change
	n := len(l.keys)
	add := func(k, to int) { // to: the place among the others
		x := Change{Kind: kind, Party: party, Text: l.texts[k], At: l.ats[k], element: l.keys[k], From: k + 1, To: to + 1}
		if before := to; kind != DeleteStatement {
			if to >= k {
				before++ // the element itself stands before the place
			}
			if before < n {
				x.before, x.Other = l.keys[before], l.texts[before]
			}
		}
		if kind == SwapStatements {
			x.Other = l.texts[k+1]
		}
		out = append(out, x)
	}
	for k := range n {
		switch {
		case kind == DeleteStatement && l.kind != tiers:
			add(k, k)
		case kind == SwapStatements && l.kind != weights && k+1 < n:
			add(k, k+1)
		case kind == MoveStatement && l.kind == statements:
			for to := range n {
				if to > k+1 || to < k-1 {
					add(k, to)
				}
			}
		}
	}
	return out
}

// rulesElsewhere returns the rules and bars that other readings have and this one has not, each once.
func rulesElsewhere(q Question, c *parley.Conflict) (out []Change, broken []Skipped) {
	rules, bars := slices.Clone(c.Rules), slices.Clone(c.Bars)
	for _, g := range q.Dispute.Groups() {
		for _, choice := range g.Choices {
			if choice.ID == q.Reading[g.ID] {
				continue
			}
			other, err := q.Dispute.Conflict(with(q.Reading, g.ID, choice.ID))
			if err != nil {
				broken = append(broken, Skipped{"the rules of " + g.ID + "=" + choice.ID, err.Error()})
				continue
			}
			for _, r := range other.Rules {
				if !slices.ContainsFunc(rules, func(x parley.Rule) bool { return sameRule(x, r) }) {
					rules = append(rules, r)
					out = append(out, addRule(r, g.ID, choice.ID))
				}
			}
			for _, b := range other.Bars {
				if !slices.ContainsFunc(bars, func(x parley.Bar) bool { return sameBar(x, b) }) {
					bars = append(bars, b)
					out = append(out, addBar(b, g.ID, choice.ID))
				}
			}
		}
	}
	return out, broken
}

// with returns a reading with one group standing otherwise.
func with(r claims.Reading, group, choice string) claims.Reading {
	out := make(claims.Reading, len(r))
	for g, c := range r {
		out[g] = c
	}
	out[group] = choice
	return out
}
