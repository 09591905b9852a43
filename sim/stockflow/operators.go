package stockflow

import (
	"maps"
	"math"
	"slices"

	"github.com/expr-lang/expr/ast"

	"parley/diag"
)

// functions are the functions of expressions with their number of arguments.
var functions = map[string]struct {
	op   op
	args int // -2: two or more
}{
	"min": {opMin, -2}, "max": {opMax, -2}, "abs": {opAbs, 1}, "sqrt": {opSqrt, 1}, "exp": {opExp, 1}, "log": {opLog, 1},
	"floor": {opFloor, 1}, "ceil": {opCeil, 1}, "round": {opRound, 1}, "clamp": {opClamp, 3},
	"binomial": {opBinomial, 2}, "poisson": {opPoisson, 1}, "normal": {opNormal, 2},
}

// Functions returns the names of the functions of expressions. The last three draw and stand in Event.Set only.
func Functions() []string {
	return []string{"min", "max", "abs", "sqrt", "exp", "log", "floor", "ceil", "round", "clamp", "binomial", "poisson", "normal"}
}

func (t *text) build(n ast.Node) value {
	switch n := n.(type) {
	case *ast.IntegerNode:
		return t.b.literal(float64(n.Value))
	case *ast.FloatNode:
		return t.b.literal(n.Value)
	case *ast.BoolNode:
		v := t.b.literal(truth(n.Value))
		v.truth, v.unit = true, plain
		return v
	case *ast.IdentifierNode:
		if x, ok := t.amounts[n.Location().From]; ok {
			return t.amount(n, x)
		}
		return t.name(n)
	case *ast.UnaryNode:
		v := t.build(n.Node)
		if n.Operator == "not" || n.Operator == "!" {
			t.truth(n.Node, v)
			v = t.b.emit(opNot, v)
			v.truth, v.unit = true, plain
			return v
		}
		t.number(n.Node, v)
		if n.Operator == "+" {
			return v
		}
		u := v.unit
		v = t.b.emit(opNeg, v)
		v.unit = u
		return v
	case *ast.BinaryNode:
		return t.binary(n)
	case *ast.ConditionalNode:
		return t.conditional(n)
	case *ast.BuiltinNode:
		return t.call(n, n.Name, n.Arguments)
	case *ast.CallNode:
		if id, ok := n.Callee.(*ast.IdentifierNode); ok {
			return t.call(n, id.Value, n.Arguments)
		}
	}
	return t.wrong(n, "use numbers, names, + - * / ^, comparisons, and, or, not, ? :, and functions such as min", "this has no place in an expression")
}

func (t *text) truth(n ast.Node, v value) {
	if !v.truth && !t.fail {
		t.wrong(n, "write a comparison, such as x > 0", "this is a number, and a condition is needed")
	}
}

func (t *text) number(n ast.Node, v value) {
	if v.truth && !t.fail {
		t.wrong(n, "write condition ? 1 : 0", "this is a condition, and a number is needed")
	}
}

func (t *text) name(n *ast.IdentifierNode) value {
	b := t.b
	if b.aux[n.Value] != nil {
		switch b.state[n.Value] {
		case 0:
			b.auxiliary(n.Value)
		case 1:
			return t.wrong(n, "", "`%s` depends on itself", n.Value)
		}
	}
	v, ok := b.names[n.Value]
	if !ok {
		if b.kinds[n.Value] != "" { // known, and wrong elsewhere
			t.fail = true
			return value{unit: unknown}
		}
		if _, isFunction := functions[n.Value]; isFunction {
			return t.wrong(n, "", "`%s` is a function: write %s(…)", n.Value, n.Value)
		}
		return t.wrong(n, diag.DidYouMean(n.Value, slices.Sorted(maps.Keys(b.kinds))), "nothing is called `%s`", n.Value)
	}
	return v
}

func (t *text) binary(n *ast.BinaryNode) value {
	l, r := t.build(n.Left), t.build(n.Right)
	if t.fail {
		return value{unit: unknown}
	}
	b := t.b
	condition := func(o op, x, y value) value {
		v := b.emit(o, x, y)
		v.truth, v.unit = true, plain
		return v
	}
	switch n.Operator {
	case "and", "&&", "or", "||":
		t.truth(n.Left, l)
		t.truth(n.Right, r)
		if n.Operator == "and" || n.Operator == "&&" {
			return condition(opAnd, l, r)
		}
		return condition(opOr, l, r)
	}
	t.number(n.Left, l)
	t.number(n.Right, r)
	same := func(what string) {
		if !t.fail && !l.unit.fits(r.unit) {
			hint := ""
			if bare(l) != bare(r) {
				hint = "write the unit behind the number, such as 10 days"
			}
			t.wrong(n, hint, "%s are %s: %s and %s", "these", what, l.unit.in(b.clock), r.unit.in(b.clock))
		}
	}
	switch n.Operator {
	case "<", "<=", ">", ">=", "==", "!=":
		l, r = t.alike(l, r)
		same("compared in different units")
		switch n.Operator {
		case "<":
			return condition(opLess, l, r)
		case "<=":
			return condition(opLessEq, l, r)
		case ">":
			return condition(opLess, r, l)
		case ">=":
			return condition(opLessEq, r, l)
		case "==":
			return condition(opEq, l, r)
		}
		return condition(opNotEq, l, r)
	case "+", "-":
		same("added in different units")
		u := l.unit
		if !u.known {
			u = r.unit
		}
		o := opAdd
		if n.Operator == "-" {
			o = opSub
		}
		v := b.emit(o, l, r)
		v.unit = u
		return v
	case "*", "/":
		o, sign := opMul, 1
		if n.Operator == "/" {
			o, sign = opDiv, -1
		}
		v := b.emit(o, l, r)
		v.unit = l.unit.times(r.unit, sign)
		return v
	case "**", "^":
		return t.power(n, l, r)
	}
	return t.wrong(n, "", "`%s` has no place in an expression", n.Operator)
}

func (t *text) power(n *ast.BinaryNode, l, r value) value {
	u := plain
	if !r.unit.plain() {
		return t.wrong(n.Right, "", "an exponent is a plain number, not in %s", r.unit.in(t.b.clock))
	}
	if !l.unit.plain() || !l.unit.known {
		k := t.b.values[r.reg]
		switch {
		case r.literal && k == math.Trunc(k) && math.Abs(k) < 10:
			u = l.unit.power(int(k))
		case l.unit.known:
			return t.wrong(n.Right, "", "a power of something in %s needs a whole number as exponent", l.unit.in(t.b.clock))
		default:
			u = unknown
		}
	}
	v := t.b.emit(opPow, l, r)
	v.unit = u
	return v
}

func (t *text) conditional(n *ast.ConditionalNode) value {
	c, x, y := t.build(n.Cond), t.build(n.Exp1), t.build(n.Exp2)
	if t.fail {
		return value{unit: unknown}
	}
	t.truth(n.Cond, c)
	switch {
	case x.truth != y.truth:
		return t.wrong(n, "", "one of the two is a condition and the other a number")
	case !x.unit.fits(y.unit):
		return t.wrong(n, "", "the two are in different units: %s and %s", x.unit.in(t.b.clock), y.unit.in(t.b.clock))
	}
	u := x.unit
	if !u.known {
		u = y.unit
	}
	v := t.b.emit(opSelect, c, x, y)
	v.truth, v.unit = x.truth, u
	return v
}

func (t *text) call(n ast.Node, name string, nodes []ast.Node) value {
	f, ok := functions[name]
	if !ok {
		return t.wrong(n, diag.DidYouMean(name, Functions()), "there is no function `%s`", name)
	}
	var args []value
	for _, a := range nodes {
		v := t.build(a)
		t.number(a, v)
		args = append(args, v)
	}
	switch {
	case t.fail:
		return value{unit: unknown}
	case f.args == -2 && len(args) < 2:
		return t.wrong(n, "", "`%s` needs two numbers or more", name)
	case f.args > 0 && len(args) != f.args:
		return t.wrong(n, "", "`%s` needs %d numbers, not %d", name, f.args, len(args))
	case f.op >= opBinomial && !t.b.draws:
		return t.wrong(n, "use `draw` at a flow, or draw where an event sets a stock", "`%s` draws, which may be done only where an event sets a stock", name)
	}
	u := args[0].unit
	for i, a := range args[1:] {
		if f.op == opBinomial {
			break
		}
		if !a.unit.fits(u) {
			return t.wrong(nodes[i+1], "", "`%s` needs numbers of one unit: %s and %s", name, u.in(t.b.clock), a.unit.in(t.b.clock))
		}
		if !u.known {
			u = a.unit
		}
	}
	switch f.op {
	case opExp, opLog:
		if !u.plain() {
			return t.wrong(nodes[0], "divide by something of the same unit first", "`%s` needs a plain number, not %s", name, u.in(t.b.clock))
		}
		u = plain
	case opSqrt:
		half := unit{powers: map[string]int{}, factor: 1, known: u.known}
		for w, k := range u.powers {
			if k%2 != 0 {
				return t.wrong(nodes[0], "", "the square root of something in %s has no unit", u.in(t.b.clock))
			}
			half.powers[w] = k / 2
		}
		u = half
	}
	if f.args == -2 {
		v := args[0]
		for _, a := range args[1:] {
			v = t.b.emit(f.op, v, a)
		}
		v.unit = u
		return v
	}
	v := t.b.emit(f.op, args...)
	v.unit = u
	return v
}
