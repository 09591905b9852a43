package stockflow

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// unit is a product of powers of base units, with a factor to what the clock counts in. A unit that is not known fits
// every other one.
type unit struct {
	powers map[string]int // "" is time
	factor float64        // a quantity of 1 in this unit is factor in base units, times being in clock units
	known  bool
}

var (
	plain   = unit{factor: 1, known: true}
	unknown = unit{factor: 1}
)

// days holds the known units of time in days.
var days = map[string]float64{"day": 1, "week": 7, "month": 365.25 / 12, "year": 365.25}

// timeUnit returns the length of a unit of time in days.
func timeUnit(word string) (float64, bool) {
	d, ok := days[word]
	if !ok {
		d, ok = days[strings.TrimSuffix(word, "s")]
	}
	return d, ok
}

// parseUnit reads a unit such as "soldiers/month", "soldiers*week", "1/year" or "km^2". The empty text is the unknown unit.
func parseUnit(text, clock string) (unit, error) {
	if strings.TrimSpace(text) == "" {
		return unknown, nil
	}
	u := unit{powers: map[string]int{}, factor: 1, known: true}
	sign := 1
	for i, part := range split(text) {
		if i%2 == 1 {
			if part == "/" {
				sign = -1
			} else {
				sign = 1
			}
			continue
		}
		word, power, found := strings.Cut(strings.TrimSpace(part), "^")
		n := 1
		if found {
			var err error
			if n, err = strconv.Atoi(strings.TrimSpace(power)); err != nil || n < 1 || n > 9 {
				return unknown, fmt.Errorf("`%s` is no power: write a whole number from 1 to 9", power)
			}
		}
		word = strings.TrimSpace(word)
		if word == "1" && n == 1 {
			continue
		}
		if word == "" || strings.ContainsFunc(word, func(r rune) bool {
			return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("_- %", r)
		}) ||
			unicode.IsDigit(rune(word[0])) {
			return unknown, fmt.Errorf("`%s` is no unit: write a word, or words with / and * between them, such as trucks/day", text)
		}
		n *= sign
		if d, ok := timeUnit(word); ok {
			if c, ok := timeUnit(clock); ok {
				for range max(n, -n) {
					if n > 0 {
						u.factor *= d / c
					} else {
						u.factor *= c / d
					}
				}
				word = ""
			}
		}
		if clock != "" && word == clock {
			word = ""
		}
		u.add(word, n)
	}
	return u, nil
}

// split cuts a text at * and /, which stand at the odd places of the result.
func split(text string) []string {
	var parts []string
	start := 0
	for i, r := range text {
		if r == '*' || r == '/' {
			parts = append(parts, text[start:i], text[i:i+1])
			start = i + 1
		}
	}
	return append(parts, text[start:])
}

func (u *unit) add(word string, n int) {
	if u.powers[word] += n; u.powers[word] == 0 {
		delete(u.powers, word)
	}
}

// times returns the unit of a product, or of a quotient where sign is -1.
func (u unit) times(v unit, sign int) unit {
	if !u.known || !v.known {
		return unknown
	}
	p := unit{powers: maps.Clone(u.powers), factor: 1, known: true}
	if p.powers == nil {
		p.powers = map[string]int{}
	}
	for w, n := range v.powers {
		p.add(w, sign*n)
	}
	return p
}

func (u unit) power(n int) unit {
	p := unit{powers: map[string]int{}, factor: 1, known: u.known}
	for w, k := range u.powers {
		p.add(w, n*k)
	}
	return p
}

// fits reports whether two quantities may be compared and added.
func (u unit) fits(v unit) bool { return !u.known || !v.known || maps.Equal(u.powers, v.powers) }

// plain reports whether the quantity may be a plain number.
func (u unit) plain() bool { return !u.known || len(u.powers) == 0 }

// in writes the unit for a message, with the name of the clock.
func (u unit) in(clock string) string {
	if !u.known {
		return "any unit"
	}
	var above, below []string
	for _, w := range slices.Sorted(maps.Keys(u.powers)) {
		n, name := u.powers[w], w
		if w == "" {
			if name = clock; clock == "" {
				name = "time"
			}
		}
		text := name
		if n > 1 || n < -1 {
			text += "^" + strconv.Itoa(max(n, -n))
		}
		if n > 0 {
			above = append(above, text)
		} else {
			below = append(below, text)
		}
	}
	switch {
	case len(above) == 0 && len(below) == 0:
		return "a plain number"
	case len(above) == 0:
		above = []string{"1"}
	}
	return strings.Join(append([]string{strings.Join(above, "*")}, below...), "/")
}
