package perception_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"parley"
	"parley/analysis/edit"
	"parley/analysis/perception"
	"parley/game"
	"parley/stability"
	"parley/stability/naive"
)

// build writes a conflict in few words: options as "party.option", statements by party, the options that are taken first.
func build(t *testing.T, options []string, wants map[string][]string, rules []string, taken ...string) *parley.Conflict {
	t.Helper()
	c := &parley.Conflict{Title: "An example"}
	for _, id := range options {
		party, rest, _ := strings.Cut(id, ".")
		if c.PartyIndex(party) < 0 {
			c.Parties = append(c.Parties, parley.Party{ID: party})
		}
		o := parley.Option{ID: id, Party: c.PartyIndex(party)}
		if choice, _, ok := strings.Cut(rest, "."); ok {
			o.Choice = party + "." + choice
		}
		c.Options = append(c.Options, o)
	}
	for _, r := range rules {
		c.Rules = append(c.Rules, parley.Rule{Formula: read(t, c, r)})
	}
	for _, p := range c.Parties {
		c.Preferences = append(c.Preferences, want(t, c, wants[p.ID]...))
	}
	c.StatusQuo = &parley.Place{State: named(c, taken...)}
	return c
}

func read(t *testing.T, c *parley.Conflict, text string) parley.Formula {
	t.Helper()
	f, err := c.Formula(text)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func want(t *testing.T, c *parley.Conflict, statements ...string) parley.Preference {
	t.Helper()
	var o parley.Order
	for _, s := range statements {
		o.Statements = append(o.Statements, parley.Statement{Either: []parley.Formula{read(t, c, s)}})
	}
	if len(statements) == 0 {
		return parley.Preference{}
	}
	return parley.Preference{Either: []parley.Order{o}}
}

func named(c *parley.Conflict, ids ...string) parley.State {
	var s parley.State
	for k, o := range c.Options {
		if slices.Contains(ids, o.ID) {
			s |= 1 << k
		}
	}
	return s
}

// play compiles a hypergame in which some parties have pictures, and plays it from the status quo.
func play(t *testing.T, c *parley.Conflict, pictures map[string]perception.Picture) *perception.Result {
	t.Helper()
	rules, err := game.Compile(c)
	if err != nil {
		t.Fatal(err)
	}
	list := make([]perception.Picture, len(c.Parties))
	for id, p := range pictures {
		list[c.PartyIndex(id)] = p
	}
	h, err := perception.Compile(ctx, rules, list, game.Expansion{})
	if err != nil {
		t.Fatal(err)
	}
	r, err := h.Play(ctx, h.Graph.StatusQuo(), perception.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func ends(r *perception.Result) []string {
	var out []string
	for _, o := range r.Outcomes {
		if o.End() {
			out = append(out, r.Hypergame.Graph.Code(o.States[0]))
		}
	}
	return out
}

func expects(r *perception.Result, party int) []string {
	var out []string
	for _, o := range r.Expected[party].Outcomes {
		if o.End() {
			out = append(out, r.Hypergame.Views[party].Graph.Code(o.States[0]))
		}
	}
	return out
}

// A hidden weapon: the defender does not see it, feels safe, and the attack passes unnoticed until its effect.
func TestAnOptionThatIsNotSeen(t *testing.T) {
	c := build(t, []string{"a.arm", "a.strike", "b.guard"}, map[string][]string{
		"a": {"strike -> arm", "strike", "arm"}, "b": {"guard <-> arm", "not guard"},
	}, []string{"strike -> arm"})
	r := play(t, c, map[string]perception.Picture{"b": {Unseen: named(c, "a.arm")}})
	h := r.Hypergame
	if got := ends(r); !slices.Equal(got, []string{"YYN"}) {
		t.Errorf("it comes to %v", got)
	}
	// The rule makes a strike without arms impossible, so that b's picture rules the outcome out: stealthy, and a surprise.
	at := func(code string) int { s, _ := h.Graph.Find(code); return s }
	if s := at("YNN"); h.Views[1].Sees(s) != h.Views[1].Sees(at("NNN")) {
		t.Errorf("b sees the arms: %d", h.Views[1].Sees(s))
	}
	if h.Views[1].Sees(at("YYN")) != -1 || !r.Surprised(1) {
		t.Errorf("b sees the strike as %d", h.Views[1].Sees(at("YYN")))
	}
	v, err := h.Judge(ctx, naive.Engine{}, stability.Task{Concepts: []stability.Concept{{Kind: stability.Nash}}})
	if err != nil {
		t.Fatal(err)
	}
	if !v[0].Stealthy.Test(uint(at("YYN"))) || v[0].Steady.Any() {
		t.Errorf("stealthy %v, steady %v", v[0].Stealthy, v[0].Steady)
	}
}

// One does not take an option of one's own that one does not see.
func TestAnOwnOptionThatIsNotSeen(t *testing.T) {
	c := build(t, []string{"a.x", "a.y"}, map[string][]string{"a": {"x", "y"}}, nil)
	r := play(t, c, map[string]perception.Picture{"a": {Unseen: named(c, "a.x")}})
	if got := ends(r); !slices.Equal(got, []string{"NY"}) {
		t.Errorf("it comes to %v", got)
	}
	if r.Surprised(0) {
		t.Error("a is surprised")
	}
}

// Levels: from one that it does not see a party moves on as if from the next, and leaves the hidden one.
func TestALevelThatIsNotSeen(t *testing.T) {
	c := build(t, []string{"a.c.low", "a.c.mid", "a.c.high", "b.x"}, map[string][]string{"a": {"c.high"}}, nil, "a.c.low")
	r := play(t, c, map[string]perception.Picture{"a": {Unseen: named(c, "a.c.low")}, "b": {Unseen: named(c, "a.c.high")}})
	h := r.Hypergame
	if got := h.Views[0].Graph.Code(h.Views[0].Sees(h.Graph.StatusQuo())); got != "NYNN" {
		t.Errorf("low looks like %s", got)
	}
	if got := ends(r); !slices.Equal(got, []string{"NNYN"}) {
		t.Errorf("it comes to %v", got)
	}
	end := r.Outcomes[0].States[0]
	if got := h.Views[1].Graph.Code(h.Views[1].Sees(end)); got != "YNNN" {
		t.Errorf("high looks to b like %s", got)
	}
	if u := r.Stories[0].Unnoticed; len(u) != 1 || u[0] != (perception.Unnoticed{Party: 1, Step: 1}) {
		t.Errorf("unnoticed: %v", u)
	}
}

// Two words that sound alike: b offers monitors, a hears a force, and refuses what it wants.
func TestOptionsThatLookLikeOne(t *testing.T) {
	c := build(t, []string{"a.sign", "b.force", "b.monitors"}, map[string][]string{
		"a": {"sign <-> not force"}, "b": {"sign -> monitors", "monitors"},
	}, []string{"not (force and monitors)"}, "a.sign")
	r := play(t, c, map[string]perception.Picture{"a": {Alike: []parley.State{named(c, "b.force", "b.monitors")}}})
	h := r.Hypergame
	if got := h.Views[0].Graph.Len(); got != 4 {
		t.Errorf("a tells %d states apart, want 4", got)
	}
	if got := expects(r, 0); !slices.Equal(got, []string{"N--"}) {
		t.Errorf("a expects %v", got)
	}
	if got := ends(r); !slices.Equal(got, []string{"NNY"}) {
		t.Errorf("it comes to %v", got)
	}
	// Once there are monitors, they look to a just like a force, and b is surprised that a withdraws.
	m := r.Stories[0].Meanings
	if len(m) != 1 || h.Graph.Code(m[0].State) != "YNY" || h.Graph.Code(m[0].Twin) != "YYN" || !slices.Equal(m[0].Others, []int{1}) {
		t.Errorf("meanings %+v", m)
	}
	if s := r.Surprises(); len(s) == 0 || s[0].Party != 1 || s[0].Kind != perception.Moved || s[0].Step != 2 {
		t.Errorf("surprises %+v", s)
	}
}

// Who cannot tell two of its own options apart may take up either, and swaps them for no reason never.
func TestOwnOptionsThatLookLikeOne(t *testing.T) {
	c := build(t, []string{"a.x", "a.y", "a.z"}, map[string][]string{"a": {"x", "z"}}, nil)
	r := play(t, c, map[string]perception.Picture{"a": {Alike: []parley.State{named(c, "a.x", "a.y")}}})
	if got := ends(r); !slices.Equal(got, []string{"YNY", "NYY", "YYY"}) {
		t.Errorf("it comes to %v", got)
	}
	c.StatusQuo.State = named(c, "a.y")
	r = play(t, c, map[string]perception.Picture{"a": {Alike: []parley.State{named(c, "a.x", "a.y")}}})
	if got := ends(r); !slices.Equal(got, []string{"NYY"}) {
		t.Errorf("from y it comes to %v", got)
	}
}

// A rule that a party does not know makes reality refuse its move.
func TestRealityRefuses(t *testing.T) {
	c := build(t, []string{"a.meet", "b.talk"}, map[string][]string{"a": {"meet"}, "b": {"not talk"}}, []string{"meet -> talk"})
	own := edit.DropRule(c, 0)
	r := play(t, c, map[string]perception.Picture{"a": {Conflict: own}})
	if got := ends(r); !slices.Equal(got, []string{"NN"}) {
		t.Errorf("it comes to %v", got)
	}
	s := r.Stories[0].Surprises
	if len(s) != 1 || s[0].Kind != perception.Refused || s[0].Party != 0 || s[0].Step != 1 {
		t.Errorf("surprises %+v", s)
	}
	if d := r.Hypergame.Differences(); len(d) != 1 || d[0].Kind != perception.RuleMissed || d[0].Text != "meet -> talk" {
		t.Errorf("differences %+v", d)
	}
	if !r.Surprised(0) || r.Surprised(1) {
		t.Error("a and only a expected to meet")
	}
}

// A party may also be wrong about where things stand.
func TestWhereThingsStand(t *testing.T) {
	c := build(t, []string{"a.x", "b.y"}, map[string][]string{"a": {"x <-> y"}}, nil)
	own := *c
	own.StatusQuo = &parley.Place{State: named(c, "b.y")}
	r := play(t, c, map[string]perception.Picture{"b": {Conflict: &own}})
	if got := expects(r, 1); !slices.Equal(got, []string{"YY"}) {
		t.Errorf("b expects %v", got)
	}
	if got := ends(r); !slices.Equal(got, []string{"NN"}) || !r.Surprised(1) || r.Surprised(0) {
		t.Errorf("it comes to %v", got)
	}
}

func TestDifferencesSetStatementsSideBySide(t *testing.T) {
	c := build(t, []string{"a.x", "b.y", "b.z"}, map[string][]string{"a": {"x", "y", "z"}, "b": {"not x", "y", "z", "x or y"}}, nil)
	own := edit.Prefer(c, 1, want(t, c, "y", "not z", "z", "x or y", "not x"))
	r := play(t, c, map[string]perception.Picture{"a": {Conflict: own}})
	d := r.Hypergame.Differences()
	if len(d) != 1 || d[0].Kind != perception.Wants || d[0].Of != 1 || d[0].Party != 0 {
		t.Fatalf("differences %+v", d)
	}
	want := []perception.Line{{Statement: "not x", Seen: 5, True: 1}, {Statement: "not z", Seen: 2, True: 0}}
	if !slices.Equal(d[0].Lines, want) {
		t.Errorf("lines %+v, want %+v", d[0].Lines, want)
	}
}

func TestPicturesThatAreNoConflictNameTheParty(t *testing.T) {
	c := build(t, []string{"a.x", "b.y"}, nil, nil, "a.x")
	rules, err := game.Compile(c)
	if err != nil {
		t.Fatal(err)
	}
	never := edit.AddRule(c, parley.Rule{Formula: read(t, c, "not x")})
	others := *c
	others.Parties = c.Parties[:1]
	for name, own := range map[string]*parley.Conflict{"an infeasible status quo": never, "other parties": &others} {
		_, err := perception.Compile(ctx, rules, []perception.Picture{{}, {Conflict: own}}, game.Expansion{})
		var wrong *perception.PictureError
		if !errors.As(err, &wrong) || wrong.Party.ID != "b" || !strings.HasPrefix(err.Error(), "as b sees it: ") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A ranking names every state; in a picture with fewer states it ranks those that are left.
func TestRankingsInPicturesWithFewerStates(t *testing.T) {
	c := build(t, []string{"a.x", "b.y"}, nil, nil)
	order := func(codes ...string) parley.Preference {
		var o parley.Order
		for _, code := range codes {
			o.Ranking = append(o.Ranking, parley.Tier{States: []string{code}})
		}
		return parley.Preference{Either: []parley.Order{o}}
	}
	c.Preferences = []parley.Preference{order("YN", "YY", "NN", "NY"), order("YY", "NY", "YN", "NN")}
	r := play(t, c, map[string]perception.Picture{
		"a": {Unseen: named(c, "b.y")}, "b": {Conflict: edit.AddRule(c, parley.Rule{Formula: read(t, c, "not x")})},
	})
	if got := expects(r, 0); !slices.Equal(got, []string{"YN"}) {
		t.Errorf("a expects %v", got)
	}
	if got := expects(r, 1); !slices.Equal(got, []string{"NY"}) {
		t.Errorf("b expects %v", got)
	}
	if got := ends(r); !slices.Equal(got, []string{"YN", "YY"}) {
		t.Errorf("it comes to %v", got)
	}
}
