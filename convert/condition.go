package convert

import (
	"slices"

	"parley/logic"
)

// literal says that an option is taken, or that it is not.
type literal struct {
	option int
	taken  bool
}

// condition is a conjunction of literals on different options, in the order of the file.
type condition []literal

// formula returns the formula that holds where one of the conditions does. Conditionals between two options, which GMCR+
// writes out as the combinations that satisfy them, are put back into one arrow.
func formula(conditions []condition, id func(option int) string) *logic.Expr {
	atom := func(l literal) *logic.Expr {
		a := logic.NewAtom(id(l.option))
		if !l.taken {
			a = logic.NewNot(a)
		}
		return a
	}
	if e := conditional(conditions, atom); e != nil {
		return e
	}
	ors := make([]*logic.Expr, len(conditions))
	for i, c := range conditions {
		ands := make([]*logic.Expr, len(c))
		for j, l := range c {
			ands[j] = atom(l)
		}
		ors[i] = logic.NewAnd(ands...)
	}
	return logic.NewOr(ors...)
}

// conditional returns a -> b or a <-> b where the conditions say no more than that of two options, else nil.
func conditional(conditions []condition, atom func(literal) *logic.Expr) *logic.Expr {
	if len(conditions) < 2 || len(conditions) > 3 || len(conditions[0]) != 2 {
		return nil
	}
	a, b := conditions[0][0].option, conditions[0][1].option
	var listed [2][2]bool // by whether a is taken, then b
	for _, c := range conditions {
		if len(c) != 2 {
			return nil
		}
		i := slices.IndexFunc(c, func(l literal) bool { return l.option == a })
		if i < 0 || c[1-i].option != b || listed[bit(c[i].taken)][bit(c[1-i].taken)] {
			return nil
		}
		listed[bit(c[i].taken)][bit(c[1-i].taken)] = true
	}
	if len(conditions) == 2 {
		if listed[0][0] != listed[1][1] || listed[0][1] != listed[1][0] {
			return nil
		}
		return &logic.Expr{Op: logic.Iff, Args: []*logic.Expr{atom(literal{a, true}), atom(literal{b, listed[1][1]})}}
	}
	for _, x := range []bool{true, false} {
		for _, y := range []bool{true, false} {
			if listed[bit(x)][bit(y)] {
				continue
			}
			// All but a = x and b = y: a = x -> b ≠ y, or the other way round where that has fewer negations.
			if !x && y {
				return &logic.Expr{Op: logic.Implies, Args: []*logic.Expr{atom(literal{b, true}), atom(literal{a, true})}}
			}
			return &logic.Expr{Op: logic.Implies, Args: []*logic.Expr{atom(literal{a, x}), atom(literal{b, !y})}}
		}
	}
	return nil
}

func bit(b bool) int {
	if b {
		return 1
	}
	return 0
}
