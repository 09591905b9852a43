package scenario

import (
	"strings"

	"parley"
	"parley/logic"
)

// Tiers reads a ranking as it is written, in a line or as a list, most preferred first. What is no ranking comes out as far
// as it goes.
func (v Value) Tiers() []parley.Tier {
	var tiers []parley.Tier
	if v.Kind == Text {
		joined := false
		for _, t := range cutRanking(v.Text) {
			switch {
			case t.state && joined && len(tiers) > 0:
				last := &tiers[len(tiers)-1]
				last.States = append(last.States, t.text)
			case t.state:
				tiers = append(tiers, parley.Tier{States: []string{t.text}})
			case t.text == ">>" && len(tiers) > 0:
				tiers[len(tiers)-1].Greatly = true
			}
			joined = !t.state && t.text == "~"
		}
		return tiers
	}
	for _, x := range v.List {
		switch {
		case x.Kind == Text && strings.TrimSpace(x.Text) == greatly:
			if len(tiers) > 0 {
				tiers[len(tiers)-1].Greatly = true
			}
		case x.Kind == Text:
			tiers = append(tiers, parley.Tier{States: []string{strings.TrimSpace(x.Text)}, At: x.At})
		default:
			tier := parley.Tier{At: x.At}
			for _, s := range x.List {
				tier.States = append(tier.States, strings.TrimSpace(s.Text))
			}
			tiers = append(tiers, tier)
		}
	}
	return tiers
}

// Ranking writes tiers in the form that v has: in a line, or as a list.
func (v Value) Ranking(tiers []parley.Tier) Value {
	if v.Kind == Text {
		return Value{Text: rankingText(tiers)}
	}
	out := Value{Kind: List}
	for i, t := range tiers {
		item := Value{Text: t.States[0]}
		if len(t.States) > 1 {
			item = Value{Kind: List}
			for _, s := range t.States {
				item.List = append(item.List, Value{Text: s})
			}
		}
		out.List = append(out.List, item)
		if t.Greatly && i+1 < len(tiers) {
			out.List = append(out.List, Value{Text: greatly})
		}
	}
	return out
}

// Path writes keys as a path.
func Path(keys ...string) string {
	var b strings.Builder
	for _, k := range keys {
		b.WriteString(step(k))
	}
	return strings.TrimPrefix(b.String(), ".")
}

// Name writes an id as it stands in a formula.
func Name(id string) string { return logic.Quote(id) }

// Holds returns a test whether a place in the text, line and column from 1, belongs to what stands at a path.
func (f *File) Holds(path string) func(line, column int) bool {
	never := func(int, int) bool { return false }
	if f.root == nil {
		return never
	}
	s, ok := find(f.root, path)
	if !ok || s.node == nil || s.up == nil {
		return never
	}
	from, to := f.source.start(s.node), f.source.end(s.node)
	if s.key != nil {
		from = f.source.start(s.key)
	}
	return func(line, column int) bool {
		at := f.source.offset(line, column)
		return line > 0 && at >= from && at <= to
	}
}

// Whole reports whether the text is YAML throughout, so that it can be revised.
func (f *File) Whole() bool { return f.root != nil && len(f.lost) == 0 }
