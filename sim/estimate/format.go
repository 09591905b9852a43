package estimate

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// place returns the power of ten of the last digit that an error allows: the place of the error's own first digit, after the
// error is rounded to one digit. An error of 0.03 gives −2, one of 230 gives 2, one of 0.096 gives −1.
func place(err float64) int {
	text := strconv.FormatFloat(math.Abs(err), 'e', 0, 64)
	exponent, _ := strconv.Atoi(text[strings.IndexByte(text, 'e')+1:])
	return exponent
}

// at writes a number rounded to a power of ten.
func at(x float64, place int) string {
	if math.IsInf(x, 1) {
		return "∞"
	}
	if math.IsInf(x, -1) {
		return "−∞"
	}
	if place > 0 {
		unit := math.Pow10(place)
		x = math.Round(x/unit) * unit
	}
	text := strconv.FormatFloat(x, 'f', max(0, -place), 64)
	if strings.Trim(text, "-0.") == "" { // no negative zero
		text = strings.TrimPrefix(text, "-")
	}
	return strings.Replace(text, "-", "−", 1)
}

// Digits writes a number with as many digits as its error allows: the last one stands where the error's first one does.
// Digits(0.3127, 0.014) is "0.31", Digits(12345, 230) is "12300". A number without error is written in full; one whose error
// is unknown (NaN, infinite) with one digit and a tilde.
func Digits(value, err float64) string {
	switch {
	case math.IsNaN(value):
		return "unknown"
	case math.IsInf(value, 0):
		return at(value, 0)
	case err == 0:
		return strings.Replace(strconv.FormatFloat(value, 'f', -1, 64), "-", "−", 1)
	case math.IsNaN(err) || math.IsInf(err, 0):
		if value == 0 {
			return "~0"
		}
		return "~" + at(value, place(value))
	}
	return at(value, place(err))
}

// PlusMinus writes a number and its error: "12300 ± 200", or the number alone if it has none.
func PlusMinus(value, err float64) string {
	if err == 0 || math.IsNaN(err) || math.IsInf(err, 0) || math.IsNaN(value) || math.IsInf(value, 0) {
		return Digits(value, err)
	}
	return at(value, place(err)) + " ± " + at(math.Abs(err), place(err))
}

// span is the error that decides the digits of an estimate: half the interval, or what of it is finite.
func (e Estimate) span() float64 {
	switch h := e.Error(); {
	case !math.IsNaN(h) && !math.IsInf(h, 0):
		return h
	case !math.IsInf(e.Low, 0) && !math.IsInf(e.Value, 0) && e.Value > e.Low:
		return e.Value - e.Low
	case !math.IsInf(e.High, 0) && !math.IsInf(e.Value, 0) && e.High > e.Value:
		return e.High - e.Value
	}
	return math.Inf(1)
}

// String writes value and interval, the ends rounded outwards: "0.37 (0.34 to 0.40)".
func (e Estimate) String() string { return e.scaled(1, "") }

// Value alone, with the digits that the interval allows.
func (e Estimate) Short() string { return Digits(e.Value, e.span()) }

// Percent writes a share in percent, with its interval: "37 % (34 to 40 %)".
func (e Estimate) Percent() string { return e.scaled(100, " %") }

// With writes value and interval with a unit: "27 weeks (25 to 30 weeks)".
func (e Estimate) With(unit string) string {
	if unit == "" {
		return e.String()
	}
	return e.scaled(1, " "+unit)
}

// ShortPercent is the share in percent alone.
func (e Estimate) ShortPercent() string { return Digits(100*e.Value, 100*e.span()) + " %" }

func (e Estimate) scaled(by float64, unit string) string {
	if math.IsNaN(e.Value) {
		return "unknown"
	}
	err := by * e.span()
	value := Digits(by*e.Value, err) + unit
	if e.Low == e.High {
		return value
	}
	if math.IsInf(e.Low, -1) && math.IsInf(e.High, 1) || math.IsInf(e.Value, 1) && math.IsInf(e.Low, 1) {
		return value
	}
	p := 0
	if !math.IsInf(err, 0) {
		p = place(err)
	} else if !math.IsInf(e.Low, 0) && e.Low != 0 {
		p = int(math.Floor(math.Log10(math.Abs(by*e.Low)))) - 1 // two digits of the end that is finite
	}
	step := math.Pow10(p)
	low, high := math.Floor(by*e.Low/step+1e-9)*step, math.Ceil(by*e.High/step-1e-9)*step
	return fmt.Sprintf("%s (%s to %s%s)", value, at(low, p), at(high, p), unit)
}

// Frequency writes a share of runs as people count: "in 37 of 100 runs", rounded to what n runs allow and never to none or
// all where it is not so.
func Frequency(k, n int) string {
	if n == 0 {
		return "in no run"
	}
	if n <= 100 {
		return fmt.Sprintf("in %d of %d runs", k, n)
	}
	base := 100
	share := float64(k) / float64(n)
	for (share > 0 && share*float64(base) < 1 || share < 1 && (1-share)*float64(base) < 1) && base*10 <= n {
		base *= 10
	}
	part := int(math.Round(share * float64(base)))
	if k > 0 && part == 0 {
		return fmt.Sprintf("in fewer than 1 of %d runs", base)
	}
	if k < n && part == base {
		return fmt.Sprintf("in more than %d of %d runs", base-1, base)
	}
	return fmt.Sprintf("in %d of %d runs", part, base)
}
