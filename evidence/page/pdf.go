package page

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"strings"
	"unicode"

	"github.com/ledongthuc/pdf"
)

// maxPages bounds the pages of a PDF.
const maxPages = 2000

// readPDF takes the text out of a PDF, line by line as it stands on its pages. The library stops dead on some damaged files,
// which counts as not being readable.
func readPDF(data []byte) (p *Page, err error) {
	defer func() {
		if r := recover(); r != nil {
			p, err = nil, errors.New("the PDF is damaged, or of a kind that cannot be read; save its text as plain text")
		}
	}()
	r, err := pdf.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, fmt.Errorf("the PDF cannot be read: %s; save its text as plain text", clean(err.Error()))
	}
	n := r.NumPage()
	if n > maxPages {
		return nil, fmt.Errorf("it has more than %d pages", maxPages)
	}
	var text strings.Builder
	for i := 1; i <= n; i++ {
		page := r.Page(i)
		if page.V.IsNull() {
			continue
		}
		writeLines(&text, page.Content().Text)
		if text.Len() > MaxSize {
			return nil, errors.New("it holds more text than can be a source")
		}
	}
	lines := Lines(strings.ToValidUTF8(text.String(), "\uFFFD"))
	if len(lines) == 0 {
		return nil, errors.New("the PDF holds no text: it may be a scan, whose text has to be read out by other means")
	}
	p = &Page{Kind: "pdf", Main: lines, Remarks: []string{"the text of a PDF comes line by line as it stands on the page: compare quotations with the page"}}
	info := r.Trailer().Key("Info")
	p.Title, p.Author = printable(info.Key("Title").Text()), printable(info.Key("Author").Text())
	if p.Title == "" && classOf(lines[0]) == short {
		p.Title = lines[0]
	}
	return p, nil
}

// writeLines writes the pieces of a page in the order of the file, and begins a line where a piece stands lower or higher than
// the one before, by half the height of its letters; a gap wider than a fifth of that is a space.
func writeLines(text *strings.Builder, pieces []pdf.Text) {
	for i, t := range pieces {
		if i > 0 {
			last := pieces[i-1]
			size := math.Max(math.Abs(t.FontSize), 1)
			switch gap := t.X - (last.X + last.W); {
			case math.Abs(t.Y-last.Y) > size/2:
				text.WriteByte('\n')
			case gap > size/5 && last.S != " " && t.S != " ":
				text.WriteByte(' ')
			}
		}
		text.WriteString(t.S)
	}
	text.WriteByte('\n')
}

func printable(text string) string {
	return oneLine(strings.Map(func(r rune) rune {
		if r == unicode.ReplacementChar || !unicode.IsPrint(r) {
			return ' '
		}
		return r
	}, text))
}
