package scenario

import (
	"bytes"
	"fmt"
	"slices"

	"go.yaml.in/yaml/v4"

	"parley/diag"
)

// Action is a kind of Edit.
type Action uint8

// The kinds of edits. A path that leads to nothing is made on the way by Write, Replace and Insert.
const (
	// Write changes the text of an item, whether it stands alone or at the main key of a mapping with evidence.
	Write Action = iota
	// Replace changes a value as a whole. Texts in lists that the old value holds, too, keep their comments.
	Replace
	// Insert puts a value into the list at Path, as item To, or into the mapping at Path, at Key.
	Insert
	// Remove takes out an item, or a key with its value, and the comments that belong to it.
	Remove
	// Move gives an item of a list the place To. Its comments go with it.
	Move
	// Rename gives a key another name.
	Rename
)

// Edit is one change of a scenario file, as a form makes it.
type Edit struct {
	Do   Action
	Path string // as in problems: "preferences.us.statements[1]"; of Insert, the list or mapping that grows
	Key  string // Insert into a mapping, Rename: the key
	To   int    // Insert into a list, Move: the place that the item has afterwards, from 0
	// Value is what Write, Replace and Insert put there; Write takes its text. Paths in it are not used.
	Value Value
}

// Revise returns the text with edits made, one after the other, all or none. Everything that they do not speak of stays byte
// for byte, but for lists in brackets with comments inside, which get an item a line. What is put in is written in canonical
// spelling. The text must be YAML; its meaning may be in error, before and after. The problems say why an edit cannot be
// made. The cost is that of reading the text a few times for each edit.
func Revise(name string, src []byte, edits ...Edit) ([]byte, diag.List) {
	text, problem := decode(name, src)
	if problem != nil {
		return nil, diag.List{*problem}
	}
	mark := src[:len(src)-len(text)]
	breaks := bytes.Count(text, []byte("\n"))
	windows := breaks > 0 && bytes.Count(text, []byte("\r\n")) == breaks
	if windows {
		text = bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))
	}
	for _, e := range edits {
		var list diag.List
		if text, list = revise(name, text, e); list != nil {
			return nil, list
		}
	}
	if windows {
		text = bytes.ReplaceAll(text, []byte("\n"), []byte("\r\n"))
	}
	return append(slices.Clone(mark), text...), nil
}

// revise makes one edit and checks that nothing but that has happened.
func revise(name string, text []byte, e Edit) ([]byte, diag.List) {
	refuse := func(format string, args ...any) ([]byte, diag.List) {
		return nil, diag.List{{File: name, Message: fmt.Sprintf(format, args...), Hint: "change it in the text"}}
	}
	r, list := newReviser(name, text)
	if list != nil {
		return nil, list
	}
	expected, ok := expect(r.root, e)
	if !ok {
		if s, found := find(r.root, e.Path); found && e.Do == Insert && s.child(e.Key).node != nil {
			return nil, diag.List{{File: name, Message: fmt.Sprintf("`%s` is there already", clip(e.Key)), Hint: "choose another id"}}
		}
		return refuse("there is no `%s` to change", clip(e.Path))
	}
	out, again := r.edit(e)
	if again != nil { // a list in brackets with comments inside: first an item a line
		if r, list = newReviser(name, []byte(out)); list != nil {
			return nil, list
		}
		if out, again = r.edit(e); again != nil {
			return refuse("`%s` cannot be changed by itself as it is written", clip(e.Path))
		}
	}
	before := r.margin.texts()
	after, list := newReviser(name, []byte(out))
	if list != nil || !sameMeaning(expected, after.root, table) || !kept(before, after.margin.texts(), e.Do == Remove || e.Do == Replace) {
		return refuse("`%s` cannot be changed without losing something", clip(e.Path))
	}
	return []byte(out), nil
}

// kept reports whether all comments are still there, or with fewer only those that were there before. Both lists are sorted.
func kept(before, after []string, fewer bool) bool {
	for _, c := range before {
		switch {
		case len(after) > 0 && after[0] == c:
			after = after[1:]
		case !fewer:
			return false
		}
	}
	return len(after) == 0
}

// expect returns the tree that an edit must lead to, false where it does not fit the tree.
func expect(root *yaml.Node, e Edit) (*yaml.Node, bool) {
	root = cloned(root)
	s, ok := find(root, e.Path)
	if !ok {
		return nil, false
	}
	if e.Do == Write && s.node != nil && s.node.Kind == yaml.MappingNode {
		main, has := s.shape.main()
		if !has {
			return nil, false
		}
		s = s.child(main)
	}
	made := func(shape *shape) *yaml.Node { return e.Value.tree(shape, false).node() }
	switch e.Do {
	case Write, Replace:
		s.set(made(s.shape))
	case Insert:
		if s.node == nil || absent(s.node) {
			s.set(s.emptyFor(e))
		}
		switch {
		case s.node.Kind == yaml.SequenceNode && e.Key == "" && e.To >= 0 && e.To <= len(s.node.Content):
			s.node.Content = slices.Insert(s.node.Content, e.To, made(s.shape.itemShape()))
		case s.node.Kind == yaml.MappingNode && e.Key != "" && s.child(e.Key).node == nil:
			s.child(e.Key).set(made(s.shape.valueShape(e.Key)))
		default:
			return nil, false
		}
	case Remove:
		if s.node == nil || s.up == nil {
			return nil, false
		}
		list := s.up.node
		if list.Kind == yaml.SequenceNode {
			list.Content = slices.Delete(list.Content, s.index, s.index+1)
		} else {
			list.Content = slices.Delete(list.Content, 2*s.index, 2*s.index+2)
		}
	case Move:
		if s.node == nil || s.up == nil || s.up.node.Kind != yaml.SequenceNode || e.To < 0 || e.To >= len(s.up.node.Content) {
			return nil, false
		}
		list := s.up.node
		list.Content = slices.Insert(slices.Delete(list.Content, s.index, s.index+1), e.To, s.node)
	case Rename:
		if s.node == nil || s.key == nil || e.Key == "" || s.up.child(e.Key).node != nil && s.key.Value != e.Key {
			return nil, false
		}
		s.key.Value = e.Key
	}
	return root, true
}

func cloned(n *yaml.Node) *yaml.Node {
	c := *n
	c.Content = nil
	for _, x := range n.Content {
		c.Content = append(c.Content, cloned(x))
	}
	return &c
}

// tree writes a value as a tree. What could be a plain text, too, goes on one line; flow says that all of it must.
func (v Value) tree(s *shape, flow bool) *tree {
	t := text(v.Text)
	switch v.Kind {
	case List:
		t = list()
		for _, x := range v.List {
			t.add(x.tree(s.itemShape(), flow))
		}
	case Mapping:
		t = block()
		for _, f := range v.Fields {
			t.put(f.Key, f.Value.tree(s.valueShape(f.Key), flow))
		}
	default:
		return t
	}
	if flow || s != nil && s.text != noText {
		t.inline()
	}
	return t
}

// main returns the key at which a mapping of this shape has what could stand alone.
func (s *shape) main() (string, bool) {
	if s == nil || s.text == noText || len(s.keys) == 0 {
		return "", false
	}
	return s.keys[0].name, true
}

// Value returns what stands at a path, as it is written; nil where nothing does.
func (f *File) Value(path string) *Value {
	if f.root == nil {
		return nil
	}
	s, ok := find(f.root, path)
	if !ok || s.node == nil {
		return nil
	}
	v := f.value(s.node, path)
	return &v
}
