package stockflow

import (
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/file"
	"github.com/expr-lang/expr/parser"
)

// text is an expression on its way.
type text struct {
	b    *builder
	src  string
	at   string
	fail bool
	// amounts holds the numbers with a unit, by where they begin in the text, in characters.
	amounts map[int]amount
}

// expression builds an expression and checks that it is a number of a unit, or a truth value. ok is false where something is
// wrong with it, which then has been told.
func (b *builder) expression(src, at string, truth bool, want unit) (v value, ok bool) {
	t := &text{b: b, src: src, at: at}
	if amount, of, ok := quantity(src); ok && !truth {
		u, err := parseUnit(of, b.clock)
		if err == nil && !u.fits(want) {
			err = fmt.Errorf("this is in %s, and %s is needed", u.in(b.clock), want.in(b.clock))
		}
		if err != nil {
			t.tell(0, len(src), "", "%s", err)
			return value{}, false
		}
		return b.literal(amount * u.factor), true
	}
	if strings.TrimSpace(src) == "" {
		t.tell(0, 0, "", "the expression is empty")
		return value{}, false
	}
	tree, err := t.parse()
	if err != nil {
		var fe *file.Error
		if errors.As(err, &fe) {
			t.tell(t.byteAt(fe.From), t.byteAt(max(fe.To, fe.From+1)), "", "the expression cannot be read: %s", fe.Message)
		} else {
			t.tell(0, len(src), "", "the expression cannot be read: %s", err)
		}
		return value{}, false
	}
	v = t.build(tree.Node)
	switch {
	case !t.fail && v.literal && v.unit.plain() && !v.truth && !truth: // a bare number is in the unit that is needed
		v = b.literal(b.values[v.reg] * want.factor)
		return v, true
	case t.fail:
		return v, false
	case v.truth != truth && truth:
		t.tell(0, len(src), "write a comparison, such as x < y", "this is a number, and a condition is needed")
	case v.truth != truth:
		t.tell(0, len(src), "write condition ? 1 : 0", "this is a condition, and a number is needed")
	case !truth && !v.unit.fits(want):
		t.tell(0, len(src), "", "this is in %s, and %s is needed", v.unit.in(b.clock), want.in(b.clock))
	}
	return v, !t.fail
}

// longest bounds the length of an expression, and with it how deep the parser goes.
const longest = 4000

func (t *text) parse() (*parser.Tree, error) {
	if len(t.src) > longest {
		return nil, fmt.Errorf("it is longer than %d bytes", longest)
	}
	return parser.Parse(t.hideAmounts())
}

// byteAt turns an offset in characters into one in bytes.
func (t *text) byteAt(runes int) int {
	at := 0
	for range runes {
		if at >= len(t.src) {
			break
		}
		_, n := utf8.DecodeRuneInString(t.src[at:])
		at += n
	}
	return at
}

func (t *text) tell(pos, end int, hint, format string, args ...any) {
	t.fail = true
	*t.b.issues = append(*t.b.issues, Issue{At: t.at, Pos: pos, End: end, Message: fmt.Sprintf(format, args...), Hint: hint})
}

func (t *text) at2(n ast.Node) (pos, end int) {
	l := n.Location()
	return t.byteAt(l.From), t.byteAt(max(l.To, l.From+1))
}

func (t *text) wrong(n ast.Node, hint, format string, args ...any) value {
	pos, end := t.at2(n)
	t.tell(pos, end, hint, format, args...)
	return value{unit: unknown}
}
