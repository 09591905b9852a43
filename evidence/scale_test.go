package evidence_test

import (
	"math"
	"strings"
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

// The scales as they are published: every word with its range, and no other word.
func TestScalesAsPublished(t *testing.T) {
	type entry struct {
		word             string
		low, high, point float64
	}
	for scale, entries := range map[string][]entry{
		evidence.ICD203: {
			{"almost no chance", 1, 5, 0}, {"remote", 1, 5, 0}, {"very unlikely", 5, 20, 0}, {"highly improbable", 5, 20, 0}, {"unlikely", 20, 45, 0}, {"improbable", 20, 45, 0},
			{"roughly even chance", 45, 55, 0}, {"roughly even odds", 45, 55, 0}, {"likely", 55, 80, 0}, {"probable", 55, 80, 0}, {"probably", 55, 80, 0}, {"very likely", 80, 95, 0}, {"highly probable", 80, 95, 0},
			{"almost certain", 95, 99, 0}, {"nearly certain", 95, 99, 0},
		},
		evidence.Kent: {
			{"impossible", 0, 0, 0}, {"almost certainly not", 2, 12, 7}, {"probably not", 20, 40, 30}, {"about even", 40, 60, 50}, {"chances about even", 40, 60, 50},
			{"probable", 63, 87, 75}, {"probably", 63, 87, 75}, {"almost certain", 87, 99, 93}, {"certain", 100, 100, 100},
		},
		evidence.PHIA: {
			{"remote chance", 0, 5, 0}, {"highly unlikely", 10, 20, 0}, {"unlikely", 25, 35, 0}, {"realistic possibility", 40, 50, 0}, {"likely", 55, 75, 0}, {"probable", 55, 75, 0}, {"probably", 55, 75, 0},
			{"highly likely", 80, 90, 0}, {"almost certain", 95, 100, 0},
		},
		evidence.Survey: {
			{"almost certainly", 90, 98, 95}, {"highly likely", 84, 95, 90}, {"very good chance", 75, 85, 80}, {"probably", 65, 80, 75}, {"likely", 65, 75, 70}, {"probable", 65, 79, 70}, {"we believe", 60, 80, 70},
			{"better than even", 55, 60, 60}, {"about even", 50, 50, 50}, {"probably not", 20, 39, 26.5}, {"we doubt", 15, 33, 25}, {"unlikely", 10, 29, 20}, {"improbable", 7, 28, 15}, {"little chance", 10, 20, 15},
			{"chances slight", 10, 15, 10}, {"highly unlikely", 5, 10, 5}, {"almost no chance", 1, 5, 2},
		},
	} {
		known := map[string]bool{}
		for _, e := range entries {
			w := evidence.Lookup(e.word)
			known[w.Text] = true
			if r, ok := w.On(scale); !ok || r.Low != e.low || r.High != e.high || r.Point != e.point {
				t.Errorf("%q on %s: %+v", e.word, scale, r)
			}
		}
		for _, w := range evidence.WordsOf(scale) {
			if !known[w.Text] {
				t.Errorf("%s has no %q", scale, w.Text)
			}
		}
	}
	// A word of one scale is none of another: ICD-203 rules such mixing out.
	for word, scale := range map[string]string{"nearly certain": evidence.PHIA, "remote": evidence.Survey, "about even": evidence.ICD203, "roughly even chance": evidence.Kent, "may well": evidence.Survey} {
		if r, ok := evidence.Lookup(word).On(scale); ok {
			t.Errorf("%q on %s: %+v", word, scale, r)
		}
	}
}

func TestFaults(t *testing.T) {
	for hedge, want := range map[string]string{
		"likely": "", "very likely": "", "almost certainly not": "", "": "", "they say": "", "high confidence": "",
		"likely or very likely":                     "mixes “very likely” and “likely”",
		"probably, if not almost certainly":         "mixes “almost certainly” and “probably”",
		"unlikely though a realistic possibility":   "mixes “realistic possibility” and “unlikely”",
		"likely and probable":                       "",
		"we judge with high confidence that likely": "says how sure and how likely in one breath",
	} {
		if got := strings.Join(evidence.Faults(hedge), "; "); got != want {
			t.Errorf("%q: %q, want %q", hedge, got, want)
		}
	}
	if w := evidence.Lookup("moderate confidence"); w.Kind != evidence.Confidence || w.StandingOn(evidence.ICD203) != evidence.NoEstimate {
		t.Errorf("%+v", w)
	}
}
