package web

import (
	"context"
	"errors"
	"html/template"
	"strconv"
	"strings"

	"parley/game"
	"parley/internal/desk"
	"parley/internal/workbench"
	"parley/report"
	"parley/stability"
)

var outcomesScreen = Screen{
	ID: "outcomes", Title: "Outcomes", About: "Every outcome: who stays, who leaves, what holds",
	View: func(ctx context.Context, p *Page) (any, error) { return outcomes(ctx, p) },
}

// perPage is how many states a page of the table lists.
const perPage = 50

// table is the table of states.
type table struct {
	Filter      string
	FilterError string
	Reachable   bool
	Equilibria  bool
	Variants    bool // those for unknown preference and strength are shown
	HasVariants bool
	HasStart    bool // the status quo is known
	Graph       bool
	Uncertain   bool // some party's preference is not certain
	Names       []string

	Parties  []partyHead
	Concepts []head
	State    head
	Reached  head
	Rows     []row

	From, To, Matching, All, Holding int
	Earlier, Later                   string
	Why                              *why
}

// head is a heading that sorts.
type head struct {
	ID, Title, About, Link string
	Sorted                 string // "ascending", "descending" or ""
}

type partyHead struct {
	head
	Class   string
	Options []optionHead
}

type optionHead struct{ Short, Label string }

type row struct {
	Number, Code, Name, Link string
	Here, Chosen             bool
	Options                  []cell
	Ranks                    []rank
	Marks                    []mark
	Reached                  string
}

type cell struct {
	Text, Class string
	First       bool // of its party
}

type rank struct {
	Text, Class string
	Best, Worst bool
}

// mark is the verdict on a state under one concept.
type mark struct {
	Link    string
	Holds   bool
	Chosen  bool
	Label   string // in words
	Parties []standing
}

type standing struct {
	Class  string
	Stable bool
}

// why is the proof of a verdict, in words.
type why struct {
	Number, Code, Name, Taken, Concept string
	Close, All                         string
	Text                               template.HTML
}

func outcomes(ctx context.Context, p *Page) (*table, error) {
	s, err := p.Opened.Solved(ctx)
	if err != nil {
		return nil, err
	}
	w, err := p.Opened.Words(ctx)
	if err != nil {
		return nil, err
	}
	g := s.Result.Graph
	c := g.Conflict()
	t := &table{Filter: p.Query("where"), Reachable: p.Query("reachable") != "", Equilibria: p.Query("holding") != "", Variants: p.Query("variants") != "",
		HasStart: s.Moves != nil, Graph: c.GraphForm(), Uncertain: !g.Certain(), Names: c.Names()}
	verdicts := workbench.UsualVerdicts(s)
	t.HasVariants = len(verdicts) != len(s.Result.Verdicts)
	if t.Variants {
		verdicts = s.Result.Verdicts
	}
	page, _ := strconv.Atoi(p.Query("page"))
	page = min(max(page, 1), 1<<20)
	q := workbench.OutcomesQuestion{Where: t.Filter, Reachable: t.Reachable, Equilibria: t.Equilibria, First: (page - 1) * perPage, Most: perPage}
	q.Sort, q.Descending = strings.CutPrefix(p.Query("sort"), "-")
	found, err := p.Case.Outcomes(s, q)
	var formula *workbench.FormulaError
	if errors.As(err, &formula) {
		t.FilterError, q.Where = formula.Error(), ""
		found, err = p.Case.Outcomes(s, q)
	}
	if err != nil {
		return nil, err
	}
	t.Matching, t.All, t.Holding = found.Matching, found.All, found.Holding
	t.From, t.To = min(q.First+1, found.Matching), q.First+len(found.States)
	if page > 1 {
		t.Earlier = p.With("page", pageNumber(page-1))
	}
	if t.To < t.Matching {
		t.Later = p.With("page", pageNumber(page+1))
	}
	sorts := func(id, title, about string) head {
		h := head{ID: id, Title: title, About: about, Link: p.With("sort", id, "page", "")}
		if q.Sort == id {
			h.Sorted, h.Link = "ascending", p.With("sort", "-"+id, "page", "")
			if q.Descending {
				h.Sorted, h.Link = "descending", p.With("sort", "", "page", "")
			}
		}
		return h
	}
	t.State = sorts("state", "No.", "the number of the outcome, as the literature counts")
	t.Reached = sorts("reached", "Reached by", "how one gets there from the status quo")
	for i, x := range c.Parties {
		h := partyHead{head: sorts("party:"+x.ID, x.Label(), "how "+x.Label()+" ranks the outcome, 1 the best"), Class: Party(i)}
		for _, k := range c.OptionsOf(i) {
			h.Options = append(h.Options, optionHead{short(c, k), c.Options[k].Label()})
		}
		t.Parties = append(t.Parties, h)
	}
	for _, v := range verdicts {
		t.Concepts = append(t.Concepts, sorts("concept:"+v.Concept.String(), report.ConceptTitle(v.Concept), conceptNames[v.Concept.Kind]))
	}
	chosen, concept := p.Query("state"), p.Query("concept")
	for _, x := range found.States {
		t.Rows = append(t.Rows, stateRow(p, s, w, x, verdicts, chosen, concept))
	}
	if chosen != "" {
		t.Why, err = explained(ctx, p, g, w, chosen, concept)
	}
	return t, err
}

func pageNumber(n int) string {
	if n <= 1 {
		return ""
	}
	return strconv.Itoa(n)
}

// conceptNames say what the headings of concepts stand for.
var conceptNames = map[stability.Kind]string{
	stability.Nash: "Nash: no party can improve its position alone",
	stability.GMR:  "general metarationality: each improvement could be answered to the mover's loss",
	stability.SMR:  "symmetric metarationality: and the mover could not escape the answer",
	stability.SEQ:  "sequential stability: the answer pays for those who give it",
	stability.SSEQ: "symmetric sequential stability: the answer pays, and the mover could not escape it",
	stability.SIM:  "simultaneous sanctioning: moves made at the same time spoil the gain",
}

func stateRow(p *Page, s *report.Solved, w *report.Words, x int, verdicts []stability.Verdict, chosen, concept string) row {
	g := s.Result.Graph
	c := g.Conflict()
	code := g.Code(x)
	r := row{Number: w.Number(x), Code: code, Name: w.Name(x), Here: x == g.StatusQuo(), Chosen: code == chosen,
		Link: p.With("state", code, "concept", ""), Reached: s.Reached(x)}
	if !c.GraphForm() {
		for i := range c.Parties {
			for n, k := range c.OptionsOf(i) {
				text := code[k : k+1]
				if text == "-" {
					text = "–"
				}
				r.Options = append(r.Options, cell{text, map[string]string{"Y": "yes", "N": "no"}[text] + " " + Party(i), n == 0})
			}
		}
	}
	for i := range c.Parties {
		order := g.Orders(i)[0]
		r.Ranks = append(r.Ranks, rank{Text: workbench.RankOf(s, i, x), Class: Party(i),
			Best: order.Classes > 1 && int(order.Rank[x]) == order.Classes-1, Worst: order.Classes > 1 && order.Rank[x] == 0})
	}
	for _, v := range verdicts {
		m := mark{Holds: v.Equilibria.Test(uint(x)), Link: p.With("state", code, "concept", v.Concept.String()), Chosen: r.Chosen && concept == v.Concept.String()}
		var leave []string
		for i, set := range v.Stable {
			if set == nil {
				continue
			}
			stays := set.Test(uint(x))
			m.Parties = append(m.Parties, standing{Party(i), stays})
			if !stays && i < len(c.Parties) {
				leave = append(leave, c.Parties[i].Label())
			}
		}
		m.Label = report.ConceptTitle(v.Concept) + ": holds"
		if !m.Holds {
			m.Label = report.ConceptTitle(v.Concept) + ": left by " + strings.Join(leave, ", ")
		}
		r.Marks = append(r.Marks, m)
	}
	return r
}

// explained proves the verdict on a state, under one concept or all usual ones.
func explained(ctx context.Context, p *Page, g *game.Graph, w *report.Words, state, concept string) (*why, error) {
	x, err := p.Case.State(g, state)
	if err != nil {
		return &why{Code: state, Close: p.With("state", "", "concept", ""), Text: template.HTML("<p>" + template.HTMLEscapeString("There is no such outcome under these assumptions: "+workbench.Hinted(err).Error()+".") + "</p>")}, nil
	}
	var concepts []stability.Concept
	title := ""
	if concept != "" {
		k, err := stability.ParseConcept(concept)
		if err != nil {
			return nil, err
		}
		concepts, title = []stability.Concept{k}, report.ConceptTitle(k)
	}
	code := g.Code(x)
	found, err := askWhy(ctx, p, code, concept, concepts)
	if err != nil {
		return nil, err
	}
	text, err := written(report.WhyHolds(w, found.Explanation), 2, "why-")
	if err != nil {
		return nil, err
	}
	out := &why{Number: w.Number(x), Code: code, Name: w.Name(x), Taken: w.Taken(x), Concept: title, Text: text, Close: p.With("state", "", "concept", "")}
	if title != "" {
		out.All = p.With("state", code, "concept", "")
	}
	return out, nil
}

func askWhy(ctx context.Context, p *Page, code, concept string, concepts []stability.Concept) (*report.Why, error) {
	return desk.Ask(ctx, p.Opened, "why "+code+" "+concept, func(ctx context.Context, c *workbench.Case) (*report.Why, error) {
		return c.Explain(ctx, code, concepts, false, p.web.bench.Settings())
	})
}
