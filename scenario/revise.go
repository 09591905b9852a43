package scenario

import (
	"errors"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"parley/diag"
)

// reviser changes the text of a file in one place.
type reviser struct {
	*source
	root   *yaml.Node
	margin *margin
}

func newReviser(name string, text []byte) (*reviser, diag.List) {
	s := newSource(name, text)
	p := newProblems(s)
	root := s.sound(p)
	if len(p.list) > 0 || root == nil || root.Kind != yaml.MappingNode {
		return nil, p.sorted()
	}
	return &reviser{s, root, newMargin(s, root)}, nil
}

// errLoosen tells that a list in brackets had to be given an item a line before it can be changed.
var errLoosen = errors.New("loosen")

// edit returns the text after an edit that expect has found to fit.
func (r *reviser) edit(e Edit) (string, error) {
	s, _ := find(r.root, e.Path)
	if e.Do == Write && s.node != nil && s.node.Kind == yaml.MappingNode {
		main, _ := s.shape.main()
		s = s.child(main)
	}
	if b := r.broken(s, e); b != nil {
		return r.rewrite(b, b.node, true), errLoosen
	}
	switch e.Do {
	case Write, Replace:
		return r.replace(s, e.Value), nil
	case Rename:
		text := (&emitter{}).key(text(e.Key).node(), s.up.shape, s.flow)
		return r.splice(r.start(s.key), r.end(s.key), text), nil
	case Insert:
		return r.insert(s, e), nil
	case Remove:
		if s.flow {
			return r.removeFlow(s), nil
		}
		return r.removeBlock(s), nil
	}
	if s.flow {
		return r.moveFlow(s, e.To), nil
	}
	return r.moveBlock(s, e.To), nil
}

// broken returns the outermost value in brackets with comments between its items that an edit would have to cut.
func (r *reviser) broken(s *site, e Edit) *site {
	if e.Do == Write || e.Do == Rename {
		return nil
	}
	if e.Do != Insert {
		s = s.up
	}
	var found *site
	for ; s != nil && s.up != nil; s = s.up {
		if s.node != nil && s.node.Kind != yaml.ScalarNode && s.node.Style&yaml.FlowStyle != 0 && r.margin.broken[s.node] {
			found = s
		}
	}
	return found
}

func (r *reviser) splice(from, to int, put string) string { return r.text[:from] + put + r.text[to:] }

// replace puts a value in the place of another one, or of none.
func (r *reviser) replace(s *site, v Value) string {
	if s.node == nil {
		return r.create(s, v)
	}
	n := v.tree(s.shape, s.flow).node()
	if absent(s.node) || !s.flow && (n.Kind != yaml.ScalarNode || r.several(s.node)) {
		r.reuse(n, s.node)
		return r.rewrite(s, n, false)
	}
	e := &emitter{}
	if s.flow {
		return r.splice(r.start(s.node), r.end(s.node), e.flow(n, s.shape))
	}
	from := r.start(s.node)
	if behind := r.text[r.end(s.node):r.lineEnd(r.end(s.node))]; strings.Contains(n.Value, "\n") && strings.TrimSpace(behind) != "" {
		return r.splice(from, r.end(s.node), e.oneLine(n, s.shape, true)) // a comment cannot stand behind several lines
	}
	prefix := r.text[r.lineOf(from):from]
	e.scalar(prefix, n, s.shape, strings.Repeat(" ", r.indent(s)), "")
	return r.splice(from-len(prefix), r.end(s.node), strings.TrimSuffix(e.text(), "\n"))
}

// several reports whether a value is a list, a mapping or a text below | or >.
func (r *reviser) several(n *yaml.Node) bool {
	return n.Kind != yaml.ScalarNode || n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0
}

// rewrite writes a value anew behind its key or dash, which stand outside of brackets.
func (r *reviser) rewrite(s *site, n *yaml.Node, loose bool) string {
	e := &emitter{margin: r.margin, source: r.source}
	if !loose {
		e.source = nil
	}
	var from int
	indent := strings.Repeat(" ", r.indent(s))
	if s.key != nil {
		from = r.colon(s.key)
		prefix := r.text[r.lineOf(from):from]
		e.value(prefix, n, s.shape, indent, r.trail(s.key))
		from -= len(prefix)
	} else {
		at := r.dash(s.node)
		from = r.lineOf(at)
		prefix := r.text[from:at]
		if n != s.node {
			r.margin.notes[n] = r.margin.notes[s.node]
		}
		e.item(n, s.shape, strings.Repeat(" ", len(prefix)), r.trail(s.node))
		if strings.TrimSpace(prefix) != "" {
			e.lines[0].text = prefix + e.lines[0].text[len(prefix):]
		}
	}
	end := r.lineEnd(max(r.contentEnd(s), from))
	return r.splice(from, end, strings.TrimSuffix(e.text(), "\n"))
}

func (r *reviser) trail(n *yaml.Node) string {
	if x := r.margin.notes[n]; x != nil {
		return x.trail
	}
	return ""
}

// reuse gives the texts of new lists the comments of the same texts in the old ones.
func (r *reviser) reuse(n, old *yaml.Node) {
	if n.Kind != yaml.SequenceNode || old.Kind != yaml.SequenceNode {
		return
	}
	notes := map[string][]*notes{}
	for _, x := range old.Content {
		members := x.Content
		if x.Kind == yaml.ScalarNode {
			members = []*yaml.Node{x}
		}
		for i, m := range members {
			found := r.margin.notes[m]
			if x.Kind == yaml.SequenceNode && i == 0 && (found == nil || found.trail == "" && len(found.head) == 0) {
				found = r.margin.notes[x]
			}
			notes[m.Value] = append(notes[m.Value], found)
		}
	}
	take := func(m *yaml.Node) bool {
		list := notes[m.Value]
		if len(list) == 0 || list[0] == nil {
			return false
		}
		r.margin.notes[m], notes[m.Value] = list[0], list[1:]
		return list[0].trail != "" || len(list[0].head)+len(list[0].foot) > 0
	}
	for _, x := range n.Content {
		if x.Kind == yaml.ScalarNode {
			take(x)
			continue
		}
		for _, m := range x.Content {
			if take(m) {
				x.Style &^= yaml.FlowStyle
				n.Style &^= yaml.FlowStyle
			}
		}
	}
	if slices.ContainsFunc(n.Content, func(x *yaml.Node) bool { return r.margin.notes[x] != nil }) || old.Style&yaml.FlowStyle == 0 {
		n.Style &^= yaml.FlowStyle
	}
}

// create writes a value where there is none, with the keys that lead to it.
func (r *reviser) create(s *site, v Value) string {
	for s.up.node == nil {
		v = Value{Kind: Mapping, Fields: []Field{{s.name, v}}}
		s = s.up
	}
	if absent(s.up.node) {
		return r.replace(s.up, Value{Kind: Mapping, Fields: []Field{{s.name, v}}})
	}
	return r.insert(s.up, Edit{Do: Insert, Key: s.name, Value: v})
}

// insert puts an item or an entry into a list or mapping.
func (r *reviser) insert(s *site, e Edit) string {
	v := Value{Kind: List, List: []Value{e.Value}}
	if e.Key != "" {
		v = Value{Kind: Mapping, Fields: []Field{{e.Key, e.Value}}}
	}
	switch {
	case s.node == nil:
		return r.create(s, v)
	case absent(s.node), !s.flow && s.up != nil && s.size() == 0 && s.shape != nil && s.shape.text == noText:
		return r.replace(s, v)
	}
	at := e.To
	var key *yaml.Node
	shape := s.shape.itemShape()
	if e.Key != "" {
		at, key, shape = s.place(e.Key), text(e.Key).node(), s.shape.valueShape(e.Key)
	}
	flow := s.inside()
	n := e.Value.tree(shape, flow).node()
	w := &emitter{}
	if flow {
		put := w.flow(n, shape)
		if key != nil {
			put = w.key(key, s.shape, true) + ": " + put
		}
		switch {
		case s.size() == 0:
			return r.splice(r.start(s.node)+1, r.end(s.node)-1, put)
		case at == 0:
			from, _ := r.flowItem(s, 0)
			return r.splice(from, from, put+", ")
		}
		_, to := r.flowItem(s, at-1)
		return r.splice(to, to, ", "+put)
	}
	indent := strings.Repeat(" ", r.column(s))
	if key != nil {
		w.pair(pair{key, n}, s.shape, indent)
	} else {
		w.item(n, shape, indent, "")
	}
	put := w.text()
	if s.up == nil { // a section, with an empty line on either side but for the short ones at the top
		line := r.placeFor(s.node, e.Key)
		from := r.lineOffset(line)
		if top := s.shape.rank(e.Key) < s.shape.rank("parties"); top && len(w.lines) == 1 && strings.HasSuffix(r.text[:from], "\n") && strings.TrimSpace(r.line(line-1)) != "" {
			return r.splice(from, from, put)
		}
		before, after := r.text[:from], r.text[from:]
		if !strings.HasSuffix(before, "\n") && before != "" {
			before += "\n"
		}
		if !strings.HasSuffix(before, "\n\n") && before != "" {
			put = "\n" + put
		}
		if after != "" && !strings.HasPrefix(after, "\n") {
			put += "\n"
		}
		return before + put + after
	}
	if at > 0 {
		to := r.chunk(s, at-1).to
		if to > 0 && r.text[to-1] != '\n' { // the file ends there
			return r.text[:to] + "\n" + strings.TrimSuffix(put, "\n")
		}
		return r.splice(to, to, put)
	}
	from := r.chunk(s, 0).from
	if r.text[r.lineOf(from):from] != "" && strings.TrimSpace(r.text[r.lineOf(from):from]) != "" { // behind a dash
		return r.splice(from, from, strings.TrimPrefix(put, indent)+indent)
	}
	return r.splice(from, from, put)
}

// chunk returns the lines of an item with its comments; of the first item of what begins behind a dash, from there. Comments
// below the last item, at its indentation, end the list, and stay there.
func (r *reviser) chunk(s *site, i int) piece {
	var node, inner *yaml.Node
	first, end := 0, 0
	if s.node.Kind == yaml.MappingNode {
		k, v := s.node.Content[2*i], s.node.Content[2*i+1]
		node, end = k, r.colon(k)
		if !absent(v) {
			end = r.end(v)
		}
		first, inner = k.Line, v
	} else {
		node = s.node.Content[i]
		end = r.end(node)
		first, _ = r.source.place(r.dash(node))
		inner = node
	}
	at := r.start(node)
	if s.node.Kind == yaml.SequenceNode {
		at = r.dash(node)
	}
	last := r.deepest(inner, at-r.lineOf(at))
	if x := r.margin.notes[node]; x != nil && x.from > 0 && x.from < first {
		first = x.from
		at = r.lineOffset(first)
	} else if strings.TrimSpace(r.text[r.lineOf(at):at]) == "" {
		at = r.lineOf(at)
	}
	line, _ := r.source.place(max(end-1, 0))
	return piece{at, r.lineOffset(max(line, last) + 1)}
}

// deepest returns the line of the last comment that stands below something in a list or mapping and is indented by more than
// a number of spaces, 0 where there is none.
func (r *reviser) deepest(n *yaml.Node, indent int) int {
	line := 0
	for _, c := range n.Content {
		if x := r.margin.notes[c]; x != nil && x.to > line && len(r.line(x.to))-len(strings.TrimLeft(r.line(x.to), " ")) > indent {
			line = x.to
		}
		line = max(line, r.deepest(c, indent))
	}
	return line
}
