package web

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"parley"
	"parley/diag"
	"parley/internal/desk"
	"parley/internal/workbench"
)

// Page is what a template is given.
type Page struct {
	Title   string
	Screen  *Screen // nil for pages outside of cases
	Static  string  // path below which the static files stand
	Nonce   string
	Status  int   // 0 for 200
	Trouble error // shown in place of the data
	Data    any   // what the screen made

	Name   string       // of the file; "" outside of cases
	File   *desk.File   // with its history
	State  desk.State   // of the file
	Opened *desk.Opened // asks the bench about the case
	Case   *workbench.Case
	// Problems are what is wrong with the present text, doubts among them. Where it cannot be used, Case is the last one that
	// could, and Stale is set; or it is nil, if there was none.
	Problems diag.List
	Stale    bool
	Assume   []string // "group=choice", without first choices
	Groups   []Group

	query url.Values
	web   *Web
	ctx   context.Context // of the request, for what a template asks
}

// Group is a set of rival choices, to be chosen from.
type Group struct {
	ID, Question string
	Strategy     bool
	Choices      []Choice
}

// Choice is one of them. Value is what the address says, "" for the first.
type Choice struct {
	ID, Claim, Value string
	Chosen           bool
}

// page opens the case that a request is about.
func (w *Web) page(r *http.Request, s *Screen) (*Page, error) {
	name := r.PathValue("file")
	f, err := w.desk.File(name)
	if err != nil {
		return nil, err
	}
	if err := r.ParseForm(); err != nil {
		return nil, err
	}
	p := &Page{Screen: s, Name: name, File: f, State: f.State(), Static: w.static.prefix(), query: r.Form, web: w, ctx: r.Context()}
	p.Title = name
	p.settle(r.Context(), w.bench)
	if p.Case != nil && p.Case.Conflict.Title != "" {
		p.Title = p.Case.Conflict.Title
	}
	return p, nil
}

// settle opens the present text under the assumptions of the address, or else the last text that could be used.
func (p *Page) settle(ctx context.Context, b *desk.Bench) {
	text := p.State.Text
	if p.try(ctx, b, text) {
		p.File.Sound(text)
		return
	}
	p.Stale = true
	problems, trouble := p.Problems, p.Trouble
	if last, ok := p.File.LastSound(); ok && last != text && p.try(ctx, b, last) {
		p.Trouble = nil
	} else {
		p.Case, p.Opened, p.Trouble = nil, nil, trouble
	}
	p.Problems = problems
}

// try opens a text and lists its states.
func (p *Page) try(ctx context.Context, b *desk.Bench, text string) bool {
	base := b.Open(p.Name, text, nil)
	c, err := base.Case()
	var problems *workbench.Problems
	fault := func(err error) bool {
		var list diag.List
		if p.Trouble = nil; errors.As(err, &problems) {
			p.Problems = problems.List
		} else if errors.As(err, &list) {
			p.Problems = list
		} else {
			p.Trouble = err
		}
		return false
	}
	if err != nil {
		return fault(err)
	}
	p.Groups, p.Assume = groupsOf(c, p.query["assume"])
	p.Opened = base
	if len(p.Assume) > 0 {
		p.Opened = b.Open(p.Name, text, p.Assume)
	}
	if p.Case, err = p.Opened.Case(); err != nil {
		return fault(err)
	}
	if _, err := p.Opened.Graph(ctx); err != nil {
		return fault(err)
	}
	p.Problems = p.Case.Doubts
	return true
}

// groupsOf returns the groups of a case as the assumptions settle them, and those assumptions that it understands. Others
// are left out: the text may have changed since the address was made.
func groupsOf(c *workbench.Case, assume []string) (groups []Group, kept []string) {
	if c.File == nil {
		return nil, nil
	}
	for _, g := range c.File.Groups {
		if len(g.Choices) == 0 {
			continue
		}
		x := Group{ID: g.ID, Question: g.Question, Strategy: g.Strategy}
		chosen := 0
		for i, choice := range g.Choices {
			value := g.ID + "=" + choice.ID
			if i > 0 && slices.Contains(assume, value) {
				chosen = i
			}
			if i == 0 {
				value = ""
			}
			x.Choices = append(x.Choices, Choice{ID: choice.ID, Claim: choice.Claim, Value: value})
		}
		x.Choices[chosen].Chosen = true
		if chosen > 0 {
			kept = append(kept, x.Choices[chosen].Value)
		}
		groups = append(groups, x)
	}
	return groups, kept
}

// Query returns a value of the address.
func (p *Page) Query(name string) string { return p.query.Get(name) }

// Link returns the address of a screen of the same case under the same assumptions, with the given pairs of name and value.
func (p *Page) Link(screen string, pairs ...string) string {
	q := url.Values{}
	for _, a := range p.Assume {
		q.Add("assume", a)
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			q.Set(pairs[i], pairs[i+1])
		}
	}
	path := "/case/" + url.PathEscape(p.Name) + "/" + screen
	if len(q) > 0 {
		return path + "?" + q.Encode()
	}
	return path
}

// With returns the address of this very view with some values exchanged; an empty one takes the name out.
func (p *Page) With(pairs ...string) string {
	q := url.Values{}
	for name, values := range p.query {
		if name != "assume" {
			q[name] = values
		}
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		q.Del(pairs[i])
	}
	var rest []string
	for name := range q {
		rest = append(rest, name, q.Get(name))
	}
	return p.Link(p.Screen.ID, append(rest, pairs...)...)
}

// Kept lists the values of the address besides the assumptions, for a form that shall keep them.
func (p *Page) Kept() []Pair {
	var out []Pair
	for name, values := range p.query {
		if name != "assume" && values[0] != "" {
			out = append(out, Pair{name, values[0]})
		}
	}
	slices.SortFunc(out, func(a, b Pair) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// Pair is a name with its value.
type Pair struct{ Name, Value string }

// Screens lists the screens for the navigation.
func (p *Page) Screens() []*Screen { return screens }

// Module returns the path of the screen's module, "" where it has none.
func (p *Page) Module() string {
	if p.Screen != nil && p.web.static.has("js/screens/"+p.Screen.ID+".js") {
		return p.Static + "/js/screens/" + p.Screen.ID + ".js"
	}
	return ""
}

// Sheet returns the path of the screen's style sheet, "" where it has none.
func (p *Page) Sheet() string {
	if p.Screen != nil && p.web.static.has("css/screens/"+p.Screen.ID+".css") {
		return p.Static + "/css/screens/" + p.Screen.ID + ".css"
	}
	return ""
}

// Errors returns the problems that keep the text from being used.
func (p *Page) Errors() diag.List { return p.Problems.Errors() }

// Party returns the class that colours a party.
func Party(i int) string { return fmt.Sprintf("p%d", i%8) }

// short returns an option's id without its party.
func short(c *parley.Conflict, option int) string {
	o := c.Options[option]
	return strings.TrimPrefix(o.ID, c.Parties[o.Party].ID+".")
}

var funcs = template.FuncMap{
	"party":    Party,
	"add":      func(a, b int) int { return a + b },
	"count":    count,
	"ticks":    ticks,
	"addition": func(path, whose string, readOnly bool) addition { return addition{path, whose, readOnly} },
	"ordering": func(o formOrder, readOnly bool) ordering { return ordering{o, readOnly} },
	"stepping": func(key, what string, i, n int) stepping { return stepping{key, what, i == 0, i == n-1} },
	"words":    func(id string) string { return strings.ReplaceAll(id, "_", " ") },
}

// count writes "1 state", "3 states".
func count(n int, one string) string {
	if n == 1 {
		return "1 " + one
	}
	if base, ok := strings.CutSuffix(one, "y"); ok {
		return fmt.Sprintf("%d %sies", n, base)
	}
	return fmt.Sprintf("%d %ss", n, one)
}

// answer writes a value as JSON.
func answer(w http.ResponseWriter, v any) error {
	data, err := json.Marshal(v)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	_, err = w.Write(data)
	return err
}

// ticks shows what stands between two backquotes as written in a file.
func ticks(text string) template.HTML {
	var b strings.Builder
	parts := strings.Split(text, "`")
	for i, x := range parts {
		switch {
		case i%2 == 0:
			b.WriteString(template.HTMLEscapeString(x))
		case i+1 == len(parts): // the last one has no partner
			b.WriteString("`" + template.HTMLEscapeString(x))
		default:
			b.WriteString("<code>" + template.HTMLEscapeString(x) + "</code>")
		}
	}
	return template.HTML(b.String())
}
