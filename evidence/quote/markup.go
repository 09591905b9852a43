package quote

import (
	"regexp"
	"unicode/utf8"
)

// stretch is a piece of a text, in bytes.
type stretch struct{ from, to int }

// marks are what Markdown writes beside the words: the signs of headings and quoted lines at the begin of a line, links with where they
// lead to, and emphasis.
var marks = regexp.MustCompile(`(?m)^[ \t]{0,3}([>#]+[ \t>#]*)|(!?\[)[^\[\]\n]*(\]\([^\s()]*(?: "[^"\n]*")?\))|([*_]+)`)

// markup finds the stretches of a text that are not read aloud, in order. Underscores inside a word stay.
func markup(text string) (out []stretch) {
	for _, m := range marks.FindAllStringSubmatchIndex(text, -1) {
		begin, link, target, emphasis := stretch{m[2], m[3]}, stretch{m[4], m[5]}, stretch{m[6], m[7]}, stretch{m[8], m[9]}
		switch {
		case begin.from >= 0:
			out = append(out, begin)
		case link.from >= 0: // what the link says may be emphasised itself
			out = append(out, link)
			for _, x := range markup(text[link.to:target.from]) {
				out = append(out, stretch{link.to + x.from, link.to + x.to})
			}
			out = append(out, target)
		default:
			before, _ := utf8.DecodeLastRuneInString(text[:emphasis.from])
			after, _ := utf8.DecodeRuneInString(text[emphasis.to:])
			if text[emphasis.from] == '*' || !letter(before) || !letter(after) {
				out = append(out, emphasis)
			}
		}
	}
	return out
}
