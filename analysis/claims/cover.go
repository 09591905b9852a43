package claims

import (
	"slices"
	"strings"
)

// Coverage says which readings a claim was put to.
type Coverage struct {
	// Varied are the groups that were varied, Inert those that cannot bear on the test, since none of their choices touches
	// anything that it looks at.
	Varied, Inert []string
	Readings      int  // combinations of the choices of Varied
	Asked         int  // those that the claim was put to
	Jointly       bool // all of them; else those with at most two groups away from their first choice
}

// cover returns the readings that a test is put to: every combination of the groups that are not settled and may bear on it
// if there are at most limit, else those with at most two groups away from the first choice. Groups that cannot bear on it
// stand at their first choice.
func cover(groups []Group, settled Reading, n needs, limit int) ([]Reading, Coverage) {
	var free []Group
	var c Coverage
	base := Reading{}
	c.Readings, c.Jointly = 1, true
	for _, g := range groups {
		if choice, ok := settled[g.ID]; ok {
			base[g.ID] = choice
			continue
		}
		base[g.ID] = g.Choices[0].ID
		switch {
		case len(g.Choices) == 1:
		case !bears(g, n):
			c.Inert = append(c.Inert, g.ID)
		default:
			free = append(free, g)
			c.Varied = append(c.Varied, g.ID)
			c.Readings *= len(g.Choices)
			if c.Readings > limit {
				c.Jointly = false
				c.Readings = min(c.Readings, maxReadings)
			}
		}
	}
	var out []Reading
	var vary func(k, away int)
	vary = func(k, away int) {
		if k == len(free) {
			out = append(out, clone(base))
			return
		}
		for i, choice := range free[k].Choices {
			if i > 0 && !c.Jointly && away == 2 {
				break
			}
			base[free[k].ID] = choice.ID
			vary(k+1, away+min(i, 1))
		}
		base[free[k].ID] = free[k].Choices[0].ID
	}
	vary(0, 0)
	c.Asked = len(out)
	return out, c
}

// maxReadings is where counting combinations stops, so that the number does not overflow.
const maxReadings = 1 << 40

// bears reports whether any two choices of a group may differ in what a test looks at.
func bears(g Group, n needs) bool {
	return slices.ContainsFunc(g.Choices, func(c Choice) bool { return slices.ContainsFunc(c.Touches, n.meets) })
}

func clone(r Reading) Reading {
	out := make(Reading, len(r))
	for g, c := range r {
		out[g] = c
	}
	return out
}

// key writes a reading down, for maps.
func key(groups []Group, r Reading) string {
	var b strings.Builder
	for _, g := range groups {
		b.WriteString(r[g.ID])
		b.WriteByte(0)
	}
	return b.String()
}

// away counts the groups that stand elsewhere than at their first choice.
func away(groups []Group, r Reading) int {
	n := 0
	for _, g := range groups {
		if r[g.ID] != g.Choices[0].ID {
			n++
		}
	}
	return n
}
