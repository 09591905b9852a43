package cli_test

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
)

// page is a Markdown file, taken apart.
type page struct {
	name    string // below the root of the repository, with slashes
	source  []byte
	fences  []fence
	links   []string
	inline  []string // code within lines
	anchors []string // ids of headings
}

// fence is a fenced block: the words behind the fence and what it holds, which is source[start:stop].
type fence struct {
	language, words string
	body            string
	start, stop     int
}

// root is the root of the repository.
var root, _ = filepath.Abs(filepath.Join("..", ".."))

// pages reads every Markdown file of the repository but those for testing.
func pages(t *testing.T) []page {
	t.Helper()
	var out []page
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && (d.Name() == "testdata" || d.Name() == "vendor" || d.Name() == "dist" || name != root && strings.HasPrefix(d.Name(), ".")):
			return filepath.SkipDir
		case d.IsDir() || path.Ext(name) != ".md":
			return nil
		}
		rel, err := filepath.Rel(root, name)
		if err != nil {
			return err
		}
		out = append(out, readPage(t, filepath.ToSlash(rel)))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func readPage(t *testing.T, name string) page {
	t.Helper()
	source, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	p := page{name: name, source: source}
	md := goldmark.New(goldmark.WithExtensions(extension.GFM), goldmark.WithParserOptions(parser.WithAutoHeadingID()))
	err = ast.Walk(md.Parser().Parse(text.NewReader(source)), func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		switch n := n.(type) {
		case *ast.FencedCodeBlock:
			if n.Lines().Len() == 0 {
				break
			}
			f := fence{language: string(n.Language(source)), start: n.Lines().At(0).Start, stop: n.Lines().At(n.Lines().Len() - 1).Stop}
			f.body = string(source[f.start:f.stop])
			if n.Info != nil {
				f.words = strings.TrimSpace(strings.TrimPrefix(string(n.Info.Segment.Value(source)), f.language))
			}
			p.fences = append(p.fences, f)
		case *ast.Link:
			p.links = append(p.links, string(n.Destination))
		case *ast.Image:
			p.links = append(p.links, string(n.Destination))
		case *ast.CodeSpan:
			var b strings.Builder
			for c := n.FirstChild(); c != nil; c = c.NextSibling() {
				b.Write(c.(*ast.Text).Segment.Value(source))
			}
			p.inline = append(p.inline, strings.ReplaceAll(b.String(), "\n", " "))
		case *ast.Heading:
			if id, ok := n.AttributeString("id"); ok {
				p.anchors = append(p.anchors, string(id.([]byte)))
			}
		}
		return ast.WalkContinue, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// A link inside the repository leads to a file that is there, and behind # to one of its headings.
func TestLinks(t *testing.T) {
	all := pages(t)
	linked := map[string]bool{}
	for _, p := range all {
		for _, link := range p.links {
			if strings.HasPrefix(link, "https://") {
				continue
			}
			target, anchor, _ := strings.Cut(link, "#")
			file := p.name
			if target != "" {
				file = path.Join(path.Dir(p.name), target)
			}
			if _, err := os.Stat(filepath.Join(root, filepath.FromSlash(file))); err != nil {
				t.Errorf("%s: the link %s leads nowhere", p.name, link)
				continue
			}
			linked[file] = true
			if anchor == "" {
				continue
			}
			i := slices.IndexFunc(all, func(q page) bool { return q.name == file })
			if i < 0 || !slices.Contains(all[i].anchors, anchor) {
				t.Errorf("%s: the link %s leads to no heading", p.name, link)
			}
		}
	}
	for _, p := range all {
		if path.Dir(p.name) != "." && !linked[p.name] && !strings.HasPrefix(p.name, "internal/") {
			t.Errorf("no page links to %s", p.name)
		}
	}
}
