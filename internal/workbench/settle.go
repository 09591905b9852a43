package workbench

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/bits-and-blooms/bitset"

	"parley"
	"parley/analysis/edit"
	"parley/analysis/explain"
	settlement "parley/analysis/settle"
	"parley/game"
	"parley/logic"
	"parley/report"
	"parley/stability"
	"parley/stability/engines"
)

// SettleQuestion asks what would make an outcome hold.
type SettleQuestion struct {
	To       string // the goal: a formula, a definition, a state's code or number
	State    string // the state of the goal to look at, as State reads it; "" for the one that stands best
	Concepts []stability.Concept
	Hold     stability.Concept // by which clauses are judged; SEQ where Concepts lack it
	// Vary names the states that may change their place when rankings are counted: a formula, or states as State reads them,
	// with commas. "" stands for all.
	Vary string
	// Stages are the stages of an agreement in order: formulas, definitions or states; "prefix*" stands for every definition
	// whose name begins so, in the order of the file.
	Stages            []string
	Threats, Promises []string // "option if condition"
	NoClauses         bool     // try none
	Pairs             int      // of clauses, to try at most
}

// Settle finds out how a goal stands, who gains by it, what each party would have to want, which clauses would make it hold,
// where the stages of an agreement break, and which threats and promises are credible. Where the context ends on the way,
// what was found so far is returned together with its error, and Settlement.Missing names the rest; without an error nothing
// is missing.
func (c *Case) Settle(ctx context.Context, q SettleQuestion, s Settings) (*report.Settlement, error) {
	engine, err := engines.Named(s.Engine)
	if err != nil {
		return nil, err
	}
	g, err := c.Graph(ctx, s)
	if err != nil {
		return nil, err
	}
	goal, err := c.settleGoal(ctx, g, q.To, s)
	if err != nil {
		return nil, err
	}
	stages, err := c.stages(g, q.Stages)
	if err != nil {
		return nil, err
	}
	pledges, err := c.pledges(q)
	if err != nil {
		return nil, err
	}
	vary, err := c.vary(g, q.Vary)
	if err != nil {
		return nil, err
	}
	ask := settlement.Question{
		Engine: engine, Goal: goal, Hold: q.Hold,
		Task: stability.Task{Concepts: q.Concepts, Choices: s.Choices, Limits: s.Limits, Workers: s.Workers},
	}
	if ask.Task.Concepts == nil {
		for _, x := range stability.Usual(c.Conflict) {
			if stability.Supports(c.Conflict, x, s.Choices) == nil {
				ask.Task.Concepts = append(ask.Task.Concepts, x)
			}
		}
	}
	if !slices.Contains(ask.Task.Concepts, ask.Hold) {
		ask.Hold = ask.Task.Concepts[len(ask.Task.Concepts)-1]
	}
	out := &report.Settlement{Graph: g, Goal: goal, Hold: ask.Hold, Vary: q.Vary, Choices: s.Choices}
	if out.Standings, out.Result, err = ask.Standings(ctx, c.Rules); err != nil {
		return nil, c.Place(err)
	}
	if out.Target, err = c.target(g, q.State, out.Standings); err != nil {
		return nil, err
	}
	err = c.settle(ctx, ask, q, out, vary, stages, pledges)
	if err != nil && out.Missing == nil {
		return nil, err
	}
	return out, err
}

// settle fills in the parts of a settlement one after the other. Where one fails because the context ended, the names of
// what is missing are noted.
func (c *Case) settle(ctx context.Context, ask settlement.Question, q SettleQuestion, out *report.Settlement, vary *bitset.BitSet, stages []settlement.Goal, pledges []settlement.Pledge) (err error) {
	g, state := out.Graph, out.State()
	parts := []struct {
		name string
		find func() error
	}{
		{"why the goal holds or not", func() error {
			out.Why, err = explain.State(ctx, g, ask.Task, state)
			return err
		}},
		{"who gains by it", func() error {
			if g.StatusQuo() >= 0 {
				if out.Prospects, err = ask.Prospects(ctx, g); err != nil {
					return err
				}
			}
			out.Gains = settlement.Gains(g, state, out.Prospects)
			return nil
		}},
		{"the stages", func() error {
			if len(stages) > 0 {
				out.Stages, err = ask.Stages(ctx, out.Result, stages)
			}
			return err
		}},
		{"threats and promises", func() error {
			for _, p := range pledges {
				x, err := ask.Credible(ctx, g, p)
				if err != nil {
					return err
				}
				out.Pledges = append(out.Pledges, *x)
			}
			return nil
		}},
		{"what each party would have to want", func() error {
			if out.Wants, err = ask.Wants(ctx, out.Result, state, vary); err != nil {
				return err
			}
			out.Together, err = ask.Together(ctx, g, state, out.Wants)
			return err
		}},
		{"clauses", func() error {
			if q.NoClauses || g.Conflict().GraphForm() || g.StatusQuo() < 0 {
				return nil
			}
			out.Levers, err = ask.Levers(ctx, g, state, q.Pairs)
			return err
		}},
	}
	for k, p := range parts {
		if err = p.find(); err == nil {
			err = ctx.Err() // a part may return what it has
		}
		if err == nil {
			continue
		}
		if ctx.Err() != nil {
			for _, left := range parts[k:] {
				out.Missing = append(out.Missing, left.name)
			}
		}
		return c.Place(err)
	}
	return nil
}

// NoSuchState tells that no state of the conflict satisfies a goal, which answers whether it can be brought about.
type NoSuchState struct{ message string }

func (e *NoSuchState) Error() string { return e.message }

func noSuchState(format string, args ...any) error {
	return &NoSuchState{fmt.Sprintf(format, args...)}
}

// settleGoal finds what is to be brought about. A goal that no feasible state satisfies is a NoSuchState that names the rules
// against it.
func (c *Case) settleGoal(ctx context.Context, g *game.Graph, text string, s Settings) (settlement.Goal, error) {
	out := settlement.Goal{Text: text}
	f, formulaErr := c.Conflict.Formula(text)
	if formulaErr != nil {
		at, err := c.State(g, text)
		var name *parley.NameError
		_, notNumber := strconv.Atoi(text)
		code := strings.Trim(text, "YN-") == ""
		switch {
		case err == nil:
			out.Code = g.Code(at)
			return out, nil
		case errors.As(formulaErr, &name) && notNumber != nil && !code:
			return out, Hinted(formulaErr)
		}
		return out, Hinted(err)
	}
	out.Expr = f.Expr
	holds, open := g.Where(f.Expr)
	if holds.Any() {
		return out, nil
	}
	if first, ok := open.NextSet(0); ok {
		return out, fmt.Errorf("`%s` holds in no state as a whole: in the merged state %s it holds for some members only", text, g.Code(int(first)))
	}
	if c.Conflict.GraphForm() {
		return out, noSuchState("`%s` holds in no listed state", text)
	}
	r, err := game.Compile(edit.AddRule(c.Conflict, parley.Rule{Formula: f}))
	if err == nil {
		_, err = r.Expand(ctx, game.Expansion{Limits: s.Limits})
	}
	is := parley.Issues(nil)
	if !errors.As(err, &is) {
		return out, noSuchState("`%s` holds in no feasible state", text)
	}
	for _, x := range is {
		if _, rules, ok := strings.Cut(x.Message, fmt.Sprintf("the rule `%s` contradicts ", f)); ok {
			if rules == "itself" {
				return out, noSuchState("`%s` holds in no state: it contradicts itself", text)
			}
			return out, noSuchState("`%s` holds in no feasible state: it breaks %s", text, rules)
		}
	}
	return out, noSuchState("`%s` holds in no feasible state", text)
}

// target picks the state of the goal to look at.
func (c *Case) target(g *game.Graph, text string, all []settlement.Standing) (int, error) {
	if text == "" {
		return 0, nil
	}
	s, err := c.State(g, text)
	if err != nil {
		return 0, err
	}
	for k, x := range all {
		if x.State == s {
			return k, nil
		}
	}
	return 0, fmt.Errorf("the goal does not hold in state %s", g.Code(s))
}

// stages reads the stages of an agreement.
func (c *Case) stages(g *game.Graph, texts []string) ([]settlement.Goal, error) {
	var out []settlement.Goal
	for _, text := range texts {
		prefix, many := strings.CutSuffix(text, "*")
		if !many {
			x, err := c.stage(g, text)
			if err != nil {
				return nil, err
			}
			out = append(out, x)
			continue
		}
		before := len(out)
		for _, d := range c.Conflict.Definitions {
			if strings.HasPrefix(d.Name, prefix) {
				out = append(out, settlement.Goal{Expr: d.Expr, Text: d.Name})
			}
		}
		if len(out) == before {
			return nil, fmt.Errorf("no definition begins with `%s`", prefix)
		}
	}
	return out, nil
}

func (c *Case) stage(g *game.Graph, text string) (settlement.Goal, error) {
	f, err := c.Conflict.Formula(text)
	if err == nil {
		return settlement.Goal{Expr: f.Expr, Text: text}, nil
	}
	at, stateErr := c.State(g, text)
	if stateErr != nil {
		return settlement.Goal{}, fmt.Errorf("the stage `%s`: %w", text, Hinted(err))
	}
	return settlement.Goal{Code: g.Code(at), Text: text}, nil
}

// pledges reads threats and promises, written "action if condition" or "condition -> action".
func (c *Case) pledges(q SettleQuestion) ([]settlement.Pledge, error) {
	var out []settlement.Pledge
	for k, text := range append(slices.Clone(q.Threats), q.Promises...) {
		f, err := c.Conflict.Formula(text)
		if err != nil {
			return nil, fmt.Errorf("`%s`: %w", text, Hinted(err))
		}
		p := settlement.Pledge{Text: text, Promise: k >= len(q.Threats), Action: f.Expr}
		if f.Expr.Op == logic.Implies {
			p.When, p.Action = f.Expr.Args[0], f.Expr.Args[1]
		}
		if _, err := p.Maker(c.Conflict); err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}

// vary reads which states may change their place, nil for all.
func (c *Case) vary(g *game.Graph, text string) (*bitset.BitSet, error) {
	if text == "" {
		return nil, nil
	}
	if f, err := c.Conflict.Formula(text); err == nil {
		holds, _ := g.Where(f.Expr)
		if holds.None() {
			return nil, fmt.Errorf("--vary: `%s` holds in no feasible state", text)
		}
		return holds, nil
	}
	out := bitset.New(uint(g.Len()))
	for part := range strings.SplitSeq(text, ",") {
		s, err := c.State(g, strings.TrimSpace(part))
		if err != nil {
			return nil, fmt.Errorf("--vary: %w", err)
		}
		out.Set(uint(s))
	}
	return out, nil
}
