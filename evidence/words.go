// Package evidence knows what words of estimate mean: "likely", "may well", "they claim". A word stands in a file as its
// author wrote it; the table here says what kind of word it is, and which range of likelihood published scales give it.
package evidence

import (
	"strings"
	"unicode"
)

// Kind says what a hedge does.
type Kind uint8

const (
	// Unlisted: the table does not know the word.
	Unlisted Kind = iota
	// Estimate: the word says how likely something is, within a range.
	Estimate
	// Possibility: the word says that something may be, not how likely it is.
	Possibility
	// Attributed: the word says who vouches for it, or how things look, and carries no number: "they claim", "seems".
	Attributed
	// Dateless: the word says when, without a date: "sooner or later".
	Dateless
	// Flat: no hedge at all, or a word that leaves no room: "will", "always", "only".
	Flat
	// Confidence: the word says how sure the analyst is, not how likely it is.
	Confidence
)

var kindNames = [...]string{"unlisted", "estimate", "possibility", "attributed", "dateless", "flat", "confidence"}

// String returns the name used in JSON.
func (k Kind) String() string { return kindNames[k] }

// Word is an entry of the table.
type Word struct {
	Text   string // as the table spells it; "" for no hedge
	Kind   Kind
	Ranges []Range // the first one counts where one is asked for
	also   []string
}

// Range is what a scale says a word means, in percent. Point is its central figure, 0 where it gives none.
type Range struct {
	Scale     string
	Low, High float64
	Point     float64
}

// Scales of words, with their sources.
const (
	// ICD203 is the scale of Intelligence Community Directive 203, Analytic Standards (2015), D.6.e.
	ICD203 = "ICD-203"
	// Kent is that of Sherman Kent, Words of Estimative Probability, Studies in Intelligence 8 (1964).
	Kent = "Kent 1964"
	// PHIA is the Probability Yardstick of the Professional Head of Intelligence Assessment (UK, 2025).
	PHIA = "PHIA"
	// Survey holds medians and quartiles of 46 answers collected by Zonination, Perceptions of Probability and Numbers (2015).
	Survey = "survey"
	// Proposed is parley's own proposal for words that no scale has.
	Proposed = "no standard; parley's proposal"
)

// Floor returns the least likelihood, in percent, that the word grants what it hedges: the low end of its first range, 100
// for an unhedged one. ok is false for words that carry no number.
func (w Word) Floor() (percent float64, ok bool) {
	switch {
	case len(w.Ranges) > 0:
		return w.Ranges[0].Low, true
	case w.Kind == Flat:
		return 100, true
	}
	return 0, false
}

// Weaker reports whether the word grants less than another one: by the low ends of their ranges, then by the high ends. It
// is false where either carries no number.
func (w Word) Weaker(than Word) bool {
	a, ok := w.Floor()
	b, comparable := than.Floor()
	if !ok || !comparable || a != b {
		return ok && comparable && a < b
	}
	return len(w.Ranges) > 0 && len(than.Ranges) > 0 && w.Ranges[0].High < than.Ranges[0].High
}

// Lookup finds what a hedge means: the entry that is the hedge, or else the longest one that it contains, whole words only.
// Capitals do not matter. No hedge is a Flat word; a hedge that the table does not know is Unlisted.
func Lookup(hedge string) Word {
	text := " " + strings.Join(strings.Fields(strings.ToLower(hedge)), " ") + " "
	if text == "  " {
		return Word{Kind: Flat}
	}
	found, length := Word{Text: hedge, Kind: Unlisted}, 0
	for _, w := range words {
		for _, spelling := range append([]string{w.Text}, w.also...) {
			if len(spelling) > length && strings.Contains(text, " "+spelling+" ") {
				found, length = w, len(spelling)
			}
		}
	}
	if strings.Contains(text, " not ") && !strings.Contains(" "+found.Text+" ", " not ") && found.Kind == Estimate {
		return Word{Text: hedge, Kind: Unlisted} // "not very likely" is no "very likely"
	}
	return found
}

// Faults says what ICD-203 forbids in the words of one hedge: words from more than one row of the scale, and how sure somebody is
// in the same breath as how likely something is (D.6.e, 2.a and 2.b). It is nil where there is nothing to say.
func Faults(hedge string) []string {
	split := func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(",;:.!?()[]–—", r) }
	text := " " + strings.Join(strings.FieldsFunc(strings.ToLower(hedge), split), " ") + " "
	var found []Word // longest first, and no part of another one
	sure := false
	for {
		best, length := Word{}, 0
		for _, w := range words {
			for _, spelling := range append([]string{w.Text}, w.also...) {
				if (w.Kind == Estimate || w.Kind == Confidence) && len(spelling) > length && strings.Contains(text, " "+spelling+" ") {
					best, length = Word{Text: spelling, Kind: w.Kind, Ranges: w.Ranges}, len(spelling)
				}
			}
		}
		if length == 0 {
			break
		}
		text = strings.ReplaceAll(text, " "+best.Text+" ", " | ")
		if best.Kind == Confidence {
			sure = true
		} else {
			found = append(found, best)
		}
	}
	var out []string
	for i, w := range found {
		for _, other := range found[:i] {
			if len(out) == 0 && w.Ranges[0] != other.Ranges[0] {
				out = append(out, "mixes “"+other.Text+"” and “"+w.Text+"”")
			}
		}
	}
	if sure && len(found) > 0 {
		out = append(out, "says how sure and how likely in one breath")
	}
	return out
}

// Words returns the table.
func Words() []Word { return append([]Word(nil), words...) }
