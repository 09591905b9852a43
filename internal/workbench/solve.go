package workbench

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"parley/game"
	"parley/logic"
	"parley/report"
	"parley/stability"
	"parley/stability/engines"
)

// Solve judges every state, by the concepts given or the usual ones. Where preferences are unknown the usual ones come in
// all four extensions beside the one that the settings choose; where strength is told apart, strong and weak variants too.
// With coalitions the four concepts for coalitions are added.
func (c *Case) Solve(ctx context.Context, concepts []stability.Concept, coalitions bool, s Settings) (*report.Solved, error) {
	engine, err := engines.Named(s.Engine)
	if err != nil {
		return nil, err
	}
	g, err := c.Graph(ctx, s)
	if err != nil {
		return nil, err
	}
	if concepts == nil {
		concepts = variants(g, s.Choices)
	}
	if coalitions {
		concepts = append(concepts, stability.Coalitional()...)
	}
	result, err := engine.Solve(ctx, c.Rules, stability.Task{Concepts: concepts, Choices: s.Choices, Limits: s.Limits, Workers: s.Workers})
	if err != nil {
		return nil, c.Place(err)
	}
	solved := &report.Solved{Result: result}
	if err := c.reach(ctx, g, solved, s); err != nil {
		return nil, err
	}
	return solved, nil
}

// variants returns the usual concepts that are defined for the conflict, with the variants that its preferences call for.
func variants(g *game.Graph, choices stability.Choices) []stability.Concept {
	var out []stability.Concept
	add := func(c stability.Concept) {
		if stability.Supports(g.Conflict(), c, choices) == nil {
			out = append(out, c)
		}
	}
	usual := stability.Usual(g.Conflict())
	for _, c := range usual {
		add(c)
	}
	extensions := []stability.Extension{stability.Default}
	if !g.Certain() {
		extensions = []stability.Extension{stability.ExtensionA, stability.ExtensionB, stability.ExtensionC, stability.ExtensionD}
	}
	for _, e := range extensions {
		for _, c := range usual {
			if c.Unknown = e; e != stability.Default && c.Kind != stability.SIM {
				add(c)
			}
		}
		if !g.Degrees() {
			continue
		}
		for _, strength := range []stability.Strength{stability.Strong, stability.Weak} {
			for _, c := range usual {
				if c.Unknown, c.Strength = e, strength; c.Kind != stability.Nash && c.Kind != stability.SIM {
					add(c)
				}
			}
		}
	}
	return out
}

// State finds the state that a text names: a code, a number as tables show it, "status quo", a list of the options that
// are taken, or a formula or definition that holds in one state only.
func (c *Case) State(g *game.Graph, text string) (int, error) {
	text = strings.TrimSpace(text)
	if text == "status quo" || text == "sq" {
		if g.StatusQuo() < 0 {
			return 0, errors.New("the conflict names no status quo")
		}
		return g.StatusQuo(), nil
	}
	s, codeErr := g.Find(text)
	if codeErr == nil {
		return s, nil
	}
	if n, err := strconv.Atoi(text); err == nil && !c.Conflict.GraphForm() {
		if n < 1 || n > g.Len() {
			return 0, fmt.Errorf("there is no state %d: they are numbered from 1 to %d", n, g.Len())
		}
		return n - 1, nil
	}
	if strings.Trim(text, "YN-") == "" && text != "" {
		return 0, Hinted(codeErr)
	}
	if strings.Contains(text, ",") && !strings.Contains(text, "(") {
		return c.stateTaking(g, strings.Split(text, ","))
	}
	f, err := c.Conflict.Formula(text)
	if err != nil {
		return 0, Hinted(err)
	}
	holds, _ := g.Where(f.Expr)
	switch n := holds.Count(); n {
	case 0:
		return 0, fmt.Errorf("`%s` holds in no feasible state", text)
	case 1:
		s, _ := holds.NextSet(0)
		return int(s), nil
	default:
		first, _ := holds.NextSet(0)
		second, _ := holds.NextSet(first + 1)
		return 0, fmt.Errorf("`%s` holds in %d states, %s and %s among them: name one by its code, its number, or all the options that are taken, with commas", text, n, g.Code(int(first)), g.Code(int(second)))
	}
}

// stateTaking finds the state in which exactly the options named are taken.
func (c *Case) stateTaking(g *game.Graph, names []string) (int, error) {
	var code uint64
	for _, n := range names {
		e, err := c.Conflict.Bind(logic.NewAtom(strings.TrimSpace(n)))
		if err != nil {
			return 0, Hinted(err)
		}
		for k, o := range c.Conflict.Options {
			if o.ID == e.Name {
				code |= 1 << k
			}
		}
	}
	text := make([]byte, len(c.Conflict.Options))
	for k := range text {
		text[k] = "NY"[code>>k&1]
	}
	s, err := g.Find(string(text))
	return s, Hinted(err)
}
