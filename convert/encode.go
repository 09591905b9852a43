package convert

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// What a file written here says of its origin. GMCR+ reads neither.
const (
	program = "parley"
	version = "0.4.1" // of GMCR+, whose layout it is
)

// file is what a .gmcr file holds.
type file struct {
	options     []fileOption
	parties     []fileParty
	infeasibles []cube
	manual      bool // the rankings count
}

type fileOption struct{ name, direction string }

type fileParty struct {
	name        string
	options     []int
	preferences [][]cube // each a disjunction
	ranking     [][]int  // numbers of states
}

// encode writes the file with a line for each piece, so that versions of it can be compared. Everything outside ASCII is
// escaped, since GMCR+ reads files in the encoding of the machine.
func (f file) encode() []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "{\"program\": %s,\n \"version\": %s,\n", quote(program), quote(version))
	lines(&b, " ", "options", f.options, func(o fileOption) string {
		return fmt.Sprintf("{\"name\": %s, \"permittedDirection\": %s}", quote(o.name), quote(o.direction))
	})
	b.WriteString(",\n")
	lines(&b, " ", "decisionMakers", f.parties, func(p fileParty) string {
		var b strings.Builder
		fmt.Fprintf(&b, "{\"name\": %s,\n   \"options\": %s,\n", quote(p.name), numbers(p.options))
		lines(&b, "   ", "preferences", p.preferences, preference)
		if f.manual {
			b.WriteString(",\n   \"preferenceRanking\": ")
			writeList(&b, p.ranking, func(tier []int) string {
				if len(tier) == 1 {
					return fmt.Sprint(tier[0])
				}
				return numbers(tier)
			})
		}
		b.WriteString(",\n   \"misperceptions\": []}")
		return b.String()
	})
	b.WriteString(",\n \"coalitions\": ")
	alone := make([]int, len(f.parties))
	for i := range alone {
		alone[i] = i
	}
	b.WriteString(numbers(alone) + ",\n")
	lines(&b, " ", "infeasibles", f.infeasibles, conjunction)
	fmt.Fprintf(&b, ",\n \"useManualPreferenceRanking\": %t}\n", f.manual)
	return []byte(b.String())
}

// lines writes a key and a list, one item a line.
func lines[T any](b *strings.Builder, indent, key string, items []T, item func(T) string) {
	fmt.Fprintf(b, "%s%s: [", indent, quote(key))
	for i, x := range items {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString("\n" + indent + " " + item(x))
	}
	b.WriteByte(']')
}

func writeList[T any](b *strings.Builder, items []T, item func(T) string) {
	b.WriteByte('[')
	for i, x := range items {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(item(x))
	}
	b.WriteByte(']')
}

func numbers(ns []int) string {
	var b strings.Builder
	writeList(&b, ns, func(n int) string { return fmt.Sprint(n) })
	return b.String()
}

// preference writes a condition, compound if it needs more than one cube.
func preference(cubes []cube) string {
	if len(cubes) == 1 {
		return conjunction(cubes[0])
	}
	var b strings.Builder
	b.WriteString("{\"compound\": true, \"members\": ")
	writeList(&b, cubes, conjunction)
	b.WriteByte('}')
	return b.String()
}

func conjunction(c cube) string {
	var b strings.Builder
	writeList(&b, c.condition(), func(l literal) string {
		return fmt.Sprintf("[%d, %s]", l.option, quote([]string{"N", "Y"}[bit(l.taken)]))
	})
	return b.String()
}

// quote writes a text as JSON in ASCII.
func quote(s string) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		panic(err) // a text can always be written
	}
	var out strings.Builder
	for _, r := range strings.TrimSuffix(b.String(), "\n") {
		switch {
		case r < utf8.RuneSelf:
			out.WriteRune(r)
		case r > 0xffff:
			high, low := utf16.EncodeRune(r)
			fmt.Fprintf(&out, "\\u%04x\\u%04x", high, low)
		default:
			fmt.Fprintf(&out, "\\u%04x", r)
		}
	}
	return out.String()
}
