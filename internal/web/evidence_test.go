package web

import (
	"context"
	"fmt"
	"math"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"parley/internal/workbench"
	"parley/report"
)

// quay is a site with a dispute whose sources lie beside it: one whose text is there, one without, one that is missing.
func quay(t *testing.T) (*httptest.Server, string) {
	t.Helper()
	text, err := os.ReadFile("testdata/horn.yaml")
	if err != nil {
		t.Fatal(err)
	}
	letter, err := os.ReadFile("testdata/sources/letter.txt")
	if err != nil {
		t.Fatal(err)
	}
	s, dir := site(t, map[string]string{"horn.yaml": string(text)})
	if err := os.Mkdir(filepath.Join(dir, "sources"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "sources", "letter.txt"), letter, 0o600); err != nil {
		t.Fatal(err)
	}
	return s, dir
}

// withClass returns the elements that have a class.
func withClass(n *html.Node, class string) (out []*html.Node) {
	for x := range n.Descendants() {
		if x.Type == html.ElementNode && slices.Contains(strings.Fields(attr(x, "class")), class) {
			out = append(out, x)
		}
	}
	return out
}

func parsed(t *testing.T, s *httptest.Server, where string) *html.Node {
	t.Helper()
	a, body := fetch(t, s, where)
	if a.StatusCode != 200 || strings.Contains(body, `class="trouble"`) {
		t.Fatalf("%s: %d %.300s", where, a.StatusCode, body)
	}
	sane(t, where, body, a.Header)
	doc, err := html.Parse(strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// The board of the screen is that of the command: the same order, figures and key items, each rating with a sign and a word
// besides its colour.
func TestBoard(t *testing.T) {
	s, dir := quay(t)
	c, err := workbench.Open(filepath.Join(dir, "horn.yaml"), nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	e, err := c.Evidence(context.Background(), workbench.EvidenceQuestion{Groups: []string{"motive"}}, workbench.Settings{})
	if err != nil {
		t.Fatal(err)
	}
	b := e.Boards[0]
	for _, by := range []string{"", "bayes"} {
		doc := parsed(t, s, "/case/horn.yaml/evidence?by="+by)
		var rows []*html.Node
		for _, tr := range find(withClass(doc, "ach")[0], "tr") {
			if strings.HasPrefix(attr(tr, "id"), "item-") {
				rows = append(rows, tr)
			}
		}
		if len(rows) != len(b.Items) {
			t.Fatalf("%d rows", len(rows))
		}
		for n, i := range b.ByDiagnosticity() {
			cells := withClass(rows[n], "cell")
			if !strings.Contains(textOf(rows[n]), b.Items[i].Says) || len(cells) != len(b.Choices) {
				t.Errorf("row %d is %q", n, textOf(rows[n]))
			}
			for h, cell := range cells {
				mark := find(cell, "span")[0]
				sign, word := textOf(find(mark, "span")[0]), textOf(withClass(mark, "hidden")[0])
				want := b.Cell(i, h).String()
				if by == "bayes" {
					x, _ := b.Finding.Rows[i].Likelihoods[h].Float64()
					want = fmt.Sprintf("%.4g%%", 100*x)
				}
				if sign != want || word == "" || !regexp.MustCompile(`^(r[1-5]|none)$`).MatchString(attr(mark, "class")) {
					t.Errorf("%s under %s: %q %q %q, want %q", b.Items[i].ID, b.Choices[h].ID, sign, word, attr(mark, "class"), want)
				}
			}
			flips := b.Flips(i)
			if by == "bayes" {
				flips = b.Decides(i)
			}
			if got := strings.Contains(textOf(rows[n]), "Key: "+flips); got != (flips != "") {
				t.Errorf("%s by %q: key %v, want %q", b.Items[i].ID, by, got, flips)
			}
		}
		figures := withClass(doc, "figures")[0]
		for h, cell := range withClass(figures, "choice") {
			want := report.TwoDigits(b.Finding.Scores[h].Inconsistency)
			if by == "bayes" {
				want = b.Chance(h).After
			}
			if got := strings.TrimSpace(textOf(cell)); got != want {
				t.Errorf("by %q %s has %q, want %q", by, b.Choices[h].ID, got, want)
			}
			if leads := slices.Contains(strings.Fields(attr(cell, "class")), "leads"); leads != (h == 0) {
				t.Errorf("by %q %s leads: %v", by, b.Choices[h].ID, leads)
			}
		}
		// The switch stands in the address and keeps the board.
		on := 0
		for _, a := range find(withClass(doc, "switch")[0], "a") {
			if attr(a, "aria-current") == "true" {
				on++
			}
		}
		if on != 1 {
			t.Errorf("%d ways of weighing are on", on)
		}
	}
	_, body := fetch(t, s, "/case/horn.yaml/evidence?board=winter&by=bayes")
	if !strings.Contains(body, "board=winter&amp;by=bayes") || !strings.Contains(body, "The almanac calls it a soft winter") || strings.Contains(body, "They let the horn blow") {
		t.Error("the other board is not shown")
	}
}

// From every claim, statement and item of evidence one gets to the lit words, and from these back: no link leads nowhere.
func TestQuotationsAreLinkedBothWays(t *testing.T) {
	s, _ := quay(t)
	pages := map[string]*html.Node{}
	page := func(where string) *html.Node {
		if pages[where] == nil {
			pages[where] = parsed(t, s, where)
		}
		return pages[where]
	}
	has := func(doc *html.Node, id string) *html.Node {
		for x := range doc.Descendants() {
			if x.Type == html.ElementNode && attr(x, "id") == id {
				return x
			}
		}
		return nil
	}
	const home = "/case/horn.yaml/evidence"
	followed := 0
	lit := map[string]string{}
	for _, where := range []string{home, home + "?board=winter", home + "?source=letter", home + "?source=rumour", home + "?source=lost"} {
		for _, a := range find(find(page(where), "main")[0], "a") {
			to, fragment, is := strings.Cut(attr(a, "href"), "#")
			if !is {
				continue
			}
			if to == "" {
				to = where
			}
			target := has(page(to), fragment)
			if target == nil {
				t.Errorf("%s: %q leads to %s, where there is no %s", where, textOf(a), to, fragment)
				continue
			}
			followed++
			if q := find(a, "q"); len(q) == 1 && target.Data == "mark" {
				lit[textOf(q[0])] = textOf(target)
			}
		}
	}
	if followed < 50 {
		t.Errorf("%d links", followed)
	}
	for q, want := range map[string]string{
		"In two years not one sailing has been cancelled":                                         "In two years not one sailing has been cancelled",
		"the same seven berths":                                                                   "the same seven berths",
		"asked three times for the same seven berths":                                             "asked three times for ", // where another begins
		"the owners almost certainly mean what they wrote: first the berths … then the timetable": "the owners almost certainly mean what they wrote: first the berths",
		"a louder horn would bring the owners to reason at last":                                  "the louder horn would bring the owners to reason",
	} {
		if lit[q] != want {
			t.Errorf("%q leads to %q", q, lit[q])
		}
	}
	// What is quoted says what rests on it, directly and by way of claims.
	note := has(page(home+"?source=letter"), "note-2")
	for _, want := range []string{"claim asked: The owners have asked for berths three times", "claim patient: The board can wait", "They asked three times for the same seven berths"} {
		if !strings.Contains(textOf(note), want) {
			t.Errorf("%q does not tell of %q", textOf(note), want)
		}
	}
}

// The text of a source comes as it is, whatever stands in it.
func TestSourceIsShownAsItStands(t *testing.T) {
	s, dir := quay(t)
	doc := parsed(t, s, "/case/horn.yaml/evidence?source=letter")
	letter, _ := os.ReadFile(filepath.Join(dir, "sources", "letter.txt"))
	var got []string
	for _, p := range find(withClass(doc, "letter")[0], "p") {
		for _, n := range withClass(p, "number") {
			n.Parent.RemoveChild(n)
		}
		line, _ := strconv.Atoi(attr(p, "data-line"))
		if want := strings.Split(string(letter), "\n")[line-1]; textOf(p) != want {
			t.Errorf("line %d: %q, want %q", line, textOf(p), want)
		}
		got = append(got, textOf(p))
	}
	if want := strings.Join(strings.FieldsFunc(string(letter), func(r rune) bool { return r == '\n' }), "\n"); strings.Join(got, "\n") != want {
		t.Errorf("%q", got)
	}
	if len(find(doc, "b")) > 0 {
		t.Error("an element of the text became one of the page")
	}
	// A text that is changed on disk is looked at anew, and so is what is quoted of it.
	os.WriteFile(filepath.Join(dir, "sources", "letter.txt"), []byte("Two of the boats, they say: two of the boats have been sold abroad.\n"), 0o600)
	if text := textOf(parsed(t, s, "/case/horn.yaml/evidence?source=letter")); !strings.Contains(text, "8 quotations: 1 found, 7 not found") || !strings.Contains(text, "Two of the boats, they say") {
		t.Errorf("the old text is shown: %s", text)
	}
	os.WriteFile(filepath.Join(dir, "sources", "letter.txt"), []byte(strings.Repeat("Nothing here.\n", wholeText/10)+"In two years not one sailing has been cancelled.\n"+strings.Repeat("Nothing here.\n", 30)), 0o600)
	doc = parsed(t, s, "/case/horn.yaml/evidence?source=letter")
	if n := len(find(withClass(doc, "letter")[0], "p")); n != 24 || len(withClass(doc, "gap")) != 2 || len(find(doc, "mark")) != 1 {
		t.Errorf("of a long text %d paragraphs are shown, with %d gaps", n, len(withClass(doc, "gap")))
	}
}

// Only what lies in the folder is read, and what is missing is said with what mends it.
func TestSourcesThatCannotBeShown(t *testing.T) {
	s, dir := quay(t)
	outside := filepath.Join(t.TempDir(), "secret.txt")
	os.WriteFile(outside, []byte("in two years nobody may read this"), 0o600)
	if err := os.Symlink(outside, filepath.Join(dir, "sources", "minutes.txt")); err == nil {
		if _, body := fetch(t, s, "/case/horn.yaml/evidence?source=lost"); strings.Contains(body, "nobody may read this") || !strings.Contains(body, "leads out of the folder") {
			t.Errorf("a link leads out of the folder: %.300s", body)
		}
		os.Remove(filepath.Join(dir, "sources", "minutes.txt"))
	}
	for _, x := range []struct{ where, want string }{
		{"/case/horn.yaml/evidence?source=lost", "there is no such file. Put the text there, or correct file of the source"},
		{"/case/horn.yaml/evidence?source=rumour", "no text of it is kept here. Put its text into the folder as sources/rumour.txt"},
		{"/case/" + url.PathEscape("catalog:ukraine-2025.yaml") + "/evidence?source=article", "Cases of the catalog come without the texts that they quote"},
	} {
		if text := strings.Join(strings.Fields(textOf(parsed(t, s, x.where))), " "); !strings.Contains(text, x.want) {
			t.Errorf("%s does not say %q", x.where, x.want)
		}
	}
	if _, body := fetch(t, s, "/case/horn.yaml/evidence?source=lettre"); !strings.Contains(html.UnescapeString(body), "did you mean <code>letter</code>") {
		t.Error("no hint for a source that is not there")
	}
	const bad = `parley: 1
title: x
parties: {a: {options: {x: X}}, b: {options: {y: Y}}}
preferences: {a: [a.x], b: [b.y]}
sources:
  s: {title: "<script>alert(1)</script>", author: "\"><img src=x>", outlet: "<i>", url: "javascript:alert(2)", reliability: "<u>", about: "{{.}}", file: "../<script>.txt"}
claims:
  c: {says: "</a><script>alert(3)</script>", hedge: "<b onclick=x>", quote: {source: s, text: "\"><script>alert(4)</script>"}}
`
	os.WriteFile(filepath.Join(dir, "bad.yaml"), []byte(bad), 0o600)
	for _, where := range []string{"/case/bad.yaml/evidence", "/case/bad.yaml/evidence?source=s", "/case/bad.yaml/evidence?source=" + url.QueryEscape("<script>alert(5)</script>")} {
		_, body := fetch(t, s, where)
		doc, _ := html.Parse(strings.NewReader(body))
		for _, n := range find(doc, "script") {
			if !strings.HasPrefix(attr(n, "src"), "/static/") {
				t.Errorf("%s: a script of somebody else: %s", where, textOf(n))
			}
		}
		if len(find(doc, "img"))+len(find(find(doc, "main")[0], "i"))+len(find(doc, "u")) > 0 || strings.Contains(body, `href="javascript`) {
			t.Errorf("%s lets elements of the file through", where)
		}
	}
}

// What the screen doubts: quotations that are nearly or not in their source, and what has no evidence, each with where to mend it.
func TestDoubtsOfEvidence(t *testing.T) {
	s, _ := quay(t)
	doc := parsed(t, s, "/case/horn.yaml/evidence")
	doubts := textOf(withClass(doc, "doubts")[0])
	for _, want := range []string{"a louder horn would bring the owners to reason at last", "nearly, line 5", "two of the boats have been sold abroad", "not found", "claim louder", "claim gone",
		"preferences 3 of 4 statements", "hypotheses 5 of 5 choices", "perceptions 1 of 1 view", "simulation 1 of 2 numbers"} {
		if !strings.Contains(strings.Join(strings.Fields(doubts), " "), want) {
			t.Errorf("not told: %q in %q", want, doubts)
		}
	}
	text, _ := os.ReadFile("testdata/horn.yaml")
	for _, a := range find(withClass(doc, "bare")[0], "a") {
		u, err := url.Parse(attr(a, "href"))
		line, _ := strconv.Atoi(u.Query().Get("line"))
		if err != nil || !strings.HasSuffix(u.Path, "/model") || line < 1 || line > strings.Count(string(text), "\n") {
			t.Errorf("%q leads to %s", textOf(a), attr(a, "href"))
		}
	}
}

// Signs, lit words and notes can be read on what is behind them, in light and in dark: contrast of 4.5 to 1 at least.
func TestContrast(t *testing.T) {
	css, err := embedded.ReadFile("static/css/app.css")
	if err != nil {
		t.Fatal(err)
	}
	blocks := regexp.MustCompile(`(?s):root(\[data-theme=dark\])? \{(.*?)\n\}`).FindAllStringSubmatch(string(css), -1)
	colours := map[string]map[string]string{}
	for _, b := range blocks {
		theme := "light"
		if b[1] != "" {
			theme = "dark"
		}
		if colours[theme] == nil {
			colours[theme] = map[string]string{"#1c1b19": "#1c1b19", "#ffe9a3": "#ffe9a3"}
		}
		for _, m := range regexp.MustCompile(`--([a-z-]+): (#[0-9a-f]{6})`).FindAllStringSubmatch(b[2], -1) {
			colours[theme][m[1]] = m[2]
		}
	}
	luminance := func(hex string) float64 {
		sum := 0.0
		for i, weight := range []float64{.2126, .7152, .0722} {
			n, err := strconv.ParseInt(hex[1+2*i:3+2*i], 16, 0)
			if err != nil {
				t.Fatal(err)
			}
			x := float64(n) / 255
			if x <= .04045 {
				x /= 12.92
			} else {
				x = math.Pow((x+.055)/1.055, 2.4)
			}
			sum += weight * x
		}
		return sum
	}
	for _, theme := range []string{"light", "dark"} {
		c := colours[theme]
		for _, pair := range [][2]string{{"raised", "bad"}, {"bad", "bad-soft"}, {"quiet", "sunken"}, {"good", "good-soft"}, {"raised", "good"}, {"quiet", "raised"}, {"doubt", "raised"},
			{"accent-ink", "accent"}, {"quiet", "accent-soft"}, {"ink", "accent-soft"}, {"accent", "accent-soft"}, {"accent", "raised"}, {"#1c1b19", "#ffe9a3"}} {
			if c[pair[0]] == "" || c[pair[1]] == "" {
				t.Fatalf("%s: no colours %v", theme, pair)
			}
			a, b := luminance(c[pair[0]]), luminance(c[pair[1]])
			if ratio := (max(a, b) + .05) / (min(a, b) + .05); ratio < 4.5 {
				t.Errorf("%s: %s on %s has a contrast of %.2f", theme, pair[0], pair[1], ratio)
			}
		}
	}
}
