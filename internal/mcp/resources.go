package mcp

import (
	"context"
	"net/url"
	"path"
	"strings"

	"github.com/modelcontextprotocol/go-sdk/mcp"

	"parley/catalog"
	"parley/doc"
	"parley/internal/workbench"
	"parley/scenario"
)

const (
	filePrefix    = "parley://file/"
	catalogPrefix = "parley://catalog/"
)

// page is a text that every server has.
type page struct{ uri, name, title, mime, text string }

func pages() []page {
	schema, err := scenario.Schema()
	if err != nil {
		panic(err) // it is derived from fixed types, and a test reads it
	}
	return []page{
		{"parley://format", "format", "How a scenario file is written", "text/markdown", doc.Format},
		{"parley://schema", "schema", "JSON Schema of scenario files", "application/schema+json", string(schema)},
		{"parley://json", "json", "What the JSON of answers means", "text/markdown", doc.JSON},
		{"parley://theory", "theory", "Definitions of the solution concepts, with their sources", "text/markdown", doc.Theory},
		{"parley://first", "first", "A small scenario with a comment at every section, to start from", "application/yaml", workbench.FirstFile},
	}
}

// addResources adds the pages, the catalog, and the scenarios in the folders.
func (s *Server) addResources() {
	for _, r := range pages() {
		s.sdk.AddResource(&mcp.Resource{URI: r.uri, Name: r.name, Title: r.title, MIMEType: r.mime, Size: int64(len(r.text))}, text(r.mime, r.text))
	}
	for _, c := range catalog.Cases() {
		s.sdk.AddResource(&mcp.Resource{
			URI: catalogPrefix + c.ID, Name: "catalog:" + c.ID, Title: c.Title, Description: c.Citation, MIMEType: "application/yaml", Size: int64(len(c.Source)),
		}, text("application/yaml", string(c.Source)))
	}
	s.sdk.AddResourceTemplate(&mcp.ResourceTemplate{
		URITemplate: filePrefix + "{+name}", Name: "file", Title: "A scenario in the folder", MIMEType: "application/yaml",
		Description: "A scenario or source file inside the folders that may be read, by its name",
	}, s.readFile)
}

func text(mime, body string) mcp.ResourceHandler {
	return func(_ context.Context, req *mcp.ReadResourceRequest) (*mcp.ReadResourceResult, error) {
		return &mcp.ReadResourceResult{Contents: []*mcp.ResourceContents{{URI: req.Params.URI, MIMEType: mime, Text: body}}}, nil
	}
}

func (s *Server) readFile(_ context.Context, req *mcp.ReadResourceRequest) (*mcp.ReadResourceResult, error) {
	name, err := url.PathUnescape(strings.TrimPrefix(req.Params.URI, filePrefix))
	if err != nil {
		return nil, mcp.ResourceNotFoundError(req.Params.URI)
	}
	src, err := s.desk.read(name)
	if err != nil {
		return nil, err
	}
	mime := "text/plain"
	switch path.Ext(name) {
	case ".yaml", ".yml":
		mime = "application/yaml"
	case ".gmcr":
		mime = "application/json"
	}
	return &mcp.ReadResourceResult{Contents: []*mcp.ResourceContents{{URI: req.Params.URI, MIMEType: mime, Text: strings.ToValidUTF8(string(src), "�")}}}, nil
}

// listing adds the scenarios that are in the folders at the time to the list of resources.
func (s *Server) listing(next mcp.MethodHandler) mcp.MethodHandler {
	return func(ctx context.Context, method string, req mcp.Request) (mcp.Result, error) {
		r, err := next(ctx, method, req)
		list, ok := r.(*mcp.ListResourcesResult)
		if !ok || err != nil || list == nil || list.NextCursor != "" {
			return r, err
		}
		names, _ := s.desk.scenarios()
		for _, name := range names {
			list.Resources = append(list.Resources, &mcp.Resource{
				URI: filePrefix + (&url.URL{Path: name}).EscapedPath(), Name: name, Title: "Scenario " + name, MIMEType: "application/yaml",
			})
		}
		return list, nil
	}
}
