package main

import (
	"io/fs"
	"path"
)

// pages reads what a release has to read: the texts of the root, and all that they link to, with the files of the guide.
func pages(root fs.FS) ([]entry, error) {
	names := []string{"README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "LICENSE", "bench/results.md"}
	err := fs.WalkDir(root, "doc", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && path.Ext(name) != ".go" {
			names = append(names, name)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	var out []entry
	for _, name := range names {
		text, err := fs.ReadFile(root, name)
		if err != nil {
			return nil, err
		}
		out = append(out, entry{name, text, 0o644})
	}
	return out, nil
}
