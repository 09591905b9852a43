package claims

import (
	"context"
	"errors"
	"fmt"

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
	return r.Expand(ctx, game.Expansion{Limits: s.Limits, IrreversiblePerArc: s.Choices.IrreversiblePerArc})
}

// Surprise tells whether a party is surprised, and how.
type Surprise struct {
	Surprised bool
	Why       string // in a sentence
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

	where    map[string]*bitset.BitSet
	verdicts map[stability.Concept]*stability.Verdict
	endings  map[int]*paths.Endings
	without  map[string]*Situation // by option
}

// NewSituation returns the situation of a graph, which must have been listed in accordance with the setting. surprises may be
// nil: then no test can be asked whether anybody is surprised.
func NewSituation(g *game.Graph, s Setting, surprises Surprises) *Situation {
	return &Situation{
		setting: s, graph: g, surprises: surprises, where: map[string]*bitset.BitSet{}, verdicts: map[stability.Concept]*stability.Verdict{},
		endings: map[int]*paths.Endings{}, without: map[string]*Situation{},
	}
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
	if set := s.where[formula]; set != nil {
		return set, nil
	}
	f, err := s.graph.Conflict().Formula(formula)
	if err != nil {
		return nil, err
	}
	set, _ := s.graph.Where(f.Expr)
	s.where[formula] = set
	return set, nil
}

// verdict judges the conflict by one concept.
func (s *Situation) verdict(c stability.Concept) (*stability.Verdict, error) {
	if v := s.verdicts[c]; v != nil {
		return v, nil
	}
	r, err := s.setting.Engine.Solve(s.ctx, s.graph.Rules(), stability.Task{
		Concepts: []stability.Concept{c}, Choices: s.setting.Choices, Limits: s.setting.Limits, Workers: 1,
	})
	if err != nil {
		return nil, err
	}
	s.verdicts[c] = &r.Verdicts[0]
	return s.verdicts[c], nil
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

// lacking returns the situation in which an option is never taken.
func (s *Situation) lacking(option int) (*Situation, error) {
	o := s.graph.Conflict().Options[option]
	if w := s.without[o.ID]; w != nil {
		w.ctx, w.thorough = s.ctx, s.thorough
		return w, nil
	}
	c, err := edit.Without(s.graph.Conflict(), option)
	if err != nil {
		return nil, err
	}
	g, err := s.setting.expand(s.ctx, c)
	if err != nil {
		return nil, notWithout(o, err)
	}
	w := NewSituation(g, s.setting, s.surprises)
	w.ctx, w.thorough = s.ctx, s.thorough
	s.without[o.ID] = w
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
