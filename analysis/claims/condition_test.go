package claims_test

import (
	"math/rand/v2"
	"testing"

	"parley/analysis/claims"
)

// drawTable draws a table of two to four variables, with gaps.
func drawTable(r *rand.Rand, gaps int) claims.Table {
	t := claims.Table{}
	for range 2 + r.IntN(3) {
		t.Sizes = append(t.Sizes, 2+r.IntN(2))
	}
	essential := r.IntN(1 << len(t.Sizes)) // the variables that the table looks at
	truth := map[string]bool{}
	for row := range rows(t.Sizes) {
		key := ""
		for k, v := range row {
			if essential>>k&1 == 1 {
				key += string(rune('0' + v))
			}
			key += ","
		}
		if _, ok := truth[key]; !ok {
			truth[key] = r.IntN(2) == 0
		}
		switch {
		case r.IntN(100) < gaps:
		case truth[key]:
			t.Yes = append(t.Yes, append([]int(nil), row...))
		default:
			t.No = append(t.No, append([]int(nil), row...))
		}
	}
	return t
}

// rows yields every row of values.
func rows(sizes []int) func(yield func([]int) bool) {
	return func(yield func([]int) bool) {
		row := make([]int, len(sizes))
		var visit func(k int) bool
		visit = func(k int) bool {
			if k == len(row) {
				return yield(row)
			}
			for v := range sizes[k] {
				if row[k] = v; !visit(k + 1) {
					return false
				}
			}
			return true
		}
		visit(0)
	}
}

// fewest tries every set of n terms, n from 0, until one is true for every yes and false for every no.
func fewest(t claims.Table) int {
	var terms []claims.Term
	var draw func(k int, term claims.Term)
	draw = func(k int, term claims.Term) {
		if k == len(t.Sizes) {
			for _, row := range t.No {
				if term.Allows(row) {
					return
				}
			}
			terms = append(terms, append(claims.Term(nil), term...))
			return
		}
		for set := uint64(1); set < 1<<t.Sizes[k]; set++ {
			draw(k+1, append(term, set))
		}
	}
	draw(0, nil)
	var covers func(left [][]int, n int) bool
	covers = func(left [][]int, n int) bool {
		if len(left) == 0 {
			return true
		}
		if n == 0 {
			return false
		}
		for _, term := range terms { // some term must be true for the first yes that is left
			if !term.Allows(left[0]) {
				continue
			}
			var rest [][]int
			for _, row := range left[1:] {
				if !term.Allows(row) {
					rest = append(rest, row)
				}
			}
			if covers(rest, n-1) {
				return true
			}
		}
		return false
	}
	for n := 0; ; n++ {
		if covers(t.Yes, n) {
			return n
		}
	}
}

func TestMinimise(t *testing.T) {
	tables := 150
	if testing.Short() {
		tables = 50
	}
	most := 0
	for seed := range uint64(tables) {
		r := rand.New(rand.NewPCG(seed, 31))
		table := drawTable(r, []int{0, 30, 70}[seed%3])
		c := claims.Minimise(table)
		for _, row := range table.Yes {
			if !c.Holds(row) {
				t.Fatalf("seed %d: false for the yes %v", seed, row)
			}
		}
		for _, row := range table.No {
			if c.Holds(row) {
				t.Fatalf("seed %d: true for the no %v", seed, row)
			}
		}
		if !c.Smallest {
			t.Fatalf("seed %d: not the smallest of a small table", seed)
		}
		want := fewest(table)
		if len(c.Terms) != want {
			t.Fatalf("seed %d: %d terms, %d would do", seed, len(c.Terms), want)
		}
		most = max(most, want)
	}
	if most < 3 {
		t.Errorf("no table needs more than %d terms", most)
	}
}

// A table must be told from its essential variables, and from no fewer.
func TestEssential(t *testing.T) {
	for seed := range uint64(300) {
		table := drawTable(rand.New(rand.NewPCG(seed, 32)), []int{0, 40, 80}[seed%3])
		essential := table.Essential()
		told := func(set int) bool {
			for _, yes := range table.Yes {
				for _, no := range table.No {
					apart := false
					for k := range table.Sizes {
						apart = apart || set>>k&1 == 1 && yes[k] != no[k]
					}
					if !apart {
						return false
					}
				}
			}
			return true
		}
		chosen := 0
		for _, k := range essential {
			chosen |= 1 << k
		}
		if !told(chosen) {
			t.Fatalf("seed %d: %v do not tell the table", seed, essential)
		}
		for set := range 1 << len(table.Sizes) {
			n := 0
			for k := range table.Sizes {
				n += set >> k & 1
			}
			if n < len(essential) && told(set) {
				t.Fatalf("seed %d: %b would do instead of %v", seed, set, essential)
			}
		}
	}
}

// A table that is too large for exact search still gets a condition that is right.
func TestMinimiseLargeTable(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 33))
	table := claims.Table{Sizes: []int{20, 20, 3}}
	for row := range rows(table.Sizes) {
		if r.IntN(2) == 0 {
			table.Yes = append(table.Yes, append([]int(nil), row...))
		} else {
			table.No = append(table.No, append([]int(nil), row...))
		}
	}
	c := claims.Minimise(table)
	if c.Smallest {
		t.Error("the condition of a large random table is said to be the smallest")
	}
	for _, row := range table.Yes {
		if !c.Holds(row) {
			t.Fatalf("false for the yes %v", row)
		}
	}
	for _, row := range table.No {
		if c.Holds(row) {
			t.Fatalf("true for the no %v", row)
		}
	}
}
