package cli

import (
	"crypto/rand"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"parley/internal/mcp"
	"parley/internal/workbench"
)

// tokenVariable is the environment variable that may hold the token of the server for assistants.
const tokenVariable = "PARLEY_MCP_TOKEN"

func (a *app) mcp() *cobra.Command {
	var address string
	var noToken bool
	var states int
	var memory int64
	var limit time.Duration
	c := &cobra.Command{
		Use:   "mcp [DIR…]",
		Short: "The workbench for AI assistants, over the Model Context Protocol",
		Long: `Serve every question of the workbench to an AI assistant as tools, with the file format, the catalog
and the scenarios in the folders as resources, and prompts that lead from an article to a scenario.
Files are read in the folders DIR only (default: the working folder); nothing is written.

By default one assistant is served over standard input and output; it starts parley itself. In the
configuration of most assistants that is:

  {"mcpServers": {"parley": {"command": "parley", "args": ["mcp", "/path/to/disputes"]}}}

With --http it listens on this machine (default 127.0.0.1:8137), at the path /mcp. Requests must carry
the token that is printed, or that of the variable ` + tokenVariable + `, unless --no-token is given.`,
		Example: `  parley mcp disputes
  parley mcp --http=127.0.0.1:9000 disputes`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if states < 0 || memory < 0 || limit < 0 {
				return usageError{fmt.Errorf("a limit cannot be negative")}
			}
			if noToken && address == "" {
				return usageError{fmt.Errorf("--no-token goes with --http")}
			}
			s := workbench.Settings{Time: limit}
			s.Limits.States, s.Limits.Memory = states, memory<<20
			server, err := mcp.New(mcp.Options{Version: Version(), Folders: args, Settings: s})
			if err != nil {
				return err
			}
			defer server.Close()
			if address == "" {
				return server.Serve(cmd.Context(), a.stdin, a.stdout)
			}
			l, err := mcp.Listen(cmd.Context(), address)
			if err != nil {
				return err
			}
			fmt.Fprintf(a.stderr, "parley: assistants are served at http://%s/mcp; end with Ctrl-C\n", l.Addr())
			token := ""
			if !noToken {
				if token = a.getenv(tokenVariable); token == "" {
					token = rand.Text()
					fmt.Fprintf(a.stderr, "parley: they send the header  Authorization: Bearer %s\n", token)
				}
			}
			return server.ServeHTTP(cmd.Context(), l, token)
		},
	}
	f := c.Flags()
	f.StringVar(&address, "http", "", "listen at this `address` of this machine instead")
	f.Lookup("http").NoOptDefVal = "127.0.0.1:8137"
	f.BoolVar(&noToken, "no-token", false, "with --http: ask for no token")
	f.DurationVar(&limit, "time", mcp.DefaultTime, "give up on a question after so long")
	f.IntVar(&states, "max-states", 1<<22, "give up on a question above so many states")
	f.Int64Var(&memory, "max-memory", 2048, "give up on a question above so many `MiB` of memory")
	return c
}
