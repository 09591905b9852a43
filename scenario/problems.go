package scenario

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"parley"
	"parley/diag"
	"parley/logic"
)

// maxProblems is how many problems are told of one file; who has more does not read them.
const maxProblems = 200

// problems collects what is wrong with one file, each thing once.
type problems struct {
	source *source
	list   diag.List
	seen   map[diag.Problem]bool
	full   bool
}

func newProblems(s *source) *problems { return &problems{source: s, seen: map[diag.Problem]bool{}} }

// put adds a problem. A nil collector forgets it.
func (p *problems) put(x diag.Problem) {
	x.File = p.source.name
	if p.full || p.seen[x] {
		return
	}
	if len(p.list) == maxProblems {
		p.full = true
		p.list = append(p.list, diag.Problem{File: p.source.name, Message: fmt.Sprintf("there are more than %d problems; mend these first", maxProblems)})
		return
	}
	p.seen[x] = true
	p.list = append(p.list, x)
}

// at adds an error at a node.
func (p *problems) at(n *yaml.Node, hint, format string, args ...any) {
	p.node(n, diag.Error, hint, fmt.Sprintf(format, args...))
}

// doubt adds a doubt at a node.
func (p *problems) doubt(n *yaml.Node, hint, format string, args ...any) {
	p.node(n, diag.Doubt, hint, fmt.Sprintf(format, args...))
}

func (p *problems) node(n *yaml.Node, s diag.Severity, hint, message string) {
	if p.full {
		return
	}
	line, column, length := p.source.extent(n)
	p.put(diag.Problem{Line: line, Column: column, Length: length, Severity: s, Message: message, Hint: hint})
}

// inside adds an error at a piece of a text: the bytes pos to end of the node's value.
func (p *problems) inside(n *yaml.Node, pos, end int, hint, format string, args ...any) {
	if p.full {
		return
	}
	line, column, length := p.source.piece(n, pos, end)
	p.put(diag.Problem{Line: line, Column: column, Length: length, Message: fmt.Sprintf(format, args...), Hint: hint})
}

// formulaError adds what logic.Parse or parley.Bind says of the part of a node's value that begins at offset.
func (p *problems) formulaError(n *yaml.Node, offset int, err error) {
	var le *logic.Error
	var ne *parley.NameError
	switch {
	case errors.As(err, &le):
		p.inside(n, offset+le.Pos, offset+le.End, le.Hint, "%s", le.Message)
	case errors.As(err, &ne):
		p.inside(n, offset+ne.Pos, offset+ne.End, nameHint(ne), "%s", ne.Message)
	default:
		p.at(n, "", "%s", err)
	}
}

// nameHint tells what a name that is not understood could have been.
func nameHint(e *parley.NameError) string {
	e.Known = e.Known[:min(len(e.Known), maxNames)]
	if len(e.Matches) > 0 {
		return "write the one that is meant in full"
	}
	if !slices.ContainsFunc(e.Known, func(k string) bool { return !strings.Contains("."+k, "."+e.Name+".") }) {
		return oneOf(e.Known) // a party or a choice: its options or levels
	}
	if list := oneOf(e.Known); len(e.Name) < 3 && list != "" { // every word of two letters is near to every other
		return list
	}
	if h := diag.DidYouMean(e.Name, e.Known); h != "" {
		return h
	}
	// A misspelt ending is near to the ending of the full name only.
	var endings []string
	full := map[string]string{}
	for _, k := range e.Known {
		for rest := k; ; {
			_, after, ok := strings.Cut(rest, ".")
			if !ok {
				break
			}
			rest = after
			endings = append(endings, rest)
			full[rest] = k
		}
	}
	if n := diag.Nearest(e.Name, endings); n != "" && len(e.Name) > 2 {
		return fmt.Sprintf("did you mean `%s`?", full[n])
	}
	return oneOf(e.Known)
}

// maxListed is how many names a hint lists at most: more are not read.
const maxListed = 8

// oneOf lists what would have been understood, where that is short enough to read.
func oneOf(known []string) string {
	if len(known) == 0 || len(known) > maxListed {
		return ""
	}
	return "known here: " + quoted(known)
}

// someOf is oneOf for keys, of which there may be many: then it lists those nearest to the word, and says where the rest is found.
func someOf(word string, known []string) string {
	if h := oneOf(known); h != "" || len(known) == 0 {
		return h
	}
	const nearest = 5
	return fmt.Sprintf("nearest here: %s; `parley schema` has the other %d", quoted(diag.Closest(word, known, nearest)), len(known)-nearest)
}

// known returns the hint for a word that is not among those known, unless nobody will read it.
func (p *problems) known(word string, names []string) string {
	if p.full {
		return ""
	}
	return known(word, names)
}

// maxNames bounds the names among which the nearest is looked for.
const maxNames = 3000

func known(word string, names []string) string {
	names = names[:min(len(names), maxNames)]
	h := diag.DidYouMean(word, names)
	if list := oneOf(names); h == "" || len(word) < 3 && list != "" { // every word of two letters is near to every other
		return list
	}
	return h
}
