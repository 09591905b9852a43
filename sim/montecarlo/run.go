package montecarlo

import (
	"context"
	"fmt"
	"runtime"
	"sync"
)

// Block is a piece of work: consecutive runs and their draws.
type Block struct {
	First, Runs int // the number of the first run, and how many there are
	table       *table
}

// Draws returns the draws of the k-th run of the block, in the order of the plan's inputs. They are valid until the work on
// the block returns, and must not be changed.
func (b *Block) Draws(k int) []float64 { return b.table.row(k) }

// Options say how a plan is run. None of them has a bearing on the result.
type Options struct {
	Workers  int                   // as many as the machine has processors where 0
	Progress func(done, total int) // called after each block, in order, never at the same time as itself; may be nil
}

// Blocks runs a plan. On each worker, open makes a function that works on one block at a time, with memory of its own; what it
// returns goes to reduce, which is called for the blocks in their order, by one goroutine at a time. So a summary made per block
// and merged in reduce does not depend on the number of workers by a bit, and only a few blocks are in memory.
//
// Blocks returns how many runs were reduced, always the first ones of the plan. If the context ends, that is fewer than all,
// and the error is the context's: what was reduced is a smaller, unbiased study. The first error of a block, in their order,
// ends the work.
func Blocks[A any](ctx context.Context, s *Sampler, o Options, open func() func(*Block) (A, error), reduce func(A) error) (int, error) {
	workers := o.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	total := s.blocks()
	workers = min(workers, total)

	type outcome struct {
		value A
		err   error
	}
	inner, stop := context.WithCancel(ctx)
	defer stop()
	// A slot per block in flight: a worker far ahead waits for the slow one, so memory does not grow.
	slots := make([]chan outcome, 2*workers)
	for k := range slots {
		slots[k] = make(chan outcome, 1)
	}
	free := make(chan struct{}, len(slots))
	for range slots {
		free <- struct{}{}
	}
	tickets := make(chan int)
	go func() {
		defer close(tickets)
		for b := range total {
			select {
			case <-inner.Done():
				return
			case <-free:
			}
			select {
			case <-inner.Done():
				return
			case tickets <- b:
			}
		}
	}()
	var running sync.WaitGroup
	for range workers {
		running.Go(func() {
			work := open()
			t := newTable(len(s.columns))
			for b := range tickets {
				s.draw(b, t)
				first, n := s.size(b)
				value, err := work(&Block{First: first, Runs: n, table: t})
				slots[b%len(slots)] <- outcome{value, err}
			}
		})
	}
	defer running.Wait()
	defer stop()

	done := 0
	for b := range total {
		var out outcome
		select {
		case out = <-slots[b%len(slots)]:
		case <-ctx.Done():
			return done, ctx.Err()
		}
		if ctx.Err() != nil { // both were ready: the end of the context counts
			return done, ctx.Err()
		}
		if out.err != nil {
			return done, out.err
		}
		if err := reduce(out.value); err != nil {
			return done, err
		}
		_, n := s.size(b)
		done += n
		if o.Progress != nil {
			o.Progress(done, s.plan.Runs)
		}
		free <- struct{}{}
	}
	return done, nil
}

// Each runs a plan and hands the result of every run to reduce, in the order of the runs. On each worker, open makes the
// function that computes a run from its number and draws; the draws are valid during the call only. It is Blocks for results
// that are small or written out at once; context, errors and number of runs are as there. An error of a run names the run.
func Each[R any](ctx context.Context, s *Sampler, o Options, open func() func(run int, draws []float64) (R, error), reduce func(run int, result R) error) (int, error) {
	next := 0
	return Blocks(ctx, s, o, func() func(*Block) ([]R, error) {
		model := open()
		return func(b *Block) ([]R, error) {
			results := make([]R, b.Runs)
			for k := range results {
				if ctx.Err() != nil {
					return nil, ctx.Err()
				}
				var err error
				if results[k], err = model(b.First+k, b.Draws(k)); err != nil {
					return nil, fmt.Errorf("run %d: %w", b.First+k, err)
				}
			}
			return results, nil
		}
	}, func(results []R) error {
		for _, r := range results {
			if err := reduce(next, r); err != nil {
				return err
			}
			next++
		}
		return nil
	})
}
