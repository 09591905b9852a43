package perception

import (
	"fmt"
	"slices"
	"strings"

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

// preferenceKey writes out all that a preference says about states, so that equal keys mean equal preferences.
func preferenceKey(p parley.Preference) string {
	var b strings.Builder
	for _, o := range p.Either {
		b.WriteString("order\n")
		for _, s := range o.Statements {
			fmt.Fprintln(&b, statementKey(s))
		}
		for _, w := range o.Weights {
			fmt.Fprintln(&b, w.Value.RatString(), w.Expr)
		}
		for _, t := range o.Ranking {
			fmt.Fprintf(&b, "%q %v\n", t.States, t.Greatly)
		}
	}
	return b.String()
}

func statementKey(s parley.Statement) string {
	var rivals []string
	for _, f := range s.Either {
		rivals = append(rivals, f.Expr.String())
	}
	return fmt.Sprintf("%s %v", strings.Join(rivals, " | "), s.Greatly)
}

func statementText(s parley.Statement) string {
	var rivals []string
	for _, f := range s.Either {
		rivals = append(rivals, f.String())
	}
	text := strings.Join(rivals, " or else ")
	if s.Greatly {
		text += " (strong)"
	}
	return text
}

// lines compares two preferences that are certain orders of statements, else it returns nil. Statements keep their places as
// far as possible: those outside a longest common sequence differ.
func lines(seen, is parley.Preference) []Line {
	a, b := statements(seen), statements(is)
	if a == nil || b == nil {
		return nil
	}
	// longest[i][j] is the length of a longest common sequence of a from i and b from j.
	longest := make([][]int, len(a)+1)
	for i := range longest {
		longest[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if statementKey(a[i]) == statementKey(b[j]) {
				longest[i][j] = longest[i+1][j+1] + 1
			} else {
				longest[i][j] = max(longest[i+1][j], longest[i][j+1])
			}
		}
	}
	var out []Line
	shown := map[string]bool{}
	other := func(list []parley.Statement, key string) int {
		return 1 + slices.IndexFunc(list, func(s parley.Statement) bool { return statementKey(s) == key })
	}
	for i, j := 0, 0; i < len(a) || j < len(b); {
		switch {
		case i < len(a) && j < len(b) && statementKey(a[i]) == statementKey(b[j]):
			i, j = i+1, j+1
		case j == len(b) || i < len(a) && longest[i+1][j] >= longest[i][j+1]:
			if key := statementKey(a[i]); !shown[key] {
				shown[key] = true
				out = append(out, Line{statementText(a[i]), i + 1, other(b, key)})
			}
			i++
		default:
			if key := statementKey(b[j]); !shown[key] {
				shown[key] = true
				out = append(out, Line{statementText(b[j]), other(a, key), j + 1})
			}
			j++
		}
	}
	return out
}

// statements returns the statements of a preference that is one certain order of them, else nil.
func statements(p parley.Preference) []parley.Statement {
	if len(p.Either) != 1 {
		return nil
	}
	return p.Either[0].Statements
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

// correct returns the picture with one difference put right.
func (h *Hypergame) correct(p Picture, d Difference) Picture {
	truth := h.conflict()
	own := copied(p.Conflict)
	switch d.Kind {
	case Unseen:
		p.Unseen &^= d.Options
		known := own.Rules[:0]
		for _, r := range own.Rules {
			if k := forbids(truth, r.Expr); k < 0 || !d.Options.Has(k) {
				known = append(known, r)
			}
		}
		own.Rules = known
		for _, r := range truth.Rules {
			if k := forbids(truth, r.Expr); k >= 0 && d.Options.Has(k) {
				own.Rules = append(own.Rules, r)
			}
		}
	case Alike:
		p.Alike = slices.DeleteFunc(slices.Clone(p.Alike), func(s parley.State) bool { return s&d.Options != 0 })
	case RuleBelieved:
		own.Rules = slices.DeleteFunc(own.Rules, func(r parley.Rule) bool { return d.piece == piece{rules, r.Expr.String()} })
		own.Bars = slices.DeleteFunc(slices.Clone(own.Bars), func(b parley.Bar) bool { return d.piece == piece{bars, barKey(b)} })
		own.Merges = slices.DeleteFunc(own.Merges, func(m parley.Merge) bool { return d.piece == piece{merges, m.Expr.String()} })
	case RuleMissed:
		for _, r := range truth.Rules {
			if (d.piece == piece{rules, r.Expr.String()}) {
				own.Rules = append(own.Rules, r)
			}
		}
		for _, b := range truth.Bars {
			if (d.piece == piece{bars, barKey(b)}) {
				own.Bars = append(slices.Clip(own.Bars), b)
			}
		}
		for _, m := range truth.Merges {
			if (d.piece == piece{merges, m.Expr.String()}) {
				own.Merges = append(own.Merges, m)
			}
		}
	case Wants:
		own.Preferences[d.Of] = truth.Preferences[d.Of]
	case StatusQuo:
		own.StatusQuo = truth.StatusQuo
	}
	p.Conflict = own
	return p
}
