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
	var rivals []string
	for _, f := range s.Either {
		rivals = append(rivals, f.Expr.String())
	}
	return fmt.Sprintf("%s %v", strings.Join(rivals, " | "), s.Greatly)
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
	// longest[i][j] is the length of a longest common sequence of a from i and b from j.
	longest := make([][]int, len(a)+1)
	for i := range longest {
		longest[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if statementKey(a[i]) == statementKey(b[j]) {
				longest[i][j] = longest[i+1][j+1] + 1
			} else {
				longest[i][j] = max(longest[i+1][j], longest[i][j+1])
			}
		}
	}
	var out []Line
	shown := map[string]bool{}
	other := func(list []parley.Statement, key string) int {
		return 1 + slices.IndexFunc(list, func(s parley.Statement) bool { return statementKey(s) == key })
	}
	for i, j := 0, 0; i < len(a) || j < len(b); {
		switch {
		case i < len(a) && j < len(b) && statementKey(a[i]) == statementKey(b[j]):
			i, j = i+1, j+1
		case j == len(b) || i < len(a) && longest[i+1][j] >= longest[i][j+1]:
			if key := statementKey(a[i]); !shown[key] {
				shown[key] = true
				out = append(out, Line{statementText(a[i]), i + 1, other(b, key)})
			}
			i++
		default:
			if key := statementKey(b[j]); !shown[key] {
				shown[key] = true
				out = append(out, Line{statementText(b[j]), other(a, key), j + 1})
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
