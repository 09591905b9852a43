package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"sync/atomic"
	"syscall"
	"time"

	"parley"
	"parley/catalog"
	"parley/game"
	"parley/logic"
	"parley/scenario"
	"parley/stability"
	"parley/stability/explicit"
	"parley/stability/naive"
)

func rows() []row {
	var out []row
	for _, c := range catalog.Cases() {
		if c.Kind == catalog.Textbook || c.Kind == catalog.Published {
			out = append(out, row{c.ID, "solve, all concepts, states listed before", "100 µs", func() (figures, error) { return small(c) }})
		}
	}
	out = append(out, row{"ukraine-2025 cell", "list states and solve, all concepts", "", ukraineCell})
	out = append(out, row{"ukraine-2025 matrix", "12 cells: read, list states, solve, all concepts", "100 ms", ukraineMatrix})
	out = append(out, analyses()...)
	out = append(out, settleRows()...)
	out = append(out, simulations()...)
	for _, options := range []int{4, 5, 6} {
		target := map[int]string{5: "3 s, 1 GiB", 6: "60 s, 8 GiB"}[options]
		out = append(out, row{fmt.Sprintf("2^%d", 4*options), "compile, list states and solve, all concepts", target, func() (figures, error) { return cube(options, nil) }})
		for _, k := range []stability.Kind{stability.Nash, stability.GMR, stability.SMR, stability.SEQ, stability.SSEQ, stability.SIM} {
			out = append(out, row{fmt.Sprintf("2^%d %v", 4*options, k), "the same, one concept", "", func() (figures, error) {
				return cube(options, []stability.Concept{{Kind: k}})
			}})
		}
	}
	return append(out, row{"parley solve", "elmira-1991, from start to exit", "50 ms", command})
}

// median runs work until a second or 200 runs have passed, at least three times, and returns the median of the seconds.
func median(work func() error) (float64, error) {
	f, err := timed(work)
	return f.seconds, err
}

// timed is median, with the processor time of a run beside it: the mean, over all processors.
func timed(work func() error) (f figures, err error) {
	var runs []float64
	before := processorTime()
	for start := time.Now(); len(runs) < 3 || time.Since(start) < time.Second && len(runs) < 200; {
		begin := time.Now()
		if err := work(); err != nil {
			return f, err
		}
		runs = append(runs, time.Since(begin).Seconds())
		if len(runs) == 3 && time.Since(start) > time.Minute {
			break
		}
	}
	f.cpu = (processorTime() - before) / float64(len(runs))
	slices.Sort(runs)
	f.seconds = runs[len(runs)/2]
	return f, nil
}

// processorTime returns the seconds that this process has spent on all processors.
func processorTime() float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e9
}

// peak does work while it watches the memory in use, and returns the most it saw above what was in use before.
func peak(work func() error) (uint64, error) {
	var stats runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&stats)
	before := stats.HeapInuse
	var most atomic.Uint64
	done, gone := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(gone)
		var stats runtime.MemStats
		for {
			runtime.ReadMemStats(&stats)
			most.Store(max(most.Load(), stats.HeapInuse))
			select {
			case <-done:
				return
			case <-time.After(20 * time.Millisecond):
			}
		}
	}()
	err := work()
	close(done)
	<-gone
	return max(most.Load(), before) - before, err
}

func conflictOf(c catalog.Case, assume scenario.Assumptions) (*parley.Conflict, error) {
	f, problems := scenario.Read(c.Name(), c.Source)
	if err := problems.Err(); err != nil {
		return nil, err
	}
	conflict, problems := f.Conflict(assume)
	return conflict, problems.Err()
}

// solve judges by an engine; naive is asked only where it answers in reasonable time.
func solve(e stability.Engine, r *game.Rules, concepts []stability.Concept) func() error {
	return func() error {
		_, err := e.Solve(context.Background(), r, stability.Task{Concepts: concepts})
		return err
	}
}

func small(c catalog.Case) (f figures, err error) {
	conflict, err := conflictOf(c, nil)
	if err != nil {
		return f, err
	}
	r, err := game.Compile(conflict)
	if err != nil {
		return f, err
	}
	if f, err = timed(solve(explicit.Engine{}, r, nil)); err != nil {
		return f, err
	}
	if f.naive, err = median(solve(naive.Engine{}, r, nil)); err != nil {
		return f, err
	}
	f.floor, err = floor(r)
	return f, err
}

// floor measures one pass over all moves: each is read once.
func floor(r *game.Rules) (float64, error) {
	g, err := r.Expand(context.Background(), game.Expansion{})
	if err != nil {
		return 0, err
	}
	for i := range g.Parties() { // what is listed once is not part of the pass
		if g.Plain() {
			g.Blocks(i)
		} else {
			g.Arcs(i)
		}
	}
	return median(func() error {
		sum := 0
		for i := range g.Parties() {
			rank := g.Orders(i)[0].Rank
			if !g.Plain() {
				for _, q := range g.Arcs(i).To {
					sum += int(rank[q])
				}
				continue
			}
			b := g.Blocks(i)
			for k := range len(b.Start) - 1 {
				members := b.Block(int32(k))
				for range members {
					for _, q := range members {
						sum += int(rank[q])
					}
				}
			}
		}
		if sum < 0 {
			return fmt.Errorf("the ranks add up to %d", sum)
		}
		return nil
	})
}

func founding() catalog.Case {
	c, _ := catalog.Open("ukraine-2025")
	return c
}

func ukraineCell() (f figures, err error) {
	conflict, err := conflictOf(founding(), nil)
	if err != nil {
		return f, err
	}
	fresh := func(e stability.Engine) func() error {
		return func() error {
			r, err := game.Compile(conflict)
			if err != nil {
				return err
			}
			return solve(e, r, nil)()
		}
	}
	if f, err = timed(fresh(explicit.Engine{})); err != nil {
		return f, err
	}
	if f.naive, err = median(fresh(naive.Engine{})); err != nil {
		return f, err
	}
	r, err := game.Compile(conflict)
	if err != nil {
		return f, err
	}
	f.floor, err = floor(r)
	return f, err
}

func ukraineMatrix() (f figures, err error) {
	c := founding()
	file, problems := scenario.Read(c.Name(), c.Source)
	if err := problems.Err(); err != nil {
		return f, err
	}
	return timed(func() error {
		for _, motive := range file.Group("motive").Choices {
			for _, washington := range file.Group("washington").Choices {
				conflict, problems := file.Conflict(scenario.Assumptions{"motive": motive.ID, "washington": washington.ID})
				if err := problems.Err(); err != nil {
					return err
				}
				r, err := game.Compile(conflict)
				if err != nil {
					return err
				}
				if err := solve(explicit.Engine{}, r, nil)(); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// cube measures 4 parties with the given number of options each, every state feasible, with random statements.
func cube(options int, concepts []stability.Concept) (f figures, err error) {
	c := randomCube(options)
	work := func() error {
		r, err := game.Compile(c)
		if err != nil {
			return err
		}
		return solve(explicit.Engine{}, r, concepts)()
	}
	begin, before := time.Now(), processorTime()
	most, err := peak(work)
	if err != nil {
		return f, err
	}
	if f.seconds, f.cpu = time.Since(begin).Seconds(), processorTime()-before; f.seconds < 10 { // else one run will do
		if f, err = timed(work); err != nil {
			return f, err
		}
	}
	f.peak = most
	if concepts == nil {
		r, err := game.Compile(c)
		if err != nil {
			return f, err
		}
		f.floor, err = floor(r)
		return f, err
	}
	return f, nil
}

func randomCube(options int) *parley.Conflict {
	r := rand.New(rand.NewPCG(7, uint64(options)))
	c := &parley.Conflict{Title: "random"}
	for i := range 4 {
		id := string(rune('a' + i))
		c.Parties = append(c.Parties, parley.Party{ID: id})
		for k := range options {
			c.Options = append(c.Options, parley.Option{ID: fmt.Sprintf("%s.o%d", id, k), Party: i})
		}
	}
	literal := func() *logic.Expr {
		e := logic.NewAtom(c.Options[r.IntN(len(c.Options))].ID)
		if r.IntN(2) == 0 {
			return logic.NewNot(e)
		}
		return e
	}
	for range c.Parties {
		var o parley.Order
		for range 20 {
			e := literal()
			switch r.IntN(3) {
			case 0:
				e = logic.NewAnd(e, literal())
			case 1:
				e = &logic.Expr{Op: logic.Implies, Args: []*logic.Expr{e, literal()}}
			}
			o.Statements = append(o.Statements, parley.Statement{Either: []parley.Formula{{Expr: e}}})
		}
		c.Preferences = append(c.Preferences, parley.Preference{Either: []parley.Order{o}})
	}
	return c
}

// command times the built program as a whole process.
func command() (f figures, err error) {
	dir, err := os.MkdirTemp("", "parley-bench")
	if err != nil {
		return f, err
	}
	defer os.RemoveAll(dir)
	program := filepath.Join(dir, "parley")
	build := exec.Command("go", "build", "-o", program, "parley/cmd/parley")
	build.Dir = ".."
	if out, err := build.CombinedOutput(); err != nil {
		return f, fmt.Errorf("%v: %s", err, out)
	}
	f.seconds, err = median(func() error { return exec.Command(program, "solve", "catalog:elmira-1991").Run() })
	return f, err
}
