// Package dateparser stands in for the library of that name, which go-htmldate asks for dates in running text of any language
// when it searches extensively. parley reads dates from what a page says of itself and never searches so; the library itself
// would lay out its languages in memory at every start, 0.2 seconds before a command does anything. The go.mod of parley
// puts this module in its place. It has what go-htmldate names, and finds no date.
package dateparser

import (
	"errors"
	"time"
)

// ParserType names a way of reading dates.
type ParserType uint8

// The ways that go-htmldate names.
const (
	CustomFormat ParserType = iota
	AbsoluteTime
)

// PreferredDateSource says which of several dates is meant.
type PreferredDateSource uint8

// Past prefers earlier dates.
const Past PreferredDateSource = 1

// Configuration says how dates are read.
type Configuration struct {
	PreferredDateSource PreferredDateSource
	StrictParsing       bool
}

// Date is a date that was read.
type Date struct{ Time time.Time }

// Parser reads dates.
type Parser struct{ ParserTypes []ParserType }

// Parse finds no date.
func (*Parser) Parse(*Configuration, string, ...string) (Date, error) {
	return Date{}, errors.New("dates in running text are not looked for")
}
