package web

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"parley/catalog"
	"parley/internal/desk"
	"parley/internal/workbench"
)

// site is the workbench on a folder with every case of the catalog and some files besides.
func site(t *testing.T, files map[string]string) (*httptest.Server, string) {
	t.Helper()
	dir := t.TempDir()
	if _, err := desk.CopyCatalog(dir); err != nil {
		t.Fatal(err)
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	d, err := desk.Open(dir, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	w, err := New(d, workbench.Settings{Time: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	s := httptest.NewServer(w.Handler())
	t.Cleanup(s.Close)
	return s, dir
}

func fetch(t *testing.T, s *httptest.Server, path string, headers ...string) (*http.Response, string) {
	t.Helper()
	r, err := http.NewRequest("GET", s.URL+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	a, err := s.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Body.Close()
	b, err := io.ReadAll(a.Body)
	if err != nil {
		t.Fatal(err)
	}
	return a, string(b)
}

func post(t *testing.T, s *httptest.Server, path string, body any) (int, map[string]any, string) {
	t.Helper()
	data, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	a, err := s.Client().Post(s.URL+path, "application/json", bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	defer a.Body.Close()
	text, _ := io.ReadAll(a.Body)
	var out map[string]any
	json.Unmarshal(text, &out)
	return a.StatusCode, out, string(text)
}

// find returns the elements with a tag.
func find(n *html.Node, tag string) (out []*html.Node) {
	for x := range n.Descendants() {
		if x.Type == html.ElementNode && x.Data == tag {
			out = append(out, x)
		}
	}
	return out
}

func attr(n *html.Node, name string) string {
	for _, a := range n.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

var flagged = regexp.MustCompile(`(?:^|\s)--[a-z]+`)

// sane checks what holds for every page, and returns the addresses that it leads to.
func sane(t *testing.T, where, body string, h http.Header) (links []string) {
	t.Helper()
	doc, err := html.Parse(strings.NewReader(body))
	if err != nil {
		t.Errorf("%s: %v", where, err)
		return nil
	}
	for tag, n := range map[string]int{"main": 1, "h1": 1, "title": 1, "header": 1} {
		found := find(doc, tag)
		if tag == "title" { // pictures have titles of their own
			found = slices.DeleteFunc(found, func(x *html.Node) bool { return x.Parent.Data != "head" })
		}
		if got := len(found); got != n {
			t.Errorf("%s: %d elements %s, not %d", where, got, tag, n)
		}
	}
	csp := h.Get("Content-Security-Policy")
	for _, part := range []string{"default-src 'self'", "style-src 'self' 'nonce-", "frame-ancestors 'none'"} {
		if !strings.Contains(csp, part) {
			t.Errorf("%s: policy %q", where, csp)
		}
	}
	if strings.Contains(csp, "unsafe") {
		t.Errorf("%s: policy %q", where, csp)
	}
	ids := map[string]bool{}
	for n := range doc.Descendants() {
		if n.Type == html.TextNode && n.Parent.Data != "textarea" && n.Parent.Data != "pre" {
			if flagged.MatchString(n.Data) && !strings.Contains(n.Data, "parley ") {
				t.Errorf("%s: %q speaks of a flag without its command, to who reads a page", where, n.Data)
			}
			if n.Parent.Data == "code" && strings.Contains(n.Data, "`") {
				t.Errorf("%s: backquotes in %q", where, n.Data)
			}
		}
		if n.Type != html.ElementNode {
			continue
		}
		if id := attr(n, "id"); id != "" {
			if ids[id] {
				t.Errorf("%s: two elements have the id %s", where, id)
			}
			ids[id] = true
		}
		for _, a := range n.Attr {
			if a.Key == "style" || strings.HasPrefix(a.Key, "on") || strings.HasPrefix(a.Key, "hx-on") {
				t.Errorf("%s: %s has the attribute %s, which the policy forbids", where, n.Data, a.Key)
			}
			if a.Key == "href" || a.Key == "src" || a.Key == "data-module" {
				links = append(links, a.Val)
			}
		}
		switch n.Data {
		case "style":
			t.Errorf("%s: a style element", where)
		case "script":
			if attr(n, "src") == "" {
				t.Errorf("%s: an inline script", where)
			}
		case "input", "select", "textarea":
			if attr(n, "type") != "hidden" && attr(n, "aria-label") == "" && !within(n, "label") {
				t.Errorf("%s: a field without a label: %s", where, attr(n, "name"))
			}
		case "button", "a":
			if attr(n, "aria-label") == "" && strings.TrimSpace(textOf(n)) == "" {
				t.Errorf("%s: a %s without a name", where, n.Data)
			}
		}
	}
	for _, l := range links {
		if target, is := strings.CutPrefix(l, "#"); is && !ids[target] {
			t.Errorf("%s: nothing has the id %s", where, target)
		}
	}
	return links
}

func within(n *html.Node, tag string) bool {
	for p := range n.Ancestors() {
		if p.Data == tag {
			return true
		}
	}
	return false
}

func textOf(n *html.Node) string {
	var b strings.Builder
	for x := range n.Descendants() {
		if x.Type == html.TextNode {
			b.WriteString(x.Data)
		}
	}
	return b.String()
}

// Every screen of every case can be shown, and every link on it leads somewhere.
func TestEveryPage(t *testing.T) {
	s, _ := site(t, nil)
	known := map[string]int{}
	follow := func(from string, links []string) {
		for _, l := range links {
			l, _, _ = strings.Cut(l, "#")
			if l == "" {
				continue
			}
			u, err := url.Parse(l)
			if err != nil || u.Host != "" || !strings.HasPrefix(l, "/") {
				t.Errorf("%s leads elsewhere: %s", from, l)
				continue
			}
			// Of the links of a table some are followed; they differ in the state only.
			kind := u.Path
			if q := u.Query(); q.Has("state") {
				kind += "?state " + q.Get("concept")
			} else if q.Has("line") { // of lines of the model, too
				kind += "?line"
			} else {
				kind += "?" + u.RawQuery
			}
			if known[kind]++; known[kind] > 1 {
				continue
			}
			if a, body := fetch(t, s, l); a.StatusCode != 200 || strings.Contains(body, `class="trouble"`) {
				t.Errorf("%s leads to %s: %d", from, l, a.StatusCode)
			}
		}
	}
	a, body := fetch(t, s, "/")
	if a.StatusCode != 200 {
		t.Fatal(a.StatusCode)
	}
	follow("/", sane(t, "/", body, a.Header))
	for _, c := range catalog.Cases() {
		if testing.Short() && c.ID == "ukraine-2025" {
			continue // minutes under the race detector; the other cases run the same code
		}
		for _, screen := range screens {
			where := "/case/" + c.Name() + "/" + screen.ID
			a, body := fetch(t, s, where)
			if a.StatusCode != 200 || strings.Contains(body, `class="trouble"`) || a.Header.Get("Cache-Control") != "no-store" || a.Header.Get("Vary") != "HX-Request" {
				t.Errorf("%s: %d %v", where, a.StatusCode, a.Header)
			}
			if title := c.Title + " · parley"; !strings.Contains(html.UnescapeString(body), title) {
				t.Errorf("%s: not titled %q", where, title)
			}
			follow(where, sane(t, where, body, a.Header))
			_, part := fetch(t, s, where, "HX-Request", "true")
			if strings.Contains(part, "<html") || strings.Count(part, "<main") != 1 {
				t.Errorf("%s: a part is not a part: %.80s", where, part)
			}
		}
	}
	for _, where := range []string{"/case/none.yaml/model", "/case/..%2fx.yaml/model", "/nothing", "/case/elmira-1991.yaml/nothing", "/static/0/css/app.css"} {
		if a, _ := fetch(t, s, where); a.StatusCode != 404 {
			t.Errorf("%s: %d", where, a.StatusCode)
		}
	}
}

const hostile = `parley: 1
title: "<script>alert(1)</script>"
question: "\"><img src=x onerror=alert(1)>"
parties:
  a: {name: "<b>'\"&", options: {x: "</textarea><script>alert(2)</script>"}}
  b: {name: "javascript:alert(1)", options: {y: "{{.}} ${x}"}}
define:
  both: a.x and b.y
status quo: []
preferences:
  a: [a.x]
  b: [not b.y]
hypotheses:
  h: {question: "<i>", one: {claim: "\"'><script>"}, two: {claim: x, preferences: {a: [b.y]}}}
`

func TestHostileNames(t *testing.T) {
	name := `x"'<img>&.yaml`
	s, _ := site(t, map[string]string{name: hostile, "broken.yaml": "title: \"<script>alert(3)\"\n'<script>x'</script>: `<b>`\n"})
	pages := []string{"/", "/case/broken.yaml/outcomes"}
	for _, screen := range screens {
		pages = append(pages, "/case/"+url.PathEscape(name)+"/"+screen.ID, "/case/broken.yaml/"+screen.ID)
	}
	pages = append(pages, "/case/"+url.PathEscape(name)+"/outcomes?state=YY&where="+url.QueryEscape(`"><script>alert(4)</script>`),
		"/case/"+url.PathEscape(name)+"/outcomes?state="+url.QueryEscape("<script>"), "/case/"+url.PathEscape("<script>.yaml")+"/model")
	for _, where := range pages {
		a, body := fetch(t, s, where)
		doc, err := html.Parse(strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range find(doc, "script") {
			if !strings.HasPrefix(attr(n, "src"), "/static/") {
				t.Errorf("%s: a script of somebody else: %s", where, textOf(n))
			}
		}
		if len(find(doc, "img")) > 0 || len(find(doc, "main")) != 1 {
			t.Errorf("%s: %d", where, a.StatusCode)
		}
		for n := range doc.Descendants() {
			for _, at := range n.Attr {
				if strings.HasPrefix(at.Key, "on") || at.Key == "href" && strings.HasPrefix(at.Val, "javascript") {
					t.Errorf("%s: attribute %s=%s", where, at.Key, at.Val)
				}
			}
		}
	}
	_, body := fetch(t, s, "/case/"+url.PathEscape(name)+"/model")
	doc, _ := html.Parse(strings.NewReader(body))
	areas := slices.DeleteFunc(find(doc, "textarea"), func(n *html.Node) bool { return attr(n.Parent, "id") != "editor" })
	if got := textOf(areas[0]); strings.TrimPrefix(got, "\n") != hostile {
		t.Errorf("the text does not come through: %q", got)
	}
}

// What is typed is checked, what is broken is told with its place, and the rest goes on with the last text that was sound.
func TestEdit(t *testing.T) {
	s, dir := site(t, nil)
	at := "/case/prisoners-dilemma.yaml/model/"
	type updates []map[string]any
	put := func(version, keep int, drop int, put string, rest int) (int, map[string]any, string) {
		return post(t, s, at+"edit", map[string]any{"version": version, "client": "a",
			"updates": updates{{"changes": []any{keep, append([]any{drop}, lines(put)...), rest}}}})
	}
	fetch(t, s, "/case/prisoners-dilemma.yaml/outcomes")
	c, _ := catalog.Open("prisoners-dilemma")
	n := len(c.Source)
	code, a, text := put(0, 0, 1, "", n-1)
	if code != 200 {
		t.Fatal(code, text)
	}
	problems := a["problems"].([]any)
	if len(problems) == 0 || problems[0].(map[string]any)["line"] != 1.0 {
		t.Errorf("%v", problems)
	}
	if v := a["verdict"].(string); !strings.Contains(v, "last text that could be used") || !strings.Contains(v, "problem") {
		t.Errorf("%s", v)
	}
	if _, body := fetch(t, s, "/case/prisoners-dilemma.yaml/outcomes"); !strings.Contains(body, "Mend it in the model") || !strings.Contains(body, "<table") {
		t.Error("outcomes of a broken text")
	}
	if code, a, _ := put(0, 0, 0, "x", n); code != 200 || a["stale"] != true {
		t.Errorf("an old version: %d %v", code, a)
	}
	if code, _, text := put(1, 5, 0, "x", n+5); code != 400 {
		t.Errorf("a change that does not fit: %d %s", code, text)
	}
	if r, body := fetch(t, s, at+"updates?since=0"); r.StatusCode != 200 || !strings.Contains(body, `"clientID":"a"`) {
		t.Errorf("%s", body)
	}
	code, a, _ = post(t, s, at+"undo", map[string]any{"client": "a"})
	if st := a["state"].(map[string]any); code != 200 || st["unsaved"] != false || st["canRedo"] != true || len(a["problems"].([]any)) != 0 {
		t.Errorf("%v", a)
	}
	put(2, 0, 0, "# kept\n", n)
	if code, a, _ := post(t, s, at+"save", map[string]any{}); code != 200 || a["state"].(map[string]any)["unsaved"] != false {
		t.Errorf("%v", a)
	}
	now, _ := os.ReadFile(filepath.Join(dir, "prisoners-dilemma.yaml"))
	if string(now) != "# kept\n"+string(c.Source) {
		t.Errorf("%.40q", now)
	}
	put(3, 0, 0, "# mine\n", n+7)
	os.WriteFile(filepath.Join(dir, "prisoners-dilemma.yaml"), []byte("# theirs\n"), 0o600)
	code, a, _ = post(t, s, at+"save", map[string]any{})
	if code != 200 || a["theirs"] != "# theirs\n" || !strings.HasPrefix(a["mine"].(string), "# mine\n# kept") {
		t.Errorf("%d %v", code, a)
	}
}

// lines writes a text as changes do.
func lines(text string) (out []any) {
	for _, l := range strings.Split(text, "\n") {
		out = append(out, l)
	}
	return out
}

// A changed preference changes the verdicts at once.
func TestEquilibriumChanges(t *testing.T) {
	s, _ := site(t, map[string]string{"two.yaml": "parley: 1\ntitle: Two\nparties:\n  a: {options: {x: X}}\n  b: {options: {y: Y}}\nstatus quo: []\npreferences:\n  a: [a.x]\n  b: [b.y]\n"})
	verdict := func() string {
		_, body := fetch(t, s, "/case/two.yaml/model/check")
		return body
	}
	before := verdict()
	text := "parley: 1\ntitle: Two\nparties:\n  a: {options: {x: X}}\n  b: {options: {y: Y}}\nstatus quo: []\npreferences:\n  a: ["
	code, a, _ := post(t, s, "/case/two.yaml/model/edit", map[string]any{"version": 0, "client": "a",
		"updates": []any{map[string]any{"changes": []any{len(text), []any{0, "not "}, len("a.x]\n  b: [b.y]\n")}}}})
	if code != 200 || !strings.Contains(before, "state=YY") || strings.Contains(before, "state=NY") {
		t.Fatalf("%d %s", code, before)
	}
	if v := a["verdict"].(string); !strings.Contains(v, "state=NY") || strings.Contains(v, "state=YY") {
		t.Errorf("%s", v)
	}
}

func TestSuggestions(t *testing.T) {
	s, _ := site(t, nil)
	_, a, text := post(t, s, "/case/elmira-1991.yaml/model/suggest", map[string]any{"text": "rules:\n  - moe.", "line": 2, "column": 9})
	if offers := a["offers"].([]any); !strings.Contains(text, "moe.modify") || len(offers) == 0 {
		t.Error(text)
	}
	if _, _, text := post(t, s, "/case/elmira-1991.yaml/model/suggest", map[string]any{"text": "ti", "line": 1, "column": 3}); !strings.Contains(text, `"title"`) {
		t.Error(text)
	}
}

func TestOutcomesTable(t *testing.T) {
	s, _ := site(t, nil)
	rows := func(query string) []string {
		a, body := fetch(t, s, "/case/ukraine-2025.yaml/outcomes?"+query)
		if a.StatusCode != 200 {
			t.Fatal(a.StatusCode)
		}
		doc, _ := html.Parse(strings.NewReader(body))
		var out []string
		for _, tr := range find(doc, "tr") {
			if x := attr(tr, "data-state"); x != "" {
				out = append(out, x)
			}
		}
		return out
	}
	if n := len(rows("")); n != perPage {
		t.Errorf("%d rows on the first page", n)
	}
	all := 0
	for page := 1; ; page++ {
		n := len(rows(fmt.Sprintf("sort=state&page=%d", page)))
		if all += n; n == 0 {
			break
		}
	}
	if all != 1872 {
		t.Errorf("%d rows on all pages", all)
	}
	for _, x := range rows("where=us.tom+and+not+us.nato") {
		if !strings.HasPrefix(x, "YN") {
			t.Errorf("%s is not asked for", x)
		}
	}
	up, down := rows("sort=state"), rows("sort=-state")
	if up[0] == down[0] {
		t.Error("both orders begin alike")
	}
	if _, body := fetch(t, s, "/case/ukraine-2025.yaml/outcomes?where=us.tomm"); !strings.Contains(html.UnescapeString(body), "did you mean <code>us.tom</code>") {
		t.Error("no hint for a misspelt filter")
	}
	if _, body := fetch(t, s, "/case/elmira-1991.yaml/outcomes?state=NYNNY&concept=seq"); !strings.Contains(body, "Outcome 5") || !strings.Contains(body, "It holds") {
		t.Error("no proof")
	}
	for _, query := range []string{"sort=nonsense", "state=YY&concept=nonsense", "page=-3", "page=999999999999999999999"} {
		if a, _ := fetch(t, s, "/case/elmira-1991.yaml/outcomes?"+query); a.StatusCode != 200 {
			t.Errorf("%s: %d", query, a.StatusCode)
		}
	}
}

// Assumptions stand in the address, and those that the file does not have are left out.
func TestAssumptions(t *testing.T) {
	s, _ := site(t, nil)
	_, body := fetch(t, s, "/case/ukraine-2025.yaml/outcomes?assume=motive%3Delective&assume=nogroup%3Dx&assume=")
	if !strings.Contains(body, `<option value="motive=elective" selected`) {
		t.Error("not chosen")
	}
	if !strings.Contains(body, `href="/case/ukraine-2025.yaml/model?assume=motive%3Delective"`) {
		t.Error("the navigation loses the assumption")
	}
	if strings.Contains(body, "nogroup") {
		t.Error("an unknown group is carried on")
	}
}

func TestEvents(t *testing.T) {
	s, _ := site(t, nil)
	a, err := s.Client().Get(s.URL + "/events")
	if err != nil {
		t.Fatal(err)
	}
	defer a.Body.Close()
	lines := bufio.NewScanner(a.Body)
	next := func() string {
		for lines.Scan() {
			if data, is := strings.CutPrefix(lines.Text(), "data: "); is {
				return data
			}
		}
		return ""
	}
	next() // hello
	post(t, s, "/case/gisborne.yaml/model/edit", map[string]any{"version": 0, "client": "me", "updates": []any{map[string]any{"changes": []any{[]any{0, "# x", ""}, catalogUnits(t, "gisborne")}}}})
	if got := next(); got != `{"file":"gisborne.yaml","version":1,"client":"me"}` {
		t.Error(got)
	}
}

func catalogUnits(t *testing.T, id string) int {
	c, ok := catalog.Open(id)
	if !ok {
		t.Fatal(id)
	}
	n := 0
	for _, r := range string(c.Source) {
		if n++; r >= 0x10000 {
			n++
		}
	}
	return n
}

func TestNewFiles(t *testing.T) {
	s, dir := site(t, nil)
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	form := func(path string, values url.Values) *http.Response {
		a, err := client.PostForm(s.URL+path, values)
		if err != nil {
			t.Fatal(err)
		}
		a.Body.Close()
		return a
	}
	if a := form("/new", url.Values{"name": {"my dispute"}}); a.StatusCode != 303 || a.Header.Get("Location") != "/case/my-dispute.yaml/model" {
		t.Errorf("%d %v", a.StatusCode, a.Header)
	}
	for _, name := range []string{"my dispute", "../x", "", ".x"} {
		if a := form("/new", url.Values{"name": {name}}); a.StatusCode/100 == 3 {
			t.Errorf("%q was made", name)
		}
	}
	if a := form("/copy", url.Values{"name": {"catalog:elmira-1991.yaml"}}); a.StatusCode != 409 {
		t.Errorf("copied over a file: %d", a.StatusCode)
	}
	os.Remove(filepath.Join(dir, "elmira-1991.yaml"))
	if a := form("/copy", url.Values{"name": {"catalog:elmira-1991.yaml"}}); a.StatusCode != 303 {
		t.Errorf("%d", a.StatusCode)
	}
	if code, _, _ := post(t, s, "/new", strings.Repeat("x", maxBody+1)); code/100 != 4 {
		t.Errorf("a huge body: %d", code)
	}
}

// What was taken over from elsewhere is what VENDOR.txt says it is.
func TestVendored(t *testing.T) {
	folders, err := fs.Glob(embedded, "static/vendor/*")
	if err != nil || len(folders) == 0 {
		t.Fatal(folders, err)
	}
	for _, folder := range folders {
		text, err := fs.ReadFile(embedded, folder+"/VENDOR.txt")
		if err != nil {
			t.Error(err)
			continue
		}
		sums := map[string]string{}
		for line := range strings.Lines(string(text)) {
			if rest, is := strings.CutPrefix(line, "sha256: "); is {
				sum, name, _ := strings.Cut(strings.TrimSpace(rest), " ")
				sums[name] = sum
			}
		}
		files, _ := fs.Glob(embedded, folder+"/*")
		for _, f := range files {
			name := path.Base(f)
			if name == "VENDOR.txt" {
				continue
			}
			data, _ := fs.ReadFile(embedded, f)
			if sum := sha256.Sum256(data); sums[name] != hex.EncodeToString(sum[:]) {
				t.Errorf("%s is not the file that VENDOR.txt names", f)
			}
			delete(sums, name)
		}
		if len(sums) > 0 || !strings.Contains(string(text), "license: ") || !strings.Contains(string(text), "source: ") {
			t.Errorf("%s: %v", folder, sums)
		}
		if _, err := fs.Stat(embedded, folder+"/LICENSE"); err != nil {
			t.Error(err)
		}
	}
}
