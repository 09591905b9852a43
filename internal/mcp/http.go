package mcp

import (
	"context"
	"crypto/subtle"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// Listen opens a port of this machine. An address that other machines can reach is refused.
func Listen(ctx context.Context, address string) (net.Listener, error) {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, fmt.Errorf("`%s` is not an address: write host:port, for example 127.0.0.1:8137", address)
	}
	if !isLoopback(host) {
		return nil, fmt.Errorf("`%s` can be reached from other machines: use 127.0.0.1, [::1] or localhost", host)
	}
	return (&net.ListenConfig{}).Listen(ctx, "tcp", address)
}

// isLoopback reports whether a host is this machine.
func isLoopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip := net.ParseIP(strings.Trim(host, "[]"))
	return ip != nil && ip.IsLoopback()
}

// Handler answers over streamable HTTP at the path /mcp. Requests must name this machine as their host, and must not come from a page of
// another origin, so that no page that is open in a browser can ask; with a token that is not empty they must bear it.
func (s *Server) Handler(token string) http.Handler {
	inner := mcp.NewStreamableHTTPHandler(func(*http.Request) *mcp.Server { return s.sdk }, &mcp.StreamableHTTPOptions{SessionTimeout: time.Hour, MaxRequestBodyBytes: 2 * maxFile})
	mux := http.NewServeMux()
	mux.Handle("/mcp", inner)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host := r.Host
		if h, _, err := net.SplitHostPort(host); err == nil {
			host = h
		}
		if !isLoopback(host) {
			http.Error(w, "this server answers only requests to 127.0.0.1, [::1] or localhost", http.StatusForbidden)
			return
		}
		if o := r.Header.Get("Origin"); o != "" {
			u, err := url.Parse(o)
			if err != nil || u.Host != r.Host {
				http.Error(w, "requests from pages of another origin are refused", http.StatusForbidden)
				return
			}
		}
		if token != "" && !bears(r, token) {
			w.Header().Set("WWW-Authenticate", `Bearer realm="parley"`)
			http.Error(w, "send the token that parley mcp printed, as the header Authorization: Bearer TOKEN", http.StatusUnauthorized)
			return
		}
		mux.ServeHTTP(w, r)
	})
}

func bears(r *http.Request, token string) bool {
	given, is := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	return is && subtle.ConstantTimeCompare([]byte(given), []byte(token)) == 1
}

// ServeHTTP answers at a listener until the context ends.
func (s *Server) ServeHTTP(ctx context.Context, l net.Listener, token string) error {
	// Requests end with ctx, so that questions that are being worked on stop too.
	server := &http.Server{Handler: s.Handler(token), ReadHeaderTimeout: 10 * time.Second, BaseContext: func(net.Listener) context.Context { return ctx }}
	defer context.AfterFunc(ctx, func() { _ = server.Close() })()
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
