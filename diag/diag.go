// Package diag describes a problem in a text that somebody wrote: where it is, what is wrong, how to mend it. It draws
// the excerpt that an analyst needs to find the place. It knows nothing of conflicts.
package diag

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Severity tells whether a problem stops the work.
type Severity int

const (
	// Error stops the work: the text cannot be used as it stands.
	Error Severity = iota
	// Doubt does not stop the work: the text can be used, but probably does not say what was meant.
	Doubt
)

// String returns "error" or "doubt".
func (s Severity) String() string {
	if s == Doubt {
		return "doubt"
	}
	return "error"
}

// MarshalText writes the severity as its word, so that JSON shows "error" or "doubt".
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// Problem is one thing wrong with a text. Line and Column count from 1, columns in characters; a Line of 0 means that the
// problem is with the text as a whole. Length is the number of characters concerned, 0 where it is not known.
type Problem struct {
	File     string   `json:"file,omitempty"`
	Line     int      `json:"line,omitempty"`
	Column   int      `json:"column,omitempty"`
	Length   int      `json:"length,omitempty"`
	Severity Severity `json:"severity"`
	Message  string   `json:"message"`
	Hint     string   `json:"hint,omitempty"`
}

// Where returns "file:line:column", or as much of it as is known.
func (p Problem) Where() string {
	if p.Line == 0 {
		return p.File
	}
	if p.File == "" {
		return fmt.Sprintf("%d:%d", p.Line, p.Column)
	}
	return fmt.Sprintf("%s:%d:%d", p.File, p.Line, p.Column)
}

// Error returns the problem on one line, without excerpt: place, message, hint.
func (p Problem) Error() string {
	var b strings.Builder
	if w := p.Where(); w != "" {
		b.WriteString(w)
		b.WriteString(": ")
	}
	if p.Severity == Doubt {
		b.WriteString("doubt: ")
	}
	b.WriteString(p.Message)
	if p.Hint != "" {
		fmt.Fprintf(&b, " (%s)", p.Hint)
	}
	return b.String()
}

// List is every problem of a text. A nil List means that nothing is wrong.
type List []Problem

// Error returns one problem a line.
func (l List) Error() string {
	lines := make([]string, len(l))
	for i, p := range l {
		lines[i] = p.Error()
	}
	return strings.Join(lines, "\n")
}

// Errors returns the problems that stop the work.
func (l List) Errors() List { return l.only(Error) }

// Doubts returns the problems that do not stop the work.
func (l List) Doubts() List { return l.only(Doubt) }

func (l List) only(s Severity) List {
	var out List
	for _, p := range l {
		if p.Severity == s {
			out = append(out, p)
		}
	}
	return out
}

// Err returns the list as an error if it holds one that stops the work, else nil.
func (l List) Err() error {
	if e := l.Errors(); len(e) > 0 {
		return e
	}
	return nil
}

// Sort orders problems by file and place; problems of the same place keep their order.
func (l List) Sort() {
	slices.SortStableFunc(l, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
}
