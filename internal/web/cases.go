package web

import (
	"context"
	"errors"
	"fmt"
	"html/template"
	"io"
	"net/http"
	"net/url"
	"path"
	"strings"
	"time"

	"parley/catalog"
	"parley/diag"
	"parley/internal/desk"
	"parley/internal/workbench"
)

// patience is how long the list of cases waits for one of them to be judged.
const patience = 700 * time.Millisecond

// card is a case in the list of cases.
type card struct {
	Name, Link, Title, Question  string
	Parties                      []string
	Options, States, Holding     int
	Graph                        bool // listed states in place of options
	Sketch                       template.HTML
	Unsaved, Gone, Judged, Sound bool
	Errors, Doubts               int
	Note                         string // why nothing more is said
}

// cases shows the folder and the catalog.
func (w *Web) cases(rw http.ResponseWriter, r *http.Request) {
	names, err := w.desk.Names()
	if err != nil {
		w.fail(rw, r, err)
		return
	}
	var data struct {
		Folder        string
		Tour          invitation
		Here, Catalog []card
	}
	data.Tour = invited(r)
	data.Folder = w.desk.Dir()
	have := map[string]bool{}
	for _, n := range names {
		have[n] = true
		data.Here = append(data.Here, w.card(r.Context(), n))
	}
	for _, c := range catalog.Cases() {
		if !have[c.Name()] {
			data.Catalog = append(data.Catalog, w.card(r.Context(), desk.CatalogPrefix+c.Name()))
		}
	}
	w.show(rw, r, "cases", &Page{Title: "Cases", Data: data})
}

// card looks at a case.
func (w *Web) card(ctx context.Context, name string) card {
	k := card{Name: name, Title: strings.TrimPrefix(name, desk.CatalogPrefix), Link: "/case/" + url.PathEscape(name) + "/" + screens[0].ID}
	f, err := w.desk.File(name)
	if err != nil {
		k.Note = err.Error()
		return k
	}
	st := f.State()
	k.Unsaved, k.Gone = st.Unsaved, st.Gone
	o := w.bench.Open(name, st.Text, nil)
	c, err := o.Case()
	var problems *workbench.Problems
	if errors.As(err, &problems) {
		k.Errors, k.Doubts = len(problems.List.Errors()), len(problems.List.Doubts())
		return k
	}
	if err != nil {
		k.Note = err.Error()
		return k
	}
	k.Sound, k.Doubts = true, len(c.Doubts.Doubts())
	if c.Conflict.Title != "" {
		k.Title = c.Conflict.Title
	}
	k.Question, k.Options, k.Graph = c.Conflict.Question, len(c.Conflict.Options), c.Conflict.GraphForm()
	for _, p := range c.Conflict.Parties {
		k.Parties = append(k.Parties, p.Label())
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	s, err := o.Solved(ctx)
	var list diag.List
	switch {
	case errors.As(err, &problems):
		k.Sound, k.Errors = false, len(problems.List.Errors())
	case errors.As(err, &list):
		k.Sound, k.Errors = false, len(list.Errors())
	case errors.Is(err, context.DeadlineExceeded):
		k.Note = "Large: open it to have it judged."
	case err != nil:
		k.Note = err.Error()
	default:
		k.Judged, k.States = true, s.Result.Graph.Len()
		for _, n := range workbench.HoldsUnder(s) {
			if n > 0 {
				k.Holding++
			}
		}
		k.Sketch = sketch(s)
	}
	return k
}

// create makes a new file that is small, sound and explained.
func (w *Web) create(rw http.ResponseWriter, r *http.Request) {
	w.add(rw, r, yamlName(r.FormValue("name")), []byte(workbench.FirstFile))
}

// copy copies a case of the catalog into the folder.
func (w *Web) copy(rw http.ResponseWriter, r *http.Request) {
	name := strings.TrimPrefix(r.FormValue("name"), desk.CatalogPrefix)
	c, err := workbench.CatalogCase(strings.TrimSuffix(name, ".yaml"))
	if err != nil {
		w.fail(rw, r, err)
		return
	}
	w.add(rw, r, c.Name(), c.Source)
}

// upload takes a file from elsewhere on the machine.
func (w *Web) upload(rw http.ResponseWriter, r *http.Request) {
	file, head, err := r.FormFile("file")
	if err != nil {
		w.fail(rw, r, fmt.Errorf("no file was sent: %w", err))
		return
	}
	defer file.Close()
	data, err := io.ReadAll(file)
	if err != nil {
		w.fail(rw, r, err)
		return
	}
	w.add(rw, r, path.Base(strings.ReplaceAll(head.Filename, "\\", "/")), data)
}

func (w *Web) add(rw http.ResponseWriter, r *http.Request, name string, data []byte) {
	if err := w.desk.Create(name, data); err != nil {
		w.show(rw, r, "trouble", &Page{Title: "The file was not made", Trouble: err, Status: http.StatusConflict})
		return
	}
	http.Redirect(rw, r, "/case/"+url.PathEscape(name)+"/model", http.StatusSeeOther)
}

// yamlName makes a file name of what somebody typed.
func yamlName(s string) string {
	s = strings.TrimSpace(s)
	switch strings.ToLower(path.Ext(s)) {
	case ".yaml", ".yml":
		return s
	}
	return strings.ReplaceAll(s, " ", "-") + ".yaml"
}
