package page_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
	"pgregory.net/rapid"

	"parley/evidence/page"
)

// visible lists the words of a page that a browser shows, in any order, and those that it does not.
func visible(t interface{ Fatal(...any) }, data []byte) (shown, hidden []string) {
	doc, err := html.Parse(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	for n := range doc.Descendants() {
		if n.Type != html.TextNode {
			continue
		}
		seen := true
		for p := range n.Ancestors() {
			switch p.Namespace + " " + p.Data {
			case " head", " script", " style", " template", " noscript", " iframe", " object", " canvas",
				"svg title", "svg desc", "svg metadata", "svg style", "svg script", "svg defs", "math annotation", "math annotation-xml":
				seen = false
			}
		}
		if seen {
			shown = append(shown, strings.Fields(n.Data)...)
		} else {
			hidden = append(hidden, strings.Fields(n.Data)...)
		}
	}
	return shown, hidden
}

// letters counts the characters of texts, white space apart.
func letterCounts(texts ...string) map[rune]int {
	out := map[rune]int{}
	for _, text := range texts {
		for _, r := range strings.Join(strings.Fields(text), "") {
			out[r]++
		}
	}
	return out
}

// nothingLost checks that the article and the named parts of the rest hold every letter that a browser shows, as often as it
// stands there, and no other.
func nothingLost(t interface {
	Fatal(...any)
	Errorf(string, ...any)
}, data []byte) *page.Page {
	p, err := page.Read("x.html", data)
	if err != nil {
		if shown, _ := visible(t, data); len(shown) > 0 && !strings.Contains(err.Error(), "nothing in it reads like an article") {
			t.Errorf("%d words are seen, and the page is refused: %v", len(shown), err)
		}
		return nil
	}
	shown, _ := visible(t, data)
	want, got := letterCounts(shown...), letterCounts(kept(p)...)
	for r, n := range want {
		if got[r] != n {
			t.Errorf("%q stands there %d times, and is kept %d times", r, n, got[r])
		}
	}
	for r := range got {
		if want[r] == 0 {
			t.Errorf("%q is kept, and does not stand there", r)
		}
	}
	for _, part := range p.Rest {
		if !slices.Contains(page.Names(), part.Name) || len(part.Lines) == 0 {
			t.Errorf("a part %q with %d lines", part.Name, len(part.Lines))
		}
	}
	return p
}

// blocks and spans are elements to make pages of. What is within some of them nobody sees.
var (
	blocks = []string{"div", "p", "ul", "li", "table", "tr", "td", "h1", "h2", "figure", "figcaption", "nav", "aside", "header", "footer", "form", "button", "article", "main", "section",
		"blockquote", "pre", "details", "summary", "textarea", "select", "option", "dl", "dt", "dd", "svg", "text", "foreignObject", "math", "script", "style", "template", "noscript", "iframe", "svg title", "defs", "annotation"}
	spans = []string{"a", "b", "em", "span", "sup", "q", "label", "time", "mark", "mi", "tspan", "unknown-element"}
)

// Nothing is thrown away: whatever elements a page is made of, each word that is seen is kept once, whole, in the article or in a
// named part of the rest; what is not seen is not kept.
func TestNothingOfAWebPageIsThrownAway(t *testing.T) {
	long := func(words []string) string {
		return strings.Join(words, " ") + "."
	}
	rapid.Check(t, func(t *rapid.T) {
		n := 0
		word := func() string { n++; return fmt.Sprintf("w%dx", n) }
		var element func(depth int) string
		element = func(depth int) string {
			tag := rapid.SampledFrom(append(blocks, spans...)).Draw(t, "tag")
			name := strings.TrimPrefix(tag, "svg ")
			var b strings.Builder
			fmt.Fprintf(&b, "<%s>", name)
			for range rapid.IntRange(1, 4).Draw(t, "children") {
				switch k := rapid.IntRange(0, 5).Draw(t, "kind"); {
				case k < 2:
					b.WriteString(word())
				case k == 2:
					b.WriteString(" " + word() + "\n" + word() + " ")
				case k == 3: // enough to be taken for an article
					var words []string
					for range rapid.IntRange(25, 60).Draw(t, "words") {
						words = append(words, word())
					}
					b.WriteString("<p>" + long(words) + "</p>")
				case depth > 0:
					b.WriteString(element(depth - 1))
				default:
					b.WriteString("<br>&amp; <!-- " + word() + " -->")
				}
			}
			return b.String() + "</" + name + ">"
		}
		var b strings.Builder
		b.WriteString("<!doctype html><html><head><title>" + word() + "</title></head><body>")
		for range rapid.IntRange(1, 6).Draw(t, "elements") {
			b.WriteString(element(3))
		}
		b.WriteString("</body></html>")
		data := []byte(b.String())
		p := nothingLost(t, data)
		if p == nil {
			return
		}
		text := " " + strings.Join(kept(p), " ") + " "
		shown, hidden := visible(t, data)
		for _, w := range shown {
			// Words that only elements part stand together, as in a browser.
			if w = strings.TrimSuffix(w, "."); strings.Count(text, w) < strings.Count(strings.Join(shown, " "), w) {
				t.Errorf("%q is torn or lost in %s", w, data)
			}
		}
		for _, w := range hidden {
			if strings.HasPrefix(w, "w") && strings.HasSuffix(w, "x") && strings.Contains(text, w) {
				t.Errorf("%q is kept, which nobody sees, in %s", w, data)
			}
		}
	})
}

// The same for the pages that the other tests use, and for such as trip the reader up.
func TestNothingOfTheFixturesIsThrownAway(t *testing.T) {
	for name, text := range map[string]string{
		"saved":    web(),
		"parts":    "<html><p>“<em>No</em>,” he said, and the<b>se</b> were his words.</p>",
		"drawing":  "<html><p>A line <svg><title>icon</title><path d='M0 0'/></svg> goes on.</p><svg><text>Words in a picture</text></svg>",
		"formula":  "<html><p>Let <math><mi>x</mi><mo>=</mo><mn>5</mn><annotation>x=5</annotation></math> be so.</p>",
		"unclosed": "<html><table><p>fostered<tr><td>one<td>two<p>three",
		"entities": "<!doctype html><p>" + strings.Repeat("&amp;&lt;", 1000),
		"deep":     "<html>" + strings.Repeat("<div>x", 400),
		"repeated": "<html>" + strings.Repeat("<p>The same line again and again, with words enough to be a sentence of the article.</p>", 20),
		"all nav":  "<html><nav><a>Home</a><a>Latest</a></nav><footer>© All</footer>",
	} {
		t.Run(name, func(t *testing.T) {
			p := nothingLost(t, []byte(text))
			if p == nil {
				if name != "all nav" {
					t.Fatal("the page is refused")
				}
				return
			}
			switch all := strings.Join(kept(p), "|"); {
			case name == "parts" && !strings.Contains(all, "“No,” he said, and these were his words."):
				t.Errorf("%q", all)
			case name == "drawing" && (!strings.Contains(all, "A line goes on.") || !strings.Contains(p.RestText(), "## captions\n\nWords in a picture\n")):
				t.Errorf("%q, %q", all, p.RestText())
			case name == "formula" && !strings.Contains(all, "Let x=5 be so."):
				t.Errorf("%q", all)
			}
		})
	}
}
