package evidence_test

import (
	"testing"

	"parley/evidence"
)

func TestReliability(t *testing.T) {
	for _, x := range []struct{ code, weight, words string }{
		{"A1", "1", "completely reliable, confirmed"},
		{"b-2", "16/25", "usually reliable, probably true"},
		{"C/3", "9/25", "fairly reliable, possibly true"},
		{"E5", "1/25", "unreliable, improbable"},
		{"F6", "1/4", "reliability cannot be judged, truth cannot be judged"},
		{"D", "2/5", "not usually reliable"},
		{"4", "2/5", "doubtful"},
	} {
		r, ok := evidence.ParseReliability(x.code)
		if !ok || r.Weight().RatString() != x.weight || r.String() != x.words {
			t.Errorf("%s: %v, %q", x.code, r.Weight(), r)
		}
	}
	for _, text := range []string{"", "good", "A1B", "2B", "G1", "A7", "AA"} {
		if _, ok := evidence.ParseReliability(text); ok {
			t.Errorf("%q is read as a code", text)
		}
	}
}
