package evidence_test

import (
	"testing"

	"parley/evidence"
)

func TestLookup(t *testing.T) {
	for _, x := range []struct {
		hedge, word string
		kind        evidence.Kind
		floor       float64 // -1: none
	}{
		{"likely", "likely", evidence.Estimate, 55},
		{"Very likely", "very likely", evidence.Estimate, 80},
		{"unlikely", "unlikely", evidence.Estimate, 20},
		{"almost certainly", "almost certain", evidence.Estimate, 95},
		{"almost certainly not", "almost certainly not", evidence.Estimate, 2},
		{"not very likely", "not very likely", evidence.Unlisted, -1},
		{"may well", "may well", evidence.Estimate, 40},
		{"may", "could", evidence.Possibility, 5},
		{"possibilities come to mind", "could", evidence.Possibility, 5},
		{"they argue", "claims", evidence.Attributed, -1},
		{"what it regards", "claims", evidence.Attributed, -1},
		{"seems", "seems", evidence.Attributed, -1},
		{"it became clear", "seems", evidence.Attributed, -1},
		{"sooner or later", "sooner or later", evidence.Dateless, -1},
		{"at least for now", "sooner or later", evidence.Dateless, -1},
		{"will be forced either … or", "will", evidence.Flat, 100},
		{"only way", "will", evidence.Flat, 100},
		{"", "", evidence.Flat, 100},
		{"even if", "even if", evidence.Unlisted, -1},
	} {
		w := evidence.Lookup(x.hedge)
		floor, ok := w.Floor()
		if !ok {
			floor = -1
		}
		if w.Text != x.word || w.Kind != x.kind || floor != x.floor {
			t.Errorf("%q is read as %q, %v, at least %v", x.hedge, w.Text, w.Kind, floor)
		}
	}
}

// The scale of ICD-203 has no gaps and does not overlap, so its words have an order.
func TestWeakerFollowsTheScale(t *testing.T) {
	scale := []string{"almost no chance", "very unlikely", "unlikely", "roughly even chance", "likely", "very likely", "almost certain", "will"}
	for i, a := range scale {
		for j, b := range scale {
			if got := evidence.Lookup(a).Weaker(evidence.Lookup(b)); got != (i < j) {
				t.Errorf("%q weaker than %q: %v", a, b, got)
			}
		}
	}
	if evidence.Lookup("they claim").Weaker(evidence.Lookup("will")) || evidence.Lookup("unlikely").Weaker(evidence.Lookup("even if")) {
		t.Error("a word without a number is compared")
	}
}

func TestEveryWordFindsItself(t *testing.T) {
	for _, w := range evidence.Words() {
		if got := evidence.Lookup(w.Text); got.Text != w.Text {
			t.Errorf("%q is read as %q", w.Text, got.Text)
		}
		for _, r := range w.Ranges {
			if r.Low > r.High || r.Low < 0 || r.High > 100 || r.Point != 0 && (r.Point < r.Low || r.Point > r.High) {
				t.Errorf("%q: the range %v is none", w.Text, r)
			}
		}
	}
}
