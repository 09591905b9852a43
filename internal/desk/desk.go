package desk

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"parley/catalog"
	"parley/scenario"
)

// maxFiles is how many files of a folder are listed, far above what people keep in one.
const maxFiles = 2000

// CatalogPrefix begins the name of a case of the catalog, which can be looked at and not changed.
const CatalogPrefix = "catalog:"

// Desk is a folder with the files that are worked on. It is safe for concurrent use.
type Desk struct {
	dir    string
	root   *os.Root
	drafts drafts

	mu    sync.Mutex
	files map[string]*File

	listening sync.Mutex
	listeners map[*listener]bool
}

// Open opens the folder dir. Texts that are not saved yet are kept in the folder drafts, which is made when it is needed.
func Open(dir, draftsDir string) (*Desk, error) {
	abs, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	info, err := os.Stat(abs)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("there is no folder %s", dir)
	}
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		return nil, fmt.Errorf("%s is a file, not a folder", dir)
	}
	root, err := os.OpenRoot(abs)
	if err != nil {
		return nil, err
	}
	return &Desk{dir: abs, root: root, drafts: drafts{dir: draftsDir, folder: abs}, files: map[string]*File{}, listeners: map[*listener]bool{}}, nil
}

// Close lets go of the folder.
func (d *Desk) Close() error { return d.root.Close() }

// Dir returns the folder.
func (d *Desk) Dir() string { return d.dir }

// Names lists the scenario files of the folder, sorted: ordinary files that end in .yaml, .yml or .gmcr.
func (d *Desk) Names() ([]string, error) {
	f, err := d.root.Open(".")
	if err != nil {
		return nil, err
	}
	defer f.Close()
	entries, err := f.ReadDir(-1)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, e := range entries {
		if e.Type().IsRegular() && acceptable(e.Name()) == nil {
			names = append(names, e.Name())
		}
	}
	slices.Sort(names)
	return names[:min(len(names), maxFiles)], nil
}

// acceptable tells why a name cannot be that of a scenario file in the folder.
func acceptable(name string) error {
	switch {
	case name == "" || len(name) > 200 || strings.ContainsAny(name, "/\\\x00") || !filepath.IsLocal(name):
		return fmt.Errorf("`%s` is not the name of a file in this folder", name)
	case strings.HasPrefix(name, "."):
		return fmt.Errorf("`%s` has nothing before the dot, as hidden files do: choose another name", name)
	}
	switch strings.ToLower(filepath.Ext(name)) {
	case ".yaml", ".yml", ".gmcr":
		return nil
	}
	return fmt.Errorf("`%s` is no scenario file: its name ends in .yaml or .gmcr", name)
}

// File returns a file of the folder, or a case of the catalog by "catalog:" and its name. A text that was kept unsaved is
// taken up again. If the file on disk has been changed since, a text with nothing unsaved follows it.
func (d *Desk) File(name string) (*File, error) {
	d.mu.Lock()
	f := d.files[name]
	if f != nil {
		d.mu.Unlock()
		f.refresh()
		return f, nil
	}
	defer d.mu.Unlock()
	if id, is := strings.CutPrefix(name, CatalogPrefix); is {
		c, ok := catalog.Open(strings.TrimSuffix(id, ".yaml"))
		if !ok || c.Name() != id {
			return nil, fmt.Errorf("the catalog has no case `%s`: %w", id, fs.ErrNotExist)
		}
		f = &File{desk: d, name: name, text: string(c.Source), disk: string(c.Source), readOnly: true}
		d.files[name] = f
		return f, nil
	}
	f = &File{desk: d, name: name}
	kept, have := d.drafts.get(name)
	if err := f.load(); f.gone && !have {
		return nil, fmt.Errorf("there is no file %s in this folder: %w", name, fs.ErrNotExist)
	} else if err != nil && !f.gone {
		return nil, err
	}
	f.text = f.disk
	if have && kept.Text != f.disk {
		f.replace(kept.Text)
		f.lastSound, f.hasSound = f.disk, true // to be shown where the draft cannot be
		f.recovered, f.elsewhere = true, !f.gone && kept.Base != f.read
		if f.elsewhere {
			f.read = kept.Base // saving shall refuse and show both
		}
	}
	d.files[name] = f
	return f, nil
}

// Create writes a new file into the folder and refuses to replace one.
func (d *Desk) Create(name string, data []byte) error {
	if err := acceptable(name); err != nil {
		return err
	}
	if err := checkText(string(data), scenario.MaxSize); err != nil {
		return err
	}
	f, err := d.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s exists already; choose another name", name)
	}
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Close())
}

// stat looks at a file without opening it. Links and everything else that is no ordinary file are refused.
func (d *Desk) stat(name string) (stamp, error) {
	if err := acceptable(name); err != nil {
		return stamp{}, fmt.Errorf("%w: %w", err, fs.ErrNotExist)
	}
	info, err := d.root.Lstat(name)
	if err != nil {
		return stamp{}, err
	}
	if !info.Mode().IsRegular() {
		return stamp{}, fmt.Errorf("%s is not an ordinary file", name)
	}
	return stamp{info.Size(), info.ModTime()}, nil
}

// read reads a file of at most scenario.MaxSize bytes.
func (d *Desk) read(name string) ([]byte, stamp, error) {
	st, err := d.stat(name)
	if err != nil {
		return nil, st, err
	}
	f, err := d.root.Open(name)
	if err != nil {
		return nil, st, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, scenario.MaxSize+1))
	if err == nil && len(data) > scenario.MaxSize {
		err = fmt.Errorf("%s is larger than %d MiB, too large for a scenario", name, scenario.MaxSize>>20)
	}
	return data, st, err
}

// write replaces a file in one step, unless it is no longer of the version that was read; the zero version stands for no
// file. See scenario.Save, which does the same outside of a root.
func (d *Desk) write(name string, data []byte, read scenario.Version) (stamp, error) {
	unchanged := func() error {
		now, _, err := d.read(name)
		if errors.Is(err, fs.ErrNotExist) {
			if read == "" {
				return nil
			}
			return &scenario.ChangedError{Name: name, Gone: true}
		}
		if err == nil && scenario.VersionOf(now) != read {
			return &scenario.ChangedError{Name: name}
		}
		return err
	}
	if err := unchanged(); err != nil {
		return stamp{}, err
	}
	mode := fs.FileMode(0o644)
	if info, err := d.root.Lstat(name); err == nil {
		mode = info.Mode().Perm()
	}
	var random [8]byte
	rand.Read(random[:])
	temp := "." + name + "." + hex.EncodeToString(random[:])
	f, err := d.root.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return stamp{}, err
	}
	_, err = f.Write(data)
	if err == nil {
		err = f.Chmod(mode)
	}
	if err == nil {
		err = f.Sync()
	}
	if closing := f.Close(); err == nil {
		err = closing
	}
	if err == nil {
		err = unchanged() // once more, since writing takes its time
	}
	if err == nil {
		err = d.root.Rename(temp, name)
	}
	if err != nil {
		d.root.Remove(temp)
		return stamp{}, err
	}
	if folder, err := d.root.Open("."); err == nil { // so that the new name is on disk too
		folder.Sync()
		folder.Close()
	}
	return d.stat(name)
}

// CopyCatalog copies the cases of the catalog into a folder, which is made where it is missing. Files that are there already
// are left alone. It returns how many were copied.
func CopyCatalog(dir string) (int, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return 0, err
	}
	n := 0
	for _, c := range catalog.Cases() {
		f, err := os.OpenFile(filepath.Join(dir, c.Name()), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return n, err
		}
		_, err = f.Write(c.Source)
		if err = errors.Join(err, f.Close()); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}
