package desk

import (
	"container/list"
	"context"
	"crypto/sha256"
	"errors"
	"strings"
	"sync"

	"parley/game"
	"parley/internal/workbench"
	"parley/report"
)

// Bench keeps cases that were opened, with all that was found out about them, by their text and assumptions: every view of a
// case asks the same things, and none is computed twice. It forgets the case that was asked for longest ago when there are
// too many or when they take too much memory. It is safe for concurrent use.
type Bench struct {
	settings workbench.Settings
	cases    int
	memory   int64

	mu     sync.Mutex
	byKey  map[[32]byte]*list.Element // of *Opened
	recent *list.List                 // most recent first
}

// maxAnswers is the number of answers that are kept for one case.
const maxAnswers = 200

// NewBench returns an empty bench that keeps at most so many cases and, by estimate, so many bytes.
func NewBench(s workbench.Settings, cases int, memory int64) *Bench {
	return &Bench{settings: s, cases: cases, memory: memory, byKey: map[[32]byte]*list.Element{}, recent: list.New()}
}

// Opened is a case on the bench.
type Opened struct {
	bench *Bench
	key   [32]byte

	name, text string
	assume     []string
	once       sync.Once
	c          *workbench.Case
	err        error

	mu      sync.Mutex
	answers map[string]*answer
	bytes   int64
}

// Open returns the case of a text under assumptions, each "group=choice". Nothing is computed yet.
func (b *Bench) Open(name, text string, assume []string) *Opened {
	h := sha256.New()
	for _, part := range append([]string{name, text}, assume...) {
		h.Write([]byte(part))
		h.Write([]byte{0})
	}
	key := [32]byte(h.Sum(nil))
	b.mu.Lock()
	defer b.mu.Unlock()
	if e := b.byKey[key]; e != nil {
		b.recent.MoveToFront(e)
		return e.Value.(*Opened)
	}
	o := &Opened{bench: b, key: key, name: name, text: text, assume: assume, answers: map[string]*answer{}, bytes: int64(4 * len(text))}
	b.byKey[key] = b.recent.PushFront(o)
	b.trim()
	return o
}

// trim forgets cases until the bounds are kept; the one asked for last always stays.
func (b *Bench) trim() {
	var bytes int64
	n := 0
	for e := b.recent.Front(); e != nil; {
		next := e.Next()
		o := e.Value.(*Opened)
		n++
		o.mu.Lock()
		bytes += o.bytes
		o.mu.Unlock()
		if n > 1 && (n > b.cases || bytes > b.memory) {
			b.recent.Remove(e)
			delete(b.byKey, o.key)
		}
		e = next
	}
}

// Settings returns the bounds that the bench works under.
func (b *Bench) Settings() workbench.Settings { return b.settings }

// Case opens the case. The error is a *workbench.Problems where the text is at fault.
func (o *Opened) Case() (*workbench.Case, error) {
	o.once.Do(func() {
		o.c, o.err = workbench.OpenText(strings.TrimPrefix(o.name, CatalogPrefix), []byte(o.text), o.assume)
	})
	return o.c, o.err
}

// answer is a question that was asked of a case, perhaps still being worked on.
type answer struct {
	done    chan struct{}
	waiting int
	stop    context.CancelFunc
	value   any
	err     error
}

// Ask returns the answer to a question about a case. The first who asks has it computed, under the bench's limit of time; all
// others who ask the same meanwhile or later get the same answer. question must say everything that the answer depends on
// besides text and assumptions. When nobody waits for an answer any longer the work is stopped and forgotten, and so are
// answers that are errors of the context.
func Ask[T any](ctx context.Context, o *Opened, question string, work func(context.Context, *workbench.Case) (T, error)) (T, error) {
	var zero T
	c, err := o.Case()
	if err != nil {
		return zero, err
	}
	o.mu.Lock()
	a := o.answers[question]
	if a == nil {
		a = &answer{done: make(chan struct{})}
		for k, old := range o.answers { // any finished one has to make room
			if len(o.answers) < maxAnswers {
				break
			}
			if old.waiting == 0 {
				delete(o.answers, k)
			}
		}
		o.answers[question] = a
		background, cancel := o.bench.settings.Context(context.WithoutCancel(ctx))
		a.stop = cancel
		go func() {
			defer cancel()
			v, err := work(background, c)
			if err != nil && background.Err() != nil {
				err = context.Cause(background)
			}
			o.mu.Lock()
			a.value, a.err = v, err
			if background.Err() != nil && o.answers[question] == a {
				delete(o.answers, question)
			}
			o.mu.Unlock()
			close(a.done)
		}()
	}
	a.waiting++
	o.mu.Unlock()
	defer func() {
		o.mu.Lock()
		defer o.mu.Unlock()
		if a.waiting--; a.waiting == 0 {
			select {
			case <-a.done:
			default:
				a.stop()
				if o.answers[question] == a {
					delete(o.answers, question)
				}
			}
		}
	}()
	select {
	case <-ctx.Done():
		return zero, ctx.Err()
	case <-a.done:
	}
	if a.err != nil {
		return zero, a.err
	}
	v, ok := a.value.(T)
	if !ok {
		return zero, errors.New("desk: two kinds of answer to the question " + question)
	}
	return v, nil
}

// Graph lists the states of the case.
func (o *Opened) Graph(ctx context.Context) (*game.Graph, error) {
	return Ask(ctx, o, "graph", func(ctx context.Context, c *workbench.Case) (*game.Graph, error) {
		g, err := c.Graph(ctx, o.bench.settings)
		if err == nil {
			o.weigh(int64(g.Len()) * int64(40+24*g.Parties()))
		}
		return g, err
	})
}

// Solved judges every state by the usual concepts.
func (o *Opened) Solved(ctx context.Context) (*report.Solved, error) {
	return Ask(ctx, o, "solve", func(ctx context.Context, c *workbench.Case) (*report.Solved, error) {
		s, err := c.Solve(ctx, nil, false, o.bench.settings)
		if err == nil {
			g := s.Result.Graph
			o.weigh(int64(g.Len()) * int64(len(s.Result.Verdicts)*(g.Parties()+1)) / 8)
		}
		return s, err
	})
}

// Words names the states of the case.
func (o *Opened) Words(ctx context.Context) (*report.Words, error) {
	g, err := o.Graph(ctx)
	if err != nil {
		return nil, err
	}
	return Ask(ctx, o, "words", func(context.Context, *workbench.Case) (*report.Words, error) { return report.NewWords(g), nil })
}

// weigh counts memory that is kept for the case.
func (o *Opened) weigh(bytes int64) {
	o.mu.Lock()
	o.bytes += bytes
	o.mu.Unlock()
	o.bench.mu.Lock()
	o.bench.trim()
	o.bench.mu.Unlock()
}
