package perception

import (
	"fmt"
	"slices"
	"strings"

	"parley"
)

// preferenceKey writes out all that a preference says about states, so that equal keys mean equal preferences.
func preferenceKey(p parley.Preference) string {
	var b strings.Builder
	for _, o := range p.Either {
		b.WriteString("order\n")
		for _, s := range o.Statements {
			fmt.Fprintln(&b, statementKey(s))
		}
		for _, w := range o.Weights {
			fmt.Fprintln(&b, w.Value.RatString(), w.Expr)
		}
		for _, t := range o.Ranking {
			fmt.Fprintf(&b, "%q %v\n", t.States, t.Greatly)
		}
	}
	return b.String()
}

func statementKey(s parley.Statement) string {
	key := []byte{0}
	if s.Greatly {
		key[0] = 1
	}
	for _, f := range s.Either {
		key = f.Expr.AppendKey(key)
	}
	return string(key)
}

func statementKeys(list []parley.Statement) []string {
	keys := make([]string, len(list))
	for i, s := range list {
		keys[i] = statementKey(s)
	}
	return keys
}

func statementText(s parley.Statement) string {
	var rivals []string
	for _, f := range s.Either {
		rivals = append(rivals, f.String())
	}
	text := strings.Join(rivals, " or else ")
	if s.Greatly {
		text += " (strong)"
	}
	return text
}

// lines compares two preferences that are certain orders of statements, else it returns nil. Statements keep their places as
// far as possible: those outside a longest common sequence differ.
func lines(seen, is parley.Preference) []Line {
	a, b := statements(seen), statements(is)
	if a == nil || b == nil {
		return nil
	}
	in, of := statementKeys(a), statementKeys(b)
	// longest[i][j] is the length of a longest common sequence of a from i and b from j.
	longest := make([][]int, len(a)+1)
	for i := range longest {
		longest[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if in[i] == of[j] {
				longest[i][j] = longest[i+1][j+1] + 1
			} else {
				longest[i][j] = max(longest[i+1][j], longest[i][j+1])
			}
		}
	}
	var out []Line
	shown := map[string]bool{}
	other := func(keys []string, key string) int { return 1 + slices.Index(keys, key) }
	for i, j := 0, 0; i < len(a) || j < len(b); {
		switch {
		case i < len(a) && j < len(b) && in[i] == of[j]:
			i, j = i+1, j+1
		case j == len(b) || i < len(a) && longest[i+1][j] >= longest[i][j+1]:
			if key := in[i]; !shown[key] {
				shown[key] = true
				out = append(out, Line{statementText(a[i]), i + 1, other(of, key)})
			}
			i++
		default:
			if key := of[j]; !shown[key] {
				shown[key] = true
				out = append(out, Line{statementText(b[j]), other(in, key), j + 1})
			}
			j++
		}
	}
	return out
}

// statements returns the statements of a preference that is one certain order of them, else nil.
func statements(p parley.Preference) []parley.Statement {
	if len(p.Either) != 1 {
		return nil
	}
	return p.Either[0].Statements
}
