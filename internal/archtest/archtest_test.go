// Package archtest holds the folders to the table in imports.txt: who may import whom.
package archtest

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "parley"

// table reads imports.txt: for each package what it may import, and the order of the lines.
func table(t *testing.T) (allowed map[string][]string, order []string) {
	text, err := os.ReadFile("imports.txt")
	if err != nil {
		t.Fatal(err)
	}
	allowed = map[string][]string{}
	for line := range strings.Lines(string(text)) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		name, list, ok := strings.Cut(line, ":")
		if !ok {
			t.Fatalf("no colon in %q", line)
		}
		if _, twice := allowed[name]; twice {
			t.Errorf("%s stands in the table twice", name)
		}
		allowed[name] = strings.Fields(list)
		for _, dep := range allowed[name] {
			if !slices.Contains(order, dep) {
				t.Errorf("%s may import %s, which is not on an earlier line", name, dep)
			}
		}
		order = append(order, name)
	}
	return allowed, order
}

// packages finds the folders with Go files that are no tests, and what of parley each imports. It parses the files itself:
// an answer of the go command would be served from the test cache after a source file changed.
func packages(t *testing.T, root string) map[string][]string {
	found := map[string][]string{}
	err := filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			if name != root {
				if _, err := os.Stat(filepath.Join(name, "go.mod")); err == nil || d.Name() == "testdata" || strings.HasPrefix(d.Name(), ".") {
					return filepath.SkipDir
				}
			}
			return nil
		}
		isTest := strings.HasSuffix(name, "_test.go")
		if !strings.HasSuffix(name, ".go") || isTest && filepath.Base(name) != "archtest_test.go" {
			return nil
		}
		rel, err := filepath.Rel(root, filepath.Dir(name))
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		if _, ok := found[rel]; !ok {
			found[rel] = nil
		}
		for _, spec := range file.Imports {
			p := strings.Trim(spec.Path.Value, `"`)
			if p == module {
				p = module + "/."
			}
			if rest, ours := strings.CutPrefix(p, module+"/"); ours && !slices.Contains(found[rel], rest) {
				found[rel] = append(found[rel], path.Clean(rest))
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestImportsFollowTheTable(t *testing.T) {
	allowed, order := table(t)
	found := packages(t, filepath.Join("..", ".."))
	for name, imports := range found {
		may, ok := allowed[name]
		if !ok {
			t.Errorf("%s is not in imports.txt: which stage of the pipeline is it?", name)
			continue
		}
		for _, dep := range imports {
			if !slices.Contains(may, dep) {
				t.Errorf("%s must not import %s", name, dep)
			}
		}
		for _, dep := range may {
			if !slices.Contains(imports, dep) {
				t.Errorf("%s may import %s but does not: take it from the table", name, dep)
			}
		}
	}
	for _, name := range order {
		if _, ok := found[name]; !ok {
			t.Errorf("%s is in imports.txt but has no Go file", name)
		}
	}
}

// Below the faces nothing prints, logs or reads the clock.
func TestNothingBelowTheFacesPrints(t *testing.T) {
	root := filepath.Join("..", "..")
	for name := range packages(t, root) {
		if strings.HasPrefix(name, "internal/cli") || name == "internal/server" || name == "cmd/parley" || name == "internal/dist" {
			continue
		}
		files, _ := filepath.Glob(filepath.Join(root, name, "*.go"))
		for _, f := range files {
			if strings.HasSuffix(f, "_test.go") {
				continue
			}
			text, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			for _, banned := range []string{"fmt.Print", "log.", "time.Now(", "os.Stdout", "os.Stderr"} {
				for n, line := range strings.Split(string(text), "\n") {
					code, _, _ := strings.Cut(line, "//")
					if i := strings.Index(code, banned); i >= 0 && (i == 0 || !isName(code[i-1])) {
						t.Errorf("%s:%d uses %s", f, n+1, strings.TrimSuffix(banned, "("))
					}
				}
			}
		}
	}
}

func isName(b byte) bool {
	return b == '_' || b == '.' || '0' <= b && b <= '9' || 'a' <= b && b <= 'z' || 'A' <= b && b <= 'Z'
}
