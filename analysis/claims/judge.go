package claims

import (
	"context"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"parley"
	"parley/game"
)

// DefaultLimit is the number of combinations up to which a claim is put to all of them.
const DefaultLimit = 4096

// Options say how claims are judged.
type Options struct {
	Setting
	Given    Reading // groups that the asker settles; it counts before what claims assume
	Limit    int     // see DefaultLimit; 0 stands for it
	Workers  int     // goroutines at most; 0 stands for one a processor. No result depends on it
	Progress func(done, total int)
}

// Result is what was found out about claims.
type Result struct {
	Findings []Finding // in the order asked
	Stopped  bool      // the context ended before all was asked
}

// Judge puts claims to a dispute under its readings. all are the claims that the asked ones may rest on. The error is a
// *game.TooLargeError; where the context ends, what is known by then is returned, Stopped set.
//
// Readings under which the conflict comes out the same, formula by formula, are asked once. The cost is that of putting
// together the conflict under each reading, and of putting the tests to each different one.
func Judge(ctx context.Context, d Dispute, asked, all []Claim, o Options) (*Result, error) {
	if o.Limit <= 0 {
		o.Limit = DefaultLimit
	}
	j := &judge{ctx: ctx, dispute: d, options: o, groups: d.Groups(), index: map[string]int{}, origins: map[*game.Graph]*Situation{}}
	out := &Result{}
	for _, c := range asked {
		f := Finding{Claim: c, Settled: Reading{}, Given: Reading{}, Support: FindSupport(c, all, j.groups)}
		for g, choice := range c.Assuming {
			f.Settled[g] = choice
		}
		for g, choice := range o.Given {
			f.Settled[g], f.Given[g] = choice, choice
		}
		for _, g := range j.groups {
			for _, choice := range g.Choices {
				if f.Settled[g.ID] == choice.ID && slices.Contains(choice.Claims, c.ID) {
					f.Itself = append(f.Itself, g.ID+"="+choice.ID)
				}
			}
		}
		if c.Test != nil {
			var readings []Reading
			readings, f.Coverage = cover(j.groups, f.Settled, c.Test.needs(), o.Limit)
			for _, r := range readings {
				f.Rows = append(f.Rows, Row{Reading: r})
			}
			f.Elsewhere = j.elsewhere(f.Settled, readings[0], c.Test.needs())
		}
		out.Findings = append(out.Findings, f)
	}
	for i := range out.Findings {
		f := &out.Findings[i]
		for k := range f.Rows {
			j.plan(f.Claim.Test, &f.Rows[k])
		}
		for k := range f.Elsewhere {
			j.plan(f.Claim.Test, &f.Elsewhere[k].Row)
		}
	}
	if err := j.run(); err != nil {
		return nil, err
	}
	for i := range out.Findings {
		if err := j.conclude(&out.Findings[i]); err != nil {
			return nil, err
		}
	}
	out.Stopped = ctx.Err() != nil
	return out, nil
}

// elsewhere returns the readings in which one settled group stands otherwise, if that bears on the test.
func (j *judge) elsewhere(settled, base Reading, n needs) []Elsewhere {
	var out []Elsewhere
	for _, g := range j.groups {
		if _, ok := settled[g.ID]; !ok || !bears(g, n) {
			continue
		}
		for _, choice := range g.Choices {
			if choice.ID != settled[g.ID] {
				r := clone(base)
				r[g.ID] = choice.ID
				out = append(out, Elsewhere{g.ID, choice.ID, Row{Reading: r}})
			}
		}
	}
	return out
}

// judge is one run of Judge.
type judge struct {
	ctx     context.Context
	dispute Dispute
	options Options
	groups  []Group

	index    map[string]int // of each reading: its place in readings
	readings []*reading
	done     atomic.Int64
	failed   atomic.Pointer[error]

	lock    sync.Mutex
	origins map[*game.Graph]*Situation // one of each origin: others share with it what does not depend on preferences
}

// situation returns the situation of a graph.
func (j *judge) situation(g *game.Graph, surprises Surprises) *Situation {
	j.lock.Lock()
	defer j.lock.Unlock()
	first := j.origins[g.Origin()]
	if first == nil {
		first = NewSituation(g, j.options.Setting, nil)
		j.origins[g.Origin()] = first
	}
	return first.With(g, j.options.Setting, surprises)
}

// reading is one reading with the rows that ask for it.
type reading struct {
	Reading
	asked    []question
	conflict *parley.Conflict
	err      error
	print    game.Fingerprint
}

type question struct {
	test Test
	row  *Row
}

// plan has a test put under the reading of a row.
func (j *judge) plan(t Test, row *Row) {
	k := key(j.groups, row.Reading)
	at, ok := j.index[k]
	if !ok {
		at = len(j.readings)
		j.index[k] = at
		j.readings = append(j.readings, &reading{Reading: row.Reading})
	}
	j.readings[at].asked = append(j.readings[at].asked, question{t, row})
}

// run puts together the conflict under each reading, sorts readings with the same conflict into classes, and puts the tests
// to each class.
func (j *judge) run() error {
	j.each(len(j.readings), func(i int) error {
		r := j.readings[i]
		if r.conflict, r.err = j.dispute.Conflict(r.Reading); r.err == nil {
			r.print = game.FingerprintOf(r.conflict)
		}
		j.progress(1)
		return nil
	})
	classes := [][]*reading{}
	at := map[game.Fingerprint]int{}
	for _, r := range j.readings {
		if r.err != nil || r.conflict == nil {
			for _, q := range r.asked {
				q.row.Err, q.row.asked = r.err, r.err != nil
			}
			j.progress(1)
			continue
		}
		k, ok := at[r.print]
		if !ok {
			k = len(classes)
			at[r.print] = k
			classes = append(classes, nil)
		} else {
			r.conflict = nil // that of the first one will do
		}
		classes[k] = append(classes[k], r)
	}
	j.each(len(classes), func(i int) error {
		defer j.progress(len(classes[i]))
		return j.ask(classes[i])
	})
	if e := j.failed.Load(); e != nil && j.ctx.Err() == nil {
		return *e
	}
	return nil
}

// each does work for every number below n, several at a time, until the context ends or one fails.
func (j *judge) each(n int, work func(i int) error) {
	workers := j.options.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(workers, n) {
		wg.Go(func() {
			for j.failed.Load() == nil && j.ctx.Err() == nil {
				i := int(next.Add(1)) - 1
				if i >= n {
					return
				}
				if err := work(i); err != nil {
					j.failed.CompareAndSwap(nil, &err)
				}
			}
		})
	}
	wg.Wait()
}

func (j *judge) progress(n int) {
	if j.options.Progress != nil {
		j.options.Progress(int(j.done.Add(int64(n))), 2*len(j.readings))
	}
}

// ask puts the tests of a class of readings with one conflict. A test is put once for the whole class, unless it asks for
// what the parties see, which may differ.
func (j *judge) ask(class []*reading) error {
	g, err := j.options.expand(j.ctx, class[0].conflict)
	if err != nil {
		if fatal(j.ctx, err) {
			return err
		}
		for _, r := range class {
			for _, q := range r.asked {
				q.row.Err, q.row.asked = &Untestable{err}, true
			}
		}
		return nil
	}
	var under Reading // of the row at hand
	s := j.situation(g, func(ctx context.Context, party string) (*Surprise, error) {
		return j.dispute.Surprised(ctx, under, nil, party)
	})
	known := map[string]Row{}
	for _, r := range class {
		under = r.Reading
		for _, q := range r.asked {
			text := q.test.String()
			row, ok := known[text]
			if !ok {
				a, err := s.Ask(j.ctx, q.test)
				if err != nil && fatal(j.ctx, err) {
					return err
				}
				row = Row{asked: true, Err: err}
				if err == nil {
					row.Holds, row.Vacuous = a.Holds, a.Vacuous
				}
				if !q.test.needs().pictures {
					known[text] = row
				}
			}
			row.Reading = q.row.Reading
			*q.row = row
		}
	}
	return nil
}

// fatal reports whether an error ends the whole run.
func fatal(ctx context.Context, err error) bool { return ctx.Err() != nil || tooLarge(err) }
