package web

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"

	"parley/internal/desk"
	"parley/internal/workbench"
	"parley/report"
)

const matrixPicture = "Picture of the matrix, SVG"

// downloads are the forms in which a report can be taken away, by the ending of the file.
var downloads = []struct{ ending, title, kind string }{
	{"html", "HTML, one file", "text/html; charset=utf-8"},
	{"md", "Markdown", "text/markdown; charset=utf-8"},
	{"tex", "LaTeX", "application/x-tex; charset=utf-8"},
	{"zip", "Tables as CSV", "application/zip"},
	{"json", "JSON", "application/json"},
	{"svg", matrixPicture, "image/svg+xml"},
}

var reportScreen = Screen{
	ID: "report", Title: "Report", About: "The whole of it to read, and to take away",
	View: func(ctx context.Context, p *Page) (any, error) {
		to := p.goal()
		a := &inquiry{Lead: "The dispute from beginning to end, in short. What is taken away is the longer document, with evidence and method; it is worked out when it is asked for.",
			Fields: []field{to}, Names: p.Case.Conflict.Names()}
		for _, d := range downloads {
			if d.ending != "svg" || drawn(ctx, p) {
				a.Files = append(a.Files, file{d.title, p.Link("report/download", "as", d.ending, "to", p.Query("to")), d.ending == "svg"})
			}
		}
		q := workbench.BriefQuestion{Goal: p.Query("to")}
		return a, answered(ctx, p, a, fmt.Sprintf("brief %q", q.Goal), func(ctx context.Context, c *workbench.Case) (*report.Brief, error) {
			return c.Brief(ctx, q, p.web.bench.Settings())
		}, func(b *report.Brief) []report.Block { return report.BriefDocument(*b).Blocks })
	},
	Routes: []Route{{http.MethodGet, "download", download}},
}

func download(w http.ResponseWriter, r *http.Request, p *Page) error {
	if p.Case == nil {
		return fmt.Errorf("the text cannot be used: mend it in the model")
	}
	for _, d := range downloads {
		if d.ending != p.Query("as") {
			continue
		}
		name := strings.TrimSuffix(path.Base(p.Name), path.Ext(p.Name)) + "." + d.ending
		data, err := handed(r.Context(), p, d.ending, name)
		if err != nil {
			return err
		}
		w.Header().Set("Content-Type", d.kind)
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": name}))
		_, err = w.Write(data)
		return err
	}
	return fmt.Errorf("there is no report as `%s`: %w", p.Query("as"), fs.ErrNotExist)
}

// tabled sets strategies against hypotheses, as the rivals do.
func tabled(ctx context.Context, p *Page) (*report.Matrix, error) {
	return desk.Ask(ctx, p.Opened, "matrix", func(ctx context.Context, c *workbench.Case) (*report.Matrix, error) {
		return c.Matrix(ctx, workbench.MatrixQuestion{}, p.web.bench.Settings())
	})
}

// drawn reports whether there is a picture to take away.
func drawn(ctx context.Context, p *Page) bool {
	_, err := tabled(ctx, p)
	return err == nil
}

// handed makes the file of a download.
func handed(ctx context.Context, p *Page, ending, name string) ([]byte, error) {
	settings := p.web.bench.Settings()
	goal := p.Query("to")
	switch ending {
	case "svg":
		m, err := tabled(ctx, p)
		if err != nil {
			return nil, err
		}
		return m.Heatmap().SVG(), nil
	case "json":
		b, err := desk.Ask(ctx, p.Opened, fmt.Sprintf("brief %q", goal), func(ctx context.Context, c *workbench.Case) (*report.Brief, error) {
			return c.Brief(ctx, workbench.BriefQuestion{Goal: goal}, settings)
		})
		if err != nil {
			return nil, err
		}
		return json.MarshalIndent(report.NewBriefJSON(*b, p.Case.Assumed), "", "  ")
	}
	x, err := desk.Ask(ctx, p.Opened, fmt.Sprintf("report %q", goal), func(ctx context.Context, c *workbench.Case) (*report.Report, error) {
		return c.Report(ctx, goal, settings)
	})
	if err != nil {
		return nil, err
	}
	if ending != "zip" {
		return workbench.EncodeReport(name, report.ReportDocument(*x))
	}
	tables, err := report.WriteCSV(report.ReportDocument(*x))
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, t := range tables {
		f, err := z.Create(t.Name + ".csv")
		if err == nil {
			_, err = f.Write(t.Data)
		}
		if err != nil {
			return nil, err
		}
	}
	err = z.Close()
	return b.Bytes(), err
}
