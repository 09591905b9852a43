package workbench

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"parley"
	"parley/convert"
	"parley/diag"
	"parley/scenario"
	"parley/stability"
)

// Target is a format that conflicts are written in.
type Target struct {
	Name  string   // "dot"
	Title string   // what it is, in a few words
	Ends  []string // how names of such files end: ".dot", ".gv"
	Only  bool     // what is shown can be narrowed by ConvertQuestion.Only
}

// Targets lists the formats that a case can be converted to.
func Targets() []Target {
	return []Target{
		{"yaml", "a scenario file", []string{".yaml", ".yml"}, false},
		{"gmcr", "a file of GMCR+", []string{".gmcr"}, false},
		{"dot", "states and moves as a graph of Graphviz", []string{".dot", ".gv"}, true},
		{"graphml", "states and moves with all that is known of them, for yEd, Gephi, NetworkX", []string{".graphml"}, true},
		{"csv", "the states as a table", []string{".csv"}, false},
		{"nfg", "a game in strategic form for Gambit, payoffs being ranks; two or three parties", []string{".nfg"}, false},
		{"argdown", "claims and rival readings as an argument map", []string{".argdown", ".ad"}, false},
	}
}

// ConvertQuestion asks for a conflict in another format.
type ConvertQuestion struct {
	Format string
	// Only narrows what dot and graphml show: "" for everything, "improvements" for moves that pay their movers, "reached" for
	// these and the states that they lead to from the status quo.
	Only string
	// Concepts are those under which states are marked as holding; nil stands for the usual ones.
	Concepts []stability.Concept
}

// Convert writes the conflict of a case, under the assumptions in force, in another format. It returns what the format cannot hold.
func (c *Case) Convert(ctx context.Context, q ConvertQuestion, s Settings) ([]byte, diag.List, error) {
	i := slices.IndexFunc(Targets(), func(f Target) bool { return f.Name == q.Format })
	if i < 0 {
		return nil, nil, unknownFormat(q.Format)
	}
	switch {
	case q.Only != "" && !Targets()[i].Only:
		return nil, nil, fmt.Errorf("--only goes with dot and graphml; %s has no moves to leave out", q.Format)
	case q.Only != "" && q.Only != "improvements" && q.Only != "reached":
		return nil, nil, fmt.Errorf("--only is improvements or reached, not `%s`", q.Only)
	}
	switch q.Format {
	case "yaml":
		return scenario.Encode(c.Conflict), nil, nil
	case "gmcr":
		out, lost, err := convert.WriteGMCR(c.Conflict)
		return c.converted(out, lost, err)
	case "nfg":
		g, err := c.Graph(ctx, s)
		if err != nil {
			return nil, nil, err
		}
		out, lost, err := convert.WriteNFG(g)
		return c.converted(out, lost, err)
	case "argdown":
		if c.File == nil {
			return nil, nil, errors.New("this file has no claims: an argument map is written of scenario files")
		}
		out := convert.WriteArgdown(c.File)
		if out == nil {
			return nil, nil, errors.New("the file has neither claims nor hypotheses, so that there is no argument to map")
		}
		return out, nil, nil
	}
	x, err := c.solution(ctx, q, s)
	if err != nil {
		return nil, nil, err
	}
	write := map[string]func(*convert.Solution) ([]byte, error){"dot": convert.WriteDOT, "graphml": convert.WriteGraphML, "csv": convert.WriteCSV}[q.Format]
	out, err := write(x)
	return out, nil, err
}

func unknownFormat(name string) error {
	var names []string
	for _, f := range Targets() {
		names = append(names, f.Name)
	}
	if hint := diag.DidYouMean(name, names); hint != "" {
		return fmt.Errorf("there is no format `%s`: %s", name, hint)
	}
	return fmt.Errorf("there is no format `%s`; choose %s or %s", name, strings.Join(names[:len(names)-1], ", "), names[len(names)-1])
}

// converted gives what a format cannot hold its place in the file.
func (c *Case) converted(out []byte, lost parley.Issues, err error) ([]byte, diag.List, error) {
	if err != nil {
		return nil, nil, c.Place(err)
	}
	var placed *Problems
	if len(lost) > 0 && errors.As(c.Place(lost), &placed) {
		return out, placed.List, nil
	}
	return out, nil, nil
}

// solution judges the case for a format that shows states.
func (c *Case) solution(ctx context.Context, q ConvertQuestion, s Settings) (*convert.Solution, error) {
	solved, err := c.Solve(ctx, q.Concepts, false, s)
	if err != nil {
		return nil, err
	}
	x := &convert.Solution{Graph: solved.Result.Graph, Reached: solved.Moves, Improvements: solved.Improvements}
	for _, v := range solved.Result.Verdicts {
		x.Verdicts = append(x.Verdicts, convert.Verdict{Concept: v.Concept.String(), Equilibria: v.Equilibria})
	}
	x.OnlyImprovements = q.Only != ""
	if q.Only == "reached" {
		if x.Shown = solved.Improvements; x.Shown == nil {
			return nil, errors.New("--only reached: the conflict names no status quo to begin at")
		}
	}
	return x, nil
}
