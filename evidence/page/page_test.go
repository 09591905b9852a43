package page_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"parley/evidence/page"
)

// The text of a whole page, of the shape in which people save one: every sentence is made up.
const whole = `Follow us on social

Ada Berg Tom Falk

The ferry dispute will not end with a louder horn

The harbour board should go back to the table it left in spring

Analysis | Harbours

When the harbour board doubled the length of the signal that the ferries must sound, it told the islanders that the noise would bring the owners to reason before the winter timetable.

Nobody has asked what the longer signal is meant to achieve. The owners have said in three letters that they will talk about berths, and about nothing else, until the old contract runs out.

Top photo credit: The north quay at dawn (Ina Holm/Shutterstock)

There is a simpler way, and the two sides have tried it before: settle the berths first, put the timetable in writing, and leave the matter of the signal to whoever comes after them.

The views are those of the author and do not reflect the position of any harbour board.



Top photo credit: Ada Berg (Ina Holm/Shutterstock) and Tom Falk (Per Lund/Shutterstock)
Board on the right course with new berths
Analysis | Harbours
Bakers who voted for the bread law are cross now that it binds them
Top photo credit: A bakery (Wikimedia/Per Lund)

Bakers who voted for the bread law are cross now that it binds them

Town Politics

When it came out this week that the inspectors had weighed the loaves of eight bakers, those who had asked for the scales were not happy to find their own names on the list.

keep readingShow less
Mona Quist
Top image credit: Mona Quist speaks at the market hall. Photo by Per Lund

Can the market be moved?

Markets

It appears that the market council has won its quarrel with the stall holders over the square, which both of them have wanted for themselves since the fountain was built.

keep readingShow less

LATEST

QUAYSIDE

Newsletter

Subscribe now to our weekly round-up and don't miss a word of what the ferries, the bakers and the markets are up to.`

func TestWholePage(t *testing.T) {
	p, err := page.Read("saved.txt", []byte(whole))
	if err != nil {
		t.Fatal(err)
	}
	if p.Title != "The ferry dispute will not end with a louder horn" {
		t.Errorf("the title is %q", p.Title)
	}
	var begins []string
	for _, l := range p.Main {
		begins = append(begins, strings.Join(strings.Fields(l)[:3], " "))
	}
	if diff := cmp.Diff([]string{"The ferry dispute", "The harbour board", "Analysis | Harbours", "When the harbour", "Nobody has asked", "There is a", "The views are"}, begins); diff != "" {
		t.Error(diff)
	}
	rest := map[string]int{}
	for _, part := range p.Rest {
		rest[part.Name] = len(part.Lines)
	}
	if diff := cmp.Diff(map[string]int{page.Navigation: 5, page.Teasers: 10, page.Captions: 5, page.Newsletter: 2}, rest); diff != "" {
		t.Error(diff, p.RestText())
	}
	for _, heading := range []string{"## navigation\n", "## teasers\n", "## captions\n", "## newsletter\n"} {
		if strings.Count(p.RestText(), heading) != 1 {
			t.Errorf("the rest has %q %d times", heading, strings.Count(p.RestText(), heading))
		}
	}
}

// kept lists all lines of a page, sorted.
func kept(p *page.Page) []string {
	out := slices.Clone(p.Main)
	for _, part := range p.Rest {
		out = append(out, part.Lines...)
	}
	slices.Sort(out)
	return out
}

// Lines that were broken to fit a page are one paragraph again; lines below each other that are no running text stay lines.
func TestBrokenLines(t *testing.T) {
	text := "The boats that do not sail\n\nFor eight weeks no ferry has crossed\nthe strait after dark. The crews are\non strike, says Ada\nBerg, and nobody moves.\n\nBakers are cross\nBerths are built\n\n" +
		strings.Repeat("word ", 30) + "\nand the next paragraph\n"
	p, err := page.Read("a.txt", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"The boats that do not sail",
		"For eight weeks no ferry has crossed the strait after dark. The crews are on strike, says Ada Berg, and nobody moves.",
		"Bakers are cross", "Berths are built",
		strings.TrimSpace(strings.Repeat("word ", 30)), "and the next paragraph",
	}
	if diff := cmp.Diff(want, p.Main); diff != "" {
		t.Error(diff)
	}
}

// Nothing is thrown away: the article and the rest hold every line of Markdown and every word of a text, each as often as it stands
// there.
func TestNothingIsThrownAway(t *testing.T) {
	pieces := append(strings.Split(whole, "\n"), "---", "title: x", "# Heading", "By Ada Berg", "\u00a0", "a\tb", "\u200b", "## navigation", "x")
	for _, name := range []string{"page.txt", "page.md"} {
		rapid.Check(t, func(t *rapid.T) {
			text := strings.Join(rapid.SliceOfN(rapid.OneOf(rapid.SampledFrom(pieces), rapid.String()), 1, 40).Draw(t, "lines"), rapid.SampledFrom([]string{"\n", "\r\n", "\n\n"}).Draw(t, "break"))
			p, err := page.Read(name, []byte(text))
			if err != nil {
				return
			}
			if p.Kind == "html" || p.Kind == "pdf" {
				return
			}
			want, got := page.Lines(strings.TrimPrefix(text, "\uFEFF")), kept(p)
			if p.Kind == "text" { // lines that were broken to fit a page are joined
				want, got = strings.Fields(strings.Join(want, " ")), strings.Fields(strings.Join(got, " "))
				slices.Sort(got)
			}
			slices.Sort(want)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatal(diff)
			}
		})
	}
}

// web is the page as a browser saves it.
func web() string {
	var b strings.Builder
	b.WriteString(`<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>The ferry dispute | Quayside</title>
<meta property="og:title" content="The ferry dispute will not end with a louder horn"><meta property="og:site_name" content="Quayside">
<meta name="author" content="Ada Berg"><meta property="article:published_time" content="2025-10-14T08:00:00Z"><script>var hidden = "nobody sees this";</script></head>
<body><nav><a href="/">Home</a> <a href="/latest">Latest</a></nav><main><article><h1>The ferry dispute will not end with a louder horn</h1>
<figure><img src="quay.jpg"><figcaption>Top photo credit: The north quay (Ina Holm)</figcaption></figure>`)
	for line := range strings.SplitSeq(whole, "\n") {
		if len(strings.Fields(line)) > 25 && !strings.Contains(line, "bakers") && !strings.Contains(line, "market") && !strings.Contains(line, "Subscribe") {
			fmt.Fprintf(&b, "<p>%s</p>\n", strings.Replace(line, "the", "<em>the</em>", 1))
		}
	}
	b.WriteString(`</article></main><aside><h3>Can the market be moved?</h3><p>It appears that the market council has won.</p></aside>
<form>Subscribe to our newsletter <input type="email"></form><footer>© Quayside. All rights reserved.</footer></body></html>`)
	return b.String()
}

func TestWebPage(t *testing.T) {
	p, err := page.Read("saved.html", []byte(web()))
	if err != nil {
		t.Fatal(err)
	}
	if p.Title != "The ferry dispute will not end with a louder horn" || p.Author != "Ada Berg" || p.Date != "2025-10-14" || p.Outlet != "Quayside" {
		t.Errorf("%q by %q, %s, %q", p.Title, p.Author, p.Date, p.Outlet)
	}
	text := p.Text()
	for _, want := range []string{"When the harbour board doubled", "Nobody has asked", "There is a simpler way"} {
		if !strings.Contains(text, want) {
			t.Errorf("the article lacks %q:\n%s", want, text)
		}
	}
	for _, not := range []string{"market council", "Subscribe", "rights reserved", "Home", "nobody sees", "Ina Holm"} {
		if strings.Contains(text, not) {
			t.Errorf("the article holds %q", not)
		}
	}
	for _, want := range []string{"market council", "Subscribe", "rights reserved", "Home Latest", "Ina Holm"} {
		if !strings.Contains(p.RestText(), want) {
			t.Errorf("the rest lacks %q:\n%s", want, p.RestText())
		}
	}
}

func TestMarkdown(t *testing.T) {
	p, err := page.Read("note.md", []byte("---\ntitle: \"A note\"\nauthor: Ada Berg\n---\n# Heading\n\nText.\n"))
	if err != nil || p.Title != "A note" || p.Author != "Ada Berg" || p.Text() != "# Heading\n\nText.\n" {
		t.Errorf("%v %+v", err, p)
	}
	if p, _ := page.Read("note.md", []byte("# Heading\n\nText.")); p.Title != "Heading" {
		t.Errorf("the title is %q", p.Title)
	}
}

func TestPDF(t *testing.T) {
	p, err := page.Read("paper.pdf", makePDF("The berths come first.", "Then the timetable."))
	if err != nil {
		t.Fatal(err)
	}
	if p.Kind != "pdf" || p.Text() != "The berths come first.\n\nThen the timetable.\n" {
		t.Errorf("%+v", p)
	}
	if _, err := page.Read("paper.pdf", []byte("%PDF-1.4\nbroken")); err == nil {
		t.Error("a damaged PDF is read")
	}
}

// makePDF writes a PDF of one page with a line for each text.
func makePDF(lines ...string) []byte {
	var content strings.Builder
	for i, l := range lines {
		fmt.Fprintf(&content, "BT /F1 12 Tf 72 %d Td (%s) Tj ET\n", 720-20*i, l)
	}
	objects := []string{"<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
		"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
		fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", content.Len(), content.String()), "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"}
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n")
	var at []int
	for i, o := range objects {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	xref := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, x := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", x)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, xref)
	return b.Bytes()
}

func TestEncodings(t *testing.T) {
	for _, x := range []struct {
		data   string
		text   string
		remark bool
	}{
		{"\uFEFFcafé", "café\n", false},
		{"caf\xe9 \x93now\x94", "café “now”\n", true},
		{"\xff\xfec\x00a\x00f\x00\xe9\x00", "café\n", true},
	} {
		p, err := page.Read("x.txt", []byte(x.data))
		if err != nil || p.Text() != x.text || (len(p.Remarks) > 0) != x.remark {
			t.Errorf("%q: %v, %+v", x.data, err, p)
		}
	}
	p, err := page.Read("x.html", []byte("<html><head><meta charset=iso-8859-1></head><body><p>Le caf\xe9 est ferm\xe9.</p></body></html>"))
	if err != nil || !strings.Contains(p.Text(), "café est fermé") {
		t.Errorf("%v, %+v", err, p)
	}
}

func TestHostile(t *testing.T) {
	for name, data := range map[string][]byte{
		"huge.txt":   bytes.Repeat([]byte("a "), page.MaxSize),
		"binary.txt": {0x7f, 'E', 'L', 'F', 0, 0, 1, 2},
		"noise.txt":  bytes.Repeat([]byte{1, 2, 3, 'a'}, 100),
		"empty.txt":  []byte(" \n "),
		"many.html":  []byte("<html>" + strings.Repeat("<b>", 300_000)),
		"none.html":  []byte("<html><script>x()</script></html>"),
	} {
		if p, err := page.Read(name, data); err == nil {
			t.Errorf("%s is read as %d lines", name, len(p.Main))
		}
	}
	// What is merely odd is read or refused, and never panics.
	for name, data := range map[string]string{
		"deep.html":   "<html>" + strings.Repeat("<div>", 100_000) + "<p>Deep down there is a sentence that ends.</p>",
		"attrs.html":  "<html><p " + strings.Repeat("a=1 ", 50_000) + ">text</p>",
		"entity.html": "<!doctype html><p>" + strings.Repeat("&amp;", 10_000),
		"table.html":  "<html><table>" + strings.Repeat("<tr><td>x", 10_000),
	} {
		if p, err := page.Read(name, []byte(data)); err == nil && len(p.Main) == 0 {
			t.Errorf("%s has no text and no error", name)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add("a.txt", []byte(whole))
	f.Add("a.html", []byte(web()))
	f.Add("a.pdf", makePDF("x"))
	f.Add("a.md", []byte("---\ntitle: x\n---\ny"))
	f.Fuzz(func(t *testing.T, name string, data []byte) {
		if p, err := page.Read(name, data); err == nil && (len(p.Main) == 0 || strings.TrimSpace(p.Text()) == "") {
			t.Error("no text and no error")
		}
	})
}
