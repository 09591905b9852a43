package scenario

import (
	"strings"

	"go.yaml.in/yaml/v4"
)

// start returns the offset at which a value begins; of a list with dashes, that of the first dash.
func (s *source) start(n *yaml.Node) int {
	if n.Kind != yaml.ScalarNode && n.Style&yaml.FlowStyle == 0 && len(n.Content) > 0 {
		if n.Kind == yaml.SequenceNode {
			return s.dash(n.Content[0])
		}
		return s.start(n.Content[0])
	}
	return s.offset(n.Line, n.Column)
}

// end returns the offset behind a value.
func (s *source) end(n *yaml.Node) int {
	at := s.offset(n.Line, n.Column)
	switch {
	case n.Kind == yaml.ScalarNode && n.Style&(yaml.SingleQuotedStyle|yaml.DoubleQuotedStyle) != 0:
		return s.closing(at)
	case n.Kind == yaml.ScalarNode && n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		from, to := s.block(n)
		for to > from && strings.TrimSpace(s.line(to-1)) == "" {
			to--
		}
		return s.lineEnd(s.lineOffset(to - 1))
	case n.Kind == yaml.ScalarNode:
		if offsets := s.align(n); offsets != nil {
			return offsets[len(offsets)-1]
		}
		return at + len(n.Value)
	}
	end := at + 1
	for i, c := range n.Content {
		switch {
		case !absent(c):
			end = max(end, s.end(c))
		case n.Kind == yaml.MappingNode && i%2 == 1 && n.Style&yaml.FlowStyle == 0:
			end = max(end, s.colon(n.Content[i-1]))
		case n.Kind == yaml.SequenceNode && n.Style&yaml.FlowStyle == 0:
			end = max(end, s.dash(c)+1)
		}
	}
	if n.Style&yaml.FlowStyle == 0 || at >= len(s.text) || s.text[at] != '[' && s.text[at] != '{' {
		return end
	}
	for end < len(s.text) {
		switch c := s.text[end]; {
		case c == ']' || c == '}':
			return end + 1
		case c == '#' && strings.ContainsRune(" \t\n", rune(s.text[end-1])):
			end = s.lineEnd(end)
		default:
			end++
		}
	}
	return end
}

// dash returns the offset of the dash of an item.
func (s *source) dash(item *yaml.Node) int {
	at := s.offset(item.Line, item.Column)
	if item.Kind != yaml.ScalarNode && item.Style&yaml.FlowStyle == 0 && len(item.Content) > 0 {
		at = s.start(item)
	}
	if i := strings.LastIndexByte(s.text[:at], '-'); i >= 0 {
		return i
	}
	return at
}

// colon returns the offset behind the colon of a key.
func (s *source) colon(key *yaml.Node) int {
	end := s.end(key)
	if i := strings.IndexByte(s.text[end:], ':'); i >= 0 {
		return end + i + 1
	}
	return end
}

// lineOf returns the offset at which the line of an offset begins.
func (s *source) lineOf(at int) int { return strings.LastIndexByte(s.text[:at], '\n') + 1 }

// lineEnd returns the offset of the break that ends the line of an offset, or the end of the text.
func (s *source) lineEnd(at int) int {
	if i := strings.IndexByte(s.text[at:], '\n'); i >= 0 {
		return at + i
	}
	return len(s.text)
}

// contentEnd returns the offset behind a value, or behind its key or dash where nothing stands.
func (r *reviser) contentEnd(s *site) int {
	switch {
	case !absent(s.node):
		return r.end(s.node)
	case s.key != nil:
		return r.colon(s.key)
	}
	return r.dash(s.node) + 1
}

// indent returns the number of spaces before the key or dash of a value.
func (r *reviser) indent(s *site) int {
	at := 0
	switch {
	case s.key != nil:
		at = r.start(s.key)
	case s.up != nil:
		at = r.dash(s.node)
	}
	return len([]rune(r.text[r.lineOf(at):at]))
}

// column returns the number of characters before the items of a list or mapping.
func (r *reviser) column(s *site) int {
	at := r.start(s.node)
	return len([]rune(r.text[r.lineOf(at):at]))
}
