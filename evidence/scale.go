package evidence

import (
	"math"
	"slices"
)

// scaleIDs are the names of scales in files, commands and JSON.
var scaleIDs = []struct{ id, scale string }{{"icd203", ICD203}, {"kent", Kent}, {"phia", PHIA}, {"survey", Survey}}

// ScaleIDs returns the names of the published scales, as files write them.
func ScaleIDs() []string {
	var out []string
	for _, x := range scaleIDs {
		out = append(out, x.id)
	}
	return out
}

// ScaleNamed returns the scale with a name as files write it.
func ScaleNamed(id string) (string, bool) {
	for _, x := range scaleIDs {
		if x.id == id {
			return x.scale, true
		}
	}
	return "", false
}

// On returns what a scale says the word means; false where it does not have the word.
func (w Word) On(scale string) (Range, bool) {
	if i := slices.IndexFunc(w.Ranges, func(r Range) bool { return r.Scale == scale }); i >= 0 {
		return w.Ranges[i], true
	}
	return Range{}, false
}

// Middle returns the central figure of a range in percent, or the middle where the scale gives none.
func (r Range) Middle() float64 {
	if r.Point != 0 || r.Low == r.High {
		return max(r.Point, r.Low)
	}
	return (r.Low + r.High) / 2
}

// Standing says how a word stands to a scale.
type Standing uint8

const (
	// Standard: the scale has the word.
	Standard Standing = iota
	// OtherScale: only other published scales have it.
	OtherScale
	// NonStandard: no published scale has it; parley may propose a range.
	NonStandard
	// Unhedged: it leaves no room, or there is no word; an analyst should give a range.
	Unhedged
	// NoEstimate: it attributes, or says when or how sure, and not how likely.
	NoEstimate
)

var standingNames = [...]string{"standard", "other-scale", "non-standard", "unhedged", "no-estimate"}

// String returns the name used in JSON.
func (s Standing) String() string { return standingNames[s] }

// StandingOn tells how a word stands to a scale.
func (w Word) StandingOn(scale string) Standing {
	if _, ok := w.On(scale); ok {
		return Standard
	}
	if slices.ContainsFunc(w.Ranges, func(r Range) bool { return r.Scale != Proposed }) {
		return OtherScale
	}
	switch w.Kind {
	case Flat:
		return Unhedged
	case Attributed, Dateless, Confidence:
		return NoEstimate
	}
	return NonStandard
}

// Nearest returns the word of a scale whose range is nearest to another one: that with the least distance between the ends,
// taken together. Of two as near the one that grants less comes first. ok is false where there is no such scale.
func Nearest(scale string, r Range) (word Word, on Range, ok bool) {
	best := math.Inf(1)
	for _, w := range words {
		x, has := w.On(scale)
		d := math.Abs(x.Low-r.Low) + math.Abs(x.High-r.High)
		if has && (d < best || d == best && x.Low < on.Low) {
			word, on, ok, best = w, x, true, d
		}
	}
	return word, on, ok
}

// Likelihood is a word of estimate as an analyst uses it: the word as written, the scale that it is meant on, and a range of
// the analyst's own. Everything but the word may be empty; nothing ever takes the word's place.
type Likelihood struct {
	Word  string
	Scale string // as ScaleIDs; "" for the first that has the word, ICD-203 before others
	Own   *Range // percent
}

// Range returns what the likelihood stands for: the analyst's own range, or what the scale says the word means. ok is false
// where there is none: the scale does not have the word, or the word is no estimate.
func (l Likelihood) Range() (r Range, ok bool) {
	if l.Own != nil {
		return *l.Own, true
	}
	w := Lookup(l.Word)
	if l.Scale != "" {
		scale, known := ScaleNamed(l.Scale)
		if !known {
			return Range{}, false
		}
		return w.On(scale)
	}
	if len(w.Ranges) == 0 || w.Kind == Flat {
		return Range{}, false
	}
	return w.Ranges[0], true
}

// OwnScale is the scale of a range that an analyst gives.
const OwnScale = "the analyst's own"

// WordsOf returns the words of a scale, least likely first, those of one range in the order of the scale.
func WordsOf(scale string) []Word {
	var out []Word
	for _, w := range words {
		if _, ok := w.On(scale); ok {
			out = append(out, w)
		}
	}
	slices.SortStableFunc(out, func(a, b Word) int {
		x, _ := a.On(scale)
		y, _ := b.On(scale)
		switch {
		case x.Middle() < y.Middle():
			return -1
		case x.Middle() > y.Middle():
			return 1
		}
		return 0
	})
	return out
}
