package page

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/markusmobius/go-trafilatura"
	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
	"golang.org/x/net/html/charset"
)

// maxElements bounds the elements of a web page, since what finds the article looks at each many times.
const maxElements = 200_000

// block is a line of a web page with the part of the page it stands in.
type block struct{ text, part string }

// readHTML takes the article out of a web page as go-trafilatura finds it; all else on the page is the rest.
func readHTML(data []byte) (*Page, error) {
	if bytes.Count(data, []byte("<")) > maxElements {
		return nil, fmt.Errorf("it has more than %d elements, too many for a page", maxElements)
	}
	_, encoding, certain := charset.DetermineEncoding(data[:min(len(data), 1024)], "")
	reader, err := charset.NewReader(bytes.NewReader(data), "")
	if err != nil {
		return nil, errors.New("it is written in an encoding that is not known")
	}
	root, err := html.Parse(reader)
	if err != nil {
		return nil, fmt.Errorf("it cannot be read as a web page: %w", err)
	}
	p := &Page{Kind: "html"}
	if !certain && encoding != "utf-8" {
		p.Remarks = append(p.Remarks, "the page does not say its encoding, and was read as "+encoding)
	}
	blocks := blocksOf(root)
	if len(blocks) == 0 {
		return nil, errors.New("no text was found in it")
	}
	wanted := extract(root, p)
	if len(wanted) == 0 {
		p.Remarks = append(p.Remarks, "no article stood out on the page, so that its text was taken as a plain page")
		var all []string
		for _, b := range blocks {
			all = append(all, b.text)
		}
		plain := readPlain(strings.Join(all, "\n"))
		p.Main, p.Rest = plain.Main, plain.Rest
		if p.Title == "" {
			p.Title = plain.Title
		}
		return p, nil
	}
	// The article's own lines, in their order: each line of the page stands for one of them. The title goes with it.
	at := 0
	titled := false
	for _, b := range blocks {
		in := false
		for k := at; k < len(wanted) && !in; k++ {
			if wanted[k] == fold(b.text) {
				in, at = true, k+1
			}
		}
		if !in && !titled && at == 0 && p.Title != "" && fold(b.text) == fold(p.Title) {
			in, titled = true, true
		}
		switch c := classOf(b.text); {
		case in:
			p.Main = append(p.Main, b.text)
		case b.part != "":
			p.put(b.part, b.text)
		case c == nav || c == more:
			p.put(Navigation, b.text)
		case c == caption:
			p.put(Captions, b.text)
		case c == letter:
			p.put(Newsletter, b.text)
		default:
			p.put(Teasers, b.text)
		}
	}
	return p, nil
}

// fold makes lines comparable that differ in white space only.
func fold(line string) string { return strings.Join(strings.Fields(line), " ") }

// extract returns the lines of the article and notes what the page says of itself. A page on which the library stumbles has
// none.
func extract(root *html.Node, p *Page) (lines []string) {
	defer func() {
		if recover() != nil {
			lines = nil
		}
	}()
	result, err := trafilatura.ExtractDocument(root, trafilatura.Options{ExcludeComments: true, EnableFallback: true, HtmlDateMode: trafilatura.Fast})
	if err != nil || result == nil {
		return nil
	}
	m := result.Metadata
	p.Title, p.Author, p.Outlet, p.URL = oneLine(m.Title), oneLine(m.Author), oneLine(m.Sitename), oneLine(m.URL)
	if !m.Date.IsZero() {
		p.Date = m.Date.Format("2006-01-02")
	}
	if result.ContentNode == nil {
		return nil
	}
	for _, b := range blocksOf(result.ContentNode) {
		lines = append(lines, fold(b.text))
	}
	return lines
}

func oneLine(text string) string { return fold(clean(text)) }

// parts says which part of a page an element is.
var parts = map[atom.Atom]string{atom.Nav: Navigation, atom.Header: "", atom.Footer: Navigation, atom.Aside: Teasers, atom.Figcaption: Captions, atom.Button: Navigation, atom.Form: Newsletter}

// inline are the elements that do not begin a line.
var inline = map[atom.Atom]bool{atom.A: true, atom.Abbr: true, atom.B: true, atom.Bdi: true, atom.Bdo: true, atom.Cite: true, atom.Code: true, atom.Data: true, atom.Del: true, atom.Dfn: true,
	atom.Em: true, atom.Font: true, atom.I: true, atom.Ins: true, atom.Kbd: true, atom.Label: true, atom.Mark: true, atom.Q: true, atom.S: true, atom.Samp: true, atom.Small: true, atom.Span: true,
	atom.Strong: true, atom.Sub: true, atom.Sup: true, atom.Time: true, atom.U: true, atom.Var: true, atom.Wbr: true}

// hidden are the elements whose text nobody sees.
var hidden = map[atom.Atom]bool{atom.Script: true, atom.Style: true, atom.Template: true, atom.Noscript: true, atom.Head: true, atom.Iframe: true, atom.Object: true, atom.Svg: true, atom.Math: true, atom.Canvas: true}

// blocksOf returns the visible text of a page, a block element a line. It does not call itself, so that no page is too deep.
func blocksOf(root *html.Node) []block {
	var out []block
	var b strings.Builder
	part := ""
	flush := func() {
		for _, line := range Lines(b.String()) {
			out = append(out, block{fold(line), part})
		}
		b.Reset()
	}
	type frame struct {
		node *html.Node
		part string
		done bool
	}
	stack := []frame{{node: root}}
	for len(stack) > 0 {
		f := stack[len(stack)-1]
		stack = stack[:len(stack)-1]
		n := f.node
		breaks := n.Type == html.ElementNode && !inline[n.DataAtom]
		if f.done {
			flush()
			part = f.part
			continue
		}
		switch {
		case n.Type == html.TextNode:
			b.WriteString(strings.Join(strings.FieldsFunc(" "+n.Data+" ", func(r rune) bool { return r == '\n' || r == '\r' }), " "))
		case n.Type == html.CommentNode, n.Type == html.ElementNode && hidden[n.DataAtom]:
			continue
		}
		if breaks {
			flush()
			stack = append(stack, frame{node: n, part: part, done: true})
			if name, known := parts[n.DataAtom]; known && name != "" && (part == "" || n.DataAtom == atom.Figcaption) {
				part = name
			}
		}
		for c := n.LastChild; c != nil; c = c.PrevSibling {
			stack = append(stack, frame{node: c})
		}
	}
	flush()
	return out
}
