package web

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"parley/analysis/paths"
	"parley/internal/desk"
	"parley/internal/workbench"
	"parley/report"
)

var mapScreen = Screen{
	ID: "map", Title: "Map", About: "The states and the moves between them, as a graph",
	View: func(ctx context.Context, p *Page) (any, error) { return mapped(ctx, p) },
	Routes: []Route{{http.MethodGet, "graph", func(w http.ResponseWriter, r *http.Request, p *Page) error {
		if p.Case == nil {
			return errors.New("the text cannot be used: mend it in the model")
		}
		m, words, err := askMap(r.Context(), p)
		if err != nil {
			return err
		}
		return answer(w, report.NewMapJSON(*m, words, p.Case.Assumed))
	}}},
}

// mapView is what the template of the map shows. The graph itself is asked for by the module, at Graph.
type mapView struct {
	Error          string
	By, Arrange    field
	At, To, Within field
	Whole          bool // so that what is drawn can be chosen without asking anew
	Mark           field
	Reached        bool // hide what cannot be reached
	HasStart       bool // the status quo is known
	Without        string
	Graph, Label   string
	Note, Path     string
	PathLink       string
	Parties        []partyHead
	Names          []string
	Options        bool
	States         []option
	Chosen         *chosenState
}

// chosenState tells of one state what the map shows of it, in words.
type chosenState struct {
	Number, Code, Name, Taken, Reached string
	Here, Middle, GraphForm            bool
	Holds                              []string
	Moves                              []moveRow
	Center, PathTo, Why                string
}

// moveRow is a move from the chosen state.
type moveRow struct {
	Class, Party, Change, Number, Name, Code, Link, Gain string
	Pays, Shown                                          bool
}

// stepChoices are what counts as a step, as the paths have it too.
var stepChoices = []option{{"moves", "of any kind"}, {"improvements", "that pay their mover"}, {"best-replies", "that their mover likes best"}}

// askMap finds the map that the address asks for.
func askMap(ctx context.Context, p *Page) (*report.Map, *report.Words, error) {
	q := workbench.MapQuestion{At: p.Query("at"), By: p.Query("by"), To: p.Query("to"), Arrange: p.Query("arrange")}
	q.Steps, _ = strconv.Atoi(p.Query("steps"))
	solved, err := p.Opened.Solved(ctx)
	if err != nil {
		return nil, nil, err
	}
	words, err := p.Opened.Words(ctx)
	if err != nil {
		return nil, nil, err
	}
	m, err := desk.Ask(ctx, p.Opened, fmt.Sprintf("map %q %q %d %q %q", q.At, q.By, q.Steps, q.To, q.Arrange), func(ctx context.Context, c *workbench.Case) (*report.Map, error) {
		return c.Map(ctx, solved, q, p.web.bench.Settings())
	})
	return m, words, err
}

func mapped(ctx context.Context, p *Page) (*mapView, error) {
	c := p.Case.Conflict
	v := &mapView{Names: c.Names(), Reached: p.Query("reachable") != "", Without: p.Query("without"), Options: !c.GraphForm()}
	v.At = p.text("at", "Around", "the status quo", "")
	v.To = p.text("to", "Path to", "a goal", "")
	v.Arrange = p.choose("arrange", "Placed by", option{"", "choices"}, option{"steps", "steps"})
	within := []option{{"", "all that fit"}}
	for n := 1; n <= workbench.MapSteps; n++ {
		within = append(within, option{strconv.Itoa(n), count(n, "step")})
	}
	v.Within = p.choose("steps", "Within", within...)
	m, w, err := askMap(ctx, p)
	if err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		v.Error, v.By = plainly(err), p.choose("by", "Moves", stepChoices...)
		return v, nil
	}
	s, g := m.Solved, m.Solved.Result.Graph
	v.HasStart, v.Whole = s.Moves != nil, m.Steps < 0
	v.By = field{Name: "by", Label: "Moves", Value: m.By.String(), Choices: stepChoices}
	if !v.Whole { // a part of a table of choices would be mostly empty
		v.Arrange.Choices = nil
	}
	marks := []option{{"", "some concept"}}
	for _, x := range m.Marks {
		marks = append(marks, option{x.Concept.String(), report.ConceptTitle(x.Concept)})
	}
	v.Mark = p.choose("holding", "Ring", marks...)
	for i, x := range c.Parties {
		v.Parties = append(v.Parties, partyHead{head: head{ID: x.ID, Title: x.Label()}, Class: Party(i)})
	}
	v.Graph = p.Link("map/graph", "at", v.At.Value, "by", p.Query("by"), "steps", v.Within.Value, "to", v.To.Value, "arrange", p.Query("arrange"))
	v.Label = fmt.Sprintf("Map of %s and %s. Arrow keys move it, plus and minus zoom, 0 shows all of it. The moves of the chosen state stand in the table.",
		count(len(m.States), "state"), count(len(m.Moves), "move"))
	v.Note = partNote(m, w)
	v.Path, v.PathLink = wayNote(p, m, w)
	for _, x := range m.States {
		label := w.Number(x)
		if c.GraphForm() {
			label = g.Code(x)
		}
		if n := w.Name(x); n != "" {
			label += " · " + n
		} else if !c.GraphForm() {
			label += " · " + g.Code(x)
		}
		v.States = append(v.States, option{g.Code(x), label})
	}
	chosen := m.Middle
	if code := p.Query("state"); code != "" {
		if x, err := p.Case.State(g, code); err == nil {
			chosen = x
		}
	}
	v.Chosen = stateOnMap(p, m, w, chosen)
	if !slices.Contains(m.States, chosen) {
		v.States = append(v.States, option{v.Chosen.Code, v.Chosen.Number + " · not on this map"})
	}
	return v, nil
}

// stepWords say what is counted as a step.
var stepWords = map[paths.Mode]string{paths.Moves: "move", paths.Improvements: "improvement", paths.BestReplies: "best reply"}

// partNote says what a map leaves out, "" where it shows everything.
func partNote(m *report.Map, w *report.Words) string {
	all := m.Solved.Result.Graph.Len()
	if m.Steps < 0 || len(m.States) == all {
		return ""
	}
	text := fmt.Sprintf("This is the part within %s of state %s", count(m.Steps, stepWords[m.By]), w.Number(m.Middle))
	if slices.ContainsFunc(m.Far, func(d int) bool { return d < 0 || d > m.Steps }) {
		text += ", with the rest of the path"
	}
	text += fmt.Sprintf(": %s. The other %d are not shown.", count(len(m.States), "state"), all-len(m.States))
	if m.Within > workbench.MapStates {
		text += fmt.Sprintf(" %d lie as near, too many for one picture; of the furthest those are left out that hold under fewer concepts.", m.Within)
	}
	return text
}

// wayNote says how the path runs that is lit, and where more is said of it.
func wayNote(p *Page, m *report.Map, w *report.Words) (text, link string) {
	if m.Way == nil {
		return "", ""
	}
	from := ""
	if g := m.Solved.Result.Graph; m.Middle != g.StatusQuo() {
		from = g.Code(m.Middle)
	}
	link = p.Link("paths", "from", from, "to", m.Way.To, "by", m.Way.Mode.String())
	at := "state " + w.Number(m.Middle)
	switch {
	case m.Way.Path == nil:
		return fmt.Sprintf("No moves lead from %s to `%s`.", at, m.Way.To), link
	case len(m.Way.Path.Steps) == 0:
		return fmt.Sprintf("`%s` holds in %s already.", m.Way.To, at), link
	case m.Way.Mode == paths.Improvements:
		return fmt.Sprintf("%s lead from %s to `%s`.", count(len(m.Way.Path.Steps), "improvement"), at, m.Way.To), link
	}
	return fmt.Sprintf("No improvements lead from %s to `%s`; %s would, not all of which pay.", at, m.Way.To, count(len(m.Way.Path.Steps), "move")), link
}
