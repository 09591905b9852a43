package perception

import (
	"context"
	"fmt"
	"slices"

	"parley/analysis/sequence"
	"parley/game"
	"parley/stability"
)

// Foresight says how far a party looks ahead before it moves.
type Foresight uint8

const (
	// None: a party takes its best replies, the improvements that it prefers most, whatever follows.
	None Foresight = iota
	// SEQ: a party takes the best of those improvements that the others would not answer, by improvements of their own as it
	// sees them, so that it ends no better than it began. It stays where, and only where, it is stable by the concept SEQ in
	// the game that it sees.
	SEQ
)

var foresightNames = [...]string{"none", "seq"}

// String returns the name used in commands and JSON.
func (f Foresight) String() string { return foresightNames[f] }

// ParseForesight reads a name as String writes it.
func ParseForesight(text string) (Foresight, error) {
	if i := slices.Index(foresightNames[:], text); i >= 0 {
		return Foresight(i), nil
	}
	return 0, fmt.Errorf("`%s` is not a kind of foresight: it is none or seq", text)
}

// mind tells what parties do in one game, by the foresight that all of them have. It is used by one goroutine.
type mind struct {
	ctx     context.Context
	g       *game.Graph
	choices stability.Choices
	steps   sequence.Steps // best replies; with foresight improvements
	ahead   bool
	answers map[[2]int][]int // by party and state: where the others can lead by improvements
	err     error            // of the context
}

func newMind(ctx context.Context, g *game.Graph, f Foresight, choices stability.Choices) *mind {
	m := &mind{ctx: ctx, g: g, choices: choices, ahead: f == SEQ, answers: map[[2]int][]int{}}
	kind := sequence.BestReplies
	if m.ahead {
		kind = sequence.Improvements
	}
	m.steps = sequence.NewSteps(g, kind, m.extension().Tempts())
	return m
}

// Replies returns the states that a party would move to from s in a game, ascending: none where it would stay. The error is
// that of the context.
func Replies(ctx context.Context, g *game.Graph, party, s int, o Options) ([]int, error) {
	m := newMind(ctx, g, o.Foresight, o.Choices)
	var out []int
	for _, q := range m.replies(nil, party, s) {
		out = append(out, int(q))
	}
	return out, m.err
}

func (m *mind) extension() stability.Extension {
	return m.choices.Extension(stability.Concept{Kind: stability.SEQ})
}

// replies appends to dst the states that the party would move to from s, ascending: none where it would stay.
func (m *mind) replies(dst []int32, party, s int) []int32 {
	from := len(dst)
	dst = m.steps(dst, 1<<party, s)
	if !m.ahead {
		return dst
	}
	row := slices.DeleteFunc(dst[from:], func(q int32) bool { return m.sanctioned(party, s, int(q)) })
	open := slices.Clone(row)
	row = slices.DeleteFunc(row, func(q int32) bool {
		return slices.ContainsFunc(open, func(r int32) bool { return better(m.g.Compare(party, int(r), int(q))) })
	})
	return dst[:from+len(row)]
}

func better(r game.Relation) bool { return r == game.Better || r == game.MuchBetter }

// sanctioned reports whether the others can answer the party's move from s to q by improvements so that it ends no better
// than at s: the test of the concept SEQ (doc/theory.md 1.5).
func (m *mind) sanctioned(party, s, q int) bool {
	return slices.ContainsFunc(m.answered(party, q), func(a int) bool {
		if a == s && m.choices.ReturnNotSanction {
			return false
		}
		switch m.g.Compare(party, a, s) {
		case game.Worse, game.MuchWorse:
			return true
		case game.Equal:
			return !m.choices.EqualNotSanction
		case game.Unknown:
			return m.extension().Deters()
		}
		return false
	})
}

// answered returns where the others can lead from a state by one improvement or several.
func (m *mind) answered(party, s int) []int {
	key := [2]int{party, s}
	if found, ok := m.answers[key]; ok || m.err != nil {
		return found
	}
	x := &sequence.Search{Graph: m.g, Kind: sequence.Improvements, Unknown: true, EachOnce: m.choices.EachOnce}
	for i := range m.g.Parties() {
		if i != party {
			x.Movers = append(x.Movers, 1<<i)
		}
	}
	tree, err := x.From(m.ctx, s, nil)
	if err != nil {
		m.err = err
		return nil
	}
	back, err := x.Return(m.ctx, s)
	if err != nil {
		m.err = err
		return nil
	}
	found := []int{}
	for q := range tree.Reached().EachSet() {
		if int(q) != s || back != nil {
			found = append(found, int(q))
		}
	}
	m.answers[key] = found
	return found
}
