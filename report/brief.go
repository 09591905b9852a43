package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/bits-and-blooms/bitset"

	"parley/analysis/explain"
	"parley/analysis/paths"
	"parley/analysis/sequence"
)

// Brief is the whole of a dispute in one report.
type Brief struct {
	Solved
	Question, About, Basis string
	Groups                 []GroupInForce
	// Ways are paths by improvements from the status quo to equilibria, those first that hold under most concepts.
	Ways []Route
	// Endings are where best replies from the status quo end; nil where none is named.
	Endings *paths.Endings
	// StatusQuo tells why the status quo holds or not; nil where none is named.
	StatusQuo *explain.Explanation

	// Goal is the outcome that the brief looks at from the end; nil where the file names none and none was asked for.
	Goal *GoalChosen
	// The rest is nil where there is nothing to ask, or where Gaps tells why it is missing.
	Matrix     *Matrix
	Claims     *Claims
	Perceived  *Perceived
	Cruxes     []Crux
	Settlement *Settlement
	// Simulated is what the file's simulation says; nil where it has none.
	Simulated *Simulated
	// Gaps are the parts that could not be made, or not wholly.
	Gaps []Gap
	// Full: every part was asked as the command about it does, and not in short.
	Full bool
}

// GoalChosen is the outcome that a brief looks at from the end, and why that one.
type GoalChosen struct {
	Text  string // a formula or a definition
	By    GoalSource
	Claim string // of GoalClaimed: its id
}

// GoalSource says where a goal comes from.
type GoalSource string

// Where a goal comes from.
const (
	GoalAsked   GoalSource = "asked"      // the asker named it
	GoalDefined GoalSource = "definition" // the file has a definition of that name
	GoalClaimed GoalSource = "claim"      // a claim of the file speaks of it
)

// Gap is a part that is missing or not whole.
type Gap struct {
	Part, Why string
	Stopped   bool // the work was ended
	Spared    bool // it was left out for its size, on purpose
}

// Failed reports whether a part could not be made, for a reason that lies in the file.
func (g Gap) Failed() bool { return !g.Stopped && !g.Spared }

// Stopped reports whether the work was ended before all was asked.
func (b Brief) Stopped() bool {
	stopped := slices.ContainsFunc(b.Gaps, func(g Gap) bool { return g.Stopped }) || b.Matrix != nil && b.Matrix.Table.Stopped ||
		b.Claims != nil && b.Claims.Result.Stopped || b.Settlement != nil && len(b.Settlement.Missing) > 0
	return stopped || slices.ContainsFunc(b.Cruxes, func(x Crux) bool { return x.Result.Stopped || x.Weights != nil && x.Weights.Stopped })
}

// GroupInForce is a group of rival readings or courses, and the one that is assumed.
type GroupInForce struct {
	ID, Question  string
	Choice, Claim string
	Rivals        []string // the other choices
	Strategy      bool
}

// Route is a path with what each step is worth.
type Route struct {
	Path  *sequence.Path
	Turns []paths.Turn
}

// BriefDocument reports a dispute from beginning to end, so that it can be read at one sitting: what is long is cut, with the command
// that prints it whole.
func BriefDocument(b Brief) Document {
	g := b.Result.Graph
	w := NewWords(g)
	d := Document{Title: g.Conflict().Title}
	d.add(b.introduction()...)
	d.add(Heading{1, "In short"}, b.inShort(w))
	d.add(b.gaps()...)
	d.add(parties(g)...)
	d.add(b.assumptions()...)
	d.add(possible(g)...)
	usual, variants := b.split()
	d.add(usual.outcomes(w, briefOutcomes)...)
	d.add(b.variantTable(variants)...)
	d.add(b.routes(w, briefWays)...)
	d.add(b.statusQuoInShort(w)...)
	d.add(b.matrixInShort()...)
	d.add(b.claimsInShort()...)
	d.add(b.perceivedInShort()...)
	d.add(b.cruxesInShort()...)
	d.add(b.settlementInShort()...)
	d.add(b.simulatedInShort()...)
	d.add(b.method()...)
	return d
}

// introduction says what is asked, what the file is about, and whose reading it is.
func (b Brief) introduction() []Block {
	var blocks []Block
	if b.Question != "" {
		blocks = append(blocks, Paragraph{Text{{b.Question, Strong}}})
	}
	for paragraph := range strings.SplitSeq(strings.TrimSpace(b.About), "\n\n") {
		if paragraph = strings.Join(strings.Fields(paragraph), " "); paragraph != "" {
			blocks = append(blocks, Paragraph{T(paragraph)})
		}
	}
	switch b.Basis {
	case "":
	case "published":
		blocks = append(blocks, Paragraph{T("What the parties want is taken from the published model.")})
	default:
		blocks = append(blocks, Paragraph{T("What the parties want is " + b.Basis + ", not a fact: verdicts follow from it.")})
	}
	return blocks
}

// gaps tells which parts are missing, and why.
func (b Brief) gaps() []Block {
	if len(b.Gaps) == 0 {
		return nil
	}
	l := List{}
	for _, x := range b.Gaps {
		t := Text{{capital(T(x.Part))[0].Text, Strong}, {": ", Plain}}
		if x.Stopped {
			t.Add(Plain, "not done, or not wholly: the work was ended.")
		} else {
			t.Add(Plain, strings.TrimRight(x.Why, ".")+".")
		}
		l.Items = append(l.Items, Item{Text: t})
	}
	return []Block{Paragraph{Text{{"What is missing", Bad}}}, l}
}

// assumptions lists the choice in force of every group, with its rivals.
func (b Brief) assumptions() []Block {
	if len(b.Groups) == 0 {
		return nil
	}
	t := Table{Name: "assumptions", Columns: []Column{{"Question", Left}, {"Assumed", Left}, {"Rivals", Left}}}
	for _, x := range b.Groups {
		question := x.Question
		if question == "" {
			question = x.ID
		}
		assumed := Text{{x.ID + "=" + x.Choice, Code}}
		if x.Claim != "" {
			assumed.Add(Plain, ": "+x.Claim)
		}
		t.Rows = append(t.Rows, []Text{T(question), assumed, T(strings.Join(x.Rivals, ", "))})
	}
	t.Note = Text{{"Assume otherwise by `parley brief FILE --assume group=choice`.", Quiet}}
	return []Block{Heading{1, "What is assumed"}, t}
}

// routes tells at most so many of the paths from the status quo to equilibria, and where best replies lead.
func (b Brief) routes(w *Words, most int) []Block {
	if b.Moves == nil {
		return nil
	}
	g := b.Result.Graph
	blocks := []Block{Heading{1, "How to get there"}}
	any := bitset.New(uint(g.Len()))
	for _, v := range b.Result.Verdicts {
		any.InPlaceUnion(v.Equilibria)
	}
	if len(b.Ways) == 0 {
		blocks = append(blocks, Paragraph{T("From the status quo no sequence of moves that pay their movers leads to another outcome that holds.")})
	}
	told := b.Ways[:min(most, len(b.Ways))]
	for _, r := range told {
		t := T("To ")
		t = append(t, w.Short(r.Path.To())...)
		if n := w.Name(r.Path.To()); n != "" {
			t.Add(Plain, ", ")
			t.Add(Strong, n)
		}
		t.Add(Plain, fmt.Sprintf(", in %s, each of which pays its mover:", plural(len(r.Path.Steps), "step")))
		blocks = append(blocks, Paragraph{t}, pathList(w, r.Turns))
	}
	if rest := int(any.IntersectionCardinality(b.Improvements)) - len(told); rest > 0 && len(told) > 0 {
		if any.Test(uint(g.StatusQuo())) {
			rest--
		}
		if rest > 0 {
			blocks = append(blocks, Paragraph{Text{{fmt.Sprintf("%s that hold under some concept can be reached so too; ask by `parley path FILE --to STATE`.", plural(rest, "other outcome")), Quiet}}})
		}
	}
	return append(blocks, b.endings(w)...)
}

// endings says where things drift if each party always takes its best reply.
func (b Brief) endings(w *Words) []Block {
	e := b.Endings
	if e == nil {
		return nil
	}
	sq := b.Result.Graph.StatusQuo()
	if len(e.Ends) == 1 && e.Ends[0].State == sq {
		return []Block{Paragraph{T("If each party always takes its best reply, nobody moves from the status quo.")}}
	}
	t := T("If each party always takes its best reply, in whatever order, things end at ")
	if len(e.Ends) == 0 {
		t = T("If each party always takes its best reply, things never come to rest")
	}
	const most = 6
	for k, end := range e.Ends {
		if k == most {
			t.Add(Plain, fmt.Sprintf(" or one of %d more", len(e.Ends)-most))
			break
		}
		if k > 0 {
			t.Add(Plain, " or ")
		}
		t = append(t, w.Short(end.State)...)
		if n := w.Name(end.State); n != "" {
			t.Add(Plain, ", ")
			t.Add(Strong, n)
		} else {
			t.Add(Plain, ", "+w.Brief(end.State))
		}
	}
	terminal := 0
	for _, c := range e.Cycles {
		if c.Terminal {
			terminal++
		}
	}
	if terminal > 0 {
		t.Add(Plain, fmt.Sprintf("; they may also go round for ever in %s", plural(terminal, "cycle")))
	}
	t.Add(Plain, ".")
	return []Block{Paragraph{t}}
}

// statusQuo tells why the status quo holds or not, with at most so many improvements of each party.
func (b Brief) statusQuo(w *Words, most int) []Block {
	if b.StatusQuo == nil {
		return nil
	}
	title := "Why the status quo does not hold"
	for _, j := range b.StatusQuo.Judgements {
		if j.Equilibrium {
			title = "How far the status quo holds"
		}
	}
	return append([]Block{Heading{1, title}}, whyHolds(w, b.StatusQuo, most)...)
}

// statusQuoInShort is statusQuo with the parties that have no reason to leave in one sentence.
func (b Brief) statusQuoInShort(w *Words) []Block {
	if b.StatusQuo == nil {
		return nil
	}
	e := &explainer{Words: w, x: b.StatusQuo, most: briefImprovements}
	blocks := b.statusQuo(w, briefImprovements)[:2] // the heading and the summary
	var content []string
	for at, v := range b.StatusQuo.Judgements[0].Verdicts {
		if idle := !slices.ContainsFunc(b.StatusQuo.Judgements, func(j explain.Judgement) bool {
			return !j.Verdicts[at].Stable || len(j.Verdicts[at].Improvements)+len(j.Verdicts[at].Lines) > 0
		}); idle {
			content = append(content, e.side(v.Who))
			continue
		}
		blocks = append(blocks, e.party(b.StatusQuo.Judgements, at)...)
	}
	if len(content) > 0 {
		blocks = append(blocks, Paragraph{T(join(content) + verb(len(content), " has", " have") + " no move that would improve " + verb(len(content), "its", "their") + " position.")})
	}
	return append(blocks, see("Every move that tempts a party, and what keeps it", `parley explain FILE "status quo"`))
}

// What a brief tells at most: outcomes in the table, paths, and improvements of a party in full. The commands solve, path and
// explain tell more.
const (
	briefOutcomes     = 5
	briefWays         = 1
	briefImprovements = 1
)

// inShort answers in a few sentences: what holds whatever the concept, where things drift, and how the status quo stands.
func (b Brief) inShort(w *Words) List {
	l := List{}
	add := func(t Text) { l.Items = append(l.Items, Item{Text: t}) }
	usual, _ := b.split()
	every := bitset.New(uint(b.Result.Graph.Len())).Complement()
	some := bitset.New(uint(b.Result.Graph.Len()))
	for _, v := range usual.Result.Verdicts {
		every.InPlaceIntersection(v.Equilibria)
		some.InPlaceUnion(v.Equilibria)
	}
	t := Text{{plural(int(every.Count()), "outcome"), Strong}, {" " + holdWord(int(every.Count())) + " under every concept", Plain}}
	if n := int(some.Count() - every.Count()); n > 0 {
		t.Add(Plain, fmt.Sprintf(", %d more under some", n))
	}
	if every.None() {
		t = T("No outcome holds under every concept")
		if some.Any() {
			t.Add(Plain, "; under some "+plural(int(some.Count()), "outcome")+" "+holdWord(int(some.Count())))
		}
	}
	t.Add(Plain, ".")
	if b.Improvements != nil {
		t = append(t, b.reachedSentence(w, every, some.Count() > every.Count())...)
	}
	add(t)
	for _, block := range b.endings(w) {
		add(block.(Paragraph).Text)
	}
	if b.StatusQuo != nil {
		e := &explainer{Words: w, x: b.StatusQuo}
		t := Text{{"The status quo", Strong}, {". ", Plain}}
		add(append(t, e.summary()...))
	}
	for _, sentence := range []Text{b.strategiesSentence(), b.claimsSentence(), b.surpriseSentence(), b.goalSentence(), b.cruxSentence()} {
		if len(sentence) > 0 {
			add(sentence)
		}
	}
	return l
}

// reachedSentence says which of the outcomes that hold under every concept can be reached by moves that pay; more says that others hold
// under some. The status quo, where it is one of them, is told of apart: no move leads there from itself.
func (b Brief) reachedSentence(w *Words, every *bitset.BitSet, more bool) Text {
	others := every.Clone()
	one, several := "It", "them"
	if more {
		one, several = "The former", "the former"
	}
	var t Text
	if sq := b.Result.Graph.StatusQuo(); sq >= 0 && every.Test(uint(sq)) {
		if others.Clear(uint(sq)); others.None() {
			return T(" " + one + " is the status quo.")
		}
		t.Add(Plain, " The status quo is one of "+several+".")
		one, several = "The other one", "the others"
	}
	reached := others.Intersection(b.Improvements)
	rest, n := int(others.Count()), int(reached.Count())
	can := " can be reached from the status quo by moves that pay"
	switch {
	case rest == 0:
		return t
	case rest == 1 && n == 0:
		t.Add(Plain, " "+one+" cannot be reached from the status quo by moves that pay.")
		return t
	case rest == 1:
		t.Add(Plain, " "+one+can)
	case n == 0:
		t.Add(Plain, " None of "+several+can+".")
		return t
	case n == rest:
		t.Add(Plain, " All of "+several+can)
	default:
		t.Add(Plain, fmt.Sprintf(" Of %s, %d%s", several, n, can))
	}
	t.Add(Plain, ": ")
	t = append(t, b.list(w, reached)...)
	t.Add(Plain, ".")
	return t
}

func holdWord(n int) string {
	if n == 1 {
		return "holds"
	}
	return "hold"
}

// list names states, at most five.
func (b Brief) list(w *Words, set *bitset.BitSet) Text {
	var t Text
	n := 0
	for s := range set.EachSet() {
		if n == 5 {
			t.Add(Plain, " …")
			break
		}
		if n++; n > 1 {
			t.Add(Plain, ", ")
		}
		t = append(t, w.Short(int(s))...)
		if name := w.Name(int(s)); name != "" {
			t.Add(Plain, " ")
			t.Add(Strong, name)
		}
	}
	return t
}
