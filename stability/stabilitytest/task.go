package stabilitytest

import (
	"math/rand/v2"

	"parley"
	"parley/stability"
)

// Concepts returns every concept that is defined for a conflict with the given choices: each kind in each variant, up to a
// horizon of six.
func Concepts(c *parley.Conflict, choices stability.Choices) []stability.Concept {
	var all []stability.Concept
	for _, kind := range stability.Kinds() {
		for horizon := range 7 {
			for unknown := stability.Default; unknown <= stability.ExtensionD; unknown++ {
				for strength := stability.General; strength <= stability.Weak; strength++ {
					concept := stability.Concept{Kind: kind, Horizon: horizon, Unknown: unknown, Strength: strength}
					if stability.Supports(c, concept, choices) == nil {
						all = append(all, concept)
					}
				}
			}
		}
	}
	return all
}

// drawTask draws a task that a conflict supports: some concepts, any choices.
func drawTask(r *rand.Rand, c *parley.Conflict) stability.Task {
	some := func() bool { return r.IntN(4) == 0 }
	t := stability.Task{
		Choices: stability.Choices{
			EqualNotSanction:    some(),
			ReturnNotSanction:   some(),
			EachOnce:            some(),
			Simultaneous:        some(),
			EscapeByImprovement: some(),
			IrreversiblePerArc:  some(),
			Unknown:             stability.Extension(r.IntN(5)),
		},
		Workers: r.IntN(3),
	}
	all := Concepts(c, t.Choices)
	r.Shuffle(len(all), func(a, b int) { all[a], all[b] = all[b], all[a] })
	most := 24
	for _, concept := range all {
		if concept.Kind.Coalitional() || len(t.Concepts) < most {
			t.Concepts = append(t.Concepts, concept)
		}
	}
	if some() {
		t.Coalitions = []stability.Coalition{}
		for _, h := range stability.Coalitions(len(c.Parties)) {
			if r.IntN(2) == 0 {
				t.Coalitions = append(t.Coalitions, h)
			}
		}
	}
	return t
}
