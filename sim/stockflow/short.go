package stockflow

import "math"

// wide is how many registers short instructions can name, mask the bits that do: with it the compiler sees that no index leaves
// the registers.
const (
	wide = 1 << 12
	mask = wide - 1
)

// short is an instruction without a draw.
type short struct {
	op           op
	dst, a, b, c uint16
}

func shorten(code []instr) []short {
	var out []short
	for _, x := range code {
		out = append(out, short{x.op, uint16(x.dst), uint16(x.a), uint16(x.b), uint16(x.c)})
	}
	return out
}

// execShort is exec. The commonest operations are written out, since this is where a run spends its time.
func execShort(code []short, r *[wide]float64) {
	for i := range code {
		x := &code[i]
		a, b := r[x.a&mask], r[x.b&mask]
		var v float64
		switch x.op {
		case opAdd:
			v = a + b
		case opSub:
			v = a - b
		case opMul:
			v = a * b
		case opDiv:
			v = a / b
		case opLess:
			v = truth(a < b)
		case opLessEq:
			v = truth(a <= b)
		case opAnd:
			v = truth(a != 0 && b != 0)
		case opOr:
			v = truth(a != 0 || b != 0)
		case opSelect:
			v = b
			if a == 0 {
				v = r[x.c&mask]
			}
		case opMin: // no NaN is made different by it than by math.Min
			switch {
			case a < b:
				v = a
			case b < a:
				v = b
			default:
				v = math.Min(a, b)
			}
		case opMax:
			switch {
			case a > b:
				v = a
			case b > a:
				v = b
			default:
				v = math.Max(a, b)
			}
		default:
			v = apply(x.op, a, b, r[x.c&mask])
		}
		r[x.dst&mask] = v
	}
}
