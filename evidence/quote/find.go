package quote

import (
	"cmp"
	"regexp"
	"slices"
	"sort"
	"strings"
	"unicode/utf8"
)

// Status says how a quotation was found.
type Status uint8

const (
	// Missing: no passage comes near.
	Missing Status = iota
	// Close: a passage comes near, with words that differ.
	Close
	// Found: the words stand in the text as quoted.
	Found
)

var statusNames = [...]string{"missing", "close", "found"}

// String returns the name used in JSON.
func (s Status) String() string { return statusNames[s] }

// Span is a piece of a text. Offset and End are in bytes; Line and Column count from 1, columns in characters.
type Span struct {
	Offset, End  int
	Line, Column int
}

// Match is where a quotation stands in a text.
type Match struct {
	Status Status
	// Spans are the pieces of the text, in order: one, or one for each part between ellipses. None if it is Missing.
	Spans []Span
	// Times is how often the words stand in the text, of which Spans is the first; 0 unless Found.
	Times int
	// Differ are the places at which a close passage differs, in order. Nearness is 1 less the share of words that differ,
	// in 0 to 1; 1 if Found.
	Differ   []Difference
	Nearness float64
}

// Difference is a place at which the words of a quotation are not those of its source. Either may be empty.
type Difference struct{ Quote, Source string }

// Text is a text in which quotations are looked for, prepared once. It is safe for concurrent use.
type Text struct {
	text  string
	plain folded
	lower folded
	lines []int  // byte offset of each line
	words []word // of lower
}

// NewText prepares a text. The cost is linear in its length, some tens of bytes a byte.
func NewText(text string) *Text {
	t := &Text{text: text, plain: fold(text), lines: []int{0}}
	t.lower = t.plain.lowered()
	for i := range len(text) {
		if text[i] == '\n' {
			t.lines = append(t.lines, i+1)
		}
	}
	t.words = wordsOf(t.lower)
	return t
}

// lowered returns the folded text in small letters.
func (f folded) lowered() folded {
	lower := strings.ToLower(f.text)
	if len(lower) == len(f.text) {
		return folded{lower, f.at, f.end}
	}
	out := folded{}
	var b strings.Builder
	for i, r := range f.text {
		s := strings.ToLower(string(r))
		b.WriteString(s)
		for range len(s) {
			out.at, out.end = append(out.at, f.at[i]), append(out.end, f.end[i])
		}
	}
	out.text = b.String()
	return out
}

// omission is an ellipsis of a folded quotation, with the brackets it may stand in.
var omission = regexp.MustCompile(`\s*[\[(]?\s*\.(?: ?\.){2,}\s*[\])]?\s*`)

// Find looks for a quotation: for the words as they stand, then with ellipses as omissions, then for the passage with the
// fewest words that differ. The cost of the last is the product of the words of both.
func (t *Text) Find(quotation string) Match {
	q := fold(quotation)
	if strings.Trim(q.text, " '-.") == "" {
		return Match{}
	}
	if at := find(t.plain.text, q.text, 0); at >= 0 {
		m := Match{Status: Found, Nearness: 1, Spans: []Span{t.span(t.plain, at, at+len(q.text))}}
		for ; at >= 0; at = find(t.plain.text, q.text, at+1) {
			m.Times++
		}
		return m
	}
	if parts := omission.Split(q.text, -1); len(parts) > 1 {
		if spans := t.inOrder(parts); spans != nil {
			return Match{Status: Found, Nearness: 1, Spans: spans, Times: 1}
		}
	}
	return t.nearest(q.lowered(), quotation)
}

// find is strings.Index from an offset on, for whole words only where the quotation begins or ends with one.
func find(text, part string, from int) int {
	for from <= len(text) {
		i := strings.Index(text[from:], part)
		if i < 0 {
			return -1
		}
		i += from
		if boundary(text, i, part) {
			return i
		}
		from = i + 1
	}
	return -1
}

func boundary(text string, at int, part string) bool {
	if at > 0 {
		before, _ := utf8.DecodeLastRuneInString(text[:at])
		first, _ := utf8.DecodeRuneInString(part)
		if letter(before) && letter(first) {
			return false
		}
	}
	if end := at + len(part); end < len(text) {
		after, _ := utf8.DecodeRuneInString(text[end:])
		last, _ := utf8.DecodeLastRuneInString(part)
		if letter(after) && letter(last) {
			return false
		}
	}
	return true
}

// inOrder finds the parts of a quotation one behind the other. Empty parts, before a first or behind a last ellipsis, do not
// count; it is nil where a part is not found, or all are empty.
func (t *Text) inOrder(parts []string) []Span {
	var spans []Span
	from := 0
	for _, p := range parts {
		if p = strings.TrimSpace(p); p == "" {
			continue
		}
		at := find(t.plain.text, p, from)
		if at < 0 {
			return nil
		}
		from = at + len(p)
		spans = append(spans, t.span(t.plain, at, from))
	}
	return spans
}

// span returns what the bytes from to end of a folded text stand for.
func (t *Text) span(f folded, from, end int) Span {
	s := Span{Offset: f.at[from], End: f.end[end-1]}
	s.Line = sort.Search(len(t.lines), func(i int) bool { return t.lines[i] > s.Offset })
	s.Column = utf8.RuneCountInString(t.text[t.lines[s.Line-1]:s.Offset]) + 1
	return s
}

// Words returns the passage that a span is.
func (t *Text) Words(s Span) string { return t.text[s.Offset:s.End] }

// Lines returns the number of lines.
func (t *Text) Lines() int { return len(t.lines) }

// String returns the text.
func (t *Text) String() string { return t.text }

// SortSpans orders spans by where they begin, longer ones first.
func SortSpans(spans []Span) {
	slices.SortFunc(spans, func(a, b Span) int { return cmp.Or(a.Offset-b.Offset, b.End-a.End) })
}
