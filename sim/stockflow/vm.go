package stockflow

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/stat/distuv"
)

// op is an operation on registers. Truth values are 1 and 0. Both sides of and, or and ? are worked out, which makes no
// difference, since operations have no effect but their result.
type op uint8

const (
	opAdd op = iota
	opSub
	opMul
	opDiv
	opPow
	opNeg
	opNot
	opAnd
	opOr
	opLess
	opLessEq
	opEq
	opNotEq
	opSelect
	opMin
	opMax
	opAbs
	opSqrt
	opExp
	opLog
	opFloor
	opCeil
	opRound
	opClamp
	opBinomial
	opPoisson
	opNormal
)

// instr writes into register dst what op makes of the registers a, b and c.
type instr struct {
	op        op
	dst       int32
	a, b, c   int32
	needsDraw bool
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// apply works out one operation that needs no draw. It is the meaning of expressions; exec is the same in a loop.
func apply(o op, a, b, c float64) float64 {
	switch o {
	case opAdd:
		return a + b
	case opSub:
		return a - b
	case opMul:
		return a * b
	case opDiv:
		return a / b
	case opPow:
		return math.Pow(a, b)
	case opNeg:
		return -a
	case opNot:
		return truth(a == 0)
	case opAnd:
		return truth(a != 0 && b != 0)
	case opOr:
		return truth(a != 0 || b != 0)
	case opLess:
		return truth(a < b)
	case opLessEq:
		return truth(a <= b)
	case opEq:
		return truth(a == b)
	case opNotEq:
		return truth(a != b)
	case opSelect:
		if a != 0 {
			return b
		}
		return c
	case opMin:
		return math.Min(a, b)
	case opMax:
		return math.Max(a, b)
	case opAbs:
		return math.Abs(a)
	case opSqrt:
		return math.Sqrt(a)
	case opExp:
		return math.Exp(a)
	case opLog:
		return math.Log(a)
	case opFloor:
		return math.Floor(a)
	case opCeil:
		return math.Ceil(a)
	case opRound:
		return math.Round(a)
	case opClamp:
		return math.Max(b, math.Min(a, c))
	}
	return math.NaN()
}

// exec runs instructions over registers.
func exec(code []instr, r []float64) {
	for i := range code {
		x := &code[i]
		switch x.op {
		case opAdd:
			r[x.dst] = r[x.a] + r[x.b]
		case opSub:
			r[x.dst] = r[x.a] - r[x.b]
		case opMul:
			r[x.dst] = r[x.a] * r[x.b]
		case opDiv:
			r[x.dst] = r[x.a] / r[x.b]
		case opLess:
			r[x.dst] = truth(r[x.a] < r[x.b])
		case opLessEq:
			r[x.dst] = truth(r[x.a] <= r[x.b])
		case opSelect:
			if r[x.a] != 0 {
				r[x.dst] = r[x.b]
			} else {
				r[x.dst] = r[x.c]
			}
		case opMin: // no NaN is made different by it than by math.Min
			if a, b := r[x.a], r[x.b]; a < b {
				r[x.dst] = a
			} else if b < a {
				r[x.dst] = b
			} else {
				r[x.dst] = math.Min(a, b)
			}
		case opMax:
			if a, b := r[x.a], r[x.b]; a > b {
				r[x.dst] = a
			} else if b > a {
				r[x.dst] = b
			} else {
				r[x.dst] = math.Max(a, b)
			}
		default:
			r[x.dst] = apply(x.op, r[x.a], r[x.b], r[x.c])
		}
	}
}

// execDraws runs instructions some of which draw.
func execDraws(code []instr, r []float64, rng *rand.Rand) {
	for _, x := range code {
		a, b := r[x.a], r[x.b]
		switch x.op {
		case opBinomial:
			r[x.dst] = binomial(a, b, rng)
		case opPoisson:
			r[x.dst] = poisson(a, rng)
		case opNormal:
			r[x.dst] = a + b*rng.NormFloat64()
		default:
			r[x.dst] = apply(x.op, a, b, r[x.c])
		}
	}
}

// binomial draws how many of n happen, each with chance p; n is rounded down, p cut off at 0 and 1.
func binomial(n, p float64, rng *rand.Rand) float64 {
	n = math.Floor(n)
	switch {
	case n < 1 || p <= 0 || math.IsNaN(n) || math.IsNaN(p):
		return 0
	case p >= 1:
		return n
	case n*math.Min(p, 1-p) > 1e8: // beyond what the sampler counts; the normal limit is exact to all digits kept
		return math.Max(0, math.Min(n, math.Round(n*p+math.Sqrt(n*p*(1-p))*rng.NormFloat64())))
	}
	return distuv.Binomial{N: n, P: p, Src: rng}.Rand()
}

// poisson draws a whole number with a mean.
func poisson(mean float64, rng *rand.Rand) float64 {
	switch {
	case mean <= 0 || math.IsNaN(mean):
		return 0
	case mean > 1e8:
		return math.Max(0, math.Round(mean+math.Sqrt(mean)*rng.NormFloat64()))
	}
	return distuv.Poisson{Lambda: mean, Src: rng}.Rand()
}
