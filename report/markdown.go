package report

import (
	"fmt"
	"io"
	"strings"
)

// WriteMarkdown writes a document as Markdown with tables, as most programs read it. What a piece of text is shows as **strong** and `code`;
// the other styles are not told apart. Of a Figure the caption and the words are written, since Markdown holds no picture.
func WriteMarkdown(w io.Writer, d Document) error {
	m := &markdownWriter{}
	if d.Title != "" {
		m.paragraph("# " + escapeMarkdown(d.Title))
	}
	m.blocks(d.Blocks)
	_, err := io.WriteString(w, strings.TrimLeft(m.b.String(), "\n"))
	return err
}

type markdownWriter struct {
	b      strings.Builder
	indent string
}

// line writes one line at the present indentation.
func (m *markdownWriter) line(s string) {
	m.b.WriteString(strings.TrimRight(m.indent+s, " ") + "\n")
}

// paragraph writes a line after an empty one.
func (m *markdownWriter) paragraph(s string) {
	m.b.WriteString("\n")
	m.line(s)
}

func (m *markdownWriter) blocks(blocks []Block) {
	for _, b := range blocks {
		switch b := b.(type) {
		case Heading:
			m.paragraph(strings.Repeat("#", min(b.Level+1, 6)) + " " + escapeMarkdown(b.Text))
		case Paragraph:
			m.paragraph(lineStart(markdown(b.Text, false)))
		case List:
			m.list(b)
		case Table:
			m.table(b)
		case Figure:
			m.paragraph(lineStart(markdown(b.inWords(), false)))
		}
	}
}

func (m *markdownWriter) list(l List) {
	if m.indent == "" {
		m.b.WriteString("\n")
	}
	before := m.indent
	for i, item := range l.Items {
		mark := "- "
		if l.Numbered {
			mark = fmt.Sprintf("%d. ", i+1)
		}
		m.line(mark + lineStart(markdown(item.Text, false)))
		m.indent = before + strings.Repeat(" ", len(mark))
		m.blocks(item.Blocks)
		m.indent = before
	}
}

func (m *markdownWriter) table(t Table) {
	if t.Caption != "" {
		m.paragraph("**" + escapeMarkdown(t.Caption) + "**")
	}
	m.b.WriteString("\n")
	row := func(cells []string) { m.line("| " + strings.Join(cells, " | ") + " |") }
	var titles, rule []string
	for _, c := range t.Columns {
		titles = append(titles, markdown(T(c.Title), true))
		rule = append(rule, map[Align]string{Left: "---", Right: "--:", Center: ":-:"}[c.Align])
	}
	row(titles)
	row(rule)
	for _, r := range t.Rows {
		var cells []string
		for _, c := range r {
			cells = append(cells, markdown(c, true))
		}
		row(cells)
	}
	if len(t.Note) > 0 {
		m.paragraph(lineStart(markdown(t.Note, false)))
	}
}

// markdown writes text on one line. In the cell of a table bars are escaped even in code.
func markdown(t Text, cell bool) string {
	var b strings.Builder
	for _, s := range t.ticked() {
		text := escapeMarkdown(s.Text)
		lead, trail := "", "" // marks must touch the words
		for strings.HasPrefix(text, " ") {
			lead, text = lead+" ", text[1:]
		}
		for strings.HasSuffix(text, " ") {
			trail, text = trail+" ", text[:len(text)-1]
		}
		switch {
		case text == "":
		case s.Style == Strong:
			text = "**" + text + "**"
		case s.Style == Code:
			text = codeMarkdown(strings.TrimSpace(printable(s.Text)))
			if cell {
				text = strings.ReplaceAll(text, "|", `\|`)
			}
		}
		b.WriteString(lead + text + trail)
	}
	return b.String()
}

// codeMarkdown sets text between more backquotes than it has in a row.
func codeMarkdown(s string) string {
	s = strings.ReplaceAll(s, "\n", " ")
	fence := "`"
	for strings.Contains(s, fence) {
		fence += "`"
	}
	if len(fence) > 1 {
		return fence + " " + s + " " + fence
	}
	return fence + s + fence
}

var markdownMarks = strings.NewReplacer(
	`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "<", "&lt;", ">", "&gt;", "&", "&amp;", "|", `\|`, "~", `\~`, "\n", "<br>",
	"$", `\$`,
)

// escapeMarkdown makes marks and tags plain text.
func escapeMarkdown(s string) string { return markdownMarks.Replace(printable(s)) }

// lineStart keeps the first letters of a line from becoming a heading, a list, a quotation or a rule.
func lineStart(s string) string {
	digits := strings.TrimLeft(s, "0123456789")
	switch {
	case s == "":
		return s
	case digits != s && (strings.HasPrefix(digits, ".") || strings.HasPrefix(digits, ")")):
		return s[:len(s)-len(digits)] + `\` + digits
	case strings.ContainsRune("#+-=", rune(s[0])):
		return `\` + s
	}
	return s
}
