package web

import (
	"cmp"
	"slices"

	"github.com/bits-and-blooms/bitset"

	"parley/internal/workbench"
	"parley/report"
)

// stateOnMap tells of a state what the map shows of it, in words, with all moves from it whether they are drawn or not.
func stateOnMap(p *Page, m *report.Map, w *report.Words, x int) *chosenState {
	g := m.Solved.Result.Graph
	c := g.Conflict()
	code := g.Code(x)
	out := &chosenState{Number: w.Number(x), Code: code, Name: w.Name(x), Taken: w.Taken(x), Reached: m.Solved.Reached(x),
		Here: x == g.StatusQuo(), Middle: x == m.Middle, GraphForm: c.GraphForm(),
		Why: p.Link("outcomes", "state", code)}
	if !out.Middle {
		out.Center, out.PathTo = p.With("at", code, "state", "", "to", ""), p.With("to", code, "state", code)
	}
	for _, v := range m.Marks {
		if v.Equilibria.Test(uint(x)) {
			out.Holds = append(out.Holds, report.ConceptTitle(v.Concept))
		}
	}
	shown := bitset.New(uint(g.Len()))
	for _, s := range m.States {
		shown.Set(uint(s))
	}
	moves := workbench.MovesFrom(g, x, p.web.bench.Settings())
	liked := func(a report.MapMove) int {
		switch {
		case a.Best:
			return 0
		case a.Pays():
			return 1
		}
		return 2
	}
	slices.SortStableFunc(moves, func(a, b report.MapMove) int { // what the mover likes best stands first
		return cmp.Or(cmp.Compare(a.Party, b.Party), cmp.Compare(liked(a), liked(b)))
	})
	for _, a := range moves {
		out.Moves = append(out.Moves, moveRow{Class: Party(a.Party), Party: c.Parties[a.Party].Label(), Change: w.Change(x, a.To), Number: w.Number(a.To), Name: w.Name(a.To),
			Code: g.Code(a.To), Link: p.With("state", g.Code(a.To)), Gain: a.Gain(), Pays: a.Pays(), Shown: shown.Test(uint(a.To))})
	}
	return out
}
