// Package logic holds boolean formulas over named atoms: it parses, prints, evaluates and compiles them. It does not know
// what an atom stands for.
//
// A formula is built from names by not, and, or, -> (implies), <-> (if and only if), exactly_one(…), at_most_one(…) and
// at_least(n, …). The spellings ! & | && || IF IFF => <=> of other tools are read too; String prints one canonical form.
// From tightest to loosest: not, and, or, -> and IF, <-> and IFF. The arrow groups to the right.
package logic

import "slices"

// Op tells what a node of a formula is.
type Op uint8

// The operators. ExactlyOne, AtMostOne and AtLeast take any number of arguments.
const (
	False Op = iota
	True
	Atom
	Not
	And
	Or
	Implies
	Iff
	ExactlyOne
	AtMostOne
	AtLeast
)

// Expr is a formula. The zero value is the formula false. Expressions are not changed after they are made, so parts may be
// shared.
type Expr struct {
	Op   Op
	Name string  // of an Atom: the name as written, quotation marks removed
	N    int     // of AtLeast: how many
	Args []*Expr // operands, left to right
	Pos  int     // byte offset in the text it was parsed from
	End  int     // byte offset behind it
}

// Atoms returns the names that e uses, each once, in order of first use.
func (e *Expr) Atoms() []string {
	var names []string
	seen := map[string]bool{}
	e.Walk(func(x *Expr) {
		if x.Op == Atom && !seen[x.Name] {
			seen[x.Name] = true
			names = append(names, x.Name)
		}
	})
	return names
}

// Walk calls visit for e and every part of it, from the outside in.
func (e *Expr) Walk(visit func(*Expr)) {
	visit(e)
	for _, a := range e.Args {
		a.Walk(visit)
	}
}

// Replace returns e with each atom exchanged for what put returns for it; put returns nil to keep the atom. Positions of
// kept parts stay.
func (e *Expr) Replace(put func(atom *Expr) *Expr) *Expr {
	if e.Op == Atom {
		if x := put(e); x != nil {
			return x
		}
		return e
	}
	if len(e.Args) == 0 {
		return e
	}
	copied := *e
	copied.Args = make([]*Expr, len(e.Args))
	for i, a := range e.Args {
		copied.Args[i] = a.Replace(put)
	}
	return &copied
}

// Eval returns the truth of e where holds gives the truth of each atom. It walks the tree: one call of holds for each atom
// that decides.
func (e *Expr) Eval(holds func(name string) bool) bool {
	switch e.Op {
	case True:
		return true
	case Atom:
		return holds(e.Name)
	case Not:
		return !e.Args[0].Eval(holds)
	case And:
		return !slices.ContainsFunc(e.Args, func(a *Expr) bool { return !a.Eval(holds) })
	case Or:
		return slices.ContainsFunc(e.Args, func(a *Expr) bool { return a.Eval(holds) })
	case Implies:
		return !e.Args[0].Eval(holds) || e.Args[1].Eval(holds)
	case Iff:
		return e.Args[0].Eval(holds) == e.Args[1].Eval(holds)
	case ExactlyOne, AtMostOne, AtLeast:
		n := 0
		for _, a := range e.Args {
			if a.Eval(holds) {
				n++
			}
		}
		switch e.Op {
		case ExactlyOne:
			return n == 1
		case AtMostOne:
			return n <= 1
		}
		return n >= e.N
	}
	return false
}

// NewAtom returns the formula that is true where the atom is.
func NewAtom(name string) *Expr { return &Expr{Op: Atom, Name: name} }

// NewNot returns the negation of e; a double negation cancels.
func NewNot(e *Expr) *Expr {
	if e.Op == Not {
		return e.Args[0]
	}
	return &Expr{Op: Not, Args: []*Expr{e}}
}

// NewAnd returns the conjunction of es: true for none of them, the formula itself for one.
func NewAnd(es ...*Expr) *Expr { return join(And, True, es) }

// NewOr returns the disjunction of es: false for none of them, the formula itself for one.
func NewOr(es ...*Expr) *Expr { return join(Or, False, es) }

func join(op, empty Op, es []*Expr) *Expr {
	switch len(es) {
	case 0:
		return &Expr{Op: empty}
	case 1:
		return es[0]
	}
	return &Expr{Op: op, Args: es}
}
