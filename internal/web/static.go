package web

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"mime"
	"net/http"
	"path"
)

//go:embed static templates
var embedded embed.FS

// static is what is served as it is, under one hash of all of it: a page never mixes files of two versions, and browsers
// need not ask again. Relative imports between modules keep working.
type static struct {
	files fs.FS
	hash  string
}

func newStatic() (*static, error) {
	files, err := fs.Sub(embedded, "static")
	if err != nil {
		return nil, err
	}
	h := sha256.New()
	err = fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(files, name)
		h.Write([]byte(name))
		h.Write(data)
		return err
	})
	return &static{files: files, hash: hex.EncodeToString(h.Sum(nil)[:8])}, err
}

// prefix returns the path that the files stand below.
func (s *static) prefix() string { return "/static/" + s.hash }

func (s *static) has(name string) bool {
	info, err := fs.Stat(s.files, name)
	return err == nil && !info.IsDir()
}

func (s *static) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := path.Clean(r.PathValue("path"))
	data, err := fs.ReadFile(s.files, name)
	if err != nil || r.PathValue("hash") != s.hash {
		http.NotFound(w, r)
		return
	}
	kind := mime.TypeByExtension(path.Ext(name))
	switch path.Ext(name) { // what the machine's own table says of these differs
	case ".js":
		kind = "text/javascript; charset=utf-8"
	case ".css":
		kind = "text/css; charset=utf-8"
	case "", ".txt":
		kind = "text/plain; charset=utf-8"
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	w.Write(data)
}
