package browsertests

import (
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"
)

// An edit of a preference changes which outcomes are equilibria, there and on the table, and can be undone.
func TestEditPreference(t *testing.T) {
	needed(t)
	v := visit(t, shared)
	v.file("edit.yaml", "prisoners-dilemma.yaml")
	const silent = `!!document.querySelector("tr[data-state=NY] td.mark.holds a[href*='concept=nash']")`
	v.open("/case/edit.yaml/outcomes")
	v.until(`document.querySelector("tr[data-state=NN] td.mark.holds a[href*='concept=nash']")`)
	v.until("!" + silent)
	v.model("edit.yaml")
	v.goTo("first.silent, not second.silent")
	v.types("first.silent, second.silent")
	v.contains("#saved", "Not saved")
	v.contains("#verdict", "cooperation")
	v.open("/case/edit.yaml/outcomes")
	v.until(silent)
	v.model("edit.yaml")
	v.all("undo")
	v.contains("#editor", "[first.silent, not second.silent]")
	v.until(`!document.querySelector("[data-do=redo]").disabled`)
	v.open("/case/edit.yaml/outcomes")
	v.until("!" + silent)
	v.model("edit.yaml")
	v.all("redo")
	v.contains("#editor", "[first.silent, second.silent]")
	v.click("#editor .cm-line")
	done := v.text("#editor .cm-content")
	v.press("z", kb.ModifierCtrl)
	v.until(fmt.Sprintf(`document.querySelector("#editor .cm-content").textContent !== %q`, done))
	v.press("Z", kb.ModifierCtrl, kb.ModifierShift)
	v.until(fmt.Sprintf(`document.querySelector("#editor .cm-content").textContent === %q`, done))
	v.press("s", kb.ModifierCtrl)
	v.until(`document.querySelector("#saved").textContent === "Saved"`)
	if text := v.disk("edit.yaml"); !strings.Contains(text, "second: [first.silent, second.silent]") {
		t.Errorf("saved was %q", text)
	}
}

// A broken text is told in place, the last sound one stays in use, and a click leads to the fault.
func TestBreakText(t *testing.T) {
	needed(t)
	v := visit(t, shared)
	v.file("broken.yaml", "prisoners-dilemma.yaml")
	v.model("broken.yaml")
	v.goTo("second.silent, not")
	v.types("third.silent, not")
	v.contains("#verdict h2.bad", "problem")
	v.contains("#verdict .stale", "Of the last text that could be used")
	v.until(`document.querySelector("#editor .cm-lintRange-error")?.textContent === "third.silent"`)
	v.press(kb.Home, kb.ModifierCtrl)
	v.click("#verdict .problems button")
	v.until(`document.querySelector(".cm-activeLine").textContent.includes("third.silent")`)
	v.open("/case/broken.yaml/outcomes")
	v.contains(".banner.bad", "What is shown is of the last text that could be used")
	v.until(`document.querySelectorAll("tr[data-state]").length === 4`)
	v.click(".banner.bad a")
	v.until(`document.body.dataset.ready === "true" && document.querySelector("#editor .cm-content")`)
	v.all("undo")
	v.until(`!document.querySelector("#verdict h2.bad") && !document.querySelector(".cm-lintRange-error")`)
}

// Another hypothesis turns a claim, without a new page, and the address says so.
func TestToggleHypothesis(t *testing.T) {
	needed(t)
	v := visit(t, shared)
	v.open("/case/phone-records-2025.yaml/rivals")
	const verdict = `[...document.querySelectorAll("#answer-claims tbody tr")].find(r => r.cells[0].textContent === "complied")?.cells[2].textContent`
	v.until(verdict + ` === "holds"`)
	v.must(v.Choose("#assume-carriers", "carriers=reputation"))
	v.until(verdict + ` === "fails"`)
	v.until(`location.search === "?assume=carriers%3Dreputation"`)
	v.reload()
	v.until(verdict + ` === "fails" && document.querySelector("#assume-carriers").value === "carriers=reputation"`)
	v.until(`[...document.querySelectorAll(".tabs a")].every(a => a.href.includes("assume=carriers%3Dreputation"))`)
	v.must(v.Choose("#assume-carriers", ""))
	v.until(verdict + ` === "holds" && location.search === ""`)
}

// A path is asked for, told step by step, and asked for otherwise.
func TestFollowPath(t *testing.T) {
	needed(t)
	v := visit(t, shared)
	v.open("/case/phone-records-2025.yaml/paths")
	v.click("#ask-to")
	v.press("a", kb.ModifierCtrl)
	v.types("senators.reform and carriers.challenge" + kb.Enter)
	v.contains("#answer", "senators.reform and carriers.challenge")
	v.must(v.Ready())
	v.must(v.Choose("#ask-by", "moves"))
	v.until(`document.querySelectorAll("#answer > ol > li").length === 2`)
	v.contains("#answer > ol > li:first-child", "Telephone companies: take up “Challenge the subpoena in court”")
	v.contains("#answer > ol > li:last-child", "Senators: take up “Limit the powers for everybody”")
	v.contains("#answer", "block it alone")
	v.until(`new URLSearchParams(location.search).get("by") === "moves"`)
	v.click("#ask-to")
	v.press("a", kb.ModifierCtrl)
	v.types("senators.refrom" + kb.Enter)
	v.contains("#answer [role=alert]", "senators.refrom")
}

// The table sorts, filters by a formula, and a mark gives its proof; each has its address.
func TestOutcomes(t *testing.T) {
	needed(t)
	v := visit(t, shared)
	v.open("/case/elmira-1991.yaml/outcomes")
	v.click("th.number a")
	v.until(`document.querySelector("th.number[aria-sort=ascending]")`)
	v.click("input[name=where]")
	v.types("uniroyal.accept")
	v.until(`document.querySelectorAll("tr[data-state]").length === 4 && location.search.includes("where=uniroyal.accept")`)
	v.types(" and")
	v.until(`document.querySelector("#states [role=alert]")`)
	v.types(kb.Backspace + kb.Backspace + kb.Backspace + kb.Backspace)
	v.until(`document.querySelectorAll("tr[data-state]").length === 4 && !document.querySelector("#states [role=alert]")`)
	v.click("tr[data-state=YNYNY] td.mark a[href*='concept=gmr']")
	v.contains("#why h2", "under GMR")
	v.until(`document.querySelector("tr[data-state=YNYNY].chosen td.mark.chosen")`)
	why := v.text("#why")
	v.reload()
	if got := v.text("#why"); got != why {
		t.Errorf("after a reload the proof reads %q, not %q", got, why)
	}
	v.click("#why .close")
	v.until(`!document.querySelector("#why h2")`)
}

// Where the file was changed on disk, both texts are shown and none is lost until one is chosen.
func TestSaveConflict(t *testing.T) {
	needed(t)
	v := visit(t, shared)
	text := v.file("conflict.yaml", "prisoners-dilemma.yaml")
	theirs := strings.Replace(text, "The prisoner's dilemma", "Theirs", 1)
	v.model("conflict.yaml")
	mine := func(title string) {
		v.click("#editor .cm-line")
		v.press(kb.Home, kb.ModifierCtrl)
		v.press(kb.ArrowDown)
		v.press(kb.End)
		v.types(title)
		v.contains("#saved", "Not saved")
	}
	mine(" of mine")
	v.write("conflict.yaml", theirs)
	v.click("[data-do=save]")
	v.until(`document.querySelector("#conflict").open`)
	if got := v.text("#mine"); got != strings.Replace(text, "dilemma\n", "dilemma of mine\n", 1) {
		t.Errorf("as mine is shown %q", got)
	}
	if got := v.text("#theirs"); got != theirs {
		t.Errorf("as theirs is shown %q", got)
	}
	v.click("#conflict [value=cancel]")
	v.contains("#editor", "dilemma of mine")
	if v.disk("conflict.yaml") != theirs {
		t.Error("the file was written before anything was chosen")
	}
	v.click("[data-do=save]")
	v.until(`document.querySelector("#conflict").open`)
	v.click("#conflict [value=mine]")
	v.until(`document.querySelector("#saved").textContent === "Saved"`)
	if !strings.Contains(v.disk("conflict.yaml"), "dilemma of mine") {
		t.Error("what was chosen was not written")
	}
	mine(" again")
	v.write("conflict.yaml", theirs)
	v.click("[data-do=save]")
	v.until(`document.querySelector("#conflict").open`)
	v.click("#conflict [value=theirs]")
	v.contains("#editor", "title: Theirs")
	v.click("[data-do=undo]") // what was given up can still be had back
	v.contains("#editor", "dilemma of mine again")
}

// What was typed and not saved is there after a reload, in a new tab after the old one was closed in the middle of a word, and
// after the program was killed.
func TestUnsavedText(t *testing.T) {
	needed(t)
	dir := t.TempDir()
	s, err := start(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Kill() })
	v := visit(t, s)
	v.model("gisborne.yaml")
	v.click("#editor .cm-line")
	v.press(kb.Home, kb.ModifierCtrl)
	v.types("# first")
	v.contains("#saved", "Not saved")
	v.reload()
	v.contains("#editor", "# firstparley: 1")
	w := v.another()
	v.click("#editor .cm-line")
	v.press(kb.Home, kb.ModifierCtrl)
	v.types("# second")
	v.must(v.Close())
	w.model("gisborne.yaml")
	w.contains("#editor", "# second# firstparley: 1")
	w.must(w.Close())
	s.Kill()
	if s, err = Serve(program, s.Dir, filepath.Join(dir, "data")); err != nil {
		t.Fatal(err)
	}
	u := visit(t, s)
	u.model("gisborne.yaml")
	u.contains("#recovered", "Unsaved text was kept")
	u.contains("#editor", "# second# firstparley: 1")
	u.click("#recovered [data-do=revert]")
	u.until(`!document.querySelector("#recovered") && document.querySelector(".cm-line").textContent === "parley: 1"`)
}

// Two tabs on one file see each other's edits, also typed at the same time, and so does a table.
func TestTwoTabs(t *testing.T) {
	needed(t)
	v := visit(t, shared)
	text := v.file("shared.yaml", "prisoners-dilemma.yaml")
	v.model("shared.yaml")
	w, table := v.another(), v.another()
	w.model("shared.yaml")
	table.open("/case/shared.yaml/outcomes")
	v.click("#editor .cm-line")
	v.press(kb.Home, kb.ModifierCtrl)
	v.types("# of one tab " + kb.Enter + kb.ArrowUp + kb.End)
	w.contains("#editor", "# of one tab ")
	w.click("#editor .cm-line")
	w.press(kb.End, kb.ModifierCtrl)
	for range 5 {
		v.types("a")
		w.types("#")
	}
	want := "# of one tab aaaaa\n" + text + "#####"
	for _, x := range []*visitor{v, w} {
		for begin := time.Now(); x.editorText() != want; time.Sleep(20 * time.Millisecond) {
			if time.Since(begin) > Patience {
				t.Fatalf("a tab shows\n%s\nnot\n%s", x.editorText(), want)
			}
		}
	}
	v.goTo("The prisoner's dilemma")
	v.types("Retitled")
	table.contains(".where .title", "Retitled")
	table.until(`document.title.includes("Retitled")`)
}

// A report can be taken away in every form, under the name of its case.
func TestDownload(t *testing.T) {
	needed(t)
	v := visit(t, shared)
	dir := t.TempDir()
	v.must(v.Downloads(dir))
	v.open("/case/phone-records-2025.yaml/report")
	for ending, holds := range map[string][]string{
		"html": {"<!DOCTYPE html>", "The senators&#39; phone records", "<svg"},
		"md":   {"# The senators' phone records", "|"},
		"tex":  {`\documentclass`},
		"json": {`"parley"`},
		"svg":  {"<svg", "default + principled"},
		"zip":  {"PK\x03\x04"},
	} {
		v.click(`.files a[href*="as=` + ending + `"]`)
		data := downloaded(t, filepath.Join(dir, "phone-records-2025."+ending))
		for _, x := range holds {
			if !strings.Contains(data, x) {
				t.Errorf("%s holds no %s: %.300s", ending, x, data)
			}
		}
	}
}

// A picture comes as PNG too, drawn by the browser, beside its SVG on the report and on the rivals.
func TestPicture(t *testing.T) {
	needed(t)
	v := visit(t, shared)
	for _, screen := range []string{"report", "rivals"} {
		dir := t.TempDir()
		v.must(v.Downloads(dir))
		v.open("/case/phone-records-2025.yaml/" + screen)
		v.click("a[data-picture] + button")
		picture, err := png.Decode(strings.NewReader(downloaded(t, filepath.Join(dir, "phone-records-2025.png"))))
		v.must(err)
		v.click("a[data-picture]")
		var width, height int
		if _, err := fmt.Sscanf(regexp.MustCompile(`width="\d+" height="\d+"`).FindString(downloaded(t, filepath.Join(dir, "phone-records-2025.svg"))), `width="%d" height="%d"`, &width, &height); err != nil {
			t.Fatal(err)
		}
		if b := picture.Bounds(); b.Dx() != 2*width || b.Dy() != 2*height {
			t.Errorf("%s: %v of a picture of %d × %d", screen, b, width, height)
		}
		colours := map[any]bool{}
		for y := range picture.Bounds().Dy() {
			for x := range picture.Bounds().Dx() {
				colours[picture.At(x, y)] = true
			}
		}
		if len(colours) < 20 { // letters have soft edges
			t.Errorf("%s: %d colours", screen, len(colours))
		}
	}
}

// downloaded waits for a file.
func downloaded(t *testing.T, name string) string {
	t.Helper()
	for begin := time.Now(); time.Since(begin) < Patience; time.Sleep(20 * time.Millisecond) {
		if data, err := os.ReadFile(name); err == nil && len(data) > 0 {
			return string(data)
		}
	}
	entries, _ := os.ReadDir(filepath.Dir(name))
	t.Fatalf("%s does not come; there are %v", filepath.Base(name), entries)
	return ""
}

// Dark stays dark, from the first moment of the next page.
func TestTheme(t *testing.T) {
	needed(t)
	v := visit(t, shared)
	light, err := Eval[string](v.Tab, `getComputedStyle(document.body).backgroundColor`)
	v.must(err)
	v.click("[data-theme-choice=dark]")
	v.open("/case/elmira-1991.yaml/outcomes")
	v.until(`document.documentElement.dataset.theme === "dark" && getComputedStyle(document.body).backgroundColor !== "` + light + `"`)
	v.until(`document.querySelector("[data-theme-choice=dark]").getAttribute("aria-pressed") === "true"`)
}
