package scenario

import (
	"strings"
	"testing"

	"parley"
)

func TestConflictApart(t *testing.T) {
	src := whole("strategies: {course: {soft: {preferences: {a: [not a.x]}}}}\nhypotheses: {h: {one: {preferences: {b: [not z]}}}}")
	f, list := Read("test.yaml", []byte(src))
	if err := list.Err(); err != nil {
		t.Fatal(err)
	}
	wants := func(c *parley.Conflict, party int) string {
		return c.Preferences[party].Either[0].Statements[0].Either[0].Text
	}
	c, _ := f.Conflict(nil)
	if wants(c, 0) != "not a.x" || wants(c, 1) != "not z" {
		t.Errorf("in force: %s, %s", wants(c, 0), wants(c, 1))
	}
	c, list = f.ConflictApart(nil, "course")
	if len(list) > 0 || wants(c, 0) != "a.x" || wants(c, 1) != "not z" {
		t.Errorf("apart: %s, %s %v", wants(c, 0), wants(c, 1), list)
	}
}

func TestValues(t *testing.T) {
	src := whole(`strategies:
  course:
    party: a
    values:
      - {outcome: x and z, value: 2.5, because: it is}
      - {outcome: true, value: -1/3}
    firm: {}`)
	src = strings.Replace(src, "x and z", "a.x and z", 1)
	f, list := Read("test.yaml", []byte(src))
	if err := list.Err(); err != nil {
		t.Fatal(err)
	}
	g := f.Group("course")
	if len(g.Values) != 2 || len(g.Choices) != 1 {
		t.Fatalf("%+v", g)
	}
	if v := g.Values[0]; v.Outcome.String() != "a.x and z" || v.Value.RatString() != "5/2" {
		t.Errorf("%+v", v)
	}
	if v := g.Values[1]; v.Outcome.String() != "true" || v.Value.RatString() != "-1/3" {
		t.Errorf("%+v", v)
	}
	if e, ok := f.EvidenceFor(g.Values[0].At); !ok || e.Because != "it is" {
		t.Errorf("evidence %+v", e)
	}
	again, list := Format("test.yaml", []byte(src))
	if err := list.Err(); err != nil {
		t.Fatal(err)
	}
	if twice, _ := Format("test.yaml", again); string(twice) != string(again) {
		t.Errorf("formatted twice:\n%s\n%s", again, twice)
	}
}
