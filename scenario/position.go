package scenario

import (
	"sort"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// source is the text of a file, cut into lines for placing things in it. Lines and columns count from 1, columns in
// characters, as YAML nodes count them.
type source struct {
	name  string
	text  string
	lines []int // byte offset of each line
	// marks holds, of each line that is very long, the byte offset of every markEvery-th character, so that a place far
	// along it is found without counting from its beginning.
	marks map[int][]int
}

const markEvery = 500

func newSource(name string, text []byte) *source {
	s := &source{name: name, text: string(text), lines: []int{0}, marks: map[int][]int{}}
	column := 0
	for i, r := range s.text {
		if column > 0 && column%markEvery == 0 {
			line := len(s.lines)
			s.marks[line] = append(s.marks[line], i)
		}
		column++
		if r == '\n' {
			s.lines = append(s.lines, i+1)
			column = 0
		}
	}
	return s
}

// line returns a line without its line break.
func (s *source) line(n int) string {
	if n < 1 || n > len(s.lines) {
		return ""
	}
	end := len(s.text)
	if n < len(s.lines) {
		end = s.lines[n] - 1
	}
	return strings.TrimSuffix(s.text[s.lines[n-1]:end], "\r")
}

// offset returns the byte offset of a place.
func (s *source) offset(line, column int) int {
	if line < 1 {
		return 0
	}
	if line > len(s.lines) {
		return len(s.text)
	}
	at := s.lines[line-1]
	if marks := s.marks[line]; len(marks) > 0 && column > markEvery {
		k := min((column-1)/markEvery, len(marks))
		at, column = marks[k-1], column-k*markEvery
	}
	for ; column > 1 && at < len(s.text) && s.text[at] != '\n'; column-- {
		_, n := utf8.DecodeRuneInString(s.text[at:])
		at += n
	}
	return at
}

// place returns the line and column of a byte offset.
func (s *source) place(at int) (line, column int) {
	line = sort.Search(len(s.lines), func(i int) bool { return s.lines[i] > at })
	from, marks := s.lines[line-1], s.marks[line]
	k := sort.Search(len(marks), func(i int) bool { return marks[i] > at })
	if k > 0 {
		from = marks[k-1]
	}
	return line, k*markEvery + utf8.RuneCountInString(s.text[from:at]) + 1
}

// extent returns where a node stands: for a text all of it that stands on its first line, for others their beginning.
func (s *source) extent(n *yaml.Node) (line, column, length int) {
	if n == nil || n.Line < 1 {
		return 0, 0, 0
	}
	if n.Kind == yaml.MappingNode && n.Style&yaml.FlowStyle == 0 && len(n.Content) > 0 {
		n = n.Content[0]
	}
	if n.Kind != yaml.ScalarNode || n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 {
		return n.Line, n.Column, 1
	}
	at := s.offset(n.Line, n.Column)
	rest := s.text[at:]
	if i := strings.IndexByte(rest, '\n'); i >= 0 {
		rest = strings.TrimSuffix(rest[:i], "\r")
	}
	switch {
	case n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) != 0:
		if end := s.closing(at); end-at < len(rest) {
			rest = rest[:end-at]
		}
	case n.Style&yaml.TaggedStyle != 0 || n.Tag == "!":
		if i := strings.IndexAny(rest, " \t,]}"); i > 0 {
			rest = rest[:i]
		}
	case strings.HasPrefix(rest, n.Value):
		rest = n.Value
	}
	return n.Line, n.Column, max(utf8.RuneCountInString(rest), 1)
}

// closing returns the offset behind the quoted text that begins at an offset.
func (s *source) closing(at int) int {
	if at >= len(s.text) {
		return at
	}
	mark := s.text[at]
	for i := at + 1; i < len(s.text); i++ {
		switch {
		case s.text[i] == '\\' && mark == '"':
			i++
		case s.text[i] == mark && mark == '\'' && i+1 < len(s.text) && s.text[i+1] == '\'':
			i++
		case s.text[i] == mark:
			return i + 1
		}
	}
	return len(s.text)
}

// piece returns where the bytes pos to end of a text node's value stand in the file.
func (s *source) piece(n *yaml.Node, pos, end int) (line, column, length int) {
	offsets := s.align(n)
	if offsets == nil {
		return s.extent(n)
	}
	pos = min(max(pos, 0), len(offsets)-1)
	end = min(max(end, pos), len(offsets)-1)
	line, column = s.place(offsets[pos])
	length = 1
	if end > pos {
		last, endColumn := s.place(offsets[end-1])
		if last == line {
			length = endColumn + 1 - column
		} else {
			length = utf8.RuneCountInString(s.line(line)) + 1 - column
		}
	}
	return line, column, max(length, 1)
}

// align returns, for every byte of a text node's value and for its end, the offset in the file that it stands at, or nil
// where the two cannot be brought together. Line folding turns line breaks and indentation into single spaces, so that
// white space is matched loosely and everything else exactly.
func (s *source) align(n *yaml.Node) []int {
	if n.Kind != yaml.ScalarNode || n.Line < 1 {
		return nil
	}
	at := s.offset(n.Line, n.Column)
	quote := byte(0)
	switch {
	case n.Style&yaml.DoubleQuotedStyle != 0:
		quote = '"'
	case n.Style&yaml.SingleQuotedStyle != 0:
		quote = '\''
	case n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		end := strings.IndexByte(s.text[at:], '\n') // the header
		if end < 0 {
			return nil
		}
		at += end + 1
	}
	if quote != 0 {
		if at >= len(s.text) || s.text[at] != quote {
			return nil
		}
		at++
	}
	offsets := make([]int, 0, len(n.Value)+1)
	skip := func() {
		for at < len(s.text) {
			r, size := utf8.DecodeRuneInString(s.text[at:])
			if !unicode.IsSpace(r) && !(quote == '"' && strings.HasPrefix(s.text[at:], "\\\n")) {
				return
			}
			at += size
		}
	}
	for i, r := range n.Value {
		size := utf8.RuneLen(r)
		start := at
		if unicode.IsSpace(r) {
			if at < len(s.text) && s.text[at] == '\\' && quote == '"' {
				at += escapeLength(s.text[at:])
			} else if next, width := utf8.DecodeRuneInString(s.text[min(at, len(s.text)):]); unicode.IsSpace(next) {
				at += width
			}
		} else {
			skip()
			start = at
			switch {
			case at >= len(s.text):
				return nil
			case quote == '"' && s.text[at] == '\\':
				at += escapeLength(s.text[at:])
			case quote == '\'' && s.text[at] == '\'':
				at += 2
			default:
				got, width := utf8.DecodeRuneInString(s.text[at:])
				if got != r {
					return nil
				}
				at += width
			}
		}
		for range size {
			offsets = append(offsets, start)
		}
		if len(offsets) != i+size || at > len(s.text) {
			return nil
		}
	}
	return append(offsets, at)
}

// escapeLength returns the number of bytes of the escape that a double-quoted text has here.
func escapeLength(text string) int {
	if len(text) < 2 {
		return len(text)
	}
	n := 2
	switch text[1] {
	case 'x':
		n = 4
	case 'u':
		n = 6
	case 'U':
		n = 10
	default:
		_, size := utf8.DecodeRuneInString(text[1:])
		n = 1 + size
	}
	return min(n, len(text))
}
