package scenario

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"go.yaml.in/yaml/v4"

	"parley/diag"
	"parley/logic"
)

// checker walks a tree along the table. It tells what does not fit and marks it as spoilt, so that later steps pass over it
// and nobody is told twice. It also gathers the evidence that stands with the items.
type checker struct {
	*problems
	spoilt   map[*yaml.Node]bool
	lost     map[string]bool // sections that could not be read
	evidence []found
}

// found is a mapping that carries evidence.
type found struct {
	node *yaml.Node
	at   string
}

// trail is the way from the root to a node. It is turned into a path only where one is needed.
type trail struct {
	up   *trail
	step string
}

// String returns the path: "preferences.us.statements[1]".
func (t *trail) String() string {
	var steps []string
	for ; t != nil; t = t.up {
		steps = append(steps, t.step)
	}
	slices.Reverse(steps)
	return strings.TrimPrefix(strings.Join(steps, ""), ".")
}

func (t *trail) key(name string) *trail { return &trail{t, step(name)} }
func (t *trail) item(i int) *trail      { return &trail{t, "[" + strconv.Itoa(i) + "]"} }

// step writes a key as part of a path: in brackets and quotes where it could be taken for several.
func step(name string) string {
	if name == "" || strings.ContainsAny(name, `.["`) || strings.ContainsFunc(name, unicode.IsControl) {
		return "[" + strconv.Quote(name) + "]"
	}
	return "." + name
}

// spoil tells of a problem at a node and marks it.
func (c *checker) spoil(n *yaml.Node, hint, format string, args ...any) {
	c.spoilt[n] = true
	c.at(n, hint, format, args...)
}

// check compares a node with a shape. what names the node for messages, and where is what it is named by: its key, if it
// has one.
func (c *checker) check(n, where *yaml.Node, s *shape, t *trail, what string) {
	if c.foreign(n, s) {
		return
	}
	if s.keep {
		c.keep(n)
		return
	}
	empty := absent(n)
	switch {
	case n.Kind == yaml.ScalarNode && empty && s.text != noText && s.text != formula:
	case n.Kind == yaml.ScalarNode && empty:
		c.spoilt[n] = true
		c.at(where, "", "%s is empty: it should be %s", what, s.expects())
	case n.Kind == yaml.ScalarNode && s.text != noText:
		c.checkText(n, s, what)
	case n.Kind == yaml.SequenceNode && s.list != nil:
		if s.listAs != "" {
			t = t.key(s.listAs)
		}
		for i, item := range n.Content {
			c.check(item, item, s.list, t.item(i), fmt.Sprintf("item %d of %s", i+1, what))
		}
	case n.Kind == yaml.MappingNode && s.mapping():
		c.checkMapping(n, where, s, t, what)
	default:
		c.spoil(n, c.formHint(n, s), "%s should be %s, not %s", what, s.expects(), form(n))
	}
}

// foreign refuses what YAML offers and the format does not use.
func (c *checker) foreign(n *yaml.Node, s *shape) bool {
	switch {
	case n.Kind == yaml.AliasNode:
		c.spoil(n, "write the text out", "aliases of YAML are refused")
	case n.Anchor != "":
		c.spoil(n, "write the text out, or put it in quotes if it begins with `&`", "anchors of YAML are refused")
	case n.Kind == yaml.ScalarNode && (n.Style&yaml.TaggedStyle != 0 || n.Tag == "!") && s != nil && (s.text == formula || s.text == move || s.naming == formula):
		c.spoil(n, useNot, exclamation)
	case n.Style&yaml.TaggedStyle != 0 || n.Tag == "!":
		c.spoil(n, "put the text in quotes if it begins with `!`", "tags of YAML are refused")
	default:
		return false
	}
	return true
}

// keep checks what is kept as written: only that it is plain YAML without doubled keys.
func (c *checker) keep(n *yaml.Node) {
	if n.Kind == yaml.MappingNode {
		seen := map[string]int{}
		for i := 0; i < len(n.Content); i += 2 {
			if k := n.Content[i]; c.keyText(k) {
				c.double(k, seen)
			}
		}
	}
	for _, child := range n.Content {
		if !c.spoilt[child] && !c.foreign(child, nil) {
			c.keep(child)
		}
	}
}

// form names the form of a node for messages.
func form(n *yaml.Node) string {
	switch n.Kind {
	case yaml.SequenceNode:
		return "a list"
	case yaml.MappingNode:
		return "a mapping"
	}
	return "a text"
}

func (c *checker) formHint(n *yaml.Node, s *shape) string {
	switch {
	case n.Kind == yaml.MappingNode && s.text == formula && n.Style&yaml.FlowStyle != 0:
		return "braces make a mapping of YAML: use parentheses in formulas"
	case n.Kind == yaml.MappingNode && s.text == status:
		return "list the options that are taken: [a, b]"
	case n.Kind == yaml.MappingNode && s.list != nil && s.list.text == move:
		return "with listed states, write each party's moves below the party: `parties: {id: {moves: [s1 -> s2]}}`"
	case n.Kind == yaml.MappingNode && s.list != nil && s.text == noText:
		return "write a list: [...]"
	case n.Kind == yaml.MappingNode && s.text != noText:
		return "put a text that has `: ` in it in quotes"
	case n.Kind == yaml.SequenceNode && s.text == formula:
		return "brackets make a list of YAML: use parentheses in formulas"
	case n.Kind == yaml.ScalarNode && s.list != nil && s.text == noText:
		return fmt.Sprintf("write a list: [%s]", clip(n.Value))
	}
	return ""
}

// clip shortens a text for a message and drops what a terminal would act upon.
func clip(text string) string {
	text = strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return ' '
	}, text)
	if r := []rune(text); len(r) > 60 {
		return string(r[:59]) + "…"
	}
	return text
}

func (c *checker) checkText(n *yaml.Node, s *shape, what string) {
	switch s.text {
	case word:
		if !slices.Contains(s.words, n.Value) {
			c.spoil(n, diag.DidYouMean(n.Value, s.words), "%s should be %s, not `%s`", what, s.expects(), clip(n.Value))
		}
	case formula, move, ranking, arc:
		if n.Value == "" {
			c.spoil(n, "", "%s is empty: it should be %s", what, s.expects())
		}
	}
}

// keyText refuses keys that are no plain texts.
func (c *checker) keyText(k *yaml.Node) bool {
	switch {
	case k.Kind != yaml.ScalarNode:
		c.spoil(k, "a key is a plain text", "a key cannot be %s", form(k))
	case k.Tag == "!!merge":
		c.spoil(k, "write the keys out", "merge keys of YAML are refused")
	default:
		return true
	}
	return false
}

// double refuses a key that stood in the same mapping before.
func (c *checker) double(k *yaml.Node, seen map[string]int) bool {
	if line, ok := seen[k.Value]; ok {
		c.spoil(k, fmt.Sprintf("it stands in line %d already: delete one of the two", line), "`%s` is written twice", clip(k.Value))
		return true
	}
	seen[k.Value] = k.Line
	return false
}

func (c *checker) checkMapping(n, where *yaml.Node, s *shape, t *trail, what string) {
	seen := map[string]int{}
	reasons, strange := false, false
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		if !c.keyText(k) || c.foreign(k, s) || c.double(k, seen) {
			continue
		}
		known, ok := s.find(k.Value)
		switch {
		case ok:
			c.check(v, k, known.value, t.key(k.Value), "`"+k.Value+"`")
			reasons = reasons || isEvidence(k.Value)
		case s.others != nil:
			if s.naming == name {
				c.checkID(k, s)
			}
			c.check(v, k, s.others, t.key(k.Value), "`"+clip(k.Value)+"`")
		default:
			strange = true
			c.unknownKey(k, v, s, what)
		}
	}
	for _, k := range s.keys { // an unknown key may be the missing one, misspelt
		if _, ok := seen[k.name]; k.required && !ok && !strange && !(s == table && c.lost[k.name]) {
			c.at(where, fmt.Sprintf("`%s` is %s", k.name, k.doc), "%s has no `%s`", what, k.name)
		}
	}
	if reasons {
		c.evidence = append(c.evidence, found{n, t.String()})
	}
}

// isEvidence reports whether a key is one of those of evidence.
func isEvidence(name string) bool {
	switch name {
	case "because", "quote", "quotes", "claims", "hedge", "likelihood", "basis":
		return true
	}
	return false
}

func (c *checker) unknownKey(k, v *yaml.Node, s *shape, what string) {
	hint := diag.DidYouMean(k.Value, s.names())
	switch {
	case hint != "":
	case absent(v) && s.text == formula:
		hint = "braces make a mapping of YAML: use parentheses in formulas"
	case s.text == formula && strings.ContainsAny(k.Value, " .()"):
		hint = "put a formula that has `: ` in it in quotes"
	default:
		hint = someOf(k.Value, s.names())
	}
	c.spoil(k, hint, "`%s` is not a key of %s", clip(k.Value), what)
}

// checkID refuses what cannot be an id. Parties, options and states may have ids with spaces and the like, as in files
// that were converted from other tools.
func (c *checker) checkID(k *yaml.Node, s *shape) {
	id := k.Value
	loose := s.other == "a party" || s.other == "an option" || s.other == "a level" || s.other == "a state"
	bad := strings.IndexFunc(id, func(r rune) bool {
		return !unicode.IsPrint(r) || r == '"' || r == '`' || r == '=' || r == ','
	})
	switch {
	case id == "":
		c.spoil(k, "", "%s has an empty id", s.other)
	case logic.Reserved(id):
		c.spoil(k, "choose another id", "`%s` is a word of formulas and cannot be the id of %s", id, s.other)
	case len(id) > 200:
		c.spoil(k, "", "the id `%s` is longer than 200 bytes", clip(id))
	case loose && (id != strings.TrimSpace(id) || strings.ContainsFunc(id, unicode.IsControl) || strings.ContainsAny(id, "\"`")):
		c.spoil(k, "use letters, digits, `_` and `-`", "`%s` cannot be the id of %s", clip(id), s.other)
	case loose:
	case bad >= 0 || !logic.Bare(id) || strings.Contains(id, "."):
		c.spoil(k, "use letters, digits, `_` and `-`", "`%s` cannot be the id of %s", clip(id), s.other)
	}
}

// absent reports whether nothing is written where a value could stand. The words null and ~ are texts like others.
func absent(n *yaml.Node) bool {
	return n.Kind == yaml.ScalarNode && n.Value == "" && n.Style == 0 && n.Tag == "!!null"
}
