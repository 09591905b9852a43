package ach

import (
	"math"
	"math/big"
)

// likelihoods are what parley proposes for the ratings 1 to 5, as no standard has any: how likely such an item would be if
// the hypothesis were true. Turning a rating round turns its likelihood into what is left of 1.
var likelihoods = [...]*big.Rat{1: big.NewRat(1, 20), 2: big.NewRat(1, 4), 3: big.NewRat(1, 2), 4: big.NewRat(3, 4), 5: big.NewRat(19, 20)}

// Likelihood returns how likely an item with a mean rating is taken to be under a hypothesis: parley's proposal for whole
// ratings (1/20, 1/4, 1/2, 3/4, 19/20), on a straight line between. What nobody rated is neutral.
func Likelihood(mean *big.Rat) *big.Rat {
	if mean == nil {
		return likelihoods[Neutral]
	}
	low := new(big.Int).Quo(mean.Num(), mean.Denom()).Int64()
	if low >= int64(VeryConsistent) {
		return likelihoods[VeryConsistent]
	}
	part := new(big.Rat).Sub(mean, big.NewRat(low, 1))
	step := new(big.Rat).Sub(likelihoods[low+1], likelihoods[low])
	return step.Add(likelihoods[low], step.Mul(step, part))
}

// posterior applies the rule of Bayes, item by item, in exact numbers.
func (b Board) posterior(discounted bool) []*big.Rat {
	half := big.NewRat(1, 2)
	out := make([]*big.Rat, b.Hypotheses)
	sum := new(big.Rat)
	for h := range out {
		p := big.NewRat(1, 1)
		if b.Priors != nil {
			p.Set(b.Priors[h])
		}
		for _, r := range b.Rows {
			l := r.likelihood(h)
			if discounted && r.Likelihoods == nil {
				l = new(big.Rat).Sub(l, half)
				l.Add(half, l.Mul(l, r.weight()))
			}
			p.Mul(p, l)
		}
		out[h] = p
		sum.Add(sum, p)
	}
	if sum.Sign() == 0 {
		return nil
	}
	for _, p := range out {
		p.Quo(p, sum)
	}
	return out
}

// likelihood returns how likely the item is under a hypothesis: as given, or else by its ratings.
func (r Row) likelihood(h int) *big.Rat {
	if r.Likelihoods != nil {
		return r.Likelihoods[h]
	}
	return Likelihood(r.mean(h))
}

// factor returns the greatest likelihood over the least: 1 where there is nothing to compare, +Inf where the least alone is 0.
func factor(likelihoods []*big.Rat) float64 {
	var least, greatest *big.Rat
	for _, l := range likelihoods {
		if least == nil || l.Cmp(least) < 0 {
			least = l
		}
		if greatest == nil || l.Cmp(greatest) > 0 {
			greatest = l
		}
	}
	switch {
	case least == nil || greatest.Sign() == 0:
		return 1
	case least.Sign() == 0:
		return math.Inf(1)
	}
	return float(new(big.Rat).Quo(greatest, least))
}

// most returns the hypotheses with the greatest probability; none where there is no probability.
func most(posterior []*big.Rat) (out []int) {
	for h, p := range posterior {
		switch {
		case len(out) == 0 || p.Cmp(posterior[out[0]]) > 0:
			out = []int{h}
		case p.Cmp(posterior[out[0]]) == 0:
			out = append(out, h)
		}
	}
	return out
}
