package perception

import (
	"cmp"
	"math/bits"
	"slices"

	"parley"
	"parley/analysis/sequence"
	"parley/game"
)

// Story tells what one outcome's shortest path looks like to the parties, step by step.
type Story struct {
	Outcome int // position in Result.Outcomes
	// Surprises in the order in which they bite. Of a cycle they end with those of its first round: their steps go on counting.
	Surprises []Surprise
	// Unnoticed are moves of others that a party cannot see.
	Unnoticed []Unnoticed
	// Meanings are states that look to one party like another state, and that differ for others.
	Meanings []Meaning
}

// SurpriseKind says how a party is surprised.
type SurpriseKind uint8

const (
	// Moved: another party makes a move that is none of its best replies as the party sees them.
	Moved SurpriseKind = iota
	// Stayed: at an end another party stays that the party expects to move.
	Stayed
	// Refused: the party's own move cannot be carried out.
	Refused
)

var surpriseNames = [...]string{"moved", "stayed", "refused"}

// String returns the name used in JSON.
func (k SurpriseKind) String() string { return surpriseNames[k] }

// Surprise is what a party meets with and did not expect.
type Surprise struct {
	Kind  SurpriseKind
	Party int // who is surprised
	By    int // at whom: of Refused, itself
	// Step is the number of the move on the path, from 1. A stay, or a move that is refused, has the number of the move that
	// would come next.
	Step int
	// At and To are states of the conflict: before the move and after it. To is -1 where there is no move.
	At, To int
	// SeenAt and SeenTo are what they look like, states of the party's picture; -1 is what its picture rules out.
	SeenAt, SeenTo int
	// Expected are the states of the picture that the party expected By to lead to from SeenAt; none where it expected By to
	// stay, or where SeenAt is outside the picture. Of Refused: what the party meant to lead to.
	Expected []int
}

// Unnoticed is a move that changes nothing that a party sees.
type Unnoticed struct{ Party, Step int }

// Meaning is a state that has two meanings: to one party it looks like another one, and there are parties that tell the two
// apart and are not indifferent between them.
type Meaning struct {
	Party  int // to whom it looks so
	Step   int // the number of moves made before; 0 at the start
	State  int // state of the conflict
	Twin   int // a nearest one that looks the same and is not the same to Others
	Others []int
}

// story follows the path of an outcome, and of a cycle one round.
func (t *table) story(r *Result, k int) Story {
	o := r.Outcomes[k]
	x := &teller{table: t, Story: Story{Outcome: k}, refused: map[refusal]bool{}, told: map[int]parley.State{}}
	x.walk(o.Path, 0)
	if o.End() {
		end, next := o.States[0], len(o.Path.Steps)+1
		x.stays(end, next)
	} else {
		x.walk(o.Loop, len(o.Path.Steps))
	}
	slices.SortStableFunc(x.Surprises, func(a, b Surprise) int {
		return cmp.Or(cmp.Compare(a.Step, b.Step), cmp.Compare(a.Kind^Refused, b.Kind^Refused), cmp.Compare(a.Party, b.Party), cmp.Compare(a.By, b.By))
	})
	return x.Story
}

// teller is a story in the making.
type teller struct {
	*table
	Story
	refused map[refusal]bool
	told    map[int]parley.State // by party: what it does not see or tell apart, as it was last told
}

// refusal is a change of own options that reality refused before, of which no more need be said.
type refusal struct {
	party int
	to    string
}

// walk follows a path whose first step has the number done+1.
func (x *teller) walk(p *sequence.Path, done int) {
	x.look(p.From, done)
	for n, s := range p.Steps {
		step := done + n + 1
		x.refusals(s.From, step)
		by := single(s.Movers)
		for i, v := range x.h.Views {
			at, to := v.Sees(s.From), v.Sees(s.To)
			switch {
			case i == by:
			case at >= 0 && at == to:
				x.Unnoticed = append(x.Unnoticed, Unnoticed{i, step})
			default:
				expected := x.expected(i, by, s.From)
				if to < 0 || !slices.Contains(expected, to) {
					x.Surprises = append(x.Surprises, Surprise{Moved, i, by, step, s.From, s.To, at, to, expected})
				}
			}
		}
		x.look(s.To, step)
	}
}

// stays tells who is surprised that nobody moves any more.
func (x *teller) stays(end, step int) {
	x.refusals(end, step)
	for i, v := range x.h.Views {
		for j := range x.h.Views {
			if expected := x.expected(i, j, end); i != j && len(expected) > 0 {
				x.Surprises = append(x.Surprises, Surprise{Stayed, i, j, step, end, -1, v.Sees(end), -1, expected})
			}
		}
	}
}

// refusals tells whose move would be refused at a state, if that has not been told.
func (x *teller) refusals(s, step int) {
	for i, v := range x.h.Views {
		for _, a := range x.try(i, s) {
			if len(a.to) > 0 {
				continue
			}
			key := refusal{i, x.ownChange(v, a.looks)}
			if !x.refused[key] {
				x.refused[key] = true
				x.Surprises = append(x.Surprises, Surprise{Refused, i, i, step, s, -1, v.Sees(s), -1, []int{a.looks}})
			}
		}
	}
}

// ownChange writes the party's own options in a state of its picture.
func (x *teller) ownChange(v *View, q int) string {
	code := []byte(v.Graph.Code(q))
	if c := x.h.conflict(); !c.GraphForm() {
		for k, o := range c.Options {
			if o.Party != v.Party {
				code[k] = ' '
			}
		}
	}
	return string(code)
}

// expected returns the states of a party's picture that it expects another to lead to from a state of the conflict.
func (x *teller) expected(party, by, s int) []int {
	seen := x.h.Views[party].Sees(s)
	if seen < 0 {
		return nil
	}
	var out []int
	for _, q := range x.minds[party].replies(nil, by, seen) {
		out = append(out, int(q))
	}
	return out
}

// look tells to whom a state looks like another one, unless that was told of the same options before.
func (x *teller) look(s, step int) {
	for i, v := range x.h.Views {
		mask := v.lens.unseen
		for _, set := range v.lens.alike {
			mask |= set
		}
		if mask == 0 || x.h.conflict().GraphForm() {
			continue
		}
		code := x.h.Graph.Members(s)[0]
		if last, ok := x.told[i]; ok && last == code&mask {
			continue
		}
		x.told[i] = code & mask
		m := Meaning{Party: i, Step: step, State: s, Twin: -1}
		near := 0
		for _, q := range x.like(i, s) {
			others := x.differ(i, s, q)
			if d := bits.OnesCount64(uint64(code ^ x.h.Graph.Members(q)[0])); len(others) > 0 && (m.Twin < 0 || d < near) {
				m.Twin, m.Others, near = q, others, d
			}
		}
		if m.Twin >= 0 {
			x.Meanings = append(x.Meanings, m)
		}
	}
}

// like returns the other states of the conflict that look to a party like s.
func (x *teller) like(party, s int) []int {
	v := x.h.Views[party]
	if x.twins[party] == nil {
		x.twins[party] = map[int][]int{}
		for q := range x.h.Graph.Len() {
			x.twins[party][v.Sees(q)] = append(x.twins[party][v.Sees(q)], q)
		}
	}
	if v.Sees(s) < 0 {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(x.twins[party][v.Sees(s)]), func(q int) bool { return q == s })
}

// differ returns the other parties to which two states are not the same and not equally good.
func (x *teller) differ(party, s, q int) []int {
	var out []int
	for j, v := range x.h.Views {
		a, b := v.Sees(s), v.Sees(q)
		if j != party && a != b && (a < 0 || b < 0 || v.Graph.Compare(j, a, b) != game.Equal) {
			out = append(out, j)
		}
	}
	return out
}

// Surprises returns the surprises of all stories, each once, in the order in which they bite.
func (r *Result) Surprises() []Surprise {
	var out []Surprise
	type once struct {
		kind              SurpriseKind
		party, by, at, to int
	}
	seen := map[once]bool{}
	for _, s := range r.Stories {
		for _, x := range s.Surprises {
			key := once{x.Kind, x.Party, x.By, x.At, x.To}
			if !seen[key] {
				seen[key] = true
				out = append(out, x)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Surprise) int { return cmp.Compare(a.Step, b.Step) })
	return out
}
