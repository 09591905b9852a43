package scenario

import "strings"

// Suggestion is a key that may stand at a place of a scenario file.
type Suggestion struct {
	Key      string `json:"key"`
	Doc      string `json:"doc"`
	Required bool   `json:"required,omitempty"`
	Nested   bool   `json:"nested,omitempty"` // a mapping or a list belongs below it
}

// Place is what may be written at one place of a scenario file.
type Place struct {
	Keys []Suggestion `json:"keys"`
	// Words are the only values allowed here.
	Words []string `json:"words,omitempty"`
	// Formula: names of options and definitions may stand here. Party: names of parties, where keys of the author's own
	// choice name parties.
	Formula bool `json:"formula"`
	Party   bool `json:"party"`
}

// Suggest tells what may be written at a line and column, both from 1, of a text that need not be sound, for an editor that
// completes what is typed. It reads no YAML, only the indentation of the lines above, so that the line in work does not
// disturb it; in a flow mapping, between braces, it tells of formulas only. The cost is linear in the text above the place.
func Suggest(src []byte, line, column int) Place {
	lines := strings.Split(strings.ReplaceAll(string(src), "\r\n", "\n"), "\n")
	if line < 1 || line > len(lines) {
		return Place{}
	}
	runes := []rune(lines[line-1])
	before := string(runes[:min(max(column-1, 0), len(runes))])
	keys, inValue := pathTo(lines[:line-1], before)
	s := table
	for _, k := range keys {
		if s = s.below(k); s == nil {
			return Place{}
		}
	}
	return s.place(inValue)
}

// place tells what may stand where a value of this shape begins; inValue is behind the colon of its key, or inside braces.
func (s *shape) place(inValue bool) Place {
	var p Place
	if !inValue {
		for _, k := range s.keys {
			nested := k.value != nil && (k.value.mapping() || k.value.list != nil) && k.value.text == noText
			p.Keys = append(p.Keys, Suggestion{Key: k.name, Doc: k.doc, Required: k.required, Nested: nested})
		}
		p.Party = s.other == "a party"
	}
	for _, x := range []*shape{s, s.list} {
		if x == nil {
			continue
		}
		if x.text == word {
			p.Words = append(p.Words, x.words...)
		}
		p.Formula = p.Formula || x.text == formula || x.text == move || x.naming == formula
	}
	return p
}

// below returns the shape of the value of a key, "-" for an item of a list.
func (s *shape) below(k string) *shape {
	if k == "-" {
		return s.list
	}
	if s.listAs != "" && s.list == nil {
		return nil
	}
	if known, ok := s.find(k); ok {
		return known.value
	}
	return s.others
}

// pathTo returns the keys that lead to the place behind before, a line up to there, from the indentation of the lines above.
func pathTo(above []string, before string) (keys []string, inValue bool) {
	type level struct {
		indent int
		key    string
	}
	var stack []level
	// open reads a line: its dashes and its key become levels.
	open := func(text string) (rest string, hasKey bool) {
		trimmed := strings.TrimLeft(text, " ")
		indent := len(text) - len(trimmed)
		dash := trimmed == "-" || strings.HasPrefix(trimmed, "- ")
		for len(stack) > 0 {
			top := stack[len(stack)-1]
			// The items of a list may stand below its key without indentation.
			if top.indent < indent || dash && top.indent == indent && top.key != "-" {
				break
			}
			stack = stack[:len(stack)-1]
		}
		for trimmed == "-" || strings.HasPrefix(trimmed, "- ") {
			stack = append(stack, level{indent, "-"})
			next := strings.TrimLeft(trimmed[1:], " ")
			indent += len(trimmed) - len(next)
			trimmed = next
		}
		i := strings.Index(trimmed, ": ")
		if i < 0 && strings.HasSuffix(trimmed, ":") {
			i = len(trimmed) - 1
		}
		if i <= 0 || strings.ContainsAny(trimmed[:1], "{[&*#") {
			return trimmed, false
		}
		stack = append(stack, level{indent, strings.Trim(trimmed[:i], `"' `)})
		return strings.TrimSpace(trimmed[i+1:]), true
	}
	for _, text := range above {
		if t := strings.TrimSpace(text); t == "" || strings.HasPrefix(t, "#") {
			continue
		}
		open(strings.TrimRight(text, " "))
	}
	rest, hasKey := open(before)
	for _, l := range stack {
		keys = append(keys, l.key)
	}
	return keys, hasKey || strings.ContainsAny(rest, "{[ ")
}
