// Package ach weighs evidence against rival hypotheses: the analysis of competing hypotheses (Heuer, Psychology of
// Intelligence Analysis, 1999, chapter 8). Hypotheses stand across, evidence down; each item is rated by how consistent it is
// with each hypothesis, and the hypothesis that least speaks against leads. The figures are those of Open Synthesis
// (metrics.py), computed exactly. Beside them stands the same evidence by the rule of Bayes.
package ach

import (
	"fmt"
	"math"
	"math/big"
	"slices"
)

// Rating says how consistent an item of evidence is with a hypothesis, on a scale of five.
type Rating uint8

const (
	// NotApplicable: the item says nothing on the hypothesis. It counts as Neutral where a mean is asked for.
	NotApplicable Rating = iota
	// VeryInconsistent is 1 on the scale.
	VeryInconsistent
	// Inconsistent is 2.
	Inconsistent
	// Neutral is 3: it fits the hypothesis and its rivals alike.
	Neutral
	// Consistent is 4.
	Consistent
	// VeryConsistent is 5.
	VeryConsistent
)

var ratingNames = [...]string{"n/a", "very inconsistent", "inconsistent", "neutral", "consistent", "very consistent"}

// String returns the word used in files and JSON.
func (r Rating) String() string { return ratingNames[r] }

// Ratings returns the words of all ratings, in ascending order, n/a last.
func Ratings() []string { return append(slices.Clone(ratingNames[1:]), ratingNames[0]) }

// ParseRating reads a rating as String writes it.
func ParseRating(text string) (Rating, error) {
	if i := slices.Index(ratingNames[:], text); i >= 0 {
		return Rating(i), nil
	}
	return 0, fmt.Errorf("`%s` is not a rating", text)
}

// Board is evidence set against hypotheses.
type Board struct {
	Hypotheses int
	Rows       []Row
	// Priors are how likely the hypotheses are before the evidence; nil stands for equally likely. They need not sum to one.
	Priors []*big.Rat
}

// Row is one item of evidence.
type Row struct {
	// Ratings has for each hypothesis those of every analyst; none where nobody rated it.
	Ratings [][]Rating
	// Weight says how much the item counts where weights are asked for, in 0 to 1; nil stands for 1.
	Weight *big.Rat
	// Likelihoods are how likely the item would be under each hypothesis; nil derives them from the ratings, see Likelihood.
	Likelihoods []*big.Rat
}

// Finding is what a board says.
type Finding struct {
	Rows   []RowFinding
	Scores []Score // by hypothesis
	// Order lists the hypotheses by rank, those that fare alike together: least inconsistent first, then most consistent, then
	// fewest ratings n/a, then fewest missing. Weighted is the same with items counting by their weights.
	Order, Weighted [][]int
	// Posterior is how likely each hypothesis is after the evidence, by the rule of Bayes, items being independent of each
	// other under each hypothesis and the hypotheses exhaustive. Discounted moves each derived likelihood towards 1/2 as the
	// weight of its item falls. They are nil where the evidence rules every hypothesis out.
	Posterior, Discounted []*big.Rat
	// Most are the hypotheses with the greatest Posterior.
	Most []int
}

// RowFinding is what one item does.
type RowFinding struct {
	Means []*big.Rat // by hypothesis, n/a as neutral; nil where nobody rated
	// Diagnosticity is the population standard deviation of the means: 0 for an item that fits all alike, 2 at most.
	// Weighted is this times the weight.
	Diagnosticity, Weighted float64
	// Disagreement is how far the analysts are apart on any one rating, as a sample standard deviation: of the ratings, or of
	// whether it applies at all, whichever is greater. 0 where there is one analyst.
	Disagreement float64
	// Without is the order if the item were left out, Turned if it were turned round: as consistent as it is inconsistent.
	Without, Turned Flip
	// Likelihoods are how likely the item is under each hypothesis, as the rule of Bayes takes it. Factor is the greatest over
	// the least, so 1 for an item that fits all alike, and +Inf where one of them rules the item out.
	Likelihoods []*big.Rat
	Factor      float64
	// MostWithout are the hypotheses that are most likely by that rule if the item is left out.
	MostWithout []int
}

// Flip is what becomes of the order by a change of one item.
type Flip struct {
	Order [][]int
	Lead  bool // other hypotheses lead
	Any   bool // the order differs
}

// Key reports whether the item decides who leads.
func (r RowFinding) Key() bool { return r.Without.Lead || r.Turned.Lead }

// Decides reports whether other hypotheses are most likely by the rule of Bayes without the item.
func (f *Finding) Decides(item int) bool { return !slices.Equal(f.Most, f.Rows[item].MostWithout) }

// Score is how a hypothesis fares.
type Score struct {
	// Inconsistency is the sum of squared distances from neutral of the means below it, Consistency of those above it.
	Inconsistency, Consistency *big.Rat
	// Weighted are the same with items counting by their weights.
	WeightedInconsistency, WeightedConsistency *big.Rat
	NotApplicable, Unrated                     *big.Rat // shares of the ratings, of the items
}

// Weigh computes what a board says. The cost is the square of the number of items.
func Weigh(b Board) *Finding {
	f := &Finding{Scores: b.scores(-1, false, false)}
	for h, w := range b.scores(-1, false, true) {
		f.Scores[h].WeightedInconsistency, f.Scores[h].WeightedConsistency = w.Inconsistency, w.Consistency
	}
	f.Order, f.Weighted = rank(f.Scores), rank(b.scores(-1, false, true))
	for i, r := range b.Rows {
		x := RowFinding{}
		for h := range b.Hypotheses {
			x.Means = append(x.Means, r.mean(h))
			x.Disagreement = math.Max(x.Disagreement, disagreement(r.Ratings[h]))
		}
		x.Diagnosticity = Diagnosticity(x.Means)
		x.Weighted = x.Diagnosticity * float(r.weight())
		x.Without = flip(f.Order, rank(b.scores(i, false, false)))
		x.Turned = flip(f.Order, rank(b.scores(i, true, false)))
		for h := range b.Hypotheses {
			x.Likelihoods = append(x.Likelihoods, r.likelihood(h))
		}
		x.Factor = factor(x.Likelihoods)
		x.MostWithout = most(Board{Hypotheses: b.Hypotheses, Priors: b.Priors, Rows: slices.Delete(slices.Clone(b.Rows), i, i+1)}.posterior(false))
		f.Rows = append(f.Rows, x)
	}
	f.Posterior, f.Discounted = b.posterior(false), b.posterior(true)
	f.Most = most(f.Posterior)
	return f
}

func flip(before, after [][]int) Flip {
	if len(before) == 0 {
		return Flip{}
	}
	return Flip{Order: after, Lead: !slices.Equal(before[0], after[0]), Any: !slices.EqualFunc(before, after, slices.Equal)}
}

func float(r *big.Rat) float64 { x, _ := r.Float64(); return x }

func (r Row) weight() *big.Rat {
	if r.Weight == nil {
		return big.NewRat(1, 1)
	}
	return r.Weight
}

// value is a rating as a number, n/a as neutral.
func (r Rating) value() int64 {
	if r == NotApplicable {
		return int64(Neutral)
	}
	return int64(r)
}

// mean returns the mean rating of a hypothesis, nil where there is none.
func (r Row) mean(h int) *big.Rat {
	if len(r.Ratings[h]) == 0 {
		return nil
	}
	sum := int64(0)
	for _, x := range r.Ratings[h] {
		sum += x.value()
	}
	return big.NewRat(sum, int64(len(r.Ratings[h])))
}

// Diagnosticity returns the population standard deviation of means, those that are nil left out.
func Diagnosticity(means []*big.Rat) float64 {
	sum, squares, n := new(big.Rat), new(big.Rat), int64(0)
	for _, m := range means {
		if m != nil {
			sum.Add(sum, m)
			squares.Add(squares, new(big.Rat).Mul(m, m))
			n++
		}
	}
	if n == 0 {
		return 0
	}
	mean := sum.Quo(sum, big.NewRat(n, 1))
	variance := squares.Quo(squares, big.NewRat(n, 1))
	variance.Sub(variance, mean.Mul(mean, mean))
	return math.Sqrt(float(variance))
}

// disagreement returns how far ratings are apart: the greater of the sample standard deviations of those that apply and of
// whether each applies.
func disagreement(ratings []Rating) float64 {
	var values, applies []float64
	for _, r := range ratings {
		if r == NotApplicable {
			applies = append(applies, 0)
			continue
		}
		applies = append(applies, 1)
		values = append(values, float64(r))
	}
	return math.Max(deviation(values), deviation(applies))
}

func deviation(x []float64) float64 {
	if len(x) < 2 {
		return 0
	}
	mean, squares := 0.0, 0.0
	for _, v := range x {
		mean += v / float64(len(x))
	}
	for _, v := range x {
		squares += (v - mean) * (v - mean)
	}
	return math.Sqrt(squares / float64(len(x)-1))
}

// scores computes how the hypotheses fare, with one item left out or turned round; none for -1.
func (b Board) scores(item int, turned, weighted bool) []Score {
	out := make([]Score, b.Hypotheses)
	for h := range out {
		s := Score{Inconsistency: new(big.Rat), Consistency: new(big.Rat)}
		ratings, na, rows, unrated := int64(0), int64(0), int64(0), int64(0)
		for i, r := range b.Rows {
			if i == item && !turned {
				continue
			}
			rows++
			for _, x := range r.Ratings[h] {
				ratings++
				if x == NotApplicable {
					na++
				}
			}
			m := r.mean(h)
			if m == nil {
				unrated++
				continue
			}
			away := new(big.Rat).Sub(m, big.NewRat(int64(Neutral), 1))
			if i == item {
				away.Neg(away)
			}
			square := new(big.Rat).Mul(away, away)
			if weighted {
				square.Mul(square, r.weight())
			}
			if away.Sign() < 0 {
				s.Inconsistency.Add(s.Inconsistency, square)
			} else {
				s.Consistency.Add(s.Consistency, square)
			}
		}
		s.NotApplicable, s.Unrated = share(na, ratings), share(unrated, rows)
		out[h] = s
	}
	return out
}

func share(n, of int64) *big.Rat {
	if of == 0 {
		return new(big.Rat)
	}
	return big.NewRat(n, of)
}

// rank orders hypotheses; those that compare alike stand together, in their own order.
func rank(scores []Score) [][]int {
	compare := func(a, b int) int {
		x, y := scores[a], scores[b]
		for _, c := range []int{x.Inconsistency.Cmp(y.Inconsistency), y.Consistency.Cmp(x.Consistency), x.NotApplicable.Cmp(y.NotApplicable), x.Unrated.Cmp(y.Unrated)} {
			if c != 0 {
				return c
			}
		}
		return 0
	}
	order := make([]int, len(scores))
	for h := range order {
		order[h] = h
	}
	slices.SortStableFunc(order, compare)
	var out [][]int
	for i, h := range order {
		if i > 0 && compare(order[i-1], h) == 0 {
			out[len(out)-1] = append(out[len(out)-1], h)
		} else {
			out = append(out, []int{h})
		}
	}
	return out
}
