package convert

import (
	"bytes"
	"fmt"
	"strings"
)

// Bounds of a drawing: above them nobody can read what Graphviz draws, and at three times as many moves it takes a minute.
const (
	maxDrawnStates = 200
	maxDrawnMoves  = 600
)

const drawHint = "show less by --only improvements or --only reached, add rules or merge states"

// moverColors are colours that stay apart for colour-blind readers, after Okabe and Ito (2008); they repeat after eight
// parties, and every arrow also names its mover.
var moverColors = []string{"#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#000000", "#999999"}

// WriteDOT writes states and moves as a graph of Graphviz: a box for a state, with a double border where it holds under some
// concept and a bold one for the status quo; an arrow for a move, coloured and labelled by its mover, full where it improves the
// mover's position and dashed where it does not. The error is a *SizeError where there is too much to be drawn.
func WriteDOT(x *Solution) ([]byte, error) {
	g, c := x.Graph, x.Graph.Conflict()
	states, err := x.states("a drawing", maxDrawnStates, drawHint)
	if err != nil {
		return nil, err
	}
	moves, err := x.moves(states, "a drawing", maxDrawnMoves, drawHint)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "// Written by parley. Double border: the state holds under the concepts named in it; bold border: the status quo.\n")
	fmt.Fprintf(&b, "// Full arrow: the move improves its mover's position; dashed arrow: it does not, or that is not certain.\n")
	fmt.Fprintf(&b, "digraph conflict {\n")
	fmt.Fprintf(&b, "  graph [label=%s, labelloc=t, fontname=\"Helvetica\"];\n", quoted(oneLine(c.Title)))
	fmt.Fprintf(&b, "  node [shape=box, fontname=\"Helvetica\", fontsize=10, style=\"filled\", fillcolor=white];\n")
	fmt.Fprintf(&b, "  edge [fontname=\"Helvetica\", fontsize=9];\n")
	for _, s := range states {
		lines := []string{fmt.Sprintf("%d  %s", s+1, g.Code(s))}
		lines = append(lines, taken(g, s)...)
		holds := x.holds(s)
		attributes := ""
		if len(holds) > 0 {
			lines = append(lines, "holds: "+strings.Join(holds, " "))
			attributes += ", peripheries=2, fillcolor=\"#FFF3C4\""
		}
		if s == g.StatusQuo() {
			lines = append(lines, "status quo")
			attributes += ", penwidth=3"
		}
		for i := range lines {
			lines[i] = escape(oneLine(lines[i]))
		}
		fmt.Fprintf(&b, "  s%d [label=\"%s\"%s];\n", s+1, strings.Join(lines, `\n`), attributes)
	}
	for _, m := range moves {
		style := "dashed"
		if m.Pays() {
			style = "solid"
		}
		color := moverColors[m.Party%len(moverColors)]
		fmt.Fprintf(&b, "  s%d -> s%d [label=%s, color=\"%s\", fontcolor=\"%s\", style=%s];\n", m.From+1, m.To+1, quoted(oneLine(c.Parties[m.Party].Label())), color, color, style)
	}
	b.WriteString("}\n")
	return b.Bytes(), nil
}

// quoted writes a text as a string of DOT.
func quoted(text string) string { return `"` + escape(text) + `"` }

// escape keeps a text from ending its string, and from being read as an escape or a port of Graphviz.
func escape(text string) string { return strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text) }
