package web

import (
	"context"

	"parley/diag"
	"parley/scenario"
)

// maxForm is the largest text, in bytes, that is shown as a form.
const maxForm = 256 << 10

// form is a file as it is written, for changing it piece by piece.
type form struct {
	Broken   diag.List // the text is no YAML throughout, so that there is nothing to show
	Large    bool      // there is too much in it for a page of fields
	ReadOnly bool
	Graph    bool
	Top      []entry // title and question
	Parties  []formParty
	Lists    []formList
	Quo      formQuo
	Wants    []formWants
	Rest     []formRest
}

// entry is a text that can be changed.
type entry struct {
	Path, Text, Label string
	Faults            diag.List
}

type formParty struct {
	entry         // its name
	ID, Class, At string
	Options       []formOption
	OptionsAt     string
	Keyed         string // its name, or else its id
}

type formOption struct {
	entry
	ID     string
	Stays  string // as written: "", "true", "taken", "dropped", "both"
	Levels []formOption
	More   bool // it carries evidence or more, in the text
	level  string
}

// formList is a list of formulas, or of names for formulas.
type formList struct {
	Path, Title, About, One, Hint string
	Named                         bool
	Items                         []formItem
}

type formItem struct {
	entry
	Name, At string
	Number   int
	More     bool
}

type formQuo struct {
	Path    string
	State   string // graph form
	States  []option
	Parties []formQuoParty
	Faults  diag.List
	Lost    bool // it is written in a way that a form cannot show
}

type formQuoParty struct {
	Label, Class string
	Options      []formTaken
}

type formTaken struct {
	ID, Label string
	Taken     bool
	Levels    []formTaken
}

// formWants is what a party wants: in the file itself, and in the choices of groups.
type formWants struct {
	ID, Label, Class string
	Orders           []formOrder
	Force            int // index of the one in force, -1 where the party is indifferent
	Add              string
}

type formOrder struct {
	Path, List string
	Where      string // "motive = elective", "" for the file itself
	Label      string // of whom
	Force      bool
	Method     string // statements, weights, ranking or either
	Statements []formStatement
	Weights    []formWeight
	Tiers      []formTier
	Rivals     []formOrder
}

type formStatement struct {
	entry
	At     string
	Number int
	Strong bool
	Because,
	Quote bool
	Either []entry
}

type formWeight struct {
	entry
	Value entry
}

type formTier struct {
	List    string
	At      int
	Number  int
	States  []tierState
	Greatly bool
	Last    bool
}

type tierState struct{ Code, Number, Brief string }

// formRest is a section that is changed in the text.
type formRest struct {
	Title, About string
	Line         int
}

// Form returns the file of the page as a form.
func (p *Page) Form() *form {
	f, problems := p.read()
	x := &form{ReadOnly: p.State.ReadOnly}
	if f == nil || !f.Whole() {
		x.Broken = problems.Errors()
		return x
	}
	if len(p.State.Text) > maxForm {
		x.Large = true
		return x
	}
	m := &former{file: f, problems: problems.Errors(), words: p.stateWords(p.ctx)}
	states := f.Value("states")
	x.Graph = states != nil
	x.Top = []entry{m.entry("title", "Title", f.Title), m.entry("question", "Question", f.Question)}
	parties := fields(f.Value("parties"))
	for i, party := range parties {
		x.Parties = append(x.Parties, m.party(i, party))
	}
	if !x.Graph {
		x.Lists = append(x.Lists,
			m.list("rules", "Rules", "What every outcome satisfies", "Rule", "not (a and b)"),
			m.list("moves", "Moves", "What a single move may not do", "Limit", "A only after B, irreversible A, never from A to B"))
	}
	x.Lists = append(x.Lists, m.list("define", "Names", "Names for formulas, to be used in others", "Name", "a and b"))
	if !x.Graph {
		x.Lists = append(x.Lists, m.list("merge", "Merged outcomes", "Outcomes with this count as one", "Merge", "a formula"))
	}
	x.Quo = m.statusQuo(x.Parties, states)
	settled, _ := f.InForce(nil)
	for _, g := range p.Groups {
		for _, c := range g.Choices {
			if c.Chosen {
				settled[g.ID] = c.ID
			}
		}
	}
	for _, party := range x.Parties {
		x.Wants = append(x.Wants, m.wants(party, settled))
	}
	for _, s := range []struct{ key, about string }{{"about", "what the dispute is about"}, {"citation", "where the model comes from"}, {"states", "the outcomes, listed"},
		{"hypotheses", "rival readings"}, {"strategies", "rival courses"}, {"perceptions", "how parties see it"}, {"sources", "what quotes are from"}, {"claims", "what somebody asserts"},
		{"evidence", "what speaks for and against"}, {"simulation", "what runs out meanwhile"}} {
		if line, _, _ := f.Locate(s.key); line > 0 && f.Value(s.key) != nil {
			x.Rest = append(x.Rest, formRest{s.key, s.about, line})
		}
	}
	return x
}

// read returns the present text, read; what the bench has read already is not read again.
func (p *Page) read() (*scenario.File, diag.List) {
	if p.Case != nil && p.Case.File != nil && !p.Stale {
		return p.Case.File, nil // without errors
	}
	return scenario.Read(p.Name, []byte(p.State.Text))
}

// stateWords names states of rankings by their numbers and what is taken in them, where the case is sound.
func (p *Page) stateWords(ctx context.Context) func(string) (string, string) {
	none := func(string) (string, string) { return "", "" }
	if p.Case == nil || p.Stale {
		return none
	}
	g, err := p.Opened.Graph(ctx)
	if err != nil || g.Len() > 4096 {
		return none
	}
	w, err := p.Opened.Words(ctx)
	if err != nil {
		return none
	}
	at := make(map[string]int, g.Len())
	for x := range g.Len() {
		at[g.Code(x)] = x
	}
	return func(code string) (string, string) {
		x, ok := at[code]
		if !ok {
			return "", ""
		}
		if name := w.Name(x); name != "" {
			return w.Number(x), name
		}
		return w.Number(x), w.Brief(x)
	}
}

// addition, ordering and stepping are what parts of the form are given.
type addition struct {
	Path, Whose string
	ReadOnly    bool
}

type ordering struct {
	Order    formOrder
	ReadOnly bool
}

type stepping struct {
	Key, What   string
	First, Last bool
}

// Stays are the ways in which an option may be irreversible.
func (*form) Stays() []option {
	return []option{{"", "reversible"}, {"taken", "stays if taken"}, {"dropped", "stays if dropped"}, {"both", "stays as it is"}}
}

// Panes are the parts of the model that can be shown; on a narrow screen both means the form.
func (*Page) Panes() []option { return []option{{"form", "Form"}, {"both", "Both"}, {"text", "Text"}} }

// Pane is the part of the model that the address asks for.
func (p *Page) Pane() string {
	if v := p.Query("pane"); v == "form" || v == "text" {
		return v
	}
	return "both"
}
