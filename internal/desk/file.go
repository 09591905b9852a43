package desk

import (
	"errors"
	"fmt"
	"io/fs"
	"reflect"
	"strings"
	"sync"
	"time"

	"parley/scenario"
)

// Bounds on what is remembered of a file: edits that can be undone, changes that a view can catch up with, and the bytes of
// each.
const (
	maxSteps   = 2000
	maxUpdates = 1000
	maxHistory = 16 << 20
)

// File is a scenario file on the desk. It is safe for concurrent use.
type File struct {
	desk *Desk
	name string

	mu        sync.Mutex
	text      string // with line breaks as \n
	crlf      bool   // the file ends its lines as Windows does
	version   int    // counts the changes since the file was opened
	disk      string // what the file on disk held when it was read or written last, line breaks as \n
	read      scenario.Version
	stamp     stamp
	gone      bool // the file was deleted
	elsewhere bool // the file on disk is another one than was read, and the text here is not saved
	recovered bool // the text comes from a draft
	readOnly  bool
	undo      []step
	redo      []step
	updates   []Update // the last ones; updates[i] leads to version-len(updates)+i+1
	lastSound string
	hasSound  bool
}

// stamp tells cheaply whether a file on disk may have changed.
type stamp struct {
	size int64
	time time.Time
}

// Update is a change that was made to a text, by one of those who view it.
type Update struct {
	Client  string `json:"clientID"`
	Changes Change `json:"changes"`
}

// State is a file as it stands at one moment.
type State struct {
	Name      string `json:"name"`
	Text      string `json:"-"`
	Version   int    `json:"version"`
	Unsaved   bool   `json:"unsaved"`
	CanUndo   bool   `json:"canUndo"`
	CanRedo   bool   `json:"canRedo"`
	Recovered bool   `json:"recovered"` // the text is a draft that was kept from before
	Elsewhere bool   `json:"elsewhere"` // the file on disk was changed by somebody else since
	Gone      bool   `json:"gone"`      // the file on disk was deleted
	ReadOnly  bool   `json:"readOnly"`  // a case of the catalog
}

// StaleError tells that a change was made for an older version of the text.
type StaleError struct{ Version int }

// Error says so.
func (e *StaleError) Error() string {
	return fmt.Sprintf("the text has been changed meanwhile; it is at version %d", e.Version)
}

// ConflictError tells that a file was not saved because it was changed elsewhere since it was read. It carries both texts.
type ConflictError struct {
	Name         string
	Mine, Theirs string
	Gone         bool             // the file was deleted
	Read         scenario.Version // of Theirs, for Overwrite
}

// Error says so.
func (e *ConflictError) Error() string {
	return (&scenario.ChangedError{Name: e.Name, Gone: e.Gone}).Error()
}

// errReadOnly is the answer to edits of a case of the catalog.
var errReadOnly = errors.New("this is a case of the catalog: copy it into the folder to change it")

// Name returns the name of the file in its folder.
func (f *File) Name() string { return f.name }

// State returns the file as it stands.
func (f *File) State() State {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.state()
}

func (f *File) state() State {
	return State{Name: f.name, Text: f.text, Version: f.version, Unsaved: f.text != f.disk || f.gone, CanUndo: len(f.undo) > 0,
		CanRedo: len(f.redo) > 0, Recovered: f.recovered, Elsewhere: f.elsewhere, Gone: f.gone, ReadOnly: f.readOnly}
}

// Since returns the changes that lead from a version to the present one; false where they are no longer remembered, so that
// the text has to be fetched whole.
func (f *File) Since(version int) ([]Update, int, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	missing := f.version - version
	if missing < 0 || missing > len(f.updates) {
		return nil, f.version, false
	}
	return append([]Update(nil), f.updates[len(f.updates)-missing:]...), f.version, true
}

// Push makes changes to the text, one after the other, all or none. They were made for the given version by a view that
// calls itself client; the error is a *StaleError where the text is at another version by now. Changes of that client that
// have arrived before are not made twice: a page that goes away sends anew what it does not know to have arrived.
func (f *File) Push(version int, client string, changes []Change) (State, error) {
	return f.edit(version, client, func(text string, changes []Change) ([]string, error) {
		var out []string
		for _, c := range changes {
			var err error
			if text, err = c.Apply(text); err != nil {
				return nil, err
			}
			out = append(out, text)
		}
		return out, nil
	}, changes)
}

// Set replaces the text, as one edit. See Push.
func (f *File) Set(version int, client, text string) (State, error) {
	text = strings.ReplaceAll(text, "\r\n", "\n")
	return f.edit(version, client, func(string, []Change) ([]string, error) { return []string{text}, nil }, nil)
}

func (f *File) edit(version int, client string, make func(string, []Change) ([]string, error), changes []Change) (State, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.readOnly {
		return f.state(), errReadOnly
	}
	if version != f.version {
		known := f.arrived(version, client, changes)
		if known == 0 {
			return f.state(), &StaleError{f.version}
		}
		if changes = changes[known:]; len(changes) == 0 {
			return f.state(), nil
		}
	}
	texts, err := make(f.text, changes)
	if err != nil {
		return f.state(), err
	}
	for _, t := range texts {
		if err := checkText(t, scenario.MaxSize); err != nil {
			return f.state(), err
		}
	}
	for i, t := range texts {
		d := difference(f.text, t)
		d.client = client
		var c Change
		if changes != nil {
			c = changes[i]
		} else if c = d.change(f.text); d.old == d.new {
			continue
		}
		f.remember(d)
		f.advance(t, Update{client, c})
	}
	return f.state(), f.keep()
}

// arrived returns how many of a client's changes to a version have been made already, 0 where something else was.
func (f *File) arrived(version int, client string, changes []Change) int {
	missing := f.version - version
	if missing < 0 || missing > len(f.updates) {
		return 0
	}
	since := f.updates[len(f.updates)-missing:]
	n := min(len(since), len(changes))
	for i, u := range since[:n] {
		if u.Client != client || !reflect.DeepEqual(u.Changes, changes[i]) {
			return 0
		}
	}
	return n
}

// remember adds a step to the history.
func (f *File) remember(s step) {
	f.redo = nil
	if s.old == s.new {
		return
	}
	if n := len(f.undo); n > 0 {
		if j, ok := f.undo[n-1].joined(s); ok {
			f.undo[n-1] = j
			return
		}
	}
	f.undo = append(f.undo, s)
	size := 0
	for i := len(f.undo) - 1; i >= 0; i-- {
		size += len(f.undo[i].old) + len(f.undo[i].new)
		if size > maxHistory || len(f.undo)-i > maxSteps {
			f.undo = append([]step(nil), f.undo[i+1:]...)
			break
		}
	}
}

// advance sets the text and tells those who listen.
func (f *File) advance(text string, u Update) {
	f.text = text
	f.version++
	f.updates = append(f.updates, u)
	if len(f.updates) > 2*maxUpdates {
		f.updates = append([]Update(nil), f.updates[maxUpdates:]...)
	}
	f.desk.tell(Event{File: f.name, Version: f.version, Client: u.Client})
}

// Undo takes the last edit back, whoever made it.
func (f *File) Undo(client string) (State, error) { return f.travel(client, &f.undo, &f.redo) }

// Redo makes the edit again that was taken back last.
func (f *File) Redo(client string) (State, error) { return f.travel(client, &f.redo, &f.undo) }

func (f *File) travel(client string, from, to *[]step) (State, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.readOnly {
		return f.state(), errReadOnly
	}
	n := len(*from)
	if n == 0 {
		return f.state(), nil
	}
	s := (*from)[n-1].inverse()
	*from = (*from)[:n-1]
	*to = append(*to, s)
	// The client is left out of the update, so that its own view takes it for somebody else's change.
	f.advance(s.apply(f.text), Update{"", s.change(f.text)})
	return f.state(), f.keep()
}

// Save writes the text to disk, whole or not at all. The error is a *ConflictError where the file is not the one that was
// read.
func (f *File) Save() (State, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.save(f.read)
}

// Overwrite saves over the version of the file that a *ConflictError showed, and refuses once more if the file has been
// changed yet again.
func (f *File) Overwrite(read scenario.Version) (State, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.save(read)
}

func (f *File) save(read scenario.Version) (State, error) {
	if f.readOnly {
		return f.state(), errReadOnly
	}
	data := []byte(f.text)
	if f.crlf {
		data = []byte(strings.ReplaceAll(f.text, "\n", "\r\n"))
	}
	st, err := f.desk.write(f.name, data, read)
	var changed *scenario.ChangedError
	if errors.As(err, &changed) {
		f.elsewhere, f.gone = !changed.Gone, changed.Gone
		c := &ConflictError{Name: f.name, Mine: f.text, Gone: changed.Gone}
		if !changed.Gone {
			theirs, _, err := f.desk.read(f.name)
			if err != nil {
				return f.state(), err
			}
			c.Theirs, c.Read = strings.ReplaceAll(string(theirs), "\r\n", "\n"), scenario.VersionOf(theirs)
		}
		return f.state(), c
	}
	if err != nil {
		return f.state(), err
	}
	f.disk, f.read, f.stamp = f.text, scenario.VersionOf(data), st
	f.gone, f.elsewhere, f.recovered = false, false, false
	f.desk.drafts.drop(f.name)
	f.desk.tell(Event{File: f.name, Version: f.version})
	return f.state(), nil
}

// Revert replaces the text by that of the file on disk, as an edit that can be undone.
func (f *File) Revert() (State, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.readOnly {
		return f.state(), errReadOnly
	}
	if err := f.load(); err != nil {
		return f.state(), err
	}
	f.replace(f.disk)
	f.elsewhere, f.recovered = false, false
	return f.state(), f.keep()
}

// replace changes the text in one step that nobody's view made.
func (f *File) replace(text string) {
	if d := difference(f.text, text); d.old != d.new {
		f.remember(d)
		f.advance(text, Update{"", d.change(f.text)})
	}
}

// load reads the file from disk, without touching the text.
func (f *File) load() error {
	data, st, err := f.desk.read(f.name)
	if errors.Is(err, fs.ErrNotExist) {
		f.gone = true
		return fmt.Errorf("%s has been deleted", f.name)
	}
	if err != nil {
		return err
	}
	if err := checkText(string(data), scenario.MaxSize); err != nil {
		return fmt.Errorf("%s: %w", f.name, err)
	}
	text := string(data)
	breaks := strings.Count(text, "\n")
	f.crlf = breaks > 0 && strings.Count(text, "\r\n") == breaks
	f.disk = strings.ReplaceAll(text, "\r\n", "\n")
	f.read, f.stamp, f.gone = scenario.VersionOf(data), st, false
	return nil
}

// refresh looks whether the file on disk was changed elsewhere. A text that holds nothing unsaved follows it.
func (f *File) refresh() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.readOnly {
		return
	}
	st, err := f.desk.stat(f.name)
	if errors.Is(err, fs.ErrNotExist) {
		f.gone = true
	}
	if err != nil || st == f.stamp && !f.gone {
		return
	}
	unsaved, before := f.text != f.disk, f.read
	if !unsaved {
		if f.load() == nil {
			f.replace(f.disk)
		}
		return
	}
	if data, _, err := f.desk.read(f.name); err == nil {
		f.gone, f.elsewhere = false, scenario.VersionOf(data) != before
	}
}

// keep writes the draft, or removes it where the text is that of the file.
func (f *File) keep() error {
	if f.text == f.disk && !f.gone {
		f.desk.drafts.drop(f.name)
		return nil
	}
	return f.desk.drafts.put(f.name, draft{Base: f.read, Text: f.text})
}

// Sound remembers that the present text, if it is still the given one, can be used as it stands.
func (f *File) Sound(text string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.lastSound, f.hasSound = text, true
}

// LastSound returns the last text that could be used, false where there was none since the file was opened.
func (f *File) LastSound() (string, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.lastSound, f.hasSound
}
