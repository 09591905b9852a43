package report

import (
	"fmt"
	"io"
	"math"
	"strings"
	"unicode/utf8"

	"parley/plot"
)

// WriteLaTeX writes a document as LaTeX that pdflatex and lualatex compile, by packages of every common distribution. Of a Figure it sets the Grid as a
// table with coloured cells, or its words where it has none. Letters beyond the Latin ones are set by lualatex; pdflatex, which
// has no fonts for them, prints their numbers.
func WriteLaTeX(w io.Writer, d Document) error {
	x := &latexWriter{}
	x.b.WriteString(latexPreamble)
	fmt.Fprintf(&x.b, "\\hypersetup{pdftitle={%s}}\n\\title{%s}\n\\author{}\n\\date{}\n\\begin{document}\n\\maketitle\n", latex(T(d.Title)), latex(T(d.Title)))
	x.blocks(d.Blocks)
	x.b.WriteString("\\end{document}\n")
	_, err := io.WriteString(w, x.b.String())
	return err
}

const latexPreamble = `% Compile with lualatex or pdflatex, twice for the widths of tables.
\documentclass[11pt,a4paper]{article}
\usepackage{iftex}
\ifpdftex
  \usepackage[utf8]{inputenc}
  \usepackage[T1]{fontenc}
  \usepackage{lmodern}
  \newcommand{\letter}[1]{\texttt{[U+#1]}}
\else
  \usepackage{fontspec}
  \newcommand{\letter}[1]{\char"#1{}}
\fi
\usepackage[margin=24mm]{geometry}
\usepackage{amssymb}
\usepackage[table]{xcolor}
\usepackage{array,longtable,booktabs}
\usepackage{enumitem}
\usepackage[hidelinks]{hyperref}
\definecolor{quiet}{gray}{0.35}
\definecolor{good}{HTML}{1B6E3C}
\definecolor{bad}{HTML}{A3262A}
\newcommand{\quiet}[1]{\textcolor{quiet}{#1}}
\newcommand{\good}[1]{\textcolor{good}{#1}}
\newcommand{\bad}[1]{\textcolor{bad}{#1}}
\setlength{\parindent}{0pt}
\setlength{\parskip}{0.5em}
\setlist{nosep,leftmargin=1.6em,topsep=0.3em}
\setlength{\emergencystretch}{3em}
\setlength{\LTpre}{0.6em}
\setlength{\LTpost}{0.4em}
\setcounter{secnumdepth}{0}
`

type latexWriter struct {
	b     strings.Builder
	depth int // of lists
}

var latexSections = []string{"section", "subsection", "subsubsection", "paragraph", "subparagraph"}

// maxLists is how deeply LaTeX nests lists; deeper ones are set as paragraphs.
const maxLists = 4

func (x *latexWriter) blocks(blocks []Block) {
	for _, b := range blocks {
		switch b := b.(type) {
		case Heading:
			fmt.Fprintf(&x.b, "\n\\%s{%s}\n", latexSections[min(max(b.Level, 1), len(latexSections))-1], latex(T(b.Text)))
		case Paragraph:
			x.b.WriteString("\n" + latex(b.Text) + "\n")
		case List:
			x.list(b)
		case Table:
			x.table(b)
		case Figure:
			x.figure(b)
		}
	}
}

func (x *latexWriter) list(l List) {
	if len(l.Items) == 0 {
		return
	}
	kind := "itemize"
	if l.Numbered {
		kind = "enumerate"
	}
	inside := x.depth < maxLists
	if inside {
		x.b.WriteString("\\begin{" + kind + "}\n")
	}
	x.depth++
	for i, item := range l.Items {
		switch {
		case inside:
			x.b.WriteString("\\item{} " + latex(item.Text) + "\n") // so that a bracket is no label
		case l.Numbered:
			fmt.Fprintf(&x.b, "\n%d. %s\n", i+1, latex(item.Text))
		default:
			x.b.WriteString("\n\\textbullet{} " + latex(item.Text) + "\n")
		}
		x.blocks(item.Blocks)
	}
	x.depth--
	if inside {
		x.b.WriteString("\\end{" + kind + "}\n")
	}
}

// table sets a table that breaks over pages.
func (x *latexWriter) table(t Table) {
	if len(t.Columns) == 0 {
		return
	}
	x.b.WriteString("\n\\begingroup\\small\n")
	if t.Caption != "" {
		x.b.WriteString("\\textbf{" + latex(T(t.Caption)) + "}\\nopagebreak\n\n")
	}
	shares := t.shares()
	x.b.WriteString("\\setlength{\\tabcolsep}{3pt}\n\\begin{longtable}[l]{@{}")
	for k, c := range t.Columns {
		set := map[Align]string{Left: "\\raggedright", Right: "\\raggedleft", Center: "\\centering"}[c.Align]
		fmt.Fprintf(&x.b, ">{%s\\arraybackslash}p{\\dimexpr %.4f\\linewidth-%dpt\\relax}", set, shares[k], 6)
	}
	x.b.WriteString("@{}}\n\\toprule\n")
	var titles []string
	for _, c := range t.Columns {
		titles = append(titles, "\\textbf{"+latex(T(c.Title))+"}")
	}
	x.b.WriteString(strings.Join(titles, " & ") + " \\\\\n\\midrule\n\\endhead\n\\bottomrule\n\\endfoot\n")
	for _, row := range t.Rows {
		var cells []string
		for _, c := range row {
			cells = append(cells, "{"+latex(c)+"}")
		}
		x.b.WriteString(strings.Join(cells, " & ") + " \\\\\n")
	}
	x.b.WriteString("\\end{longtable}\n")
	if len(t.Note) > 0 {
		x.b.WriteString("\\vspace{-0.6em}{\\footnotesize " + latex(t.Note) + "\\par}\n")
	}
	x.b.WriteString("\\endgroup\n")
}

// shares divides the width of a page among the columns: short ones get what they need, and the others share the rest.
func (t Table) shares() []float64 {
	const page = 96.0 // letters of small print in a line
	need, word := make([]float64, len(t.Columns)), make([]float64, len(t.Columns))
	total := 0.0
	for k, c := range t.Columns {
		see := func(s string, bold float64) {
			for line := range strings.SplitSeq(s, "\n") {
				need[k] = max(need[k], bold*float64(utf8.RuneCountInString(line))+2.5)
				for w := range strings.FieldsSeq(line) {
					word[k] = max(word[k], bold*min(float64(utf8.RuneCountInString(w)), longWord)+2.5)
				}
			}
		}
		see(c.Title, 1.15)
		for _, row := range t.Rows {
			wide := 1.0
			for _, s := range row[k] {
				if s.Style == Code {
					wide = 1.2 // set in a wider face
				}
			}
			see(row[k].String(), wide)
		}
		total += need[k]
	}
	if total > page {
		// Columns that fit into an equal share keep what they need; what is left goes to the others by the root of their need.
		sum, left := 0.0, page
		fixed := make([]bool, len(need))
		for k := range need {
			if fixed[k] = need[k] <= max(word[k], 0.6*page/float64(len(need))); fixed[k] {
				left -= need[k]
			} else {
				sum += math.Sqrt(need[k])
			}
		}
		for k := range need {
			if !fixed[k] {
				need[k] = max(word[k], left*math.Sqrt(need[k])/sum)
			}
		}
		total = 0
		for _, n := range need {
			total += n
		}
	}
	out := make([]float64, len(need))
	for k := range need {
		out[k] = need[k] / max(total, page)
	}
	return out
}

// longWord is the length above which a word may be broken anywhere.
const longWord = 15

// figure sets the cells of a picture as a table, coloured by their shades.
func (x *latexWriter) figure(f Figure) {
	g := f.Grid
	if g == nil {
		x.b.WriteString("\n" + latex(f.inWords()) + "\n")
		return
	}
	x.b.WriteString("\n\\begingroup\\small\n")
	if f.Caption != "" {
		x.b.WriteString("\\textbf{" + latex(T(f.Caption)) + "}\\nopagebreak\n\n")
	}
	width := 0.98 / (float64(len(g.Columns)) + 0.8)
	fmt.Fprintf(&x.b, "\\setlength{\\tabcolsep}{3pt}\\renewcommand{\\arraystretch}{1.3}\n\\begin{longtable}[l]{@{}>{\\raggedright\\arraybackslash}p{\\dimexpr %.4f\\linewidth-6pt\\relax}", 0.8*width)
	for range g.Columns {
		fmt.Fprintf(&x.b, ">{\\centering\\arraybackslash}p{\\dimexpr %.4f\\linewidth-6pt\\relax}", width)
	}
	x.b.WriteString("@{}}\n")
	for _, c := range g.Columns {
		x.b.WriteString(" & \\textbf{" + latex(T(c)) + "}")
	}
	x.b.WriteString(" \\\\\n\\endhead\n")
	for r, title := range g.Rows {
		x.b.WriteString("\\textbf{" + latex(T(title)) + "}")
		for k, cell := range g.Cells[r] {
			colour := strings.ToUpper(strings.TrimPrefix(plot.Shade(g.Shades[r][k]), "#"))
			x.b.WriteString(" & \\cellcolor[HTML]{" + colour + "}" + latex(cell))
		}
		x.b.WriteString(" \\\\\n")
	}
	x.b.WriteString("\\end{longtable}\n\\endgroup\n")
}

// latex writes text on one line.
func latex(t Text) string {
	var b strings.Builder
	for _, s := range t.ticked() {
		text := escapeLaTeX(s.Text, s.Style == Code)
		if text == "" {
			continue
		}
		switch s.Style {
		case Strong:
			text = "\\textbf{" + text + "}"
		case Code:
			text = "\\texttt{" + text + "}"
		case Quiet:
			text = "\\quiet{" + text + "}"
		case Good:
			text = "\\good{" + text + "}"
		case Bad:
			text = "\\bad{" + text + "}"
		}
		b.WriteString(text)
	}
	return b.String()
}

// latexLetters are letters that LaTeX gives a meaning, and those that it writes by a name.
var latexLetters = map[rune]string{
	'\\': `\textbackslash{}`, '{': `\{`, '}': `\}`, '$': `\$`, '&': `\&`, '#': `\#`, '%': `\%`, '_': `\_\allowbreak{}`,
	'^': `\textasciicircum{}`, '~': `\textasciitilde{}`, '<': `\textless{}`, '>': `\textgreater{}`, '|': `\textbar{}`, '"': `\textquotedbl{}`,
	'`': `\textasciigrave{}`, '\'': `{'}`, '\n': `\newline{}`, '-': `-{}`, '[': `{[}`, ']': `{]}`, '*': `{*}`,
	'“': "``{}", '”': "''{}", '‘': "`{}", '’': "'{}", '„': `\quotedblbase{}`, '«': `\guillemotleft{}`, '»': `\guillemotright{}`,
	'–': `--{}`, '—': `---{}`, '…': `\ldots{}`, '•': `\textbullet{}`, '●': `$\bullet$`, '·': `$\cdot$`, '→': `$\rightarrow$`, '↔': `$\leftrightarrow$`,
	'←': `$\leftarrow$`, '−': `$-$`, '×': `$\times$`, '±': `$\pm$`, '≤': `$\leq$`, '≥': `$\geq$`, '≠': `$\neq$`, '✓': `$\checkmark$`, '✗': `$\times$`,
	'↻': `$\circlearrowright$`, '√': `$\surd$`, '\u00a0': `~`, '\u202f': `\,`, '\ufffd': `?`, '°': `\textdegree{}`, '€': `\texteuro{}`, '§': `\S{}`,
	'²': `\textsuperscript{2}`, '³': `\textsuperscript{3}`, '\u2011': `-{}`,
}

// escapeLaTeX makes a text safe. Long words of code may be broken anywhere.
func escapeLaTeX(s string, code bool) string {
	var b strings.Builder
	for i, field := range strings.SplitAfter(printable(s), " ") {
		if i > 0 && field == " " {
			field = `\ `
			b.WriteString(field) // several spaces stay so
			continue
		}
		long := code && utf8.RuneCountInString(strings.TrimSpace(field)) >= longWord-2
		n := 0
		for _, r := range field {
			switch name, ok := latexLetters[r]; {
			case ok:
				b.WriteString(name)
			case r < 0x80 || r >= 0xc0 && r <= 0x17f && r != 'ŉ' && r != 'ſ' && r != 'ĸ' && r != 'ŀ' && r != 'Ŀ' && r != 'Ħ' && r != 'ħ' && r != 'Ŧ' && r != 'ŧ':
				b.WriteRune(r)
			default:
				fmt.Fprintf(&b, "\\letter{%04X}", r)
			}
			if n++; long && n%3 == 0 || code && r == '.' {
				b.WriteString(`\allowbreak{}`)
			}
		}
	}
	return b.String()
}
