package stability_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"parley"
	"parley/game"
	"parley/stability"
	"parley/stability/stabilitytest"
)

// Every concept that some conflict supports is read back from its name, and no other is.
func TestConceptsAreReadBackFromTheirNames(t *testing.T) {
	certain := stabilitytest.Concepts(stabilitytest.PrisonersDilemma(), stability.Choices{})
	if len(certain) != 5+4*5*3+1+6+6+4 {
		t.Errorf("%d concepts are supported by two prisoners", len(certain))
	}
	for _, c := range certain {
		again, err := stability.ParseConcept(strings.ToUpper(" " + c.String()))
		if err != nil || again != c {
			t.Errorf("%s is read as %s, %v", c, again, err)
		}
	}
}

func TestNamesThatAreNoConcepts(t *testing.T) {
	for _, text := range []string{"", "gnr", "maximin", "maximin-0", "maximin-101", "limited-move", "nash-2", "nash-strong", "sim-a", "gmr-e", "gmr-a-b",
		"gmr-strong-weak", "cgmr-strong", "maximin-2-a", "maximin-2-3", "nashgmr"} {
		if c, err := stability.ParseConcept(text); err == nil {
			t.Errorf("%q is read as %s", text, c)
		}
	}
	if c, err := stability.ParseConcept("R"); err != nil || c.Kind != stability.Nash {
		t.Errorf("R is read as %s, %v", c, err)
	}
}

// A variant that no kind has is refused, and can be named without harm.
func TestVariantsThatDoNotExistAreRefused(t *testing.T) {
	c := stabilitytest.PrisonersDilemma()
	for _, concept := range []stability.Concept{
		{Kind: 99}, {Kind: stability.Nash, Horizon: 1}, {Kind: stability.Nash, Strength: stability.Strong}, {Kind: stability.SIM, Unknown: stability.ExtensionA},
		{Kind: stability.GMR, Strength: 3}, {Kind: stability.GMR, Unknown: 5}, {Kind: stability.Maximin}, {Kind: stability.LimitedMove, Horizon: 1000},
		{Kind: stability.CGMR, Strength: stability.Weak}, {Kind: stability.Maximin, Horizon: 2, Unknown: stability.ExtensionB},
	} {
		var refused *stability.UnsupportedError
		if err := stability.Supports(c, concept, stability.Choices{}); !errors.As(err, &refused) || refused.Error() == "" {
			t.Errorf("%+v is not refused: %v", concept, err)
		}
	}
}

func TestSupports(t *testing.T) {
	graph, options := stabilitytest.SustainableDevelopment(), stabilitytest.PrisonersDilemma()
	three, unknown := stabilitytest.Elmira(), stabilitytest.SustainableDevelopmentUnknown()
	many := &parley.Conflict{Parties: make([]parley.Party, 11), Preferences: make([]parley.Preference, 11)}
	for _, x := range []struct {
		conflict *parley.Conflict
		concept  string
		choices  stability.Choices
		reason   string
	}{
		{options, "sim", stability.Choices{}, ""},
		{graph, "sim", stability.Choices{}, "needs options"},
		{three, "sim", stability.Choices{}, "merged"},
		{three, "limited-move-2", stability.Choices{}, "two parties"},
		{unknown, "limited-move-2", stability.Choices{}, "unknown"},
		{unknown, "maximin-2", stability.Choices{}, "unknown"},
		{unknown, "cnash", stability.Choices{}, "unknown"},
		{unknown, "gmr", stability.Choices{}, ""},
		{graph, "cnash", stability.Choices{Simultaneous: true}, "needs options"},
		{graph, "nash", stability.Choices{Simultaneous: true}, ""},
		{many, "cnash", stability.Choices{}, "at most 10 parties"},
		{many, "gmr", stability.Choices{EachOnce: true}, "at most 10 parties"},
		{many, "gmr", stability.Choices{}, ""},
	} {
		concept, err := stability.ParseConcept(x.concept)
		if err != nil {
			t.Fatal(err)
		}
		err = stability.Supports(x.conflict, concept, x.choices)
		if (err == nil) != (x.reason == "") || err != nil && !strings.Contains(err.Error(), x.reason) {
			t.Errorf("%s with %+v: %v, want %q", x.concept, x.choices, err, x.reason)
		}
	}
}

// A coalition of nobody, or of somebody who is no party, is refused instead of judged.
func TestPrepareRefusesCoalitionsThatDoNotExist(t *testing.T) {
	rules, err := game.Compile(stabilitytest.PrisonersDilemma())
	if err != nil {
		t.Fatal(err)
	}
	for h, good := range map[stability.Coalition]bool{0: false, 1: true, 3: true, 4: false, 7: false} {
		_, _, err := stability.Prepare(context.Background(), rules, stability.Task{Concepts: stability.Coalitional(), Coalitions: []stability.Coalition{h}})
		if (err == nil) != good {
			t.Errorf("coalition %b: %v", h, err)
		}
	}
}

func TestPrepareFillsInDefaults(t *testing.T) {
	rules, err := game.Compile(stabilitytest.Elmira())
	if err != nil {
		t.Fatal(err)
	}
	_, task, err := stability.Prepare(context.Background(), rules, stability.Task{})
	if err != nil || len(task.Concepts) != 5 || task.Coalitions != nil { // SIM is not defined where states are merged
		t.Errorf("%v, %v, %v", task.Concepts, task.Coalitions, err)
	}
	_, task, err = stability.Prepare(context.Background(), rules, stability.Task{Concepts: stability.Coalitional()})
	if err != nil || len(task.Coalitions) != 7 {
		t.Errorf("%v, %v", task.Coalitions, err)
	}
}

func TestCoalitionNames(t *testing.T) {
	parties := stabilitytest.Elmira().Parties
	if got := stability.Coalition(0b101).Name(parties); got != "moe+lg" {
		t.Errorf("the coalition is called %s", got)
	}
	if h := stability.Coalition(0b101); h.Size() != 2 || h.Has(1) || !h.Has(2) {
		t.Errorf("members of %b", h)
	}
}
