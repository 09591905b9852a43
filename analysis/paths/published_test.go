package paths_test

import (
	"slices"
	"testing"

	"github.com/bits-and-blooms/bitset"

	"parley"
	"parley/analysis/paths"
	"parley/analysis/sequence"
	"parley/game"
	"parley/stability"
	"parley/stability/stabilitytest"
)

func only(g *game.Graph, states ...int) *bitset.BitSet {
	set := bitset.New(uint(g.Len()))
	for _, s := range states {
		set.Set(uint(s))
	}
	return set
}

func shortest(t *testing.T, g *game.Graph, goal *bitset.BitSet, o paths.Options) *sequence.Path {
	t.Helper()
	p, err := paths.Shortest(ctx, g, g.StatusQuo(), goal, o)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func steps(p *sequence.Path) []sequence.Step {
	if p == nil {
		return nil
	}
	return p.Steps
}

// Hipel, Fang, Kilgour and Peng (1993): from the status quo only the local government improves, and its insistence is where
// improvements end. Kilgour, Hipel, Fang and Peng (2001): from there the ministry and Uniroyal jump to the better
// equilibrium together. States are numbered from 1 in the literature, from 0 here.
func TestElmira(t *testing.T) {
	g := list(t, stabilitytest.Elmira())
	const moe, ur, lg = 1, 2, 4
	tree, err := paths.Reachable(ctx, g, g.StatusQuo(), paths.Options{Mode: paths.Improvements})
	if err != nil {
		t.Fatal(err)
	}
	if got := tree.Reached(); !got.Equal(only(g, 0, 4)) {
		t.Errorf("improvements reach %v", got)
	}
	if got, want := steps(tree.Path(4)), []sequence.Step{{Movers: lg, From: 0, To: 4}}; !slices.Equal(got, want) {
		t.Errorf("path %v, want %v", got, want)
	}
	e, err := paths.Ends(ctx, g, g.StatusQuo(), paths.Options{Mode: paths.BestReplies})
	if err != nil {
		t.Fatal(err)
	}
	if len(e.Ends) != 1 || e.Ends[0].State != 4 || e.Cycles != nil {
		t.Errorf("best replies end at %v and %v", e.Ends, e.Cycles)
	}

	better := only(g, 7)
	got := steps(shortest(t, g, better, paths.Options{Mode: paths.JointImprovements}))
	if want := []sequence.Step{{Movers: lg, From: 0, To: 4}, {Movers: moe | ur, From: 4, To: 7}}; !slices.Equal(got, want) {
		t.Errorf("joint improvements by %v, want %v", got, want)
	}
	if p := shortest(t, g, better, paths.Options{Mode: paths.JointImprovements, Coalitions: []stability.Coalition{moe | lg, ur | lg}}); p != nil {
		t.Errorf("without the ministry and Uniroyal together: %v", p)
	}
	got = steps(shortest(t, g, better, paths.Options{}))
	if want := []sequence.Step{{Movers: moe, From: 0, To: 1}, {Movers: ur, From: 1, To: 3}, {Movers: lg, From: 3, To: 7}}; !slices.Equal(got, want) {
		t.Errorf("moves %v, want %v", got, want)
	}
	sets, err := paths.Blockers(ctx, g, 0, better, paths.Options{})
	if err != nil || !slices.Equal(sets, []stability.Coalition{moe, ur, lg}) {
		t.Errorf("blockers %b, %v", sets, err)
	}
	r, err := paths.Prerequisites(ctx, g, 0, better, paths.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Needed) != 4 || len(r.Order) != 1 || r.Order[0].When != paths.Together {
		t.Errorf("to modify, to accept, thereby not to delay, and to insist: %+v", r)
	}
	obstacle, err := paths.Obstruct(ctx, g, 0, better, paths.Options{Mode: paths.Improvements})
	if err != nil {
		t.Fatal(err)
	}
	if obstacle.Cause != paths.NoIncentive || obstacle.Reached != 2 {
		t.Errorf("obstacle %+v", obstacle)
	}
}

// Fraser and Hipel (1984): the blockade and the withdrawal, the path that history took.
func TestCubanMissiles(t *testing.T) {
	g := list(t, stabilitytest.CubanMissiles(false))
	const us, ussr = 1, 2
	history := []sequence.Step{{Movers: us, From: 0, To: 2}, {Movers: ussr, From: 2, To: 6}}
	for _, m := range []paths.Mode{paths.Moves, paths.Improvements, paths.BestReplies} {
		if got := steps(shortest(t, g, only(g, 6), paths.Options{Mode: m})); !slices.Equal(got, history) {
			t.Errorf("by %v: %v, want %v", m, got, history)
		}
	}
	for k, turn := range paths.Turns(g, &sequence.Path{Steps: history}, stability.Default) {
		if len(turn.Stakes) != 1 || !turn.Stakes[0].BestReply || turn.Stakes[0].Relation != game.Better || k == 1 && len(turn.Elsewhere) != 0 {
			t.Errorf("turn %+v", turn)
		}
	}
	// Nothing is Nash stable where all can be undone: best replies go round, by way of lifting the blockade.
	e, err := paths.Ends(ctx, g, 0, paths.Options{Mode: paths.BestReplies})
	if err != nil {
		t.Fatal(err)
	}
	if e.Ends != nil || len(e.Cycles) != 1 || !slices.Equal(e.Cycles[0].States, []int{0, 2, 4, 6}) || !e.Cycles[0].Terminal {
		t.Fatalf("ends %v, cycles %v", e.Ends, e.Cycles)
	}
	if got := e.Cycles[0].Loop.States(); !slices.Equal(got, []int{0, 2, 6, 4, 0}) || len(e.Cycles[0].Path.Steps) != 0 {
		t.Errorf("the cycle is walked by %v", got)
	}
}

// Hipel, Kilgour and Kinsara (2014): Iraq masses troops, Syria escalates; nobody improves on that.
func TestEuphrates(t *testing.T) {
	g := list(t, stabilitytest.Euphrates())
	const syria, iraq = 1, 2
	e, err := paths.Ends(ctx, g, g.StatusQuo(), paths.Options{Mode: paths.BestReplies})
	if err != nil {
		t.Fatal(err)
	}
	if len(e.Ends) != 1 || e.Ends[0].State != 5 || e.Cycles != nil {
		t.Fatalf("ends %v, cycles %v", e.Ends, e.Cycles)
	}
	if want := []sequence.Step{{Movers: iraq, From: 0, To: 3}, {Movers: syria, From: 3, To: 5}}; !slices.Equal(e.Ends[0].Path.Steps, want) {
		t.Errorf("path %v, want %v", e.Ends[0].Path, want)
	}
}

// handMade has two parties with one option each, and whatever change adds.
func handMade(t *testing.T, change func(c *parley.Conflict)) *game.Graph {
	t.Helper()
	c := &parley.Conflict{
		Parties:     []parley.Party{{ID: "anna"}, {ID: "bert"}},
		Options:     []parley.Option{{ID: "anna.sign", Party: 0}, {ID: "bert.sign", Party: 1}},
		Preferences: make([]parley.Preference, 2),
		StatusQuo:   &parley.Place{},
	}
	change(c)
	return list(t, c)
}

func formula(t *testing.T, c *parley.Conflict, text string) parley.Formula {
	t.Helper()
	f, err := c.Formula(text)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// Where both must sign at one moment, neither can go first: the rule is named, and the two who would have to move at once.
func TestASignatureAtOneMoment(t *testing.T) {
	g := handMade(t, func(c *parley.Conflict) {
		c.Rules = []parley.Rule{{Name: "one moment", Formula: formula(t, c, "anna.sign <-> bert.sign")}}
	})
	both := only(g, 1)
	got, err := paths.Obstruct(ctx, g, 0, both, paths.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if got.Cause != paths.NoMoves || len(got.Openings) != 1 || got.Openings[0].Together != 3 || !slices.Equal(got.Openings[0].Rules, []string{"`one moment` (anna.sign <-> bert.sign)"}) {
		t.Errorf("obstacle %+v", got)
	}
	if p := shortest(t, g, both, paths.Options{Mode: paths.JointMoves}); p == nil || p.Steps[0].Movers != 3 {
		t.Errorf("together they sign by %v", p)
	}
}

func TestABarIsNamed(t *testing.T) {
	g := handMade(t, func(c *parley.Conflict) {
		c.Options[1].StaysDropped = true
		c.Bars = []parley.Bar{
			{Party: parley.AnyParty, From: formula(t, c, "not anna.sign").Expr, To: formula(t, c, "anna.sign").Expr},
			{Party: 1, From: formula(t, c, "anna.sign").Expr, To: formula(t, c, "not anna.sign").Expr},
		}
	})
	got, err := paths.Obstruct(ctx, g, 0, where(t, g, "anna.sign"), paths.Options{Mode: paths.Improvements})
	if err != nil {
		t.Fatal(err)
	}
	if got.Cause != paths.NoMoves || len(got.Openings) != 1 || !slices.Equal(got.Openings[0].Bars, []int{0}) || got.Openings[0].Irreversible != nil {
		t.Errorf("obstacle %+v", got)
	}
	got, err = paths.Obstruct(ctx, g, 0, where(t, g, "anna.sign and bert.sign"), paths.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Openings) != 1 || !slices.Equal(got.Openings[0].Bars, []int{0}) || !slices.Equal(got.Openings[0].Irreversible, []int{1}) {
		t.Errorf("it takes the bar and the option: %+v", got)
	}
}

// Preferences that are not known need not be transitive: here two steps that may both pay lead to a state that certainly
// does not, and the party may not take them in a row.
func TestTwoStepsThatMayPayAreNotOne(t *testing.T) {
	c := &parley.Conflict{
		Parties:   []parley.Party{{ID: "anna"}},
		Options:   []parley.Option{{ID: "anna.a", Party: 0}, {ID: "anna.b", Party: 0}},
		StatusQuo: &parley.Place{},
	}
	c.Rules = []parley.Rule{{Formula: formula(t, c, "not (a and b)")}}
	tiers := func(codes ...string) parley.Order {
		var o parley.Order
		for _, code := range codes {
			o.Ranking = append(o.Ranking, parley.Tier{States: []string{code}})
		}
		return o
	}
	c.Preferences = []parley.Preference{{Either: []parley.Order{tiers("YN", "NN", "NY"), tiers("NN", "NY", "YN")}}}
	g := list(t, c)
	o := paths.Options{Mode: paths.Improvements, Unknown: stability.ExtensionA}
	got, err := paths.Obstruct(ctx, g, 0, only(g, 2), o)
	if err != nil {
		t.Fatal(err)
	}
	if got == nil || got.Cause != paths.NoIncentive || len(got.Nearest.Steps) != 1 || len(got.Against) != 1 {
		t.Errorf("obstacle %+v", got)
	}
	o.Consecutive = true
	if p := shortest(t, g, only(g, 2), o); p == nil || len(p.Steps) != 2 {
		t.Errorf("in a row they are allowed: %v", p)
	}
}

// A million states: moves are found by blocks, and improvements without lists of arcs.
func TestLargePlainConflict(t *testing.T) {
	c := &parley.Conflict{Preferences: make([]parley.Preference, 4), StatusQuo: &parley.Place{}}
	for i, id := range []string{"a", "b", "c", "d"} {
		c.Parties = append(c.Parties, parley.Party{ID: id})
		for _, k := range []string{"1", "2", "3", "4", "5"} {
			c.Options = append(c.Options, parley.Option{ID: id + "." + k, Party: i})
		}
	}
	statements := []string{"d.1 -> a.1", "a.2 <-> b.2", "c.3 -> not d.3", "b.4 or c.1", "a.5 and not b.1", "d.5", "c.5", "not a.3"}
	for i := range c.Parties {
		var o parley.Order
		for k := range statements {
			o.Statements = append(o.Statements, parley.Statement{Either: []parley.Formula{formula(t, c, statements[(k*3+i)%len(statements)])}})
		}
		c.Preferences[i].Either = []parley.Order{o}
	}
	g := list(t, c)
	last := only(g, g.Len()-1)
	if p := shortest(t, g, last, paths.Options{}); len(p.Steps) != 4 {
		t.Errorf("path %v, want one move of each party", p)
	}
	if p := shortest(t, g, last, paths.Options{Mode: paths.JointMoves}); len(p.Steps) != 1 {
		t.Errorf("path %v, want one joint move", p)
	}
	sets, err := paths.Blockers(ctx, g, 0, last, paths.Options{})
	if err != nil || len(sets) != 4 {
		t.Errorf("blockers %b, %v", sets, err)
	}
	if _, err := paths.Reachable(ctx, g, 0, paths.Options{Mode: paths.Improvements}); err != nil {
		t.Error(err)
	}
	if _, err := paths.Ends(ctx, g, 0, paths.Options{Mode: paths.BestReplies}); err != nil {
		t.Error(err)
	}
}
