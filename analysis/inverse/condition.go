package inverse

import (
	"context"
	"fmt"
	"slices"

	"parley"
	"parley/analysis/sequence"
	"parley/game"
	"parley/stability"
)

// Condition tells when a state is stable for a party under a concept, whatever the party's ranking.
type Condition struct {
	Graph   *game.Graph
	Party   int
	State   int
	Concept stability.Concept
	// Demands must all be met, one for each of the party's moves, ascending by where it leads.
	Demands []Demand
	// EqualIsBad: to end at a state as good as the present one is bad enough to have stayed; the party itself is only
	// tempted by better ones.
	EqualIsBad bool
}

// Demand asks that one move does not pay: that it does not lead to a better state, or that one of the answers deters.
type Demand struct {
	To      int32
	Answers []Answer // ascending by where they lead
}

// Answer is a state that the others can lead to. It deters if every state of Bad is bad enough for the party: the answer
// itself and, for SMR and SSEQ, all that the party can move on to from there.
type Answer struct {
	To  int32
	Bad []int32
}

// Options settle what the literature leaves open, and bound the memory for moves that have to be listed.
type Options struct {
	Choices stability.Choices
	Limits  game.Limits
}

// Supports returns nil if the rankings under a concept can be judged by what stands below the state alone, else a
// *stability.UnsupportedError.
func Supports(c *parley.Conflict, concept stability.Concept, choices stability.Choices) error {
	switch {
	case concept.Kind > stability.SIM:
		return &stability.UnsupportedError{Concept: concept, Reason: "depends on more of a ranking than on what stands below a state: its rankings are not counted"}
	case concept.Strength != stability.General:
		return &stability.UnsupportedError{Concept: concept, Reason: "asks for strength of preference: strict rankings do not tell it"}
	}
	return stability.Supports(c, concept, choices)
}

// Of writes down the condition under which a state is stable for a party. The error is a *stability.UnsupportedError, a
// *game.TooLargeError or that of the context. The cost is one search of what the others can lead to for each of the
// party's moves.
func Of(ctx context.Context, g *game.Graph, party, state int, concept stability.Concept, o Options) (*Condition, error) {
	if err := Supports(g.Conflict(), concept, o.Choices); err != nil {
		return nil, err
	}
	if limit := o.Limits.WithDefaults().Memory; !g.Plain() && g.ArcBytes() > limit {
		return nil, &game.TooLargeError{What: "bytes of memory", Limit: limit}
	}
	c := &Condition{Graph: g, Party: party, State: state, Concept: concept, EqualIsBad: !o.Choices.EqualNotSanction}
	w := &writer{Condition: c, options: o, blocks: blocksOf(g, party), escapes: map[int32][]int32{}}
	for _, to := range g.AppendMoves(nil, party, state) {
		d, err := w.demand(ctx, to)
		if err != nil {
			return nil, err
		}
		c.Demands = append(c.Demands, d)
	}
	return c, nil
}

// writer is a condition in the making.
type writer struct {
	*Condition
	options Options
	blocks  *game.Blocks      // of the party, where it can move from any state of a block to any other
	escapes map[int32][]int32 // of each answer: itself and the party's moves from it
	others  [][]int32         // for SIM: the improvements of each other party at the state
}

// blocksOf returns the blocks of a party if a block is what the party can lead to from each of its states, else nil.
func blocksOf(g *game.Graph, party int) *game.Blocks {
	if !g.Plain() {
		return nil
	}
	for _, o := range g.Conflict().Options {
		if o.Party == party && (o.StaysTaken || o.StaysDropped) {
			return nil
		}
	}
	return g.Blocks(party)
}

func (w *writer) demand(ctx context.Context, to int32) (Demand, error) {
	d := Demand{To: to}
	var answers []int32
	var err error
	switch w.Concept.Kind {
	case stability.GMR, stability.SMR:
		answers, err = w.led(ctx, to, sequence.Moves)
	case stability.SEQ, stability.SSEQ:
		answers, err = w.led(ctx, to, sequence.Improvements)
	case stability.SIM:
		answers, err = w.combined(to)
	}
	if err != nil {
		return d, err
	}
	one := make([]int32, len(answers))
	for k, q := range answers {
		if int(q) == w.State && w.options.Choices.ReturnNotSanction {
			continue
		}
		a := Answer{To: q}
		if w.Concept.Kind == stability.SMR || w.Concept.Kind == stability.SSEQ {
			a.Bad = w.escape(q)
		} else {
			one[k] = q
			a.Bad = one[k : k+1]
		}
		d.Answers = append(d.Answers, a)
	}
	return d, nil
}

// led returns where the others can lead to from a state. The state itself is left out: where the move there tempts the
// party, it is no sanction.
func (w *writer) led(ctx context.Context, from int32, kind sequence.Kind) ([]int32, error) {
	x := &sequence.Search{Graph: w.Graph, Kind: kind, Unknown: true, EachOnce: w.options.Choices.EachOnce}
	for j := range w.Graph.Parties() {
		if j != w.Party {
			x.Movers = append(x.Movers, 1<<j)
		}
	}
	t, err := x.From(ctx, int(from), nil)
	if err != nil {
		return nil, err
	}
	var out []int32
	for s := range t.Reached().EachSet() {
		if int32(s) != from {
			out = append(out, int32(s))
		}
	}
	return out, nil
}

// escape returns a state and all that the party can move on to from it.
func (w *writer) escape(q int32) []int32 {
	if w.blocks != nil {
		return w.blocks.Block(w.blocks.Of[q])
	}
	out, ok := w.escapes[q]
	if !ok {
		out = w.Graph.AppendMoves([]int32{q}, w.Party, int(q))
		w.escapes[q] = out
	}
	return out
}

// maxCombined is the number of combinations of the others' improvements up to which SIM is written down.
const maxCombined = 1 << 20

// combined returns the feasible states in which the party has moved and each of the others has stayed or made one of its
// improvements from the present state, all at once (Fraser and Hipel 1979).
func (w *writer) combined(to int32) ([]int32, error) {
	g := w.Graph
	code := func(s int32) parley.State { return g.Members(int(s))[0] }
	if w.others == nil {
		improvements := sequence.NewSteps(g, sequence.Improvements, false)
		w.others = make([][]int32, g.Parties())
		total := 1
		for j := range w.others {
			if j != w.Party {
				w.others[j] = improvements(nil, 1<<j, w.State)
				if total *= len(w.others[j]) + 1; total > maxCombined {
					return nil, fmt.Errorf("`%s` has more than %d combinations of improvements to look at", w.Concept, maxCombined)
				}
			}
		}
	}
	codes := []parley.State{code(to)}
	for j, row := range w.others {
		own := g.Rules().Owned(j)
		for _, t := range codes[:len(codes):len(codes)] {
			for _, q := range row {
				codes = append(codes, t&^own|code(q)&own)
			}
		}
	}
	var out []int32
	for _, t := range codes {
		if s, ok := g.Index(t); ok && int32(s) != to {
			out = append(out, int32(s))
		}
	}
	slices.Sort(out)
	return slices.Compact(out), nil
}

// Holds reports whether the condition is met by an order of the states.
func (c *Condition) Holds(o game.Order) bool {
	at := o.Rank[c.State]
	bad := func(s int32) bool { return o.Rank[s] < at || o.Rank[s] == at && c.EqualIsBad }
	return c.unmet(func(s int32) bool { return o.Rank[s] > at }, bad, 1) == 0
}

// unmet counts the demands that are not met, up to most.
func (c *Condition) unmet(tempts, bad func(s int32) bool, most int) int {
	return unmet(c.Demands, tempts, bad, most)
}

func unmet(demands []Demand, tempts, bad func(s int32) bool, most int) int {
	n := 0
	for k := 0; k < len(demands) && n < most; k++ {
		if d := &demands[k]; tempts(d.To) && !d.deterred(bad) {
			n++
		}
	}
	return n
}

func (d *Demand) deterred(bad func(s int32) bool) bool {
answers:
	for _, a := range d.Answers {
		for _, q := range a.Bad {
			if !bad(q) {
				continue answers
			}
		}
		return true
	}
	return false
}
