package report

import (
	"fmt"
	"strings"

	"parley/evidence/quote"
)

// SourceText is the text of a source with the passages that are quoted.
type SourceText struct {
	Source  Source
	Text    *quote.Text // nil where Missing says why there is none
	Missing error
	Changed bool // it is no longer what it was when it was added
	Quotes  []QuotedPassage
}

// QuotedPassage is a quotation in the text of its source.
type QuotedPassage struct {
	Quote string
	Match quote.Match
	For   []string // what it is quoted for: ids of claims, paths of other items
	Rests []string // what rests on those
}

// Begin returns where the passage begins in the text; behind everything if it is not found.
func (q QuotedPassage) Begin() int {
	if len(q.Match.Spans) == 0 {
		return 1 << 60
	}
	return q.Match.Spans[0].Offset
}

// SourceDocument shows the text of a source, quoted passages marked by numbers, and what each is quoted for.
func SourceDocument(s SourceText) Document {
	title := s.Source.Title
	if title == "" {
		title = s.Source.ID
	}
	d := Document{Title: title}
	if s.Changed {
		d.add(Paragraph{Text{{"The text is no longer what it was when it was added.", Strong}}})
	}
	text := s.Text.String()
	var marks []quote.Span
	number := map[int][]string{} // by end
	for i, q := range s.Quotes {
		marks = append(marks, q.Match.Spans...)
		if n := len(q.Match.Spans); n > 0 {
			end := q.Match.Spans[n-1].End
			number[end] = append(number[end], fmt.Sprint(i+1))
		}
	}
	lit := make([]bool, len(text)+1)
	for _, m := range marks {
		for i := m.Offset; i < m.End; i++ {
			lit[i] = true
		}
	}
	var t Text
	begin := 0
	put := func(end int) {
		if end > begin {
			style := Plain
			if lit[begin] {
				style = Good
			}
			t.Add(style, text[begin:end])
		}
		begin = end
	}
	flush := func() {
		if strings.TrimSpace(t.String()) != "" {
			d.add(Paragraph{t})
		}
		t = nil
	}
	for i := range len(text) {
		if i > begin && lit[i] != lit[begin] {
			put(i)
		}
		if n := number[i]; n != nil {
			put(i)
			t.Add(Quiet, "["+strings.Join(n, ",")+"]")
		}
		if text[i] == '\n' {
			put(i)
			flush()
			begin = i + 1
		}
	}
	put(len(text))
	if n := number[len(text)]; n != nil {
		t.Add(Quiet, "["+strings.Join(n, ",")+"]")
	}
	flush()
	if len(s.Quotes) == 0 {
		d.add(Paragraph{Text{{"Nothing of it is quoted.", Quiet}}})
		return d
	}
	l := List{Numbered: true}
	for _, q := range s.Quotes {
		x := T("“" + q.Quote + "” ")
		m := q.Match
		x = append(x, Found(&m)...)
		x.Add(Plain, ", for "+strings.Join(itemTitles(q.For), ", "))
		if len(q.Rests) > 0 {
			x.Add(Quiet, "; on which rest "+strings.Join(itemTitles(q.Rests), ", "))
		}
		l.Items = append(l.Items, Item{Text: x})
	}
	d.add(Heading{1, "What is quoted, and for what"}, l)
	return d
}

// SourceJSON is the answer of `parley source show`.
type SourceJSON struct {
	Parley  string      `json:"parley"`
	ID      string      `json:"id"`
	Title   string      `json:"title,omitempty"`
	File    string      `json:"file"`
	Changed bool        `json:"changed"`
	Text    string      `json:"text"`
	Quotes  []QuoteJSON `json:"quotes"`
}

// NewSourceJSON writes the text of a source with its quotations as JSON.
func NewSourceJSON(s SourceText) SourceJSON {
	j := SourceJSON{Parley: Version, ID: s.Source.ID, Title: s.Source.Title, File: s.Source.File, Changed: s.Changed, Text: s.Text.String(), Quotes: []QuoteJSON{}}
	for _, q := range s.Quotes {
		x := QuoteJSON{Quote: q.Quote, Used: q.For, Rests: q.Rests}
		x.match(q.Match)
		j.Quotes = append(j.Quotes, x)
	}
	return j
}
