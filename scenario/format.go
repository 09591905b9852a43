package scenario

import (
	"slices"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"parley/diag"
)

// width is the number of characters that a line in brackets or a formula may have.
const width = 100

// Format returns the text in canonical form: sections and keys in the order of the format's table, an empty line between
// sections, two spaces of indentation, formulas in canonical spelling. What the author ordered keeps its order, and
// comments stay with their item. The meaning is the same. Where the text is no YAML, or something would be lost, the
// problems say why and the text is nil.
func Format(name string, src []byte) ([]byte, diag.List) {
	text, problem := decode(name, src)
	if problem != nil {
		return nil, diag.List{*problem}
	}
	s := newSource(name, text)
	p := newProblems(s)
	root := s.sound(p)
	if len(p.list) > 0 {
		return nil, p.sorted()
	}
	m := newMargin(s, root)
	e := &emitter{margin: m, source: s}
	e.file(root)
	out := e.text()

	again := newSource(name, []byte(out))
	q := newProblems(again)
	written := again.sound(q)
	if len(q.list) > 0 || !sameMeaning(root, written, table) || !slices.Equal(m.texts(), newMargin(again, written).texts()) {
		return nil, diag.List{{File: name, Message: "parley cannot put this file into canonical form without losing something, so it is left as it is",
			Hint: "the file can be used; please report this as a fault of parley"}}
	}
	return []byte(out), nil
}

// sound parses a text that is to be written again. It must be YAML throughout, without what the format does not use.
func (s *source) sound(p *problems) *yaml.Node {
	root, problem := s.load(s.text)
	if problem != nil {
		s.parse(p)
		return nil
	}
	c := &checker{problems: p, spoilt: map[*yaml.Node]bool{}}
	if root.Kind != yaml.MappingNode {
		c.check(root, root, table, nil, "the file")
	} else if !c.foreign(root, nil) {
		c.keep(root)
	}
	return root
}

// emitter writes a tree of nodes in canonical form.
type emitter struct {
	margin *margin // nil for a tree that was not read from a text
	source *source // nil likewise
	lines  []outLine
}

// outLine is a line of output with the comment behind it.
type outLine struct{ text, trail string }

func (e *emitter) add(text, trail string) {
	e.lines = append(e.lines, outLine{strings.TrimRight(text, " \t"), trail})
}

// text joins the lines. Comments behind neighbouring lines are lined up.
func (e *emitter) text() string {
	var b strings.Builder
	for i := 0; i < len(e.lines); i++ {
		end, widest := i, 0
		for end < len(e.lines) && e.lines[end].trail != "" {
			widest = max(widest, utf8.RuneCountInString(e.lines[end].text))
			end++
		}
		if end == i {
			b.WriteString(e.lines[i].text + "\n")
			continue
		}
		for ; i < end; i++ {
			x := e.lines[i]
			pad := 1
			if widest <= 60 {
				pad += widest - utf8.RuneCountInString(x.text)
			}
			b.WriteString(x.text + strings.Repeat(" ", pad) + x.trail + "\n")
		}
		i--
	}
	return b.String()
}

// notes returns the comments of an item.
func (e *emitter) notes(n *yaml.Node) notes {
	if e.margin == nil || e.margin.notes[n] == nil {
		return notes{}
	}
	return *e.margin.notes[n]
}

// file writes the whole file.
func (e *emitter) file(root *yaml.Node) {
	if e.margin != nil && len(e.margin.head) > 0 {
		e.comments(e.margin.head, "")
		e.add("", "")
	}
	if len(root.Content) == 0 {
		e.add("{}", "")
	}
	tall := false // the section before is more than a line
	for i, pair := range ordered(root, table) {
		section := &emitter{margin: e.margin, source: e.source}
		section.pair(pair, table, "")
		// The short lines at the top stand together, as their author put them.
		rank := table.rank(pair.key.Value)
		top := rank >= 0 && rank < table.rank("parties")
		nowTall := len(section.lines)-len(e.notes(pair.key).head) > 1
		if i > 0 && (!top || tall || nowTall || e.notes(pair.key).blank) {
			e.add("", "")
		}
		e.lines = append(e.lines, section.lines...)
		tall = nowTall
	}
	if e.margin != nil && len(e.margin.foot) > 0 {
		if e.margin.foot[0] != "" {
			e.add("", "")
		}
		e.comments(e.margin.foot, "")
	}
}

func (e *emitter) comments(list []string, indent string) {
	for _, c := range list {
		if c == "" {
			e.add("", "")
		} else {
			e.add(indent+c, "")
		}
	}
}

// pair is a key with its value.
type pair struct{ key, value *yaml.Node }

// ordered returns the entries of a mapping: first the keys that the format knows, in its order, then the author's in
// theirs.
func ordered(n *yaml.Node, s *shape) []pair {
	var list []pair
	for i := 0; i+1 < len(n.Content); i += 2 {
		list = append(list, pair{n.Content[i], n.Content[i+1]})
	}
	if s == nil {
		return list
	}
	place := func(p pair) int {
		if r := s.rank(p.key.Value); r >= 0 {
			return r
		}
		return len(s.keys)
	}
	slices.SortStableFunc(list, func(a, b pair) int { return place(a) - place(b) })
	return list
}

// valueShape returns the shape of the value of a key, nil where nothing is known of it.
func (s *shape) valueShape(key string) *shape {
	if s == nil {
		return nil
	}
	if k, ok := s.find(key); ok {
		return k.value
	}
	return s.others
}

func (s *shape) itemShape() *shape {
	if s == nil {
		return nil
	}
	return s.list
}

// pair writes an entry of a mapping.
func (e *emitter) pair(p pair, s *shape, indent string) {
	n := e.notes(p.key)
	e.comments(n.head, indent)
	key := e.key(p.key, s, false)
	e.value(indent+key+":", p.value, s.valueShape(p.key.Value), indent, n.trail)
	e.comments(n.foot, indent)
}

// value writes a value behind its key.
func (e *emitter) value(prefix string, n *yaml.Node, s *shape, indent, trail string) {
	switch {
	case absent(n):
		e.add(prefix, trail)
	case n.Kind == yaml.ScalarNode:
		e.scalar(prefix+" ", n, s, indent, trail)
	case e.fits(prefix+" ", n, s):
		e.add(prefix+" "+e.flow(n, s), trail)
	default:
		e.add(prefix, trail)
		e.block(n, s, indent+"  ")
	}
}

// block writes the items of a list or a mapping, each on lines of its own.
func (e *emitter) block(n *yaml.Node, s *shape, indent string) {
	if n.Kind == yaml.MappingNode {
		for i, p := range ordered(n, s) {
			if i > 0 && e.notes(p.key).blank {
				e.add("", "")
			}
			e.pair(p, s, indent)
		}
		return
	}
	for i, item := range n.Content {
		note := e.notes(item)
		if i > 0 && note.blank {
			e.add("", "")
		}
		e.comments(note.head, indent)
		e.item(item, s.itemShape(), indent, note.trail)
		e.comments(note.foot, indent)
	}
}

// item writes an item of a list. A mapping or a list begins on the line of its dash.
func (e *emitter) item(n *yaml.Node, s *shape, indent, trail string) {
	switch {
	case absent(n):
		e.add(indent+"-", trail)
	case n.Kind == yaml.ScalarNode:
		e.scalar(indent+"- ", n, s, indent, trail)
	case e.fits(indent+"- ", n, s):
		e.add(indent+"- "+e.flow(n, s), trail)
	default:
		inner := &emitter{margin: e.margin, source: e.source}
		inner.block(n, s, indent+"  ")
		// Comments before the first line go before the dash.
		first := slices.IndexFunc(inner.lines, func(l outLine) bool { return !strings.HasPrefix(strings.TrimSpace(l.text), "#") && l.text != "" })
		for _, l := range inner.lines[:first] {
			e.add(strings.TrimPrefix(l.text, "  "), "")
		}
		if trail != "" {
			e.add(indent+trail, "")
		}
		inner.lines[first].text = indent + "- " + strings.TrimPrefix(inner.lines[first].text, indent+"  ")
		e.lines = append(e.lines, inner.lines[first:]...)
	}
}

// fits reports whether a list or mapping goes on one line: it is empty, or its author wrote it in brackets and it is short.
func (e *emitter) fits(prefix string, n *yaml.Node, s *shape) bool {
	if len(n.Content) == 0 {
		return e.margin == nil || !e.margin.broken[n]
	}
	if n.Style&yaml.FlowStyle == 0 || !e.flowable(n) {
		return false
	}
	return utf8.RuneCountInString(prefix)+utf8.RuneCountInString(e.flow(n, s)) <= width
}

// flowable reports whether nothing in a list or mapping needs lines of its own.
func (e *emitter) flowable(n *yaml.Node) bool {
	if n.Kind == yaml.ScalarNode {
		return n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) == 0
	}
	if e.margin != nil && e.margin.broken[n] {
		return false
	}
	return !slices.ContainsFunc(n.Content, func(c *yaml.Node) bool { return !e.flowable(c) })
}

// flow writes a value on one line, in brackets if it is a list or a mapping.
func (e *emitter) flow(n *yaml.Node, s *shape) string {
	var parts []string
	switch n.Kind {
	case yaml.SequenceNode:
		for _, item := range n.Content {
			parts = append(parts, e.flow(item, s.itemShape()))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case yaml.MappingNode:
		for _, p := range ordered(n, s) {
			text := e.key(p.key, s, true) + ":"
			if !absent(p.value) {
				text += " " + e.flow(p.value, s.valueShape(p.key.Value))
			}
			parts = append(parts, text)
		}
		return "{" + strings.Join(parts, ", ") + "}"
	}
	return e.oneLine(n, s, true)
}
