// Package mcp is the face of parley for assistants, over the Model Context Protocol: a tool for every question of the
// workbench, the file format, the catalog and the scenarios at hand as resources, and prompts that lead from an article to
// a scenario. It holds no logic: every answer comes from the workbench, with the JSON of the command line and its text.
//
// It reads files in the folders that it is given and nowhere else, and writes none.
package mcp

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"parley/internal/workbench"
)

// Options say what a server may read and how much work it does.
type Options struct {
	Version string   // of parley, told to clients
	Folders []string // files are read in these folders only; none stands for the working folder
	// Settings bound each question. A Time of 0 stands for DefaultTime.
	Settings workbench.Settings
}

// DefaultTime is how long a question may take unless the options say otherwise.
const DefaultTime = 2 * time.Minute

// Server answers assistants.
type Server struct {
	sdk  *mcp.Server
	desk *desk
}

const instructions = `parley is a workbench for conflict analysis. A dispute is one YAML file: parties, their options, what each wants,
rules, rival hypotheses, claims with quotes. Every tool takes that file, by name or as text, and computes: nothing is guessed.

Start with the resource parley://format (how a file is written) or the tool catalog (worked cases; use one as file
"catalog:ID"). After every change of a file call check: it tells all problems at once, with line and hint. Then brief gives
the whole picture, and explain, path, matrix, claims, crux and settle answer single questions.

What parley prints follows from the assumptions in the file. Preferences are an analyst's reading, not a fact: say under
which hypotheses a result holds, and never call a result true because it holds in the model.`

// New makes a server. Close it when it is no longer needed.
func New(o Options) (*Server, error) {
	d, err := newDesk(o)
	if err != nil {
		return nil, err
	}
	s := &Server{desk: d, sdk: mcp.NewServer(
		&mcp.Implementation{Name: "parley", Title: "parley, a workbench for conflict analysis", Version: o.Version},
		&mcp.ServerOptions{Instructions: instructions, Capabilities: &mcp.ServerCapabilities{}},
	)}
	for _, t := range tools {
		t.add(s.sdk, d)
	}
	s.addResources()
	s.addPrompts()
	s.sdk.AddReceivingMiddleware(s.mending, s.listing)
	return s, nil
}

// Close lets go of the folders.
func (s *Server) Close() error { return s.desk.close() }

// Connect serves one client over a transport, until it leaves or the context ends.
func (s *Server) Connect(ctx context.Context, t mcp.Transport) error {
	err := s.sdk.Run(ctx, t)
	if ctx.Err() != nil || errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// Serve serves one client that writes to in and reads from out, until it leaves or the context ends.
func (s *Server) Serve(ctx context.Context, in io.Reader, out io.Writer) error {
	return s.Connect(ctx, finishing{&mcp.IOTransport{Reader: io.NopCloser(in), Writer: writeCloser{out}}})
}

type writeCloser struct{ io.Writer }

func (writeCloser) Close() error { return nil }

// work waits for one of a few places, so that many calls at once do not take the whole machine, and bounds the time.
func (d *desk) work(ctx context.Context, seconds float64) (workbench.Settings, context.Context, func(), error) {
	s := d.settings
	if asked := time.Duration(seconds * float64(time.Second)); asked > 0 && asked < s.Time {
		s.Time = asked
	}
	select {
	case d.places <- struct{}{}:
	case <-ctx.Done():
		return s, ctx, nil, ctx.Err()
	}
	ctx, cancel := s.Context(ctx)
	return s, ctx, func() { cancel(); <-d.places }, nil
}

func newDesk(o Options) (*desk, error) {
	d := &desk{settings: o.Settings, places: make(chan struct{}, max(1, runtime.GOMAXPROCS(0)))}
	if d.settings.Time <= 0 {
		d.settings.Time = DefaultTime
	}
	folders := o.Folders
	if len(folders) == 0 {
		folders = []string{"."}
	}
	for _, name := range folders {
		if err := d.open(name); err != nil {
			return nil, errors.Join(fmt.Errorf("folder %s: %w", name, err), d.close())
		}
	}
	return d, nil
}
