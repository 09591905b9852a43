package web

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// A screen answers the question of its address, and says in place what is wrong with one that cannot be answered.
func TestQuestions(t *testing.T) {
	s, _ := site(t, nil)
	for _, x := range []struct{ address, want string }{
		{"paths?to=8&by=moves", "Uniroyal Chemical"},
		{"paths?to=mr.nobody", `role="alert"`},
		{"paths?from=99&to=8", `role="alert"`},
		{"compare?without=moe.modify", "Without “"},
		{"compare?other=cuba-1962.yaml", "In cuba-1962.yaml in place of elmira-1991.yaml"},
		{"compare?other=elmira-1991.yaml&without=moe.modify", "Without “"}, // itself is no other file
		{"cruxes?of=stable:+8", "stable: 8"},
		{"cruxes?of=nonsense", `role="alert"`},
		{"settlement?to=8&clauses=tried", "The goal"},
		{"perceptions?of=uniroyal", "Uniroyal"},
	} {
		a, body := fetch(t, s, "/case/elmira-1991.yaml/"+x.address)
		if a.StatusCode != 200 || !strings.Contains(body, x.want) {
			t.Errorf("%s: %d, without %q", x.address, a.StatusCode, x.want)
		}
	}
}

// Another file is compared as it is worked on, not as it lies on disk, and what is wrong with it is said.
func TestCompareFiles(t *testing.T) {
	const pair = "parley: 1\ntitle: t\nparties: {a: {options: {x: X}}, b: {options: {y: Y}}}\nstatus quo: []\npreferences: {a: [a.x], b: [b.y]}\n"
	s, _ := site(t, map[string]string{"one.yaml": pair, "two.yaml": pair})
	_, body := fetch(t, s, "/case/one.yaml/compare?other=two.yaml")
	if !strings.Contains(body, "In two.yaml in place of one.yaml") || !strings.Contains(body, "nothing changes: the same states") {
		t.Errorf("the same file differs: %s", body)
	}
	change := func(version int, from, to, text string) {
		t.Helper()
		at := strings.Index(pair, from)
		if status, _, answer := post(t, s, "/case/two.yaml/model/edit", map[string]any{"version": version, "client": "x", "updates": []any{map[string]any{"changes": []any{at, append([]any{len(from)}, lines(to)...), len(text) - at - len(from)}}}}); status != 200 {
			t.Fatalf("%d %s", status, answer)
		}
	}
	change(0, "b: [b.y]", "b: [not b.y]", pair)
	if _, body = fetch(t, s, "/case/one.yaml/compare?other=two.yaml"); strings.Contains(body, "nothing changes: the same states") || !strings.Contains(body, "In two.yaml in place of one.yaml") {
		t.Errorf("an edit that is not saved yet makes no difference: %s", body)
	}
}

// Assumptions of the address change what strategies are said to lead to, and the verdicts on claims come after the rest.
func TestRivals(t *testing.T) {
	s, _ := site(t, nil)
	_, first := fetch(t, s, "/case/mali-2025.yaml/rivals")
	if !strings.Contains(first, "<svg") || !strings.Contains(first, "/rivals/claims") {
		t.Error("no picture, or no claims to come")
	}
	a, claims := fetch(t, s, "/case/mali-2025.yaml/rivals/claims")
	if a.StatusCode != 200 || strings.Contains(claims, "<html") || !strings.Contains(claims, "<table") {
		t.Errorf("claims: %d %.200s", a.StatusCode, claims)
	}
}

func TestDownloads(t *testing.T) {
	s, _ := site(t, nil)
	for ending, want := range map[string]string{"html": "<!doctype html>", "md": "# ", "tex": `\documentclass`, "json": `"parley": "1"`} {
		a, body := fetch(t, s, "/case/elmira-1991.yaml/report/download?as="+ending)
		if a.StatusCode != 200 || !strings.Contains(strings.ToLower(body), strings.ToLower(want)) || !strings.Contains(a.Header.Get("Content-Disposition"), "elmira-1991."+ending) {
			t.Errorf("%s: %d %v %.80s", ending, a.StatusCode, a.Header, body)
		}
	}
	_, body := fetch(t, s, "/case/elmira-1991.yaml/report/download?as=zip")
	z, err := zip.NewReader(bytes.NewReader([]byte(body)), int64(len(body)))
	if err != nil || len(z.File) < 3 {
		t.Errorf("tables: %v", err)
	}
	if a, _ := fetch(t, s, "/case/elmira-1991.yaml/report/download?as=exe"); a.StatusCode != 404 {
		t.Errorf("exe: %d", a.StatusCode)
	}
}

// Where a question is wanted, the definitions of the file are offered as one, and each leads to an answer.
func TestExamples(t *testing.T) {
	s, _ := site(t, nil)
	for screen, begins := range map[string]string{"paths": "to=cooperation", "settlement": "to=cooperation", "cruxes": "of=stable%3A+cooperation", "compare": "to=cooperation"} {
		where := "/case/prisoners-dilemma.yaml/" + screen
		_, body := fetch(t, s, where)
		if link := where + "?" + begins; !strings.Contains(html.UnescapeString(body), `href="`+link+`"`) {
			t.Errorf("%s does not offer %s", where, link)
		} else if _, answer := fetch(t, s, link); strings.Contains(answer, `role="alert"`) || strings.Contains(answer, "For example") {
			t.Errorf("%s is not answered", link)
		}
	}
}
