package workbench

import (
	"errors"
	"slices"
	"strings"

	"parley"
	"parley/analysis/matrix"
	"parley/diag"
	"parley/report"
)

// troubles tells what is wrong with some cells, and which of the choices brings it about.
func (t *tabling) troubles(errs matrix.CellErrors) error {
	type trouble struct {
		problem diag.Problem
		cells   map[[2]int]bool
	}
	var found []*trouble
	add := func(p diag.Problem, row, column int) {
		i := slices.IndexFunc(found, func(x *trouble) bool { return x.problem == p })
		if i < 0 {
			i = len(found)
			found = append(found, &trouble{p, map[[2]int]bool{}})
		}
		found[i].cells[[2]int{row, column}] = true
	}
	for _, e := range errs {
		list := diag.List{}
		var is parley.Issues
		switch {
		case errors.As(e.Err, &is):
			list = t.File.Problems(is)
		case errors.As(e.Err, &list):
		default:
			list = diag.List{{File: t.File.Name, Message: e.Err.Error()}}
		}
		for _, p := range list {
			if p.Severity == diag.Error {
				add(p, e.Row, e.Column)
			}
		}
	}
	var list diag.List
	for _, x := range found {
		if under := t.under(x.cells); under != "" {
			x.problem.Message = "under " + under + ": " + x.problem.Message
		}
		list = append(list, x.problem)
	}
	return &Problems{list, t.Source}
}

// under names the choices that a set of cells has in common and others have not: whole rows or columns by theirs, "" for
// the whole table.
func (t *tabling) under(cells map[[2]int]bool) string {
	rows, columns := len(t.m.Rows), len(t.m.Columns)
	if len(cells) == rows*columns {
		return ""
	}
	whole := func(n, other int, at func(i, j int) [2]int) (lines []int) {
		covered := 0
		for i := range n {
			all := true
			for j := range other {
				all = all && cells[at(i, j)]
			}
			if all {
				lines, covered = append(lines, i), covered+other
			}
		}
		if covered != len(cells) {
			return nil
		}
		return lines
	}
	var names []string
	if lines := whole(columns, rows, func(i, j int) [2]int { return [2]int{j, i} }); lines != nil {
		for _, k := range lines {
			names = append(names, settings(t.m.Columns[k]))
		}
		return strings.Join(names, " or ")
	}
	if lines := whole(rows, columns, func(i, j int) [2]int { return [2]int{i, j} }); lines != nil {
		for _, r := range lines {
			names = append(names, settings(t.m.Rows[r]))
		}
		return strings.Join(names, " or ")
	}
	for r := range rows {
		for k := range columns {
			if cells[[2]int{r, k}] {
				names = append(names, settings(slices.Concat(t.m.Rows[r], t.m.Columns[k])))
			}
		}
	}
	return strings.Join(names, " or ")
}

// settings writes "motive=elective and washington=pressure".
func settings(c report.Course) string {
	var parts []string
	for _, s := range c {
		parts = append(parts, s.Group+"="+s.Choice)
	}
	return strings.Join(parts, " and ")
}
