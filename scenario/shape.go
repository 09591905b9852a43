package scenario

import (
	"slices"
	"strings"
)

// scalar tells what a plain text stands for where one is allowed.
type scalar uint8

const (
	noText     scalar = iota
	prose             // words for people
	name              // an id that is defined elsewhere in the file
	word              // one of shape.words
	number            // an exact decimal or fraction
	formula           // a formula over options
	move              // what a single move may not do
	ranking           // a > b ~ c >> d
	arc               // a -> b between listed states
	status            // a state code or the id of a state
	assumption        // group=choice
)

// shape says what a value of the file may be. A value may have several forms at once: a text, a list, a mapping.
type shape struct {
	def    string   // name of the shape, for the schema; "" where it is written out in place
	what   string   // as a message calls it: "a formula"
	text   scalar   // what a plain text stands for
	words  []string // for text word: which ones
	list   *shape   // what the items of a list are
	listAs string   // the list is short for a mapping with this key
	keys   []key    // keys that the format knows
	others *shape   // value of the keys that the author chooses
	other  string   // what such a key names: "a party"
	naming scalar   // what such a key is: name or formula
	keep   bool     // anything goes; kept as written
}

// key is one key of a mapping that the format knows.
type key struct {
	name     string
	doc      string
	value    *shape
	required bool
}

// mapping reports whether the value may be a mapping.
func (s *shape) mapping() bool { return len(s.keys) > 0 || s.others != nil }

// find returns what the format knows of a key.
func (s *shape) find(name string) (key, bool) {
	if i := s.rank(name); i >= 0 {
		return s.keys[i], true
	}
	return key{}, false
}

// rank returns the place of a key in canonical order, or -1.
func (s *shape) rank(name string) int {
	return slices.IndexFunc(s.keys, func(k key) bool { return k.name == name })
}

// names returns the keys that the format knows, in canonical order.
func (s *shape) names() []string {
	names := make([]string, len(s.keys))
	for i, k := range s.keys {
		names[i] = k.name
	}
	return names
}

// with returns the shape with keys added.
func (s *shape) with(keys ...key) *shape {
	copied := *s
	copied.keys = slices.Concat(s.keys, keys)
	return &copied
}

// expects describes the forms that a value may have.
func (s *shape) expects() string {
	if s.what != "" {
		return s.what
	}
	var forms []string
	switch s.text {
	case noText:
	case word:
		forms = append(forms, "one of "+quoted(s.words))
	default:
		forms = append(forms, "a text")
	}
	if s.list != nil {
		forms = append(forms, "a list")
	}
	if s.mapping() {
		forms = append(forms, "a mapping")
	}
	return strings.Join(forms, " or ")
}

// quoted joins names for a message.
func quoted(names []string) string { return "`" + strings.Join(names, "`, `") + "`" }
