package scenario

import (
	"iter"
	"strings"

	"go.yaml.in/yaml/v4"
)

// The methods of this file give the nodes of the tree and pass over those that are in error or empty, so that what reads
// them need not ask.

// get returns the value of a key, nil where there is none.
func (f *File) get(n *yaml.Node, name string) *yaml.Node {
	_, v := f.entry(n, name)
	return v
}

// entry returns the node of a key and its value, nil where there is none.
func (f *File) entry(n *yaml.Node, name string) (k, v *yaml.Node) {
	for k, v := range f.pairs(n) {
		if k.Value == name && !f.spoilt[v] && !absent(v) {
			return k, v
		}
	}
	return nil, nil
}

// pairs yields the keys of a mapping with their values, which may be absent or in error.
func (f *File) pairs(n *yaml.Node) iter.Seq2[*yaml.Node, *yaml.Node] {
	return func(yield func(k, v *yaml.Node) bool) {
		if n == nil || n.Kind != yaml.MappingNode {
			return
		}
		for i := 0; i+1 < len(n.Content); i += 2 {
			if k := n.Content[i]; k.Kind == yaml.ScalarNode && !f.spoilt[k] && !yield(k, n.Content[i+1]) {
				return
			}
		}
	}
}

// items yields the items of a list; a text stands for a list of itself.
func (f *File) items(n *yaml.Node) iter.Seq2[int, *yaml.Node] {
	return func(yield func(i int, item *yaml.Node) bool) {
		switch {
		case n == nil || f.spoilt[n]:
		case n.Kind == yaml.ScalarNode:
			yield(0, n)
		case n.Kind == yaml.SequenceNode:
			for i, item := range n.Content {
				if !f.spoilt[item] && !yield(i, item) {
					return
				}
			}
		}
	}
}

// text returns a text without the space around it, "" where there is none.
func (f *File) text(n *yaml.Node) string {
	if n == nil || n.Kind != yaml.ScalarNode || f.spoilt[n] {
		return ""
	}
	return strings.TrimSpace(n.Value)
}

// texts returns a list of texts.
func (f *File) texts(n *yaml.Node) []string {
	var list []string
	for _, item := range f.items(n) {
		if t := f.text(item); t != "" {
			list = append(list, t)
		}
	}
	return list
}

// scalarOf returns the text of an item that may be a mapping with the text at a key; nil where there is none.
func (f *File) scalarOf(n *yaml.Node, main string) *yaml.Node {
	if n != nil && n.Kind == yaml.MappingNode {
		n = f.get(n, main)
	}
	if n == nil || n.Kind != yaml.ScalarNode || f.spoilt[n] || absent(n) {
		return nil
	}
	return n
}
