// Package explain tells why a state holds or does not: for each party and solution concept every improvement that tempts
// the party away, how the others could answer it, and how the party could escape the answer. It yields structure, no prose.
//
// Where several witnesses would do, the one that a reader finds most natural is chosen: the shortest answer, among equally
// short ones the one worst for the party, among those the first in the order of paths (package sequence). Verdicts are those
// of the engines; the definitions, with their sources, are written out in doc/theory.md.
package explain

import (
	"context"
	"fmt"

	"parley/analysis/sequence"
	"parley/game"
	"parley/stability"
)

// Explanation tells why one state holds, or does not, under each concept of a task.
type Explanation struct {
	State      int
	Choices    stability.Choices
	Judgements []Judgement // in the order of the task's concepts
}

// Judgement is what one concept says about the state.
type Judgement struct {
	Concept stability.Concept
	// Equilibrium: everyone judged stays. Each verdict tells why.
	Equilibrium bool
	Verdicts    []Verdict // one for each party; of a coalitional concept one for each coalition of the task
}

// Verdict tells why one party, or one coalition, stays at the state or leaves it.
type Verdict struct {
	Who    stability.Coalition
	Stable bool
	Ground Ground
	// Improvements are the states that tempt the party, most preferred first: all of them, whether sanctioned or not. There
	// are none for LimitedMove.
	Improvements []Improvement
	// Lines, for LimitedMove only, are what the party foresees if it moves: one for each of its moves, ascending by state.
	Lines []Line
	// Tie: a line of LimitedMove rests on a tie; see stability.TieWarning.
	Tie bool
	// Strong, for a concept of strength Weak only, is the verdict of its strong variant. The other fields then tell of the
	// general one, but for Stable and Ground.
	Strong *Verdict
}

// Ground is why a party stays or leaves, in a word.
type Ground uint8

const (
	// NoMove: the party cannot move.
	NoMove Ground = iota
	// NoImprovement: the party could move, but nowhere that tempts it.
	NoImprovement
	// Deterred: the party is tempted, and every improvement is sanctioned.
	Deterred
	// Tempted: some improvement is not sanctioned. The party leaves.
	Tempted
	// Strongly: the party stays, but not weakly, since it would stay under the strong variant too.
	Strongly
)

// String returns the name used in JSON.
func (g Ground) String() string {
	return [...]string{"no-move", "no-improvement", "deterred", "tempted", "strongly"}[g]
}

// Improvement is a state that the party would lead to, if nobody answered.
type Improvement struct {
	To int
	// Path is how the party gets there: one step of a party, several of a coalition whose members move one after the other.
	Path *sequence.Path
	// Because tells for each member why it prefers To to the state explained, or that it does not know.
	Because    []Preference
	Sanctioned bool
	// Sanction is the answer that keeps the party from it; nil where nothing does, and for Maximin.
	Sanction *Answer
	// Attempt, where nothing does, is the answer that comes nearest to a sanction; nil where the others cannot answer, for
	// Nash, which foresees no answers, and for Maximin.
	Attempt *Answer
	// Line, for Maximin only, is how it would go on between a party that means well by itself and others who mean it ill.
	Line *Line
}

// Answer is a state that the others can lead to once the party has moved.
type Answer struct {
	To int
	// Path is how they get there from the improvement, step by step. For SEQ and SSEQ every step is an improvement for its
	// mover, or may be one where its preference is not known. A step by several parties is one coalition improvement; its
	// members may need several moves for it.
	Path *sequence.Path
	// AtOnce, for SIM only, stands in place of Path: the improvements that the others make from the state explained at the
	// same time as the party. To is what they all lead to together.
	AtOnce []sequence.Step
	// Compared tells for each member of the party's side how it compares To with the state explained, and why.
	Compared []Preference
	// Counter, for SMR, SSEQ and CSMR only, is the party's best move from there; nil where it has none.
	Counter *Counter
	Fails   Failure
}

// Failure is why an answer is no sanction.
type Failure uint8

const (
	// Holds: the answer is a sanction.
	Holds Failure = iota
	// NotWorse: the party would rather be there than at the state explained, or not so much worse off as is asked for.
	NotWorse
	// Returns: the answer leads back to the state explained, and that is chosen not to count.
	Returns
	// Escaped: the party can move on to where it is better off.
	Escaped
)

// String returns the name used in JSON.
func (f Failure) String() string { return [...]string{"holds", "not-worse", "returns", "escaped"}[f] }

// Counter is a move of the party, or a joint move of the coalition, away from an answer.
type Counter struct {
	To       int
	Path     *sequence.Path
	Compared []Preference // how each member compares To with the state explained
	Escapes  bool
}

// Line is what a party foresees: a path from the state explained, its own move first, and where it ends.
type Line struct {
	Path *sequence.Path
	// Compared tells how the party compares the end with the state explained.
	Compared Preference
}

// State explains one state of a graph, which must have been listed in accordance with the task's choices. The task is that of
// an engine; its defaults are filled in alike, and its limits do not apply. The error is a *stability.UnsupportedError or that of
// the context.
//
// The cost is for each improvement one search of what the others can lead to from it, at most all steps from all states;
// for Maximin of horizon 4 and more one from each state, for SIM one look at each combination of the others' improvements.
func State(ctx context.Context, g *game.Graph, t stability.Task, s int) (*Explanation, error) {
	if s < 0 || s >= g.Len() {
		return nil, fmt.Errorf("state %d is not one of %d states", s, g.Len())
	}
	t, err := complete(g, t)
	if err != nil {
		return nil, err
	}
	r := &run{
		ctx: ctx, g: g, choices: t.Choices, s: s,
		answers: map[reach]*sequence.Tree{}, joint: map[reach]*sequence.Tree{}, class: map[reach][]int32{},
	}
	out := &Explanation{State: s, Choices: t.Choices}
	for _, concept := range t.Concepts {
		out.Judgements = append(out.Judgements, Judgement{Concept: concept, Equilibrium: true})
	}
	for i := range g.Parties() {
		if err := r.ask(out, false, 1<<i); err != nil {
			return nil, err
		}
	}
	for _, h := range t.Coalitions {
		if err := r.ask(out, true, h); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// ask adds the verdicts for one party, or one coalition, under the concepts that judge such. What the others can answer is
// kept for these concepts together, and no longer: it takes memory.
func (r *run) ask(out *Explanation, coalitional bool, who stability.Coalition) error {
	clear(r.answers)
	clear(r.joint)
	for k := range out.Judgements {
		j := &out.Judgements[k]
		if j.Concept.Kind.Coalitional() != coalitional {
			continue
		}
		v, err := r.verdict(j.Concept, who)
		if err != nil {
			return err
		}
		j.Equilibrium = j.Equilibrium && v.Stable
		j.Verdicts = append(j.Verdicts, v)
	}
	return nil
}

// complete checks a task and fills in its defaults, as stability.Prepare does.
func complete(g *game.Graph, t stability.Task) (stability.Task, error) {
	c := g.Conflict()
	if t.Concepts == nil {
		for _, concept := range stability.Usual(c) {
			if stability.Supports(c, concept, t.Choices) == nil {
				t.Concepts = append(t.Concepts, concept)
			}
		}
	}
	for _, concept := range t.Concepts {
		if err := stability.Supports(c, concept, t.Choices); err != nil {
			return t, err
		}
		if concept.Kind.Coalitional() && t.Coalitions == nil {
			t.Coalitions = stability.Coalitions(g.Parties())
		}
	}
	return t, nil
}

// verdict explains the state for one party or coalition under one concept.
func (r *run) verdict(concept stability.Concept, who stability.Coalition) (Verdict, error) {
	if concept.Strength == stability.Weak && !concept.Kind.Coalitional() {
		return r.weak(concept, who)
	}
	q := r.question(concept, who)
	switch concept.Kind {
	case stability.LimitedMove:
		return q.limitedMove()
	case stability.Maximin:
		return q.judge(q.maximin())
	case stability.SIM:
		return q.judge(q.atOnce)
	}
	return q.judge(q.answer)
}

// weak explains a concept of strength Weak: stable in general, but not strongly.
func (r *run) weak(concept stability.Concept, who stability.Coalition) (Verdict, error) {
	concept.Strength = stability.Strong
	strong, err := r.verdict(concept, who)
	if err != nil {
		return Verdict{}, err
	}
	concept.Strength = stability.General
	v, err := r.verdict(concept, who)
	if v.Stable && strong.Stable {
		v.Stable, v.Ground = false, Strongly
	}
	v.Strong = &strong
	return v, err
}
