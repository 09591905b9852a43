package convert

import (
	"errors"
	"slices"

	"parley/logic"
)

// cube is a conjunction of literals as bits: the options that must be taken, and those that must not.
type cube struct{ yes, no uint64 }

// covers reports whether every state in d is in c.
func (c cube) covers(d cube) bool { return c.yes&^d.yes == 0 && c.no&^d.no == 0 }

// maxCubes is how many cubes a formula may need, on the way to its shortest form too: enough for at most one of 64
// options. Nobody writes longer ones in GMCR+, which tests them one by one in each state.
const maxCubes = 2100

var errCubes = errors.New("the formula needs too many conditions")

// normal turns formulas into disjunctions of cubes.
type normal struct {
	bit func(name string) int
}

// of returns cubes that together make up the states where e is holds. No cube covers another. The error is errCubes; the
// cost is bounded by maxCubes squared for each operator of e.
func (n normal) of(e *logic.Expr, holds bool) ([]cube, error) {
	switch e.Op {
	case logic.True, logic.False:
		if (e.Op == logic.True) == holds {
			return []cube{{}}, nil
		}
		return nil, nil
	case logic.Atom:
		b := uint64(1) << n.bit(e.Name)
		if holds {
			return []cube{{yes: b}}, nil
		}
		return []cube{{no: b}}, nil
	case logic.Not:
		return n.of(e.Args[0], !holds)
	case logic.And:
		return n.atLeast(len(e.Args), e.Args, holds)
	case logic.Or:
		return n.atLeast(1, e.Args, holds)
	case logic.AtLeast:
		return n.atLeast(e.N, e.Args, holds)
	case logic.AtMostOne:
		return n.atLeast(2, e.Args, !holds)
	case logic.Implies:
		return n.either(e.Args[0], !holds, e.Args[1], holds, holds)
	case logic.Iff:
		return n.both(
			func() ([]cube, error) { return n.either(e.Args[0], !holds, e.Args[1], true, true) },
			func() ([]cube, error) { return n.either(e.Args[0], holds, e.Args[1], false, true) },
			true)
	}
	// ExactlyOne: at least one, and not at least two.
	return n.both(
		func() ([]cube, error) { return n.atLeast(1, e.Args, holds) },
		func() ([]cube, error) { return n.atLeast(2, e.Args, !holds) },
		holds)
}

// either joins the states where a is x with those where b is y: all of either if union, else what they share.
func (n normal) either(a *logic.Expr, x bool, b *logic.Expr, y, union bool) ([]cube, error) {
	return n.both(
		func() ([]cube, error) { return n.of(a, x) },
		func() ([]cube, error) { return n.of(b, y) },
		!union)
}

// both joins two sets of cubes: what they share, or if not intersect, their union.
func (n normal) both(a, b func() ([]cube, error), intersect bool) ([]cube, error) {
	left, err := a()
	if err != nil {
		return nil, err
	}
	right, err := b()
	if err != nil {
		return nil, err
	}
	if intersect {
		return product(left, right)
	}
	return reduce(slices.Concat(left, right))
}

// atLeast returns cubes for the states where at least k of the formulas hold, or if not holds, fewer than k: which is that
// at least len(es)-k+1 of them do not.
func (n normal) atLeast(k int, es []*logic.Expr, holds bool) ([]cube, error) {
	if !holds {
		k = len(es) - k + 1
	}
	// reach[j] holds the states where at least j of the formulas looked at so far are as wanted.
	reach := make([][]cube, max(k, 0)+1)
	reach[0] = []cube{{}}
	for i, e := range es {
		cubes, err := n.of(e, holds)
		if err != nil {
			return nil, err
		}
		least := k - (len(es) - 1 - i) // fewer cannot become k any more
		for j := min(len(reach)-1, i+1); j > 0 && j >= least; j-- {
			more, err := product(reach[j-1], cubes)
			if err != nil {
				return nil, err
			}
			if reach[j], err = reduce(append(more, reach[j]...)); err != nil {
				return nil, err
			}
		}
	}
	return reach[len(reach)-1], nil
}

func product(a, b []cube) ([]cube, error) {
	if len(a)*len(b) > 100*maxCubes {
		return nil, errCubes
	}
	var out []cube
	for _, x := range a {
		for _, y := range b {
			if z := (cube{x.yes | y.yes, x.no | y.no}); z.yes&z.no == 0 {
				out = append(out, z)
			}
		}
		if len(out) > 4*maxCubes {
			var err error
			if out, err = reduce(out); err != nil {
				return nil, err
			}
		}
	}
	return reduce(out)
}

// reduce drops cubes that another one covers, of equal ones the later.
func reduce(cubes []cube) ([]cube, error) {
	var out []cube
	for i, c := range cubes {
		covered := slices.ContainsFunc(out, func(d cube) bool { return d.covers(c) }) ||
			slices.ContainsFunc(cubes[i+1:], func(d cube) bool { return d.covers(c) && d != c })
		if covered {
			continue
		}
		if out = append(out, c); len(out) > maxCubes {
			return nil, errCubes
		}
	}
	return out, nil
}

// shorten drops literals that make no difference, because the other cubes hold where the literal is turned round, and then
// cubes that another one covers: a and b or not a becomes b or not a.
func shorten(cubes []cube) []cube {
	cubes = slices.Clone(cubes)
	for changed := true; changed; {
		changed = false
		for i := range cubes {
			c := &cubes[i]
			for rest := c.yes | c.no; rest != 0; rest &= rest - 1 {
				b := rest & -rest
				turned := cube{c.yes ^ b, c.no ^ b}
				if slices.ContainsFunc(cubes, func(d cube) bool { return d.covers(turned) }) {
					c.yes, c.no = c.yes&^b, c.no&^b
					changed = true
				}
			}
		}
	}
	cubes, _ = reduce(cubes) // never more than there were
	return cubes
}

// condition returns the literals of a cube in the order of the options.
func (c cube) condition() condition {
	out := condition{}
	for k := range 64 {
		if (c.yes|c.no)>>k&1 == 1 {
			out = append(out, literal{k, c.yes>>k&1 == 1})
		}
	}
	return out
}
