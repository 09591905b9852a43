package inverse

import (
	"cmp"
	"encoding/binary"
	"slices"
)

// formula is a monotone condition on yes/no variables: every clause has a term all of whose variables hold. Terms are
// sorted sets of variables, each listed once; clauses are sorted sets of terms, by their places.
type formula struct {
	terms   [][]int32
	clauses [][]int32
}

// add appends a clause given by its terms, which need not be sorted or different.
func (b *builder) add(terms [][]int32) {
	clause := make([]int32, 0, len(terms))
	for _, t := range terms {
		clause = append(clause, b.term(t))
	}
	slices.Sort(clause)
	b.clauses = append(b.clauses, slices.Compact(clause))
}

// builder makes a formula, each term once.
type builder struct {
	formula
	known map[string]int32
}

func newBuilder() *builder { return &builder{known: map[string]int32{}} }

// term returns the place of a term.
func (b *builder) term(vars []int32) int32 {
	if !slices.IsSorted(vars) {
		vars = slices.Clone(vars)
		slices.Sort(vars)
	}
	vars = slices.Compact(slices.Clip(vars))
	key := text(vars)
	at, ok := b.known[key]
	if !ok {
		at = int32(len(b.terms))
		b.known[key] = at
		b.terms = append(b.terms, vars)
	}
	return at
}

// text packs numbers into a string, as a key.
func text(xs []int32) string {
	buf := make([]byte, 0, 4*len(xs))
	for _, x := range xs {
		buf = binary.LittleEndian.AppendUint32(buf, uint32(x))
	}
	return string(buf)
}

// key identifies a tidy formula.
func (f formula) key() string {
	var xs []int32
	for _, rows := range [][][]int32{f.terms, f.clauses} {
		xs = append(xs, -1)
		for _, row := range rows {
			xs = append(append(xs, row...), -2)
		}
	}
	return text(xs)
}

// tidy returns an equivalent formula in which no clause repeats or follows from another, no term repeats or contains
// a one-variable term of its clause, and terms and clauses stand in order. never is set where a clause cannot hold.
func (f formula) tidy() (out formula, never bool) {
	b := newBuilder()
	for _, clause := range f.clauses {
		alone := map[int32]bool{}
		always := false
		for _, t := range clause {
			switch len(f.terms[t]) {
			case 0:
				always = true
			case 1:
				alone[f.terms[t][0]] = true
			}
		}
		if always {
			continue
		}
		var kept [][]int32
		for _, t := range clause {
			vars := f.terms[t]
			if len(vars) == 1 || !slices.ContainsFunc(vars, func(v int32) bool { return alone[v] }) {
				kept = append(kept, vars)
			}
		}
		if len(kept) == 0 {
			return formula{}, true
		}
		b.add(absorb(kept))
	}
	out = b.formula
	out.subsume()
	out.order()
	return out, false
}

// few is the number of terms or clauses up to which each is compared with each.
const few = 64

// absorb drops terms that contain another one.
func absorb(terms [][]int32) [][]int32 {
	if len(terms) > few {
		return terms
	}
	var out [][]int32
	for i, t := range terms {
		if !slices.ContainsFunc(terms, func(u []int32) bool { return len(u) < len(t) && within(u, t) }) {
			out = append(out, terms[i])
		}
	}
	return out
}

// subsume drops clauses that contain another one, and repeated ones.
func (f *formula) subsume() {
	slices.SortFunc(f.clauses, func(a, b []int32) int { return cmp.Or(len(a)-len(b), slices.Compare(a, b)) })
	f.clauses = slices.CompactFunc(f.clauses, slices.Equal)
	if len(f.clauses) > 4*few {
		return
	}
	var kept [][]int32
	for _, c := range f.clauses {
		if !slices.ContainsFunc(kept, func(d []int32) bool { return within(d, c) }) {
			kept = append(kept, c)
		}
	}
	f.clauses = kept
}

// within reports whether a sorted set is part of another one.
func within(a, b []int32) bool {
	for _, x := range a {
		k, ok := slices.BinarySearch(b, x)
		if !ok {
			return false
		}
		b = b[k+1:]
	}
	return true
}

// order sorts the terms that clauses use, drops the others, and sorts the clauses.
func (f *formula) order() {
	used := make([]bool, len(f.terms))
	for _, c := range f.clauses {
		for _, t := range c {
			used[t] = true
		}
	}
	var order []int32
	for t, is := range used {
		if is {
			order = append(order, int32(t))
		}
	}
	slices.SortFunc(order, func(a, b int32) int { return slices.Compare(f.terms[a], f.terms[b]) })
	place := make([]int32, len(f.terms))
	terms := make([][]int32, len(order))
	for k, t := range order {
		place[t], terms[k] = int32(k), f.terms[t]
	}
	clauses := make([][]int32, len(f.clauses))
	for i, c := range f.clauses {
		clauses[i] = make([]int32, len(c))
		for k, t := range c {
			clauses[i][k] = place[t]
		}
		slices.Sort(clauses[i])
	}
	slices.SortFunc(clauses, slices.Compare)
	f.terms, f.clauses = terms, clauses
}

// uses returns for each term the clauses that have it, ascending.
func (f formula) uses() [][]int32 {
	out := make([][]int32, len(f.terms))
	for i, c := range f.clauses {
		for _, t := range c {
			out[t] = append(out[t], int32(i))
		}
	}
	return out
}

// occurrences returns for each variable the terms that have it, ascending.
func (f formula) occurrences() map[int32][]int32 {
	out := map[int32][]int32{}
	for t, vars := range f.terms {
		for _, v := range vars {
			out[v] = append(out[v], int32(t))
		}
	}
	return out
}

// settle returns the formula with one variable settled; it is not tidy.
func (f formula) settle(v int32, holds bool) formula {
	out := formula{terms: slices.Clone(f.terms)}
	gone := make([]bool, len(f.terms))
	for t, vars := range f.terms {
		if k, ok := slices.BinarySearch(vars, v); ok {
			gone[t] = !holds
			out.terms[t] = slices.Delete(slices.Clone(vars), k, k+1)
		}
	}
	for _, c := range f.clauses {
		if !holds {
			c = slices.DeleteFunc(slices.Clone(c), func(t int32) bool { return gone[t] })
		}
		out.clauses = append(out.clauses, c)
	}
	return out
}

// parts splits a tidy formula into formulas without a common variable.
func (f formula) parts() []formula {
	parent := make([]int32, len(f.clauses))
	for i := range parent {
		parent[i] = int32(i)
	}
	root := func(i int32) int32 {
		for parent[i] != i {
			parent[i] = parent[parent[i]]
			i = parent[i]
		}
		return i
	}
	first := map[int32]int32{}
	for i, c := range f.clauses {
		for _, t := range c {
			for _, v := range f.terms[t] {
				if j, ok := first[v]; ok {
					parent[root(int32(i))] = root(j)
				} else {
					first[v] = int32(i)
				}
			}
		}
	}
	var roots []int32
	groups := map[int32][][]int32{}
	for i, c := range f.clauses {
		r := root(int32(i))
		if groups[r] == nil {
			roots = append(roots, r)
		}
		groups[r] = append(groups[r], c)
	}
	if len(roots) < 2 {
		return []formula{f}
	}
	var out []formula
	for _, r := range roots {
		part := formula{terms: f.terms, clauses: groups[r]}
		part.order()
		out = append(out, part)
	}
	return out
}
