package settle

import (
	"cmp"
	"context"
	"errors"
	"runtime"
	"slices"
	"sync"

	"parley"
	"parley/analysis/paths"
	"parley/game"
	"parley/stability"
)

// Trial is what becomes of a goal where some clauses hold.
type Trial struct {
	Clauses []Clause
	// Blocked tells why they cannot be tried: the status quo or the goal would break one of them. It is "" otherwise.
	Blocked string
	// State is the state of the goal that stands best, by its code without the clauses: one that holds before others, then one that is reached
	// more easily. It holds, by the concept of the question, if everyone stays; Staying is the number of parties that do.
	State   string
	Holds   bool
	Staying int
	Way     Way
	// Added and Removed are the codes of states that hold only with the clauses, or only without them, by the concept of the
	// question. A state that the clauses make infeasible counts as removed.
	Added, Removed []string
}

// Works reports whether the goal holds and every step to it pays.
func (t Trial) Works() bool { return t.Blocked == "" && t.Holds && t.Way.Pays() }

// Levers is what clauses do for a goal.
type Levers struct {
	Now     Trial   // without any
	Singles []Trial // every clause by itself, in the order of Clauses
	// Pairs are the two clauses that work together where neither does alone. They are looked for where the goal does not hold
	// and pay as things are, and no clause alone is enough.
	Pairs []Trial
	// Tried of Possible pairs were tried, the more promising first.
	Tried, Possible int
	// Stopped: the context ended before all was tried.
	Stopped bool
}

// PairsTried is the default number of pairs that Levers tries.
const PairsTried = 600

// Levers tries what an agreement could write down, each clause alone and, where that is not enough, two at a time, most
// promising first, up to a number of pairs. It needs options and a status quo. The cost is that of judging the conflict by one
// concept for each trial. Where the context ends, what was tried so far is returned.
func (q Question) Levers(ctx context.Context, g *game.Graph, state int, pairs int) (*Levers, error) {
	c := g.Conflict()
	if c.GraphForm() || g.StatusQuo() < 0 {
		return nil, errors.New("clauses need options and a status quo")
	}
	now, before, err := q.try(ctx, g, nil, nil)
	if err != nil {
		return nil, err
	}
	needed := ^parley.State(0)
	for s := range q.Goal.In(g).EachSet() {
		for _, m := range g.Members(int(s)) {
			needed &= m
		}
	}
	now.Added, now.Removed = nil, nil
	out := &Levers{Now: now}
	clauses := q.Clauses(c, needed, g.Members(g.StatusQuo())[0], g.Members(state)[0])
	sets := make([][]Clause, len(clauses))
	for k, x := range clauses {
		sets[k] = []Clause{x}
	}
	if out.Singles, err = q.all(ctx, g, sets, before); err != nil {
		return nil, err
	}
	out.Stopped = ctx.Err() != nil
	if now.Works() || out.Stopped || slices.ContainsFunc(out.Singles, Trial.Works) {
		return out, nil
	}
	sets = promising(out.Now, out.Singles)
	out.Possible = len(sets)
	sets = sets[:min(len(sets), pairs)]
	trials, err := q.all(ctx, g, sets, before)
	if err != nil {
		return nil, err
	}
	out.Tried, out.Stopped = len(trials), ctx.Err() != nil
	for _, t := range trials {
		if t.Works() {
			out.Pairs = append(out.Pairs, t)
		}
	}
	return out, nil
}

// promising lists every two clauses that can be tried together, those first which alone bring the goal further.
func promising(now Trial, singles []Trial) [][]Clause {
	promise := func(t Trial) int { // parties that stay, and ways that open, more than now
		n := 4*(t.Staying-now.Staying) + int(now.Way) - int(t.Way)
		if t.Holds && !now.Holds {
			n += 8
		}
		return n
	}
	type pair struct {
		set   []Clause
		worth int
	}
	var all []pair
	for i, a := range singles {
		for _, b := range singles[:i] {
			if a.Blocked == "" && b.Blocked == "" && !clash(a.Clauses[0], b.Clauses[0]) {
				all = append(all, pair{[]Clause{b.Clauses[0], a.Clauses[0]}, promise(a) + promise(b)})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b pair) int { return cmp.Compare(b.worth, a.worth) })
	out := make([][]Clause, len(all))
	for k, p := range all {
		out[k] = p.set
	}
	return out
}

// all tries sets of clauses, several at a time. Where the context ends it returns the trials before the first that was not made.
func (q Question) all(ctx context.Context, g *game.Graph, sets [][]Clause, before []string) ([]Trial, error) {
	out, errs := make([]Trial, len(sets)), make([]error, len(sets))
	workers := q.Task.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	q.Task.Workers = 1
	next := make(chan int)
	var group sync.WaitGroup
	for range min(workers, len(sets)) {
		group.Go(func() {
			for k := range next {
				out[k], _, errs[k] = q.try(ctx, g, sets[k], before)
			}
		})
	}
	for k := range sets {
		next <- k
	}
	close(next)
	group.Wait()
	for k, err := range errs {
		if err == nil {
			continue
		}
		if ctx.Err() != nil {
			return out[:k], nil
		}
		return nil, err
	}
	return out, nil
}

// try judges a conflict with some clauses, and returns the codes of the states that hold. Before are those that hold without.
// States go by their codes without clauses: that of a merged state changes where some of its members go.
func (q Question) try(ctx context.Context, base *game.Graph, clauses []Clause, before []string) (Trial, []string, error) {
	t := Trial{Clauses: clauses, Way: Nowise}
	changed, err := agreed(base.Conflict(), clauses)
	var result *stability.Result
	if err == nil {
		result, err = q.solve(ctx, changed)
	}
	if blocked, ok := errors.AsType[notApplicable](err); ok {
		t.Blocked = blocked.reason
		return t, nil, nil
	}
	if is, ok := errors.AsType[parley.Issues](err); ok {
		t.Blocked = is[0].Message
		return t, nil, nil
	}
	if err != nil {
		return t, nil, err
	}
	g, v := result.Graph, result.Verdicts[0]
	var holding []string
	for s := range v.Equilibria.EachSet() {
		holding = append(holding, codeIn(base, g, int(s)))
	}
	slices.Sort(holding)
	t.Added, t.Removed = without(holding, before), without(before, holding)
	if q.Goal.In(g).None() {
		t.Blocked = "no state of the goal is left"
		return t, holding, nil
	}
	err = q.stand(ctx, base, g, v, &t)
	return t, holding, err
}

// codeIn returns the code in one graph of a state of a narrower one.
func codeIn(base, g *game.Graph, s int) string {
	if at, ok := base.Index(g.Members(s)[0]); ok {
		return base.Code(at)
	}
	return g.Code(s)
}

// without returns the codes of one sorted list that are not in another.
func without(a, b []string) []string {
	var out []string
	for _, x := range a {
		if _, in := slices.BinarySearch(b, x); !in {
			out = append(out, x)
		}
	}
	return out
}

// agreed returns the conflict with some clauses.
func agreed(c *parley.Conflict, clauses []Clause) (*parley.Conflict, error) {
	for _, x := range clauses {
		next, err := x.With(c)
		if err != nil {
			return nil, inapplicable("%v", err)
		}
		c = next
	}
	return c, nil
}

func (q Question) solve(ctx context.Context, c *parley.Conflict) (*stability.Result, error) {
	r, err := game.Compile(c)
	if err != nil {
		return nil, err
	}
	t := q.Task
	t.Concepts = []stability.Concept{q.Hold}
	return q.Engine.Solve(ctx, r, t)
}

// stand finds the state of the goal that stands best.
func (q Question) stand(ctx context.Context, base, g *game.Graph, v stability.Verdict, t *Trial) error {
	goal := q.Goal.In(g)
	var together []stability.Coalition
	for _, x := range t.Clauses {
		if h := x.Together(g.Conflict()); h != 0 {
			together = append(together, h)
		}
	}
	reached := map[int]Way{}
	for _, w := range []Way{ByBestReplies, ByImprovements, ByJointImprovements, ByMoves, ByJointMoves} {
		o := q.paths(w)
		if w.mode().Joint() {
			if o.Coalitions = together; together == nil {
				continue // without an exchange nobody has agreed to move at one moment
			}
		}
		tree, err := paths.Reachable(ctx, g, g.StatusQuo(), o)
		if err != nil {
			return err
		}
		for s := range goal.EachSet() {
			if _, ok := reached[int(s)]; !ok && tree.Has(int(s)) {
				reached[int(s)] = w
			}
		}
		if len(reached) == int(goal.Count()) {
			break
		}
	}
	best := -1
	var stood Trial
	for s := range goal.EachSet() {
		x := Trial{Holds: v.Equilibria.Test(s), Way: Nowise}
		if w, ok := reached[int(s)]; ok {
			x.Way = w
		}
		for _, stable := range v.Stable {
			if stable.Test(s) {
				x.Staying++
			}
		}
		if best < 0 || ahead(x, stood) {
			best, stood = int(s), x
		}
	}
	t.State, t.Holds, t.Staying, t.Way = codeIn(base, g, best), stood.Holds, stood.Staying, stood.Way
	return nil
}

// ahead reports whether one state of a goal stands better than another: it works, it holds, it is reached, more stay.
func ahead(a, b Trial) bool {
	score := func(t Trial) int {
		n := t.Staying + 8*int(Nowise-t.Way)
		if t.Holds {
			n += 1 << 10
		}
		if t.Works() {
			n += 1 << 11
		}
		return n
	}
	return score(a) > score(b)
}
