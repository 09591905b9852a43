package convert_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"parley"
	"parley/convert"
	"parley/diag"
	"parley/game"
)

// expand reads and expands a conflict that must have no errors.
func expand(t *testing.T, name string, src []byte) (*parley.Conflict, *game.Graph) {
	t.Helper()
	c, problems := convert.ReadGMCR(name, src)
	if c == nil {
		t.Fatalf("%s: %v", name, problems)
	}
	rules, err := game.Compile(c)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	g, err := rules.Expand(context.Background(), game.Expansion{})
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return c, g
}

func testdata(t *testing.T, name string) []byte {
	t.Helper()
	src, err := os.ReadFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	return src
}

// ranked lists the decimal codes of the states of g, most preferred first, equal ones joined by ~ in ascending order.
func ranked(g *game.Graph, party int) string {
	o := g.Orders(party)[0]
	tiers := make([][]string, o.Classes)
	for s := range g.Len() {
		t := &tiers[o.Classes-1-int(o.Rank[s])]
		*t = append(*t, fmt.Sprint(uint64(g.Members(s)[0])))
	}
	var out []string
	for _, t := range tiers {
		out = append(out, strings.Join(t, "~"))
	}
	return strings.Join(out, " ")
}

// The models are those of the literature, and so are the rankings that they must yield: Elmira by Hipel, Fang, Kilgour and
// Peng (1993), where states 8, 9, 24 and 25 are one; Euphrates by Hipel, Kilgour and Kinsara (2014), tables 1 to 3; Cuba by
// Fraser and Hipel (1984).
func TestPublishedModelsHaveTheirStatesAndRankings(t *testing.T) {
	for _, c := range []struct {
		file     string
		states   int
		rankings []string
		doubts   []string
	}{
		{"prisoners-dilemma.gmcr", 4, []string{"2 3 0 1", "1 3 0 2"}, nil},
		{"elmira-1991.gmcr", 12, []string{
			"20 4 5 21 18 2 3 19 8~9~24~25",
			"2 5 21 18 8~9~24~25 4 20 3 19",
			"20 4 18 2 21 19 5 3 8~9~24~25",
		}, []string{"the preferences of `Ministry of the Environment` are left out"}},
		{"euphrates-1975.gmcr", 6, []string{"0 2 6 1 4 5", "1 4 6 0 5 2"}, []string{"the manual rankings count in this file; the preferences of `Syria` and `Iraq` are left out"}},
		{"cuba-1962.gmcr", 12, []string{"4 6 5 7 2 1 3 0 11 9 10 8", "0 4 6 2 5 1 7 3 11 9 10 8"}, nil},
	} {
		src := testdata(t, c.file)
		_, g := expand(t, c.file, src)
		if g.Len() != c.states {
			t.Errorf("%s has %d states, want %d", c.file, g.Len(), c.states)
		}
		for i, want := range c.rankings {
			if got := ranked(g, i); got != want {
				t.Errorf("%s: party %d ranks %s, want %s", c.file, i, got, want)
			}
		}
		_, doubts := convert.ReadGMCR(c.file, src)
		if len(doubts) != len(c.doubts) {
			t.Errorf("%s: %d doubts, want %d:\n%v", c.file, len(doubts), len(c.doubts), doubts)
			continue
		}
		for i, d := range doubts {
			if !strings.Contains(d.Message, c.doubts[i]) {
				t.Errorf("%s: doubt %v, want %q", c.file, d, c.doubts[i])
			}
		}
	}
}

// Statements alone must give the ranking that the same file has by hand.
func TestStatementsAgreeWithTheRanking(t *testing.T) {
	src := testdata(t, "euphrates-1975.gmcr")
	_, byHand := expand(t, "e", src)
	_, byStatements := expand(t, "e", []byte(strings.Replace(string(src), `Vectors": true`, `Vectors": false`, 1)))
	for i := range byHand.Parties() {
		if a, b := ranked(byHand, i), ranked(byStatements, i); a != b {
			t.Errorf("party %d: %s by hand, %s by statements", i, a, b)
		}
	}
}

func TestNamesAndFormulas(t *testing.T) {
	c, _ := expand(t, "work/cuba-1962.gmcr", testdata(t, "cuba-1962.gmcr"))
	if c.Title != "cuba-1962" || c.StatusQuo != nil {
		t.Errorf("title %q, status quo %v", c.Title, c.StatusQuo)
	}
	if p := c.Parties[1]; p.ID != "Soviet Union" || p.Label() != "Soviet Union" || p.At != "decisionMakers[1]" {
		t.Errorf("party %+v", p)
	}
	if o := c.Options[3]; o.ID != "Soviet Union.Escalate" || o.Label() != "Escalate" || o.Party != 1 {
		t.Errorf("option %+v", o)
	}
	statements := func(party int) []string {
		var out []string
		for _, s := range c.Preferences[party].Either[0].Statements {
			out = append(out, s.Either[0].String())
		}
		return out
	}
	if want := `not ("Soviet Union.Withdraw the missiles" and "Soviet Union.Escalate")`; c.Rules[0].String() != want {
		t.Errorf("rule %s, want %s", c.Rules[0], want)
	}
	if got, want := statements(1)[1], `"Soviet Union.Escalate" -> "United States.Strike the bases from the air"`; got != want {
		t.Errorf("conditional %s, want %s", got, want)
	}
	for _, s := range append(statements(0), statements(1)...) {
		if _, err := c.Formula(s); err != nil {
			t.Errorf("%s: %v", s, err)
		}
	}
}

func TestDirections(t *testing.T) {
	c, g := expand(t, "e", testdata(t, "elmira-1991.gmcr"))
	for k, want := range [][2]bool{{true, false}, {false, true}, {false, false}, {true, false}, {false, false}} {
		if o := c.Options[k]; o.StaysTaken != want[0] || o.StaysDropped != want[1] {
			t.Errorf("%s: stays taken %v, stays dropped %v", o.ID, o.StaysTaken, o.StaysDropped)
		}
	}
	find := func(code string) int {
		s, err := g.Find(code)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	// Uniroyal may accept or abandon, but not go back to delay once it has accepted.
	from := g.Arcs(1).From(find("NYNNN"))
	if want := []int32{int32(find("NNYNN")), int32(find("NNNYN"))}; !slices.Equal(from, want) {
		t.Errorf("moves from delay: %v, want %v", from, want)
	}
	if from := g.Arcs(1).From(find("NNYNN")); !slices.Equal(from, []int32{int32(find("NNNYN"))}) {
		t.Errorf("moves from accept: %v", from)
	}
}

// GMCR+ sorts options by decision maker before it numbers the states, whatever the order of the file.
func TestRankingsNumberStatesByDecisionMaker(t *testing.T) {
	_, g := expand(t, "x.gmcr", []byte(`{"options": [{"name": "a", "permittedDirection": "both"}, {"name": "b", "permittedDirection": "both"}],
		"decisionMakers": [{"name": "B", "options": [1], "preferences": [], "preferenceRanking": [2, 1, [3, 4]]},
			{"name": "A", "options": [0], "preferences": [], "preferenceRanking": [[1, 2, 3, 4]]}],
		"infeasibles": [], "useManualPreferenceRanking": true}`))
	// State 2 takes the first option of the first decision maker: b, which has the code 2 here.
	if got := ranked(g, 0); got != "2 0 1~3" {
		t.Errorf("B ranks %s", got)
	}
}

func TestWhatIsLeftOutIsDoubted(t *testing.T) {
	src := []byte(`{"options": [{"name": "a", "permittedDirection": "both"}, {"name": "a", "permittedDirection": "both"}, {"name": ""}],
		"decisionMakers": [
			{"name": "X", "options": [0, 1, 1], "preferences": [[], [[0, "Y"], [0, "Y"]]], "preferenceRanking": [1], "misperceptions": [[[0, "Y"]]]},
			{"name": "X", "options": [2], "preferences": [{"compound": true, "members": []}], "colour": "red"}],
		"coalitions": [[0, 1]], "infeasibles": [{"compound": true, "members": [[[0, "Y"], [1, "Y"]], [[2, "Y"]]]}, {"members": []}],
		"useManualPreferenceRanking": false, "program": "other", "version": "1.0"}`)
	c, g := expand(t, "x.gmcr", src)
	_, doubts := convert.ReadGMCR("x.gmcr", src)
	for _, want := range []string{
		"two decision makers called `X`; this one is called `X 2`",
		"two options called `X.a`; this one is called `X.a 2`",
		"the option has no name; it is called `option 3`",
		"no `permittedDirection`",
		"`X` lists the option `a` twice",
		"names no option",
		"names the option `a` twice",
		"the preferences count in this file; the manual rankings of `X` are left out",
		"these misperceptions are left out",
		"`colour` is not a key",
		"the coalition of `X` and `X 2` is left out",
		"cannot open a file with a compound condition",
		"has no members, so it removes nothing",
		"written by `other`",
		"written by GMCR+ `1.0`",
	} {
		if !slices.ContainsFunc(doubts, func(p diag.Problem) bool { return strings.Contains(p.Message, want) && p.Line > 0 }) {
			t.Errorf("no doubt says %q in:\n%v", want, doubts)
		}
	}
	if g.Len() != 3 || c.Options[1].ID != "X.a 2" || c.Options[2].ID != "X 2.option 3" {
		t.Errorf("%d states, options %v", g.Len(), c.Options)
	}
}
