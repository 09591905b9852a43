package desk

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"parley/internal/workbench"
)

func open(t *testing.T, files map[string]string) (*Desk, string, string) {
	t.Helper()
	dir, drafts := t.TempDir(), t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o640); err != nil {
			t.Fatal(err)
		}
	}
	return reopen(t, dir, drafts), dir, drafts
}

func reopen(t *testing.T, dir, drafts string) *Desk {
	t.Helper()
	d, err := Open(dir, drafts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

func file(t *testing.T, d *Desk, name string) *File {
	t.Helper()
	f, err := d.File(name)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func set(t *testing.T, f *File, text string) {
	t.Helper()
	if _, err := f.Set(f.State().Version, "a", text); err != nil {
		t.Fatal(err)
	}
}

func onDisk(t *testing.T, dir, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestNamesStayInTheFolder(t *testing.T) {
	d, dir, _ := open(t, map[string]string{"a.yaml": "a", "b.gmcr": "b", "c.txt": "c", ".hidden.yaml": "d"})
	outside := filepath.Join(t.TempDir(), "secret.yaml")
	os.WriteFile(outside, []byte("secret"), 0o600)
	os.Symlink(outside, filepath.Join(dir, "link.yaml"))
	os.Symlink("a.yaml", filepath.Join(dir, "inner.yaml"))
	os.Mkdir(filepath.Join(dir, "folder.yaml"), 0o755)
	names, err := d.Names()
	if err != nil || strings.Join(names, " ") != "a.yaml b.gmcr" {
		t.Errorf("%v %v", names, err)
	}
	for _, name := range []string{"../secret.yaml", outside, "link.yaml", "inner.yaml", "folder.yaml", ".hidden.yaml", "c.txt", "", "a.yaml/../../x.yaml", "no.yaml", "x\x00.yaml", `..\x.yaml`} {
		if _, err := d.File(name); err == nil {
			t.Errorf("%q was opened", name)
		}
		if err := d.Create(name, []byte("x")); err == nil && name != "no.yaml" {
			t.Errorf("%q was created", name)
		}
	}
	if got := onDisk(t, filepath.Dir(outside), "secret.yaml"); got != "secret" {
		t.Errorf("a file outside now holds %q", got)
	}
}

// A file that becomes a link after it was opened is not written through.
func TestSaveThroughLink(t *testing.T) {
	d, dir, _ := open(t, map[string]string{"a.yaml": "one"})
	f := file(t, d, "a.yaml")
	set(t, f, "two")
	outside := filepath.Join(t.TempDir(), "x")
	os.WriteFile(outside, []byte("one"), 0o600)
	os.Remove(filepath.Join(dir, "a.yaml"))
	os.Symlink(outside, filepath.Join(dir, "a.yaml"))
	if _, err := f.Save(); err == nil {
		t.Error("saved")
	}
	if b, _ := os.ReadFile(outside); string(b) != "one" {
		t.Errorf("%q", b)
	}
}

func TestSaveAndConflict(t *testing.T) {
	d, dir, _ := open(t, map[string]string{"a.yaml": "one\r\ntwo\r\n"})
	f := file(t, d, "a.yaml")
	if f.State().Text != "one\ntwo\n" {
		t.Fatalf("%q", f.State().Text)
	}
	set(t, f, "one\nthree\n")
	if st, err := f.Save(); err != nil || st.Unsaved {
		t.Fatal(err)
	}
	if got := onDisk(t, dir, "a.yaml"); got != "one\r\nthree\r\n" {
		t.Errorf("%q", got)
	}
	if info, _ := os.Stat(filepath.Join(dir, "a.yaml")); info.Mode().Perm() != 0o640 {
		t.Errorf("mode %v", info.Mode())
	}
	set(t, f, "mine\n")
	os.WriteFile(filepath.Join(dir, "a.yaml"), []byte("theirs, changed\n"), 0o640)
	_, err := f.Save()
	var c *ConflictError
	if !errors.As(err, &c) || c.Mine != "mine\n" || c.Theirs != "theirs, changed\n" {
		t.Fatalf("%v", err)
	}
	if got := onDisk(t, dir, "a.yaml"); got != "theirs, changed\n" {
		t.Errorf("overwritten: %q", got)
	}
	os.WriteFile(filepath.Join(dir, "a.yaml"), []byte("theirs, once more\n"), 0o640)
	if _, err := f.Overwrite(c.Read); !errors.As(err, &c) || c.Theirs != "theirs, once more\n" {
		t.Fatalf("%v", err)
	}
	if _, err := f.Overwrite(c.Read); err != nil {
		t.Fatal(err)
	}
	if got := onDisk(t, dir, "a.yaml"); !strings.HasPrefix(got, "mine") {
		t.Errorf("%q", got)
	}
	left, _ := filepath.Glob(filepath.Join(dir, ".*"))
	if len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

func TestDeletedAndRevert(t *testing.T) {
	d, dir, _ := open(t, map[string]string{"a.yaml": "one"})
	f := file(t, d, "a.yaml")
	os.Remove(filepath.Join(dir, "a.yaml"))
	if !file(t, d, "a.yaml").State().Gone {
		t.Error("not seen as deleted")
	}
	_, err := f.Save()
	var c *ConflictError
	if !errors.As(err, &c) || !c.Gone {
		t.Fatal(err)
	}
	if _, err := f.Overwrite(c.Read); err != nil || onDisk(t, dir, "a.yaml") != "one" {
		t.Fatal(err)
	}
	set(t, f, "two")
	if st, err := f.Revert(); err != nil || st.Text != "one" || st.Unsaved {
		t.Errorf("%+v %v", st, err)
	}
	if st, _ := f.Undo("a"); st.Text != "two" {
		t.Errorf("a revert cannot be undone: %q", st.Text)
	}
}

// What is not saved outlives the program, and saving still refuses where the file changed meanwhile.
func TestDraft(t *testing.T) {
	d, dir, drafts := open(t, map[string]string{"a.yaml": "one", "b.yaml": "b"})
	set(t, file(t, d, "a.yaml"), "unsaved ü")
	set(t, file(t, d, "b.yaml"), "unsaved b")
	d2 := reopen(t, dir, drafts)
	f := file(t, d2, "a.yaml")
	if st := f.State(); st.Text != "unsaved ü" || !st.Recovered || !st.Unsaved {
		t.Fatalf("%+v", st)
	}
	if st, _ := f.Undo("a"); st.Text != "one" {
		t.Errorf("the file's own text is lost: %q", st.Text)
	}
	f.Redo("a")
	if _, err := f.Save(); err != nil {
		t.Fatal(err)
	}
	os.WriteFile(filepath.Join(dir, "b.yaml"), []byte("b, changed"), 0o600)
	g := file(t, reopen(t, dir, drafts), "b.yaml")
	if st := g.State(); st.Text != "unsaved b" || !st.Elsewhere {
		t.Errorf("%+v", st)
	}
	var c *ConflictError
	if _, err := g.Save(); !errors.As(err, &c) {
		t.Errorf("saved over a change: %v", err)
	}
	if st := file(t, reopen(t, dir, drafts), "a.yaml").State(); st.Recovered || st.Text != "unsaved ü" {
		t.Errorf("a draft is left after saving: %+v", st)
	}
}

func TestFollowsTheDisk(t *testing.T) {
	d, dir, _ := open(t, map[string]string{"a.yaml": "one"})
	f := file(t, d, "a.yaml")
	os.WriteFile(filepath.Join(dir, "a.yaml"), []byte("changed outside"), 0o600)
	if st := file(t, d, "a.yaml").State(); st.Text != "changed outside" || st.Unsaved {
		t.Errorf("%+v", st)
	}
	set(t, f, "mine")
	os.WriteFile(filepath.Join(dir, "a.yaml"), []byte("changed outside again"), 0o600)
	if st := file(t, d, "a.yaml").State(); st.Text != "mine" || !st.Elsewhere {
		t.Errorf("%+v", st)
	}
}

func TestHistoryJoinsWords(t *testing.T) {
	d, _, _ := open(t, map[string]string{"a.yaml": ""})
	f := file(t, d, "a.yaml")
	text := ""
	for _, r := range "two words" {
		text += string(r)
		set(t, f, text)
	}
	var seen []string
	for f.State().CanUndo {
		st, _ := f.Undo("a")
		seen = append(seen, st.Text)
	}
	if got := fmt.Sprintf("%q", seen); got != `["two " ""]` {
		t.Error(got)
	}
	f.Redo("a")
	if st, _ := f.Redo("a"); st.Text != "two words" || st.CanRedo {
		t.Errorf("%+v", st)
	}
}

func TestCatalogCase(t *testing.T) {
	d, _, _ := open(t, nil)
	f := file(t, d, CatalogPrefix+"elmira-1991.yaml")
	if _, err := f.Set(0, "a", "x"); !errors.Is(err, errReadOnly) {
		t.Error(err)
	}
	if _, err := f.Save(); !errors.Is(err, errReadOnly) {
		t.Error(err)
	}
	for _, name := range []string{"catalog:nothing.yaml", "catalog:elmira-1991", "catalog:../x.yaml"} {
		if _, err := d.File(name); err == nil {
			t.Errorf("%s was opened", name)
		}
	}
}

func TestLimits(t *testing.T) {
	d, _, _ := open(t, map[string]string{"a.yaml": "x", "bad.yaml": "\xff"})
	f := file(t, d, "a.yaml")
	if _, err := f.Set(0, "a", strings.Repeat("x", 5<<20)); err == nil {
		t.Error("a text of 5 MiB was taken")
	}
	if _, err := d.File("bad.yaml"); err == nil || !strings.Contains(err.Error(), "UTF-8") {
		t.Error(err)
	}
	if f.State().Version != 0 {
		t.Error("a refused text changed the version")
	}
}

// Two views write into one file at the same time, each as the editor does: changes for the version it knows, and where that
// is old it takes in what the other did first. Nothing either has written may be lost, and both end with the same text.
func TestTwoTabs(t *testing.T) {
	d, _, _ := open(t, map[string]string{"a.yaml": "\n"})
	f := file(t, d, "a.yaml")
	ready, take, stop := d.Listen()
	defer stop()
	const each = 60
	var wg sync.WaitGroup
	for _, client := range []string{"a", "b"} {
		wg.Go(func() {
			for n := range each {
				for {
					st := f.State()
					line := fmt.Sprintf("%s%d", client, n)
					// At the front for one, at the end for the other.
					c := Change{{length: 0, replace: true, put: line + "\n"}, {length: units(st.Text)}}
					if client == "b" {
						c = Change{{length: units(st.Text)}, {length: 0, replace: true, put: line + "\n"}}
					}
					_, err := f.Push(st.Version, client, []Change{c})
					var stale *StaleError
					if errors.As(err, &stale) {
						continue
					}
					if err != nil {
						t.Error(err)
					}
					break
				}
			}
		})
	}
	wg.Wait()
	st := f.State()
	for _, client := range []string{"a", "b"} {
		for n := range each {
			if line := fmt.Sprintf("%s%d\n", client, n); strings.Count(st.Text, line) != 1 {
				t.Errorf("%q is there %d times", line, strings.Count(st.Text, line))
			}
		}
	}
	list, version, ok := f.Since(0)
	if !ok || version != 2*each {
		t.Fatalf("%d changes, version %d, %v", len(list), version, ok)
	}
	text := "\n"
	for _, u := range list { // what a third view would see
		var err error
		if text, err = u.Changes.Apply(text); err != nil {
			t.Fatal(err)
		}
	}
	if text != st.Text {
		t.Error("the changes do not lead to the text")
	}
	<-ready
	if events := take(); len(events) != 1 || events[0].Version != version {
		t.Errorf("%+v", events)
	}
}

func TestChangesFitTexts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		letters := rapid.StringOfN(rapid.RuneFrom([]rune("ab\né😀")), 0, 12, -1)
		before, after := letters.Draw(t, "before"), letters.Draw(t, "after")
		s := difference(before, after)
		if s.apply(before) != after || s.inverse().apply(after) != before {
			t.Fatalf("%+v does not lead from %q to %q and back", s, before, after)
		}
		if !utf8.ValidString(s.old) || !utf8.ValidString(s.new) {
			t.Fatalf("%+v cuts a character", s)
		}
		data, err := json.Marshal(s.change(before))
		if err != nil {
			t.Fatal(err)
		}
		var c Change
		if err := json.Unmarshal(data, &c); err != nil {
			t.Fatalf("%s: %v", data, err)
		}
		if got, err := c.Apply(before); err != nil || got != after {
			t.Fatalf("%s: %q, %v", data, got, err)
		}
		if _, err := c.Apply(before + "x"); err == nil {
			t.Fatal("a change for another text was taken")
		}
	})
	for _, text := range []string{`[-1]`, `["x"]`, `[[]]`, `[[-1,"x"]]`, `[[1,2]]`, `[[0,"a\nb"]]`, `{}`, `[1]`} {
		var c Change
		if err := json.Unmarshal([]byte(text), &c); err == nil {
			if _, err := c.Apply("😀"); err == nil {
				t.Errorf("%s was taken", text)
			}
		}
	}
}

func TestCopyCatalog(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "deep", "cases")
	n, err := CopyCatalog(dir)
	if err != nil || n < 10 {
		t.Fatal(n, err)
	}
	os.WriteFile(filepath.Join(dir, "elmira-1991.yaml"), []byte("mine"), 0o600)
	os.Remove(filepath.Join(dir, "gisborne.yaml"))
	if n, err := CopyCatalog(dir); n != 1 || err != nil {
		t.Error(n, err)
	}
	if onDisk(t, dir, "elmira-1991.yaml") != "mine" {
		t.Error("overwritten")
	}
}

func TestSettingsReachTheBench(t *testing.T) {
	b := NewBench(workbench.Settings{Workers: 1}, 2, 1<<20)
	if b.Settings().Workers != 1 {
		t.Error(b.Settings())
	}
}

// A page that goes away sends anew what is under way, with what was typed since. Whichever arrives first, each change is made
// once, and what somebody else has done in between is not overwritten.
func TestSentTwice(t *testing.T) {
	d, _, _ := open(t, map[string]string{"a.yaml": "", "b.yaml": "", "c.yaml": ""})
	typed := func(n int, text string) Change {
		return Change{{length: n}, {replace: true, put: text}}
	}
	sent, all := []Change{typed(0, "x"), typed(1, "y")}, []Change{typed(0, "x"), typed(1, "y"), typed(2, "z")}
	for name, order := range map[string][][]Change{"a.yaml": {sent, all}, "b.yaml": {all, sent}} {
		f := file(t, d, name)
		for _, changes := range order {
			if _, err := f.Push(0, "one", changes); err != nil {
				t.Error(name, err)
			}
		}
		if st := f.State(); st.Text != "xyz" || st.Version != 3 {
			t.Errorf("%s: %q at %d", name, st.Text, st.Version)
		}
	}
	f := file(t, d, "c.yaml")
	if _, err := f.Push(0, "one", sent[:1]); err != nil {
		t.Fatal(err)
	}
	if _, err := f.Push(1, "two", []Change{typed(1, "!")}); err != nil {
		t.Fatal(err)
	}
	var stale *StaleError
	for client, changes := range map[string][]Change{"one": all, "two": sent[:1]} {
		if _, err := f.Push(0, client, changes); !errors.As(err, &stale) {
			t.Errorf("%s: %v", client, err)
		}
	}
	if st := f.State(); st.Text != "x!" {
		t.Errorf("%q", st.Text)
	}
}
