package edit

import (
	"context"
	"slices"

	"parley"
	"parley/game"
)

// Fit returns the conflict without those states in its rankings that the rules no longer allow, so that rankings written for
// the states of one conflict do for a narrower one: one with an option taken away or a rule added. Statements and weights
// need no such care. The conflict is returned as it is where it has no ranking. The errors are those of game.Compile and
// game.Rules.Expand; the cost is one listing of the states.
func Fit(ctx context.Context, c *parley.Conflict, l game.Limits) (*parley.Conflict, error) {
	ranked := func(o parley.Order) bool { return len(o.Ranking) > 0 }
	if !slices.ContainsFunc(c.Preferences, func(p parley.Preference) bool { return slices.ContainsFunc(p.Either, ranked) }) {
		return c, nil
	}
	bare := *c
	bare.Preferences = make([]parley.Preference, len(c.Parties))
	rules, err := game.Compile(&bare)
	if err != nil {
		return nil, err
	}
	g, err := rules.Expand(ctx, game.Expansion{Limits: l})
	if err != nil {
		return nil, err
	}
	gone := func(code string) bool {
		if _, err := g.Find(code); err == nil {
			return false
		}
		for s := range g.Len() {
			if agree(code, g.Code(s)) {
				return false
			}
		}
		return true
	}
	out := *c
	out.Preferences = slices.Clone(c.Preferences)
	for i, p := range c.Preferences {
		p.Either = slices.Clone(p.Either)
		for k, o := range p.Either {
			if ranked(o) {
				p.Either[k].Ranking = fit(o.Ranking, gone)
			}
		}
		out.Preferences[i] = p
	}
	return &out, nil
}

// fit drops the states that are gone. Where a whole tier is, the tiers around it are as far apart as before.
func fit(ranking []parley.Tier, gone func(code string) bool) []parley.Tier {
	var out []parley.Tier
	for _, t := range ranking {
		t.States = slices.DeleteFunc(slices.Clone(t.States), gone)
		switch {
		case len(t.States) > 0:
			out = append(out, t)
		case t.Greatly && len(out) > 0:
			out[len(out)-1].Greatly = true
		}
	}
	return out
}

// agree reports whether two codes of states differ in no letter, a dash standing for either.
func agree(a, b string) bool {
	if len(a) != len(b) {
		return false
	}
	for k := range a {
		if a[k] != b[k] && a[k] != '-' && b[k] != '-' {
			return false
		}
	}
	return true
}
