package report

import (
	"fmt"
	"slices"
	"strings"

	"parley"
	"parley/analysis/compare"
)

// Compared is what differs between two versions of a conflict.
type Compared struct {
	*compare.Comparison
	Title string
	// Change says in words what makes the second version, as the beginning of a sentence: "Without “Supply missiles”".
	Change string
	Names  [2]string // of the versions, for headings
	// Taken are the options that are taken away in the second version, which outcomes may go with.
	Taken []string
}

// maxChanged is how many changed outcomes, and how many changed paths, a text lists.
const (
	maxChanged = 12
	maxWays    = 3
)

// CompareDocument reports what differs: first in a sentence, then only what changed.
func CompareDocument(x Compared) Document {
	d := Document{Title: x.Title}
	t := &comparing{Compared: x, words: [2]*Words{NewWords(x.Graphs[0]), NewWords(x.Graphs[1])}}
	d.add(Paragraph{Text{{t.sentence(), Strong}}})
	d.add(t.frame()...)
	d.add(t.forks()...)
	d.add(t.outcomes()...)
	d.add(t.concepts()...)
	d.add(t.ways()...)
	d.add(t.flips()...)
	d.add(t.ranks()...)
	return d
}

type comparing struct {
	Compared
	words [2]*Words
}

// name names a state of a side: by a definition or a merge if that names it in the other version too, else by its code.
func (x *comparing) name(side, s int) string {
	name := x.words[side].Name(s)
	q := x.Other(side, s)
	if name == "" || q >= 0 && x.words[1-side].Name(q) != name || x.Graphs[side].Conflict().GraphForm() {
		return x.code(side, s)
	}
	return name
}

// code writes a state: as its code, or where the two versions have different options, so that codes would mislead, as the
// options that are taken.
func (x *comparing) code(side, s int) string {
	g := x.Graphs[side]
	if g.Conflict().GraphForm() || slices.EqualFunc(x.Graphs[0].Conflict().Options, x.Graphs[1].Conflict().Options, func(a, b parley.Option) bool { return a.ID == b.ID }) {
		return g.Code(s)
	}
	var taken []string
	for k, c := range []byte(g.Code(s)) {
		switch c {
		case 'Y':
			taken = append(taken, g.Conflict().Options[k].ID)
		case '-':
			taken = append(taken, g.Conflict().Options[k].ID+"?")
		}
	}
	if len(taken) == 0 {
		return "nothing taken"
	}
	return "[" + strings.Join(taken, ", ") + "]"
}

// Sentence says in one sentence what changed.
func (x Compared) Sentence() string {
	t := &comparing{Compared: x, words: [2]*Words{NewWords(x.Graphs[0]), NewWords(x.Graphs[1])}}
	return t.sentence()
}

// changes counts the changed outcomes by what became of them.
type changes struct {
	gone, lost, fresh, gained int // no longer feasible, no longer holds, newly feasible, holds now
	nearer, farther, other    int // held before and after: reached now, no longer, or by another kind of steps
}

func (x *comparing) count() changes {
	n := changes{}
	for _, o := range x.Outcomes {
		a, b := o.Reach[0], o.Reach[1]
		switch {
		case o.States[1] < 0:
			n.gone++
		case o.States[0] < 0:
			n.fresh++
		case o.Holds[0] && !o.Holds[1]:
			n.lost++
		case !o.Holds[0] && o.Holds[1]:
			n.gained++
		case closeness(b) < closeness(a):
			n.nearer++
		case closeness(b) > closeness(a):
			n.farther++
		default:
			n.other++
		}
	}
	return n
}

// closeness orders ways of reaching a state, the easiest first.
func closeness(r compare.Reach) int {
	switch {
	case r.End:
		return 0
	case r.Replies:
		return 1
	case r.Improvements:
		return 2
	case r.Moves:
		return 3
	}
	return 4
}

func (x *comparing) hold() string { return "(" + ConceptTitle(x.Hold) + ")" }

func (x *comparing) sentence() string {
	if x.Same() {
		return x.Change + " nothing changes: the same states are feasible, everybody ranks them alike, and is stable at the same ones."
	}
	held := x.Alike
	if x.Unchanged() {
		s := x.Change + " nothing changes that matters: "
		if x.Endings[0] != nil {
			s += "best replies from the status quo still end at " + x.ends(0) + ", and "
		}
		return s + fmt.Sprintf("%s as before %s.", counted(held, "the only outcome holds and is reached", "the same %d outcomes hold and are reached", "no outcome holds"), x.hold())
	}
	s := x.Change + ", "
	switch {
	case x.Endings[0] == nil || x.Endings[1] == nil:
	case x.EndsChanged:
		s += "best replies from the status quo end at " + x.ends(1) + " instead of " + x.ends(0) + "; "
	default:
		s += "best replies from the status quo still end at " + x.ends(0) + "; "
	}
	n := x.count()
	var parts []string
	add := func(count int, one, many string) {
		if count > 0 {
			parts = append(parts, counted(count, one, many, ""))
		}
	}
	add(held, "1 stays as it is", "%d stay as they are")
	if held == 0 {
		parts = append(parts, "none stays as it is")
	}
	if len(x.Taken) > 0 {
		add(n.gone, "1 goes with it", "%d go with it")
	} else {
		add(n.gone, "1 is no longer possible", "%d are no longer possible")
	}
	add(n.lost, "1 no longer holds", "%d no longer hold")
	add(n.fresh, "1 becomes possible", "%d become possible")
	add(n.gained, "1 holds now", "%d hold now")
	add(n.nearer, "1 is reached more easily", "%d are reached more easily")
	add(n.farther, "1 is harder to reach", "%d are harder to reach")
	add(n.other, "1 is reached otherwise", "%d are reached otherwise")
	s += "of the outcomes that hold " + x.hold() + " " + join(parts)
	if len(x.Paths) > 0 {
		s += "; " + counted(len(x.Paths), "one shortest path changes", "%d shortest paths change", "")
	}
	return s + "."
}

// counted picks a phrase by number; many may hold %d.
func counted(n int, one, many, none string) string {
	switch {
	case n == 0:
		return none
	case n == 1:
		return one
	case strings.Contains(many, "%d"):
		return fmt.Sprintf(many, n)
	}
	return many
}

// maxEnds is how many ends a sentence names.
const maxEnds = 4

// ends names where best replies end on a side.
func (x *comparing) ends(side int) string {
	e := x.Endings[side]
	var parts []string
	for _, end := range e.Ends {
		parts = append(parts, x.name(side, end.State))
	}
	if len(parts) > maxEnds {
		parts = append(parts[:maxEnds-1], fmt.Sprintf("%d others", len(parts)-maxEnds+1))
	}
	for _, c := range e.Cycles {
		if c.Terminal {
			parts = append(parts, fmt.Sprintf("a cycle of %d states", len(c.States)))
		}
	}
	return strings.ReplaceAll(join(parts), " and ", " or ")
}
