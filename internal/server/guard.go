// Package server carries the workbench to a browser on the same machine, and to nobody else: it listens on a loopback
// address, lets in who has the one-time token that it prints, and turns away requests that name another host or come from
// another site.
package server

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/hex"
	"fmt"
	"html"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
)

// Guard stands before the pages.
type Guard struct {
	hosts  func(host string) bool
	cookie string // its name; cookies are shared by all ports of a host, so that it holds the port
	used   func(fresh string)

	mu     sync.Mutex
	token  string // lets one browser in
	keys   map[string]bool
	enters string // path of the address that takes the token
}

// maxKeys is how many browsers are let in; the tokens of a session are typed by hand.
const maxKeys = 64

// NewGuard returns a guard for a server that answers on the given port to hosts that the function accepts. When the token
// has been used, used is called with the next one.
func NewGuard(port string, hosts func(host string) bool, used func(fresh string)) *Guard {
	return &Guard{hosts: hosts, cookie: "parley-" + port, used: used, token: random(), keys: map[string]bool{}, enters: "/enter"}
}

func random() string {
	var b [24]byte
	rand.Read(b[:])
	return hex.EncodeToString(b[:])
}

// Enter returns the path and query by which one browser is let in.
func (g *Guard) Enter() string {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.enters + "?token=" + g.token
}

// Wrap returns the handler behind the guard.
func (g *Guard) Wrap(next http.Handler) http.Handler {
	origin := http.NewCrossOriginProtection()
	origin.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		refuse(w, "This request comes from another site", "parley takes changes from its own pages only.")
	}))
	inner := origin.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == g.enters {
			g.enter(w, r)
			return
		}
		if !g.known(r) {
			refuse(w, "This browser has not been let in", "Open the address that <code>parley serve</code> printed in its terminal. Each address lets one browser in; when it has been used, a fresh one is printed there.")
			return
		}
		next.ServeHTTP(w, r)
	}))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		Harden(w.Header())
		if !g.hosts(r.Host) {
			refuse(w, "This is not the address of the workbench", "Open the address that <code>parley serve</code> printed in its terminal.")
			return
		}
		inner.ServeHTTP(w, r)
	})
}

// Harden sets the headers that every answer carries. A page that needs more than this policy allows says so itself.
func Harden(h http.Header) {
	h.Set("Content-Security-Policy", "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Cache-Control", "no-store")
}

func (g *Guard) known(r *http.Request) bool {
	c, err := r.Cookie(g.cookie)
	if err != nil {
		return false
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.keys[c.Value]
}

// enter exchanges the token for a cookie. The page that follows is asked for by a page of our own, since browsers keep a
// strict cookie back on a way that began at another site.
func (g *Guard) enter(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodGet {
		w.Header().Set("Allow", "GET")
		http.Error(w, "only GET", http.StatusMethodNotAllowed)
		return
	}
	g.mu.Lock()
	right := subtle.ConstantTimeCompare([]byte(r.URL.Query().Get("token")), []byte(g.token)) == 1 && len(g.keys) < maxKeys
	key, fresh := "", ""
	if right {
		key, fresh = random(), random()
		g.keys[key], g.token = true, fresh
	}
	g.mu.Unlock()
	if !right {
		if g.known(r) { // the address was opened again in the browser that it let in
			http.Redirect(w, r, "/", http.StatusSeeOther)
			return
		}
		refuse(w, "This address has been used", "Each address lets one browser in. A fresh one stands in the terminal of <code>parley serve</code>.")
		return
	}
	http.SetCookie(w, &http.Cookie{Name: g.cookie, Value: key, Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode})
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	fmt.Fprint(w, "<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\"><meta http-equiv=\"refresh\" content=\"0;url=/\"><link rel=\"icon\" href=\"data:,\"><title>parley</title><p><a href=\"/\">To the workbench</a></p></html>\n")
	g.used(fresh)
}

// refuse answers 403 with a page that says what to do. way is HTML of our own.
func refuse(w http.ResponseWriter, what, way string) {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(http.StatusForbidden)
	fmt.Fprintf(w, "<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><link rel=\"icon\" href=\"data:,\"><title>parley: not let in</title><main><h1>%s</h1><p>%s</p></main></html>\n",
		html.EscapeString(what), way)
}

// Loopback reports whether an address to listen at is reached from this machine only.
func Loopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// Hosts returns which names a browser may call the server by that listens at host and port. On a loopback address these are
// the loopback's names; elsewhere also addresses given as numbers, and the machine's own name. A name that somebody else
// has made to lead here is none of them.
func Hosts(host, port string) func(string) bool {
	machine, _ := os.Hostname()
	open := !Loopback(host)
	return func(asked string) bool {
		h, p, err := net.SplitHostPort(asked)
		if err != nil {
			h, p = strings.Trim(asked, "[]"), "80"
		}
		if p != port {
			return false
		}
		if Loopback(h) {
			return true
		}
		return open && (net.ParseIP(h) != nil || strings.EqualFold(h, host) || machine != "" && strings.EqualFold(h, machine))
	}
}
