package matrix_test

import (
	"slices"
	"strings"
	"testing"

	"parley/analysis/matrix"
	"parley/catalog"
	"parley/game"
	"parley/scenario"
)

// What an independent enumeration found: the ends of best replies from the status quo, those with a name by it, and the
// sizes of the cycles that they can reach. Where it counted the ends only, the count stands.
var ukraineCells = map[string]struct {
	ends   []string
	count  int
	cycles []int
}{
	"diplomacy imperative":        {ends: []string{"compromise"}},
	"diplomacy elective":          {count: 4},
	"diplomacy conquest":          {count: 3},
	"diplomacy stringing-along":   {count: 2},
	"pressure imperative":         {ends: []string{"YNNNYYNNNNNYNY"}},
	"pressure elective":           {ends: []string{"capitulation"}},
	"pressure conquest":           {ends: []string{"YNNNYNNNNNNYNY"}},
	"pressure stringing-along":    {ends: []string{"YNNNNYNNNNNYNY"}},
	"conditional imperative":      {ends: []string{"compromise"}},
	"conditional elective":        {ends: []string{"capitulation"}, cycles: []int{10, 18}},
	"conditional conquest":        {ends: []string{"YNNNYNNNNNNYNY"}},
	"conditional stringing-along": {count: 2},
}

// ukraine returns the rules of the cells, strategies by hypotheses.
func ukraine(t testing.TB) (strategies, hypotheses []string, rules [][]*game.Rules) {
	x, _ := catalog.Open("ukraine-2025")
	file, problems := scenario.Read(x.Name(), x.Source)
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	for _, h := range file.Group("motive").Choices {
		hypotheses = append(hypotheses, h.ID)
	}
	for _, s := range file.Group("washington").Choices {
		strategies = append(strategies, s.ID)
		var row []*game.Rules
		for _, h := range hypotheses {
			c, problems := file.Conflict(scenario.Assumptions{"washington": s.ID, "motive": h})
			if err := problems.Err(); err != nil {
				t.Fatal(err)
			}
			r, err := game.Compile(c)
			if err != nil {
				t.Fatal(err)
			}
			row = append(row, r)
		}
		rules = append(rules, row)
	}
	return strategies, hypotheses, rules
}

func TestUkraineCells(t *testing.T) {
	answers, err := catalog.AnswersTo("ukraine-2025")
	if err != nil {
		t.Fatal(err)
	}
	strategies, hypotheses, rules := ukraine(t)
	table, err := matrix.Find(ctx, matrix.Question{Rules: rules})
	if err != nil {
		t.Fatal(err)
	}
	for r, s := range strategies {
		for k, h := range hypotheses {
			want, ok := ukraineCells[s+" "+h]
			if !ok {
				t.Errorf("nothing is known of %s under %s", s, h)
			}
			var ends []string
			for _, name := range want.ends {
				ends = append(ends, answers.State(name))
			}
			cell := table.Cells[r][k]
			var got []string
			for _, e := range cell.Ends {
				got = append(got, cell.Graph.Code(e.State))
			}
			if want.ends != nil && !slices.Equal(got, ends) || want.count > 0 && len(got) != want.count {
				t.Errorf("%s under %s ends at %s, want %s (%d)", s, h, strings.Join(got, " "), strings.Join(ends, " "), want.count)
			}
			var cycles []int
			for _, c := range cell.Cycles {
				cycles = append(cycles, len(c.States))
				if c.Terminal {
					t.Errorf("%s under %s: nothing leads out of the cycle of %d", s, h, len(c.States))
				}
			}
			slices.Sort(cycles)
			if !slices.Equal(cycles, want.cycles) {
				t.Errorf("%s under %s: cycles of %v states, want %v", s, h, cycles, want.cycles)
			}
		}
	}
}

func BenchmarkUkraine(b *testing.B) {
	for b.Loop() {
		_, _, rules := ukraine(b)
		if _, err := matrix.Find(ctx, matrix.Question{Rules: rules}); err != nil {
			b.Fatal(err)
		}
	}
}
