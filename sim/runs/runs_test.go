package runs

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"runtime"
	"strings"
	"testing"
)

var columns = []Column{
	{"run", Whole, ""}, {"losses", Number, "soldiers per week"}, {"ends in", Text, "which threshold came first"}, {"a deal", Flag, ""}, {"empty at", Number, "weeks; missing where the stock lasts"},
}

var about = map[string]string{"title": "Ukraine, \"test\"", "seed": "7", "runs": "50000"}

func row(k int) []Value {
	at := float64(k) / 7
	if k%3 == 0 {
		at = math.Inf(1)
	}
	end := Value{}
	if k%5 != 0 {
		end = T(fmt.Sprintf("ende, \"%d\"\nÜ", k%11))
	}
	return []Value{W(int64(k)), N(math.Sqrt(float64(k)) - 3), end, F(k%2 == 0), N(at)}
}

func written(t *testing.T, n int) []byte {
	t.Helper()
	var out bytes.Buffer
	w, err := NewParquet(&out, columns, about)
	if err != nil {
		t.Fatal(err)
	}
	for k := range n {
		if err := w.Write(row(k)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestParquetRoundTrip(t *testing.T) {
	for _, n := range []int{0, 1, 50001} {
		file := written(t, n)
		if !bytes.Equal(file, written(t, n)) {
			t.Errorf("%d rows: two files differ", n)
		}
		table, err := ReadParquet(bytes.NewReader(file), int64(len(file)))
		if err != nil {
			t.Fatal(err)
		}
		if fmt.Sprint(table.Columns) != fmt.Sprint(columns) || fmt.Sprint(table.About) != fmt.Sprint(about) || len(table.Rows) != n {
			t.Fatalf("%d rows: %v, %v, %d rows", n, table.Columns, table.About, len(table.Rows))
		}
		for k, got := range table.Rows {
			for c, want := range row(k) {
				if got[c].Missing() != want.Missing() || !want.Missing() && got[c] != want {
					t.Fatalf("row %d, %s: %v, was %v", k, columns[c].Name, got[c], want)
				}
			}
		}
	}
}

func TestCSVRoundTrip(t *testing.T) {
	var out bytes.Buffer
	w, err := NewCSV(&out, columns)
	if err != nil {
		t.Fatal(err)
	}
	for k := range 200 {
		if err := w.Write(row(k)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&out).ReadAll()
	if err != nil || len(rows) != 201 || strings.Join(rows[0], "|") != "run|losses|ends in|a deal|empty at" {
		t.Fatalf("%v, %d rows", err, len(rows))
	}
	for k, cells := range rows[1:] {
		for c, want := range row(k) {
			if cells[c] != want.String() {
				t.Fatalf("row %d: %q, was %q", k, cells[c], want)
			}
		}
	}
}

func TestWrongRowsAreRefused(t *testing.T) {
	for _, open := range []func([]Column) (Writer, error){
		func(c []Column) (Writer, error) { return NewCSV(io.Discard, c) },
		func(c []Column) (Writer, error) { return NewParquet(io.Discard, c, nil) },
	} {
		if _, err := open(nil); err == nil {
			t.Error("a table without columns")
		}
		if _, err := open([]Column{{"x", Number, ""}, {"x", Text, ""}}); err == nil {
			t.Error("two columns of one name")
		}
		w, err := open(columns)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Write(row(1)[:3]); err == nil {
			t.Error("a short row")
		}
		bad := row(1)
		bad[1] = T("many")
		if err := w.Write(bad); err == nil || !strings.Contains(err.Error(), "column losses holds a number, and was given a text") {
			t.Errorf("got %v", err)
		}
	}
	if _, err := ReadParquet(strings.NewReader("run,losses\n"), 11); err == nil || !strings.Contains(err.Error(), "no Parquet file") {
		t.Errorf("got %v", err)
	}
}

// Four times the rows take no more memory to write.
func TestWritingStaysSmall(t *testing.T) {
	held := func(n int) uint64 {
		w, err := NewParquet(io.Discard, columns, nil)
		if err != nil {
			t.Fatal(err)
		}
		for k := range n {
			if err := w.Write(row(k)); err != nil {
				t.Fatal(err)
			}
		}
		var m runtime.MemStats
		for range 3 { // pools of the library are let go at the second
			runtime.GC()
		}
		runtime.ReadMemStats(&m)
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		return m.HeapAlloc
	}
	small, large := held(rowGroup*2), held(rowGroup*8)
	if large > small+small/4+1<<20 {
		t.Errorf("%d bytes held, with a quarter of the rows %d", large, small)
	}
}
