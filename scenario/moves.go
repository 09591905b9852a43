package scenario

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"parley"
	"parley/logic"
)

// piece is the bytes from to to of a text.
type piece struct{ from, to int }

func (p piece) of(text string) string { return text[p.from:p.to] }

// barForm is what a text about moves says, cut into its pieces.
type barForm struct {
	verb  string // "only after", "irreversible" or "never from"
	a, b  piece  // formulas; "irreversible" has only a
	by    piece  // name of a party, empty where every party is bound
	bound bool   // there is a "by"
}

// cutBar cuts a text about moves into pieces. The words that separate them count only outside of quotation marks and
// parentheses.
func cutBar(text string) (barForm, bool) {
	words := cutWords(text)
	is := func(i int, want ...string) bool {
		if i < 0 || i+len(want) > len(words) {
			return false
		}
		for k, w := range want {
			if words[i+k].of(text) != w {
				return false
			}
		}
		return true
	}
	var f barForm
	end := len(text)
	for i := len(words) - 1; i > 0; i-- {
		if is(i, "by") {
			f.bound = true
			end = words[i].from
			f.by = trim(text, piece{words[i].to, len(text)})
			words = words[:i]
			break
		}
	}
	switch {
	case is(0, "irreversible"):
		f.verb, f.a = "irreversible", trim(text, piece{words[0].to, end})
		return f, true
	case is(0, "never", "from"):
		for i := 2; i < len(words); i++ {
			if is(i, "to") {
				f.verb, f.a, f.b = "never from", trim(text, piece{words[1].to, words[i].from}), trim(text, piece{words[i].to, end})
				return f, true
			}
		}
		return f, false
	}
	for i := range words {
		if is(i, "only", "after") {
			f.verb, f.a, f.b = "only after", trim(text, piece{0, words[i].from}), trim(text, piece{words[i+1].to, end})
			return f, true
		}
	}
	return f, false
}

// trim drops the space at both ends of a piece.
func trim(text string, p piece) piece {
	for p.from < p.to && strings.ContainsRune(" \t\n", rune(text[p.from])) {
		p.from++
	}
	for p.from < p.to && strings.ContainsRune(" \t\n", rune(text[p.to-1])) {
		p.to--
	}
	return p
}

// cutWords returns the words of a text that stand outside of quotation marks and parentheses.
func cutWords(text string) []piece {
	var words []piece
	depth, start := 0, -1
	flush := func(end int) {
		if start >= 0 {
			words = append(words, piece{start, end})
			start = -1
		}
	}
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		switch {
		case r == '"' || r == '`':
			if closing := strings.IndexRune(text[i+n:], r); closing >= 0 {
				n += closing + 1
			}
			if start < 0 && depth == 0 {
				start = i
			}
		case r == '(':
			flush(i)
			depth++
		case r == ')':
			flush(i)
			depth--
		case unicode.IsSpace(r):
			flush(i)
		case depth == 0 && start < 0:
			start = i
		}
		i += n
	}
	flush(len(text))
	return words
}

// addBars reads what a part says of moves.
func (a *assembly) addBars(p part, kept func(*yaml.Node) (string, bool)) {
	k, section := a.entry(p.node, "moves")
	if a.graphOnly(k) {
		return
	}
	for i, item := range a.items(section) {
		n := a.scalarOf(item, "move")
		if n == nil {
			continue
		}
		b, ok := a.bar(n, fmt.Sprintf("%s[%d]", p.path("moves"), i))
		if name, keep := kept(item); ok && keep {
			b.Name = name
			a.c.Bars = append(a.c.Bars, b)
		}
	}
}

// bar reads what a text says of moves.
func (a *assembly) bar(n *yaml.Node, at string) (parley.Bar, bool) {
	text := n.Value
	f, ok := cutBar(text)
	if !ok {
		a.at(n, "write `A only after B`, `irreversible A` or `never from A to B`", "this says nothing of moves")
		return parley.Bar{}, false
	}
	bar := parley.Bar{Party: parley.AnyParty, At: at}
	first, ok := a.formulaPart(n, f.a.from, f.a.to, at)
	second := parley.Formula{}
	if f.verb != "irreversible" {
		var sound bool
		second, sound = a.formulaPart(n, f.b.from, f.b.to, at)
		ok = ok && sound
	}
	if f.bound {
		id := unquoted(f.by.of(text))
		if bar.Party = a.c.PartyIndex(id); bar.Party < 0 {
			ok = ok && a.frame.unknown
			a.unknownPartyInside(n, f.by, id)
		}
	}
	if !ok || a.frame.unknown {
		return bar, false
	}
	bar.From, bar.To = barFormulas(f.verb, first.Expr, second.Expr)
	bar.Text = barText(f.verb, first.Text, second.Text)
	if f.bound {
		bar.Text += " by " + logic.Quote(a.c.Parties[bar.Party].ID)
	}
	return bar, true
}

// barFormulas returns between which states the words forbid a move.
func barFormulas(verb string, a, b *logic.Expr) (from, to *logic.Expr) {
	switch verb {
	case "only after":
		return logic.NewAnd(logic.NewNot(a), logic.NewNot(b)), a
	case "irreversible":
		return a, logic.NewNot(a)
	}
	return a, b
}

// barText writes what is said of moves in canonical form.
func barText(verb, a, b string) string {
	switch verb {
	case "only after":
		return a + " only after " + b
	case "irreversible":
		return "irreversible " + a
	}
	return "never from " + a + " to " + b
}

// unquoted drops the quotation marks around a name.
func unquoted(name string) string {
	if n := len(name); n >= 2 && (name[0] == '"' || name[0] == '`') && name[n-1] == name[0] {
		return name[1 : n-1]
	}
	return name
}

// unknownPartyInside tells that a piece of a text is no party's id.
func (a *assembly) unknownPartyInside(n *yaml.Node, p piece, id string) {
	if a.frame.unknown {
		return
	}
	if id == "" {
		a.inside(n, max(p.from-2, 0), p.to, "write the id of a party after `by`", "`by` is followed by nothing")
		return
	}
	var ids []string
	for _, party := range a.c.Parties {
		ids = append(ids, party.ID)
	}
	a.inside(n, p.from, p.to, a.known(id, ids), "`%s` is not a party of this conflict", clip(id))
}
