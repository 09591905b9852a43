// Package page takes the text out of a document that somebody saved: a web page, Markdown, a PDF or plain text. The main
// article stands apart from what surrounds it on a page, such as navigation and teasers of other stories. Nothing is thrown
// away: every line is either in the article or in a part of the rest that says what it is, or the page is refused.
package page

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
)

// MaxSize is the size in bytes beyond which a document is refused.
const MaxSize = 32 << 20

// maxLines bounds the lines of a document.
const maxLines = 200_000

// Page is the text of a document. What could not be found out is empty.
type Page struct {
	Kind                             string // html, markdown, pdf, text
	Title, Author, Date, Outlet, URL string
	Main                             []string // the article, a paragraph a line
	Rest                             []Part   // what else stands there, in the order of Names
	Remarks                          []string // what the reader should know of how the text was taken
}

// Part is a named part of what surrounds an article.
type Part struct {
	Name  string
	Lines []string
}

// The names of parts.
const (
	Navigation  = "navigation"
	Teasers     = "teasers"
	Captions    = "captions"
	Newsletter  = "newsletter"
	FrontMatter = "front matter"
)

// Names returns the names of parts in the order in which they stand.
func Names() []string { return []string{FrontMatter, Navigation, Teasers, Captions, Newsletter} }

// Read takes the text out of a document; its name helps to tell what it is. The error says, for an analyst, why a document
// cannot be used: too large, no text, damaged.
func Read(name string, data []byte) (*Page, error) {
	if len(data) > MaxSize {
		return nil, fmt.Errorf("it is larger than %d MiB", MaxSize>>20)
	}
	if len(strings.TrimSpace(string(data[:min(len(data), 4096)]))) == 0 && len(data) < 4096 {
		return nil, errors.New("it is empty")
	}
	var p *Page
	var err error
	switch kind := kindOf(name, data); kind {
	case "pdf":
		p, err = readPDF(data)
	case "html":
		p, err = readHTML(data)
	default:
		var text, remark string
		if text, remark, err = decode(data); err != nil {
			return nil, err
		}
		if kind == "markdown" {
			p = readMarkdown(text)
		} else {
			p = readPlain(unwrap(text))
		}
		if remark != "" {
			p.Remarks = append(p.Remarks, remark)
		}
	}
	if err != nil {
		return nil, err
	}
	lines := len(p.Main)
	for _, part := range p.Rest {
		lines += len(part.Lines)
	}
	if lines > maxLines {
		return nil, fmt.Errorf("it has more than %d lines", maxLines)
	}
	if len(p.Main) == 0 && len(p.Rest) > 0 {
		var names []string
		for _, part := range p.Rest {
			names = append(names, part.Name)
		}
		return nil, errors.New("nothing in it reads like an article: all of it looks like " + strings.Join(names, ", "))
	}
	if len(p.Main) == 0 {
		return nil, errors.New("no text was found in it")
	}
	return p, nil
}

func kindOf(name string, data []byte) string {
	head := strings.ToLower(strings.TrimSpace(strings.TrimPrefix(string(data[:min(len(data), 2048)]), "\uFEFF")))
	switch ext := strings.ToLower(filepath.Ext(name)); {
	case strings.Contains(head[:min(len(head), 1024)], "%pdf-"):
		return "pdf"
	case strings.HasPrefix(head, "<!doctype html"), strings.HasPrefix(head, "<html"), ext == ".html", ext == ".htm", ext == ".xhtml":
		return "html"
	case ext == ".md", ext == ".markdown":
		return "markdown"
	}
	return "text"
}

// Text returns the article as it is kept: an empty line between paragraphs, a line break at the end.
func (p *Page) Text() string { return strings.Join(p.Main, "\n\n") + "\n" }

// RestText returns what surrounds the article as Markdown, a heading for each part; "" where there is nothing.
func (p *Page) RestText() string {
	var b strings.Builder
	for _, part := range p.Rest {
		if b.Len() > 0 {
			b.WriteString("\n")
		}
		b.WriteString("## " + part.Name + "\n")
		for _, l := range part.Lines {
			b.WriteString("\n" + l + "\n")
		}
	}
	return b.String()
}

// put adds a line to a part of the rest.
func (p *Page) put(name, line string) {
	i := slices.IndexFunc(p.Rest, func(x Part) bool { return x.Name == name })
	if i < 0 {
		at := slices.Index(Names(), name)
		i, _ = slices.BinarySearchFunc(p.Rest, at, func(x Part, at int) int { return slices.Index(Names(), x.Name) - at })
		p.Rest = slices.Insert(p.Rest, i, Part{Name: name})
	}
	p.Rest[i].Lines = append(p.Rest[i].Lines, line)
}

// Lines returns the lines of a text that are not blank, as they are kept: without the space around them and without
// characters that are not seen.
func Lines(text string) []string {
	var out []string
	for line := range strings.SplitSeq(strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n", "\f", "\n", "\v", "\n").Replace(text), "\n") {
		if line = clean(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

func clean(line string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case r == '\t' || r == 0xfffd:
			return r
		case r == 0xfeff, r == 0x200b, r == 0xad:
			return -1
		case unicode.IsControl(r):
			return ' '
		}
		return r
	}, line))
}
