package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"io"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"parley/internal/cli"
)

func TestVersionFrom(t *testing.T) {
	for described, want := range map[string]string{
		"v1.2.3": "1.2.3", "v1.2.3-4-gabcdef1": "1.2.3-4-gabcdef1", "v1.0.0-rc.1": "1.0.0-rc.1", "1.2.3": "1.2.3",
		"9a94234": "0.0.0-g9a94234", "9a94234-dirty": "0.0.0-g9a94234-dirty", "": "", "main": "",
	} {
		if got, err := versionFrom(described); got != want || (err == nil) != (want != "") {
			t.Errorf("versionFrom(%q) = %q, %v", described, got, err)
		}
	}
}

// Every command has a page, and the pages are those of the given day.
func TestManual(t *testing.T) {
	date := time.Unix(1e9, 0).UTC()
	docs, err := documents(cli.Command(), date)
	if err != nil {
		t.Fatal(err)
	}
	again, err := documents(cli.Command(), date)
	if err != nil {
		t.Fatal(err)
	}
	pages := map[string]string{}
	for i, d := range docs {
		pages[d.name] = string(d.data)
		if !bytes.Equal(d.data, again[i].data) {
			t.Errorf("%s differs when written again", d.name)
		}
	}
	for _, c := range cli.Command().Commands() {
		if !c.IsAvailableCommand() { // help itself
			continue
		}
		page := pages["man/parley-"+c.Name()+".1"]
		if !strings.Contains(page, "Sep 2001") || !strings.Contains(page, c.Name()) {
			t.Errorf("the page of %s is %.80q", c.Name(), page)
		}
	}
	for _, name := range []string{"man/parley.1", "completions/parley.bash", "completions/_parley", "completions/parley.fish"} {
		if !strings.Contains(pages[name], "parley") {
			t.Errorf("%s is missing", name)
		}
	}
}

// What is packed comes out again, with the date that was given and nobody's name.
func TestPack(t *testing.T) {
	date := time.Unix(1e9, 0).UTC()
	files := []entry{{"parley", []byte("program"), 0o755}, {"man/parley.1", []byte("page"), 0o644}}
	folder := t.TempDir()
	for _, name := range []string{"a.tar.gz", "b.tar.gz"} {
		if err := writeTarGz(filepath.Join(folder, name), "x", files, date); err != nil {
			t.Fatal(err)
		}
	}
	a, _ := os.ReadFile(filepath.Join(folder, "a.tar.gz"))
	b, _ := os.ReadFile(filepath.Join(folder, "b.tar.gz"))
	if !bytes.Equal(a, b) {
		t.Error("two archives differ")
	}
	z, err := gzip.NewReader(bytes.NewReader(a))
	if err != nil {
		t.Fatal(err)
	}
	r := tar.NewReader(z)
	for _, f := range files {
		h, err := r.Next()
		if err != nil {
			t.Fatal(err)
		}
		data, _ := io.ReadAll(r)
		if h.Name != "x/"+f.name || h.Mode != f.mode || !h.ModTime.Equal(date) || h.Uname != "" || h.Uid != 0 || !bytes.Equal(data, f.data) {
			t.Errorf("%+v has %q", h, data)
		}
	}
	name := filepath.Join(folder, "a.zip")
	if err := writeZip(name, "x", files, date); err != nil {
		t.Fatal(err)
	}
	p, err := zip.OpenReader(name)
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	var names []string
	for _, f := range p.File {
		names = append(names, f.Name)
		if !f.Modified.Equal(date) {
			t.Errorf("%s is of %v", f.Name, f.Modified)
		}
	}
	if !slices.Equal(names, []string{"x/parley", "x/man/parley.1"}) {
		t.Errorf("the zip has %v", names)
	}
}

// A reader of the release finds every page that another page of it links to.
func TestPages(t *testing.T) {
	files, err := pages(os.DirFS(filepath.Join("..", "..")))
	if err != nil {
		t.Fatal(err)
	}
	link := regexp.MustCompile(`(?:\]\(|src="|srcset=")([^)#:"]+)(#[^)"]*)?[)"]`)
	followed := 0
	for _, f := range files {
		for _, m := range link.FindAllStringSubmatch(string(f.data), -1) {
			to := path.Join(path.Dir(f.name), m[1])
			if strings.HasSuffix(f.name, ".md") && !slices.ContainsFunc(files, func(g entry) bool { return g.name == to }) {
				t.Errorf("%s links to %s, which is not packed", f.name, to)
			}
			followed++
		}
	}
	if followed == 0 {
		t.Error("no page links to another")
	}
}
