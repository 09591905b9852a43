package perception

import (
	"fmt"
	"slices"

	"parley"
)

// DifferenceKind says in what respect a party's picture differs from the conflict.
type DifferenceKind uint8

// What a party may see otherwise.
const (
	// Unseen: it does not see an option.
	Unseen DifferenceKind = iota
	// Alike: options look like one to it.
	Alike
	// RuleBelieved: it believes in a rule, a bar on moves or a merge of states that does not apply; RuleMissed: it does not
	// know one that does.
	RuleBelieved
	RuleMissed
	// Wants: it takes a party to want something else.
	Wants
	// StatusQuo: it sees things stand elsewhere.
	StatusQuo
)

var differenceNames = [...]string{"unseen", "alike", "rule-believed", "rule-missed", "wants", "status-quo"}

// String returns the name used in JSON.
func (k DifferenceKind) String() string { return differenceNames[k] }

// Difference is one thing that a party sees otherwise than it is.
type Difference struct {
	Kind    DifferenceKind
	Number  int          // position in Hypergame.Differences
	Party   int          // who sees it so
	Options parley.State // of Unseen and Alike
	Text    string       // of a rule: how it reads
	Name    string       // of a rule: what it is called, if it has a name
	Of      int          // of Wants: whose preference; else -1
	Lines   []Line       // of Wants: the statements that differ, where both preferences are ordered statements
	At      string       // path in the scenario file: in the picture, for RuleMissed in the conflict

	piece piece
}

// Line sets a statement of a preference as the party sees it beside the same statement as it is. A place is counted from 1,
// the most important statement first; 0 where the statement is not there.
type Line struct {
	Statement  string
	Seen, True int
}

// piece tells which item of the conflict a difference is about, so that it can be put right.
type piece struct {
	section section
	key     string
}

type section uint8

const (
	rules section = iota
	bars
	merges
)

// item is a rule, a bar or a merge.
type item struct {
	piece
	text, name, at string
}

// items lists the rules, bars and merges of a conflict. Rules that say no more than that an unseen option is not taken are
// left out.
func items(c *parley.Conflict, unseen parley.State) []item {
	var out []item
	for _, r := range c.Rules {
		if k := forbids(c, r.Expr); k >= 0 && unseen.Has(k) {
			continue
		}
		out = append(out, item{piece{rules, r.Expr.String()}, r.String(), r.Name, r.At})
	}
	for _, b := range c.Bars {
		out = append(out, item{piece{bars, barKey(b)}, b.Text, b.Name, b.At})
	}
	for _, m := range c.Merges {
		out = append(out, item{piece{merges, m.Expr.String()}, m.String(), m.Name, m.At})
	}
	return out
}

func barKey(b parley.Bar) string { return fmt.Sprintf("%d: %s: %s", b.Party, b.From, b.To) }

// differences compares a picture with the conflict.
func differences(c *parley.Conflict, party int, p Picture) []Difference {
	var out []Difference
	add := func(d Difference) { out = append(out, d) }
	for k, o := range c.Options {
		if p.Unseen.Has(k) {
			at := o.At
			if i := slices.IndexFunc(p.Conflict.Rules, func(r parley.Rule) bool { return forbids(c, r.Expr) == k }); i >= 0 {
				at = p.Conflict.Rules[i].At
			}
			add(Difference{Kind: Unseen, Party: party, Options: 1 << k, Of: -1, At: at})
		}
	}
	for _, set := range p.Alike {
		add(Difference{Kind: Alike, Party: party, Options: set, Of: -1})
	}
	believed, true := items(p.Conflict, p.Unseen), items(c, p.Unseen)
	for _, x := range but(believed, true) {
		add(Difference{Kind: RuleBelieved, Party: party, Text: x.text, Name: x.name, At: x.at, Of: -1, piece: x.piece})
	}
	for _, x := range but(true, believed) {
		add(Difference{Kind: RuleMissed, Party: party, Text: x.text, Name: x.name, At: x.at, Of: -1, piece: x.piece})
	}
	for j := range c.Parties {
		if seen, is := p.Conflict.Preferences[j], c.Preferences[j]; preferenceKey(seen) != preferenceKey(is) {
			add(Difference{Kind: Wants, Party: party, Of: j, Lines: lines(seen, is), At: seen.At})
		}
	}
	sq, seen := c.StatusQuo, p.Conflict.StatusQuo
	if (sq == nil) != (seen == nil) || sq != nil && sq.State != seen.State {
		d := Difference{Kind: StatusQuo, Party: party, Of: -1}
		if seen != nil {
			d.At = seen.At
		}
		add(d)
	}
	return out
}

// but returns the items of a list that another list lacks.
func but(list, other []item) []item {
	var out []item
	for _, x := range list {
		if !slices.ContainsFunc(other, func(y item) bool { return y.piece == x.piece }) {
			out = append(out, x)
		}
	}
	return out
}

// Differences returns what each party sees otherwise than it is, party by party; within a party unseen and alike options
// first, then rules, what it takes the parties to want, and where things stand.
func (h *Hypergame) Differences() []Difference {
	var out []Difference
	for _, v := range h.Views {
		out = append(out, v.differences...)
	}
	return out
}

// Differences returns what the party sees otherwise than it is.
func (v *View) Differences() []Difference { return slices.Clone(v.differences) }
