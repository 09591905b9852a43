package claims

import (
	"slices"

	"github.com/bits-and-blooms/bitset"

	"parley/analysis/explain"
	"parley/analysis/paths"
	"parley/analysis/sequence"
	"parley/game"
	"parley/stability"
)

// Answer is a verdict on a test in one situation, with what makes it so.
type Answer struct {
	Test  Test
	Holds bool
	// Vacuous: it comes out so because there is nothing that the test speaks of. A goal that no feasible state satisfies is
	// never stable; what cannot be reached anyway requires whatever one likes.
	Vacuous bool
	Graph   *game.Graph // the states of Fact are numbers of it
	Fact    Fact        // nil for the verbs that put tests together, and where a Prober was asked
	Parts   []*Answer   // of those: the answers to their parts
}

// Fact is what makes an answer so: a *Standing, *Arrival, *Passage, *Dependence, *Effect, *Comparison or *Surprise.
type Fact interface{ fact() }

// Standing tells how the states with a goal stand.
type Standing struct {
	Goal    *bitset.BitSet
	Holding *bitset.BitSet // those of the goal that are equilibria
	// Leaves has for each party how many states of the goal it would leave; nil for concepts that judge coalitions.
	Leaves []int
	// Nearest, where none is an equilibrium, is a state of the goal that the fewest parties would leave; else -1.
	Nearest int
	LeftBy  int // how many would leave it
	// Why, of a thorough answer, explains Nearest, or the first equilibrium of the goal.
	Why *explain.Explanation
}

// Arrival tells where best replies lead.
type Arrival struct {
	Goal    *bitset.BitSet
	Starts  []int
	Endings []*paths.Endings // by start
}

// Passage tells how a goal can be reached.
type Passage struct {
	Starts []int
	Paths  []*sequence.Path // by start; nil where there is none
	// Obstacle, of a thorough answer, tells what stands against it at the first start without a path.
	Obstacle *paths.Obstacle
	Mode     paths.Mode
}

// Dependence tells what a goal needs.
type Dependence struct {
	Possible bool // the goal can be reached with all options at hand
	Options  []int
	Around   []Detour // by option: how the goal can be reached without it
}

// Detour is a path to a goal without an option; its Path is nil where there is none, so that the goal needs the option. It may
// begin elsewhere than the test does, where the option is taken there.
type Detour struct {
	Graph *game.Graph
	Path  *sequence.Path
}

// Effect tells what an option does for a goal: the answers whether it is stable, and whether it is reached, with the option
// and without it.
type Effect struct {
	Option        int
	With, Without Outcome
}

// Outcome tells how a goal fares.
type Outcome struct{ Stable, Reached *Answer }

// Comparison tells how a party compares states.
type Comparison struct {
	Party        int
	States, With int // number of states with the one formula, and with the other
	// Against are a state with the first formula and one with the second that the party does not prefer it to; -1 where there
	// are none.
	Against  [2]int
	Relation game.Relation // how the party compares the first of them with the second
}

func (*Standing) fact()   {}
func (*Arrival) fact()    {}
func (*Passage) fact()    {}
func (*Dependence) fact() {}
func (*Effect) fact()     {}
func (*Comparison) fact() {}
func (*Surprise) fact()   {}

func (t Stable) ask(s *Situation) (*Answer, error) {
	goal, err := s.states(t.Goal)
	if err != nil {
		return nil, err
	}
	if p, ok := s.setting.Engine.(Prober); ok && !s.thorough {
		any, err := p.Probe(s.ctx, s.graph.Rules(), s.task(t.Concept), goal)
		return &Answer{Test: t, Graph: s.graph, Holds: any != t.Never, Vacuous: goal.None()}, err
	}
	v, err := s.verdict(t.Concept)
	if err != nil {
		return nil, err
	}
	f := &Standing{Goal: goal, Holding: goal.Intersection(v.Equilibria), Nearest: -1}
	a := &Answer{Test: t, Graph: s.graph, Fact: f, Holds: f.Holding.Any() != t.Never, Vacuous: goal.None()}
	if !t.Concept.Kind.Coalitional() {
		for _, stable := range v.Stable {
			f.Leaves = append(f.Leaves, int(goal.DifferenceCardinality(stable)))
		}
		f.Nearest, f.LeftBy = nearest(f, v)
	}
	if !s.thorough || goal.None() || t.Concept.Kind.Coalitional() {
		return a, nil
	}
	at := f.Nearest
	if at < 0 {
		first, _ := f.Holding.NextSet(0)
		at = int(first)
	}
	f.Why, err = explain.State(s.ctx, s.graph, stability.Task{Concepts: []stability.Concept{t.Concept}, Choices: s.setting.Choices}, at)
	return a, err
}

// nearest returns a state of the goal that the fewest parties leave, the first one of several, and their number; -1 where
// some are equilibria or there is none.
func nearest(f *Standing, v *stability.Verdict) (state, leftBy int) {
	if f.Holding.Any() {
		return -1, 0
	}
	best, least := -1, len(v.Stable)+1
	for x := range f.Goal.EachSet() {
		leave := 0
		for _, stable := range v.Stable {
			if !stable.Test(x) {
				leave++
			}
		}
		if leave < least {
			best, least = int(x), leave
		}
	}
	return best, least
}

func (t Reached) ask(s *Situation) (*Answer, error) {
	goal, err := s.states(t.Goal)
	if err != nil {
		return nil, err
	}
	starts, err := s.starts(t.From)
	if err != nil {
		return nil, err
	}
	f := &Arrival{Goal: goal, Starts: starts}
	a := &Answer{Test: t, Graph: s.graph, Fact: f, Holds: true, Vacuous: goal.None()}
	for _, at := range starts {
		e, err := s.ends(at)
		if err != nil {
			return nil, err
		}
		f.Endings = append(f.Endings, e)
		for _, end := range e.Ends {
			a.Holds = a.Holds && goal.Test(uint(end.State)) != t.Never
		}
		for _, c := range e.Cycles {
			a.Holds = a.Holds && (!c.Terminal || t.Never)
		}
	}
	return a, nil
}

func (t CanReach) ask(s *Situation) (*Answer, error) {
	goal, err := s.states(t.Goal)
	if err != nil {
		return nil, err
	}
	starts, err := s.starts(t.From)
	if err != nil {
		return nil, err
	}
	f := &Passage{Starts: starts, Mode: t.By}
	a := &Answer{Test: t, Graph: s.graph, Fact: f, Holds: true, Vacuous: goal.None()}
	for _, at := range starts {
		p, err := paths.Shortest(s.ctx, s.graph, at, goal, s.setting.options(t.By))
		if err != nil {
			return nil, err
		}
		f.Paths = append(f.Paths, p)
		a.Holds = a.Holds && p != nil
		if p == nil && s.thorough && f.Obstacle == nil {
			if f.Obstacle, err = paths.Obstruct(s.ctx, s.graph, at, goal, s.setting.options(t.By)); err != nil {
				return nil, err
			}
		}
	}
	return a, nil
}

func (t Prefers) ask(s *Situation) (*Answer, error) {
	c := s.graph.Conflict()
	i := c.PartyIndex(t.Party)
	if i < 0 {
		return nil, &unknownParty{t.Party}
	}
	better, err := s.states(t.State)
	if err != nil {
		return nil, err
	}
	worse, err := s.states(t.To)
	if err != nil {
		return nil, err
	}
	f := &Comparison{Party: i, States: int(better.Count()), With: int(worse.Count()), Against: [2]int{-1, -1}}
	a := &Answer{Test: t, Graph: s.graph, Fact: f, Holds: true, Vacuous: better.None() || worse.None()}
	for _, o := range s.graph.Orders(i) { // preferred for certain: in every order that the party may hold
		low, high := -1, -1
		for x := range better.EachSet() {
			if low < 0 || o.Rank[x] < o.Rank[low] {
				low = int(x)
			}
		}
		for x := range worse.EachSet() {
			if high < 0 || o.Rank[x] > o.Rank[high] {
				high = int(x)
			}
		}
		if a.Holds && low >= 0 && high >= 0 && o.Rank[low] <= o.Rank[high] {
			a.Holds, f.Against, f.Relation = false, [2]int{low, high}, s.graph.Compare(i, low, high)
		}
	}
	return a, nil
}

// unknownParty tells that a test names no party.
type unknownParty struct{ id string }

func (e *unknownParty) Error() string { return "`" + e.id + "` is not a party of this conflict" }

func (t Surprised) ask(s *Situation) (*Answer, error) {
	if s.graph.Conflict().PartyIndex(t.Party) < 0 {
		return nil, &unknownParty{t.Party}
	}
	if s.surprises == nil {
		return nil, errNoPictures
	}
	f, err := s.surprises(s.ctx, t.Party)
	if err != nil {
		return nil, err
	}
	return &Answer{Test: t, Graph: s.graph, Fact: f, Holds: f.Surprised}, nil
}

func (t Not) ask(s *Situation) (*Answer, error) {
	a, err := t.Test.ask(s)
	if err != nil {
		return nil, err
	}
	return &Answer{Test: t, Graph: s.graph, Holds: !a.Holds, Vacuous: a.Vacuous, Parts: []*Answer{a}}, nil
}

func (t AllOf) ask(s *Situation) (*Answer, error) { return s.askEach(t, t, true) }
func (t AnyOf) ask(s *Situation) (*Answer, error) { return s.askEach(t, t, false) }

// askEach puts the parts of a test: of all of them where all is set, else of any of them. All parts are put even where one
// decides, so that a reader sees each.
func (s *Situation) askEach(whole Test, parts []Test, all bool) (*Answer, error) {
	out := &Answer{Test: whole, Graph: s.graph, Holds: all}
	for _, t := range parts {
		a, err := t.ask(s)
		if err != nil {
			return nil, err
		}
		out.Parts = append(out.Parts, a)
		if a.Holds != all {
			out.Holds = !all
		}
	}
	out.Vacuous = !slices.ContainsFunc(out.Parts, func(a *Answer) bool { return a.Holds == out.Holds && !a.Vacuous })
	return out, nil
}
