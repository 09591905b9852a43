package perception

import (
	"strings"

	"parley"
	"parley/game"
)

// restrict takes out of the rankings of a picture the states that the party does not see: those that take an unseen option,
// and where the ranking is the one of the conflict itself those that the picture rules out. A ranking names every state, so
// that without this no picture could have fewer states than the conflict. What cannot be compiled stays as it is.
func (v *View) restrict(truth, own *parley.Conflict) {
	if truth.GraphForm() {
		return
	}
	rules, err := game.Compile(own)
	if err != nil {
		return
	}
	for i, p := range own.Preferences {
		inherited := preferenceKey(v.Picture.Conflict.Preferences[i]) == preferenceKey(truth.Preferences[i])
		orders := append([]parley.Order(nil), p.Either...)
		for k := range orders {
			orders[k].Ranking = kept(orders[k].Ranking, func(code string) bool {
				s, ok := parseCode(code, len(truth.Options))
				if !ok || s&v.Picture.Unseen != 0 {
					return !ok
				}
				feasible, _, _ := rules.Feasible(s)
				return feasible || !inherited
			})
		}
		p.Either = orders
		own.Preferences[i] = p
	}
}

// kept returns a ranking without the states that fail a test. Of tiers that fall away, a great distance to the next one stays.
func kept(tiers []parley.Tier, test func(code string) bool) []parley.Tier {
	var out []parley.Tier
	for _, t := range tiers {
		var states []string
		for _, s := range t.States {
			if test(s) {
				states = append(states, s)
			}
		}
		switch {
		case len(states) > 0:
			t.States = states
			out = append(out, t)
		case len(out) > 0:
			out[len(out)-1].Greatly = out[len(out)-1].Greatly || t.Greatly
		}
	}
	return out
}

// parseCode reads a code of Y and N.
func parseCode(code string, options int) (parley.State, bool) {
	if len(code) != options || strings.Trim(code, "YN") != "" {
		return 0, false
	}
	var s parley.State
	for k := range code {
		if code[k] == 'Y' {
			s |= 1 << k
		}
	}
	return s, true
}
