package inverse

import (
	"cmp"
	"maps"
	"math/big"
	"slices"
)

// integral is a sum of c·∫tᵃ(1-t)ᵇ dt from 0 to 1, each divided by g!h!, where g and h count the fixed tiers below and above
// the gap in which the state stands: with n things to place, n! times the sum is a number of orders.
type integral map[beta]*big.Int

type beta struct{ g, h, a, b int64 }

// add adds a probability for the gap with g fixed tiers below and h above.
func (x integral) add(p poly, g, h int64) {
	for m, c := range p {
		at := beta{g, h, g + int64(m.t), h + int64(m.y)}
		if x[at] == nil {
			x[at] = new(big.Int)
		}
		x[at].Add(x[at], c)
	}
}

// sorted returns the keys in a fixed order.
func (x integral) sorted() []beta {
	return slices.SortedFunc(maps.Keys(x), func(p, q beta) int {
		return cmp.Or(cmp.Compare(p.g, q.g), cmp.Compare(p.a, q.a), cmp.Compare(p.b, q.b))
	})
}

// orders returns n! times the integral: a!b!n! / ((a+b+1)!g!h!) for each part. With n at least a+b+1 every part is whole.
func (x integral) orders(n int) *big.Int {
	sum, part := new(big.Int), new(big.Int)
	all := new(big.Int).MulRange(1, int64(n))
	for _, m := range x.sorted() {
		if total := m.a + m.b + 1; m.g == 0 && m.h == 0 { // the usual case, without a long product: n!/((a+b+1)·C(a+b,a))
			part.Binomial(m.a+m.b, m.a)
			part.Mul(part, big.NewInt(total))
			part.Quo(all, part)
			part.Mul(part, x[m])
		} else { // a!/g! · b!/h! · n!/(a+b+1)!
			part.Mul(x[m], new(big.Int).MulRange(m.g+1, m.a))
			part.Mul(part, new(big.Int).MulRange(m.h+1, m.b))
			part.Mul(part, new(big.Int).MulRange(total+1, int64(n)))
		}
		sum.Add(sum, part)
	}
	return sum
}

// value returns the integral itself.
func (x integral) value() *big.Float {
	bits := uint(256)
	for _, c := range x {
		bits = max(bits, uint(c.BitLen())+256) // parts may cancel
	}
	sum, part := new(big.Float).SetPrec(bits), new(big.Float).SetPrec(bits)
	for _, m := range x.sorted() {
		part.SetInt(x[m])
		// ∫ = 1/((a+b+1)·C(a+b,a)), and 1/(g!h!) relative to 1/(g+h)! is C(g+h,g): a factor common to all gaps is left out.
		part.Mul(part, new(big.Float).SetPrec(bits).SetInt(new(big.Int).Binomial(m.g+m.h, m.g)))
		over := new(big.Int).Binomial(m.a+m.b, m.a)
		over.Mul(over, big.NewInt(m.a+m.b+1))
		part.Quo(part, new(big.Float).SetPrec(bits).SetInt(over))
		sum.Add(sum, part)
	}
	return sum
}

// share returns the quotient of two integrals over the same gaps.
func share(sum, all integral) float64 {
	out, _ := new(big.Float).Quo(sum.value(), all.value()).Float64()
	return min(1, max(0, out))
}
