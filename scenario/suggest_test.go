package scenario

import (
	"slices"
	"strings"
	"testing"
)

func TestSuggest(t *testing.T) {
	for _, x := range []struct {
		name, text string // the place is at the bar
		keys       string // some that are offered
		formula    bool
		party      bool
		words      string
	}{
		{name: "top", text: "parley: 1\n|", keys: "title rules preferences claims"},
		{name: "top, begun", text: "parley: 1\nru|\n", keys: "rules"},
		{name: "a party", text: "parties:\n  us:\n    |", keys: "name options"},
		{name: "party ids", text: "preferences:\n  |", party: true},
		{name: "an option", text: "parties:\n  us:\n    options:\n      tom:\n        |", keys: "label irreversible choice"},
		{name: "irreversible", text: "parties:\n  us:\n    options:\n      tom:\n        irreversible: |", words: "taken dropped"},
		{name: "a rule", text: "rules:\n  - |", formula: true, keys: "rule name because"},
		{name: "a rule, no indentation", text: "rules:\n- not |", formula: true},
		{name: "a second rule", text: "rules:\n  - a\n  - b and |", formula: true},
		{name: "a statement", text: "preferences:\n  us:\n    - |", formula: true, keys: "statement strong"},
		{name: "a statement of a rival", text: "hypotheses:\n  m:\n    a:\n      preferences:\n        us:\n          - x and |", formula: true},
		{name: "a definition", text: "define:\n  deal: us.|", formula: true},
		{name: "kinds", text: "claims:\n  c1:\n    kind: |", words: "fact prediction"},
		{name: "prose", text: "title: |"},
		{name: "below a comment", text: "claims:\n  c1:\n# not here\n    |", keys: "says test"},
		{name: "nowhere", text: "title: x\n  deeper:\n    |"},
	} {
		at := strings.IndexByte(x.text, '|')
		src := x.text[:at] + x.text[at+1:]
		line := strings.Count(x.text[:at], "\n") + 1
		column := at - strings.LastIndexByte(x.text[:at], '\n')
		p := Suggest([]byte(src), line, column)
		var keys []string
		for _, k := range p.Keys {
			keys = append(keys, k.Key)
		}
		for _, k := range strings.Fields(x.keys) {
			if !slices.Contains(keys, k) {
				t.Errorf("%s: `%s` is not offered, only %v", x.name, k, keys)
			}
		}
		for _, w := range strings.Fields(x.words) {
			if !slices.Contains(p.Words, w) {
				t.Errorf("%s: the word `%s` is not offered, only %v", x.name, w, p.Words)
			}
		}
		if p.Formula != x.formula || p.Party != x.party {
			t.Errorf("%s: formula %v, party %v", x.name, p.Formula, p.Party)
		}
		if x.keys == "" && len(keys) > 0 && !x.formula && !x.party {
			t.Errorf("%s: offers %v", x.name, keys)
		}
	}
}

func FuzzSuggest(f *testing.F) {
	f.Add([]byte("parties:\n  us:\n    options: {a: b}\n"), 3, 4)
	f.Add([]byte("- - a:\n"), 1, 9)
	f.Fuzz(func(t *testing.T, src []byte, line, column int) { Suggest(src, line, column) })
}
