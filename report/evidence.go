package report

import (
	"fmt"
	"math/big"
	"strings"

	"parley/analysis/ach"
	"parley/analysis/paths"
	"parley/evidence"
	"parley/evidence/quote"
	"parley/game"
)

// Evidence is what a file rests on.
type Evidence struct {
	Title    string
	Named    bool // boards were asked for by name: only they are told of
	Boards   []Board
	Quotes   []EvidenceQuote
	Words    []Estimate
	Together []Together
	Without  []Without
}

// Without is a section of the file, with what it asserts and gives no evidence for: no quotation, no claim, no reason.
type Without struct {
	Section, What string // what it has, in the singular: statement, number
	Total         int
	Items         []Bare
}

// Bare is an item without evidence, and where it stands.
type Bare struct {
	Name, At     string
	Line, Column int
}

// EvidenceQuote is a quotation with where it is from and what it is used for.
type EvidenceQuote struct {
	Quote  string
	Source Source
	Match  *quote.Match // nil where the text of the source is not at hand
	Hedges []string     // of the claims that it is quoted for, as written
	Used   []string     // ids of claims, paths of other items
	Rests  []string     // what rests on those, by way of claims
}

// Estimate is the word of estimate of a claim or of a choice.
type Estimate struct {
	ID         string // of the claim; "group=choice"
	Hedge      string // as the source has it
	Likelihood evidence.Likelihood
	Given      bool // by the analyst, beside the hedge
}

// Estimates reports whether the word says how likely something is.
func (e Estimate) Estimates() bool {
	return e.Likelihood.Own != nil || e.Likelihood.Scale != "" || evidence.Lookup(e.Likelihood.Word).Kind == evidence.Estimate
}

// Together is how likely the estimates are together on which a claim rests.
type Together struct {
	ID, Says    string
	Words       []Estimate
	Ranges      []evidence.Range
	Conjunction evidence.Conjunction
}

// Board is evidence set against the choices of a group.
type Board struct {
	Group, Question, About, Basis string
	Analysts                      []string
	Choices                       []BoardChoice
	Priors                        []*big.Rat // nil: equal
	Items                         []BoardItem
	Rows                          []ach.Row
	Finding                       *ach.Finding
	WeightsDiffer                 bool
	Moved                         bool    // some item is a move that was seen
	Ahead                         []Ahead // by choice, where moves were seen
	Indicators                    *Matrix // nil where nothing can be observed: no status quo, or one choice
}

// BoardChoice is a hypothesis of a board.
type BoardChoice struct {
	ID, Claim, Hedge string
	Likelihood       evidence.Likelihood
}

// BoardItem is one item of evidence.
type BoardItem struct {
	ID, Says, Hedge, Because string
	At                       string // its path in the file
	Likelihood               evidence.Likelihood
	Quotes                   []Cited
	Claims                   []string
	Reliability              string
	Observed                 []Sighting // by choice; nil for what is no move
}

// Sighting is a move that was seen, under one choice.
type Sighting struct {
	Graph           *game.Graph
	Party, From, To int // -1 where there is no such state
	Conduct         ach.Conduct
	Derived         bool // the rating follows from the conduct
	Unplaced        bool // where it was made from is not known
}

// Ahead is where best replies lead from where the moves that were seen have led.
type Ahead struct {
	Graph       *game.Graph
	At          int            // -1: the moves do not fit the choice
	Before, Now *paths.Endings // from the status quo, from At; nil where there is none
}

// Passage is the text of spans on one line, with … between them.
func Passage(t *quote.Text, spans []quote.Span) string {
	var parts []string
	for _, s := range spans {
		parts = append(parts, strings.Join(strings.Fields(t.Words(s)), " "))
	}
	return strings.Join(parts, " … ")
}

// Differences says in words where a quotation differs from its source.
func Differences(list []quote.Difference) string {
	var parts []string
	for _, d := range list {
		switch {
		case d.Quote == "":
			parts = append(parts, "“"+d.Source+"” is left out")
		case d.Source == "":
			parts = append(parts, "“"+d.Quote+"” is not there")
		default:
			parts = append(parts, "“"+d.Source+"”, quoted as “"+d.Quote+"”")
		}
	}
	const most = 4
	if n := len(parts); n > most {
		parts = append(parts[:most], fmt.Sprintf("and %d more", n-most))
	}
	return strings.Join(parts, "; ")
}

// EvidenceDocument reports what a file rests on: boards, words of estimate, quotations.
func EvidenceDocument(e Evidence) Document {
	d := Document{Title: e.Title}
	if len(e.Boards)+len(e.Quotes)+len(e.Words) == 0 {
		d.add(Paragraph{T("The file gives no evidence: no quotation, no word of estimate, and no evidence for or against its hypotheses.")})
	}
	for _, b := range e.Boards {
		d.add(b.blocks()...)
	}
	d.add(e.WordBlocks()...)
	d.add(e.quotes()...)
	d.add(e.without()...)
	return d
}

// without tells section by section how much has no evidence.
func (e Evidence) without() []Block {
	t := Table{Name: "without", Columns: []Column{{"Section", Left}, {"Has", Left}, {"Without evidence", Right}, {"Which", Left}}}
	for _, x := range e.Without {
		if len(x.Items) == 0 {
			continue
		}
		var names []string
		for _, i := range x.Items {
			names = append(names, i.Name)
		}
		const most = 3
		if n := len(names); n > most {
			names = append(names[:most], fmt.Sprintf("and %d more", n-most))
		}
		t.Rows = append(t.Rows, []Text{{{x.Section, Strong}}, T(plural(x.Total, x.What)), T(fmt.Sprint(len(x.Items))), T(strings.Join(names, ", "))})
	}
	if len(t.Rows) == 0 {
		return nil
	}
	t.Note = Text{{"Without a quotation, a claim or a reason of its own, or of what it stands in; `parley check --evidence` lists all, with their places.", Quiet}}
	return []Block{Heading{1, "What has no evidence"}, t}
}

// percent writes a range in whole percent.
func rangeText(r evidence.Range) string {
	if r.Low == r.High {
		return fmt.Sprintf("%.0f%%", r.Low)
	}
	return fmt.Sprintf("%.0f–%.0f%%", r.Low, r.High)
}

// WordMeans says what a word stands for: its range and the scale it is on, or why there is none.
func WordMeans(l evidence.Likelihood) (stands, remark string) {
	w := evidence.Lookup(l.Word)
	scale := evidence.ICD203
	if s, ok := evidence.ScaleNamed(l.Scale); ok {
		scale = s
	}
	standing := w.StandingOn(scale)
	r, ok := l.Range()
	if ok {
		stands = rangeText(r)
	}
	switch {
	case l.Own != nil:
		remark = evidence.OwnScale
		if standing == evidence.Unhedged || standing == evidence.NonStandard {
			remark += "; the word is " + strings.ReplaceAll(standing.String(), "-", " ")
		}
	case standing == evidence.Standard:
		remark = scale
	case standing == evidence.OtherScale && l.Scale != "":
		remark = "not a word of " + scale
	case standing == evidence.OtherScale && ok:
		remark = r.Scale
	case standing == evidence.NonStandard && ok:
		remark = "non-standard; the range is parley's proposal"
		if near, on, found := evidence.Nearest(evidence.ICD203, r); found && w.Kind == evidence.Estimate {
			remark += fmt.Sprintf("; nearest on ICD-203: %s, %s", near.Text, rangeText(on))
		}
	case standing == evidence.NonStandard:
		remark = "non-standard: no scale has it"
	case standing == evidence.Unhedged:
		remark = "unhedged: give a range by `likelihood`"
	case w.Kind == evidence.Dateless:
		remark = "says when, without a date"
	case w.Kind == evidence.Confidence:
		remark = "says how sure, not how likely"
	default:
		remark = "says who, not how likely"
	}
	if stands == "" {
		stands = "–"
	}
	return stands, strings.Join(append([]string{remark}, evidence.Faults(l.Word)...), "; ")
}

// WordBlocks lists the words of estimate, and how likely they are together.
func (e Evidence) WordBlocks() []Block {
	if len(e.Words) == 0 {
		return nil
	}
	t := Table{Name: "words", Columns: []Column{{"Of", Left}, {"Word", Left}, {"Stands for", Right}, {"By", Left}}}
	for _, x := range e.Words {
		word := "“" + x.Hedge + "”"
		if x.Given && x.Likelihood.Word != x.Hedge {
			if word = "“" + x.Likelihood.Word + "”"; x.Hedge != "" {
				word += ", for “" + x.Hedge + "”"
			}
		}
		stands, remark := WordMeans(x.Likelihood)
		t.Rows = append(t.Rows, []Text{{{x.ID, Strong}}, T(word), T(stands), T(remark)})
	}
	blocks := []Block{Heading{1, "Words of estimate"}, t}
	if len(e.Together) == 0 {
		return blocks
	}
	j := Table{Name: "together", Columns: []Column{{"Claim", Left}, {"Rests on the estimates", Left}, {"Fréchet bounds", Right}, {"If independent", Right}, {"Weakest", Left}}}
	for _, x := range e.Together {
		var words []string
		for i, w := range x.Words {
			words = append(words, fmt.Sprintf("%s “%s” %s", w.ID, w.Likelihood.Word, rangeText(x.Ranges[i])))
		}
		c := x.Conjunction
		j.Rows = append(j.Rows, []Text{{{x.ID, Strong}}, T(strings.Join(words, ", ")), T(fmt.Sprintf("%.0f–%.0f%%", c.Low, c.High)),
			T(fmt.Sprintf("%.0f%% (%.0f–%.0f%%)", c.Independent, c.IndependentLow, c.IndependentHigh)), T("“" + x.Words[c.Weakest].Likelihood.Word + "” (" + x.Words[c.Weakest].ID + ")")})
	}
	j.Note = Text{{"How likely it is that all of the estimates hold on which a claim rests, its own among them. Fréchet bounds: from the middles of the ranges, whatever the estimates have to do with each other. If independent: their product, and in brackets that of the ends of the ranges; nothing says that they are independent.", Quiet}}
	return append(blocks, Heading{1, "How likely the estimates are together"}, j)
}

func (e Evidence) quotes() []Block {
	if len(e.Quotes) == 0 {
		return nil
	}
	t := Table{Name: "quotes", Columns: []Column{{"Quotation", Left}, {"Source", Left}, {"Hedge", Left}, {"Used by", Left}, {"Found", Left}}}
	counts := map[string]int{}
	for _, q := range e.Quotes {
		source := q.Source.ID
		if q.Source.Reliability != "" {
			source += " (" + q.Source.Reliability + ")"
		}
		used := itemTitles(q.Used)
		const most = 3
		if n := len(used); n > most {
			used = append(used[:most-1], fmt.Sprintf("and %d more", n-most+1))
		}
		t.Rows = append(t.Rows, []Text{T("“" + q.Quote + "”"), T(source), T(strings.Join(q.Hedges, ", ")), T(strings.Join(used, ", ")), Found(q.Match)})
		if q.Match == nil {
			counts["none"]++
		} else {
			counts[q.Match.Status.String()]++
		}
	}
	line := plural(len(e.Quotes), "quotation") + ". "
	if n := len(e.Quotes) - counts["none"]; n > 0 {
		line += fmt.Sprintf("Of %d whose source is at hand, %d stand there word for word, %d nearly, %d not. ", n, counts["found"], counts["close"], counts["missing"])
	}
	if n := counts["none"]; n > 0 {
		line += fmt.Sprintf("The source of %d is not at hand; `parley source add` brings it in.", n)
	}
	return []Block{Heading{1, "Quotations"}, Paragraph{T(strings.TrimSpace(line))}, t}
}

// Found says how a quotation was found.
func Found(m *quote.Match) Text {
	switch {
	case m == nil:
		return Text{{"–", Quiet}}
	case m.Status == quote.Found:
		t := Text{{fmt.Sprintf("line %d:%d", m.Spans[0].Line, m.Spans[0].Column), Good}}
		if m.Times > 1 {
			t.Add(Plain, fmt.Sprintf(" (first of %d)", m.Times))
		}
		return t
	case m.Status == quote.Close:
		return Text{{fmt.Sprintf("nearly, line %d", m.Spans[0].Line), Strong}, {": " + Differences(m.Differ), Plain}}
	}
	return Text{{"not found", Bad}}
}
