package perception

import (
	"context"
	"fmt"
	"slices"

	"parley/analysis/paths"
	"parley/analysis/sequence"
	"parley/game"
	"parley/stability"
)

// Options say how parties choose their moves. The zero value asks for best replies.
type Options struct {
	Foresight Foresight
	Choices   stability.Choices
}

// Result is what parties expect, and what happens.
type Result struct {
	Hypergame *Hypergame
	Options   Options
	From      int       // state of the conflict
	Outcomes  []Outcome // what happens: the ends, then the cycles, each ascending
	Stories   []Story   // how each outcome comes about
	Expected  []Expectation
}

// Outcome is where the moves of the parties come to rest, or a cycle in which they may go on.
type Outcome struct {
	States   []int // of an end, one; of a cycle, ascending
	Terminal bool  // no move leads out: true of every end
	Path     *sequence.Path
	Loop     *sequence.Path // of a cycle: from its lowest state back to it; else nil
}

// End reports whether the outcome is a state of rest.
func (o Outcome) End() bool { return len(o.States) == 1 }

// Expectation is what one party expects, by its own picture.
type Expectation struct {
	Party    int
	Start    int       // where it sees things stand, a state of its picture; -1 outside it
	Outcomes []Outcome // states of its picture
	// Unforeseen are the outcomes that happen and that it did not expect, as positions in Result.Outcomes.
	Unforeseen []int
	// Vain are the outcomes that it expects and that do not happen, as positions in Outcomes.
	Vain []int
}

// Surprised reports whether something may happen that the party, by its own picture, does not expect: an end that is none of
// its ends, or a cycle that is none of its cycles. A party that expects more than happens is not surprised by that.
func (r *Result) Surprised(party int) bool { return len(r.Expected[party].Unforeseen) > 0 }

// Play finds what each party expects to happen from a state of the conflict on, what happens, and who is surprised. Each
// party expects every party, itself included, to move as the game that it sees would have it; what happens is that each
// moves so on its own picture, in any order, one at a time. From the status quo a party expects what follows from where it
// sees things stand; from any other state, what follows from what that state looks like.
//
// The error is that of the context. The cost is that of paths.Ends for each game; with foresight, for each improvement
// that a party considers, also one search of what the others can answer.
func (h *Hypergame) Play(ctx context.Context, from int, o Options) (*Result, error) {
	t := newTable(ctx, h, o)
	r := &Result{Hypergame: h, Options: o, From: from}
	e, err := t.ends(h.Graph, t.reality, from)
	if err != nil {
		return nil, err
	}
	r.Outcomes = outcomes(e)
	type question struct {
		g     *game.Graph
		start int
	}
	known := map[question]*paths.Endings{} // parties with one picture expect the same
	for i, v := range h.Views {
		x := Expectation{Party: i, Start: v.Sees(from)}
		if from == h.Graph.StatusQuo() && v.Graph.StatusQuo() >= 0 {
			x.Start = v.Graph.StatusQuo()
		}
		if x.Start >= 0 {
			q := question{v.Graph, x.Start}
			e, ok := known[q]
			if !ok {
				if e, err = t.ends(v.Graph, t.minds[i].step, x.Start); err != nil {
					return nil, err
				}
				known[q] = e
			}
			x.Outcomes = outcomes(e)
		}
		x.compare(v, r.Outcomes)
		r.Expected = append(r.Expected, x)
	}
	for k := range r.Outcomes {
		r.Stories = append(r.Stories, t.story(r, k))
	}
	return r, t.err()
}

// compare fills in what the party did not foresee and what it expects in vain.
func (x *Expectation) compare(v *View, happens []Outcome) {
	expected, found := map[string]bool{}, map[string]bool{}
	for _, o := range x.Outcomes {
		expected[fmt.Sprint(o.States)] = true
	}
	for k, o := range happens {
		var seen []int
		for _, s := range o.States {
			seen = append(seen, v.Sees(s))
		}
		slices.Sort(seen)
		key := fmt.Sprint(slices.Compact(seen)) // a cycle of states that look alike looks like rest
		found[key] = true
		if seen[0] < 0 || !expected[key] {
			x.Unforeseen = append(x.Unforeseen, k)
		}
	}
	for k, o := range x.Outcomes {
		if !found[fmt.Sprint(o.States)] {
			x.Vain = append(x.Vain, k)
		}
	}
}

func outcomes(e *paths.Endings) []Outcome {
	var out []Outcome
	for _, x := range e.Ends {
		out = append(out, Outcome{States: []int{x.State}, Terminal: true, Path: x.Path})
	}
	for _, x := range e.Cycles {
		out = append(out, Outcome{States: x.States, Terminal: x.Terminal, Path: x.Path, Loop: x.Loop})
	}
	return out
}

// table is where the parties meet: each with its mind, and reality. It is used by one goroutine.
type table struct {
	ctx   context.Context
	h     *Hypergame
	minds []*mind               // by party, in its own game
	tries map[[2]int][]try      // by party and state of the conflict
	twins map[int]map[int][]int // by party and state of its picture: the states that look so
	of    map[*game.Graph]*mind // parties with one picture share a mind
}

// try is what a party attempts: to lead to what looks like one state of its picture.
type try struct {
	looks int     // the state of the picture that it means to lead to
	to    []int32 // where it may lead instead, or indeed; none where reality refuses
}

func newTable(ctx context.Context, h *Hypergame, o Options) *table {
	t := &table{ctx: ctx, h: h, tries: map[[2]int][]try{}, twins: map[int]map[int][]int{}, of: map[*game.Graph]*mind{}}
	for _, v := range h.Views {
		if t.of[v.Graph] == nil {
			t.of[v.Graph] = newMind(ctx, v.Graph, o.Foresight, o.Choices)
		}
		t.minds = append(t.minds, t.of[v.Graph])
	}
	return t
}

// err returns the error of the context, if that cut the thoughts of a party short.
func (t *table) err() error {
	for _, m := range t.minds {
		if m.err != nil {
			return m.err
		}
	}
	return t.ctx.Err()
}

func (t *table) ends(g *game.Graph, steps sequence.Steps, from int) (*paths.Endings, error) {
	x := &sequence.Search{Graph: g, Steps: steps}
	for i := range g.Parties() {
		x.Movers = append(x.Movers, 1<<i)
	}
	e, err := paths.EndsOf(t.ctx, x, from)
	if err == nil {
		err = t.err()
	}
	return e, err
}

// step is replies for a search.
func (m *mind) step(dst []int32, movers stability.Coalition, s int) []int32 {
	return m.replies(dst, single(movers), s)
}

// single returns the only party of a set.
func single(h stability.Coalition) int {
	i := 0
	for !h.Has(i) {
		i++
	}
	return i
}

// reality appends the states of the conflict that a party leads to from s, moving on its own picture.
func (t *table) reality(dst []int32, movers stability.Coalition, s int) []int32 {
	from := len(dst)
	for _, x := range t.try(single(movers), s) {
		dst = append(dst, x.to...)
	}
	slices.Sort(dst[from:])
	return dst[:from+len(slices.Compact(dst[from:]))]
}

// try returns what a party attempts at a state of the conflict.
func (t *table) try(party, s int) []try {
	key := [2]int{party, s}
	if known, ok := t.tries[key]; ok {
		return known
	}
	v := t.h.Views[party]
	var out []try
	if seen := v.Sees(s); seen >= 0 {
		for _, q := range t.minds[party].replies(nil, party, seen) {
			out = append(out, try{int(q), t.h.carry(v, s, int(q))})
		}
	}
	t.tries[key] = out
	return out
}

// carry returns the moves of a party from a state of the conflict that carry out what it means to do: they lead to what
// looks like state q of its picture, and touch nothing that it does not see or means to leave.
func (h *Hypergame) carry(v *View, s, q int) []int32 {
	if v.image == nil && v.Graph == h.Graph {
		return []int32{int32(q)}
	}
	var out []int32
	for _, t := range h.Graph.AppendMoves(nil, v.Party, s) {
		if v.Sees(int(t)) == q && h.untouched(v, s, int(t)) {
			out = append(out, t)
		}
	}
	return out
}

// untouched reports whether some member of one state leads to some member of the other by a change that the party can mean.
func (h *Hypergame) untouched(v *View, s, t int) bool {
	if v.lens.unseen == 0 && len(v.lens.alike) == 0 {
		return true
	}
	own := h.Graph.Rules().Owned(v.Party)
	for _, m := range h.Graph.Members(s) {
		for _, n := range h.Graph.Members(t) {
			if (m^n)&^own == 0 && v.lens.untouched(m, n) {
				return true
			}
		}
	}
	return false
}
