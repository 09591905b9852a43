package report

import (
	"fmt"
	"strings"

	"parley/analysis/explain"
	"parley/analysis/settle"
	"parley/game"
	"parley/stability"
)

// Settlement is the answer to what would make an outcome hold.
type Settlement struct {
	Graph     *game.Graph
	Result    *stability.Result
	Choices   stability.Choices
	Goal      settle.Goal
	Hold      stability.Concept // by which clauses are judged
	Standings []settle.Standing // of every state of the goal, the best first
	Target    int               // the one looked at, by its place in Standings
	Why       *explain.Explanation
	Prospects *settle.Prospects // nil where no status quo is named
	Gains     []settle.Gain
	Vary      string // the states that may change their place in rankings, as they were asked for; "" for all
	Wants     []settle.Want
	// Together tells which parties stay, by Hold, once every party that would leave has made its smallest change; nil where not
	// every one of them has any.
	Together []bool
	Levers   *settle.Levers // nil where none were tried
	Stages   []settle.Stage
	Pledges  []settle.Credibility
	Missing  []string // parts that are missing or incomplete because the work was ended
}

// State returns the state of the goal that is looked at.
func (x *Settlement) State() int { return x.Standings[x.Target].State }

// Attainable reports whether some state of the goal holds under some concept and can be reached from the status quo by some
// sequence of moves, paying or not. Where no status quo is named, to hold is enough.
func (x *Settlement) Attainable() bool {
	for _, s := range x.Standings {
		if s.Held() > 0 && (s.Way != settle.Nowise || x.Graph.StatusQuo() < 0) {
			return true
		}
	}
	return false
}

// settler writes one settlement.
type settler struct {
	*explainer
	*Settlement
}

// SettleDocument reports what would make an outcome hold: how it stands, who gains by it, what each party would have to
// want, which clauses would bring it about, where the stages of an agreement break, and which threats and promises are credible.
func SettleDocument(x Settlement) Document {
	d := Document{Title: x.Graph.Conflict().Title}
	w := &settler{&explainer{Words: NewWords(x.Graph), x: x.Why, most: settledImprovements}, &x}
	d.add(Paragraph{w.goal()})
	d.add(Heading{1, "In short"}, w.short())
	d.add(w.standings()...)
	if x.Why != nil {
		d.add(Heading{1, "Would it hold?"})
		d.add(w.why()...)
	}
	d.add(w.gains()...)
	d.add(w.wants()...)
	d.add(w.clauses()...)
	d.add(w.stages()...)
	d.add(w.pledges()...)
	if len(x.Missing) > 0 {
		d.add(Paragraph{Text{{"The work was ended before all was done. ", Bad}, {"Missing or incomplete: " + join(x.Missing) + ".", Plain}}})
	}
	d.add(Paragraph{Text{{concepts(x.Result), Quiet}}}, Paragraph{Text{{ChoicesSentence(x.Choices, x.Graph), Quiet}}})
	return d
}

// settledImprovements is how many improvements of a party from the goal are told in full.
const settledImprovements = 2

// why tells party by party why the goal holds or not; how far it holds stands in short already.
func (w *settler) why() []Block {
	for _, j := range w.Why.Judgements {
		for _, v := range j.Verdicts {
			if len(v.Improvements)+len(v.Lines) > 0 {
				return whyHolds(w.Words, w.Why, settledImprovements)[1:]
			}
		}
	}
	return []Block{Paragraph{T("Yes: no party has a move of its own that would improve its position.")}}
}

// conceptGlosses say in a few words what a party foresees.
var conceptGlosses = map[stability.Kind]string{
	stability.Nash: "looks no further than its own move", stability.GMR: "fears any answer of the others",
	stability.SMR: "fears any answer that it cannot escape", stability.SEQ: "fears answers that pay those who give them",
	stability.SSEQ: "fears answers that pay and that it cannot escape", stability.SIM: "fears moves that the others make at the same time",
	stability.LimitedMove: "foresees a number of moves", stability.Maximin: "foresees a number of moves by others who mean it ill",
}

// concepts explains the names of the concepts of a result.
func concepts(r *stability.Result) string {
	var parts []string
	for _, v := range r.Verdicts {
		if gloss := conceptGlosses[v.Concept.Kind]; gloss != "" {
			parts = append(parts, ConceptTitle(v.Concept)+": it "+gloss)
		}
	}
	return "What a party foresees before it leaves a state. " + strings.Join(parts, "; ") + "."
}

// goal names what is asked for and the state that the report is about.
func (w *settler) goal() Text {
	t := T("The goal: ")
	t.Add(Code, w.Goal.Text)
	switch n := len(w.Standings); {
	case w.Goal.Code != "":
		t.Add(Plain, ", that is ")
	case n == 1:
		t.Add(Plain, ", which holds in one state: ")
	default:
		t.Add(Plain, fmt.Sprintf(", which holds in %s. What follows is about ", plural(n, "state")))
		if w.Target == 0 {
			t.Add(Plain, "the one that stands best: ")
		}
	}
	t = append(t, w.named(w.State())...)
	t.Add(Plain, ". "+w.Taken(w.State())+".")
	return t
}

// named is Short with the state's name.
func (w *settler) named(s int) Text {
	t := w.Short(s)
	if n := w.Name(s); n != "" && !w.g.Conflict().GraphForm() {
		t.Add(Plain, ", ")
		t.Add(Strong, n)
	}
	return t
}

// label returns the name of a party.
func (w *settler) label(party int) string { return w.g.Conflict().Parties[party].Label() }

// short answers in a few sentences.
func (w *settler) short() List {
	l := List{}
	add := func(t Text) {
		if len(t) > 0 {
			l.Items = append(l.Items, Item{Text: t})
		}
	}
	if w.Why != nil {
		add(w.summary())
	}
	add(w.reached())
	add(w.signers())
	add(w.needed())
	add(w.agreed())
	add(w.breaks())
	return l
}

// reached says how the state is reached from the status quo.
func (w *settler) reached() Text {
	s := w.Standings[w.Target]
	switch {
	case w.Graph.StatusQuo() < 0:
		return nil
	case w.State() == w.Graph.StatusQuo():
		return T("It is the status quo.")
	case s.Way == settle.Nowise:
		t := T("From the status quo ")
		t.Add(Bad, "no sequence of moves")
		t.Add(Plain, " leads there")
		if !settle.Joint(w.Graph) && !w.Graph.Conflict().GraphForm() {
			t.Add(Plain, "; moves of several parties at once were not looked for, since there are too many states")
		}
		t.Add(Plain, ".")
		return t
	}
	t := T("From the status quo it is reached in " + plural(s.Steps, "step") + ", ")
	if s.Way.Pays() {
		t.Add(Good, wayPhrases[s.Way])
	} else {
		t.Add(Bad, wayPhrases[s.Way])
	}
	t.Add(Plain, ".")
	return t
}

// wayPhrases say what the steps of a way are to those who take them.
var wayPhrases = map[settle.Way]string{
	settle.ByBestReplies:       "each its mover's best reply",
	settle.ByImprovements:      "each of which pays its mover",
	settle.ByJointImprovements: "each of which pays its movers, if parties may move at one moment",
	settle.WithoutLoss:         "by none of which its mover loses",
	settle.ByMoves:             "not all of which pay their movers",
	settle.ByJointMoves:        "not all of which pay, and only if parties move at one moment",
	settle.Nowise:              "by no sequence of moves",
}

// standings compares the states of a goal that holds in several.
func (w *settler) standings() []Block {
	if len(w.Standings) < 2 {
		return nil
	}
	const most = 5
	t := Table{Name: "goal", Columns: []Column{{"State", Right}}}
	if !w.g.Conflict().GraphForm() {
		t.Columns = append(t.Columns, Column{"Code", Left})
	}
	for _, v := range w.Result.Verdicts {
		t.Columns = append(t.Columns, Column{ConceptTitle(v.Concept), Center})
	}
	t.Columns = append(t.Columns, Column{"Reached by", Left}, Column{"What is taken up", Left})
	for k, s := range w.Standings {
		if k == most {
			t.Note = Text{{fmt.Sprintf("and %s more, which `parley settle FILE --format json` lists; `parley settle FILE --state STATE` looks at another one", plural(len(w.Standings)-most, "state")), Quiet}}
			break
		}
		row := []Text{T(w.Number(s.State)), {{w.g.Code(s.State), Code}}}
		if w.g.Conflict().GraphForm() {
			row = []Text{{{w.g.Code(s.State), Code}}}
		}
		for _, holds := range s.Holds {
			if holds {
				row = append(row, Text{{"●", Good}})
			} else {
				row = append(row, Text{{"·", Quiet}})
			}
		}
		reached := T(strings.ReplaceAll(s.Way.String(), "-", " "))
		switch {
		case s.State == w.g.StatusQuo():
			reached = Text{{"status quo", Strong}}
		case s.Way == settle.Nowise:
			reached = Text{{"cannot be", Quiet}}
		}
		t.Rows = append(t.Rows, append(row, reached, T(w.Brief(s.State))))
	}
	return []Block{Heading{1, "The states of the goal"}, t}
}
