package convert_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/xml"
	"errors"
	"fmt"
	"math/rand/v2"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"gonum.org/v1/gonum/graph/formats/dot"
	"gonum.org/v1/gonum/graph/formats/dot/ast"

	"parley"
	"parley/catalog"
	"parley/convert"
	"parley/game"
	"parley/scenario"
	"parley/stability"
	"parley/stability/naive"
	"parley/stability/stabilitytest"
)

// solution judges a conflict by Nash and SEQ.
func solution(t *testing.T, g *game.Graph) *convert.Solution {
	t.Helper()
	var task stability.Task
	for _, k := range []stability.Kind{stability.Nash, stability.SEQ} {
		task.Concepts = append(task.Concepts, stability.Concept{Kind: k})
	}
	r, err := naive.Engine{}.Solve(context.Background(), g.Rules(), task)
	if err != nil {
		t.Fatal(err)
	}
	x := &convert.Solution{Graph: g}
	for _, v := range r.Verdicts {
		x.Verdicts = append(x.Verdicts, convert.Verdict{Concept: v.Concept.String(), Equilibria: v.Equilibria})
	}
	return x
}

// catalogCases opens the cases of the catalog under the first choices.
func catalogCases(t *testing.T) map[string]*parley.Conflict {
	t.Helper()
	out := map[string]*parley.Conflict{}
	for _, x := range catalog.Cases() {
		f, problems := scenario.Read(x.Name(), x.Source)
		if problems.Err() != nil {
			t.Fatal(problems)
		}
		inForce, _ := f.InForce(nil)
		c, problems := f.Conflict(inForce)
		if problems.Err() != nil {
			t.Fatal(problems)
		}
		out[x.ID] = c
	}
	return out
}

// small lists the cases and random conflicts with few states.
func small(t *testing.T) map[string]*game.Graph {
	t.Helper()
	out := map[string]*game.Graph{}
	for id, c := range catalogCases(t) {
		if g := list(t, c); g.Len() <= 100 {
			out[id] = g
		}
	}
	for seed := range uint64(60) {
		c := stabilitytest.Random(rand.New(rand.NewPCG(seed, 1)), stabilitytest.Shape{})
		c.Title, c.Parties[0].Name = `Text with "quotes", a \ and <tags> & más`, `One "party" \`
		out[fmt.Sprintf("random %d", seed)] = list(t, c)
	}
	return out
}

// arcs lists the moves of a graph as "from to party improvement".
func arcs(g *game.Graph) map[string]bool {
	out := map[string]bool{}
	for s := range g.Len() {
		for p := range g.Parties() {
			for _, q := range g.AppendMoves(nil, p, s) {
				r := g.Compare(p, int(q), s)
				out[fmt.Sprint(s+1, " ", q+1, " ", p, " ", r == game.Better || r == game.MuchBetter)] = true
			}
		}
	}
	return out
}

func sameSet(t *testing.T, what string, got, want map[string]bool) {
	t.Helper()
	for x := range want {
		if !got[x] {
			t.Errorf("%s: %s is missing", what, x)
		}
	}
	for x := range got {
		if !want[x] {
			t.Errorf("%s: %s is too much", what, x)
		}
	}
}

// Graphviz files are read by gonum's parser, and by Graphviz itself where it is installed.
func TestDOT(t *testing.T) {
	program, _ := exec.LookPath("dot")
	for name, g := range small(t) {
		x := solution(t, g)
		src, err := convert.WriteDOT(x)
		var size *convert.SizeError
		if errors.As(err, &size) {
			continue
		} else if err != nil {
			t.Fatal(name, err)
		}
		file, err := dot.ParseBytes(src)
		if err != nil {
			t.Fatalf("%s: %v\n%s", name, err, src)
		}
		attribute := func(list []*ast.Attr, key string) string {
			for _, a := range list {
				if a.Key == key {
					if text, err := strconv.Unquote(a.Val); err == nil {
						return text
					}
					return a.Val
				}
			}
			return ""
		}
		labels := map[string]int{}
		for i, p := range g.Conflict().Parties {
			labels[p.Label()] = i
		}
		got, double := map[string]bool{}, map[string]bool{}
		for _, s := range file.Graphs[0].Stmts {
			switch s := s.(type) {
			case *ast.NodeStmt:
				if attribute(s.Attrs, "peripheries") == "2" {
					double[s.Node.ID] = true
				}
			case *ast.EdgeStmt:
				from, to := s.From.(*ast.Node).ID, s.To.Vertex.(*ast.Node).ID
				got[fmt.Sprint(from[1:], " ", to[1:], " ", labels[attribute(s.Attrs, "label")], " ", attribute(s.Attrs, "style") == "solid")] = true
			}
		}
		sameSet(t, name, got, arcs(g))
		holds := map[string]bool{}
		for _, v := range x.Verdicts {
			for s := range v.Equilibria.EachSet() {
				holds[fmt.Sprintf("s%d", s+1)] = true
			}
		}
		sameSet(t, name+" equilibria", double, holds)
		if program != "" && len(g.Conflict().States) == 0 && g.Len() < 12 {
			command := exec.Command(program, "-Tplain")
			command.Stdin = bytes.NewReader(src)
			out, err := command.CombinedOutput()
			if err != nil || strings.Count(string(out), "\nnode ") != g.Len() || strings.Count(string(out), "\nedge ") != len(arcs(g)) {
				t.Errorf("%s: Graphviz reads it otherwise: %v\n%s", name, err, out)
			}
		}
	}
}

// A drawing that nobody could read is refused, and what can be shown of it is not.
func TestDOTIsBounded(t *testing.T) {
	g := list(t, catalogCases(t)["ukraine-2025"])
	x := &convert.Solution{Graph: g}
	_, err := convert.WriteDOT(x)
	if err == nil || !strings.Contains(err.Error(), "--only") {
		t.Errorf("1872 states are drawn: %v", err)
	}
	g = list(t, catalogCases(t)["elmira-1991"])
	x = &convert.Solution{Graph: g, OnlyImprovements: true}
	src, err := convert.WriteDOT(x)
	if err != nil || strings.Contains(string(src), "style=dashed") || !strings.Contains(string(src), "style=solid") {
		t.Errorf("only improvements: %v\n%s", err, src)
	}
}

// GraphML is read by encoding/xml into types of its own.
func TestGraphML(t *testing.T) {
	for name, g := range small(t) {
		x := solution(t, g)
		src, err := convert.WriteGraphML(x)
		if err != nil {
			t.Fatal(err)
		}
		var file struct {
			XMLName xml.Name `xml:"http://graphml.graphdrawing.org/xmlns graphml"`
			Keys    []struct {
				ID   string `xml:"id,attr"`
				Name string `xml:"attr.name,attr"`
			} `xml:"key"`
			Graph struct {
				Title string `xml:"data"`
				Nodes []struct {
					ID   string `xml:"id,attr"`
					Data []struct {
						Key   string `xml:"key,attr"`
						Value string `xml:",chardata"`
					} `xml:"data"`
				} `xml:"node"`
				Edges []struct {
					Source string `xml:"source,attr"`
					Target string `xml:"target,attr"`
					Data   []struct {
						Key   string `xml:"key,attr"`
						Value string `xml:",chardata"`
					} `xml:"data"`
				} `xml:"edge"`
			} `xml:"graph"`
		}
		if err := xml.Unmarshal(src, &file); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if file.Graph.Title != g.Conflict().Title {
			t.Errorf("%s: title %q", name, file.Graph.Title)
		}
		names := map[string]string{}
		for _, k := range file.Keys {
			names[k.ID] = k.Name
		}
		if len(file.Graph.Nodes) != g.Len() {
			t.Errorf("%s: %d nodes, want %d", name, len(file.Graph.Nodes), g.Len())
		}
		for s, n := range file.Graph.Nodes {
			values := map[string]string{}
			for _, d := range n.Data {
				values[names[d.Key]] = d.Value
			}
			if values["code"] != g.Code(s) || values["status_quo"] != strconv.FormatBool(s == g.StatusQuo()) {
				t.Errorf("%s: state %d is %v", name, s, values)
			}
			for _, v := range x.Verdicts {
				if values["holds_"+v.Concept] != strconv.FormatBool(v.Equilibria.Test(uint(s))) {
					t.Errorf("%s: %s at state %d: %v", name, v.Concept, s, values)
				}
			}
			for i, p := range g.Conflict().Parties {
				want := ""
				if o := g.Orders(i); len(o) == 1 {
					want = fmt.Sprint(o[0].Rank[s] + 1)
				}
				if values["rank_"+p.ID] != want {
					t.Errorf("%s: rank of %d for %s is %q, want %q", name, s, p.ID, values["rank_"+p.ID], want)
				}
			}
		}
		got := map[string]bool{}
		for _, e := range file.Graph.Edges {
			values := map[string]string{}
			for _, d := range e.Data {
				values[names[d.Key]] = d.Value
			}
			got[fmt.Sprint(e.Source[1:], " ", e.Target[1:], " ", g.Conflict().PartyIndex(values["mover"]), " ", values["improvement"] == "true")] = true
		}
		sameSet(t, name, got, arcs(g))
	}
}

// A table of states is read by encoding/csv, and tells what the graph tells.
func TestCSV(t *testing.T) {
	for name, g := range small(t) {
		x := solution(t, g)
		src, err := convert.WriteCSV(x)
		if err != nil {
			t.Fatal(err)
		}
		rows, err := csv.NewReader(bytes.NewReader(src)).ReadAll()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if len(rows) != g.Len()+1 {
			t.Fatalf("%s: %d rows for %d states", name, len(rows), g.Len())
		}
		for s, row := range rows[1:] {
			cell := map[string]string{}
			for i, h := range rows[0] {
				cell[h] = row[i]
			}
			if cell["code"] != g.Code(s) {
				t.Errorf("%s: row %d has code %s", name, s, cell["code"])
			}
			for k, o := range g.Conflict().Options {
				want := map[byte]string{'Y': "1", 'N': "0", '-': ""}[g.Code(s)[k]]
				if cell[o.ID] != want {
					t.Errorf("%s: %s in %s is %q", name, o.ID, g.Code(s), cell[o.ID])
				}
			}
			for _, v := range x.Verdicts {
				if (cell["holds "+v.Concept] == "1") != v.Equilibria.Test(uint(s)) {
					t.Errorf("%s: %s at %s", name, v.Concept, g.Code(s))
				}
			}
			for i, p := range g.Conflict().Parties {
				if o := g.Orders(i); len(o) == 1 && cell["rank "+p.ID] != fmt.Sprint(o[0].Rank[s]+1) {
					t.Errorf("%s: rank of %s for %s", name, g.Code(s), p.ID)
				}
			}
		}
	}
}
