package web

import (
	"context"
	"crypto/sha256"
	"fmt"
	"net/http"
	"strings"

	"parley/analysis/paths"
	"parley/internal/workbench"
	"parley/report"
	"parley/stability"
)

// hold is the concept by which the screens judge whether a goal holds, where a question needs one.
var hold = stability.Concept{Kind: stability.SEQ}

// goal returns the field for the outcome that a screen is about.
func (p *Page) goal() field {
	return p.text("to", "Goal", "a formula or a definition", p.Case.LikelyGoal())
}

var pathsScreen = Screen{
	ID: "paths", Title: "Paths", About: "How to get from here to a goal, step by step, and who can block it",
	View: func(ctx context.Context, p *Page) (any, error) {
		to, from := p.goal(), p.text("from", "From", "the status quo", "")
		by := p.choose("by", "Steps", option{"improvements", "that pay their mover"}, option{"best-replies", "that their mover likes best"}, option{"moves", "of any kind"},
			option{"joint-improvements", "that pay, taken together too"}, option{"joint-moves", "of any kind, taken together too"})
		a := &inquiry{Lead: "The shortest way to a goal: who moves, why it pays, who could refuse, and what must come first.",
			Fields: []field{to, from, by}, Names: p.Case.Conflict.Names()}
		if to.Value == "" {
			a.Wanting, a.Examples = "Say where to: a formula over options, a definition, or the number of an outcome.", p.examples("to", "")
			return a, nil
		}
		if from.Value == "" && p.Case.Conflict.StatusQuo == nil {
			from.Hint, a.Wanting = "a state", "Say where from: the file names no status quo."
			a.Fields[1] = from
			return a, nil
		}
		mode, err := paths.ParseMode(by.Value)
		if err != nil {
			return nil, err
		}
		q := workbench.PathQuestion{From: from.Value, To: to.Value, Mode: mode}
		return a, answered(ctx, p, a, fmt.Sprintf("path %q %q %s", q.From, q.To, by.Value), func(ctx context.Context, c *workbench.Case) (*report.Way, error) {
			return c.Path(ctx, q, p.web.bench.Settings())
		}, func(w *report.Way) []report.Block { return report.PathDocument(*w).Blocks })
	},
}

var rivalsScreen = Screen{
	ID: "rivals", Title: "Rivals", About: "Strategies against hypotheses, and every claim with its verdict",
	View: func(ctx context.Context, p *Page) (any, error) {
		a := &inquiry{Lead: "Where each strategy leads under each hypothesis, and which claims hold under which readings. Change an assumption above and all of it is asked anew."}
		if p.Case.File == nil {
			a.Wanting = "This file has no hypotheses, no strategies and no claims. A scenario file can have them: convert it by parley convert."
			return a, nil
		}
		if len(p.Case.File.Claims) > 0 {
			a.Later = []later{{"Claims", p.Link("rivals/claims")}}
		}
		if drawn(ctx, p) {
			a.Files = []file{{matrixPicture, p.Link("report/download", "as", "svg"), true}}
		}
		if len(p.Groups) == len(p.Assume) { // groups that the reader has settled are not varied
			a.Wanting = "All hypotheses and strategies are settled above, so that nothing is left to set against each other. Set one of them back to its first choice."
			if len(p.Groups) == 0 {
				a.Wanting = "The file has no hypotheses and no strategies, so that there is nothing to set against each other."
			}
			return a, nil
		}
		return a, answered(ctx, p, a, "matrix", func(ctx context.Context, c *workbench.Case) (*report.Matrix, error) {
			return c.Matrix(ctx, workbench.MatrixQuestion{}, p.web.bench.Settings())
		}, func(m *report.Matrix) []report.Block { return append([]report.Block{m.Figure()}, m.Blocks()...) })
	},
	Routes: []Route{{http.MethodGet, "claims", func(w http.ResponseWriter, r *http.Request, p *Page) error {
		a := &inquiry{}
		if p.Case == nil {
			return fmt.Errorf("the text cannot be used: mend it in the model")
		}
		err := answered(r.Context(), p, a, "claims", func(ctx context.Context, c *workbench.Case) (*report.Claims, error) {
			return c.Claims(ctx, workbench.ClaimsQuestion{Limit: workbench.FewReadings}, p.web.bench.Settings())
		}, func(x *report.Claims) []report.Block { return report.ClaimsDocument(*x).Blocks })
		if err != nil {
			return err
		}
		return p.web.part(w, a)
	}}},
}

var perceptionsScreen = Screen{
	ID: "perceptions", Title: "Perceptions", About: "The conflict as each party sees it, beside what it is, and who is surprised",
	View: func(ctx context.Context, p *Page) (any, error) {
		parties := []option{{"", "every party"}}
		for _, x := range p.Case.Conflict.Parties {
			parties = append(parties, option{x.ID, x.Label()})
		}
		of := p.choose("of", "As seen by", parties...)
		a := &inquiry{Lead: "What each party takes the others to want and to be able to do, what it therefore expects, what happens, and at which step it is surprised.",
			Fields: []field{of}}
		return a, answered(ctx, p, a, "perceive "+of.Value, func(ctx context.Context, c *workbench.Case) (*report.Perceived, error) {
			return c.Perceive(ctx, workbench.PerceiveQuestion{Of: of.Value}, p.web.bench.Settings())
		}, func(x *report.Perceived) []report.Block { return report.PerceiveDocument(*x).Blocks })
	},
}

var compareScreen = Screen{
	ID: "compare", Title: "Compare", About: "With and without a lever, under another reading, or beside another file: only what changes",
	View: func(ctx context.Context, p *Page) (any, error) {
		none := option{"", "–"}
		without, with, against := []option{none}, []option{none}, []option{none}
		for _, o := range p.Case.Conflict.Options {
			x := option{o.ID, o.ID + ": " + o.Label()}
			without, with = append(without, x), append(with, x)
		}
		for _, g := range p.Groups {
			for _, c := range g.Choices {
				if !c.Chosen {
					against = append(against, option{g.ID + "=" + c.ID, g.ID + " = " + c.ID})
				}
			}
		}
		a := &inquiry{Lead: "Two versions side by side, and only what differs. With nothing chosen, what each option does for the goal.", Names: p.Case.Conflict.Names()}
		q := workbench.CompareQuestion{Hold: hold}
		if !p.Case.Conflict.GraphForm() {
			a.Fields = append(a.Fields, p.choose("without", "Without", without...), p.choose("with", "Always with", with...))
		}
		if len(against) > 1 {
			a.Fields = append(a.Fields, p.choose("against", "Under another reading", against...))
		}
		if others := p.others(); len(others) > 0 {
			a.Fields = append(a.Fields, p.choose("other", "Beside another file", append([]option{none}, others...)...))
		}
		version := "" // of the other file
		for _, f := range a.Fields {
			switch {
			case f.Value == "":
			case f.Name == "without":
				q.Without = []string{f.Value}
			case f.Name == "with":
				q.With = []string{f.Value}
			case f.Name == "against":
				q.Against = []string{f.Value}
			default:
				var err error
				if version, err = p.beside(&q, f.Value); err != nil {
					a.Error = plainly(err)
					return a, nil
				}
			}
		}
		if q.Opened != nil && q.Against != nil { // the reading is one of the first file
			a.Error = "Another reading and another file cannot be chosen together: open the other file and choose its readings there."
			return a, nil
		}
		if q.Without != nil || q.With != nil || q.Against != nil || q.Opened != nil {
			return a, answered(ctx, p, a, fmt.Sprint("compare ", q.Without, q.With, q.Against, q.Other, version), func(ctx context.Context, c *workbench.Case) (*report.Compared, error) {
				return c.Compare(ctx, q, strings.NewReader(""), p.web.bench.Settings())
			}, func(x *report.Compared) []report.Block { return report.CompareDocument(*x).Blocks })
		}
		if p.Case.Conflict.GraphForm() {
			a.Wanting = "Choose another reading to compare with."
			return a, nil
		}
		to := p.goal()
		a.Fields = append(a.Fields, to)
		if to.Value == "" {
			a.Wanting, a.Examples = "Choose what to leave out, or name a goal.", p.examples("to", "")
			return a, nil
		}
		return a, answered(ctx, p, a, "levers "+to.Value, func(ctx context.Context, c *workbench.Case) (*report.Levers, error) {
			return c.Levers(ctx, to.Value, hold, p.web.bench.Settings())
		}, func(x *report.Levers) []report.Block { return report.LeversDocument(*x).Blocks })
	},
}

// others are the files of the folder beside the one that is shown.
func (p *Page) others() []option {
	names, err := p.web.desk.Names()
	if err != nil {
		return nil // the screen does without
	}
	var list []option
	for _, n := range names {
		if n != p.Name {
			list = append(list, option{n, n})
		}
	}
	return list
}

// beside opens another file of the folder as it is worked on, under its own first choices, and returns what its text is known by.
func (p *Page) beside(q *workbench.CompareQuestion, name string) (version string, err error) {
	f, err := p.web.desk.File(name)
	if err != nil {
		return "", err
	}
	text := []byte(f.State().Text)
	if q.Opened, err = workbench.OpenText(name, text, nil); err != nil {
		return "", fmt.Errorf("%s cannot be used: %s", name, plainly(err))
	}
	q.Other = name
	return fmt.Sprintf("%x", sha256.Sum256(text)), nil
}

var cruxesScreen = Screen{
	ID: "cruxes", Title: "Cruxes", About: "The smallest changes that turn an answer",
	View: func(ctx context.Context, p *Page) (any, error) {
		otherwise := ""
		if goal := p.Case.LikelyGoal(); goal != "" {
			otherwise = "reached: " + goal
		}
		of := p.text("of", "Question", "a claim, or stable: F, reached: F, can reach: F", otherwise)
		show := p.choose("show", "Show", option{"", "single changes"}, option{"two", "pairs of changes too"}, option{"against", "the best case against the answer"})
		a := &inquiry{Lead: "On what an answer hangs: which statement, rule, belief or option, changed alone, would turn it.", Fields: []field{of, show}}
		if p.Case.File != nil {
			for _, c := range p.Case.File.Claims {
				if c.Test != nil {
					a.Names = append(a.Names, c.ID)
				}
			}
		}
		for _, n := range p.Case.Conflict.Names() {
			a.Names = append(a.Names, "stable: "+n, "reached: "+n)
		}
		if of.Value == "" {
			a.Wanting, a.Examples = "Put a yes/no question: the id of a claim, or stable: F, reached: F, can reach: F with a formula F.", p.examples("of", "stable: ")
			return a, nil
		}
		q := workbench.CruxQuestion{Of: of.Value, Size: 1, Samples: 200, Seed: 1}
		if show.Value != "" {
			q.Size = 2
		}
		return a, answered(ctx, p, a, fmt.Sprintf("crux %q %d", q.Of, q.Size), func(ctx context.Context, c *workbench.Case) (*report.Crux, error) {
			return c.Crux(ctx, q, p.web.bench.Settings())
		}, func(x *report.Crux) []report.Block { return report.CruxDocument(*x, show.Value == "against").Blocks })
	},
}

var settlementScreen = Screen{
	ID: "settlement", Title: "Settlement", About: "What would make an outcome hold",
	View: func(ctx context.Context, p *Page) (any, error) {
		to := p.goal()
		clauses := p.choose("clauses", "Clauses", option{"", "none tried"}, option{"tried", "try what could be agreed"})
		stages := p.text("stages", "Stages", "stage-*, or formulas", "")
		a := &inquiry{Lead: "How a goal stands, who gains by it, what each party would have to want, which clauses would make it hold, and where a staged agreement breaks.",
			Fields: []field{to, clauses, stages}, Names: p.Case.Conflict.Names()}
		if to.Value == "" {
			a.Wanting, a.Examples = "Name the outcome: a formula over options, a definition, or the number of an outcome.", p.examples("to", "")
			return a, nil
		}
		q := workbench.SettleQuestion{To: to.Value, Hold: hold, NoClauses: clauses.Value == ""}
		for s := range strings.SplitSeq(stages.Value, ",") {
			if s = strings.TrimSpace(s); s != "" {
				q.Stages = append(q.Stages, s)
			}
		}
		return a, answered(ctx, p, a, fmt.Sprintf("settle %q %v %q", q.To, q.NoClauses, q.Stages), func(ctx context.Context, c *workbench.Case) (*report.Settlement, error) {
			return c.Settle(ctx, q, p.web.bench.Settings())
		}, func(x *report.Settlement) []report.Block { return report.SettleDocument(*x).Blocks })
	},
}
