package report

import (
	"parley/analysis/explain"
	"parley/analysis/sequence"
	"parley/game"
	"parley/stability"
)

// ExplainJSON is the answer of `parley explain`.
type ExplainJSON struct {
	ConflictJSON
	State       string            `json:"state"`
	Equilibrium map[string]bool   `json:"equilibrium"` // by concept
	Verdicts    []VerdictJSON     `json:"verdicts"`
	Choices     stability.Choices `json:"choices"`
}

// VerdictJSON tells why a party, or a coalition a+b, stays at the state or leaves it.
type VerdictJSON struct {
	Concept      string            `json:"concept"`
	Party        string            `json:"party"`
	Stable       bool              `json:"stable"`
	Ground       string            `json:"ground"` // no-move, no-improvement, deterred, tempted, strongly
	Improvements []ImprovementJSON `json:"improvements,omitempty"`
	Lines        []LineJSON        `json:"lines,omitempty"` // limited-move: what the party foresees for each of its moves
}

// ImprovementJSON is a state that tempts the party away.
type ImprovementJSON struct {
	To         string           `json:"to"`
	Moves      []MoveJSON       `json:"moves"`
	Because    []PreferenceJSON `json:"because"`
	Sanctioned bool             `json:"sanctioned"`
	Sanction   *AnswerJSON      `json:"sanction,omitempty"`
	Attempt    *AnswerJSON      `json:"attempt,omitempty"` // where nothing sanctions it: the answer that comes nearest
	Line       *LineJSON        `json:"line,omitempty"`    // maximin
}

// AnswerJSON is what the others can lead to once the party has moved.
type AnswerJSON struct {
	To       string           `json:"to"`
	Moves    []MoveJSON       `json:"moves,omitempty"`
	AtOnce   []MoveJSON       `json:"at_once,omitempty"` // sim: made at the same time as the party's move
	Compared []PreferenceJSON `json:"compared"`
	Counter  *CounterJSON     `json:"counter,omitempty"`
	Fails    string           `json:"fails"` // holds, not-worse, returns, escaped
}

// CounterJSON is the party's best move away from an answer.
type CounterJSON struct {
	To      string     `json:"to"`
	Moves   []MoveJSON `json:"moves"`
	Escapes bool       `json:"escapes"`
}

// LineJSON is what a party foresees: its own move first.
type LineJSON struct {
	Moves    []MoveJSON     `json:"moves"`
	Compared PreferenceJSON `json:"compared"`
}

// PreferenceJSON is how a party compares one state with the state explained, and what decides it.
type PreferenceJSON struct {
	Party     string `json:"party"`
	Relation  string `json:"relation"` // better, much-better, equal, worse, much-worse, unknown
	Statement string `json:"statement,omitempty"`
	Index     int    `json:"index,omitempty"` // of the statement among the party's, from 1
}

var relationNames = map[game.Relation]string{
	game.Unknown: "unknown", game.Equal: "equal", game.Better: "better", game.MuchBetter: "much-better", game.Worse: "worse", game.MuchWorse: "much-worse",
}

// NewExplainJSON writes an explanation as JSON.
func NewExplainJSON(y Why, assumed map[string]string) ExplainJSON {
	g, x := y.Graph, y.Explanation
	c := g.Conflict()
	j := ExplainJSON{ConflictJSON: NewConflictJSON(c, assumed), State: g.Code(x.State), Equilibrium: map[string]bool{}, Verdicts: []VerdictJSON{}, Choices: x.Choices}
	for _, judgement := range x.Judgements {
		id := judgement.Concept.String()
		j.Equilibrium[id] = judgement.Equilibrium
		for _, v := range judgement.Verdicts {
			out := VerdictJSON{Concept: id, Party: v.Who.Name(c.Parties), Stable: v.Stable, Ground: v.Ground.String()}
			for _, i := range v.Improvements {
				out.Improvements = append(out.Improvements, improvementJSON(g, i))
			}
			for _, l := range v.Lines {
				out.Lines = append(out.Lines, *lineJSON(g, &l))
			}
			j.Verdicts = append(j.Verdicts, out)
		}
	}
	return j
}

func improvementJSON(g *game.Graph, i explain.Improvement) ImprovementJSON {
	return ImprovementJSON{
		To: g.Code(i.To), Moves: movesJSON(g, i.Path), Because: preferencesJSON(g, i.Because), Sanctioned: i.Sanctioned,
		Sanction: answerJSON(g, i.Sanction), Attempt: answerJSON(g, i.Attempt), Line: lineJSON(g, i.Line),
	}
}

func answerJSON(g *game.Graph, a *explain.Answer) *AnswerJSON {
	if a == nil {
		return nil
	}
	j := &AnswerJSON{To: g.Code(a.To), Compared: preferencesJSON(g, a.Compared), Fails: a.Fails.String()}
	if a.Path != nil {
		j.Moves = movesJSON(g, a.Path)
	}
	if len(a.AtOnce) > 0 {
		j.AtOnce = movesJSON(g, &sequence.Path{Steps: a.AtOnce})
	}
	if a.Counter != nil {
		j.Counter = &CounterJSON{To: g.Code(a.Counter.To), Moves: movesJSON(g, a.Counter.Path), Escapes: a.Counter.Escapes}
	}
	return j
}

func lineJSON(g *game.Graph, l *explain.Line) *LineJSON {
	if l == nil {
		return nil
	}
	return &LineJSON{Moves: movesJSON(g, l.Path), Compared: preferencesJSON(g, []explain.Preference{l.Compared})[0]}
}

func preferencesJSON(g *game.Graph, ps []explain.Preference) []PreferenceJSON {
	out := []PreferenceJSON{}
	for _, p := range ps {
		j := PreferenceJSON{Party: g.Conflict().Parties[p.Party].ID, Relation: relationNames[p.Relation]}
		if len(p.Reasons) == 1 && p.Reasons[0].Statement != nil {
			j.Statement, j.Index = p.Reasons[0].Statement.Formula.String(), p.Reasons[0].Statement.Index+1
		}
		out = append(out, j)
	}
	return out
}
