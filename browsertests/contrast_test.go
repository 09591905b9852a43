package browsertests

import (
	"strings"
	"testing"
)

// measured walks over every text that can be seen and returns those with less contrast to what lies under them than WCAG 2 asks
// of level AA: 4.5, or 3 for large letters. Grounds that let something through are laid over each other. Pictures are left to
// their own tests, and so is what cannot be used at the moment.
const measured = `(() => {
	const canvas = new OffscreenCanvas(1, 1).getContext("2d", {willReadFrequently: true});
	const parsed = new Map();
	const rgba = (colour) => { // also of color-mix and the like
		if (!parsed.has(colour)) {
			canvas.clearRect(0, 0, 1, 1); canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
			const d = canvas.getImageData(0, 0, 1, 1).data; parsed.set(colour, [d[0], d[1], d[2], d[3] / 255]);
		}
		return parsed.get(colour);
	};
	const over = (top, under) => [0, 1, 2].map(i => top[i] * top[3] + under[i] * (1 - top[3])).concat(1);
	const ground = (e) => {
		const layers = [];
		for (; e; e = e.parentElement) { const c = rgba(getComputedStyle(e).backgroundColor); if (c[3] > 0) layers.push(c); if (c[3] === 1) break; }
		return layers.reduceRight((under, top) => over(top, under), [255, 255, 255, 1]);
	};
	const light = (c) => { const f = x => (x /= 255) <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4; return 0.2126 * f(c[0]) + 0.7152 * f(c[1]) + 0.0722 * f(c[2]); };
	const faults = new Set(); let count = 0;
	const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	while (walk.nextNode()) {
		const e = walk.currentNode.parentElement, s = getComputedStyle(e), r = e.getBoundingClientRect();
		if (!walk.currentNode.data.trim() || !r.width || !r.height || s.visibility !== "visible" || e.closest("svg, .hidden, :disabled, .skip, option, noscript")) continue;
		const under = ground(e), x = light(over(rgba(s.color), under)), y = light(under);
		const ratio = (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05), size = parseFloat(s.fontSize);
		count++;
		if (ratio < (size >= 24 || size >= 18.66 && s.fontWeight >= 700 ? 3 : 4.5)) faults.add(e.tagName + "." + e.className + " “" + walk.currentNode.data.trim().slice(0, 30) + "” " + ratio.toFixed(2) + " " + s.color + " on " + under.slice(0, 3).map(Math.round));
	}
	return {Texts: count, Faults: [...faults]};
})()`

// Every text on every screen can be read, in light and in dark.
func TestContrast(t *testing.T) {
	needed(t)
	v := visit(t, shared)
	const doubtful = "doubtful.yaml"
	v.write(doubtful, strings.Replace(v.file("unused.yaml", "prisoners-dilemma.yaml"), "basis: published", "basis: guessed", 1))
	v.open("/case/phone-records-2025.yaml/outcomes")
	pages, err := Eval[[]string](v.Tab, `[...document.querySelectorAll("nav.tabs a")].map(a => a.pathname)`)
	v.must(err)
	// What is too pale is seen: by a hair, and through a ground that lets half of it pass.
	pale, err := Eval[int](v.Tab, `(() => { for (const [colour, ground] of [["#777", "#fff"], ["#000", "#0008"], ["#767676", "#fff"]]) {
		const p = document.createElement("p"); p.textContent = "pale"; p.style.color = colour; p.style.background = ground; document.querySelector("main").append(p); }
		return `+measured+`.Faults.length })()`)
	v.must(err)
	if pale != 1 {
		t.Errorf("of three texts one is too pale; %d were found", pale)
	}
	pages = append(pages, "/", "/case/"+doubtful+"/model", "/case/"+doubtful+"/outcomes", "/case/elmira-1991.yaml/outcomes?state=YNYNY&concept=seq", "/case/catalog:ukraine-2025.yaml/model?tour=1")
	for _, colours := range []string{"light", "dark"} {
		v.click("[data-theme-choice=" + colours + "]")
		for _, page := range pages {
			v.open(page)
			found, err := Eval[struct {
				Texts  int
				Faults []string
			}](v.Tab, measured)
			v.must(err)
			if found.Texts < 20 {
				t.Errorf("%s: only %d texts were measured", page, found.Texts)
			}
			for _, f := range found.Faults {
				t.Errorf("%s, %s: %s", page, colours, f)
			}
		}
	}
}
