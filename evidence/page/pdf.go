package page

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"unicode"

	"github.com/ledongthuc/pdf"
)

// maxPages bounds the pages of a PDF.
const maxPages = 2000

// readPDF takes the text out of a PDF, line by line as it stands on its pages, within bounds of time and of what is unpacked. The
// library stops dead on some damaged files, which counts as not being readable.
func readPDF(data []byte) (p *Page, err error) {
	ctx, stop := context.WithTimeout(context.Background(), pdfTime)
	defer stop()
	if err := guardPDF(ctx, data); err != nil {
		return nil, err
	}
	defer func() {
		if r := recover(); r != nil {
			p, err = nil, errors.New("the PDF is damaged, or of a kind that cannot be read; save its text as plain text")
		}
		if ctx.Err() != nil { // whatever came of that
			p, err = nil, errSlow
		}
	}()
	r, err := pdf.NewReader(&timed{bytes.NewReader(data), ctx}, int64(len(data)))
	if err != nil {
		return nil, fmt.Errorf("the PDF cannot be read: %s; save its text as plain text", clean(err.Error()))
	}
	n := r.NumPage()
	if n > maxPages {
		return nil, fmt.Errorf("it has more than %d pages", maxPages)
	}
	var text strings.Builder
	var heavy []string
	left := int64(maxUnpacked)
	for i := 1; i <= n; i++ {
		page := r.Page(i)
		if page.V.IsNull() {
			continue
		}
		size := drawing(page.V.Key("Contents"), left)
		if left -= size; left < 0 {
			return nil, errUnpacked
		}
		if size > maxUnpackedPage {
			heavy = append(heavy, fmt.Sprint(i))
			continue
		}
		writeLines(&text, withoutEnds(page, page.Content().Text))
		if text.Len() > MaxSize {
			return nil, errors.New("it holds more text than can be a source")
		}
	}
	if heavy != nil && len(heavy) == n {
		return nil, fmt.Errorf("each page of the PDF unpacks to more than %d MiB; save its text as plain text", maxUnpackedPage>>20)
	}
	lines := Lines(strings.ToValidUTF8(text.String(), "\uFFFD"))
	if len(lines) == 0 {
		return nil, errors.New("the PDF holds no text: it may be a scan, whose text has to be read out by other means")
	}
	p = &Page{Kind: "pdf", Main: lines, Remarks: []string{"the text of a PDF comes line by line as it stands on the page: compare quotations with the page"}}
	if heavy != nil {
		p.Remarks = append(p.Remarks, fmt.Sprintf("left out, since each unpacks to more than %d MiB: page %s", maxUnpackedPage>>20, strings.Join(heavy, ", ")))
	}
	info := r.Trailer().Key("Info")
	p.Title, p.Author = printable(info.Key("Title").Text()), printable(info.Key("Author").Text())
	if p.Title == "" && classOf(lines[0]) == short {
		p.Title = lines[0]
	}
	return p, nil
}

// drawing returns how many bytes the drawing of a page unpacks to, or something above most.
func drawing(contents pdf.Value, most int64) (size int64) {
	parts := []pdf.Value{contents}
	if contents.Kind() == pdf.Array {
		parts = nil
		for i := range contents.Len() {
			parts = append(parts, contents.Index(i))
		}
	}
	for _, part := range parts {
		if part.Kind() != pdf.Stream {
			continue
		}
		params := part.Key("DecodeParms")
		for i := range max(1, params.Len()) {
			x := params
			if params.Kind() == pdf.Array {
				x = params.Index(i)
			}
			if x.Key("Columns").Int64() > maxColumns {
				return most + 1
			}
		}
		n, _ := io.Copy(io.Discard, io.LimitReader(part.Reader(), most-size+1))
		if size += n; size > most {
			break
		}
	}
	return size
}

// writeLines writes the pieces of a page in the order of the file, and begins a line where a piece stands lower or higher than
// the one before, by half the height of its letters; a gap wider than a fifth of that is a space. Of fonts with many letters, as
// browsers and word processors write them, the library knows no widths: then letters stand where their text begins, and
// where spaces are written as letters only a gap that so many letters cannot fill is another one.
func writeLines(text *strings.Builder, pieces []pdf.Text) {
	spaced := slices.ContainsFunc(pieces, func(t pdf.Text) bool { return t.W == 0 && t.S == " " })
	letters := 0 // that stand at the place of the last one, itself included
	for i, t := range pieces {
		if i > 0 {
			last := pieces[i-1]
			size := math.Max(math.Abs(t.FontSize), 1)
			least := size / 5
			if spaced && last.W == 0 {
				least = size * float64(letters)
			}
			switch gap := t.X - (last.X + last.W); {
			case math.Abs(t.Y-last.Y) > size/2:
				text.WriteByte('\n')
			case gap > least && last.S != " " && t.S != " ":
				text.WriteByte(' ')
			}
			if t.X != last.X || t.Y != last.Y {
				letters = 0
			}
		}
		letters++
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
