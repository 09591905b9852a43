package crux

import (
	"context"
	"math"
	"math/big"
	"math/bits"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"

	"parley/analysis/claims"
)

// Player is one thing that is assumed: a statement that a party holds, or the choice of a group.
type Player struct {
	Party int    // of a statement or a weight, else -1
	Text  string // the statement
	At    string
	// Group, Choice and Rival of a choice: the rival is in force where the choice is not. It is the first other choice of the
	// group in the file.
	Group, Choice, Rival string

	element string
}

// Weight tells how much of an answer an assumption carries.
type Weight struct {
	Player
	// Value is the Shapley value (Shapley 1953): the share of orders of all assumptions in which adding this one, after those
	// before it, turns the answer into what it is, less the share in which adding it turns the answer away from that. The
	// values of all assumptions add up to 1 where the answer is another one with nothing assumed, else to 0.
	Value float64
	// Pivotal is the share of orders in which it turns the answer either way.
	Pivotal float64
	// Error is the standard error of Value where orders were drawn, 0 where all were counted.
	Error float64
}

// Weights is a ranking of assumptions.
type Weights struct {
	List  []Weight // by value, highest first
	Exact bool
	// Orders is the number of orders drawn, Seed what they were drawn from; both 0 where Exact.
	Orders int
	Seed   uint64
	// With is the answer with everything assumed, which is the answer as things stand; Without that with nothing assumed.
	With, Without bool
	// Broken counts the sets of assumptions under which the question could not be put; they count as the answer no.
	Broken  int
	Inert   []string // groups that cannot bear on the question; they carry nothing and are left out
	Stopped bool
}

// Weigh ranks what a question's answer rests on. The assumptions are the statements and weights of every party, and the choice
// of every group that may bear on the question. Of a set of them the question is put to the conflict under the reading in which
// groups outside the set stand at their rival, with every statement outside the set deleted. Where that reading gives a party
// other statements, these are no assumptions of the question and are all kept.
//
// With up to Options.Exact assumptions every set is asked; with more, Options.Samples orders are drawn from Options.Seed, and the values
// carry a standard error. The cost is that of putting the question once for each set: 2^n, or n for each order.
func Weigh(ctx context.Context, q Question, o Options) (*Weights, error) {
	r, err := newRun(ctx, q, o)
	if err != nil {
		return nil, err
	}
	x := &weighing{run: r, worlds: map[uint64]*lazyWorld{}}
	out := &Weights{}
	for i, l := range r.home.lists {
		for k := range l.keys {
			if l.kind != tiers {
				x.players = append(x.players, Player{Party: i, Text: l.texts[k], At: l.ats[k], element: l.keys[k]})
			}
		}
	}
	for _, g := range q.Dispute.Groups() {
		rival := slices.IndexFunc(g.Choices, func(c claims.Choice) bool { return c.ID != q.Reading[g.ID] })
		switch {
		case rival < 0:
		case !claims.Bears(g, q.Test):
			out.Inert = append(out.Inert, g.ID)
		default:
			x.players = append(x.players, Player{Party: -1, Group: g.ID, Choice: q.Reading[g.ID], Rival: g.Choices[rival].ID})
		}
	}
	n := len(x.players)
	everything := make([]bool, n)
	for i := range everything {
		everything[i] = true
	}
	for _, side := range []struct {
		with []bool
		put  *bool
	}{{everything, &out.With}, {make([]bool, n), &out.Without}} {
		answer := x.value(ctx, side.with)
		if answer.Err != nil && (ctx.Err() != nil || tooLarge(answer.Err)) {
			return nil, answer.Err
		}
		*side.put = answer.Err == nil && answer.Holds
	}
	x.broken.Store(0)
	if out.Exact = n <= r.options.Exact; out.Exact {
		err = x.count(ctx, out)
	} else {
		err = x.draw(ctx, out)
	}
	if err != nil && ctx.Err() == nil {
		return nil, err
	}
	out.Broken = int(x.broken.Load())
	out.Stopped = ctx.Err() != nil
	slices.SortStableFunc(out.List, func(a, b Weight) int {
		switch {
		case math.Abs(a.Value-b.Value) > 1e-12 && a.Value > b.Value:
			return -1
		case math.Abs(a.Value-b.Value) > 1e-12:
			return 1
		case a.Pivotal > b.Pivotal+1e-12:
			return -1
		case a.Pivotal < b.Pivotal-1e-12:
			return 1
		}
		return 0
	})
	return out, nil
}

// weighing is one run of Weigh.
type weighing struct {
	*run
	players []Player
	lock    sync.Mutex
	worlds  map[uint64]*lazyWorld // by the groups that stand at their rival: bit i for the i-th of those among the players
	broken  atomic.Int64
}

// value puts the question with some of the assumptions made.
func (x *weighing) value(ctx context.Context, with []bool) Outcome {
	var rivals []Change
	var key uint64
	group := 0
	for i, p := range x.players {
		if p.Group == "" {
			continue
		}
		if !with[i] {
			key |= 1 << group
			rivals = append(rivals, flip(p.Group, p.Rival))
		}
		group++
	}
	x.lock.Lock()
	l := x.worlds[key]
	if l == nil {
		l = &lazyWorld{}
		x.worlds[key] = l
	}
	x.lock.Unlock()
	l.once.Do(func() { l.world, l.err = x.newWorld(ctx, rivals) })
	if l.err != nil {
		if ctx.Err() == nil {
			x.broken.Add(1)
		}
		return Outcome{Err: l.err}
	}
	w := l.world
	changes := slices.Clip(rivals)
	v := variation{}
	for i, p := range x.players {
		if p.Group != "" || with[i] || !slices.Contains(w.lists[p.Party].keys, p.element) {
			continue
		}
		deleted := Change{Kind: DeleteStatement, Party: p.Party, Text: p.Text, element: p.element}
		changes = append(changes, deleted)
		seq, ok := v[p.Party]
		if !ok {
			seq = identity(len(w.lists[p.Party].keys))
		}
		v[p.Party], _ = deleted.rearrange(w.lists[p.Party].keys, seq)
	}
	out := w.ask(ctx, v, false, changes)
	if out.Err != nil && ctx.Err() == nil {
		x.broken.Add(1)
	}
	return out
}

// yes returns 1 where the answer is the one as things stand, 0 where it is not, and where the question could not be put as if
// the answer were no.
func (x *weighing) yes(ctx context.Context, with []bool, answer bool) (float64, error) {
	o := x.value(ctx, with)
	switch {
	case ctx.Err() != nil:
		return 0, ctx.Err()
	case o.Err != nil && tooLarge(o.Err):
		return 0, o.Err
	case (o.Err == nil && o.Holds) == answer:
		return 1, nil
	}
	return 0, nil
}

// count asks every set of assumptions.
func (x *weighing) count(ctx context.Context, out *Weights) error {
	n := len(x.players)
	values := make([]float64, 1<<n)
	x.total = 1 << n
	err := x.each(ctx, len(values), func(set int) error {
		with := make([]bool, n)
		for i := range with {
			with[i] = set>>i&1 == 1
		}
		var err error
		values[set], err = x.yes(ctx, with, out.With)
		x.progress(1)
		return err
	})
	if err != nil {
		return err
	}
	for i, p := range x.players {
		gains, losses := make([]int64, n), make([]int64, n) // by size of the set before
		for set := range values {
			if set>>i&1 == 1 {
				continue
			}
			switch d := values[set|1<<i] - values[set]; {
			case d > 0:
				gains[bits.OnesCount(uint(set))]++
			case d < 0:
				losses[bits.OnesCount(uint(set))]++
			}
		}
		w := Weight{Player: p}
		w.Value, w.Pivotal = shares(gains, losses)
		out.List = append(out.List, w)
	}
	return nil
}

// shares returns the share of orders in which an assumption turns the answer one way less that in which it turns it the other
// way, and the share in which it turns it at all, where gains and losses count the sets before it by size: a set of size k is
// the one before in 1 of n·C(n-1, k) orders.
func shares(gains, losses []int64) (value, pivotal float64) {
	n := int64(len(gains))
	v, p := new(big.Rat), new(big.Rat)
	for k := range n {
		orders := new(big.Int).Mul(big.NewInt(n), new(big.Int).Binomial(n-1, k))
		v.Add(v, new(big.Rat).SetFrac(big.NewInt(gains[k]-losses[k]), orders))
		p.Add(p, new(big.Rat).SetFrac(big.NewInt(gains[k]+losses[k]), orders))
	}
	value, _ = v.Float64()
	pivotal, _ = p.Float64()
	return value, pivotal
}

// draw asks along orders drawn at random. Order k depends on the seed and k alone.
func (x *weighing) draw(ctx context.Context, out *Weights) error {
	n := len(x.players)
	orders := x.options.Samples
	x.total = orders * n
	turns := make([][]float64, orders) // by order: what each assumption added
	err := x.each(ctx, orders, func(k int) error {
		with, added := make([]bool, n), make([]float64, n)
		before, err := x.yes(ctx, with, out.With)
		if err != nil {
			return err
		}
		for _, i := range rand.New(rand.NewPCG(x.options.Seed, uint64(k))).Perm(n) {
			with[i] = true
			after, err := x.yes(ctx, with, out.With)
			if err != nil {
				return err
			}
			added[i], before = after-before, after
			x.progress(1)
		}
		turns[k] = added
		return nil
	})
	turns = slices.DeleteFunc(turns, func(t []float64) bool { return t == nil })
	out.Orders, out.Seed = len(turns), x.options.Seed
	for i, p := range x.players {
		w := Weight{Player: p}
		if count := float64(len(turns)); count > 0 {
			squares := 0.0
			for _, t := range turns {
				w.Value += t[i] / count
				w.Pivotal += math.Abs(t[i]) / count
				squares += t[i] * t[i] / count
			}
			w.Error = math.Sqrt(max(0, squares-w.Value*w.Value) / max(1, count-1))
		}
		out.List = append(out.List, w)
	}
	return err
}

// each does n pieces of work, several at a time, until the context ends or one fails.
func (x *weighing) each(ctx context.Context, n int, work func(i int) error) error {
	var next atomic.Int64
	var failed atomic.Pointer[error]
	var wg sync.WaitGroup
	for range min(n, x.options.Workers) {
		wg.Go(func() {
			for ctx.Err() == nil && failed.Load() == nil {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				if err := work(i); err != nil {
					failed.CompareAndSwap(nil, &err)
				}
			}
		})
	}
	wg.Wait()
	if e := failed.Load(); e != nil {
		return *e
	}
	return ctx.Err()
}
