package stabilitytest

import (
	"fmt"
	"strings"

	"parley"
)

// Describe writes a conflict as text, for the message of a test that failed.
func Describe(c *parley.Conflict) string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line("conflict: %s", c.Title)
	for i, p := range c.Parties {
		line("party %d %s", i, p.ID)
	}
	for k, o := range c.Options {
		note := ""
		if o.StaysTaken {
			note += ", stays taken"
		}
		if o.StaysDropped {
			note += ", stays dropped"
		}
		line("option %d %s of %s%s", k, o.ID, c.Parties[o.Party].ID, note)
	}
	for _, s := range c.States {
		line("state %s", s.ID)
	}
	for i, p := range c.Parties {
		var arcs []string
		for _, a := range c.Arcs {
			if a.Party == i {
				arcs = append(arcs, c.States[a.From].ID+" -> "+c.States[a.To].ID)
			}
		}
		if len(arcs) > 0 {
			line("moves of %s: %s", p.ID, strings.Join(arcs, ", "))
		}
	}
	for _, r := range c.Rules {
		line("rule: %s", r.Formula)
	}
	for _, x := range c.Bars {
		by := ""
		if x.Party != parley.AnyParty {
			by = " by " + c.Parties[x.Party].ID
		}
		line("bar: %s%s (from %s to %s)", x.Text, by, x.From, x.To)
	}
	for _, m := range c.Merges {
		line("merge: %s", m.Formula)
	}
	if c.StatusQuo != nil {
		line("status quo: state %b", uint64(c.StatusQuo.State))
	}
	for i, p := range c.Preferences {
		if len(p.Either) == 0 {
			line("%s is indifferent", c.Parties[i].ID)
		}
		for k, o := range p.Either {
			rival := ""
			if len(p.Either) > 1 {
				rival = fmt.Sprintf(", reading %d", k+1)
			}
			line("%s prefers%s: %s", c.Parties[i].ID, rival, describeOrder(o))
		}
	}
	return b.String()
}

func describeOrder(o parley.Order) string {
	var parts []string
	for _, s := range o.Statements {
		var rivals []string
		for _, f := range s.Either {
			rivals = append(rivals, f.String())
		}
		text := strings.Join(rivals, " || ")
		if s.Greatly {
			text += " (greatly)"
		}
		parts = append(parts, text)
	}
	for _, w := range o.Weights {
		parts = append(parts, w.Value.RatString()+" for "+w.Formula.String())
	}
	if len(o.Ranking) == 0 {
		return strings.Join(parts, "; ")
	}
	var b strings.Builder
	for i, t := range o.Ranking {
		b.WriteString(strings.Join(t.States, " ~ "))
		switch {
		case i == len(o.Ranking)-1:
		case t.Greatly:
			b.WriteString(" >> ")
		default:
			b.WriteString(" > ")
		}
	}
	return b.String()
}
