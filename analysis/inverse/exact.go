package inverse

// exact evaluates a circuit as polynomials in t.
type exact struct {
	*circuit
	yes, no map[int32]poly
}

func newExact(c *circuit) *exact {
	return &exact{c, map[int32]poly{always: constant(1), never: constant(0)}, map[int32]poly{}}
}

// holds returns the probability that a node is true. The error is that of the context.
func (x *exact) holds(at int32) (poly, error) {
	if 0 <= at && at < x.leaves {
		return power(1, 0), nil
	}
	if p, ok := x.yes[at]; ok {
		return p, nil
	}
	if err := x.ctx.Err(); err != nil {
		return nil, err
	}
	p, err := x.combine(at)
	x.yes[at] = p
	return p, err
}

func (x *exact) combine(at int32) (poly, error) {
	n := x.nodes[at-x.leaves]
	switch n.op {
	case anyOf:
		no, err := x.fails(at)
		return no.complement(), err
	case allOf:
		return x.product(power(n.leaves, 0), n.parts, x.holds)
	}
	yes, err := x.product(constant(1), []int32{n.parts[0], n.parts[1]}, x.holds)
	if err != nil {
		return nil, err
	}
	failed, err := x.fails(n.parts[0])
	if err != nil {
		return nil, err
	}
	no, err := x.product(failed, n.parts[2:], x.holds)
	return yes.plus(1, no).shorter(), err
}

// fails returns the probability that a node is not true.
func (x *exact) fails(at int32) (poly, error) {
	if 0 <= at && at < x.leaves {
		return power(0, 1), nil
	}
	if p, ok := x.no[at]; ok {
		return p, nil
	}
	var p poly
	var err error
	if at >= 0 && x.nodes[at-x.leaves].op == anyOf {
		n := x.nodes[at-x.leaves]
		p, err = x.product(power(0, n.leaves), n.parts, x.fails)
	} else if p, err = x.holds(at); err == nil {
		p = p.complement()
	}
	x.no[at] = p
	return p, err
}

// product multiplies a polynomial with those of some nodes.
func (x *exact) product(first poly, parts []int32, of func(int32) (poly, error)) (poly, error) {
	factors := []poly{first}
	for _, p := range parts {
		f, err := of(p)
		if err != nil {
			return nil, err
		}
		factors = append(factors, f)
	}
	return product(factors), nil
}
