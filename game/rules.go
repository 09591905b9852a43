// Package game compiles a conflict. Rules is the conflict with formulas turned into machine words but no state listed, so
// that an engine may treat it as it likes; Rules.Expand lists every state and yields a Graph. The package knows moves and
// preferences and no solution concept.
package game

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"parley"
	"parley/logic"
)

// Rules is a compiled conflict, its states not listed. It is safe for concurrent use.
type Rules struct {
	conflict    *parley.Conflict
	owned       []uint64 // by party: its options
	stayTaken   uint64   // options that cannot be dropped
	stayDropped uint64   // options that cannot be taken
	constraints []constraint
	bars        []bar
	merges      []logic.Program

	mu       sync.Mutex
	expanded map[bool]*Graph // by Expansion.IrreversiblePerArc
}

// constraint is a formula that every feasible state satisfies.
type constraint struct {
	program logic.Program
	mask    uint64
	name    string // as an error message names it
	at      string
}

type bar struct {
	party    int
	from, to logic.Program
}

// Compile checks the structure of c and compiles it. The error is of type parley.Issues. The cost is linear in the size
// of c; whether any state is feasible is found out by Expand.
func Compile(c *parley.Conflict) (*Rules, error) {
	if is := c.Validate(); len(is) > 0 {
		return nil, is
	}
	r := &Rules{conflict: c, owned: make([]uint64, len(c.Parties)), expanded: map[bool]*Graph{}}
	for k, o := range c.Options {
		r.owned[o.Party] |= 1 << k
		if o.StaysTaken {
			r.stayTaken |= 1 << k
		}
		if o.StaysDropped {
			r.stayDropped |= 1 << k
		}
	}
	if c.GraphForm() {
		return r, nil
	}
	for _, x := range c.Rules {
		p := r.compile(x.Expr)
		name := fmt.Sprintf("`%s`", x.Formula)
		if x.Name != "" {
			name = fmt.Sprintf("`%s` (%s)", x.Name, x.Formula)
		}
		r.constraints = append(r.constraints, constraint{p, p.Mask(), name, x.At})
	}
	r.addChoices()
	for _, b := range c.Bars {
		r.bars = append(r.bars, bar{b.Party, r.compile(b.From), r.compile(b.To)})
	}
	for _, m := range c.Merges {
		r.merges = append(r.merges, r.compile(m.Expr))
	}
	return r, nil
}

// addChoices adds, for each choice between levels, the constraint that exactly one level is taken.
func (r *Rules) addChoices() {
	var done []string
	for _, o := range r.conflict.Options {
		if o.Choice == "" || slices.Contains(done, o.Choice) {
			continue
		}
		done = append(done, o.Choice)
		e := &logic.Expr{Op: logic.ExactlyOne}
		for _, level := range r.conflict.Options {
			if level.Choice == o.Choice {
				e.Args = append(e.Args, logic.NewAtom(level.ID))
			}
		}
		p := r.compile(e)
		r.constraints = append(r.constraints, constraint{p, p.Mask(), fmt.Sprintf("`%s` takes exactly one level", o.Choice), o.At})
	}
}

func (r *Rules) compile(e *logic.Expr) logic.Program {
	return logic.Compile(e, func(name string) int {
		return slices.IndexFunc(r.conflict.Options, func(o parley.Option) bool { return o.ID == name })
	})
}

// Conflict returns what the rules were compiled from. It must not be changed.
func (r *Rules) Conflict() *parley.Conflict { return r.conflict }

// Parties returns the number of parties.
func (r *Rules) Parties() int { return len(r.conflict.Parties) }

// Owned returns the options of a party as bits of a state.
func (r *Rules) Owned(party int) parley.State { return parley.State(r.owned[party]) }

// Feasible reports whether a state breaks no rule, and if it does, the name of the first rule it breaks and where that
// rule is written. In graph form every listed state is feasible.
func (r *Rules) Feasible(s parley.State) (ok bool, broken, at string) {
	for _, c := range r.constraints {
		if !c.program.Holds(uint64(s)) {
			return false, c.name, c.at
		}
	}
	return true, "", ""
}

// Broken is a rule that a state breaks: its name in messages, and where it is written.
type Broken struct{ Name, At string }

// Breaks returns every rule that a state breaks, in the order in which they are written; none in graph form.
func (r *Rules) Breaks(s parley.State) []Broken {
	var out []Broken
	for _, c := range r.constraints {
		if !c.program.Holds(uint64(s)) {
			out = append(out, Broken{c.name, c.at})
		}
	}
	return out
}

// Allows reports whether a party may move from a to b in one step: it changes only its own options, undoes no option that
// stays, and meets no bar. Both states must be feasible and differ. For option form only.
func (r *Rules) Allows(party int, a, b parley.State) bool {
	return r.AllowsJoint(1<<party, a, b)
}

// Code writes a state with one Y or N for each option.
func (r *Rules) Code(s parley.State) string {
	if r.conflict.GraphForm() {
		return r.conflict.States[s].ID
	}
	code := make([]byte, len(r.conflict.Options))
	for k := range code {
		code[k] = "NY"[s>>k&1]
	}
	return string(code)
}

// AllowsJoint reports whether the parties of a set (bit i for party i) may move from a to b by changing their options all at
// once. Both states must be feasible and differ. For option form only.
func (r *Rules) AllowsJoint(parties uint64, a, b parley.State) bool {
	x, y, owned := uint64(a), uint64(b), uint64(0)
	for i, own := range r.owned {
		if parties>>i&1 == 1 {
			owned |= own
		}
	}
	if (x^y)&^owned != 0 || r.undoes(a, b) != 0 {
		return false
	}
	for _, bar := range r.bars {
		if (bar.party == parley.AnyParty || parties>>bar.party&1 == 1) && bar.from.Holds(x) && bar.to.Holds(y) {
			return false
		}
	}
	return true
}

// Limits bound the work of listing states. A zero field stands for its default. Time is bounded by the context.
type Limits struct {
	States int   // states at most; default 1<<25
	Memory int64 // bytes of the listed graph at most, by estimate; default 8 GiB
}

// The defaults of Limits.
const (
	DefaultStates = 1 << 25
	DefaultMemory = 8 << 30
)

// WithDefaults returns l with each zero field replaced by its default.
func (l Limits) WithDefaults() Limits {
	if l.States == 0 {
		l.States = DefaultStates
	}
	if l.Memory == 0 {
		l.Memory = DefaultMemory
	}
	return l
}

// Expansion tells how to list the states.
type Expansion struct {
	Limits Limits
	// IrreversiblePerArc lets a party leave a merged state as if it were each of its members, even where that undoes an
	// option that stays taken and was taken on the way in. By default such a move is barred: an option that cannot be
	// undone in one step cannot be undone in two. It matters for conflicts with merged states only.
	IrreversiblePerArc bool
	// Family shares what conflicts that are listed one after the other have in common; nil lists each by itself.
	Family *Family
}

// TooLargeError tells that a conflict exceeds a limit.
type TooLargeError struct {
	What  string // "states", "bytes of memory"
	Limit int64
}

// Error names the limit.
func (e *TooLargeError) Error() string {
	return fmt.Sprintf("the conflict needs more than %d %s, the limit that is set; add rules, drop options or raise the limit", e.Limit, e.What)
}

// Expand lists every feasible state. The graph is kept, so that a second call costs nothing. The error is parley.Issues
// where the conflict itself is at fault (no feasible state, an infeasible status quo, a ranking that misses a state), a
// *TooLargeError where a limit is exceeded, or the error of the context. The cost is linear in the number of feasible
// states times the size of the preferences, plus the search for feasible states, which in bad cases is exponential in the
// number of options and then ends with the context.
func (r *Rules) Expand(ctx context.Context, x Expansion) (*Graph, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if g := r.expanded[x.IrreversiblePerArc]; g != nil {
		if err := g.exceeds(x.Limits.WithDefaults()); err != nil {
			return nil, err
		}
		return g, nil
	}
	how := expand
	if x.Family != nil {
		how = x.Family.expand
	}
	g, err := how(ctx, r, x)
	if err != nil {
		return nil, err
	}
	r.expanded[x.IrreversiblePerArc] = g
	return g, nil
}

// list joins names for a message: at most eight, then how many more.
func list(names []string) string {
	const most = 8
	if len(names) > most {
		return strings.Join(names[:most], ", ") + fmt.Sprintf(" and %d more", len(names)-most)
	}
	return strings.Join(names, ", ")
}
