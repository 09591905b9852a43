// Package claims puts the claims of an argument to the test. A claim says that something is so: that a state holds, that best
// replies lead somewhere, that an option has no effect. Whether it is so depends on which of the rival readings of the dispute
// is right, so that a verdict is given for each combination of them, and where it depends, the smallest condition under which
// the claim holds.
//
//   - Test and its types are the language of tests; Situation puts a test to one conflict.
//   - Judge puts claims to a dispute under all its readings.
//   - Minimise finds the smallest condition that a table of verdicts amounts to.
//   - Support finds the weakest hedge that a claim rests on, and where a hedge is dropped on the way to it.
//
// That a claim holds under a reading says that the argument is consistent with it, never that it is true.
package claims

import (
	"context"

	"parley"
)

// Claim is a sentence that somebody asserts.
type Claim struct {
	ID, Says, By, Kind string
	Hedge              string   // as written; "" for none
	RestsOn            []string // ids of claims
	Test               Test     // nil for a claim that is not tested
	Assuming           Reading  // the groups that the claim settles
}

// Reading is the choice in force of every group, or of some: the id of a group leads to the id of a choice.
type Reading map[string]string

// Group is a set of rival choices, of which one is in force.
type Group struct {
	ID       string
	Strategy bool // the choices are courses of one party, not readings of the dispute
	Choices  []Choice
}

// Choice is one of a group's.
type Choice struct {
	ID string
	// Touches are the sections of the conflict that the choice changes: "rules", "status quo", "preferences.russia",
	// "perceptions.us" and the like.
	Touches []string
	// Hedge is the word that the choice is hedged with in the file, Claims are those that it rests on.
	Hedge  string
	Claims []string
}

// Dispute is a conflict with rival readings. It must be safe for concurrent use.
type Dispute interface {
	// Groups returns the groups, each with at least one choice, in the order of the file.
	Groups() []Group
	// Conflict returns the conflict under a reading that settles every group. The error tells what is wrong with it.
	Conflict(r Reading) (*parley.Conflict, error)
	// Surprised reports whether a party is surprised under a reading, once a change has been made to the conflict and to
	// everybody's picture of it.
	Surprised(ctx context.Context, r Reading, change Change, party string) (*Surprise, error)
}

// Change makes one conflict out of another; nil makes none. It must not modify what it is given.
type Change func(*parley.Conflict) (*parley.Conflict, error)

// Verdict says how a claim fares over the readings that it was put to.
type Verdict uint8

const (
	// Untested: the claim has no test, or it could not be put under any reading.
	Untested Verdict = iota
	// Holds under every reading.
	Holds
	// Fails under every reading.
	Fails
	// Depends: it holds under some and fails under others.
	Depends
)

// String returns the name used in JSON.
func (v Verdict) String() string { return [...]string{"untested", "holds", "fails", "depends"}[v] }

// Finding is what was found out about a claim.
type Finding struct {
	Claim   Claim
	Verdict Verdict
	Why     error // of an untested claim that has a test: why it could not be put
	// Settled are the groups that the claim or the asker settles, Given those of them that the asker does.
	Settled, Given Reading
	Coverage       Coverage
	// AsGiven is the answer where every group that is not settled stands at its first choice; nil where the test could not
	// be put there.
	AsGiven *Answer
	// Rows are the answers under each reading that was asked, in the order of the choices.
	Rows  []Row
	Count Count
	// Matters are the groups, settled ones aside, that the verdict depends on, over the readings that were asked.
	Matters []string
	// ChoicesOf are the choices of each of Matters; the values of conditions are places in it.
	ChoicesOf [][]string
	// When is the smallest condition under which the claim holds, Unless the one under which it fails. Both are over Matters.
	When, Unless Condition
	// HoldsUnder and FailsUnder list the combinations of Matters under which the claim holds and fails, with what is
	// settled. Groups that they do not name make no difference.
	HoldsUnder, FailsUnder []Reading
	// For and Against are a reading under which the claim holds, and one under which it fails: the one that differs least
	// from the file's first choices. Nil where there is none.
	For, Against *Example
	// Elsewhere tells how the claim fares where a group that it settles stands otherwise, all else at first choice.
	Elsewhere []Elsewhere
	Support   Support
	// Itself are the choices that the claim assumes and that the file gives the claim itself as a reason for.
	Itself []string
	// Begs are the statements and rules in force, as given, that the file gives the claim itself as a reason for: what follows
	// from them is no support for it. Judge leaves it to whoever knows the file.
	Begs []string
}

// Row is the answer under one reading.
type Row struct {
	Reading Reading // every group
	Holds   bool
	Vacuous bool
	Err     error // an *Untestable, or what is wrong with the conflict; Holds means nothing then
	asked   bool
}

// Count counts rows.
type Count struct {
	Holds, Fails, Vacuous int // Vacuous ones are among the others
	Untestable            int
	NotAsked              int // the context ended first
}

// Example is a reading and the answer under it.
type Example struct {
	Reading Reading
	Answer  *Answer
}

// Elsewhere is the answer where one group stands otherwise.
type Elsewhere struct {
	Group, Choice string
	Row
}
