package workbench

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
	"unicode"

	"parley/evidence/page"
	"parley/evidence/quote"
	"parley/report"
	"parley/scenario"
)

// NewSource says what is known of a source that is brought in. What is empty is taken from the document where it says so.
type NewSource struct {
	ID, Title, Author, Date, Outlet, URL, Reliability string
}

// sourceFolder is where the texts of sources are kept, beside the scenario file.
const sourceFolder = "sources"

// AddSource takes the text out of a saved document, puts the article and the rest of the page into the folder sources beside
// the scenario file, and writes the source into that file, which is otherwise left as it is. Nothing is written over: if
// the file changed meanwhile, or a text of that name is there, nothing is done. stdin is read for a document named "-".
func AddSource(name, document string, given NewSource, stdin io.Reader) (*report.AddedSource, error) {
	src, err := readBounded(name, maxStandardInput)
	if err != nil {
		return nil, missing(name, err)
	}
	data, err := readDocument(document, stdin)
	if err != nil {
		return nil, err
	}
	p, err := page.Read(document, data)
	if err != nil {
		return nil, fmt.Errorf("%s cannot be brought in: %w", documentName(document), err)
	}
	file, problems := scenario.Read(name, src)
	if file == nil {
		return nil, &Problems{problems, src}
	}
	pick := func(given, found string) string {
		if given != "" {
			return given
		}
		return found
	}
	text := []byte(p.Text())
	s := scenario.Source{ID: given.ID, Title: pick(given.Title, p.Title), Author: pick(given.Author, p.Author), Date: pick(given.Date, p.Date), Outlet: pick(given.Outlet, p.Outlet),
		URL: pick(given.URL, p.URL), Reliability: given.Reliability, SHA256: hashOf(text), Original: hashOf(data)}
	if s.ID == "" {
		s.ID = freeID(file, pick(s.Title, strings.TrimSuffix(filepath.Base(document), filepath.Ext(document))))
	}
	if !plainID(s.ID) {
		return nil, fmt.Errorf("`%s` cannot be the id of a source: use small letters, digits and `-`", s.ID)
	}
	for _, other := range file.Sources {
		if other.Original == s.Original {
			return nil, fmt.Errorf("this document is the source `%s` already", other.ID)
		}
	}
	s.File = path.Join(sourceFolder, s.ID+".txt")
	if old := file.SourceOf(s.ID); old != nil && old.File == "" {
		s = old.With(s)
		s.SHA256, s.Original = hashOf(text), hashOf(data)
	}
	out, problems := scenario.AddSource(name, src, s)
	if problems.Err() != nil {
		return nil, &Problems{problems, src}
	}
	added := &report.AddedSource{Source: sourceOf(&s), Author: s.Author, Date: s.Date, Outlet: s.Outlet, URL: s.URL, Kind: p.Kind, Original: s.Original, SHA256: s.SHA256, Paragraphs: len(p.Main), Remarks: p.Remarks}
	for _, part := range p.Rest {
		added.Rest = append(added.Rest, report.RestPart{Name: part.Name, Lines: len(part.Lines)})
	}
	rest := []byte(p.RestText())
	if len(rest) > 0 {
		added.RestFile = path.Join(sourceFolder, s.ID+".rest.md")
	}
	if err := writeTexts(filepath.Dir(name), map[string][]byte{s.File: text, added.RestFile: rest}); err != nil {
		return nil, err
	}
	if err := Save(name, src, out); err != nil {
		removeTexts(filepath.Dir(name), s.File, added.RestFile)
		return nil, err
	}
	found := quote.NewText(string(text))
	for _, q := range quotedOf(file, s.ID) {
		added.Quotes++
		if found.Find(q).Status == quote.Found {
			added.Found++
		}
	}
	return added, nil
}

func documentName(name string) string {
	if name == "-" {
		return "standard input"
	}
	return name
}

func readDocument(name string, stdin io.Reader) ([]byte, error) {
	if name != "-" {
		if strings.Contains(name, "://") {
			return nil, fmt.Errorf("parley fetches nothing from the net: save %s from your browser and name the file", name)
		}
		data, err := readBounded(name, page.MaxSize)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("there is no file %s", name)
		}
		return data, err
	}
	data, err := io.ReadAll(io.LimitReader(stdin, page.MaxSize+1))
	if err == nil && len(data) > page.MaxSize {
		err = fmt.Errorf("standard input is larger than %d MiB", page.MaxSize>>20)
	}
	return data, err
}

// plainID reports whether an id can be the name of a file everywhere.
func plainID(id string) bool {
	if id == "" || len(id) > 80 || strings.HasPrefix(id, "-") {
		return false
	}
	for _, r := range id {
		if r != '-' && r != '_' && !(r >= 'a' && r <= 'z') && !(r >= '0' && r <= '9') {
			return false
		}
	}
	switch id { // names of devices on Windows, and words of formulas
	case "con", "prn", "aux", "nul", "not", "and", "or", "if", "iff", "true", "false":
		return false
	}
	return !(len(id) == 4 && (strings.HasPrefix(id, "com") || strings.HasPrefix(id, "lpt")))
}

// freeID makes an id out of the first words of a title, and a number behind it if it is taken.
func freeID(f *scenario.File, title string) string {
	var words []string
	for _, w := range strings.FieldsFunc(strings.ToLower(title), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }) {
		w = strings.Map(func(r rune) rune {
			if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
				return r
			}
			return -1
		}, w)
		if len(w) > 0 && len(words) < 4 {
			words = append(words, w[:min(len(w), 20)])
		}
	}
	id := strings.Join(words, "-")
	if !plainID(id) {
		id = "source"
	}
	for n, base := 2, id; f.SourceOf(id) != nil; n++ {
		id = fmt.Sprintf("%s-%d", base, n)
	}
	return id
}

// writeTexts writes new files below a folder, and nothing outside it whatever links there are; either all or none.
func writeTexts(folder string, texts map[string][]byte) error {
	root, err := os.OpenRoot(folder)
	if err != nil {
		return err
	}
	defer root.Close()
	if err := root.Mkdir(sourceFolder, 0o777); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	var written []string
	for name, text := range texts {
		if name == "" {
			continue
		}
		f, err := root.OpenFile(filepath.FromSlash(name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
		if err == nil {
			written = append(written, name)
			_, err = f.Write(text)
			err = errors.Join(err, f.Close())
		}
		if err != nil {
			removeTexts(folder, written...)
			if errors.Is(err, fs.ErrExist) {
				return fmt.Errorf("%s exists already; choose another id by --id, or remove it first", name)
			}
			return fmt.Errorf("%s cannot be written: %w", name, err)
		}
	}
	return nil
}

func removeTexts(folder string, names ...string) {
	root, err := os.OpenRoot(folder)
	if err != nil {
		return
	}
	defer root.Close()
	for _, n := range names {
		if n != "" {
			root.Remove(filepath.FromSlash(n))
		}
	}
}

// Sources lists the sources of the file, with what is quoted of each.
func (c *Case) Sources() (*report.Sources, error) {
	if c.File == nil {
		return nil, errors.New("this file has no sources")
	}
	out := &report.Sources{Title: c.Conflict.Title}
	texts, raw, wrong := c.texts()
	for i := range c.File.Sources {
		s := &c.File.Sources[i]
		x := report.SourceLine{Source: sourceOf(s), Author: s.Author, Date: s.Date, Outlet: s.Outlet}
		switch {
		case s.File == "" || c.Folder == "":
			x.State = "no text"
		case wrong[s.ID] != nil:
			x.State = "missing"
		case s.SHA256 != "" && s.SHA256 != hashOf(raw[s.ID]):
			x.State = "changed"
		default:
			x.State = "kept"
		}
		for _, q := range quotedOf(c.File, s.ID) {
			x.Quotes++
			if t := texts[s.ID]; t != nil && t.Find(q).Status == quote.Found {
				x.Found++
			}
		}
		out.List = append(out.List, x)
	}
	return out, nil
}
