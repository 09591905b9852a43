// Package crux finds on what an answer hangs. For a yes/no question about a conflict it finds all smallest sets of changes
// that flip the answer: a statement deleted, swapped with its neighbour or moved, a rule dropped or added, another hypothesis
// taken, an option removed. And it ranks what is assumed by how often it is pivotal.
//
//   - Find finds the sets. Those of one and two changes are found by trying every one; larger ones by a beam search, which may
//     miss some.
//   - Weigh ranks statements and hypotheses by their Shapley value.
//
// A set of changes is minimal if no part of it flips the answer. The conflict under one reading with its rules is listed once;
// a change to what a party prefers ranks the states for that party anew, and nothing else.
package crux

import (
	"cmp"
	"context"
	"errors"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"parley/analysis/claims"
	"parley/game"
)

// Question is a yes/no question about a dispute under one reading, which settles every group.
type Question struct {
	Dispute claims.Dispute
	Reading claims.Reading
	Test    claims.Test
}

// Options say how far to search. The zero values of the numbers stand for their defaults.
type Options struct {
	claims.Setting
	Size    int // changes in a set at most; default 1
	Width   int // sets that the beam search follows at each size; default 40
	Exact   int // assumptions up to which Weigh asks every set of them; default 16
	Samples int // orders that it draws where there are more; default 200
	Seed    uint64
	Workers int // goroutines at most; 0 stands for one a processor. No result depends on it
	// Progress is told how much of the work is done. It may be called by several goroutines at once.
	Progress func(done, total int)
}

func (o Options) withDefaults() Options {
	o.Size, o.Width = cmp.Or(o.Size, 1), cmp.Or(o.Width, 40)
	o.Exact, o.Samples = cmp.Or(o.Exact, 16), cmp.Or(o.Samples, 200)
	if o.Workers <= 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	return o
}

// Result is what was found.
type Result struct {
	Answer     *claims.Answer // as things stand
	Candidates []Change       // every single change
	Skipped    []Skipped      // what was not tried, and why
	// Flips are the minimal sets that flip the answer, smaller ones first, then in the order of their kinds.
	Flips   []Flip
	Sizes   []Tried
	Stopped bool // the context ended before everything was tried
}

// Flip is a minimal set of changes that flips the answer: places in Result.Candidates, ascending.
type Flip []int

// Tried tells how thoroughly the sets of one size were tried.
type Tried struct {
	Size int
	Of   int // sets that there are
	// Asked were tried. Spared hold a smaller set that flips the answer, so that they are not minimal. Apart are sets whose
	// changes do not go together, such as two choices of one group. Broken leave no conflict that the question can be put to.
	Asked, Spared, Apart, Broken int
	Flips                        int
	Beam                         bool  // only the most promising ones were tried
	Example                      error // of Broken: the first reason
}

// Find finds the smallest sets of changes that flip the answer to a question. Where the context ends, what was found by then
// is returned, Stopped set. The error is that the question cannot be put at all, or a *game.TooLargeError.
//
// The cost is that of putting the question once for each single change, and with Size 2 for each two of them; sets that leave
// everything that the question looks at as it is cost next to nothing.
func Find(ctx context.Context, q Question, o Options) (*Result, error) {
	r, err := newRun(ctx, q, o)
	if err != nil {
		return nil, err
	}
	out := &Result{}
	if out.Answer, err = r.explain(ctx, nil); err != nil {
		if ctx.Err() != nil {
			err = ctx.Err()
		}
		return nil, err
	}
	r.holds = out.Answer.Holds
	r.candidates, out.Skipped = candidates(q, r.home.graph.Conflict())
	out.Candidates = r.candidates
	n := len(r.candidates)
	r.total = n
	if r.options.Size > 1 {
		r.total += n * (n - 1) / 2
	}
	s := &search{run: r, single: make([]bool, n)}
	for _, step := range []func(context.Context) (Tried, error){s.singles, s.pairs, s.beam} {
		if s.size++; s.size > r.options.Size || ctx.Err() != nil {
			break
		}
		tried, err := step(ctx)
		if err != nil && ctx.Err() == nil {
			return nil, err
		}
		out.Sizes = append(out.Sizes, tried)
	}
	out.Sizes = append(out.Sizes, s.beamed...)
	slices.SortFunc(out.Sizes, func(a, b Tried) int { return a.Size - b.Size })
	out.Flips = append(out.Flips, s.flips...)
	r.sort(out.Flips)
	out.Stopped = ctx.Err() != nil
	return out, nil
}

// Answer puts the question once more with some changes made, places in the candidates of a Result of the same question, and
// tells everything that a reader may want to know.
func Answer(ctx context.Context, q Question, o Options, changes []Change) (*claims.Answer, error) {
	r, err := newRun(ctx, q, o)
	if err != nil {
		return nil, err
	}
	return r.explain(ctx, changes)
}

// run is one question being worked on.
type run struct {
	question   Question
	options    Options
	scope      claims.Scope
	holds      bool // the answer as things stand
	candidates []Change
	home       *world // as things stand

	worlds sync.Map // *lazyWorld by candidate: of single changes to rules, options and hypotheses
	done   atomic.Int64
	total  int
}

type lazyWorld struct {
	once  sync.Once
	world *world
	err   error
}

func newRun(ctx context.Context, q Question, o Options) (*run, error) {
	r := &run{question: q, options: o.withDefaults(), scope: claims.ScopeOf(q.Test)}
	var err error
	r.home, err = r.newWorld(ctx, nil)
	return r, err
}

func (r *run) progress(n int) {
	if r.options.Progress != nil {
		done := int(r.done.Add(int64(n)))
		r.options.Progress(done, max(done, r.total))
	}
}

// surprises asks the dispute who is surprised, with changes made to everybody's picture too.
func (r *run) surprises(reading claims.Reading, changes []Change) claims.Surprises {
	return func(ctx context.Context, party string) (*claims.Surprise, error) {
		return r.question.Dispute.Surprised(ctx, reading, changeOf(changes), party)
	}
}

// world returns the world of a change to rules, options or hypotheses, listed once.
func (r *run) world(ctx context.Context, candidate int) (*world, error) {
	x, _ := r.worlds.LoadOrStore(candidate, &lazyWorld{})
	l := x.(*lazyWorld)
	l.once.Do(func() { l.world, l.err = r.newWorld(ctx, r.candidates[candidate:candidate+1]) })
	return l.world, l.err
}

// explain puts the question with some changes made, thoroughly.
func (r *run) explain(ctx context.Context, changes []Change) (*claims.Answer, error) {
	w, v, err := r.make(ctx, changes)
	if err != nil {
		return nil, err
	}
	rankings, numbers := map[int]*ranking{}, slices.Clone(w.base)
	for party, seq := range v {
		rankings[party] = w.prefer(party, seq, true)
		if rankings[party].err != nil {
			return nil, rankings[party].err
		}
		numbers[party] = rankings[party].ids
	}
	s, err := w.situation(v, rankings, numbers, changes)
	if err != nil {
		return nil, err
	}
	return s.Explain(ctx, r.question.Test)
}

// make returns the world and the variation of it that changes lead to.
func (r *run) make(ctx context.Context, changes []Change) (*world, variation, error) {
	w := r.home
	if slices.ContainsFunc(changes, func(x Change) bool { return !x.Kind.ofPreference() }) {
		var err error
		var structural []Change
		for _, x := range changes {
			if !x.Kind.ofPreference() {
				structural = append(structural, x)
			}
		}
		if w, err = r.newWorld(ctx, structural); err != nil {
			return nil, nil, err
		}
	}
	v, err := w.vary(changes)
	return w, v, err
}

// ask puts the question with a set of candidates made.
func (r *run) ask(ctx context.Context, set []int) Outcome {
	var changes, structural []Change
	var of []int
	for _, k := range set {
		changes = append(changes, r.candidates[k])
		if !r.candidates[k].Kind.ofPreference() {
			structural, of = append(structural, r.candidates[k]), append(of, k)
		}
	}
	w, err := r.home, error(nil)
	switch len(of) {
	case 0:
	case 1:
		w, err = r.world(ctx, of[0])
	default:
		w, err = r.newWorld(ctx, structural)
	}
	if err != nil {
		return Outcome{Err: err}
	}
	v, err := w.vary(changes)
	if err != nil {
		return Outcome{Err: err}
	}
	return w.ask(ctx, v, w == r.home && alone(changes), changes)
}

// alone reports whether no party has two of the changes, so that each of its rankings is that of a single change.
func alone(changes []Change) bool {
	var seen uint64
	for _, x := range changes {
		if x.Kind.ofPreference() && seen>>x.Party&1 == 1 {
			return false
		}
		if x.Kind.ofPreference() {
			seen |= 1 << x.Party
		}
	}
	return true
}

// sort orders sets by size, then by the kinds of their changes, then by their places.
func (r *run) sort(flips []Flip) {
	slices.SortFunc(flips, func(a, b Flip) int {
		if d := len(a) - len(b); d != 0 {
			return d
		}
		for i := range a {
			if d := cmp.Compare(r.candidates[a[i]].Kind, r.candidates[b[i]].Kind); d != 0 {
				return d
			}
		}
		return slices.Compare(a, b)
	})
}

// tooLarge reports whether an error ends the search instead of one set.
func tooLarge(err error) bool {
	var large *game.TooLargeError
	return errors.As(err, &large)
}

// Changes returns the changes of a flip.
func (r *Result) Changes(f Flip) []Change {
	out := make([]Change, len(f))
	for i, k := range f {
		out[i] = r.Candidates[k]
	}
	return out
}

// Cases returns the flips that make the best case against the answer: of the smallest size, the first of each combination of
// kinds, and for flips of hypotheses the first of each group, at most so many.
func (r *Result) Cases(most int) []Flip {
	var out []Flip
	seen := map[string]bool{}
	for _, f := range r.Flips {
		if len(f) > len(r.Flips[0]) || len(out) == most {
			break
		}
		key := ""
		for _, x := range r.Changes(f) {
			key += x.Kind.String() + x.Group + " "
		}
		if !seen[key] {
			seen[key] = true
			out = append(out, f)
		}
	}
	return out
}
