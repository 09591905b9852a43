package report

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strconv"
	"strings"
)

// CSVFile is a table as comma-separated values.
type CSVFile struct {
	Name string // of the table, unique among those of a document: "outcomes", "weights-2"
	Data []byte
}

// WriteCSV writes every table of a document, those inside lists too, as comma-separated values in UTF-8 with the titles of the columns
// first. Text that a spreadsheet would take for a formula has an apostrophe before it; numbers are left as they are. Captions and notes are left
// out.
func WriteCSV(d Document) ([]CSVFile, error) {
	var out []CSVFile
	seen := map[string]int{}
	var walk func([]Block) error
	walk = func(blocks []Block) error {
		for _, b := range blocks {
			switch b := b.(type) {
			case List:
				for _, item := range b.Items {
					if err := walk(item.Blocks); err != nil {
						return err
					}
				}
			case Table:
				name := slug(b.Name)
				if name == "" {
					name = "table"
				}
				for seen[name]++; seen[name] > 1; seen[name]++ {
					name = fmt.Sprintf("%s-%d", name, seen[name])
				}
				data, err := b.csv()
				if err != nil {
					return err
				}
				out = append(out, CSVFile{name, data})
			}
		}
		return nil
	}
	return out, walk(d.Blocks)
}

func (t Table) csv() ([]byte, error) {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	var row []string
	for _, c := range t.Columns {
		row = append(row, harmless(c.Title))
	}
	if err := w.Write(row); err != nil {
		return nil, err
	}
	for _, r := range t.Rows {
		row = row[:0]
		for _, c := range r {
			row = append(row, harmless(c.String()))
		}
		if err := w.Write(row); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

// harmless keeps a spreadsheet from taking text for a formula.
func harmless(s string) string {
	s = printable(s)
	if s == "" || !strings.ContainsRune("=+-@", rune(s[0])) {
		return s
	}
	if _, err := strconv.ParseFloat(strings.TrimSuffix(s, "%"), 64); err == nil {
		return s
	}
	return "'" + s
}
