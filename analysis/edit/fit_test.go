package edit_test

import (
	"context"
	"testing"

	"parley/analysis/edit"
	"parley/catalog"
	"parley/game"
	"parley/scenario"
)

// A conflict with ranked states stays one when an option goes: the states that go with it leave the ranking, the merged
// one among them stays.
func TestFitNarrowsRankings(t *testing.T) {
	x, _ := catalog.Open("elmira-1991")
	f, _ := scenario.Read(x.Name(), x.Source)
	c, problems := f.Conflict(nil)
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	modify := 0
	narrow, err := edit.Without(c, modify)
	if err != nil {
		t.Fatal(err)
	}
	rules, err := game.Compile(narrow)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := rules.Expand(context.Background(), game.Expansion{}); err == nil {
		t.Fatal("a ranking that names states which are gone is accepted")
	}
	fitted, err := edit.Fit(context.Background(), narrow, game.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	rules, err = game.Compile(fitted)
	if err != nil {
		t.Fatal(err)
	}
	g, err := rules.Expand(context.Background(), game.Expansion{})
	if err != nil {
		t.Fatal(err)
	}
	if g.Len() != 5 { // states 1, 3, 5, 7 and 9 of the published table
		t.Errorf("%d states are left, should be 5", g.Len())
	}
	if got := len(fitted.Preferences[1].Either[0].Ranking); got != 5 {
		t.Errorf("the ranking has %d tiers, should have 5", got)
	}
	if len(c.Preferences[1].Either[0].Ranking) != 9 {
		t.Error("the conflict that was narrowed has changed")
	}
}
