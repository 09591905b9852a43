package web

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"net/url"
	"strings"

	"parley/internal/desk"
	"parley/internal/workbench"
)

// Web serves the workbench on one folder.
type Web struct {
	desk   *desk.Desk
	bench  *desk.Bench
	static *static
	pages  map[string]*template.Template // by name of their file, without ending
}

// maxBody is the largest request body: a text with the changes to it.
const maxBody = 10 << 20

// New returns the workbench on the files of a desk. Cases are judged under the settings.
func New(d *desk.Desk, s workbench.Settings) (*Web, error) {
	st, err := newStatic()
	if err != nil {
		return nil, err
	}
	w := &Web{desk: d, bench: desk.NewBench(s, 200, 1<<30), static: st, pages: map[string]*template.Template{}}
	layout, err := template.New("layout").Funcs(funcs).ParseFS(embedded, "templates/layout.html")
	if err != nil {
		return nil, err
	}
	names, err := fs.Glob(embedded, "templates/*.html")
	if err != nil {
		return nil, err
	}
	for _, name := range names {
		id := name[len("templates/") : len(name)-len(".html")]
		if id == "layout" {
			continue
		}
		t, err := template.Must(layout.Clone()).ParseFS(embedded, name)
		if err != nil {
			return nil, err
		}
		w.pages[id] = t
	}
	for _, s := range screens {
		if w.pages[s.ID] == nil {
			w.pages[s.ID] = w.pages["ask"]
		}
	}
	return w, nil
}

// Handler returns the pages.
func (w *Web) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("GET /static/{hash}/{path...}", w.static)
	mux.HandleFunc("GET /{$}", w.cases)
	mux.HandleFunc("POST /new", w.create)
	mux.HandleFunc("POST /copy", w.copy)
	mux.HandleFunc("POST /upload", w.upload)
	mux.HandleFunc("POST /tour", decline)
	mux.HandleFunc("GET /events", w.events)
	mux.HandleFunc("GET /case/{file}", func(rw http.ResponseWriter, r *http.Request) {
		http.Redirect(rw, r, "/case/"+url.PathEscape(r.PathValue("file"))+"/"+screens[0].ID, http.StatusSeeOther)
	})
	for _, s := range screens {
		mux.HandleFunc("GET /case/{file}/"+s.ID, func(rw http.ResponseWriter, r *http.Request) { w.screen(rw, r, s) })
		for _, route := range s.Routes {
			mux.HandleFunc(route.Method+" /case/{file}/"+s.ID+"/"+route.Path, func(rw http.ResponseWriter, r *http.Request) {
				p, err := w.page(r, s)
				if err == nil {
					err = route.Handle(rw, r, p)
				}
				if err != nil {
					w.fail(rw, r, err)
				}
			})
		}
	}
	mux.HandleFunc("/", func(rw http.ResponseWriter, r *http.Request) {
		w.fail(rw, r, fmt.Errorf("there is no page %s: %w", r.URL.Path, fs.ErrNotExist))
	})
	return http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(rw, r.Body, maxBody)
		mux.ServeHTTP(rw, r)
	})
}

// screen shows a screen of a case.
func (w *Web) screen(rw http.ResponseWriter, r *http.Request, s *Screen) {
	p, err := w.page(r, s)
	if err != nil {
		w.fail(rw, r, err)
		return
	}
	if p.Case != nil || s.Unsound {
		p.Data, p.Trouble = s.View(r.Context(), p)
	}
	if errors.Is(p.Trouble, context.Canceled) && r.Context().Err() != nil {
		return // nobody waits any longer
	}
	if p.Tour() != nil {
		toured(rw)
	}
	w.show(rw, r, s.ID, p)
}

// show writes a page, or only its view where a part of a page asks for it.
func (w *Web) show(rw http.ResponseWriter, r *http.Request, name string, p *Page) {
	var nonce [16]byte
	rand.Read(nonce[:])
	p.Nonce, p.Static, p.web = base64.StdEncoding.EncodeToString(nonce[:]), w.static.prefix(), w
	block := "page"
	if r.Header.Get("HX-Request") == "true" && r.Header.Get("HX-History-Restore-Request") != "true" {
		block = "part"
	}
	var b bytes.Buffer
	if err := w.pages[name].ExecuteTemplate(&b, block, p); err != nil {
		http.Error(rw, "the page cannot be made: "+err.Error(), http.StatusInternalServerError)
		return
	}
	h := rw.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("Vary", "HX-Request")
	// The editor adds rules of its own to the page; they carry the nonce.
	h.Set("Content-Security-Policy", "default-src 'self'; style-src 'self' 'nonce-"+p.Nonce+"'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'")
	if p.Status != 0 {
		rw.WriteHeader(p.Status)
	}
	b.WriteTo(rw)
}

// part writes an answer that comes after the rest of its page.
func (w *Web) part(rw http.ResponseWriter, a *inquiry) error {
	var b bytes.Buffer
	if err := w.pages["ask"].ExecuteTemplate(&b, "answer", a); err != nil {
		return err
	}
	rw.Header().Set("Content-Type", "text/html; charset=utf-8")
	rw.Header().Set("Cache-Control", "no-store")
	_, err := b.WriteTo(rw)
	return err
}

// fail shows what went wrong, in a page or, for a module that asks, in a line.
func (w *Web) fail(rw http.ResponseWriter, r *http.Request, err error) {
	status := http.StatusBadRequest
	var large *http.MaxBytesError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		status = http.StatusNotFound
	case errors.As(err, &large):
		status, err = http.StatusRequestEntityTooLarge, fmt.Errorf("this is larger than %d MiB, too large for a scenario", maxBody>>20)
	}
	asks := !strings.Contains(r.Header.Get("Accept"), "text/html") // a module, and nobody who sent a form
	if r.Method != http.MethodGet && asks || r.Header.Get("Accept") == "application/json" {
		rw.Header().Set("Content-Type", "text/plain; charset=utf-8")
		rw.WriteHeader(status)
		fmt.Fprintln(rw, err)
		return
	}
	title := "That did not work"
	if status == http.StatusNotFound {
		title = "There is no such page"
	}
	w.show(rw, r, "trouble", &Page{Title: title, Trouble: err, Status: status})
}
