package game

import (
	"context"
	"fmt"
	"slices"
	"sort"
	"strings"
	"sync"

	"github.com/bits-and-blooms/bitset"

	"parley"
	"parley/logic"
)

// Graph is a compiled conflict with every state listed. States are numbered from 0 in canonical order: in option form by
// ascending code, the first option being the lowest bit, merged states last in the order of the conflict's merges; in
// graph form as listed. A Graph is safe for concurrent use.
type Graph struct {
	rules     *Rules
	codes     []parley.State // of a merged state: its lowest member
	merged    []merged       // the last states of codes
	raw       []parley.State // all feasible states, ascending; the same slice as codes where nothing is merged
	of        []int32        // state of each raw one; nil where nothing is merged
	statusQuo int
	orders    [][]Order // by party: what it may prefer
	doubts    parley.Issues
	ofMerges  int // how many of doubts are about merges alone, preferences aside
	perArc    bool
	origin    *Graph // see Origin; nil for a graph that is its own

	moves []moves // by party, filled when first asked for
	joint *joint
}

type moves struct {
	blocksOnce, arcsOnce sync.Once
	blocks               *Blocks
	arcs                 *Arcs
	transitive           bool
}

// joint holds the blocks of coalitions.
type joint struct {
	lock   sync.Mutex
	blocks map[uint64]*Blocks // by the options that are changed at once, filled when first asked for
}

func expand(ctx context.Context, r *Rules, x Expansion) (*Graph, error) {
	limits := x.Limits.WithDefaults()
	c := r.conflict
	g := &Graph{rules: r, statusQuo: -1, perArc: x.IrreversiblePerArc, moves: make([]moves, len(c.Parties)), joint: &joint{blocks: map[uint64]*Blocks{}}}
	if c.GraphForm() {
		for s := range c.States {
			g.raw = append(g.raw, parley.State(s))
		}
	} else {
		raw, err := r.feasible(ctx, limits.States)
		if err != nil {
			return nil, err
		}
		g.raw = raw
	}
	g.merge()
	g.ofMerges = len(g.doubts)
	if err := g.exceeds(limits); err != nil {
		return nil, err
	}
	issues := g.placeStatusQuo()
	for i, p := range c.Preferences {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		orders, is := g.ordersOf(i, p)
		g.orders, issues = append(g.orders, orders), append(issues, is...)
	}
	if len(issues) > 0 {
		return nil, issues
	}
	g.doubtMerges()
	return g, nil
}

// ordersOf ranks the states for a party by each order that it may hold.
func (g *Graph) ordersOf(party int, p parley.Preference) ([]Order, parley.Issues) {
	ls, issue := lists(p)
	if issue != nil {
		return nil, parley.Issues{*issue}
	}
	orders := make([]Order, len(ls))
	var issues parley.Issues
	for k, l := range ls {
		o, is := g.order(party, l)
		orders[k], issues = o, append(issues, is...)
	}
	return orders, issues
}

// exceeds returns a *TooLargeError where the graph is larger than the limits allow, else nil.
func (g *Graph) exceeds(limits Limits) error {
	switch {
	case len(g.raw) > limits.States:
		return &TooLargeError{"states", int64(limits.States)}
	case g.bytes() > limits.Memory:
		return &TooLargeError{"bytes of memory", limits.Memory}
	}
	return nil
}

// bytes estimates the memory of the graph with its orders and the blocks of moves. Rivals that yield more lists than are
// allowed count as maxLists: they are refused for their number, not for their size.
func (g *Graph) bytes() int64 {
	lists := int64(0)
	for _, p := range g.rules.conflict.Preferences {
		n := int64(max(1, len(p.Either)))
		for _, o := range p.Either {
			for _, s := range o.Statements {
				n = min(n*int64(len(s.Either)), maxLists)
			}
		}
		lists += n
	}
	return int64(len(g.raw))*(8+4*lists+8*int64(g.Parties())) + 16*int64(len(g.raw))
}

func (g *Graph) placeStatusQuo() parley.Issues {
	sq := g.rules.conflict.StatusQuo
	if sq == nil {
		return nil
	}
	if s, ok := g.Index(sq.State); ok {
		g.statusQuo = s
		return nil
	}
	return g.rules.brokenStatusQuo()
}

// Rules returns what the graph lists the states of.
func (g *Graph) Rules() *Rules { return g.rules }

// Conflict returns the conflict that the graph was made from.
func (g *Graph) Conflict() *parley.Conflict { return g.rules.conflict }

// Parties returns the number of parties.
func (g *Graph) Parties() int { return len(g.rules.conflict.Parties) }

// Len returns the number of states, merged ones counted once.
func (g *Graph) Len() int { return len(g.codes) }

// Feasible returns the number of feasible states before merging.
func (g *Graph) Feasible() int { return len(g.raw) }

// StatusQuo returns the state where things stand, or -1 where the conflict names none.
func (g *Graph) StatusQuo() int { return g.statusQuo }

// Doubts returns what probably is not meant, such as a merge of nothing.
func (g *Graph) Doubts() parley.Issues { return slices.Clone(g.doubts) }

// Orders returns the orders that a party may hold: one where its preference is certain. Rivals are multiplied out in the
// order of the preference's Either, and within one by statements, the rivals of the last statement changing fastest. The
// orders must not be changed.
func (g *Graph) Orders(party int) []Order { return g.orders[party] }

// Certain reports whether every party's preference is certain.
func (g *Graph) Certain() bool {
	return !slices.ContainsFunc(g.orders, func(os []Order) bool { return len(os) > 1 })
}

// Degrees reports whether any party distinguishes great from mild preference.
func (g *Graph) Degrees() bool {
	return slices.ContainsFunc(g.orders, func(os []Order) bool {
		return slices.ContainsFunc(os, func(o Order) bool { return o.Band != nil })
	})
}

// Members returns the feasible states that state s stands for: itself, or those that were merged. In graph form the one
// member is the index of the listed state.
func (g *Graph) Members(s int) []parley.State {
	if x := g.mergedAt(s); x != nil {
		return x.members
	}
	return g.codes[s : s+1]
}

// MergeName returns the name given to a merged state, "" for other states or where it has none.
func (g *Graph) MergeName(s int) string {
	if x := g.mergedAt(s); x != nil {
		return g.rules.conflict.Merges[x.merge].Name
	}
	return ""
}

// Code writes state s as its code: one Y or N for each option, - where a merged state leaves the option open; in graph
// form the state's id.
func (g *Graph) Code(s int) string {
	x := g.mergedAt(s)
	if x == nil {
		return g.rules.Code(g.codes[s])
	}
	code := []byte(g.rules.Code(g.codes[s]))
	for k := range code {
		if (x.some^x.all)>>k&1 == 1 {
			code[k] = '-'
		}
	}
	return string(code)
}

// Index returns the state that a feasible combination of options belongs to; in graph form its argument is the index.
func (g *Graph) Index(code parley.State) (int, bool) {
	k := 0
	if code < parley.State(len(g.raw)) && g.raw[code] == code { // where all combinations are feasible a state stands at its own code
		k = int(code)
	} else {
		k = sort.Search(len(g.raw), func(k int) bool { return g.raw[k] >= code })
		if k == len(g.raw) || g.raw[k] != code {
			return 0, false
		}
	}
	if g.of != nil {
		return int(g.of[k]), true
	}
	return k, true
}

// StateError tells that a text names no state.
type StateError struct {
	Text, Message, Hint string
}

// Error returns the message.
func (e *StateError) Error() string { return e.Message }

// Find returns the state with the given code; in graph form, id. A dash in a code stands for either letter, so that any
// code that fits exactly one state will do; so will the code of a merged state, even where it fits others, unless two
// merged states share it. The error is a *StateError.
func (g *Graph) Find(code string) (int, error) {
	c := g.rules.conflict
	if c.GraphForm() {
		for s, x := range c.States {
			if x.ID == code {
				return s, nil
			}
		}
		return 0, &StateError{code, fmt.Sprintf("`%s` is not a state of this conflict", code), ""}
	}
	if len(code) != len(c.Options) || strings.Trim(code, "YN-") != "" {
		return 0, &StateError{code, fmt.Sprintf("`%s` is not a state", code), fmt.Sprintf("a state is %d letters Y or N, one for each option in order", len(c.Options))}
	}
	if !strings.Contains(code, "-") {
		var state parley.State
		for k := range code {
			if code[k] == 'Y' {
				state |= 1 << k
			}
		}
		if s, ok := g.Index(state); ok {
			return s, nil
		}
		_, broken, _ := g.rules.Feasible(state)
		return 0, &StateError{code, fmt.Sprintf("the state `%s` is not feasible", code), fmt.Sprintf("it breaks the rule %s", broken)}
	}
	if same := g.mergedAs(code); len(same) == 1 {
		return same[0], nil
	}
	found := -1
	for s := range g.codes {
		if !fits(code, g.Code(s)) {
			continue
		}
		if found >= 0 {
			return 0, &StateError{code, fmt.Sprintf("`%s` fits several states", code), fmt.Sprintf("`%s` and `%s` among them", g.Code(found), g.Code(s))}
		}
		found = s
	}
	if found < 0 {
		return 0, &StateError{code, fmt.Sprintf("`%s` fits no feasible state", code), ""}
	}
	return found, nil
}

// fits reports whether a code with dashes agrees with the code of a state.
func fits(pattern, code string) bool {
	for k := range pattern {
		if pattern[k] != code[k] && pattern[k] != '-' && code[k] != '-' {
			return false
		}
	}
	return true
}

// Where returns the states in which a formula holds, and those merged ones that it holds in for some members only. The
// atoms of e must be option ids, in graph form state ids, as parley.Conflict.Bind yields them.
func (g *Graph) Where(e *logic.Expr) (holds, open *bitset.BitSet) {
	n := uint(g.Len())
	holds, open = bitset.New(n), bitset.New(n)
	if g.rules.conflict.GraphForm() {
		for s := range g.codes {
			holds.SetTo(uint(s), g.holdsListed(e, s))
		}
		return holds, open
	}
	p := g.rules.compile(e)
	for s := range g.codes {
		members := g.Members(s)
		count := 0
		for _, m := range members {
			if p.Holds(uint64(m)) {
				count++
			}
		}
		holds.SetTo(uint(s), count == len(members))
		open.SetTo(uint(s), count > 0 && count < len(members))
	}
	return holds, open
}

func (g *Graph) holdsListed(e *logic.Expr, s int) bool {
	return e.Eval(func(name string) bool { return name == g.rules.conflict.States[s].ID })
}
