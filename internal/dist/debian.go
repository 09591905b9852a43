package main

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"
	"time"
)

// debian packs the program in folder as a .deb: /usr/bin, the manual, and the completions where each shell looks for them.
func (r *release) debian(t target, folder string, docs []entry) error {
	type content struct {
		Src      string `json:"src"`
		Dst      string `json:"dst"`
		FileInfo struct {
			Mode  int64     `json:"mode"`
			MTime time.Time `json:"mtime"`
		} `json:"file_info"`
	}
	var contents []content
	add := func(src, dst string, mode int64) {
		c := content{Src: src, Dst: dst}
		c.FileInfo.Mode, c.FileInfo.MTime = mode, r.date
		contents = append(contents, c)
	}
	add(filepath.Join(folder, "parley"), "/usr/bin/parley", 0o755)
	for i, f := range docs {
		data, dst := f.data, ""
		switch base := path.Base(f.name); {
		case strings.HasPrefix(f.name, "man/"):
			var b bytes.Buffer
			z, _ := gzip.NewWriterLevel(&b, gzip.BestCompression) // a level that there is
			if _, err := z.Write(data); err != nil {
				return err
			}
			if err := z.Close(); err != nil {
				return err
			}
			data, dst = b.Bytes(), "/usr/share/man/man1/"+base+".gz"
		case base == "parley.bash":
			dst = "/usr/share/bash-completion/completions/parley"
		case base == "_parley":
			dst = "/usr/share/zsh/vendor-completions/_parley"
		case base == "parley.fish":
			dst = "/usr/share/fish/vendor_completions.d/parley.fish"
		case base == "LICENSE":
			dst = "/usr/share/doc/parley/copyright"
		default:
			dst = "/usr/share/doc/parley/" + f.name
		}
		src := filepath.Join(folder, fmt.Sprintf("doc%d", i))
		if err := os.WriteFile(src, data, 0o644); err != nil {
			return err
		}
		add(src, dst, 0o644)
	}
	// JSON is YAML. A version before its first release sorts below it.
	config, err := json.MarshalIndent(map[string]any{
		"name": "parley", "arch": t.arch, "platform": "linux", "version": r.version, "version_schema": "semver", "section": "science", "priority": "optional",
		"maintainer": "The parley authors", "license": "Apache-2.0", "mtime": r.date,
		"description": "workbench for conflict analysis\nComputes what would end a dispute: which outcomes hold, how to get there, and why.",
		"contents":    contents,
	}, "", " ")
	if err != nil {
		return err
	}
	file := filepath.Join(folder, "nfpm.yaml")
	if err := os.WriteFile(file, config, 0o644); err != nil {
		return err
	}
	return r.tool("nfpm", "package", "--config", file, "--packager", "deb", "--target", filepath.Join(r.out, fmt.Sprintf("parley_%s_%s.deb", r.version, t.arch)))
}
