package report

import "parley/catalog"

// CatalogJSON is the answer of `parley catalog`.
type CatalogJSON struct {
	Parley string     `json:"parley"`
	Cases  []CaseJSON `json:"cases"`
}

// CaseJSON describes one case of the catalog.
type CaseJSON struct {
	ID       string `json:"id"`
	Title    string `json:"title"`
	Kind     string `json:"kind"` // textbook, published, founding, teaser
	Citation string `json:"citation"`
}

// NewCatalogJSON lists cases.
func NewCatalogJSON(cases []catalog.Case) CatalogJSON {
	j := CatalogJSON{Parley: Version, Cases: []CaseJSON{}}
	for _, c := range cases {
		j.Cases = append(j.Cases, CaseJSON{c.ID, c.Title, string(c.Kind), c.Citation})
	}
	return j
}

// CatalogDocument lists cases as a table.
func CatalogDocument(cases []catalog.Case) Document {
	t := Table{Name: "catalog", Columns: []Column{{"Case", Left}, {"Title", Left}, {"Kind", Left}}}
	for _, c := range cases {
		t.Rows = append(t.Rows, []Text{{{c.ID, Code}}, T(c.Title), T(string(c.Kind))})
	}
	return Document{Blocks: []Block{t, Paragraph{Text{{"Use one as catalog:ID in place of a file, or copy it with `parley catalog copy ID`.", Quiet}}}}}
}
