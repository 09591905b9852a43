package report

import (
	"fmt"
	"strings"
)

// AddedSource tells what was taken out of a document.
type AddedSource struct {
	Source
	Author, Date, Outlet, URL string
	Kind                      string // html, markdown, pdf, text
	Original, SHA256          string // hashes of the document, of the text
	Paragraphs                int
	RestFile                  string // "" where nothing surrounds the article
	Rest                      []RestPart
	Quotes, Found             int // quotations that the file had of it already, and those of them that stand in it word for word
	Remarks                   []string
}

// RestPart is a part of what surrounds an article.
type RestPart struct {
	Name  string `json:"name"`
	Lines int    `json:"lines"`
}

// AddedDocument says what was taken out of a document.
func AddedDocument(a AddedSource) Document {
	d := Document{}
	t := Text{{a.ID, Strong}, {": ", Plain}}
	if a.Title != "" {
		t.Add(Plain, "“"+a.Title+"”")
	} else {
		t.Add(Plain, "no title was found")
	}
	for _, x := range []string{a.Author, a.Outlet, a.Date} {
		if x != "" {
			t.Add(Plain, ", "+x)
		}
	}
	d.add(Paragraph{t})
	l := List{}
	l.Items = append(l.Items, Item{Text: T(fmt.Sprintf("%s: the article, %s", a.File, plural(a.Paragraphs, map[bool]string{true: "line", false: "paragraph"}[a.Kind == "pdf"])))})
	if a.RestFile != "" {
		var parts []string
		for _, p := range a.Rest {
			parts = append(parts, fmt.Sprintf("%s (%s)", p.Name, plural(p.Lines, "line")))
		}
		l.Items = append(l.Items, Item{Text: T(a.RestFile + ": what surrounds it: " + join(parts))})
	}
	if a.Quotes > 0 {
		l.Items = append(l.Items, Item{Text: T(fmt.Sprintf("%s of it in the scenario file: %d found", plural(a.Quotes, "quotation"), a.Found))})
	}
	for _, r := range a.Remarks {
		l.Items = append(l.Items, Item{Text: Text{{r, Strong}}})
	}
	d.add(l)
	var lacks []string
	for _, x := range []struct{ what, value string }{{"author", a.Author}, {"date", a.Date}, {"outlet", a.Outlet}} {
		if x.value == "" {
			lacks = append(lacks, x.what)
		}
	}
	if len(lacks) > 0 {
		d.add(Paragraph{Text{{"The document does not tell its " + join(lacks) + ": write it into the file, where you know it.", Quiet}}})
	}
	return d
}

// AddedJSON is the answer of `parley source add`.
type AddedJSON struct {
	Parley     string     `json:"parley"`
	ID         string     `json:"id"`
	Title      string     `json:"title,omitempty"`
	Author     string     `json:"author,omitempty"`
	Date       string     `json:"date,omitempty"`
	Outlet     string     `json:"outlet,omitempty"`
	URL        string     `json:"url,omitempty"`
	Kind       string     `json:"kind"`
	File       string     `json:"file"`
	SHA256     string     `json:"sha256"`
	Original   string     `json:"original"`
	Paragraphs int        `json:"paragraphs"`
	RestFile   string     `json:"rest_file,omitempty"`
	Rest       []RestPart `json:"rest,omitempty"`
	Quotes     int        `json:"quotes,omitempty"`
	Found      int        `json:"found,omitempty"`
	Remarks    []string   `json:"remarks,omitempty"`
}

// NewAddedJSON writes what was taken out of a document as JSON.
func NewAddedJSON(a AddedSource) AddedJSON {
	return AddedJSON{Parley: Version, ID: a.ID, Title: a.Title, Author: a.Author, Date: a.Date, Outlet: a.Outlet, URL: a.URL, Kind: a.Kind, File: a.File, SHA256: a.SHA256,
		Original: a.Original, Paragraphs: a.Paragraphs, RestFile: a.RestFile, Rest: a.Rest, Quotes: a.Quotes, Found: a.Found, Remarks: a.Remarks}
}

// Sources is a list of sources.
type Sources struct {
	Title string
	List  []SourceLine
}

// SourceLine is a source with how much of it is quoted.
type SourceLine struct {
	Source
	Author, Date, Outlet string
	State                string // of its text: kept, changed, missing, no text
	Quotes, Found        int
}

// SourcesDocument lists sources.
func SourcesDocument(s Sources) Document {
	d := Document{Title: s.Title}
	if len(s.List) == 0 {
		d.add(Paragraph{T("The file names no sources; `parley source add` brings one in.")})
		return d
	}
	t := Table{Name: "sources", Columns: []Column{{"Source", Left}, {"What it is", Left}, {"Reliability", Left}, {"Text", Left}, {"Quotations", Right}, {"Found", Right}}}
	for _, x := range s.List {
		var parts []string
		for _, p := range []string{x.Title, x.Author, x.Outlet, x.Date} {
			if p != "" {
				parts = append(parts, p)
			}
		}
		state := Text{{x.State, map[string]Style{"kept": Good, "changed": Bad, "missing": Bad, "no text": Quiet}[x.State]}}
		found := "–"
		if x.State == "kept" || x.State == "changed" {
			found = fmt.Sprint(x.Found)
		}
		t.Rows = append(t.Rows, []Text{{{x.ID, Strong}}, T(strings.Join(parts, ", ")), T(x.Reliability), state, T(fmt.Sprint(x.Quotes)), T(found)})
	}
	d.add(t)
	return d
}

// SourcesJSON is the answer of `parley source list`.
type SourcesJSON struct {
	Parley  string           `json:"parley"`
	Title   string           `json:"title"`
	Sources []SourceLineJSON `json:"sources"`
}

// SourceLineJSON is a source of the list.
type SourceLineJSON struct {
	ID          string `json:"id"`
	Title       string `json:"title,omitempty"`
	Author      string `json:"author,omitempty"`
	Date        string `json:"date,omitempty"`
	Outlet      string `json:"outlet,omitempty"`
	File        string `json:"file,omitempty"`
	Reliability string `json:"reliability,omitempty"`
	Text        string `json:"text"` // kept, changed, missing, no text
	Quotes      int    `json:"quotes"`
	Found       int    `json:"found"`
}

// NewSourcesJSON writes a list of sources as JSON.
func NewSourcesJSON(s Sources) SourcesJSON {
	j := SourcesJSON{Parley: Version, Title: s.Title, Sources: []SourceLineJSON{}}
	for _, x := range s.List {
		j.Sources = append(j.Sources, SourceLineJSON{x.ID, x.Title, x.Author, x.Date, x.Outlet, x.File, x.Reliability, x.State, x.Quotes, x.Found})
	}
	return j
}
