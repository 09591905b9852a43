package browsertests

import (
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"
)

// focused describes where the keyboard is, with whether one can see it there.
type focused struct {
	Tag, Name, ID, Class string
	At                   int // in the order of the page
	Visible, Ringed      bool
}

const describe = `(() => { const e = document.activeElement, r = e.getBoundingClientRect(), s = getComputedStyle(e);
	const card = e.closest(".card"), ring = x => getComputedStyle(x).outlineStyle !== "none";
	return {Tag: e.tagName, Name: e.getAttribute("aria-label") || e.textContent.trim().slice(0, 40), ID: e.id, Class: e.className + "",
		At: [...document.querySelectorAll("*")].indexOf(e),
		Visible: r.width > 0 && r.height > 0 && s.visibility === "visible" && r.bottom > 0 && r.top < innerHeight,
		Ringed: ring(e) || !!card && ring(card) || !!e.closest(".cm-focused")} })()`

// focus returns where the keyboard is. An editor draws its ring a moment after it has the focus.
func (v *visitor) focus() focused {
	v.Helper()
	for n := 0; ; n++ {
		f, err := Eval[focused](v.Tab, describe)
		v.must(err)
		if f.Ringed || n > 10 {
			return f
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// By the keyboard alone: first the way past the head of the page, then everything in its order, each with a visible ring, and
// no place that holds the focus.
func TestKeyboard(t *testing.T) {
	needed(t)
	v := visit(t, shared)
	for _, page := range []string{"/", "/case/prisoners-dilemma.yaml/outcomes", "/case/prisoners-dilemma.yaml/model", "/case/phone-records-2025.yaml/paths", "/case/phone-records-2025.yaml/report"} {
		v.open(page)
		last := -1
		for n := 0; ; n++ {
			v.types(kb.Tab)
			f := v.focus()
			if f.Tag == "BODY" { // past the end
				if n < 5 {
					t.Errorf("%s: only %d places take the focus", page, n)
				}
				break
			}
			if n == 0 && f.Class != "skip" {
				t.Errorf("%s: the first place is %+v, not the way past the head", page, f)
			}
			if f.At <= last {
				if n < 5 {
					t.Errorf("%s: from %d back to %+v", page, last, f)
				}
				break // around
			}
			if !f.Visible || !f.Ringed {
				t.Errorf("%s: the focus cannot be seen on %+v", page, f)
			}
			if last = f.At; n > 400 {
				t.Fatalf("%s: no end at %+v", page, f)
			}
		}
	}
	v.open("/case/prisoners-dilemma.yaml/outcomes")
	v.types(kb.Tab + kb.Enter)
	v.until(`document.activeElement.id === "main"`)
	v.types(kb.Tab)
	v.until(`document.activeElement.name === "where"`)
	// Into the table and through it by arrows, and a proof by the key for a link.
	v.must(v.Focus("tr[data-state=NN] td.mark a"))
	v.types(kb.ArrowDown)
	v.until(`document.activeElement.closest("tr")?.dataset.state === "YY"`)
	v.types(kb.ArrowRight + kb.ArrowUp + kb.Enter)
	v.contains("#why h2", "under GMR")
}
