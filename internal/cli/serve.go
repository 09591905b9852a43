package cli

import (
	"errors"
	"fmt"
	"path/filepath"
	"runtime"
	"time"

	"github.com/spf13/cobra"

	"parley/internal/desk"
	"parley/internal/server"
	"parley/internal/web"
)

// defaultPatience is how long the workbench works on one question unless told otherwise.
const defaultPatience = 2 * time.Minute

func (a *app) serve() *cobra.Command {
	var addr string
	var noBrowser bool
	var patience time.Duration // of its own: the flags of other commands stand for no limit
	var states int
	var memory int64
	c := &cobra.Command{
		Use:   "serve [DIR]",
		Short: "Open the workbench in the browser",
		Long: `Open the workbench on the scenario files of a folder, in the browser. Without DIR the catalog is
copied into your data folder, once, and opened there; files that are there already are left alone.

The workbench is reached from this machine only, at a free port, and lets in the browser that opens
the printed address. Nothing is fetched from elsewhere. Ctrl-C ends it; texts that were not saved
are kept and offered again.`,
		Example: `  parley serve
  parley serve ~/disputes --no-browser`,
		Args: between(0, "DIR"),
		RunE: func(cmd *cobra.Command, args []string) error {
			data, err := a.dataFolder()
			if err != nil && len(args) == 0 {
				return err
			}
			drafts := ""
			if err == nil {
				drafts = filepath.Join(data, "drafts")
			} else {
				fmt.Fprintf(a.stderr, "parley: warning: texts that are not saved cannot be kept: %v\n", err)
			}
			dir := ""
			if len(args) > 0 {
				dir = args[0]
			} else {
				dir = filepath.Join(data, "cases")
				n, err := desk.CopyCatalog(dir)
				if err != nil {
					return err
				}
				if n > 0 {
					fmt.Fprintf(a.stderr, "parley: %d cases of the catalog were copied to %s\n", n, dir)
				}
			}
			d, err := desk.Open(dir, drafts)
			if err != nil {
				return err
			}
			defer d.Close()
			a.settings.Time, a.settings.Limits.States, a.memory = patience, states, memory
			settings, err := a.solveSettings()
			if err != nil {
				return err
			}
			pages, err := web.New(d, settings)
			if err != nil {
				return err
			}
			return server.Serve(cmd.Context(), pages.Handler(), server.Options{Addr: addr, Browser: !noBrowser, Out: a.stdout, Notes: a.stderr})
		},
	}
	f := c.Flags()
	f.StringVar(&addr, "addr", "127.0.0.1:0", "listen at `host:port`; port 0 is a free one")
	f.BoolVar(&noBrowser, "no-browser", false, "print the address only")
	f.DurationVar(&patience, "time", defaultPatience, "give up on a question after so long")
	f.IntVar(&states, "max-states", 4<<20, "give up above so many states")
	f.Int64Var(&memory, "max-memory", 2048, "give up above so many `MiB` of memory for one case")
	return c
}

// dataFolder returns where parley keeps what belongs to the user, by the custom of the system.
func (a *app) dataFolder() (string, error) {
	if x := a.getenv("XDG_DATA_HOME"); filepath.IsAbs(x) {
		return filepath.Join(x, "parley"), nil
	}
	home := a.getenv("HOME")
	switch runtime.GOOS {
	case "windows":
		if x := a.getenv("LocalAppData"); x != "" {
			return filepath.Join(x, "parley"), nil
		}
		return "", errors.New("LocalAppData is not set, so that there is no data folder; name a folder: parley serve DIR")
	case "darwin":
		if home != "" {
			return filepath.Join(home, "Library", "Application Support", "parley"), nil
		}
	}
	if home == "" {
		return "", errors.New("HOME is not set, so that there is no data folder; name a folder: parley serve DIR")
	}
	return filepath.Join(home, ".local", "share", "parley"), nil
}
