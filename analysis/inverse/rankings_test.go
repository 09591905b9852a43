package inverse_test

import (
	"context"
	"errors"
	"math"
	"math/big"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/bits-and-blooms/bitset"

	"parley"
	"parley/analysis/edit"
	"parley/analysis/inverse"
	"parley/catalog"
	"parley/game"
	"parley/scenario"
	"parley/stability"
	"parley/stability/explicit"
	"parley/stability/naive"
	"parley/stability/stabilitytest"
)

// listed compiles a conflict and lists its states.
func listed(t *testing.T, c *parley.Conflict, perArc bool) *game.Graph {
	t.Helper()
	r, err := game.Compile(c)
	if err != nil {
		t.Fatal(err)
	}
	g, err := r.Expand(context.Background(), game.Expansion{IrreversiblePerArc: perArc})
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// concepts returns those whose rankings can be counted in a conflict.
func concepts(c *parley.Conflict, choices stability.Choices) []stability.Concept {
	var out []stability.Concept
	for _, k := range []stability.Kind{stability.Nash, stability.GMR, stability.SMR, stability.SEQ, stability.SSEQ, stability.SIM} {
		if x := (stability.Concept{Kind: k}); inverse.Supports(c, x, choices) == nil {
			out = append(out, x)
		}
	}
	return out
}

// choices draws what the literature leaves open.
func choices(r *rand.Rand) stability.Choices {
	coin := func() bool { return r.IntN(2) == 0 }
	if coin() {
		return stability.Choices{}
	}
	return stability.Choices{EqualNotSanction: coin(), ReturnNotSanction: coin(), EachOnce: coin(), EscapeByImprovement: coin(), IrreversiblePerArc: coin()}
}

// with returns the conflict in which a party ranks the states in the given tiers, best first.
func with(g *game.Graph, party int, tiers [][]int) *parley.Conflict {
	var o parley.Order
	for _, tier := range tiers {
		var states []string
		for _, s := range tier {
			states = append(states, name(g, s))
		}
		o.Ranking = append(o.Ranking, parley.Tier{States: states})
	}
	return edit.Prefer(g.Conflict(), party, parley.Preference{Either: []parley.Order{o}})
}

// name returns a code that finds a state: its own where no other state fits it, else that of a member.
func name(g *game.Graph, s int) string {
	if found, err := g.Find(g.Code(s)); err == nil && found == s {
		return g.Code(s)
	}
	return g.Rules().Code(g.Members(s)[0])
}

// placements yields every order of the states of a graph, best tier first, in which those of vary stand anywhere without a
// tie and the others keep the order of a party.
func placements(g *game.Graph, party int, vary *bitset.BitSet, yield func(tiers [][]int)) {
	var kept [][]int
	for rank := int32(g.Len()); rank >= 0; rank-- {
		var tier []int
		for s := range g.Len() {
			if !vary.Test(uint(s)) && g.Orders(party)[0].Rank[s] == rank {
				tier = append(tier, s)
			}
		}
		if tier != nil {
			kept = append(kept, tier)
		}
	}
	var place func(tiers [][]int, s int)
	place = func(tiers [][]int, s int) {
		if s == g.Len() {
			yield(tiers)
			return
		}
		if !vary.Test(uint(s)) {
			place(tiers, s+1)
			return
		}
		for at := 0; at <= len(tiers); at++ {
			place(slices.Insert(slices.Clone(tiers), at, []int{s}), s+1)
		}
	}
	place(kept, 0)
}

// The numbers of rankings must be those that listing every ranking yields.
func TestRankingsAgainstEnumeration(t *testing.T) {
	seeds := uint64(160)
	if testing.Short() {
		seeds = 40
	}
	seen := map[stability.Kind]int{}
	for seed := range seeds {
		r := rand.New(rand.NewPCG(seed, 11))
		most := 5
		if seed%8 == 0 {
			most = 7
		}
		c := stabilitytest.Random(r, stabilitytest.Shape{States: most})
		ch := choices(r)
		g := listed(t, c, ch.IrreversiblePerArc)
		party, state := r.IntN(g.Parties()), r.IntN(g.Len())
		vary := bitset.New(uint(g.Len())).Complement()
		if seed%2 == 1 && len(g.Orders(party)) == 1 {
			for s := range g.Len() {
				vary.SetTo(uint(s), r.IntN(3) > 0)
			}
		}
		cs := concepts(with(g, party, [][]int{everything(g)}), ch) // SIM asks for certain preferences
		cs = slices.DeleteFunc(cs, func(x stability.Concept) bool { return inverse.Supports(c, x, ch) != nil })
		want, all := map[stability.Kind]int64{}, int64(0)
		placements(g, party, vary, func(tiers [][]int) {
			all++
			rules, err := game.Compile(with(g, party, tiers))
			if err != nil {
				t.Fatal(err)
			}
			var engine stability.Engine = explicit.Engine{}
			if g.Len() <= 4 {
				engine = naive.Engine{}
			}
			result, err := engine.Solve(context.Background(), rules, stability.Task{Concepts: cs, Choices: ch})
			if err != nil {
				t.Fatal(err)
			}
			for _, v := range result.Verdicts {
				if v.Stable[party].Test(uint(state)) {
					want[v.Concept.Kind]++
				}
			}
		})
		for _, x := range cs {
			condition, err := inverse.Of(context.Background(), g, party, state, x, inverse.Options{Choices: ch})
			if err != nil {
				t.Fatal(err)
			}
			for _, v := range []*bitset.BitSet{vary, nil} {
				if v == nil && int(vary.Count()) < g.Len() {
					continue
				}
				got, err := condition.Rankings(context.Background(), v)
				if err != nil {
					t.Fatal(err)
				}
				share := float64(want[x.Kind]) / float64(all)
				if got.Stable.Int64() != want[x.Kind] || got.All.Int64() != all || got.Share < share-1e-12 || got.Share > share+1e-12 {
					t.Errorf("seed %d: party %d, state %d, %v, %+v, varying %v: %v of %v (%v), listing yields %d of %d\n%s",
						seed, party, state, x, ch, vary, got.Stable, got.All, got.Share, want[x.Kind], all, stabilitytest.Describe(c))
				}
			}
			seen[x.Kind]++
		}
	}
	if len(seen) < 6 {
		t.Errorf("not every concept was tried: %v", seen)
	}
}

func everything(g *game.Graph) []int {
	var out []int
	for s := range g.Len() {
		out = append(out, s)
	}
	return out
}

// fromCatalog opens a case with the groups in force that are named.
func fromCatalog(t *testing.T, id string, assume scenario.Assumptions) *game.Graph {
	t.Helper()
	x, ok := catalog.Open(id)
	if !ok {
		t.Fatalf("the catalog has no case %s", id)
	}
	f, problems := scenario.Read(x.Name(), x.Source)
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	c, problems := f.Conflict(assume)
	if err := problems.Err(); err != nil {
		t.Fatal(err)
	}
	return listed(t, c, false)
}

// Syria and Iraq, 1975: in how many of Syria's 720 rankings the release of water is stable for it. The numbers are those of
// a hand proof (doc.go) and of listing all rankings; a program in use prints 420 for GMR and SEQ.
func TestEuphrates(t *testing.T) {
	g := fromCatalog(t, "euphrates-1975", nil)
	release, err := g.Find("YNN")
	if err != nil {
		t.Fatal(err)
	}
	for kind, want := range map[stability.Kind]int64{stability.Nash: 240, stability.GMR: 384, stability.SEQ: 384, stability.SMR: 300} {
		c, err := inverse.Of(context.Background(), g, 0, release, stability.Concept{Kind: kind}, inverse.Options{})
		if err != nil {
			t.Fatal(err)
		}
		n, err := c.Rankings(context.Background(), nil)
		if err != nil {
			t.Fatal(err)
		}
		if n.Stable.Int64() != want || n.All.Int64() != 720 {
			t.Errorf("%v: %v of %v rankings, should be %d of 720", kind, n.Stable, n.All, want)
		}
	}
}

// What cannot be told by what stands below a state is refused.
func TestRefused(t *testing.T) {
	g := fromCatalog(t, "euphrates-1975", nil)
	for _, x := range []stability.Concept{{Kind: stability.LimitedMove, Horizon: 2}, {Kind: stability.CNash}, {Kind: stability.GMR, Strength: stability.Strong}} {
		var refused *stability.UnsupportedError
		if _, err := inverse.Of(context.Background(), g, 0, 0, x, inverse.Options{}); !errors.As(err, &refused) {
			t.Errorf("%v: %v", x, err)
		}
	}
}

// In conflicts too large to list every ranking, each set of states that may stand below is listed instead: k of the others
// below the state make k!(m-1-k)! rankings.
func TestRankingsAgainstSubsets(t *testing.T) {
	seeds := uint64(300)
	if testing.Short() {
		seeds = 60
	}
	for seed := range seeds {
		r := rand.New(rand.NewPCG(seed, 12))
		c := stabilitytest.Random(r, stabilitytest.Shape{States: 14})
		g := listed(t, c, false)
		party, state := r.IntN(g.Parties()), r.IntN(g.Len())
		for _, x := range concepts(c, stability.Choices{}) {
			condition, err := inverse.Of(context.Background(), g, party, state, x, inverse.Options{})
			if err != nil {
				t.Fatal(err)
			}
			others := slices.DeleteFunc(everything(g), func(s int) bool { return s == state })
			want, m := new(big.Int), int64(g.Len())
			for below := range 1 << len(others) {
				o := game.Order{Rank: make([]int32, g.Len())}
				o.Rank[state] = 1
				k := int64(0)
				for i, s := range others {
					o.Rank[s] = 2
					if below>>i&1 == 1 {
						o.Rank[s] = 0
						k++
					}
				}
				if condition.Holds(o) {
					n := new(big.Int).MulRange(1, k)
					want.Add(want, n.Mul(n, new(big.Int).MulRange(1, m-1-k)))
				}
			}
			got, err := condition.Rankings(context.Background(), nil)
			if err != nil {
				t.Fatal(err)
			}
			if got.Stable.Cmp(want) != 0 {
				t.Errorf("seed %d: party %d, state %d, %v: %v, by subsets %v\n%s", seed, party, state, x, got.Stable, want, stabilitytest.Describe(c))
			}
		}
	}
}

// The founding case has 1872! rankings for each party; they are counted all the same, and the shares are those that the
// numbers of moves make plain: with n own moves a state is Nash stable in one of n+1 rankings.
func TestUkraineIsCounted(t *testing.T) {
	g := fromCatalog(t, "ukraine-2025", nil)
	s, err := g.Find("NYYNNYNYYYYNYY") // the compromise
	if err != nil {
		t.Fatal(err)
	}
	for i := range g.Parties() {
		for _, x := range concepts(g.Conflict(), stability.Choices{}) {
			condition, err := inverse.Of(context.Background(), g, i, s, x, inverse.Options{})
			if err != nil {
				t.Fatal(err)
			}
			n, err := condition.Rankings(context.Background(), nil)
			if err != nil || n.Stable.Sign() <= 0 || n.Stable.Cmp(n.All) > 0 {
				t.Fatalf("party %d, %v: %v", i, x, err)
			}
			exact, _ := new(big.Rat).SetFrac(n.Stable, n.All).Float64()
			if math.Abs(exact-n.Share) > 1e-12 {
				t.Errorf("party %d, %v: share %v, but the numbers make %v", i, x, n.Share, exact)
			}
			if want := 1 / float64(len(condition.Demands)+1); x.Kind == stability.Nash && math.Abs(n.Share-want) > 1e-12 {
				t.Errorf("party %d, Nash: share %v, should be %v", i, n.Share, want)
			}
		}
	}
}
