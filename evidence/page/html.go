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
	if wanted := extract(root, p); len(wanted) > 0 {
		p.sort(blocks, wanted)
	}
	if len(p.Main) == 0 { // nothing was found, or something that no line of the page is
		p.Remarks = append(p.Remarks, "no article stood out on the page, so that its text was taken as a plain page")
		var all, outside []string // outside of named parts
		for _, b := range blocks {
			if all = append(all, b.text); b.part == "" {
				outside = append(outside, b.text)
			}
		}
		plain := readPlain(strings.Join(outside, "\n"))
		if p.Rest = plain.Rest; len(plain.Main) > 0 {
			for _, b := range blocks {
				if b.part != "" {
					p.put(b.part, b.text)
				}
			}
		} else { // some pages stand as a whole in what is a form or a footer elsewhere
			plain = readPlain(strings.Join(all, "\n"))
			p.Rest = plain.Rest
		}
		p.Main = plain.Main
		if p.Title == "" {
			p.Title = plain.Title
		}
	}
	return p, nil
}

// sort puts each line of a page into the article or a part of the rest. The article's own lines are in their order: each stands for
// one of those wanted. The title goes with it.
func (p *Page) sort(blocks []block, wanted []string) {
	at := 0
	titled := false
	for _, b := range blocks {
		in := false
		for k := at; k < len(wanted) && !in; k++ {
			if wanted[k] == squeeze(b.text) {
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
}

// fold makes lines comparable that differ in white space only.
func fold(line string) string { return strings.Join(strings.Fields(line), " ") }

// squeeze leaves out all white space: what finds the article may lose some around the elements of a line.
func squeeze(line string) string { return strings.Join(strings.Fields(line), "") }

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
		lines = append(lines, squeeze(b.text))
	}
	return lines
}

func oneLine(text string) string { return fold(clean(text)) }

// parts says which part of a page an element is.
var parts = map[atom.Atom]string{atom.Nav: Navigation, atom.Header: "", atom.Footer: Navigation, atom.Aside: Teasers, atom.Figcaption: Captions, atom.Svg: Captions, atom.Button: Navigation, atom.Form: Newsletter}

// inline are the elements that do not begin a line.
var inline = map[atom.Atom]bool{atom.A: true, atom.Abbr: true, atom.B: true, atom.Bdi: true, atom.Bdo: true, atom.Cite: true, atom.Code: true, atom.Data: true, atom.Del: true, atom.Dfn: true,
	atom.Em: true, atom.Font: true, atom.I: true, atom.Ins: true, atom.Kbd: true, atom.Label: true, atom.Mark: true, atom.Q: true, atom.S: true, atom.Samp: true, atom.Small: true, atom.Span: true,
	atom.Strong: true, atom.Sub: true, atom.Sup: true, atom.Time: true, atom.U: true, atom.Var: true, atom.Wbr: true}

// hidden are the elements whose text nobody sees.
var hidden = map[atom.Atom]bool{atom.Script: true, atom.Style: true, atom.Template: true, atom.Noscript: true, atom.Head: true, atom.Iframe: true, atom.Object: true, atom.Canvas: true}

// unseen reports whether nobody sees the text of an element. Of drawings and formulas that is what describes them or says them
// again in another notation.
func unseen(n *html.Node) bool {
	switch n.Namespace {
	case "svg":
		switch n.Data {
		case "title", "desc", "metadata", "style", "script", "defs":
			return true
		}
	case "math":
		return n.Data == "annotation" || n.Data == "annotation-xml"
	}
	return hidden[n.DataAtom] || n.DataAtom == atom.Svg && !lettered(n)
}

// lettered reports whether a drawing has words in it. One that has none stands in a line like a letter.
func lettered(svg *html.Node) bool {
	for n := range svg.Descendants() {
		if n.Type != html.TextNode || strings.TrimSpace(n.Data) == "" {
			continue
		}
		seen := true
		for p := n.Parent; p != nil && p != svg; p = p.Parent {
			seen = seen && p.DataAtom != atom.Svg && !unseen(p)
		}
		if seen {
			return true
		}
	}
	return false
}

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
		breaks := n.Type == html.ElementNode && !inline[n.DataAtom] && n.Namespace != "math"
		if f.done {
			flush()
			part = f.part
			continue
		}
		switch {
		case n.Type == html.TextNode:
			b.WriteString(strings.Map(func(r rune) rune {
				if r == '\n' || r == '\r' {
					return ' '
				}
				return r
			}, n.Data))
		case n.Type == html.CommentNode, n.Type == html.ElementNode && unseen(n):
			continue
		}
		if breaks {
			flush()
			stack = append(stack, frame{node: n, part: part, done: true})
			if name, known := parts[n.DataAtom]; known && name != "" && (part == "" || name == Captions) {
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
