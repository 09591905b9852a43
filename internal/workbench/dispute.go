package workbench

import (
	"context"
	"errors"
	"fmt"
	"maps"

	"parley"
	"parley/analysis/claims"
	"parley/analysis/paths"
	"parley/analysis/perception"
	"parley/game"
	"parley/report"
	"parley/scenario"
	"parley/stability"
	"parley/stability/engines"
)

// dispute is a file with its rival readings, as the analyses of arguments ask for it.
type dispute struct {
	file     *scenario.File
	settings Settings
	family   *game.Family
	groups   []claims.Group
}

// dispute returns the case with its rival readings, and how tests are put to it. A file of another tool has one reading.
func (c *Case) dispute(s Settings) (claims.Dispute, claims.Setting, error) {
	engine, err := engines.Named(s.Engine)
	setting := claims.Setting{Engine: engine, Choices: s.Choices, Limits: s.Limits, Family: &game.Family{}}
	if c.File == nil {
		return single{c.Conflict}, setting, err
	}
	d := &dispute{file: c.File, settings: s, family: setting.Family}
	for _, g := range c.File.Groups {
		x := claims.Group{ID: g.ID, Strategy: g.Strategy}
		for _, choice := range g.Choices {
			x.Choices = append(x.Choices, claims.Choice{
				ID: choice.ID, Touches: c.File.Touches(g.ID, choice.ID), Hedge: choice.Evidence.Hedge, Claims: choice.Evidence.Claims,
			})
		}
		if len(x.Choices) > 0 {
			d.groups = append(d.groups, x)
		}
	}
	return d, setting, err
}

func (d *dispute) Groups() []claims.Group { return d.groups }

func (d *dispute) Conflict(r claims.Reading) (*parley.Conflict, error) {
	c, problems := d.file.Conflict(scenario.Assumptions(maps.Clone(r)))
	if err := problems.Err(); err != nil {
		return nil, err
	}
	return c, nil
}

// Surprised plays the conflict out with each party moving on its own picture, by best replies from the status quo.
func (d *dispute) Surprised(ctx context.Context, r claims.Reading, change claims.Change, party string) (*claims.Surprise, error) {
	c, err := d.Conflict(r)
	if err == nil && change != nil {
		c, err = change(c)
	}
	if err != nil {
		return nil, err
	}
	rules, err := game.Compile(c)
	if err != nil {
		return nil, err
	}
	x := &Case{Name: d.file.Name, Source: d.file.Source, File: d.file, Assumed: scenario.Assumptions(r), Conflict: c, Rules: rules}
	h, err := x.hypergame(ctx, d.settings, change, d.family)
	if err != nil {
		return nil, err
	}
	from := h.Graph.StatusQuo()
	if from < 0 {
		return nil, errors.New("the conflict names no status quo, so that nothing happens in it")
	}
	played, err := h.Play(ctx, from, perception.Options{Choices: d.settings.Choices})
	if err != nil {
		return nil, err
	}
	i := c.PartyIndex(party)
	return &claims.Surprise{Surprised: played.Surprised(i), Why: func() string { return report.ExpectationSentence(played, i) }}, nil
}

// single is a conflict without rival readings.
type single struct{ conflict *parley.Conflict }

func (single) Groups() []claims.Group                              { return nil }
func (s single) Conflict(claims.Reading) (*parley.Conflict, error) { return s.conflict, nil }

func (s single) Surprised(context.Context, claims.Reading, claims.Change, string) (*claims.Surprise, error) {
	return &claims.Surprise{Why: func() string { return "Everybody sees the conflict as it is" }}, nil
}

// claimsOf returns the claims of a file.
func claimsOf(f *scenario.File) ([]claims.Claim, error) {
	var out []claims.Claim
	for _, c := range f.Claims {
		x := claims.Claim{ID: c.ID, Says: c.Says, By: c.By, Kind: c.Kind, Hedge: c.Hedge, RestsOn: c.RestsOn, Assuming: claims.Reading(c.Assuming)}
		if c.Test != nil {
			t, err := testOf(*c.Test)
			if err != nil {
				return nil, fmt.Errorf("the claim `%s`: %w", c.ID, err)
			}
			x.Test = t
		}
		out = append(out, x)
	}
	return out, nil
}

// testOf turns the test of a file into one that can be put.
func testOf(t scenario.Test) (claims.Test, error) {
	concept := claims.DefaultConcept
	if t.Concept != "" {
		var err error
		if concept, err = stability.ParseConcept(t.Concept); err != nil {
			return nil, err
		}
	}
	from := ""
	if t.From != nil {
		if from = t.From.Code; from == "" {
			from = t.From.Formula.Text
		}
	}
	var parts []claims.Test
	for _, p := range t.Parts {
		part, err := testOf(p)
		if err != nil {
			return nil, err
		}
		parts = append(parts, part)
	}
	switch goal := t.Goal.Text; t.Verb {
	case scenario.Stable, scenario.NeverStable:
		return claims.Stable{Goal: goal, Concept: concept, Never: t.Verb == scenario.NeverStable}, nil
	case scenario.Reached, scenario.NeverReached:
		return claims.Reached{Goal: goal, From: from, Never: t.Verb == scenario.NeverReached}, nil
	case scenario.CanReach:
		by := map[string]paths.Mode{"": paths.Improvements, "improvements": paths.Improvements, "moves": paths.Moves, "best replies": paths.BestReplies}
		return claims.CanReach{Goal: goal, From: from, By: by[t.By]}, nil
	case scenario.Requires:
		return claims.Requires{Goal: goal, Each: t.Each, From: from}, nil
	case scenario.NoEffect:
		return claims.NoEffect{Lever: t.Lever, Goal: goal, From: from, Concept: concept}, nil
	case scenario.Enables:
		return claims.Enables{Lever: t.Lever, Goal: goal, From: from, Concept: concept}, nil
	case scenario.Prefers:
		return claims.Prefers{Party: t.Party, State: goal, To: t.To.Text}, nil
	case scenario.Surprised:
		return claims.Surprised{Party: t.Party}, nil
	case scenario.AllOf:
		return claims.AllOf(parts), nil
	case scenario.AnyOf:
		return claims.AnyOf(parts), nil
	case scenario.Not:
		return claims.Not{Test: parts[0]}, nil
	}
	return nil, fmt.Errorf("`%s` is not a verb of tests", t.Verb)
}
