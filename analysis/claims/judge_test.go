package claims_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"parley"
	"parley/analysis/claims"
	"parley/analysis/edit"
	"parley/game"
	"parley/logic"
	"parley/stability/explicit"
	"parley/stability/stabilitytest"
)

// variants is a dispute made of one conflict: each choice of a group changes something.
type variants struct {
	base    *parley.Conflict
	groups  []claims.Group
	changes map[string]func(*parley.Conflict) *parley.Conflict // by "group=choice"; nil changes nothing
}

func (d *variants) Groups() []claims.Group { return d.groups }

func (d *variants) Conflict(r claims.Reading) (*parley.Conflict, error) {
	c := d.base
	for _, g := range d.groups {
		if change := d.changes[g.ID+"="+r[g.ID]]; change != nil {
			c = change(c)
		}
	}
	if c == nil {
		return nil, errors.New("these choices contradict each other")
	}
	return c, nil
}

func (d *variants) Surprised(_ context.Context, r claims.Reading, _ claims.Change, party string) (*claims.Surprise, error) {
	return &claims.Surprise{Surprised: r["a"] == "1" && party == "p0", Why: func() string { return "it looks elsewhere" }}, nil
}

// drawVariants draws a conflict with up to three groups of rival choices, which change preferences, the status quo or rules.
func drawVariants(r *rand.Rand) *variants {
	d := &variants{base: stabilitytest.Random(r, stabilitytest.Shape{States: 12, Form: stabilitytest.Options, Certain: true, Plain: true}),
		changes: map[string]func(*parley.Conflict) *parley.Conflict{}}
	for i := range d.base.Preferences { // rankings would have to be drawn anew where rules change
		d.base.Preferences[i] = statements(r, d.base)
	}
	d.base.StatusQuo = nil
	for g := range 2 + r.IntN(2) {
		group := claims.Group{ID: string(rune('a' + g))}
		for k := range 2 + r.IntN(2) {
			choice := claims.Choice{ID: fmt.Sprint(k)}
			if k > 0 {
				i := r.IntN(len(d.base.Parties))
				p := statements(r, d.base)
				choice.Touches = []string{"preferences." + d.base.Parties[i].ID}
				d.changes[group.ID+"="+choice.ID] = func(c *parley.Conflict) *parley.Conflict { return edit.Prefer(c, i, p) }
			}
			group.Choices = append(group.Choices, choice)
		}
		d.groups = append(d.groups, group)
	}
	return d
}

// statements draws a preference by statements.
func statements(r *rand.Rand, c *parley.Conflict) parley.Preference {
	var o parley.Order
	for range 1 + r.IntN(4) {
		e := logic.NewAtom(c.Options[r.IntN(len(c.Options))].ID)
		if r.IntN(2) == 0 {
			e = logic.NewNot(e)
		}
		o.Statements = append(o.Statements, parley.Statement{Either: []parley.Formula{{Expr: e}}})
	}
	return parley.Preference{Either: []parley.Order{o}}
}

var setting = claims.Setting{Engine: explicit.Engine{}}

// Each row must be what the reading answers by itself, and the conditions must be true exactly where the rows say so.
func TestJudgeIsEachReadingByItself(t *testing.T) {
	ctx := context.Background()
	depends := 0
	for seed := range uint64(200) {
		r := rand.New(rand.NewPCG(seed, 41))
		d := drawVariants(r)
		var asked []claims.Claim
		for k := range 4 {
			c := claims.Claim{ID: fmt.Sprint("c", k), Test: drawTest(r, d.base, 0)}
			if r.IntN(2) == 0 {
				c.Assuming = claims.Reading{"a": d.groups[0].Choices[r.IntN(len(d.groups[0].Choices))].ID}
			}
			asked = append(asked, c)
		}
		o := claims.Options{Setting: setting, Workers: 1 + int(seed%3)}
		if seed%4 == 0 {
			o.Limit = 3
		}
		result, err := claims.Judge(ctx, d, asked, asked, o)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range result.Findings {
			if f.Coverage.Jointly && f.Coverage.Readings != len(f.Rows) || f.Coverage.Asked != len(f.Rows) {
				t.Fatalf("seed %d: %d rows, coverage %+v", seed, len(f.Rows), f.Coverage)
			}
			yes, no := 0, 0
			for _, row := range f.Rows {
				want, err := alone(d, row.Reading, f.Claim.Test)
				if (err == nil) != (row.Err == nil) || err == nil && want != row.Holds {
					t.Fatalf("seed %d: %s under %v is %v, %v, by itself %v, %v", seed, f.Claim.Test, row.Reading, row.Holds, row.Err, want, err)
				}
				if err != nil {
					continue
				}
				if want {
					yes++
				} else {
					no++
				}
				listed := under(f.HoldsUnder, row.Reading)
				if listed != want || under(f.FailsUnder, row.Reading) == want {
					t.Fatalf("seed %d: %v is listed wrongly: %v, %v", seed, row.Reading, f.HoldsUnder, f.FailsUnder)
				}
				var values []int
				for k, g := range f.Matters {
					values = append(values, slices.Index(f.ChoicesOf[k], row.Reading[g]))
				}
				if f.When.Holds(values) != want || f.Unless.Holds(values) == want {
					t.Fatalf("seed %d: the conditions %v and %v are wrong for %v", seed, f.When, f.Unless, values)
				}
			}
			want := map[[2]bool]claims.Verdict{{true, false}: claims.Holds, {false, true}: claims.Fails, {true, true}: claims.Depends}[[2]bool{yes > 0, no > 0}]
			if f.Verdict != want {
				t.Fatalf("seed %d: %v, but %d hold and %d fail", seed, f.Verdict, yes, no)
			}
			if want == claims.Depends {
				depends++
				if f.For == nil || !f.For.Answer.Holds || f.Against == nil || f.Against.Answer.Holds {
					t.Fatalf("seed %d: the examples show nothing", seed)
				}
			}
			for _, e := range f.Elsewhere {
				if answer, err := alone(d, e.Reading, f.Claim.Test); err == nil && answer != e.Holds {
					t.Fatalf("seed %d: elsewhere %v", seed, e)
				}
			}
		}
	}
	if depends < 30 {
		t.Errorf("only %d verdicts depend on anything", depends)
	}
}

// alone puts a test to one reading.
func alone(d *variants, r claims.Reading, test claims.Test) (bool, error) {
	c, err := d.Conflict(r)
	if err != nil {
		return false, err
	}
	rules, err := game.Compile(c)
	if err != nil {
		return false, err
	}
	g, err := rules.Expand(context.Background(), game.Expansion{})
	if err != nil {
		return false, err
	}
	a, err := claims.NewSituation(g, setting, nil).Ask(context.Background(), test)
	if err != nil {
		return false, err
	}
	return a.Holds, nil
}

// under reports whether a reading agrees with one of a list.
func under(list []claims.Reading, r claims.Reading) bool {
	return slices.ContainsFunc(list, func(x claims.Reading) bool {
		for g, c := range x {
			if r[g] != c {
				return false
			}
		}
		return true
	})
}

// What is not the same under two readings must not be taken for the same: a group that a test does not look at is inert, any
// other one is varied.
func TestInertGroups(t *testing.T) {
	d := &variants{base: stabilitytest.PrisonersDilemma(), groups: []claims.Group{
		{ID: "one", Choices: []claims.Choice{{ID: "x"}, {ID: "y", Touches: []string{"preferences.one"}}}},
		{ID: "two", Choices: []claims.Choice{{ID: "x"}, {ID: "y", Touches: []string{"preferences.two"}}}},
		{ID: "now", Choices: []claims.Choice{{ID: "x"}, {ID: "y", Touches: []string{"status quo"}}}},
		{ID: "eye", Choices: []claims.Choice{{ID: "x"}, {ID: "y", Touches: []string{"perceptions.one"}}}},
		{ID: "rule", Choices: []claims.Choice{{ID: "x"}, {ID: "y", Touches: []string{"rules"}}}},
		{ID: "word", Choices: []claims.Choice{{ID: "x"}, {ID: "y"}}},
	}}
	for _, x := range []struct {
		test   claims.Test
		varied string
	}{
		{claims.Stable{Goal: "one.coop", Concept: claims.DefaultConcept}, "one two rule"},
		{claims.Reached{Goal: "one.coop"}, "one two now rule"},
		{claims.Reached{Goal: "one.coop", From: "NN"}, "one two rule"},
		{claims.Prefers{Party: "one", State: "one.coop", To: "two.coop"}, "one rule"},
		{claims.Surprised{Party: "one"}, "one two now eye rule"},
		{claims.AllOf{claims.Prefers{Party: "one", State: "one.coop", To: "two.coop"}, claims.Prefers{Party: "two", State: "one.coop", To: "two.coop"}}, "one two rule"},
	} {
		result, err := claims.Judge(context.Background(), d, []claims.Claim{{ID: "c", Test: x.test}}, nil, claims.Options{Setting: setting})
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(result.Findings[0].Coverage.Varied, " "); got != x.varied {
			t.Errorf("%s varies %q, should vary %q", x.test, got, x.varied)
		}
	}
}

// A claim that cannot be tested says why, and claims without a test are kept.
func TestUntested(t *testing.T) {
	d := &variants{base: stabilitytest.PrisonersDilemma()}
	d.base.StatusQuo = nil
	for _, x := range []struct {
		test claims.Test
		why  string
	}{
		{nil, ""},
		{claims.Reached{Goal: "one.coop"}, "names no status quo"},
		{claims.Reached{Goal: "one.coop", From: "one.coop and not one.coop"}, "no feasible state satisfies"},
		{claims.Stable{Goal: "three.coop"}, "`three.coop` is not an option"},
		{claims.Prefers{Party: "three", State: "one.coop", To: "two.coop"}, "`three` is not a party"},
		{claims.Requires{Goal: "one.coop", Each: []string{"one.coop and two.coop"}, From: "NN"}, "is not an option"},
	} {
		result, err := claims.Judge(context.Background(), d, []claims.Claim{{ID: "c", Test: x.test}}, nil, claims.Options{Setting: setting})
		if err != nil {
			t.Fatal(err)
		}
		f := result.Findings[0]
		if f.Verdict != claims.Untested || (f.Why == nil) != (x.why == "") || f.Why != nil && !strings.Contains(f.Why.Error(), x.why) {
			t.Errorf("%v: %v, because %v", x.test, f.Verdict, f.Why)
		}
	}
}

// Readings that contradict each other are counted apart from those that answer.
func TestBrokenReadings(t *testing.T) {
	d := &variants{base: stabilitytest.PrisonersDilemma(), groups: []claims.Group{
		{ID: "a", Choices: []claims.Choice{{ID: "0"}, {ID: "1", Touches: []string{"rules"}}}},
	}, changes: map[string]func(*parley.Conflict) *parley.Conflict{"a=1": func(*parley.Conflict) *parley.Conflict { return nil }}}
	result, err := claims.Judge(context.Background(), d, []claims.Claim{{ID: "c", Test: claims.Stable{Goal: "one.coop", Concept: claims.DefaultConcept}}}, nil, claims.Options{Setting: setting})
	if err != nil {
		t.Fatal(err)
	}
	if f := result.Findings[0]; f.Count.Untestable != 1 || f.Count.Holds != 1 || f.Verdict != claims.Holds || f.Why == nil {
		t.Errorf("%+v, %v, %v", f.Count, f.Verdict, f.Why)
	}
}

// When the context ends, what is known is returned and said to be incomplete.
func TestJudgeStops(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	d := drawVariants(rand.New(rand.NewPCG(5, 42)))
	var calls atomic.Int64
	result, err := claims.Judge(ctx, d, []claims.Claim{{ID: "c", Test: claims.Stable{Goal: d.base.Options[0].ID, Concept: claims.DefaultConcept}}}, nil,
		claims.Options{Setting: setting, Workers: 1, Progress: func(int, int) {
			if calls.Add(1) == 2 {
				cancel()
			}
		}})
	if err != nil || !result.Stopped {
		t.Fatalf("%v, stopped: %v", err, result.Stopped)
	}
	f := result.Findings[0]
	if f.Count.NotAsked == 0 || f.Coverage.Asked+f.Count.NotAsked != len(f.Rows) {
		t.Errorf("%+v of %d rows, %+v", f.Count, len(f.Rows), f.Coverage)
	}
}

func TestSurprisedAsksTheDispute(t *testing.T) {
	d := &variants{base: stabilitytest.PrisonersDilemma(), groups: []claims.Group{
		{ID: "a", Choices: []claims.Choice{{ID: "0"}, {ID: "1", Touches: []string{"perceptions.one"}}}},
	}}
	d.base.Parties[0].ID = "p0"
	d.base.StatusQuo = &parley.Place{}
	result, err := claims.Judge(context.Background(), d, []claims.Claim{{ID: "c", Test: claims.Surprised{Party: "p0"}}}, nil, claims.Options{Setting: setting})
	if err != nil {
		t.Fatal(err)
	}
	f := result.Findings[0]
	if f.Verdict != claims.Depends || len(f.HoldsUnder) != 1 || f.HoldsUnder[0]["a"] != "1" {
		t.Errorf("%v under %v", f.Verdict, f.HoldsUnder)
	}
}
