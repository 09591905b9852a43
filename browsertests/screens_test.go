package browsertests

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// A statement is carried by its grip, by the mouse, and by the keys; what holds follows, and undo takes each step back.
func TestDragStatement(t *testing.T) {
	needed(t)
	v := visit(t, shared)
	v.file("drag.yaml", "prisoners-dilemma.yaml")
	v.open("/case/drag.yaml/model?pane=form")
	list := `[...document.querySelectorAll("[data-list='preferences.first'] textarea")].map(x => x.value).join(" | ")`
	const before, after = "second.silent | not first.silent", "not first.silent | second.silent"
	reads := func(order string) { v.Helper(); v.until(fmt.Sprintf("%s === %q", list, order)) }
	reads(before)
	counts := v.text("#verdict")
	places := `(() => { const g = [...document.querySelectorAll("[data-list='preferences.first'] .grip")]; g[0].scrollIntoView({block: "center"});
		return g.map(x => x.getBoundingClientRect()).flatMap(b => [b.x + b.width / 2, b.y + b.height / 2]) })()`
	drag := func() {
		v.Helper()
		at, err := Eval[[]float64](v.Tab, places)
		v.must(err)
		if len(at) != 4 {
			t.Fatalf("grips stand at %v", at)
		}
		v.must(v.Do(chromedp.DragAndDropXY(at[0], at[1], at[2], at[3]+12)))
	}
	drag()
	reads(after)
	v.contains("#saved", "Not saved")
	v.until(fmt.Sprintf(`document.querySelector("#verdict").textContent !== %q`, counts))
	v.click("[data-do=undo]")
	reads(before)
	v.until(fmt.Sprintf(`document.querySelector("#verdict").textContent === %q`, counts))

	v.must(v.Focus("[data-list='preferences.first'] textarea"))
	v.press(kb.ArrowDown, kb.ModifierAlt)
	reads(after)
	v.until(`document.activeElement?.closest("li.row")?.dataset.at === "1"`) // the focus goes along
	v.contains("#said", "Statement 1 is now statement 2 of 2")
	v.press(kb.ArrowUp, kb.ModifierAlt)
	reads(before)
	v.press(kb.ArrowDown, kb.ModifierAlt)
	reads(after)
	v.click("[data-do=save]")
	v.until(`document.querySelector("#saved").textContent === "Saved"`)
	if text := v.disk("drag.yaml"); !strings.Contains(text, "first: [not first.silent, second.silent]") || !strings.Contains(text, "# Earlier statements outweigh") {
		t.Errorf("saved was %q", text)
	}
}

// What a simulation is about can be changed: the answer and the address follow.
func TestSimulationAbout(t *testing.T) {
	needed(t)
	v := visit(t, shared)
	v.open("/case/mali-2025.yaml/simulation")
	was := v.text("#answer")
	if !strings.Contains(was, "runs of") {
		t.Fatalf("no answer: %.200s", was)
	}
	other, err := Eval[string](v.Tab, `[...document.querySelector("#ask-of").options].find(o => !o.selected).value`)
	v.must(err)
	v.must(v.Choose("#ask-of", other))
	v.until(fmt.Sprintf(`document.querySelector("#answer").textContent !== %q && new URLSearchParams(location.search).get("of") === %q`, was, other))
	v.must(v.Ready())
	now := v.text("#answer")
	v.reload()
	if got := v.text("#answer"); got != now {
		t.Errorf("after a reload the answer is another:\n%.300s\nnot\n%.300s", got, now)
	}
}

// A state of the map is chosen, and a move from it followed; the address says which state is looked at.
func TestMapState(t *testing.T) {
	needed(t)
	v := visit(t, shared)
	v.open("/case/elmira-1991.yaml/map")
	v.must(v.Choose("#map-state", "NYNNY"))
	v.until(`document.querySelector("#chosen").dataset.state === "NYNNY" && new URLSearchParams(location.search).get("state") === "NYNNY"`)
	code, err := Eval[string](v.Tab, `document.querySelector("#chosen .moves a").title`)
	v.must(err)
	v.click("#chosen .moves a")
	v.until(fmt.Sprintf(`document.querySelector("#chosen").dataset.state === %q && document.querySelector("#map-state").value === %[1]q`, code))
	v.until(fmt.Sprintf(`new URLSearchParams(location.search).get("state") === %q`, code))
}

// Another assumption leaves what was chosen on the screen since it was opened: the filter, and the outcome that is explained.
func TestAssumeKeepsFilter(t *testing.T) {
	needed(t)
	v := visit(t, shared)
	v.open("/case/phone-records-2025.yaml/outcomes")
	v.click("input[type=search]")
	v.types("carriers.challenge")
	v.until(`location.search.includes("where=carriers.challenge") && [...document.querySelectorAll("tr[data-state]")].length > 0`)
	v.click("tr[data-state] td.mark a")
	v.until(`document.querySelector("#why h2") && location.search.includes("state=")`)
	v.must(v.Choose("#assume-carriers", "carriers=reputation"))
	v.until(`location.search.includes("assume=carriers%3Dreputation")`)
	v.must(v.Ready())
	v.until(`location.search.includes("where=carriers.challenge") && document.querySelector("input[type=search]").value === "carriers.challenge" && document.querySelector("#why h2")`)
	v.click("input[type=search]")
	v.press(kb.End)
	v.types(" and senators.reform")
	v.until(`location.search.includes("reform")`)
	v.click("#why .close")
	v.until(`!document.querySelector("#why h2") && document.querySelector("input[type=search]").value.endsWith("senators.reform")`)
}

// Long work can be stopped. What is shown stays, and the fields say again to which question it is the answer.
func TestStop(t *testing.T) {
	needed(t)
	v := visit(t, shared)
	v.open("/case/ukraine-2025.yaml/cruxes")
	was := v.text("#answer")
	v.must(v.Choose("#ask-show", "two"))
	v.click("#stop")
	v.contains("#notice", "Stopped")
	v.until(`document.querySelector("#ask-show").value === "" && document.querySelector("#busy").hidden && !location.search.includes("two")`)
	if got := v.text("#answer"); got != was {
		t.Errorf("the answer has changed to %.200s", got)
	}
}
