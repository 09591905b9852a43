package workbench

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"parley"
	"parley/analysis/matrix"
	"parley/diag"
	"parley/game"
	"parley/report"
	"parley/scenario"
)

// MatrixQuestion asks where strategies lead under hypotheses.
type MatrixQuestion struct {
	// Strategies and Hypotheses are groups, or single choices of them as group=choice; nil stands for the first group of
	// strategies, and for the first group of hypotheses, or all of them where they are few.
	Strategies, Hypotheses []string
	Party                  string // whose strategies are judged; "" for the party of the group, if one is named
	// Yardstick is "values", "own", "base", or a strategy; "" for values where the file gives some, and for the rest the
	// party's own preferences where no strategy alters them, else those of the first strategy.
	Yardstick string
	Odds      []string // hypothesis=number; nil for equal odds
	Paths     bool
}

// maxCells is how many combinations a table may have, and fewCells up to how many all groups of hypotheses are combined
// unless some are named.
const (
	maxCells = 1000
	fewCells = 12
)

// Matrix sets strategies against hypotheses. Where the context ends, what was found so far is returned.
func (c *Case) Matrix(ctx context.Context, q MatrixQuestion, s Settings) (*report.Matrix, error) {
	if c.File == nil {
		return nil, errors.New("this file has no hypotheses and no strategies: write a scenario file, for example by `parley convert`")
	}
	m := &report.Matrix{Title: c.Conflict.Title, Question: c.Conflict.Question, Parties: c.Conflict.Parties, Party: -1, Paths: q.Paths}
	rows, columns, err := c.varied(q)
	if err != nil {
		return nil, err
	}
	m.Rows, m.Columns = courses(rows), courses(columns)
	if n := len(m.Rows) * len(m.Columns); n > maxCells {
		return nil, fmt.Errorf("%d combinations of strategies and hypotheses are too many for a table, which has at most %d: name the groups by --strategies and --hypotheses", n, maxCells)
	}
	m.Assumed = map[string]string{}
	for group, choice := range c.Assumed {
		if !slices.ContainsFunc(slices.Concat(rows, columns), func(v variation) bool { return v.group.ID == group }) {
			m.Assumed[group] = choice
		}
	}
	t := &tabling{Case: c, m: m, rows: rows}
	if err := t.compile(); err != nil {
		return nil, err
	}
	m.Table, err = matrix.Find(ctx, matrix.Question{Rules: t.rules, Unknown: s.Choices.Unknown, Limits: s.Limits, IrreversiblePerArc: s.Choices.IrreversiblePerArc, Workers: s.Workers})
	if cells := (matrix.CellErrors)(nil); errors.As(err, &cells) {
		return nil, t.troubles(cells)
	} else if err != nil {
		return nil, err
	}
	if err := t.judge(context.WithoutCancel(ctx), q, s); err != nil {
		return nil, err
	}
	m.Seen, err = m.Table.Observe(ctx)
	if err != nil && ctx.Err() == nil {
		return nil, err
	}
	return m, nil
}

// variation is a group with those of its choices that are tried.
type variation struct {
	group   *scenario.Group
	choices []scenario.Choice
}

// varied returns the groups that the rows and the columns settle.
func (c *Case) varied(q MatrixQuestion) (rows, columns []variation, err error) {
	if rows, err = c.named(q.Strategies, "--strategies"); err != nil {
		return nil, nil, err
	}
	if columns, err = c.named(q.Hypotheses, "--hypotheses"); err != nil {
		return nil, nil, err
	}
	taken := func(g *scenario.Group) bool {
		return slices.ContainsFunc(slices.Concat(rows, columns), func(v variation) bool { return v.group == g }) || slices.Contains(c.Given, g.ID)
	}
	for _, v := range columns {
		if slices.ContainsFunc(rows, func(r variation) bool { return r.group == v.group }) {
			return nil, nil, fmt.Errorf("`%s` cannot be both a strategy and a hypothesis of one table", v.group.ID)
		}
	}
	if rows == nil {
		for i := range c.File.Groups {
			if g := &c.File.Groups[i]; g.Strategy && !taken(g) {
				rows = []variation{{g, g.Choices}}
				break
			}
		}
	}
	if columns == nil {
		n := 1
		for _, v := range rows {
			n *= len(v.choices)
		}
		var all []variation
		for i := range c.File.Groups {
			if g := &c.File.Groups[i]; !g.Strategy && !taken(g) {
				all = append(all, variation{g, g.Choices})
				n *= len(g.Choices)
			}
		}
		if columns = all; n > fewCells && len(all) > 0 {
			columns = all[:1]
		}
	}
	if len(rows)+len(columns) == 0 {
		return nil, nil, errors.New("there is nothing to set against each other: the file has no hypotheses and no strategies, or all of them are settled")
	}
	return rows, columns, nil
}

// named reads groups, or single choices as group=choice.
func (c *Case) named(texts []string, flag string) ([]variation, error) {
	var out []variation
	for _, text := range texts {
		id, choice, single := strings.Cut(strings.TrimSpace(text), "=")
		g := c.File.Group(id)
		if g == nil {
			var ids []string
			for _, x := range c.File.Groups {
				ids = append(ids, x.ID)
			}
			return nil, hinted("there is no hypothesis or strategy `%s`", id, ids)
		}
		if slices.Contains(c.Given, id) {
			return nil, fmt.Errorf("`%s` is settled by --assume and cannot be varied too: to try single choices write %s %s=choice", id, flag, id)
		}
		at := slices.IndexFunc(out, func(v variation) bool { return v.group == g })
		if at < 0 {
			out = append(out, variation{group: g})
			at = len(out) - 1
		}
		if !single {
			out[at].choices = g.Choices
			continue
		}
		x := g.Choice(choice)
		if x == nil {
			var ids []string
			for _, x := range g.Choices {
				ids = append(ids, x.ID)
			}
			return nil, hinted("`"+id+"` has no choice `%s`", choice, ids)
		}
		if !slices.ContainsFunc(out[at].choices, func(y scenario.Choice) bool { return y.ID == x.ID }) {
			out[at].choices = append(out[at].choices, *x)
		}
	}
	return out, nil
}

// hinted returns an error about a name that is not known, with the nearest one that is.
func hinted(format, name string, known []string) error {
	message := fmt.Sprintf(format, name)
	if hint := diag.DidYouMean(name, known); hint != "" {
		return fmt.Errorf("%s: %s", message, hint)
	}
	if len(known) == 0 {
		return errors.New(message)
	}
	return fmt.Errorf("%s; there are: %s", message, strings.Join(known, ", "))
}

// courses returns every combination of the choices, those of the last group changing fastest.
func courses(varied []variation) []report.Course {
	out := []report.Course{nil}
	for _, v := range varied {
		var longer []report.Course
		for _, c := range out {
			for _, x := range v.choices {
				longer = append(longer, append(slices.Clip(c), report.Settled{Group: v.group.ID, Choice: x.ID, Claim: x.Claim}))
			}
		}
		out = longer
	}
	return out
}

// tabling is a table in the making.
type tabling struct {
	*Case
	m         *report.Matrix
	rows      []variation
	conflicts [][]*parley.Conflict
	rules     [][]*game.Rules
}

// assumptions returns what a cell assumes.
func (t *tabling) assumptions(row, column int) scenario.Assumptions {
	a := scenario.Assumptions{}
	for group, choice := range t.m.Assumed {
		a[group] = choice
	}
	for _, s := range slices.Concat(t.m.Rows[row], t.m.Columns[column]) {
		a[s.Group] = s.Choice
	}
	return a
}

// compile makes the conflict of every cell.
func (t *tabling) compile() error {
	var wrong matrix.CellErrors
	for r := range t.m.Rows {
		t.rules = append(t.rules, make([]*game.Rules, len(t.m.Columns)))
		t.conflicts = append(t.conflicts, make([]*parley.Conflict, len(t.m.Columns)))
		for k := range t.m.Columns {
			conflict, problems := t.File.Conflict(t.assumptions(r, k))
			err := problems.Err()
			if err == nil {
				t.conflicts[r][k] = conflict
				t.rules[r][k], err = game.Compile(conflict)
			}
			if err != nil {
				wrong = append(wrong, matrix.CellError{Row: r, Column: k, Err: err})
			}
		}
	}
	if len(wrong) > 0 {
		return t.troubles(wrong)
	}
	return nil
}
