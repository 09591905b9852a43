package main

import (
	"io/fs"
	"path"
	"regexp"
	"slices"
)

// shown finds the pictures of screens in a page.
var shown = regexp.MustCompile(`screens/[a-z0-9-]+\.png`)

// pages reads what a release has to read: the texts of the root, and all that they link to, with the files of the guide and the
// pictures that a page shows; the other pictures of screens would make up most of an archive.
func pages(root fs.FS) ([]entry, error) {
	names := []string{"README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md", "LICENSE", "bench/results.md"}
	err := fs.WalkDir(root, "doc", func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && path.Ext(name) != ".go" && path.Dir(name) != "doc/screens" {
			names = append(names, name)
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	var out []entry
	for i := 0; i < len(names); i++ { // pictures join the names on the way
		text, err := fs.ReadFile(root, names[i])
		if err != nil {
			return nil, err
		}
		out = append(out, entry{names[i], text, 0o644})
		if path.Ext(names[i]) != ".md" {
			continue
		}
		for _, picture := range shown.FindAllString(string(text), -1) {
			if picture = "doc/" + picture; !slices.Contains(names, picture) {
				names = append(names, picture)
			}
		}
	}
	return out, nil
}
