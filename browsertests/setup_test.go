package browsertests

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// What all journeys share: the program, one browser, one workbench. Each journey is a visitor with storage of its own, and
// changes a file of its own. Without a browser all of them are skipped, unless PARLEY_BROWSER is "required".
var (
	program  string
	chromium *Browser
	shared   *Site
	without  error // why there is no browser
)

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	path, err := Find()
	if err != nil {
		if os.Getenv("PARLEY_BROWSER") == "required" {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		without = err
		return m.Run()
	}
	dir, err := os.MkdirTemp("", "parley-journeys")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	ctx := context.Background()
	if program, err = Build(ctx, dir); err == nil {
		shared, err = start(dir)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer shared.Kill()
	if chromium, err = Launch(ctx, path); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer chromium.Close()
	return m.Run()
}

// start serves a copy of the catalog in folders of its own below dir.
func start(dir string) (*Site, error) {
	cases := filepath.Join(dir, "cases")
	if err := os.Mkdir(cases, 0o700); err != nil {
		return nil, err
	}
	if err := CopyCatalog(cases); err != nil {
		return nil, err
	}
	return Serve(program, cases, filepath.Join(dir, "data"))
}

// visitor is who takes a journey.
type visitor struct {
	*testing.T
	*Tab
}

// visit lets a new visitor in. At the end the journey fails on anything that a console has reported.
func visit(t *testing.T, s *Site) *visitor {
	t.Helper()
	tab, err := chromium.Visit(s)
	if tab == nil {
		t.Fatal(err)
	}
	v := &visitor{t, tab}
	v.watch()
	v.must(err)
	return v
}

func (v *visitor) watch() {
	v.Cleanup(func() {
		for _, f := range v.Faults() {
			v.Errorf("the console reports %s", f)
		}
		if dir := os.Getenv("PARLEY_BROWSER_PICTURES"); v.Failed() && dir != "" { // what a journey saw last, to find out why it failed
			if data, err := chromedp.Run(v.ctx, chromedp.CaptureScreenshot()); err == nil {
				v.must(os.WriteFile(filepath.Join(dir, strings.ReplaceAll(v.Name(), "/", "-")+".png"), data, 0o600))
			}
		}
		v.Leave()
	})
}

// another opens another tab of the same visitor.
func (v *visitor) another() *visitor {
	v.Helper()
	tab, err := v.Another()
	v.must(err)
	w := &visitor{v.T, tab}
	w.watch()
	return w
}

func (v *visitor) must(err error) {
	v.Helper()
	if err != nil {
		v.Fatal(err)
	}
}

// file puts a case of the catalog into the folder under a name of its own, and returns the text.
func (v *visitor) file(name, of string) string {
	v.Helper()
	data, err := os.ReadFile("../catalog/" + of)
	v.must(err)
	v.write(name, string(data))
	return string(data)
}

func (v *visitor) write(name, text string) {
	v.Helper()
	v.must(os.WriteFile(filepath.Join(v.site.Dir, name), []byte(text), 0o600))
}

func (v *visitor) disk(name string) string {
	v.Helper()
	data, err := os.ReadFile(filepath.Join(v.site.Dir, name))
	v.must(err)
	return string(data)
}

func (v *visitor) open(path string) { v.Helper(); v.must(v.Go(path)) }

// model opens a file with the text alone: the editor draws the lines that have room.
func (v *visitor) model(file string) { v.Helper(); v.open("/case/" + file + "/model?pane=text") }

func (v *visitor) click(selector string)   { v.Helper(); v.must(v.Click(selector)) }
func (v *visitor) until(expression string) { v.Helper(); v.must(v.Until(expression)) }
func (v *visitor) types(keys string)       { v.Helper(); v.must(v.Type(keys)) }
func (v *visitor) press(key string, with ...kb.Modifier) {
	v.Helper()
	v.must(v.Press(key, with...))
}
func (v *visitor) reload() {
	v.Helper()
	v.must(v.Do(chromedp.Reload()))
	v.must(v.Ready())
}

func (v *visitor) text(selector string) string {
	v.Helper()
	s, err := v.Text(selector)
	v.must(err)
	return s
}

// contains waits until the text of an element contains what it should.
func (v *visitor) contains(selector, what string) {
	v.Helper()
	v.until(fmt.Sprintf("document.querySelector(%q)?.textContent.includes(%q)", selector, what))
}

// editorText is what stands in the editor: every line, as long as all of them are drawn, which they are in small files.
func (v *visitor) editorText() string {
	v.Helper()
	s, err := Eval[string](v.Tab, `[...document.querySelectorAll("#editor .cm-line")].map(l => l.textContent).join("\n")`)
	v.must(err)
	return s
}

// goTo puts the cursor of the editor behind the first place where a text stands, by the editor's own search.
func (v *visitor) goTo(text string) {
	v.Helper()
	v.click("#editor .cm-line")
	v.press("f", kb.ModifierCtrl)
	v.until(`document.activeElement?.name === "search"`)
	v.press("a", kb.ModifierCtrl)
	v.types(text + kb.Enter + kb.Escape)
	v.until(`document.activeElement?.classList.contains("cm-content")`)
	if got, _ := Eval[string](v.Tab, `getSelection().toString()`); strings.TrimSpace(got) != text {
		v.Fatalf("the search for %q selects %q", text, got)
	}
}

// needed skips a journey that has no browser.
func needed(t *testing.T) {
	t.Helper()
	if without != nil {
		t.Skipf("%v; PARLEY_BROWSER=required makes this a failure", without)
	}
}

// What the journeys rely on: a tab reports whatever its console does.
func TestFaultsAreSeen(t *testing.T) {
	needed(t)
	for what, does := range map[string]string{
		"an error":              `console.error("wrong"); true`,
		"an uncaught exception": `setTimeout(() => { throw new Error("wrong") }); true`,
		"a rejected promise":    `Promise.reject(new Error("wrong")); true`,
		"a breach of policy":    `document.body.insertAdjacentHTML("beforeend", "<p style='color: red'>wrong</p>"); true`,
		"a missing file":        `fetch("/wrong"); true`,
		"a foreign picture":     `document.body.insertAdjacentHTML("beforeend", "<img alt='' src='https://example.org/x.png'>"); true`,
	} {
		tab, err := chromium.Visit(shared)
		if err != nil {
			t.Fatal(err)
		}
		Eval[bool](tab, does)
		tab.Until("false")
		if len(tab.Faults()) == 0 {
			t.Errorf("%s goes unseen", what)
		}
		tab.Leave()
	}
}

// all presses undo, or redo, until nothing is left.
func (v *visitor) all(what string) {
	v.Helper()
	button := "[data-do=" + what + "]"
	for range 100 {
		done, err := Eval[bool](v.Tab, fmt.Sprintf(`document.querySelector(%q).disabled`, button))
		v.must(err)
		if done {
			return
		}
		answers := `performance.getEntriesByType("resource").filter(e => e.name.includes("/model/` + what + `")).length`
		before, err := Eval[int](v.Tab, answers)
		v.must(err)
		v.click(button)
		// The answer to the click before may only now have been shown, and the button be out of use when it was clicked.
		v.until(fmt.Sprintf("%s > %d || document.querySelector(%q).disabled", answers, before, button))
	}
	v.Fatalf("there is no end of what %s does", what)
}
