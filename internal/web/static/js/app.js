// @ts-check
// What every page needs: the theme, the screen's own module, news of changed files, and a way to stop long work.
import { listen } from "./live.js";
import { offer } from "./picture.js";

const root = document.documentElement;

// --- theme
function theme(choice) {
  if (choice === "system") delete root.dataset.theme; else root.dataset.theme = choice;
  try { localStorage.setItem("parley-theme", choice); } catch { /* not kept */ }
  for (const b of document.querySelectorAll("[data-theme-choice]")) b.setAttribute("aria-pressed", String(b.dataset.themeChoice === choice));
  document.dispatchEvent(new CustomEvent("parley:theme"));
}
for (const b of document.querySelectorAll("[data-theme-choice]")) b.addEventListener("click", () => theme(b.dataset.themeChoice));
theme(root.dataset.theme || "system");

// --- a word to the user, for a moment
let noticeTimer = 0;
export function notice(text, kind = "") {
  const n = document.getElementById("notice");
  if (!n) return;
  n.textContent = text;
  n.className = "notice " + kind;
  n.hidden = !text;
  clearTimeout(noticeTimer);
  if (text && kind !== "bad") noticeTimer = setTimeout(() => { n.hidden = true; }, 4000);
}

// --- the module of the screen: mount(view) when its HTML is there, and what mount returns when it goes
let leave = null;
let mounted = null;
async function mount() {
  const view = document.getElementById("view");
  if (!view || view === mounted) return;
  mounted = view;
  document.body.dataset.ready = "false";
  const tab = view.querySelector(".tabs [aria-current]"); // where the screens do not fit, the one that is open is in sight
  if (tab) tab.closest("nav").scrollLeft = tab.offsetLeft + (tab.offsetWidth - innerWidth) / 2;
  if (view.dataset.module) {
    const m = await import(view.dataset.module);
    leave = m.mount(view, { notice, refresh }) || null;
    await leave?.ready; // a module that asks for more says so when it has drawn it
    if (view !== mounted) return;
  }
  offer(view, notice);
  document.body.dataset.ready = "true";
}
function unmount() {
  if (leave) leave();
  leave = null;
}

// refresh asks the server for this view again and puts it in place; the scroll stays where it is.
export function refresh() {
  return htmx.ajax("GET", location.pathname + location.search, { target: "#view", swap: "outerHTML" });
}

// --- htmx: a request that was given up, for a newer one or by the stop button, is no error
htmx.logger = (_, name, detail) => {
  if (name === "htmx:afterRequest" || name === "htmx:sendAbort") delete detail.error; // what fails reports htmx:sendError besides
};

// --- htmx: empty fields stay out of addresses; screens are told when their HTML goes and comes
document.addEventListener("htmx:configRequest", (e) => {
  const d = e.detail;
  if (d.verb !== "get" || !d.formData) return;
  const form = e.target.closest("form[data-kept]");
  if (form) { // the hidden fields say what the address was when the form was made; parts of the view may have changed it since
    const own = new Set([...form.elements].filter((x) => x.name && x.type !== "hidden").map((x) => x.name));
    for (const [k] of [...d.formData]) if (!own.has(k)) d.formData.delete(k);
    for (const [k, v] of new URLSearchParams(location.search)) if (!own.has(k) && k !== form.dataset.kept) d.formData.append(k, v);
  }
  const kept = [...d.formData].filter(([, v]) => v !== "");
  for (const [k] of [...d.formData]) d.formData.delete(k);
  for (const [k, v] of kept) d.formData.append(k, v);
  const [path, query] = d.path.split("?"); // the fields say all
  if (query && e.target.tagName === "FORM") d.path = path;
});
document.addEventListener("htmx:beforeSwap", (e) => {
  if (e.detail.target.id === "view") unmount();
});
document.addEventListener("htmx:afterSwap", (e) => {
  if (e.detail.target && e.detail.target.id === "why") document.getElementById("why")?.dispatchEvent(new CustomEvent("parley:why", { bubbles: true }));
});
document.addEventListener("htmx:afterSettle", () => { mount(); });
document.addEventListener("htmx:responseError", (e) => {
  notice(e.detail.xhr.status === 403 ? "This browser is no longer let in: open the address that parley serve printed." : "That did not work (" + e.detail.xhr.status + ").", "bad");
});
document.addEventListener("htmx:sendError", () => notice("The workbench does not answer. Is parley serve still running?", "bad"));

// --- long work: a bar after a moment, with a button that stops it
const busy = document.getElementById("busy");
const running = new Set();
let busyTimer = 0;
document.addEventListener("htmx:beforeRequest", (e) => {
  running.add(e.detail.xhr);
  clearTimeout(busyTimer);
  busyTimer = setTimeout(() => { if (running.size) busy.hidden = false; }, 400);
});
document.addEventListener("htmx:afterRequest", (e) => {
  running.delete(e.detail.xhr);
  if (!running.size) busy.hidden = true;
});
document.getElementById("stop")?.addEventListener("click", () => {
  for (const x of running) x.abort();
  running.clear();
  busy.hidden = true;
  for (const f of document.querySelectorAll("form.assume, form.ask")) f.reset(); // to the question whose answer is shown
  notice("Stopped. What is shown is as it was before.");
});

// --- news: a view is asked for again when its file has changed; a screen with its own way says so by data-live="own"
let refreshTimer = 0;
listen((event) => {
  const view = document.getElementById("view");
  if (!view) return;
  const file = view.dataset.file;
  if (event.type === "change" && file && event.file !== file) return;
  if (view.dataset.screen && view.querySelector("[data-live=own]")) {
    view.dispatchEvent(new CustomEvent("parley:change", { detail: event }));
    return;
  }
  if (event.type === "hello") return;
  const soon = () => { // what the user has asked for comes first
    clearTimeout(refreshTimer);
    refreshTimer = setTimeout(() => (running.size ? soon() : refresh()), file ? 150 : 1000);
  };
  soon();
});

mount();
