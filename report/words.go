package report

import (
	"fmt"
	"strings"

	"parley/game"
)

// Words names the states of a graph for people.
type Words struct {
	g     *game.Graph
	named map[int]string // states that one definition alone singles out
}

// maxNamed is the number of states up to which definitions are searched for names of states.
const maxNamed = 1 << 17

// NewWords prepares the names of a graph's states. A definition that holds in one state only names that state.
func NewWords(g *game.Graph) *Words {
	w := &Words{g: g, named: map[int]string{}}
	if g.Len() > maxNamed {
		return w
	}
	for _, d := range g.Conflict().Definitions {
		holds, _ := g.Where(d.Expr)
		if holds.Count() != 1 {
			continue
		}
		s, _ := holds.NextSet(0)
		if w.named[int(s)] == "" {
			w.named[int(s)] = d.Name
		}
	}
	return w
}

// Number returns the state's number in canonical order, from 1, as the literature numbers states.
func (w *Words) Number(s int) string { return fmt.Sprint(s + 1) }

// Short names a state in a sentence: "state 5 (NYNNY)", with its name where it has one.
func (w *Words) Short(s int) Text {
	t := T("state ")
	if w.g.Conflict().GraphForm() {
		t.Add(Code, w.g.Code(s))
		return t
	}
	t.Add(Strong, w.Number(s))
	t.Add(Plain, " (")
	t.Add(Code, w.g.Code(s))
	t.Add(Plain, ")")
	return t
}

// Name returns the name of a state: that of a definition, or of a merge, or in graph form the state's own. It returns ""
// where there is none.
func (w *Words) Name(s int) string {
	if c := w.g.Conflict(); c.GraphForm() {
		return c.States[s].Name
	}
	if n := w.named[s]; n != "" {
		return n
	}
	return w.g.MergeName(s)
}

// Taken says in words what is taken up in a state, party by party; for a merged state, what is taken in every member.
func (w *Words) Taken(s int) string {
	c := w.g.Conflict()
	if c.GraphForm() {
		return c.States[s].Name
	}
	code := w.g.Code(s)
	var parts []string
	for i, p := range c.Parties {
		var taken []string
		for _, k := range c.OptionsOf(i) {
			if code[k] == 'Y' {
				taken = append(taken, c.Options[k].Label())
			}
		}
		if len(taken) > 0 {
			parts = append(parts, p.Label()+": "+strings.Join(taken, ", "))
		}
	}
	if len(parts) == 0 {
		return "nothing is taken up"
	}
	return strings.Join(parts, "; ")
}

// manyOptions is the number of options above which tables name them by id, since their labels would fill the page.
const manyOptions = 6

// Brief is Taken for the cell of a table: where a conflict has many options it names them by their ids.
func (w *Words) Brief(s int) string {
	c := w.g.Conflict()
	if len(c.Options) <= manyOptions {
		return w.Taken(s)
	}
	code := w.g.Code(s)
	var parts []string
	for i, p := range c.Parties {
		var taken []string
		for _, k := range c.OptionsOf(i) {
			if code[k] == 'Y' {
				taken = append(taken, strings.TrimPrefix(c.Options[k].ID, p.ID+"."))
			}
		}
		if len(taken) > 0 {
			parts = append(parts, p.Label()+": "+strings.Join(taken, ", "))
		}
	}
	if len(parts) == 0 {
		return "nothing is taken up"
	}
	return strings.Join(parts, "; ")
}

// Change says in words what a move changes, as an order: take up these options, drop those.
func (w *Words) Change(from, to int) string {
	c := w.g.Conflict()
	if c.GraphForm() {
		return "go to " + w.g.Code(to)
	}
	a, b := w.g.Code(from), w.g.Code(to)
	var up, down []string
	for k, o := range c.Options {
		switch {
		case a[k] != 'Y' && b[k] == 'Y':
			up = append(up, "“"+o.Label()+"”")
		case a[k] == 'Y' && b[k] == 'N':
			down = append(down, "“"+o.Label()+"”")
		}
	}
	return taking(up, down, b)
}

// taking says which options, named in words, to take up and which to drop; where none changes, which state to go to.
func taking(up, down []string, to string) string {
	var parts []string
	if len(up) > 0 {
		parts = append(parts, "take up "+join(up))
	}
	if len(down) > 0 {
		parts = append(parts, "drop "+join(down))
	}
	if len(parts) == 0 {
		return "go to " + to
	}
	return strings.Join(parts, ", ")
}

// join writes "a", "a and b", "a, b and c".
func join(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " and " + words[len(words)-1]
}

// plural writes "1 state", "2 states".
func plural(n int, word string) string {
	if n == 1 {
		return "1 " + word
	}
	if base, ok := strings.CutSuffix(word, "y"); ok && !strings.HasSuffix(word, "ay") {
		return fmt.Sprintf("%d %sies", n, base)
	}
	return fmt.Sprintf("%d %ss", n, word)
}
