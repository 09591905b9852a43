package web

import (
	"bytes"
	"html/template"

	"parley/report"
)

// written turns what the report says into HTML for the inside of a page. level is that of the highest heading.
func written(blocks []report.Block, level int, prefix string) (template.HTML, error) {
	var b bytes.Buffer
	err := report.WriteHTML(&b, blocks, report.HTMLOptions{Level: level, Prefix: prefix})
	return template.HTML(b.String()), err // the renderer escapes all text
}
