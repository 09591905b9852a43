package logic

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Error tells why a text is no formula. Pos and End are byte offsets in the text.
type Error struct {
	Pos, End int
	Message  string
	Hint     string
}

// Error returns the message and the hint on one line.
func (e *Error) Error() string {
	if e.Hint != "" {
		return e.Message + " (" + e.Hint + ")"
	}
	return e.Message
}

type kind uint8

const (
	end kind = iota
	word
	quoted
	symbol // ( ) , not and or -> if <->
)

// token is one piece of a formula. text is a name, or the canonical spelling of a symbol.
type token struct {
	kind     kind
	text     string
	pos, end int
}

// spellings lists every way to write a symbol, longer ones before their own beginnings.
var spellings = []struct{ as, is string }{
	{"<->", "<->"}, {"<=>", "<->"}, {"->", "->"}, {"=>", "->"}, {"&&", "and"}, {"||", "or"}, {"&", "and"}, {"|", "or"},
	{"!", "not"}, {"(", "("}, {")", ")"}, {",", ","}, {"¬", "not"}, {"∧", "and"}, {"∨", "or"}, {"→", "->"}, {"↔", "<->"},
}

// keywords are words that are symbols; both all-lower and all-upper spellings count.
var keywords = map[string]string{"not": "not", "and": "and", "or": "or", "if": "if", "iff": "<->"}

// Reserved reports whether a bare name would be read as an operator or a constant, so that it cannot name an atom.
func Reserved(name string) bool {
	lower := strings.ToLower(name)
	if name != lower && name != strings.ToUpper(name) {
		return false
	}
	if _, ok := keywords[lower]; ok {
		return true
	}
	switch lower {
	case "true", "false", "exactly_one", "at_most_one", "at_least":
		return true
	}
	return false
}

// scan cuts text into tokens; the last one has kind end.
func scan(text string) ([]token, *Error) {
	var tokens []token
	for pos := 0; ; {
		for pos < len(text) {
			r, n := utf8.DecodeRuneInString(text[pos:])
			if !unicode.IsSpace(r) {
				break
			}
			pos += n
		}
		if pos == len(text) {
			return append(tokens, token{end, "", pos, pos}), nil
		}
		t, err := scanOne(text, pos)
		if err != nil {
			return nil, err
		}
		tokens = append(tokens, t)
		pos = t.end
	}
}

func scanOne(text string, pos int) (token, *Error) {
	for _, s := range spellings {
		if strings.HasPrefix(text[pos:], s.as) {
			return token{symbol, s.is, pos, pos + len(s.as)}, nil
		}
	}
	name, next, isQuoted, err := scanName(text, pos)
	if err != nil {
		return token{}, err
	}
	if next == pos {
		r, n := utf8.DecodeRuneInString(text[pos:])
		e := &Error{Pos: pos, End: pos + n, Message: fmt.Sprintf("unexpected character %q in a formula", r)}
		switch r {
		case '-':
			e.Hint = "write `not x` for a negation and `a -> b` for an implication"
		case '=':
			e.Hint = "write `a <-> b` for \"a if and only if b\""
		case '\'', '“', '”':
			e.Hint = `put a name that has spaces in double quotes: "Local Government".insist`
		}
		return token{}, e
	}
	if isQuoted {
		return token{quoted, name, pos, next}, nil
	}
	if lower := strings.ToLower(name); Reserved(name) {
		if is, ok := keywords[lower]; ok {
			return token{symbol, is, pos, next}, nil
		}
		return token{word, lower, pos, next}, nil
	}
	return token{word, name, pos, next}, nil
}

// scanName reads a name: segments joined by dots, each bare or in double quotes or backquotes.
func scanName(text string, pos int) (name string, next int, isQuoted bool, err *Error) {
	start := pos
	var b strings.Builder
	for {
		if pos < len(text) && (text[pos] == '"' || text[pos] == '`') {
			closing := strings.IndexByte(text[pos+1:], text[pos])
			if closing < 0 {
				return "", 0, false, &Error{Pos: pos, End: len(text), Message: "a quoted name is not closed", Hint: fmt.Sprintf("add a closing %c", text[pos])}
			}
			if closing == 0 {
				return "", 0, false, &Error{Pos: pos, End: pos + 2, Message: "a quoted name is empty"}
			}
			b.WriteString(text[pos+1 : pos+1+closing])
			pos += closing + 2
			isQuoted = true
		} else {
			n := bareSegment(text[pos:])
			if n == 0 {
				if pos > start { // a dot with nothing behind it
					return "", 0, false, &Error{Pos: start, End: pos, Message: fmt.Sprintf("the name `%s` ends in a dot", text[start:pos])}
				}
				return "", pos, false, nil
			}
			b.WriteString(text[pos : pos+n])
			pos += n
		}
		if pos >= len(text) || text[pos] != '.' {
			return b.String(), pos, isQuoted, nil
		}
		b.WriteByte('.')
		pos++
	}
}

// bareSegment returns the length of the bare name that text begins with: letters, digits and underscores, with hyphens
// between them.
func bareSegment(text string) int {
	n := 0
	for n < len(text) {
		r, size := utf8.DecodeRuneInString(text[n:])
		if letter(r, size) {
			n += size
			continue
		}
		if r == '-' && n > 0 {
			if next, nextSize := utf8.DecodeRuneInString(text[n+1:]); letter(next, nextSize) {
				n++
				continue
			}
		}
		break
	}
	return n
}

func letter(r rune, size int) bool {
	return !(r == utf8.RuneError && size <= 1) && (r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r))
}

// Bare reports whether name can stand in a formula without quotation marks.
func Bare(name string) bool {
	for segment := range strings.SplitSeq(name, ".") {
		if segment == "" || bareSegment(segment) != len(segment) {
			return false
		}
	}
	return !Reserved(name)
}
