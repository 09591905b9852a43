package layout

import (
	"cmp"
	"fmt"
	"math"
	"math/bits"
	"slices"

	"parley"
	"parley/game"
)

// Distances between neighbours.
const (
	across  = 112.0 // of columns
	down    = 92.0  // of rows
	slant   = 54.0  // along the third axis, to the right
	rise    = 52.0  // along the third axis, upwards
	inBlock = 78.0  // within a block
	beyond  = 76.0  // between groups of columns or rows, from the last of one to the first of the next
	margin  = 50.0  // from a head to the first state
	shape   = 1.5   // of a map: how much wider than high, as near as stretching brings it
	stretch = 2.2   // how much wider distances can become
)

const (
	deep  = 3  // choices at most of a party that stands on the third axis
	broad = 10 // choices above which a party stands in blocks, if no other has nearly as many
)

// ByChoices places states by what each party does in them, so that the moves of one party all run the same way: the party
// with the most choices across, the next one down, a third one into the depth, others within the columns and rows. A party
// with many more choices than the others stands in blocks within the columns and rows. It returns nil where no party's
// choices can be told from the moves of a conflict in graph form.
func ByChoices(g *game.Graph, states []int) *Layout {
	t := chosen(g, states)
	if t == nil {
		return nil
	}
	x := axes{t: t, at: make([][]Point, g.Parties()), columns: -1, rows: -1}
	for i, n := range t.count {
		x.at[i] = make([]Point, n)
	}
	x.set()
	l := &Layout{}
	for _, members := range t.of {
		var p Point
		for _, m := range members {
			for i, k := range m {
				p.X += x.at[i][k].X
				p.Y += x.at[i][k].Y
			}
		}
		n := float64(len(members))
		l.Places = append(l.Places, Point{p.X / n, p.Y / n})
	}
	apart(l.Places)
	l.heads(x)
	return l
}

// axes say what each choice of each party adds to the place of a state.
type axes struct {
	t             *choices
	at            [][]Point
	width, height float64 // of what stands on one place so far
	cell          float64 // width within a column
	columns, rows int     // parties; -1 for none
}

func (x *axes) set() {
	count := x.t.count
	var order []int // parties that have a choice, most choices first
	for i, n := range count {
		if n > 1 {
			order = append(order, i)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(count[b], count[a]) })
	gapAcross, gapDown := across, down
	if len(order) > 2 {
		gapAcross, gapDown = beyond, beyond
	}
	if len(order) > 1 && count[order[0]] > broad && count[order[0]] > 3*count[order[1]] {
		x.block(order[0])
		order = order[1:]
		gapAcross, gapDown = 2*beyond, 2*beyond
	}
	rest := order[min(2, len(order)):]
	if n := len(rest); n > 0 && count[rest[n-1]] <= deep {
		x.along(rest[n-1], Point{slant, -rise})
		x.width += slant * float64(count[rest[n-1]]-1)
		x.height += rise * float64(count[rest[n-1]]-1)
		rest = rest[:n-1]
	}
	for k, i := range slices.Backward(rest) {
		if k%2 == 0 {
			x.across(i, across)
		} else {
			x.down(i, down)
		}
	}
	x.cell = x.width
	if len(order) > 1 {
		x.rows = order[1]
		x.down(x.rows, gapDown)
	}
	if len(order) > 0 {
		x.columns = order[0]
		x.across(x.columns, gapAcross)
	}
	// Stretched are the distances of rows or columns alone: what stands within them keeps its shape.
	if x.rows >= 0 && x.width > shape*x.height {
		x.scale(x.rows, 1, min(stretch, x.width/(shape*x.height)))
	} else if x.columns >= 0 && x.width < x.height {
		f := min(stretch, x.height/max(x.width, across))
		x.scale(x.columns, f, 1)
	}
}

func (x *axes) along(i int, step Point) {
	for k := range x.at[i] {
		x.at[i][k] = Point{step.X * float64(k), step.Y * float64(k)}
	}
}

func (x *axes) across(i int, gap float64) {
	step := x.width + gap
	x.along(i, Point{step, 0})
	x.width += step * float64(x.t.count[i]-1)
}

func (x *axes) down(i int, gap float64) {
	step := x.height + gap
	x.along(i, Point{0, step})
	x.height += step * float64(x.t.count[i]-1)
}

func (x *axes) scale(i int, wider, higher float64) {
	for k := range x.at[i] {
		x.at[i][k].X *= wider
		x.at[i][k].Y *= higher
	}
}

// block places the choices of a party in a block: the first half of its options across, the other half down.
func (x *axes) block(i int) {
	named := x.t.named
	place := func(k int) (column, row int) {
		n := int(math.Ceil(math.Sqrt(float64(len(x.at[i])))))
		return k % n, k / n
	}
	if named != nil {
		var all parley.State
		for _, c := range named[i] {
			all |= c
		}
		half := parley.State(0)
		for k := all; bits.OnesCount64(uint64(half)) < (bits.OnesCount64(uint64(all))+1)/2; k &= k - 1 {
			half |= k & -k
		}
		columns, rows := distinct(named[i], half), distinct(named[i], all&^half)
		place = func(k int) (column, row int) {
			column, _ = slices.BinarySearchFunc(columns, named[i][k]&half, fewerFirst)
			row, _ = slices.BinarySearchFunc(rows, named[i][k]&^half, fewerFirst)
			return column, row
		}
	}
	for k := range x.at[i] {
		column, row := place(k)
		x.at[i][k] = Point{inBlock * float64(column), inBlock * float64(row)}
		x.width, x.height = max(x.width, x.at[i][k].X), max(x.height, x.at[i][k].Y)
	}
}

// distinct returns what states take of some options, each once.
func distinct(states []parley.State, of parley.State) []parley.State {
	var out []parley.State
	for _, s := range states {
		out = append(out, s&of)
	}
	slices.SortFunc(out, fewerFirst)
	return slices.Compact(out)
}

// heads names the columns and the rows.
func (l *Layout) heads(x axes) {
	named := x.t.named
	if named == nil {
		return
	}
	left, top := 0.0, 0.0
	for _, p := range l.Places {
		left, top = min(left, p.X), min(top, p.Y)
	}
	if x.columns >= 0 {
		for k, choice := range named[x.columns] {
			l.Heads = append(l.Heads, Head{x.columns, choice, true, Point{x.at[x.columns][k].X + x.cell/2, top - margin}})
		}
	}
	if x.rows >= 0 {
		for k, choice := range named[x.rows] {
			l.Heads = append(l.Heads, Head{x.rows, choice, false, Point{left - margin, x.at[x.rows][k].Y}})
		}
	}
}

// choices are what the parties do in states, numbered by party.
type choices struct {
	count []int
	named [][]parley.State // by party and number: the options taken; nil in graph form
	of    [][][]int        // by place in the list of states, and member: the number of each party's choice
}

func chosen(g *game.Graph, states []int) *choices {
	if g.Conflict().GraphForm() {
		return classes(g, states)
	}
	n := g.Parties()
	t := &choices{count: make([]int, n), named: make([][]parley.State, n)}
	for i := range n {
		var all []parley.State
		for _, s := range states {
			all = append(all, g.Members(s)...)
		}
		t.named[i] = distinct(all, parley.State(g.Rules().Owned(i)))
		t.count[i] = len(t.named[i])
	}
	for _, s := range states {
		var of [][]int
		for _, m := range g.Members(s) {
			var numbers []int
			for i := range n {
				k, _ := slices.BinarySearchFunc(t.named[i], m&parley.State(g.Rules().Owned(i)), fewerFirst)
				numbers = append(numbers, k)
			}
			of = append(of, numbers)
		}
		t.of = append(t.of, of)
	}
	return t
}

// fewerFirst orders choices: what takes fewer options first, then what takes earlier ones.
func fewerFirst(a, b parley.State) int {
	if d := bits.OnesCount64(uint64(a)) - bits.OnesCount64(uint64(b)); d != 0 {
		return d
	}
	return -cmp.Compare(bits.Reverse64(uint64(a)), bits.Reverse64(uint64(b)))
}

// classes finds the choices of a conflict in graph form: two states differ in what a party does unless the moves of the
// others connect them. It returns nil where that does not tell states apart.
func classes(g *game.Graph, states []int) *choices {
	n := g.Parties()
	t := &choices{count: make([]int, n), of: make([][][]int, len(states))}
	for k := range states {
		t.of[k] = [][]int{make([]int, n)}
	}
	for i := range n {
		root := make([]int, g.Len())
		for s := range root {
			root[s] = s
		}
		find := func(s int) int {
			for root[s] != s {
				root[s] = root[root[s]]
				s = root[s]
			}
			return s
		}
		for p := range n {
			for s := range g.Len() {
				for _, q := range g.Arcs(p).From(s) {
					if a, b := find(s), find(int(q)); p != i && a != b {
						root[max(a, b)] = min(a, b)
					}
				}
			}
		}
		number := map[int]int{}
		for k, s := range states {
			r := find(s)
			if _, is := number[r]; !is {
				number[r] = len(number)
			}
			t.of[k][0][i] = number[r]
		}
		t.count[i] = len(number)
	}
	seen := map[string]bool{}
	for _, members := range t.of {
		key := fmt.Sprint(members[0])
		if seen[key] {
			return nil
		}
		seen[key] = true
	}
	return t
}
