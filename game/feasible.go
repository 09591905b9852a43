package game

import (
	"context"
	"fmt"
	"math/bits"
	"slices"

	"parley"
	"parley/logic"
)

// search walks all states from the highest option down, abandoning a branch as soon as a constraint is certainly broken.
// It settles the lowest six options at once, 64 states to a word. States come in ascending order.
type search struct {
	ctx         context.Context
	constraints []constraint
	options     int
	found       func(state parley.State) bool // false stops the search
	steps       int
	stopped     bool
	err         error
}

// run searches and returns the error of the context, if that ended it.
func (s *search) run() error {
	var open []constraint
	for _, c := range s.constraints {
		switch c.program.Partial(0, 0) {
		case logic.Never:
			return nil
		case logic.Open:
			open = append(open, c)
		}
	}
	s.branch(s.options, 0, open)
	return s.err
}

// branch settles options below n; those from n up are settled in state. open lists the constraints still undecided.
func (s *search) branch(n int, state uint64, open []constraint) {
	if s.steps++; s.steps&0xfff == 0 {
		if err := s.ctx.Err(); err != nil {
			s.err, s.stopped = err, true
		}
	}
	if s.stopped {
		return
	}
	if n <= 6 {
		word := ^uint64(0)
		if n < 6 {
			word = 1<<(1<<n) - 1
		}
		for _, c := range open {
			word &= c.program.Word(state)
		}
		for ; word != 0 && !s.stopped; word &= word - 1 {
			s.stopped = !s.found(parley.State(state | uint64(bits.TrailingZeros64(word))))
		}
		return
	}
	n--
	known := ^uint64(0) << n
	for _, bit := range []uint64{0, 1 << n} {
		if next, alive := settle(open, n, state|bit, known); alive {
			s.branch(n, state|bit, next)
		}
	}
}

// settle judges the constraints that look at option n, which has just been settled: it returns those still open, and
// whether none is broken.
func settle(open []constraint, n int, state, known uint64) (next []constraint, alive bool) {
	next = open
	for i, c := range open {
		truth := logic.Open
		if c.mask>>n&1 == 1 {
			truth = c.program.Partial(state, known)
		}
		switch {
		case truth == logic.Never:
			return nil, false
		case truth == logic.Always && len(next) == len(open): // the first one decided: go on with a copy
			next = slices.Clone(open[:i])
		case truth == logic.Open && len(next) != len(open):
			next = append(next, c)
		}
	}
	return next, true
}

// feasible lists the feasible states in ascending order.
func (r *Rules) feasible(ctx context.Context, limit int) ([]parley.State, error) {
	if !satisfiable(ctx, r.constraints) {
		return nil, r.contradiction(ctx)
	}
	var codes []parley.State
	tooMany := false
	s := &search{ctx: ctx, options: len(r.conflict.Options), constraints: r.constraints, found: func(state parley.State) bool {
		if len(codes) == limit {
			tooMany = true
			return false
		}
		codes = append(codes, state)
		return true
	}}
	if len(r.constraints) == 0 {
		if s.options > 40 || 1<<s.options > limit {
			return nil, &TooLargeError{"states", int64(limit)}
		}
		codes = make([]parley.State, 0, 1<<s.options)
	}
	if err := s.run(); err != nil {
		return nil, err
	}
	if tooMany {
		return nil, &TooLargeError{"states", int64(limit)}
	}
	return codes, nil
}

// Sound looks for what is wrong with the rules without listing a state: rules that contradict each other, a status quo that breaks some.
// The error is parley.Issues, or that of the context. The cost is that of finding one feasible state: little as a rule, exponential in
// the number of options in bad cases, and then it ends with the context.
func (r *Rules) Sound(ctx context.Context) error {
	if !satisfiable(ctx, r.constraints) {
		return r.contradiction(ctx)
	}
	if is := r.brokenStatusQuo(); is != nil {
		return is
	}
	return ctx.Err()
}

// brokenStatusQuo tells which rules the status quo breaks; it returns nil if none, or if no status quo is named.
func (r *Rules) brokenStatusQuo() parley.Issues {
	sq := r.conflict.StatusQuo
	if sq == nil {
		return nil
	}
	broken := r.Breaks(sq.State)
	if len(broken) == 0 {
		return nil
	}
	names := make([]string, len(broken))
	for i, b := range broken {
		names[i] = b.Name
	}
	is := parley.Issues{{At: sq.At, Message: "the status quo is not feasible: it breaks the rule " + list(names), Hint: "change the status quo or the rule"}}
	if len(broken) > 1 {
		is[0].Message = fmt.Sprintf("the status quo is not feasible: it breaks %d rules: %s", len(broken), list(names))
		is[0].Hint = "change the status quo or these rules"
	}
	for _, b := range broken {
		if b.At != "" && b.At != sq.At {
			is = append(is, parley.Issue{At: b.At, Message: "this rule is broken by the status quo"})
		}
	}
	return is
}

// satisfiable reports whether some state satisfies all constraints. Unlike search it settles the option first that most
// constraints look at, so that a contradiction among a few options is found whatever else is open. It reports true where
// the context ends.
func satisfiable(ctx context.Context, constraints []constraint) bool {
	steps := 0
	var branch func(state, known uint64, open []constraint) bool
	branch = func(state, known uint64, open []constraint) bool {
		if steps++; steps&0xfff == 0 && ctx.Err() != nil {
			return true
		}
		var still []constraint
		var looks [64]int
		for _, c := range open {
			switch c.program.Partial(state, known) {
			case logic.Never:
				return false
			case logic.Open:
				still = append(still, c)
				for m := c.mask &^ known; m != 0; m &= m - 1 {
					looks[bits.TrailingZeros64(m)]++
				}
			}
		}
		if len(still) == 0 {
			return true
		}
		most := 0
		for k, n := range looks {
			if n > looks[most] {
				most = k
			}
		}
		return branch(state, known|1<<most, still) || branch(state|1<<most, known|1<<most, still)
	}
	return branch(0, 0, constraints)
}

// contradiction names a smallest set of constraints that no state satisfies. It tries sets in order of size, among those
// that a deletion pass leaves as an upper bound; where that takes more than some thousands of sets, the set of the
// deletion pass, from which nothing can be left out, is named instead.
func (r *Rules) contradiction(ctx context.Context) error {
	satisfiable := func(cs []constraint) bool { return satisfiable(ctx, cs) }
	core := slices.Clone(r.constraints)
	for i := 0; i < len(core); {
		without := slices.Delete(slices.Clone(core), i, i+1)
		if satisfiable(without) {
			i++
		} else {
			core = without
		}
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	tries := 0
	for size := 1; size < len(core) && tries < 5000; size++ {
		for set := range subsets(len(r.constraints), size) {
			if tries++; tries > 5000 {
				break
			}
			cs := make([]constraint, size)
			for i, k := range set {
				cs[i] = r.constraints[k]
			}
			if !satisfiable(cs) {
				core = cs
				break
			}
		}
	}
	is := make(parley.Issues, len(core))
	for i, c := range core {
		is[i] = parley.Issue{At: c.at, Message: fmt.Sprintf("no state is feasible: the rule %s contradicts itself", c.name), Hint: "mend or drop the rule"}
		if len(core) > 1 {
			var others []string
			for j, d := range core {
				if j != i {
					others = append(others, d.name)
				}
			}
			is[i].Message = fmt.Sprintf("no state is feasible: the rule %s contradicts %s", c.name, list(others))
			is[i].Hint = fmt.Sprintf("drop or loosen one of these %d rules", len(core))
		}
	}
	return is
}

// subsets yields every subset of 0..n-1 of the given size, in lexicographic order. The slice is reused.
func subsets(n, size int) func(yield func([]int) bool) {
	return func(yield func([]int) bool) {
		set := make([]int, size)
		for i := range set {
			set[i] = i
		}
		for size <= n {
			if !yield(set) {
				return
			}
			i := size - 1
			for i >= 0 && set[i] == n-size+i {
				i--
			}
			if i < 0 {
				return
			}
			set[i]++
			for j := i + 1; j < size; j++ {
				set[j] = set[j-1] + 1
			}
		}
	}
}
