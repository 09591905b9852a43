package report

import (
	"fmt"
	"math/big"
	"strings"

	"parley/analysis/matrix"
)

// Decimal writes a number with at most four digits behind the point, and all of them where it has no more.
func Decimal(r *big.Rat) string {
	s := r.FloatString(4)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

// span writes one number, or from the least to the largest.
func span(a, b string) string {
	if a == b {
		return a
	}
	return a + " to " + b
}

// values judges strategies by an analyst's values, and says how likely hypotheses must be for one to be worth more.
func (x *matrixText) values() []Block {
	if x.Valued == nil {
		return nil
	}
	blocks := x.valued()
	if x.Valued.LargestRegret(matrix.AtWorst)[0] == nil {
		return blocks // not every end has a value
	}
	return append(blocks, x.breakEven()...)
}

// valued judges strategies by an analyst's values.
func (x *matrixText) valued() []Block {
	m := x.Valued
	var parts []string
	for _, v := range x.Values {
		outcome := v.Outcome
		if outcome == "true" {
			outcome = "otherwise"
		}
		parts = append(parts, outcome+" "+Decimal(v.Value))
	}
	t := T("An analyst's values for " + x.party() + "; the first that holds counts: " + strings.Join(parts, "; ") + ". ")
	t.Add(Plain, "Regret is how much less a strategy brings than the best one under the same hypothesis.")
	blocks := []Block{Heading{1, "What the outcomes are worth: " + x.party()}, Paragraph{t}}
	worst, best := m.LargestRegret(matrix.AtWorst), m.LargestRegret(matrix.AtBest)
	grid := x.grid("values", func(r, k int) Text {
		g := &m.Grades[r][k]
		switch {
		case x.Table.Cells[r][k].Graph == nil:
			return unfilled
		case len(g.Outcomes) == 0:
			return Text{{"no value given", Quiet}}
		}
		text := Text{{span(Decimal(g.Worst().Value), Decimal(g.Best().Value)), Strong}}
		if regret := regretOf(g, func(r *matrix.Regret) string { return Decimal(r.Value) }); regret != "0" {
			text.Add(Plain, ", regret "+regret)
		}
		if len(g.Ungraded) > 0 {
			text.Add(Quiet, fmt.Sprintf(" (%s without a value)", plural(len(g.Ungraded), "end")))
		}
		return text
	}, gridColumn{"Largest regret", func(r int) Text {
		if worst[r] == nil {
			return Text{{"–", Quiet}}
		}
		return Text{{eitherEnd(Decimal(best[r]), Decimal(worst[r])), Strong}}
	}})
	blocks = append(blocks, grid)
	if worst[0] == nil {
		return append(blocks, Paragraph{T("Not every end has a value, so that nothing is weighed. Add a last value for `true`, which holds everywhere.")})
	}
	blocks = append(blocks, Paragraph{x.leastRegret(worst)})
	return append(blocks, x.dominated(m, "by these values")...)
}

// regretOf writes the regret of a cell: at best and at worst where they differ, "–" where there is none.
func regretOf(g *matrix.Grade, write func(*matrix.Regret) string) string {
	if g.RegretAtBest == nil {
		return "–"
	}
	return eitherEnd(write(g.RegretAtBest), write(g.RegretAtWorst))
}

func eitherEnd(best, worst string) string {
	if best == worst {
		return best
	}
	return best + " at best, " + worst + " at worst"
}

// leastRegret names the strategies whose largest regret is least.
func (x *matrixText) leastRegret(regret []*big.Rat) Text {
	var rows []int
	for r := range regret {
		switch {
		case len(rows) == 0 || regret[r].Cmp(regret[rows[0]]) < 0:
			rows = []int{r}
		case regret[r].Cmp(regret[rows[0]]) == 0:
			rows = append(rows, r)
		}
	}
	t := T("The largest regret is smallest with ")
	t.Add(Strong, labels(x.Rows, rows))
	t.Add(Plain, ": "+Decimal(regret[rows[0]])+".")
	return t
}

// breakEven says how likely hypotheses must be for one strategy to be worth as much as another, and what knowing is worth.
func (x *matrixText) breakEven() []Block {
	m := x.Valued
	ends := []matrix.End{matrix.AtWorst}
	if x.several() {
		ends = append(ends, matrix.AtBest)
	}
	t := Table{Name: "break-even", Columns: []Column{{"Hypothesis", Left}, {"against", Left}, {"Break-even", Left}, {"Above it better", Left}, {"Below it better", Left}, {"Knowing, even odds", Right}, {"at most", Right}}}
	if len(ends) > 1 {
		t.Columns = append(t.Columns, Column{"Ends", Left})
	}
	for _, end := range ends {
		for _, b := range m.BreakEvens(end) {
			p, _ := b.P.Float64()
			row := []Text{T(x.Columns[b.Hypotheses[0]].Label()), T(x.Columns[b.Hypotheses[1]].Label()),
				{{fmt.Sprintf("%.4f", p), Strong}, {" (" + b.P.RatString() + ")", Quiet}},
				T(x.Rows[b.Strategies[0]].Label()), T(x.Rows[b.Strategies[1]].Label()), T(Decimal(b.Even)), T(Decimal(b.Most))}
			if len(ends) > 1 {
				row = append(row, T(map[matrix.End]string{matrix.AtWorst: "worst", matrix.AtBest: "best"}[end]))
			}
			t.Rows = append(t.Rows, row)
		}
	}
	var blocks []Block
	if len(t.Rows) > 0 {
		blocks = append(blocks, Heading{2, "Break-even probabilities"}, Paragraph{T("How likely the first hypothesis must be, all but the two being ruled out, for two strategies to be worth the same. Knowing: what it would be worth to learn which of the two is right before choosing between the two strategies.")}, t)
	}
	if worth := m.Knowing(x.Odds, matrix.AtWorst); worth != nil && len(x.Columns) > 1 {
		odds := "If all hypotheses were equally likely"
		if x.Given {
			var parts []string
			for k, p := range x.Odds {
				parts = append(parts, "`"+x.Columns[k].Label()+"` "+Decimal(p))
			}
			odds = "With the odds given (" + strings.Join(parts, ", ") + ")"
		}
		var means []string
		worst, best := m.Expected(x.Odds, matrix.AtWorst), m.Expected(x.Odds, matrix.AtBest)
		for r, c := range x.Rows {
			means = append(means, "`"+c.Label()+"` "+span(Decimal(worst[r]), Decimal(best[r])))
		}
		blocks = append(blocks, Paragraph{T(odds + ", the strategies would be worth on average: " + join(means) + ". To learn which hypothesis is right before choosing among all of them would be worth " +
			span(Decimal(worth), Decimal(m.Knowing(x.Odds, matrix.AtBest))) + ".")})
	}
	return blocks
}

// several reports whether some cell has outcomes of different value.
func (x *matrixText) several() bool {
	for _, row := range x.Valued.Grades {
		for k := range row {
			if g := &row[k]; len(g.Outcomes) > 0 && g.Best().Value.Cmp(g.Worst().Value) != 0 {
				return true
			}
		}
	}
	return false
}

// ranks judges strategies by a profile, and says what others would find.
func (x *matrixText) ranks() []Block {
	if x.Ranked == nil {
		return nil
	}
	return append(x.ranked(), x.rivals()...)
}

// ranked judges strategies by a profile.
func (x *matrixText) ranked() []Block {
	m := x.Ranked
	t := T("Outcomes ranked for " + x.party() + " by " + x.profile(x.Profile) + ". ")
	if x.Profile.Kind == RowProfile {
		t.Add(Plain, "The strategies are preferences themselves, so that no yardstick is neutral between them; `parley matrix FILE --yardstick` chooses another. ")
	}
	t.Add(Plain, "Places are among the outcomes of one column, the first being the best. Regret is how many places an outcome lies below the best that any strategy gets there; it is not a quantity, and is never added up.")
	blocks := []Block{Heading{1, "How the outcomes rank: " + x.party()}, Paragraph{t}}
	blocks = append(blocks, x.grid("ranks", func(r, k int) Text {
		g := &m.Grades[r][k]
		switch {
		case x.Table.Cells[r][k].Graph == nil:
			return unfilled
		case len(g.Outcomes) == 0:
			return Text{{"not ranked", Quiet}}
		}
		text := Text{{span(fmt.Sprint(g.Best().Place), fmt.Sprint(g.Worst().Place)), Strong}, {fmt.Sprintf(" of %d", g.Best().Of), Plain}}
		if regret := regretOf(g, func(r *matrix.Regret) string { return fmt.Sprint(r.Places) }); regret != "0" {
			text.Add(Plain, ", regret "+regret)
		}
		return text
	}))
	blocks = append(blocks, x.rueless(m.Rueless()))
	return append(blocks, x.dominated(m, "by this ranking")...)
}

func (x *matrixText) rueless(rows []int) Paragraph {
	if len(rows) == 0 {
		return Paragraph{T("Every strategy has regret under some hypothesis.")}
	}
	t := T("No regret under any hypothesis: ")
	t.Add(Strong, labels(x.Rows, rows))
	t.Add(Plain, ".")
	return Paragraph{t}
}

// dominated names the strategies that another one is at least as good as everywhere.
func (x *matrixText) dominated(m *matrix.Measure, by string) []Block {
	l := List{}
	for _, d := range m.Dominated() {
		t := Text{{"`" + x.Rows[d.Dominated].Label() + "`", Strong}, {" is dominated by ", Plain}, {"`" + x.Rows[d.By].Label() + "`", Strong}}
		if d.Strict {
			t.Add(Plain, " strictly: the latter is better under every hypothesis")
		} else {
			t.Add(Plain, ": the latter is better under some hypothesis and worse under none")
		}
		if d.Certain {
			t.Add(Plain, ", in whatever order the parties move")
		}
		t.Add(Plain, ", "+by+".")
		l.Items = append(l.Items, Item{Text: t})
	}
	if len(l.Items) == 0 {
		return []Block{Paragraph{T("No strategy is dominated " + by + ".")}}
	}
	return []Block{l}
}

// rivals says what the other profiles would find.
func (x *matrixText) rivals() []Block {
	l := List{}
	for _, r := range x.Rivals {
		t := T("By " + x.profile(r.Profile) + " instead: ")
		if len(r.Rueless) > 0 {
			t.Add(Plain, "no regret with "+labels(x.Rows, r.Rueless))
		} else {
			t.Add(Plain, "every strategy has regret under some hypothesis")
		}
		var lost []string
		for _, d := range r.Dominated {
			lost = append(lost, fmt.Sprintf("`%s` by `%s`", x.Rows[d.Dominated].Label(), x.Rows[d.By].Label()))
		}
		if len(lost) > 0 {
			t.Add(Plain, "; dominated: "+join(lost))
		}
		t.Add(Plain, ".")
		l.Items = append(l.Items, Item{Text: t})
	}
	if len(l.Items) == 0 {
		return nil
	}
	return []Block{Heading{2, "By other yardsticks"}, l}
}
