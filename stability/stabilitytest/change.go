package stabilitytest

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"parley"
	"parley/stability"
)

// These laws compare a conflict with a changed one.

// kinds are the concepts for single parties that the laws of change are about.
var kinds = []string{"nash", "gmr", "smr", "seq", "sseq"}

// with returns verdicts on another conflict.
func (v *verdicts) with(c *parley.Conflict) *verdicts {
	changed := *v
	changed.conflict = c
	return &changed
}

// A party with fewer moves, among others with more, stays wherever it stayed.
func monotone(v *verdicts, r *rand.Rand) string {
	focal := r.IntN(len(v.conflict.Parties))
	changed := *v.conflict
	changed.Arcs = slices.DeleteFunc(slices.Clone(changed.Arcs), func(a parley.Arc) bool { return a.Party == focal && r.IntN(4) == 0 })
	for range r.IntN(6) {
		a := parley.Arc{Party: r.IntN(len(changed.Parties)), From: r.IntN(len(changed.States)), To: r.IntN(len(changed.States))}
		if a.Party != focal && a.From != a.To {
			changed.Arcs = append(changed.Arcs, a)
		}
	}
	after := v.with(&changed)
	for _, kind := range kinds {
		if b, a := v.of(kind).Stable[focal], after.of(kind).Stable[focal]; !a.IsSuperSet(b) {
			return fmt.Sprintf("%s: party %d was stable at %v, and is at %v after\n%s", kind, focal, b, a, Describe(&changed))
		}
	}
	v.err = after.err
	return ""
}

// What others want can change SEQ and SSEQ of a party, but not its Nash, GMR and SMR.
func othersPreferences(v *verdicts, r *rand.Rand) string {
	focal := r.IntN(len(v.conflict.Parties))
	changed := *v.conflict
	changed.Preferences = slices.Clone(changed.Preferences)
	for j := range changed.Preferences {
		if j != focal {
			changed.Preferences[j] = parley.Preference{}
		}
	}
	after := v.with(&changed)
	for _, kind := range []string{"nash", "gmr", "smr"} {
		if b, a := v.of(kind).Stable[focal], after.of(kind).Stable[focal]; !a.Equal(b) {
			return fmt.Sprintf("%s: party %d was stable at %v, and is at %v when others are indifferent", kind, focal, b, a)
		}
	}
	v.err = after.err
	return ""
}

// A party that is indifferent is stable everywhere, and never makes a credible sanction.
func indifference(v *verdicts, r *rand.Rand) string {
	changed := *v.conflict
	changed.Preferences = make([]parley.Preference, len(changed.Parties))
	focal := r.IntN(len(changed.Parties))
	changed.Preferences[focal] = v.conflict.Preferences[focal]
	after := v.with(&changed)
	nash, seq := after.of("nash"), after.of("seq")
	if v.err = after.err; v.err != nil {
		return ""
	}
	states := nash.Stable[0].Len()
	for i := range changed.Parties {
		if i != focal && nash.Stable[i].Count() != states {
			return fmt.Sprintf("party %d is indifferent and stable at %v only", i, nash.Stable[i])
		}
	}
	if !seq.Stable[focal].Equal(nash.Stable[focal]) {
		return fmt.Sprintf("party %d is sanctioned by improvements of indifferent parties: nash %v, seq %v", focal, nash.Stable[focal], seq.Stable[focal])
	}
	return ""
}

// Parties, options and listed states in another order: the same results, in that order.
func relabelling(v *verdicts, r *rand.Rand) string {
	task := drawTask(r, v.conflict)
	task.Coalitions = nil
	before, err := solve(v.ctx, v.engine, v.conflict, task)
	if v.err = err; err != nil || len(before.Graph.Doubts()) > 0 { // a merged state ranks as its lowest member, which depends on the order
		return ""
	}
	m := shuffle(r, v.conflict)
	after, err := solve(v.ctx, v.engine, m.conflict, task)
	if v.err = err; err != nil {
		return ""
	}
	for k, b := range before.Verdicts {
		a := after.Verdicts[k]
		for s := range before.Graph.Len() {
			q, ok := after.Graph.Index(m.state(before.Graph.Members(s)[0]))
			if !ok {
				return fmt.Sprintf("state %s is lost by relabelling", before.Graph.Code(s))
			}
			if b.Equilibria.Test(uint(s)) != a.Equilibria.Test(uint(q)) {
				return fmt.Sprintf("%s: relabelling changes whether %s is an equilibrium\n%s", b.Concept, before.Graph.Code(s), Describe(m.conflict))
			}
			for i := range b.Stable {
				if b.Stable[i].Test(uint(s)) != a.Stable[m.judged(b.Concept, i)].Test(uint(q)) {
					return fmt.Sprintf("%s: relabelling changes whether %s is stable for %d\n%s", b.Concept, before.Graph.Code(s), i, Describe(m.conflict))
				}
			}
		}
	}
	return ""
}

// relabelled is a conflict with parties, options and listed states in another order.
type relabelled struct {
	conflict *parley.Conflict
	party    []int // new index of each party
	option   []int // new index of each option
	listed   []int // new index of each listed state
}

// shuffle puts a conflict into a random order.
func shuffle(r *rand.Rand, c *parley.Conflict) *relabelled {
	m := &relabelled{party: r.Perm(len(c.Parties)), option: r.Perm(len(c.Options)), listed: r.Perm(len(c.States))}
	out := *c
	m.conflict = &out
	out.Parties, out.Preferences = make([]parley.Party, len(c.Parties)), make([]parley.Preference, len(c.Parties))
	for i := range c.Parties {
		out.Parties[m.party[i]] = c.Parties[i]
		p := parley.Preference{}
		for _, o := range c.Preferences[i].Either {
			o.Ranking = slices.Clone(o.Ranking)
			for k, tier := range o.Ranking {
				tier.States = slices.Clone(tier.States)
				for n, code := range tier.States {
					tier.States[n] = m.code(code)
				}
				o.Ranking[k] = tier
			}
			p.Either = append(p.Either, o)
		}
		out.Preferences[m.party[i]] = p
	}
	out.Options = make([]parley.Option, len(c.Options))
	for k, o := range c.Options {
		o.Party = m.party[o.Party]
		out.Options[m.option[k]] = o
	}
	out.States = make([]parley.ListedState, len(c.States))
	for s, x := range c.States {
		out.States[m.listed[s]] = x
	}
	out.Arcs = slices.Clone(c.Arcs)
	for k, a := range c.Arcs {
		out.Arcs[k] = parley.Arc{Party: m.party[a.Party], From: m.listed[a.From], To: m.listed[a.To]}
	}
	out.Bars = slices.Clone(c.Bars)
	for k, b := range c.Bars {
		if b.Party != parley.AnyParty {
			out.Bars[k].Party = m.party[b.Party]
		}
	}
	if c.StatusQuo != nil {
		out.StatusQuo = &parley.Place{State: m.state(c.StatusQuo.State)}
	}
	return m
}

// code returns a code in the new order of options; ids of listed states stay.
func (m *relabelled) code(code string) string {
	if len(m.listed) > 0 {
		return code
	}
	out := []byte(code)
	for k := range code {
		out[m.option[k]] = code[k]
	}
	return string(out)
}

// state returns a state in the new order.
func (m *relabelled) state(s parley.State) parley.State {
	if len(m.listed) > 0 {
		return parley.State(m.listed[s])
	}
	out := parley.State(0)
	for k, at := range m.option {
		if s.Has(k) {
			out |= 1 << at
		}
	}
	return out
}

// judged returns the new place of the i-th party, or the i-th of all coalitions, in a verdict.
func (m *relabelled) judged(concept stability.Concept, i int) int {
	if !concept.Kind.Coalitional() {
		return m.party[i]
	}
	h, out := stability.Coalition(i+1), stability.Coalition(0)
	for i, j := range m.party {
		if h.Has(i) {
			out |= 1 << j
		}
	}
	return int(out) - 1
}
