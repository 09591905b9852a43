package scenario

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"parley/logic"
)

// canonical returns the canonical spelling of a text that the format gives a meaning, and whether it gives one.
func canonical(value string, kind scalar) (string, bool) {
	switch kind {
	case formula, arc:
		if e, err := logic.Parse(value); err == nil {
			return e.String(), true
		}
	case move:
		if text, ok := canonicalBar(value); ok {
			return text, true
		}
	case ranking:
		if tokens := cutRanking(value); rankingSound(tokens) {
			var words []string
			for _, t := range tokens {
				if t.state {
					t.text = rankWord(t.text)
				}
				words = append(words, t.text)
			}
			return strings.Join(words, " "), true
		}
	case name, word, number, status, assumption:
		return strings.TrimSpace(value), true
	}
	return value, false
}

// rankWord writes a state as it must stand in a ranking.
func rankWord(state string) string {
	if strings.ContainsAny(state, "\"`>~") || strings.ContainsFunc(state, unicode.IsSpace) {
		return logic.Quote(state)
	}
	return state
}

// rankingSound reports whether states and signs take turns.
func rankingSound(tokens []rankToken) bool {
	for i, t := range tokens {
		if t.state == (i%2 == 1) {
			return false
		}
	}
	return len(tokens)%2 == 1
}

func canonicalBar(value string) (string, bool) {
	f, ok := cutBar(value)
	if !ok {
		return "", false
	}
	texts := [2]string{}
	for i, p := range []piece{f.a, f.b} {
		if i == 1 && f.verb == "irreversible" {
			break
		}
		e, err := logic.Parse(p.of(value))
		if err != nil {
			return "", false
		}
		texts[i] = e.String()
	}
	text := barText(f.verb, texts[0], texts[1])
	if f.bound {
		id := unquoted(f.by.of(value))
		if id == "" {
			return "", false
		}
		text += " by " + logic.Quote(id)
	}
	return text, true
}

// key writes the key of an entry.
func (e *emitter) key(n *yaml.Node, s *shape, inFlow bool) string {
	kind := name
	if s != nil && s.rank(n.Value) < 0 {
		kind = s.naming
	}
	text, ok := canonical(n.Value, kind)
	if !ok || kind == name {
		text = n.Value
	}
	marked := e.source == nil || n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) != 0
	if plain(text, inFlow) && !(marked && kind == name && mistakenWord(text)) {
		return text
	}
	return quoteText(text)
}

// oneLine writes a text on one line.
func (e *emitter) oneLine(n *yaml.Node, s *shape, inFlow bool) string {
	kind := noText
	if s != nil {
		kind = s.text
	}
	text, meant := canonical(n.Value, kind)
	if meant {
		if plain(text, inFlow) {
			return text
		}
		return quoteText(text)
	}
	if e.source != nil {
		if raw, ok := e.source.raw(n); ok && !strings.Contains(raw, "\n") {
			return raw
		}
	}
	if n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) == 0 && plain(n.Value, inFlow) && (e.source != nil || !mistaken(n.Value)) {
		return n.Value
	}
	return quoteText(n.Value)
}

// raw returns a plain or quoted text as it stands in the file.
func (s *source) raw(n *yaml.Node) (string, bool) {
	if n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 || n.Line < 1 {
		return "", false
	}
	at := s.offset(n.Line, n.Column)
	if n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) != 0 {
		return s.text[at:s.closing(at)], true
	}
	offsets := s.align(n)
	if len(offsets) < 2 {
		return "", false
	}
	return s.text[at:offsets[len(offsets)-1]], true
}

// scalar writes a text behind its key or dash, on several lines where its author did or a formula is long.
func (e *emitter) scalar(prefix string, n *yaml.Node, s *shape, indent, trail string) {
	kind := noText
	if s != nil {
		kind = s.text
	}
	if _, meant := canonical(n.Value, kind); meant {
		e.wrap(prefix, e.oneLine(n, s, false), indent+"  ", trail)
		return
	}
	if n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 && e.source != nil {
		e.blockText(prefix, n, indent+"  ", trail)
		return
	}
	if e.source != nil {
		if raw, ok := e.source.raw(n); ok && strings.Contains(raw, "\n") && !strings.Contains(raw, "\\\n") && !strings.Contains(raw, "\\ ") {
			lines := strings.Split(raw, "\n")
			for i, line := range lines {
				line = strings.TrimSpace(line)
				switch {
				case i == 0:
					line = prefix + line
				case line != "":
					line = indent + "  " + line
				}
				if i == len(lines)-1 {
					e.add(line, trail)
				} else {
					e.add(line, "")
				}
			}
			return
		}
	}
	if strings.Contains(strings.TrimRight(n.Value, "\n"), "\n") && e.source == nil && literal(n.Value) {
		chomp := "-"
		if strings.HasSuffix(n.Value, "\n") {
			chomp = ""
		}
		e.add(prefix+"|"+chomp, trail)
		for line := range strings.SplitSeq(strings.TrimSuffix(n.Value, "\n"), "\n") {
			e.add(indent+"  "+line, "")
		}
		return
	}
	e.add(prefix+e.oneLine(n, s, false), trail)
}

// literal reports whether a text can stand below a | without further marks.
func literal(text string) bool {
	if strings.HasPrefix(text, " ") || strings.HasPrefix(text, "\n") || strings.HasSuffix(text, "\n\n") || strings.ContainsFunc(text, func(r rune) bool { return r != '\n' && !unicode.IsPrint(r) }) {
		return false
	}
	for line := range strings.SplitSeq(text, "\n") {
		if strings.TrimRight(line, " ") != line {
			return false
		}
	}
	return true
}

// wrap writes a text, folded at spaces where it is too long: outside of quotation marks, since a name may have a space.
func (e *emitter) wrap(prefix, text, indent, trail string) {
	line, length := []string{prefix}, utf8.RuneCountInString(prefix)
	start := 0
	flush := func(end int) {
		word := text[start:end]
		start = end + 1
		n := utf8.RuneCountInString(word)
		switch {
		case len(line) == 1:
			line = append(line, word)
		case length+n >= width:
			e.add(strings.Join(line, ""), "")
			line, length = []string{indent, word}, len(indent)
		default:
			line = append(line, " ", word)
			n++
		}
		length += n
	}
	open := rune(0)
	for i, r := range text {
		switch {
		case r == ' ' && open == 0:
			flush(i)
		case open != 0 && r == open:
			open = 0
		case i > 0 && open == 0 && (r == '"' || r == '`'): // the first quotation mark is that of the whole text
			open = r
		}
	}
	flush(len(text))
	e.add(strings.Join(line, ""), trail)
}

// blockText writes a text below | or > as it stands.
func (e *emitter) blockText(prefix string, n *yaml.Node, indent, trail string) {
	s := e.source
	header := s.line(n.Line)
	header = header[min(len(header), s.offset(n.Line, n.Column)-s.lineOffset(n.Line)):]
	header, _, _ = strings.Cut(header, " ")
	header = strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return -1
		}
		return r
	}, header)
	from, to := s.block(n)
	var lines []string
	for line := from; line < to; line++ {
		lines = append(lines, s.line(line))
	}
	// The indentation of the text is that of its first line, less what belongs to the text.
	first, _, _ := strings.Cut(strings.TrimLeft(n.Value, "\n"), "\n")
	margin := 0
	for _, line := range lines {
		if strings.TrimSpace(line) != "" {
			margin = len(line) - len(strings.TrimLeft(line, " ")) - (len(first) - len(strings.TrimLeft(first, " ")))
			break
		}
	}
	if strings.HasPrefix(first, " ") {
		header = header[:1] + "2" + header[1:]
	}
	if n.Value != "" && !strings.HasSuffix(n.Value, "\n") && !strings.Contains(header, "-") { // the file ends in the text
		header = strings.TrimSuffix(header, "+") + "-"
	}
	if keep := strings.Contains(header, "+"); !keep { // empty lines at the end are no part of the text
		for len(lines) > 0 && strings.TrimSpace(lines[len(lines)-1]) == "" {
			lines = lines[:len(lines)-1]
		}
	}
	e.add(prefix+header, trail)
	for _, line := range lines {
		if len(line) <= margin {
			e.add("", "")
		} else {
			e.lines = append(e.lines, outLine{indent + line[margin:], ""})
		}
	}
}

// plain reports whether a text can stand in YAML without quotation marks.
func plain(text string, inFlow bool) bool {
	if text == "" || text != strings.TrimSpace(text) || strings.Contains(text, ": ") || strings.HasSuffix(text, ":") || strings.Contains(text, " #") {
		return false
	}
	if strings.ContainsAny(text[:1], "!&*|>'\"%@`#,[]{}=") || strings.HasPrefix(text, "---") || strings.HasPrefix(text, "...") || text == "<<" {
		return false
	}
	if strings.ContainsAny(text[:1], "-?:") && (len(text) == 1 || strings.ContainsAny(text[1:2], " ,[]{}")) {
		return false
	}
	if inFlow && strings.ContainsAny(text, ",[]{}?:") {
		return false
	}
	return !strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) && r != ' ' })
}

// mistakenWord reports whether other tools that read YAML take a plain word for a truth value or for nothing.
func mistakenWord(text string) bool {
	return slices.Contains([]string{"true", "false", "null", "~", "yes", "no", "on", "off"}, strings.ToLower(text))
}

// mistaken reports whether other tools that read YAML may take a plain text for something else than a text.
func mistaken(text string) bool {
	return mistakenWord(text) || text != "" && (unicode.IsDigit(rune(text[0])) || strings.ContainsRune("+-.", rune(text[0])))
}

// quoteText puts a text in quotation marks.
func quoteText(text string) string {
	if strings.Contains(text, `"`) && !strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }) || strings.Contains(text, `\`) && !strings.ContainsFunc(text, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return "'" + strings.ReplaceAll(text, "'", "''") + "'"
	}
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range text {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r == '\r':
			b.WriteString(`\r`)
		case !unicode.IsPrint(r):
			if r > 0xffff {
				fmt.Fprintf(&b, `\U%08x`, r)
			} else {
				fmt.Fprintf(&b, `\u%04x`, r)
			}
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
