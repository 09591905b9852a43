package workbench_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"parley/internal/workbench"
	"parley/report"
)

// What becomes of the claims of the founding article: the verdict over every reading that bears on the claim, under how many
// of them it holds, how many verdicts are empty, and the answer as given. None of this is published; it pins what was found,
// so that a change is seen.
const verdicts = `
c14 depends 405/2268 holds
c15 depends 84/108 holds
c16 holds 378/378 holds
c17 depends 927/2268 holds
c20 depends 1890/2268 holds
c21 holds 108/108 holds
c25 fails 0/108 fails
c26 depends 252/756 holds
c30 holds 2268/2268 holds
c31 depends 252/3024 fails
c34 depends 36/108 holds
c35 depends 252/756 holds
c36 depends 1134/1512 holds
c37 depends 927/2268 holds
c42 holds 2268/2268 holds
c47 holds 756/756 holds
c50 holds 1008/1008 holds
c50-fight holds 1008/1008 holds
c51 depends 87/2268 holds
c52 depends 1680/2268 holds
c53 holds 2268/2268 (2133 empty) holds
spoiler holds 1134/1134 holds
`

func TestClaimsOfTheArticle(t *testing.T) {
	if testing.Short() {
		t.Skip("some seconds")
	}
	x, err := workbench.Open("catalog:ukraine-2025", nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	found, err := x.Claims(context.Background(), workbench.ClaimsQuestion{}, workbench.Settings{})
	if err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	for _, f := range found.Result.Findings {
		if f.Claim.Test == nil {
			continue
		}
		empty, given := "", "fails"
		if f.Count.Vacuous > 0 {
			empty = fmt.Sprintf(" (%d empty)", f.Count.Vacuous)
		}
		if f.AsGiven != nil && f.AsGiven.Holds {
			given = "holds"
		}
		fmt.Fprintf(&got, "%s %s %d/%d%s %s\n", f.Claim.ID, f.Verdict, f.Count.Holds, f.Count.Holds+f.Count.Fails, empty, given)
		if f.Count.Untestable+f.Count.NotAsked > 0 || !f.Coverage.Jointly {
			t.Errorf("%s: not every reading was asked: %+v, %+v", f.Claim.ID, f.Count, f.Coverage)
		}
		if f.Support.Own.Word.Kind.String() == "unlisted" && f.Claim.Hedge != "even if" {
			t.Errorf("%s: the hedge %q is not in the table", f.Claim.ID, f.Claim.Hedge)
		}
	}
	if strings.TrimSpace(got.String()) != strings.TrimSpace(verdicts) {
		t.Errorf("the claims come out as\n%s", got.String())
	}
	j := report.NewClaimsJSON(*found, nil)
	for _, c := range j.Claims {
		if c.Verdict == "depends" && (len(c.HoldsUnder) == 0 || len(c.FailsUnder) == 0 || c.Condition == nil || c.Why == "" || c.WhyFails == "") {
			t.Errorf("%s depends, on what is not said", c.ID)
		}
	}
}

// A single reading is asked where everything is assumed.
func TestClaimsUnderOneReading(t *testing.T) {
	x, err := workbench.Open("catalog:ukraine-2025", []string{"motive=elective,europe=yielding,sequencing=open,clause=separate,binding=troops,signals=clear,collapse=not-yet,washington=pressure"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	found, err := x.Claims(context.Background(), workbench.ClaimsQuestion{IDs: []string{"c20", "c35"}}, workbench.Settings{})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"fails", "holds"} {
		if f := found.Result.Findings[i]; f.Verdict.String() != want || len(f.Rows) != 1 {
			t.Errorf("%s %v over %d readings", f.Claim.ID, f.Verdict, len(f.Rows))
		}
	}
}
