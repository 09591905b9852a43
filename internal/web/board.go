package web

import (
	"fmt"
	"html/template"
	"math"
	"math/big"
	"slices"
	"strings"

	"parley/analysis/ach"
	"parley/report"
)

// board is evidence set against rival hypotheses: by Heuer's count of what speaks against each, or by the rule of Bayes.
type board struct {
	Group, Question, About, Note string
	Bayes                        bool
	Classic, ByBayes             string // addresses of both
	Choices                      []boardChoice
	Rows                         []boardRow
	Reliable, Weighted, Several  bool // there are columns for it
	Tells, TellsAbout            string
	FigureName                   string
	Verdict                      template.HTML
	None                         string // that no item is key
	Ruled                        string // that the evidence leaves no choice
	Outlook                      template.HTML
}

// boardChoice is the head of a column, with what is below it.
type boardChoice struct {
	ID, Claim, Word, Means string
	Rank                   string // "1", "2–3"
	Leads                  bool
	Bar                    int // 0 to 100
	Figure                 string
	Below                  []string // by Lower
}

// Lower names the rows below the items.
func (b *board) Lower() []string {
	switch {
	case b.Bayes && b.Weighted:
		return []string{"Before the evidence", "Discounted by weights", "In words (ICD-203)"}
	case b.Bayes:
		return []string{"Before the evidence", "In words (ICD-203)"}
	case b.Weighted:
		return []string{"Consistency", "Inconsistency, weighted"}
	}
	return []string{"Consistency"}
}

// boardRow is an item of evidence.
type boardRow struct {
	Anchor, ID, Says, Word, Means, Because string
	Reliability                            string
	Key                                    string // what becomes of the order without it; "" for an item that decides nothing
	Moved                                  bool
	Quotes                                 []quoteLink
	Claims                                 []anchor
	Cells                                  []boardCell
	Tells, Weighted, Disagree              string
	Bar                                    int
}

// boardCell is how an item fits a choice: a sign and a colour for it.
type boardCell struct{ Sign, Class, Label string }

// board sets out a board.
func (at *places) board(b *report.Board) (*board, error) {
	p := at.p
	v := &board{Group: b.Group, Question: b.Question, About: b.About, Bayes: p.Query("by") == "bayes", Classic: p.With("by", ""), ByBayes: p.With("by", "bayes"), Weighted: b.WeightsDiffer, Several: len(b.Analysts) > 1}
	if v.Bayes && b.Finding.Posterior == nil && len(b.Items) > 0 {
		v.Ruled, v.Bayes = report.Ruled, false
	}
	for _, x := range b.Items {
		v.Reliable = v.Reliable || x.Reliability != ""
	}
	v.choices(b)
	if len(b.Items) == 0 {
		return v, nil
	}
	widest := 0.0
	for _, f := range b.Finding.Rows {
		if !math.IsInf(f.Factor, 1) {
			widest = max(widest, math.Log(f.Factor))
		}
	}
	for _, i := range b.ByDiagnosticity() {
		x, f := b.Items[i], b.Finding.Rows[i]
		r := boardRow{Anchor: itemID(i), ID: x.ID, Says: x.Says, Because: x.Because, Reliability: x.Reliability, Moved: x.Observed != nil, Quotes: at.quotes(x.Quotes), Claims: at.list(x.Claims)}
		if x.Likelihood.Word != "" {
			r.Word = x.Likelihood.Word
			r.Means, _ = report.WordMeans(x.Likelihood)
		}
		if v.Bayes {
			r.Key, r.Tells, r.Bar = b.Decides(i), "×"+b.Factor(i), 100
			if !math.IsInf(f.Factor, 1) {
				r.Bar = share(math.Log(f.Factor), widest)
			}
		} else {
			r.Key, r.Tells, r.Bar = b.Flips(i), fmt.Sprintf("%.2f", f.Diagnosticity), share(f.Diagnosticity, 2)
			r.Weighted, r.Disagree = fmt.Sprintf("%.2f", f.Weighted), fmt.Sprintf("%.2f", f.Disagreement)
		}
		for h := range b.Choices {
			r.Cells = append(r.Cells, cellOf(b, i, h, v.Bayes))
		}
		v.Rows = append(v.Rows, r)
	}
	decides := slices.ContainsFunc(v.Rows, func(r boardRow) bool { return r.Key != "" })
	verdict := []report.Block{report.Paragraph{Text: b.Verdict()}}
	v.Tells, v.TellsAbout, v.Note = "Tells", "Diagnosticity: how far the item tells the choices apart, from 0 to 2", b.Note()
	if v.Bayes {
		verdict = []report.Block{report.Paragraph{Text: report.T(b.BayesNote())}}
		v.Tells, v.TellsAbout = "Factor", "How much more likely the item is under the choice that it fits best than under the one that it fits least"
		v.Note = "Cells say how likely the item is if the choice is true. Factor: how much more likely it is under the choice that it fits best than under the one that it fits least."
		if !decides {
			v.None = b.Undecided()
		}
	} else if !decides {
		v.None = b.NoKeys()
	}
	var err error
	if v.Verdict, err = written(verdict, 3, "verdict-"); err != nil {
		return nil, err
	}
	v.Outlook, err = written(b.Outlook(), 2, "outlook-")
	return v, err
}

// choices makes the heads of the columns.
func (v *board) choices(b *report.Board) {
	v.FigureName = "Inconsistency"
	if v.Bayes {
		v.FigureName = "After the evidence"
	}
	greatest := 0.0
	for _, s := range b.Finding.Scores {
		x, _ := s.Inconsistency.Float64()
		greatest = max(greatest, x)
	}
	for h, c := range b.Choices {
		x := boardChoice{ID: c.ID, Claim: c.Claim, Word: c.Likelihood.Word}
		if x.Word != "" {
			x.Means, _ = report.WordMeans(c.Likelihood)
		}
		s := b.Finding.Scores[h]
		if v.Bayes && b.Finding.Posterior != nil {
			chance := b.Chance(h)
			x.Bar, x.Figure, x.Leads = share(chance.Share, 1), chance.After, slices.Contains(b.Finding.Most, h)
			x.Below = []string{chance.Before}
			if v.Weighted {
				x.Below = append(x.Below, chance.Discounted)
			}
			x.Below = append(x.Below, chance.Word)
		} else {
			against, _ := s.Inconsistency.Float64()
			x.Bar, x.Figure = share(against, greatest), report.TwoDigits(s.Inconsistency)
			x.Below = []string{report.TwoDigits(s.Consistency)}
			if v.Weighted {
				x.Below = append(x.Below, report.TwoDigits(s.WeightedInconsistency))
			}
			x.Rank, x.Leads = rankIn(b.Finding.Order, h)
		}
		v.Choices = append(v.Choices, x)
	}
}

// rankIn writes the place of a choice, "2–3" for those that share two places.
func rankIn(order [][]int, choice int) (text string, first bool) {
	before := 0
	for i, tier := range order {
		if slices.Contains(tier, choice) {
			if len(tier) > 1 {
				return fmt.Sprintf("%d–%d", before+1, before+len(tier)), i == 0
			}
			return fmt.Sprint(before + 1), i == 0
		}
		before += len(tier)
	}
	return "", false
}

func share(x, of float64) int {
	if of <= 0 {
		return 0
	}
	return int(math.Round(100 * x / of))
}

// cellOf gives an item's cell a sign, and a class from r1, very inconsistent, to r5.
func cellOf(b *report.Board, item, choice int, bayes bool) boardCell {
	ratings := b.Rows[item].Ratings[choice]
	c := boardCell{Class: "none", Label: "not rated"}
	if mean := b.Finding.Rows[item].Means[choice]; mean != nil {
		x, _ := mean.Float64()
		c.Class = fmt.Sprintf("r%d", int(math.Round(x)))
		var words []string
		for _, r := range ratings {
			words = append(words, r.String())
		}
		c.Label = strings.Join(words, ", ")
		if slices.Equal(ratings, []ach.Rating{ach.NotApplicable}) {
			c.Class = "none"
		}
	}
	c.Sign = b.Cell(item, choice).String()
	if bayes {
		l := b.Finding.Rows[item].Likelihoods[choice]
		x, _ := l.Float64()
		c.Sign, c.Label, c.Class = percent(l), percent(l)+" likely if it is true", fmt.Sprintf("r%d", 1+min(4, int(x*5)))
	}
	return c
}

// percent writes a likelihood in percent, with a digit behind the point where there is something there.
func percent(r *big.Rat) string {
	x, _ := new(big.Rat).Mul(r, big.NewRat(100, 1)).Float64()
	return strings.TrimSuffix(fmt.Sprintf("%.1f", x), ".0") + "%"
}
