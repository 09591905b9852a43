package main

import (
	"io/fs"
	"path"
	"regexp"
	"slices"
)

// shown finds the pictures of screens in a page.
var shown = regexp.MustCompile(`doc/screens/[a-z0-9-]+\.png`)

// pages reads what a release has to read: the texts of the root, and all that they link to, with the files of the guide and the
// pictures that the README shows; the other pictures of screens would make up most of an archive.
func pages(root fs.FS) ([]entry, error) {
	names := []string{"README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "LICENSE", "bench/results.md"}
	readme, err := fs.ReadFile(root, "README.md")
	if err != nil {
		return nil, err
	}
	pictures := shown.FindAllString(string(readme), -1)
	err = fs.WalkDir(root, "doc", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && path.Ext(name) != ".go" && (path.Dir(name) != "doc/screens" || slices.Contains(pictures, name)) {
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
