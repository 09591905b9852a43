package catalog

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v4"

	"parley"
)

// Answers is what is known of a case.
type Answers struct {
	Kind     Kind
	Citation Texts
	// States gives states names, mostly the numbers of the literature. Wherever an answer speaks of a state it uses such a
	// name or the state's own code, in graph form its id.
	States  map[string]string
	Answers []Answer
}

// State returns the code of the state with the given name, or the name itself where it is a code.
func (a *Answers) State(name string) string {
	if code, ok := a.States[name]; ok {
		return code
	}
	return name
}

// Basis tells how far an answer can be relied on.
type Basis string

// The bases of answers.
const (
	Read       Basis = "published"           // read in the source that is cited
	Recalled   Basis = "recalled"            // as remembered from the source, and equal to what an independent enumeration finds
	Recomputed Basis = "recomputed"          // found by an independent enumeration; the source is silent or was not at hand
	Supposed   Basis = "an analyst's values" // put in to test arithmetic by; no finding
)

// Answer is what is known of a case under certain settings. Only the fields that the source speaks of are set: a nil map
// says nothing, an empty list says that there is no such state.
type Answer struct {
	About    string
	Basis    Basis
	Citation Texts // where it differs from that of all answers
	// Assume settles groups of the scenario, as the command line does; the first choice of every other group is in force.
	Assume  map[string]string
	Choices Choices

	Feasible  int    // feasible states before merging; 0 where it is not said
	States    int    // states after merging
	StatusQuo string `yaml:"status quo"`
	// Rankings are by party, complete, as they follow from its statements or were given.
	Rankings map[string]Ranking
	// Certain are all pairs of states, the preferred one first, that a party with rival preferences certainly prefers.
	Certain map[string][]Ranking
	// Moves are all moves of a party.
	Moves map[string][]Arc
	// Improvements are all joint improvements of a coalition, its parties joined by +: joint moves to a state that every
	// member prefers.
	Improvements map[string][]Arc `yaml:"joint improvements"`
	// Where are all states that satisfy a formula.
	Where map[string][]string

	// Equilibria are by solution concept, named as stability.ParseConcept reads them.
	Equilibria map[string][]string
	// Stable are the stable states by solution concept, then by party or coalition.
	Stable map[string]map[string][]string

	Reach    []Reach
	Paths    []Path
	Requires []Requirement
	// RankingsOf counts the rankings under which a state is stable.
	RankingsOf *RankingCount `yaml:"rankings of"`
	Payoffs    *Payoffs
}

// Choices are the points on which the literature or its programs differ, as in stability.Choices, which defines them.
type Choices struct {
	EqualNotSanction    bool `yaml:"equal not sanction"`
	ReturnNotSanction   bool `yaml:"return not sanction"`
	EachOnce            bool `yaml:"each once"`
	Simultaneous        bool
	EscapeByImprovement bool `yaml:"escape by improvement"`
	IrreversiblePerArc  bool `yaml:"irreversible per arc"`
}

// Reach says where sequences of moves lead. By is "moves", "improvements" or "best replies".
type Reach struct {
	From    string
	By      string
	Exactly []string // all states that can be reached, that of departure among them
}

// Path is a sequence of moves that is possible.
type Path struct {
	From  string
	Moves []Step
	By    string // as in Reach
}

// Requirement says which options a goal cannot be reached without, and which it can. By is as in Reach.
type Requirement struct {
	Goal   string
	By     string
	Each   []string
	ButNot []string `yaml:"but not"`
}

// RankingCount says in how many of all strict rankings by a party, the others' rankings as they are, a state is stable for
// it, by solution concept.
type RankingCount struct {
	Party  string
	State  string
	All    int
	Stable map[string]int
}

// Payoffs is a table of values, by strategy and then by hypothesis, with what follows from it.
type Payoffs struct {
	Hypotheses    [2]string
	Values        map[string]map[string]float64
	LargestRegret map[string]float64 `yaml:"largest regret"`
	// Between names two strategies. BreakEven is the probability of the first hypothesis at which they are worth the same;
	// WorthOfKnowing is what it would be worth to know the hypothesis, if both were as likely, for somebody who can choose
	// between the two.
	Between        [2]string
	BreakEven      float64 `yaml:"break even"`
	WorthOfKnowing float64 `yaml:"worth of knowing"`
}

// Texts is a text or a list of texts.
type Texts []string

// UnmarshalYAML reads either.
func (t *Texts) UnmarshalYAML(n *yaml.Node) error {
	if n.Kind == yaml.ScalarNode {
		*t = Texts{n.Value}
		return nil
	}
	return n.Decode((*[]string)(t))
}

// Arc is a move from one state to another, written "1 -> 2".
type Arc struct{ From, To string }

// UnmarshalText reads "1 -> 2".
func (a *Arc) UnmarshalText(text []byte) (err error) {
	a.From, a.To, err = ends(string(text))
	return err
}

// Step is a move of a party to a state, written "us -> 2".
type Step struct{ Party, To string }

// UnmarshalText reads "us -> 2".
func (s *Step) UnmarshalText(text []byte) (err error) {
	s.Party, s.To, err = ends(string(text))
	return err
}

func ends(text string) (from, to string, err error) {
	from, to, ok := strings.Cut(text, "->")
	if from, to = strings.TrimSpace(from), strings.TrimSpace(to); !ok || from == "" || to == "" {
		return "", "", fmt.Errorf("`%s` is not written as `a -> b`", text)
	}
	return from, to, nil
}

// Ranking is a list of states, most preferred first, written "1 > 3 >> 2 ~ 4": >> is greatly preferred, ~ equally.
type Ranking []parley.Tier

// UnmarshalText reads "1 > 3 >> 2 ~ 4".
func (r *Ranking) UnmarshalText(text []byte) error {
	*r = nil
	for i, part := range strings.Split(string(text), ">>") {
		if i > 0 {
			(*r)[len(*r)-1].Greatly = true
		}
		for tier := range strings.SplitSeq(part, ">") {
			var t parley.Tier
			for state := range strings.SplitSeq(tier, "~") {
				if state = strings.TrimSpace(state); state == "" {
					return fmt.Errorf("`%s` is not a ranking: a state is missing", text)
				}
				t.States = append(t.States, state)
			}
			*r = append(*r, t)
		}
	}
	return nil
}

func parseAnswers(src []byte) (*Answers, error) {
	var a Answers
	if err := yaml.Load(src, &a, yaml.WithKnownFields()); err != nil {
		return nil, err
	}
	return &a, nil
}
