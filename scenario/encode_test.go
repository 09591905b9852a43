package scenario

import (
	"math/big"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"parley"
	"parley/logic"
)

// sameConflict compares conflicts but for the places of their pieces and of the parts of formulas.
var sameConflict = cmp.Options{
	cmp.FilterPath(func(p cmp.Path) bool { return p.Last().String() == ".At" }, cmp.Ignore()),
	cmpopts.IgnoreFields(logic.Expr{}, "Pos", "End"),
	cmp.Comparer(func(a, b *big.Rat) bool { return a.Cmp(b) == 0 }),
	cmpopts.EquateEmpty(),
}

func TestEncode(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := drawConflict(t)
		if is := c.Validate(); len(is) > 0 {
			t.Fatal(is)
		}
		text := Encode(c)
		f, list := Read("encoded.yaml", text)
		if err := list.Err(); err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		again, list := f.Conflict(nil)
		if err := list.Err(); err != nil {
			t.Fatalf("%v\n%s", err, text)
		}
		if diff := cmp.Diff(c, again, sameConflict); diff != "" {
			t.Fatalf("%s\n%s", diff, text)
		}
		if formatted, list := Format("encoded.yaml", text); list != nil || string(formatted) != string(text) {
			t.Fatalf("Encode is not canonical: %v\n%s", list, cmp.Diff(string(text), string(formatted)))
		}
	})
}

// drawConflict draws a sound conflict of either form.
func drawConflict(t *rapid.T) *parley.Conflict {
	d := &drawer{t: t, c: &parley.Conflict{Title: d0(t, label), Question: d0(t, label)}}
	c := d.c
	for range rapid.IntRange(1, 4).Draw(t, "parties") {
		c.Parties = append(c.Parties, parley.Party{ID: d.id("party"), Name: d0(t, label)})
	}
	if rapid.Bool().Draw(t, "graph") {
		for range rapid.IntRange(2, 5).Draw(t, "states") {
			c.States = append(c.States, parley.ListedState{ID: d.id("state"), Name: d0(t, label)})
		}
		for p := range c.Parties {
			seen := map[[2]int]bool{}
			for range rapid.IntRange(0, 4).Draw(t, "arcs") {
				from, to := rapid.IntRange(0, len(c.States)-1).Draw(t, "from"), rapid.IntRange(0, len(c.States)-1).Draw(t, "to")
				if from != to && !seen[[2]int{from, to}] {
					seen[[2]int{from, to}] = true
					c.Arcs = append(c.Arcs, parley.Arc{Party: p, From: from, To: to})
				}
			}
		}
	} else {
		for p := range c.Parties {
			for range rapid.IntRange(1, 3).Draw(t, "options") {
				d.option(p)
			}
		}
	}
	for i := range rapid.IntRange(0, 2).Draw(t, "definitions") {
		f := d.formula()
		c.Definitions = append(c.Definitions, parley.Definition{Name: "d" + strconv.Itoa(i), Formula: f})
	}
	if !c.GraphForm() {
		for range rapid.IntRange(0, 2).Draw(t, "rules") {
			c.Rules = append(c.Rules, parley.Rule{Name: d.name(), Formula: d.formula()})
		}
		for range rapid.IntRange(0, 2).Draw(t, "bars") {
			d.bar()
		}
		for range rapid.IntRange(0, 1).Draw(t, "merges") {
			c.Merges = append(c.Merges, parley.Merge{Name: d.name(), Formula: d.formula()})
		}
	}
	if rapid.Bool().Draw(t, "status quo") {
		c.StatusQuo = &parley.Place{State: d.state()}
	}
	basis := ""
	if rapid.Bool().Draw(t, "basis") {
		basis = "published"
	}
	for range c.Parties {
		p := parley.Preference{}
		for range rapid.IntRange(0, 2).Draw(t, "orders") {
			p.Either = append(p.Either, d.order())
		}
		if len(p.Either) > 0 {
			p.Basis = basis
			if rapid.Bool().Draw(t, "own basis") {
				p.Basis = "mine"
			}
		}
		c.Preferences = append(c.Preferences, p)
	}
	return c
}

// d0 draws a text that may be empty.
func d0(t *rapid.T, g *rapid.Generator[string]) string { return g.Draw(t, "text") }

var label = rapid.OneOf(
	rapid.SampledFrom([]string{"", "Cut the hedge", "no", "1987", "null", "a: b", "x # y", "- z", "\"q\" 'r'", "[1]", "{a", "&x", "*y", "!z", "%", "@", "`", "a, b", "ends:", "\\", "é–ü", "#", "a\nb", "~", "=", "?", "true"}),
	rapid.Map(rapid.StringN(0, 12, 30), func(s string) string {
		return strings.TrimSpace(strings.Map(func(r rune) rune {
			if r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 || r == 0x2028 || r == 0x2029 || r == 0xfeff || r == 0xfffd || r >= 0xfffe {
				return 'x'
			}
			return r
		}, s))
	}),
)

type drawer struct {
	t   *rapid.T
	c   *parley.Conflict
	ids []string
	n   int
}

// id draws an id that was not drawn before.
func (d *drawer) id(what string) string {
	d.n++
	base := rapid.SampledFrom([]string{"a", "no", "on", "1", "Local Government", "é", "x-y", "null", "St. Lawrence", "it's", "(b)", "yes", "a:b", "a b.c", "greatly", "x > y", "tick #1", "YN", "-z", "to"}).Draw(d.t, what)
	if logic.Reserved(base) || slices.Contains(d.ids, base) {
		base += strconv.Itoa(d.n)
	}
	d.ids = append(d.ids, base)
	return base
}

func (d *drawer) name() string {
	if rapid.Bool().Draw(d.t, "named") {
		return ""
	}
	d.n++
	return "name" + strconv.Itoa(d.n)
}

func (d *drawer) option(p int) {
	c, t := d.c, d.t
	id := c.Parties[p].ID + "." + d.id("option")
	stays := rapid.IntRange(0, 3).Draw(t, "stays")
	o := parley.Option{ID: id, Party: p, Name: d0(t, label), StaysTaken: stays&1 == 1, StaysDropped: stays&2 == 2}
	if rapid.IntRange(0, 3).Draw(t, "choice") > 0 {
		c.Options = append(c.Options, o)
		return
	}
	o.Choice = id
	for range rapid.IntRange(2, 3).Draw(t, "levels") {
		o.ID = id + "." + d.id("level")
		o.Name = d0(t, label)
		c.Options = append(c.Options, o)
	}
}

// expr draws a formula over ids.
func (d *drawer) expr(depth int) *logic.Expr {
	t := d.t
	atoms := slices.Concat(collect(d.c.Options, func(o parley.Option) string { return o.ID }), collect(d.c.States, func(s parley.ListedState) string { return s.ID }))
	sub := func(n int) []*logic.Expr {
		list := make([]*logic.Expr, n)
		for i := range list {
			list[i] = d.expr(depth - 1)
		}
		return list
	}
	op := logic.Op(rapid.IntRange(0, int(logic.AtLeast)).Draw(t, "op"))
	if depth == 0 && op > logic.Atom {
		op = logic.Atom
	}
	switch op {
	case logic.Atom:
		return logic.NewAtom(rapid.SampledFrom(atoms).Draw(t, "atom"))
	case logic.Not:
		return &logic.Expr{Op: op, Args: sub(1)}
	case logic.And, logic.Or:
		return &logic.Expr{Op: op, Args: sub(rapid.IntRange(2, 3).Draw(t, "n"))}
	case logic.Implies, logic.Iff:
		return &logic.Expr{Op: op, Args: sub(2)}
	case logic.ExactlyOne, logic.AtMostOne:
		return &logic.Expr{Op: op, Args: sub(rapid.IntRange(1, 3).Draw(t, "n"))}
	case logic.AtLeast:
		n := rapid.IntRange(1, 3).Draw(t, "n")
		return &logic.Expr{Op: op, N: rapid.IntRange(0, n).Draw(t, "at least"), Args: sub(n)}
	}
	return &logic.Expr{Op: op}
}

func collect[T any](list []T, name func(T) string) []string {
	var out []string
	for _, x := range list {
		out = append(out, name(x))
	}
	return out
}

func (d *drawer) formula() parley.Formula {
	e := d.expr(2)
	return parley.Formula{Expr: e, Text: e.String()}
}

func (d *drawer) bar() {
	t := d.t
	b := parley.Bar{Name: d.name(), Party: rapid.IntRange(-1, len(d.c.Parties)-1).Draw(t, "party")}
	verb := rapid.SampledFrom([]string{"only after", "irreversible", "never from"}).Draw(t, "verb")
	x, y := d.formula(), d.formula()
	b.From, b.To = barFormulas(verb, x.Expr, y.Expr)
	b.Text = barText(verb, x.Text, y.Text)
	if b.Party >= 0 {
		b.Text += " by " + logic.Quote(d.c.Parties[b.Party].ID)
	}
	d.c.Bars = append(d.c.Bars, b)
}

// state draws a state that takes one level of each choice.
func (d *drawer) state() parley.State {
	c, t := d.c, d.t
	if c.GraphForm() {
		return parley.State(rapid.IntRange(0, len(c.States)-1).Draw(t, "state"))
	}
	var s parley.State
	for k := 0; k < len(c.Options); k++ {
		if c.Options[k].Choice == "" {
			if rapid.Bool().Draw(t, "taken") {
				s |= 1 << k
			}
			continue
		}
		last := k
		for last+1 < len(c.Options) && c.Options[last+1].Choice == c.Options[k].Choice {
			last++
		}
		s |= 1 << rapid.IntRange(k, last).Draw(t, "level")
		k = last
	}
	return s
}

func (d *drawer) order() parley.Order {
	t := d.t
	var o parley.Order
	switch rapid.IntRange(0, 2).Draw(t, "method") {
	case 0:
		for range rapid.IntRange(1, 4).Draw(t, "statements") {
			s := parley.Statement{Greatly: rapid.Bool().Draw(t, "strong")}
			for range rapid.IntRange(1, 2).Draw(t, "rivals") {
				s.Either = append(s.Either, d.formula())
			}
			o.Statements = append(o.Statements, s)
		}
	case 1:
		seen := map[string]bool{}
		for range rapid.IntRange(1, 3).Draw(t, "weights") {
			w := parley.Weight{Formula: d.formula(), Value: big.NewRat(rapid.Int64Range(-1000, 1000).Draw(t, "num"), rapid.Int64Range(1, 60).Draw(t, "den"))}
			if !seen[w.Text] {
				seen[w.Text] = true
				o.Weights = append(o.Weights, w)
			}
		}
	default:
		codes := collect(d.c.States, func(s parley.ListedState) string { return s.ID })
		for k := range 5 {
			if code := strings.Repeat("N", len(d.c.Options)); !d.c.GraphForm() && k < len(code) {
				codes = append(codes, code[:k]+rapid.SampledFrom([]string{"Y", "-"}).Draw(t, "letter")+code[k+1:])
			}
		}
		codes = rapid.Permutation(codes).Draw(t, "ranking")
		for i, code := range codes {
			if i == 0 || rapid.Bool().Draw(t, "tier") {
				o.Ranking = append(o.Ranking, parley.Tier{})
			}
			tier := &o.Ranking[len(o.Ranking)-1]
			tier.States = append(tier.States, code)
		}
		for i := range o.Ranking[:len(o.Ranking)-1] {
			o.Ranking[i].Greatly = rapid.Bool().Draw(t, "greatly")
		}
	}
	return o
}
