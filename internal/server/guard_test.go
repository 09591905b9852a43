package server

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func guarded(t *testing.T) (*httptest.Server, *Guard) {
	t.Helper()
	var g *Guard
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { g.Wrap(pages).ServeHTTP(w, r) }))
	t.Cleanup(s.Close)
	port := s.URL[strings.LastIndex(s.URL, ":")+1:]
	g = NewGuard(port, Hosts("127.0.0.1", port), func(string) {})
	return s, g
}

var pages = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, "the workbench") })

func browser(t *testing.T) *http.Client {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &http.Client{Jar: jar}
}

func get(t *testing.T, c *http.Client, url string, change func(*http.Request)) (int, string, http.Header) {
	t.Helper()
	r, err := http.NewRequest("GET", url, nil)
	if err != nil {
		t.Fatal(err)
	}
	if change != nil {
		change(r)
	}
	a, err := c.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Body.Close()
	b, _ := io.ReadAll(a.Body)
	return a.StatusCode, string(b), a.Header
}

func TestTokenWorksOnce(t *testing.T) {
	s, g := guarded(t)
	if code, body, _ := get(t, browser(t), s.URL+"/", nil); code != 403 || !strings.Contains(body, "parley serve") {
		t.Errorf("without a cookie: %d %s", code, body)
	}
	address := s.URL + g.Enter()
	one := browser(t)
	code, _, h := get(t, one, address, nil)
	if code != 200 {
		t.Fatalf("with the token: %d", code)
	}
	if c := h.Get("Set-Cookie"); !strings.Contains(c, "HttpOnly") || !strings.Contains(c, "SameSite=Strict") {
		t.Errorf("cookie %q", c)
	}
	if code, body, _ := get(t, one, s.URL+"/", nil); code != 200 || body != "the workbench" {
		t.Errorf("with the cookie: %d %s", code, body)
	}
	if code, _, _ := get(t, browser(t), address, nil); code != 403 {
		t.Errorf("the token used again: %d", code)
	}
	if code, body, _ := get(t, one, address, nil); code != 200 || body != "the workbench" {
		t.Errorf("the used address in the browser that is in: %d", code)
	}
	if code, _, _ := get(t, browser(t), s.URL+g.Enter(), nil); code != 200 {
		t.Errorf("the fresh token: %d", code)
	}
	if code, _, _ := get(t, browser(t), s.URL+"/enter", nil); code != 403 {
		t.Errorf("no token: %d", code)
	}
}

func TestForeign(t *testing.T) {
	s, g := guarded(t)
	c := browser(t)
	get(t, c, s.URL+g.Enter(), nil)
	for _, host := range []string{"evil.example", "evil.example:80", "127.0.0.1", "127.0.0.1:1", ""} {
		if code, _, _ := get(t, c, s.URL+"/", func(r *http.Request) { r.Host = host }); host != "" && code != 403 {
			t.Errorf("host %q: %d", host, code)
		}
	}
	for _, headers := range []map[string]string{
		{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "http://evil.example"},
	} {
		code, _, _ := get(t, c, s.URL+"/", func(r *http.Request) {
			r.Method = "POST"
			for k, v := range headers {
				r.Header.Set(k, v)
			}
		})
		if code != 403 {
			t.Errorf("POST with %v: %d", headers, code)
		}
	}
	code, _, h := get(t, c, s.URL+"/", func(r *http.Request) { r.Method = "POST"; r.Header.Set("Sec-Fetch-Site", "same-origin") })
	if code != 200 {
		t.Errorf("POST of our own page: %d", code)
	}
	for k, want := range map[string]string{"Content-Security-Policy": "default-src 'self'", "X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"} {
		if !strings.Contains(h.Get(k), want) {
			t.Errorf("%s: %q", k, h.Get(k))
		}
	}
}

func TestHosts(t *testing.T) {
	local, wide := Hosts("127.0.0.1", "7"), Hosts("0.0.0.0", "7")
	for _, x := range []struct {
		host        string
		local, wide bool
	}{
		{"127.0.0.1:7", true, true}, {"localhost:7", true, true}, {"[::1]:7", true, true}, {"localhost:8", false, false},
		{"192.0.2.1:7", false, true}, {"rebound.example:7", false, false}, {"localhost", false, false},
	} {
		if local(x.host) != x.local || wide(x.host) != x.wide {
			t.Errorf("%s: %v %v", x.host, local(x.host), wide(x.host))
		}
	}
}

func TestServeStops(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	started := make(chan string, 1)
	out := writer(func(s string) { started <- s })
	hanging := make(chan bool)
	done := make(chan error, 1)
	go func() {
		done <- Serve(ctx, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			close(hanging)
			<-r.Context().Done() // as a stream of events does
		}), Options{Out: out, Notes: &bytes.Buffer{}})
	}()
	address := strings.TrimSpace(<-started)
	c := browser(t)
	get(t, c, address, nil)
	go c.Get(strings.Split(address, "/enter")[0] + "/")
	<-hanging
	cancel()
	select {
	case err := <-done:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("it does not stop")
	}
}

type writer func(string)

func (w writer) Write(b []byte) (int, error) { w(string(b)); return len(b), nil }
