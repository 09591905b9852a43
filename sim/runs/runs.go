// Package runs writes a table with a row per run, as CSV or Parquet, row by row, so that memory does not grow with their number;
// and reads Parquet back. It knows nothing of what the columns mean.
package runs

import (
	"encoding/csv"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/parquet-go/parquet-go"
)

// Kind is the type of a column.
type Kind int

const (
	Number Kind = iota // a float64
	Whole              // an int64
	Text
	Flag // true or false
)

func (k Kind) String() string { return [...]string{"number", "whole number", "text", "flag"}[k] }

// Column describes a column.
type Column struct {
	Name string
	Kind Kind
	Note string // unit or meaning; kept in the metadata of a Parquet file
}

// Value is a cell. The zero value is a missing one.
type Value struct {
	kind  Kind
	known bool
	bits  uint64
	text  string
}

// N is a number. Infinite ones, such as a time that is never reached, and NaN are missing values: readers differ in what they
// make of them.
func N(x float64) Value {
	return Value{kind: Number, known: !math.IsNaN(x) && !math.IsInf(x, 0), bits: math.Float64bits(x)}
}

// W is a whole number.
func W(n int64) Value { return Value{kind: Whole, known: true, bits: uint64(n)} }

// T is a text.
func T(s string) Value { return Value{kind: Text, known: true, text: s} }

// F is a flag.
func F(b bool) Value {
	v := Value{kind: Flag, known: true}
	if b {
		v.bits = 1
	}
	return v
}

// Missing says whether the cell is empty.
func (v Value) Missing() bool { return !v.known }

// String writes the value in full, nothing if it is missing.
func (v Value) String() string {
	if !v.known {
		return ""
	}
	switch v.kind {
	case Number:
		return strconv.FormatFloat(math.Float64frombits(v.bits), 'g', -1, 64)
	case Whole:
		return strconv.FormatInt(int64(v.bits), 10)
	case Flag:
		return strconv.FormatBool(v.bits == 1)
	}
	return v.text
}

// Writer takes rows. Close must be called; it does not close what is written to.
type Writer interface {
	Write(row []Value) error
	Close() error
}

// check says what is wrong with columns.
func check(columns []Column) error {
	if len(columns) == 0 {
		return fmt.Errorf("a table of runs needs a column")
	}
	seen := map[string]bool{}
	for _, c := range columns {
		if c.Name == "" || seen[c.Name] {
			return fmt.Errorf("a column of the table of runs has no name, or one that another has: %q", c.Name)
		}
		if c.Kind < Number || c.Kind > Flag {
			return fmt.Errorf("column %s is of no known kind", c.Name)
		}
		seen[c.Name] = true
	}
	return nil
}

// fits says whether a row has the kinds of its columns.
func fits(columns []Column, row []Value) error {
	if len(row) != len(columns) {
		return fmt.Errorf("a row of %d values for %d columns", len(row), len(columns))
	}
	for k, v := range row {
		if v.known && v.kind != columns[k].Kind {
			return fmt.Errorf("column %s holds a %s, and was given a %s", columns[k].Name, columns[k].Kind, v.kind)
		}
	}
	return nil
}

type csvWriter struct {
	columns []Column
	out     *csv.Writer
	cells   []string
}

// NewCSV writes a header and then rows as CSV (RFC 4180): a point for decimals, true and false, nothing where a value is missing.
func NewCSV(w io.Writer, columns []Column) (Writer, error) {
	if err := check(columns); err != nil {
		return nil, err
	}
	c := &csvWriter{columns: columns, out: csv.NewWriter(w), cells: make([]string, len(columns))}
	for k, column := range columns {
		c.cells[k] = column.Name
	}
	return c, c.out.Write(c.cells)
}

func (c *csvWriter) Write(row []Value) error {
	if err := fits(c.columns, row); err != nil {
		return err
	}
	for k, v := range row {
		c.cells[k] = v.String()
	}
	return c.out.Write(c.cells)
}

func (c *csvWriter) Close() error {
	c.out.Flush()
	return c.out.Error()
}

// inOrder is a group whose fields keep the order of the columns; the library's own sorts them by name.
type inOrder struct {
	parquet.Group
	fields []parquet.Field
}

func (g inOrder) Fields() []parquet.Field { return g.fields }

func schema(columns []Column) *parquet.Schema {
	group := parquet.Group{}
	place := map[string]int{}
	for k, c := range columns {
		node := []parquet.Node{parquet.Leaf(parquet.DoubleType), parquet.Int(64), parquet.String(), parquet.Leaf(parquet.BooleanType)}[c.Kind]
		group[c.Name] = parquet.Optional(parquet.Compressed(node, &parquet.Zstd))
		place[c.Name] = k
	}
	fields := group.Fields()
	slices.SortFunc(fields, func(a, b parquet.Field) int { return place[a.Name()] - place[b.Name()] })
	return parquet.NewSchema("runs", inOrder{group, fields})
}

// rowGroup is how many rows a Parquet writer gathers before it writes them out.
const rowGroup = 20000

type parquetWriter struct {
	columns []Column
	out     *parquet.GenericWriter[any]
	row     parquet.Row
}

// NewParquet writes rows as a Parquet file whose columns may all be empty, compressed. about is kept as metadata, such as title,
// seed and number of runs; the notes of columns are too, under "column " and their name. Equal rows give equal bytes.
func NewParquet(w io.Writer, columns []Column, about map[string]string) (Writer, error) {
	if err := check(columns); err != nil {
		return nil, err
	}
	options := []parquet.WriterOption{schema(columns), parquet.MaxRowsPerRowGroup(rowGroup), parquet.CreatedBy("parley", "1", "")}
	for _, c := range columns {
		if c.Note != "" {
			options = append(options, parquet.KeyValueMetadata("column "+c.Name, c.Note))
		}
	}
	for _, k := range slices.Sorted(maps.Keys(about)) {
		options = append(options, parquet.KeyValueMetadata(k, about[k]))
	}
	return &parquetWriter{columns: columns, out: parquet.NewGenericWriter[any](w, options...)}, nil
}

func (p *parquetWriter) Write(row []Value) error {
	if err := fits(p.columns, row); err != nil {
		return err
	}
	p.row = p.row[:0]
	for k, v := range row {
		var cell parquet.Value
		defined := 1
		switch {
		case !v.known:
			defined = 0
		case v.kind == Number:
			cell = parquet.DoubleValue(math.Float64frombits(v.bits))
		case v.kind == Whole:
			cell = parquet.Int64Value(int64(v.bits))
		case v.kind == Flag:
			cell = parquet.BooleanValue(v.bits == 1)
		default:
			cell = parquet.ByteArrayValue([]byte(v.text))
		}
		p.row = append(p.row, cell.Level(0, defined, k))
	}
	_, err := p.out.WriteRows([]parquet.Row{p.row})
	return err
}

func (p *parquetWriter) Close() error { return p.out.Close() }

// Table is what a Parquet file of runs holds, all in memory.
type Table struct {
	Columns []Column
	About   map[string]string
	Rows    [][]Value
}

// ReadParquet reads a file that NewParquet wrote.
func ReadParquet(r io.ReaderAt, size int64) (*Table, error) {
	f, err := parquet.OpenFile(r, size)
	if err != nil {
		return nil, fmt.Errorf("this is no Parquet file: %w", err)
	}
	t := &Table{About: map[string]string{}}
	notes := map[string]string{}
	for _, kv := range f.Metadata().KeyValueMetadata {
		if name, ok := strings.CutPrefix(kv.Key, "column "); ok {
			notes[name] = kv.Value
		} else {
			t.About[kv.Key] = kv.Value
		}
	}
	for _, field := range f.Schema().Fields() {
		if !field.Leaf() {
			return nil, fmt.Errorf("column %s is no plain column: this is no file of runs", field.Name())
		}
		c := Column{Name: field.Name(), Note: notes[field.Name()]}
		switch field.Type().Kind() {
		case parquet.Double:
		case parquet.Int64:
			c.Kind = Whole
		case parquet.ByteArray:
			c.Kind = Text
		case parquet.Boolean:
			c.Kind = Flag
		default:
			return nil, fmt.Errorf("column %s is of a type that a file of runs does not have: %s", c.Name, field.Type())
		}
		t.Columns = append(t.Columns, c)
	}
	reader := parquet.NewReader(f)
	defer reader.Close()
	buffer := make([]parquet.Row, 256)
	for {
		n, err := reader.ReadRows(buffer)
		for _, row := range buffer[:n] {
			cells := make([]Value, len(t.Columns))
			for _, v := range row {
				if v.IsNull() {
					continue
				}
				switch k := v.Column(); t.Columns[k].Kind {
				case Number:
					cells[k] = N(v.Double())
				case Whole:
					cells[k] = W(v.Int64())
				case Text:
					cells[k] = T(string(v.ByteArray()))
				case Flag:
					cells[k] = F(v.Boolean())
				}
			}
			t.Rows = append(t.Rows, cells)
		}
		if err == io.EOF {
			return t, nil
		}
		if err != nil {
			return nil, fmt.Errorf("the Parquet file breaks off: %w", err)
		}
	}
}
