package web

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

const formed = `parley: 1
title: Two neighbours
parties:
  # the older one
  a:
    name: Anna
    options:
      x: Cut the hedge   # in spring
      z: {label: Fence, choice: {none: None, low: Low, high: High}}
  b: {options: {y: Sue}}
rules:
  - not (a.x and b.y) # first rule
status quo: [a.x]
preferences:
  a:
    # what she wants most
    - not b.y   # quiet
    - {statement: a.x, because: sun}
    - a.z.high
  b: {ranking: NNYY > NYNY ~ YYNN}
`

// reshaped sends a change of the form and returns the text that follows.
func reshaped(t *testing.T) (send func(edit map[string]any) (map[string]any, string)) {
	s, _ := site(t, map[string]string{"two.yaml": formed})
	version := 0
	return func(edit map[string]any) (map[string]any, string) {
		t.Helper()
		if edit["version"] == nil {
			edit["version"] = version
		}
		edit["client"] = "f"
		code, a, text := post(t, s, "/case/two.yaml/model/form", edit)
		if code != 200 {
			t.Fatalf("%d %s", code, text)
		}
		if st, ok := a["state"].(map[string]any); ok {
			version = int(st["version"].(float64))
		}
		_, b := fetch(t, s, "/case/two.yaml/model")
		doc, _ := html.Parse(strings.NewReader(b))
		for _, n := range find(doc, "textarea") {
			if attr(n.Parent, "id") == "editor" {
				return a, strings.TrimPrefix(textOf(n), "\n")
			}
		}
		t.Fatal("no text")
		return nil, ""
	}
}

// Every change of a form is a change of the text in one place, and comments stay with what they speak of.
func TestForm(t *testing.T) {
	send := reshaped(t)
	now := formed
	for _, x := range []struct {
		name     string
		edit     map[string]any
		old, new string // what the text has in the place of what
	}{
		{"move", map[string]any{"do": "move", "path": "preferences.a[0]", "to": 1},
			"    # what she wants most\n    - not b.y   # quiet\n    - {statement: a.x, because: sun}\n", "    - {statement: a.x, because: sun}\n    # what she wants most\n    - not b.y   # quiet\n"},
		{"write", map[string]any{"do": "write", "path": "preferences.a[0]", "text": "a.x | b.y"}, "statement: a.x,", "statement: a.x or b.y,"},
		{"greatly", map[string]any{"do": "strong", "path": "preferences.a[0]", "text": "true"}, "or b.y, because: sun}", "or b.y, strong: true, because: sun}"},
		{"greatly, plain", map[string]any{"do": "strong", "path": "preferences.a[2]", "text": "true"}, "- a.z.high", "- {statement: a.z.high, strong: true}"},
		{"not greatly", map[string]any{"do": "strong", "path": "preferences.a[2]", "text": ""}, "- {statement: a.z.high, strong: true}", "- a.z.high"},
		{"add", map[string]any{"do": "insert", "kind": "item", "path": "preferences.a", "text": "b.y -> a.x"}, "    - a.z.high\n", "    - a.z.high\n    - b.y -> a.x\n"},
		{"remove", map[string]any{"do": "remove", "path": "preferences.a[3]"}, "    - b.y -> a.x\n", ""},
		{"label", map[string]any{"do": "write", "path": "parties.a.options.x", "text": "Trim: the hedge"}, "x: Cut the hedge   # in spring", `x: "Trim: the hedge"   # in spring`},
		{"stays", map[string]any{"do": "stays", "path": "parties.b.options.y", "text": "taken"}, "{y: Sue}", "{y: {label: Sue, irreversible: taken}}"},
		{"stays not", map[string]any{"do": "stays", "path": "parties.b.options.y", "text": ""}, "{y: {label: Sue, irreversible: taken}}", "{y: Sue}"},
		{"name", map[string]any{"do": "write", "path": "parties.b.name", "text": "Bert"}, "b: {options: {y: Sue}}", "b: {name: Bert, options: {y: Sue}}"},
		{"no name", map[string]any{"do": "write", "path": "parties.b.name", "text": ""}, "b: {name: Bert, options: {y: Sue}}", "b: {options: {y: Sue}}"},
		{"question", map[string]any{"do": "write", "path": "question", "text": "Who yields?"}, "title: Two neighbours\n", "title: Two neighbours\nquestion: Who yields?\n"},
		{"no question", map[string]any{"do": "write", "path": "question", "text": ""}, "question: Who yields?\n", ""},
		{"take", map[string]any{"do": "take", "text": "b.y", "on": true}, "status quo: [a.x]", "status quo: [a.x, b.y]"},
		{"level", map[string]any{"do": "take", "text": "a.z.low", "on": true}, "status quo: [a.x, b.y]", "status quo: [a.x, a.z.low, b.y]"},
		{"other level", map[string]any{"do": "take", "text": "a.z.high", "on": true}, "a.z.low", "a.z.high"},
		{"first level", map[string]any{"do": "take", "text": "a.z.none", "on": true}, "status quo: [a.x, a.z.high, b.y]", "status quo: [a.x, b.y]"},
		{"drop", map[string]any{"do": "take", "text": "a.x", "on": false}, "status quo: [a.x, b.y]", "status quo: [b.y]"},
		{"rank", map[string]any{"do": "rank", "path": "preferences.b.ranking", "at": 0, "to": 1}, "NNYY > NYNY ~ YYNN", "NYNY ~ YYNN > NNYY"},
		{"untie", map[string]any{"do": "untie", "path": "preferences.b.ranking", "at": 0}, "NYNY ~ YYNN > NNYY", "NYNY > YYNN > NNYY"},
		{"tie", map[string]any{"do": "tie", "path": "preferences.b.ranking", "at": 2}, "NYNY > YYNN > NNYY", "NYNY > YYNN ~ NNYY"},
		{"last rule", map[string]any{"do": "remove", "path": "rules[0]"}, "rules:\n  - not (a.x and b.y) # first rule\n", ""},
		{"new party", map[string]any{"do": "insert", "kind": "party", "path": "parties", "key": "c", "text": "Carl"}, "  b: {options: {y: Sue}}\n", "  b: {options: {y: Sue}}\n  c:\n    name: Carl\n    options: {}\n"},
		{"new option", map[string]any{"do": "insert", "kind": "entry", "path": "parties.c.options", "key": "w", "text": "Wait"}, "    options: {}\n", "    options:\n      w: Wait\n"},
	} {
		a, got := send(x.edit)
		if want := strings.Replace(now, x.old, x.new, 1); got != want || !strings.Contains(now, x.old) {
			t.Errorf("%s: %v\n%s", x.name, a["refused"], got)
		}
		now = got
		if f, _ := a["form"].(string); !strings.Contains(f, "<fieldset") {
			t.Errorf("%s: no form in the answer", x.name)
		}
	}
	a, _ := send(map[string]any{"do": "write", "path": "preferences.a[0]", "text": "a.x and nobody"})
	if f := a["form"].(string); !strings.Contains(f, `class="fault"`) || !strings.Contains(f, "nobody") {
		t.Error("a fault is not told at its place")
	}
}

// Weights, orders of which one is right, statements with rivals, states of a graph, and codes of a status quo.
func TestFormKinds(t *testing.T) {
	const text = `parley: 1
title: Kinds
parties:
  a: {options: {x: X, "it is": Y}}
  b: {options: {z: Z}}
status quo: NNY
preferences:
  a:
    weights:
      a.x: 3 # much
      "a.\"it is\"": {weight: 1/2, because: half}
  b:
    either:
      - [b.z, a.x]
      - statements:
          - either: [a.x, b.z]
hypotheses:
  h:
    one: {claim: as it stands}
    two:
      preferences:
        b:
          - b.z # rival
          - a.x
`
	const graph = "parley: 1\ntitle: G\nparties:\n  a: {moves: [s1 -> s2]}\nstates: [s1, s2, s3]\nstatus quo: s1\npreferences:\n  a:\n    ranking:\n      - s2 # best\n      - greatly\n      - s1\n      - s3\n"
	s, _ := site(t, map[string]string{"kinds.yaml": text, "graph.yaml": graph})
	for _, x := range []struct {
		file     string
		edit     map[string]any
		old, new string
	}{
		{"kinds", map[string]any{"do": "write", "path": `preferences.a.weights["a.x"]`, "text": "-2.5"}, "a.x: 3 # much", "a.x: -2.5 # much"},
		{"kinds", map[string]any{"do": "rename", "path": `preferences.a.weights["a.x"]`, "text": "a.x&b.z"}, "a.x: 3", "a.x and b.z: 3"},
		{"kinds", map[string]any{"do": "write", "path": `preferences.a.weights["a.\"it is\""]`, "text": "1"}, "weight: 1/2", "weight: 1"},
		{"kinds", map[string]any{"do": "remove", "path": `preferences.a.weights["a.x"]`}, "      a.x: 3 # much\n", ""},
		{"kinds", map[string]any{"do": "insert", "kind": "weight", "path": "preferences.a.weights", "text": "b.z"}, "because: half}\n", "because: half}\n      b.z: 1\n"},
		{"kinds", map[string]any{"do": "move", "path": "preferences.b.either[0][1]", "to": 0}, "[b.z, a.x]", "[a.x, b.z]"},
		{"kinds", map[string]any{"do": "write", "path": "preferences.b.either[1].statements[0].either[1]", "text": "not b.z"}, "[a.x, b.z]", "[a.x, not b.z]"},
		{"kinds", map[string]any{"do": "move", "path": "hypotheses.h.two.preferences.b[1]", "to": 0}, "          - b.z # rival\n          - a.x\n", "          - a.x\n          - b.z # rival\n"},
		{"kinds", map[string]any{"do": "take", "text": "a.it is", "on": true}, "status quo: NNY", "status quo: NYY"},
		{"graph", map[string]any{"do": "take", "text": "s3"}, "status quo: s1", "status quo: s3"},
		{"graph", map[string]any{"do": "rank", "path": "preferences.a.ranking", "at": 2, "to": 0}, "      - s2 # best\n      - greatly\n      - s1\n      - s3\n", "      - s3\n      - greatly\n      - s2 # best\n      - s1\n"},
	} {
		at := "/case/" + x.file + ".yaml/model/"
		_, before, _ := post(t, s, at+"undo", map[string]any{})
		version := int(before["state"].(map[string]any)["version"].(float64))
		x.edit["version"] = version
		code, a, body := post(t, s, at+"form", x.edit)
		_, got := fetch(t, s, at+"updates?since=-1")
		want := strings.Replace(map[string]string{"kinds": text, "graph": graph}[x.file], x.old, x.new, 1)
		var now struct{ Text string }
		json.Unmarshal([]byte(got), &now)
		if code != 200 || now.Text != want {
			t.Errorf("%v: %v %.200s\n%s", x.edit, a["refused"], body, now.Text)
		}
	}
}

// What was asked of an older text is not done, and what cannot be done is refused with a reason; the text stays.
func TestFormRefuses(t *testing.T) {
	send := reshaped(t)
	send(map[string]any{"do": "write", "path": "title", "text": "Three"})
	a, text := send(map[string]any{"version": 0, "do": "remove", "path": "preferences.a[0]"})
	if a["stale"] != true || a["version"] != 1.0 || text != strings.Replace(formed, "Two neighbours", "Three", 1) {
		t.Errorf("%v\n%s", a, text)
	}
	for _, edit := range []map[string]any{
		{"do": "fly"},
		{"do": "write", "path": "title.x", "text": "y"},
		{"do": "move", "path": "preferences.a[0]", "to": 9},
		{"do": "move", "path": "preferences.nobody[0]", "to": 0},
		{"do": "rank", "path": "preferences.b.ranking", "at": 5},
		{"do": "tie", "path": "preferences.b.ranking", "at": 0},
		{"do": "take", "text": "nobody.x", "on": true},
		{"do": "insert", "kind": "entry", "path": "parties.a.options", "text": "no id"},
		{"do": "insert", "kind": "entry", "path": "parties.a.options", "key": "x", "text": "there already"},
		{"do": "insert", "kind": "item", "path": strings.Repeat("a.", 40) + "b", "text": "deep"},
	} {
		a, now := send(edit)
		if reason, _ := a["refused"].(string); reason == "" || now != text {
			t.Errorf("%v: %v\n%s", edit, a, now)
		}
	}
	s, _ := site(t, nil)
	if code, _, text := post(t, s, "/case/"+url.PathEscape("catalog:elmira-1991.yaml")+"/model/form", map[string]any{"do": "write", "path": "title", "text": "x"}); code != 400 || !strings.Contains(text, "copy it") {
		t.Errorf("a case of the catalog: %d %s", code, text)
	}
}

// Names of any kind come through a form unharmed, into the text and into the page.
func TestFormHostile(t *testing.T) {
	for _, name := range []string{`"><script>alert(1)</script>`, "a: b # c", "- x", "{{.}}", "it's \"quoted\"", "line\nbreak", "&amp;", "\\", "@`"} {
		send := reshaped(t)
		a, text := send(map[string]any{"do": "write", "path": "parties.a.options.x", "text": name})
		if a["refused"] != nil || !strings.Contains(text, "# in spring") {
			t.Errorf("%q: %v\n%s", name, a["refused"], text)
			continue
		}
		doc, err := html.Parse(strings.NewReader(a["form"].(string)))
		if err != nil {
			t.Fatal(err)
		}
		found := false
		for _, n := range find(doc, "textarea") {
			found = found || attr(n, "data-path") == "parties.a.options.x" && strings.TrimSpace(textOf(n)) == strings.TrimSpace(name)
		}
		if !found || len(find(doc, "script")) > 0 {
			t.Errorf("%q does not come back\n%s", name, text)
		}
	}
}

// A text that is no YAML throughout has no form; one whose formulas are wrong has.
func TestFormOfBroken(t *testing.T) {
	s, _ := site(t, map[string]string{"open.yaml": strings.Replace(formed, "parties:", "parties: []", 1), "wrong.yaml": strings.Replace(formed, "not b.y ", "not b.q ", 1), "empty.yaml": "",
		"large.yaml": formed + strings.Repeat("# a line of nothing much\n", 12_000)})
	for file, want := range map[string][]string{"open": {"cannot be read as a whole", `data-line="5"`}, "wrong": {`class="fault"`, `data-path="preferences.a[0]"`}, "empty": {"cannot be read as a whole"}, "large": {"too large for a form"}} {
		a, body := fetch(t, s, "/case/"+file+".yaml/model")
		for _, w := range want {
			if a.StatusCode != 200 || !strings.Contains(body, w) {
				t.Errorf("%s: %d, no %s", file, a.StatusCode, w)
			}
		}
	}
}
