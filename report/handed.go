package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"parley"
	"parley/stability"
)

// Report is a document to hand in: a brief in full, with its sources and with how it was made.
type Report struct {
	Brief    // Full
	Sources  []Source
	Evidence []Exhibit
	Weighed  Evidence // boards and words of estimate
	Made     Making
}

// Source is what quotes are from, as the file tells of it.
type Source struct {
	ID, Title, Author, Outlet, Date, Where, Reliability, About string
	File                                                       string // with the text; relative to the scenario file
}

// Exhibit is what the file gives for one item.
type Exhibit struct {
	At        string // its path in the file
	For, Text string // what kind of item it is, and the item itself; "" and its path in the file where no name is known
	Quotes    []Cited
	Because   string
	Claims    []string // ids of claims that it rests on
	Hedge     string
	Basis     string
}

// Cited is a quote and the id of its source.
type Cited struct{ Text, Source string }

// Making tells how a report was made.
type Making struct {
	Program string // name and version
	File    string // name of the file
	Digest  string // SHA-256 of its text
	States  int    // limits: above which states and bytes the work is given up; 0 for the default
	Memory  int64
	Time    string // limit, "" for none
}

// What a report tells at most. The commands about each part tell more.
const (
	reportOutcomes = 25
	reportWays     = 3
)

// ReportDocument writes it: a summary of one page, then part by part what the commands tell, the sources, and an appendix on the
// method with every choice that was made.
func ReportDocument(x Report) Document {
	g := x.Result.Graph
	w := NewWords(g)
	d := Document{Title: g.Conflict().Title}
	d.add(x.introduction()...)
	d.add(Heading{1, "Summary"}, x.inShort(w))
	d.add(x.gaps()...)
	d.add(Heading{1, "Parties, options and assumptions"})
	d.add(lower(parties(g))...)
	d.add(lower(x.assumptions())...)
	d.add(lower(possible(g))...)
	d.add(lower(wants(g.Conflict()))...)
	usual, variants := x.split()
	d.add(usual.outcomes(w, reportOutcomes)...)
	d.add(lower(x.variantTable(variants))...)
	d.add(lower(x.statusQuo(w, maxImprovements))...)
	d.add(x.routes(w, reportWays)...)
	if x.Matrix != nil {
		d.add(Heading{1, "Strategies and hypotheses"})
		if (&matrixText{Matrix: x.Matrix}).begun() {
			d.add(x.Matrix.Figure())
		}
		d.add(lower(x.Matrix.Blocks())...)
	}
	if x.Claims != nil {
		d.add(Heading{1, "Claims"})
		d.add(ClaimsDocument(*x.Claims).Blocks...)
	}
	if x.Perceived != nil {
		d.add(Heading{1, "Perceptions"})
		d.add(lower(PerceiveDocument(*x.Perceived).Blocks)...)
	}
	if len(x.Cruxes) > 0 {
		d.add(Heading{1, "What the verdicts rest on"})
		for _, c := range x.Cruxes {
			d.add(Heading{2, c.Test.String()})
			d.add(lower(lower(CruxDocument(c, false).Blocks))...)
		}
	}
	if x.Goal != nil {
		d.add(Heading{1, "What would settle it"}, Paragraph{x.chosen()})
		if x.Settlement != nil {
			d.add(lower(SettleDocument(*x.Settlement).Blocks)...)
		}
	}
	if x.Simulated != nil {
		d.add(Heading{1, "Attrition behind the talks"})
		d.add(lower(x.Simulated.Blocks(true))...)
	}
	d.add(x.evidence()...)
	for _, b := range x.Weighed.Boards {
		d.add(b.blocks()...)
	}
	d.add(x.Weighed.WordBlocks()...)
	d.add(x.appendix()...)
	return d
}

// wants lists what each party wants under the choices in force, the most important first.
func wants(c *parley.Conflict) []Block {
	t := Table{Name: "preferences", Columns: []Column{{"Party", Left}, {"Place", Right}, {"What it wants", Left}}}
	several := false
	for i, p := range c.Preferences {
		label := Text{{c.Parties[i].Label(), Strong}}
		add := func(row ...Text) {
			t.Rows = append(t.Rows, append([]Text{label}, row...))
			label = T("")
		}
		several = several || len(p.Either) > 1
		for _, o := range p.Either {
			for k, s := range o.Statements {
				var what Text
				for n, f := range s.Either {
					if n > 0 {
						what.Add(Plain, " or ")
					}
					what.Add(Code, f.String())
				}
				if s.Greatly {
					what.Add(Quiet, " (greatly)")
				}
				add(T(fmt.Sprint(k+1)), what)
			}
			for _, x := range o.Weights {
				add(T("weight "+Decimal(x.Value)), Text{{x.Formula.String(), Code}})
			}
			for k, tier := range o.Ranking {
				add(T(fmt.Sprint(k+1)), Text{{strings.Join(tier.States, ", "), Code}})
			}
		}
	}
	if len(t.Rows) == 0 {
		return nil
	}
	note := "Place 1 is the most important; it outweighs all later ones together."
	if several {
		note += " Where a party has several orders they follow each other: which of them is its own is not known."
	}
	t.Note = Text{{note, Quiet}}
	return []Block{Heading{1, "What each party wants"}, t}
}

// evidence lists the sources, and for each item what the file gives for it.
func (x Report) evidence() []Block {
	if len(x.Sources)+len(x.Evidence) == 0 {
		return nil
	}
	blocks := []Block{Heading{1, "Evidence"}}
	if len(x.Sources) > 0 {
		t := Table{Name: "sources", Caption: "Sources", Columns: []Column{{"Source", Left}, {"Title", Left}, {"By", Left}, {"Date", Left}, {"Reliability", Left}, {"About", Left}}}
		rated := false
		for _, s := range x.Sources {
			by := strings.Trim(s.Author+", "+s.Outlet, ", ")
			title := T(s.Title)
			if s.Where != "" {
				title.Add(Quiet, " "+s.Where)
			}
			rated = rated || s.Reliability != ""
			t.Rows = append(t.Rows, []Text{{{s.ID, Strong}}, title, T(by), T(s.Date), T(cmp.Or(s.Reliability, "–")), T(s.About)})
		}
		if !rated {
			t.Note = Text{{"The file rates no source.", Quiet}}
			dropColumn(&t, "Reliability")
		}
		blocks = append(blocks, t)
	}
	if len(x.Evidence) == 0 {
		return blocks
	}
	t := Table{Name: "evidence", Caption: "What the file gives for what", Columns: []Column{{"Supports", Left}, {"Quote or reason", Left}, {"Source", Left}}}
	for _, e := range x.Evidence {
		item := Text{{e.For, Quiet}, {" ", Plain}, {e.Text, Plain}}
		if e.For == "" {
			item = Text{{e.Text, Code}}
		}
		if e.Hedge != "" {
			item.Add(Quiet, ", hedged “"+e.Hedge+"”")
		}
		var reason []Text
		var from []string
		for _, q := range e.Quotes {
			reason = append(reason, T("“"+strings.Join(strings.Fields(q.Text), " ")+"”"))
			if q.Source != "" && !slices.Contains(from, q.Source) {
				from = append(from, q.Source)
			}
		}
		if e.Because != "" {
			reason = append(reason, T(strings.Join(strings.Fields(e.Because), " ")))
		}
		if len(e.Claims) > 0 {
			reason = append(reason, Text{{"rests on " + join(e.Claims), Quiet}})
		}
		if e.Basis != "" {
			reason = append(reason, Text{{"basis: " + e.Basis, Quiet}})
		}
		var cell Text
		for k, r := range reason {
			if k > 0 {
				cell.Add(Plain, "\n")
			}
			cell = append(cell, r...)
		}
		t.Rows = append(t.Rows, []Text{item, cell, T(strings.Join(from, ", "))})
	}
	return append(blocks, t)
}

// appendix says how the report was made: by which definitions, with which choices and limits, and what was not covered.
func (x Report) appendix() []Block {
	g := x.Result.Graph
	blocks := []Block{Heading{1, "Appendix: how this was made"},
		Paragraph{T("Every verdict follows from the file by a published definition; nothing was estimated but where it says so. A verdict holds under what is assumed. parley takes no side between rival readings.")},
		Heading{2, "Concepts"}, Paragraph{T(concepts(x.usualResult()))}}
	for _, warning := range x.Result.Warnings {
		blocks = append(blocks, Paragraph{Text{{"Note: ", Strong}, {warning, Plain}}})
	}
	return append(blocks, Heading{2, "Choices that the literature leaves open"}, x.choices(), Heading{2, "Making"}, x.making(g.Len()), Heading{2, "What is not covered"}, x.uncovered())
}

func (x Report) usualResult() *stability.Result {
	usual, _ := x.split()
	return usual.Result
}

// choices lists every choice with what was chosen.
func (x Report) choices() Table {
	c := x.Result.Choices
	t := Table{Name: "choices", Columns: []Column{{"Question", Left}, {"Chosen", Left}, {"Otherwise by", Left}}}
	add := func(question, yes, no string, other bool, flag string) {
		chosen := yes
		if other {
			chosen = no
		}
		t.Rows = append(t.Rows, []Text{T(question), T(chosen), {{flag, Code}}})
	}
	add("Does an equally good state count as a sanction?", "yes", "no", c.EqualNotSanction, "--equal-not-sanction")
	add("Does a return to the present state count as a sanction?", "yes", "no", c.ReturnNotSanction, "--return-not-sanction")
	add("How often may a party move in a sequence?", "not twice in a row", "once", c.EachOnce, "--each-once")
	add("How does a coalition change its options?", "step by step", "all at once", c.Simultaneous, "--simultaneous")
	add("How does a party escape a sanction?", "by any move", "by improvements only", c.EscapeByImprovement, "--escape-by-improvement")
	add("What does irreversibility bind?", "sequences of moves too", "single moves", c.IrreversiblePerArc, "--irreversible-per-arc")
	t.Rows = append(t.Rows, []Text{T("How do unknown preferences count?"), T("extension " + c.Extension(stability.Concept{}).String()), {{"--unknown", Code}}})
	if x.Result.Graph.Certain() {
		t.Rows[len(t.Rows)-1][1].Add(Quiet, " (none is unknown here)")
	}
	return t
}

// making lists by what, from what and within which limits the report was made.
func (x Report) making(states int) Table {
	t := Table{Name: "making", Columns: []Column{{"What", Left}, {"Value", Left}}}
	add := func(what, value string) { t.Rows = append(t.Rows, []Text{T(what), T(value)}) }
	add("Program", x.Made.Program)
	add("File", x.Made.File)
	if x.Made.Digest != "" {
		t.Rows = append(t.Rows, []Text{T("SHA-256 of its text"), {{x.Made.Digest, Code}}})
	}
	var assumed []string
	for _, group := range x.Groups {
		assumed = append(assumed, group.ID+"="+group.Choice)
	}
	if len(assumed) > 0 {
		add("Assumed", strings.Join(assumed, ", "))
	}
	add("Engine", x.Result.Engine)
	add("States", fmt.Sprint(states))
	limit := "the default"
	if x.Made.States > 0 {
		limit = fmt.Sprint(x.Made.States)
	}
	add("Limit of states", limit)
	if x.Made.Memory > 0 {
		add("Limit of memory", fmt.Sprintf("%d MiB", x.Made.Memory>>20))
	}
	add("Limit of time", cmp.Or(x.Made.Time, "none"))
	return t
}

// uncovered says what was not asked.
func (x Report) uncovered() List {
	l := List{}
	add := func(s string) { l.Items = append(l.Items, Item{Text: T(s)}) }
	if x.Stopped() {
		l.Items = append(l.Items, Item{Text: Text{{"The work was ended before all was asked; what is marked above as missing or incomplete was not found by then.", Bad}}})
	}
	if x.Claims != nil {
		n := 0
		for _, f := range x.Claims.Result.Findings {
			if f.Claim.Test != nil && !f.Coverage.Jointly {
				n++
			}
		}
		if n > 0 {
			add(fmt.Sprintf("%s under readings with at most two groups away from their first choice only; `parley claims --limit` asks the others.", count(n, "claim was asked", "claims were asked")))
		}
	}
	if len(x.Cruxes) > 0 {
		add("Of changes to what is assumed each was tried alone, no two together; `parley crux` tries those too.")
	}
	if x.Settlement != nil {
		add("Stages of an agreement, threats and promises are asked for by name: `parley settle --stages`, `--threat` and `--promise`.")
	}
	if x.Perceived != nil && len(x.Perceived.Verdicts) > 0 {
		add("Perceptions are of the first level: what a party believes that another one believes is not looked at.")
	}
	add("Coalitions are judged by `parley solve --coalitions` only.")
	return l
}
