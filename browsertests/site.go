// Package browsertests drives the workbench with a real browser: journeys through it as tests, and pictures of its screens.
// It is a module of its own, so that nobody who builds parley needs what drives a browser.
//
// The workbench is the program itself, built from the folder above and started on a copy of the catalog, so that what is
// tested is what a user has: its guard, its policy, its embedded files.
package browsertests

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"time"
)

// Build builds the program from the folder above into a folder and returns its path.
func Build(ctx context.Context, dir string) (string, error) {
	program := filepath.Join(dir, "parley")
	build := exec.CommandContext(ctx, "go", "build", "-buildvcs=false", "-o", program, "./cmd/parley")
	build.Dir = ".."
	build.Env = append(os.Environ(), "GOFLAGS=") // flags meant for this module do not fit that one
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("parley cannot be built: %v\n%s", err, out)
	}
	return program, nil
}

// Site is a running workbench.
type Site struct {
	Base string // "http://127.0.0.1:PORT"
	Dir  string // of the scenario files

	process *exec.Cmd
	enter   chan string // addresses that let one browser in each

	mu   sync.Mutex
	said strings.Builder // what it wrote
}

var address = regexp.MustCompile(`http://\S+/enter\?token=\w+`)

// Serve starts the program on a folder. What is not saved is kept below data.
func Serve(program, dir, data string) (*Site, error) {
	s := &Site{Dir: dir, enter: make(chan string, 100)}
	s.process = exec.Command(program, "serve", dir, "--no-browser")
	s.process.Env = append(os.Environ(), "XDG_DATA_HOME="+data)
	pipe, out := io.Pipe()
	s.process.Stdout, s.process.Stderr = out, out
	if err := s.process.Start(); err != nil {
		return nil, err
	}
	go func() {
		lines := bufio.NewScanner(pipe)
		for lines.Scan() {
			s.mu.Lock()
			fmt.Fprintln(&s.said, lines.Text())
			s.mu.Unlock()
			if a := address.FindString(lines.Text()); a != "" {
				s.enter <- a
			}
		}
	}()
	select {
	case a := <-s.enter:
		s.enter <- a
		s.Base, _, _ = strings.Cut(a, "/enter")
		return s, nil
	case <-time.After(20 * time.Second):
		s.Kill()
		return nil, fmt.Errorf("parley serve printed no address. It said:\n%s", s.Said())
	}
}

// Enter returns an address that lets one browser in.
func (s *Site) Enter() (string, error) {
	select {
	case a := <-s.enter:
		return a, nil
	case <-time.After(10 * time.Second):
		return "", errors.New("parley serve printed no fresh address")
	}
}

// Said returns all that the program wrote.
func (s *Site) Said() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.said.String()
}

// Kill ends the program at once, as a crash does.
func (s *Site) Kill() {
	s.process.Process.Kill()
	s.process.Wait()
}

// CopyCatalog copies the scenario files of the catalog into a folder.
func CopyCatalog(dir string) error {
	files, err := filepath.Glob("../catalog/*.yaml")
	if err != nil || len(files) == 0 {
		return fmt.Errorf("no catalog beside this module: %v", err)
	}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, filepath.Base(name)), data, 0o600)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
