package workbench

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/bits-and-blooms/bitset"

	"parley/analysis/paths"
	"parley/analysis/sequence"
	"parley/game"
	"parley/internal/layout"
	"parley/report"
	"parley/stability"
)

// Bounds of a map. A part of a larger graph reaches as many steps as keep it to about fewStates. Unless the reader asks for
// others, the moves told of are all up to fewMoves, those that pay up to manyMoves, and above that the best replies.
const (
	MapStates = 200
	fewStates = 60
	fewMoves  = 150
	manyMoves = 600
)

// MapSteps is the largest number of steps from the middle that a part may reach.
const MapSteps = 6

// MapQuestion asks for the graph of states and moves.
type MapQuestion struct {
	// At is the state in the middle, as State reads it; "" stands for the status quo, or where none is named for the first of
	// the states that hold under most concepts.
	At string
	// By says what counts as a step: "moves", "improvements" or "best-replies"; "" chooses by what can be drawn.
	By string
	// Steps asks for the part within so many steps of the middle; 0 for the whole graph, or if it has more than MapStates states
	// for a part that is easily looked at.
	Steps int
	// To asks for a path from the middle to a goal, as Goal reads it, by improvements if there is one, else by any moves.
	To string
	// Arrange places the states by "choices" or by "steps" from the middle; "" by choices for the whole graph, else by steps.
	Arrange string
}

// Map finds the graph of states and moves of a case that was solved, or the part of it around a state, with a place for each
// state. A path that leads out of the part is shown with it.
func (c *Case) Map(ctx context.Context, solved *report.Solved, q MapQuestion, s Settings) (*report.Map, error) {
	g := solved.Result.Graph
	m := &report.Map{Solved: solved, Marks: UsualVerdicts(solved), Steps: -1}
	if q.Steps < 0 || q.Steps > MapSteps {
		return nil, fmt.Errorf("a part of the map reaches 1 to %d steps, not %d", MapSteps, q.Steps)
	}
	if err := c.middle(m, q.At); err != nil {
		return nil, err
	}
	if q.By != "" {
		mode, err := paths.ParseMode(q.By)
		if err != nil || mode.Joint() {
			return nil, fmt.Errorf("the steps of a map are moves, improvements or best-replies, not `%s`", q.By)
		}
		m.By = mode
	}
	if q.To != "" {
		if err := c.mapWay(ctx, m, q.To, s); err != nil {
			return nil, err
		}
	}
	distance, err := c.part(ctx, m, q, s)
	if err != nil {
		return nil, err
	}
	shown := bitset.New(uint(g.Len()))
	for _, x := range m.States {
		shown.Set(uint(x))
		m.Far = append(m.Far, int(distance[x]))
	}
	for _, x := range m.States {
		for _, a := range MovesFrom(g, x, s) {
			if shown.Test(uint(a.To)) {
				m.Moves = append(m.Moves, a)
			}
		}
	}
	if q.By == "" && m.Steps < 0 {
		switch {
		case len(m.Moves) > manyMoves:
			m.By = paths.BestReplies
		case len(m.Moves) > fewMoves:
			m.By = paths.Improvements
		}
	}
	return m, arrange(m, q.Arrange)
}

// MovesFrom lists the moves from a state, by mover and end.
func MovesFrom(g *game.Graph, x int, s Settings) []report.MapMove {
	steps := sequence.NewSteps(g, sequence.BestReplies, s.Choices.Unknown.Tempts())
	var out []report.MapMove
	var best []int32
	party := -1
	for m := range g.MovesFrom(x) {
		if m.Party != party {
			party = m.Party
			best = steps(best[:0], stability.Coalition(1)<<party, x)
		}
		out = append(out, report.MapMove{Move: m, Best: m.Pays() && slices.Contains(best, int32(m.To))})
	}
	return out
}

// middle finds the state in the middle of a map.
func (c *Case) middle(m *report.Map, at string) (err error) {
	g := m.Solved.Result.Graph
	switch {
	case at != "":
		m.Middle, err = c.State(g, at)
	case g.StatusQuo() >= 0:
		m.Middle = g.StatusQuo()
	default:
		holds := HoldsUnder(m.Solved)
		m.Middle = slices.Index(holds, slices.Max(holds))
	}
	return err
}

// mapWay looks for the path that is lit on a map.
func (c *Case) mapWay(ctx context.Context, m *report.Map, to string, s Settings) error {
	g := m.Solved.Result.Graph
	goal, err := c.Goal(g, to)
	if err != nil {
		return err
	}
	for _, mode := range []paths.Mode{paths.Improvements, paths.Moves} {
		m.Way = &report.Way{Graph: g, Mode: mode, From: m.Middle, To: to}
		o := pathOptions(mode, s)
		if m.Way.Path, err = paths.Shortest(ctx, g, m.Middle, goal, o); err != nil {
			return err
		}
		if m.Way.Path != nil {
			m.Way.Turns = paths.Turns(g, m.Way.Path, o.Unknown)
			break
		}
	}
	return nil
}

// part chooses the states of a map, and returns how many steps each state of the graph is from the middle.
func (c *Case) part(ctx context.Context, m *report.Map, q MapQuestion, s Settings) ([]int32, error) {
	g := m.Solved.Result.Graph
	whole := q.Steps == 0 && g.Len() <= MapStates
	if !whole && q.By == "" {
		m.By = paths.Improvements
	}
	mode := m.By
	if whole {
		mode = paths.Moves
	}
	tree, err := paths.Reachable(ctx, g, m.Middle, pathOptions(mode, s))
	if err != nil {
		return nil, err
	}
	distance := tree.Distances()
	if !whole && q.By == "" && tree.Reached().Count() == 1 { // nothing pays here
		m.By = paths.Moves
		if tree, err = paths.Reachable(ctx, g, m.Middle, pathOptions(m.By, s)); err != nil {
			return nil, err
		}
		distance = tree.Distances()
	}
	if whole {
		m.Within = g.Len()
		for x := range g.Len() {
			m.States = append(m.States, x)
		}
		return distance, nil
	}
	var near []int
	count := make([]int, MapSteps+1)
	for x, d := range distance {
		if d >= 0 && d <= MapSteps {
			near = append(near, x)
			count[d]++
		}
	}
	within := func(n int) (sum int) {
		for _, k := range count[:n+1] {
			sum += k
		}
		return sum
	}
	if m.Steps = q.Steps; m.Steps == 0 {
		m.Steps = 1
		for m.Steps < MapSteps && count[m.Steps+1] > 0 && within(m.Steps+1) <= fewStates {
			m.Steps++
		}
	}
	m.Within = within(m.Steps)
	near = slices.DeleteFunc(near, func(x int) bool { return distance[x] > int32(m.Steps) })
	holds := HoldsUnder(m.Solved)
	slices.SortStableFunc(near, func(a, b int) int { // what is cut off is far away and holds under few concepts
		return cmp.Or(cmp.Compare(distance[a], distance[b]), cmp.Compare(holds[b], holds[a]))
	})
	m.States = near[:min(len(near), MapStates)]
	if m.Way != nil && m.Way.Path != nil {
		m.States = append(m.States, m.Way.Path.States()...)
	}
	slices.Sort(m.States)
	m.States = slices.Compact(m.States)
	return distance, nil
}

// arrange gives every state of a map its place.
func arrange(m *report.Map, how string) error {
	g := m.Solved.Result.Graph
	var l *layout.Layout
	switch how {
	case "choices":
		l = layout.ByChoices(g, m.States)
	case "steps":
	case "":
		if m.Steps < 0 {
			l = layout.ByChoices(g, m.States)
		}
	default:
		return fmt.Errorf("a map is arranged by choices or by steps, not by `%s`", how)
	}
	m.Spots = make([]report.Spot, len(m.States))
	if l != nil {
		for k, p := range l.Places {
			m.Spots[k] = report.Spot(p)
		}
		for _, h := range l.Heads {
			m.Heads = append(m.Heads, report.MapHead{Spot: report.Spot(h.At), Party: h.Party, Choice: h.Choice, Column: h.Column})
		}
		return nil
	}
	place := make(map[int]int, len(m.States)) // by state: its place in the list
	first := make([]int, len(m.States))       // who moves there from the middle, if anybody
	for k, x := range m.States {
		place[x], first[k] = k, g.Parties()
	}
	near := make([][]int, len(m.States))
	for _, x := range m.Moves {
		from, to := place[x.From], place[x.To]
		if m.Steps >= 0 && !x.Counts(m.By) {
			continue
		}
		near[from], near[to] = append(near[from], to), append(near[to], from)
		if x.From == m.Middle {
			first[to] = min(first[to], x.Party)
		}
	}
	order := make([]int, len(m.States)) // by who moves there first
	for k := range order {
		order[k] = k
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(first[a], first[b]) })
	at := make([]int, len(order))
	distance := make([]int, len(order))
	for n, k := range order {
		at[k], distance[n] = n, m.Far[k]
	}
	l = layout.BySteps(distance, func(n int) []int {
		var out []int
		for _, k := range near[order[n]] {
			out = append(out, at[k])
		}
		return out
	})
	for n, k := range order {
		m.Spots[k] = report.Spot(l.Places[n])
	}
	m.Rings = l.Rings
	return nil
}
