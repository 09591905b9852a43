package report

import (
	_ "embed"
	"fmt"
	"io"

	"parley/plot"
)

// pageStyle is the style of a page: one column to read, light or dark as the reader's machine is set, and fit to print.
//
//go:embed page.css
var pageStyle string

// WritePage writes a document as one HTML page that stands alone: its style and pictures inside, no script, nothing fetched.
func WritePage(w io.Writer, d Document) error {
	if _, err := fmt.Fprintf(w, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"generator\" content=\"parley\">\n<title>%s</title>\n<style>\n%s</style>\n</head>\n<body>\n<header>\n<h1>", escapeHTML(d.Title), pageStyle+plot.Stylesheet("svg.chart")+"\n"); err != nil {
		return err
	}
	h := &htmlWriter{HTMLOptions: HTMLOptions{Level: 2}, ids: map[string]int{}}
	h.text(T(d.Title))
	h.b.WriteString("</h1>\n</header>\n")
	first := 0
	for first < len(d.Blocks) {
		if _, is := d.Blocks[first].(Heading); is {
			break
		}
		first++
	}
	h.b.WriteString("<main>\n")
	h.blocks(d.Blocks[:first])
	h.contents(d.Blocks[first:])
	h.blocks(d.Blocks[first:])
	h.b.WriteString("</main>\n</body>\n</html>\n")
	_, err := io.WriteString(w, h.b.String())
	return err
}

// contents lists the sections, by the ids that they will have: each at its first level is told once.
func (h *htmlWriter) contents(blocks []Block) {
	names := &htmlWriter{HTMLOptions: h.HTMLOptions, ids: map[string]int{}}
	for id, n := range h.ids {
		names.ids[id] = n
	}
	var write func([]Block)
	h.b.WriteString("<nav aria-label=\"Contents\">\n<ol>\n")
	write = func(blocks []Block) { // ids are given out in the order of the page, so all of them are counted
		for _, b := range blocks {
			switch b := b.(type) {
			case Heading:
				id := names.id(slug(b.Text))
				if b.Level == 1 {
					fmt.Fprintf(&h.b, "<li><a href=\"#%s\">", id)
					h.text(T(b.Text))
					h.b.WriteString("</a></li>\n")
				}
			case List:
				for _, item := range b.Items {
					write(item.Blocks)
				}
			case Table:
				names.named(b.Name)
			case Figure:
				names.named(b.Name)
			}
		}
	}
	write(blocks)
	h.b.WriteString("</ol>\n</nav>\n")
}
