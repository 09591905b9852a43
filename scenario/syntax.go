package scenario

import (
	"errors"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v4"
	"go.yaml.in/yaml/v4/plugin/loaderlimits"

	"parley/diag"
)

// maxDepth is how deep a file may be nested.
const maxDepth = 32

// maxChunks bounds the sections that are tried one by one in a file that is no YAML as a whole.
const maxChunks = 100

// parse turns the text into a tree of YAML nodes. Where the text is no YAML, the sections that can be read are, and lost
// names the others; root is nil where nothing can be read.
func (s *source) parse(p *problems) (root *yaml.Node, lost map[string]bool) {
	root, problem := s.load(s.text)
	if problem == nil {
		return root, nil
	}
	chunks := s.chunks()
	lost = map[string]bool{}
	whole := &yaml.Node{Kind: yaml.MappingNode, Line: 1, Column: 1}
	if len(chunks) > 1 && len(chunks) <= maxChunks && !problem.final {
		for _, c := range chunks {
			part, problem := s.load(c.text)
			if problem != nil {
				if problem.message.Line > 0 {
					problem.message.Line += c.line - 1
				}
				p.put(problem.message)
				lost[c.key] = true
				continue
			}
			if part.Kind == yaml.MappingNode {
				shift(part, c.line-1)
				whole.Content = append(whole.Content, part.Content...)
			}
		}
	}
	if len(lost) == 0 { // each section is well-formed, so the cut was wrong
		p.put(problem.message)
		return nil, nil
	}
	if len(whole.Content) == 0 {
		return nil, lost
	}
	return whole, lost
}

// syntaxError is what is wrong with a text as YAML. A final one concerns the whole file, not one section.
type syntaxError struct {
	message diag.Problem
	final   bool
}

// load reads one YAML document.
func (s *source) load(text string) (*yaml.Node, *syntaxError) {
	var document yaml.Node
	err := yaml.Load([]byte(text), &document, yaml.WithPlugin(loaderlimits.New(loaderlimits.DepthValue(maxDepth))))
	var le *yaml.LoadError
	switch {
	case err == nil && document.Kind == yaml.DocumentNode && len(document.Content) == 1 && !absent(document.Content[0]):
		return document.Content[0], nil
	case err != nil && strings.Contains(err.Error(), "found multiple"):
		return nil, &syntaxError{final: true, message: diag.Problem{Line: secondDocument(text), Column: 1, Length: 3,
			Message: "a second document begins here", Hint: "a scenario file is one document: delete this line or make two files"}}
	case err != nil && errors.As(err, &le) && le.Mark.Line > 0:
		return nil, &syntaxError{message: plainWords(newSource(s.name, []byte(text)), le)}
	case err != nil && !strings.Contains(err.Error(), "no documents"):
		return nil, &syntaxError{final: true, message: diag.Problem{Message: "the file is no YAML: " + err.Error()}}
	}
	return nil, &syntaxError{final: true, message: diag.Problem{Message: "the file is empty", Hint: "`parley init` writes a first file"}}
}

// secondDocument returns the line on which a second document begins.
func secondDocument(text string) int {
	content := false
	number := 0
	for line := range strings.SplitSeq(text, "\n") {
		number++
		marker := strings.HasPrefix(line, "---")
		if marker && content {
			return number
		}
		content = content || marker || strings.TrimSpace(line) != "" && line[0] != '#' && line[0] != '%'
	}
	return number
}

func shift(n *yaml.Node, lines int) {
	n.Line += lines
	for _, c := range n.Content {
		shift(c, lines)
	}
}

// chunk is the text of one section.
type chunk struct {
	key  string
	line int
	text string
}

// chunks cuts the text where a line begins in the first column with something that can be a key.
func (s *source) chunks() []chunk {
	var chunks []chunk
	begin := 0
	cut := func(end int) {
		if end > begin {
			text := s.text[s.lines[begin]:]
			if end < len(s.lines) {
				text = s.text[s.lines[begin]:s.lines[end]]
			}
			key, _, _ := strings.Cut(text, ":")
			chunks = append(chunks, chunk{strings.Trim(strings.TrimSpace(key), `"'`), begin + 1, text})
		}
		begin = end
	}
	for i := range s.lines {
		line := s.line(i + 1)
		if line != "" && !strings.ContainsRune(" \t#-]}", rune(line[0])) {
			cut(i)
			if len(chunks) > maxChunks {
				return chunks
			}
		}
	}
	cut(len(s.lines))
	if len(chunks) > 0 && strings.TrimSpace(withoutComments(chunks[0].text)) == "" {
		chunks = chunks[1:]
	}
	return chunks
}

// withoutComments drops lines that are comments only.
func withoutComments(text string) string {
	var b strings.Builder
	for line := range strings.SplitSeq(text, "\n") {
		if !strings.HasPrefix(strings.TrimSpace(line), "#") && line != "---" {
			b.WriteString(line)
		}
	}
	return b.String()
}

// plainWords says in an analyst's words what the YAML reader found.
func plainWords(s *source, e *yaml.LoadError) diag.Problem {
	p := diag.Problem{Line: e.Mark.Line, Column: e.Mark.Column, Length: 1}
	begun := func() { // the place where the broken piece begins tells more than the place where the reader gave up
		if e.ContextMark.Line > 0 {
			p.Line, p.Column = e.ContextMark.Line, e.ContextMark.Column
		}
	}
	line := s.line(p.Line)
	before := line[:min(len(line), s.offset(p.Line, p.Column)-s.offset(p.Line, 1))]
	has := func(part string) bool {
		return strings.Contains(e.Message, part) || strings.Contains(e.ContextMsg, part)
	}
	switch {
	case has("max depth"):
		p.Message = fmt.Sprintf("the file is nested more than %d deep here", maxDepth)
	case has("tab character"), strings.HasPrefix(line, before+"\t") && strings.TrimSpace(before) == "":
		p.Column = strings.IndexByte(line, '\t') + 1
		p.Message, p.Hint = "a tab is used for indentation", "indent with spaces"
	case has("mapping values are not allowed"):
		s.strayColon(&p, line, before)
	case has("quoted scalar") && has("unexpected end"), has("quoted scalar") && has("document indicator"):
		begun()
		p.Message, p.Hint = "the quoted text that begins here is not closed", "add the closing quotation mark"
	case has("unknown escape"), has("escape"):
		p.Message, p.Hint = "a backslash in double quotes begins an escape, and this one is unknown", `write \\ for a backslash, or use single quotes`
	case has("',' or ']'"):
		begun()
		p.Message, p.Hint = "the list that begins here is not closed, or a comma is missing", "add the missing `]` or `,`"
	case has("',' or '}'") && strings.HasPrefix(line[len(before):], ": "):
		p.Message, p.Hint = "a second `: ` in one entry", "put the text in quotes, or add the comma that is missing"
	case has("',' or '}'"):
		begun()
		p.Message, p.Hint = "the mapping in braces that begins here is not closed, or a comma is missing", "add the missing `}` or `,`"
	case has("could not find expected ':'"):
		begun()
		p.Length = max(len([]rune(strings.TrimSpace(s.line(p.Line)))), 1)
		p.Message, p.Hint = "this line is no key with a value: it has no `:`", "write `key: value`, or indent it if it goes on with the text above"
	case has("block sequence entries are not allowed"):
		p.Message, p.Hint = "a list with `-` cannot begin on the line of its key", "begin it on the next line, or write it in brackets: [a, b]"
	case has("expected key"), has("expected '-' indicator"), has("document start"):
		s.strayText(&p, before)
	case has("scanning a tag"):
		begun()
		p.Message, p.Hint = exclamation, useNot
	case has("anchor"), has("alias"):
		begun()
		p.Message, p.Hint = "anchors and aliases of YAML are refused", "write the text out, or put it in quotes if it begins with `&` or `*`"
	case has("cannot start any token"):
		first, _ := firstRune(strings.TrimPrefix(line, before))
		p.Message = fmt.Sprintf("a text cannot begin with `%c` here", first)
		if first == '`' {
			p.Message = "a text cannot begin with a backquote here"
		}
		p.Hint = "put it in quotes"
	case has("irective"), has("incompatible YAML"):
		p.Message, p.Hint = "directives of YAML are refused", "delete the line that begins with %"
	case has("block scalar"):
		p.Message, p.Hint = "text after `|` or `>` begins on the next line", "move it there, indented; or put it in quotes if it begins with `|` or `>`"
	default:
		p.Message = "this is no YAML: " + e.Message
	}
	if p.Line > len(s.lines) || p.Line == len(s.lines) && s.line(p.Line) == "" {
		p.Line = max(len(s.lines)-1, 1)
		p.Column = len([]rune(s.line(p.Line))) + 1
	}
	return p
}

// strayColon explains a ": " where YAML does not want one.
func (s *source) strayColon(p *diag.Problem, line, before string) {
	switch {
	case strings.Contains(before, ": "):
		p.Message = "a second `: ` on one line"
		p.Hint = "put the text in quotes"
		if key, value, ok := strings.Cut(line, ": "); ok && !strings.ContainsAny(value, `"{[`) && len(line) < 80 {
			p.Hint += fmt.Sprintf(": %s: \"%s\"", strings.TrimLeft(key, " -"), strings.TrimSpace(value))
		}
	case s.noKeyAbove(p):
	default:
		p.Column = len(line) - len(strings.TrimLeft(line, " ")) + 1
		p.Message, p.Hint = "this key is indented below a value that has ended", "line it up with the key above"
	}
}

// noKeyAbove explains a line that goes wrong because the line above it is no key, and reports whether that is so.
func (s *source) noKeyAbove(p *diag.Problem) bool {
	above := p.Line - 1
	for above > 1 && strings.TrimSpace(withoutComments(s.line(above))) == "" {
		above--
	}
	line, _, _ := strings.Cut(s.line(above), " #")
	text := strings.TrimSpace(line)
	if text == "" || strings.Contains(text, ":") || strings.HasPrefix(text, "-") || strings.ContainsAny(text[len(text)-1:], "]}\"'") {
		return false
	}
	p.Line, p.Column, p.Length = above, len(line)-len(strings.TrimLeft(line, " "))+1, len([]rune(text))
	p.Message, p.Hint = "this line is no key with a value: it has no `:`", "write `key: value`, or put a text of several lines in quotes"
	return true
}

// strayText explains text that stands where a key should.
func (s *source) strayText(p *diag.Problem, before string) {
	trimmed := strings.TrimSpace(before)
	if trimmed == "" {
		if s.noKeyAbove(p) {
			return
		}
		p.Message, p.Hint = "this line does not line up with those above", "give it the indentation of its neighbours"
		return
	}
	switch last := trimmed[len(trimmed)-1]; last {
	case '"', '\'', ']', '}':
		p.Message = fmt.Sprintf("there is more text behind the closing %c", last)
		p.Hint = "put the whole text in quotes, or delete what follows"
		if last == '\'' {
			p.Hint = "within single quotes write '' for an apostrophe, or use double quotes"
		}
	default:
		p.Message, p.Hint = "this text does not belong to a key", "write `key: value`"
	}
}

// What is said of a formula that YAML takes for a tag.
const (
	exclamation = "a text cannot begin with `!`: YAML takes it for a tag"
	useNot      = "write `not`, or put the formula in quotes"
)

func firstRune(text string) (rune, bool) {
	for _, r := range text {
		return r, true
	}
	return ' ', false
}
