package settle_test

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"

	"parley"
	"parley/analysis/settle"
	"parley/catalog"
	"parley/game"
	"parley/logic"
	"parley/scenario"
	"parley/stability"
	"parley/stability/explicit"
	"parley/stability/stabilitytest"
)

// fromCatalog opens a case with the groups in force that are named.
func fromCatalog(t testing.TB, id string, assume scenario.Assumptions) *parley.Conflict {
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
	return c
}

func goal(t testing.TB, c *parley.Conflict, text string) settle.Goal {
	t.Helper()
	f, err := c.Formula(text)
	if err != nil {
		t.Fatal(err)
	}
	return settle.Goal{Expr: f.Expr, Text: text}
}

// about asks about a goal in a conflict by the usual concepts.
func about(t testing.TB, c *parley.Conflict, text string) (settle.Question, *game.Rules) {
	t.Helper()
	r, err := game.Compile(c)
	if err != nil {
		t.Fatal(err)
	}
	q := settle.Question{
		Engine: explicit.Engine{}, Hold: stability.Concept{Kind: stability.SEQ}, Goal: goal(t, c, text),
		Task: stability.Task{Concepts: stability.Usual(c)},
	}
	return q, r
}

// In Elmira the outcome that came about, an order softened and accepted, holds under every concept; but no single move that
// pays leads out of the appeal. What does is an exchange between the Ministry and Uniroyal, which local government likes
// less than what it had: the equilibrium jump of the literature.
func TestElmiraNeedsAnExchange(t *testing.T) {
	ctx := context.Background()
	c := fromCatalog(t, "elmira-1991", nil)
	g := listed(t, c)
	q, r := about(t, c, "moe.modify and uniroyal.accept and local.insist")
	q.Task.Concepts = []stability.Concept{{Kind: stability.Nash}, {Kind: stability.SEQ}}
	all, _, err := q.Standings(ctx, r)
	if err != nil {
		t.Fatal(err)
	}
	if len(all) != 1 || all[0].Held() != 2 || all[0].Way != settle.ByJointImprovements {
		t.Fatalf("standing %+v", all)
	}
	levers, err := q.Levers(ctx, g, all[0].State, 100)
	if err != nil {
		t.Fatal(err)
	}
	if levers.Now.Works() || !levers.Now.Holds {
		t.Errorf("as things are: %+v", levers.Now)
	}
	var works []string
	for _, x := range levers.Singles {
		if x.Works() {
			works = append(works, x.Clauses[0].Text(c))
			if len(x.Added)+len(x.Removed) > 0 { // the merged outcome stays itself, though some of its members go
				t.Errorf("%s: %q come to hold, %q no longer do", works[len(works)-1], x.Added, x.Removed)
			}
		}
	}
	want := []string{"moe.modify together with not uniroyal.delay", "moe.modify together with uniroyal.accept"}
	if !slices.Equal(works, want) {
		t.Errorf("clauses that work: %q, should be %q", works, want)
	}
	p, err := q.Prospects(ctx, g)
	if err != nil {
		t.Fatal(err)
	}
	if len(p.NoDeal) != 1 || g.Code(p.NoDeal[0]) != "NYNNY" {
		t.Errorf("without a deal things end at %v", p.NoDeal)
	}
	relations := map[string]game.Relation{"moe": game.Better, "uniroyal": game.Better, "local": game.Worse}
	for _, x := range settle.Gains(g, all[0].State, p) {
		if id := c.Parties[x.Party].ID; x.Best.Relation != relations[id] {
			t.Errorf("%s compares the outcome with no deal: %v", id, x.Best.Relation)
		}
	}
}

// The stages of the founding case: with each side free to go first, Washington gains by leaving once Kyiv talks, since it
// could close NATO's door without pressing on; where door and signature are one exchange nobody gains by leaving at any stage,
// and the last step is one that three parties take at one moment.
func TestUkraineStages(t *testing.T) {
	ctx := context.Background()
	for clause, want := range map[string]struct {
		leaving []string // stage: party
		last    int      // movers of the step into the fifth stage
	}{
		"separate":     {[]string{"stage-2-talks: us", "stage-3-summit: us"}, 1},
		"simultaneous": {nil, 3},
	} {
		c := fromCatalog(t, "ukraine-2025", scenario.Assumptions{"clause": clause})
		q, r := about(t, c, "compromise")
		_, result, err := q.Standings(ctx, r)
		if err != nil {
			t.Fatal(err)
		}
		var goals []settle.Goal
		for _, d := range c.Definitions {
			if len(d.Name) > 6 && d.Name[:6] == "stage-" {
				goals = append(goals, settle.Goal{Expr: d.Expr, Text: d.Name})
			}
		}
		stages, err := q.Stages(ctx, result, goals)
		if err != nil {
			t.Fatal(err)
		}
		if len(stages) != 6 {
			t.Fatalf("%s: %d stages", clause, len(stages))
		}
		var leaving []string
		for _, s := range stages {
			for _, l := range s.Leavers {
				leaving = append(leaving, s.Goal.Text+": "+c.Parties[l.Party].ID)
			}
		}
		if !slices.Equal(leaving, want.leaving) {
			t.Errorf("%s: %q leave, should be %q", clause, leaving, want.leaving)
		}
		steps := stages[4].Path.Steps
		if n := steps[len(steps)-1].Movers.Size(); n != want.last {
			t.Errorf("%s: %d parties take the last step", clause, n)
		}
		if code := result.Graph.Code(stages[5].State); code != "NYYNNYNYYYYNYY" {
			t.Errorf("%s: the stages end at %s", clause, code)
		}
	}
}

// Stages must be what they are said to be, on random conflicts: paths of moves on which nobody loses where that is said,
// leavers that gain, punishers that can and do hurt, and nobody left out.
func TestStagesAgainstTheGraph(t *testing.T) {
	leavers, punishers := 0, 0
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 22))
		c := stabilitytest.Random(r, stabilitytest.Shape{States: 24, Certain: true})
		if c.StatusQuo == nil {
			continue
		}
		rules, err := game.Compile(c)
		if err != nil {
			t.Fatal(err)
		}
		g := listed(t, c)
		var goals []settle.Goal
		for range 2 {
			goals = append(goals, settle.Goal{Expr: logic.NewAtom(c.Names()[r.IntN(len(c.Names()))])})
		}
		q := settle.Question{Engine: explicit.Engine{}, Goal: goals[0], Task: stability.Task{Concepts: []stability.Concept{{Kind: stability.GMR}}}}
		_, result, err := q.Standings(context.Background(), rules)
		if err != nil {
			t.Fatal(err)
		}
		g = result.Graph
		stages, err := q.Stages(context.Background(), result, goals)
		if err != nil {
			continue // a stage without a state
		}
		rank := func(i, s int) int32 { return g.Orders(i)[0].Rank[s] }
		from := g.StatusQuo()
		for _, s := range stages {
			if s.State < 0 {
				break
			}
			in := s.Goal.In(g)
			at, losing := from, false
			for _, step := range s.Path.Steps {
				if step.From != at {
					t.Fatalf("seed %d: a path breaks off", seed)
				}
				at = step.To
				for i := range g.Parties() {
					losing = losing || step.Movers.Has(i) && rank(i, step.To) < rank(i, step.From)
				}
			}
			if at != s.State || !in.Test(uint(at)) || losing != (s.Way > settle.WithoutLoss) && s.Way <= settle.WithoutLoss {
				t.Errorf("seed %d: the way %v into %v is not what it is said to be", seed, s.Path, s.Goal)
			}
			from = at
			for i := range g.Parties() {
				best := -1
				for _, to := range g.AppendMoves(nil, i, at) {
					if rank(i, int(to)) > rank(i, at) && !in.Test(uint(to)) && (best < 0 || rank(i, int(to)) > rank(i, best)) {
						best = int(to)
					}
				}
				k := slices.IndexFunc(s.Leavers, func(l settle.Leaver) bool { return l.Party == i })
				if (best >= 0) != (k >= 0) || k >= 0 && rank(i, s.Leavers[k].To) != rank(i, best) {
					t.Errorf("seed %d: party %d leaves to %d, leavers %+v", seed, i, best, s.Leavers)
				}
				if k < 0 {
					continue
				}
				leavers++
				checkPunishers(t, g, s.Leavers[k], at, seed)
				punishers += len(s.Leavers[k].Punishers)
				if stays := result.Verdicts[0].Stable[i].Test(uint(at)); stays != (len(s.Leavers[k].Deterred) > 0) {
					t.Errorf("seed %d: party %d stays %v, deterred %v", seed, i, stays, s.Leavers[k].Deterred)
				}
			}
		}
	}
	if leavers < 50 || punishers < 20 {
		t.Errorf("too little was tried: %d leavers, %d punishers", leavers, punishers)
	}
}

func checkPunishers(t *testing.T, g *game.Graph, l settle.Leaver, stage int, seed uint64) {
	t.Helper()
	rank := func(i, s int) int32 { return g.Orders(i)[0].Rank[s] }
	for j := range g.Parties() {
		can, credible, lowest := false, false, map[bool]int32{false: 1 << 30, true: 1 << 30}
		for _, to := range g.AppendMoves(nil, j, l.To) {
			if j == l.Party || rank(l.Party, int(to)) >= rank(l.Party, stage) {
				continue
			}
			pays := rank(j, int(to)) > rank(j, l.To)
			can, credible = true, credible || pays
			lowest[pays] = min(lowest[pays], rank(l.Party, int(to)))
		}
		k := slices.IndexFunc(l.Punishers, func(p settle.Punisher) bool { return p.Party == j })
		if can != (k >= 0) || k >= 0 && (l.Punishers[k].Credible != credible || rank(l.Party, l.Punishers[k].To) != lowest[credible]) {
			t.Errorf("seed %d: party %d can punish: %v, credibly: %v; found %+v", seed, j, can, credible, l.Punishers)
		}
	}
}

// Pledges are weighed state by state: what is counted must be what a plain look at every state finds.
func TestPledgesAgainstEveryState(t *testing.T) {
	due := 0
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 23))
		c := stabilitytest.Random(r, stabilitytest.Shape{States: 32, Form: stabilitytest.Options, Certain: true})
		if len(c.Merges) > 0 {
			continue
		}
		g := listed(t, c)
		deed, when := r.IntN(len(c.Options)), r.IntN(len(c.Options))
		if c.Options[deed].Choice != "" {
			continue
		}
		maker := c.Options[deed].Party
		p := settle.Pledge{Action: logic.NewAtom(c.Options[deed].ID), When: logic.NewAtom(c.Options[when].ID)}
		got, err := settle.Question{}.Credible(context.Background(), g, p)
		if err != nil {
			t.Fatal(err)
		}
		var want settle.Tally
		done := 0
		rank := func(s int32) int32 { return g.Orders(maker)[0].Rank[s] }
		for s := range g.Len() {
			here := g.Members(s)[0]
			if !here.Has(when) {
				continue
			}
			if here.Has(deed) {
				done++
				continue
			}
			want.Due++
			moves := g.AppendMoves(nil, maker, s)
			plain, other, top := int32(-1), int32(-1), int32(-1)
			for _, to := range moves {
				if top < 0 || rank(to) > rank(top) {
					top = to
				}
				there := g.Members(int(to))[0]
				switch {
				case there == here|1<<deed:
					plain = to
				case there.Has(deed) && (other < 0 || rank(to) > rank(other)):
					other = to
				}
			}
			if plain < 0 {
				plain = other
			}
			switch {
			case plain < 0:
				want.Cannot++
			case rank(plain) > rank(int32(s)):
				want.Gains++
				if rank(plain) == rank(top) {
					want.Best++
				}
			case rank(plain) == rank(int32(s)):
				want.Equal++
			default:
				want.Loses++
			}
		}
		if got.All != want || got.Done != done {
			t.Errorf("seed %d: %+v, %d done; state by state %+v, %d done", seed, got.All, got.Done, want, done)
		}
		due += want.Due
	}
	if due < 500 {
		t.Errorf("pledges were due in %d states only", due)
	}
}

// A threat is somebody's: one that names the options of two parties, or of none, is refused.
func TestPledgesAreSomebodys(t *testing.T) {
	c := fromCatalog(t, "ukraine-2025", nil)
	g := listed(t, c)
	for _, text := range []string{"russia.esc and us.tom", "true"} {
		f, err := c.Formula(text)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := (settle.Question{}).Credible(context.Background(), g, settle.Pledge{Text: text, Action: f.Expr}); err == nil {
			t.Errorf("`%s` is taken for a pledge", text)
		}
	}
}

// What a party would have to want, put in place of what it wants, must do what is said: it stays, and Together tells who
// stays once everybody has changed.
func TestWantsDoWhatIsSaid(t *testing.T) {
	ctx := context.Background()
	c := fromCatalog(t, "euphrates-1975", nil)
	g := listed(t, c)
	q, r := about(t, c, "syria.release and not iraq.attack")
	_, result, err := q.Standings(ctx, r)
	if err != nil {
		t.Fatal(err)
	}
	state, err := g.Find("YNN")
	if err != nil {
		t.Fatal(err)
	}
	wants, err := q.Wants(ctx, result, state, nil)
	if err != nil {
		t.Fatal(err)
	}
	counts := map[string]int64{"nash": 240, "gmr": 384, "smr": 300, "seq": 384, "sseq": 300, "sim": 240}
	for _, w := range wants {
		if w.Party == 0 && w.Rankings.Stable.Int64() != counts[w.Concept.String()] {
			t.Errorf("%v: %v rankings of Syria, should be %d", w.Concept, w.Rankings.Stable, counts[w.Concept.String()])
		}
	}
	stays, err := q.Together(ctx, g, state, wants)
	if err != nil || !slices.Equal(stays, []bool{true, true}) {
		t.Errorf("after the change %v stay (%v)", stays, err)
	}
}

// When the context ends, what was found so far is returned and said to be incomplete.
func TestLeversStopEarly(t *testing.T) {
	c := fromCatalog(t, "ukraine-2025", nil)
	g := listed(t, c)
	q, _ := about(t, c, "capitulation")
	ctx, cancel := context.WithCancel(context.Background())
	q.Engine = counted{explicit.Engine{}, cancel, new(int), 20}
	q.Task.Workers = 1
	s, _ := q.Goal.In(g).NextSet(0)
	levers, err := q.Levers(ctx, g, int(s), 100)
	if err != nil {
		t.Fatal(err)
	}
	if !levers.Stopped || len(levers.Singles) == 0 || len(levers.Singles) > 20 || levers.Tried > 0 {
		t.Errorf("stopped %v after %d clauses and %d pairs", levers.Stopped, len(levers.Singles), levers.Tried)
	}
}

// counted is an engine that ends the work after some answers.
type counted struct {
	stability.Engine
	cancel context.CancelFunc
	n      *int
	most   int
}

func (e counted) Solve(ctx context.Context, r *game.Rules, t stability.Task) (*stability.Result, error) {
	if *e.n++; *e.n == e.most {
		e.cancel()
	}
	return e.Engine.Solve(ctx, r, t)
}
