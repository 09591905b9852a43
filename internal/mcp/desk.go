package mcp

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"parley/diag"
	"parley/internal/workbench"
)

// desk is what all tools work on: the folders that may be read, and the bounds of work.
type desk struct {
	folders  []folder
	settings workbench.Settings
	places   chan struct{}
}

// folder is one that may be read. Nothing outside it can be reached through it, by symbolic links neither.
type folder struct {
	path string // absolute
	root *os.Root
}

// Bounds of what is read.
const (
	maxFile   = 4 << 20 // bytes
	maxListed = 500     // scenarios
	maxLooked = 20_000  // entries of folders
	maxDepth  = 6       // folders inside folders
)

func (d *desk) open(name string) error {
	path, err := filepath.Abs(name)
	if err != nil {
		return err
	}
	root, err := os.OpenRoot(path)
	if err != nil {
		return err
	}
	d.folders = append(d.folders, folder{path, root})
	return nil
}

func (d *desk) close() error {
	var errs []error
	for _, f := range d.folders {
		errs = append(errs, f.root.Close())
	}
	return errors.Join(errs...)
}

// read reads a file by its name inside a folder, or by its absolute path if that lies inside one. Where several folders have
// the name, the first counts.
func (d *desk) read(name string) ([]byte, error) {
	if strings.IndexByte(name, 0) >= 0 {
		return nil, errors.New("a file name has no NUL byte")
	}
	tried := false
	for _, f := range d.folders {
		inside := filepath.FromSlash(name)
		if filepath.IsAbs(inside) {
			rel, err := filepath.Rel(f.path, inside)
			if err != nil {
				continue
			}
			inside = rel
		}
		if !filepath.IsLocal(inside) {
			continue
		}
		tried = true
		src, err := readIn(f.root, inside)
		if !errors.Is(err, fs.ErrNotExist) {
			return src, err
		}
	}
	if !tried {
		return nil, fmt.Errorf("%s lies outside the folders that may be read (%s): give a name inside one of them, or the file itself as `text`", name, d.where())
	}
	files, _ := d.scenarios()
	if hint := diag.DidYouMean(filepath.ToSlash(name), files); hint != "" {
		return nil, fmt.Errorf("there is no file %s: %s", name, hint)
	}
	switch len(files) {
	case 0:
		return nil, fmt.Errorf("there is no file %s in %s, nor any other scenario: give the file itself as `text`, or a case of the catalog as catalog:ID", name, d.where())
	default:
		return nil, fmt.Errorf("there is no file %s; the scenarios here are %s", name, strings.Join(files[:min(len(files), 20)], ", "))
	}
}

func readIn(root *os.Root, name string) ([]byte, error) {
	if info, err := root.Stat(name); err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		return nil, fmt.Errorf("%s cannot be read: links that lead out of the folder are not followed", filepath.ToSlash(name))
	} else if !info.Mode().IsRegular() { // opening a pipe would wait for ever
		return nil, fmt.Errorf("%s is not a file", filepath.ToSlash(name))
	}
	f, err := root.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	src, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return nil, err
	}
	if len(src) > maxFile {
		return nil, fmt.Errorf("%s is larger than %d MiB: a scenario is not", filepath.ToSlash(name), maxFile>>20)
	}
	return src, nil
}

// where names the folders.
func (d *desk) where() string {
	var paths []string
	for _, f := range d.folders {
		paths = append(paths, f.path)
	}
	return strings.Join(paths, ", ")
}

// scenarios lists the scenario files in the folders, by their names inside them, in order; more tells that there are more
// than are listed. Hidden folders are passed over.
func (d *desk) scenarios() (names []string, more bool) {
	looked := 0
	for _, f := range d.folders {
		_ = fs.WalkDir(f.root.FS(), ".", func(name string, e fs.DirEntry, err error) error {
			if looked++; looked > maxLooked {
				more = true
				return fs.SkipAll
			}
			if err != nil {
				return nil
			}
			if e.IsDir() {
				if name != "." && (strings.HasPrefix(e.Name(), ".") || e.Name() == "node_modules" || strings.Count(name, "/") >= maxDepth) {
					return fs.SkipDir
				}
				return nil
			}
			if !e.Type().IsRegular() || slices.Contains(names, name) || !isScenario(f.root, name) {
				return nil
			}
			if len(names) == maxListed {
				more = true
				return fs.SkipAll
			}
			names = append(names, name)
			return nil
		})
	}
	slices.Sort(names)
	return names, more
}

// isScenario looks into a file for the key that every scenario has.
func isScenario(root *os.Root, name string) bool {
	switch strings.ToLower(filepath.Ext(name)) {
	case ".gmcr":
		return true
	case ".yaml", ".yml":
	default:
		return false
	}
	f, err := root.Open(filepath.FromSlash(name))
	if err != nil {
		return false
	}
	defer f.Close()
	head, _ := io.ReadAll(io.LimitReader(f, 16<<10))
	return strings.HasPrefix(string(head), "parley:") || strings.Contains(string(head), "\nparley:")
}

// case opens the dispute that a question is about.
func (d *desk) dispute(s Subject) (*workbench.Case, error) {
	name, src, err := d.source(s)
	if err != nil {
		return nil, err
	}
	return workbench.OpenText(name, src, s.assumed())
}

// source finds the text that a question is about, and its name.
func (d *desk) source(s Subject) (string, []byte, error) {
	switch {
	case s.File != "" && s.Text != "":
		return "", nil, errors.New("give either `file` or `text`, not both")
	case s.Text != "":
		if len(s.Text) > maxFile {
			return "", nil, fmt.Errorf("the text is larger than %d MiB", maxFile>>20)
		}
		if strings.HasPrefix(strings.TrimSpace(s.Text), "{") && strings.Contains(s.Text, `"decisionMakers"`) {
			return "text.gmcr", []byte(s.Text), nil
		}
		return "text", []byte(s.Text), nil
	case s.File == "":
		return "", nil, errors.New("which dispute? Give `file`: a name in the folder, or catalog:ID; or the scenario itself as `text`")
	}
	if id, is := strings.CutPrefix(s.File, "catalog:"); is {
		x, err := workbench.CatalogCase(id)
		if err != nil {
			return "", nil, err
		}
		return x.Name(), x.Source, nil
	}
	src, err := d.read(s.File)
	return s.File, src, err
}
