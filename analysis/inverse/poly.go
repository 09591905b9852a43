package inverse

import "math/big"

// poly is a polynomial in t and y = 1-t: a sum of monomials tᵃyᵇ with whole coefficients. The same function of t can be
// written in several ways. Products of clauses over single states stay short in y, products over sets of states in t.
// A poly is not changed after it is made.
type poly map[monomial]*big.Int

type monomial struct{ t, y int32 }

func constant(c int64) poly {
	if c == 0 {
		return poly{}
	}
	return poly{{}: big.NewInt(c)}
}

func power(t, y int32) poly { return poly{{t, y}: big.NewInt(1)} }

// plus returns p + f·q.
func (p poly) plus(f int64, q poly) poly {
	out := make(poly, len(p)+len(q))
	for m, c := range p {
		out[m] = c
	}
	factor := big.NewInt(f)
	for m, c := range q {
		sum := new(big.Int).Mul(c, factor)
		if old := out[m]; old != nil {
			sum.Add(sum, old)
		}
		if sum.Sign() == 0 {
			delete(out, m)
		} else {
			out[m] = sum
		}
	}
	return out
}

// complement returns 1 - p.
func (p poly) complement() poly { return constant(1).plus(-1, p) }

// shorter returns the same function in powers of t alone, or of y alone, where that leaves fewer monomials.
func (p poly) shorter() poly {
	t, y, _ := p.extent()
	if t == 0 || y == 0 || len(p) <= 2*int(t+y)+2 {
		return p
	}
	return p.single(t < y)
}

// single returns the same function in powers of y alone, or of t alone. Its coefficients are longer by up to one bit for
// each power that goes.
func (p poly) single(y bool) poly {
	out := poly{}
	for m, c := range p {
		gone, left := m.y, m.t
		if y {
			gone, left = left, gone
		}
		part := new(big.Int).Set(c) // (1-t)^b is the sum of C(b,k)·(-t)^k
		for k := int32(0); k <= gone; k++ {
			at := monomial{t: left + k}
			if y {
				at = monomial{y: left + k}
			}
			if old := out[at]; old != nil {
				old.Add(old, part)
			} else {
				out[at] = new(big.Int).Set(part)
			}
			part.Mul(part, big.NewInt(int64(k-gone)))
			part.Quo(part, big.NewInt(int64(k+1)))
		}
	}
	return out.tidy()
}

// tidy drops monomials without weight.
func (p poly) tidy() poly {
	for m, c := range p {
		if c.Sign() == 0 {
			delete(p, m)
		}
	}
	return p
}

// extent returns the largest powers, and the number of bits of the largest coefficient.
func (p poly) extent() (t, y int32, bits int) {
	for m, c := range p {
		t, y, bits = max(t, m.t), max(y, m.y), max(bits, c.BitLen())
	}
	return t, y, bits
}
