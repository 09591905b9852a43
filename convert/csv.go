package convert

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strconv"

	"parley"
)

// maxRows is what spreadsheets take, the header aside.
const maxRows = 1<<20 - 1

// WriteCSV writes the states as a table: number, code, a column of 1 and 0 for each option (empty where a merged state leaves it
// open), each party's rank (1 is the least preferred; a column for each order that it may hold where its preference is not
// certain), whether the state is the status quo, can be reached by moves and by moves that pay, and holds under each concept.
// The error is a *SizeError above what a spreadsheet takes.
func WriteCSV(x *Solution) ([]byte, error) {
	g, c := x.Graph, x.Graph.Conflict()
	if g.Len() > maxRows {
		return nil, &SizeError{"a table", "states", maxRows, "add rules or merge states"}
	}
	head := []string{"state", "code"}
	for _, o := range c.Options {
		head = append(head, o.ID)
	}
	if c.GraphForm() {
		head = append(head, "label")
	}
	for i, p := range c.Parties {
		for k := range g.Orders(i) {
			name := "rank " + p.ID
			if k > 0 || len(g.Orders(i)) > 1 {
				name += fmt.Sprintf(" (order %d)", k+1)
			}
			head = append(head, name)
		}
	}
	if x.Reached != nil {
		head = append(head, "status quo", "reached", "reached by improvements")
	}
	for _, v := range x.Verdicts {
		head = append(head, "holds "+v.Concept)
	}
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	_ = w.Write(head) // a buffer does not fail
	for s := range g.Len() {
		row := []string{strconv.Itoa(s + 1), g.Code(s)}
		if c.GraphForm() {
			row = append(row, c.States[s].Name)
		} else {
			all, any := ^parley.State(0), parley.State(0)
			for _, m := range g.Members(s) {
				all, any = all&m, any|m
			}
			for k := range c.Options {
				switch {
				case all>>k&1 == 1:
					row = append(row, "1")
				case any>>k&1 == 1:
					row = append(row, "")
				default:
					row = append(row, "0")
				}
			}
		}
		for i := range c.Parties {
			for _, o := range g.Orders(i) {
				row = append(row, strconv.Itoa(int(o.Rank[s])+1))
			}
		}
		if x.Reached != nil {
			row = append(row, digit(s == g.StatusQuo()), digit(x.Reached.Test(uint(s))), digit(x.Improvements.Test(uint(s))))
		}
		for _, v := range x.Verdicts {
			row = append(row, digit(v.Equilibria.Test(uint(s))))
		}
		_ = w.Write(row)
	}
	w.Flush()
	return b.Bytes(), w.Error()
}

func digit(b bool) string {
	if b {
		return "1"
	}
	return "0"
}
