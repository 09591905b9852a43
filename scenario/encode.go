package scenario

import (
	"math/big"
	"strings"

	"go.yaml.in/yaml/v4"

	"parley"
	"parley/logic"
)

// Encode writes a conflict that did not come from a scenario file, in canonical form. Reading the text back yields an equal
// conflict, but for the paths of its pieces, if c is sound and the following holds, which a scenario file cannot say
// otherwise: ids begin with those of their party, the options of a party, the levels of a choice and the arcs of a party
// stand together, no name has space around it, no two weights of a party are for the same formula, and no order is empty.
func Encode(c *parley.Conflict) []byte {
	w := &writer{c: c}
	root := block()
	root.put("parley", text("1"))
	root.put("title", text(c.Title))
	if c.Question != "" {
		root.put("question", text(c.Question))
	}
	basis, shared := w.sharedBasis()
	if basis != "" {
		root.put("basis", text(basis))
	}
	parties := block()
	for i, p := range c.Parties {
		parties.put(p.ID, w.party(i, p))
	}
	root.put("parties", parties)
	if c.GraphForm() {
		root.put("states", w.states())
	}
	define := block()
	for _, d := range c.Definitions {
		define.put(d.Name, w.formula(d.Formula))
	}
	root.putList("define", define)
	rules := list()
	for _, r := range c.Rules {
		rules.add(named("rule", w.formula(r.Formula), r.Name))
	}
	root.putList("rules", rules)
	moves := list()
	for _, b := range c.Bars {
		moves.add(named("move", text(w.bar(b)), b.Name))
	}
	root.putList("moves", moves)
	if c.StatusQuo != nil {
		root.put("status quo", w.statusQuo())
	}
	merges := list()
	for _, m := range c.Merges {
		merges.add(named("merge", w.formula(m.Formula), m.Name))
	}
	root.putList("merge", merges)
	preferences := block()
	for i, p := range c.Preferences {
		if len(p.Either) > 0 && i < len(c.Parties) {
			preferences.put(c.Parties[i].ID, w.preference(p, shared))
		}
	}
	root.putList("preferences", preferences)
	e := &emitter{}
	e.file(root.node())
	return []byte(e.text())
}

// tree is a node in the making.
type tree yaml.Node

func (t *tree) node() *yaml.Node { return (*yaml.Node)(t) }

func text(s string) *tree {
	t := &tree{Kind: yaml.ScalarNode, Value: s, Tag: "!!str"}
	if s == "" {
		t.Style = yaml.DoubleQuotedStyle
	}
	return t
}

func nothing() *tree { return &tree{Kind: yaml.ScalarNode, Tag: "!!null"} }
func block() *tree   { return &tree{Kind: yaml.MappingNode} }
func list() *tree    { return &tree{Kind: yaml.SequenceNode} }

// inline returns the tree on one line, if it is short.
func (t *tree) inline() *tree {
	t.Style |= yaml.FlowStyle
	return t
}

func (t *tree) put(key string, value *tree) {
	t.Content = append(t.Content, text(key).node(), value.node())
}

// putList puts a list or a mapping if it holds anything.
func (t *tree) putList(key string, value *tree) {
	if len(value.Content) > 0 {
		t.put(key, value)
	}
}

func (t *tree) add(item *tree) { t.Content = append(t.Content, item.node()) }

// named returns an item, as a mapping if it has a name.
func named(main string, value *tree, name string) *tree {
	if name == "" {
		return value
	}
	t := block().inline()
	t.put(main, value)
	t.put("name", text(name))
	return t
}

func withKey(key string, value *tree) *tree {
	t := block()
	t.put(key, value)
	return t
}

// writer turns the pieces of one conflict into trees.
type writer struct{ c *parley.Conflict }

// sharedBasis returns the basis of all preferences, if they share one.
func (w *writer) sharedBasis() (basis string, shared bool) {
	first := true
	for _, p := range w.c.Preferences {
		if len(p.Either) == 0 {
			continue
		}
		if !first && p.Basis != basis {
			return "", false
		}
		basis, first = p.Basis, false
	}
	return basis, true
}

func (w *writer) party(i int, p parley.Party) *tree {
	t := block()
	if p.Name != "" {
		t.put("name", text(p.Name))
	}
	if w.c.GraphForm() {
		t.putList("moves", w.arcs(i))
		if len(t.Content) == 0 {
			t.inline()
		}
		return t
	}
	options := block()
	for k := 0; k < len(w.c.Options); k++ {
		o := w.c.Options[k]
		switch {
		case o.Party != i:
		case o.Choice == "":
			options.put(strings.TrimPrefix(o.ID, p.ID+"."), optionTree(o))
		default:
			levels := block()
			for k < len(w.c.Options) && w.c.Options[k].Choice == o.Choice {
				level := w.c.Options[k]
				levels.put(strings.TrimPrefix(level.ID, o.Choice+"."), optionTree(level))
				k++
			}
			k--
			choice := block()
			choice.put("choice", levels)
			options.put(strings.TrimPrefix(o.Choice, p.ID+"."), choice)
		}
	}
	t.put("options", options)
	return t
}

func optionTree(o parley.Option) *tree {
	stays := ""
	switch {
	case o.StaysTaken && o.StaysDropped:
		stays = "both"
	case o.StaysTaken:
		stays = "taken"
	case o.StaysDropped:
		stays = "dropped"
	}
	if stays == "" {
		if o.Name == "" {
			return nothing()
		}
		return text(o.Name)
	}
	t := block().inline()
	if o.Name != "" {
		t.put("label", text(o.Name))
	}
	t.put("irreversible", text(stays))
	return t
}

func (w *writer) states() *tree {
	for _, s := range w.c.States {
		if s.Name != "" {
			t := block()
			for _, s := range w.c.States {
				if s.Name == "" {
					t.put(s.ID, nothing())
				} else {
					t.put(s.ID, text(s.Name))
				}
			}
			return t
		}
	}
	t := list().inline()
	for _, s := range w.c.States {
		t.add(text(s.ID))
	}
	return t
}

func (w *writer) arcs(party int) *tree {
	t := list().inline()
	id := func(s int) *logic.Expr { return logic.NewAtom(w.c.States[s].ID) }
	for i := 0; i < len(w.c.Arcs); i++ {
		a := w.c.Arcs[i]
		if a.Party != party {
			continue
		}
		op := logic.Implies
		if i+1 < len(w.c.Arcs) && w.c.Arcs[i+1].Party == party && w.c.Arcs[i+1].From == a.To && w.c.Arcs[i+1].To == a.From {
			op = logic.Iff
			i++
		}
		t.add(text((&logic.Expr{Op: op, Args: []*logic.Expr{id(a.From), id(a.To)}}).String()))
	}
	return t
}

// formula writes a formula as its author did, if that still means the same.
func (w *writer) formula(f parley.Formula) *tree {
	if f.Text != "" {
		if again, err := w.c.Formula(f.Text); err == nil && sameFormula(again.Expr, f.Expr) {
			return text(again.Text)
		}
	}
	return text(spelt(f.Expr))
}

// spelt writes a formula. One that was built and not parsed may have operators that lack operands; they become what they
// amount to.
func spelt(e *logic.Expr) string {
	var whole func(e *logic.Expr) *logic.Expr
	whole = func(e *logic.Expr) *logic.Expr {
		switch n := len(e.Args); {
		case e.Op == logic.And && n == 0, e.Op == logic.AtMostOne && n == 0, e.Op == logic.AtLeast && e.N <= 0 && n == 0:
			return &logic.Expr{Op: logic.True}
		case e.Op == logic.Or && n == 0, e.Op == logic.ExactlyOne && n == 0, e.Op == logic.AtLeast && e.N > n:
			return &logic.Expr{Op: logic.False}
		case (e.Op == logic.And || e.Op == logic.Or) && n == 1:
			return whole(e.Args[0])
		}
		copied := *e
		copied.Args = nil
		for _, a := range e.Args {
			copied.Args = append(copied.Args, whole(a))
		}
		return &copied
	}
	return whole(e).String()
}

// bar writes what is said of moves as its author did, if that still means the same.
func (w *writer) bar(b parley.Bar) string {
	by := ""
	if b.Party != parley.AnyParty {
		by = " by " + logic.Quote(w.c.Parties[b.Party].ID)
	}
	if f, ok := cutBar(b.Text); ok {
		first, err := w.c.Formula(f.a.of(b.Text))
		second := parley.Formula{}
		if err == nil && f.verb != "irreversible" {
			second, err = w.c.Formula(f.b.of(b.Text))
		}
		if err == nil {
			if from, to := barFormulas(f.verb, first.Expr, second.Expr); sameFormula(from, b.From) && sameFormula(to, b.To) {
				return barText(f.verb, first.Text, second.Text) + by
			}
		}
	}
	if from, to := barFormulas("irreversible", b.From, nil); sameFormula(from, b.From) && sameFormula(to, b.To) {
		return barText("irreversible", spelt(b.From), "") + by
	}
	if b.From.Op == logic.And && len(b.From.Args) == 2 {
		after := logic.NewNot(b.From.Args[1])
		if from, to := barFormulas("only after", b.To, after); sameFormula(from, b.From) && sameFormula(to, b.To) {
			return barText("only after", spelt(b.To), spelt(after)) + by
		}
	}
	return barText("never from", spelt(b.From), spelt(b.To)) + by
}

func (w *writer) statusQuo() *tree {
	s := w.c.StatusQuo.State
	if w.c.GraphForm() {
		return text(w.c.States[s].ID)
	}
	t := list().inline()
	for k, o := range w.c.Options {
		if s.Has(k) {
			t.add(text(logic.Quote(o.ID)))
		}
	}
	return t
}

func (w *writer) preference(p parley.Preference, shared bool) *tree {
	var t *tree
	if len(p.Either) == 1 {
		t = w.order(p.Either[0])
	} else {
		orders := list()
		for _, o := range p.Either {
			order := w.order(o)
			if order.Kind == yaml.SequenceNode {
				order = withKey("statements", order)
			}
			orders.add(order)
		}
		t = block()
		t.put("either", orders)
	}
	if shared || p.Basis == "" {
		return t
	}
	if t.Kind == yaml.SequenceNode {
		t = withKey("statements", t)
	}
	t.put("basis", text(p.Basis))
	return t
}

func (w *writer) order(o parley.Order) *tree {
	t := block()
	switch {
	case len(o.Ranking) > 0:
		t.put("ranking", text(rankingText(o.Ranking)))
	case len(o.Weights) > 0:
		weights := block()
		for _, x := range o.Weights {
			weights.put(w.formula(x.Formula).Value, text(numberText(x.Value)))
		}
		t.put("weights", weights)
	default:
		t = list()
		for _, s := range o.Statements {
			t.add(w.statement(s))
		}
	}
	return t
}

func (w *writer) statement(s parley.Statement) *tree {
	if len(s.Either) == 1 && !s.Greatly {
		return w.formula(s.Either[0])
	}
	t := block().inline()
	if len(s.Either) == 1 {
		t.put("statement", w.formula(s.Either[0]))
	} else {
		rivals := list().inline()
		for _, f := range s.Either {
			rivals.add(w.formula(f))
		}
		t.put("either", rivals)
	}
	if s.Greatly {
		t.put("strong", text("true"))
	}
	return t
}

func rankingText(tiers []parley.Tier) string {
	var b strings.Builder
	for i, t := range tiers {
		for j, s := range t.States {
			switch {
			case j > 0:
				b.WriteString(" ~ ")
			case i > 0 && tiers[i-1].Greatly:
				b.WriteString(" >> ")
			case i > 0:
				b.WriteString(" > ")
			}
			b.WriteString(rankWord(s))
		}
	}
	return b.String()
}

// numberText writes a number as a decimal where that is exact, else as a fraction.
func numberText(r *big.Rat) string {
	if n, exact := r.FloatPrec(); exact && n <= 20 {
		return r.FloatString(n)
	}
	return r.RatString()
}
