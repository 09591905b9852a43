package convert

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"parley/scenario"
)

// WriteArgdown writes the claims of a file, and the rival readings of its groups, as an argument map in Argdown: a claim is a
// statement, supported by the claims that it rests on and by the readings that it assumes; readings of one group exclude each
// other; a reading is supported by the claims that the file gives for it. Quotes, tests and words of estimate are kept as data of
// the statements. Verdicts are not written: whether a claim holds is asked by `parley claims`.
//
// The result is nil where the file has neither claims nor readings.
func WriteArgdown(f *scenario.File) []byte {
	if len(f.Claims) == 0 && len(f.Groups) == 0 {
		return nil
	}
	var b bytes.Buffer
	title, _ := json.Marshal(oneLine(f.Title)) // JSON strings are YAML
	fmt.Fprintf(&b, "===\ntitle: %s\n===\n\n", title)
	if len(f.Groups) > 0 {
		b.WriteString("# Rival readings\n")
	}
	for _, g := range f.Groups {
		fmt.Fprintf(&b, "\n## %s\n", heading(g.ID, g.Question))
		for i, c := range g.Choices {
			says := c.Claim
			if says == "" {
				says = g.ID + " is " + c.ID
			}
			fmt.Fprintf(&b, "\n[%s]: %s%s\n", statementID(g.ID+"="+c.ID), argdownText(says), data("hedge", c.Evidence.Hedge, "because", c.Evidence.Because, "quotes", quotes(c.Evidence.Quotes)))
			for _, id := range c.Evidence.Claims {
				fmt.Fprintf(&b, "  + [%s]\n", statementID(id))
			}
			for _, rival := range g.Choices[i+1:] {
				fmt.Fprintf(&b, "  >< [%s]\n", statementID(g.ID+"="+rival.ID))
			}
		}
	}
	if len(f.Claims) > 0 {
		b.WriteString("\n# Claims\n")
	}
	for _, c := range f.Claims {
		test := ""
		if c.Test != nil {
			test = string(c.Test.Verb)
			if c.Test.Goal.Text != "" {
				test += ": " + c.Test.Goal.Text
			}
		}
		fmt.Fprintf(&b, "\n[%s]: %s%s\n", statementID(c.ID), argdownText(c.Says),
			data("by", c.By, "kind", c.Kind, "hedge", c.Hedge, "because", c.Because, "quotes", quotes(c.Quotes), "test", test))
		for _, id := range c.RestsOn {
			fmt.Fprintf(&b, "  + [%s]\n", statementID(id))
		}
		for _, g := range sortedKeys(c.Assuming) {
			fmt.Fprintf(&b, "  + [%s]\n", statementID(g+"="+c.Assuming[g]))
		}
	}
	return b.Bytes()
}

func sortedKeys(m map[string]string) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

func heading(id, question string) string {
	if question == "" {
		return argdownText(id)
	}
	return argdownText(id + ": " + question)
}

func quotes(list []scenario.Quote) (out []string) {
	for _, q := range list {
		out = append(out, oneLine(q.Text))
	}
	return out
}

// data writes what is not empty of pairs of key and value as the data of an element. Braces inside texts would end it.
func data(pairs ...any) string {
	var parts []string
	for i := 0; i < len(pairs); i += 2 {
		switch v := pairs[i+1].(type) {
		case string:
			if v == "" {
				continue
			}
			pairs[i+1] = oneLine(v)
		case []string:
			if len(v) == 0 {
				continue
			}
		}
		var text bytes.Buffer
		e := json.NewEncoder(&text)
		e.SetEscapeHTML(false)
		_ = e.Encode(pairs[i+1]) // texts and lists of texts
		value := strings.NewReplacer("{", `\u007b`, "}", `\u007d`).Replace(strings.TrimSpace(text.String()))
		parts = append(parts, fmt.Sprintf("%s: %s", pairs[i], value))
	}
	if parts == nil {
		return ""
	}
	return " {" + strings.Join(parts, ", ") + "}"
}

// statementID keeps a name from ending its brackets.
func statementID(id string) string {
	return strings.NewReplacer("[", "(", "]", ")").Replace(oneLine(id))
}

// argdownText escapes what would be markup in a statement.
func argdownText(text string) string {
	var b strings.Builder
	for _, r := range oneLine(text) {
		if strings.ContainsRune(`\[]{}<>*_#@/|`, r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}
