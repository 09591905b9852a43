// Package doc holds the reference pages, so that every face can show them without files at hand.
package doc

import _ "embed"

// Format is the reference of the scenario file, in Markdown.
//
//go:embed format.md
var Format string

// JSON is the contract of the JSON output, in Markdown.
//
//go:embed json.md
var JSON string

// Theory has the definitions of the solution concepts and measures, in Markdown.
//
//go:embed theory.md
var Theory string
