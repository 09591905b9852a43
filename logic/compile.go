package logic

import "math/bits"

// Program is a formula compiled for machine words: atoms are bits 0 to 63 of a state. It answers for one state, for 64
// neighbouring states in one pass, or for a state of which only some bits are known. The zero value is the formula false.
// A Program is safe for concurrent use.
type Program struct {
	code  []instruction
	depth int // largest height of the stack
}

// instruction works on a stack of words. Operators take n operands from the stack and push one.
type instruction struct {
	op Op
	n  int // Atom: its bit; And, Or, counting operators: number of operands
	k  int // AtLeast: how many
}

// Compile turns e into a Program; bit gives the bit, 0 to 63, of each atom. The cost is one pass over e.
func Compile(e *Expr, bit func(name string) int) Program {
	var p Program
	p.add(e, bit, 0)
	return p
}

func (p *Program) add(e *Expr, bit func(string) int, height int) {
	switch {
	case e.Op == Implies: // a -> b is b or not a
		e = &Expr{Op: Or, Args: []*Expr{{Op: Not, Args: e.Args[:1]}, e.Args[1]}}
	case e.Op == And && len(e.Args) == 0:
		e = &Expr{Op: True}
	case e.Op == Or && len(e.Args) == 0:
		e = &Expr{Op: False}
	}
	for i, a := range e.Args {
		p.add(a, bit, height+i)
	}
	in := instruction{op: e.Op, n: len(e.Args), k: e.N}
	if e.Op == Atom {
		in.n = bit(e.Name)
	}
	p.code = append(p.code, in)
	p.depth = max(p.depth, height+1)
}

// Mask returns the bits that the formula looks at.
func (p Program) Mask() uint64 {
	var m uint64
	for _, in := range p.code {
		if in.op == Atom {
			m |= 1 << in.n
		}
	}
	return m
}

// lowBits holds, for each of the six lowest atoms, its truth in 64 neighbouring states.
var lowBits = [6]uint64{
	0xAAAAAAAAAAAAAAAA, 0xCCCCCCCCCCCCCCCC, 0xF0F0F0F0F0F0F0F0,
	0xFF00FF00FF00FF00, 0xFFFF0000FFFF0000, 0xFFFFFFFF00000000,
}

// Holds reports whether the formula is true in the state.
func (p Program) Holds(state uint64) bool { return p.Word(state)>>(state&63)&1 == 1 }

// Word returns the truth of the formula in the 64 states that agree with base in all but the six lowest bits: bit k of the
// word stands for the state whose lowest six bits are k. The cost is that of one state.
func (p Program) Word(base uint64) uint64 {
	if p.depth <= 32 {
		var stack [32]uint64
		return p.run(base, stack[:])
	}
	return p.run(base, make([]uint64, p.depth))
}

func (p Program) run(base uint64, stack []uint64) uint64 {
	top := 0 // height of the stack
	for _, in := range p.code {
		switch in.op {
		case False:
			stack[top] = 0
			top++
		case True:
			stack[top] = ^uint64(0)
			top++
		case Atom:
			if in.n < 6 {
				stack[top] = lowBits[in.n]
			} else {
				stack[top] = -(base >> in.n & 1)
			}
			top++
		case Not:
			stack[top-1] = ^stack[top-1]
		case And:
			top -= in.n - 1
			for _, w := range stack[top : top+in.n-1] {
				stack[top-1] &= w
			}
		case Or:
			top -= in.n - 1
			for _, w := range stack[top : top+in.n-1] {
				stack[top-1] |= w
			}
		case Iff:
			top--
			stack[top-1] = ^(stack[top-1] ^ stack[top])
		case ExactlyOne, AtMostOne:
			top -= in.n - 1
			one, more := uint64(0), uint64(0)
			for _, w := range stack[top-1 : top+in.n-1] {
				more |= one & w
				one |= w
			}
			if in.op == ExactlyOne {
				stack[top-1] = one &^ more
			} else {
				stack[top-1] = ^more
			}
		case AtLeast:
			top -= in.n - 1
			stack[top-1] = atLeast(in.k, stack[top-1:top+in.n-1])
		}
	}
	if top == 0 {
		return 0
	}
	return stack[0]
}

// atLeast returns, bit by bit, whether at least k of the words have the bit set: it adds the bits up in binary, one digit
// a word, and compares with k.
func atLeast(k int, words []uint64) uint64 {
	switch {
	case k <= 0:
		return ^uint64(0)
	case k > len(words):
		return 0
	}
	var digits [17]uint64 // no formula has 2^17 operands
	for _, w := range words {
		for d := range digits {
			digits[d], w = digits[d]^w, digits[d]&w
			if w == 0 {
				break
			}
		}
	}
	greater, equal := uint64(0), ^uint64(0)
	for d := len(digits) - 1; d >= 0; d-- {
		if k>>d&1 == 0 {
			greater |= equal & digits[d]
			equal &^= digits[d]
		} else {
			equal &= digits[d]
		}
	}
	return greater | equal
}

// Truth is the truth of a formula where not every atom is known.
type Truth uint8

// The three truth values.
const (
	Never  Truth = iota // false, whatever the unknown atoms are
	Always              // true, whatever the unknown atoms are
	Open                // not decided by what is known
)

// Partial returns the truth of the formula where only the bits of known are settled, to their values in state. It judges
// each operator by its operands alone, so it may return Open for a formula that is in fact decided (a or not a).
func (p Program) Partial(state, known uint64) Truth {
	// Two bits per value: may be true, may be false.
	const mayTrue, mayFalse = 1, 2
	var small [32]uint8
	stack := small[:]
	if p.depth > len(small) {
		stack = make([]uint8, p.depth)
	}
	flip := func(v uint8) uint8 { return v>>1 | v<<1&mayFalse }
	top := 0
	for _, in := range p.code {
		switch in.op {
		case False:
			stack[top] = mayFalse
			top++
		case True:
			stack[top] = mayTrue
			top++
		case Atom:
			switch {
			case known>>in.n&1 == 0:
				stack[top] = mayTrue | mayFalse
			case state>>in.n&1 == 1:
				stack[top] = mayTrue
			default:
				stack[top] = mayFalse
			}
			top++
		case Not:
			stack[top-1] = flip(stack[top-1])
		case And:
			top -= in.n - 1
			for _, v := range stack[top : top+in.n-1] {
				stack[top-1] = stack[top-1]&v&mayTrue | (stack[top-1]|v)&mayFalse
			}
		case Or:
			top -= in.n - 1
			for _, v := range stack[top : top+in.n-1] {
				stack[top-1] = (stack[top-1]|v)&mayTrue | stack[top-1]&v&mayFalse
			}
		case Iff:
			top--
			a, b := stack[top-1], stack[top]
			switch {
			case bits.OnesCount8(a) == 2 || bits.OnesCount8(b) == 2:
				stack[top-1] = mayTrue | mayFalse
			case a == b:
				stack[top-1] = mayTrue
			default:
				stack[top-1] = mayFalse
			}
		case ExactlyOne, AtMostOne, AtLeast:
			top -= in.n - 1
			least, most := 0, 0
			for _, v := range stack[top-1 : top+in.n-1] {
				if v == mayTrue {
					least++
				}
				if v&mayTrue != 0 {
					most++
				}
			}
			low, high := 0, 1 // the counts at which the formula is true
			switch in.op {
			case ExactlyOne:
				low = 1
			case AtLeast:
				low, high = in.k, in.n
			}
			stack[top-1] = 0
			if most >= low && least <= high {
				stack[top-1] |= mayTrue
			}
			if least < low || most > high {
				stack[top-1] |= mayFalse
			}
		}
	}
	if top == 0 {
		return Never
	}
	switch stack[0] {
	case mayTrue:
		return Always
	case mayFalse:
		return Never
	}
	return Open
}
