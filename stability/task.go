package stability

import (
	"context"
	"fmt"
	"math/bits"
	"strings"

	"github.com/bits-and-blooms/bitset"

	"parley"
	"parley/game"
)

// Choices are the points on which the literature or its programs differ. The zero value is the literature's choice on every
// point; every result carries the choices it was made with.
type Choices struct {
	// EqualNotSanction: a state that the party likes as much as the present one does not count as a sanction. By default it
	// does, as in the definitions; some programs differ where states tie.
	EqualNotSanction bool `json:"equal_not_sanction"`
	// ReturnNotSanction: an answer that leads back to the present state does not count as a sanction. By default it does.
	// It matters only where the others can undo a party's move, and not for Maximin, which foresees values and no path.
	ReturnNotSanction bool `json:"return_not_sanction"`
	// EachOnce: in a sequence of moves by several parties, each moves at most once. By default a party may move again, but
	// not twice in a row.
	EachOnce bool `json:"each_once"`
	// Simultaneous: a coalition's joint move changes the options of its members all at once, even past states that are not
	// feasible. By default it is a sequence of moves through feasible states. Option form only.
	Simultaneous bool `json:"simultaneous"`
	// EscapeByImprovement: for SMR and SSEQ, a party escapes a sanction only by a move that improves on the sanction. By
	// default by any move. It matters for unknown preference only.
	EscapeByImprovement bool `json:"escape_by_improvement"`
	// IrreversiblePerArc: see game.Expansion.
	IrreversiblePerArc bool `json:"irreversible_per_arc"`
	// Unknown is the extension for a Concept that names none; Default stands for ExtensionB, which only counts what is
	// certain.
	Unknown Extension `json:"-"`
}

// Extension returns the extension that applies to a concept.
func (c Choices) Extension(of Concept) Extension {
	switch {
	case of.Unknown != Default:
		return of.Unknown
	case c.Unknown != Default:
		return c.Unknown
	}
	return ExtensionB
}

// Coalition is a set of parties: bit i stands for party i.
type Coalition uint64

// Has reports whether party i belongs to the coalition.
func (h Coalition) Has(i int) bool { return h>>i&1 == 1 }

// Size returns the number of members.
func (h Coalition) Size() int { return bits.OnesCount64(uint64(h)) }

// Name joins the ids of the members by +.
func (h Coalition) Name(parties []parley.Party) string {
	var ids []string
	for i, p := range parties {
		if h.Has(i) {
			ids = append(ids, p.ID)
		}
	}
	return strings.Join(ids, "+")
}

// Coalitions returns every non-empty coalition among n parties, single parties included, in ascending order of bits.
func Coalitions(n int) []Coalition {
	all := make([]Coalition, 0, 1<<n-1)
	for h := Coalition(1); h < 1<<n; h++ {
		all = append(all, h)
	}
	return all
}

// MaxCoalitionParties is the number of parties up to which all coalitions are judged.
const MaxCoalitionParties = 10

// Task is a question to an engine.
type Task struct {
	// Concepts to judge by; nil stands for Usual.
	Concepts []Concept
	// Coalitions to judge by the coalitional concepts; nil stands for all of them.
	Coalitions []Coalition
	// Parties to judge by the other concepts; 0 stands for all of them. It saves the work for the rest.
	Parties Coalition
	Choices Choices
	Limits  game.Limits
	// Workers is the number of goroutines at most; 0 stands for one a processor. No result depends on it.
	Workers int
}

// Usual returns the concepts that a conflict is judged by unless others are asked for: Nash, GMR, SMR, SEQ, SSEQ, and in
// option form SIM.
func Usual(c *parley.Conflict) []Concept {
	cs := []Concept{{Kind: Nash}, {Kind: GMR}, {Kind: SMR}, {Kind: SEQ}, {Kind: SSEQ}}
	if !c.GraphForm() {
		cs = append(cs, Concept{Kind: SIM})
	}
	return cs
}

// Coalitional returns the four concepts for coalitions.
func Coalitional() []Concept {
	return []Concept{{Kind: CNash}, {Kind: CGMR}, {Kind: CSMR}, {Kind: CSEQ}}
}

// Verdict is the answer for one concept.
type Verdict struct {
	Concept Concept
	// Stable has the stable states for each party, nil for one that the task does not judge; for a coalitional concept, for
	// each coalition of the task.
	Stable []*bitset.BitSet
	// Equilibria are the states stable for every party that is judged. For a coalitional concept: for every coalition judged, which is
	// universal stability where all coalitions were.
	Equilibria *bitset.BitSet
}

// Result is what an engine found out. Sets of states are over the numbers of Graph.
type Result struct {
	Engine     string
	Graph      *game.Graph
	Choices    Choices
	Coalitions []Coalition // those judged, where a coalitional concept was asked for
	Verdicts   []Verdict   // in the order of the task's concepts
	Warnings   []string    // what the reader should know, such as a tie that a definition leaves open
}

// Verdict returns the verdict for a concept, or nil where it was not asked for.
func (r *Result) Verdict(c Concept) *Verdict {
	for i := range r.Verdicts {
		if r.Verdicts[i].Concept == c {
			return &r.Verdicts[i]
		}
	}
	return nil
}

// TieWarning is the warning of a result where a verdict of LimitedMove rests on a tie: in some state that a party foresees
// the mover has several equally good moves, and to the other party they are not equally good. Engines assume the one whose
// outcome is worst for the party that foresees it, and among those the one best for the other party.
func TieWarning(c Concept) string {
	return "`" + c.String() + "` foresees moves that are equally good to the mover but not to the other party; the one worse for the party that looks ahead is assumed"
}

// Engine answers tasks. All engines give the same answer to the same task.
type Engine interface {
	// Name returns the name of the engine.
	Name() string
	// Solve judges every state by every concept of the task. It returns the error of the context when that ends, an
	// *UnsupportedError for a concept that is not defined for the conflict, and the errors of game.Rules.Expand.
	Solve(ctx context.Context, r *game.Rules, t Task) (*Result, error)
}

// UnsupportedError tells why a concept cannot be asked of a conflict.
type UnsupportedError struct {
	Concept Concept
	Reason  string
}

// Error names the concept and the reason.
func (e *UnsupportedError) Error() string { return "`" + e.Concept.String() + "` " + e.Reason }

// Supports returns nil if a concept with the given choices is defined for a conflict, else an *UnsupportedError.
func Supports(c *parley.Conflict, concept Concept, choices Choices) error {
	refuse := func(reason string) error { return &UnsupportedError{concept, reason} }
	switch missing := concept.missing(); {
	case missing != "":
		return refuse(missing)
	case concept.Kind == SIM && c.GraphForm():
		return refuse("needs options: with listed states it is not defined what several moves made at once lead to")
	case concept.Kind == SIM && len(c.Merges) > 0:
		return refuse("is not defined where states are merged: it combines the options of several moves")
	case concept.Kind == LimitedMove && len(c.Parties) != 2:
		return refuse("is defined for two parties only")
	case (foresees(concept.Kind) || concept.Kind == SIM || concept.Kind.Coalitional()) && uncertain(c):
		return refuse("is not defined for unknown preferences")
	case concept.Kind.Coalitional() && len(c.Parties) > MaxCoalitionParties:
		return refuse("is judged for at most 10 parties, since every coalition counts")
	case choices.EachOnce && len(c.Parties) > MaxCoalitionParties:
		return refuse("with each party moving once is judged for at most 10 parties, since every set of them counts")
	case choices.EachOnce && concept.Kind == CSEQ && len(c.Parties) > 4:
		return refuse("with each coalition moving once is judged for at most 4 parties, since every set of coalitions counts")
	case choices.Simultaneous && concept.Kind.Coalitional() && c.GraphForm():
		return refuse("with simultaneous joint moves needs options")
	}
	return nil
}

func uncertain(c *parley.Conflict) bool {
	for _, p := range c.Preferences {
		if len(p.Either) > 1 {
			return true
		}
		for _, o := range p.Either {
			for _, s := range o.Statements {
				if len(s.Either) > 1 {
					return true
				}
			}
		}
	}
	return false
}

// Prepare checks that every concept and coalition of the task is defined for the conflict, lists the states, and returns
// the graph with the task's defaults filled in. Engines that list states begin with it.
func Prepare(ctx context.Context, r *game.Rules, t Task) (*game.Graph, Task, error) {
	c := r.Conflict()
	if t.Concepts == nil {
		for _, concept := range Usual(c) {
			if Supports(c, concept, t.Choices) == nil {
				t.Concepts = append(t.Concepts, concept)
			}
		}
	}
	for _, concept := range t.Concepts {
		if err := Supports(c, concept, t.Choices); err != nil {
			return nil, t, err
		}
		if concept.Kind.Coalitional() && t.Coalitions == nil {
			t.Coalitions = Coalitions(len(c.Parties))
		}
	}
	everyone := ^Coalition(0) >> (64 - len(c.Parties))
	if t.Parties&^everyone != 0 {
		return nil, t, fmt.Errorf("the task judges parties %b that this conflict does not have", t.Parties&^everyone)
	}
	if t.Parties == 0 {
		t.Parties = everyone
	}
	for _, h := range t.Coalitions {
		if h == 0 || len(c.Parties) < 64 && h>>len(c.Parties) != 0 {
			return nil, t, fmt.Errorf("the coalition %b has no member, or one that is not a party of this conflict", h)
		}
	}
	g, err := r.Expand(ctx, game.Expansion{Limits: t.Limits, IrreversiblePerArc: t.Choices.IrreversiblePerArc})
	return g, t, err
}
