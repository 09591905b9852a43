package workbench

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"parley/diag"
	"parley/evidence/quote"
	"parley/report"
	"parley/scenario"
)

// maxSource is the size in bytes up to which the text of a source is read.
const maxSource = 16 << 20

// Beside returns the same case with the texts of its sources as they now lie in a folder, and a digest of them. What is asked
// of that case reads them no more, so that its answers are those of the digest.
func (c *Case) Beside(folder string) (*Case, string) {
	x := *c
	x.Folder, x.kept = folder, nil
	h := sha256.New()
	kept := map[string]sourceRead{}
	if c.File != nil {
		for _, s := range c.File.Sources {
			text, err := x.sourceText(s)
			kept[s.ID] = sourceRead{text, err}
			fmt.Fprintf(h, "%q %d %v\n", s.ID, len(text), err)
			h.Write(text)
		}
	}
	x.kept = kept
	return &x, hex.EncodeToString(h.Sum(nil))
}

// sourceRead is the text of a source as it was read.
type sourceRead struct {
	text []byte
	err  error
}

// sourceText reads the text of a source, which lies in the folder of the scenario file or below it.
func (c *Case) sourceText(s scenario.Source) (text []byte, err error) {
	if x, ok := c.kept[s.ID]; ok {
		return x.text, x.err
	}
	if s.File == "" || c.Folder == "" {
		return nil, errNoText
	}
	root, err := os.OpenRoot(c.Folder)
	if err != nil {
		return nil, err
	}
	defer root.Close()
	name := filepath.FromSlash(s.File)
	if !filepath.IsLocal(name) {
		return nil, errors.New("it lies outside the folder of the scenario file, where nothing is read")
	}
	info, err := root.Stat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, errors.New("there is no such file")
	case err != nil:
		return nil, errors.New("it cannot be read, or leads out of the folder of the scenario file")
	case !info.Mode().IsRegular():
		return nil, errors.New("it is no ordinary file")
	}
	f, err := root.Open(name)
	if err != nil {
		return nil, errors.New("it cannot be read")
	}
	defer f.Close()
	text, err = io.ReadAll(io.LimitReader(f, maxSource+1))
	switch {
	case err != nil:
		return nil, errors.New("it cannot be read")
	case len(text) > maxSource:
		return nil, fmt.Errorf("it is larger than %d MiB", maxSource>>20)
	case !utf8.Valid(text):
		return nil, errors.New("it is no text in UTF-8; `parley source add` takes such files")
	}
	return text, nil
}

// errNoText tells that a source has no text here, which is nobody's fault.
var errNoText = errors.New("no text of it is kept here")

func hashOf(text []byte) string {
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// quoted is a quotation with what it stands for.
type quoted struct {
	scenario.Quote
	item  string // path of what it is given for, or id of a claim
	claim bool
	hedge string
}

// quotes lists the quotations of the file in its order, those of items first.
func quotes(f *scenario.File) []quoted {
	var out []quoted
	for _, e := range f.Evidence {
		for _, q := range e.Quotes {
			out = append(out, quoted{q, e.At, false, e.Hedge})
		}
	}
	for _, c := range f.Claims {
		for _, q := range c.Quotes {
			out = append(out, quoted{q, c.ID, true, c.Hedge})
		}
	}
	return out
}

// quotedOf lists the quotations of one source, each once, however much is quoted by it.
func quotedOf(f *scenario.File, source string) (out []string) {
	for _, q := range quotes(f) {
		if q.Source == source && !slices.Contains(out, q.Text) {
			out = append(out, q.Text)
		}
	}
	return out
}

// texts prepares the texts of all sources that have one; the errors are those of the others.
func (c *Case) texts() (map[string]*quote.Text, map[string][]byte, map[string]error) {
	texts, raw, wrong := map[string]*quote.Text{}, map[string][]byte{}, map[string]error{}
	for _, s := range c.File.Sources {
		text, err := c.sourceText(s)
		if err != nil {
			wrong[s.ID] = err
			continue
		}
		texts[s.ID], raw[s.ID] = quote.NewText(string(text)), text
	}
	return texts, raw, wrong
}

// doubtSources tells of sources whose text is missing or has changed, and of quotations that are not found in it.
func (c *Case) doubtSources() diag.List {
	var list diag.List
	add := func(at, hint, format string, args ...any) {
		p := diag.Problem{File: c.File.Name, Severity: diag.Doubt, Message: fmt.Sprintf(format, args...), Hint: hint}
		p.Line, p.Column, p.Length = c.File.Locate(at)
		list = append(list, p)
	}
	texts, raw, wrong := c.texts()
	for _, s := range c.File.Sources {
		if err := wrong[s.ID]; err != nil && !errors.Is(err, errNoText) {
			add(s.At, "", "the text of the source `%s`, %s, cannot be looked at: %v", s.ID, s.File, err)
		}
		if now := raw[s.ID]; now != nil && s.SHA256 != "" && s.SHA256 != hashOf(now) {
			add(s.At, "if that is meant, write `sha256: "+hashOf(now)+"`", "the text of the source `%s`, %s, is no longer what it was when it was added", s.ID, s.File)
		}
	}
	for _, q := range quotes(c.File) {
		text := texts[q.Source]
		if text == nil {
			continue
		}
		switch m := text.Find(q.Text); m.Status {
		case quote.Missing:
			add(q.At, "", "these words are not in the source `%s`", q.Source)
		case quote.Close:
			add(q.At, fmt.Sprintf("%s, line %d: “%s”", c.File.SourceOf(q.Source).File, m.Spans[0].Line, report.Passage(text, m.Spans)),
				"the source `%s` has other words: %s", q.Source, report.Differences(m.Differ))
		}
	}
	return list
}

// SourceText returns the text of a source with the passages that are quoted, what each is quoted for and what rests on that.
// The error says that there is no such source, or why its text cannot be shown.
func (c *Case) SourceText(id string) (*report.SourceText, error) {
	s, err := c.Quoted(id)
	if err == nil && errors.Is(s.Missing, errNoText) {
		return nil, fmt.Errorf("the text of the source `%s` cannot be shown: %w; save the document and bring it in by `parley source add FILE PAGE --id %s`", id, s.Missing, id)
	}
	if err == nil && s.Missing != nil {
		return nil, fmt.Errorf("the text of the source `%s` cannot be shown: %w", id, s.Missing)
	}
	return s, err
}

// Quoted is SourceText for a source whose text may be missing: its quotations are then told of with the reason in Missing.
func (c *Case) Quoted(id string) (*report.SourceText, error) {
	if c.File == nil {
		return nil, errors.New("this file has no sources")
	}
	s := c.File.SourceOf(id)
	if s == nil {
		var ids []string
		for _, x := range c.File.Sources {
			ids = append(ids, x.ID)
		}
		return nil, hinted("there is no source `%s`", id, ids)
	}
	out := &report.SourceText{Source: sourceOf(s)}
	raw, err := c.sourceText(*s)
	if err != nil {
		out.Missing = err
	} else {
		out.Text, out.Changed = quote.NewText(string(raw)), s.SHA256 != "" && s.SHA256 != hashOf(raw)
	}
	u := newUses(c.File)
	for _, q := range quotes(c.File) {
		if q.Source != id {
			continue
		}
		i := slices.IndexFunc(out.Quotes, func(x report.QuotedPassage) bool { return x.Quote == q.Text })
		if i < 0 {
			i = len(out.Quotes)
			x := report.QuotedPassage{Quote: q.Text}
			if out.Text != nil {
				x.Match = out.Text.Find(q.Text)
			}
			out.Quotes = append(out.Quotes, x)
		}
		x := &out.Quotes[i]
		x.For = append(x.For, q.item)
		x.Rests = u.above(x.For)
	}
	slices.SortStableFunc(out.Quotes, func(a, b report.QuotedPassage) int { return a.Begin() - b.Begin() })
	return out, nil
}

// uses tells what rests on a claim.
type uses struct{ by map[string][]string }

func newUses(f *scenario.File) *uses {
	u := &uses{map[string][]string{}}
	for _, c := range f.Claims {
		for _, id := range c.RestsOn {
			u.by[id] = append(u.by[id], c.ID)
		}
	}
	for _, e := range f.Evidence {
		for _, id := range e.Claims {
			u.by[id] = append(u.by[id], e.At)
		}
	}
	return u
}

// above returns what rests on items, directly or by way of claims, nearest first.
func (u *uses) above(items []string) []string {
	var out []string
	seen := map[string]bool{}
	for _, x := range items {
		seen[x] = true
	}
	for queue := slices.Clone(items); len(queue) > 0; queue = queue[1:] {
		for _, x := range u.by[queue[0]] {
			if !seen[x] {
				seen[x] = true
				out, queue = append(out, x), append(queue, x)
			}
		}
	}
	return out
}

func sourceOf(s *scenario.Source) report.Source {
	return report.Source{
		ID: s.ID, Title: s.Title, Author: s.Author, Outlet: s.Outlet, Date: s.Date, About: s.About, Reliability: s.Reliability,
		File: s.File, Where: strings.TrimSpace(s.URL + " " + s.File),
	}
}
