package scenario

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v4"

	"parley/diag"
)

// With returns a source that lacks a text, with what it lacks taken from another description of it; what it says stays.
func (s Source) With(found Source) Source {
	for _, x := range []struct {
		own   *string
		other string
	}{{&s.Title, found.Title}, {&s.Author, found.Author}, {&s.Outlet, found.Outlet}, {&s.URL, found.URL}, {&s.Date, found.Date}, {&s.File, found.File},
		{&s.SHA256, found.SHA256}, {&s.Original, found.Original}, {&s.Reliability, found.Reliability}} {
		if *x.own == "" {
			*x.own = x.other
		}
	}
	return s
}

// fillSource writes what a source of the file lacks behind what it has, everything else as it is. The problem says that it is written
// in braces, where there is no place for it.
func fillSource(name string, src []byte, s Source) ([]byte, diag.List) {
	source, root, list := soundText(name, src)
	if list != nil {
		return nil, list
	}
	text := source.text
	entry := valueOf(valueOf(root, "sources"), s.ID)
	if entry == nil || entry.Kind != yaml.MappingNode || entry.Style&yaml.FlowStyle != 0 || len(entry.Content) == 0 {
		problem := diag.Problem{File: name, Message: fmt.Sprintf("there is no place for the text of the source `%s`, which is written in braces", s.ID), Hint: "give each of its keys a line of its own and try again, or choose another id"}
		if entry != nil {
			problem.Line, problem.Column, problem.Length = source.extent(entry)
		}
		return nil, diag.List{problem}
	}
	had := map[string]bool{}
	for i := 0; i+1 < len(entry.Content); i += 2 {
		had[entry.Content[i].Value] = true
	}
	fresh := s.tree().node()
	out := block().node()
	for i := 0; i+1 < len(fresh.Content); i += 2 {
		if !had[fresh.Content[i].Value] {
			out.Content = append(out.Content, fresh.Content[i], fresh.Content[i+1])
		}
	}
	e := &emitter{}
	e.pair(pair{nodeOf(s.ID), out}, table.key("sources").value, "")
	end := "\n"
	if strings.Contains(text, "\r\n") {
		end = "\r\n"
	}
	indent := strings.Repeat(" ", entry.Content[0].Column-1)
	var lines strings.Builder
	for l := range strings.SplitSeq(strings.TrimSuffix(e.text(), "\n"), "\n") {
		if l, inside := strings.CutPrefix(l, "  "); inside {
			lines.WriteString(indent + l + end)
		}
	}
	at := source.lineEnd(source.end(entry))
	before, after := text[:at], text[at:]
	if after == "" {
		before += end
	} else {
		before, after = text[:at+1], text[at+1:]
	}
	bom := string(src[:len(src)-len(text)])
	return []byte(bom + before + lines.String() + after), nil
}

// valueOf returns the value of a key of a mapping, or nil.
func valueOf(n *yaml.Node, key string) *yaml.Node {
	if n == nil || n.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
	return nil
}
