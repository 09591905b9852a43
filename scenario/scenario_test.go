package scenario

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"parley"
	"parley/diag"
)

// read reads a file that must be sound.
func read(t *testing.T, name string) *File {
	t.Helper()
	f, list := ReadFile(name)
	if err := list.Err(); err != nil {
		t.Fatal(err)
	}
	return f
}

// parse reads a text that must be sound.
func parse(t *testing.T, text string) *File {
	t.Helper()
	f, list := Read("x.yaml", []byte(text))
	if err := list.Err(); err != nil {
		t.Fatal(err)
	}
	return f
}

// describe writes a conflict down, short.
func describe(c *parley.Conflict) string {
	var b strings.Builder
	for _, o := range c.Options {
		fmt.Fprintf(&b, "option %s %q", o.ID, o.Name)
		if o.StaysTaken {
			b.WriteString(" stays taken")
		}
		if o.StaysDropped {
			b.WriteString(" stays dropped")
		}
		if o.Choice != "" {
			b.WriteString(" of " + o.Choice)
		}
		b.WriteByte('\n')
	}
	for _, s := range c.States {
		fmt.Fprintf(&b, "state %s %q\n", s.ID, s.Name)
	}
	for _, a := range c.Arcs {
		fmt.Fprintf(&b, "%s: %s -> %s\n", c.Parties[a.Party].ID, c.States[a.From].ID, c.States[a.To].ID)
	}
	for _, d := range c.Definitions {
		fmt.Fprintf(&b, "define %s: %s = %s @%s\n", d.Name, d.Text, d.Expr, d.At)
	}
	for _, r := range c.Rules {
		fmt.Fprintf(&b, "rule %s%s = %s @%s\n", tag(r.Name), r.Text, r.Expr, r.At)
	}
	for _, x := range c.Bars {
		party := "all"
		if x.Party >= 0 {
			party = c.Parties[x.Party].ID
		}
		fmt.Fprintf(&b, "bar %s%s = %s: %s => %s @%s\n", tag(x.Name), x.Text, party, x.From, x.To, x.At)
	}
	for _, m := range c.Merges {
		fmt.Fprintf(&b, "merge %s%s = %s @%s\n", tag(m.Name), m.Text, m.Expr, m.At)
	}
	if c.StatusQuo != nil {
		fmt.Fprintf(&b, "status quo %b @%s\n", c.StatusQuo.State, c.StatusQuo.At)
	}
	for i, p := range c.Preferences {
		for _, o := range p.Either {
			fmt.Fprintf(&b, "%s %s@%s\n", c.Parties[i].ID, tag(p.Basis), o.At)
			for _, s := range o.Statements {
				fmt.Fprintf(&b, "  %v %v @%s\n", s.Either, s.Greatly, s.At)
			}
			for _, w := range o.Weights {
				fmt.Fprintf(&b, "  %s: %s @%s\n", w.Formula, w.Value.RatString(), w.At)
			}
			for _, x := range o.Ranking {
				fmt.Fprintf(&b, "  %v %v @%s\n", x.States, x.Greatly, x.At)
			}
		}
	}
	return b.String()
}

func tag(name string) string {
	if name == "" {
		return ""
	}
	return "(" + name + ") "
}

const options = `parley: 1
title: t
basis: mine
parties:
  a:
    name: Anna
    options:
      x: {label: Ex, irreversible: true}
      line: {label: Line, choice: {none: None, half: {label: Half, irreversible: dropped}, full: Full}}
  b: {options: {y: Why, z: {label: Zed, irreversible: both}}}
define: {deal: x and half, other: "!deal"}
rules:
  - y -> other
  - {rule: z -> y, name: r}
moves:
  - y only after x
  - {move: irreversible deal by a, name: m}
  - never from x to y
status quo: [half]
merge: [{merge: full, name: end}]
preferences:
  a:
    - {statement: deal, strong: true}
    - either: [y, {statement: not z, because: no}]
  b: {weights: {y: 2.5, z: -1/3}, basis: published}
hypotheses:
  g:
    one: {claim: One}
    two:
      parties: {a: {name: Other, options: {x: New, line: {choice: {half: Middle}}}}}
      define: {deal: y, more: deal}
      rules: [more]
      drop: [r, m, end]
      without: [half, y]
      preferences: {a: {ranking: YNNYNN >> NYNNNN ~ NNNYNN}}
strategies:
  s:
    party: a
    keep: {}
    turn: {status quo: [x, full, y], preferences: {b: {either: [[x], {ranking: [YNNYNN, greatly, [NYNNNN, NNNYNN]]}]}}}
`

func TestConflict(t *testing.T) {
	f := parse(t, options)
	for _, test := range []struct {
		assume Assumptions
		want   string
	}{
		{nil, `option a.x "Ex" stays taken
option a.line.none "None" of a.line
option a.line.half "Half" stays dropped of a.line
option a.line.full "Full" of a.line
option b.y "Why"
option b.z "Zed" stays taken stays dropped
define deal: x and half = a.x and a.line.half @define.deal
define other: not deal = not (a.x and a.line.half) @define.other
rule y -> other = b.y -> not (a.x and a.line.half) @rules[0]
rule (r) z -> y = b.z -> b.y @rules[1]
bar y only after x = all: not b.y and not a.x => b.y @moves[0]
bar (m) irreversible deal by a = a: a.x and a.line.half => not (a.x and a.line.half) @moves[1]
bar never from x to y = all: a.x => b.y @moves[2]
merge (end) full = a.line.full @merge[0]
status quo 100 @status quo
a (mine) @preferences.a
  [deal] true @preferences.a.statements[0]
  [y not z] false @preferences.a.statements[1]
b (published) @preferences.b
  y: 5/2 @preferences.b.weights.y
  z: -1/3 @preferences.b.weights.z
`},
		{Assumptions{"g": "two"}, `option a.x "New" stays taken
option a.line.none "None" of a.line
option a.line.half "Middle" stays dropped of a.line
option a.line.full "Full" of a.line
option b.y "Why"
option b.z "Zed" stays taken stays dropped
define deal: y = b.y @hypotheses.g.two.define.deal
define other: not deal = not b.y @define.other
define more: deal = b.y @hypotheses.g.two.define.more
rule y -> other = b.y -> not b.y @rules[0]
rule more = b.y @hypotheses.g.two.rules[0]
rule not a.line.half = not a.line.half @hypotheses.g.two.without[0]
rule not b.y = not b.y @hypotheses.g.two.without[1]
bar y only after x = all: not b.y and not a.x => b.y @moves[0]
bar never from x to y = all: a.x => b.y @moves[2]
status quo 1000 @status quo
a (mine) @hypotheses.g.two.preferences.a
  [YNNYNN] true @hypotheses.g.two.preferences.a.ranking[0]
  [NYNNNN NNNYNN] false @hypotheses.g.two.preferences.a.ranking[1]
b (published) @preferences.b
  y: 5/2 @preferences.b.weights.y
  z: -1/3 @preferences.b.weights.z
`},
		{Assumptions{"s": "turn"}, `status quo 11001 @strategies.s.turn.status quo
b (mine) @strategies.s.turn.preferences.b.either[0]
  [x] false @strategies.s.turn.preferences.b.either[0].statements[0]
b (mine) @strategies.s.turn.preferences.b.either[1]
  [YNNYNN] true @strategies.s.turn.preferences.b.either[1].ranking[0]
  [NYNNNN NNNYNN] false @strategies.s.turn.preferences.b.either[1].ranking[2]
`},
	} {
		c, list := f.Conflict(test.assume)
		if len(list) > 0 {
			t.Error(list)
		}
		if is := c.Validate(); len(is) > 0 {
			t.Error(is)
		}
		if got := describe(c); !strings.HasSuffix(got, test.want) && !containsLines(got, test.want) {
			t.Errorf("%v: %s", test.assume, cmp.Diff(test.want, got))
		}
	}
}

// containsLines reports whether all lines of part stand in text.
func containsLines(text, part string) bool {
	for line := range strings.SplitSeq(part, "\n") {
		if !strings.Contains(text, line+"\n") && line != "" {
			return false
		}
	}
	return true
}

func TestGraphForm(t *testing.T) {
	f := parse(t, `parley: 1
title: t
states: {s1: One, s2: , "s 3": Three}
parties:
  a: {moves: [s1 -> s2, 's2 <-> "s 3"']}
  b: {moves: []}
status quo: s2
define: {end: '"s 3" or s1'}
preferences: {a: {ranking: 's1 > "s 3" >> s2'}, b: [end]}
`)
	c, list := f.Conflict(nil)
	want := `state s1 "One"
state s2 ""
state s 3 "Three"
a: s1 -> s2
a: s2 -> s 3
a: s 3 -> s2
define end: "s 3" or s1 = "s 3" or s1 @define.end
status quo 1 @status quo
a @preferences.a
  [s1] false @preferences.a.ranking[0]
  [s 3] true @preferences.a.ranking[1]
  [s2] false @preferences.a.ranking[2]
b @preferences.b
  [end] false @preferences.b.statements[0]
`
	if got := describe(c); got != want || len(list) > 0 || len(c.Validate()) > 0 {
		t.Errorf("%v %v %s", list, c.Validate(), cmp.Diff(want, got))
	}
}

func TestPerceived(t *testing.T) {
	f := parse(t, options+`perceptions:
  b:
    drop: r
    a: {hypothesis: g=two, unseen: [line.half]}
    same: [[x, full]]
  a: {b: {preferences: [not y]}, rules: [z]}
`)
	c, list := f.Perceived("b", nil)
	want := `rule y -> other = b.y -> not (a.x and a.line.half) @rules[0]
rule not a.line.half = not a.line.half @perceptions.b.a.unseen[0]
bar y only after x = all: not b.y and not a.x => b.y @moves[0]
status quo 1000 @status quo
a (mine) @hypotheses.g.two.preferences.a
b (published) @preferences.b
`
	if got := describe(c); !containsLines(got, want) || strings.Contains(got, "(r)") || len(list) > 0 || len(c.Validate()) > 0 {
		t.Errorf("%v %v\n%s", list, c.Validate(), got)
	}
	c, list = f.Perceived("a", Assumptions{"s": "turn"})
	want = `rule z = b.z @perceptions.a.rules[0]
status quo 11001 @strategies.s.turn.status quo
  [not y] false @perceptions.a.b.preferences.statements[0]
`
	if got := describe(c); !containsLines(got, want) || len(list) > 0 {
		t.Errorf("%v\n%s", list, got)
	}
	if got := f.Perceptions[0]; got.Party != "b" || got.Views[0].Group != "g" || got.Views[0].Choice != "two" ||
		!cmp.Equal(got.Views[0].Unseen, []string{"a.line.half"}) || !cmp.Equal(got.Same, [][]string{{"a.x", "a.line.full"}}) {
		t.Errorf("%+v", got)
	}
	if _, list = f.Perceived("c", nil); list.Err() == nil {
		t.Error("an unknown party perceives")
	}
}

func TestAssumptions(t *testing.T) {
	f := parse(t, options)
	a, err := ParseAssumptions([]string{"g=two, s = turn", "g=two"})
	if diff := cmp.Diff(a, Assumptions{"g": "two", "s": "turn"}); diff != "" || err != nil {
		t.Error(err, diff)
	}
	for _, bad := range []string{"g", "g=", "=x", "", "g=one,g=two", "g=one,"} {
		if a, err := ParseAssumptions([]string{bad}); err == nil {
			t.Errorf("%q is read as %v", bad, a)
		}
	}
	got, list := f.InForce(Assumptions{"s": "turn"})
	if diff := cmp.Diff(got, Assumptions{"g": "one", "s": "turn"}); diff != "" || len(list) > 0 {
		t.Error(list, diff)
	}
	_, list = f.InForce(Assumptions{"s": "trun", "h": "one"})
	want := "x.yaml: there is no hypothesis or strategy `h` (known here: `g`, `s`)\nx.yaml: `s` has no choice `trun` (did you mean `turn`?)"
	if list.Error() != want {
		t.Error(list)
	}
	if _, list = f.Conflict(Assumptions{"h": "one"}); list.Err() == nil {
		t.Error("an unknown group can be assumed")
	}
}

// Problems under assumptions that Read cannot foresee are told by Conflict.
func TestConflictProblems(t *testing.T) {
	f := parse(t, `parley: 1
title: t
parties: {a: {options: {x: X, y: Y}}}
preferences: {a: [x]}
hypotheses:
  g: {one: {define: {d: x}}, two: {define: {d: e}}}
  h: {one: {define: {e: x}}, two: {define: {e: d}}}
`)
	if _, list := f.Conflict(Assumptions{"g": "two", "h": "two"}); !strings.Contains(list.Error(), "x.yaml:6:45: `d` is defined by itself, in a circle: d → e → d") {
		t.Error(list)
	}
}

func TestProblemsOfIssues(t *testing.T) {
	f := parse(t, options)
	issues := parley.Issues{
		{At: "rules[1]", Message: "one"},
		{At: "hypotheses.g.two.preferences.a.ranking[1]", Message: "two", Hint: "h", Doubt: true},
		{At: "preferences.a.statements[1].either[1]", Message: "three"},
		{At: "parties.a.options.line.choice.half", Message: "four"},
		{At: "nowhere", Message: "five"},
		{At: "", Message: "six"},
		{At: "preferences.b.weights.z", Message: "seven"},
		{At: "status quo", Message: "eight"},
		{At: "rules[9].x", Message: "nine"},
	}
	want := `x.yaml: five
x.yaml: six
x.yaml:9:48: four
x.yaml:12:1: nine
x.yaml:14:12: one
x.yaml:19:1: eight
x.yaml:24:31: three
x.yaml:25:25: seven
x.yaml:35:44: doubt: two (h)`
	list := f.Problems(issues)
	if diff := cmp.Diff(want, list.Error()); diff != "" {
		t.Error(diff)
	}
	if list[8].Severity != diag.Doubt || list[8].Length != 6 {
		t.Errorf("%+v", list[8])
	}
}

func TestPath(t *testing.T) {
	for _, keys := range [][]string{{"a", "b"}, {"status quo"}, {"weights", "a.b"}, {"x", "[1]"}, {"x", `say "no"`}, {"Local Government", "é"}, {"a", ""}} {
		var tr *trail
		for _, k := range keys {
			tr = tr.key(k)
		}
		path := tr.item(3).String()
		var got []string
		steps := splitPath(path)
		for _, s := range steps[:len(steps)-1] {
			got = append(got, s.key)
		}
		if !cmp.Equal(got, keys) || steps[len(steps)-1].index != 3 {
			t.Errorf("%q becomes %q and then %v", keys, path, steps)
		}
	}
}

func TestWar(t *testing.T) {
	f := read(t, "testdata/war.yaml")
	for _, assume := range []Assumptions{nil, {"motive": "elective"}, {"washington": "pressure"}, {"washington": "no_tomahawks", "motive": "elective"}} {
		c, list := f.Conflict(assume)
		if len(list) > 0 || len(c.Validate()) > 0 {
			t.Error(assume, list, c.Validate())
		}
	}
	c20 := f.Claim("c20")
	if c20.Hedge != "will" || c20.Quotes[0].Text != "that pressure will fail" || c20.Test.Verb != NeverStable ||
		c20.Test.Goal.Expr.String() != "russia.accept_force" || c20.Assuming["motive"] != "imperative" || c20.RestsOn[0] != "c26" {
		t.Errorf("%+v", c20)
	}
	c53 := f.Claim("c53").Test
	if c53.Verb != AllOf || len(c53.Parts) != 3 || c53.Parts[0].Each[1] != "us.press" || c53.Parts[1].From.Code != "NNNNNYNNNNNYNY" ||
		c53.Parts[1].By != "moves" || c53.Parts[2].Verb != Not || c53.Parts[2].Concept != "gmr" || c53.Parts[2].Parts[0].Party != "us" {
		t.Errorf("%+v", c53)
	}
	if e, ok := f.EvidenceFor("rules[7]"); !ok || e.Because != "Moscow insists on the order" || e.Claims[0] != "c26" {
		t.Errorf("%+v", e)
	}
	if e := f.Group("motive").Choice("imperative").Evidence; len(e.Quotes) != 1 || e.Quotes[0].Source != "article" {
		t.Errorf("%+v", e)
	}
	if s := f.Sources[0]; s.Date != "2025-10-14" || s.File != "source/article.txt" {
		t.Errorf("%+v", s)
	}
	var untested []string
	for _, c := range f.Claims {
		if c.Test == nil {
			untested = append(untested, c.ID)
		}
	}
	if !cmp.Equal(untested, []string{"c26"}) {
		t.Error(untested)
	}
}
