package compare

import (
	"context"
	"errors"
	"runtime"
	"sync"

	"parley"
	"parley/analysis/edit"
	"parley/analysis/paths"
	"parley/analysis/sequence"
	"parley/game"
	"parley/logic"
	"parley/stability"
)

// LeverReport tells of each option what it does for a goal.
type LeverReport struct {
	Graph  *game.Graph
	Hold   stability.Concept
	Now    Standing // of the goal, nothing taken away
	Levers []Lever  // one for each option, in their order
	// Stopped: the context ended before every option was judged; the others have Judged false.
	Stopped bool
}

// Standing is how things stand with a goal.
type Standing struct {
	Feasible bool // some state satisfies it
	Stable   bool // some state that satisfies it holds
	// Ends: best replies from the status quo end where it holds: never, by some sequences, by all of them. A cycle that
	// nothing leads out of counts as an end where the goal does not hold, unless it holds all along.
	Ends      Share
	Reachable bool // some sequence of improvements from the status quo leads there
}

// Share tells how many of several cases satisfy something.
type Share uint8

// Shares.
const (
	Never Share = iota
	Sometimes
	Always
)

// String returns "never", "sometimes" or "always".
func (s Share) String() string { return [...]string{"never", "sometimes", "always"}[s] }

// Lever is one option.
type Lever struct {
	Option int
	Judged bool
	// Fixed tells why the option cannot be taken away: the status quo stands at this level of a choice, or breaks a rule
	// without the option. It is nil otherwise.
	Fixed error
	// Without is how the goal stands where the option is never taken.
	Without Standing
	// Shifts has an entry for each other party whose best reply depends on whether the option is taken, at a state that best
	// replies lead to from the status quo.
	Shifts []Shift
}

// Shift is a party whose best reply depends on whether an option of another party is taken.
type Shift struct {
	Party int
	Way   *sequence.Path // a shortest sequence of best replies to the nearest state where that is so; empty at the status quo
	// States are that state as it would be without and with the option, one of them being where Way ends, and Replies the
	// states that the party may move to from each by a best reply; none: it stays.
	States  [2]int
	Replies [2][]int
}

// Idle reports whether the option makes no difference to the goal nor to anybody's best reply.
func (l *Lever) Idle(now Standing) bool {
	return l.Judged && l.Fixed == nil && l.Without == now && len(l.Shifts) == 0
}

// Levers asks of every option what taking it away does to a goal, and whose best reply it changes. It needs options and a
// status quo. Each option costs what judging a conflict costs. Where the context ends, the options judged so far are
// returned.
func Levers(ctx context.Context, r *game.Rules, goal *logic.Expr, t Task) (*LeverReport, error) {
	if r.Conflict().GraphForm() {
		return nil, errors.New("levers are options, and this conflict lists its states instead")
	}
	now, g, err := standing(ctx, r, goal, t)
	if err != nil {
		return nil, err
	}
	if g.StatusQuo() < 0 {
		return nil, errors.New("the conflict names no status quo to look from")
	}
	replies, err := paths.Reachable(ctx, g, g.StatusQuo(), t.paths(paths.BestReplies))
	if err != nil {
		return nil, err
	}
	report := &LeverReport{Graph: g, Hold: t.Hold, Now: now, Levers: make([]Lever, len(r.Conflict().Options))}
	workers := t.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	t.Workers = 1
	errs := make([]error, len(report.Levers))
	next := make(chan int)
	var all sync.WaitGroup
	for range min(workers, len(report.Levers)) {
		all.Go(func() {
			for k := range next {
				report.Levers[k], errs[k] = lever(ctx, g, k, goal, replies, t)
			}
		})
	}
	for k := range report.Levers {
		next <- k
	}
	close(next)
	all.Wait()
	for k, err := range errs {
		switch {
		case err == nil:
		case ctx.Err() != nil:
			report.Levers[k], report.Stopped = Lever{Option: k}, true
		default:
			return nil, err
		}
	}
	return report, nil
}

// standing judges a conflict and tells how the goal stands there.
func standing(ctx context.Context, r *game.Rules, goal *logic.Expr, t Task) (Standing, *game.Graph, error) {
	result, err := t.Engine.Solve(ctx, r, stability.Task{Concepts: []stability.Concept{t.Hold}, Choices: t.Choices, Limits: t.Limits, Workers: t.Workers})
	if err != nil {
		return Standing{}, nil, err
	}
	g := result.Graph
	holds, _ := g.Where(goal)
	s := Standing{Feasible: holds.Any(), Stable: holds.IntersectionCardinality(result.Verdicts[0].Equilibria) > 0}
	if g.StatusQuo() < 0 {
		return s, g, nil
	}
	way, err := paths.Shortest(ctx, g, g.StatusQuo(), holds, t.paths(paths.Improvements))
	if err != nil {
		return s, g, err
	}
	s.Reachable = way != nil
	endings, err := paths.Ends(ctx, g, g.StatusQuo(), t.paths(paths.BestReplies))
	if err != nil {
		return s, g, err
	}
	yes, no := 0, 0
	count := func(states ...int) {
		for _, x := range states {
			if !holds.Test(uint(x)) {
				no++
				return
			}
		}
		yes++
	}
	for _, e := range endings.Ends {
		count(e.State)
	}
	for _, c := range endings.Cycles {
		if c.Terminal {
			count(c.States...)
		}
	}
	switch {
	case yes > 0 && no == 0:
		s.Ends = Always
	case yes > 0:
		s.Ends = Sometimes
	}
	return s, g, nil
}

// lever judges one option.
func lever(ctx context.Context, g *game.Graph, k int, goal *logic.Expr, replies *sequence.Tree, t Task) (Lever, error) {
	l := Lever{Option: k, Judged: true}
	var err error
	if l.Shifts, err = shifts(ctx, g, k, replies, t.Choices.Unknown); err != nil {
		return l, err
	}
	without, err := edit.Without(g.Conflict(), k)
	if err != nil {
		l.Fixed = err
		return l, nil
	}
	rules, err := game.Compile(without)
	if err != nil {
		return l, err
	}
	l.Without, _, err = standing(ctx, rules, goal, t)
	if is, ok := errors.AsType[parley.Issues](err); ok {
		l.Fixed, err = is, nil
	}
	return l, err
}

// shifts finds the parties whose best reply depends on an option of another one, each at the nearest state.
func shifts(ctx context.Context, g *game.Graph, k int, replies *sequence.Tree, unknown stability.Extension) ([]Shift, error) {
	steps := sequence.NewSteps(g, sequence.BestReplies, unknown.Tempts())
	owner := g.Conflict().Options[k].Party
	found := make([]*Shift, g.Parties())
	visited := 0
	for _, s := range replies.Nearest() {
		if visited++; visited&0x3f == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		q := toggled(g, s, k)
		if q < 0 {
			continue
		}
		pair := [2]int{s, q}
		if g.Members(s)[0].Has(k) {
			pair = [2]int{q, s}
		}
		for i := range found {
			if i == owner || found[i] != nil {
				continue
			}
			off, on := states(steps(nil, 1<<i, pair[0])), states(steps(nil, 1<<i, pair[1]))
			if !sameChoice(g, i, pair, off, on) {
				found[i] = &Shift{i, replies.Path(s), pair, [2][]int{off, on}}
			}
		}
	}
	var out []Shift
	for _, x := range found {
		if x != nil {
			out = append(out, *x)
		}
	}
	return out, nil
}

// toggled returns the state that differs from s in that option k is taken or not; where k is a level of a choice, in that
// this level is taken. It returns -1 where there is none: it is not feasible, s is merged, or the level is taken already.
func toggled(g *game.Graph, s, k int) int {
	if len(g.Members(s)) > 1 {
		return -1
	}
	code := g.Members(s)[0]
	options := g.Conflict().Options
	if choice := options[k].Choice; choice != "" {
		if code.Has(k) {
			return -1
		}
		for other, o := range options {
			if o.Choice == choice {
				code &^= 1 << other
			}
		}
	}
	if q, ok := g.Index(code ^ 1<<k); ok && q != s {
		return q
	}
	return -1
}

// sameChoice reports whether a party that replies from two states ends up with the same options taken.
func sameChoice(g *game.Graph, i int, from [2]int, off, on []int) bool {
	own := g.Conflict().OptionsOf(i)
	taken := func(from int, to []int) map[string]bool {
		if len(to) == 0 {
			to = []int{from}
		}
		set := map[string]bool{}
		for _, s := range to {
			code, part := g.Code(s), make([]byte, len(own))
			for n, k := range own {
				part[n] = code[k]
			}
			set[string(part)] = true
		}
		return set
	}
	a, b := taken(from[0], off), taken(from[1], on)
	if len(a) != len(b) {
		return false
	}
	for x := range a {
		if !b[x] {
			return false
		}
	}
	return true
}
