package inverse

import (
	"cmp"
	"context"
	"slices"

	"parley"
	"parley/analysis/edit"
	"parley/logic"
)

// Edit is one small change of a list of ordered statements, by their places before it.
type Edit struct {
	// Delete: the statement at From is given up. Otherwise it moves to place To, the others keeping their order.
	Delete   bool
	From, To int
}

// Swap reports whether the edit swaps two neighbours.
func (e Edit) Swap() bool { return !e.Delete && (e.To-e.From == 1 || e.From-e.To == 1) }

// Revision is a number of edits, one after the other, after which a party's statements make a state stable for it.
type Revision struct {
	Edits []Edit
	// Statements are the places, in the list as it was, of the statements that are left, in their new order.
	Statements []int
}

// Revisions are the smallest changes of a party's statements that make a state stable for it.
type Revisions struct {
	// Found are the revisions with the fewest edits: those of swaps before those of moves before those with deletions, a
	// shorter way before a longer one. There is one without edits where nothing has to change, none where none was found.
	Found []Revision
	// Exhausted is the number of edits up to which every revision was tried.
	Exhausted int
	// Stopped: the search ended at its limit of revisions.
	Stopped bool
}

// EditLimits bound the search of Statements. A zero field stands for its default.
type EditLimits struct {
	Exhaustive int // edits up to which every revision is tried; default 2
	Edits      int // edits at most; default 6
	Tries      int // revisions tried at most; default 1<<20
	Beam       int // revisions that are kept for the next edit where not all are tried; default 64
}

// maxLooks bounds the work of Statements whatever its limits: the number of times that a class of states is looked at.
const maxLooks = 1 << 31

func (l EditLimits) withDefaults() EditLimits {
	set := func(x *int, y int) {
		if *x == 0 {
			*x = y
		}
	}
	set(&l.Exhaustive, 2)
	set(&l.Edits, 6)
	set(&l.Tries, 1<<20)
	set(&l.Beam, 64)
	return l
}

// Statements finds the fewest edits of the party's statements that meet the condition: every single one and every two are
// tried, then those are followed that leave the fewest demands unmet. It returns nil for a party whose preference is not
// one list of statements. The error is that of the context.
func (c *Condition) Statements(ctx context.Context, l EditLimits) (*Revisions, error) {
	statements := edit.StatementsOf(c.Graph.Conflict(), c.Party)
	if len(statements) == 0 || slices.ContainsFunc(statements, func(s parley.Statement) bool { return len(s.Either) > 1 }) {
		return nil, nil
	}
	r := &reviser{Condition: c, ctx: ctx, limits: l.withDefaults(), seen: map[string]bool{}}
	r.compare(statements)
	r.limits.Tries = min(r.limits.Tries, maxLooks/max(1, len(r.apart))) // each try looks at every class of states at most
	return r.search(len(statements))
}

// reviser looks for revisions.
type reviser struct {
	*Condition
	ctx    context.Context
	limits EditLimits
	apart  [][]int8 // of each class of states and each statement: 1 if it favours the condition's state, -1 the other, 0 neither
	asked  []Demand // the condition's demands, over classes in place of states, each answer once
	looked []int8   // of each class, under the list at hand: 1 below, 0 level, -1 above, 2 not looked at
	seen   map[string]bool
	tries  int
}

// revision is a list of statements on the way.
type revision struct {
	edits []Edit
	list  []int32
	unmet int
}

// compare tells for each state that the condition mentions which statements favour it, and which the condition's state.
func (r *reviser) compare(statements []parley.Statement) {
	g, c := r.Graph, r.Graph.Conflict()
	holds := make([]func(s int) bool, len(statements))
	for j, st := range statements {
		e := st.Either[0].Expr
		if c.GraphForm() {
			holds[j] = func(s int) bool { return e.Eval(func(name string) bool { return name == c.States[s].ID }) }
			continue
		}
		p := logic.Compile(e, func(name string) int {
			return slices.IndexFunc(c.Options, func(o parley.Option) bool { return o.ID == name })
		})
		holds[j] = func(s int) bool { return p.Holds(uint64(g.Members(s)[0])) } // a merged state ranks as its lowest member
	}
	known := map[int32]int32{}
	var same classes
	class := func(s int32) int32 {
		if k, ok := known[s]; ok {
			return k
		}
		row, key := make([]int8, len(statements)), make([]int32, len(statements))
		for j, h := range holds {
			if own := h(r.State); own != h(int(s)) {
				row[j] = -1
				if own {
					row[j] = 1
				}
			}
			key[j] = int32(row[j])
		}
		k := same.add(text(key), s)
		if k == len(r.apart) {
			r.apart = append(r.apart, row)
		}
		known[s] = int32(k)
		return int32(k)
	}
	for _, d := range r.Demands {
		asked := Demand{To: class(d.To)}
		var told classes
		for _, a := range d.Answers {
			bad := make([]int32, len(a.Bad))
			for k, q := range a.Bad {
				bad[k] = class(q)
			}
			slices.Sort(bad)
			bad = slices.Compact(bad)
			if told.add(text(bad), 0) == len(asked.Answers) {
				asked.Answers = append(asked.Answers, Answer{Bad: bad})
			}
		}
		r.asked = append(r.asked, asked)
	}
	r.looked = make([]int8, len(r.apart))
}

// judge counts the demands that a list of statements leaves unmet.
func (r *reviser) judge(list []int32) int {
	r.tries++
	for k := range r.looked {
		r.looked[k] = 2
	}
	look := func(k int32) int8 {
		if r.looked[k] == 2 {
			r.looked[k] = 0
			for _, j := range list {
				if x := r.apart[k][j]; x != 0 {
					r.looked[k] = x
					break
				}
			}
		}
		return r.looked[k]
	}
	tempts := func(k int32) bool { return look(k) < 0 }
	bad := func(k int32) bool { x := look(k); return x > 0 || x == 0 && r.EqualIsBad }
	return unmet(r.asked, tempts, bad, len(r.asked))
}

func (r *reviser) search(n int) (*Revisions, error) {
	list := make([]int32, n)
	for j := range list {
		list[j] = int32(j)
	}
	start := revision{list: list, unmet: r.judge(list)}
	out := &Revisions{}
	r.seen[text(list)] = true
	level := []revision{start}
	for edits := 0; ; edits++ {
		for _, x := range level {
			if x.unmet == 0 {
				out.Found = append(out.Found, x.revision())
			}
		}
		if edits <= r.limits.Exhaustive && !out.Stopped {
			out.Exhausted = edits
		}
		if len(out.Found) > 0 || edits == r.limits.Edits || out.Stopped || len(level) == 0 {
			slices.SortStableFunc(out.Found, func(a, b Revision) int { return cmp.Compare(a.weight(), b.weight()) })
			return out, nil
		}
		if edits >= r.limits.Exhaustive { // follow the best only
			slices.SortStableFunc(level, func(a, b revision) int { return cmp.Compare(a.unmet, b.unmet) })
			level = level[:min(len(level), r.limits.Beam)]
		}
		next, stopped, err := r.edited(level)
		if err != nil {
			return nil, err
		}
		level, out.Stopped = next, stopped
	}
}

// edited returns every list that one more edit makes of the given ones, each list once.
func (r *reviser) edited(level []revision) (next []revision, stopped bool, err error) {
	for _, x := range level {
		if err := r.ctx.Err(); err != nil {
			return nil, false, err
		}
		for from := range x.list {
			for to := range x.list {
				e := Edit{From: from, To: to, Delete: from == to}
				list := slices.Delete(slices.Clone(x.list), from, from+1)
				if !e.Delete {
					list = slices.Insert(list, to, x.list[from])
				}
				key := text(list)
				if r.seen[key] {
					continue
				}
				r.seen[key] = true
				if r.tries >= r.limits.Tries {
					return next, true, nil
				}
				next = append(next, revision{append(slices.Clip(x.edits), e), list, r.judge(list)})
			}
		}
	}
	return next, false, nil
}

func (x revision) revision() Revision {
	out := Revision{Edits: x.edits}
	for _, j := range x.list {
		out.Statements = append(out.Statements, int(j))
	}
	return out
}

// weight orders revisions of equal number: swaps before moves, moves before deletions, short ways before long ones.
func (x Revision) weight() int {
	w := 0
	for _, e := range x.Edits {
		switch {
		case e.Delete:
			w += 1 << 12
		default:
			w += max(e.To-e.From, e.From-e.To)
		}
	}
	return w
}
