package report

import (
	"bytes"
	"fmt"
	"html"
	"io"
	"strings"
	"unicode"
)

// HTMLOptions says how blocks are written as HTML.
type HTMLOptions struct {
	// Level is the level of the element for a Heading of level 1: 2, also for 0, makes it an h2. No element is below h6.
	Level int
	// Prefix stands before every id, so that several fragments can share a page: letters, digits and hyphens.
	Prefix string
}

// WriteHTML writes blocks as a fragment of HTML for the inside of a page: no style, no script, nothing fetched. What a piece
// of text is shows in its element or class:
//
//	Heading    <h2 id="in-short">, the id made of its words
//	Paragraph  <p>
//	List       <ul> or <ol>, what belongs below an item inside its <li>
//	Table      <div class="table"><table id="NAME" data-name="NAME"> with caption, thead, tbody; cells of columns that are
//	           not set to the left have class "right" or "center"; the note follows the table as <p class="note">
//	Figure     <figure id="NAME" data-name="NAME" class="picture"> with the SVG and a figcaption; Alt is said where the
//	           SVG has no title of its own
//	Strong     <strong>
//	Code       <code>, and so what stands between two backquotes in other text
//	Quiet      <span class="quiet">
//	Good, Bad  <span class="good">, <span class="bad">
//
// Ids are unique in the fragment; a second one gets a number. All text is escaped. The SVG of a Figure is written as it is.
func WriteHTML(w io.Writer, blocks []Block, o HTMLOptions) error {
	if o.Level == 0 {
		o.Level = 2
	}
	h := &htmlWriter{HTMLOptions: o, ids: map[string]int{}}
	h.blocks(blocks)
	_, err := io.WriteString(w, h.b.String())
	return err
}

type htmlWriter struct {
	HTMLOptions
	b   strings.Builder
	ids map[string]int
}

func (h *htmlWriter) blocks(blocks []Block) {
	for _, b := range blocks {
		switch b := b.(type) {
		case Heading:
			level := min(max(h.Level+b.Level-1, 1), 6)
			fmt.Fprintf(&h.b, "<h%d id=\"%s\">", level, h.id(slug(b.Text)))
			h.text(T(b.Text))
			fmt.Fprintf(&h.b, "</h%d>\n", level)
		case Paragraph:
			h.element("p", "", b.Text)
		case List:
			tag := "ul"
			if b.Numbered {
				tag = "ol"
			}
			h.b.WriteString("<" + tag + ">\n")
			for _, item := range b.Items {
				h.b.WriteString("<li>")
				h.text(item.Text)
				if len(item.Blocks) > 0 {
					h.b.WriteString("\n")
					h.blocks(item.Blocks)
				}
				h.b.WriteString("</li>\n")
			}
			h.b.WriteString("</" + tag + ">\n")
		case Table:
			h.table(b)
		case Figure:
			fmt.Fprintf(&h.b, "<figure class=\"picture\"%s>\n", h.named(b.Name))
			if bytes.Contains(b.SVG, []byte("<title")) {
				h.b.Write(b.inline())
			} else {
				fmt.Fprintf(&h.b, "<div role=\"img\" aria-label=\"%s\">\n%s\n</div>\n", escapeHTML(b.Alt), b.inline())
			}
			if b.Caption != "" {
				h.element("figcaption", "", T(b.Caption))
			}
			h.b.WriteString("</figure>\n")
		}
	}
}

// table writes a table with the words around it.
func (h *htmlWriter) table(t Table) {
	fmt.Fprintf(&h.b, "<div class=\"table\">\n<table%s>\n", h.named(t.Name))
	if t.Caption != "" {
		h.element("caption", "", T(t.Caption))
	}
	h.b.WriteString("<thead>\n<tr>")
	for _, c := range t.Columns {
		h.b.WriteString("<th scope=\"col\"" + class(c.Align) + ">")
		h.text(T(c.Title))
		h.b.WriteString("</th>")
	}
	h.b.WriteString("</tr>\n</thead>\n<tbody>\n")
	for _, row := range t.Rows {
		h.b.WriteString("<tr>")
		for k, cell := range row {
			h.b.WriteString("<td" + class(t.Columns[k].Align) + ">")
			h.text(cell)
			h.b.WriteString("</td>")
		}
		h.b.WriteString("</tr>\n")
	}
	h.b.WriteString("</tbody>\n</table>\n")
	if len(t.Note) > 0 {
		h.element("p", "note", t.Note)
	}
	h.b.WriteString("</div>\n")
}

func class(a Align) string {
	switch a {
	case Right:
		return ` class="right"`
	case Center:
		return ` class="center"`
	}
	return ""
}

func (h *htmlWriter) element(tag, class string, t Text) {
	h.b.WriteString("<" + tag)
	if class != "" {
		h.b.WriteString(` class="` + class + `"`)
	}
	h.b.WriteString(">")
	h.text(t)
	h.b.WriteString("</" + tag + ">\n")
}

func (h *htmlWriter) text(t Text) {
	for _, s := range t.ticked() {
		text := strings.ReplaceAll(escapeHTML(s.Text), "\n", "<br>")
		switch s.Style {
		case Strong:
			text = "<strong>" + text + "</strong>"
		case Code:
			text = "<code>" + text + "</code>"
		case Quiet:
			text = `<span class="quiet">` + text + "</span>"
		case Good:
			text = `<span class="good">` + text + "</span>"
		case Bad:
			text = `<span class="bad">` + text + "</span>"
		}
		h.b.WriteString(text)
	}
}

// named returns the attributes of what has a name: an id that is unique, and the name as it is.
func (h *htmlWriter) named(name string) string {
	if name == "" {
		return ""
	}
	return fmt.Sprintf(` id="%s" data-name="%s"`, h.id(slug(name)), escapeHTML(name))
}

// id returns an id that the fragment does not have yet.
func (h *htmlWriter) id(name string) string {
	if name == "" {
		name = "part"
	}
	name = h.Prefix + name
	for {
		h.ids[name]++
		if n := h.ids[name]; n > 1 {
			name = fmt.Sprintf("%s-%d", name, n)
			continue // it might be taken by another name
		}
		return name
	}
}

// slug turns words into the letters, digits and hyphens of an id.
func slug(s string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(s) {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			b.WriteRune(r)
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
	}
	return strings.TrimSuffix(b.String(), "-")
}

// ticked splits off what stands between two backquotes, as code.
func (t Text) ticked() Text {
	var out Text
	for _, s := range t {
		rest := s.Text
		for s.Style != Code {
			before, after, ok := strings.Cut(rest, "`")
			code, after, closed := strings.Cut(after, "`")
			if !ok || !closed || code == "" {
				break
			}
			if before != "" {
				out.Add(s.Style, before)
			}
			out.Add(Code, code)
			rest = after
		}
		if rest != "" {
			out.Add(s.Style, rest)
		}
	}
	return out
}

// escapeHTML makes a text safe in elements and attributes.
func escapeHTML(s string) string { return html.EscapeString(printable(s)) }
