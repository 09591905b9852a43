package report

import (
	"fmt"
	"io"
	"strings"

	"charm.land/lipgloss/v2"
	"charm.land/lipgloss/v2/table"
	"github.com/charmbracelet/x/ansi"
)

// TextOptions says how a document is written as text.
type TextOptions struct {
	Width int  // columns that a line may take; 0 stands for 100
	Color bool // use colour and weight; meaning never rests on them alone
}

// WriteText writes a document as text for a terminal or a file.
func WriteText(w io.Writer, d Document, o TextOptions) error {
	if o.Width <= 0 {
		o.Width = 100
	}
	t := &textWriter{TextOptions: o}
	if d.Title != "" {
		t.line(0, Text{{d.Title, Strong}})
		t.rule('═', d.Title)
	}
	t.blocks(d.Blocks, 0)
	_, err := io.WriteString(w, t.b.String())
	return err
}

type textWriter struct {
	TextOptions
	b strings.Builder
}

var looks = map[Style]lipgloss.Style{
	Plain:  lipgloss.NewStyle(),
	Strong: lipgloss.NewStyle().Bold(true),
	Code:   lipgloss.NewStyle().Foreground(lipgloss.Cyan),
	Quiet:  lipgloss.NewStyle().Faint(true),
	Good:   lipgloss.NewStyle().Foreground(lipgloss.Green),
	Bad:    lipgloss.NewStyle().Foreground(lipgloss.Red),
}

// styled returns the text with the codes of a terminal, if colour is on.
func (t *textWriter) styled(text Text) string {
	if !t.Color {
		return text.String()
	}
	var b strings.Builder
	for _, s := range text {
		if s.Style == Plain {
			b.WriteString(s.Text)
			continue
		}
		for i, word := range strings.Split(s.Text, " ") { // word by word, so that lines can break inside
			if i > 0 {
				b.WriteByte(' ')
			}
			if word != "" {
				b.WriteString(looks[s.Style].Render(word))
			}
		}
	}
	return b.String()
}

// line writes a paragraph, broken into lines, each indented.
func (t *textWriter) line(indent int, text Text) { t.hang(strings.Repeat(" ", indent), "", text) }

// hang writes a paragraph whose first line begins with mark and whose others are indented as far.
func (t *textWriter) hang(indent, mark string, text Text) {
	width := ansi.StringWidth(mark)
	wrapped := ansi.Wrap(t.styled(text), max(20, t.Width-len(indent)-width), "")
	for i, l := range strings.Split(wrapped, "\n") {
		lead := mark
		if i > 0 {
			lead = strings.Repeat(" ", width)
		}
		t.b.WriteString(strings.TrimRight(indent+lead+l, " ") + "\n")
	}
}

func (t *textWriter) rule(r rune, under string) {
	t.b.WriteString(strings.Repeat(string(r), min(t.Width, ansi.StringWidth(under))) + "\n")
}

func (t *textWriter) blocks(blocks []Block, indent int) {
	for i, b := range blocks {
		switch b := b.(type) {
		case Heading:
			t.b.WriteByte('\n')
			t.line(indent, Text{{b.Text, Strong}})
			if b.Level == 1 {
				t.rule('─', b.Text)
			}
		case Paragraph:
			if i > 0 && indent == 0 {
				if _, after := blocks[i-1].(Heading); !after {
					t.b.WriteByte('\n')
				}
			}
			t.line(indent, b.Text)
		case List:
			t.list(b, indent)
		case Table:
			t.table(b, indent)
		case Figure:
			if i > 0 && indent == 0 {
				t.b.WriteByte('\n')
			}
			t.line(indent, b.inWords())
		}
	}
}

func (t *textWriter) list(l List, indent int) {
	for i, item := range l.Items {
		mark := "• "
		if l.Numbered {
			mark = fmt.Sprintf("%*d. ", len(fmt.Sprint(len(l.Items))), i+1)
		}
		t.hang(strings.Repeat(" ", indent), mark, item.Text)
		t.blocks(item.Blocks, indent+ansi.StringWidth(mark))
	}
}

func (t *textWriter) table(x Table, indent int) {
	if x.Caption != "" {
		t.line(indent, T(x.Caption))
	}
	headers := make([]string, len(x.Columns))
	for i, c := range x.Columns {
		headers[i] = c.Title
	}
	tbl := table.New().Border(lipgloss.NormalBorder()).
		BorderTop(false).BorderBottom(false).BorderLeft(false).BorderRight(false).BorderColumn(false).
		Headers(headers...).
		StyleFunc(func(row, col int) lipgloss.Style {
			s := lipgloss.NewStyle()
			if col < len(x.Columns)-1 {
				s = s.PaddingRight(2)
			}
			switch x.Columns[col].Align {
			case Right:
				s = s.Align(lipgloss.Right)
			case Center:
				s = s.Align(lipgloss.Center)
			}
			if row == table.HeaderRow && t.Color {
				s = s.Bold(true)
			}
			return s
		})
	widths := columnWidths(x, t.Width-indent)
	for _, row := range x.Rows {
		cells := make([]string, len(row))
		for i, c := range row {
			cells[i] = ansi.Wrap(t.styled(c), widths[i], "")
		}
		tbl.Row(cells...)
	}
	for _, l := range strings.Split(tbl.String(), "\n") {
		t.b.WriteString(strings.TrimRight(strings.Repeat(" ", indent)+l, " ") + "\n")
	}
	if len(x.Note) > 0 {
		t.line(indent, x.Note)
	}
}

// gap is the space between two columns, and narrowest the width below which no column is squeezed.
const (
	gap       = 2
	narrowest = 14
)

// columnWidths returns how wide the columns of a table may be: as wide as their cells, but the widest are squeezed until
// the table fits.
func columnWidths(x Table, fit int) []int {
	widths := make([]int, len(x.Columns))
	total := gap * (len(x.Columns) - 1)
	for i, c := range x.Columns {
		widths[i] = ansi.StringWidth(c.Title)
		for _, row := range x.Rows {
			for line := range strings.SplitSeq(row[i].String(), "\n") {
				widths[i] = max(widths[i], ansi.StringWidth(line))
			}
		}
		total += widths[i]
	}
	for total > fit {
		widest := 0
		for i, w := range widths {
			if w > widths[widest] {
				widest = i
			}
		}
		if widths[widest] <= narrowest {
			break
		}
		widths[widest]--
		total--
	}
	return widths
}
