package workbench_test

import (
	"context"
	"testing"

	"parley/internal/workbench"
	"parley/report"
)

// What the article argues of attrition can be asked of the founding case: under pressure Tomahawks do not delay the collapse, the
// better a fill of recruits the fewer collapses, and the talks' answer differs by the reading of Moscow's motive.
func TestSimulateUkraine(t *testing.T) {
	ask := func(assume []string, q workbench.SimulateQuestion) *report.Simulated {
		t.Helper()
		c, err := workbench.Open("catalog:ukraine-2025", assume, nil)
		if err != nil {
			t.Fatal(err)
		}
		q.Runs = 400
		x, err := c.Simulate(context.Background(), q, workbench.Settings{})
		if err != nil {
			t.Fatal(err)
		}
		return x
	}
	pressure := ask([]string{"washington=pressure"}, workbench.SimulateQuestion{Without: []string{"tomahawk"}, Against: []string{"motive=elective"}})
	if c := pressure.Rivals[0]; c.Times.Higher.Value > 0 {
		t.Errorf("with Tomahawks the collapse comes later in %v of the runs", c.Times.Higher)
	}
	if c := pressure.Rivals[1]; c.Change.Low <= 0 {
		t.Errorf("the reading of the motive changes the share of collapses by %v only", c.Change)
	}
	calm := ask(nil, workbench.SimulateQuestion{})
	if calm.Result.Low >= pressure.Result.Low {
		t.Errorf("diplomacy %v, pressure %v", calm.Result, pressure.Result)
	}
	full := ask([]string{"washington=pressure"}, workbench.SimulateQuestion{Solve: "ua_fill=0.3..2.5", Target: "20%", Few: 300})
	if s := full.Solved; s.Root == nil || s.Root.X.Value < .6 {
		t.Errorf("solved: %+v", s)
	}
}
