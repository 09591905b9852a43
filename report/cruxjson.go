package report

import (
	"parley/analysis/crux"
)

// CruxJSON is the answer of `parley crux`.
type CruxJSON struct {
	ConflictJSON
	Of      string        `json:"of"` // the id of the claim, or the test
	Test    string        `json:"test"`
	Answer  bool          `json:"answer"` // as things stand
	Why     string        `json:"why"`
	Flips   []ChangesJSON `json:"flips"` // smallest sets of changes that flip the answer, smaller ones first
	Against []AgainstJSON `json:"against"`
	Tried   []TriedJSON   `json:"tried"`
	Skipped []string      `json:"skipped,omitempty"` // changes that were not tried, with the reason
	Weights *WeightsJSON  `json:"weights,omitempty"`
	Stopped bool          `json:"stopped,omitempty"`
}

// ChangesJSON is a set of changes.
type ChangesJSON struct {
	Changes []ChangeJSON `json:"changes"`
	Text    string       `json:"text"`
}

// ChangeJSON is one change.
type ChangeJSON struct {
	Kind   string `json:"kind"` // delete, swap, move, drop-rule, add-rule, flip, remove-option
	Party  string `json:"party,omitempty"`
	What   string `json:"what,omitempty"` // statement, rule or option
	From   int    `json:"from,omitempty"` // place of a statement, from 1
	To     int    `json:"to,omitempty"`
	Group  string `json:"group,omitempty"`
	Choice string `json:"choice,omitempty"`
}

// AgainstJSON is a case against the answer.
type AgainstJSON struct {
	ChangesJSON
	Why string `json:"why"` // what then makes the answer so
}

// TriedJSON says how thoroughly sets of one size were tried.
type TriedJSON struct {
	Size       int    `json:"size"`
	Of         int    `json:"of"`
	Asked      int    `json:"asked"`
	Spared     int    `json:"spared"` // hold a smaller set that flips the answer
	Apart      int    `json:"apart"`  // changes that do not go together
	Broken     int    `json:"broken"` // leave no conflict to ask
	Exhaustive bool   `json:"exhaustive"`
	Example    string `json:"example,omitempty"` // of those broken: why
}

// WeightsJSON ranks what is assumed.
type WeightsJSON struct {
	Exact   bool         `json:"exact"`
	Orders  int          `json:"orders,omitempty"` // drawn
	Seed    uint64       `json:"seed,omitempty"`
	Without bool         `json:"without"` // the answer with nothing assumed
	Broken  int          `json:"broken,omitempty"`
	List    []WeightJSON `json:"list"`
	Inert   []string     `json:"inert,omitempty"`
}

// WeightJSON is one assumption with what it carries.
type WeightJSON struct {
	Party     string  `json:"party,omitempty"`
	Statement string  `json:"statement,omitempty"`
	Group     string  `json:"group,omitempty"`
	Choice    string  `json:"choice,omitempty"`
	Rival     string  `json:"rival,omitempty"`
	Value     float64 `json:"value"`
	Error     float64 `json:"error"`
	Pivotal   float64 `json:"pivotal"`
}

// NewCruxJSON writes a crux as JSON.
func NewCruxJSON(x Crux) CruxJSON {
	r := x.Result
	w := newAnswers()
	j := CruxJSON{ConflictJSON: NewConflictJSON(x.Conflict, x.Reading), Of: x.Test.String(), Test: x.Test.String(), Answer: r.Answer.Holds, Why: w.why(r.Answer).String(),
		Flips: []ChangesJSON{}, Against: []AgainstJSON{}, Tried: []TriedJSON{}, Stopped: r.Stopped || x.Weights != nil && x.Weights.Stopped}
	if x.Claim != nil {
		j.Of = x.Claim.ID
	}
	for _, f := range r.Flips {
		j.Flips = append(j.Flips, x.changesJSON(f))
	}
	for _, c := range x.Cases {
		j.Against = append(j.Against, AgainstJSON{x.changesJSON(c.Flip), w.why(c.Answer).String()})
	}
	for _, s := range r.Sizes {
		t := TriedJSON{Size: s.Size, Of: s.Of, Asked: s.Asked, Spared: s.Spared, Apart: s.Apart, Broken: s.Broken}
		t.Exhaustive = !s.Beam && s.Asked+s.Spared+s.Apart+s.Broken == s.Of
		if s.Example != nil {
			t.Example = s.Example.Error()
		}
		j.Tried = append(j.Tried, t)
	}
	for _, s := range r.Skipped {
		j.Skipped = append(j.Skipped, s.What+": "+s.Why)
	}
	if v := x.Weights; v != nil {
		j.Weights = &WeightsJSON{Exact: v.Exact, Orders: v.Orders, Seed: v.Seed, Without: v.Without, Broken: v.Broken, Inert: v.Inert, List: []WeightJSON{}}
		for _, a := range v.List {
			wj := WeightJSON{Statement: a.Text, Group: a.Group, Choice: a.Choice, Rival: a.Rival, Value: a.Value, Error: a.Error, Pivotal: a.Pivotal}
			if a.Party >= 0 {
				wj.Party = x.Conflict.Parties[a.Party].ID
			}
			j.Weights.List = append(j.Weights.List, wj)
		}
	}
	return j
}

func (x Crux) changesJSON(f crux.Flip) ChangesJSON {
	var j ChangesJSON
	var t Text
	for k, c := range x.Result.Changes(f) {
		if k > 0 {
			t.Add(Plain, "; and ")
		}
		t = append(t, x.change(c, []int{c.To}, k == 0)...)
		change := ChangeJSON{Kind: c.Kind.String(), What: c.Text, Group: c.Group, Choice: c.Choice}
		if c.Party >= 0 {
			change.Party = x.Conflict.Parties[c.Party].ID
			change.From = c.From
			if c.Kind != crux.DeleteStatement {
				change.To = c.To
			}
		}
		j.Changes = append(j.Changes, change)
	}
	j.Text = t.String()
	return j
}
