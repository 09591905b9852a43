package evidence_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"parley/evidence"
)

// The story behind the article's recommendation: likely, probably, may well, likely.
func TestConjunctionOfTheArticle(t *testing.T) {
	var ranges []evidence.Range
	for _, hedge := range []string{"likely", "probably", "may well", "likely"} {
		r, ok := evidence.Likelihood{Word: hedge}.Range()
		if !ok {
			t.Fatalf("%q has no range", hedge)
		}
		ranges = append(ranges, r)
	}
	c := evidence.Conjoin(ranges)
	if math.Round(c.Independent) != 17 || c.Low != 0 || c.High != 55 || c.Weakest != 2 {
		t.Errorf("%+v, want about 17 under independence, bounds 0 and 55, the third weakest", c)
	}
}

// Whatever four events have to do with each other, how likely all are lies within the bounds.
func TestBoundsHold(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		const n = 3
		weights, sum := make([]float64, 1<<n), 0.0
		for i := range weights {
			weights[i] = float64(rapid.IntRange(0, 20).Draw(t, "weight"))
			sum += weights[i]
		}
		if sum == 0 {
			return
		}
		ranges := make([]evidence.Range, n)
		for k := range ranges {
			p := 0.0
			for i, w := range weights {
				if i>>k&1 == 1 {
					p += 100 * w / sum
				}
			}
			ranges[k] = evidence.Range{Low: p, High: p}
		}
		all := 100 * weights[1<<n-1] / sum
		if c := evidence.Conjoin(ranges); all < c.Low-1e-9 || all > c.High+1e-9 || c.Least > c.Low+1e-9 || c.Most < c.High-1e-9 || c.Independent < c.Low-1e-9 || c.Independent > c.High+1e-9 {
			t.Fatalf("%v is out of %+v", all, c)
		}
	})
}

func TestStanding(t *testing.T) {
	for _, x := range []struct {
		word, scale string
		want        evidence.Standing
	}{
		{"likely", evidence.ICD203, evidence.Standard},
		{"likely", evidence.Kent, evidence.OtherScale},
		{"realistic possibility", evidence.ICD203, evidence.OtherScale},
		{"may well", evidence.ICD203, evidence.NonStandard},
		{"could", evidence.ICD203, evidence.NonStandard},
		{"always", evidence.ICD203, evidence.Unhedged},
		{"will", evidence.ICD203, evidence.Unhedged},
		{"only", evidence.ICD203, evidence.Unhedged},
		{"seems", evidence.ICD203, evidence.NoEstimate},
		{"even if", evidence.ICD203, evidence.NonStandard},
	} {
		if got := evidence.Lookup(x.word).StandingOn(x.scale); got != x.want {
			t.Errorf("%q on %s: %v", x.word, x.scale, got)
		}
	}
}

func TestNearest(t *testing.T) {
	for _, x := range []struct {
		scale     string
		low, high float64
		want      string
	}{
		{evidence.ICD203, 50, 70, "likely"},
		{evidence.ICD203, 40, 70, "roughly even chance"},
		{evidence.PHIA, 38, 52, "realistic possibility"},
		{evidence.Kent, 0, 0, "impossible"},
	} {
		if w, _, ok := evidence.Nearest(x.scale, evidence.Range{Low: x.low, High: x.high}); !ok || w.Text != x.want {
			t.Errorf("%v to %v on %s is nearest to %q", x.low, x.high, x.scale, w.Text)
		}
	}
	if _, _, ok := evidence.Nearest("none", evidence.Range{}); ok {
		t.Error("there is a scale `none`")
	}
	for _, id := range evidence.ScaleIDs() {
		scale, _ := evidence.ScaleNamed(id)
		if len(evidence.WordsOf(scale)) < 7 {
			t.Errorf("%s has %d words", scale, len(evidence.WordsOf(scale)))
		}
		for _, w := range evidence.WordsOf(scale) {
			r, _ := w.On(scale)
			if near, on, _ := evidence.Nearest(scale, r); on.Low != r.Low || on.High != r.High {
				t.Errorf("%q on %s is nearest to %q", w.Text, scale, near.Text)
			}
		}
	}
}

func TestLikelihoodKeepsTheWord(t *testing.T) {
	own := &evidence.Range{Scale: evidence.OwnScale, Low: 90, High: 97}
	for _, x := range []struct {
		l         evidence.Likelihood
		low, high float64
		ok        bool
	}{
		{evidence.Likelihood{Word: "likely", Scale: "icd203"}, 55, 80, true},
		{evidence.Likelihood{Word: "likely", Scale: "phia"}, 55, 75, true},
		{evidence.Likelihood{Word: "likely", Scale: "kent"}, 0, 0, false},
		{evidence.Likelihood{Word: "will", Own: own}, 90, 97, true},
		{evidence.Likelihood{Word: "will"}, 0, 0, false},
		{evidence.Likelihood{Word: "likely", Scale: "nowhere"}, 0, 0, false},
	} {
		r, ok := x.l.Range()
		if ok != x.ok || r.Low != x.low || r.High != x.high {
			t.Errorf("%+v: %v, %v", x.l, r, ok)
		}
	}
}
