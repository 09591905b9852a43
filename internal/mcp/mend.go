package mcp

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/google/jsonschema-go/jsonschema"
	"github.com/modelcontextprotocol/go-sdk/jsonrpc"
	"github.com/modelcontextprotocol/go-sdk/mcp"

	"parley/catalog"
	"parley/diag"
)

// mending adds to errors that the library finds, before a tool is asked, what would mend them.
func (s *Server) mending(next mcp.MethodHandler) mcp.MethodHandler {
	return func(ctx context.Context, method string, req mcp.Request) (mcp.Result, error) {
		r, err := next(ctx, method, req)
		if p, is := req.GetParams().(*mcp.ReadResourceParams); is && err != nil && !strings.HasPrefix(p.URI, filePrefix) {
			return nil, &jsonrpc.Error{Code: jsonrpc.CodeInvalidParams, Message: unknownResource(p.URI)}
		}
		p, is := req.GetParams().(*mcp.CallToolParamsRaw)
		if !is {
			return r, err
		}
		t, known := toolNamed(p.Name)
		if err != nil && !known {
			return nil, &jsonrpc.Error{Code: jsonrpc.CodeInvalidParams, Message: unknownTool(p.Name)}
		}
		if result, ok := r.(*mcp.CallToolResult); ok && known && result.IsError && len(result.Content) == 1 {
			if c, ok := result.Content[0].(*mcp.TextContent); ok && strings.HasPrefix(c.Text, `validating "arguments"`) {
				result.Content = []mcp.Content{&mcp.TextContent{Text: c.Text + "\n\n" + t.usage()}}
			}
		}
		return r, err
	}
}

func toolNamed(name string) (tool, bool) {
	i := slices.IndexFunc(tools, func(t tool) bool { return t.name == name })
	if i < 0 {
		return tool{}, false
	}
	return tools[i], true
}

func unknownTool(name string) string {
	var names []string
	for _, t := range tools {
		names = append(names, t.name)
	}
	if hint := diag.DidYouMean(name, names); hint != "" {
		return fmt.Sprintf("there is no tool `%s`: %s", name, hint)
	}
	return fmt.Sprintf("there is no tool `%s`; there are %s", name, strings.Join(names, ", "))
}

func unknownResource(uri string) string {
	var known []string
	for _, p := range pages() {
		known = append(known, p.uri)
	}
	for _, c := range catalog.Cases() {
		known = append(known, catalogPrefix+c.ID)
	}
	if hint := diag.DidYouMean(uri, known); hint != "" {
		return fmt.Sprintf("there is no resource %s: %s", uri, hint)
	}
	return fmt.Sprintf("there is no resource %s; there are %s, and %sNAME for a file in the folder", uri, strings.Join(known, ", "), filePrefix)
}

// usage lists the arguments of a tool.
func (t tool) usage() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s takes these arguments:\n", t.name)
	for _, name := range slices.Sorted(maps.Keys(t.in.Properties)) {
		p := t.in.Properties[name]
		need := ""
		if slices.Contains(t.in.Required, name) {
			need = ", needed"
		}
		fmt.Fprintf(&b, "  %s (%s%s): %s\n", name, kind(p), need, p.Description)
	}
	return b.String()
}

func kind(s *jsonschema.Schema) string {
	t := s.Type
	for _, x := range s.Types {
		if x != "null" {
			t = x
		}
	}
	switch {
	case t == "array" && s.Items != nil:
		return "list of " + kind(s.Items)
	case t == "object" && s.AdditionalProperties != nil:
		return "object of " + kind(s.AdditionalProperties)
	}
	return t
}
