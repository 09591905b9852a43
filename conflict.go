package parley

import (
	"math/big"

	"parley/logic"
)

// MaxOptions is the number of options a conflict may have: a state is one machine word.
const MaxOptions = 64

// MaxParties is the number of parties a conflict may have: a coalition is one machine word.
const MaxParties = 64

// Conflict is one dispute with every assumption settled: who the parties are, what each can do, which states are feasible,
// how a move may lead from one to another, and what each party prefers. It comes in one of two forms. In option form
// states are combinations of Options; in graph form States and Arcs are listed and there are no options.
type Conflict struct {
	Title    string
	Question string
	Parties  []Party
	// Options are the yes/no choices of all parties, at most MaxOptions. Option k is bit k of a State.
	Options []Option
	// States and Arcs are set in graph form only.
	States []ListedState
	Arcs   []Arc
	// Definitions are names for formulas, usable wherever a formula is asked for.
	Definitions []Definition
	// Rules hold in every feasible state.
	Rules []Rule
	// Bars forbid single moves.
	Bars []Bar
	// Merges name groups of states that count as one outcome.
	Merges []Merge
	// StatusQuo is where things stand, nil where the conflict names none.
	StatusQuo *Place
	// Preferences has one entry for each party, in their order. The zero Preference is indifference between all states.
	Preferences []Preference
}

// GraphForm reports whether states and moves are listed instead of following from options.
func (c *Conflict) GraphForm() bool { return len(c.States) > 0 }

// Party is someone who chooses (in the literature: decision maker, DM).
type Party struct {
	ID   string // unique, as formulas and results name it
	Name string // for people; the ID where empty
	At   string // path in the scenario file
}

// Label returns the name for people.
func (p Party) Label() string {
	if p.Name != "" {
		return p.Name
	}
	return p.ID
}

// Option is a yes/no choice of one party.
type Option struct {
	ID    string // "party.option", or "party.choice.level" for one level of a choice; unique
	Party int    // index of its party
	Name  string // what taking it means, for people; the ID where empty
	// StaysTaken: once taken it cannot be dropped. StaysDropped: once dropped, or if never taken, it cannot be taken.
	StaysTaken, StaysDropped bool
	// Choice is "party.choice" for a level; of the options with the same Choice every feasible state takes exactly one.
	Choice string
	At     string // path in the scenario file
}

// Label returns what taking the option means, for people.
func (o Option) Label() string {
	if o.Name != "" {
		return o.Name
	}
	return o.ID
}

// State is one yes/no for every option: bit k is set if option k is taken. In graph form it is the index of a ListedState.
type State uint64

// Has reports whether option k is taken.
func (s State) Has(k int) bool { return s>>k&1 == 1 }

// ListedState is a state of a conflict in graph form.
type ListedState struct {
	ID   string
	Name string
	At   string
}

// Arc is a move of a conflict in graph form: the party may lead from one listed state to another.
type Arc struct {
	Party, From, To int
	At              string
}

// Place is a state together with where it is written.
type Place struct {
	State State
	At    string
}

// Formula is a condition on states. The atoms of Expr are option ids, in graph form state ids; definitions are expanded.
type Formula struct {
	Expr *logic.Expr
	Text string // as its author wrote it, in canonical spelling
	At   string // path in the scenario file
}

// String returns the formula as its author wrote it.
func (f Formula) String() string {
	if f.Text == "" && f.Expr != nil {
		return f.Expr.String()
	}
	return f.Text
}

// Definition gives a formula a name.
type Definition struct {
	Name string
	Formula
}

// Rule is a formula that every feasible state satisfies. Name may be empty.
type Rule struct {
	Name string
	Formula
}

// Bar forbids any single move from a state where From holds to a state where To holds. "A only after B" is the bar from
// (not A and not B) to A; "irreversible A" is the bar from A to not A.
type Bar struct {
	Name     string
	Party    int // index of the party it binds, AnyParty for all
	From, To *logic.Expr
	Text     string
	At       string
}

// AnyParty is the Party of a Bar that binds every party.
const AnyParty = -1

// Merge says that all feasible states that satisfy a formula count as one outcome. Name may be empty.
type Merge struct {
	Name string
	Formula
}

// Preference is what a party wants. With one Order it is certain; with several, which one is right is not known, and only
// what all of them share is certain.
type Preference struct {
	Either []Order
	Basis  string // whose reading it is: "published", "an analyst's reading"
	At     string
}

// Order ranks all states by exactly one of three methods: ordered statements, weights, or a ranking.
type Order struct {
	Statements []Statement
	Weights    []Weight
	Ranking    []Tier
	At         string
}

// Statement is a formula that a party wants true; it outweighs all later statements together. Where rivals stand at one
// priority, it is not known which of them the party holds.
type Statement struct {
	Either []Formula
	// Greatly marks strength: of two states that this statement, or one above it, tells apart, one is greatly preferred.
	Greatly bool
	At      string
}

// Weight is what it is worth to a party that a formula holds; states rank by the sum.
type Weight struct {
	Formula
	Value *big.Rat
}

// Tier is a set of equally preferred states in a ranking, most preferred tier first. States are codes, or ids in graph
// form.
type Tier struct {
	States []string
	// Greatly: this tier is greatly preferred to the next.
	Greatly bool
	At      string
}

// Issue is one thing wrong with a conflict. At is the path of the piece concerned, as the pieces carry it.
type Issue struct {
	At      string
	Message string
	Hint    string
	Doubt   bool // the conflict can be used, but probably does not say what was meant
}

// Issues is everything wrong with a conflict.
type Issues []Issue

// Error returns one issue a line.
func (is Issues) Error() string {
	text := ""
	for i, x := range is {
		if i > 0 {
			text += "\n"
		}
		if x.At != "" {
			text += x.At + ": "
		}
		text += x.Message
		if x.Hint != "" {
			text += " (" + x.Hint + ")"
		}
	}
	return text
}
