package crux_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"parley"
	"parley/analysis/claims"
	"parley/analysis/crux"
	"parley/analysis/edit"
	"parley/game"
	"parley/logic"
	"parley/stability"
	"parley/stability/explicit"
	"parley/stability/stabilitytest"
)

// dispute is one conflict with groups of rival choices, each of which changes it.
type dispute struct {
	base    *parley.Conflict
	groups  []claims.Group
	changes map[string]func(*parley.Conflict) *parley.Conflict // by "group=choice"
}

func (d *dispute) Groups() []claims.Group { return d.groups }

func (d *dispute) Conflict(r claims.Reading) (*parley.Conflict, error) {
	c := d.base
	for _, g := range d.groups {
		if change := d.changes[g.ID+"="+r[g.ID]]; change != nil {
			c = change(c)
		}
	}
	return c, nil
}

// Surprised says that a party is surprised if the change leaves it without its first statement: enough to see that changes
// are handed on.
func (d *dispute) Surprised(_ context.Context, r claims.Reading, change claims.Change, party string) (*claims.Surprise, error) {
	c, err := d.Conflict(r)
	if err == nil && change != nil {
		c, err = change(c)
	}
	if err != nil {
		return nil, err
	}
	now, before := edit.StatementsOf(c, c.PartyIndex(party)), edit.StatementsOf(d.base, d.base.PartyIndex(party))
	return &claims.Surprise{Surprised: len(now) == 0 || len(before) == 0 || now[0].At != before[0].At}, nil
}

// draw draws a small dispute. Statements and weights carry paths, so that each can be told from any other.
func draw(r *rand.Rand, shape stabilitytest.Shape, groups int) *dispute {
	d := &dispute{base: stabilitytest.Random(r, shape), changes: map[string]func(*parley.Conflict) *parley.Conflict{}}
	for i := range d.base.Preferences {
		mark(&d.base.Preferences[i], fmt.Sprint("base.", i))
	}
	for g := range groups {
		group := claims.Group{ID: string(rune('a' + g)), Choices: []claims.Choice{{ID: "0"}}}
		for k := range 1 + r.IntN(2) {
			choice := claims.Choice{ID: fmt.Sprint(k + 1)}
			key := group.ID + "=" + choice.ID
			if r.IntN(3) == 0 && !d.base.GraphForm() {
				rule := parley.Rule{Name: key, Formula: parley.Formula{Expr: literal(r, d.base)}}
				d.changes[key] = func(c *parley.Conflict) *parley.Conflict { return edit.AddRule(c, rule) }
				choice.Touches = []string{"rules"}
			} else {
				i, p := r.IntN(len(d.base.Parties)), wishes(r, d.base, key)
				d.changes[key] = func(c *parley.Conflict) *parley.Conflict { return edit.Prefer(c, i, p) }
				choice.Touches = []string{"preferences." + d.base.Parties[i].ID}
			}
			group.Choices = append(group.Choices, choice)
		}
		d.groups = append(d.groups, group)
	}
	return d
}

func mark(p *parley.Preference, at string) {
	for k := range p.Either {
		o := &p.Either[k]
		for s := range o.Statements {
			o.Statements[s].At = fmt.Sprint(at, ".", k, ".", s)
		}
		for s := range o.Weights {
			o.Weights[s].At = fmt.Sprint(at, ".", k, ".", s)
		}
	}
}

func literal(r *rand.Rand, c *parley.Conflict) *logic.Expr {
	names := c.Names()
	e := logic.NewAtom(names[r.IntN(len(names))])
	if r.IntN(2) == 0 {
		return logic.NewNot(e)
	}
	return e
}

func wishes(r *rand.Rand, c *parley.Conflict, at string) parley.Preference {
	var o parley.Order
	for range 1 + r.IntN(3) {
		o.Statements = append(o.Statements, parley.Statement{Either: []parley.Formula{{Expr: literal(r, c)}}})
	}
	p := parley.Preference{Either: []parley.Order{o}}
	mark(&p, at)
	return p
}

func (d *dispute) reading() claims.Reading {
	r := claims.Reading{}
	for _, g := range d.groups {
		r[g.ID] = "0"
	}
	return r
}

// slow is a change as the twin makes it: to the reading, to the conflict, or to one party's list.
type slow struct {
	name       string
	kind       crux.Kind
	group, to  string
	party      int
	at, before string // of the statement, weight or tier
	conflict   func(*parley.Conflict) *parley.Conflict
}

// everyChange lists all single changes to the base conflict.
func everyChange(d *dispute) []slow {
	var out []slow
	c := d.base
	for _, kind := range []crux.Kind{crux.DeleteStatement, crux.SwapStatements, crux.MoveStatement} {
		for i, p := range c.Preferences {
			ids, form := elements(p)
			for k := range ids {
				for to := range ids {
					x := slow{kind: kind, party: i, at: ids[k], name: fmt.Sprintf("%v %d %s", kind, i, ids[k])}
					rest := slices.Delete(slices.Clone(ids), k, k+1)
					if to < len(rest) {
						x.before = rest[to]
					}
					switch {
					case kind == crux.DeleteStatement && to == k && form != "tiers":
						x.before = ""
					case kind == crux.SwapStatements && to == k+1 && form != "weights":
					case kind == crux.MoveStatement && (to < k-1 || to > k+1) && form == "statements":
						x.name += fmt.Sprint(" to ", to)
					default:
						continue
					}
					out = append(out, x)
				}
			}
		}
	}
	for k, r := range c.Rules {
		text := r.Expr.String()
		if slices.ContainsFunc(c.Rules[:k], func(x parley.Rule) bool { return x.Expr.String() == text }) {
			continue // twice the same rule
		}
		out = append(out, slow{kind: crux.DropRule, name: "drop rule " + text, conflict: func(c *parley.Conflict) *parley.Conflict {
			for k, x := range c.Rules {
				if x.Name == r.Name && x.Expr.String() == text {
					return edit.DropRule(c, k)
				}
			}
			return nil
		}})
	}
	for _, b := range c.Bars {
		out = append(out, slow{kind: crux.DropRule, name: "drop bar " + b.Text, conflict: func(c *parley.Conflict) *parley.Conflict {
			for k, x := range c.Bars {
				if x.Text == b.Text && x.Party == b.Party {
					return edit.DropBar(c, k)
				}
			}
			return nil
		}})
	}
	for k, o := range c.Options {
		if o.StaysTaken || o.StaysDropped {
			out = append(out, slow{kind: crux.DropRule, name: "loosen " + o.ID, conflict: func(c *parley.Conflict) *parley.Conflict {
				x := *c
				x.Options = slices.Clone(c.Options)
				x.Options[k].StaysTaken, x.Options[k].StaysDropped = false, false
				return &x
			}})
		}
	}
	for _, g := range d.groups {
		for _, choice := range g.Choices[1:] {
			other, _ := d.Conflict(claims.Reading{g.ID: choice.ID})
			if len(other.Rules) > len(c.Rules) {
				r := other.Rules[len(c.Rules)]
				out = append(out, slow{kind: crux.AddRule, name: "add rule " + r.Name, conflict: func(c *parley.Conflict) *parley.Conflict { return edit.AddRule(c, r) }})
			}
			out = append(out, slow{kind: crux.FlipHypothesis, name: "flip " + g.ID + "=" + choice.ID, group: g.ID, to: choice.ID})
		}
	}
	for k, o := range c.Options {
		out = append(out, slow{kind: crux.RemoveOption, name: "remove " + o.ID, conflict: func(c *parley.Conflict) *parley.Conflict {
			x, err := edit.Without(c, k)
			if err != nil {
				return nil
			}
			return x
		}})
	}
	return out
}

// elements returns what tells the elements of a party's list apart, nil where there is no one list.
func elements(p parley.Preference) (ids []string, form string) {
	if len(p.Either) != 1 {
		return nil, ""
	}
	for _, s := range p.Either[0].Statements {
		ids, form = append(ids, s.At), "statements"
	}
	for _, w := range p.Either[0].Weights {
		ids, form = append(ids, w.At), "weights"
	}
	for _, t := range p.Either[0].Ranking {
		ids, form = append(ids, strings.Join(t.States, " ~ ")), "tiers"
	}
	return ids, form
}

// rearrange moves or deletes an element of a list of a party; ok is false where it is not there.
func rearrange(c *parley.Conflict, x slow) (*parley.Conflict, bool) {
	p := c.Preferences[x.party]
	ids, form := elements(p)
	from := slices.Index(ids, x.at)
	if from < 0 {
		return nil, false
	}
	order := make([]int, len(ids))
	for i := range order {
		order[i] = i
	}
	order = slices.Delete(order, from, from+1)
	if x.kind != crux.DeleteStatement {
		to := len(order)
		if x.before != "" {
			if to = slices.IndexFunc(order, func(k int) bool { return ids[k] == x.before }); to < 0 {
				return nil, false
			}
		}
		order = slices.Insert(order, to, from)
	}
	old, o := p.Either[0], p.Either[0]
	o.Statements, o.Weights, o.Ranking = nil, nil, nil
	for place, k := range order {
		switch form {
		case "statements":
			o.Statements = append(o.Statements, old.Statements[k])
		case "weights":
			o.Weights = append(o.Weights, old.Weights[k])
		case "tiers":
			o.Ranking = append(o.Ranking, parley.Tier{States: old.Ranking[k].States, Greatly: old.Ranking[place].Greatly})
		}
	}
	return edit.Prefer(c, x.party, parley.Preference{Either: []parley.Order{o}}), true
}

var setting = claims.Setting{Engine: explicit.Engine{}}

var errApart = errors.New("not together")

// answer makes changes one after the other, lists everything anew, and asks.
func (d *dispute) answer(test claims.Test, changes []slow) (bool, error) {
	r := d.reading()
	for _, x := range changes {
		if x.group != "" {
			if r[x.group] != "0" {
				return false, errApart
			}
			r[x.group] = x.to
		}
	}
	c, err := d.Conflict(r)
	if err != nil {
		return false, err
	}
	for _, x := range changes {
		if x.conflict != nil {
			if c = x.conflict(c); c == nil {
				return false, errors.New("cannot be")
			}
		}
	}
	for _, x := range slices.Backward(changes) { // moves before deletions
		if x.at != "" {
			var ok bool
			if c, ok = rearrange(c, x); !ok {
				return false, errApart
			}
		}
	}
	rules, err := game.Compile(c)
	if err != nil {
		return false, err
	}
	g, err := rules.Expand(context.Background(), game.Expansion{})
	if err != nil {
		return false, err
	}
	a, err := claims.NewSituation(g, setting, nil).Ask(context.Background(), test)
	if err != nil {
		return false, err
	}
	return a.Holds, nil
}

// flips tries every set of changes up to a size and returns the minimal ones that flip the answer, by the names of the changes,
// and how many sets there are of each size and fate.
func (d *dispute) flips(test claims.Test, size int) (found []string, apart, broken int, err error) {
	now, err := d.answer(test, nil)
	if err != nil {
		return nil, 0, 0, err
	}
	all := everyChange(d)
	var minimal [][]int
	var try func(from int, set []int, size int)
	try = func(from int, set []int, size int) {
		if len(set) == size {
			for _, m := range minimal {
				if !slices.ContainsFunc(m, func(k int) bool { return !slices.Contains(set, k) }) {
					return
				}
			}
			var changes []slow
			for _, k := range set {
				changes = append(changes, all[k])
			}
			switch answer, err := d.answer(test, changes); {
			case errors.Is(err, errApart):
				apart++
			case err != nil:
				broken++
			case answer != now:
				minimal = append(minimal, slices.Clone(set))
			}
			return
		}
		for k := from; k < len(all); k++ {
			try(k+1, append(set, k), size)
		}
	}
	for n := 1; n <= size; n++ {
		try(0, nil, n)
	}
	slices.SortFunc(minimal, func(a, b []int) int {
		if d := len(a) - len(b); d != 0 {
			return d
		}
		for i := range a {
			if d := cmp.Compare(all[a[i]].kind, all[b[i]].kind); d != 0 {
				return d
			}
		}
		return slices.Compare(a, b)
	})
	for _, m := range minimal {
		var names []string
		for _, k := range m {
			names = append(names, all[k].name)
		}
		found = append(found, strings.Join(names, " & "))
	}
	return found, apart, broken, nil
}

// names writes what was found as the twin does.
func names(r *crux.Result, d *dispute) []string {
	var out []string
	for _, f := range r.Flips {
		var parts []string
		for _, x := range r.Changes(f) {
			switch x.Kind {
			case crux.DeleteStatement, crux.SwapStatements, crux.MoveStatement:
				ids, _ := elements(d.base.Preferences[x.Party])
				name := fmt.Sprintf("%v %d %s", x.Kind, x.Party, ids[x.From-1])
				if x.Kind == crux.MoveStatement {
					name += fmt.Sprint(" to ", x.To-1)
				}
				parts = append(parts, name)
			case crux.DropRule:
				switch {
				case strings.HasPrefix(x.Text, "irreversible p") && slices.ContainsFunc(d.base.Options, func(o parley.Option) bool { return "irreversible "+o.ID == x.Text && (o.StaysTaken || o.StaysDropped) }):
					parts = append(parts, "loosen "+strings.TrimPrefix(x.Text, "irreversible "))
				case slices.ContainsFunc(d.base.Bars, func(b parley.Bar) bool { return b.Text == x.Text }):
					parts = append(parts, "drop bar "+x.Text)
				default:
					parts = append(parts, "drop rule "+x.Text)
				}
			case crux.AddRule:
				parts = append(parts, "add rule "+x.Group+"="+x.Choice)
			case crux.FlipHypothesis:
				parts = append(parts, "flip "+x.Group+"="+x.Choice)
			case crux.RemoveOption:
				parts = append(parts, "remove "+x.Text)
			}
		}
		out = append(out, strings.Join(parts, " & "))
	}
	return out
}

// drawTest draws a question of any verb but surprised.
func drawTest(r *rand.Rand, c *parley.Conflict) claims.Test {
	goal := literal(r, c)
	if r.IntN(2) == 0 {
		goal = logic.NewAnd(goal, literal(r, c))
	}
	f := goal.String()
	concept := stability.Concept{Kind: []stability.Kind{stability.SEQ, stability.SEQ, stability.Nash, stability.GMR, stability.SSEQ, stability.SIM}[r.IntN(6)]}
	if c.GraphForm() || len(c.Merges) > 0 {
		concept = claims.DefaultConcept
	}
	party := c.Parties[r.IntN(len(c.Parties))].ID
	switch r.IntN(9) {
	case 0, 1, 2:
		return claims.Stable{Goal: f, Concept: concept, Never: r.IntN(2) == 0}
	case 3:
		return claims.Reached{Goal: f, Never: r.IntN(2) == 0}
	case 4:
		return claims.CanReach{Goal: f, By: 1}
	case 5:
		return claims.NoEffect{Lever: c.Names()[r.IntN(len(c.Names()))], Goal: f, Concept: concept}
	case 6:
		return claims.Prefers{Party: party, State: f, To: literal(r, c).String()}
	case 7:
		return claims.Requires{Goal: f, Each: []string{c.Names()[r.IntN(len(c.Names()))]}}
	}
	return claims.AllOf{claims.Stable{Goal: f, Concept: concept}, claims.Not{Test: claims.Reached{Goal: literal(r, c).String()}}}
}

var shapes = []stabilitytest.Shape{
	{Parties: 2, States: 10, Form: stabilitytest.Options, Plain: true, Certain: true},
	{Parties: 2, States: 8},
	{Parties: 3, States: 8, Form: stabilitytest.Options},
	{Parties: 2, States: 6, Form: stabilitytest.Listed},
}

// Every set of one or two changes that flips the answer must be found, and no other, in order.
func TestFindAgainstEverySet(t *testing.T) {
	disputes := 320
	if testing.Short() {
		disputes = 60
	}
	flips, pairs, asked := 0, 0, 0
	for seed := range uint64(disputes) {
		r := rand.New(rand.NewPCG(seed, 51))
		d := draw(r, shapes[seed%4], 2)
		test := drawTest(r, d.base)
		q := crux.Question{Dispute: d, Reading: d.reading(), Test: test}
		want, apart, broken, cannot := d.flips(test, 2)
		got, err := crux.Find(context.Background(), q, crux.Options{Setting: setting, Size: 2, Workers: 1 + int(seed%2)})
		if (err == nil) != (cannot == nil) {
			t.Fatalf("seed %d: %v, but %v", seed, err, cannot)
		}
		if err != nil {
			continue
		}
		asked++
		found := names(got, d)
		if !slices.Equal(found, want) {
			t.Fatalf("seed %d: %s: found\n%s\nbut these flip it:\n%s\n%s", seed, test, strings.Join(found, "\n"), strings.Join(want, "\n"), stabilitytest.Describe(d.base))
		}
		n := len(got.Candidates)
		for i, s := range got.Sizes {
			if sum := s.Asked + s.Spared + s.Apart + s.Broken; sum != s.Of || s.Of != []int{n, n * (n - 1) / 2}[i] {
				t.Fatalf("seed %d: %+v do not add up", seed, s)
			}
			apart, broken = apart-s.Apart, broken-s.Broken
		}
		if apart+broken != 0 { // a set may be both
			t.Fatalf("seed %d: %d sets more cannot be asked", seed, apart+broken)
		}
		flips += len(found)
		pairs += strings.Count(strings.Join(found, "\n"), " & ")
	}
	t.Logf("%d questions, %d sets, %d of two", asked, flips, pairs)
	if flips < disputes/3 || pairs < disputes/8 {
		t.Errorf("only %d sets, %d of two", flips, pairs)
	}
}

// A beam wide enough to hold every set misses none; a narrow one finds only what is right.
func TestBeam(t *testing.T) {
	disputes := 30
	if testing.Short() {
		disputes = 6
	}
	threes := 0
	for seed := range uint64(disputes) {
		r := rand.New(rand.NewPCG(seed, 52))
		d := draw(r, stabilitytest.Shape{Parties: 2, States: 6, Form: stabilitytest.Options, Plain: true, Certain: true}, 1)
		for i := range d.base.Preferences {
			d.base.Preferences[i] = wishes(r, d.base, fmt.Sprint("base.", i))
		}
		test := drawTest(r, d.base)
		want, _, _, cannot := d.flips(test, 3)
		if cannot != nil {
			continue
		}
		q := crux.Question{Dispute: d, Reading: d.reading(), Test: test}
		wide, err := crux.Find(context.Background(), q, crux.Options{Setting: setting, Size: 3, Width: 100000})
		if err != nil {
			t.Fatal(err)
		}
		if found := names(wide, d); !slices.Equal(found, want) {
			t.Fatalf("seed %d: %s: found\n%s\nbut these flip it:\n%s", seed, test, strings.Join(found, "\n"), strings.Join(want, "\n"))
		}
		narrow, err := crux.Find(context.Background(), q, crux.Options{Setting: setting, Size: 3, Width: 3})
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range names(narrow, d) {
			if !slices.Contains(want, name) {
				t.Fatalf("seed %d: %s does not flip %s, or is not minimal", seed, name, test)
			}
		}
		for _, f := range wide.Flips {
			if len(f) == 3 {
				threes++
			}
		}
	}
	if threes == 0 {
		t.Error("no set of three was found")
	}
}

// Changes are handed on to what the parties see.
func TestSurprisedSeesChanges(t *testing.T) {
	d := &dispute{base: stabilitytest.PrisonersDilemma()}
	for i := range d.base.Preferences {
		mark(&d.base.Preferences[i], fmt.Sprint(i))
	}
	r, err := crux.Find(context.Background(), crux.Question{Dispute: d, Reading: claims.Reading{}, Test: claims.Surprised{Party: "one"}}, crux.Options{Setting: setting})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Flips) != 2 { // its first statement is deleted, or changes places with the second
		t.Errorf("%v flip it", names(r, d))
	}
}
