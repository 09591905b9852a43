package logic

import (
	"encoding/binary"
	"fmt"
	"strings"
)

// String prints e in canonical form, with no more parentheses than needed to read it back as the same formula.
func (e *Expr) String() string { return e.Format(Quote) }

// Quote returns a name as it must stand in a formula: bare if it can, else in quotation marks.
func Quote(name string) string {
	if Bare(name) {
		return name
	}
	if !strings.Contains(name, `"`) {
		return `"` + name + `"`
	}
	return "`" + name + "`"
}

// Format prints e as String does, with each atom written as name returns it: for a sentence, say, that uses labels.
func (e *Expr) Format(name func(string) string) string {
	var b strings.Builder
	e.write(&b, name)
	return b.String()
}

// tightness orders operators by how tightly they bind.
func (o Op) tightness() int {
	switch o {
	case Iff:
		return 1
	case Implies:
		return 2
	case Or:
		return 3
	case And:
		return 4
	case Not:
		return 5
	}
	return 6
}

// AppendKey appends to b a form of e for machines, the same for two formulas only if String is. It costs less than String.
func (e *Expr) AppendKey(b []byte) []byte {
	b = append(b, byte(e.Op), byte(len(e.Args)), byte(len(e.Args)>>8))
	switch e.Op {
	case Atom:
		b = append(b, e.Name...)
		return append(b, 0)
	case AtLeast:
		b = binary.AppendVarint(b, int64(e.N))
	}
	for _, a := range e.Args {
		b = a.AppendKey(b)
	}
	return b
}

func (e *Expr) write(b *strings.Builder, name func(string) string) {
	part := func(a *Expr, loosest int) {
		if a.Op.tightness() < loosest {
			b.WriteByte('(')
			a.write(b, name)
			b.WriteByte(')')
			return
		}
		a.write(b, name)
	}
	list := func(separator string, loosest int) {
		for i, a := range e.Args {
			if i > 0 {
				b.WriteString(separator)
			}
			part(a, loosest)
		}
	}
	t := e.Op.tightness()
	switch e.Op {
	case False:
		b.WriteString("false")
	case True:
		b.WriteString("true")
	case Atom:
		b.WriteString(name(e.Name))
	case Not:
		b.WriteString("not ")
		part(e.Args[0], t)
	case And:
		list(" and ", t+1)
	case Or:
		list(" or ", t+1)
	case Implies:
		part(e.Args[0], t+1)
		b.WriteString(" -> ")
		part(e.Args[1], t)
	case Iff:
		part(e.Args[0], t)
		b.WriteString(" <-> ")
		part(e.Args[1], t+1)
	case ExactlyOne:
		b.WriteString("exactly_one(")
		list(", ", 0)
		b.WriteByte(')')
	case AtMostOne:
		b.WriteString("at_most_one(")
		list(", ", 0)
		b.WriteByte(')')
	case AtLeast:
		fmt.Fprintf(b, "at_least(%d, ", e.N)
		list(", ", 0)
		b.WriteByte(')')
	}
}
