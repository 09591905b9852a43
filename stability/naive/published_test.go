package naive_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/bits-and-blooms/bitset"

	"parley"
	"parley/game"
	"parley/stability"
	"parley/stability/naive"
	"parley/stability/stabilitytest"
)

// Every test here holds naive against numbers from elsewhere. A source in the comment is where they are published; where it
// says computed, they are those of another program that was written from the same definitions. States are numbered from 1,
// as the sources do.

// numbers writes a set of states as their numbers.
func numbers(set *bitset.BitSet) string {
	var out []string
	for s := range set.EachSet() {
		out = append(out, fmt.Sprint(s+1))
	}
	return strings.Join(out, " ")
}

// solve judges a conflict by one concept.
func solve(t *testing.T, c *parley.Conflict, concept string, choices stability.Choices) *stability.Result {
	t.Helper()
	k, err := stability.ParseConcept(concept)
	if err != nil {
		t.Fatal(err)
	}
	rules, err := game.Compile(c)
	if err != nil {
		t.Fatal(err)
	}
	result, err := naive.Engine{}.Solve(context.Background(), rules, stability.Task{Concepts: []stability.Concept{k}, Choices: choices})
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// equilibria checks the equilibria under each of the concepts.
func equilibria(t *testing.T, c *parley.Conflict, concepts, want string) {
	t.Helper()
	for concept := range strings.FieldsSeq(concepts) {
		if got := numbers(solve(t, c, concept, stability.Choices{}).Verdicts[0].Equilibria); got != want {
			t.Errorf("%s: equilibria under %s are {%s}, want {%s}", c.Title, concept, got, want)
		}
	}
}

// stable checks the stable states of each party, or coalition.
func stable(t *testing.T, c *parley.Conflict, concepts string, want ...string) {
	t.Helper()
	for concept := range strings.FieldsSeq(concepts) {
		var got []string
		for _, set := range solve(t, c, concept, stability.Choices{}).Verdicts[0].Stable {
			got = append(got, numbers(set))
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s: stable under %s are %q, want %q", c.Title, concept, got, want)
		}
	}
}

// expand lists the states of a conflict.
func expand(t *testing.T, c *parley.Conflict) *game.Graph {
	t.Helper()
	rules, err := game.Compile(c)
	if err != nil {
		t.Fatal(err)
	}
	g, err := rules.Expand(context.Background(), game.Expansion{})
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// To defect is the only Nash equilibrium; to cooperate is stable for whoever foresees the answer (Howard 1971; Fraser and
// Hipel 1984).
func TestPrisonersDilemma(t *testing.T) {
	c := stabilitytest.PrisonersDilemma()
	equilibria(t, c, "nash", "1")
	equilibria(t, c, "gmr smr seq sseq sim", "1 4")
}

// Computed: with two moves foreseen or more, cooperation holds.
func TestPrisonersDilemmaLimitedMove(t *testing.T) {
	c := stabilitytest.PrisonersDilemma()
	equilibria(t, c, "limited-move-1", "1")
	equilibria(t, c, "limited-move-2 limited-move-3 limited-move-4 limited-move-7", "1 4")
}

// Computed: both together would leave mutual defection, so that it is not stable for the coalition of both.
func TestPrisonersDilemmaCoalition(t *testing.T) {
	c := stabilitytest.PrisonersDilemma()
	equilibria(t, c, "cnash", "")
	equilibria(t, c, "cgmr csmr cseq", "4")
}

// The statements of both prisoners yield the orders 3 > 4 > 1 > 2 and 2 > 4 > 1 > 3.
func TestPrisonersDilemmaOrders(t *testing.T) {
	g := expand(t, stabilitytest.PrisonersDilemma())
	for party, want := range [][]int32{{1, 0, 3, 2}, {1, 3, 0, 2}} {
		if got := g.Orders(party)[0].Rank; !slices.Equal(got, want) {
			t.Errorf("party %d: ranks %v, want %v", party, got, want)
		}
	}
}

// Hamouda, Kilgour and Hipel 2004: the general results, where strength makes no difference.
func TestSustainableDevelopment(t *testing.T) {
	c := stabilitytest.SustainableDevelopment()
	equilibria(t, c, "nash seq", "1")
	equilibria(t, c, "gmr smr", "1 3")
}

// Hamouda, Kilgour and Hipel 2004: at state 3 the environmental agencies are strongly sanctioned by state 2.
func TestSustainableDevelopmentStrength(t *testing.T) {
	c := stabilitytest.SustainableDevelopment()
	equilibria(t, c, "seq-strong", "1")
	equilibria(t, c, "gmr-strong smr-strong", "1 3")
	equilibria(t, c, "gmr-weak smr-weak seq-weak", "")
}

// Computed, by the definitions of Li, Hipel, Kilgour and Fang 2004: the same with unknown developers, extension a.
func TestSustainableDevelopmentUnknownA(t *testing.T) {
	c := stabilitytest.SustainableDevelopmentUnknown()
	equilibria(t, c, "nash-a gmr-a smr-a seq-a", "")
}

// The same, extensions b and d.
func TestSustainableDevelopmentUnknownBD(t *testing.T) {
	c := stabilitytest.SustainableDevelopmentUnknown()
	equilibria(t, c, "nash-b nash-d", "1 2 4")
	equilibria(t, c, "gmr-b smr-b seq-b gmr-d smr-d seq-d", "1 2 3 4")
}

// The same, extension c.
func TestSustainableDevelopmentUnknownC(t *testing.T) {
	c := stabilitytest.SustainableDevelopmentUnknown()
	equilibria(t, c, "nash-c", "")
	equilibria(t, c, "gmr-c smr-c", "1 2 3 4")
	equilibria(t, c, "seq-c", "4")
}

// Hipel, Fang, Kilgour and Peng 1993: the equilibria of Elmira.
func TestElmira(t *testing.T) {
	c := stabilitytest.Elmira()
	equilibria(t, c, "nash seq sseq", "5 8 9")
	equilibria(t, c, "gmr smr", "1 4 5 8 9")
}

// Computed: the same for each party, the ministry, Uniroyal, the local government.
func TestElmiraByParty(t *testing.T) {
	all := "1 2 3 4 5 6 7 8 9"
	c := stabilitytest.Elmira()
	stable(t, c, "gmr smr", all, "1 4 5 8 9", all)
	stable(t, c, "seq", all, "1 4 5 8 9", "2 3 5 6 7 8 9")
	stable(t, c, "nash", all, "1 4 5 8 9", "5 6 7 8 9")
}

// What each coalition can improve on, computed but for the jump from 5 to 8, which explains how the dispute ended (Kilgour,
// Hipel, Fang and Peng 2001).
func TestElmiraCoalitionImprovements(t *testing.T) {
	const moe, ur, lg = 1, 2, 4
	g := expand(t, stabilitytest.Elmira())
	for h, want := range map[stability.Coalition]string{
		moe | ur:      "2→4 5→8 6→8",
		moe | lg:      "1→5 3→7",
		ur | lg:       "2→4 2→8 6→8",
		moe | ur | lg: "2→4 2→8 6→8",
	} {
		var got []string
		for s := range g.Len() {
			for _, q := range naive.CoalitionImprovements(g, h, s) {
				got = append(got, fmt.Sprintf("%d→%d", s+1, q+1))
			}
		}
		if joined := strings.Join(got, " "); joined != want {
			t.Errorf("improvements of %s are %s, want %s", h.Name(g.Conflict().Parties), joined, want)
		}
	}
}

// State 5 is lost to the coalition of the ministry and Uniroyal (Kilgour, Hipel, Fang and Peng 2001); the other numbers are
// computed.
func TestElmiraUniversalCoalitionStability(t *testing.T) {
	c := stabilitytest.Elmira()
	equilibria(t, c, "cnash cseq", "8 9")
	equilibria(t, c, "cgmr csmr", "1 4 8 9")
}

// From the status quo only the local government improves, to state 5, and there improvements end.
func TestElmiraImprovementsFromStatusQuo(t *testing.T) {
	g := expand(t, stabilitytest.Elmira())
	if g.StatusQuo() != 0 {
		t.Fatalf("the status quo is state %d, want 1", g.StatusQuo()+1)
	}
	if got := naive.JointImprovements(g, stability.Choices{}, 0b111, 0); !slices.Equal(got, []int{4}) {
		t.Errorf("improvements lead from 1 to %v (numbered from 0), want 4", got)
	}
}

// Computed: maximin stability at horizons 1 to 5.
func TestElmiraMaximin(t *testing.T) {
	c := stabilitytest.Elmira()
	equilibria(t, c, "maximin-1", "5 8 9")
	equilibria(t, c, "maximin-2 maximin-3 maximin-4 maximin-5", "1 4 5 8 9")
}

// The results do not depend on where the order of Uniroyal is taken from: the literature has 9 > 3 > 7 > 2 > 6 at its end,
// statements yield 9 > 2 > 3 > 7 > 6. The statements of the other two yield the published orders.
func TestElmiraByStatements(t *testing.T) {
	ranked, stated := stabilitytest.Elmira(), stabilitytest.ElmiraByStatements()
	a, b := expand(t, ranked), expand(t, stated)
	for _, party := range []int{0, 2} {
		if !slices.Equal(a.Orders(party)[0].Rank, b.Orders(party)[0].Rank) {
			t.Errorf("party %d: ranks %v by ranking, %v by statements", party, a.Orders(party)[0].Rank, b.Orders(party)[0].Rank)
		}
	}
	if want := []int32{8, 3, 2, 7, 5, 0, 1, 6, 4}; !slices.Equal(b.Orders(1)[0].Rank, want) {
		t.Errorf("Uniroyal's statements yield ranks %v, want %v", b.Orders(1)[0].Rank, want)
	}
	equilibria(t, stated, "nash seq sseq", "5 8 9")
	equilibria(t, stated, "gmr smr", "1 4 5 8 9")
	equilibria(t, stated, "cnash cseq", "8 9")
	equilibria(t, stated, "cgmr csmr", "1 4 8 9")
}

// Hipel, Kilgour and Kinsara 2014, Tables 1 to 3.
func TestEuphrates(t *testing.T) {
	c := stabilitytest.Euphrates()
	equilibria(t, c, "nash smr seq sseq sim", "6")
	equilibria(t, c, "gmr", "1 6")
	stable(t, c, "seq", "1 3 6", "2 4 5 6")
}

// Computed: under limited-move stability the equilibria change with the horizon and come round again.
func TestEuphratesLimitedMove(t *testing.T) {
	c := stabilitytest.Euphrates()
	for h, want := range []string{"6", "6", "", "1 6", "6", "6", "", "1 6"} {
		equilibria(t, c, fmt.Sprintf("limited-move-%d", h+1), want)
	}
}

// Computed: the same conflict with coalitions.
func TestEuphratesCoalitions(t *testing.T) {
	c := stabilitytest.Euphrates()
	equilibria(t, c, "cnash csmr cseq", "6")
	equilibria(t, c, "cgmr", "1 6")
}

// Statements yield the same orders as the published rankings.
func TestEuphratesByStatements(t *testing.T) {
	a, b := expand(t, stabilitytest.Euphrates()), expand(t, stabilitytest.EuphratesByStatements())
	for party := range 2 {
		if !slices.Equal(a.Orders(party)[0].Rank, b.Orders(party)[0].Rank) {
			t.Errorf("party %d: ranks %v by ranking, %v by statements", party, a.Orders(party)[0].Rank, b.Orders(party)[0].Rank)
		}
	}
}

// Fraser and Hipel 1984: the missile crisis with every option reversible. State 5 is withdrawal, state 7 the historical
// outcome of withdrawal under blockade.
func TestCubanMissiles(t *testing.T) {
	c := stabilitytest.CubanMissiles(false)
	equilibria(t, c, "nash", "")
	equilibria(t, c, "seq sseq", "5 7")
	equilibria(t, c, "gmr smr", "1 2 3 5 6 7 8")
}

// Computed: the same with an air strike that cannot be taken back.
func TestCubanMissilesIrreversible(t *testing.T) {
	c := stabilitytest.CubanMissiles(true)
	equilibria(t, c, "nash sim", "6")
	equilibria(t, c, "seq", "5 6 7")
	equilibria(t, c, "gmr smr", "1 2 3 5 6 7 8")
}

// Computed: the same under limited-move stability.
func TestCubanMissilesIrreversibleLimitedMove(t *testing.T) {
	c := stabilitytest.CubanMissiles(true)
	equilibria(t, c, "limited-move-1", "6")
	equilibria(t, c, "limited-move-2", "5 6 7")
	equilibria(t, c, "limited-move-3 limited-move-4 limited-move-5 limited-move-6", "5 6")
}

// Statements yield the same orders as the published rankings.
func TestCubanMissilesByStatements(t *testing.T) {
	a, b := expand(t, stabilitytest.CubanMissiles(false)), expand(t, stabilitytest.CubanMissilesByStatements())
	for party := range 2 {
		if !slices.Equal(a.Orders(party)[0].Rank, b.Orders(party)[0].Rank) {
			t.Errorf("party %d: ranks %v by ranking, %v by statements", party, a.Orders(party)[0].Rank, b.Orders(party)[0].Rank)
		}
	}
}

// Li, Hipel, Kilgour and Fang 2004: of the provincial government's preference only 1 > 5, 2 > 6, 3 > 7 and 4 > 8 is certain.
func TestLakeGisborneCertainPreference(t *testing.T) {
	g := expand(t, stabilitytest.LakeGisborne(stabilitytest.Economic, stabilitytest.Environmental))
	var got []string
	for s := range g.Len() {
		for q := range g.Len() {
			if relation := g.Compare(1, s, q); relation == game.Better || relation == game.MuchBetter {
				got = append(got, fmt.Sprintf("%d>%d", s+1, q+1))
			}
		}
	}
	if want := "1>5 2>6 3>7 4>8"; strings.Join(got, " ") != want {
		t.Errorf("certain are %v, want %s", got, want)
	}
}

// Computed: Lake Gisborne under the four extensions of Li, Hipel, Kilgour and Fang 2004.
func TestLakeGisborneUnknown(t *testing.T) {
	c := stabilitytest.LakeGisborne(stabilitytest.Economic, stabilitytest.Environmental)
	equilibria(t, c, "nash-a gmr-a smr-a seq-a", "")
	equilibria(t, c, "nash-b nash-d seq-c", "4 6")
	equilibria(t, c, "gmr-b smr-b seq-b gmr-d smr-d seq-d gmr-c smr-c", "4 6 8")
	equilibria(t, c, "nash-c", "")
}

// Computed: if the provincial government were known to look at the economy, or at the environment.
func TestLakeGisborneKnown(t *testing.T) {
	economic := stabilitytest.LakeGisborne(stabilitytest.Economic)
	equilibria(t, economic, "nash", "4")
	equilibria(t, economic, "gmr", "4 8")
	environmental := stabilitytest.LakeGisborne(stabilitytest.Environmental)
	equilibria(t, environmental, "nash gmr", "6")
}

// Computed, for the hybrid preference of Xu, Hipel, Kilgour and Chen 2010: unknown and strength together. These numbers
// settle what a strong sanction asks of every escape: to end much worse, or in c and d unknown.
func TestLakeGisborneHybrid(t *testing.T) {
	c := stabilitytest.LakeGisborne(stabilitytest.Economic, stabilitytest.Environmental)
	equilibria(t, c, "gmr-a-strong smr-a-strong seq-a-strong", "")
	equilibria(t, c, "gmr-b-strong gmr-c-strong gmr-d-strong", "4 6 8")
	equilibria(t, c, "smr-b-strong smr-c-strong smr-d-strong", "4 6")
	equilibria(t, c, "seq-b-strong seq-d-strong", "4 6 8")
	equilibria(t, c, "seq-c-strong", "4 6")
}

// Kinsara, Kilgour and Hipel 2015 ask under which rankings a state is an equilibrium: state 2 of the Euphrates conflict,
// with all 720 rankings of Syria. The counts are computed; that for SEQ follows by hand too: of the five states that matter,
// those above 2 may contain neither both 1 and 4 nor both 3 and 6, which 64 of 120 arrangements avoid.
func TestEuphratesInverse(t *testing.T) {
	counts := map[string]int{}
	order := []int{1, 2, 3, 4, 5, 6}
	var visit func(n int)
	visit = func(n int) {
		if n < len(order) {
			for k := n; k < len(order); k++ {
				order[n], order[k] = order[k], order[n]
				visit(n + 1)
				order[n], order[k] = order[k], order[n]
			}
			return
		}
		c := stabilitytest.EuphratesRanked(order)
		for _, concept := range []string{"nash", "seq", "gmr", "smr"} {
			if solve(t, c, concept, stability.Choices{}).Verdicts[0].Equilibria.Test(1) {
				counts[concept]++
			}
		}
	}
	visit(0)
	for concept, want := range map[string]int{"nash": 240, "seq": 384, "gmr": 384, "smr": 300} {
		if counts[concept] != want {
			t.Errorf("state 2 is an equilibrium under %s for %d rankings, want %d", concept, counts[concept], want)
		}
	}
}
