package catalog_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"parley"
	"parley/catalog"
	"parley/game"
	"parley/scenario"
	"parley/stability"
	"parley/stability/explicit"
	"parley/stability/naive"
)

// engines are put to every answer. A new engine is one more line.
var engines = []stability.Engine{
	naive.Engine{},
	explicit.Engine{},
}

// TestAnswers puts every answer of every case to every engine.
func TestAnswers(t *testing.T) {
	for _, c := range catalog.Cases() {
		t.Run(c.ID, func(t *testing.T) {
			answers := answersTo(t, c.ID)
			file, problems := scenario.Read(c.Name(), c.Source)
			if problems.Err() != nil {
				t.Fatal(problems)
			}
			for i, a := range answers.Answers {
				t.Run(fmt.Sprintf("%d", i+1), func(t *testing.T) {
					conflict, problems := file.Conflict(scenario.Assumptions(a.Assume))
					if problems.Err() != nil {
						t.Fatal(problems)
					}
					checkAnswer(&check{T: t, Answers: answers, Answer: a, graph: expand(t, conflict, a.Choices)})
				})
			}
		})
	}
}

func answersTo(t *testing.T, id string) *catalog.Answers {
	t.Helper()
	answers, err := catalog.AnswersTo(id)
	if err != nil {
		t.Fatal(err)
	}
	return answers
}

func expand(t *testing.T, c *parley.Conflict, choices catalog.Choices) *game.Graph {
	t.Helper()
	rules, err := game.Compile(c)
	if err != nil {
		t.Fatal(err)
	}
	g, err := rules.Expand(context.Background(), game.Expansion{IrreversiblePerArc: choices.IrreversiblePerArc})
	if err != nil {
		t.Fatal(err)
	}
	return g
}

// check compares one answer with a graph.
type check struct {
	*testing.T
	*catalog.Answers
	catalog.Answer
	graph *game.Graph
}

func checkAnswer(c *check) {
	c.Log(c.About)
	c.counts()
	c.preferences()
	c.movements()
	c.reaches()
	c.requirements()
	for _, e := range engines {
		c.concepts(e)
		c.rankingCount(e)
	}
	c.payoffs()
}

func (c *check) counts() {
	if c.Feasible != 0 && c.graph.Feasible() != c.Feasible {
		c.Errorf("%d feasible states, should be %d", c.graph.Feasible(), c.Feasible)
	}
	if c.Answer.States != 0 && c.graph.Len() != c.Answer.States {
		c.Errorf("%d states, should be %d", c.graph.Len(), c.Answer.States)
	}
	if c.StatusQuo != "" && c.graph.StatusQuo() != c.state(c.StatusQuo) {
		c.Errorf("the status quo is %s, should be %s", c.graph.Code(c.graph.StatusQuo()), c.State(c.StatusQuo))
	}
	for formula, names := range c.Where {
		f, err := c.graph.Conflict().Formula(formula)
		if err != nil {
			c.Error(err)
			continue
		}
		var got []int
		holds, _ := c.graph.Where(f.Expr)
		for s := range holds.EachSet() {
			got = append(got, int(s))
		}
		c.same("where "+formula, got, names)
	}
}

// preferences compares rankings, and what is certain where a preference has rivals.
func (c *check) preferences() {
	for party, ranking := range c.Rankings {
		c.sameRanking(party, ranking)
	}
	for party, pairs := range c.Certain {
		i := c.party(party)
		want := map[[2]int]bool{}
		for _, p := range pairs {
			want[[2]int{c.state(p[0].States[0]), c.state(p[1].States[0])}] = true
		}
		for s := range c.graph.Len() {
			for q := range c.graph.Len() {
				if r := c.graph.Compare(i, s, q); (r == game.Better || r == game.MuchBetter) != want[[2]int{s, q}] {
					c.Errorf("%s: %s compares with %s as %v", party, c.graph.Code(s), c.graph.Code(q), r)
				}
			}
		}
	}
}

// sameRanking compares every two states of a complete ranking.
func (c *check) sameRanking(party string, ranking catalog.Ranking) {
	i, listed := c.party(party), 0
	for upper, tier := range ranking {
		listed += len(tier.States)
		greatly := false
		for lower := upper; lower < len(ranking); lower++ {
			want := game.Better
			switch {
			case lower == upper:
				want = game.Equal
			case greatly || ranking[lower-1].Greatly:
				want, greatly = game.MuchBetter, true
			}
			for _, a := range tier.States {
				for _, b := range ranking[lower].States {
					if got := c.graph.Compare(i, c.state(a), c.state(b)); got != want {
						c.Errorf("%s: %s compares with %s as %v, should be %v", party, a, b, got, want)
					}
				}
			}
		}
	}
	if listed != c.graph.Len() {
		c.Errorf("the ranking of %s lists %d of %d states", party, listed, c.graph.Len())
	}
}

// movements compares moves of parties and joint improvements of coalitions.
func (c *check) movements() {
	for party, arcs := range c.Moves {
		i := c.party(party)
		for s := range c.graph.Len() {
			c.same(fmt.Sprintf("moves of %s from %s", party, c.graph.Code(s)), c.moves(i, s), c.from(arcs, s))
		}
	}
	for name, arcs := range c.Improvements {
		var members []int
		for id := range strings.SplitSeq(name, "+") {
			members = append(members, c.party(id))
		}
		for s := range c.graph.Len() {
			got := slices.DeleteFunc(c.joint(members, s), func(q int) bool {
				return slices.ContainsFunc(members, func(i int) bool { return !better(c.graph.Compare(i, q, s)) })
			})
			c.same(fmt.Sprintf("joint improvements of %s from %s", name, c.graph.Code(s)), got, c.from(arcs, s))
		}
	}
}

// joint returns the states that the members reach from s by moves in any order, none of them moving twice in a row.
func (c *check) joint(members []int, s int) []int {
	type node struct{ state, last int }
	seen := map[node]bool{}
	todo := []node{{s, -1}}
	var out []int
	for ; len(todo) > 0; todo = todo[1:] {
		for _, i := range members {
			if i == todo[0].last {
				continue
			}
			for _, q := range c.moves(i, todo[0].state) {
				if n := (node{q, i}); !seen[n] {
					seen[n] = true
					todo, out = append(todo, n), append(out, q)
				}
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func (c *check) reaches() {
	for _, r := range c.Reach {
		c.same("reached from "+r.From+" by "+r.By, reachable(c.graph, c.state(r.From), c.steps(r.By)), r.Exactly)
	}
	for _, p := range c.Paths {
		at := c.state(p.From)
		for _, step := range p.Moves {
			next := c.state(step.To)
			if !slices.Contains(c.steps(p.By)(c.graph, c.party(step.Party), at), next) {
				c.Errorf("%s cannot go from %s to %s by %s", step.Party, c.graph.Code(at), c.graph.Code(next), p.By)
			}
			at = next
		}
	}
}

// requirements takes options away one by one.
func (c *check) requirements() {
	for _, r := range c.Requires {
		for _, option := range slices.Concat(r.Each, r.ButNot) {
			conflict := *c.graph.Conflict()
			gone, err := conflict.Formula("not " + option)
			if err != nil {
				c.Fatal(err)
			}
			conflict.Rules = append(slices.Clip(conflict.Rules), parley.Rule{Formula: gone})
			sq := *conflict.StatusQuo
			for k, o := range conflict.Options {
				if o.ID == option {
					sq.State &^= 1 << k
				}
			}
			conflict.StatusQuo = &sq
			g := expand(c.T, &conflict, c.Answer.Choices)
			goal, err := conflict.Formula(r.Goal)
			if err != nil {
				c.Fatal(err)
			}
			holds, _ := g.Where(goal.Expr)
			reached := slices.ContainsFunc(reachable(g, g.StatusQuo(), c.steps(r.By)), func(s int) bool { return holds.Test(uint(s)) })
			if needed := slices.Contains(r.Each, option); needed == reached {
				c.Errorf("without %s the goal is reached: %v", option, reached)
			}
		}
	}
}

func (c *check) concepts(e stability.Engine) {
	var task stability.Task
	ids := slices.Collect(maps.Keys(c.Equilibria))
	for id := range c.Stable {
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	for _, id := range ids {
		task.Concepts = append(task.Concepts, concept(c.T, id))
	}
	if len(ids) == 0 {
		return
	}
	task.Choices = choices(c.Answer.Choices)
	r, err := e.Solve(context.Background(), c.graph.Rules(), task)
	if err != nil {
		c.Fatalf("%s: %v", e.Name(), err)
	}
	for i, id := range ids {
		v := r.Verdicts[i]
		if want, ok := c.Equilibria[id]; ok {
			c.same(e.Name()+": equilibria by "+id, members(v.Equilibria.EachSet()), want)
		}
		for who, want := range c.Stable[id] {
			k := slices.IndexFunc(c.graph.Conflict().Parties, func(p parley.Party) bool { return p.ID == who })
			if v.Concept.Kind.Coalitional() {
				k = slices.IndexFunc(r.Coalitions, func(h stability.Coalition) bool { return h.Name(c.graph.Conflict().Parties) == who })
			}
			if k < 0 {
				c.Fatalf("there is no party or coalition %s", who)
			}
			c.same(e.Name()+": stable for "+who+" by "+id, members(v.Stable[k].EachSet()), want)
		}
	}
}

// rankingCount tries every strict ranking of one party.
func (c *check) rankingCount(e stability.Engine) {
	count := c.RankingsOf
	if count == nil {
		return
	}
	var task stability.Task
	ids := slices.Sorted(maps.Keys(count.Stable))
	for _, id := range ids {
		task.Concepts = append(task.Concepts, concept(c.T, id))
	}
	party, all, got := c.party(count.Party), 0, map[string]int{}
	for ranking := range permutations(c.graph.Len()) {
		all++
		conflict := *c.graph.Conflict()
		conflict.Preferences = slices.Clone(conflict.Preferences)
		var order parley.Order
		for _, s := range ranking {
			order.Ranking = append(order.Ranking, parley.Tier{States: []string{c.graph.Code(s)}})
		}
		conflict.Preferences[party] = parley.Preference{Either: []parley.Order{order}}
		rules, err := game.Compile(&conflict)
		if err != nil {
			c.Fatal(err)
		}
		r, err := e.Solve(context.Background(), rules, task)
		if err != nil {
			c.Fatal(err)
		}
		for i, id := range ids {
			if r.Verdicts[i].Stable[party].Test(uint(c.state(count.State))) {
				got[id]++
			}
		}
	}
	if all != count.All || !maps.Equal(got, count.Stable) {
		c.Errorf("%s: stable under %v of %d rankings, should be %v of %d", e.Name(), got, all, count.Stable, count.All)
	}
}

// permutations yields every order of 0..n-1. The slice is reused.
func permutations(n int) func(yield func([]int) bool) {
	return func(yield func([]int) bool) {
		p := make([]int, n)
		for i := range p {
			p[i] = i
		}
		var arrange func(k int) bool
		arrange = func(k int) bool {
			if k == n {
				return yield(p)
			}
			for i := k; i < n; i++ {
				p[k], p[i] = p[i], p[k]
				if !arrange(k + 1) {
					return false
				}
				p[k], p[i] = p[i], p[k]
			}
			return true
		}
		arrange(0)
	}
}

// payoffs redoes the arithmetic of a table of values.
func (c *check) payoffs() {
	p := c.Payoffs
	if p == nil {
		return
	}
	best := map[string]float64{}
	for _, row := range p.Values {
		for h, v := range row {
			best[h] = max(best[h], v)
		}
	}
	for strategy, row := range p.Values {
		largest := 0.0
		for h, v := range row {
			largest = max(largest, best[h]-v)
		}
		if largest != p.LargestRegret[strategy] {
			c.Errorf("the largest regret of %s is %v, should be %v", strategy, largest, p.LargestRegret[strategy])
		}
	}
	first, second := p.Hypotheses[0], p.Hypotheses[1]
	a, b := p.Values[p.Between[0]], p.Values[p.Between[1]]
	gain, loss := a[first]-b[first], b[second]-a[second]
	if even := loss / (gain + loss); even < p.BreakEven-0.00005 || even > p.BreakEven+0.00005 {
		c.Errorf("break even at %v, should be %v", even, p.BreakEven)
	}
	knowing := (max(a[first], b[first]) + max(a[second], b[second])) / 2
	if worth := knowing - max(a[first]+a[second], b[first]+b[second])/2; worth != p.WorthOfKnowing {
		c.Errorf("knowing is worth %v, should be %v", worth, p.WorthOfKnowing)
	}
}

// state returns the number of a state by its name or code.
func (c *check) state(name string) int {
	c.Helper()
	s, err := c.graph.Find(c.State(name))
	if err != nil {
		c.Fatal(err)
	}
	return s
}

func (c *check) party(id string) int {
	c.Helper()
	i := c.graph.Conflict().PartyIndex(id)
	if i < 0 {
		c.Fatalf("there is no party %s", id)
	}
	return i
}

// from returns the names of the states that the arcs lead to from s.
func (c *check) from(arcs []catalog.Arc, s int) []string {
	var to []string
	for _, a := range arcs {
		if c.state(a.From) == s {
			to = append(to, a.To)
		}
	}
	return to
}

// same compares a set of states with named ones.
func (c *check) same(what string, got []int, names []string) {
	c.Helper()
	want := make([]int, len(names))
	for i, name := range names {
		want[i] = c.state(name)
	}
	slices.Sort(want)
	if !slices.Equal(got, want) {
		c.Errorf("%s: %v, should be %v", what, c.codes(got), c.codes(want))
	}
}

// codes writes states by the names that the answers use, or their codes.
func (c *check) codes(states []int) []string {
	out := make([]string, len(states))
	for i, s := range states {
		out[i] = c.graph.Code(s)
		for name, code := range c.Answers.States {
			if code == out[i] {
				out[i] = name
			}
		}
	}
	return out
}

func (c *check) moves(party, s int) []int { return anyMove(c.graph, party, s) }

// step lists where one party may go from a state.
type step func(g *game.Graph, party, s int) []int

func (c *check) steps(by string) step {
	c.Helper()
	switch by {
	case "moves":
		return anyMove
	case "improvements":
		return improvements
	case "best replies":
		return bestReplies
	}
	c.Fatalf("there are no steps by %q", by)
	return nil
}

func anyMove(g *game.Graph, party, s int) []int {
	var out []int
	for _, q := range g.AppendMoves(nil, party, s) {
		out = append(out, int(q))
	}
	return out
}

func improvements(g *game.Graph, party, s int) []int {
	return slices.DeleteFunc(anyMove(g, party, s), func(q int) bool { return !better(g.Compare(party, q, s)) })
}

func bestReplies(g *game.Graph, party, s int) []int {
	all := improvements(g, party, s)
	return slices.DeleteFunc(slices.Clone(all), func(q int) bool {
		return slices.ContainsFunc(all, func(r int) bool { return better(g.Compare(party, r, q)) })
	})
}

func better(r game.Relation) bool { return r == game.Better || r == game.MuchBetter }

// reachable returns the states that steps of all parties lead to, s among them, ascending.
func reachable(g *game.Graph, s int, next step) []int {
	seen := map[int]bool{s: true}
	for todo := []int{s}; len(todo) > 0; todo = todo[1:] {
		for party := range g.Parties() {
			for _, q := range next(g, party, todo[0]) {
				if !seen[q] {
					seen[q] = true
					todo = append(todo, q)
				}
			}
		}
	}
	return slices.Sorted(maps.Keys(seen))
}

func members(set func(func(uint) bool)) []int {
	var out []int
	for s := range set {
		out = append(out, int(s))
	}
	return out
}

func concept(t *testing.T, id string) stability.Concept {
	t.Helper()
	x, err := stability.ParseConcept(id)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func choices(c catalog.Choices) stability.Choices {
	return stability.Choices{
		EqualNotSanction: c.EqualNotSanction, ReturnNotSanction: c.ReturnNotSanction, EachOnce: c.EachOnce,
		Simultaneous: c.Simultaneous, EscapeByImprovement: c.EscapeByImprovement, IrreversiblePerArc: c.IrreversiblePerArc,
	}
}
