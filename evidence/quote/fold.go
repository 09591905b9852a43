package quote

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// folded is a text with everything evened out that typesetting changes. at holds for each of its bytes the byte offset in
// the text that it comes from, and end the offset behind that character.
type folded struct {
	text    string
	at, end []int
}

// fold evens out a text: quotation marks become ', runs of dashes with the space around them -, white space one space,
// ellipses three dots, ligatures and accented letters their parts; what Markdown writes for emphasis, links, headings and quoted
// lines is left out. The cost is linear in the length of the text.
func fold(text string) folded {
	f := folded{at: make([]int, 0, len(text)), end: make([]int, 0, len(text))}
	var b strings.Builder
	b.Grow(len(text))
	put := func(s string, at, end int) {
		b.WriteString(s)
		for range len(s) {
			f.at, f.end = append(f.at, at), append(f.end, end)
		}
	}
	last, space := byte(' '), -1 // space: offset of white space that is not yet written
	var buffer [32]byte
	unseen := markup(text)
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		end := i + size
		kind := kindOf(r)
		if len(unseen) > 0 && i >= unseen[0].from {
			kind, end = '0', unseen[0].to
			unseen = unseen[1:]
		}
		switch {
		case kind == '0':
		case kind == ' ':
			if space < 0 {
				space = i
			}
		case kind == '-' && last == '-':
			space = -1
		case kind == '-':
			space = -1
			put("-", i, end)
			last = '-'
		case kind == '\'' && last == '\'' && space < 0: // '' for "
		default:
			if space >= 0 && last != ' ' && last != '-' {
				put(" ", space, i)
			}
			space = -1
			if kind == '\'' {
				put("'", i, end)
				last = '\''
				break
			}
			for _, part := range string(norm.NFKD.Append(buffer[:0], []byte(string(r))...)) {
				put(string(part), i, end)
			}
			last = 'x'
		}
		i = end
	}
	f.text = b.String()
	return f
}

// kindOf sorts characters: ' for quotation marks, - for dashes, a space for white space, 0 for what is not seen, x for the
// rest.
func kindOf(r rune) byte {
	switch r {
	case '\'', '"', '`', '´', '‘', '’', '‚', '‛', '“', '”', '„', '‟', '«', '»', '‹', '›', '′', '″', '「', '」', '『', '』', '＂', '＇':
		return '\''
	case '-', '‐', '‑', '‒', '–', '—', '―', '−', '﹘', '﹣', '－':
		return '-'
	case 0xad, 0x200b, 0x200c, 0x200d, 0x2060, 0xfeff, 0x200e, 0x200f:
		return '0'
	}
	if unicode.IsSpace(r) {
		return ' '
	}
	return 'x'
}
