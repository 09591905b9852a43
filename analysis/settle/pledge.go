package settle

import (
	"context"
	"fmt"
	"slices"

	"github.com/bits-and-blooms/bitset"

	"parley"
	"parley/analysis/explain"
	"parley/analysis/paths"
	"parley/game"
	"parley/logic"
)

// Pledge is a threat or a promise: its maker will do something when a condition holds.
type Pledge struct {
	Text    string
	Promise bool        // for people only: a promise is judged as a threat is
	Action  *logic.Expr // over options of the maker alone
	When    *logic.Expr // nil: at any time
}

// reach tells where best replies and improvements lead from the status quo; nil where none is named.
type reach struct {
	bestReplies, improvements *bitset.BitSet
}

// Tally counts the states where a pledge is due by what carrying it out is to its maker.
type Tally struct {
	Due int
	// Gains, Equal, Loses and Open: carrying it out is an improvement, makes no difference, is a loss, or compares in an
	// unknown way. Cannot: no single move of the maker carries it out.
	Gains, Equal, Loses, Open, Cannot int
	Best                              int // of Gains: it is the maker's best reply
}

// Effect counts what carrying a pledge out is to another party, over the states where its maker can.
type Effect struct {
	Party                     int
	Gains, Equal, Loses, Open int
	// Addressed: the condition is about this party's options, so that the pledge is meant for it.
	Addressed bool
}

// Reason is why a maker gains or loses by carrying a pledge out, with the number of states where that decides.
type Reason struct {
	Gains bool
	// Statement is the place of the statement that decides, -1 where the maker ranks or weighs states.
	Statement int
	States    int
	// Case is one of the states, with where the pledge leads and how the maker compares the two.
	Case, To int
	Because  explain.Preference
}

// Credibility tells whether a threat or promise is in its maker's interest when it is due.
type Credibility struct {
	Pledge Pledge
	Maker  int
	// All counts every feasible state where it is due: the condition holds and the deed is not done. Likely counts those that
	// moves which pay lead to from the status quo, and Drift those that best replies lead to.
	All, Likely, Drift Tally
	Done               int      // states where the condition holds and the deed is done already
	Effects            []Effect // of every other party
	Reasons            []Reason // those that decide in the most states first
}

// Credible asks of a pledge whether carrying it out pays its maker when it is due. The maker is the party whose options the
// action names. To carry it out is the move that does what was said and changes nothing else; where a rule forbids that, the
// move that does it and that the maker likes best. The cost is one look at each of the maker's moves from each state where the
// pledge is due.
func (q Question) Credible(ctx context.Context, g *game.Graph, p Pledge) (*Credibility, error) {
	maker, err := p.Maker(g.Conflict())
	if err != nil {
		return nil, err
	}
	out := &Credibility{Pledge: p, Maker: maker}
	from, err := q.reach(ctx, g)
	if err != nil {
		return nil, err
	}
	done, part := g.Where(p.Action)
	due := bitset.New(uint(g.Len())).Complement()
	if p.When != nil {
		due, _ = g.Where(p.When)
	}
	for i := range g.Parties() {
		if i != maker {
			out.Effects = append(out.Effects, Effect{Party: i, Addressed: names(g.Conflict(), p.When, i)})
		}
	}
	d := &deed{g: g, maker: maker, done: done, own: namedOptions(g.Conflict(), p.Action)}
	reasons := map[[2]int]*Reason{}
	for s := range due.EachSet() {
		if s&0x3ff == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		switch {
		case done.Test(s):
			out.Done++
			continue
		case part.Test(s):
			continue // a merged state in which it is open whether the deed is done
		}
		out.weigh(d, int(s), from, reasons)
	}
	for _, r := range reasons {
		out.Reasons = append(out.Reasons, *r)
	}
	slices.SortFunc(out.Reasons, func(a, b Reason) int {
		if a.States != b.States {
			return b.States - a.States
		}
		return a.Case - b.Case
	})
	return out, nil
}

// weigh counts one state where the pledge is due.
func (c *Credibility) weigh(d *deed, s int, from reach, reasons map[[2]int]*Reason) {
	g := d.g
	to := d.from(s)
	add := func(t *Tally) {
		t.Due++
		if to < 0 {
			t.Cannot++
			return
		}
		switch r := g.Compare(d.maker, to, s); {
		case better(r):
			t.Gains++
			if d.best(s, to) {
				t.Best++
			}
		case worse(r):
			t.Loses++
		case r == game.Equal:
			t.Equal++
		default:
			t.Open++
		}
	}
	add(&c.All)
	if from.improvements != nil && from.improvements.Test(uint(s)) {
		add(&c.Likely)
	}
	if from.bestReplies != nil && from.bestReplies.Test(uint(s)) {
		add(&c.Drift)
	}
	if to < 0 {
		return
	}
	for k := range c.Effects {
		e := &c.Effects[k]
		switch r := g.Compare(e.Party, to, s); {
		case better(r):
			e.Gains++
		case worse(r):
			e.Loses++
		case r == game.Equal:
			e.Equal++
		default:
			e.Open++
		}
	}
	r := g.Compare(d.maker, to, s)
	if !better(r) && !worse(r) {
		return
	}
	because := explain.Prefers(g, d.maker, to, s)
	statement := -1
	if len(because.Reasons) == 1 && because.Reasons[0].Statement != nil {
		statement = because.Reasons[0].Statement.Index
	}
	key := [2]int{statement, 0}
	if better(r) {
		key[1] = 1
	}
	if reasons[key] == nil {
		reasons[key] = &Reason{Gains: better(r), Statement: statement, Case: s, To: to, Because: because}
	}
	reasons[key].States++
}

// deed is what a pledge says its maker will do.
type deed struct {
	g     *game.Graph
	maker int
	done  *bitset.BitSet
	own   parley.State // options that the action names
}

// from returns where the maker's move from a state leads that carries the pledge out, -1 where there is none.
func (d *deed) from(s int) int {
	best, least := -1, 0
	for _, t := range d.g.AppendMoves(nil, d.maker, s) {
		to := int(t)
		if !d.done.Test(uint(to)) {
			continue
		}
		extra := 0 // whether the move changes more than the action names
		if (d.g.Members(s)[0]^d.g.Members(to)[0])&^d.own != 0 {
			extra = 1
		}
		if best < 0 || extra < least || extra == least && better(d.g.Compare(d.maker, to, best)) {
			best, least = to, extra
		}
	}
	return best
}

// best reports whether no move of the maker from a state leads where it would rather be.
func (d *deed) best(s, to int) bool {
	return !slices.ContainsFunc(d.g.AppendMoves(nil, d.maker, s), func(t int32) bool { return better(d.g.Compare(d.maker, int(t), to)) })
}

// reach finds where sequences from the status quo lead.
func (q Question) reach(ctx context.Context, g *game.Graph) (out reach, err error) {
	if g.StatusQuo() < 0 {
		return out, nil
	}
	find := func(w Way) *bitset.BitSet {
		if err != nil {
			return nil
		}
		tree, failed := paths.Reachable(ctx, g, g.StatusQuo(), q.paths(w))
		if err = failed; err != nil {
			return nil
		}
		return tree.Reached()
	}
	out.bestReplies, out.improvements = find(ByBestReplies), find(ByImprovements)
	return out, err
}

// Maker returns the party whose options the action names. The error tells that it names none, or those of several parties.
func (p Pledge) Maker(c *parley.Conflict) (int, error) {
	if c.GraphForm() {
		return 0, fmt.Errorf("a threat or promise names options, and this conflict lists its states instead")
	}
	maker := -1
	for _, name := range p.Action.Atoms() {
		k := slices.IndexFunc(c.Options, func(o parley.Option) bool { return o.ID == name })
		switch owner := c.Options[k].Party; {
		case maker < 0:
			maker = owner
		case maker != owner:
			return 0, fmt.Errorf("`%s` is not one party's to do: `%s` belongs to %s, and `%s` to %s", p.Text, p.Action.Atoms()[0], c.Parties[maker].Label(), name, c.Parties[owner].Label())
		}
	}
	if maker < 0 {
		return 0, fmt.Errorf("`%s` says nothing that anybody does", p.Text)
	}
	return maker, nil
}

// names reports whether a formula names an option of a party.
func names(c *parley.Conflict, e *logic.Expr, party int) bool {
	return e != nil && slices.ContainsFunc(c.Options, func(o parley.Option) bool {
		return o.Party == party && slices.Contains(e.Atoms(), o.ID)
	})
}

// namedOptions returns the options that a formula names, with the other levels of a choice that it names a level of.
func namedOptions(c *parley.Conflict, e *logic.Expr) parley.State {
	var set parley.State
	atoms := e.Atoms()
	for k, o := range c.Options {
		if slices.ContainsFunc(c.Options, func(x parley.Option) bool {
			return slices.Contains(atoms, x.ID) && (x.ID == o.ID || x.Choice != "" && x.Choice == o.Choice)
		}) {
			set |= 1 << k
		}
	}
	return set
}
