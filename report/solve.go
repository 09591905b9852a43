package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/bits-and-blooms/bitset"

	"parley/game"
	"parley/stability"
)

// Solved is what there is to say about the stability of a conflict.
type Solved struct {
	Result *stability.Result
	// Moves and Improvements are the states that can be reached from the status quo, itself included; nil where the
	// conflict names no status quo.
	Moves, Improvements *bitset.BitSet
}

// maxOutcomes is how many states a table of outcomes lists, and maxStability how many states a conflict may have for the
// stability of each to be listed party by party.
const (
	maxOutcomes  = 40
	maxStability = 40
)

// conceptTitles are the headings of concepts in tables.
var conceptTitles = map[stability.Kind]string{
	stability.Nash: "Nash", stability.GMR: "GMR", stability.SMR: "SMR", stability.SEQ: "SEQ", stability.SSEQ: "SSEQ",
	stability.SIM: "SIM", stability.LimitedMove: "L", stability.Maximin: "Maximin", stability.CNash: "CNash",
	stability.CGMR: "CGMR", stability.CSMR: "CSMR", stability.CSEQ: "CSEQ",
}

// ConceptTitle writes a concept as a heading: "GMR", "L3", "Maximin4", "SEQ strong", "SMR c".
func ConceptTitle(c stability.Concept) string {
	t := conceptTitles[c.Kind]
	if c.Horizon > 0 {
		t += fmt.Sprint(c.Horizon)
	}
	if c.Unknown != stability.Default {
		t += " " + c.Unknown.String()
	}
	if c.Strength != stability.General {
		t += " " + c.Strength.String()
	}
	return t
}

// SolveDocument reports the outcomes that hold, and for a small conflict who is stable where.
func SolveDocument(s Solved) Document {
	g := s.Result.Graph
	d := Document{Title: g.Conflict().Title}
	if q := g.Conflict().Question; q != "" {
		d.add(Paragraph{T(q)})
	}
	w := NewWords(g)
	d.add(Paragraph{size(g, w)})
	usual, variants := s.split()
	d.add(usual.Outcomes(w)...)
	d.add(s.variantTable(variants)...)
	if g.Len() <= maxStability {
		d.add(usual.stabilityTable(w)...)
	}
	if len(s.Result.Coalitions) > 0 {
		d.add(s.coalitionTable()...)
	}
	d.add(s.method()...)
	return d
}

// split parts the verdicts by variants of concepts, for unknown preference or strength, from the others. Where there are
// variants only, they count as the others.
func (s Solved) split() (usual Solved, variants []stability.Verdict) {
	r := *s.Result
	r.Verdicts = nil
	for _, v := range s.Result.Verdicts {
		if v.Concept.Unknown == stability.Default && v.Concept.Strength == stability.General {
			r.Verdicts = append(r.Verdicts, v)
		} else {
			variants = append(variants, v)
		}
	}
	if len(r.Verdicts) == 0 {
		return s, nil
	}
	usual = s
	usual.Result = &r
	return usual, variants
}

// variantTable lists the equilibria under each variant: a row for each concept, a column for each variant.
func (s Solved) variantTable(verdicts []stability.Verdict) []Block {
	if len(verdicts) == 0 {
		return nil
	}
	t := Table{Name: "variants", Columns: []Column{{"Concept", Left}}}
	var rows []stability.Kind
	var columns []stability.Concept // with the Kind and the horizon left out
	weak := func(v stability.Verdict) bool { return v.Concept.Strength == stability.Weak }
	others := slices.DeleteFunc(slices.Clone(verdicts), weak)
	empty := 0 < len(others) && len(others) < len(verdicts) && !slices.ContainsFunc(verdicts, func(v stability.Verdict) bool { return weak(v) && v.Equilibria.Any() })
	if empty { // a sentence says it, in place of columns of nothing
		verdicts = others
	}
	for _, v := range verdicts {
		if !slices.Contains(rows, v.Concept.Kind) {
			rows = append(rows, v.Concept.Kind)
		}
		variant := stability.Concept{Unknown: v.Concept.Unknown, Strength: v.Concept.Strength}
		if !slices.Contains(columns, variant) {
			columns = append(columns, variant)
		}
	}
	slices.SortStableFunc(columns, func(a, b stability.Concept) int { return int(a.Strength) - int(b.Strength) })
	for _, c := range columns {
		t.Columns = append(t.Columns, Column{strings.TrimSpace(c.Unknown.String() + " " + c.Strength.String()), Left})
	}
	for _, k := range rows {
		row := []Text{T(conceptTitles[k])}
		for _, c := range columns {
			c.Kind = k
			cell := Text{{"", Quiet}}
			for _, v := range verdicts {
				if v.Concept == c {
					cell = s.numbers(v.Equilibria)
				}
			}
			row = append(row, cell)
		}
		t.Rows = append(t.Rows, row)
	}
	note := "a to d: how unknown preferences count. a: they tempt and never deter; b: neither; c: both; d: they never tempt and always deter. "
	if s.Result.Graph.Certain() {
		note = ""
	}
	if slices.ContainsFunc(columns, func(c stability.Concept) bool { return c.Strength == stability.Strong }) {
		note += "strong: only sanctions that a party greatly dislikes count. "
	}
	switch {
	case empty:
		note += "There is no weak equilibrium, where every party stays and none of them strongly."
	case slices.ContainsFunc(verdicts, weak):
		note += "weak: every party stays, and none of them strongly."
	}
	t.Note = Text{{strings.TrimSpace(note), Quiet}}
	return []Block{Heading{1, "Equilibria by what counts"}, t}
}

// numbers lists a set of states by number, in graph form by name.
func (s Solved) numbers(set *bitset.BitSet) Text {
	g := s.Result.Graph
	const most = 12
	switch int(set.Count()) {
	case g.Len():
		return Text{{"every state", Quiet}}
	case 0:
		return Text{{"none", Quiet}}
	}
	var names []string
	for x := range set.EachSet() {
		if len(names) == most {
			names = append(names, fmt.Sprintf("… %d in all", set.Count()))
			break
		}
		if g.Conflict().GraphForm() {
			names = append(names, g.Code(int(x)))
		} else {
			names = append(names, fmt.Sprint(x+1))
		}
	}
	return T(strings.Join(names, " "))
}

// size says how large the conflict is and where it stands.
func size(g *game.Graph, w *Words) Text {
	c := g.Conflict()
	var t Text
	if c.GraphForm() {
		t = T(fmt.Sprintf("%s, %s. ", plural(len(c.Parties), "party"), plural(g.Len(), "listed state")))
	} else {
		t = T(fmt.Sprintf("%s, %s, %s", plural(len(c.Parties), "party"), plural(len(c.Options), "option"), plural(g.Feasible(), "feasible state")))
		if g.Len() != g.Feasible() {
			t.Add(Plain, fmt.Sprintf(" in %s", plural(g.Len(), "outcome")))
		}
		t.Add(Plain, ". ")
	}
	if sq := g.StatusQuo(); sq >= 0 {
		t.Add(Plain, "Status quo: ")
		t = append(t, w.Short(sq)...)
		t.Add(Plain, ", "+w.Taken(sq)+".")
	} else {
		t.Add(Plain, "No status quo is named.")
	}
	return t
}

// Outcomes reports the equilibria, those first that are reached most easily and hold under most concepts.
func (s Solved) Outcomes(w *Words) []Block { return s.outcomes(w, maxOutcomes) }

// outcomes lists at most so many equilibria.
func (s Solved) outcomes(w *Words, most int) []Block {
	g := s.Result.Graph
	holds := make([]int, g.Len()) // number of concepts under which each state is an equilibrium
	any := bitset.New(uint(g.Len()))
	for _, v := range s.Result.Verdicts {
		for x := range v.Equilibria.EachSet() {
			holds[x]++
		}
		any.InPlaceUnion(v.Equilibria)
	}
	blocks := []Block{Heading{1, "Outcomes that hold"}}
	if any.None() {
		return append(blocks, Paragraph{T("No state is stable for every party under any of the concepts: " + s.conceptList() + ".")})
	}
	var states []int
	for x := range any.EachSet() {
		states = append(states, int(x))
	}
	slices.SortStableFunc(states, func(a, b int) int {
		// what stands already is as easy to reach as what improvements lead to
		if d := max(1, s.distanceClass(a)) - max(1, s.distanceClass(b)); d != 0 {
			return d
		}
		return holds[b] - holds[a]
	})
	t := Table{Name: "outcomes"}
	t.Columns = append(t.Columns, Column{"State", Right})
	if !g.Conflict().GraphForm() {
		t.Columns = append(t.Columns, Column{"Code", Left})
	}
	for _, v := range s.Result.Verdicts {
		t.Columns = append(t.Columns, Column{ConceptTitle(v.Concept), Center})
	}
	if s.Moves != nil {
		t.Columns = append(t.Columns, Column{"Reached by", Left})
	}
	t.Columns = append(t.Columns, Column{"What is taken up", Left})
	if g.Conflict().GraphForm() {
		t.Columns[len(t.Columns)-1].Title = "Name"
	}
	left := 0
	if len(states) > most {
		left = len(states) - most
		states = states[:most]
	}
	for _, x := range states {
		row := []Text{T(w.Number(x)), {{g.Code(x), Code}}}
		if g.Conflict().GraphForm() {
			row = []Text{{{g.Code(x), Code}}}
		}
		for _, v := range s.Result.Verdicts {
			if v.Equilibria.Test(uint(x)) {
				row = append(row, Text{{"●", Good}})
			} else {
				row = append(row, Text{{"·", Quiet}})
			}
		}
		if s.Moves != nil {
			row = append(row, s.reached(x))
		}
		t.Rows = append(t.Rows, append(row, s.described(w, x)))
	}
	if left > 0 {
		t.Note = Text{{fmt.Sprintf("and %s more, which `parley solve FILE --format json` lists", plural(left, "outcome")), Quiet}}
	}
	blocks = append(blocks, t)
	if none := s.emptyConcepts(); none != "" {
		blocks = append(blocks, Paragraph{T("No state is an equilibrium under " + none + ".")})
	}
	return blocks
}

func (s Solved) described(w *Words, x int) Text {
	var t Text
	if n := w.Name(x); n != "" && !s.Result.Graph.Conflict().GraphForm() {
		t.Add(Strong, n)
		t.Add(Plain, ": ")
	}
	t.Add(Plain, w.Brief(x))
	return t
}

// distanceClass orders states by how they can be reached from the status quo.
func (s Solved) distanceClass(x int) int {
	switch {
	case s.Moves == nil:
		return 0
	case x == s.Result.Graph.StatusQuo():
		return 0
	case s.Improvements.Test(uint(x)):
		return 1
	case s.Moves.Test(uint(x)):
		return 2
	}
	return 3
}

func (s Solved) reached(x int) Text {
	return [...]Text{{{"status quo", Strong}}, {{"improvements", Good}}, {{"moves", Plain}}, {{"cannot be", Quiet}}}[s.distanceClass(x)]
}

func (s Solved) conceptList() string {
	var names []string
	for _, v := range s.Result.Verdicts {
		names = append(names, ConceptTitle(v.Concept))
	}
	return join(names)
}

func (s Solved) emptyConcepts() string {
	var names []string
	for _, v := range s.Result.Verdicts {
		if v.Equilibria.None() {
			names = append(names, ConceptTitle(v.Concept))
		}
	}
	return strings.Replace(join(names), " and ", " or ", 1)
}

// stabilityTable lists for every state under which concepts each party stays.
func (s Solved) stabilityTable(w *Words) []Block {
	g := s.Result.Graph
	t := Table{Name: "stability", Columns: []Column{{"State", Right}}}
	if !g.Conflict().GraphForm() {
		t.Columns = append(t.Columns, Column{"Code", Left})
	}
	for _, p := range g.Conflict().Parties {
		t.Columns = append(t.Columns, Column{p.Label(), Left})
	}
	single := 0
	for _, v := range s.Result.Verdicts {
		if !v.Concept.Kind.Coalitional() {
			single++
		}
	}
	if single == 0 {
		return nil
	}
	for x := range g.Len() {
		row := []Text{T(w.Number(x)), {{g.Code(x), Code}}}
		if g.Conflict().GraphForm() {
			row = []Text{{{g.Code(x), Code}}}
		}
		for i := range g.Parties() {
			var names []string
			for _, v := range s.Result.Verdicts {
				if !v.Concept.Kind.Coalitional() && v.Stable[i].Test(uint(x)) {
					names = append(names, ConceptTitle(v.Concept))
				}
			}
			switch len(names) {
			case 0:
				row = append(row, Text{{"–", Quiet}})
			case single:
				row = append(row, Text{{"all", Good}})
			default:
				row = append(row, T(strings.Join(names, " ")))
			}
		}
		t.Rows = append(t.Rows, row)
	}
	return []Block{Heading{1, "Under which concepts each party stays"}, t}
}

// coalitionTable lists for each coalition where it would stay.
func (s Solved) coalitionTable() []Block {
	g := s.Result.Graph
	t := Table{Name: "coalitions", Columns: []Column{{"Coalition", Left}}}
	var verdicts []stability.Verdict
	for _, v := range s.Result.Verdicts {
		if v.Concept.Kind.Coalitional() {
			verdicts = append(verdicts, v)
			t.Columns = append(t.Columns, Column{ConceptTitle(v.Concept), Left})
		}
	}
	for at, h := range s.Result.Coalitions {
		var members []string
		for i, p := range g.Conflict().Parties {
			if h.Has(i) {
				members = append(members, p.Label())
			}
		}
		row := []Text{T(strings.Join(members, " + "))}
		for _, v := range verdicts {
			row = append(row, s.numbers(v.Stable[at]))
		}
		t.Rows = append(t.Rows, row)
	}
	last := []Text{{{"all of these", Strong}}}
	for _, v := range verdicts {
		last = append(last, s.numbers(v.Equilibria))
	}
	t.Rows = append(t.Rows, last)
	return []Block{Heading{1, "Where each coalition would stay"}, t}
}

// method says how the verdicts were made: warnings, and every choice that the literature leaves open.
func (s Solved) method() []Block {
	var blocks []Block
	for _, x := range s.Result.Warnings {
		blocks = append(blocks, Paragraph{Text{{"Note: ", Strong}, {x, Plain}}})
	}
	return append(blocks, Paragraph{Text{{ChoicesSentence(s.Result.Choices, s.Result.Graph), Quiet}}})
}

// ChoicesSentence says in words what was chosen on each point on which the literature or its programs differ.
func ChoicesSentence(c stability.Choices, g *game.Graph) string {
	pick := func(other bool, usual, otherwise string) string {
		if other {
			return otherwise
		}
		return usual
	}
	parts := []string{
		pick(c.EqualNotSanction, "an equally good state counts as a sanction", "an equally good state does not count as a sanction"),
		pick(c.ReturnNotSanction, "so does a return to the present state", "nor does a return to the present state"),
		pick(c.EachOnce, "nobody moves twice in a row", "in a sequence each party moves at most once"),
		pick(c.Simultaneous, "a coalition moves step by step", "a coalition moves all at once"),
		pick(c.EscapeByImprovement, "a party escapes a sanction by any move", "a party escapes a sanction by improvements only"),
		pick(c.IrreversiblePerArc, "what cannot be undone in one step cannot be undone in two", "irreversibility binds single moves only"),
	}
	if c.ReturnNotSanction && !c.EqualNotSanction {
		parts[1] = "a return to the present state does not"
	}
	if c.EqualNotSanction && !c.ReturnNotSanction {
		parts[1] = "a return to the present state counts no more than any equal state"
	}
	if !g.Certain() {
		e := c.Extension(stability.Concept{})
		parts = append(parts, fmt.Sprintf("unknown preferences are treated by extension %s", e))
	}
	return "Choices: " + strings.Join(parts, "; ") + "."
}
