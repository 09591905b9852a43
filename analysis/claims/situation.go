package claims

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"github.com/bits-and-blooms/bitset"

	"parley"
	"parley/analysis/edit"
	"parley/analysis/paths"
	"parley/game"
	"parley/stability"
)

// Setting says how tests are answered. Engine must be set.
type Setting struct {
	Engine  stability.Engine
	Choices stability.Choices
	Limits  game.Limits
	Family  *game.Family // shares what the readings have in common; nil lists each by itself
}

func (s Setting) options(mode paths.Mode) paths.Options {
	return paths.Options{Mode: mode, EachOnce: s.Choices.EachOnce, Unknown: s.Choices.Unknown, Limits: s.Limits}
}

// expand lists the states of a conflict as the setting asks for.
func (s Setting) expand(ctx context.Context, c *parley.Conflict) (*game.Graph, error) {
	r, err := game.Compile(c)
	if err != nil {
		return nil, err
	}
	return r.Expand(ctx, game.Expansion{Limits: s.Limits, IrreversiblePerArc: s.Choices.IrreversiblePerArc, Family: s.Family})
}

// Prober is an engine that can tell whether any of some states is an equilibrium at less cost than by judging all states.
// Where the engine of a setting is one, answers about stability that are not thorough come without a fact.
type Prober interface {
	// Probe reports whether any state of the set is an equilibrium by the one concept of the task.
	Probe(ctx context.Context, r *game.Rules, t stability.Task, set *bitset.BitSet) (bool, error)
}

// Surprise tells whether a party is surprised, and how.
type Surprise struct {
	Surprised bool
	Why       func() string // in a sentence
}

// Surprises answers whether a party is surprised in one situation.
type Surprises func(ctx context.Context, party string) (*Surprise, error)

// Situation is one conflict with every assumption settled, to which tests are put. It keeps what it finds out, so that many
// tests cost little more than one. It is for one goroutine.
type Situation struct {
	ctx       context.Context
	setting   Setting
	graph     *game.Graph
	surprises Surprises
	thorough  bool // also find what only a reader needs

	shared   *shared
	verdicts map[stability.Concept]*stability.Verdict
	endings  map[int]*paths.Endings
	without  map[string]*Situation // by option
}

// shared is what situations have in common whose graphs are of one origin.
type shared struct {
	where   sync.Map // *bitset.BitSet by formula
	without sync.Map // *lacking by option
}

// lacking is a situation in which an option is never taken, listed once.
type lacking struct {
	once sync.Once
	of   *game.Graph // the graph that the option was taken from
	*Situation
	err error
}

// NewSituation returns the situation of a graph, which must have been listed in accordance with the setting. surprises may be
// nil: then no test can be asked whether anybody is surprised.
func NewSituation(g *game.Graph, s Setting, surprises Surprises) *Situation {
	return &Situation{
		setting: s, graph: g, surprises: surprises, shared: &shared{}, verdicts: map[stability.Concept]*stability.Verdict{},
		endings: map[int]*paths.Endings{}, without: map[string]*Situation{},
	}
}

// With returns the situation of another graph of the same origin, in which parties hold other preferences. It shares with s
// what does not depend on these, and may be used by another goroutine than s.
func (s *Situation) With(g *game.Graph, setting Setting, surprises Surprises) *Situation {
	out := NewSituation(g, setting, surprises)
	if g.Origin() == s.graph.Origin() {
		out.shared = s.shared
	}
	return out
}

// Graph returns the states.
func (s *Situation) Graph() *game.Graph { return s.graph }

// Ask puts a test. The error is an *Untestable where the test cannot be put to this conflict, that of the context, or a
// *game.TooLargeError. The cost depends on the verb: for stable that of judging one concept, for reached that of paths.Ends,
// for the others several of these at most.
func (s *Situation) Ask(ctx context.Context, t Test) (*Answer, error) {
	s.ctx = ctx
	a, err := t.ask(s)
	var large *game.TooLargeError
	if err == nil || ctx.Err() != nil || errors.As(err, &large) {
		return a, err
	}
	return nil, &Untestable{err}
}

// Explain is Ask with everything that a reader may want to know of the answer: why nothing leads to a goal, how many steps a
// party is from it. It costs some searches more.
func (s *Situation) Explain(ctx context.Context, t Test) (*Answer, error) {
	s.thorough = true
	defer func() { s.thorough = false }()
	return s.Ask(ctx, t)
}

// Untestable tells why a test cannot be put to a conflict.
type Untestable struct{ Err error }

// Error gives the reason.
func (e *Untestable) Error() string { return e.Err.Error() }

// Unwrap returns the reason.
func (e *Untestable) Unwrap() error { return e.Err }

// states returns where a formula holds; of a merged state, if it holds in all its members.
func (s *Situation) states(formula string) (*bitset.BitSet, error) {
	if set, ok := s.shared.where.Load(formula); ok {
		return set.(*bitset.BitSet), nil
	}
	f, err := s.graph.Conflict().Formula(formula)
	if err != nil {
		return nil, err
	}
	set, _ := s.graph.Where(f.Expr)
	s.shared.where.Store(formula, set)
	return set, nil
}

// verdict judges the conflict by one concept.
func (s *Situation) verdict(c stability.Concept) (*stability.Verdict, error) {
	if v := s.verdicts[c]; v != nil {
		return v, nil
	}
	r, err := s.setting.Engine.Solve(s.ctx, s.graph.Rules(), s.task(c))
	if err != nil {
		return nil, err
	}
	s.verdicts[c] = &r.Verdicts[0]
	return s.verdicts[c], nil
}

func (s *Situation) task(c stability.Concept) stability.Task {
	return stability.Task{Concepts: []stability.Concept{c}, Choices: s.setting.Choices, Limits: s.setting.Limits, Workers: 1}
}

// ends returns where best replies from a state lead.
func (s *Situation) ends(start int) (*paths.Endings, error) {
	if e := s.endings[start]; e != nil {
		return e, nil
	}
	e, err := paths.Ends(s.ctx, s.graph, start, s.setting.options(paths.BestReplies))
	if err != nil {
		return nil, err
	}
	s.endings[start] = e
	return e, nil
}

// starts returns the states where a test begins: the status quo, the state with a code or an id, or every state with a
// formula.
func (s *Situation) starts(text string) ([]int, error) {
	if text == "" {
		if s.graph.StatusQuo() < 0 {
			return nil, errors.New("the conflict names no status quo: say where to begin, by `from`")
		}
		return []int{s.graph.StatusQuo()}, nil
	}
	if at, err := s.graph.Find(text); err == nil {
		return []int{at}, nil
	}
	set, err := s.states(text)
	if err != nil {
		return nil, err
	}
	var out []int
	for x := range set.EachSet() {
		out = append(out, int(x))
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("no feasible state satisfies `%s`, where the test begins", text)
	}
	return out, nil
}

// option finds an option by its name.
func (s *Situation) option(name string) (int, error) {
	c := s.graph.Conflict()
	if c.GraphForm() {
		return 0, errors.New("the states are listed, so that no option can be taken away")
	}
	f, err := c.Formula(name)
	if err != nil {
		return 0, err
	}
	for k, o := range c.Options {
		if o.ID == f.Expr.Name {
			return k, nil
		}
	}
	return 0, fmt.Errorf("`%s` is not an option", name)
}

// lacking returns the situation in which an option is never taken. Its states are listed once for all situations that share
// theirs; what parties prefer otherwise there is ranked anew.
func (s *Situation) lacking(option int) (*Situation, error) {
	o := s.graph.Conflict().Options[option]
	w := s.without[o.ID]
	if w == nil {
		c, err := edit.Without(s.graph.Conflict(), option)
		if err != nil {
			return nil, err
		}
		x, _ := s.shared.without.LoadOrStore(o.ID, &lacking{})
		l := x.(*lacking)
		l.once.Do(func() {
			var g *game.Graph
			if g, l.err = s.setting.expand(s.ctx, c); l.err == nil {
				l.of, l.Situation = s.graph, NewSituation(g, s.setting, nil)
			}
		})
		if l.err != nil {
			return nil, notWithout(o, l.err)
		}
		g := l.graph
		for i := range c.Parties {
			if &s.graph.Orders(i)[0] == &l.of.Orders(i)[0] {
				continue
			}
			if g, err = g.WithPreference(i, c.Preferences[i]); err != nil {
				return nil, notWithout(o, err)
			}
		}
		w = l.With(g, s.setting, s.surprises)
		s.without[o.ID] = w
	}
	w.ctx, w.thorough = s.ctx, s.thorough
	return w, nil
}

// notWithout words what is wrong with a conflict that lacks an option.
func notWithout(o parley.Option, err error) error {
	var is parley.Issues
	if errors.As(err, &is) {
		return fmt.Errorf("without `%s` there is no such conflict: %s", o.ID, is[0].Message)
	}
	return err
}

// errNoPictures tells that nothing is known of how the parties see the conflict.
var errNoPictures = errors.New("what the parties see is not available here")
