package game_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"parley"
	"parley/game"
	"parley/logic"
	"parley/stability/stabilitytest"
)

func TestCountsOfFeasibleStates(t *testing.T) {
	for _, x := range []struct {
		conflict      *parley.Conflict
		feasible, len int
	}{
		{stabilitytest.PrisonersDilemma(), 4, 4},
		{stabilitytest.Elmira(), 12, 9},             // Hipel, Fang, Kilgour and Peng 1993
		{stabilitytest.CubanMissiles(true), 12, 12}, // Fraser and Hipel 1984
		{stabilitytest.LakeGisborne(stabilitytest.Economic), 8, 8},
		{stabilitytest.Euphrates(), 6, 6},
		{stabilitytest.SustainableDevelopment(), 4, 4},
		{ukraine(t, true), 1872, 1872},
		{ukraine(t, false), 2272, 2272},
		// The three models of doc/guide's founding page: 33, 100 and 96 states.
		{conflict(t, "fbi.sub fbi.gag car.comply car.chal sen.demand sen.reform sen.carve",
			"not ((comply or chal) and not sub)", "not (comply and chal)", "not (gag and not sub)", "not (gag and demand)", "not (carve and reform)"), 33, 33},
		{conflict(t, "w.dip w.press w.force w.lic m.deport m.release m.leave m.defy",
			"not (dip and force)", "not (leave and (defy or deport))", "not (force and lic)"), 100, 100},
		{conflict(t, "jnim.block jnim.advance junta.escort junta.ration junta.talk junta.reform hauliers.drive", "not (advance and not block)"), 96, 96},
	} {
		g := expand(t, x.conflict)
		if g.Feasible() != x.feasible || g.Len() != x.len {
			t.Errorf("%s: %d feasible, %d states, want %d and %d", x.conflict.Title, g.Feasible(), g.Len(), x.feasible, x.len)
		}
	}
}

// The states are those in which every rule holds and every choice takes one level, in ascending order of code.
func TestStatesAreTheFeasibleCombinations(t *testing.T) {
	eachRandom(t, 200, stabilitytest.Shape{Form: stabilitytest.Options}, func(t *testing.T, c *parley.Conflict, g *game.Graph) {
		var want, got []parley.State
		for s := range parley.State(1) << len(c.Options) {
			if feasible(c, s) {
				want = append(want, s)
			}
			if ok, _, _ := g.Rules().Feasible(s); ok != feasible(c, s) {
				t.Errorf("Feasible(%b) is %v", s, ok)
			}
			index, ok := g.Index(s)
			if ok != feasible(c, s) || ok && !slices.Contains(g.Members(index), s) {
				t.Errorf("Index(%b) is %d, %v", s, index, ok)
			}
		}
		for s := range g.Len() {
			got = append(got, g.Members(s)...)
			if s > 0 && len(g.Members(s)) == 1 && len(g.Members(s-1)) == 1 && g.MergeName(s-1) == g.MergeName(s) && !merges(c, g.Members(s)[0]) && g.Members(s - 1)[0] >= g.Members(s)[0] {
				t.Errorf("state %d is not in order", s)
			}
		}
		if slices.Sort(got); !slices.Equal(got, want) || g.Feasible() != len(want) {
			t.Errorf("states %v, want %v", got, want)
		}
	})
}

// feasible judges a combination of options by the definition.
func feasible(c *parley.Conflict, s parley.State) bool {
	for _, r := range c.Rules {
		if !holds(c, r.Expr, s) {
			return false
		}
	}
	taken := map[string]int{}
	for k, o := range c.Options {
		if o.Choice != "" {
			taken[o.Choice] += int(s >> k & 1)
		}
	}
	for _, n := range taken {
		if n != 1 {
			return false
		}
	}
	return true
}

// merges reports whether a state belongs to a merged one.
func merges(c *parley.Conflict, s parley.State) bool {
	return slices.ContainsFunc(c.Merges, func(m parley.Merge) bool { return holds(c, m.Expr, s) })
}

// A contradiction is named by a smallest set of rules that cannot hold together.
func TestContradictionNamesASmallestSet(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	sizes := map[int]int{}
	for try := 0; len(sizes) < 3 || try < 400; try++ {
		c := conflict(t, "a.x a.y b.z b.w")
		for k := range 3 + r.IntN(6) {
			c.Rules = append(c.Rules, parley.Rule{Formula: parley.Formula{Expr: clause(r, c), At: fmt.Sprint(k)}})
		}
		want := smallestContradiction(c)
		if want == 0 {
			continue
		}
		sizes[want]++
		var issues parley.Issues
		if err := expandError(t, c, game.Expansion{}); !errors.As(err, &issues) {
			t.Fatalf("the error is %T, want parley.Issues", err)
		}
		named := &parley.Conflict{Options: c.Options}
		for _, issue := range issues {
			for _, rule := range c.Rules {
				if rule.At == issue.At {
					named.Rules = append(named.Rules, rule)
				}
			}
		}
		if len(issues) != want || len(named.Rules) != want || smallestContradiction(named) != want {
			t.Fatalf("the error names %d rules, of which %d contradict each other, want %d: %v\n%s", len(named.Rules), smallestContradiction(named), want, issues, stabilitytest.Describe(c))
		}
	}
	t.Log("contradictions by number of rules:", sizes)
}

// clause draws a disjunction of one to three literals.
func clause(r *rand.Rand, c *parley.Conflict) *logic.Expr {
	var parts []*logic.Expr
	for range 1 + r.IntN(3) {
		e := logic.NewAtom(c.Options[r.IntN(len(c.Options))].ID)
		if r.IntN(2) == 0 {
			e = logic.NewNot(e)
		}
		parts = append(parts, e)
	}
	return logic.NewOr(parts...)
}

// smallestContradiction returns the size of a smallest set of rules that no state satisfies, 0 where there is none.
func smallestContradiction(c *parley.Conflict) int {
	best := 0
	for set := 1; set < 1<<len(c.Rules); set++ {
		part := &parley.Conflict{Options: c.Options}
		for k, rule := range c.Rules {
			if set>>k&1 == 1 {
				part.Rules = append(part.Rules, rule)
			}
		}
		if best > 0 && len(part.Rules) >= best {
			continue
		}
		any := false
		for s := range parley.State(1) << len(c.Options) {
			any = any || feasible(part, s)
		}
		if !any {
			best = len(part.Rules)
		}
	}
	return best
}

func TestContradictionWithAChoice(t *testing.T) {
	c := conflict(t, "a.line.none a.line.full b.z", "not none", "not full", "z")
	c.Options[0].Choice, c.Options[1].Choice = "a.line", "a.line"
	var issues parley.Issues
	err := expandError(t, c, game.Expansion{})
	if !errors.As(err, &issues) || len(issues) != 3 || !strings.Contains(err.Error(), "`a.line` takes exactly one level") {
		t.Errorf("the error is %v", err)
	}
}

func TestInfeasibleStatusQuoNamesTheRule(t *testing.T) {
	c := conflict(t, "a.x b.y", "not (x and y)")
	c.StatusQuo = &parley.Place{State: 0b11, At: "status quo"}
	var issues parley.Issues
	if err := expandError(t, c, game.Expansion{}); !errors.As(err, &issues) || len(issues) != 2 ||
		issues[0].At != "status quo" || !strings.Contains(issues[0].Message, "`not (a.x and b.y)`") && !strings.Contains(issues[0].Message, "`not (x and y)`") ||
		issues[1].At != "rules[0]" {
		t.Errorf("the error is %v", err)
	}
}

func TestInfeasibleStatusQuoNamesEveryRuleItBreaks(t *testing.T) {
	c := conflict(t, "a.x b.y", "not (x and y)", "x or y", "not x")
	c.StatusQuo = &parley.Place{State: 0b11, At: "status quo"}
	var issues parley.Issues
	if err := expandError(t, c, game.Expansion{}); !errors.As(err, &issues) || len(issues) != 3 ||
		!strings.Contains(issues[0].Message, "it breaks 2 rules: `not (x and y)`, `not x`") ||
		issues[1].At != "rules[0]" || issues[2].At != "rules[2]" {
		t.Errorf("the error is %v", err)
	}
	r, err := game.Compile(c)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Sound(t.Context()); err == nil || err.Error() != issues.Error() {
		t.Errorf("without listing states the error is %v, want %v", err, issues)
	}
}

func TestStatusQuoBeyondTheOptions(t *testing.T) {
	c := conflict(t, "a.x b.y")
	c.StatusQuo = &parley.Place{State: 0b100, At: "status quo"}
	if _, err := game.Compile(c); err == nil || !strings.Contains(err.Error(), "status quo") {
		t.Errorf("the error is %v", err)
	}
}

func TestLimits(t *testing.T) {
	var tooLarge *game.TooLargeError
	free := conflict(t, "a.p a.q b.r")
	if err := expandError(t, free, game.Expansion{Limits: game.Limits{States: 7}}); !errors.As(err, &tooLarge) || tooLarge.Limit != 7 {
		t.Errorf("without rules the error is %v", err)
	}
	ruled := conflict(t, "a.p a.q b.r", "p or q or r")
	if err := expandError(t, ruled, game.Expansion{Limits: game.Limits{States: 6}}); !errors.As(err, &tooLarge) {
		t.Errorf("with a rule the error is %v", err)
	}
	if err := expandError(t, ruled, game.Expansion{Limits: game.Limits{Memory: 100}}); !errors.As(err, &tooLarge) || tooLarge.What != "bytes of memory" {
		t.Errorf("with little memory the error is %v", err)
	}
	if err := expandError(t, stabilitytest.SustainableDevelopment(), game.Expansion{Limits: game.Limits{States: 3}}); !errors.As(err, &tooLarge) {
		t.Errorf("with listed states the error is %v", err)
	}
}

// A limit holds whether or not the states have been listed before.
func TestLimitsOfAKeptGraph(t *testing.T) {
	r := compile(t, stabilitytest.Elmira())
	if _, err := r.Expand(context.Background(), game.Expansion{}); err != nil {
		t.Fatal(err)
	}
	var tooLarge *game.TooLargeError
	if _, err := r.Expand(context.Background(), game.Expansion{Limits: game.Limits{States: 11}}); !errors.As(err, &tooLarge) {
		t.Errorf("twelve states where eleven are allowed: the error is %v", err)
	}
	if _, err := r.Expand(context.Background(), game.Expansion{Limits: game.Limits{Memory: 10}}); !errors.As(err, &tooLarge) {
		t.Errorf("little memory: the error is %v", err)
	}
	if _, err := r.Expand(context.Background(), game.Expansion{Limits: game.Limits{States: 12}}); err != nil {
		t.Error(err)
	}
}

func TestCancellation(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := compile(t, ukraine(t, true)).Expand(ctx, game.Expansion{}); !errors.Is(err, context.Canceled) {
		t.Errorf("the error is %v", err)
	}
	// A search that would take years ends with its context.
	var words []string
	for k := range 60 {
		words = append(words, fmt.Sprintf("a.o%d", k))
	}
	c := conflict(t, strings.Join(words, " "), "at_least(30, "+strings.Join(words, ", ")+")", "not at_least(30, "+strings.Join(words, ", ")+")")
	ctx, cancel = context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	start := time.Now()
	if _, err := compile(t, c).Expand(ctx, game.Expansion{}); !errors.Is(err, context.DeadlineExceeded) || time.Since(start) > 5*time.Second {
		t.Errorf("after %v the error is %v", time.Since(start), err)
	}
}

// 64 options, few feasible states: found at once, the highest option included.
func TestSixtyFourOptions(t *testing.T) {
	var words, rules []string
	for k := range 64 {
		words = append(words, fmt.Sprintf("%s.o%d", []string{"a", "b"}[k%2], k))
		if k > 1 {
			rules = append(rules, fmt.Sprintf("o%d <-> o%d", k-2, k))
		}
	}
	c := conflict(t, strings.Join(words, " "), rules...)
	c.StatusQuo = &parley.Place{State: ^parley.State(0)}
	start := time.Now()
	g := expand(t, c)
	if g.Len() != 4 || g.StatusQuo() != 3 || time.Since(start) > time.Second {
		t.Errorf("%d states, status quo %d, after %v", g.Len(), g.StatusQuo(), time.Since(start))
	}
	if s, err := g.Find(strings.Repeat("NY", 32)); err != nil || s != 2 {
		t.Errorf("Find gives %d, %v", s, err)
	}
	if got := g.AppendMoves(nil, 1, 3); !slices.Equal(got, []int32{1}) {
		t.Errorf("b moves from 3 to %v, want 1", got)
	}
	if _, err := g.Find(strings.Repeat("N", 63) + "Y"); err == nil {
		t.Error("a state that breaks a rule is found")
	}
}

func TestTooManyParties(t *testing.T) {
	c := conflict(t, "a.x")
	for k := range 64 {
		c.Parties = append(c.Parties, parley.Party{ID: fmt.Sprint("p", k)})
		c.Preferences = append(c.Preferences, parley.Preference{})
	}
	if _, err := game.Compile(c); err == nil || !strings.Contains(err.Error(), "65 parties") {
		t.Errorf("the error is %v", err)
	}
}

// The weight of a rule is the number of states that it alone keeps out.
func TestWeighRules(t *testing.T) {
	eachRandom(t, 100, stabilitytest.Shape{Form: stabilitytest.Options}, func(t *testing.T, c *parley.Conflict, g *game.Graph) {
		weights, err := g.Rules().WeighRules(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		if len(weights) < len(c.Rules) {
			t.Fatalf("%d weights for %d rules", len(weights), len(c.Rules))
		}
		for k := range c.Rules {
			without := *c
			without.Rules = slices.Delete(slices.Clone(c.Rules), k, k+1)
			want := 0
			for s := range parley.State(1) << len(c.Options) {
				if feasible(&without, s) && !feasible(c, s) {
					want++
				}
			}
			if weights[k].Only != want || weights[k].More {
				t.Errorf("rule %d keeps out %d, want %d", k, weights[k].Only, want)
			}
		}
	})
}

// Rules over the lowest options of many must be found contradictory at once, though the states are listed from the highest
// option down.
func TestContradictionAmongLowOptions(t *testing.T) {
	c := &parley.Conflict{Parties: []parley.Party{{ID: "p"}}, Preferences: make([]parley.Preference, 1)}
	for k := range 64 {
		c.Options = append(c.Options, parley.Option{ID: fmt.Sprintf("p.o%d", k)})
	}
	for _, text := range []string{"o0 <-> o1", "o1 <-> o2", "o2 <-> not o0"} {
		f, err := c.Formula(text)
		if err != nil {
			t.Fatal(err)
		}
		c.Rules = append(c.Rules, parley.Rule{Formula: f})
	}
	r, err := game.Compile(c)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	_, err = r.Expand(ctx, game.Expansion{})
	var issues parley.Issues
	if !errors.As(err, &issues) || len(issues) != 3 {
		t.Errorf("three rules contradict each other, but Expand says %v", err)
	}
}
