package workbench

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"parley/analysis/paths"
	"parley/report"
	"parley/stability"
)

var ctx = context.Background()

func open(t *testing.T, src string, assume ...string) *Case {
	t.Helper()
	x, err := OpenText("x.yaml", []byte(src), assume)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// A cell of the table equals its combination opened and asked alone.
func TestMatrixCellEqualsItsCombinationAlone(t *testing.T) {
	x, err := Open("catalog:ukraine-2025", []string{"europe=spoiler"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	m, err := x.Matrix(ctx, MatrixQuestion{Hypotheses: []string{"motive", "sequencing=open", "sequencing=talks-first"}}, Settings{})
	if err != nil {
		t.Fatal(err)
	}
	if len(m.Rows) != 3 || len(m.Columns) != 8 {
		t.Fatalf("%d × %d cells", len(m.Rows), len(m.Columns))
	}
	for r, row := range m.Table.Cells {
		for k, cell := range row {
			assume := []string{"europe=spoiler"}
			for group, choice := range m.Rows[r].Map() {
				assume = append(assume, group+"="+choice)
			}
			for group, choice := range m.Columns[k].Map() {
				assume = append(assume, group+"="+choice)
			}
			alone, err := Open("catalog:ukraine-2025", assume, nil)
			if err != nil {
				t.Fatal(err)
			}
			g, err := alone.Graph(ctx, Settings{})
			if err != nil {
				t.Fatal(err)
			}
			want, err := paths.Ends(ctx, g, g.StatusQuo(), paths.Options{Mode: paths.BestReplies})
			if err != nil {
				t.Fatal(err)
			}
			if !slices.EqualFunc(cell.Ends, want.Ends, func(a, b paths.End) bool {
				return cell.Graph.Code(a.State) == g.Code(b.State) && slices.Equal(a.Path.Steps, b.Path.Steps)
			}) || len(cell.Cycles) != len(want.Cycles) {
				t.Errorf("%s under %s", m.Rows[r].Label(), m.Columns[k].Label())
			}
		}
	}
}

const course = `parley: 1
title: t
parties: {a: {options: {x: X}}, b: {options: {y: Y}}}
status quo: []
preferences: {a: [x], b: [y]}
hypotheses: {h: {one: {}, two: {preferences: {b: [not y]}}}, k: {p: {}, q: {}}}
strategies: {s: {soft: {preferences: {a: [y]}}, firm: {preferences: {a: [not x]}}}}
`

func TestYardsticks(t *testing.T) {
	x := open(t, course)
	m, err := x.Matrix(ctx, MatrixQuestion{}, Settings{})
	if err != nil {
		t.Fatal(err)
	}
	if m.Party != 0 || m.Profile != (report.Profile{Kind: report.RowProfile}) || len(m.Columns) != 4 || m.Valued != nil {
		t.Errorf("party %d, profile %v, %d columns", m.Party, m.Profile, len(m.Columns))
	}
	if len(m.Rivals) != 2 { // firm, and the file itself
		t.Errorf("rivals %v", m.Rivals)
	}
	m, err = x.Matrix(ctx, MatrixQuestion{Yardstick: "base", Hypotheses: []string{"h"}}, Settings{})
	if err != nil {
		t.Fatal(err)
	}
	// By the file's own preference x is better; soft leaves x alone, and so does firm.
	if g := m.Ranked.Grades[0][0]; m.Profile.Kind != report.BaseProfile || g.Worst().Rank != 2 {
		t.Errorf("%+v", g.Worst())
	}
	m, err = x.Matrix(ctx, MatrixQuestion{Party: "b", Yardstick: "own"}, Settings{})
	if err != nil || m.Profile.Kind != report.OwnProfile || len(m.Rivals) != 0 {
		t.Errorf("%v %v", m, err)
	}
	if _, err = open(t, strings.Replace(course, "preferences: {a: [x], b: [y]}", "preferences: {b: [y]}", 1)).Matrix(ctx, MatrixQuestion{Yardstick: "base"}, Settings{}); err == nil || !strings.Contains(err.Error(), "does not say what `a` wants") {
		t.Errorf("error %v", err)
	}
	// A profile that is not certain ranks nothing, and is no yardstick unless asked for.
	vague := strings.Replace(course, "soft: {preferences: {a: [y]}}", "soft: {preferences: {a: [{either: [x, y]}]}}", 1)
	if m, err = open(t, vague).Matrix(ctx, MatrixQuestion{}, Settings{}); err != nil || m.Ranked != nil {
		t.Errorf("%v %v", m, err)
	}
	if _, err = open(t, vague).Matrix(ctx, MatrixQuestion{Yardstick: "soft"}, Settings{}); err == nil || !strings.Contains(err.Error(), "not known for certain") {
		t.Errorf("error %v", err)
	}
	// Several groups at once; what is assumed is not varied.
	m, err = open(t, course, "h=two").Matrix(ctx, MatrixQuestion{}, Settings{})
	if err != nil || len(m.Columns) != 2 || m.Columns[1].Label() != "q" || m.Assumed["h"] != "two" {
		t.Errorf("%v %v", m.Columns, err)
	}
}

// Listed states can be set against each other too, and valued.
func TestMatrixOfListedStates(t *testing.T) {
	x := open(t, `parley: 1
title: t
parties: {a: {moves: [s1 -> s2]}, b: {moves: [s2 -> s3]}}
states: {s1: One, s2: Two, s3: Three}
status quo: s1
preferences: {a: {ranking: s2 > s1 > s3}, b: {ranking: s3 > s2 > s1}}
hypotheses: {h: {keen: {}, lazy: {preferences: {b: {ranking: s2 > s3 > s1}}}}}
strategies: {s: {party: a, values: [{outcome: s3, value: 1}, {outcome: true, value: 2}], go: {}, stay: {preferences: {a: {ranking: s1 > s2 > s3}}}}}
`)
	m, err := x.Matrix(ctx, MatrixQuestion{}, Settings{})
	if err != nil {
		t.Fatal(err)
	}
	var ends []string
	for _, row := range m.Table.Cells {
		for _, c := range row {
			ends = append(ends, c.Graph.Code(c.Ends[0].State))
		}
	}
	if want := []string{"s3", "s2", "s1", "s1"}; !slices.Equal(ends, want) {
		t.Errorf("ends %v, want %v", ends, want)
	}
	if v := m.Valued.Grades[0][0].Worst().Value; v.RatString() != "1" {
		t.Errorf("s3 is worth %v", v)
	}
	report.MatrixDocument(*m)
	report.NewMatrixJSON(*m)
	m.Heatmap().SVG()
}

func TestMatrixStopsWithTheContext(t *testing.T) {
	x, err := Open("catalog:ukraine-2025", nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	stopped, cancel := context.WithTimeout(ctx, time.Nanosecond)
	defer cancel()
	m, err := x.Matrix(stopped, MatrixQuestion{}, Settings{})
	if err != nil || !m.Table.Stopped {
		t.Fatalf("%v", err)
	}
	report.MatrixDocument(*m)
	report.NewMatrixJSON(*m)
	m.Heatmap().SVG()
}

// Taking an option away twice is taking it away once, and a version compared with itself has not changed.
func TestComparingVersions(t *testing.T) {
	x, err := Open("catalog:ukraine-2025", nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	ask := func(q CompareQuestion) *report.Compared {
		t.Helper()
		q.Hold = stability.Concept{Kind: stability.SEQ}
		c, err := x.Compare(ctx, q, nil, Settings{})
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	once, twice := ask(CompareQuestion{Without: []string{"us.tom"}}), ask(CompareQuestion{Without: []string{"us.tom", "us.tom"}})
	if len(once.Outcomes) != len(twice.Outcomes) || once.Common != twice.Common || len(once.Paths) != len(twice.Paths) || len(once.Flips) != len(twice.Flips) {
		t.Error("taking an option away twice is not taking it away once")
	}
	if c := ask(CompareQuestion{Other: "catalog:ukraine-2025"}); !c.Same() {
		t.Error(c.Sentence())
	}
	if c := ask(CompareQuestion{Against: []string{"motive=imperative"}}); !c.Same() {
		t.Error(c.Sentence())
	}
	// Another file under the same assumptions, but for one.
	a := ask(CompareQuestion{Other: "catalog:ukraine-2025", Assume: []string{"motive=imperative", "europe=yielding"}, Against: []string{"motive=elective"}})
	b := ask(CompareQuestion{Against: []string{"motive=elective"}})
	if len(a.Outcomes) != len(b.Outcomes) || a.Same() {
		t.Error(a.Sentence())
	}
}
