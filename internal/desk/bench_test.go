package desk

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"parley/internal/workbench"
)

func TestAskedOnce(t *testing.T) {
	b := NewBench(workbench.Settings{}, 10, 1<<30)
	var runs atomic.Int32
	begin := make(chan bool)
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() {
			o := b.Open("x.yaml", workbench.FirstFile, nil)
			n, err := Ask(t.Context(), o, "q", func(context.Context, *workbench.Case) (int, error) {
				runs.Add(1)
				<-begin
				return 7, nil
			})
			if n != 7 || err != nil {
				t.Error(n, err)
			}
		})
	}
	time.Sleep(20 * time.Millisecond)
	close(begin)
	wg.Wait()
	if runs.Load() != 1 {
		t.Errorf("computed %d times", runs.Load())
	}
	s1, err := b.Open("x.yaml", workbench.FirstFile, nil).Solved(t.Context())
	s2, _ := b.Open("x.yaml", workbench.FirstFile, nil).Solved(t.Context())
	if err != nil || s1 != s2 {
		t.Error("solved twice", err)
	}
	if b.Open("x.yaml", workbench.FirstFile+"\n", nil) == b.Open("x.yaml", workbench.FirstFile, nil) {
		t.Error("two texts, one case")
	}
}

// One who no longer waits does not stop the others; when nobody waits the work is stopped, and can be asked for again.
func TestStopped(t *testing.T) {
	o := NewBench(workbench.Settings{}, 10, 1<<30).Open("x.yaml", workbench.FirstFile, nil)
	started, stopped := make(chan bool, 9), make(chan bool, 9)
	work := func(ctx context.Context, _ *workbench.Case) (int, error) {
		started <- true
		<-ctx.Done()
		stopped <- true
		return 0, ctx.Err()
	}
	first, cancelFirst := context.WithCancel(t.Context())
	second, cancelSecond := context.WithCancel(t.Context())
	errs := make(chan error, 2)
	go func() { _, err := Ask(first, o, "q", work); errs <- err }()
	<-started
	go func() { _, err := Ask(second, o, "q", work); errs <- err }()
	for {
		o.mu.Lock()
		n := o.answers["q"].waiting
		o.mu.Unlock()
		if n == 2 {
			break
		}
		time.Sleep(time.Millisecond)
	}
	cancelFirst()
	if err := <-errs; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	select {
	case <-stopped:
		t.Fatal("stopped although one waits")
	case <-time.After(20 * time.Millisecond):
	}
	cancelSecond()
	<-errs
	<-stopped
	if n, err := Ask(t.Context(), o, "q", func(context.Context, *workbench.Case) (int, error) { return 3, nil }); n != 3 || err != nil {
		t.Error(n, err)
	}
}

func TestTimeLimit(t *testing.T) {
	o := NewBench(workbench.Settings{Time: time.Millisecond}, 10, 1<<30).Open("x.yaml", workbench.FirstFile, nil)
	_, err := Ask(t.Context(), o, "q", func(ctx context.Context, _ *workbench.Case) (int, error) { <-ctx.Done(); return 0, ctx.Err() })
	if err == nil || errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestBounded(t *testing.T) {
	b := NewBench(workbench.Settings{}, 3, 1<<30)
	first := b.Open("x.yaml", "1", nil)
	for _, text := range []string{"2", "3", "4"} {
		b.Open("x.yaml", text, nil)
	}
	if len(b.byKey) != 3 || b.recent.Len() != 3 || b.Open("x.yaml", "1", nil) == first {
		t.Errorf("%d cases kept", len(b.byKey))
	}
	small := NewBench(workbench.Settings{}, 100, 1)
	small.Open("x.yaml", "1", nil)
	kept := small.Open("x.yaml", "2", nil)
	if len(small.byKey) != 1 || small.Open("x.yaml", "2", nil) != kept {
		t.Errorf("%d cases kept", len(small.byKey))
	}
	if _, err := kept.Case(); err == nil {
		t.Error("a text that is no scenario was opened")
	}
}
