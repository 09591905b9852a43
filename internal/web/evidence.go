package web

import (
	"cmp"
	"context"
	"fmt"
	"html/template"
	"slices"
	"strings"

	"parley/evidence"
	"parley/evidence/quote"
	"parley/internal/desk"
	"parley/internal/workbench"
	"parley/report"
)

var evidenceScreen = Screen{
	ID: "evidence", Title: "Evidence", About: "What speaks for and against rival hypotheses, what the file rests on, and what rests on nothing",
	View: func(ctx context.Context, p *Page) (any, error) { return evidenceOf(ctx, p) },
}

// proof is what the screen shows: the text of a source where the address names one, else all the rest.
type proof struct {
	Source *sourcePage

	Boards  []boardTab
	Board   *board
	Doubts  []quoteDoubt
	Without []bareSection
	Sources []sourceLine
	Words   template.HTML
	Rests   []resting
	Bare    bool // the file has nothing of all this
	NoFile  bool
}

type boardTab struct {
	ID, Question, Link string
	Chosen             bool
}

// anchor is something to go to.
type anchor struct{ Text, Link, Title string }

// quoteDoubt is a quotation that is not in its source as it stands.
type quoteDoubt struct {
	Quote, Status, Class string
	Where                anchor // in the source
	For                  []anchor
}

// bareSection is a section of the file with what it gives no evidence for.
type bareSection struct {
	Section, Count string
	Items          []anchor
}

type sourceLine struct {
	ID, Link, About, Reliability, Means, State, Class string
	Quotes, Found                                     int
	Known                                             bool // its text is at hand
}

// resting is an item of the file with what it rests on.
type resting struct {
	ID         string
	Kind, Text string
	Quotes     []quoteLink
	Because    string
	Claims     []anchor
	Hedge      string
}

// quoteLink leads to a quotation in its source.
type quoteLink struct{ Text, Source, Link, Status, Class string }

// places knows where everything stands that a quotation can be for, and every quotation.
type places struct {
	p      *Page
	quoted map[string]*report.SourceText // by id of the source
	items  map[string]anchor             // by path, claims by their id too
	boards []*report.Board
	here   bool // the anchors stand on the page that is shown
}

// evidenceOf asks the workbench and sets it out.
func evidenceOf(ctx context.Context, p *Page) (*proof, error) {
	if p.Case.File == nil {
		return &proof{NoFile: true}, nil
	}
	folder := p.web.desk.Dir()
	if strings.HasPrefix(p.Name, desk.CatalogPrefix) {
		folder = "" // the catalog has no texts
	}
	read, digest := p.Case.Beside(folder)
	found, err := desk.Ask(ctx, p.Opened, "evidence", func(ctx context.Context, c *workbench.Case) (*report.Evidence, error) {
		return c.Evidence(ctx, workbench.EvidenceQuestion{}, p.web.bench.Settings())
	})
	if err != nil {
		return nil, err
	}
	// What is quoted is looked for in the texts as they are now, not as they were when the file was first asked about.
	quoted, err := desk.Ask(ctx, p.Opened, "quoted "+digest, func(context.Context, *workbench.Case) (map[string]*report.SourceText, error) {
		out := map[string]*report.SourceText{}
		for _, s := range read.File.Sources {
			x, err := read.Quoted(s.ID)
			if err != nil {
				return nil, err
			}
			out[s.ID] = x
		}
		return out, nil
	})
	if err != nil {
		return nil, err
	}
	at := &places{p: p, quoted: quoted, items: map[string]anchor{}, here: p.Query("source") == ""}
	for i := range found.Boards {
		at.boards = append(at.boards, &found.Boards[i])
	}
	exhibits := p.Case.Exhibits()
	at.learn(exhibits)
	if id := p.Query("source"); id != "" {
		source, err := at.source(id)
		return &proof{Source: source}, err
	}
	v := &proof{}
	chosen := 0
	for i, b := range at.boards {
		if b.Group == p.Query("board") {
			chosen = i
		}
	}
	for i, b := range at.boards {
		v.Boards = append(v.Boards, boardTab{ID: b.Group, Question: b.Question, Link: p.With("board", b.Group), Chosen: i == chosen})
		if i == chosen {
			if v.Board, err = at.board(b); err != nil {
				return nil, err
			}
		}
	}
	v.Doubts, v.Sources, v.Without = at.doubts(), at.sources(), at.bare(found.Without)
	for i, x := range exhibits {
		v.Rests = append(v.Rests, resting{ID: restsID(i), Kind: x.For, Text: cmp.Or(x.Text, x.At), Quotes: at.quotes(x.Quotes),
			Because: strings.Join(strings.Fields(x.Because), " "), Claims: at.list(x.Claims), Hedge: x.Hedge})
	}
	v.Words, err = written(found.WordBlocks(), 2, "words-")
	v.Bare = len(v.Boards)+len(v.Sources)+len(v.Rests)+len(found.Words) == 0
	return v, err
}

// learn notes where the items of the file stand on the screen.
func (at *places) learn(exhibits []report.Exhibit) {
	for i, x := range exhibits {
		text := x.Text
		if x.For != "" {
			text = x.For + " " + x.Text
		}
		at.items[x.At] = anchor{Text: clip(text), Link: at.link(restsID(i)), Title: text}
	}
	for _, c := range at.p.Case.File.Claims {
		x, ok := at.items[c.At]
		if !ok { // nothing is given for it, so that it has no row
			x = anchor{Text: clip("claim " + c.ID + ": " + c.Says), Title: c.Says, Link: at.inModel(c.At)}
			at.items[c.At] = x
		}
		at.items[c.ID] = x
	}
	for _, b := range at.boards {
		for k, x := range b.Items {
			a := anchor{Text: clip("evidence on " + b.Group + ": " + x.Says), Title: x.Says, Link: "#" + itemID(k)}
			if !at.here || !at.shown(b) {
				a.Link = at.p.Link("evidence", "board", b.Group) + "#" + itemID(k)
			}
			at.items[x.At] = a
		}
	}
}

func restsID(i int) string { return fmt.Sprintf("rests-%d", i+1) }

func itemID(k int) string { return fmt.Sprintf("item-%d", k+1) }

// shown reports whether a board is the one on the page.
func (at *places) shown(b *report.Board) bool {
	chosen := at.boards[0]
	for _, x := range at.boards {
		if x.Group == at.p.Query("board") {
			chosen = x
		}
	}
	return b == chosen
}

// link leads to an element of the screen, from wherever one is.
func (at *places) link(id string) string {
	if at.here {
		return "#" + id
	}
	return at.p.Link("evidence") + "#" + id
}

// inModel leads to the line of the file on which an item stands.
func (at *places) inModel(path string) string {
	line, column, _ := at.p.Case.File.Locate(path)
	return at.p.Link("model", "line", fmt.Sprint(line), "column", fmt.Sprint(column))
}

// item leads to what stands at a path, or has an id.
func (at *places) item(path string) anchor {
	if x, ok := at.items[path]; ok {
		return x
	}
	return anchor{Text: path, Link: at.inModel(path)}
}

func (at *places) list(paths []string) []anchor {
	var out []anchor
	for _, x := range paths {
		out = append(out, at.item(x))
	}
	return out
}

// clip shortens a text to what a link can say.
func clip(text string) string {
	const most = 90
	if r := []rune(text); len(r) > most {
		return strings.TrimSpace(string(r[:most])) + " …"
	}
	return text
}

// quotes leads to quotations in their sources.
func (at *places) quotes(cited []report.Cited) []quoteLink {
	var out []quoteLink
	for _, c := range cited {
		q := quoteLink{Text: strings.Join(strings.Fields(c.Text), " "), Source: c.Source}
		if s := at.quoted[c.Source]; s != nil {
			i := slices.IndexFunc(s.Quotes, func(x report.QuotedPassage) bool { return x.Quote == c.Text })
			q.Link = at.p.Link("evidence", "source", c.Source)
			if i >= 0 {
				q.Link += "#" + lit(s, i)
			}
			if s.Text != nil && i >= 0 {
				q.Status, q.Class = status(s.Quotes[i].Match)
			}
		}
		out = append(out, q)
	}
	return out
}

// lit returns the id of a quotation on the page of its source: of the lit passage, or where there is none of the note on it.
func lit(s *report.SourceText, i int) string {
	if len(s.Quotes[i].Match.Spans) > 0 {
		return fmt.Sprintf("quote-%d", i+1)
	}
	return fmt.Sprintf("note-%d", i+1)
}

// status says in a word how a quotation was found, with the class of that.
func status(m quote.Match) (text, class string) {
	switch m.Status {
	case quote.Found:
		return "found", "good"
	case quote.Close:
		return "nearly", "doubt"
	}
	return "not found", "bad"
}

// doubts lists the quotations that are not in their source as quoted.
func (at *places) doubts() (out []quoteDoubt) {
	for _, src := range at.p.Case.File.Sources {
		s := at.quoted[src.ID]
		if s.Text == nil {
			continue
		}
		for i, q := range s.Quotes {
			if q.Match.Status == quote.Found {
				continue
			}
			m := q.Match
			_, class := status(m)
			out = append(out, quoteDoubt{Quote: q.Quote, Status: report.Found(&m).String(), Class: class, For: at.list(q.For),
				Where: anchor{Text: src.ID, Link: at.p.Link("evidence", "source", src.ID) + "#" + lit(s, i)}})
		}
	}
	return out
}

func (at *places) bare(sections []report.Without) (out []bareSection) {
	for _, w := range sections {
		if len(w.Items) == 0 {
			continue
		}
		x := bareSection{Section: w.Section, Count: fmt.Sprintf("%d of %s", len(w.Items), count(w.Total, w.What))}
		for _, i := range w.Items {
			x.Items = append(x.Items, anchor{Text: i.Name, Link: at.p.Link("model", "line", fmt.Sprint(i.Line), "column", fmt.Sprint(i.Column))})
		}
		out = append(out, x)
	}
	return out
}

func (at *places) sources() (out []sourceLine) {
	for _, src := range at.p.Case.File.Sources {
		s := at.quoted[src.ID]
		var about []string
		for _, x := range []string{src.Title, src.Author, src.Outlet, src.Date} {
			if x != "" {
				about = append(about, x)
			}
		}
		x := sourceLine{ID: src.ID, Link: at.p.Link("evidence", "source", src.ID), About: strings.Join(about, ", "), Reliability: src.Reliability, Quotes: len(s.Quotes), Known: s.Text != nil}
		if r, ok := evidence.ParseReliability(src.Reliability); ok {
			x.Means = r.String()
		}
		switch {
		case src.File == "":
			x.State, x.Class = "no text", "quiet"
		case s.Text == nil:
			x.State, x.Class = "missing", "bad"
		case s.Changed:
			x.State, x.Class = "changed", "bad"
		default:
			x.State, x.Class = "kept", "good"
		}
		for _, q := range s.Quotes {
			if q.Match.Status == quote.Found {
				x.Found++
			}
		}
		out = append(out, x)
	}
	return out
}
