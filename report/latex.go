package report

import (
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"parley/plot"
)

// WriteLaTeX writes a document as LaTeX that pdflatex and lualatex compile, by packages of every common distribution. Of a Figure it sets the Grid as a
// table with coloured cells, or its words where it has none. Letters beyond the Latin ones are set by lualatex; pdflatex, which
// has no fonts for them, prints their numbers.
func WriteLaTeX(w io.Writer, d Document) error {
	x := &latexWriter{}
	x.b.WriteString(latexPreamble)
	fmt.Fprintf(&x.b, "\\hypersetup{pdftitle={%s}}\n\\begin{document}\n{\\raggedright\\LARGE\\bfseries %s\\par}\n\\vspace{0.6em}\n", latex(T(d.Title)), latex(T(d.Title)))
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
% Headings keep some room for what follows them: a long table would leave them alone at the foot of a page.
\newcommand{\room}{\par\begingroup\dimen0=\pagegoal\advance\dimen0 by -\pagetotal
  \ifdim\pagetotal>0pt\ifdim\dimen0<10\baselineskip\newpage\fi\fi\endgroup}
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
			fmt.Fprintf(&x.b, "\n\\room\n\\%s{%s}\n", latexSections[min(max(b.Level, 1), len(latexSections))-1], latex(T(b.Text)))
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
	shares, size := t.shares()
	x.b.WriteString("\n\\begingroup" + size + "\n")
	if t.Caption != "" {
		x.b.WriteString("\\textbf{" + latex(T(t.Caption)) + "}\\nopagebreak\n\n")
	}
	x.b.WriteString("\\setlength{\\tabcolsep}{2pt}\n\\begin{longtable}[l]{@{}")
	for k, c := range t.Columns {
		set := map[Align]string{Left: "\\raggedright", Right: "\\raggedleft", Center: "\\centering"}[c.Align]
		fmt.Fprintf(&x.b, ">{%s\\arraybackslash}p{\\dimexpr %.4f\\linewidth-%dpt\\relax}", set, shares[k], 4)
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

// shares divides the width of a page among the columns: each gets what its cells need, but the widest are squeezed until the table fits,
// to their longest words at most. It also returns the size of print, which is smaller where much has to be squeezed.
func (t Table) shares() ([]float64, string) {
	const between = 2.0 // the space between two columns, in letters
	page, size := 98.0, "\\small"
	need, least := make([]float64, len(t.Columns)), make([]float64, len(t.Columns))
	total := 0.0
	for k, c := range t.Columns {
		see := func(x Text) {
			line, word := 0.0, 0.0 // so far
			for _, s := range x.ticked() {
				for _, r := range s.Text {
					switch wide := s.wide(r); {
					case r == '\n':
						line, word = 0, 0
					case r == ' ':
						line, word = line+0.7*wide, 0
					default:
						line, word = line+wide, min(word+wide, longWord)
					}
					need[k], least[k] = max(need[k], line+between), max(least[k], word+between)
				}
			}
		}
		see(Text{{c.Title, Strong}})
		for _, row := range t.Rows {
			see(row[k])
		}
		total += need[k]
	}
	if total > 1.2*page {
		page, size = 1.12*page, "\\footnotesize"
	}
	for total > page {
		widest := -1
		for k, n := range need {
			if n-1 >= least[k] && (widest < 0 || n > need[widest]) {
				widest = k
			}
		}
		if widest < 0 {
			break
		}
		need[widest]--
		total--
	}
	for k := range need {
		need[k] /= max(total, page)
	}
	return need, size
}

// wide measures a letter in small letters of running text.
func (s Span) wide(r rune) float64 {
	n := 1.0
	switch {
	case s.Style == Code:
		return 1.15
	case unicode.IsUpper(r):
		n = 1.5
	case r == '%':
		n = 1.8
	case strings.ContainsRune("ijltf.,:;'|()", r):
		n = 0.65
	}
	if s.Style == Strong {
		n *= 1.15
	}
	return n
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
		inside := strings.TrimSpace(s.Text)
		if inside == "" {
			b.WriteString(escapeLaTeX(s.Text, false))
			continue
		}
		text := escapeLaTeX(inside, s.Style == Code)
		lead, trail, _ := strings.Cut(s.Text, inside) // what is coloured loses spaces at its ends
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
		b.WriteString(escapeLaTeX(lead, false) + text + escapeLaTeX(trail, false))
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
