package stockflow

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// quantity reads a number with a unit behind it, such as `6 months`, which may stand where an expression may.
func quantity(src string) (amount float64, of string, ok bool) {
	number, of, ok := strings.Cut(strings.TrimSpace(src), " ")
	of = strings.TrimSpace(of)
	if !ok || of == "" || !unicode.IsLetter(rune(of[0])) || slices.Contains([]string{"and", "or", "not", "in"}, strings.Fields(of)[0]) {
		return 0, "", false
	}
	amount, err := strconv.ParseFloat(number, 64)
	return amount, of, err == nil
}

// In reads an amount in a unit: a bare number, or a number with a unit that fits, such as `2 weeks` where days are wanted.
func In(src, unit, clock string) (float64, error) {
	amount, of, ok := quantity(src)
	if !ok {
		amount, err := strconv.ParseFloat(strings.TrimSpace(src), 64)
		if err != nil || math.IsNaN(amount) || math.IsInf(amount, 0) {
			return 0, fmt.Errorf("`%s` is no number", src)
		}
		return amount, nil
	}
	want, err := parseUnit(unit, clock)
	if err != nil {
		return 0, err
	}
	u, err := parseUnit(of, clock)
	if err == nil && !u.fits(want) {
		err = fmt.Errorf("this is in %s, and %s is needed", u.in(clock), want.in(clock))
	}
	return amount * u.factor / want.factor, err
}

// Span reads a time, such as `6 months` or a bare number of clock units, in clock units.
func Span(src, clock string) (float64, error) {
	if amount, of, ok := quantity(src); ok {
		u, err := parseUnit(of, clock)
		if err == nil && !u.fits(unit{powers: map[string]int{"": 1}, factor: 1, known: true}) {
			err = fmt.Errorf("`%s` is no time", of)
		}
		return amount * u.factor, err
	}
	t, err := strconv.ParseFloat(strings.TrimSpace(src), 64)
	if err != nil || math.IsNaN(t) || math.IsInf(t, 0) {
		return 0, fmt.Errorf("`%s` is no time", src)
	}
	return t, nil
}
