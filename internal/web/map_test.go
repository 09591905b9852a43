package web

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"net/url"
	"slices"
	"strings"
	"testing"

	"parley/analysis/paths"
	"parley/catalog"
	"parley/internal/workbench"
	"parley/report"
)

func fetchMap(t *testing.T, path string, ask func(string) (int, string)) report.MapJSON {
	t.Helper()
	code, body := ask(path)
	if code != 200 {
		t.Fatalf("%s: %d %s", path, code, body)
	}
	var m report.MapJSON
	if err := json.Unmarshal([]byte(body), &m); err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	return m
}

// The map of every case shows the moves of the workbench, tells those that pay as the solution does, and puts no two states on
// one place.
func TestMapOfEveryCase(t *testing.T) {
	s, _ := site(t, nil)
	ask := func(path string) (int, string) {
		a, body := fetch(t, s, path, "Accept", "application/json")
		return a.StatusCode, body
	}
	ctx := context.Background()
	for _, x := range catalog.Cases() {
		c, err := workbench.OpenText(x.Name(), x.Source, nil)
		if err != nil {
			t.Fatal(err)
		}
		solved, err := c.Solve(ctx, nil, false, workbench.Settings{})
		if err != nil {
			t.Fatal(err)
		}
		g := solved.Result.Graph
		for _, query := range []string{"", "?arrange=steps", "?by=moves&steps=2", "?by=best-replies"} {
			where := "/case/" + x.Name() + "/map/graph" + query
			m := fetchMap(t, where, ask)
			if m.States != g.Len() || len(m.Nodes) > workbench.MapStates || m.Steps == nil && len(m.Nodes) != g.Len() {
				t.Errorf("%s: %d nodes of %d states, whole %v", where, len(m.Nodes), m.States, m.Steps == nil)
			}
			shown := map[string]bool{}
			for i, n := range m.Nodes {
				shown[n.Code] = true
				state, err := g.Find(n.Code)
				if err != nil || n.Number != fmt.Sprint(state+1) || n.Reached != solved.Reached(state) {
					t.Fatalf("%s: node %+v is state %d (%v)", where, n, state, err)
				}
				var holds []string
				for _, v := range workbench.UsualVerdicts(solved) {
					if v.Equilibria.Test(uint(state)) {
						holds = append(holds, v.Concept.String())
					}
				}
				if !slices.Equal(holds, n.Holds) {
					t.Errorf("%s: %s holds under %v, not %v", where, n.Code, holds, n.Holds)
				}
				for _, o := range m.Nodes[:i] {
					if math.Hypot(n.X-o.X, n.Y-o.Y) < 30 {
						t.Errorf("%s: %s and %s stand on each other", where, n.Code, o.Code)
					}
				}
			}
			type key struct{ party, from, to string }
			edges := map[key]report.MapEdgeJSON{}
			for _, e := range m.Edges {
				edges[key{e.Party, e.From, e.To}] = e
			}
			if len(edges) != len(m.Edges) {
				t.Errorf("%s: an edge comes twice", where)
			}
			want := 0
			for _, n := range m.Nodes {
				state, _ := g.Find(n.Code)
				for i, p := range g.Conflict().Parties {
					// What the mover prefers to all else it could do from here, told from its ranks alone.
					to := g.AppendMoves(nil, i, state)
					for _, q := range to {
						if !shown[g.Code(int(q))] {
							continue
						}
						want++
						e, is := edges[key{p.ID, n.Code, g.Code(int(q))}]
						pays, best := true, true
						for _, o := range g.Orders(i) {
							pays = pays && o.Rank[q] > o.Rank[state]
						}
						for _, r := range to {
							better := true
							for _, o := range g.Orders(i) {
								better = better && o.Rank[r] > o.Rank[q]
							}
							best = best && !better
						}
						if !is || e.Pays != pays || e.Best != (pays && best) {
							t.Fatalf("%s: %s leads from %s to %s: %v %+v, pays %v, best %v", where, p.ID, n.Code, g.Code(int(q)), is, e, pays, best)
						}
					}
				}
			}
			if want != len(edges) {
				t.Errorf("%s: %d edges, not %d", where, len(edges), want)
			}
			if m.Steps != nil {
				mode, err := paths.ParseMode(m.By)
				if err != nil {
					t.Fatal(err)
				}
				middle, _ := g.Find(m.Middle)
				tree, err := paths.Reachable(ctx, g, middle, paths.Options{Mode: mode})
				if err != nil {
					t.Fatal(err)
				}
				within := 0
				for state, d := range tree.Distances() {
					if d >= 0 && int(d) <= *m.Steps {
						within++
					} else if shown[g.Code(state)] {
						t.Errorf("%s: %s is %d steps away", where, g.Code(state), d)
					}
				}
				if within != m.Within || len(m.Nodes) != min(within, workbench.MapStates) {
					t.Errorf("%s: %d nodes, %d within, not %d", where, len(m.Nodes), m.Within, within)
				}
			}
		}
	}
}

func TestMapScreen(t *testing.T) {
	s, _ := site(t, nil)
	for _, x := range []struct{ address, want string }{
		{"ukraine-2025.yaml/map", "This is the part within 3 improvements of state 1181: 44 states. The other 1828 are not shown."},
		{"ukraine-2025.yaml/map?by=moves&steps=2", "200 states. The other 1672 are not shown. 250 lie as near"},
		{"ukraine-2025.yaml/map?by=best-replies&steps=2", "within 2 best replies"},
		{"ukraine-2025.yaml/map?to=russia.sign", "with the rest of the path: 45 states"},
		{"ukraine-2025.yaml/map?to=russia.sign", "4 improvements lead from state 1181 to <code>russia.sign</code>"},
		{"elmira-1991.yaml/map?to=8", "No improvements lead from state 1 to <code>8</code>; 3 moves would"},
		{"elmira-1991.yaml/map?state=8", "Holds under Nash, GMR, SMR, SEQ, SSEQ."},
		{"elmira-1991.yaml/map?at=nobody", `role="alert"`},
		{"elmira-1991.yaml/map?to=mr.nobody", `role="alert"`},
		{"elmira-1991.yaml/map?by=joint-moves", `role="alert"`},
		{"elmira-1991.yaml/map?steps=99", `role="alert"`},
		{"elmira-1991.yaml/map?state=nonsense", "State 1"},
		{"elmira-1991.yaml/map?state=1&steps=1&at=8", "not on this map"},
		{"sustainable-development.yaml/map", "PS"},
	} {
		a, body := fetch(t, s, "/case/"+x.address)
		if a.StatusCode != 200 || !strings.Contains(body, x.want) {
			t.Errorf("%s: %d, without %q", x.address, a.StatusCode, x.want)
		}
		sane(t, x.address, body, a.Header)
	}
	if a, body := fetch(t, s, "/case/elmira-1991.yaml/map/graph?at="+url.QueryEscape("<x>"), "Accept", "application/json"); a.StatusCode != 400 || strings.HasPrefix(body, "{") {
		t.Errorf("%d %s", a.StatusCode, body)
	}
}
