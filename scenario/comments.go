package scenario

import (
	"sort"
	"strings"

	"go.yaml.in/yaml/v4"
)

// comment is one comment of a file.
type comment struct {
	at           int // offset
	line, column int
	text         string // with its #
	own          bool   // it has a line to itself
}

// notes are the comments of one item: a key with its value, or an item of a list.
type notes struct {
	blank bool     // an empty line stands before it
	head  []string // on the lines before it; "" is an empty line
	trail string   // behind it, on its line
	foot  []string // on the lines behind all of it, at its indentation
	// from is the line of the first comment above it, to that of the last one in foot that is indented as far; 0 where there is none.
	from, to int
}

// spot is the place of an item of block style.
type spot struct {
	node   *yaml.Node // the key, or the item of a list
	value  *yaml.Node
	up     int // index of the item that it is part of, -1 for none
	depth  int
	at     int
	line   int
	column int
}

// margin gathers the comments of a file and gives each to the item that it speaks of. YAML's own way with comments loses
// some, in flow style and between a key and its value.
type margin struct {
	source *source
	list   []comment
	broken map[*yaml.Node]bool // lists and mappings in brackets with comments inside
	spots  []spot
	notes  map[*yaml.Node]*notes
	head   []string // of the file
	foot   []string
}

func newMargin(s *source, root *yaml.Node) *margin {
	m := &margin{source: s, broken: map[*yaml.Node]bool{}, notes: map[*yaml.Node]*notes{}}
	m.scan(root)
	m.broken[root] = true // sections have lines of their own in any case
	m.addSpots(root, -1, 0)
	for _, x := range m.spots {
		m.of(x.node).blank = m.blankAbove(x.line)
	}
	for _, c := range m.list {
		m.attach(c)
	}
	return m
}

// of returns the notes of an item, made if need be.
func (m *margin) of(n *yaml.Node) *notes {
	if m.notes[n] == nil {
		m.notes[n] = &notes{}
	}
	return m.notes[n]
}

// texts returns all comments, sorted.
func (m *margin) texts() []string {
	var list []string
	for _, c := range m.list {
		list = append(list, c.text)
	}
	sort.Strings(list)
	return list
}

func (m *margin) blankAbove(line int) bool {
	return line > 1 && strings.TrimSpace(m.source.line(line-1)) == ""
}

// scan finds the comments. A # begins one after white space, outside of quoted texts and block texts.
func (m *margin) scan(root *yaml.Node) {
	s := m.source
	var texts []piece                // quoted and block texts
	brackets := map[int]*yaml.Node{} // flow style, by offset
	var walk func(n *yaml.Node)
	walk = func(n *yaml.Node) {
		switch {
		case n.Kind == yaml.ScalarNode && n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) != 0:
			at := s.offset(n.Line, n.Column)
			texts = append(texts, piece{at, s.closing(at)})
		case n.Kind == yaml.ScalarNode && n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
			from, to := s.block(n)
			texts = append(texts, piece{s.lineOffset(from), s.lineOffset(to)})
		case n.Kind != yaml.ScalarNode && n.Style&yaml.FlowStyle != 0:
			brackets[s.offset(n.Line, n.Column)] = n
		}
		for _, c := range n.Content {
			walk(c)
		}
	}
	walk(root)
	var open []*yaml.Node
	for i := 0; i < len(s.text); i++ {
		for len(texts) > 0 && texts[0].to <= i {
			texts = texts[1:]
		}
		if len(texts) > 0 && texts[0].from <= i {
			i = texts[0].to - 1
			continue
		}
		switch c := s.text[i]; c {
		case '[', '{':
			if n := brackets[i]; n != nil || len(open) > 0 {
				open = append(open, n)
			}
		case ']', '}':
			if len(open) > 0 {
				open = open[:len(open)-1]
			}
		case '#':
			if i > 0 && !strings.ContainsRune(" \t\n", rune(s.text[i-1])) {
				continue
			}
			end := len(s.text)
			if n := strings.IndexByte(s.text[i:], '\n'); n >= 0 {
				end = i + n
			}
			line, column := s.place(i)
			m.list = append(m.list, comment{i, line, column, strings.TrimRight(s.text[i:end], " \t\r"), strings.TrimSpace(s.text[s.lines[line-1]:i]) == ""})
			for _, n := range open {
				if n != nil {
					m.broken[n] = true
				}
			}
			i = end - 1
		}
	}
}

// lineOffset returns the offset at which a line begins; that of the line behind the last is the end.
func (s *source) lineOffset(line int) int {
	if line > len(s.lines) {
		return len(s.text)
	}
	return s.lines[line-1]
}

// block returns the lines of a block text: from the one below its header to the one behind its end.
func (s *source) block(n *yaml.Node) (from, to int) {
	from = n.Line + 1
	to = from
	indent := -1
	first, _, _ := strings.Cut(strings.TrimLeft(n.Value, "\n"), "\n")
	for line := from; line <= len(s.lines); line++ {
		text := s.line(line)
		spaces := len(text) - len(strings.TrimLeft(text, " "))
		switch {
		case strings.TrimSpace(n.Value) == "" && strings.TrimSpace(text) != "":
			return from, to
		case spaces == len(text): // empty
		case indent < 0:
			indent = spaces - (len(first) - len(strings.TrimLeft(first, " ")))
			fallthrough
		default:
			if spaces < indent {
				return from, to
			}
		}
		to = line + 1
	}
	return from, to
}

// inBlock reports whether a list or mapping has an item a line, in the text or since comments stand between its items.
func (m *margin) inBlock(n *yaml.Node) bool {
	return n.Kind != yaml.ScalarNode && n.Kind != yaml.AliasNode && (n.Style&yaml.FlowStyle == 0 || m.broken[n])
}

// addSpots lists the items in the order of the text.
func (m *margin) addSpots(n *yaml.Node, up, depth int) {
	if !m.inBlock(n) {
		return
	}
	add := func(node, value *yaml.Node, at int) {
		line, column := m.source.place(at)
		m.spots = append(m.spots, spot{node, value, up, depth, at, line, column})
		m.addSpots(value, len(m.spots)-1, depth+1)
	}
	if n.Kind == yaml.MappingNode {
		for i := 0; i+1 < len(n.Content); i += 2 {
			add(n.Content[i], n.Content[i+1], m.source.offset(n.Content[i].Line, n.Content[i].Column))
		}
		return
	}
	for _, item := range n.Content {
		at := m.source.offset(item.Line, item.Column)
		if n.Style&yaml.FlowStyle == 0 { // the item begins at its dash
			if dash := strings.LastIndexByte(m.source.text[:at], '-'); dash >= 0 {
				at = dash
			}
		}
		add(item, item, at)
	}
}

// attach gives a comment to an item.
func (m *margin) attach(c comment) {
	next := sort.Search(len(m.spots), func(i int) bool { return m.spots[i].at >= c.at })
	above := func(n *notes) {
		if len(n.head) == 0 {
			n.blank = m.blankAbove(c.line)
		} else if m.blankAbove(c.line) {
			n.head = append(n.head, "")
		}
		n.head = append(n.head, c.text)
		if n.from == 0 {
			n.from = c.line
		}
	}
	below := func(list []string) []string {
		if m.blankAbove(c.line) {
			list = append(list, "")
		}
		return append(list, c.text)
	}
	if next == 0 {
		if len(m.spots) == 0 || m.groupEnds(c) {
			m.head = below(m.head)
		} else {
			above(m.of(m.spots[0].node))
		}
		return
	}
	last := m.spots[next-1]
	switch {
	case !c.own:
		if n := m.of(last.node); n.trail == "" {
			n.trail = c.text
		} else {
			n.head = append(n.head, c.text)
		}
		return
	case !m.inBlock(last.value) && !absent(last.value) && m.source.offset(last.value.Line, last.value.Column) > c.at:
		above(m.of(last.node)) // between a key and its value
		return
	case next < len(m.spots) && (m.spots[next].depth >= last.depth || c.column <= m.spots[next].column):
		n := m.of(m.spots[next].node)
		above(n)
		if next < len(m.spots) && m.spots[next].line == c.line+2 && m.blankAbove(m.spots[next].line) {
			n.head = append(n.head, "")
		}
		return
	}
	shallowest := 1 // the depth at which the comment still stands behind what follows it
	if next < len(m.spots) {
		shallowest = m.spots[next].depth + 1
	}
	if c.column == 1 || last.depth < shallowest {
		m.foot = below(m.foot)
		return
	}
	i := next - 1
	for m.spots[i].column > c.column && m.spots[i].depth > shallowest {
		i = m.spots[i].up
	}
	n := m.of(m.spots[i].node)
	n.foot = below(n.foot)
	if c.column >= m.spots[i].column {
		n.to = c.line
	}
}

// groupEnds reports whether an empty line parts a comment at the top of the file, with those that follow it directly, from
// the first key, so that it speaks of the file.
func (m *margin) groupEnds(c comment) bool {
	line := c.line + 1
	for strings.HasPrefix(strings.TrimSpace(m.source.line(line)), "#") {
		line++
	}
	return line < m.spots[0].line
}
