package workbench

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"parley/catalog"
	"parley/convert"
	"parley/diag"
	"parley/scenario"
)

// catalogPrefix before a case's id opens that case of the catalog where a file is asked for.
const catalogPrefix = "catalog:"

// fromCatalog returns the case that a name like "catalog:elmira-1991" stands for.
func fromCatalog(name string) (c catalog.Case, is bool, err error) {
	id, is := strings.CutPrefix(name, catalogPrefix)
	if !is {
		return c, false, nil
	}
	c, err = CatalogCase(id)
	return c, true, err
}

// CatalogCase returns a case of the catalog by its id.
func CatalogCase(id string) (catalog.Case, error) {
	c, ok := catalog.Open(strings.TrimSuffix(id, ".yaml"))
	if ok {
		return c, nil
	}
	var ids []string
	for _, x := range catalog.Cases() {
		ids = append(ids, x.ID)
	}
	if hint := diag.DidYouMean(id, ids); hint != "" {
		return c, fmt.Errorf("the catalog has no case `%s`: %s", id, hint)
	}
	return c, fmt.Errorf("the catalog has no case `%s`; `parley catalog` lists them", id)
}

// missing explains that a file does not exist, and that a case of the catalog has its name if one does.
func missing(name string, err error) error {
	if _, ok := catalog.Open(strings.TrimSuffix(name, ".yaml")); ok && errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("there is no file %s here; to use the case of the catalog, write %s%s", name, catalogPrefix, strings.TrimSuffix(name, ".yaml"))
	}
	if errors.Is(err, fs.ErrNotExist) {
		if there, _ := filepath.Glob(filepath.Join(filepath.Dir(name), "*.yaml")); there != nil {
			if hint := diag.DidYouMean(strings.TrimSuffix(name, ".yaml")+".yaml", there); hint != "" {
				return fmt.Errorf("there is no file %s: %s", name, hint)
			}
		}
		return fmt.Errorf("there is no file %s", name)
	}
	return err
}

// Format puts a scenario file into canonical form, comments kept, and returns it as it was and as it shall be.
func Format(name string, stdin io.Reader) (before, after []byte, err error) {
	if name == "-" {
		before, err = io.ReadAll(io.LimitReader(stdin, maxStandardInput))
		name = "standard input"
	} else {
		before, err = readBounded(name, maxStandardInput)
	}
	if err != nil {
		return nil, nil, missing(name, err)
	}
	after, err = FormatText(name, before)
	return before, after, err
}

// FormatText is Format for a text at hand.
func FormatText(name string, before []byte) ([]byte, error) {
	if convert.IsGMCR(name) {
		return nil, fmt.Errorf("%s is no scenario file, so that it has no canonical form here; `parley convert` makes one of it", name)
	}
	after, problems := scenario.Format(name, before)
	if problems.Err() != nil {
		return nil, &Problems{problems, before}
	}
	return after, nil
}

// Save writes a file whole or not at all, unless it changed on disk since before was read.
func Save(name string, before, after []byte) error {
	return scenario.Save(name, after, scenario.VersionOf(before))
}

// Create writes a new file and refuses to replace one.
func Create(name string, data []byte) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s exists already; choose another name or remove it first", name)
	}
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Close())
}

// Write writes a file, over one that is there: whole or not at all. What is no file, such as a terminal, is written to.
func Write(name string, data []byte) error {
	info, err := os.Stat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return scenario.Save(name, data, "")
	case err != nil:
		return err
	case info.IsDir():
		return fmt.Errorf("%s is a folder: name a file", name)
	case !info.Mode().IsRegular():
		return os.WriteFile(name, data, 0o644)
	}
	before, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	return scenario.Save(name, data, scenario.VersionOf(before))
}

// MakeFolder makes a folder and those above it, unless it is there.
func MakeFolder(name string) error {
	if err := os.MkdirAll(name, 0o755); err != nil {
		return fmt.Errorf("the folder %s cannot be made: %w", name, err)
	}
	return nil
}
