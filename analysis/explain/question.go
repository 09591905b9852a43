package explain

import (
	"context"
	"math/bits"
	"slices"

	"parley/analysis/sequence"
	"parley/game"
	"parley/stability"
)

// run is one explanation in the making. What one question finds out of the graph the next ones need too.
type run struct {
	ctx     context.Context
	g       *game.Graph
	choices stability.Choices
	s       int                      // the state explained
	answers map[reach]*sequence.Tree // what the others can lead to
	joint   map[reach]*sequence.Tree // what the members of a coalition can lead to
	class   map[reach][]int32        // the coalition improvements of a coalition
}

// reach names what a set of parties can do from a state.
type reach struct {
	who  stability.Coalition
	kind answers
	from int
}

// answers is a kind of steps that others answer by.
type answers uint8

const (
	none           answers = iota
	byMoves                // R_H
	byImprovements         // R_H^{+,U}: a preference that is not known counts for whoever sanctions
	byClass                // R_φ(H)^{++}: improvements of coalitions among them
)

// question is a concept put to one party or coalition.
type question struct {
	*run
	concept   stability.Concept
	who       stability.Coalition
	members   []int
	answers   answers
	symmetric bool // the party may try to escape
	tempts    func(parties stability.Coalition, q, s int) bool
}

func (r *run) question(concept stability.Concept, who stability.Coalition) *question {
	if concept.Kind.Coalitional() { // it has no such variant
		concept.Strength = stability.General
	}
	q := &question{run: r, concept: concept, who: who, members: members(who)}
	switch concept.Kind {
	case stability.GMR, stability.SMR, stability.CGMR, stability.CSMR:
		q.answers = byMoves
	case stability.SEQ, stability.SSEQ:
		q.answers = byImprovements
	case stability.CSEQ:
		q.answers = byClass
	}
	q.symmetric = concept.Kind == stability.SMR || concept.Kind == stability.SSEQ || concept.Kind == stability.CSMR
	q.tempts = sequence.Prefers(r.g, r.choices.Extension(concept).Tempts())
	return q
}

func members(h stability.Coalition) []int {
	var out []int
	for ; h != 0; h &= h - 1 {
		out = append(out, bits.TrailingZeros64(uint64(h)))
	}
	return out
}

// others returns the parties outside h.
func (r *run) others(h stability.Coalition) stability.Coalition {
	return (stability.Coalition(1)<<r.g.Parties() - 1) &^ h
}

// bad reports whether to end at a state is bad enough for some member to have stayed.
func (q *question) bad(at int) bool {
	for _, i := range q.members {
		switch q.g.Compare(i, at, q.s) {
		case game.MuchWorse:
			return true
		case game.Worse:
			if q.concept.Strength != stability.Strong {
				return true
			}
		case game.Equal:
			if q.concept.Strength != stability.Strong && !q.choices.EqualNotSanction {
				return true
			}
		case game.Unknown:
			if q.choices.Extension(q.concept).Deters() {
				return true
			}
		}
	}
	return false
}

// worse reports whether the first member that tells two states apart for certain prefers the second.
func (q *question) worse(a, b int) bool {
	for _, i := range q.members {
		switch q.g.Compare(i, a, b) {
		case game.Worse, game.MuchWorse:
			return true
		case game.Better, game.MuchBetter:
			return false
		}
	}
	return false
}

// compared tells how each member compares a state with the one explained.
func (q *question) compared(at int) []Preference {
	var out []Preference
	for _, i := range q.members {
		out = append(out, Prefers(q.g, i, at, q.s))
	}
	return out
}

// judge builds a verdict. look completes an improvement by how it is answered.
func (q *question) judge(look func(x *Improvement) error) (Verdict, error) {
	v := Verdict{Who: q.who, Stable: true, Ground: NoImprovement}
	own, err := q.own(q.s)
	if err != nil {
		return v, err
	}
	if len(own) == 0 {
		v.Ground = NoMove
	}
	for _, to := range own {
		if !q.tempts(q.who, int(to), q.s) {
			continue
		}
		path, err := q.ownPath(q.s, int(to))
		if err != nil {
			return v, err
		}
		x := Improvement{To: int(to), Path: path, Because: q.compared(int(to))}
		if err := look(&x); err != nil {
			return v, err
		}
		v.Improvements = append(v.Improvements, x)
		v.Stable = v.Stable && x.Sanctioned
		v.Ground = Deterred
	}
	if !v.Stable {
		v.Ground = Tempted
	}
	rank := q.g.Orders(q.members[0])[0].Rank
	slices.SortStableFunc(v.Improvements, func(a, b Improvement) int { return int(rank[b.To]) - int(rank[a.To]) })
	return v, nil
}

// own returns the states that the party can move to from a state, ascending; those that the members of a coalition can lead
// to together.
func (q *question) own(from int) ([]int32, error) {
	return q.coalitionMoves(q.coalitional(), q.who, from)
}

// coalitional reports whether the concept judges coalitions: a coalition of one too may then move as coalitions do.
func (q *question) coalitional() bool { return q.concept.Kind.Coalitional() }

func (r *run) coalitionMoves(coalitional bool, who stability.Coalition, from int) ([]int32, error) {
	switch {
	case !coalitional:
		return r.g.AppendMoves(nil, bits.TrailingZeros64(uint64(who)), from), nil
	case r.choices.Simultaneous:
		return r.g.AppendJointMoves(nil, uint64(who), from), nil
	}
	t, err := r.jointTree(who, from)
	if err != nil {
		return nil, err
	}
	var out []int32
	for d, s := range t.Nearest() {
		if d > 0 {
			out = append(out, int32(s))
		}
	}
	slices.Sort(out)
	return out, nil
}

// ownPath returns how the party gets from a state to one of those that own returns.
func (q *question) ownPath(from, to int) (*sequence.Path, error) {
	if !q.coalitional() || q.choices.Simultaneous {
		return &sequence.Path{From: from, Steps: []sequence.Step{{Movers: q.who, From: from, To: to}}}, nil
	}
	t, err := q.jointTree(q.who, from)
	if err != nil {
		return nil, err
	}
	return t.Path(to), nil
}

// jointTree finds what the members of a coalition can lead to by moving one after the other.
func (r *run) jointTree(who stability.Coalition, from int) (*sequence.Tree, error) {
	key := reach{who, byMoves, from}
	t := r.joint[key]
	if t == nil {
		var err error
		if t, err = r.search(who, byMoves).From(r.ctx, from, nil); err != nil {
			return nil, err
		}
		r.joint[key] = t
	}
	return t, nil
}

// search returns the search of the sequences that a set of parties may answer by.
func (r *run) search(who stability.Coalition, kind answers) *sequence.Search {
	x := &sequence.Search{Graph: r.g, EachOnce: r.choices.EachOnce}
	for _, i := range members(who) {
		x.Movers = append(x.Movers, 1<<i)
	}
	switch kind {
	case byImprovements:
		x.Kind, x.Unknown = sequence.Improvements, true
	case byClass:
		x.Movers = nil
		for size := 1; size <= who.Size(); size++ {
			for _, h := range stability.Coalitions(r.g.Parties()) {
				if h.Size() == size && h&^who == 0 {
					x.Movers = append(x.Movers, h)
				}
			}
		}
		x.Steps = r.coalitionImprovements
	}
	return x
}

// coalitionImprovements appends the states that a coalition can lead to together and that each member prefers. It finds none
// once the context has ended, and with it the search that asks.
func (r *run) coalitionImprovements(dst []int32, who stability.Coalition, from int) []int32 {
	key := reach{who, byClass, from}
	row, ok := r.class[key]
	if !ok {
		all, err := r.coalitionMoves(true, who, from)
		if err != nil {
			return dst
		}
		prefers := sequence.Prefers(r.g, false)
		for _, q := range all {
			if prefers(who, int(q), from) {
				row = append(row, q)
			}
		}
		r.class[key] = row
	}
	return append(dst, row...)
}
