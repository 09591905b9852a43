package scenario

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v4"

	"parley/diag"
)

// AddSource returns the text of a scenario with one more source, everything else as it is: comments, order and layout. Only
// where the section `sources` stands in braces is the file put into canonical form. A source with that id which has no text yet is
// given what it lacks. The problems say why it cannot be done: the file has errors other than that it quotes this source
// already, or a source with that id and a text.
func AddSource(name string, src []byte, s Source) ([]byte, diag.List) {
	before, wrong := Read(name, src)
	if before == nil {
		return nil, wrong.Errors()
	}
	more := 1
	write := func() ([]byte, diag.List) { return insertSource(name, src, s) }
	switch old := before.SourceOf(s.ID); {
	case old != nil && old.File != "":
		p := diag.Problem{File: name, Message: fmt.Sprintf("there is a source `%s` already", s.ID), Hint: "choose another id"}
		p.Line, p.Column, p.Length = before.Locate("sources" + step(s.ID))
		return nil, diag.List{p}
	case old != nil:
		more, s = 0, old.With(s)
		write = func() ([]byte, diag.List) { return fillSource(name, src, s) }
	}
	out, problems := write()
	if problems.Err() != nil {
		return nil, problems
	}
	after, problems := Read(name, out)
	if problems.Err() != nil && wrong.Err() != nil {
		return nil, wrong.Errors()
	}
	if problems.Err() != nil || len(after.Sources) != len(before.Sources)+more || after.SourceOf(s.ID) == nil || !sameButAt(*after.SourceOf(s.ID), s) {
		return nil, diag.List{{File: name, Message: fmt.Sprintf("parley cannot write the source `%s` into this file without losing something, so the file is left as it is", s.ID),
			Hint: "put the file into canonical form by `parley fmt -w` and try again"}}
	}
	return out, nil
}

// sameButAt reports whether two sources say the same.
func sameButAt(a, b Source) bool {
	a.At, b.At = "", ""
	return a == b
}

// tree writes a source as a mapping.
func (s Source) tree() *tree {
	t := block()
	for _, f := range []struct{ key, value string }{{"title", s.Title}, {"author", s.Author}, {"date", s.Date}, {"outlet", s.Outlet}, {"file", s.File}, {"sha256", s.SHA256},
		{"original", s.Original}, {"url", s.URL}, {"reliability", s.Reliability}, {"about", s.About}} {
		if f.value != "" {
			t.put(f.key, text(f.value))
		}
	}
	return t
}

// soundText reads a text whose YAML is sound, for edits of the text itself; the list says what is not.
func soundText(name string, src []byte) (*source, *yaml.Node, diag.List) {
	text, problem := decode(name, src)
	if problem != nil {
		return nil, nil, diag.List{*problem}
	}
	s := newSource(name, text)
	p := newProblems(s)
	root := s.sound(p)
	if len(p.list) > 0 {
		return nil, nil, p.sorted()
	}
	return s, root, nil
}

// insertSource puts a source behind the others, or with a section of its own where that stands in canonical form.
func insertSource(name string, src []byte, s Source) ([]byte, diag.List) {
	source, root, list := soundText(name, src)
	if list != nil {
		return nil, list
	}
	text := source.text
	line := 0
	indent := 2
	var lines []string
	section := -1
	for i := 0; i+1 < len(root.Content); i += 2 {
		if root.Content[i].Value == "sources" {
			section = i
		}
	}
	switch {
	case section >= 0 && root.Content[section+1].Kind == yaml.MappingNode && root.Content[section+1].Style&yaml.FlowStyle != 0 || root.Style&yaml.FlowStyle != 0:
		return canonicalSource(name, []byte(text), s)
	case section >= 0:
		if v := root.Content[section+1]; v.Kind == yaml.MappingNode && len(v.Content) > 0 {
			indent = v.Content[0].Column - 1
		}
		line = source.sectionEnd(root, section)
	default:
		line = source.placeFor(root, "sources")
		lines = append(lines, "sources:")
	}
	e := &emitter{}
	shape := table.key("sources").value
	e.pair(pair{nodeOf(s.ID), s.tree().node()}, shape, strings.Repeat(" ", indent))
	for l := range strings.SplitSeq(strings.TrimSuffix(e.text(), "\n"), "\n") {
		lines = append(lines, l)
	}
	end := "\n"
	if strings.Contains(text, "\r\n") {
		end = "\r\n"
	}
	at := source.lineOffset(line)
	before, after := text[:at], text[at:]
	if before != "" && !strings.HasSuffix(before, "\n") {
		before += end
	}
	entry := strings.Join(lines, end) + end
	if section < 0 { // an empty line on either side
		if !strings.HasSuffix(before, end+end) && before != "" {
			entry = end + entry
		}
		if after != "" && !strings.HasPrefix(after, end) {
			entry += end
		}
	}
	bom := ""
	if len(src) > len(text) {
		bom = string(src[:len(src)-len(text)])
	}
	return []byte(bom + before + entry + after), nil
}

func nodeOf(id string) *yaml.Node { return text(id).node() }

// sectionEnd returns the line behind the last one that holds something of a section; comments and empty lines before the next
// section stay with that.
func (s *source) sectionEnd(root *yaml.Node, section int) int {
	end := len(s.lines) + 1
	if section+2 < len(root.Content) {
		end = root.Content[section+2].Line
	}
	for end > root.Content[section].Line+1 {
		text := s.line(end - 1)
		if trimmed := strings.TrimSpace(text); trimmed != "" && !(strings.HasPrefix(trimmed, "#") && !strings.HasPrefix(text, " ")) {
			break
		}
		end--
	}
	return end
}

// placeFor returns the line at which a new section goes: before the first section that stands behind it in canonical order,
// with the comments above that one, or at the end.
func (s *source) placeFor(root *yaml.Node, name string) int {
	for i := 0; i+1 < len(root.Content); i += 2 {
		if table.rank(root.Content[i].Value) > table.rank(name) {
			line := root.Content[i].Line
			for line > 1 && strings.HasPrefix(s.line(line-1), "#") {
				line--
			}
			return line
		}
	}
	return len(s.lines) + 1
}

// canonicalSource adds a source to a section in braces, and writes the file in canonical form.
func canonicalSource(name string, text []byte, s Source) ([]byte, diag.List) {
	source := newSource(name, text)
	p := newProblems(source)
	root := source.sound(p)
	m := newMargin(source, root)
	var section *yaml.Node
	for i := 0; i+1 < len(root.Content); i += 2 {
		if root.Content[i].Value == "sources" {
			section = root.Content[i+1]
		}
	}
	if section == nil {
		section = block().node()
		root.Content = append(root.Content, nodeOf("sources"), section)
	}
	section.Style &^= yaml.FlowStyle
	section.Content = append(section.Content, nodeOf(s.ID), s.tree().node())
	e := &emitter{margin: m, source: source}
	e.file(root)
	return []byte(e.text()), nil
}
