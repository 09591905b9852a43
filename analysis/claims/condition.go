package claims

import (
	"math/bits"
	"slices"
	"strings"
)

// Table is a partial function of several variables: variable k takes the values 0 to Sizes[k]-1. Rows of Yes and No are
// where it is true and false; where it is not listed it may be either.
type Table struct {
	Sizes   []int
	Yes, No [][]int
}

// Condition is a disjunction of terms: true where any of them is. No term is the condition false; a term that restricts
// nothing is true.
type Condition struct {
	Terms []Term
	// Smallest: no condition that agrees with the table has fewer terms. Where it is not set the search was too large, and a
	// short condition was taken.
	Smallest bool
}

// Term allows each variable a set of values, bit v for value v.
type Term []uint64

// Allows reports whether the term is true for a row.
func (t Term) Allows(row []int) bool {
	for k, v := range row {
		if t[k]>>v&1 == 0 {
			return false
		}
	}
	return true
}

// Holds reports whether the condition is true for a row.
func (c Condition) Holds(row []int) bool {
	return slices.ContainsFunc(c.Terms, func(t Term) bool { return t.Allows(row) })
}

// words is the length of a term as it would be written: a word for each variable that it restricts and for each value, of
// those allowed or of those excluded, whichever are fewer.
func (t Term) words(sizes []int) int {
	n := 0
	for k, set := range t {
		if in := bits.OnesCount64(set); in < sizes[k] {
			n += 1 + min(in, sizes[k]-in)
		}
	}
	return n
}

// Limits of exact minimisation.
const (
	maxCubes = 60000 // products of sets of values that are looked at
	maxNodes = 50000 // steps of the search for a smallest cover
)

// Essential returns variables that the table can be told from: the places, ascending. They are as few as can be, unless the
// table is so partial that more than some thousands of sets would have to be looked at: then they are a set from which none
// can be left out.
func (t Table) Essential() []int {
	n := len(t.Sizes)
	var needed uint64 // variables in which alone a yes differs from a no
	yes := map[string]bool{}
	for _, row := range t.Yes {
		yes[rowKey(row, ^uint64(0))] = true
	}
	for _, row := range t.No {
		other := slices.Clone(row)
		for k := range row {
			for v := range t.Sizes[k] {
				if other[k] = v; v != row[k] && yes[rowKey(other, ^uint64(0))] {
					needed |= 1 << k
				}
			}
			other[k] = row[k]
		}
	}
	var rest []int
	for k := range n {
		if needed>>k&1 == 0 {
			rest = append(rest, k)
		}
	}
	if len(rest) <= 12 {
		for extra := 0; extra <= len(rest); extra++ {
			for pick := range uint64(1) << len(rest) {
				set := needed
				for i, k := range rest {
					set |= pick >> i & 1 << k
				}
				if bits.OnesCount64(pick) == extra && t.told(set) {
					return places(set)
				}
			}
		}
	}
	set := ^uint64(0) >> (64 - n)
	for _, k := range rest {
		if t.told(set &^ (1 << k)) {
			set &^= 1 << k
		}
	}
	return places(set)
}

// told reports whether no yes agrees with a no in all variables of a set.
func (t Table) told(set uint64) bool {
	seen := map[string]bool{}
	for _, row := range t.Yes {
		seen[rowKey(row, set)] = true
	}
	return !slices.ContainsFunc(t.No, func(row []int) bool { return seen[rowKey(row, set)] })
}

func rowKey(row []int, set uint64) string {
	b := make([]byte, len(row))
	for k, v := range row {
		if set>>k&1 == 1 {
			b[k] = byte(v)
		}
	}
	return string(b)
}

func places(set uint64) []int {
	out := []int{}
	for ; set != 0; set &= set - 1 {
		out = append(out, bits.TrailingZeros64(set))
	}
	return out
}

// On returns the table of some of the variables, each combination of values listed once, ascending.
func (t Table) On(variables []int) Table {
	project := func(rows [][]int) [][]int {
		var out [][]int
		for _, row := range rows {
			short := make([]int, len(variables))
			for i, k := range variables {
				short[i] = row[k]
			}
			out = append(out, short)
		}
		slices.SortFunc(out, slices.Compare)
		return slices.CompactFunc(out, slices.Equal)
	}
	p := Table{Yes: project(t.Yes), No: project(t.No)}
	for _, k := range variables {
		p.Sizes = append(p.Sizes, t.Sizes[k])
	}
	return p
}

// Minimise finds a condition with the fewest terms that is true for every yes of a table and false for every no: a minimal disjunctive
// normal form over variables of several values, by prime implicants and a smallest cover of them (Quine 1952, McCluskey 1956;
// for several values Rudell and Sangiovanni-Vincentelli 1987). Rows that are not listed may fall either way. The table must
// have no row both ways, and at most 64 values a variable.
func Minimise(t Table) Condition {
	if len(t.Yes) == 0 {
		return Condition{Smallest: true}
	}
	if len(t.No) == 0 {
		return Condition{Terms: []Term{t.whole()}, Smallest: true}
	}
	merged, classes := t.merged()
	c := minimise(merged)
	for _, x := range c.Terms {
		for k, set := range x {
			x[k] = 0
			for ; set != 0; set &= set - 1 {
				x[k] |= classes[k][bits.TrailingZeros64(set)]
			}
		}
	}
	return c
}

// merged returns the table with values of a variable taken together that no row tells apart, and for each variable the values
// in each class. A prime implicant allows all values of a class or none, so that nothing is lost.
func (t Table) merged() (Table, [][]uint64) {
	out := Table{Sizes: make([]int, len(t.Sizes))}
	class := make([][]int, len(t.Sizes)) // of each value of each variable
	classes := make([][]uint64, len(t.Sizes))
	for k, n := range t.Sizes {
		seen := map[string]int{}
		for v := range n {
			signature := t.signature(k, v)
			at, ok := seen[signature]
			if !ok {
				at = len(seen)
				seen[signature] = at
				classes[k] = append(classes[k], 0)
			}
			class[k] = append(class[k], at)
			classes[k][at] |= 1 << v
		}
		out.Sizes[k] = len(seen)
	}
	project := func(rows [][]int) [][]int {
		var kept [][]int
		for _, row := range rows {
			short := make([]int, len(row))
			for k, v := range row {
				short[k] = class[k][v]
			}
			kept = append(kept, short)
		}
		slices.SortFunc(kept, slices.Compare)
		return slices.CompactFunc(kept, slices.Equal)
	}
	out.Yes, out.No = project(t.Yes), project(t.No)
	return out, classes
}

// signature writes down the rows in which variable k has value v, without it.
func (t Table) signature(k, v int) string {
	var lines []string
	for i, rows := range [][][]int{t.Yes, t.No} {
		for _, row := range rows {
			if row[k] == v {
				lines = append(lines, string(rune('0'+i))+rowKey(row, ^(uint64(1)<<k)))
			}
		}
	}
	slices.Sort(lines)
	return strings.Join(slices.Compact(lines), "")
}

func minimise(t Table) Condition {
	cubes := 1
	for _, n := range t.Sizes {
		if n > 16 || cubes > maxCubes {
			cubes = maxCubes + 1
			break
		}
		cubes *= 1<<n - 1
	}
	if cubes > maxCubes {
		return Condition{Terms: t.cover(t.grown(), false)}
	}
	terms := t.cover(t.primes(), true)
	if terms == nil {
		return Condition{Terms: t.cover(t.primes(), false)}
	}
	return Condition{Terms: terms, Smallest: true}
}

// whole returns the term that restricts nothing.
func (t Table) whole() Term {
	out := make(Term, len(t.Sizes))
	for k, n := range t.Sizes {
		out[k] = ^uint64(0) >> (64 - n)
	}
	return out
}

// fits reports whether a term is false for every no.
func (t Table) fits(x Term) bool {
	return !slices.ContainsFunc(t.No, x.Allows)
}

// primes returns the prime implicants: the terms that are false for every no, cannot be widened, and allow some yes.
func (t Table) primes() []Term {
	var out []Term
	term := make(Term, len(t.Sizes))
	var visit func(k int)
	visit = func(k int) {
		if k < len(term) {
			for term[k] = 1; term[k] < 1<<t.Sizes[k]; term[k]++ {
				visit(k + 1)
			}
			return
		}
		if t.fits(term) && !t.widens(term) && slices.ContainsFunc(t.Yes, term.Allows) {
			out = append(out, slices.Clone(term))
		}
	}
	visit(0)
	return out
}

// widens reports whether a term that fits can allow one more value and still fit.
func (t Table) widens(x Term) bool {
	for k, n := range t.Sizes {
		for v := range n {
			if x[k]>>v&1 == 1 {
				continue
			}
			x[k] |= 1 << v
			fits := t.fits(x)
			x[k] &^= 1 << v
			if fits {
				return true
			}
		}
	}
	return false
}

// grown returns some prime implicants, at least one for each yes: each yes widened value by value, the variables in their
// order and in the reverse order.
func (t Table) grown() []Term {
	var out []Term
	for _, row := range t.Yes {
		for _, backwards := range []bool{false, true} {
			term := make(Term, len(row))
			for k, v := range row {
				term[k] = 1 << v
			}
			for i := range row {
				k := i
				if backwards {
					k = len(row) - 1 - i
				}
				for v := range t.Sizes[k] {
					old := term[k]
					if term[k] |= 1 << v; !t.fits(term) {
						term[k] = old
					}
				}
			}
			out = append(out, term)
		}
	}
	slices.SortFunc(out, func(a, b Term) int { return slices.Compare(a, b) })
	return slices.CompactFunc(out, func(a, b Term) bool { return slices.Equal(a, b) })
}

// cover chooses terms that together allow every yes: with exact set as few as can be, and among those with the fewest words,
// nil where the search grows too long; else by taking again and again the term that allows most of what is left.
func (t Table) cover(terms []Term, exact bool) []Term {
	slices.SortStableFunc(terms, func(a, b Term) int { return a.words(t.Sizes) - b.words(t.Sizes) })
	by := make([][]int, len(t.Yes)) // terms that allow each yes
	for r, row := range t.Yes {
		for i, x := range terms {
			if x.Allows(row) {
				by[r] = append(by[r], i)
			}
		}
	}
	var chosen []int
	if exact {
		if chosen = t.smallest(terms, by); chosen == nil {
			return nil
		}
	} else {
		chosen = t.greedy(terms, by)
	}
	slices.Sort(chosen)
	var out []Term
	for _, i := range chosen {
		out = append(out, terms[i])
	}
	return out
}

func (t Table) greedy(terms []Term, by [][]int) []int {
	covered := make([]bool, len(t.Yes))
	var chosen []int
	for {
		gain := make([]int, len(terms))
		best := -1
		for r, list := range by {
			if covered[r] {
				continue
			}
			for _, i := range list {
				if gain[i]++; best < 0 || gain[i] > gain[best] || gain[i] == gain[best] && i < best {
					best = i
				}
			}
		}
		if best < 0 {
			return chosen
		}
		chosen = append(chosen, best)
		for r, row := range t.Yes {
			covered[r] = covered[r] || terms[best].Allows(row)
		}
	}
}

// smallest searches covers, branching on the yes that the fewest terms allow, and keeps the best one found.
func (t Table) smallest(terms []Term, by [][]int) []int {
	cost := func(chosen []int) int {
		n := 0
		for _, i := range chosen {
			n += 1000 + terms[i].words(t.Sizes)
		}
		return n
	}
	best := t.greedy(terms, by)
	least, nodes := cost(best), 0
	count := make([]int, len(t.Yes)) // how many chosen terms allow each yes
	var chosen []int
	var search func()
	search = func() {
		if nodes++; nodes > maxNodes {
			return
		}
		open := -1
		for r := range by {
			if count[r] == 0 && (open < 0 || len(by[r]) < len(by[open])) {
				open = r
			}
		}
		if open < 0 {
			if c := cost(chosen); c < least {
				best, least = slices.Clone(chosen), c
			}
			return
		}
		if cost(chosen)+1000 >= least {
			return
		}
		for _, i := range by[open] {
			chosen = append(chosen, i)
			for r, row := range t.Yes {
				if terms[i].Allows(row) {
					count[r]++
				}
			}
			search()
			for r, row := range t.Yes {
				if terms[i].Allows(row) {
					count[r]--
				}
			}
			chosen = chosen[:len(chosen)-1]
		}
	}
	search()
	if nodes > maxNodes {
		return nil
	}
	return best
}
