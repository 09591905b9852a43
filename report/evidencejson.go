package report

import (
	"math"
	"math/big"

	"parley/analysis/paths"
	"parley/evidence"
	"parley/evidence/quote"
	"parley/game"
)

// EvidenceJSON is the answer of `parley evidence`.
type EvidenceJSON struct {
	Parley   string         `json:"parley"`
	Title    string         `json:"title"`
	Boards   []BoardJSON    `json:"boards"`
	Words    []EstimateJSON `json:"words,omitempty"`
	Together []TogetherJSON `json:"together,omitempty"`
	Quotes   []QuoteJSON    `json:"quotes,omitempty"`
	Without  []WithoutJSON  `json:"without,omitempty"`
}

// WithoutJSON is a section of the file with what it has no evidence for.
type WithoutJSON struct {
	Section string   `json:"section"`
	What    string   `json:"what"`
	Total   int      `json:"total"`
	Items   []string `json:"items"` // paths in the file
}

// EstimateJSON is a word of estimate with what it stands for, in percent.
type EstimateJSON struct {
	Of       string   `json:"of,omitempty"`
	Hedge    string   `json:"hedge,omitempty"` // as the source has it
	Word     string   `json:"word"`            // the analyst's, if given, else the hedge
	Scale    string   `json:"scale,omitempty"`
	Low      *float64 `json:"low,omitempty"`
	High     *float64 `json:"high,omitempty"`
	Kind     string   `json:"kind"`
	Standing string   `json:"standing"` // on the scale, ICD-203 where none is named
	Faults   []string `json:"faults,omitempty"`
}

// TogetherJSON is how likely estimates are together, in percent.
type TogetherJSON struct {
	Claim           string         `json:"claim"`
	Words           []EstimateJSON `json:"words"`
	Low             float64        `json:"low"`
	High            float64        `json:"high"`
	Independent     float64        `json:"independent"`
	IndependentLow  float64        `json:"independent_low"`
	IndependentHigh float64        `json:"independent_high"`
	Weakest         string         `json:"weakest"`
}

// QuoteJSON is a quotation.
type QuoteJSON struct {
	Quote       string           `json:"quote"`
	Source      string           `json:"source,omitempty"`
	Reliability string           `json:"reliability,omitempty"`
	Hedges      []string         `json:"hedges,omitempty"`
	Used        []string         `json:"used"`
	Rests       []string         `json:"rests,omitempty"`
	Found       string           `json:"found"` // found, close, missing; unknown where the source is not at hand
	Nearness    float64          `json:"nearness,omitempty"`
	Spans       []SpanJSON       `json:"spans,omitempty"`
	Differ      []DifferenceText `json:"differ,omitempty"`
}

// DifferenceText is a place at which a quotation differs from its source.
type DifferenceText struct {
	Quote  string `json:"quote"`
	Source string `json:"source"`
}

// SpanJSON is a piece of a source's text: bytes from offset to end; line and column count from 1.
type SpanJSON struct {
	Offset int `json:"offset"`
	End    int `json:"end"`
	Line   int `json:"line"`
	Column int `json:"column"`
}

// BoardJSON is a board with what it says.
type BoardJSON struct {
	Group      string            `json:"group"`
	Question   string            `json:"question,omitempty"`
	Basis      string            `json:"basis,omitempty"`
	Choices    []BoardChoiceJSON `json:"choices"`
	Items      []BoardItemJSON   `json:"items"`
	Order      [][]string        `json:"order"` // those that fare alike together
	Weighted   [][]string        `json:"weighted"`
	Indicators []ObservationJSON `json:"indicators,omitempty"`
}

// BoardChoiceJSON is how a hypothesis fares. Posterior is null where the evidence rules every choice out.
type BoardChoiceJSON struct {
	ID            string        `json:"id"`
	Claim         string        `json:"claim,omitempty"`
	Likelihood    *EstimateJSON `json:"likelihood,omitempty"`
	Inconsistency float64       `json:"inconsistency"`
	Consistency   float64       `json:"consistency"`
	Weighted      float64       `json:"weighted_inconsistency"`
	NotApplicable float64       `json:"not_applicable"`
	Unrated       float64       `json:"unrated"`
	Prior         float64       `json:"prior"`
	Posterior     *float64      `json:"posterior"`
	Discounted    *float64      `json:"discounted"`
	EndsBefore    []string      `json:"ends_before,omitempty"`
	EndsNow       []string      `json:"ends_now,omitempty"`
}

// BoardItemJSON is an item of evidence. Means has null where nobody rated.
type BoardItemJSON struct {
	ID            string         `json:"id"`
	Says          string         `json:"says"`
	Reliability   string         `json:"reliability,omitempty"`
	Weight        float64        `json:"weight"`
	Ratings       [][]string     `json:"ratings"`
	Means         []*float64     `json:"means"`
	Diagnosticity float64        `json:"diagnosticity"`
	Disagreement  float64        `json:"disagreement"`
	Key           bool           `json:"key"`
	Likelihoods   []float64      `json:"likelihoods"`
	Factor        *float64       `json:"factor"` // null for infinity
	MostWithout   []string       `json:"most_likely_without,omitempty"`
	Without       [][]string     `json:"without"`
	Turned        [][]string     `json:"turned"`
	Observed      []SightingJSON `json:"observed,omitempty"`
	Claims        []string       `json:"claims,omitempty"`
}

// SightingJSON is a move that was seen, under one choice; From and To are null where there is no such state.
type SightingJSON struct {
	Choice  string  `json:"choice"`
	From    *string `json:"from"`
	To      *string `json:"to"`
	Conduct string  `json:"conduct"`
	Derived bool    `json:"derived"`
}

// NewEvidenceJSON writes evidence as JSON.
func NewEvidenceJSON(e Evidence) EvidenceJSON {
	j := EvidenceJSON{Parley: Version, Title: e.Title, Boards: []BoardJSON{}}
	for _, b := range e.Boards {
		j.Boards = append(j.Boards, b.json())
	}
	for _, w := range e.Words {
		j.Words = append(j.Words, estimateJSON(w))
	}
	for _, x := range e.Together {
		c := x.Conjunction
		t := TogetherJSON{Claim: x.ID, Low: c.Low, High: c.High, Independent: round(c.Independent), IndependentLow: round(c.IndependentLow), IndependentHigh: round(c.IndependentHigh), Weakest: x.Words[c.Weakest].ID}
		for _, w := range x.Words {
			t.Words = append(t.Words, estimateJSON(w))
		}
		j.Together = append(j.Together, t)
	}
	for _, q := range e.Quotes {
		x := QuoteJSON{Quote: q.Quote, Source: q.Source.ID, Reliability: q.Source.Reliability, Hedges: q.Hedges, Used: q.Used, Rests: q.Rests, Found: "unknown"}
		if q.Match != nil {
			x.match(*q.Match)
		}
		j.Quotes = append(j.Quotes, x)
	}
	for _, w := range e.Without {
		x := WithoutJSON{Section: w.Section, What: w.What, Total: w.Total, Items: []string{}}
		for _, i := range w.Items {
			x.Items = append(x.Items, i.At)
		}
		j.Without = append(j.Without, x)
	}
	return j
}

// round keeps six digits behind the point, so that the last bits of a product do not show.
func round(x float64) float64 { return float64(int64(x*1e6+.5)) / 1e6 }

func (x *QuoteJSON) match(m quote.Match) {
	x.Found, x.Nearness = m.Status.String(), round(m.Nearness)
	for _, s := range m.Spans {
		x.Spans = append(x.Spans, SpanJSON(s))
	}
	for _, d := range m.Differ {
		x.Differ = append(x.Differ, DifferenceText(d))
	}
}

func estimateJSON(e Estimate) EstimateJSON {
	w := evidence.Lookup(e.Likelihood.Word)
	scale := evidence.ICD203
	if s, ok := evidence.ScaleNamed(e.Likelihood.Scale); ok {
		scale = s
	}
	j := EstimateJSON{Of: e.ID, Hedge: e.Hedge, Word: e.Likelihood.Word, Kind: w.Kind.String(), Standing: w.StandingOn(scale).String(), Faults: evidence.Faults(e.Likelihood.Word)}
	if r, ok := e.Likelihood.Range(); ok {
		j.Scale, j.Low, j.High = r.Scale, &r.Low, &r.High
	}
	return j
}

func (b Board) json() BoardJSON {
	j := BoardJSON{Group: b.Group, Question: b.Question, Basis: b.Basis, Items: []BoardItemJSON{}, Order: b.ids(b.Finding.Order), Weighted: b.ids(b.Finding.Weighted)}
	sum := new(big.Rat)
	for _, p := range b.Priors {
		sum.Add(sum, p)
	}
	for h, c := range b.Choices {
		s := b.Finding.Scores[h]
		x := BoardChoiceJSON{ID: c.ID, Claim: c.Claim, Inconsistency: float(s.Inconsistency), Consistency: float(s.Consistency), Weighted: float(s.WeightedInconsistency),
			NotApplicable: float(s.NotApplicable), Unrated: float(s.Unrated), Prior: 1 / float64(len(b.Choices))}
		if c.Likelihood.Word != "" {
			e := estimateJSON(Estimate{Hedge: c.Hedge, Likelihood: c.Likelihood})
			x.Likelihood = &e
		}
		if b.Priors != nil {
			x.Prior = float(new(big.Rat).Quo(b.Priors[h], sum))
		}
		if p := b.Finding.Posterior; p != nil {
			v := float(p[h])
			x.Posterior = &v
		}
		if p := b.Finding.Discounted; p != nil {
			v := float(p[h])
			x.Discounted = &v
		}
		if b.Moved {
			x.EndsBefore, x.EndsNow = endCodes(b.Ahead[h].Graph, b.Ahead[h].Before), endCodes(b.Ahead[h].Graph, b.Ahead[h].Now)
		}
		j.Choices = append(j.Choices, x)
	}
	for i, item := range b.Items {
		f := b.Finding.Rows[i]
		x := BoardItemJSON{ID: item.ID, Says: item.Says, Reliability: item.Reliability, Weight: float(b.Rows[i].Weight), Diagnosticity: round(f.Diagnosticity), Disagreement: round(f.Disagreement),
			Key: f.Key(), Without: b.ids(f.Without.Order), Turned: b.ids(f.Turned.Order), Claims: item.Claims}
		if !math.IsInf(f.Factor, 1) {
			v := round(f.Factor)
			x.Factor = &v
		}
		for _, h := range f.MostWithout {
			x.MostWithout = append(x.MostWithout, b.Choices[h].ID)
		}
		for h := range b.Choices {
			x.Likelihoods = append(x.Likelihoods, float(f.Likelihoods[h]))
			words := []string{}
			for _, r := range b.Rows[i].Ratings[h] {
				words = append(words, r.String())
			}
			x.Ratings = append(x.Ratings, words)
			if m := f.Means[h]; m != nil {
				v := float(m)
				x.Means = append(x.Means, &v)
			} else {
				x.Means = append(x.Means, nil)
			}
		}
		for h, s := range item.Observed {
			y := SightingJSON{Choice: b.Choices[h].ID, Conduct: s.Conduct.String(), Derived: s.Derived}
			if s.Unplaced {
				y.Conduct = "unknown"
			}
			for _, p := range []struct {
				state int
				to    **string
			}{{s.From, &y.From}, {s.To, &y.To}} {
				if p.state >= 0 {
					code := s.Graph.Code(p.state)
					*p.to = &code
				}
			}
			x.Observed = append(x.Observed, y)
		}
		j.Items = append(j.Items, x)
	}
	if b.Indicators != nil {
		for _, o := range b.Indicators.Seen {
			j.Indicators = append(j.Indicators, b.Indicators.observationJSON(o))
		}
	}
	return j
}

func float(r *big.Rat) float64 {
	x, _ := r.Float64()
	return x
}

func (b Board) ids(order [][]int) [][]string {
	out := [][]string{}
	for _, tier := range order {
		var ids []string
		for _, h := range tier {
			ids = append(ids, b.Choices[h].ID)
		}
		out = append(out, ids)
	}
	return out
}

func endCodes(g *game.Graph, e *paths.Endings) []string {
	if e == nil {
		return nil
	}
	out := []string{}
	for _, x := range e.Ends {
		out = append(out, g.Code(x.State))
	}
	return out
}
