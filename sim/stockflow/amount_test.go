package stockflow_test

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"parley/sim/stockflow"
)

// amounts is a model in weeks whose quantities have units of all kinds: a store of 140 days of fuel that shrinks by a week a
// week, and what is worked out from it.
func amounts(when string) *stockflow.Model {
	return &stockflow.Model{Clock: "week", Step: 1, Horizon: 40,
		Parameters: []stockflow.Parameter{{Name: "use", Unit: "tons/day", Value: 2}, {Name: "free", Value: 3}, {Name: "share", Unit: "1", Value: .5}},
		Stocks:     []stockflow.Stock{{Name: "days_left", Unit: "days", Start: "140"}, {Name: "store", Unit: "tons", Start: "280"}},
		Auxiliaries: []stockflow.Auxiliary{{Name: "lasts", Expr: "store / use", Unit: "months"}, {Name: "loose", Expr: "store / use"},
			{Name: "half", Expr: "share * store"}},
		Flows:  []stockflow.Flow{{Name: "out", From: "store", Rate: "use"}, {Name: "tick", From: "days_left", Rate: "7 days/week"}},
		Events: []stockflow.Event{{Name: "e", When: when, At: "e"}}}
}

// A number in a condition may have a unit, and a bare one is in the unit of the name that it is compared with. The store is
// 280 − 14t tons after t weeks, and days_left 140 − 7t days.
func TestAmountsInConditions(t *testing.T) {
	month := 365.25 / 12 / 7
	for _, x := range []struct {
		when string
		at   float64
	}{
		{"store < 70", 15}, {"70 > store", 15}, {"store <= 70 tons", 15}, {"70 tons >= store", 15}, {"store < 7e1 tons", 15}, {"store<70 tons", 15},
		{"days_left < 35", 15}, {"days_left < 35 days", 15}, {"days_left < 5 weeks", 15}, {"not (days_left > 5 weeks)", 15},
		{"time > 3", 3}, {"time > 21 days", 3}, {"time > 1 month", month}, {"time > 2 months and store > 3 tons or time > 1 year", 2 * month},
		{"lasts < 1", 20 - month}, {"lasts < 1 month", 20 - month}, {"loose < 14 days", 18}, {"store / use < 2 weeks", 18},
		{"half < 35", 15}, {"share * store < 35", 15}, {"half < 35 tons", 15}, {"store - 14 tons/week * 5 weeks < 0", 15},
		{"store < use * 35 days", 15}, {"store < 35 days*use", 15}, {"store < 35 days * 2 tons/day", 15}, {"use > 13 tons/week and store < 70", 15},
		{"store < (time > 10 ? 70 tons : 0 tons)", 15}, {"store < max(70 tons, 3 * 20 tons)", 15}, {"store < 140 tons - 70 tons", 15},
		{"free > 2 and store < 70", 15}, {"store^2 < 4900 tons^2", 15}, {"-store > -70", 15},
	} {
		p, err := stockflow.Compile(amounts(x.when))
		if err != nil {
			t.Errorf("%s: %s", x.when, err)
			continue
		}
		r := p.NewRun()
		r.Start(nil, nil)
		if e, err := r.Advance(40); e != 0 || err != nil || math.Abs(r.Time()-x.at) > 1e-6 {
			t.Errorf("%s: event %d at %g (%v), want at %g", x.when, e, r.Time(), err, x.at)
		}
	}
}

func TestAmountsThatMeanNothing(t *testing.T) {
	for _, x := range []struct {
		when, want string
		pos, end   int
	}{
		{"store < 10 days", "these are compared in different units: tons and week", 6, 7},
		{"loose < 14", "these are compared in different units: week and a plain number", 6, 7}, // weeks or days: nobody says
		{"store / use < 14", "these are compared in different units: week and a plain number", 12, 13},
		{"store < 10 ton", "nothing is measured in `ton`", 8, 14},
		{"free > 2 free * store", "nothing is measured in `free`", 7, 13},
		{"free > 2 free", "nothing is measured in `free`", 7, 13},
		{"store + 10 < 70", "these are added in different units: tons and a plain number", 6, 7},
		{"ö < 10 tons", "nothing is called `ö`", 0, 2},
		{"free > 1 and store < 10 ööö", "nothing is measured in `ööö`", 21, 30},
		{"store < 10 tons tons", "cannot be read", 16, 20},
	} {
		_, err := stockflow.Compile(amounts(x.when))
		issues, _ := err.(stockflow.Issues)
		if len(issues) == 0 || !strings.Contains(issues[0].Message, x.want) || issues[0].Pos != x.pos || issues[0].End != x.end {
			t.Errorf("%s: got %s", x.when, fmt.Sprintf("%+v", issues))
		}
	}
	_, err := stockflow.Compile(amounts("loose < 14"))
	if issues, _ := err.(stockflow.Issues); len(issues) == 0 || !strings.Contains(issues[0].Hint, "such as 10 days") {
		t.Errorf("got %+v", issues)
	}
}

// An amount is read in the unit that is asked for.
func TestAmountInAUnit(t *testing.T) {
	for _, x := range []struct {
		src, unit string
		want      float64
	}{{"10", "days", 10}, {" 2 weeks ", "days", 14}, {"14 days", "weeks", 2}, {"21 days", "", 3}, {"7 tons/week", "tons/day", 1}, {"-3 tons", "tons", -3}} {
		if got, err := stockflow.In(x.src, x.unit, "week"); err != nil || math.Abs(got-x.want) > 1e-12 {
			t.Errorf("%s in %s: %g, %v", x.src, x.unit, got, err)
		}
	}
	for _, x := range []struct{ src, unit, want string }{{"10 tons", "days", "this is in tons, and week is needed"}, {"ten", "days", "no number"},
		{"Inf", "", "no number"}, {"3 2x", "", "no number"}} {
		if _, err := stockflow.In(x.src, x.unit, "week"); err == nil || !strings.Contains(err.Error(), x.want) {
			t.Errorf("%s in %s: %v", x.src, x.unit, err)
		}
	}
}
