package stockflow

// value is what part of an expression comes to: where it is kept, and what is known of it.
type value struct {
	reg     int32
	truth   bool // a truth value, not a number
	unit    unit
	own     float64 // what a bare number compared with it is multiplied by; 0: such a number has no clear unit
	moving  bool    // changes without an input being set
	literal bool
	draws   bool
}

// builder turns expressions into instructions. Equal parts of expressions become one register.
type builder struct {
	clock  string
	code   []instr
	values []float64 // initial content of the registers; register 0 stands for operands that are not there
	same   map[instr]int32
	lits   map[float64]int32
	names  map[string]value
	kinds  map[string]string
	aux    map[string]*Auxiliary
	state  map[string]int // of auxiliaries: 1 being built, 2 built
	issues *Issues
	draws  bool // draws are allowed here
	// measures are the words of all units that quantities have: a number in an expression may be in no other.
	measures map[string]bool
}

func newBuilder(clock string) *builder {
	return &builder{clock: clock, values: []float64{0}, same: map[instr]int32{}, lits: map[float64]int32{}, names: map[string]value{},
		kinds: map[string]string{}, aux: map[string]*Auxiliary{}, measures: map[string]bool{}, state: map[string]int{}, issues: &Issues{}}
}

func (b *builder) measure(u unit) {
	for word := range u.powers {
		b.measures[word] = true
	}
}

func (b *builder) register(v float64) int32 {
	b.values = append(b.values, v)
	return int32(len(b.values) - 1)
}

func (b *builder) literal(v float64) value {
	reg, ok := b.lits[v]
	if !ok {
		reg = b.register(v)
		if v == v {
			b.lits[v] = reg
		}
	}
	u := plain
	if v == 0 {
		u = unknown // nothing is nothing in every unit
	}
	return value{reg: reg, unit: u, literal: true}
}

// emit adds an operation, or finds the register that has its result already.
func (b *builder) emit(o op, args ...value) value {
	x := instr{op: o}
	v := value{literal: true}
	for i, a := range args {
		switch i {
		case 0:
			x.a = a.reg
		case 1:
			x.b = a.reg
		case 2:
			x.c = a.reg
		}
		v.moving = v.moving || a.moving
		v.literal = v.literal && a.literal
		v.draws = v.draws || a.draws
	}
	if v.literal {
		l := b.literal(apply(o, b.values[x.a], b.values[x.b], b.values[x.c]))
		return l
	}
	if o == opBinomial || o == opPoisson || o == opNormal {
		v.draws, v.moving = true, true
	}
	if reg, ok := b.same[x]; ok && !v.draws {
		v.reg = reg
		return v
	}
	key := x
	x.dst = b.register(0)
	x.needsDraw = v.draws
	b.code = append(b.code, x)
	b.same[key] = x.dst
	v.reg = x.dst
	return v
}

// auxiliary builds a named expression.
func (b *builder) auxiliary(name string) {
	a := b.aux[name]
	b.state[name] = 1
	want, err := parseUnit(a.Unit, b.clock)
	if err != nil {
		*b.issues = append(*b.issues, Issue{At: a.At, Message: err.Error()})
	}
	t := &text{b: b, src: a.Expr, at: a.At}
	tree, perr := t.parse()
	if perr == nil {
		if v := t.build(tree.Node); !t.fail {
			if v.truth {
				b.names[name] = v
			} else if !v.unit.fits(want) {
				t.tell(0, len(a.Expr), "", "this is in %s, and `%s` is said to be in %s", v.unit.in(b.clock), name, want.in(b.clock))
			} else {
				if want.known {
					v.own, want.factor = want.factor, 1
					v.unit = want
				}
				b.names[name] = v
			}
		}
	} else {
		b.expression(a.Expr, a.At, false, unknown) // tells what cannot be read
	}
	b.state[name] = 2
}
