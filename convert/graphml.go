package convert

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"

	"parley/game"
)

// Bounds of a file for programs.
const (
	maxGraphStates = 100_000
	maxGraphMoves  = 1_000_000
)

type graphML struct {
	XMLName xml.Name     `xml:"graphml"`
	NS      string       `xml:"xmlns,attr"`
	Comment string       `xml:",comment"`
	Keys    []graphMLKey `xml:"key"`
	Graph   graphMLGraph `xml:"graph"`
}

type graphMLKey struct {
	ID   string `xml:"id,attr"`
	For  string `xml:"for,attr"`
	Name string `xml:"attr.name,attr"`
	Type string `xml:"attr.type,attr"`
}

type graphMLGraph struct {
	ID          string        `xml:"id,attr"`
	EdgeDefault string        `xml:"edgedefault,attr"`
	Data        []graphMLData `xml:"data"`
	Nodes       []graphMLNode `xml:"node"`
	Edges       []graphMLEdge `xml:"edge"`
}

type graphMLData struct {
	Key   string `xml:"key,attr"`
	Value string `xml:",chardata"`
}

type graphMLNode struct {
	ID   string        `xml:"id,attr"`
	Data []graphMLData `xml:"data"`
}

type graphMLEdge struct {
	Source string        `xml:"source,attr"`
	Target string        `xml:"target,attr"`
	Data   []graphMLData `xml:"data"`
}

// WriteGraphML writes states and moves as GraphML. A node has its code, the options taken, each party's rank (higher is
// preferred; absent where a preference is not certain), whether it is the status quo, can be reached, and holds under each
// concept; an edge has its mover and whether it improves the mover's position, "unknown" where that is not certain. The error is a
// *SizeError where there is more than programs read with ease.
func WriteGraphML(x *Solution) ([]byte, error) {
	g, c := x.Graph, x.Graph.Conflict()
	const hint = "show less by --only improvements or --only reached, or write a table (csv)"
	states, err := x.states("GraphML", maxGraphStates, hint)
	if err != nil {
		return nil, err
	}
	moves, err := x.moves(states, "GraphML", maxGraphMoves, hint)
	if err != nil {
		return nil, err
	}
	f := graphML{NS: "http://graphml.graphdrawing.org/xmlns", Comment: " Written by parley. "}
	f.Graph = graphMLGraph{ID: "conflict", EdgeDefault: "directed"}
	key := func(on, name, kind string) string {
		id := fmt.Sprintf("d%d", len(f.Keys))
		f.Keys = append(f.Keys, graphMLKey{id, on, name, kind})
		return id
	}
	f.Graph.Data = []graphMLData{{key("graph", "title", "string"), clean(c.Title)}}
	number, code, label := key("node", "number", "int"), key("node", "code", "string"), key("node", "taken", "string")
	quo := key("node", "status_quo", "boolean")
	var ranks, holds []string
	for i, p := range c.Parties {
		id := ""
		if len(g.Orders(i)) == 1 {
			id = key("node", "rank_"+clean(p.ID), "int")
		}
		ranks = append(ranks, id)
	}
	for _, v := range x.Verdicts {
		holds = append(holds, key("node", "holds_"+v.Concept, "boolean"))
	}
	reached, pays := "", ""
	if x.Reached != nil {
		reached, pays = key("node", "reached", "boolean"), key("node", "reached_by_improvements", "boolean")
	}
	mover, gains := key("edge", "mover", "string"), key("edge", "improvement", "string")

	for _, s := range states {
		n := graphMLNode{ID: nodeID(s)}
		add := func(key, value string) { n.Data = append(n.Data, graphMLData{key, value}) }
		add(number, strconv.Itoa(s+1))
		add(code, clean(g.Code(s)))
		add(label, clean(strings.Join(taken(g, s), ", ")))
		add(quo, strconv.FormatBool(s == g.StatusQuo()))
		for i, id := range ranks {
			if id != "" {
				add(id, strconv.Itoa(int(g.Orders(i)[0].Rank[s])+1))
			}
		}
		for i, v := range x.Verdicts {
			add(holds[i], strconv.FormatBool(v.Equilibria.Test(uint(s))))
		}
		if x.Reached != nil {
			add(reached, strconv.FormatBool(x.Reached.Test(uint(s))))
			add(pays, strconv.FormatBool(x.Improvements.Test(uint(s))))
		}
		f.Graph.Nodes = append(f.Graph.Nodes, n)
	}
	for _, m := range moves {
		better := "false"
		if m.Pays() {
			better = "true"
		} else if m.Gains == game.Unknown {
			better = "unknown"
		}
		f.Graph.Edges = append(f.Graph.Edges, graphMLEdge{nodeID(m.From), nodeID(m.To), []graphMLData{{mover, clean(c.Parties[m.Party].ID)}, {gains, better}}})
	}
	var b bytes.Buffer
	b.WriteString(xml.Header)
	e := xml.NewEncoder(&b)
	e.Indent("", " ")
	if err := e.Encode(f); err != nil {
		return nil, err
	}
	b.WriteByte('\n')
	return b.Bytes(), nil
}

func nodeID(s int) string { return fmt.Sprintf("s%d", s+1) }

// clean takes out what XML 1.0 cannot hold.
func clean(text string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' && r != '\n' && r != '\r' || r == 0xFFFE || r == 0xFFFF {
			return '�'
		}
		return r
	}, text)
}
