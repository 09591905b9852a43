package web

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// The tour leads from its first step to its last and back, over screens that there are, each with its words and with what they
// speak of.
func TestTour(t *testing.T) {
	if testing.Short() {
		t.Skip("asks every question of the largest case; the journey in the browser does too")
	}
	s, _ := site(t, nil)
	shows := map[string]string{ // what the words of a step speak of
		"model": `id="editor"`, "outcomes": "Outcome 1871, compromise", "paths": "Who can block it", "rivals": "<svg", "perceptions": "surprise",
		"cruxes": "What would make it fail", "settlement": "The goal", "report": `class="files"`,
	}
	next, last := invited(&http.Request{}).Link, ""
	var seen []string
	for n := 1; next != ""; n++ {
		where, _, _ := strings.Cut(next, "#")
		a, body := fetch(t, s, where)
		if a.StatusCode != 200 || strings.Contains(body, `class="trouble"`) || strings.Contains(body, `role="alert"`) {
			t.Errorf("%s: %d", where, a.StatusCode)
		}
		sane(t, where, body, a.Header)
		if !slices.ContainsFunc(a.Cookies(), func(c *http.Cookie) bool { return c.Name == tourCookie }) {
			t.Errorf("%s: the tour would be offered again", where)
		}
		doc, _ := html.Parse(strings.NewReader(body))
		words := element(doc, "tour")
		if words == nil || !strings.Contains(textOf(words), fmt.Sprintf("Step %d of %d", n, len(stops()))) {
			t.Fatalf("%s: no step %d", where, n)
		}
		u, _ := url.Parse(where)
		screen := u.Path[strings.LastIndex(u.Path, "/")+1:]
		seen = append(seen, screen)
		if x := shows[screen]; !strings.Contains(body, x) {
			t.Errorf("%s: shows no %s", where, x)
		}
		var earlier, later string
		for _, a := range find(words, "a") {
			switch attr(a, "rel") {
			case "prev":
				earlier = attr(a, "href")
			case "next":
				later = attr(a, "href")
			}
		}
		if earlier != last {
			t.Errorf("%s: back leads to %q, not to %q", where, earlier, last)
		}
		last, next = next, later
	}
	if len(seen) != len(stops()) || len(seen) < 9 {
		t.Errorf("%d steps: %v", len(seen), seen)
	}
	for _, x := range screens {
		if shows[x.ID] != "" && !slices.Contains(seen, x.ID) {
			t.Errorf("the tour passes by %s", x.ID)
		}
	}
}

// element returns the element with an id.
func element(doc *html.Node, id string) *html.Node {
	for n := range doc.Descendants() {
		if n.Type == html.ElementNode && attr(n, "id") == id {
			return n
		}
	}
	return nil
}

// The tour is offered once in a browser, and shows nowhere else than in its case.
func TestTourOffered(t *testing.T) {
	s, _ := site(t, nil)
	const words = "New here?"
	if _, body := fetch(t, s, "/"); !strings.Contains(body, words) {
		t.Error("not offered")
	}
	client := s.Client()
	client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	a, err := client.Post(s.URL+"/tour", "application/x-www-form-urlencoded", nil)
	if err != nil {
		t.Fatal(err)
	}
	a.Body.Close()
	if a.StatusCode != http.StatusSeeOther || a.Header.Get("Location") != "/" || len(a.Cookies()) != 1 {
		t.Fatalf("%d %v", a.StatusCode, a.Header)
	}
	_, body := fetch(t, s, "/", "Cookie", a.Cookies()[0].String())
	if strings.Contains(body, words) || !strings.Contains(body, "tour=1") {
		t.Error("after no, it is offered again, or cannot be had")
	}
	for _, where := range []string{"/case/elmira-1991.yaml/model?tour=1", "/case/ukraine-2025.yaml/model?tour=0", "/case/ukraine-2025.yaml/model?tour=99", "/case/ukraine-2025.yaml/model?tour=2", "/case/ukraine-2025.yaml/model"} {
		if _, body := fetch(t, s, where); strings.Contains(body, `id="tour"`) {
			t.Errorf("%s shows the tour", where)
		}
	}
}
