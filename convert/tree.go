package convert

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"parley/diag"
)

// kind tells what a JSON value is.
type kind uint8

const (
	null kind = iota
	truth
	number
	text
	list
	object
)

// String names the kind in a message.
func (k kind) String() string {
	return [...]string{"null", "true or false", "a number", "a text", "a list", "an object"}[k]
}

// value is a JSON value and where it stands. The bytes of a list or an object reach from bracket to bracket.
type value struct {
	kind       kind
	start, end int
	truth      bool
	text       string   // of a text; of a number as written
	items      []*value // of a list
	members    []member // of an object
}

// member is a key of an object and its value.
type member struct {
	name       string
	start, end int // of the key
	value      *value
}

// get returns the value of a key, or nil.
func (v *value) get(name string) *value {
	for i := range v.members {
		if v.members[i].name == name {
			return v.members[i].value
		}
	}
	return nil
}

// at returns the value that a path such as decisionMakers[1].name leads to, or the last value on the way to it.
func (v *value) at(path string) *value {
	for _, step := range strings.FieldsFunc(path, func(r rune) bool { return r == '.' || r == '[' || r == ']' }) {
		next := v.get(step)
		if i, err := strconv.Atoi(step); err == nil && v.kind == list && i >= 0 && i < len(v.items) {
			next = v.items[i]
		}
		if next == nil {
			return v
		}
		v = next
	}
	return v
}

// parser builds values from the tokens of encoding/json.
type parser struct {
	source
	decoder  *json.Decoder
	base     int // bytes before the JSON text: a byte order mark
	values   int
	problems diag.List // that do not keep the rest from being read
}

// errStop ends parsing where the problem is already reported.
var errStop = errors.New("stop")

// parse returns the value that a file holds, nil where the problems keep it from being read. The cost is linear.
func parse(s source) (*value, diag.List) {
	p := &parser{source: s}
	if problem := s.unreadable(); problem != nil {
		return nil, diag.List{*problem}
	}
	if bytes.HasPrefix(s.text, []byte("\ufeff")) {
		p.base = len("\ufeff")
	}
	p.decoder = json.NewDecoder(bytes.NewReader(s.text[p.base:]))
	p.decoder.UseNumber()
	v, err := p.value(0)
	if err == nil {
		if _, err = p.decoder.Token(); err == io.EOF {
			return v, p.problems
		}
	}
	if err != errStop {
		p.problems = append(p.problems, p.syntax(err))
	}
	return nil, p.problems
}

// unreadable returns the reason why a file is no JSON text at all, or nil.
func (s source) unreadable() *diag.Problem {
	var p diag.Problem
	switch {
	case len(s.text) > maxBytes:
		p = s.whole(fmt.Sprintf("the file has %d bytes; a .gmcr file may have at most %d", len(s.text), maxBytes), "")
	case len(s.text) > 1 && s.text[0] == 0x80 && s.text[1] <= 5:
		p = s.whole("the file was written by a GMCR+ older than 0.3, in a form that parley does not read",
			"look for a copy that GMCR+ 0.3 or later has saved, or enter the conflict anew")
	case len(bytes.TrimSpace(s.text)) == 0:
		p = s.whole("the file is empty", "")
	case !utf8.Valid(s.text):
		at := 0
		for r, n := rune(0), 0; at < len(s.text); at += n {
			if r, n = utf8.DecodeRune(s.text[at:]); r == utf8.RuneError && n == 1 {
				break
			}
		}
		p = s.problem(at, at+1, diag.Error, fmt.Sprintf("the byte 0x%02x is not UTF-8 text", s.text[at]), "save the file as UTF-8")
	default:
		return nil
	}
	return &p
}

// syntax places an error of the JSON decoder. Its own offset is not exact for every error, that of a second look at the
// whole text is.
func (p *parser) syntax(err error) diag.Problem {
	at := p.base + int(p.decoder.InputOffset())
	var whole json.RawMessage
	var exact *json.SyntaxError
	if again := json.Unmarshal(p.text[p.base:], &whole); errors.As(again, &exact) {
		err = again
		at = p.base + int(exact.Offset) - 1
	}
	if err == io.EOF || err == io.ErrUnexpectedEOF || strings.Contains(err.Error(), "unexpected end") {
		return p.problem(len(p.text), len(p.text), diag.Error, "the file ends too early", "a bracket or a quotation mark is not closed, or the file was cut short")
	}
	return p.problem(at, at+1, diag.Error, "this is not JSON: "+strings.TrimPrefix(err.Error(), "json: "), "a .gmcr file is one JSON object")
}

// next returns where the next token begins.
func (p *parser) next() int {
	at := p.base + int(p.decoder.InputOffset())
	for at < len(p.text) && strings.IndexByte(" \t\r\n,:", p.text[at]) >= 0 {
		at++
	}
	return at
}

func (p *parser) value(depth int) (*value, error) {
	v := &value{start: p.next()}
	token, err := p.decoder.Token()
	if err != nil {
		return nil, err
	}
	v.end = p.base + int(p.decoder.InputOffset())
	if p.values++; p.values > maxValues {
		return nil, p.stop(v, fmt.Sprintf("the file holds more than %d values", maxValues))
	}
	switch t := token.(type) {
	case bool:
		v.kind, v.truth = truth, t
	case json.Number:
		v.kind, v.text = number, t.String()
	case string:
		v.kind, v.text = text, t
	case json.Delim:
		if depth == maxDepth {
			return nil, p.stop(v, fmt.Sprintf("brackets are nested more than %d deep", maxDepth))
		}
		v.kind = list
		if t == '{' {
			v.kind = object
		}
		if err := p.fill(v, depth); err != nil {
			return nil, err
		}
	}
	return v, nil
}

// fill reads what a list or an object holds, and its closing bracket.
func (p *parser) fill(v *value, depth int) error {
	for p.decoder.More() {
		m := member{start: p.next()}
		if v.kind == object {
			key, err := p.decoder.Token()
			if err != nil {
				return err
			}
			m.name, m.end = key.(string), p.base+int(p.decoder.InputOffset())
			if v.get(m.name) != nil {
				p.problems = append(p.problems, p.problem(m.start, m.end, diag.Error, fmt.Sprintf("the key %s stands twice in one object", show(m.name)), "keep one of them"))
			}
		}
		item, err := p.value(depth + 1)
		if err != nil {
			return err
		}
		if v.kind == list {
			v.items = append(v.items, item)
			continue
		}
		if m.value = item; len(v.members) == 1000 { // so that looking for keys stays cheap
			return p.stop(v, "an object has more than 1000 keys")
		}
		v.members = append(v.members, m)
	}
	_, err := p.decoder.Token()
	v.end = p.base + int(p.decoder.InputOffset())
	return err
}

func (p *parser) stop(v *value, message string) error {
	p.problems = append(p.problems, p.problem(v.start, v.start+1, diag.Error, message, ""))
	return errStop
}
