// @ts-check
// The model as a form: each change is sent as an edit of the text, for the version that the form shows.

/**
 * @param {HTMLElement} root the form; its HTML is exchanged after each change
 * @param {{send: (edit: object) => Promise<any>, say: (text: string) => void, signal: AbortSignal}} page
 */
export function formOf(root, page) {
  let line = Promise.resolve(); // one change after the other
  let timer = 0;
  let dragging = null;
  let shown = null; // the HTML that was put in place last

  const keyed = (key) => [...root.querySelectorAll("[data-key]")].find((x) => x.dataset.key === key);
  const value = (field) => (field.type === "checkbox" ? field.checked : field.value);
  const stored = (field) => (field.type === "checkbox" ? field.defaultChecked : field.tagName === "SELECT" ? [...field.options].find((o) => o.defaultSelected)?.value ?? "" : field.defaultValue);

  // grow gives a text of several lines its height where the browser cannot.
  const grows = CSS.supports("field-sizing", "content");
  function grow(field) {
    if (grows || field.tagName !== "TEXTAREA") return;
    field.style.height = "auto";
    field.style.height = field.scrollHeight + 2 + "px";
  }

  /** queue waits for the changes before; make is asked only then, since places may have changed. */
  function queue(make, then = () => {}) {
    line = line.then(async () => {
      const edit = make();
      if (!edit) return;
      const a = await page.send(edit);
      if (a) then(a);
    });
    return line;
  }

  // show puts new HTML in place. What has the focus keeps it, with what is being typed there.
  function show(html, version) {
    if (dragging) return;
    root.dataset.version = version;
    if (shown === html) return;
    const had = root.contains(document.activeElement) ? document.activeElement : null;
    const key = had?.dataset.key;
    const typed = had && had.matches("input:not([type=checkbox]), textarea") && had.value !== had.defaultValue ? had.value : null;
    const place = had && "selectionStart" in had ? [had.selectionStart, had.selectionEnd] : null;
    const half = [...root.querySelectorAll(".add [name]")].filter((x) => x.value && x !== had).map((x) => [x.dataset.key, x.value]);
    const open = [...root.querySelectorAll("details[open]")].map((d) => d.dataset.key);
    const top = root.scrollTop;
    root.innerHTML = html;
    shown = html;
    for (const d of root.querySelectorAll("details")) if (open.includes(d.dataset.key)) d.open = true;
    for (const [k, v] of half) { const x = keyed(k); if (x) x.value = v; }
    if (!grows) root.querySelectorAll("textarea").forEach(grow);
    const now = key && keyed(key);
    if (now) {
      if (typed !== null) now.value = typed;
      now.focus({ preventScroll: true });
      if (place && place[0] !== null && now.type !== "checkbox" && now.setSelectionRange) now.setSelectionRange(place[0], place[1]);
    }
    root.scrollTop = top;
  }

  function commit(field) {
    clearTimeout(timer);
    const key = field.dataset.key;
    return queue(() => {
      const x = keyed(key) || field;
      const text = value(x);
      if (text === stored(x)) return null;
      const edit = { do: x.dataset.edit, path: x.dataset.path, text: String(text) };
      if (x.dataset.edit === "strong") edit.text = text ? "true" : "";
      if (x.dataset.edit === "take") Object.assign(edit, x.dataset.option ? { text: x.dataset.option, on: text } : { on: true });
      return edit;
    }, (a) => {
      if (a.form === undefined) return;
      const x = keyed(key);
      if (x && x === document.activeElement) x.dataset.sent = x.value;
      else if (x) tidy(x);
    });
  }

  // tidy shows a text as the file spells it.
  function tidy(x) {
    if (x.type !== "checkbox" && x.tagName !== "SELECT") x.value = x.defaultValue;
    grow(x);
  }

  // moved sends an item of a list to another place, and says so. where tells from and to when its turn has come.
  function moved(where, role) {
    let list, from, to, rank;
    return queue(() => {
      [list, from, to] = where() || [];
      if (!list || to === from) return null;
      const path = list.dataset.list;
      rank = list.dataset.move === "rank";
      return rank ? { do: "rank", path, at: from, to } : { do: "move", path: path + "[" + from + "]", to };
    }, (a) => {
      if (a.form === undefined) return;
      const row = listAt(list.dataset.list)?.children[to];
      if (!row) return;
      const target = (role && row.querySelector(role + ":not(:disabled)")) || row.querySelector("textarea") || (row.tabIndex === 0 ? row : row.querySelector("button:not(:disabled)"));
      target?.focus({ preventScroll: true });
      row.scrollIntoView({ block: "nearest" });
      row.classList.add("landed");
      page.say((rank ? "Place " : "Statement ") + (from + 1) + " is now " + (rank ? "place " : "statement ") + (to + 1) + " of " + row.parentElement.children.length + ".");
    });
  }
  const listAt = (path) => [...root.querySelectorAll("[data-list]")].find((l) => l.dataset.list === path);

  function step(row, by, role) {
    const path = row.parentElement.dataset.list;
    const at = Number(row.dataset.at);
    moved(() => {
      const list = listAt(path);
      // A key pressed again before the last change was answered speaks of the row that has the focus by now.
      const now = document.activeElement?.closest?.(".row");
      const from = now && now.parentElement === list ? Number(now.dataset.at) : at;
      const to = from + by;
      if (!list || to < 0 || to >= list.children.length) {
        page.say(by < 0 ? "It is the first." : "It is the last.");
        return null;
      }
      return [list, from, to];
    }, role);
  }

  const on = (type, f, options = {}) => root.addEventListener(type, f, { signal: page.signal, ...options });
  on("input", (e) => {
    const x = e.target;
    grow(x);
    if (!x.dataset.edit || x.type === "checkbox" || x.tagName === "SELECT" || x.dataset.edit === "rename") return;
    clearTimeout(timer);
    timer = setTimeout(() => commit(x), 400);
  });
  on("change", (e) => { if (e.target.dataset.edit) commit(e.target); });
  on("focusout", (e) => {
    const x = e.target;
    if (x.dataset.sent !== undefined && x.dataset.sent === x.value) tidy(x);
  });
  on("submit", (e) => {
    e.preventDefault();
    const f = e.target;
    const key = f.elements.namedItem("key")?.value.trim() ?? "";
    const text = f.elements.namedItem("text")?.value.trim() ?? "";
    const path = f.dataset.path;
    const focus = document.activeElement?.dataset?.key || f.querySelector("input")?.dataset.key;
    queue(() => ({ do: "insert", kind: f.dataset.add, path, key, text }), (a) => {
      if (a.form === undefined) return;
      for (const x of root.querySelectorAll(".add")) if (x.dataset.path === path) x.reset();
      keyed(focus)?.focus({ preventScroll: true });
      page.say("Added.");
    });
  });
  on("click", (e) => {
    const b = e.target.closest("button");
    if (!b || !root.contains(b)) return;
    if (b.dataset.step) step(b.closest(".row"), Number(b.dataset.step), "[data-step='" + b.dataset.step + "']");
    if (!b.dataset.edit) return;
    const row = b.closest("li, .party");
    const near = row?.nextElementSibling || row?.previousElementSibling;
    const nearKey = near?.querySelector("[data-key]")?.dataset.key;
    const edit = { do: b.dataset.edit, path: b.dataset.path, at: Number(b.dataset.at || 0), to: 0 };
    queue(() => edit, (a) => {
      if (a.form === undefined) return;
      page.say({ remove: "Removed. Undo brings it back.", tie: "Tied with the place above.", untie: "The tie is taken apart." }[edit.do] || "");
      if (!root.contains(document.activeElement)) (keyed(b.dataset.key) || keyed(nearKey) || root).focus({ preventScroll: true });
    });
  });
  on("keydown", (e) => {
    const x = e.target;
    if (e.key === "Enter" && x.tagName === "TEXTAREA" && !e.shiftKey) {
      e.preventDefault();
      commit(x);
    }
    const row = x.closest(".row");
    if (row && e.altKey && (e.key === "ArrowUp" || e.key === "ArrowDown")) {
      e.preventDefault();
      if (x.dataset.edit) commit(x);
      step(row, e.key === "ArrowUp" ? -1 : 1, x.dataset.step ? "[data-step='" + x.dataset.step + "']" : "");
    }
  });

  // --- drag by the grip
  on("pointerdown", (e) => {
    const grip = e.target.closest(".grip");
    if (!grip || e.button !== 0 || root.querySelector("fieldset:disabled")) return;
    e.preventDefault();
    const row = grip.closest(".row");
    const list = row.parentElement;
    const rows = [...list.children];
    const boxes = rows.map((r) => r.getBoundingClientRect());
    dragging = { row, list, rows, boxes, from: rows.indexOf(row), to: rows.indexOf(row), y: e.clientY, scroll: root.scrollTop, last: e.clientY, id: e.pointerId };
    grip.setPointerCapture(e.pointerId);
    row.classList.add("dragged");
    list.classList.add("sorting");
  });
  function drag(y) {
    const d = dragging;
    const box = d.boxes[d.from];
    const delta = y - d.y + root.scrollTop - d.scroll;
    d.row.style.transform = "translateY(" + delta + "px)";
    const middle = box.top + box.height / 2 + delta;
    d.to = d.boxes.filter((b, i) => i !== d.from && b.top + b.height / 2 < middle).length;
    const step = box.height + (d.boxes[1] ? Math.max(d.boxes[1].top - d.boxes[0].bottom, 0) : 0);
    d.rows.forEach((r, i) => {
      if (i === d.from) return;
      const shift = i > d.from && i <= d.to ? -step : i < d.from && i >= d.to ? step : 0;
      r.style.transform = shift ? "translateY(" + shift + "px)" : "";
    });
  }
  on("pointermove", (e) => {
    if (!dragging || e.pointerId !== dragging.id) return;
    const box = root.getBoundingClientRect();
    if (e.clientY < box.top + 40) root.scrollTop -= 12;
    if (e.clientY > box.bottom - 40) root.scrollTop += 12;
    dragging.last = e.clientY;
    drag(e.clientY);
  });
  function drop(keep) {
    const d = dragging;
    if (!d) return;
    dragging = null;
    d.list.classList.remove("sorting");
    d.row.classList.remove("dragged");
    const settle = () => d.rows.forEach((r) => { r.style.transform = ""; });
    if (!keep || d.to === d.from) return settle();
    moved(() => [d.list, d.from, d.to], "").then(settle);
  }
  on("pointerup", () => drop(true));
  on("pointercancel", () => drop(false));
  addEventListener("keydown", (e) => { if (e.key === "Escape") drop(false); }, { signal: page.signal });

  if (!grows) root.querySelectorAll("textarea").forEach(grow);
  return { show, settled: () => line };
}
