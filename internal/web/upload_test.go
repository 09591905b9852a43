package web

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A file is taken below the limit only, as text only, and never outside of the folder; a refusal is a page that says why.
func TestUpload(t *testing.T) {
	s, dir := site(t, nil)
	send := func(name string, data []byte) (int, string) {
		t.Helper()
		var b bytes.Buffer
		form := multipart.NewWriter(&b)
		part, err := form.CreateFormFile("file", name)
		if err != nil {
			t.Fatal(err)
		}
		part.Write(data)
		form.Close()
		r, err := http.NewRequest("POST", s.URL+"/upload", &b)
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Content-Type", form.FormDataContentType())
		r.Header.Set("Accept", "text/html,application/xhtml+xml,*/*;q=0.8")
		a, err := s.Client().Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer a.Body.Close()
		text, err := io.ReadAll(a.Body)
		if err != nil {
			t.Fatal(err)
		}
		return a.StatusCode, string(text)
	}
	for _, x := range []struct {
		name string
		data []byte
		code int
		says string
	}{
		{"large.yaml", bytes.Repeat([]byte("#"), maxBody+1), http.StatusRequestEntityTooLarge, "too large for a scenario"},
		{"bin.yaml", []byte{0, 0xff, 0xfe}, http.StatusConflict, "not UTF-8"},
		{".yaml", []byte("parley: 1"), http.StatusConflict, "nothing before the dot"},
		{"page.html", []byte("parley: 1"), http.StatusConflict, "<code>page.html</code>"},
	} {
		code, body := send(x.name, x.data)
		if code != x.code || !strings.Contains(body, "<main") || !strings.Contains(body, x.says) {
			t.Errorf("%s: %d %.300s", x.name, code, body)
		}
		if _, err := os.Stat(filepath.Join(dir, x.name)); err == nil {
			t.Errorf("%s was written", x.name)
		}
	}
	if code, _ := send("../../out.yaml", []byte(formed)); code != http.StatusOK { // a browser may send the whole path; the name counts
		t.Errorf("a good file: %d", code)
	}
	if text, err := os.ReadFile(filepath.Join(dir, "out.yaml")); err != nil || string(text) != formed {
		t.Errorf("kept is %q, %v", text, err)
	}
}
