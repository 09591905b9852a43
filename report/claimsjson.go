package report

import (
	"parley/analysis/claims"
	"parley/evidence"
)

// ClaimsJSON is the answer of `parley claims`.
type ClaimsJSON struct {
	Parley  string            `json:"parley"`
	Title   string            `json:"title"`
	Given   map[string]string `json:"given,omitempty"` // what was assumed in asking
	Claims  []ClaimJSON       `json:"claims"`
	Stopped bool              `json:"stopped,omitempty"` // not every reading was asked
}

// ClaimJSON is one claim with its verdict.
type ClaimJSON struct {
	ID       string            `json:"id"`
	Says     string            `json:"says"`
	By       string            `json:"by,omitempty"`
	Kind     string            `json:"kind,omitempty"`
	Hedge    string            `json:"hedge,omitempty"`
	Test     string            `json:"test,omitempty"`
	Assuming map[string]string `json:"assuming,omitempty"` // what is settled for the test
	Verdict  string            `json:"verdict"`            // holds, fails, depends, untested
	AsGiven  *bool             `json:"as_given,omitempty"` // the answer with all else at first choice
	// HoldsUnder and FailsUnder name the groups that decide; all others make no difference.
	HoldsUnder []claims.Reading `json:"holds_under"`
	FailsUnder []claims.Reading `json:"fails_under"`
	Condition  *ConditionJSON   `json:"condition,omitempty"` // of a verdict that depends
	Covered    *CoveredJSON     `json:"covered,omitempty"`
	Weakest    *LinkJSON        `json:"weakest_hedge,omitempty"`
	Chain      []LinkJSON       `json:"chain,omitempty"` // from the weakest hedge to the claim
	Attributed []LinkJSON       `json:"attributed,omitempty"`
	Dropped    []DropJSON       `json:"dropped,omitempty"` // steps at which a hedge is dropped
	Begs       []string         `json:"begs,omitempty"`    // what its test rests on and the file gives the claim itself as a reason for
	Elsewhere  []ElsewhereJSON  `json:"elsewhere,omitempty"`
	Why        string           `json:"why,omitempty"`          // what makes it so, or why it cannot be tested
	WhyFails   string           `json:"why_fails,omitempty"`    // of a verdict that depends: what makes it fail
	Vacuous    bool             `json:"vacuous,omitempty"`      // under every reading there is nothing that the test speaks of
	Untestable int              `json:"not_testable,omitempty"` // readings under which the test could not be put
}

// ConditionJSON is when a claim holds: any of the terms, each of which allows each group some choices.
type ConditionJSON struct {
	Text     string                `json:"text"` // "motive is imperative; or …"
	HoldsIf  []map[string][]string `json:"holds_if"`
	FailsIf  []map[string][]string `json:"fails_if"`
	Smallest bool                  `json:"smallest"` // no shorter one agrees with what was asked
}

// CoveredJSON says which readings were asked.
type CoveredJSON struct {
	Groups  []string `json:"groups"`          // that were varied
	Inert   []string `json:"inert,omitempty"` // that cannot bear on the test
	Asked   int      `json:"asked"`           // combinations
	Of      int      `json:"of"`              // that there are
	Holds   int      `json:"holds"`           // of those asked
	Pairs   bool     `json:"pairs,omitempty"` // at most two groups away from the first choice were asked
	Vacuous int      `json:"vacuous,omitempty"`
}

// LinkJSON is a claim or a choice with its hedge.
type LinkJSON struct {
	ID    string   `json:"id"`
	Hedge string   `json:"hedge"`           // as written; "" for none
	Kind  string   `json:"kind"`            // estimate, possibility, attributed, dateless, flat, unlisted
	Least *float64 `json:"least,omitempty"` // percent that the word grants at least
}

// DropJSON is a conclusion that is hedged less than some of its premises.
type DropJSON struct {
	Conclusion LinkJSON   `json:"conclusion"`
	Premises   []LinkJSON `json:"premises"`
}

// ElsewhereJSON is the answer where a group that is settled stands otherwise.
type ElsewhereJSON struct {
	Group  string `json:"group"`
	Choice string `json:"choice"`
	Holds  bool   `json:"holds"`
}

// NewClaimsJSON writes findings as JSON.
func NewClaimsJSON(x Claims, given map[string]string) ClaimsJSON {
	j := ClaimsJSON{Parley: Version, Title: x.Conflict.Title, Given: given, Claims: []ClaimJSON{}, Stopped: x.Result.Stopped}
	w := newAnswers()
	for _, f := range x.Result.Findings {
		j.Claims = append(j.Claims, claimJSON(w, f))
	}
	return j
}

func claimJSON(w *answers, f claims.Finding) ClaimJSON {
	c := f.Claim
	j := ClaimJSON{
		ID: c.ID, Says: c.Says, By: c.By, Kind: c.Kind, Hedge: c.Hedge, Assuming: f.Settled, Verdict: f.Verdict.String(),
		HoldsUnder: f.HoldsUnder, FailsUnder: f.FailsUnder, Untestable: f.Count.Untestable,
		Vacuous: f.Count.Vacuous > 0 && f.Count.Vacuous == f.Count.Holds+f.Count.Fails,
	}
	if j.HoldsUnder == nil {
		j.HoldsUnder = []claims.Reading{}
	}
	if j.FailsUnder == nil {
		j.FailsUnder = []claims.Reading{}
	}
	j.Begs = append(j.Begs, f.Itself...)
	j.Begs = append(j.Begs, f.Begs...)
	for _, link := range f.Support.Weakest {
		j.Chain = append(j.Chain, linkJSON(link))
	}
	if len(j.Chain) > 0 {
		j.Weakest = &j.Chain[0]
	}
	for _, link := range f.Support.Attributed {
		j.Attributed = append(j.Attributed, linkJSON(link))
	}
	for _, d := range f.Support.Drops {
		drop := DropJSON{Conclusion: linkJSON(d.Conclusion)}
		for _, p := range d.Premises {
			drop.Premises = append(drop.Premises, linkJSON(p))
		}
		j.Dropped = append(j.Dropped, drop)
	}
	if c.Test == nil {
		j.Why = "the claim has no test"
		return j
	}
	j.Test = c.Test.String()
	if f.AsGiven != nil {
		j.AsGiven = &f.AsGiven.Holds
	}
	v := f.Coverage
	j.Covered = &CoveredJSON{Groups: v.Varied, Inert: v.Inert, Asked: v.Asked, Of: v.Readings, Holds: f.Count.Holds, Pairs: !v.Jointly, Vacuous: f.Count.Vacuous}
	if j.Covered.Groups == nil {
		j.Covered.Groups = []string{}
	}
	for _, e := range f.Elsewhere {
		if e.Err == nil {
			j.Elsewhere = append(j.Elsewhere, ElsewhereJSON{e.Group, e.Choice, e.Holds})
		}
	}
	text := func(e *claims.Example) string {
		if e == nil || e.Answer == nil {
			return ""
		}
		return w.why(e.Answer).String()
	}
	switch f.Verdict {
	case claims.Untested:
		if f.Why != nil {
			j.Why = f.Why.Error()
		}
	case claims.Fails:
		j.Why = text(f.Against)
	case claims.Depends:
		j.WhyFails = text(f.Against)
		j.Condition = &ConditionJSON{Text: ConditionText(f, f.When), HoldsIf: termsJSON(f, f.When), FailsIf: termsJSON(f, f.Unless), Smallest: f.When.Smallest}
		fallthrough
	default:
		j.Why = text(f.For)
	}
	return j
}

// termsJSON writes a condition as a list of terms, each with the choices that it allows the groups it restricts.
func termsJSON(f claims.Finding, c claims.Condition) []map[string][]string {
	out := []map[string][]string{}
	for _, term := range c.Terms {
		allowed := map[string][]string{}
		for k, group := range f.Matters {
			if in, rest := split(f, k, term[k]); len(rest) > 0 {
				allowed[group] = in
			}
		}
		out = append(out, allowed)
	}
	return out
}

func linkJSON(l claims.Link) LinkJSON {
	j := LinkJSON{ID: l.ID, Hedge: l.Hedge, Kind: l.Word.Kind.String()}
	if least, ok := l.Word.Floor(); ok && l.Word.Kind != evidence.Flat {
		j.Least = &least
	}
	return j
}
