package crux_test

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"parley"
	"parley/analysis/claims"
	"parley/analysis/crux"
	"parley/stability/stabilitytest"
)

// assumed are the assumptions of a question as the twin counts them: deletions of statements and weights, and flips of groups
// to their rival.
func assumed(d *dispute, test claims.Test) (players []slow, list []string) {
	for _, x := range everyChange(d) {
		if x.kind == crux.DeleteStatement {
			players, list = append(players, x), append(list, fmt.Sprint(x.party, " ", x.at))
		}
	}
	for _, g := range d.groups {
		if claims.Bears(g, test) {
			players, list = append(players, slow{kind: crux.FlipHypothesis, group: g.ID, to: "1"}), append(list, g.ID)
		}
	}
	return players, list
}

// without is the answer with some assumptions not made. A statement that is not there under the reading cannot be deleted.
func (d *dispute) without(test claims.Test, players []slow, with []bool) bool {
	r := d.reading()
	var flips []slow
	for i, p := range players {
		if !with[i] && p.group != "" {
			r[p.group] = p.to
			flips = append(flips, p)
		}
	}
	c, err := d.Conflict(r)
	if err != nil {
		return false
	}
	changes := flips
	for i, p := range players {
		if with[i] || p.group != "" {
			continue
		}
		if ids, _ := elements(c.Preferences[p.party]); slices.Contains(ids, p.at) {
			changes = append(changes, p)
		}
	}
	answer, err := d.answer(test, changes)
	return err == nil && answer
}

// small draws a dispute with few assumptions.
func small(seed uint64, statements, groups int) (*dispute, claims.Test) {
	r := rand.New(rand.NewPCG(seed, 61))
	d := draw(r, stabilitytest.Shape{Parties: 2, States: 8, Form: stabilitytest.Options, Plain: true, Certain: true}, groups)
	for i := range d.base.Preferences {
		p := wishes(r, d.base, fmt.Sprint("base.", i))
		for len(p.Either[0].Statements) < statements {
			p.Either[0].Statements = append(p.Either[0].Statements, wishes(r, d.base, "x").Either[0].Statements...)
		}
		p.Either[0].Statements = p.Either[0].Statements[:statements]
		mark(&p, fmt.Sprint("base.", i))
		d.base.Preferences[i] = p
	}
	return d, drawTest(r, d.base)
}

// The values must be those of the definition: the mean over all orders of what each assumption adds.
func TestWeighAgainstEveryOrder(t *testing.T) {
	carried, asked := 0, 0
	disputes := 150
	if testing.Short() {
		disputes = 40
	}
	for seed := range uint64(disputes) {
		d, test := small(seed, 2, 2)
		players, list := assumed(d, test)
		n := len(players)
		if _, err := d.answer(test, nil); err != nil {
			continue
		}
		everything := slices.Repeat([]bool{true}, n)
		known := map[string]bool{} // each set of assumptions is asked once
		answer := func(with []bool) bool {
			key := fmt.Sprint(with)
			if _, ok := known[key]; !ok {
				known[key] = d.without(test, players, with)
			}
			return known[key]
		}
		now := answer(everything)
		value, pivotal, orders := make([]float64, n), make([]float64, n), 0.0
		permute(n, func(order []int) {
			orders++
			with := make([]bool, n)
			before := answer(with)
			for _, i := range order {
				with[i] = true
				after := answer(with)
				if before != after {
					pivotal[i]++
					if after == now {
						value[i]++
					} else {
						value[i]--
					}
				}
				before = after
			}
		})
		w, err := crux.Weigh(context.Background(), crux.Question{Dispute: d, Reading: d.reading(), Test: test}, crux.Options{Setting: setting})
		if err != nil {
			t.Fatal(err)
		}
		asked++
		if !w.Exact || len(w.List) != n || w.With != now || w.Without != d.without(test, players, make([]bool, n)) {
			t.Fatalf("seed %d: %+v, %d assumptions, now %v", seed, w, n, now)
		}
		sum := 0.0
		for k, x := range w.List {
			name := x.Group
			if x.Group == "" {
				name = fmt.Sprint(x.Party, " ", x.At)
			}
			i := slices.Index(list, name)
			if i < 0 || math.Abs(x.Value-value[i]/orders) > 1e-9 || math.Abs(x.Pivotal-pivotal[i]/orders) > 1e-9 || x.Error != 0 {
				t.Fatalf("seed %d: %s carries %v, pivotal %v; should be %v, %v", seed, name, x.Value, x.Pivotal, value[i]/orders, pivotal[i]/orders)
			}
			if k > 0 && x.Value > w.List[k-1].Value+1e-9 {
				t.Fatalf("seed %d: the list is not in order", seed)
			}
			sum += x.Value
			if x.Pivotal > 0 {
				carried++
			}
		}
		want := 0.0
		if w.With != w.Without {
			want = 1
		}
		if math.Abs(sum-want) > 1e-9 {
			t.Fatalf("seed %d: the values add up to %v, not to %v", seed, sum, want)
		}
	}
	if carried < disputes/3 {
		t.Errorf("only %d assumptions carry anything in %d questions", carried, asked)
	}
}

func permute(n int, visit func([]int)) {
	order := make([]int, n)
	for i := range order {
		order[i] = i
	}
	var next func(k int)
	next = func(k int) {
		if k == n {
			visit(order)
			return
		}
		for i := k; i < n; i++ {
			order[k], order[i] = order[i], order[k]
			next(k + 1)
			order[k], order[i] = order[i], order[k]
		}
	}
	next(0)
}

// Drawn values must lie within their error of the counted ones, add up as they do, and depend on nothing but the seed.
func TestWeighDrawn(t *testing.T) {
	disputes := 60
	if testing.Short() {
		disputes = 15
	}
	far, compared := 0, 0
	for seed := range uint64(disputes) {
		d, test := small(seed, 4, 2)
		q := crux.Question{Dispute: d, Reading: d.reading(), Test: test}
		exact, err := crux.Weigh(context.Background(), q, crux.Options{Setting: setting})
		if err != nil {
			continue
		}
		o := crux.Options{Setting: setting, Exact: 1, Samples: 300, Seed: seed, Workers: 1}
		drawn, err := crux.Weigh(context.Background(), q, o)
		if err != nil {
			t.Fatal(err)
		}
		o.Workers = 3
		again, err := crux.Weigh(context.Background(), q, o)
		if err != nil || !reflect.DeepEqual(drawn, again) {
			t.Fatalf("seed %d: another number of workers yields other values, %v", seed, err)
		}
		if !exact.Exact || drawn.Exact || drawn.Orders != 300 || drawn.Seed != seed {
			t.Fatalf("seed %d: %+v, %+v", seed, exact, drawn)
		}
		values, sum := map[string]float64{}, 0.0
		for _, x := range exact.List {
			values[name(x)] = x.Value
			sum += x.Value
		}
		for _, x := range drawn.List {
			if sum -= x.Value; x.Pivotal == 0 {
				continue
			}
			compared++
			if math.Abs(x.Value-values[name(x)]) > 3*x.Error {
				far++
			}
		}
		if math.Abs(sum) > 1e-9 {
			t.Fatalf("seed %d: the values add up otherwise than the exact ones, by %v", seed, sum)
		}
	}
	if compared < disputes/2 || far > compared/20 {
		t.Errorf("%d of %d values lie further from the exact one than three standard errors", far, compared)
	}
}

func name(x crux.Weight) string {
	if x.Group != "" {
		return x.Group
	}
	return fmt.Sprint(x.Party, " ", x.At)
}

// When the context ends, what was tried by then is returned and counted.
func TestStops(t *testing.T) {
	d, test := small(3, 6, 2)
	q := crux.Question{Dispute: d, Reading: d.reading(), Test: test}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	r, err := crux.Find(ctx, q, crux.Options{Setting: setting, Size: 2, Workers: 1, Progress: func(done, total int) {
		if done > total/2 {
			cancel()
		}
	}})
	if err != nil || !r.Stopped || len(r.Sizes) != 2 {
		t.Fatalf("%v, %+v", err, r)
	}
	if s := r.Sizes[1]; s.Asked == 0 || s.Asked+s.Spared+s.Apart+s.Broken >= s.Of {
		t.Errorf("%+v, though it was stopped half way", s)
	}
	over, stop := context.WithCancel(context.Background())
	defer stop()
	big, question := small(5, 9, 0)
	w, err := crux.Weigh(over, crux.Question{Dispute: big, Reading: claims.Reading{}, Test: question}, crux.Options{Setting: setting, Workers: 1, Progress: func(done, _ int) {
		if done > 100 {
			stop()
		}
	}})
	if err != nil || !w.Stopped || w.Orders == 0 || w.Orders >= 200 || len(w.List) != 18 {
		t.Errorf("%v, %+v", err, w)
	}
}

// What every set says it does, it does; and with changes undone the answer is as before.
func TestAnswer(t *testing.T) {
	for seed := range uint64(40) {
		d, test := small(seed, 3, 2)
		q := crux.Question{Dispute: d, Reading: d.reading(), Test: test}
		r, err := crux.Find(context.Background(), q, crux.Options{Setting: setting, Size: 2})
		if err != nil {
			continue
		}
		for _, f := range r.Flips {
			a, err := crux.Answer(context.Background(), q, crux.Options{Setting: setting}, r.Changes(f))
			if err != nil || a.Holds == r.Answer.Holds {
				t.Fatalf("seed %d: %v does not flip %s: %v", seed, r.Changes(f), test, err)
			}
		}
		for _, f := range r.Cases(3) {
			if len(f) != len(r.Flips[0]) {
				t.Fatalf("seed %d: a case of %d changes, where %d are enough", seed, len(f), len(r.Flips[0]))
			}
		}
	}
}

func TestSkippedParties(t *testing.T) {
	d := &dispute{base: stabilitytest.PrisonersDilemma()}
	d.base.Preferences[0].Either = append(d.base.Preferences[0].Either, parley.Order{})
	r, err := crux.Find(context.Background(), crux.Question{Dispute: d, Reading: claims.Reading{}, Test: claims.Stable{Goal: "one.coop", Concept: claims.DefaultConcept}}, crux.Options{Setting: setting})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Skipped) != 1 {
		t.Errorf("left out: %v", r.Skipped)
	}
	for _, x := range r.Candidates {
		if x.Party == 0 {
			t.Errorf("%+v changes an order that is not known", x)
		}
	}
}
