package diag

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// widest is the number of characters of a source line that an excerpt shows at most; a longer line is cut around the place.
const widest = 110

// Excerpt draws the line of src that p points at, with a caret line below it, indented by two spaces and ending in a line
// break. It returns "" where p names no line of src. Control characters are shown as spaces, so that a hostile file cannot
// drive the reader's terminal.
func Excerpt(src []byte, p Problem) string {
	line, ok := lineOf(src, p.Line)
	if !ok {
		return ""
	}
	runes := []rune(line)
	col := min(max(p.Column, 1), len(runes)+1)
	length := max(min(p.Length, len(runes)+1-col), 1)
	from := 0
	if len(runes) > widest && col > widest/2 {
		from = min(col-widest/2, len(runes)-widest)
	}
	to := min(len(runes), from+widest)
	lead, tail := "", ""
	if from > 0 {
		lead = "…"
	}
	if to < len(runes) {
		tail = "…"
	}
	number := fmt.Sprint(p.Line)
	gutter := strings.Repeat(" ", len(number))
	caret := strings.Repeat(" ", utf8.RuneCountInString(lead)+col-1-from) + strings.Repeat("^", min(length, widest))
	return fmt.Sprintf("  %s | %s%s%s\n  %s | %s\n", number, lead, printable(runes[from:to]), tail, gutter, caret)
}

// printable replaces what a terminal would act upon.
func printable(runes []rune) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || (r >= 0x80 && r < 0xa0) || r == 0x2028 || r == 0x2029 || (r >= 0x202a && r <= 0x202e) || (r >= 0x2066 && r <= 0x2069) {
			return ' '
		}
		return r
	}, string(runes))
}

// lineOf returns the n-th line of src, counted from 1, without its line break.
func lineOf(src []byte, n int) (string, bool) {
	if n < 1 {
		return "", false
	}
	rest := string(src)
	for i := 1; ; i++ {
		line, after, more := strings.Cut(rest, "\n")
		if i == n {
			return strings.TrimSuffix(line, "\r"), true
		}
		if !more {
			return "", false
		}
		rest = after
	}
}
