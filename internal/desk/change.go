package desk

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"
)

// Change replaces stretches of a text by others. It is what the editor in the browser sends, a list of sections: a number
// keeps so many characters, a list drops as many as its first item says and puts its other items there, as lines.
// Characters are counted as UTF-16 does, which is how browsers count. A line break is one character.
type Change []section

// section keeps or drops characters; what is put stands in the place of those dropped.
type section struct {
	length  int
	replace bool
	put     string
}

var errChange = errors.New("the change does not fit the text")

// UnmarshalJSON reads a change as the editor writes it.
func (c *Change) UnmarshalJSON(data []byte) error {
	var raw []json.RawMessage
	if err := json.Unmarshal(data, &raw); err != nil {
		return err
	}
	out := make(Change, 0, len(raw))
	for _, r := range raw {
		var n int
		if err := json.Unmarshal(r, &n); err == nil {
			if n < 0 {
				return errChange
			}
			out = append(out, section{length: n})
			continue
		}
		var parts []json.RawMessage
		if err := json.Unmarshal(r, &parts); err != nil || len(parts) == 0 {
			return errChange
		}
		s := section{replace: true}
		if err := json.Unmarshal(parts[0], &s.length); err != nil || s.length < 0 {
			return errChange
		}
		var lines []string
		for _, p := range parts[1:] {
			var line string
			if err := json.Unmarshal(p, &line); err != nil || strings.ContainsAny(line, "\r\n") {
				return errChange
			}
			lines = append(lines, line)
		}
		s.put = strings.Join(lines, "\n")
		out = append(out, s)
	}
	*c = out
	return nil
}

// MarshalJSON writes a change as the editor reads it.
func (c Change) MarshalJSON() ([]byte, error) {
	out := make([]any, 0, len(c))
	for _, s := range c {
		if !s.replace {
			out = append(out, s.length)
			continue
		}
		parts := []any{s.length}
		if s.put != "" {
			for _, line := range strings.Split(s.put, "\n") {
				parts = append(parts, line)
			}
		}
		out = append(out, parts)
	}
	return json.Marshal(out)
}

// Apply returns the text after the change. The error tells that the change was made for another text.
func (c Change) Apply(text string) (string, error) {
	var b strings.Builder
	rest := text
	for _, s := range c {
		n, ok := bytesOf(rest, s.length)
		if !ok {
			return "", errChange
		}
		if !s.replace {
			b.WriteString(rest[:n])
		} else {
			b.WriteString(s.put)
		}
		rest = rest[n:]
	}
	if rest != "" {
		return "", errChange
	}
	return b.String(), nil
}

// bytesOf returns how many bytes the first so many UTF-16 characters of a text take; false where it is shorter, or where
// they end inside a character.
func bytesOf(text string, units int) (int, bool) {
	for i, r := range text {
		if units <= 0 {
			return i, units == 0
		}
		units -= width(r)
	}
	return len(text), units == 0
}

func width(r rune) int {
	if r >= 0x10000 {
		return 2
	}
	return 1
}

// units counts the characters of a text as UTF-16 does.
func units(text string) int {
	n := 0
	for _, r := range text {
		n += width(r)
	}
	return n
}

// step is one edit as the history keeps it: the bytes at a place, before and after.
type step struct {
	at       int
	old, new string
	client   string
}

// difference returns the one stretch in which two texts differ.
func difference(before, after string) step {
	at := 0
	for at < len(before) && at < len(after) && before[at] == after[at] {
		at++
	}
	for at > 0 && !(utf8.RuneStart(byteAt(before, at)) && utf8.RuneStart(byteAt(after, at))) {
		at--
	}
	a, b := before[at:], after[at:]
	n := 0
	for n < len(a) && n < len(b) && a[len(a)-1-n] == b[len(b)-1-n] {
		n++
	}
	for n > 0 && !utf8.RuneStart(a[len(a)-n]) {
		n--
	}
	return step{at: at, old: a[:len(a)-n], new: b[:len(b)-n]}
}

func byteAt(s string, i int) byte {
	if i < len(s) {
		return s[i]
	}
	return 0
}

// change writes a step as the editor reads it; before is the text that it is applied to.
func (s step) change(before string) Change {
	var c Change
	if n := units(before[:s.at]); n > 0 {
		c = append(c, section{length: n})
	}
	c = append(c, section{length: units(s.old), replace: true, put: s.new})
	if n := units(before[s.at+len(s.old):]); n > 0 {
		c = append(c, section{length: n})
	}
	return c
}

// apply returns the text after the step.
func (s step) apply(text string) string { return text[:s.at] + s.new + text[s.at+len(s.old):] }

// inverse returns the step that takes this one back.
func (s step) inverse() step { return step{at: s.at, old: s.new, new: s.old, client: s.client} }

// joined returns two steps as one, where they are parts of one thing done: letters typed or deleted in a row, up to the end
// of a word.
func (s step) joined(next step) (step, bool) {
	if s.client != next.client {
		return s, false
	}
	switch {
	case s.old == "" && next.old == "" && next.at == s.at+len(s.new):
		if strings.ContainsAny(next.new, "\n") || endsWord(s.new) && !endsWord(next.new) {
			return s, false
		}
		s.new += next.new
		return s, true
	case s.new == "" && next.new == "" && next.at+len(next.old) == s.at && !strings.Contains(next.old, "\n"):
		return step{at: next.at, old: next.old + s.old, client: s.client}, true
	}
	return s, false
}

func endsWord(s string) bool { return strings.HasSuffix(s, " ") || strings.HasSuffix(s, "\n") }

// checkText tells why something is no text for the desk.
func checkText(text string, most int) error {
	if len(text) > most {
		return fmt.Errorf("the text is larger than %d MiB, too large for a scenario", most>>20)
	}
	if !utf8.ValidString(text) {
		return errors.New("the text is not UTF-8; save it as UTF-8 first")
	}
	return nil
}
