package web

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"parley/diag"
	"parley/internal/desk"
	"parley/internal/workbench"
	"parley/report"
	"parley/scenario"
)

var modelScreen = Screen{
	ID: "model", Title: "Model", About: "The file, as a form and as text, checked as you write", Unsound: true,
	View: func(ctx context.Context, p *Page) (any, error) { return model(ctx, p) },
	Routes: []Route{
		{"POST", "edit", edit},
		{"POST", "undo", func(w http.ResponseWriter, r *http.Request, p *Page) error {
			return change(w, r, p, func(a asked) (desk.State, error) { return p.File.Undo(a.Client) })
		}},
		{"POST", "redo", func(w http.ResponseWriter, r *http.Request, p *Page) error {
			return change(w, r, p, func(a asked) (desk.State, error) { return p.File.Redo(a.Client) })
		}},
		{"POST", "save", func(w http.ResponseWriter, r *http.Request, p *Page) error {
			return change(w, r, p, func(asked) (desk.State, error) { return p.File.Save() })
		}},
		{"POST", "overwrite", func(w http.ResponseWriter, r *http.Request, p *Page) error {
			return change(w, r, p, func(a asked) (desk.State, error) { return p.File.Overwrite(a.Read) })
		}},
		{"POST", "revert", func(w http.ResponseWriter, r *http.Request, p *Page) error {
			return change(w, r, p, func(asked) (desk.State, error) { return p.File.Revert() })
		}},
		{"POST", "form", reshape},
		{"GET", "updates", updates},
		{"GET", "check", func(w http.ResponseWriter, r *http.Request, p *Page) error { return checked(w, r, p) }},
		{"POST", "suggest", suggest},
	},
}

// asked is the body of a request of the editor.
type asked struct {
	Version int                             `json:"version"`
	Client  string                          `json:"client"`
	Updates []struct{ Changes desk.Change } `json:"updates"`
	Read    scenario.Version                `json:"read"`
	Text    string                          `json:"text"`
	Line    int                             `json:"line"`
	Column  int                             `json:"column"`

	// What a form asks for: see editsFor.
	Do   string `json:"do"`
	Kind string `json:"kind"`
	Path string `json:"path"`
	Key  string `json:"key"`
	At   int    `json:"at"`
	To   int    `json:"to"`
	On   bool   `json:"on"`
}

func body(r *http.Request) (a asked, err error) {
	if err = json.NewDecoder(r.Body).Decode(&a); err != nil {
		err = fmt.Errorf("the request cannot be read: %w", err)
	}
	return a, err
}

// verdict is what the panel beside the text shows.
type verdict struct {
	Size     string
	Concepts []conceptCount
	Outcomes []outcomeLine
	Holding  int
	All      int
	NoStart  bool
}

type conceptCount struct {
	Title, ID string
	Holding   int
}

type outcomeLine struct {
	Number, Code, Name, Brief, Link string
	Under                           int
	Reached                         string
	Here                            bool // where things stand
}

// maxLines is how many outcomes the panel lists.
const maxLines = 6

func model(ctx context.Context, p *Page) (*verdict, error) {
	if p.Case == nil {
		return nil, p.Trouble
	}
	s, err := p.Opened.Solved(ctx)
	if err != nil {
		return nil, err
	}
	w, err := p.Opened.Words(ctx)
	if err != nil {
		return nil, err
	}
	g, c := s.Result.Graph, p.Case.Conflict
	v := &verdict{Size: count(len(c.Parties), "party"), NoStart: g.StatusQuo() < 0}
	if !c.GraphForm() {
		v.Size += ", " + count(len(c.Options), "option")
	}
	v.Size += ", " + count(g.Len(), "outcome")
	for _, x := range workbench.UsualVerdicts(s) {
		v.Concepts = append(v.Concepts, conceptCount{report.ConceptTitle(x.Concept), x.Concept.String(), int(x.Equilibria.Count())})
	}
	holds := workbench.HoldsUnder(s)
	top, err := p.Case.Outcomes(s, workbench.OutcomesQuestion{Equilibria: true, Most: maxLines})
	if err != nil {
		return nil, err
	}
	v.Holding, v.All = top.Holding, top.All
	for _, x := range top.States {
		v.Outcomes = append(v.Outcomes, outcomeLine{Number: w.Number(x), Code: g.Code(x), Name: w.Name(x), Brief: w.Brief(x),
			Link: p.Link("outcomes", "state", g.Code(x)), Under: holds[x], Reached: s.Reached(x), Here: x == g.StatusQuo()})
	}
	return v, nil
}

// edit makes the changes of one view, and says what is to be said of the text that follows.
func edit(w http.ResponseWriter, r *http.Request, p *Page) error {
	return change(w, r, p, func(a asked) (desk.State, error) {
		var changes []desk.Change
		for _, u := range a.Updates {
			changes = append(changes, u.Changes)
		}
		return p.File.Push(a.Version, a.Client, changes)
	})
}

// change does something to the file and answers with how it stands then.
func change(w http.ResponseWriter, r *http.Request, p *Page, do func(asked) (desk.State, error)) error {
	a, err := body(r)
	if err != nil {
		return err
	}
	st, err := do(a)
	var stale *desk.StaleError
	var conflict *desk.ConflictError
	var refused refusal
	switch {
	case errors.As(err, &refused):
		return answer(w, map[string]any{"refused": refused.Error(), "version": st.Version})
	case errors.As(err, &stale): // an answer like others: browsers report other codes as errors of the page
		return answer(w, map[string]any{"stale": true, "version": stale.Version})
	case errors.As(err, &conflict):
		return answer(w, map[string]any{"message": conflict.Error(), "mine": conflict.Mine, "theirs": conflict.Theirs, "gone": conflict.Gone, "read": conflict.Read})
	case err != nil:
		return err
	}
	p.State, p.Problems, p.Stale, p.Trouble, p.Case = st, nil, false, nil, nil
	p.settle(r.Context(), p.web.bench)
	return checked(w, r, p)
}

// checked answers with the state of the file, what is wrong with its text, and the verdicts that follow from it.
func checked(w http.ResponseWriter, r *http.Request, p *Page) error {
	problems := slices.Clone(p.Problems)
	problems.Sort()
	if problems == nil {
		problems = diag.List{}
	}
	data, err := model(r.Context(), p)
	p.Data = data
	if err != nil {
		p.Trouble = err
	}
	var b bytes.Buffer
	if err := p.web.pages["model"].ExecuteTemplate(&b, "verdict", p); err != nil {
		return err
	}
	verdict := b.String()
	b.Reset()
	if err := p.web.pages["model"].ExecuteTemplate(&b, "form", p); err != nil {
		return err
	}
	return answer(w, map[string]any{"state": p.State, "problems": problems, "verdict": verdict, "form": b.String()})
}

// updates answers with the changes since a version, or with the whole text where they are no longer known.
func updates(w http.ResponseWriter, r *http.Request, p *Page) error {
	var since int
	if _, err := fmt.Sscan(r.FormValue("since"), &since); err != nil {
		return fmt.Errorf("`%s` is not a version", r.FormValue("since"))
	}
	list, version, ok := p.File.Since(since)
	if !ok {
		st := p.File.State()
		return answer(w, map[string]any{"version": st.Version, "text": st.Text})
	}
	if list == nil {
		list = []desk.Update{}
	}
	return answer(w, map[string]any{"version": version, "updates": list})
}

// offer is one thing that may be written at a place.
type offer struct {
	Label string `json:"label"`
	Kind  string `json:"kind"` // key, word, option, definition, party, group
	About string `json:"about"`
	Apply string `json:"apply,omitempty"`
}

// suggest answers with what may be written at a place of a text: keys of the format, words, names.
func suggest(w http.ResponseWriter, r *http.Request, p *Page) error {
	a, err := body(r)
	if err != nil {
		return err
	}
	place := scenario.Suggest([]byte(a.Text), a.Line, a.Column)
	offers := []offer{}
	for _, k := range place.Keys {
		apply := k.Key + ": "
		if k.Nested {
			apply = k.Key + ":"
		}
		offers = append(offers, offer{Label: k.Key, Kind: "key", About: k.Doc, Apply: apply})
	}
	for _, x := range place.Words {
		offers = append(offers, offer{Label: x, Kind: "word"})
	}
	if p.Case != nil {
		c := p.Case.Conflict
		if place.Party {
			for _, x := range c.Parties {
				offers = append(offers, offer{Label: x.ID, Kind: "party", About: x.Label(), Apply: x.ID + ":"})
			}
		}
		if place.Formula {
			for _, o := range c.Options {
				offers = append(offers, offer{Label: o.ID, Kind: "option", About: c.Parties[o.Party].Label() + ": " + o.Label()})
			}
			for _, s := range c.States {
				offers = append(offers, offer{Label: s.ID, Kind: "option", About: s.Name})
			}
			for _, d := range c.Definitions {
				offers = append(offers, offer{Label: d.Name, Kind: "definition", About: d.Text})
			}
		}
	}
	return answer(w, map[string]any{"offers": offers})
}
