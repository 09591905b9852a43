package stockflow

import (
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/expr-lang/expr/ast"

	"parley/diag"
)

// amount is a number with a unit within an expression, such as `10 days` in `reserve < 10 days`.
type amount struct {
	number float64
	of     string
}

var (
	// A number that is not the end of a name, and a word behind it. No expression has one next to the other.
	numberAndWord = regexp.MustCompile(`(?:^|[^\pL\pN_.])((?:\d[\d_]*(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?)[ \t]+(\pL[\pL\pN_]*)`)
	// What may follow as part of the unit: a power, or another word behind * or /.
	morePower = regexp.MustCompile(`^\^\d+`)
	moreWord  = regexp.MustCompile(`^[*/](\pL[\pL\pN_]*)`)
)

// operators are the words that may stand behind a number without being its unit.
var operators = []string{"and", "or", "not", "in", "matches", "contains", "startsWith", "endsWith", "if", "else", "let"}

// hideAmounts puts a name of the same length where a number with a unit stands, since the parser knows no units, and notes which.
// A unit goes on over * and / without spaces while what follows is the name of no quantity.
func (t *text) hideAmounts() string {
	src := t.src
	if strings.ContainsAny(src, "\"'`#") || strings.Contains(src, "/*") || strings.Contains(src, "//") {
		return src // texts and comments are not for expressions, and are told as they stand
	}
	var out strings.Builder
	done := 0
	for done < len(src) {
		m := numberAndWord.FindStringSubmatchIndex(src[done:])
		if m == nil {
			break
		}
		begin, end := done+m[2], done+m[5]
		if slices.Contains(operators, src[done+m[4]:end]) {
			out.WriteString(src[done:end])
			done = end
			continue
		}
		for {
			if p := morePower.FindString(src[end:]); p != "" {
				end += len(p)
				continue
			}
			w := moreWord.FindStringSubmatchIndex(src[end:])
			if w == nil || t.b.kinds[src[end+w[2]:end+w[3]]] != "" || isFunction(src[end+w[2]:end+w[3]]) {
				break
			}
			end += w[1]
		}
		number, err := strconv.ParseFloat(strings.ReplaceAll(src[begin:done+m[3]], "_", ""), 64)
		if err != nil {
			return src
		}
		if t.amounts == nil {
			t.amounts = map[int]amount{}
		}
		t.amounts[utf8.RuneCountInString(src[:begin])] = amount{number, strings.TrimSpace(src[done+m[4] : end])}
		out.WriteString(src[done:begin])
		out.WriteString(strings.Repeat("x", utf8.RuneCountInString(src[begin:end])))
		done = end
	}
	out.WriteString(src[done:])
	return out.String()
}

func isFunction(name string) bool {
	_, ok := functions[name]
	return ok
}

// amount builds a number with a unit.
func (t *text) amount(n ast.Node, x amount) value {
	u, err := parseUnit(x.of, t.b.clock)
	if err != nil {
		return t.wrong(n, "", "%s", err)
	}
	for _, word := range slices.Sorted(maps.Keys(u.powers)) {
		if word != "" && !t.b.measures[word] {
			return t.wrong(n, diag.DidYouMean(word, append(slices.Sorted(maps.Keys(t.b.measures)), slices.Sorted(maps.Keys(days))...)), "nothing is measured in `%s`", word)
		}
	}
	v := t.b.literal(x.number * u.factor)
	u.factor = 1
	v.unit = u
	return v
}

// bare reports whether a value is a number without a unit.
func bare(v value) bool { return v.literal && !v.truth && v.unit.plain() }

// alike gives a bare number the unit of the quantity that it is compared with: of a name, the unit that the name has. Where a
// quantity is made up of others and has time in its unit, the number would be in a unit that stands nowhere, so it stays bare.
func (t *text) alike(l, r value) (value, value) {
	like := func(number, q value) value {
		factor := q.own
		if _, timed := q.unit.powers[""]; factor == 0 && !timed {
			factor = 1
		}
		if !bare(number) || bare(q) || q.unit.plain() || factor == 0 {
			return number
		}
		v := t.b.literal(t.b.values[number.reg] * factor)
		v.unit = q.unit
		return v
	}
	return like(l, r), like(r, l)
}
