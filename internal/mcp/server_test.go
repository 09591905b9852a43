package mcp_test

import (
	"bytes"
	"context"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"parley/internal/cli"
	"parley/internal/mcp"
	"parley/internal/workbench"
)

// served tells for everything that the workbench offers which tool asks it, or why it is no question: what begins with "-".
var served = map[string]string{
	"Case.Brief": "brief", "Case.Check": "check", "Case.Solve": "solve", "Case.Explain": "explain", "Case.Path": "path",
	"Case.Compare": "compare", "Case.Levers": "levers", "Case.Matrix": "matrix", "Case.Perceive": "perceive", "Case.Claims": "claims",
	"Case.Crux": "crux", "Case.Settle": "settle", "Case.Convert": "convert", "FormatText": "fmt", "CatalogCase": "catalog",
	"Case.Simulate": "simulate", "FirstAttrition": "- a file to start from; catalog has cases", "AttritionNames": "- part of that", "MakeFolder": "- assistants write no files",
	"Check": "check", "Format": "fmt", "Case.Evidence": "evidence", "Case.Sources": "evidence", "Case.SourceText": "evidence",
	"Case.Without": "evidence", "Case.Exhibits": "- part of a report", "Case.Quoted": "- SourceText, also where the text is missing", "Case.Beside": "- reads the texts for evidence",
	"Case.Report": "- a document for people; brief has its findings", "Case.Outcomes": "- the table of solve",
	"Case.Map": "- a picture; convert has the graph for programs", "MovesFrom": "- part of the map", "Case.LikelyGoal": "- part of brief", "HoldsUnder": "- part of solve", "UsualVerdicts": "- part of solve", "RankOf": "- part of solve",
	"FormulaError.Error": "- part of the errors", "AddSource": "- assistants write no files", "CheckReportName": "- assistants write no files",
	"WriteReport": "- assistants write no files", "EncodeReport": "- assistants write no files", "WriteTables": "- assistants write no files",
	"Open": "- every tool opens its case", "OpenText": "- every tool opens its case",
	"Case.Asked": "- part of the answers", "Case.Graph": "- part of solve", "Case.State": "- part of explain", "Case.Goal": "- part of path",
	"Case.Place": "- part of the errors", "Hinted": "- part of the errors", "NoSuchState.Error": "- part of the errors", "Problems.Error": "- part of the errors",
	"Case.Hypergame": "- part of perceive", "Settings.Context": "- bounds every tool", "Settings.Check": "- tools choose no engine",
	"Targets": "- part of convert", "Save": "- assistants write no files", "Create": "- assistants write no files", "Write": "- assistants write no files",
}

// A question that joins the workbench must get a tool.
func TestEveryQuestionHasATool(t *testing.T) {
	client := connect(t, mcp.Options{})
	list, err := client.ListTools(context.Background(), nil)
	if err != nil {
		t.Fatal(err)
	}
	tools := map[string]bool{}
	for _, x := range list.Tools {
		tools[x.Name] = true
		if x.OutputSchema == nil || x.Description == "" || x.Annotations == nil || !x.Annotations.ReadOnlyHint {
			t.Errorf("%s lacks a schema of its answer, a description, or that it changes nothing", x.Name)
		}
	}
	files, _ := filepath.Glob("../workbench/*.go")
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range f.Decls {
			fn, is := d.(*ast.FuncDecl)
			if !is || !fn.Name.IsExported() {
				continue
			}
			id := fn.Name.Name
			if fn.Recv != nil {
				of := fn.Recv.List[0].Type
				if p, is := of.(*ast.StarExpr); is {
					of = p.X
				}
				owner := of.(*ast.Ident).Name
				if !ast.IsExported(owner) {
					continue
				}
				id = owner + "." + id
			}
			switch tool, known := served[id]; {
			case !known:
				t.Errorf("workbench.%s: which tool asks it? Add one to the table of tools and a line here", id)
			case tool[0] != '-' && !tools[tool]:
				t.Errorf("workbench.%s is served by %s, which is no tool", id, tool)
			}
		}
	}
	used := map[string]bool{}
	for _, name := range []string{"questions", "mend", "material", "large"} {
		text, err := os.ReadFile("testdata/" + name + ".txtar")
		if err != nil {
			t.Fatal(err)
		}
		for tool := range tools {
			if strings.Contains(string(text), "\n> tool "+tool+" ") {
				used[tool] = true
			}
		}
	}
	for tool := range tools {
		if !used[tool] {
			t.Errorf("no transcript asks %s", tool)
		}
	}
}

// The JSON of a tool is that of the command, to the last key.
func TestSameJSONAsTheCommand(t *testing.T) {
	client := connect(t, mcp.Options{})
	const elmira, ukraine = "catalog:elmira-1991", "catalog:ukraine-2025"
	for _, x := range []struct {
		command   string
		tool      string
		arguments map[string]any
	}{
		{"check " + elmira, "check", map[string]any{"file": elmira}},
		{"brief " + elmira, "brief", map[string]any{"file": elmira}},
		{"solve " + elmira + " --coalitions", "solve", map[string]any{"file": elmira, "coalitions": true}},
		{"explain " + elmira + " 1", "explain", map[string]any{"file": elmira, "state": "1"}},
		{"path " + elmira + " --to 8 --by moves", "path", map[string]any{"file": elmira, "to": "8", "by": "moves"}},
		{"settle " + elmira + " --to 8", "settle", map[string]any{"file": elmira, "to": "8"}},
		{"matrix " + ukraine, "matrix", map[string]any{"file": ukraine}},
		{"levers", "levers", map[string]any{"file": ukraine, "to": "russia.sign", "assume": map[string]any{"washington": "pressure"}}},
		{"compare " + elmira + " --without uniroyal.accept", "compare", map[string]any{"file": elmira, "without": []string{"uniroyal.accept"}}},
		{"perceive " + ukraine + " --of us", "perceive", map[string]any{"file": ukraine, "of": "us"}},
		{"claims " + ukraine + " c20 c53", "claims", map[string]any{"file": ukraine, "claims": []string{"c20", "c53"}}},
		{"crux " + ukraine + " --of c51 --size 1 --no-weights", "crux", map[string]any{"file": ukraine, "of": "c51", "size": 1, "no_weights": true}},
		{"evidence " + ukraine + " --group motive", "evidence", map[string]any{"file": ukraine, "groups": []string{"motive"}}},
		{"simulate " + ukraine + " --runs 200 --every 52", "simulate", map[string]any{"file": ukraine, "runs": 200, "every": "52"}},
		{"catalog", "catalog", map[string]any{}},
	} {
		command := x.command
		if command == "levers" {
			command = "compare " + ukraine + " --levers --to russia.sign --assume washington=pressure"
		}
		var out, problems bytes.Buffer
		code := cli.Main(context.Background(), append(strings.Fields(command), "--format", "json"), nil, strings.NewReader(""), &out, &problems)
		if code != 0 && code != 3 {
			t.Fatalf("%s: %s", command, &problems)
		}
		x.arguments["limit"] = 10_000
		r, err := client.CallTool(context.Background(), &sdk.CallToolParams{Name: x.tool, Arguments: x.arguments})
		if err != nil {
			t.Fatal(err)
		}
		if r.IsError {
			t.Fatalf("%s: %s", x.tool, r.Content[0].(*sdk.TextContent).Text)
		}
		if r.Meta["parley/cut"] != nil {
			t.Errorf("%s is cut", x.tool)
		}
		var want any
		if err := json.Unmarshal(out.Bytes(), &want); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(want, r.StructuredContent); d != "" {
			t.Errorf("%s differs from `parley %s`:\n%s", x.tool, command, d)
		}
	}
}

// However many states there are, an answer stays small.
func TestAnswersAreBounded(t *testing.T) {
	client := connect(t, mcp.Options{})
	for tool, arguments := range map[string]map[string]any{
		"solve": {"file": "catalog:ukraine-2025", "limit": 10_000},
		"brief": {"file": "catalog:ukraine-2025", "limit": 10_000},
	} {
		r, err := client.CallTool(context.Background(), &sdk.CallToolParams{Name: tool, Arguments: arguments})
		if err != nil || r.IsError {
			t.Fatal(err, r)
		}
		data, _ := json.Marshal(r.StructuredContent)
		text := r.Content[0].(*sdk.TextContent).Text
		if len(data) > 130_000 || len(text) > 40_000 {
			t.Errorf("%s: %d bytes of JSON, %d of text", tool, len(data), len(text))
		}
		if r.Meta["parley/cut"] == nil || !strings.Contains(text, "Lists of the JSON that are cut") {
			t.Errorf("%s does not say that it is cut", tool)
		}
	}
}

// A question ends with the limit of the server, with that of the asker, and when the asker gives up.
func TestQuestionsEnd(t *testing.T) {
	many := manyStates(22)
	ask := func(o mcp.Options, ctx context.Context, arguments map[string]any) (*sdk.CallToolResult, time.Duration, error) {
		client := connect(t, o)
		begun := time.Now()
		r, err := client.CallTool(ctx, &sdk.CallToolParams{Name: "solve", Arguments: arguments})
		return r, time.Since(begun), err
	}
	for _, x := range []struct {
		options   mcp.Options
		arguments map[string]any
	}{
		{mcp.Options{Settings: workbench.Settings{Time: 50 * time.Millisecond}}, map[string]any{"text": many}},
		{mcp.Options{}, map[string]any{"text": many, "seconds": 0.05}},
	} {
		r, took, err := ask(x.options, context.Background(), x.arguments)
		if err != nil {
			t.Fatal(err)
		}
		if text := r.Content[0].(*sdk.TextContent).Text; !r.IsError || !strings.Contains(text, "ask for less") {
			t.Errorf("a question past its time answers %q", text)
		}
		if took > 20*time.Second {
			t.Errorf("it took %v", took)
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
	defer cancel()
	if _, took, err := ask(mcp.Options{}, ctx, map[string]any{"text": many}); err == nil || took > 20*time.Second {
		t.Errorf("a cancelled question: %v after %v", err, took)
	}
	var o mcp.Options
	o.Settings.Limits.States = 1000
	r, _, err := ask(o, context.Background(), map[string]any{"text": many})
	if err != nil || !r.IsError {
		t.Errorf("too many states: %v %v", r, err)
	}
}

// manyStates writes a dispute with two parties and 2^n states.
func manyStates(n int) string {
	var b strings.Builder
	b.WriteString("parley: 1\ntitle: Many\nparties:\n")
	for i, p := range []string{"a", "b"} {
		b.WriteString("  " + p + ":\n    options:\n")
		for k := i; k < n; k += 2 {
			b.WriteString("      x" + string(rune('a'+k)) + ":\n")
		}
	}
	b.WriteString("preferences:\n  a: [a.xa, not b.xb]\n  b: [b.xb, not a.xa]\n")
	return b.String()
}

// No name leads out of the folder, by symbolic links neither, and pipes are not waited for.
func TestOnlyTheFolderIsRead(t *testing.T) {
	outside, folder := t.TempDir(), t.TempDir()
	secret := filepath.Join(outside, "secret.yaml")
	if err := os.WriteFile(secret, []byte(workbench.FirstFile), 0o644); err != nil {
		t.Fatal(err)
	}
	for name, to := range map[string]string{"link.yaml": secret, "sub": outside} {
		if err := os.Symlink(to, filepath.Join(folder, name)); err != nil {
			t.Skip(err)
		}
	}
	if err := os.WriteFile(filepath.Join(folder, "own.yaml"), []byte(workbench.FirstFile), 0o644); err != nil {
		t.Fatal(err)
	}
	client := connect(t, mcp.Options{Folders: []string{folder}})
	for _, name := range []string{"link.yaml", "sub/secret.yaml", secret, "../" + filepath.Base(outside) + "/secret.yaml", "a\x00b", "."} {
		r, err := client.CallTool(context.Background(), &sdk.CallToolParams{Name: "check", Arguments: map[string]any{"file": name}})
		if err != nil {
			t.Fatal(err)
		}
		if text := r.Content[0].(*sdk.TextContent).Text; !r.IsError || strings.Contains(text, "hedge") {
			t.Errorf("%q is read: %s", name, text)
		}
	}
	for _, name := range []string{"own.yaml", "./own.yaml", filepath.Join(folder, "own.yaml")} {
		r, err := client.CallTool(context.Background(), &sdk.CallToolParams{Name: "check", Arguments: map[string]any{"file": name}})
		if err != nil || r.IsError {
			t.Errorf("%q is not read: %v %v", name, err, r)
		}
	}
}

// Over HTTP only this machine is served, no page of another origin, and nobody without the token.
func TestHTTP(t *testing.T) {
	if _, err := mcp.Listen(t.Context(), "0.0.0.0:0"); err == nil {
		t.Error("it listens to other machines")
	}
	if _, err := mcp.Listen(t.Context(), "8137"); err == nil || !strings.Contains(err.Error(), "host:port") {
		t.Errorf("an address without a host: %v", err)
	}
	s, err := mcp.New(mcp.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	l, err := mcp.Listen(t.Context(), "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- s.ServeHTTP(ctx, l, "secret") }()
	url := "http://" + l.Addr().String() + "/mcp"

	status := func(change func(*http.Request)) int {
		r, _ := http.NewRequest("POST", url, strings.NewReader(`{}`))
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Accept", "application/json, text/event-stream")
		change(r)
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		return answer.StatusCode
	}
	_, port, _ := net.SplitHostPort(l.Addr().String())
	bear := func(r *http.Request) { r.Header.Set("Authorization", "Bearer secret") }
	for _, x := range []struct {
		what   string
		change func(*http.Request)
		want   int
	}{
		{"no token", func(*http.Request) {}, http.StatusUnauthorized},
		{"another token", func(r *http.Request) { r.Header.Set("Authorization", "Bearer secret2") }, http.StatusUnauthorized},
		{"another host", func(r *http.Request) { bear(r); r.Host = "evil.example:" + port }, http.StatusForbidden},
		{"another origin", func(r *http.Request) { bear(r); r.Header.Set("Origin", "http://evil.example") }, http.StatusForbidden},
		{"a page of this machine, another port", func(r *http.Request) { bear(r); r.Header.Set("Origin", "http://127.0.0.1:1") }, http.StatusForbidden},
		{"no origin", func(r *http.Request) { bear(r); r.Header.Set("Origin", "null") }, http.StatusForbidden},
		{"another path", func(r *http.Request) { bear(r); r.URL.Path = "/" }, http.StatusNotFound},
	} {
		if got := status(x.change); got != x.want {
			t.Errorf("%s: status %d, want %d", x.what, got, x.want)
		}
	}

	client, err := sdk.NewClient(&sdk.Implementation{Name: "test", Version: "1"}, nil).Connect(ctx, &sdk.StreamableClientTransport{
		Endpoint: url, HTTPClient: &http.Client{Transport: bearer{}},
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	r, err := client.CallTool(ctx, &sdk.CallToolParams{Name: "solve", Arguments: map[string]any{"file": "catalog:elmira-1991"}})
	if err != nil || r.IsError {
		t.Errorf("solve over HTTP: %v %v", err, r)
	}
	client.Close()
	cancel()
	if err := <-served; err != nil {
		t.Error(err)
	}
}

type bearer struct{}

func (bearer) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("Authorization", "Bearer secret")
	return http.DefaultTransport.RoundTrip(r)
}

// The real program, over standard input and output, as an assistant starts it.
func TestStdio(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program")
	}
	folder := t.TempDir()
	program := filepath.Join(folder, "parley.exe")
	if out, err := exec.Command("go", "build", "-o", program, "parley/cmd/parley").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if err := os.WriteFile(filepath.Join(folder, "hedge.yaml"), []byte(workbench.FirstFile), 0o644); err != nil {
		t.Fatal(err)
	}
	var told bytes.Buffer
	command := exec.Command(program, "mcp", folder)
	command.Stderr = io.MultiWriter(&told, os.Stderr)
	client, err := sdk.NewClient(&sdk.Implementation{Name: "test", Version: "1"}, nil).Connect(t.Context(), &sdk.CommandTransport{Command: command}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if name := client.InitializeResult().ServerInfo.Name; name != "parley" {
		t.Errorf("the server is %q", name)
	}
	r, err := client.CallTool(t.Context(), &sdk.CallToolParams{Name: "solve", Arguments: map[string]any{"file": "hedge.yaml", "concepts": []string{"nash"}}})
	if err != nil || r.IsError {
		t.Fatal(err, r)
	}
	got, _ := json.Marshal(r.StructuredContent.(map[string]any)["equilibria"])
	if want := `{"nash":["NNN","NYN"]}`; string(got) != want {
		t.Errorf("equilibria %s, want %s", got, want)
	}
	if err := client.Close(); err != nil {
		t.Errorf("closing: %v", err)
	}
	if told.Len() > 0 {
		t.Errorf("the program says %q", told.String())
	}
}
