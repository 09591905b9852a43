package stabilitytest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/bits-and-blooms/bitset"

	"parley"
	"parley/stability"
)

// law is something that the definitions imply, for any conflict of a shape. check returns what breaks it, "" for nothing.
type law struct {
	name  string
	shape Shape
	check func(v *verdicts, r *rand.Rand) string
}

// laws are those of doc/theory.md 1.8, 2.3, 2.4 and 1.10.
var laws = []law{
	{"implications between concepts", Shape{}, implications},
	{"extensions to unknown preference", Shape{}, extensions},
	{"strength", Shape{}, strength},
	{"certain preferences need no extension", Shape{Certain: true}, certainty},
	{"maximin horizons", Shape{Certain: true}, horizons},
	{"limited-move horizons", Shape{Certain: true, Parties: 2}, limitedMove},
	{"coalitions", Shape{Certain: true, States: 24}, coalitions},
	{"fewer own moves, more moves of others", Shape{Form: Listed}, monotone},
	{"what the preferences of others can change", Shape{}, othersPreferences},
	{"indifferent parties", Shape{}, indifference},
	{"other names and another order", Shape{States: 32}, relabelling},
}

// checkLaws holds the results of an engine against every law, on conflicts drawn from n seeds each.
func checkLaws(t *testing.T, e stability.Engine, n int) {
	for _, l := range laws {
		t.Run(l.name, func(t *testing.T) {
			for seed := range uint64(n) {
				r := rand.New(rand.NewPCG(seed, 2))
				v := &verdicts{ctx: t.Context(), engine: e, conflict: Random(r, l.shape)}
				broken := l.check(v, r)
				if v.err != nil {
					broken = v.err.Error()
				}
				if broken != "" {
					t.Fatalf("seed %d: %s\n%s", seed, broken, Describe(v.conflict))
				}
			}
		})
	}
}

// verdicts are the answers of an engine about one conflict, each asked for by the name of a concept.
type verdicts struct {
	ctx      context.Context
	engine   stability.Engine
	conflict *parley.Conflict
	choices  stability.Choices
	err      error
}

// of returns the verdict for one concept. After an error its sets are empty.
func (v *verdicts) of(name string) stability.Verdict {
	concept, err := stability.ParseConcept(name)
	if err != nil {
		v.err = err
	} else if result, err := solve(v.ctx, v.engine, v.conflict, stability.Task{Concepts: []stability.Concept{concept}, Choices: v.choices}); err != nil {
		v.err = err
	} else {
		return result.Verdicts[0]
	}
	empty := stability.Verdict{Equilibria: bitset.New(0)}
	for range 1 << len(v.conflict.Parties) {
		empty.Stable = append(empty.Stable, bitset.New(0))
	}
	return empty
}

// implies tells where a state is stable by one concept but not by another one that it should be stable by.
func (v *verdicts) implies(one, other string) string {
	a, b := v.of(one), v.of(other)
	for i := range a.Stable {
		if !b.Stable[i].IsSuperSet(a.Stable[i]) {
			return fmt.Sprintf("%s does not imply %s: for %d stable are %v and %v", one, other, i, a.Stable[i], b.Stable[i])
		}
	}
	return ""
}

// chain tells where one of a chain of concepts does not imply the next.
func (v *verdicts) chain(names ...string) string {
	for k := range len(names) - 1 {
		if broken := v.implies(names[k], names[k+1]); broken != "" {
			return broken
		}
	}
	return ""
}

// same tells where two concepts differ.
func (v *verdicts) same(one, other string) string { return v.chain(one, other, one) }

// first returns the first text that is not empty.
func first(texts ...func() string) string {
	for _, f := range texts {
		if text := f(); text != "" {
			return text
		}
	}
	return ""
}

// R ⇒ SSEQ ⇒ SEQ ⇒ GMR; SSEQ ⇒ SMR ⇒ GMR; R ⇒ SMR: in each extension, in general and strongly, by any choices.
func implications(v *verdicts, r *rand.Rand) string {
	v.choices = drawTask(r, v.conflict).Choices
	suffix := ""
	if r.IntN(2) == 0 {
		suffix = "-" + string('a'+rune(r.IntN(4)))
	}
	nash := "nash" + suffix
	if r.IntN(2) == 0 {
		suffix += "-strong"
	}
	return first(
		func() string { return v.chain(nash, "sseq"+suffix, "seq"+suffix, "gmr"+suffix) },
		func() string { return v.chain("sseq"+suffix, "smr"+suffix, "gmr"+suffix) },
		func() string {
			if v.conflict.GraphForm() || len(v.conflict.Merges) > 0 || suffix != "" {
				return ""
			}
			if stability.Supports(v.conflict, stability.Concept{Kind: stability.SIM}, v.choices) != nil {
				return ""
			}
			return v.implies("nash", "sim")
		},
	)
}

// c_a ⊆ c_b ⊆ c_d and c_a ⊆ c_c ⊆ c_d; Nash_a = Nash_c and Nash_b = Nash_d (Li, Hipel, Kilgour and Fang 2004).
func extensions(v *verdicts, r *rand.Rand) string {
	v.choices = drawTask(r, v.conflict).Choices
	kind := []string{"nash", "gmr", "smr", "seq", "sseq"}[r.IntN(5)]
	suffix := ""
	if kind != "nash" && r.IntN(3) == 0 {
		suffix = "-strong"
	}
	return first(
		func() string { return v.chain(kind+"-a"+suffix, kind+"-b"+suffix, kind+"-d"+suffix) },
		func() string { return v.chain(kind+"-a"+suffix, kind+"-c"+suffix, kind+"-d"+suffix) },
		func() string { return v.same("nash-a", "nash-c") },
		func() string { return v.same("nash-b", "nash-d") },
	)
}

// Strongly stable implies stable; weakly stable is stable and not strongly stable.
func strength(v *verdicts, r *rand.Rand) string {
	kind := []string{"gmr", "smr", "seq", "sseq"}[r.IntN(4)]
	general, strong, weak := v.of(kind), v.of(kind+"-strong"), v.of(kind+"-weak")
	for i := range general.Stable {
		if !general.Stable[i].IsSuperSet(strong.Stable[i]) {
			return fmt.Sprintf("%s: party %d is strongly stable at %v but stable at %v", kind, i, strong.Stable[i], general.Stable[i])
		}
		if want := general.Stable[i].Difference(strong.Stable[i]); !want.IsSuperSet(weak.Stable[i]) || !weak.Stable[i].IsSuperSet(want) {
			return fmt.Sprintf("%s: party %d is weakly stable at %v, not at %v", kind, i, weak.Stable[i], want)
		}
	}
	return ""
}

// Where every preference is certain the four extensions are the concept itself.
func certainty(v *verdicts, r *rand.Rand) string {
	kind := []string{"nash", "gmr", "smr", "seq", "sseq"}[r.IntN(5)]
	return v.chain(kind, kind+"-a", kind+"-b", kind+"-c", kind+"-d", kind)
}

// Maximin_1 = R, Maximin_2 = GMR, Maximin_3 = SMR, and an odd horizon implies the even one before it.
func horizons(v *verdicts, r *rand.Rand) string {
	v.choices.EqualNotSanction, v.choices.EachOnce = r.IntN(3) == 0, r.IntN(3) == 0
	return first(
		func() string { return v.same("maximin-1", "nash") },
		func() string { return v.same("maximin-2", "gmr") },
		func() string { return v.same("maximin-3", "smr") },
		func() string { return v.chain("maximin-3", "maximin-2") },
		func() string { return v.chain("maximin-5", "maximin-4") },
		func() string { return v.chain("maximin-7", "maximin-6") },
	)
}

// L_1 = R; L_2 ⇒ SEQ; L_h ⇒ Maximin_h.
func limitedMove(v *verdicts, _ *rand.Rand) string {
	if broken := v.same("limited-move-1", "nash"); broken != "" {
		return broken
	}
	for h := 1; h <= 6; h++ {
		if broken := v.implies(fmt.Sprintf("limited-move-%d", h), fmt.Sprintf("maximin-%d", h)); broken != "" {
			return broken
		}
	}
	return v.implies("limited-move-2", "seq")
}

// Of a single party CNash = R, CGMR = GMR, CSMR = SMR and SEQ ⇒ CSEQ. The grand coalition has nobody to fear. Universal
// stability implies that of single parties for CNash, CGMR and CSMR.
func coalitions(v *verdicts, r *rand.Rand) string {
	v.choices = drawTask(r, v.conflict).Choices
	v.choices.Simultaneous = v.choices.Simultaneous && !v.conflict.GraphForm()
	v.choices.EachOnce = v.choices.EachOnce && len(v.conflict.Parties) <= 3
	grand := 1<<len(v.conflict.Parties) - 2 // the last of all coalitions
	cnash := v.of("cnash")
	for _, pair := range [][2]string{{"cnash", "nash"}, {"cgmr", "gmr"}, {"csmr", "smr"}, {"cseq", "seq"}} {
		together, alone := v.of(pair[0]), v.of(pair[1])
		for i := range alone.Stable {
			single := together.Stable[1<<i-1] // coalition {i} among all, in ascending order of bits
			if !single.IsSuperSet(alone.Stable[i]) || pair[0] != "cseq" && !alone.Stable[i].IsSuperSet(single) {
				return fmt.Sprintf("%s for party %d alone is %v, %s is %v", pair[0], i, single, pair[1], alone.Stable[i])
			}
		}
		if pair[0] != "cseq" && !alone.Equilibria.IsSuperSet(together.Equilibria) {
			return fmt.Sprintf("%s does not imply %s", pair[0], pair[1])
		}
		if v.err == nil && !together.Stable[grand].Equal(cnash.Stable[grand]) {
			return fmt.Sprintf("%s and cnash differ for the grand coalition", pair[0])
		}
	}
	return first(
		func() string { return v.chain("cnash", "csmr", "cgmr") },
		func() string { return v.chain("cnash", "cseq") },
	)
}
