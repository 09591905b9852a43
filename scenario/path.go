package scenario

import (
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// Locate returns the line, column and length of the piece with the given path, such as "rules[2]" or
// "hypotheses.motive.elective.preferences.russia.statements[1]"; of a path that leads nowhere, those of the last part that
// is there. The line is 0 where nothing is.
func (f *File) Locate(path string) (line, column, length int) {
	if path == "" || f.root == nil {
		return 0, 0, 0
	}
	steps := splitPath(path)
	n := f.root
	var key *yaml.Node
	for i, s := range steps {
		k, v := f.follow(n, s)
		if v == nil {
			if n.Kind == yaml.ScalarNode && i > 0 && steps[i-1].key == "ranking" { // a tier of a ranking in a line
				if places := rankingPlaces(n.Value); s.index >= 0 && s.index < len(places) {
					return f.source.piece(n, places[s.index].from, places[s.index].to)
				}
			}
			break
		}
		n, key = v, k
	}
	if n == f.root {
		return 0, 0, 0
	}
	if key != nil { // what the author named stands at its name
		return f.source.extent(key)
	}
	for _, main := range []string{"rule", "move", "merge", "statement", "definition", "outcome"} {
		if v := f.get(n, main); v != nil {
			return f.source.extent(v)
		}
	}
	return f.source.extent(n)
}

// Within reports whether a line of the file belongs to what stands at a path.
func (f *File) Within(path string, line int) bool {
	first, _, _ := f.Locate(path)
	n := f.root
	for _, s := range splitPath(path) {
		if _, n = f.follow(n, s); n == nil {
			return false
		}
	}
	return first <= line && line <= max(first, lastLine(n))
}

// lastLine returns the line in which the last part of a node begins.
func lastLine(n *yaml.Node) int {
	last := n.Line
	for _, x := range n.Content {
		last = max(last, lastLine(x))
	}
	return last
}

// nodeAt returns the node that Locate points at, or nil.
func (f *File) nodeAt(path string) *yaml.Node {
	n := f.root
	var key *yaml.Node
	for _, s := range splitPath(path) {
		k, v := f.follow(n, s)
		if v == nil {
			return nil
		}
		n, key = v, k
	}
	if key != nil {
		return key
	}
	return n
}

// follow takes one step; k is the key if the step is one.
func (f *File) follow(n *yaml.Node, s pathStep) (k, v *yaml.Node) {
	switch {
	case s.index >= 0 && n.Kind == yaml.SequenceNode && s.index < len(n.Content):
		return nil, n.Content[s.index]
	case s.index >= 0:
		return nil, nil
	case n.Kind == yaml.SequenceNode && s.key == "statements": // a list is short for a mapping with this key
		return nil, n
	}
	for k, v := range f.pairs(n) {
		if k.Value == s.key {
			return k, v
		}
	}
	return nil, nil
}

// pathStep is one step of a path: a key, or an index from 0.
type pathStep struct {
	key   string
	index int // -1 for a key
}

// splitPath cuts a path into steps.
func splitPath(path string) []pathStep {
	var steps []pathStep
	for path != "" {
		switch quoted, err := strconv.QuotedPrefix(strings.TrimPrefix(path, "[")); {
		case path[0] == '[' && err == nil:
			key, _ := strconv.Unquote(quoted)
			steps = append(steps, pathStep{key, -1})
			path = strings.TrimPrefix(path[1+len(quoted):], "]")
		case path[0] == '[':
			number, rest, ok := strings.Cut(path[1:], "]")
			i, err := strconv.Atoi(number)
			if !ok || err != nil || i < 0 {
				return steps
			}
			steps = append(steps, pathStep{index: i})
			path = rest
		default:
			end := strings.IndexAny(path, ".[")
			if end < 0 {
				end = len(path)
			}
			steps = append(steps, pathStep{path[:end], -1})
			path = path[end:]
		}
		path = strings.TrimPrefix(path, ".")
	}
	return steps
}
