package browsertests

import (
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// A newcomer takes the tour by the keyboard alone, from the offer to the end, plays with a step, goes back, and leaves.
func TestTour(t *testing.T) {
	needed(t)
	v := visit(t, shared)
	v.contains(".offer", "New here?")
	v.must(v.Focus(".offer a"))
	v.types(kb.Enter)
	v.until(`document.querySelector("#tour")`)
	all, err := Eval[int](v.Tab, `Number(/of (\d+)/.exec(document.querySelector("#tour .step").textContent)[1])`)
	v.must(err)
	if all < 9 {
		t.Errorf("%d steps", all)
	}
	steps := map[string]string{} // addresses by screen
	for n := 1; ; n++ {
		v.until(`new URLSearchParams(location.search).get("tour") === "` + strconv.Itoa(n) + `"`)
		v.must(v.Ready())
		v.contains("#tour .step", "Step "+strconv.Itoa(n)+" of "+strconv.Itoa(all))
		v.until(`document.querySelector("#tour").getBoundingClientRect().top >= 0 && scrollY === 0`) // the words are in view, the head of the page too
		if strings.TrimSpace(v.text("main")) == "" {
			t.Errorf("step %d shows nothing", n)
		}
		here, err := Eval[[]string](v.Tab, `[document.querySelector("#view").dataset.screen, location.pathname + location.search]`)
		v.must(err)
		steps[here[0]] = here[1]
		if n == all {
			break
		}
		// From the words the keyboard goes on to the ways out of them: back, if there is one, then on.
		v.types(kb.Tab)
		if n > 1 {
			v.until(`document.activeElement.rel === "prev"`)
			v.types(kb.Tab)
		}
		v.until(`document.activeElement.rel === "next"`)
		v.types(kb.Enter)
	}
	v.click("#tour [rel=prev]")
	v.until(`new URLSearchParams(location.search).get("tour") === "` + strconv.Itoa(all-1) + `"`)
	v.must(v.Ready())
	// What is tried out keeps the step; the focus is held nowhere.
	v.open(steps["paths"])
	v.must(v.Choose("#ask-by", "moves"))
	v.until(`location.search.includes("by=moves") && document.querySelector("#tour")`)
	v.must(v.Ready())
	v.click("#tour .ways a:last-child")
	v.until(`!document.querySelector("#tour") && location.search.includes("by=moves")`)
	v.must(v.Ready())
	v.open("/")
	v.until(`!document.querySelector(".offer") && document.querySelector("a[href*='tour=1']")`)

	w := visit(t, shared) // somebody else
	w.contains(".offer", "New here?")
	w.click(".offer button")
	w.until(`document.body.dataset.ready === "true" && !document.querySelector(".offer")`)
}
