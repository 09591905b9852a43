package layout

import (
	"cmp"
	"fmt"
	"math/bits"
	"slices"

	"parley"
	"parley/game"
)

// Distances between neighbours.
const (
	across  = 116.0 // of columns
	down    = 92.0  // of rows
	slant   = 62.0  // along the third axis, to the right
	rise    = 54.0  // along the third axis, upwards
	between = 34.0  // more between groups of columns or rows
	margin  = 40.0  // from a head to the first state
	most    = 3     // choices of a party that stand on the third axis
)

// ByChoices places states by what each party does in them, so that the moves of one party all run the same way: the party
// with the most choices across, the next one down, a third one into the depth, others within the columns and rows. It returns
// nil where no party's choices can be told from the moves of a conflict in graph form.
func ByChoices(g *game.Graph, states []int) *Layout {
	t := chosen(g, states)
	if t == nil {
		return nil
	}
	order := make([]int, g.Parties())
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(t.count[b], t.count[a]) })
	order = slices.DeleteFunc(order, func(i int) bool { return t.count[i] < 2 })
	if len(order) == 0 {
		return &Layout{Places: make([]Point, len(states))}
	}
	step := make([]Point, g.Parties()) // what the next choice of a party adds
	var width, height float64          // of what stands on one place so far
	rest := order[min(2, len(order)):]
	if n := len(rest); n > 0 && t.count[rest[n-1]] <= most {
		i := rest[n-1]
		step[i] = Point{slant, -rise}
		width, height = slant*float64(t.count[i]-1), rise*float64(t.count[i]-1)
		rest = rest[:n-1]
	}
	add := func(i int, horizontal bool, gap float64) {
		n := float64(t.count[i] - 1)
		if horizontal {
			step[i].X = width + gap
			width += n * step[i].X
		} else {
			step[i].Y = height + gap
			height += n * step[i].Y
		}
	}
	for k, i := range slices.Backward(rest) {
		if k%2 == 0 {
			add(i, true, across)
		} else {
			add(i, false, down)
		}
	}
	extra := 0.0
	if len(order) > 2 {
		extra = between
	}
	rows := -1
	if len(order) > 1 {
		rows = order[1]
		add(rows, false, down+extra)
	}
	cellWidth := width
	add(order[0], true, across+extra)
	l := &Layout{}
	for _, members := range t.of {
		var p Point
		for _, m := range members {
			for i, k := range m {
				p.X += step[i].X * float64(k)
				p.Y += step[i].Y * float64(k)
			}
		}
		n := float64(len(members))
		l.Places = append(l.Places, Point{p.X / n, p.Y / n})
	}
	apart(l.Places)
	l.heads(t, order[0], rows, step, cellWidth)
	return l
}

// heads names the columns and the rows.
func (l *Layout) heads(t *choices, columns, rows int, step []Point, cellWidth float64) {
	if t.named == nil {
		return
	}
	left, top := 0.0, 0.0
	for _, p := range l.Places {
		left, top = min(left, p.X), min(top, p.Y)
	}
	for k, choice := range t.named[columns] {
		l.Heads = append(l.Heads, Head{columns, choice, true, Point{step[columns].X*float64(k) + cellWidth/2, top - margin}})
	}
	if rows < 0 {
		return
	}
	for k, choice := range t.named[rows] {
		l.Heads = append(l.Heads, Head{rows, choice, false, Point{left - margin, step[rows].Y * float64(k)}})
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
		owned := parley.State(g.Rules().Owned(i))
		for _, s := range states {
			for _, m := range g.Members(s) {
				t.named[i] = append(t.named[i], m&owned)
			}
		}
		slices.SortFunc(t.named[i], fewerFirst)
		t.named[i] = slices.Compact(t.named[i])
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
