package report

import (
	"fmt"
	"slices"
	"strings"

	"parley/analysis/claims"
)

// settled lists what the test takes for settled.
func settled(f claims.Finding) string {
	var parts []string
	for g, c := range f.Settled {
		text := g + "=" + c
		if own, ok := f.Claim.Assuming[g]; ok && own != c {
			text += " (as asked; the claim itself assumes " + own + ")"
		}
		parts = append(parts, text)
	}
	slices.Sort(parts)
	return strings.Join(parts, ", ")
}

// verdict says in words how the claim fares over the readings.
func (x Claims) verdict(f claims.Finding) []Block {
	var t Text
	var blocks []Block
	cover := x.coverage(f)
	switch f.Verdict {
	case claims.Untested:
		t.Add(Bad, "Cannot be tested")
		if f.Why != nil {
			t.Add(Plain, ": "+strings.TrimRight(oneLine(f.Why.Error()), "."))
		} else if f.Count.NotAsked > 0 {
			t.Add(Plain, ": stopped before it was asked")
		}
		t.Add(Plain, ".")
		return []Block{Paragraph{t}}
	case claims.Holds:
		t.Add(Good, "Holds")
		t.Add(Plain, cover+". The argument is consistent with "+map[bool]string{true: "this reading.", false: "each of them."}[f.Count.Holds == 1])
	case claims.Fails:
		t.Add(Bad, "Fails")
		t.Add(Plain, cover+".")
	case claims.Depends:
		t.Add(Strong, "Depends")
		t.Add(Plain, fmt.Sprintf(". It holds under %d and fails under %d of the readings asked%s. ", f.Count.Holds, f.Count.Fails, cover))
		condition, more := x.condition(f)
		t, blocks = append(t, condition...), more
	}
	if f.Count.Vacuous > 0 {
		of := fmt.Sprintf(" Under %d of them", f.Count.Vacuous)
		if f.Count.Vacuous == f.Count.Holds+f.Count.Fails {
			of = " But"
		}
		t.Add(Strong, of+" that is empty")
		t.Add(Plain, ": "+emptiness(f.Claim.Test)+".")
	}
	if f.Count.Untestable > 0 {
		under := plural(f.Count.Untestable, "more reading")
		if one := untestable(f); one != "" {
			under += ", " + one + ","
		}
		blocks = append(blocks, Paragraph{T(fmt.Sprintf("Under %s it could not be put: %s.", under, strings.TrimRight(oneLine(f.Why.Error()), ".")))})
	}
	return append([]Block{Paragraph{t}}, blocks...)
}

// untestable names the first reading under which a claim could not be put, by the choices that are not the first: "h=broken", or "such as
// h=broken" where there are several.
func untestable(f claims.Finding) string {
	for _, row := range f.Rows {
		if row.Err == nil {
			continue
		}
		var parts []string
		for g, c := range row.Reading {
			if c != f.Rows[0].Reading[g] {
				parts = append(parts, g+"="+c)
			}
		}
		slices.Sort(parts)
		if len(parts) > 0 && f.Count.Untestable > 1 {
			return "such as " + strings.Join(parts, " and ")
		}
		return strings.Join(parts, " and ")
	}
	return ""
}

// emptiness says what it means that a test speaks of nothing.
func emptiness(t claims.Test) string {
	switch t.(type) {
	case claims.Requires:
		return "the goal cannot be reached there in any case"
	case claims.Stable, claims.Reached, claims.CanReach:
		return "no feasible state satisfies the goal"
	case claims.NoEffect, claims.Enables:
		return "the option is not there to be taken, or no feasible state satisfies the goal"
	}
	return "there is nothing that the test speaks of"
}

func oneLine(s string) string {
	first, rest, more := strings.Cut(s, "\n")
	if more && strings.TrimSpace(rest) != "" {
		return first + " …"
	}
	return first
}

// coverage says which readings were asked: " under all 12 combinations of europe and motive", or of a verdict that depends
// ", which are all combinations of …".
func (x Claims) coverage(f claims.Finding) string {
	c := f.Coverage
	if len(c.Varied) == 0 {
		return ""
	}
	depends := f.Verdict == claims.Depends
	lead := map[bool]string{true: ", which are ", false: " under "}[depends]
	of := " combinations of " + join(c.Varied)
	if len(c.Varied) == 1 {
		of = " choices of " + c.Varied[0]
	}
	switch {
	case f.Count.Untestable > 0 && c.Jointly && f.Count.NotAsked == 0:
		return fmt.Sprintf("%sthe %d of %d%s under which it could be put", lead, f.Count.Holds+f.Count.Fails, c.Readings, of)
	case f.Count.NotAsked > 0:
		return fmt.Sprintf("%sthe %d of %d%s that were asked before it was stopped", lead, c.Asked, c.Readings, of)
	case !c.Jointly:
		return fmt.Sprintf("%s%d of %d%s: those with at most two of them away from the first choice. The rest is not covered; `parley claims FILE --limit %d` covers it", lead, c.Asked, c.Readings, of, c.Readings)
	case depends:
		return lead + "all" + of
	}
	s := fmt.Sprintf("%sall %d%s", lead, c.Readings, of)
	if len(c.Inert) > 0 {
		s += fmt.Sprintf(" (%s cannot bear on it)", join(c.Inert))
	}
	return s
}

// apart names the groups of a reading that matter and are not at their first choice; "as given" where none are.
func (x Claims) apart(f claims.Finding, r claims.Reading) string {
	var parts []string
	for k, g := range f.Matters {
		if r[g] != f.ChoicesOf[k][0] {
			parts = append(parts, g+"="+r[g])
		}
	}
	if len(parts) == 0 {
		return "as given"
	}
	return strings.Join(parts, ", ")
}

// elsewhere tells how the claim fares where something that it settles is otherwise.
func elsewhere(f claims.Finding) Text {
	by := map[bool][]string{}
	for _, e := range f.Elsewhere {
		if e.Err == nil {
			by[e.Holds] = append(by[e.Holds], e.Group+"="+e.Choice)
		}
	}
	if len(by[true])+len(by[false]) == 0 {
		return nil
	}
	t := Text{{"Beyond what is assumed", Strong}, {": ", Plain}}
	if len(by[false]) > 0 {
		t.Add(Plain, "it fails under "+either(by[false]))
	}
	if len(by[true]) > 0 {
		if len(by[false]) > 0 {
			t.Add(Plain, "; ")
		}
		t.Add(Plain, "it holds under "+join(by[true])+" too")
	}
	t.Add(Plain, ".")
	return t
}
