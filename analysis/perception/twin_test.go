package perception_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"parley"
	"parley/analysis/edit"
	"parley/analysis/perception"
	"parley/game"
	"parley/logic"
	"parley/stability/stabilitytest"
)

var ctx = context.Background()

// sight is a game as the plainest reading of the package's definitions has it: combinations are tried one by one, and what
// looks alike is compared by the string of what is seen.
type sight struct {
	c      *parley.Conflict // as the party believes it is
	unseen parley.State
	alike  []parley.State
	codes  []parley.State // what it takes for feasible
	looks  []string       // sorted
	known  map[string][]string
}

// see writes what a combination looks like: a letter for each option, a question mark where one of several is taken.
func (x *sight) see(s parley.State) string {
	code := []byte{}
	for k, o := range x.c.Options {
		taken := s.Has(k) && !x.unseen.Has(k)
		if !taken && o.Choice != "" && !x.unseen.Has(k) { // the level that stands for one that is not seen
			for j, other := range x.c.Options {
				if other.Choice == o.Choice && s.Has(j) && x.unseen.Has(j) && x.standsFor(j) == k {
					taken = true
				}
			}
		}
		code = append(code, "NY"[btoi(taken)])
	}
	out := slices.Clone(code)
	for _, set := range x.alike {
		any := false
		for k := range code {
			any = any || set.Has(k) && code[k] == 'Y'
		}
		for k := range code {
			if any && set.Has(k) {
				out[k] = '?'
			}
		}
	}
	return string(out)
}

// standsFor returns the level at which a choice seems to stand that stands at level k, which is not seen; -1 for none.
func (x *sight) standsFor(k int) int {
	var levels []int
	for j, o := range x.c.Options {
		if o.Choice == x.c.Options[k].Choice {
			levels = append(levels, j)
		}
	}
	at := slices.Index(levels, k)
	for n := 1; n < len(levels); n++ {
		if j := levels[(at+n)%len(levels)]; !x.unseen.Has(j) {
			return j
		}
	}
	return -1
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

func newSight(c *parley.Conflict, p perception.Picture) *sight {
	x := &sight{c: c, unseen: p.Unseen}
	if p.Conflict != nil {
		x.c = p.Conflict
	}
	for _, set := range p.Alike { // the tests draw disjoint sets
		if set &^= p.Unseen; set&(set-1) != 0 {
			x.alike = append(x.alike, set)
		}
	}
	for s := range parley.State(1) << len(c.Options) {
		if s&p.Unseen == 0 && x.feasible(s) {
			x.codes = append(x.codes, s)
			x.looks = append(x.looks, x.see(s))
		}
	}
	slices.Sort(x.looks)
	x.looks = slices.Compact(x.looks)
	return x
}

func (x *sight) holds(e *logic.Expr, s parley.State) bool {
	return e.Eval(func(name string) bool {
		return s.Has(slices.IndexFunc(x.c.Options, func(o parley.Option) bool { return o.ID == name }))
	})
}

func (x *sight) feasible(s parley.State) bool {
	for _, r := range x.c.Rules {
		if !x.holds(r.Expr, s) {
			return false
		}
	}
	for _, o := range x.c.Options {
		n := 0
		for j, other := range x.c.Options {
			if o.Choice != "" && other.Choice == o.Choice && s.Has(j) {
				n++
			}
		}
		if o.Choice != "" && n != 1 {
			return false
		}
	}
	return true
}

// may reports whether a party may change one combination to another.
func (x *sight) may(party int, a, b parley.State) bool {
	for k, o := range x.c.Options {
		if a.Has(k) != b.Has(k) && (o.Party != party || o.StaysTaken && a.Has(k) || o.StaysDropped && b.Has(k)) {
			return false
		}
	}
	for _, bar := range x.c.Bars {
		if (bar.Party < 0 || bar.Party == party) && x.holds(bar.From, a) && x.holds(bar.To, b) {
			return false
		}
	}
	return a != b
}

// moves returns the looks that a party believes can be led to from a look.
func (x *sight) moves(party int, look string) []string {
	var out []string
	for _, a := range x.codes {
		for _, b := range x.codes {
			if x.see(a) == look && x.see(b) != look && x.may(party, a, b) {
				out = append(out, x.see(b))
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// prefers compares two looks by the first statement that differs: an option that is seen as one of several counts as taken.
func (x *sight) prefers(party int, q, s string) bool {
	for _, st := range x.c.Preferences[party].Either[0].Statements {
		truth := func(look string) bool {
			return st.Either[0].Expr.Eval(func(name string) bool {
				return look[slices.IndexFunc(x.c.Options, func(o parley.Option) bool { return o.ID == name })] != 'N'
			})
		}
		if a, b := truth(q), truth(s); a != b {
			return a
		}
	}
	return false
}

// replies returns the best replies of a party at a look.
func (x *sight) replies(party int, look string) []string {
	key := fmt.Sprint(party, look)
	if x.known == nil {
		x.known = map[string][]string{}
	}
	if _, ok := x.known[key]; !ok {
		x.known[key] = x.best(party, look)
	}
	return x.known[key]
}

func (x *sight) best(party int, look string) []string {
	var better []string
	for _, q := range x.moves(party, look) {
		if x.prefers(party, q, look) {
			better = append(better, q)
		}
	}
	return slices.DeleteFunc(slices.Clone(better), func(q string) bool {
		return slices.ContainsFunc(better, func(r string) bool { return x.prefers(party, r, q) })
	})
}

// world is all parties with what they see, and what is.
type world struct {
	truth *sight
	eyes  []*sight
}

// carried returns what comes of the replies of a party in a state: for each look that it means to lead to, where that leads.
func (w *world) carried(party int, s parley.State) map[string][]parley.State {
	x := w.eyes[party]
	out := map[string][]parley.State{}
	look := x.see(s)
	if !slices.Contains(x.looks, look) {
		return out
	}
	for _, q := range x.replies(party, look) {
		out[q] = nil
		for _, t := range w.truth.codes {
			if x.see(t) != q || !w.truth.may(party, s, t) {
				continue
			}
			fits := true
			for k, o := range x.c.Options {
				changed := s.Has(k) != t.Has(k)
				level := o.Choice != "" && s.Has(k) && x.standsFor(k) >= 0
				if changed && x.unseen.Has(k) && !level {
					fits = false
				}
				for _, set := range x.alike {
					if changed && set.Has(k) && look[k] == '?' && q[k] == '?' {
						fits = false
					}
				}
			}
			if fits {
				out[q] = append(out[q], t)
			}
		}
	}
	return out
}

// endings finds ends and cycles by following steps from everywhere: two states are in one cycle if each leads to the other.
func endings(start string, steps func(s string) []string) []string {
	reach := map[string]map[string]bool{}
	from := func(s string) map[string]bool {
		if reach[s] != nil {
			return reach[s]
		}
		found := map[string]bool{}
		reach[s] = found
		open := steps(s)
		for len(open) > 0 {
			q := open[0]
			open = open[1:]
			if !found[q] {
				found[q] = true
				open = append(open, steps(q)...)
			}
		}
		return found
	}
	all := []string{start}
	for q := range from(start) {
		all = append(all, q)
	}
	var out []string
	for _, s := range all {
		if len(from(s)) == 0 {
			out = append(out, fmt.Sprint([]string{s}))
			continue
		}
		if !from(s)[s] {
			continue
		}
		var cycle []string
		for q := range from(s) {
			if from(q)[s] {
				cycle = append(cycle, q)
			}
		}
		slices.Sort(cycle)
		out = append(out, fmt.Sprint(cycle))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// drawn is a random hypergame.
type drawn struct {
	c        *parley.Conflict
	pictures []perception.Picture
}

// draw draws a conflict with ordered statements and no merged states, and for each party a picture made of small changes.
func draw(r *rand.Rand) drawn {
	c := stabilitytest.Random(r, stabilitytest.Shape{Form: stabilitytest.Options, Certain: true, States: 32})
	c.Merges = nil
	for i := range c.Preferences {
		c.Preferences[i] = wishes(r, c, i)
	}
	if c.StatusQuo == nil {
		c.StatusQuo = &parley.Place{}
		for s := range parley.State(1) << len(c.Options) {
			if (&sight{c: c}).feasible(s) && r.IntN(3) == 0 {
				c.StatusQuo = &parley.Place{State: s}
			}
		}
	}
	d := drawn{c: c}
	for range c.Parties {
		d.pictures = append(d.pictures, picture(r, c))
	}
	return d
}

func picture(r *rand.Rand, c *parley.Conflict) perception.Picture {
	var p perception.Picture
	if r.IntN(4) == 0 {
		return p
	}
	own := c
	if j := r.IntN(len(c.Parties)); r.IntN(2) == 0 {
		own = edit.Prefer(own, j, wishes(r, c, j))
	}
	if r.IntN(4) == 0 {
		own = edit.AddRule(own, parley.Rule{Formula: formula(r, c)})
	}
	if len(own.Rules) > 0 && r.IntN(4) == 0 {
		own = edit.DropRule(own, r.IntN(len(own.Rules)))
	}
	if len(own.Bars) > 0 && r.IntN(3) == 0 {
		own = edit.DropBar(own, r.IntN(len(own.Bars)))
	}
	for r.IntN(3) == 0 {
		p.Unseen |= 1 << r.IntN(len(c.Options))
	}
	if order := r.Perm(len(c.Options)); len(order) > 1 && r.IntN(2) == 0 {
		p.Alike = append(p.Alike, 1<<order[0]|1<<order[1])
		if len(order) > 4 && r.IntN(2) == 0 {
			p.Alike = append(p.Alike, 1<<order[2]|1<<order[3]|1<<order[4])
		}
	}
	copied := *own // the status quo as the party sees it
	sq := *c.StatusQuo
	copied.StatusQuo = &sq
	p.Conflict = &copied
	return p
}

// wishes draws what a party wants: often that an option of its own goes with another party's, or against it, so that cycles
// arise.
func wishes(r *rand.Rand, c *parley.Conflict, party int) parley.Preference {
	var o parley.Order
	own := c.OptionsOf(party)
	if r.IntN(3) > 0 {
		other := c.OptionsOf((party + 1) % len(c.Parties))
		e := &logic.Expr{Op: logic.Iff, Args: []*logic.Expr{logic.NewAtom(c.Options[own[0]].ID), logic.NewAtom(c.Options[other[0]].ID)}}
		if r.IntN(2) == 0 {
			e = logic.NewNot(e)
		}
		o.Statements = append(o.Statements, parley.Statement{Either: []parley.Formula{{Expr: e}}})
	}
	for range 1 + r.IntN(4) {
		o.Statements = append(o.Statements, parley.Statement{Either: []parley.Formula{formula(r, c)}})
	}
	return parley.Preference{Either: []parley.Order{o}}
}

func formula(r *rand.Rand, c *parley.Conflict) parley.Formula {
	atom := func() *logic.Expr {
		e := logic.NewAtom(c.Options[r.IntN(len(c.Options))].ID)
		if r.IntN(2) == 0 {
			return logic.NewNot(e)
		}
		return e
	}
	switch r.IntN(3) {
	case 0:
		return parley.Formula{Expr: atom()}
	case 1:
		return parley.Formula{Expr: &logic.Expr{Op: logic.Iff, Args: []*logic.Expr{atom(), atom()}}}
	}
	return parley.Formula{Expr: logic.NewOr(atom(), atom())}
}

// compile returns the hypergame, nil where a picture is no conflict.
func (d drawn) compile(t *testing.T) *perception.Hypergame {
	t.Helper()
	rules, err := game.Compile(d.c)
	if err != nil {
		t.Fatal(err)
	}
	h, err := perception.Compile(ctx, rules, d.pictures, game.Expansion{})
	if err != nil {
		return nil
	}
	return h
}
