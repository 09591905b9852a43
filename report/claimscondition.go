package report

import (
	"slices"
	"strings"

	"parley/analysis/claims"
)

// condition says when a claim holds, whichever of the two ways is shorter. What all terms share is said once.
func (x Claims) condition(f claims.Finding) (Text, []Block) {
	lead, c := "It holds only if ", f.When
	if length(f, f.Unless, true) < length(f, f.When, false) {
		lead, c = "It holds unless ", f.Unless
	}
	if len(c.Terms) == 0 {
		return T("The groups that decide it have too many choices for a condition in words."), nil
	}
	if !f.Coverage.Jointly || f.Count.NotAsked > 0 {
		lead = "Among these, " + strings.ToLower(lead[:1]) + lead[1:]
	}
	var rest []string
	for _, g := range append(slices.Clone(f.Coverage.Varied), f.Coverage.Inert...) {
		if !slices.Contains(f.Matters, g) {
			rest = append(rest, g)
		}
	}
	tail := "."
	if len(rest) > 0 {
		tail = ", whatever " + join(rest) + map[bool]string{true: " is.", false: " are."}[len(rest) == 1]
	}
	if glosses := x.glosses(f, c); glosses != "" {
		tail += " (" + glosses + ")"
	}
	if !c.Smallest {
		tail += " A shorter condition may exist."
	}
	t := T(lead)
	shared, own := factor(c)
	if len(own) < 2 || len(own) == 2 && termText(f, shared) == "" {
		t.Add(Strong, ConditionText(f, c))
		t.Add(Plain, tail)
		return t, nil
	}
	if common := termText(f, shared); common != "" {
		t.Add(Strong, common)
		t.Add(Plain, ", and besides ")
	}
	t.Add(Plain, "one of these is so"+tail)
	l := List{}
	for _, term := range own {
		l.Items = append(l.Items, Item{Text: T(termText(f, term))})
	}
	return t, []Block{l}
}

// factor parts the restrictions that all terms of a condition share from those of each term.
func factor(c claims.Condition) (shared claims.Term, own []claims.Term) {
	shared = make(claims.Term, len(c.Terms[0]))
	for k := range shared {
		shared[k] = c.Terms[0][k]
		for _, term := range c.Terms {
			if term[k] != c.Terms[0][k] {
				shared[k] = ^uint64(0)
			}
		}
	}
	for _, term := range c.Terms {
		rest := slices.Clone(term)
		for k := range rest {
			if shared[k] != ^uint64(0) {
				rest[k] = ^uint64(0)
			}
		}
		own = append(own, rest)
	}
	return shared, own
}

// length measures a condition by what there is to read. What is denied reads badly where a condition says what must not be.
func length(f claims.Finding, c claims.Condition, denied bool) int {
	n := 0
	for _, term := range c.Terms {
		n += 3
		for k := range term {
			in, out := split(f, k, term[k])
			if len(out) > 0 {
				n += 1 + min(len(in), len(out))
			}
			if denied && len(out) > 0 && len(out) < len(in) {
				n += 3
			}
		}
	}
	return n
}

// ConditionText writes a condition over the groups that matter: "motive is imperative and europe is not spoiler; or …".
func ConditionText(f claims.Finding, c claims.Condition) string {
	var terms []string
	for _, term := range c.Terms {
		terms = append(terms, termText(f, term))
	}
	return strings.Join(terms, "; or ")
}

func termText(f claims.Finding, term claims.Term) string {
	var parts []string
	for k, group := range f.Matters {
		in, out := split(f, k, term[k])
		switch {
		case len(out) == 0:
		case len(out) < len(in) && len(in) > 2:
			parts = append(parts, group+" is "+neither(out))
		default:
			parts = append(parts, group+" is "+either(in))
		}
	}
	return strings.Join(parts, " and ")
}

// split parts the choices of the k-th group that matters into those that a term allows and the others.
func split(f claims.Finding, k int, set uint64) (in, out []string) {
	for v, choice := range f.ChoicesOf[k] {
		if set>>v&1 == 1 {
			in = append(in, choice)
		} else {
			out = append(out, choice)
		}
	}
	return in, out
}

func either(words []string) string {
	if len(words) == 1 {
		return words[0]
	}
	return strings.Join(words[:len(words)-1], ", ") + " or " + words[len(words)-1]
}

func neither(words []string) string {
	if len(words) == 1 {
		return "not " + words[0]
	}
	if len(words) == 2 {
		return "neither " + words[0] + " nor " + words[1]
	}
	return "none of " + join(words)
}

// maxGlosses is the number of choices up to which a condition is followed by what they assert.
const maxGlosses = 4

// glosses tells what the choices that a condition names assert.
func (x Claims) glosses(f claims.Finding, c claims.Condition) string {
	var parts []string
	for k, group := range f.Matters {
		var named []string
		for _, term := range c.Terms {
			in, out := split(f, k, term[k])
			if len(out) == 0 {
				continue
			}
			if len(out) < len(in) && len(in) > 2 {
				in = out
			}
			for _, choice := range in {
				if !slices.Contains(named, choice) {
					named = append(named, choice)
				}
			}
		}
		for _, choice := range named {
			if gloss := x.Glosses[group+"="+choice]; gloss != "" {
				parts = append(parts, choice+": “"+gloss+"”")
			}
		}
	}
	if len(parts) > maxGlosses {
		return ""
	}
	return strings.Join(parts, "; ")
}
