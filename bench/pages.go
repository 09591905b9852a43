package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/net/html"

	"parley/catalog"
	"parley/internal/desk"
	"parley/internal/web"
	"parley/internal/workbench"
)

// The workbench in the browser: how long pages and recomputations take for one client, and for many at the same time. Every
// answer is looked at; one that is not what it should be fails the row.

const (
	clients = 20
	each    = 10 // requests of each client
)

// site is a workbench that listens, as a browser meets it.
type site struct {
	*httptest.Server
	dir string
}

func serve() (*site, error) {
	dir, err := os.MkdirTemp("", "parley-bench")
	if err != nil {
		return nil, err
	}
	if _, err := desk.CopyCatalog(dir); err != nil {
		return nil, err
	}
	d, err := desk.Open(dir, filepath.Join(dir, "drafts"))
	if err != nil {
		return nil, err
	}
	w, err := web.New(d, workbench.Settings{})
	if err != nil {
		return nil, err
	}
	s := &site{Server: httptest.NewServer(w.Handler()), dir: dir}
	s.Client().Transport.(*http.Transport).MaxIdleConnsPerHost = clients
	return s, nil
}

func (s *site) close() {
	s.Close()
	os.RemoveAll(s.dir)
}

// times are the seconds of requests: the first of all, then the median of one client, then those of many. cpu is the mean
// processor time of a request of the many, client and server together; on a machine with other work it says more.
type times struct{ first, alone, p50, p99, cpu float64 }

// crowd sends requests: one, then some by one client alone, then those of all clients at the same time. ask is given the client
// and a number that no other request has.
func crowd(ask func(client, n int) error) (t times, err error) {
	begin := time.Now()
	if err := ask(0, 0); err != nil {
		return t, err
	}
	t.first = time.Since(begin).Seconds()
	var next atomic.Int64
	run := func(clients int) ([]float64, error) {
		all, errs := make([][]float64, clients), make([]error, clients)
		var wg sync.WaitGroup
		for c := range clients {
			wg.Go(func() {
				for range each {
					begin := time.Now()
					if errs[c] = ask(c, int(next.Add(1))); errs[c] != nil {
						return
					}
					all[c] = append(all[c], time.Since(begin).Seconds())
				}
			})
		}
		wg.Wait()
		seconds := slices.Concat(all...)
		slices.Sort(seconds)
		return seconds, errors.Join(errs...)
	}
	alone, err := run(1)
	if err != nil {
		return t, err
	}
	before := processorTime()
	many, err := run(clients)
	if err != nil {
		return t, err
	}
	t.cpu = (processorTime() - before) / (clients * each)
	if len(many) != clients*each {
		return t, fmt.Errorf("%d of %d requests were answered", len(many), clients*each)
	}
	t.alone, t.p50, t.p99 = alone[len(alone)/2], many[len(many)/2], many[len(many)*99/100]
	return t, nil
}

// page asks for a page and looks at it.
func (s *site) page(path string) ([]byte, error) {
	r, err := s.Client().Get(s.URL + path)
	if err != nil {
		return nil, err
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	switch {
	case r.StatusCode != http.StatusOK:
		return nil, fmt.Errorf("%s: %s", path, r.Status)
	case !bytes.HasSuffix(bytes.TrimSpace(body), []byte("</html>")) || bytes.Count(body, []byte("<main")) != 1:
		return nil, fmt.Errorf("%s is not whole", path)
	case bytes.Contains(body, []byte(`class="trouble"`)):
		return nil, fmt.Errorf("%s cannot be shown", path)
	}
	return body, nil
}

// edit appends a line to a file and returns the version that follows, or -1 where somebody else was first.
func (s *site) edit(file, client string, version, length int, line string) (int, error) {
	change := map[string]any{"version": version, "client": client, "updates": []any{map[string]any{"changes": []any{length, []any{0, "", line}}}}}
	data, err := json.Marshal(change)
	if err != nil {
		return 0, err
	}
	r, err := s.Client().Post(s.URL+"/case/"+file+"/model/edit", "application/json", bytes.NewReader(data))
	if err != nil {
		return 0, err
	}
	defer r.Body.Close()
	var a struct {
		Stale    bool
		Verdict  string
		Problems []struct{ Severity string }
		State    struct{ Version int }
	}
	if err := json.NewDecoder(r.Body).Decode(&a); err != nil || r.StatusCode != http.StatusOK {
		return 0, fmt.Errorf("an edit: %s, %v", r.Status, err)
	}
	if a.Stale {
		return -1, nil
	}
	if !strings.Contains(a.Verdict, "outcomes hold") {
		return 0, fmt.Errorf("an edit is answered without verdicts: %.200s", a.Verdict)
	}
	return a.State.Version, nil
}

// texts measures the answer to a changed text, each client at a file of its own.
func (s *site) texts(id string) (times, error) {
	c, _ := catalog.Open(id)
	for n := range clients {
		if err := os.WriteFile(filepath.Join(s.dir, fmt.Sprintf("%s-%d.yaml", id, n)), c.Source, 0o600); err != nil {
			return times{}, err
		}
	}
	type state struct{ version, length int }
	states := make([]state, clients)
	for n := range states {
		states[n].length = len([]rune(string(c.Source))) // the cases have no letters beyond the first plane
	}
	return crowd(func(client, n int) error {
		st, line := &states[client], fmt.Sprintf("# changed %d", n)
		version, err := s.edit(fmt.Sprintf("%s-%d.yaml", id, client), "bench", st.version, st.length, line)
		if err == nil && version != st.version+1 {
			err = fmt.Errorf("after version %d came %d", st.version, version)
		}
		st.version, st.length = version, st.length+1+len(line)
		return err
	})
}

// shared lets all clients write to one file at the same time, each taking in what the others wrote, and looks whether every line
// is there at the end.
func (s *site) shared(id string) (times, error) {
	file := id + ".yaml"
	text := func() (string, int, error) {
		body, err := s.page("/case/" + file + "/model")
		if err != nil {
			return "", 0, err
		}
		doc, err := html.Parse(bytes.NewReader(body))
		if err != nil {
			return "", 0, err
		}
		text, version := "", 0
		for n := range doc.Descendants() {
			switch {
			case n.Type == html.ElementNode && n.Data == "textarea":
				text = strings.TrimPrefix(n.FirstChild.Data, "\n")
			case n.Type == html.ElementNode && attribute(n, "id") == "editor":
				if _, err := fmt.Sscan(attribute(n, "data-version"), &version); err != nil {
					return "", 0, err
				}
			}
		}
		return text, version, nil
	}
	var wrote sync.Map
	t, err := crowd(func(client, n int) error {
		line := fmt.Sprintf("# line %d.", n)
		for {
			old, version, err := text()
			if err != nil {
				return err
			}
			got, err := s.edit(file, fmt.Sprint(client), version, len([]rune(old)), line)
			if err != nil {
				return err
			}
			if got >= 0 {
				wrote.Store(line, true)
				return nil
			}
		}
	})
	if err != nil {
		return t, err
	}
	last, _, err := text()
	wrote.Range(func(line, _ any) bool {
		if n := strings.Count(last, line.(string)); err == nil && n != 1 {
			err = fmt.Errorf("%s is there %d times", line, n)
		}
		return true
	})
	return t, err
}

func attribute(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

// readings returns the address of the outcomes under one combination of assumptions after the other.
func readings(c catalog.Case) (func(n int) string, error) {
	o, err := workbench.OpenText(c.Name(), c.Source, nil)
	if err != nil {
		return nil, err
	}
	return func(n int) string {
		q := url.Values{}
		for _, g := range o.File.Groups {
			if k := n % len(g.Choices); k > 0 {
				q.Add("assume", g.ID+"="+g.Choices[k].ID)
			}
			n /= len(g.Choices)
		}
		return "/case/" + c.Name() + "/outcomes?" + q.Encode()
	}, nil
}

// pages prints the table of the workbench.
func pages(match *regexp.Regexp) error {
	s, err := serve()
	if err != nil {
		return err
	}
	defer s.close()
	head := fmt.Sprintf("\nThe workbench in the browser: first, then again for one client, then for %d at the same time, %d requests each. Every answer was whole.\n\n| page | first | one client | %[1]d clients, p50 | p99 | processor time |\n|---|--:|--:|--:|--:|--:|\n", clients, each)
	print := func(name string, measure func() (times, error)) {
		if !match.MatchString(name) {
			return
		}
		fmt.Print(head)
		head = ""
		t, err := measure()
		if err != nil {
			fmt.Printf("| %s | %s | | | | |\n", name, strings.ReplaceAll(strings.ReplaceAll(err.Error(), "|", "/"), "\n", "; "))
			return
		}
		fmt.Printf("| %s | %s | %s | %s | %s | %s |\n", name, duration(t.first), duration(t.alone), duration(t.p50), duration(t.p99), duration(t.cpu))
	}
	print("page, cases", func() (times, error) {
		return crowd(func(int, int) error { _, err := s.page("/"); return err })
	})
	for _, id := range []string{"elmira-1991", "ukraine-2025"} {
		body, err := s.page("/case/" + id + ".yaml/model")
		if err != nil {
			return err
		}
		doc, err := html.Parse(bytes.NewReader(body))
		if err != nil {
			return err
		}
		for n := range doc.Descendants() {
			if n.Data != "nav" || attribute(n, "class") != "tabs" {
				continue
			}
			for a := range n.Descendants() {
				if path := attribute(a, "href"); path != "" {
					print(fmt.Sprintf("page, %s of %s", strings.ToLower(a.FirstChild.Data), id), func() (times, error) {
						return crowd(func(int, int) error { _, err := s.page(path); return err })
					})
				}
			}
		}
		print("page, changed text of "+id, func() (times, error) { return s.texts(id) })
		print("page, changed text of one "+id+" for all", func() (times, error) { return s.shared(id) })
	}
	c := founding()
	reading, err := readings(c)
	if err != nil {
		return err
	}
	print("page, changed assumption of "+c.ID, func() (times, error) {
		return crowd(func(_, n int) error { _, err := s.page(reading(n)); return err })
	})
	return nil
}
