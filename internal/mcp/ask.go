package mcp

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/google/jsonschema-go/jsonschema"
	"github.com/modelcontextprotocol/go-sdk/mcp"

	"parley"
	"parley/diag"
	"parley/internal/workbench"
	"parley/report"
	"parley/stability"
)

// Subject names the dispute that a question is about.
type Subject struct {
	File   string            `json:"file,omitempty" jsonschema:"name of a scenario file (.yaml) or .gmcr file in the folder, or catalog:ID for a worked case"`
	Text   string            `json:"text,omitempty" jsonschema:"the scenario itself, in place of file"`
	Assume map[string]string `json:"assume,omitempty" jsonschema:"choices of hypotheses and strategies otherwise than the first listed, by group"`
}

func (s Subject) assumed() []string {
	var out []string
	for _, g := range slices.Sorted(maps.Keys(s.Assume)) {
		out = append(out, g+"="+s.Assume[g])
	}
	return out
}

// Page says which part of a large answer is wanted.
type Page struct {
	Limit    int     `json:"limit,omitempty" jsonschema:"entries of each list to return at most (default 100)"`
	List     string  `json:"list,omitempty" jsonschema:"the list that offset is for, as a note on a cut list names it"`
	Offset   int     `json:"offset,omitempty" jsonschema:"where to begin in that list, from 0"`
	FromLine int     `json:"from_line,omitempty" jsonschema:"where to begin in the text, from 1"`
	Seconds  float64 `json:"seconds,omitempty" jsonschema:"give up after so many seconds, where that is less than the server's own limit"`
}

func (p Page) page() Page { return p }

// paged is the arguments of a tool; each embeds Page.
type paged interface{ page() Page }

// call is one question on its way.
type call struct {
	*desk
	settings workbench.Settings
	progress func(done, total int) // may be nil
}

// answer is what a tool found: the JSON of the command line, and its text.
type answer[J any] struct {
	json J
	doc  report.Document
	text string // in place of doc, where the answer is a file
	note string // what else to know, such as that the answer is no
}

// tool is an entry of the table: a name, the schema of its arguments, and how the tool joins a server.
type tool struct {
	name string
	in   *jsonschema.Schema
	add  func(*mcp.Server, *desk)
}

// ask makes a tool of a function that answers a question. The schemas of arguments and answer are those of the types.
func ask[In paged, J any](name, title, description string, f func(context.Context, call, In) (answer[J], error)) tool {
	arguments := schemaOf[In]()
	return tool{name, arguments, func(s *mcp.Server, d *desk) {
		closed := false
		t := &mcp.Tool{
			Name: name, Title: title, Description: description, InputSchema: arguments, OutputSchema: schemaOf[J](),
			Annotations: &mcp.ToolAnnotations{Title: title, ReadOnlyHint: true, IdempotentHint: true, OpenWorldHint: &closed},
		}
		mcp.AddTool(s, t, func(ctx context.Context, req *mcp.CallToolRequest, in In) (*mcp.CallToolResult, any, error) {
			page := in.page()
			settings, ctx, done, err := d.work(ctx, page.Seconds)
			if err != nil {
				return refused(err), nil, nil
			}
			defer done()
			a, err := f(ctx, call{d, settings, progress(ctx, req)}, in)
			if err == nil {
				err = page.check()
			}
			if err != nil {
				if cause := context.Cause(ctx); errors.Is(err, context.DeadlineExceeded) && cause != nil {
					err = fmt.Errorf("%w: ask for less (fewer concepts, one claim, a smaller `size`), or give the conflict more rules", cause)
				}
				return refused(err), nil, nil
			}
			return a.result(page)
		})
	}}
}

// progress tells the client how far a question is, if it asked for that.
func progress(ctx context.Context, req *mcp.CallToolRequest) func(done, total int) {
	token := req.Params.GetProgressToken()
	if token == nil {
		return nil
	}
	return func(done, total int) {
		_ = req.Session.NotifyProgress(ctx, &mcp.ProgressNotificationParams{ProgressToken: token, Progress: float64(done), Total: float64(total)})
	}
}

// schemaOf derives the schema of a type. Types that write themselves as a word are strings.
func schemaOf[T any]() *jsonschema.Schema {
	s, err := jsonschema.For[T](&jsonschema.ForOptions{TypeSchemas: map[reflect.Type]*jsonschema.Schema{
		reflect.TypeFor[diag.Severity]():     {Type: "string", Enum: []any{diag.Error.String(), diag.Doubt.String()}},
		reflect.TypeFor[stability.Concept](): {Type: "string"},
	}})
	if err != nil {
		panic(err) // the types are fixed, and a test makes every tool
	}
	return s
}

// refused is the answer to a question that cannot be answered as it was put: what is wrong, where, and how to mend it.
func refused(err error) *mcp.CallToolResult {
	var b bytes.Buffer
	var problems *workbench.Problems
	var list diag.List
	switch {
	case errors.As(err, &problems):
		report.WriteProblems(&b, problems.List, problems.Source)
		b.WriteString("\nMend the file at these places and ask again; `check` tells all problems at once, parley://format how a file is written.\n")
	case errors.As(err, &list):
		report.WriteProblems(&b, list, nil)
	case errors.Is(err, context.Canceled):
		b.WriteString("stopped before the answer was found\n")
	default:
		b.WriteString(argumentsForFlags(workbench.Hinted(err).Error()))
		var name *parley.NameError
		if errors.As(err, &name) && diag.Nearest(name.Name, name.Known) == "" && len(name.Known) > 0 {
			fmt.Fprintf(&b, "; known here: %s", strings.Join(name.Known[:min(len(name.Known), 40)], ", "))
		}
		b.WriteByte('\n')
	}
	return &mcp.CallToolResult{IsError: true, Content: []mcp.Content{&mcp.TextContent{Text: b.String()}}}
}

// flag is how messages name an argument: as the command line does.
var flag = regexp.MustCompile("`parley [^`]*`|--[a-z]+(-[a-z]+)*")

// argumentsForFlags writes the flags that messages name, such as --no-clauses, as arguments of tools: `no_clauses`. Whole
// commands stay.
func argumentsForFlags(message string) string {
	return flag.ReplaceAllStringFunc(message, func(f string) string {
		if f[0] == '`' {
			return f
		}
		return "`" + strings.ReplaceAll(f[2:], "-", "_") + "`"
	})
}
