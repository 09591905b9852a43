package server

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os/exec"
	"runtime"
	"time"
)

// Options say where to listen and whom to tell.
type Options struct {
	Addr    string    // host:port; port 0 for a free one; "" for a free port of the loopback
	Browser bool      // open the address in the user's browser
	Out     io.Writer // where the address is printed
	Notes   io.Writer // everything else: fresh addresses, warnings
}

// Serve answers requests with the handler until the context ends, then lets running ones finish for a moment.
func Serve(ctx context.Context, handler http.Handler, o Options) error {
	if o.Addr == "" {
		o.Addr = "127.0.0.1:0"
	}
	host, _, err := net.SplitHostPort(o.Addr)
	if err != nil {
		return fmt.Errorf("the address to listen at is host:port, such as 127.0.0.1:8080, not `%s`", o.Addr)
	}
	listener, err := net.Listen("tcp", o.Addr)
	if err != nil {
		return err
	}
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	shown := host
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		shown = "127.0.0.1"
	}
	base := "http://" + net.JoinHostPort(shown, port)
	if !Loopback(host) {
		fmt.Fprintf(o.Notes, "parley: warning: %s can be reached from other machines, and what is sent is not encrypted\n", o.Addr)
	}
	guard := NewGuard(port, Hosts(host, port), func(fresh string) {
		fmt.Fprintf(o.Notes, "parley: a browser was let in; for another one: %s/enter?token=%s\n", base, fresh)
	})
	running, stop := context.WithCancel(ctx)
	defer stop()
	server := &http.Server{
		Handler:           guard.Wrap(handler),
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		BaseContext:       func(net.Listener) context.Context { return running },
		ErrorLog:          log.New(o.Notes, "parley: ", 0),
	}
	address := base + guard.Enter()
	fmt.Fprintln(o.Out, address)
	fmt.Fprintln(o.Notes, "parley: the workbench is open at this address; Ctrl-C closes it")
	if o.Browser {
		if err := browse(address); err != nil {
			fmt.Fprintln(o.Notes, "parley: the browser could not be opened; open the address yourself")
		}
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	stop()
	patience, cancel := context.WithTimeout(context.Background(), 3*time.Second)
	defer cancel()
	if err := server.Shutdown(patience); errors.Is(err, context.DeadlineExceeded) {
		return server.Close()
	} else if err != nil {
		return err
	}
	return nil
}

// browse opens an address in the user's browser, without waiting for it.
func browse(address string) error {
	name, args := "xdg-open", []string{address}
	switch runtime.GOOS {
	case "darwin":
		name = "open"
	case "windows":
		name, args = "rundll32", []string{"url.dll,FileProtocolHandler", address}
	}
	c := exec.Command(name, args...)
	if err := c.Start(); err != nil {
		return err
	}
	go c.Wait()
	return nil
}
