package inverse

import (
	"math/big"
	"math/bits"
)

// product multiplies polynomials, short ones with short ones first.
func product(ps []poly) poly {
	switch len(ps) {
	case 0:
		return constant(1)
	case 1:
		return ps[0]
	}
	half := len(ps) / 2
	return product(ps[:half]).times(product(ps[half:]))
}

// long is the number of pairs of terms above which polynomials are multiplied as numbers.
const long = 1 << 12

// times returns p·q: term by term, or where both are long by one multiplication of long numbers.
func (p poly) times(q poly) poly {
	if len(p)*len(q) > long {
		pt, py, _ := p.extent()
		qt, qy, _ := q.extent()
		if t, y := pt+qt, py+qy; min(t, y) > 2 && len(p)*len(q) > int(t+y) {
			p, q = p.single(t < y), q.single(t < y)
		}
		if out := p.packed(q); out != nil {
			return out.shorter()
		}
	}
	out := make(poly, max(len(p), len(q)))
	term := new(big.Int)
	for m, c := range p {
		for n, d := range q {
			at := monomial{m.t + n.t, m.y + n.y}
			term.Mul(c, d)
			if old := out[at]; old != nil {
				old.Add(old, term)
			} else {
				out[at] = new(big.Int).Set(term)
			}
		}
	}
	return out.tidy().shorter()
}

// packed returns p·q by Kronecker's substitution: each polynomial is written as one number, its coefficients in slots wide
// enough for those of the product. It returns nil where the slots would be mostly empty.
func (p poly) packed(q poly) poly {
	pt, py, pbits := p.extent()
	qt, qy, qbits := q.extent()
	stride := int(py+qy) + 1
	slots := int(pt+qt+1) * stride
	if len(p)*len(q) < 4*slots {
		return nil
	}
	// A slot holds a sum of at most min(len) products, and a sign.
	words := (pbits + qbits + bits.Len(uint(min(len(p), len(q)))) + 1 + bits.UintSize) / bits.UintSize
	x := new(big.Int).Mul(p.pack(stride, words), q.pack(stride, words))
	// With half of its range added to each slot none is negative, so that slots do not borrow from each other.
	half := make([]big.Word, slots*words)
	for k := range slots {
		half[k*words+words-1] = 1 << (bits.UintSize - 1)
	}
	x.Add(x, new(big.Int).SetBits(half))
	middle := new(big.Int).Lsh(big.NewInt(1), uint(words*bits.UintSize-1))
	all := x.Bits()
	out := make(poly, slots)
	for k := range slots {
		from, to := min(k*words, len(all)), min((k+1)*words, len(all))
		slot := make([]big.Word, words)
		copy(slot, all[from:to])
		c := new(big.Int).SetBits(slot)
		if c.Sub(c, middle).Sign() != 0 {
			out[monomial{int32(k / stride), int32(k % stride)}] = c
		}
	}
	return out
}

// pack writes a polynomial as a number: the coefficient of tᵃyᵇ in slot a·stride+b, of so many words each.
func (p poly) pack(stride, words int) *big.Int {
	t, _, _ := p.extent()
	plus, minus := make([]big.Word, (int(t)+1)*stride*words), make([]big.Word, (int(t)+1)*stride*words)
	for m, c := range p {
		to := plus
		if c.Sign() < 0 {
			to = minus
		}
		copy(to[(int(m.t)*stride+int(m.y))*words:], c.Bits())
	}
	x := new(big.Int).SetBits(plus)
	return x.Sub(x, new(big.Int).SetBits(minus))
}
