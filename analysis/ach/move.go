package ach

import (
	"slices"

	"parley/analysis/sequence"
	"parley/game"
	"parley/stability"
)

// Conduct says what a move that was seen is for its mover under one hypothesis.
type Conduct uint8

const (
	// Impossible: the party cannot make the move there.
	Impossible Conduct = iota
	// Costly: it prefers where it was.
	Costly
	// StaysFromBetter: it stays although a move would pay it. Others may merely have moved first.
	StaysFromBetter
	// Indifferent: it likes both alike.
	Indifferent
	// Unsure: it is not known which it prefers.
	Unsure
	// Pays: it gains by the move, and more by another one.
	Pays
	// StaysContent: it stays, and no move would pay it.
	StaysContent
	// BestReply: nothing that it could do pays it more.
	BestReply
)

var conductNames = [...]string{"impossible", "costly", "stays-from-better", "indifferent", "unsure", "pays", "stays-content", "best-reply"}

// String returns the name used in JSON.
func (c Conduct) String() string { return conductNames[c] }

// Rating returns how consistent such a move is with the hypothesis. A party that acts as modelled makes no costly move, and a
// best reply is what the hypothesis says it does. That it stays tells less.
func (c Conduct) Rating() Rating {
	return [...]Rating{VeryInconsistent, VeryInconsistent, Inconsistent, Neutral, Neutral, Consistent, Consistent, VeryConsistent}[c]
}

// Judge tells what a move of a party between two states is for it in a conflict; to = from is to stay. Unknown says whether a
// preference that is not known is a reason to move. The cost is that of the party's moves from the state.
func Judge(g *game.Graph, party, from, to int, unknown stability.Extension) Conduct {
	replies := sequence.NewSteps(g, sequence.BestReplies, unknown.Tempts())(nil, 1<<party, from)
	switch {
	case from == to && len(replies) == 0:
		return StaysContent
	case from == to:
		return StaysFromBetter
	case !slices.Contains(g.AppendMoves(nil, party, from), int32(to)):
		return Impossible
	case slices.Contains(replies, int32(to)):
		return BestReply
	}
	switch g.Compare(party, to, from) {
	case game.Better, game.MuchBetter:
		return Pays
	case game.Worse, game.MuchWorse:
		return Costly
	case game.Equal:
		return Indifferent
	}
	return Unsure
}
