package scenario

import (
	"slices"

	"go.yaml.in/yaml/v4"
)

// site is a place in the tree of a file: a value that is there, or that could be.
type site struct {
	node  *yaml.Node // nil where nothing stands
	key   *yaml.Node // its key, nil for items of lists and where nothing stands
	name  string     // of the key
	up    *site      // nil for the file itself
	index int        // of the item, or of the entry
	shape *shape     // what may stand there, nil where nothing is known of it
	flow  bool       // it is part of a list or mapping in brackets
}

// find follows a path. Where the last keys of it lead to nothing the site has no node; false where the path cannot be
// followed.
func find(root *yaml.Node, path string) (*site, bool) {
	s := &site{node: root, shape: table}
	for _, step := range splitPath(path) {
		switch {
		case step.index >= 0 && (s.node == nil || s.node.Kind != yaml.SequenceNode || step.index >= len(s.node.Content)):
			return nil, false
		case step.index >= 0:
			s = s.item(step.index)
		case s.node != nil && s.node.Kind == yaml.SequenceNode && s.shape != nil && s.shape.listAs == step.key: // a list is short for a mapping with this key
		case s.node != nil && s.node.Kind != yaml.MappingNode && !absent(s.node):
			return nil, false
		default:
			s = s.child(step.key)
		}
	}
	return s, true
}

func (s *site) item(i int) *site {
	return &site{node: s.node.Content[i], up: s, index: i, shape: s.shape.itemShape(), flow: s.inside()}
}

// child returns the place of a key's value.
func (s *site) child(key string) *site {
	c := &site{name: key, up: s, shape: s.shape.valueShape(key), flow: s.inside()}
	if s.node == nil || s.node.Kind != yaml.MappingNode {
		return c
	}
	for i := 0; i+1 < len(s.node.Content); i += 2 {
		if s.node.Content[i].Value == key {
			c.key, c.node, c.index = s.node.Content[i], s.node.Content[i+1], i/2
			break
		}
	}
	return c
}

// inside reports whether what stands in the value is in brackets.
func (s *site) inside() bool {
	return s.flow || s.node != nil && s.node.Kind != yaml.ScalarNode && s.node.Style&yaml.FlowStyle != 0
}

// set puts a node there, and the mappings that lead to it.
func (s *site) set(n *yaml.Node) {
	if s.node != nil {
		*s.node = *n
		return
	}
	s.node, s.key = n, text(s.name).node()
	if s.up.node == nil || absent(s.up.node) {
		s.up.set(block().node())
	}
	s.index = len(s.up.node.Content) / 2
	s.up.node.Content = append(s.up.node.Content, s.key, n)
}

// emptyFor returns the empty list or mapping that an insertion begins with.
func (s *site) emptyFor(e Edit) *yaml.Node {
	if e.Key == "" {
		return list().node()
	}
	return block().node()
}

// size returns the number of items or entries.
func (s *site) size() int {
	if s.node.Kind == yaml.MappingNode {
		return len(s.node.Content) / 2
	}
	return len(s.node.Content)
}

// place returns where among the entries of a mapping a new key goes: keys of the format in its order, others behind.
func (s *site) place(key string) int {
	rank := -1
	if s.shape != nil {
		rank = s.shape.rank(key)
	}
	if rank < 0 {
		return s.size()
	}
	i := slices.IndexFunc(entries(s.node), func(p pair) bool {
		r := s.shape.rank(p.key.Value)
		return r < 0 || r > rank
	})
	if i < 0 {
		return s.size()
	}
	return i
}

func entries(n *yaml.Node) []pair { return ordered(n, nil) }
