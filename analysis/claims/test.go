package claims

import (
	"fmt"
	"slices"
	"strings"

	"parley/analysis/paths"
	"parley/stability"
)

// Test is a yes/no question about a conflict: one of the types below. Formulas, options and states stand in it as text, since
// a name may mean one thing under one reading of a dispute and another thing under another; they are looked up in the
// conflict that the test is put to. The definitions are written out in doc/format.md.
type Test interface {
	// String writes the test as a scenario file does, on one line.
	String() string
	ask(s *Situation) (*Answer, error)
	needs() needs
}

// Stable asks whether some state with the goal is an equilibrium; with Never, whether none is.
type Stable struct {
	Goal    string
	Concept stability.Concept
	Never   bool
}

// Reached asks whether best replies lead to the goal: every sequence of best replies ends where it holds, and none can go
// round for ever in a cycle without a way out. With Never it asks whether no such sequence ends where it holds.
type Reached struct {
	Goal  string
	From  string // a state's code or id, or a formula for every state with it; "" for the status quo. So in the types below
	Never bool
}

// CanReach asks whether some sequence of steps leads to the goal.
type CanReach struct {
	Goal string
	From string
	By   paths.Mode
}

// Requires asks whether the goal is out of reach, by improvements, once any one of the options is taken away.
type Requires struct {
	Goal string
	Each []string
	From string
}

// NoEffect asks whether an option changes nothing for a goal: with it and without it the goal is stable alike, and reached
// alike.
type NoEffect struct {
	Lever, Goal, From string
	Concept           stability.Concept
}

// Enables asks whether an option brings something about for a goal: with it the goal is stable, or reached, as it is not
// without it.
type Enables struct {
	Lever, Goal, From string
	Concept           stability.Concept
}

// Prefers asks whether a party prefers every state with one formula to every state with another.
type Prefers struct {
	Party, State, To string
}

// Surprised asks whether what a party expects, by its own picture of the conflict, differs from what happens.
type Surprised struct {
	Party string
}

// AllOf asks whether all of several tests hold.
type AllOf []Test

// AnyOf asks whether any of several tests holds.
type AnyOf []Test

// Not asks whether a test does not hold.
type Not struct{ Test Test }

// String writes the test as a scenario file does.
func (t Stable) String() string {
	return verb("stable", t.Never) + t.Goal + concept(t.Concept)
}

// String writes the test as a scenario file does.
func (t Reached) String() string { return verb("reached", t.Never) + t.Goal + from(t.From) }

// String writes the test as a scenario file does.
func (t CanReach) String() string {
	by := ""
	if t.By != paths.Improvements {
		by = ", by: " + strings.ReplaceAll(t.By.String(), "-", " ")
	}
	return "can reach: " + t.Goal + by + from(t.From)
}

// String writes the test as a scenario file does.
func (t Requires) String() string {
	return fmt.Sprintf("requires: {goal: %s, each: [%s]}%s", t.Goal, strings.Join(t.Each, ", "), from(t.From))
}

// String writes the test as a scenario file does.
func (t NoEffect) String() string {
	return fmt.Sprintf("no effect: {lever: %s, goal: %s}%s%s", t.Lever, t.Goal, concept(t.Concept), from(t.From))
}

// String writes the test as a scenario file does.
func (t Enables) String() string {
	return fmt.Sprintf("enables: {lever: %s, goal: %s}%s%s", t.Lever, t.Goal, concept(t.Concept), from(t.From))
}

// String writes the test as a scenario file does.
func (t Prefers) String() string {
	return fmt.Sprintf("prefers: {party: %s, state: %s, to: %s}", t.Party, t.State, t.To)
}

// String writes the test as a scenario file does.
func (t Surprised) String() string { return fmt.Sprintf("surprised: {party: %s}", t.Party) }

// String writes the test as a scenario file does.
func (t AllOf) String() string { return "all of: " + list(t) }

// String writes the test as a scenario file does.
func (t AnyOf) String() string { return "any of: " + list(t) }

// String writes the test as a scenario file does.
func (t Not) String() string { return "not: {" + t.Test.String() + "}" }

func verb(name string, never bool) string {
	if never {
		name = "never " + name
	}
	return name + ": "
}

func concept(c stability.Concept) string {
	if c == DefaultConcept {
		return ""
	}
	return ", concept: " + c.String()
}

func from(text string) string {
	if text == "" {
		return ""
	}
	return ", from: " + text
}

func list(tests []Test) string {
	parts := make([]string, len(tests))
	for i, t := range tests {
		parts[i] = "{" + t.String() + "}"
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

// DefaultConcept is the solution concept of a test that names none.
var DefaultConcept = stability.Concept{Kind: stability.SEQ}

// needs is what a test looks at, beside options, rules and moves.
type needs struct {
	statusQuo bool
	everyone  bool     // the preferences of every party
	parties   []string // or of these
	pictures  bool
}

func (n needs) and(m needs) needs {
	return needs{n.statusQuo || m.statusQuo, n.everyone || m.everyone, append(slices.Clip(n.parties), m.parties...), n.pictures || m.pictures}
}

// meets reports whether a section of a file, as Choice.Touches names it, bears on the test.
func (n needs) meets(section string) bool {
	kind, party, _ := strings.Cut(section, ".")
	switch kind {
	case "status quo":
		return n.statusQuo
	case "preferences":
		return n.everyone || slices.Contains(n.parties, party)
	case "perceptions":
		return n.pictures
	}
	return true
}

func (t Stable) needs() needs    { return needs{everyone: true} }
func (t Reached) needs() needs   { return needs{everyone: true, statusQuo: t.From == ""} }
func (t CanReach) needs() needs  { return needs{everyone: t.By != paths.Moves, statusQuo: t.From == ""} }
func (t Requires) needs() needs  { return needs{everyone: true, statusQuo: t.From == ""} }
func (t NoEffect) needs() needs  { return needs{everyone: true, statusQuo: true} }
func (t Enables) needs() needs   { return needs{everyone: true, statusQuo: true} }
func (t Prefers) needs() needs   { return needs{parties: []string{t.Party}} }
func (t Surprised) needs() needs { return needs{everyone: true, statusQuo: true, pictures: true} }
func (t Not) needs() needs       { return t.Test.needs() }
func (t AllOf) needs() needs     { return together(t) }
func (t AnyOf) needs() needs     { return together(t) }

func together(tests []Test) needs {
	var n needs
	for _, t := range tests {
		n = n.and(t.needs())
	}
	return n
}

// Scope says what of the parties' preferences an answer depends on.
type Scope uint8

const (
	// Replies: how each party ranks states between which it can move itself.
	Replies Scope = iota
	// Rankings: how each party ranks any states.
	Rankings
	// Pictures: that, and how each party sees the others.
	Pictures
)

// ScopeOf returns what answers to a test depend on. Two conflicts with the same rules and the same preferences within the
// scope answer alike.
func ScopeOf(t Test) Scope {
	of := func(c stability.Concept) Scope {
		if c.Kind == stability.Nash {
			return Replies
		}
		return Rankings
	}
	widest := func(parts []Test) Scope {
		s := Replies
		for _, p := range parts {
			s = max(s, ScopeOf(p))
		}
		return s
	}
	switch t := t.(type) {
	case Reached, CanReach, Requires:
		return Replies
	case Stable:
		return of(t.Concept)
	case NoEffect:
		return of(t.Concept)
	case Enables:
		return of(t.Concept)
	case Surprised:
		return Pictures
	case Not:
		return ScopeOf(t.Test)
	case AllOf:
		return widest(t)
	case AnyOf:
		return widest(t)
	}
	return Rankings
}

// Bears reports whether any two choices of a group may differ in what a test looks at, by what they touch.
func Bears(g Group, t Test) bool { return bears(g, t.needs()) }
