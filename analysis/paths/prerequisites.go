package paths

import (
	"context"
	"slices"

	"github.com/bits-and-blooms/bitset"

	"parley/analysis/sequence"
	"parley/game"
)

// Condition is something that holds in a state or not: an option is taken, or is not. In graph form: things stand at a
// listed state.
type Condition struct {
	Option int // -1 in graph form
	Taken  bool
	State  int // -1 in option form
}

// Requirements are what stands between a state and a goal.
type Requirements struct {
	// Needed holds, in the order in which a shortest path meets them, the conditions that do not hold at the start and hold in
	// some state of every path, be it the last one.
	Needed []Need
	// Kept are the conditions that hold at the start and in every state of the goal that can be reached.
	Kept []Condition
	// Order has one entry for each two needed conditions whose order is the same on every path.
	Order []Precedence
}

// Need is a condition that every path meets.
type Need struct {
	Condition
	// InGoal: the condition holds in every state of the goal that can be reached, so that the goal itself asks for it.
	InGoal bool
}

// Precedence is a forced order of two needed conditions, given by their places in Requirements.Needed. It is about the first
// time that each holds.
type Precedence struct {
	First, Then int
	When        When
}

// When tells how far apart two conditions are.
type When uint8

const (
	// Before: on every path the one holds in an earlier state than the other.
	Before When = iota
	// NotAfter: on some paths one move brings both about.
	NotAfter
	// Together: on every path one move brings both about.
	Together
)

// Prerequisites finds what must come before a goal can be reached, and in which order where the order is forced. A merged
// state satisfies a condition if all its members do. Of the levels of a choice only the one that must be taken is named, not
// those dropped with it. The error is ErrUnreachable where the goal cannot be reached. Where the start satisfies the goal
// there is nothing to report but Kept.
//
// A condition is needed if the goal is out of reach once the states where it holds are taken away; only conditions that a
// shortest path meets can be. The cost is one search for each of these, and up to three for each two that are needed,
// unless paths found for others show that their order is free.
func Prerequisites(ctx context.Context, g *game.Graph, from int, goal *bitset.BitSet, o Options) (*Requirements, error) {
	x, err := o.search(g)
	if err != nil {
		return nil, err
	}
	all, err := x.From(ctx, from, nil)
	if err != nil {
		return nil, err
	}
	end := -1
	for _, s := range all.Nearest() {
		if goal.Test(uint(s)) {
			end = s
			break
		}
	}
	if end < 0 {
		return nil, ErrUnreachable
	}
	r := &requirements{ctx: ctx, search: x, from: from, goal: goal}
	reached := goal.Intersection(all.Reached())
	out := &Requirements{}
	for _, c := range conditions(g) {
		if holds := where(g, c); holds.Test(uint(from)) && holds.IsSuperSet(reached) {
			out.Kept = append(out.Kept, c)
		}
	}
	needed, err := r.needed(g, all.Path(end))
	if err != nil {
		return nil, err
	}
	for _, c := range needed {
		holds := where(g, c)
		r.holds = append(r.holds, holds)
		out.Needed = append(out.Needed, Need{c, holds.IsSuperSet(reached)})
	}
	out.Order, err = r.order(all.Path(end))
	return out, err
}

// conditions returns every condition: in option form for each option that it is taken and that it is not, in graph form
// one for each state.
func conditions(g *game.Graph) []Condition {
	var out []Condition
	for k := range g.Conflict().Options {
		out = append(out, Condition{Option: k, Taken: true, State: -1}, Condition{Option: k, State: -1})
	}
	for s := range g.Conflict().States {
		out = append(out, Condition{Option: -1, State: s})
	}
	return out
}

// Holds reports whether the condition holds in state s, in every member of it where it is merged.
func (c Condition) Holds(g *game.Graph, s int) bool {
	if c.State >= 0 {
		return c.State == s
	}
	for _, m := range g.Members(s) {
		if m.Has(c.Option) != c.Taken {
			return false
		}
	}
	return true
}

// where returns the states in which a condition holds.
func where(g *game.Graph, c Condition) *bitset.BitSet {
	set := bitset.New(uint(g.Len()))
	for s := range g.Len() {
		if c.Holds(g, s) {
			set.Set(uint(s))
		}
	}
	return set
}

// requirements is one run of Prerequisites.
type requirements struct {
	ctx    context.Context
	search *sequence.Search
	from   int
	goal   *bitset.BitSet
	holds  []*bitset.BitSet // of each needed condition
}

// needed returns the conditions that every path meets, in the order in which the given one does.
func (r *requirements) needed(g *game.Graph, path *sequence.Path) ([]Condition, error) {
	var open []Condition // needed as far as the paths found so far can tell
	for _, s := range path.States()[1:] {
		for _, c := range conditions(g) {
			if c.Holds(g, s) && !c.Holds(g, r.from) && !slices.Contains(open, c) {
				open = append(open, c)
			}
		}
	}
	var out []Condition
	for len(open) > 0 {
		c := open[0]
		open = open[1:]
		without := *r.search
		without.Avoid = where(g, c)
		way, err := shortest(r.ctx, &without, r.from, r.goal)
		if err != nil {
			return nil, err
		}
		if way == nil {
			out = append(out, c)
			continue
		}
		open = slices.DeleteFunc(open, func(c Condition) bool {
			return !slices.ContainsFunc(way.States(), func(s int) bool { return c.Holds(g, s) })
		})
	}
	options := g.Conflict().Options
	return slices.DeleteFunc(out, func(c Condition) bool { // a level is dropped where another one is taken
		return c.State < 0 && !c.Taken && options[c.Option].Choice != "" && slices.ContainsFunc(out, func(d Condition) bool {
			return d.Taken && options[d.Option].Choice == options[c.Option].Choice
		})
	}), nil
}

// first tells which of two conditions a path may meet first: the one, the other, or both by one move.
type first [3]bool

// order compares each two of the needed conditions. Every path found tells for each two of them one thing that is possible;
// the rest is searched for. First the states where neither holds are searched; then the goal must be reached from a step out
// of them: into a state where only the one holds, only the other, or both.
func (r *requirements) order(path *sequence.Path) ([]Precedence, error) {
	can := make([][]first, len(r.holds))
	for i := range can {
		can[i] = make([]first, i)
	}
	r.learn(can, path)
	var out []Precedence
	for i := range can {
		for j := range can[i] {
			if err := r.compare(can, i, j); err != nil {
				return nil, err
			}
			possible := can[i][j]
			p := Precedence{First: j, Then: i}
			switch {
			case possible[0] && possible[1]:
				continue
			case !possible[0] && !possible[1]:
				p.When = Together
			case possible[2]:
				p.When = NotAfter
			}
			if possible[0] {
				p.First, p.Then = i, j
			}
			out = append(out, p)
		}
	}
	slices.SortFunc(out, func(p, q Precedence) int {
		if p.First != q.First {
			return p.First - q.First
		}
		return p.Then - q.Then
	})
	return out, nil
}

// learn notes what a path shows to be possible.
func (r *requirements) learn(can [][]first, path *sequence.Path) {
	met := make([]int, len(r.holds)) // where the path first meets each condition
	states := path.States()
	for i, holds := range r.holds {
		met[i] = slices.IndexFunc(states, func(s int) bool { return holds.Test(uint(s)) })
	}
	for i := range can {
		for j := range can[i] {
			switch {
			case met[i] < met[j]:
				can[i][j][0] = true
			case met[i] > met[j]:
				can[i][j][1] = true
			default:
				can[i][j][2] = true
			}
		}
	}
}

// compare finds out what is still not known of two conditions, if it matters.
func (r *requirements) compare(can [][]first, i, j int) error {
	a, b := r.holds[i], r.holds[j]
	var tree *sequence.Tree
	for k := range can[i][j] {
		if can[i][j][k] || can[i][j][0] && can[i][j][1] {
			continue
		}
		if tree == nil {
			before := *r.search
			before.Avoid = a.Union(b)
			var err error
			if tree, err = before.From(r.ctx, r.from, nil); err != nil {
				return err
			}
		}
		into := [...]*bitset.BitSet{a.Difference(b), b.Difference(a), a.Intersection(b)}[k]
		path, err := r.search.Continue(r.ctx, tree, into, func(s int) bool { return r.goal.Test(uint(s)) })
		if err != nil {
			return err
		}
		if path != nil {
			r.learn(can, path)
		}
	}
	return nil
}
