package report

import (
	"bytes"
	"encoding/csv"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func TestMarkdown(t *testing.T) {
	var b bytes.Buffer
	if err := WriteMarkdown(&b, everyBlock()); err != nil {
		t.Fatal(err)
	}
	golden(t, "blocks.md", b.Bytes())
}

var fenced = regexp.MustCompile("`` .*? ``")

// A name in a file never becomes markup: no tag, no link, no further cell of a table.
func TestMarkdownHostile(t *testing.T) {
	var b bytes.Buffer
	if err := WriteMarkdown(&b, hostileBlocks()); err != nil {
		t.Fatal(err)
	}
	for _, line := range strings.Split(b.String(), "\n") {
		rest := fenced.ReplaceAllString(line, "") // code is plain whatever it holds
		if strings.Contains(rest, "<script") || strings.Contains(strings.ReplaceAll(rest, `\]`, ""), "](") {
			t.Errorf("markup in %q", line)
		}
		if strings.HasPrefix(line, "| ") && strings.Count(strings.ReplaceAll(line, `\|`, ""), "|") != 2 {
			t.Errorf("a name became a cell in %q", line)
		}
	}
	for text, want := range map[string]string{"# a": `\# a`, "- a": `\- a`, "1. a": `1\. a`, "a": "a", "12 a": "12 a", "": ""} {
		if got := lineStart(text); got != want {
			t.Errorf("lineStart(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestPage(t *testing.T) {
	var b bytes.Buffer
	d := everyBlock()
	d.Title = "A <b> & c"
	if err := WritePage(&b, d); err != nil {
		t.Fatal(err)
	}
	page := b.String()
	for _, want := range []string{"<title>A &lt;b&gt; &amp; c</title>", "<h1>A &lt;b&gt; &amp; c</h1>", `<li><a href="#in-short">In short</a></li>`, `<li><a href="#in-short-2">In short</a></li>`, `<h2 id="in-short-2">`, "@media print"} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	for _, no := range []string{"<script", "<link", "@import", "url(http", " src="} {
		if strings.Contains(page, no) {
			t.Errorf("the page does not stand alone: it has %q", no)
		}
	}
}

func TestCSV(t *testing.T) {
	d := everyBlock()
	inside := Table{Name: "figures", Columns: []Column{{"Sum", Right}, {"+text", Left}}, Rows: [][]Text{{T("+0.17"), T("=1+1")}, {T("-5%"), T("a, \"b\"\nc")}, {T(""), T("@x")}}}
	d.add(List{Items: []Item{{Text: T("item"), Blocks: []Block{inside}}}})
	files, err := WriteCSV(d)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range files {
		names = append(names, f.Name)
	}
	if got := strings.Join(names, " "); got != "figures figures-2 figures-3" {
		t.Fatalf("names %s", got)
	}
	rows, err := csv.NewReader(bytes.NewReader(files[2].Data)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{{"Sum", "'+text"}, {"+0.17", "'=1+1"}, {"-5%", "a, \"b\"\nc"}, {"", "'@x"}}
	for i := range want {
		if strings.Join(rows[i], "|") != strings.Join(want[i], "|") {
			t.Errorf("row %d is %q, want %q", i, rows[i], want[i])
		}
	}
}

func TestLaTeX(t *testing.T) {
	var b bytes.Buffer
	if err := WriteLaTeX(&b, everyBlock()); err != nil {
		t.Fatal(err)
	}
	golden(t, "blocks.tex", b.Bytes())
}

// What is written compiles, whatever stands in it, by each of the programs that is there.
func TestLaTeXCompiles(t *testing.T) {
	if testing.Short() {
		t.Skip("takes seconds")
	}
	d := hostileBlocks()
	d.add(everyBlock().Blocks...)
	d.add(Heading{1, "Letters"}, Paragraph{T("Łódź, çà, Ж, 平和, עברית, 🙂, “quoted” – „so“ … ✓ ✗ ↻ → −1 ≤ 2")},
		Figure{Caption: "Cells", Grid: &Grid{Rows: []string{"[row]"}, Columns: []string{hostile}, Cells: [][]Text{{T(hostile)}}, Shades: [][]float64{{0.5}}}},
		Paragraph{Text{{"[x] NYYNNYNYYYYNYYNYYNNYNYYYYNYY", Code}}})
	deep := List{Items: []Item{{Text: T("[6]")}}}
	for range 5 {
		deep = List{Items: []Item{{Text: T("[in]"), Blocks: []Block{deep}}}}
	}
	d.add(deep)
	var b bytes.Buffer
	if err := WriteLaTeX(&b, d); err != nil {
		t.Fatal(err)
	}
	compiled := 0
	for _, program := range []string{"pdflatex", "lualatex"} {
		path, err := exec.LookPath(program)
		if err != nil || exec.Command("kpsewhich", "longtable.sty").Run() != nil || program == "lualatex" && exec.Command("kpsewhich", "luaotfload.sty").Run() != nil {
			continue
		}
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "x.tex"), b.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
		run := exec.Command(path, "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", "x.tex")
		run.Dir = dir
		if out, err := run.CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", program, err, out[max(0, len(out)-3000):])
		}
		compiled++
	}
	if compiled == 0 {
		t.Skip("no LaTeX is installed")
	}
}
