package workbench

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/bits-and-blooms/bitset"

	"parley/analysis/claims"
	"parley/analysis/explain"
	"parley/analysis/paths"
	settlement "parley/analysis/settle"
	"parley/game"
	"parley/report"
	"parley/stability"
)

// BriefQuestion asks for the whole of a dispute.
type BriefQuestion struct {
	// Goal is the outcome that the brief looks at from the end: a formula or a definition. "" stands for the definition `goal`,
	// `deal`, `settlement` or `agreement`, the first that there is, else for the goal of the first claim whose test has one.
	Goal string
	// Full asks everything as the commands do that are about one question. Otherwise the brief is to be had at once: claims
	// are asked under readings with at most two groups away from their first choice where there are many, what the answers
	// rest on is estimated from few orders, and no clauses are tried.
	Full bool
}

// Bounds of a brief. They count work and not time, so that the same file gives the same brief.
const (
	maxWays = 3 // paths to outcomes
	// FewReadings is up to how many readings a claim is asked under all of them, where the answer is to be had at once.
	FewReadings = 128
	briefOrders = 40    // drawn to weigh assumptions
	fullOrders  = 200   // the same, where all is asked
	maxBriefed  = 20000 // states above which a brief leaves the cruxes out
)

// goalNames are the definitions that are taken for the goal of a file, the first that there is.
var goalNames = []string{"goal", "deal", "settlement", "agreement"}

// Brief makes the whole report of a dispute: outcomes, the paths that lead there, why the status quo holds or not, strategies
// against hypotheses, claims, perceptions, what the answers about the goal rest on, and what would settle it. A part that cannot be
// made is named in Gaps with the reason. Where the context ends once the outcomes are known, what was found by then is returned, and
// Gaps has the rest; before that the error is the context's.
func (c *Case) Brief(ctx context.Context, q BriefQuestion, s Settings) (*report.Brief, error) {
	goal, err := c.briefGoal(q.Goal)
	if err != nil {
		return nil, err
	}
	solved, err := c.Solve(ctx, nil, false, s)
	if err != nil {
		return nil, err
	}
	g := solved.Result.Graph
	b := &report.Brief{Solved: *solved, Question: c.Conflict.Question, Goal: goal, Full: q.Full}
	if c.File != nil {
		b.About, b.Basis = c.File.About, c.File.Basis
		b.Groups = c.groups()
	}
	add := func(part string, find func() error) {
		err := ctx.Err()
		if err == nil {
			err = find()
		}
		if gap := (report.Gap{Part: part}); err != nil {
			gap.Stopped = ctx.Err() != nil
			gap.Why = reasonOf(err)
			b.Gaps = append(b.Gaps, gap)
		}
	}
	if g.StatusQuo() >= 0 {
		add("how to get there", func() (err error) {
			if b.Ways, err = ways(ctx, g, solved, s); err != nil {
				return err
			}
			b.Endings, err = paths.Ends(ctx, g, g.StatusQuo(), pathOptions(paths.BestReplies, s))
			return err
		})
		add("why the status quo holds or not", func() (err error) {
			var concepts []stability.Concept
			for _, v := range solved.Result.Verdicts {
				if v.Concept.Unknown == stability.Default && v.Concept.Strength == stability.General {
					concepts = append(concepts, v.Concept)
				}
			}
			b.StatusQuo, err = explain.State(ctx, g, stability.Task{Concepts: concepts, Choices: s.Choices}, g.StatusQuo())
			return err
		})
	}
	if c.open() && g.StatusQuo() >= 0 {
		add("strategies and hypotheses", func() (err error) {
			b.Matrix, err = c.Matrix(ctx, MatrixQuestion{}, s)
			return err
		})
	}
	if c.File != nil && len(c.File.Claims) > 0 {
		add("claims", func() (err error) {
			asked := ClaimsQuestion{Limit: FewReadings}
			if q.Full {
				asked.Limit = 0
			}
			b.Claims, err = c.Claims(ctx, asked, s)
			return err
		})
	}
	if c.perceptive() {
		add("perceptions", func() (err error) {
			b.Perceived, err = c.Perceive(ctx, PerceiveQuestion{}, s)
			return err
		})
	}
	if goal != nil {
		c.briefSettlement(ctx, b, q, s, add)
	}
	if c.File != nil && c.File.Simulation != nil {
		add("attrition behind the talks", func() (err error) {
			b.Simulated, err = c.briefSimulation(ctx, q.Full, s)
			return err
		})
	}
	return b, nil
}

// The most runs of a simulation in a brief, and in a report: a fraction of a second, and a few seconds.
const (
	briefRuns  = 1000
	reportRuns = 2000
)

// briefSimulation runs the file's simulation: in full with and without each lever, in short with outputs at quarters of the horizon
// only.
func (c *Case) briefSimulation(ctx context.Context, full bool, s Settings) (*report.Simulated, error) {
	sim, list := c.File.ReadSimulation(c.Assumed)
	if err := list.Errors().Err(); err != nil {
		return nil, &Problems{list, c.Source}
	}
	q := SimulateQuestion{Runs: min(sim.Runs, briefRuns), Every: strconv.FormatFloat(sim.Model.Horizon/4, 'g', -1, 64)}
	if full {
		q = SimulateQuestion{Runs: min(sim.Runs, reportRuns)}
		for _, l := range sim.Levers {
			if l.Option != "" {
				q.Without = append(q.Without, l.Name)
			}
		}
	}
	return c.Simulate(ctx, q, s)
}

// briefSettlement adds what is to be said about the goal.
func (c *Case) briefSettlement(ctx context.Context, b *report.Brief, q BriefQuestion, s Settings, add func(string, func() error)) {
	g := b.Result.Graph
	asked := SettleQuestion{To: b.Goal.Text, Hold: stability.Concept{Kind: stability.SEQ}, NoClauses: !q.Full || g.Len() > maxBriefed, Pairs: settlement.PairsTried}
	add("what would settle it", func() (err error) {
		b.Settlement, err = c.Settle(ctx, asked, s)
		return err
	})
	if b.Settlement == nil && ctx.Err() == nil {
		return // nothing feasible satisfies the goal: the gap says so
	}
	questions := []string{"stable: " + b.Goal.Text}
	if g.StatusQuo() >= 0 {
		questions = append(questions, "reached: "+b.Goal.Text)
	}
	if g.Len() > maxBriefed {
		b.Gaps = append(b.Gaps, report.Gap{Part: "what the answers rest on", Spared: true, Why: "the conflict has too many states for a brief; ask `parley crux FILE --of \"" + questions[0] + "\"`"})
		return
	}
	add("what the answers rest on", func() error {
		for k, of := range questions {
			ask := CruxQuestion{Of: of, Size: 1, Weigh: q.Full || k == len(questions)-1, Samples: briefOrders, Seed: 1}
			if q.Full {
				ask.Samples = fullOrders
			}
			x, err := c.Crux(ctx, ask, s)
			if err != nil {
				return err
			}
			b.Cruxes = append(b.Cruxes, *x)
		}
		return nil
	})
}

// open reports whether the file has groups that were not settled by the asker.
func (c *Case) open() bool {
	return c.File != nil && slices.ContainsFunc(c.groups(), func(g report.GroupInForce) bool {
		return len(g.Rivals) > 0 && !slices.Contains(c.Given, g.ID)
	})
}

// perceptive reports whether perceptions are in force.
func (c *Case) perceptive() bool {
	if c.File == nil {
		return false
	}
	given, _ := c.File.PerceptionsUnder(c.Assumed)
	return len(given) > 0
}

// LikelyGoal returns the outcome that a reader will ask about first, "" where the file points to none: see BriefQuestion.Goal.
func (c *Case) LikelyGoal() string {
	if goal, err := c.briefGoal(""); err == nil && goal != nil {
		return goal.Text
	}
	return ""
}

// briefGoal finds the outcome that a brief looks at from the end, nil where there is none.
func (c *Case) briefGoal(asked string) (*report.GoalChosen, error) {
	if asked != "" {
		if _, err := c.Conflict.Formula(asked); err != nil {
			return nil, Hinted(err)
		}
		return &report.GoalChosen{Text: asked, By: report.GoalAsked}, nil
	}
	for _, name := range goalNames {
		for _, d := range c.Conflict.Definitions {
			if d.Name == name {
				return &report.GoalChosen{Text: name, By: report.GoalDefined}, nil
			}
		}
	}
	if c.File == nil {
		return nil, nil
	}
	all, err := claimsOf(c.File)
	if err != nil {
		return nil, err
	}
	for _, x := range all {
		goal := goalOf(x.Test)
		if goal == "" {
			continue
		}
		if _, err := c.Conflict.Formula(goal); err == nil { // a name may be unknown under these assumptions
			return &report.GoalChosen{Text: goal, By: report.GoalClaimed, Claim: x.ID}, nil
		}
	}
	return nil, nil
}

// goalOf returns the first goal that a test speaks of as something to come about, "" where there is none.
func goalOf(t claims.Test) string {
	switch x := t.(type) {
	case claims.Stable:
		if !x.Never {
			return x.Goal
		}
	case claims.Reached:
		if !x.Never {
			return x.Goal
		}
	case claims.CanReach:
		return x.Goal
	case claims.Requires:
		return x.Goal
	case claims.AllOf:
		for _, part := range x {
			if goal := goalOf(part); goal != "" {
				return goal
			}
		}
	}
	return ""
}

// reasonOf says in one line why a part could not be made. Problems of the file keep their places.
func reasonOf(err error) string {
	const most = 3
	var problems *Problems
	if !errors.As(err, &problems) {
		return strings.Join(strings.Fields(err.Error()), " ")
	}
	var lines []string
	for _, p := range problems.List.Errors() {
		if len(lines) == most {
			lines = append(lines, "and more, which the command about it lists")
			break
		}
		lines = append(lines, p.Error())
	}
	return strings.Join(lines, "; ")
}

// groups lists the choices in force.
func (c *Case) groups() []report.GroupInForce {
	var out []report.GroupInForce
	for _, x := range c.File.Groups {
		in := report.GroupInForce{ID: x.ID, Question: x.Question, Choice: c.Assumed[x.ID], Strategy: x.Strategy}
		for _, choice := range x.Choices {
			if choice.ID == in.Choice {
				in.Claim = choice.Claim
			} else {
				in.Rivals = append(in.Rivals, choice.ID)
			}
		}
		out = append(out, in)
	}
	return out
}

// ways finds paths by improvements to the equilibria that hold under most concepts.
func ways(ctx context.Context, g *game.Graph, solved *report.Solved, s Settings) ([]report.Route, error) {
	tree, err := paths.Reachable(ctx, g, g.StatusQuo(), pathOptions(paths.Improvements, s))
	if err != nil {
		return nil, err
	}
	var out []report.Route
	told := bitset.New(uint(g.Len())).Set(uint(g.StatusQuo()))
	verdicts := solved.Result.Verdicts
	for least := len(verdicts); least > 0 && len(out) < maxWays; least-- {
		for _, at := range tree.Nearest() {
			if len(out) == maxWays || told.Test(uint(at)) {
				continue
			}
			holds := 0
			for _, v := range verdicts {
				if v.Equilibria.Test(uint(at)) {
					holds++
				}
			}
			if holds >= least {
				told.Set(uint(at))
				path := tree.Path(at)
				out = append(out, report.Route{Path: path, Turns: paths.Turns(g, path, s.Choices.Unknown)})
			}
		}
	}
	return out, nil
}
