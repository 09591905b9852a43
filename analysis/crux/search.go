package crux

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"

	"parley"
	"parley/analysis/claims"
)

// changeOf returns changes as one function, nil for none.
func changeOf(changes []Change) claims.Change {
	if len(changes) == 0 {
		return nil
	}
	return func(c *parley.Conflict) (*parley.Conflict, error) { return Apply(c, changes) }
}

// search is the search for sets, size by size.
type search struct {
	*run
	size   int
	single []bool // by candidate: it flips the answer alone
	flips  []Flip
	near   []step // the sets of the last size that come nearest to flipping the answer
	beamed []Tried
}

// step is a set with its gap.
type step struct {
	set []int
	gap int
}

// nearest keeps the steps with the least gaps, in order of gap and then of place.
func nearest(steps []step, width int) []step {
	slices.SortFunc(steps, func(a, b step) int {
		if d := cmp.Compare(a.gap, b.gap); d != 0 {
			return d
		}
		return slices.Compare(a.set, b.set)
	})
	return steps[:min(len(steps), width)]
}

// batch is what one worker finds in one piece of work.
type batch struct {
	Tried
	flips []Flip
	near  []step
}

// note files the outcome of a set.
func (b *batch) note(r *run, set []int, x Outcome) error {
	switch {
	case tooLarge(x.Err):
		return x.Err
	case errors.Is(x.Err, errNotTogether):
		b.Apart++
	case x.Err != nil:
		b.Broken++
		if b.Example == nil {
			b.Example = x.Err
		}
	default:
		b.Asked++
		if x.Holds != r.holds {
			b.Flips++
			b.flips = append(b.flips, slices.Clone(set))
		} else if r.options.Size > 2 {
			b.near = append(b.near, step{slices.Clone(set), x.Gap})
			if len(b.near) > 8*r.options.Width {
				b.near = nearest(b.near, r.options.Width)
			}
		}
	}
	return nil
}

// each does n pieces of work, several at a time, and puts together what they find, in their order. Pieces that the context
// ended are left out.
func (s *search) each(ctx context.Context, n int, work func(i int, b *batch) error) (Tried, error) {
	batches := make([]*batch, n)
	var next atomic.Int64
	var failed atomic.Pointer[error]
	var wg sync.WaitGroup
	for range min(n, s.options.Workers) {
		wg.Go(func() {
			for ctx.Err() == nil && failed.Load() == nil {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				b := &batch{}
				err := work(i, b)
				switch {
				case ctx.Err() != nil:
					return
				case err != nil:
					failed.CompareAndSwap(nil, &err)
				default:
					batches[i] = b
				}
			}
		})
	}
	wg.Wait()
	total := Tried{Size: s.size}
	var near []step
	for _, b := range batches {
		if b == nil {
			continue
		}
		total.Asked += b.Asked
		total.Spared += b.Spared
		total.Apart += b.Apart
		total.Broken += b.Broken
		total.Flips += b.Flips
		if total.Example == nil {
			total.Example = b.Example
		}
		s.flips = append(s.flips, b.flips...)
		near = append(near, b.near...)
	}
	s.near = nearest(near, s.options.Width)
	if e := failed.Load(); e != nil {
		return total, *e
	}
	return total, nil
}

// singles tries every single change.
func (s *search) singles(ctx context.Context) (Tried, error) {
	n := len(s.candidates)
	t, err := s.each(ctx, n, func(i int, b *batch) error {
		defer s.progress(1)
		return b.note(s.run, []int{i}, s.ask(ctx, []int{i}))
	})
	for _, f := range s.flips {
		s.single[f[0]] = true
	}
	t.Of = n
	return t, err
}

// pairs tries every two changes of which neither flips the answer alone.
func (s *search) pairs(ctx context.Context) (Tried, error) {
	n := len(s.candidates)
	t, err := s.each(ctx, n, func(i int, b *batch) error {
		defer s.progress(n - 1 - i)
		for j := i + 1; j < n; j++ {
			if s.single[i] || s.single[j] {
				b.Spared++
				continue
			}
			if ctx.Err() != nil {
				return ctx.Err()
			}
			set := []int{i, j}
			if err := b.note(s.run, set, s.ask(ctx, set)); err != nil {
				return err
			}
		}
		return nil
	})
	t.Of = n * (n - 1) / 2
	return t, err
}

// beam tries sets of three and more changes: of each size those that extend by one change the sets of the size before that
// come nearest to flipping the answer, as gap measures it.
func (s *search) beam(ctx context.Context) (Tried, error) {
	for {
		from := s.near
		s.total += len(from) * len(s.candidates)
		seen := map[string]bool{}
		var sets [][]int
		for _, x := range from {
			for k := range s.candidates {
				set := append(slices.Clone(x.set), k)
				slices.Sort(set)
				if key := setKey(set); !slices.Contains(x.set, k) && !seen[key] {
					seen[key] = true
					sets = append(sets, set)
				}
			}
		}
		t, err := s.each(ctx, len(sets), func(i int, b *batch) error {
			defer s.progress(1)
			if s.holdsFlip(sets[i]) {
				b.Spared++
				return nil
			}
			x := s.ask(ctx, sets[i])
			if x.Err == nil && x.Holds != s.holds && s.size > 3 && !s.minimal(ctx, sets[i]) {
				b.Spared++
				return nil
			}
			return b.note(s.run, sets[i], x)
		})
		t.Beam, t.Of = true, choose(len(s.candidates), s.size)
		if s.size >= s.options.Size || err != nil || ctx.Err() != nil || len(s.near) == 0 {
			return t, err
		}
		s.beamed = append(s.beamed, t)
		s.size++
	}
}

// holdsFlip reports whether a set holds one that was found to flip the answer.
func (s *search) holdsFlip(set []int) bool {
	return slices.ContainsFunc(s.flips, func(f Flip) bool {
		return len(f) < len(set) && !slices.ContainsFunc(f, func(k int) bool { return !slices.Contains(set, k) })
	})
}

// minimal reports whether no part of a set flips the answer; parts of one and two changes were all tried before.
func (s *search) minimal(ctx context.Context, set []int) bool {
	for drop := range set {
		part := slices.Delete(slices.Clone(set), drop, drop+1)
		if len(part) < 3 {
			continue
		}
		if x := s.ask(ctx, part); x.Err == nil && x.Holds != s.holds || !s.minimal(ctx, part) {
			return false
		}
	}
	return true
}

func setKey(set []int) string {
	b := make([]byte, 0, 4*len(set))
	for _, k := range set {
		b = append(b, byte(k), byte(k>>8), byte(k>>16), 0)
	}
	return string(b)
}

// choose returns the number of sets of k among n, at most maxCount.
func choose(n, k int) int {
	out := 1
	for i := range k {
		if out > maxCount/(n+1) {
			return maxCount
		}
		out = out * (n - i) / (i + 1)
	}
	return out
}

// maxCount is where counting sets stops.
const maxCount = 1 << 50
