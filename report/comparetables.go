package report

import (
	"fmt"
	"slices"
	"strings"

	"parley/analysis/compare"
	"parley/analysis/paths"
)

// frame says which parties, options and states only one version has.
func (x *comparing) frame() []Block {
	l := List{}
	for side, g := range x.Graphs {
		var names []string
		for _, i := range x.PartiesOnly[side] {
			names = append(names, "party `"+g.Conflict().Parties[i].ID+"`")
		}
		for _, k := range x.OptionsOnly[side] {
			names = append(names, "option `"+g.Conflict().Options[k].ID+"`")
		}
		if len(names) > 0 {
			l.Items = append(l.Items, Item{Text: T("Only " + x.Names[side] + ": " + join(names) + ".")})
		}
	}
	are := fmt.Sprintf("%d are", x.Common)
	if x.Common == 1 {
		are = "1 is"
	}
	if a, b := x.Graphs[0].Len(), x.Graphs[1].Len(); a != x.Common || b != x.Common {
		l.Items = append(l.Items, Item{Text: T(fmt.Sprintf("Feasible: %s %s, %d %s; %s the same.", plural(a, "state"), x.Names[0], b, x.Names[1], are))})
	}
	if len(l.Items) == 0 {
		return nil
	}
	return []Block{l}
}

// forks says where best replies part.
func (x *comparing) forks() []Block {
	f := x.Forks
	switch {
	case f == nil:
		return nil
	case f.Apart:
		return []Block{Heading{1, "Where they part"}, Paragraph{T(fmt.Sprintf("Before the first move: things stand at %s %s, at %s %s.", x.words[0].Short(x.Graphs[0].StatusQuo()).String(), x.Names[0], x.words[1].Short(x.Graphs[1].StatusQuo()).String(), x.Names[1]))}}
	case len(f.Earliest) == 0:
		return nil
	}
	l := List{}
	for _, fork := range f.Earliest {
		t := T("At the status quo: ")
		if n := len(fork.Way.Steps); n > 0 {
			t = T(fmt.Sprintf("After %s (%s): ", plural(n, "step"), x.words[0].way(fork.Way)))
		}
		party := x.Graphs[1].Conflict().Parties
		if fork.Party[0] >= 0 {
			t.Add(Strong, x.Graphs[0].Conflict().Parties[fork.Party[0]].Label())
		} else {
			t.Add(Strong, party[fork.Party[1]].Label())
		}
		below := List{}
		for side := range 2 {
			below.Items = append(below.Items, Item{Text: Text{{x.Names[side], Code}, {": " + replies(x.words[side], fork.States[side], fork.Replies[side]), Plain}}})
		}
		l.Items = append(l.Items, Item{Text: t, Blocks: []Block{below}})
	}
	return []Block{Heading{1, "Where best replies part"}, l}
}

// outcomes lists the outcomes that changed, those first that are reached most easily on either side.
func (x *comparing) outcomes() []Block {
	if len(x.Outcomes) == 0 {
		return nil
	}
	all := slices.Clone(x.Outcomes)
	slices.SortStableFunc(all, func(a, b compare.Outcome) int {
		return min(x.distance(a, 0), x.distance(a, 1)) - min(x.distance(b, 0), x.distance(b, 1))
	})
	t := Table{Name: "outcomes", Columns: []Column{{"State", Left}, {sentenceCase(x.Names[0]), Left}, {sentenceCase(x.Names[1]), Left}, {"What is taken up", Left}}}
	for n, o := range all {
		if n == maxChanged {
			t.Note = Text{{fmt.Sprintf("and %s more; `parley compare FILE --format json` lists all of them", plural(len(all)-n, "outcome")), Quiet}}
			break
		}
		side := 0
		if o.States[0] < 0 {
			side = 1
		}
		name := x.name(side, o.States[side])
		t.Rows = append(t.Rows, []Text{{{name, Code}}, x.standing(o, 0), x.standing(o, 1), T(x.words[side].Brief(o.States[side]))})
	}
	return []Block{Heading{1, "Outcomes that changed"}, t}
}

// distance is the closeness of an outcome on a side, larger where it does not hold there.
func (x *comparing) distance(o compare.Outcome, side int) int {
	if o.States[side] < 0 {
		return 10
	}
	d := closeness(o.Reach[side])
	if !o.Holds[side] && !o.Reach[side].End {
		d += 5
	}
	return d
}

func (x *comparing) standing(o compare.Outcome, side int) Text {
	if o.States[side] < 0 {
		return Text{{"not feasible", Quiet}}
	}
	t := Text{{"does not hold", Bad}}
	if o.Holds[side] {
		t = Text{{"holds", Good}}
	}
	if x.Endings[side] == nil {
		return t
	}
	t.Add(Plain, "; "+[...]string{"best replies end there", "best replies pass it", "reached by improvements", "reached by moves only", "out of reach"}[closeness(o.Reach[side])])
	return t
}

func sentenceCase(s string) string {
	if s == "" {
		return s
	}
	r := []rune(s)
	return strings.ToUpper(string(r[:1])) + string(r[1:])
}

// concepts counts the equilibria that changed, by concept.
func (x *comparing) concepts() []Block {
	if len(x.Equilibria) == 0 {
		return nil
	}
	t := Table{Name: "equilibria", Columns: []Column{{"Concept", Left}, {"On both sides", Right}, {"Lost", Right}, {"not feasible any more", Right}, {"Gained", Right}, {"not feasible before", Right}}}
	for _, e := range x.Equilibria {
		t.Rows = append(t.Rows, []Text{T(ConceptTitle(e.Concept)), T(fmt.Sprint(e.Both)), T(fmt.Sprint(len(e.Only[0]))), T(fmt.Sprint(e.Gone[0])), T(fmt.Sprint(len(e.Only[1]))), T(fmt.Sprint(e.Gone[1]))})
	}
	return []Block{Heading{1, "Equilibria by concept"}, t}
}

// ways lists the shortest paths that changed, those by best replies and to states with a name first and step by step.
func (x *comparing) ways() []Block {
	if len(x.Paths) == 0 {
		return nil
	}
	all := slices.Clone(x.Paths)
	weight := func(p compare.PathChange) int {
		w := 0
		if p.Mode != paths.BestReplies {
			w += 2
		}
		if x.name(0, p.States[0]) == x.code(0, p.States[0]) {
			w++
		}
		return w
	}
	slices.SortStableFunc(all, func(a, b compare.PathChange) int { return weight(a) - weight(b) })
	t := Table{Name: "paths", Columns: []Column{{"To", Left}, {"Steps", Left}, {sentenceCase(x.Names[0]), Right}, {sentenceCase(x.Names[1]), Right}}}
	l := List{}
	for n, p := range all {
		if n == maxChanged {
			t.Note = Text{{fmt.Sprintf("and %s more; `parley compare FILE --format json` lists all of them", plural(len(all)-n, "path")), Quiet}}
			break
		}
		name := x.name(0, p.States[0])
		t.Rows = append(t.Rows, []Text{{{name, Code}}, T(modePhrases[p.Mode]), T(fmt.Sprint(len(p.Paths[0].Steps))), T(fmt.Sprint(len(p.Paths[1].Steps)))})
		if weight(p) == 3 || len(l.Items) == maxWays {
			continue
		}
		below := List{}
		for side, way := range p.Paths {
			below.Items = append(below.Items, Item{Text: Text{{x.Names[side], Code}, {": " + x.words[side].way(way), Plain}}})
		}
		l.Items = append(l.Items, Item{Text: Text{{"To " + name, Strong}, {", " + modePhrases[p.Mode] + ":", Plain}}, Blocks: []Block{below}})
	}
	blocks := []Block{Heading{1, "Shortest paths that changed"}, t}
	if len(l.Items) > 0 {
		blocks = append(blocks, l)
	}
	return blocks
}

// flips counts whose stability changed at states that both versions have, and names the notable ones.
func (x *comparing) flips() []Block {
	if len(x.Flips) == 0 {
		return nil
	}
	t := Table{Name: "stability", Columns: []Column{{"Party", Left}}}
	concept := map[string]int{}
	var rows []string
	for _, f := range x.Flips {
		title := ConceptTitle(f.Concept)
		if concept[title] == 0 {
			concept[title] = len(t.Columns)
			t.Columns = append(t.Columns, Column{title, Left})
		}
		if p := x.party(f); !slices.Contains(rows, p) {
			rows = append(rows, p)
		}
	}
	cells := map[[2]int]string{}
	for _, f := range x.Flips {
		var parts []string
		if len(f.Lost) > 0 {
			parts = append(parts, fmt.Sprintf("−%d", len(f.Lost)))
		}
		if len(f.Gained) > 0 {
			parts = append(parts, fmt.Sprintf("+%d", len(f.Gained)))
		}
		cells[[2]int{slices.Index(rows, x.party(f)), concept[ConceptTitle(f.Concept)]}] = strings.Join(parts, " ")
	}
	for r, name := range rows {
		row := []Text{T(name)}
		for k := 1; k < len(t.Columns); k++ {
			cell := cells[[2]int{r, k}]
			if cell == "" {
				cell = "·"
			}
			row = append(row, T(cell))
		}
		t.Rows = append(t.Rows, row)
	}
	t.Note = Text{{fmt.Sprintf("Of the %s that both have: −, at how many the party no longer stays; +, at how many it stays now.", plural(x.Common, "state")), Quiet}}
	blocks := []Block{Heading{1, "Whose stability flips"}, t}
	l := List{}
	for _, s := range x.Notable {
		lost, gained := x.flipped(rows, func(f compare.Flip) []int { return f.Lost }, s), x.flipped(rows, func(f compare.Flip) []int { return f.Gained }, s)
		if len(lost)+len(gained) == 0 || len(l.Items) == maxChanged {
			continue
		}
		text := Text{{"At " + x.notable(s) + ": ", Plain}}
		if len(lost) > 0 {
			text.Add(Plain, "no longer stable for "+join(lost))
			if len(gained) > 0 {
				text.Add(Plain, "; ")
			}
		}
		if len(gained) > 0 {
			text.Add(Plain, "stable now for "+join(gained))
		}
		text.Add(Plain, ".")
		l.Items = append(l.Items, Item{Text: text})
	}
	if len(l.Items) > 0 {
		blocks = append(blocks, l)
	}
	return blocks
}

// flipped names the parties whose stability flips at a state, each with the concepts.
func (x *comparing) flipped(parties []string, which func(compare.Flip) []int, s int) []string {
	var out []string
	for _, name := range parties {
		var titles []string
		for _, f := range x.Flips {
			if x.party(f) == name && slices.Contains(which(f), s) {
				titles = append(titles, ConceptTitle(f.Concept))
			}
		}
		if len(titles) == len(x.Results[0].Verdicts) {
			titles = []string{"all concepts"}
		}
		if len(titles) > 0 {
			out = append(out, name+" ("+strings.Join(titles, ", ")+")")
		}
	}
	return out
}

func (x *comparing) party(f compare.Flip) string {
	return x.Graphs[0].Conflict().Parties[f.Party[0]].Label()
}

// notable names a common state.
func (x *comparing) notable(s int) string {
	if s == x.Graphs[0].StatusQuo() {
		return "the status quo"
	}
	return x.name(0, s)
}

// ranks says who ranks the common states otherwise.
func (x *comparing) ranks() []Block {
	if len(x.Ranks) == 0 {
		return nil
	}
	l := List{}
	for _, r := range x.Ranks {
		t := Text{{x.Graphs[0].Conflict().Parties[r.Party[0]].Label(), Strong}}
		if r.Uncertain {
			t.Add(Plain, " may rank states otherwise; what it wants is not known for certain, so that pairs are not counted.")
		} else {
			var parts []string
			if r.Turned > 0 {
				parts = append(parts, fmt.Sprintf("preference turned round in %d (%.0f %%)", r.Turned, 100*float64(r.Turned)/float64(r.Pairs)))
			}
			if r.Tied > 0 {
				parts = append(parts, fmt.Sprintf("%d liked alike that were not", r.Tied))
			}
			if r.Told > 0 {
				parts = append(parts, fmt.Sprintf("%d told apart that were liked alike", r.Told))
			}
			t.Add(Plain, fmt.Sprintf(": of %s of states, %s.", plural(int(r.Pairs), "pair"), join(parts)))
		}
		below := List{}
		for _, p := range r.Telling {
			below.Items = append(below.Items, Item{Text: T(fmt.Sprintf("preferred %s to %s, now prefers %s to %s", x.notable(p.First), x.notable(p.Second), x.notable(p.Second), x.notable(p.First)))})
		}
		for n, p := range r.Places {
			if n == maxPlaces {
				break
			}
			below.Items = append(below.Items, Item{Text: Text{{fmt.Sprintf("%s: from place %d of %d to place %d of %d", x.notable(p.State), p.Place[0], p.Of[0], p.Place[1], p.Of[1]), Plain}}})
		}
		item := Item{Text: t}
		if len(below.Items) > 0 {
			item.Blocks = []Block{below}
		}
		l.Items = append(l.Items, item)
	}
	return []Block{Heading{1, "Who ranks otherwise"}, l}
}

// maxPlaces is how many states a text gives a place of.
const maxPlaces = 4
