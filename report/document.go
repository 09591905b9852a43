// Package report turns findings into something to read: a document of headings, paragraphs, tables, lists and pictures,
// which renderers write as text, and versioned JSON. It runs no analysis.
package report

import (
	"bytes"
	"slices"
	"strings"
	"unicode"
)

// Document is a piece of reading, independent of how it is shown.
type Document struct {
	Title  string
	Blocks []Block
}

// Block is a part of a document: Heading, Paragraph, Table, List or Figure.
type Block interface{ block() }

// Heading opens a section; Level is 1 for the largest below the title.
type Heading struct {
	Level int
	Text  string
}

// Paragraph is running text.
type Paragraph struct{ Text Text }

// List is a list of items, numbered or not. What belongs below an item stands in its Blocks.
type List struct {
	Numbered bool
	Items    []Item
}

// Item is an entry of a List.
type Item struct {
	Text   Text
	Blocks []Block
}

// Table is a table with named columns. Name identifies it among the tables of a document, in letters a-z and hyphens.
type Table struct {
	Name    string
	Caption string
	Columns []Column
	Rows    [][]Text
	Note    Text
}

// Column describes a column of a Table.
type Column struct {
	Title string
	Align Align
}

// Align says how the cells of a column are set.
type Align uint8

// How cells are set.
const (
	Left Align = iota
	Right
	Center
)

// Figure is a picture. Where none can be shown, its caption and Alt stand for it.
type Figure struct {
	Name    string // among the figures and tables of a document, in letters a-z and hyphens
	Caption string
	Alt     string // what it shows, in words, for those who cannot see it
	SVG     []byte // a whole document as package plot draws it: trusted, never text of a file unescaped
	Grid    *Grid  // what it shows, if it is a table of shaded cells, for renderers that draw no SVG
}

// Grid is a table of shaded cells.
type Grid struct {
	Rows, Columns []string
	Cells         [][]Text
	Shades        [][]float64 // 0 the lightest, 1 the darkest, NaN for none
}

// inline returns the picture as an element to stand inside HTML: without what only a document of its own may have, and without its
// style element, for which the page has plot.Stylesheet.
func (f Figure) inline() []byte {
	svg := f.SVG
	if i := bytes.Index(svg, []byte("<svg")); i > 0 {
		svg = svg[i:]
	}
	from, to := bytes.Index(svg, []byte("<style>")), bytes.Index(svg, []byte("</style>"))
	if from < 0 || to < from {
		return svg
	}
	return slices.Concat(svg[:from], svg[to+len("</style>"):])
}

func (Heading) block()   {}
func (Paragraph) block() {}
func (List) block()      {}
func (Table) block()     {}
func (Figure) block()    {}

// Text is a run of words in one or several styles.
type Text []Span

// Span is a piece of text in one style.
type Span struct {
	Text  string
	Style Style
}

// Style says what a piece of text is; a renderer decides how that looks.
type Style uint8

// The styles.
const (
	Plain  Style = iota
	Strong       // what the reader should not miss
	Code         // as written in a file or on a command line
	Quiet        // what may be passed over
	Good         // holds, can be reached
	Bad          // does not hold, cannot be reached
)

// T returns plain text.
func T(s string) Text { return Text{{s, Plain}} }

// String returns the words without their styles.
func (t Text) String() string {
	s := ""
	for _, x := range t {
		s += x.Text
	}
	return s
}

// Add appends a piece of text in a style.
func (t *Text) Add(style Style, s string) { *t = append(*t, Span{s, style}) }

// add appends blocks to a document.
func (d *Document) add(blocks ...Block) { d.Blocks = append(d.Blocks, blocks...) }

// inWords stands for a picture where none can be shown.
func (f Figure) inWords() Text {
	var t Text
	if f.Caption != "" {
		t.Add(Strong, f.Caption)
	}
	if f.Alt != "" {
		if f.Caption != "" {
			t.Add(Plain, ": ")
		}
		t.Add(Plain, f.Alt)
	}
	return t
}

// printable replaces what no document can hold: control characters, and those that turn the direction of what follows.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t':
			return ' '
		case r != '\n' && unicode.IsControl(r), r == '\u202d', r == '\u202e':
			return unicode.ReplacementChar
		}
		return r
	}, strings.ToValidUTF8(s, "\ufffd"))
}
