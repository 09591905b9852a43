package report

import (
	"math/big"

	"parley/analysis/explain"
	"parley/analysis/settle"
	"parley/game"
)

// SettleJSON is the answer of `parley settle`.
type SettleJSON struct {
	ConflictJSON
	Goal       string   `json:"goal"`
	States     []string `json:"goal_states"` // those that stand best first
	State      string   `json:"state"`       // the one that the rest is about
	StatusQuo  *string  `json:"status_quo"`
	Attainable bool     `json:"attainable"` // some state of the goal holds under some concept and can be reached
	Concepts   []string `json:"concepts"`
	Hold       string   `json:"hold"` // the concept by which clauses are judged

	Standings []GoalStateJSON `json:"standings"` // in the order of goal_states
	Why       *ExplainJSON    `json:"why,omitempty"`
	NoDeal    *NoDealJSON     `json:"no_deal,omitempty"`
	Gains     []GainJSON      `json:"gains,omitempty"`

	// Rankings has for each party and concept the exact number of strict rankings of the states that may vary under which the
	// state is stable for the party, AllRankings the number of all for each party: JSON numbers up to 2^53, strings above;
	// absent in conflicts of more than 5000 states. Shares has the quotients.
	Vary        string                        `json:"vary,omitempty"`
	Rankings    map[string]map[string]any     `json:"rankings"`
	AllRankings map[string]any                `json:"all_rankings,omitempty"`
	Shares      map[string]map[string]float64 `json:"shares"`
	Uncounted   map[string]map[string]string  `json:"uncounted,omitempty"` // why a number is missing
	Changes     []PreferenceChangeJSON        `json:"changes"`
	Together    map[string]bool               `json:"together,omitempty"` // who stays once the first change of everybody is made

	Clauses *ClausesJSON `json:"clauses,omitempty"`
	Stages  []StageJSON  `json:"stages,omitempty"`
	Pledges []PledgeJSON `json:"pledges,omitempty"`
	Missing []string     `json:"missing,omitempty"`
}

// GoalStateJSON is how a state of the goal stands.
type GoalStateJSON struct {
	State string          `json:"state"`
	Holds map[string]bool `json:"holds"` // by concept
	Way   string          `json:"way"`   // best-replies, improvements, joint-improvements, moves, joint-moves, none
	Steps *int            `json:"steps"`
}

// NoDealJSON lists where best replies from the status quo end.
type NoDealJSON struct {
	Outside []string `json:"outside"` // of the goal
	Inside  []string `json:"inside"`
}

// GainJSON is how a party compares the goal with other states: better, worse, equal, unknown, with much- where strength is
// told apart.
type GainJSON struct {
	Party     string            `json:"party"`
	StatusQuo *GoalComparedJSON `json:"status_quo,omitempty"`
	Worst     *GoalComparedJSON `json:"worst,omitempty"` // of the ends without a deal
	Best      *GoalComparedJSON `json:"best,omitempty"`
}

// GoalComparedJSON compares the goal with another state.
type GoalComparedJSON struct {
	With      string `json:"with"`
	Relation  string `json:"relation"`
	Statement string `json:"statement,omitempty"` // the first that tells the two apart
}

// PreferenceChangeJSON is the smallest change of what a party wants under which it stays, by one concept.
type PreferenceChangeJSON struct {
	Party    string   `json:"party"`
	Concept  string   `json:"concept"`
	Swaps    int      `json:"swaps"`
	Below    []string `json:"below"`           // states that must rank below the state and now rank above
	Untie    []string `json:"untie,omitempty"` // states now as good that must rank below
	Smallest bool     `json:"smallest"`        // proven
	// Edits are the changes of statements with the fewest edits; absent where the party holds no statements.
	Edits      [][]EditJSON `json:"edits,omitempty"`
	Exhausted  *int         `json:"exhausted,omitempty"` // edits up to which every change was tried
	Incomplete bool         `json:"incomplete,omitempty"`
}

// EditJSON is one edit of a list of statements, by places from 1 before it. To is absent where the statement is given up.
type EditJSON struct {
	From int  `json:"from"`
	To   *int `json:"to,omitempty"`
}

// ClausesJSON is what clauses do for the goal.
type ClausesJSON struct {
	Now           TrialJSON   `json:"now"`
	Singles       []TrialJSON `json:"singles"`
	Pairs         []TrialJSON `json:"pairs"` // those that work
	PairsTried    int         `json:"pairs_tried"`
	PairsPossible int         `json:"pairs_possible"`
	Stopped       bool        `json:"stopped,omitempty"`
}

// TrialJSON is what becomes of the goal with some clauses.
type TrialJSON struct {
	Clauses []ClauseJSON `json:"clauses,omitempty"`
	Blocked string       `json:"blocked,omitempty"`
	Works   bool         `json:"works"` // it holds and moves that pay lead there
	State   string       `json:"state,omitempty"`
	Holds   bool         `json:"holds"`
	Staying int          `json:"staying"`
	Way     string       `json:"way"`
	Added   []string     `json:"added,omitempty"`
	Removed []string     `json:"removed,omitempty"`
}

// ClauseJSON is one clause.
type ClauseJSON struct {
	Kind    string   `json:"kind"` // forbid, bind, order, exchange
	Options []string `json:"options"`
	Text    string   `json:"text"`
}

// StageJSON is one stage of an agreement.
type StageJSON struct {
	Stage   string        `json:"stage"`
	State   *string       `json:"state"` // null where it cannot be reached
	Way     string        `json:"way"`   // as in GoalStateJSON, or no-loss: no mover loses by a step
	Moves   []MoveJSON    `json:"moves"`
	Leavers []LeaverJSON  `json:"leavers"`
	Inside  []LeavingJSON `json:"inside,omitempty"` // moves that pay and stay within the stage
}

// LeavingJSON is a party's best move of a kind.
type LeavingJSON struct {
	Party     string `json:"party"`
	To        string `json:"to"`
	Statement string `json:"statement,omitempty"`
	Others    int    `json:"others"`
}

// LeaverJSON is a party that gains by leaving a stage.
type LeaverJSON struct {
	LeavingJSON
	Rather    string         `json:"rather,omitempty"` // where it would rather go, within the stage
	Undone    bool           `json:"undone"`           // some sequence of moves leads back
	Punishers []PunisherJSON `json:"punishers"`
	Deterred  []string       `json:"deterred"` // concepts under which it stays after all
}

// PunisherJSON is a party that can punish leaving.
type PunisherJSON struct {
	Party    string `json:"party"`
	To       string `json:"to"`
	Credible bool   `json:"credible"`
}

// PledgeJSON is a threat or promise.
type PledgeJSON struct {
	Text    string       `json:"text"`
	Promise bool         `json:"promise"`
	Maker   string       `json:"maker"`
	All     TallyJSON    `json:"all"`
	Likely  TallyJSON    `json:"by_improvements"` // where moves that pay lead from the status quo
	Drift   TallyJSON    `json:"by_best_replies"`
	Done    int          `json:"done"`
	Effects []EffectJSON `json:"effects"`
	Reasons []ReasonJSON `json:"reasons"`
}

// TallyJSON counts states where a pledge is due.
type TallyJSON struct {
	Due    int `json:"due"`
	Gains  int `json:"gains"`
	Best   int `json:"best_reply"`
	Equal  int `json:"equal"`
	Loses  int `json:"loses"`
	Open   int `json:"unknown"`
	Cannot int `json:"cannot"`
}

// EffectJSON counts what carrying a pledge out is to another party.
type EffectJSON struct {
	Party     string `json:"party"`
	Addressed bool   `json:"addressed"`
	Gains     int    `json:"gains"`
	Equal     int    `json:"equal"`
	Loses     int    `json:"loses"`
	Open      int    `json:"unknown"`
}

// ReasonJSON is what decides for or against carrying a pledge out.
type ReasonJSON struct {
	For       bool   `json:"for"`
	Statement string `json:"statement,omitempty"`
	States    int    `json:"states"`
	From      string `json:"from"` // one of them
	To        string `json:"to"`
}

// NewSettleJSON writes a settlement as JSON.
func NewSettleJSON(x Settlement, assumed map[string]string) SettleJSON {
	g := x.Graph
	j := SettleJSON{
		ConflictJSON: NewConflictJSON(g.Conflict(), assumed), Goal: x.Goal.Text, State: g.Code(x.State()), Attainable: x.Attainable(),
		States: []string{}, Concepts: []string{}, Hold: x.Hold.String(), Vary: x.Vary, Missing: x.Missing,
	}
	if sq := g.StatusQuo(); sq >= 0 {
		code := g.Code(sq)
		j.StatusQuo = &code
	}
	for _, v := range x.Result.Verdicts {
		j.Concepts = append(j.Concepts, v.Concept.String())
	}
	for _, s := range x.Standings {
		row := GoalStateJSON{State: g.Code(s.State), Holds: map[string]bool{}, Way: s.Way.String()}
		for k, holds := range s.Holds {
			row.Holds[j.Concepts[k]] = holds
		}
		if s.Steps >= 0 {
			row.Steps = &s.Steps
		}
		j.States = append(j.States, row.State)
		j.Standings = append(j.Standings, row)
	}
	if x.Why != nil {
		why := NewExplainJSON(Why{g, x.Why}, assumed)
		j.Why = &why
	}
	if x.Prospects != nil {
		j.NoDeal = &NoDealJSON{stateCodes(g, x.Prospects.NoDeal), stateCodes(g, x.Prospects.Deal)}
	}
	for _, gain := range x.Gains {
		row := GainJSON{Party: g.Conflict().Parties[gain.Party].ID}
		row.StatusQuo, row.Worst, row.Best = compared(g, gain.StatusQuo), compared(g, gain.Worst), compared(g, gain.Best)
		j.Gains = append(j.Gains, row)
	}
	j.wants(x)
	if x.Levers != nil {
		j.Clauses = clausesJSON(g, x.Levers)
	}
	for _, s := range x.Stages {
		j.Stages = append(j.Stages, stageJSON(x, s))
	}
	for _, p := range x.Pledges {
		j.Pledges = append(j.Pledges, pledgeJSON(g, p))
	}
	return j
}

// stateCodes lists the codes of states.
func stateCodes[I int | int32](g *game.Graph, states []I) []string {
	out := []string{}
	for _, s := range states {
		out = append(out, g.Code(int(s)))
	}
	return out
}

func compared(g *game.Graph, p *explain.Preference) *GoalComparedJSON {
	if p == nil {
		return nil
	}
	return &GoalComparedJSON{g.Code(p.Other), relationNames[p.Relation], decisive(*p)}
}

// decisive returns the statement that decides a comparison, "" where none does.
func decisive(p explain.Preference) string {
	if len(p.Reasons) != 1 || p.Reasons[0].Statement == nil {
		return ""
	}
	return p.Reasons[0].Statement.Formula.String()
}

// wholeNumber writes a whole number as a JSON number where every reader can hold it, as a string above.
func wholeNumber(n *big.Int) any {
	if n.BitLen() <= 53 {
		return n.Int64()
	}
	return n.String()
}

// wants fills in rankings and changes.
func (j *SettleJSON) wants(x Settlement) {
	g := x.Graph
	j.Rankings, j.Shares, j.Changes = map[string]map[string]any{}, map[string]map[string]float64{}, []PreferenceChangeJSON{}
	for _, p := range g.Conflict().Parties {
		j.Rankings[p.ID], j.Shares[p.ID] = map[string]any{}, map[string]float64{}
	}
	for _, w := range x.Wants {
		party, concept := g.Conflict().Parties[w.Party].ID, w.Concept.String()
		switch {
		case w.Uncounted != nil:
			if j.Uncounted == nil {
				j.Uncounted = map[string]map[string]string{}
			}
			if j.Uncounted[party] == nil {
				j.Uncounted[party] = map[string]string{}
			}
			j.Uncounted[party][concept] = w.Uncounted.Error()
		default:
			j.Shares[party][concept] = w.Rankings.Share
			if w.Rankings.Stable != nil {
				j.Rankings[party][concept] = wholeNumber(w.Rankings.Stable)
				if j.AllRankings == nil {
					j.AllRankings = map[string]any{}
				}
				j.AllRankings[party] = wholeNumber(w.Rankings.All)
			}
		}
		if w.Change == nil {
			continue
		}
		c := PreferenceChangeJSON{Party: party, Concept: concept, Swaps: w.Change.Swaps, Below: stateCodes(g, w.Change.Below), Smallest: w.Change.Smallest}
		if len(w.Change.Untie) > 0 {
			c.Untie = stateCodes(g, w.Change.Untie)
		}
		if r := w.Revisions; r != nil {
			c.Exhausted, c.Incomplete = &r.Exhausted, r.Stopped
			for _, f := range r.Found {
				edits := []EditJSON{}
				for _, e := range f.Edits {
					edit := EditJSON{From: e.From + 1}
					if !e.Delete {
						to := e.To + 1
						edit.To = &to
					}
					edits = append(edits, edit)
				}
				c.Edits = append(c.Edits, edits)
			}
		}
		j.Changes = append(j.Changes, c)
	}
	for i, stays := range x.Together {
		if j.Together == nil {
			j.Together = map[string]bool{}
		}
		j.Together[g.Conflict().Parties[i].ID] = stays
	}
}

func clausesJSON(g *game.Graph, l *settle.Levers) *ClausesJSON {
	out := &ClausesJSON{Now: trialJSON(g, l.Now), Singles: []TrialJSON{}, Pairs: []TrialJSON{}, PairsTried: l.Tried, PairsPossible: l.Possible, Stopped: l.Stopped}
	for _, t := range l.Singles {
		out.Singles = append(out.Singles, trialJSON(g, t))
	}
	for _, t := range l.Pairs {
		out.Pairs = append(out.Pairs, trialJSON(g, t))
	}
	return out
}

func trialJSON(g *game.Graph, t settle.Trial) TrialJSON {
	j := TrialJSON{Blocked: t.Blocked, Works: t.Works(), State: t.State, Holds: t.Holds, Staying: t.Staying, Way: t.Way.String(), Added: t.Added, Removed: t.Removed}
	for _, x := range t.Clauses {
		c := ClauseJSON{Kind: x.Kind.String(), Text: x.Text(g.Conflict())}
		for _, k := range x.Options {
			c.Options = append(c.Options, g.Conflict().Options[k].ID)
		}
		j.Clauses = append(j.Clauses, c)
	}
	return j
}

func stageJSON(x Settlement, s settle.Stage) StageJSON {
	g := x.Graph
	id := func(i int) string { return g.Conflict().Parties[i].ID }
	j := StageJSON{Stage: s.Goal.Text, Way: s.Way.String(), Moves: []MoveJSON{}, Leavers: []LeaverJSON{}}
	if s.State < 0 {
		return j
	}
	code := g.Code(s.State)
	j.State, j.Moves = &code, movesJSON(g, s.Path)
	leaving := func(l settle.Leaving) LeavingJSON {
		return LeavingJSON{id(l.Party), g.Code(l.To), decisive(l.Because), l.Others}
	}
	for _, l := range s.Leavers {
		row := LeaverJSON{LeavingJSON: leaving(l.Leaving), Undone: l.Back != nil, Punishers: []PunisherJSON{}, Deterred: []string{}}
		if l.Rather != nil {
			row.Rather = g.Code(l.Rather.To)
		}
		for _, p := range l.Punishers {
			row.Punishers = append(row.Punishers, PunisherJSON{id(p.Party), g.Code(p.To), p.Credible})
		}
		for _, k := range l.Deterred {
			row.Deterred = append(row.Deterred, x.Result.Verdicts[k].Concept.String())
		}
		j.Leavers = append(j.Leavers, row)
	}
	for _, l := range s.Inside {
		j.Inside = append(j.Inside, leaving(l))
	}
	return j
}

func pledgeJSON(g *game.Graph, p settle.Credibility) PledgeJSON {
	tally := func(t settle.Tally) TallyJSON {
		return TallyJSON{t.Due, t.Gains, t.Best, t.Equal, t.Loses, t.Open, t.Cannot}
	}
	j := PledgeJSON{
		Text: p.Pledge.Text, Promise: p.Pledge.Promise, Maker: g.Conflict().Parties[p.Maker].ID, Done: p.Done,
		All: tally(p.All), Likely: tally(p.Likely), Drift: tally(p.Drift), Effects: []EffectJSON{}, Reasons: []ReasonJSON{},
	}
	for _, e := range p.Effects {
		j.Effects = append(j.Effects, EffectJSON{g.Conflict().Parties[e.Party].ID, e.Addressed, e.Gains, e.Equal, e.Loses, e.Open})
	}
	for _, r := range p.Reasons {
		j.Reasons = append(j.Reasons, ReasonJSON{r.Gains, decisive(r.Because), r.States, g.Code(r.Case), g.Code(r.To)})
	}
	return j
}
