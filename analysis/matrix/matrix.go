// Package matrix sets strategies against hypotheses: a table of conflicts, a row for each strategy, a column for each
// hypothesis, and in each cell where best replies lead from the status quo, over every order of movers.
//
//   - Find fills the table.
//   - Table.Measure grades the cells for one party by a yardstick: its ranking under one profile, or an analyst's values. It
//     finds the regret of each strategy and which strategies are dominated. Ranks are compared, never added or averaged.
//   - Measure.BreakEven and Measure.Knowing weigh hypotheses by probabilities, which needs values.
//   - Table.Observe finds the earliest step that would tell two hypotheses apart.
//
// A cell's outcomes are the ends of its sequences of best replies, and the states of cycles that nothing leads out of. Other
// cycles, which a sequence may leave, are reported and count as no outcome.
package matrix

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"

	"parley/analysis/paths"
	"parley/game"
	"parley/stability"
)

// Question is a table of conflicts, row by row. All rows are equally long, and all conflicts have the same parties and the
// same options or listed states; they may differ in rules, moves, preferences and status quo.
type Question struct {
	Rules [][]*game.Rules
	// Unknown says whether a preference that is not known is a reason to move: with extensions A and C it is.
	Unknown            stability.Extension
	Limits             game.Limits
	IrreversiblePerArc bool // see game.Expansion
	Workers            int  // goroutines at most; 0 stands for one a processor. No result depends on it.
}

// Table is the answer.
type Table struct {
	Cells [][]Cell
	// Stopped: the context ended before every cell was filled; the others have no Graph.
	Stopped bool

	unknown stability.Extension
}

// Cell is where one strategy leads under one hypothesis.
type Cell struct {
	Graph *game.Graph // nil where the cell was not filled
	*paths.Endings
}

// Rows and Columns return the size of the table.
func (t *Table) Rows() int { return len(t.Cells) }

// Columns returns the number of columns.
func (t *Table) Columns() int {
	if len(t.Cells) == 0 {
		return 0
	}
	return len(t.Cells[0])
}

// Outcomes returns the states in which things may come to stay: ends, and the states of cycles that nothing leads out of.
func (c *Cell) Outcomes() []int {
	if c.Graph == nil {
		return nil
	}
	var out []int
	for _, e := range c.Ends {
		out = append(out, e.State)
	}
	for _, x := range c.Cycles {
		if x.Terminal {
			out = append(out, x.States...)
		}
	}
	slices.Sort(out)
	return out
}

// CellError is an error of one cell.
type CellError struct {
	Row, Column int
	Err         error
}

// CellErrors are the errors of the cells that are in error, row by row.
type CellErrors []CellError

// Error returns the messages, one a line.
func (es CellErrors) Error() string {
	var lines []string
	for _, e := range es {
		lines = append(lines, fmt.Sprintf("row %d, column %d: %v", e.Row+1, e.Column+1, e.Err))
	}
	return strings.Join(lines, "\n")
}

// ErrNoStatusQuo tells that a conflict does not say where things stand.
var ErrNoStatusQuo = errors.New("the conflict names no status quo to start from")

// Find fills the table. Cells are worked on in parallel; each costs one expansion of its conflict and one visit of every
// best reply from every state that best replies reach. Where the context ends, the cells filled so far are returned and the
// table is marked as stopped. The error is of type CellErrors.
func Find(ctx context.Context, q Question) (*Table, error) {
	t := &Table{unknown: q.Unknown}
	var errs CellErrors
	type place struct{ row, column int }
	var places []place
	for r, row := range q.Rules {
		t.Cells = append(t.Cells, make([]Cell, len(row)))
		for k := range row {
			places = append(places, place{r, k})
		}
	}
	workers := q.Workers
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	found := make([]error, len(places))
	next := make(chan int)
	var all sync.WaitGroup
	for range min(workers, len(places)) {
		all.Go(func() {
			for n := range next {
				p := places[n]
				t.Cells[p.row][p.column], found[n] = q.cell(ctx, q.Rules[p.row][p.column])
			}
		})
	}
	for n := range places {
		next <- n
	}
	close(next)
	all.Wait()
	for n, err := range found {
		switch {
		case err == nil:
		case ctx.Err() != nil && errors.Is(err, ctx.Err()):
			t.Stopped = true
		default:
			errs = append(errs, CellError{places[n].row, places[n].column, err})
		}
	}
	if len(errs) > 0 {
		return nil, errs
	}
	return t, nil
}

func (q *Question) cell(ctx context.Context, r *game.Rules) (Cell, error) {
	if err := ctx.Err(); err != nil {
		return Cell{}, err
	}
	g, err := r.Expand(ctx, game.Expansion{Limits: q.Limits, IrreversiblePerArc: q.IrreversiblePerArc})
	if err != nil {
		return Cell{}, err
	}
	if g.StatusQuo() < 0 {
		return Cell{}, ErrNoStatusQuo
	}
	e, err := paths.Ends(ctx, g, g.StatusQuo(), paths.Options{Mode: paths.BestReplies, Unknown: q.Unknown, Limits: q.Limits})
	if err != nil {
		return Cell{}, err
	}
	return Cell{g, e}, nil
}
