package mcp_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"
	"golang.org/x/tools/txtar"

	"parley/internal/mcp"
)

// With -update the answers in the transcripts are written anew. Only commit the changes if you understand what caused them.
var update = flag.Bool("update", false, "write expected answers anew")

// connect starts a server over the given folders and a client of it, in memory.
func connect(t *testing.T, o mcp.Options) *sdk.ClientSession {
	t.Helper()
	s, err := mcp.New(o)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ours, theirs := sdk.NewInMemoryTransports()
	served := make(chan error, 1)
	go func() { served <- s.Connect(ctx, ours) }()
	client, err := sdk.NewClient(&sdk.Implementation{Name: "test", Version: "1"}, nil).Connect(ctx, theirs, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		client.Close()
		cancel()
		if err := <-served; err != nil {
			t.Error(err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return client
}

// Each file of testdata is a conversation: the comment has the requests, a line each; `answers` has what comes back; other
// files lie in the folder that the server may read.
//
//	tool NAME {arguments}
//	resource URI
//	prompt NAME {arguments}
//	resources | tools | prompts
func TestTranscripts(t *testing.T) {
	files, _ := filepath.Glob("testdata/*.txtar")
	if len(files) == 0 {
		t.Fatal("no transcripts")
	}
	for _, name := range files {
		t.Run(strings.TrimSuffix(filepath.Base(name), ".txtar"), func(t *testing.T) {
			a, err := txtar.ParseFile(name)
			if err != nil {
				t.Fatal(err)
			}
			folder := t.TempDir()
			answers := -1
			for i, f := range a.Files {
				if f.Name == "answers" {
					answers = i
					continue
				}
				at := filepath.Join(folder, f.Name)
				if err := os.MkdirAll(filepath.Dir(at), 0o755); err != nil {
					t.Fatal(err)
				}
				if err := os.WriteFile(at, f.Data, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if answers < 0 {
				t.Fatal("the transcript has no file `answers`")
			}
			client := connect(t, mcp.Options{Version: "test", Folders: []string{folder}})
			var got bytes.Buffer
			for line := range strings.Lines(string(a.Comment)) {
				line = strings.TrimSpace(line)
				if line == "" || line[0] == '#' {
					continue
				}
				fmt.Fprintf(&got, "> %s\n", line)
				said := strings.ReplaceAll(request(t, client, line), folder, "FOLDER")
				got.WriteString(strings.TrimRight(said, "\n") + "\n\n")
			}
			if *update {
				a.Files[answers].Data = got.Bytes()
				if err := os.WriteFile(name, txtar.Format(a), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			if want := a.Files[answers].Data; !bytes.Equal(got.Bytes(), want) {
				t.Errorf("the answers differ from the transcript; with -update they are written anew\n%s", firstDifference(got.String(), string(want)))
			}
		})
	}
}

func firstDifference(got, want string) string {
	g, w := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			return fmt.Sprintf("line %d\n got %q\nwant %q", i+1, g[i], w[i])
		}
	}
	return fmt.Sprintf("got %d lines, want %d", len(g), len(w))
}

// request sends one line of a transcript and returns what comes back.
func request(t *testing.T, client *sdk.ClientSession, line string) string {
	ctx := context.Background()
	what, rest, _ := strings.Cut(line, " ")
	name, text, _ := strings.Cut(rest, " ")
	arguments := map[string]any{}
	if text != "" {
		if err := json.Unmarshal([]byte(text), &arguments); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
	}
	switch what {
	case "tool":
		r, err := client.CallTool(ctx, &sdk.CallToolParams{Name: name, Arguments: arguments})
		if err != nil {
			return "protocol error: " + err.Error()
		}
		out := ""
		if r.IsError {
			out = "error: "
		}
		for _, c := range r.Content {
			out += c.(*sdk.TextContent).Text
		}
		if r.IsError != (r.StructuredContent == nil) {
			t.Errorf("%s: an answer has JSON, an error has none", line)
		}
		return out
	case "resource":
		r, err := client.ReadResource(ctx, &sdk.ReadResourceParams{URI: name})
		if err != nil {
			return "protocol error: " + err.Error()
		}
		c := r.Contents[0]
		head := strings.SplitAfter(c.Text, "\n")
		if len(head) > 8 {
			head = append(head[:8], "…\n")
		}
		return c.MIMEType + "\n" + strings.Join(head, "")
	case "prompt":
		args := map[string]string{}
		for k, v := range arguments {
			args[k] = v.(string)
		}
		r, err := client.GetPrompt(ctx, &sdk.GetPromptParams{Name: name, Arguments: args})
		if err != nil {
			return "protocol error: " + err.Error()
		}
		out := ""
		for _, m := range r.Messages {
			out += string(m.Role) + ": " + m.Content.(*sdk.TextContent).Text + "\n"
		}
		return out
	case "tools":
		r, err := client.ListTools(ctx, nil)
		if err != nil {
			t.Fatal(err)
		}
		out := ""
		for _, x := range r.Tools {
			in := x.InputSchema.(map[string]any)
			var names []string
			for k := range in["properties"].(map[string]any) {
				names = append(names, k)
			}
			slices.Sort(names)
			out += fmt.Sprintf("%s: %s (%s), needs %v\n", x.Name, x.Title, strings.Join(names, " "), in["required"])
		}
		return out
	case "prompts":
		r, err := client.ListPrompts(ctx, nil)
		if err != nil {
			t.Fatal(err)
		}
		out := ""
		for _, x := range r.Prompts {
			out += x.Name + ": " + x.Title + "\n"
		}
		return out
	case "resources":
		r, err := client.ListResources(ctx, nil)
		if err != nil {
			t.Fatal(err)
		}
		out := ""
		for _, x := range r.Resources {
			out += x.URI + ": " + x.Title + "\n"
		}
		return out
	}
	t.Fatalf("%s: what is that?", line)
	return ""
}
