package page_test

import (
	"bytes"
	"compress/zlib"
	"encoding/ascii85"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	"parley/evidence/page"
)

// filled writes a PDF with a page for each of the contents, which are what stands in an object of a stream: head and body.
func filled(extra string, contents ...string) []byte {
	return filledIn("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>", extra, contents...)
}

// filledIn is filled with the text in a font, an object.
func filledIn(font, extra string, contents ...string) []byte {
	var kids, pages []string
	const first = 4
	for i := range contents {
		kids = append(kids, fmt.Sprintf("%d 0 R", first+2*i))
		pages = append(pages, fmt.Sprintf("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents %d 0 R /Resources << /Font << /F1 3 0 R >> >> >>", first+2*i+1))
	}
	objects := []string{"<< /Type /Catalog /Pages 2 0 R >>", fmt.Sprintf("<< /Type /Pages /Kids [%s] /Count %d >>", strings.Join(kids, " "), len(kids)), font}
	for i := range contents {
		objects = append(objects, pages[i], contents[i])
	}
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n")
	var at []int
	for i, o := range objects {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	b.WriteString(extra)
	xref := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(objects)+1)
	for _, x := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", x)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(objects)+1, xref)
	return b.Bytes()
}

// packed writes an object with a stream that unpacks to a text many times over, packed once or several times.
func packed(t *testing.T, text string, times, layers int) string {
	t.Helper()
	body := io.Reader(io.MultiReader(repeated(text, times)...))
	filters := ""
	for range layers {
		var b bytes.Buffer
		z, _ := zlib.NewWriterLevel(&b, zlib.BestSpeed)
		if _, err := io.Copy(z, body); err != nil {
			t.Fatal(err)
		}
		z.Close()
		body, filters = &b, filters+"/FlateDecode "
	}
	data, _ := io.ReadAll(body)
	return fmt.Sprintf("<< /Length %d /Filter [%s] >>\nstream\n%s\nendstream", len(data), filters, data)
}

func repeated(text string, times int) (out []io.Reader) {
	for range times {
		out = append(out, strings.NewReader(text))
	}
	return out
}

const drawn = "BT /F1 12 Tf 72 700 Td (The berths come first.) Tj ET\n"

// A small file that unpacks to very much, or claims to, ends with an error that says so, soon and in little memory.
func TestPDFBombs(t *testing.T) {
	mebibyte := strings.Repeat("(aaaaaaaa) Tj 0 0 Td\n", 1<<20/21)
	var a85 bytes.Buffer
	var flate bytes.Buffer
	z := zlib.NewWriter(&flate)
	io.Copy(z, io.MultiReader(repeated(mebibyte, 300)...))
	z.Close()
	e := ascii85.NewEncoder(&a85)
	e.Write(flate.Bytes())
	e.Close()
	stream := func(head, body string) string {
		return fmt.Sprintf("<< /Length %d %s >>\nstream\n%s\nendstream", len(body), head, body)
	}
	plain := stream("", drawn)
	for name, x := range map[string]struct {
		data []byte
		want string
	}{
		"one page":         {filled("", packed(t, "BT "+mebibyte, 300, 1)), "unpacks to more than 256 MiB"},
		"many pages":       {filled("", slicesRepeat(packed(t, mebibyte, 14, 1), 22)...), "unpacks to more than 256 MiB"},
		"packed twice":     {filled("", packed(t, strings.Repeat(" ", 1<<20), 300, 2)), "unpacks to more than 256 MiB"},
		"said to be plain": {filled("9 0 obj\n"+packed(t, strings.Repeat(" ", 1<<20), 300, 1)+"\nendobj\n", plain), "unpacks to more than 256 MiB"},
		"ASCII85":          {filled("", stream("/Filter [/ASCII85Decode /FlateDecode]", a85.String()+"~>")), "unpacks to more than 256 MiB"},
		"wide rows":        {filled("", stream("/Filter /FlateDecode /DecodeParms << /Predictor 12 /Columns 99999999999 >>", flate.String())), "names numbers"},
		"escaped name":     {filled("", stream("/Filter /FlateDecode /DecodeParms << /Predictor 12 /Col#75mns 99999999999 >>", flate.String())), "names numbers"},
		"number elsewhere": {filled("9 0 obj 99999999999 endobj\n", plain), "names numbers"},
		"many objects":     {bytes.Replace(filled("", plain), []byte("xref\n0 "), []byte("xref\n99999999999 "), 1), "names numbers"},
		"locked":           {filled("9 0 obj << /Type /ObjStm /Encrypt 4 0 R >> endobj\n", plain), "locked"},
	} {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			began := time.Now()
			p, err := page.Read("x.pdf", x.data)
			runtime.ReadMemStats(&after)
			if err == nil || !strings.Contains(err.Error(), x.want) || !strings.Contains(err.Error(), "plain text") {
				t.Errorf("%d bytes: %v, %+v", len(x.data), err, p)
			}
			if took := time.Since(began); took > 30*time.Second {
				t.Errorf("took %v", took)
			}
			if n := (after.Sys - before.Sys) >> 20; after.Sys > before.Sys && n > 400 {
				t.Errorf("took %d MiB", n)
			}
		})
	}
}

func slicesRepeat(text string, n int) (out []string) {
	for range n {
		out = append(out, text)
	}
	return out
}

// What is only large is read: packed text, pictures of any size, and all pages but one that is drawn with too much.
func TestLargePDFsAreRead(t *testing.T) {
	picture := strings.Replace(packed(t, strings.Repeat("\x00", 1<<20), 300, 1), "/Length", "/Type /XObject /Subtype /Image /Length", 1)
	p, err := page.Read("x.pdf", filled("20 0 obj\n"+picture+"\nendobj\n", packed(t, drawn, 1, 1), packed(t, strings.Repeat("0 0 m 1 1 l S\n", 1<<16), 20, 1), packed(t, drawn, 3, 2)))
	if err != nil {
		t.Fatal(err)
	}
	if got := strings.Join(p.Main, "|"); got != "The berths come first.|The berths come first.|The berths come first.|The berths come first." &&
		got != "The berths come first.|The berths come first.The berths come first.The berths come first." {
		t.Errorf("%q", p.Main)
	}
	if r := strings.Join(p.Remarks, "|"); !strings.Contains(r, "left out, since each unpacks to more than 16 MiB: page 2") {
		t.Errorf("%q", r)
	}
}

func TestPDFTime(t *testing.T) {
	data := makePDF("The berths come first.")
	if _, err := page.Read("x.pdf", data); err != nil {
		t.Fatal(err)
	}
	defer page.LimitPDFTime(-time.Second)()
	if _, err := page.Read("x.pdf", data); err == nil || !strings.Contains(err.Error(), "takes too long to read") {
		t.Errorf("%v", err)
	}
	// A page that is its own parent would be looked at for ever.
	page.LimitPDFTime(2 * time.Second)
	data = bytes.Replace(data, []byte("/Type /Page /Parent 2 0 R"), []byte("/Type /Page /Parent 3 0 R"), 1)
	data = bytes.Replace(data, []byte("/Resources"), []byte("/Resourcez"), 1)
	began := time.Now()
	if _, err := page.Read("x.pdf", data); err == nil || !strings.Contains(err.Error(), "takes too long to read") || time.Since(began) > 20*time.Second {
		t.Errorf("%v after %v", err, time.Since(began))
	}
}

// TeX writes lines as texts of several parts, in fonts whose code 10 is a letter. No line may end with that letter unless it is
// written.
func TestPDFLineEnds(t *testing.T) {
	const font = "<< /Type /Font /Subtype /Type1 /BaseFont /CMR10 /Encoding << /Type /Encoding /Differences [10 /Omega] >> >>"
	const lines = "BT /F1 12 Tf 72 700 Td [(The ber)-20(ths come first, says the paper on)]TJ 0 -14 Td [(the port, and o)10(nly then the \\012.)]TJ 0 -14 Td (No ferry will sail.) Tj ET\n"
	p, err := page.Read("port.pdf", filledIn(font, "", fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(lines), lines)))
	if err != nil {
		t.Fatal(err)
	}
	want := "The berths come first, says the paper on\nthe port, and only then the \u2126.\nNo ferry will sail."
	if got := strings.Join(p.Main, "\n"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// Browsers place the letters of one word apart, in fonts whose widths are not known, and write spaces as letters. Cells of a table stay
// apart without.
func TestPDFUnknownWidths(t *testing.T) {
	const font = "<< /Type /Font /Subtype /Type1 /BaseFont /Serif >>"
	const lines = "BT /F1 12 Tf 72 700 Td (The dif) Tj 31 0 Td (ficult of) Tj 40 0 Td (fice is shut.) Tj -71 -14 Td (Port) Tj 200 0 Td (Crew) Tj ET\n"
	p, err := page.Read("port.pdf", filledIn(font, "", fmt.Sprintf("<< /Length %d >>\nstream\n%s\nendstream", len(lines), lines)))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := strings.Join(p.Main, "\n"), "The difficult office is shut.\nPort Crew"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
