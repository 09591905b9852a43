// Package plot draws numbers and labels as SVG: pictures that stand alone, print well, need no script, and say everything in
// text as well as in colour. It knows nothing of conflicts.
package plot

import (
	"encoding/xml"
	"fmt"
	"strings"
	"unicode"
)

// Sizes in units of the picture, about a pixel each.
const (
	fontSize   = 13.0
	lineHeight = 17.0
	margin     = 16.0
)

// The colours of text and lines.
const (
	ink   = "#1a1a1a"
	quiet = "#555555"
	rule  = "#b5b5b5"
	paper = "#ffffff"
)

// canvas gathers the elements of a picture.
type canvas struct {
	b      strings.Builder
	themed bool // in a page that is dark, the picture is too
}

// picture wraps elements into an SVG document. The ids of title and description begin with id, so that several pictures can
// stand in one page.
func (c *canvas) picture(id, title, description string, width, height float64) []byte {
	var out strings.Builder
	own, style := "", ""
	if c.themed {
		own, style = ` id="`+escape(id)+`" class="chart"`, theme(escape(id))
	}
	fmt.Fprintf(&out, `<svg`+own+` xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="%s-title %s-desc" viewBox="0 0 %s %s" width="%s" height="%s" font-family="system-ui, 'Segoe UI', 'DejaVu Sans', Helvetica, Arial, sans-serif" font-size="%s">`,
		escape(id), escape(id), number(width), number(height), number(width), number(height), number(fontSize))
	fmt.Fprintf(&out, "\n<title id=\"%s-title\">%s</title>\n<desc id=\"%s-desc\">%s</desc>\n", escape(id), escape(title), escape(id), escape(description))
	out.WriteString(style)
	fmt.Fprintf(&out, "<rect width=\"%s\" height=\"%s\" fill=\"%s\"/>\n", number(width), number(height), paper)
	out.WriteString(c.b.String())
	out.WriteString("</svg>\n")
	return []byte(out.String())
}

// text writes one line; anchor is start, middle or end.
func (c *canvas) text(x, y float64, anchor, fill string, bold bool, s string) {
	weight := ""
	if bold {
		weight = ` font-weight="600"`
	}
	fmt.Fprintf(&c.b, "<text x=\"%s\" y=\"%s\" text-anchor=\"%s\" fill=\"%s\"%s>%s</text>\n", number(x), number(y), anchor, fill, weight, escape(s))
}

// box draws a rectangle with a thin border.
func (c *canvas) box(x, y, width, height float64, fill string) {
	fmt.Fprintf(&c.b, "<rect x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\" fill=\"%s\" stroke=\"%s\"/>\n", number(x), number(y), number(width), number(height), fill, rule)
}

// number writes a coordinate, with at most two digits behind the point.
func number(x float64) string {
	s := fmt.Sprintf("%.2f", x)
	return strings.TrimRight(strings.TrimRight(s, "0"), ".")
}

// escape makes a text safe inside XML, in elements and attributes; what XML cannot hold becomes a replacement character.
func escape(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a Builder takes everything
	return strings.NewReplacer("&#xA;", " ", "&#x9;", " ", "&#xD;", " ").Replace(b.String())
}

// widthOf estimates how wide a line is when set in a wide sans serif; most are narrower.
func widthOf(s string) float64 {
	ems := 0.0
	for _, r := range s {
		switch {
		case r >= 0x1100: // ideographs and the like
			ems++
		case unicode.IsUpper(r):
			ems += 0.72
		case strings.ContainsRune(" .,:;'|()iljtf", r):
			ems += 0.4
		default:
			ems += 0.62
		}
	}
	return ems * fontSize
}

// boldly is how much wider a bold line is.
const boldly = 1.08

// wrap breaks a text into lines that are at most so wide: at spaces, and within a word that is wider.
func wrap(s string, width float64) []string {
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(s) {
		for widthOf(word) > width {
			at := 0
			for k := range word {
				if at > 0 && widthOf(word[:k]) > width {
					break
				}
				at = k
			}
			if at == 0 { // a single letter
				break
			}
			if line != "" {
				lines, line = append(lines, line), ""
			}
			lines, word = append(lines, word[:at]), word[at:]
		}
		if line != "" && widthOf(line+" "+word) > width {
			lines, line = append(lines, line), ""
		}
		if line != "" {
			line += " "
		}
		line += word
	}
	return append(lines, line)
}
