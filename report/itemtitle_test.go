package report

import "testing"

func TestItemTitle(t *testing.T) {
	for path, want := range map[string]string{
		"preferences.us.statements[1]":                                "2nd statement of us",
		"hypotheses.motive.elective":                                  "motive=elective",
		"hypotheses.motive.elective.preferences.russia.statements[0]": "motive=elective: 1st statement of russia",
		"strategies.washington.pressure.rules[2]":                     "washington=pressure: 3rd of the rules",
		"evidence.motive.items.long-opposed":                          "evidence on motive: long-opposed",
		"preferences.us.either[0].statements[1]":                      "preferences.us.either[0].statements[1]", // of one rival order
		"c20":                                                         "c20",
	} {
		if got := itemTitle(path); got != want {
			t.Errorf("%s: %q, want %q", path, got, want)
		}
	}
}
