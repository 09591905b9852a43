// Package explicit is the engine that lists every state. It answers each concept by a threshold test and settles each
// state once, so that no table of state against state is built: with total orders, a state s is stable for a party iff
// for each of its improvements s1 the smallest value v that the others can lead to from s1 is at most the party's rank of
// s, where v is that rank itself (GMR, SEQ) or the best rank that the party can still escape to (SMR, SSEQ), and the others
// lead by moves (GMR, SMR) or by improvements (SEQ, SSEQ).
//
// The smallest value spreads backwards from the states in ascending order of v, so the time is about states × parties² for
// each concept. Where preferences are unknown that test does not apply, and reach is searched forward instead.
// The naive engine is the judge of this one: see package stabilitytest.
package explicit

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/bits-and-blooms/bitset"

	"parley/game"
	"parley/stability"
)

// Engine lists every state. The zero value is ready for use.
type Engine struct{}

// Name returns "explicit".
func (Engine) Name() string { return "explicit" }

// Solve judges every state by every concept of the task; see stability.Engine.
func (e Engine) Solve(ctx context.Context, r *game.Rules, t stability.Task) (*stability.Result, error) {
	g, t, err := stability.Prepare(ctx, r, t)
	if err != nil {
		return nil, err
	}
	s := &solver{ctx: ctx, g: g, task: t, result: &stability.Result{Engine: e.Name(), Graph: g, Choices: t.Choices}}
	if err := s.solve(); err != nil {
		return nil, err
	}
	return s.result, nil
}

// solver is one run of the engine. Jobs write to disjoint places of the result, so that their order does not matter.
type solver struct {
	ctx    context.Context
	g      *game.Graph
	task   stability.Task
	moves  moves
	result *stability.Result
	jobs   []job
	after  []func() // what remains to do when all jobs are done
	ties   sync.Map // limited-move concepts whose anticipation met a tie
}

// job is a piece of work that shares nothing with another but what is only read. It may return the error of the context.
type job func(*scratch) error

// scratch is the memory that one worker uses for one job after the other.
type scratch struct {
	n      int
	arrays [][]int32 // free arrays of n numbers
	stack  []int32
	marks  []int32
}

func (w *scratch) take() []int32 {
	if k := len(w.arrays); k > 0 {
		a := w.arrays[k-1]
		w.arrays = w.arrays[:k-1]
		return a
	}
	return make([]int32, w.n)
}

func (w *scratch) give(arrays ...[]int32) { w.arrays = append(w.arrays, arrays...) }

func (s *solver) solve() error {
	n, parties := s.g.Len(), s.g.Parties()
	s.result.Verdicts = make([]stability.Verdict, len(s.task.Concepts))
	var coalitional []int
	single := make([][]int, parties) // by party: positions of the concepts judged by thresholds
	for k, c := range s.task.Concepts {
		v := &s.result.Verdicts[k]
		v.Concept = c
		if c.Kind.Coalitional() {
			coalitional = append(coalitional, k)
			v.Stable = make([]*bitset.BitSet, len(s.task.Coalitions))
			continue
		}
		v.Stable = make([]*bitset.BitSet, parties)
		for i := range parties {
			single[i] = append(single[i], k)
		}
	}
	var err error
	if s.moves, err = s.prepare(); err != nil {
		return err
	}
	for i := range parties {
		if s.task.Parties.Has(i) {
			s.addSingle(i, single[i])
		}
	}
	if len(coalitional) > 0 {
		s.result.Coalitions = s.task.Coalitions
		if err := s.addCoalitions(coalitional); err != nil {
			return err
		}
	}
	if err := s.run(); err != nil {
		return err
	}
	for _, f := range s.after {
		f()
	}
	for k := range s.result.Verdicts {
		v := &s.result.Verdicts[k]
		v.Equilibria = bitset.New(uint(n)).Complement()
		for _, stable := range v.Stable {
			if stable == nil {
				continue
			}
			v.Equilibria.InPlaceIntersection(stable)
		}
	}
	for _, c := range s.task.Concepts {
		if _, tie := s.ties.LoadAndDelete(c); tie {
			s.result.Warnings = append(s.result.Warnings, stability.TieWarning(c))
		}
	}
	return nil
}

// small is the number of states up to which starting goroutines costs more than it saves.
const small = 512

// run does the jobs, several at a time where that pays.
func (s *solver) run() error {
	workers := s.task.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	if workers = min(workers, len(s.jobs)); s.g.Len() <= small || workers <= 1 {
		w := &scratch{n: s.g.Len()}
		for _, j := range s.jobs {
			if err := s.ctx.Err(); err != nil {
				return err
			}
			if err := j(w); err != nil {
				return err
			}
		}
		return nil
	}
	var next atomic.Int64
	var failed atomic.Pointer[error]
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			w := &scratch{n: s.g.Len()}
			for failed.Load() == nil {
				k := int(next.Add(1)) - 1
				if k >= len(s.jobs) {
					return
				}
				err := s.ctx.Err()
				if err == nil {
					err = s.jobs[k](w)
				}
				if err != nil {
					failed.CompareAndSwap(nil, &err)
				}
			}
		})
	}
	wg.Wait()
	if e := failed.Load(); e != nil {
		return *e
	}
	return nil
}

// collect returns the set of states for which stable is true.
func collect(n int, stable func(s int) bool) *bitset.BitSet {
	words := make([]uint64, (n+63)/64)
	for s := range n {
		if stable(s) {
			words[s>>6] |= 1 << (s & 63)
		}
	}
	return bitset.FromWithLength(uint(n), words)
}
