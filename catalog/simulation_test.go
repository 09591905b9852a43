package catalog_test

import (
	"context"
	"math"
	"regexp"
	"strings"
	"testing"

	"parley/catalog"
	"parley/scenario"
	"parley/sim/attrition"
	"parley/sim/montecarlo"
)

var numeral = regexp.MustCompile(`\b[0-9.]+\b`)

// Simulations ship with numbers that say of themselves that they are nobody's, and with no threshold that is a constant.
func TestSimulationsAreIllustrative(t *testing.T) {
	count := 0
	for _, c := range catalog.Cases() {
		f, list := scenario.Read(c.Name(), c.Source)
		if len(list.Errors()) > 0 || f.Simulation == nil {
			continue
		}
		count++
		sim, list := f.ReadSimulation(nil)
		if len(list) > 0 {
			t.Fatal(list)
		}
		if !strings.Contains(sim.About, "illustrative") {
			t.Errorf("%s: `about` does not say that the numbers are illustrative", c.ID)
		}
		for i, p := range sim.Parameters {
			e, ok := f.EvidenceFor(sim.Model.Parameters[i].At)
			switch {
			case !ok || e.Because == "":
				t.Errorf("%s: `%s` does not say why", c.ID, p.Name)
			case e.Basis != "illustrative" && !strings.HasPrefix(e.Because, "By definition"):
				t.Errorf("%s: `%s` is not marked as illustrative", c.ID, p.Name)
			}
		}
		for _, e := range sim.Model.Events {
			for _, n := range numeral.FindAllString(e.When+" "+e.Held+" "+e.Hazard, -1) {
				if n != "0" && n != "1" { // whether there is any, and flags
					t.Errorf("%s: event `%s` has the constant %s", c.ID, e.Name, n)
				}
			}
		}
		s, err := attrition.New(context.Background(), f, nil, attrition.Options{Runs: 500})
		if err != nil {
			t.Fatal(err)
		}
		sampler, err := montecarlo.NewSampler(s.Plan())
		if err != nil {
			t.Fatal(err)
		}
		r := s.NewRunner()
		happened := make([]int, len(sim.Events)+len(sim.Goals))
		for run := range 500 {
			x, err := r.Run(run, sampler.Run(run))
			if err != nil {
				t.Fatalf("%s, run %d: %v", c.ID, run, err)
			}
			for i, at := range append(x.Events, x.Goals...) {
				if !math.IsInf(at, 1) {
					happened[i]++
				}
			}
		}
		for i, n := range happened[len(sim.Events):] {
			if n == 500 && sim.Model.Horizon > 0 {
				t.Errorf("%s: goal `%s` is always reached", c.ID, sim.Goals[i].Name)
			}
		}
	}
	if count != 2 {
		t.Errorf("%d cases have a simulation", count)
	}
}
