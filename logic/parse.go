package logic

import (
	"fmt"
	"strconv"
)

// maxText is the length in bytes beyond which a formula is refused, and maxDepth the nesting of parentheses and negations:
// both are far above what a person writes and keep a hostile file from using up the stack.
const (
	maxText  = 64 << 10
	maxDepth = 500
)

// Parse reads a formula. Its error is an *Error with the place in text.
func Parse(text string) (*Expr, error) {
	if len(text) > maxText {
		return nil, &Error{Pos: 0, End: len(text), Message: fmt.Sprintf("the formula is longer than %d bytes", maxText)}
	}
	tokens, err := scan(text)
	if err != nil {
		return nil, err
	}
	p := &parser{tokens: tokens}
	if p.peek().kind == end {
		return nil, &Error{Pos: 0, End: len(text), Message: "the formula is empty", Hint: "write `true` for a formula that always holds"}
	}
	e, err := p.iff()
	if err == nil && p.peek().kind != end {
		err = p.unexpected("the formula should end here")
	}
	if err != nil {
		return nil, err
	}
	return e, nil
}

type parser struct {
	tokens []token
	at     int
	depth  int
}

func (p *parser) peek() token { return p.tokens[p.at] }

func (p *parser) next() token {
	t := p.tokens[p.at]
	if t.kind != end {
		p.at++
	}
	return t
}

func (p *parser) take(symbolText string) bool {
	if t := p.peek(); t.kind == symbol && t.text == symbolText {
		p.at++
		return true
	}
	return false
}

func (p *parser) unexpected(what string) *Error {
	t := p.peek()
	e := &Error{Pos: t.pos, End: t.end, Message: what}
	switch t.kind {
	case end:
		e.Message += ", but it ends"
	case symbol:
		e.Message += fmt.Sprintf(", not `%s`", t.text)
	default:
		e.Message += fmt.Sprintf(", not `%s`", t.text)
		if t.kind == word && p.at > 0 && (p.tokens[p.at-1].kind == word || p.tokens[p.at-1].kind == quoted) {
			e.Hint = "join two names by `and`, `or` or `->`"
		}
	}
	return e
}

// iff parses a <-> b, and a IFF b; chains group to the left, which for <-> is the same as to the right.
func (p *parser) iff() (*Expr, *Error) {
	left, err := p.implies()
	for err == nil && p.take("<->") {
		var right *Expr
		if right, err = p.implies(); err == nil {
			left = &Expr{Op: Iff, Args: []*Expr{left, right}, Pos: left.Pos, End: right.End}
		}
	}
	return left, err
}

// implies parses a -> b and b IF a. A formula may not mix the two at one level, since readers disagree on what that means.
func (p *parser) implies() (*Expr, *Error) {
	if p.depth++; p.depth > maxDepth {
		return nil, p.tooDeep()
	}
	defer func() { p.depth-- }()
	left, err := p.or()
	if err != nil {
		return nil, err
	}
	switch {
	case p.take("->"):
		right, err := p.implies()
		if err != nil {
			return nil, err
		}
		return &Expr{Op: Implies, Args: []*Expr{left, right}, Pos: left.Pos, End: right.End}, nil
	case p.take("if"):
		right, err := p.or()
		if err != nil {
			return nil, err
		}
		if t := p.peek(); t.kind == symbol && (t.text == "if" || t.text == "->") {
			return nil, &Error{Pos: t.pos, End: t.end, Message: "`if` is followed by another `if` or `->`: the grouping is not clear", Hint: "add parentheses"}
		}
		return &Expr{Op: Implies, Args: []*Expr{right, left}, Pos: left.Pos, End: right.End}, nil
	}
	return left, nil
}

func (p *parser) or() (*Expr, *Error)  { return p.chain("or", Or, p.and) }
func (p *parser) and() (*Expr, *Error) { return p.chain("and", And, p.not) }

func (p *parser) chain(symbolText string, op Op, part func() (*Expr, *Error)) (*Expr, *Error) {
	first, err := part()
	if err != nil {
		return nil, err
	}
	args := []*Expr{first}
	for p.take(symbolText) {
		e, err := part()
		if err != nil {
			return nil, err
		}
		args = append(args, e)
	}
	if len(args) == 1 {
		return first, nil
	}
	return &Expr{Op: op, Args: args, Pos: first.Pos, End: args[len(args)-1].End}, nil
}

func (p *parser) not() (*Expr, *Error) {
	t := p.peek()
	if !p.take("not") {
		return p.primary()
	}
	if p.depth++; p.depth > maxDepth {
		return nil, p.tooDeep()
	}
	defer func() { p.depth-- }()
	e, err := p.not()
	if err != nil {
		return nil, err
	}
	return &Expr{Op: Not, Args: []*Expr{e}, Pos: t.pos, End: e.End}, nil
}

func (p *parser) tooDeep() *Error {
	t := p.peek()
	return &Error{Pos: t.pos, End: t.end, Message: fmt.Sprintf("the formula is nested more than %d deep", maxDepth)}
}

func (p *parser) primary() (*Expr, *Error) {
	t := p.peek()
	switch {
	case t.kind == quoted:
		p.next()
		return &Expr{Op: Atom, Name: t.text, Pos: t.pos, End: t.end}, nil
	case t.kind == word && Reserved(t.text):
		return p.reserved()
	case t.kind == word:
		p.next()
		return &Expr{Op: Atom, Name: t.text, Pos: t.pos, End: t.end}, nil
	case p.take("("):
		e, err := p.iff()
		if err != nil {
			return nil, err
		}
		closing := p.peek()
		if !p.take(")") {
			return nil, p.unexpected("expected `)`")
		}
		widened := *e
		widened.Pos, widened.End = t.pos, closing.end
		return &widened, nil
	}
	return nil, p.unexpected("expected a name")
}

// reserved parses true, false and the counting functions.
func (p *parser) reserved() (*Expr, *Error) {
	t := p.next()
	e := &Expr{Pos: t.pos, End: t.end}
	switch t.text {
	case "true":
		e.Op = True
		return e, nil
	case "false":
		return e, nil
	case "exactly_one":
		e.Op = ExactlyOne
	case "at_most_one":
		e.Op = AtMostOne
	case "at_least":
		e.Op = AtLeast
	}
	if !p.take("(") {
		return nil, p.unexpected(fmt.Sprintf("expected `(` after `%s`", t.text))
	}
	if e.Op == AtLeast {
		count := p.next()
		n, err := strconv.Atoi(count.text)
		if count.kind != word || err != nil {
			return nil, &Error{Pos: count.pos, End: count.end, Message: "`at_least` begins with a number", Hint: "at_least(2, a, b, c)"}
		}
		if !p.take(",") {
			return nil, p.unexpected("expected `,` after the number")
		}
		e.N = n
	}
	for {
		arg, err := p.iff()
		if err != nil {
			return nil, err
		}
		e.Args = append(e.Args, arg)
		closing := p.peek()
		if p.take(")") {
			e.End = closing.end
			break
		}
		if !p.take(",") {
			return nil, p.unexpected("expected `,` or `)`")
		}
	}
	if e.Op == AtLeast && (e.N < 0 || e.N > len(e.Args)) {
		return nil, &Error{Pos: e.Pos, End: e.End, Message: fmt.Sprintf("at_least(%d, …) lists %d formulas, so it is never or always true", e.N, len(e.Args))}
	}
	return e, nil
}
