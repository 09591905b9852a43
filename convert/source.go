package convert

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"parley/diag"
)

// source is the text of a file.
type source struct {
	name string
	text []byte
}

// problem places a problem at the bytes from start to end, or at those of them that stand on the first line.
func (s source) problem(start, end int, severity diag.Severity, message, hint string) diag.Problem {
	start = min(max(start, 0), len(s.text))
	end = min(max(end, start), len(s.text))
	line := bytes.LastIndexByte(s.text[:start], '\n') + 1
	if i := bytes.IndexByte(s.text[start:end], '\n'); i >= 0 {
		end = start + i
	}
	return diag.Problem{
		File:     s.name,
		Line:     bytes.Count(s.text[:start], []byte("\n")) + 1,
		Column:   utf8.RuneCount(s.text[line:start]) + 1,
		Length:   max(utf8.RuneCount(s.text[start:end]), 1),
		Severity: severity,
		Message:  message,
		Hint:     hint,
	}
}

// whole is a problem with the file as a whole.
func (s source) whole(message, hint string) diag.Problem {
	return diag.Problem{File: s.name, Message: message, Hint: hint}
}

// show quotes a text of the file for a message: on one line, and not too long.
func show(text string) string {
	text = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '`' {
			return ' '
		}
		return r
	}, text)
	const most = 60
	if runes := []rune(text); len(runes) > most {
		text = string(runes[:most]) + "…"
	}
	return fmt.Sprintf("`%s`", text)
}
