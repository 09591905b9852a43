// @ts-check
// The text of a case in an editor. The server holds the text; each view sends its changes and takes in those of others.
import * as cm from "../../vendor/codemirror-6.0.2/codemirror.js";
import { formOf } from "../form.js";

const client = crypto.randomUUID ? crypto.randomUUID() : String(Math.random());

/** The editor outlives an exchange of the page around it, when an assumption is changed. */
let kept = null;

const looks = cm.HighlightStyle.define([
  { tag: cm.tags.comment, class: "tok-comment" },
  { tag: [cm.tags.definition(cm.tags.propertyName), cm.tags.propertyName], class: "tok-key" },
  { tag: [cm.tags.string, cm.tags.special(cm.tags.string)], class: "tok-string" },
  { tag: [cm.tags.content], class: "tok-content" },
  { tag: [cm.tags.punctuation, cm.tags.separator, cm.tags.squareBracket, cm.tags.brace], class: "tok-mark" },
  { tag: [cm.tags.keyword, cm.tags.meta, cm.tags.labelName, cm.tags.typeName], class: "tok-word" },
]);

/** @param {HTMLElement} view @param {{notice: (text: string, kind?: string) => void}} page */
export function mount(view, page) {
  const host = view.querySelector("#editor");
  const file = view.dataset.file;
  const path = location.pathname;
  let editor;
  if (kept && kept.file === file) {
    editor = kept.editor;
    host.replaceChildren(editor.dom);
    kept.attach(view);
  } else {
    kept = create(host, file, path, page);
    editor = kept.editor;
    kept.attach(view);
  }
  host.dataset.live = "own";
  return () => kept.detach();
}

function create(host, file, path, page) {
  const area = host.querySelector("textarea");
  const text = area.value;
  const readOnly = host.dataset.readonly === "true";
  const nonce = document.querySelector("meta[name=csp-nonce]").content;
  let view = null;
  let abort = null;
  let sending = null;
  let timer = 0;
  let checked = [];
  let form = null;
  const formClient = client + "-form"; // the editor takes changes of the form for somebody else's

  const query = () => {
    const q = new URLSearchParams();
    for (const a of new URLSearchParams(location.search).getAll("assume")) if (a) q.append("assume", a);
    return q.size ? "?" + q : "";
  };
  async function ask(what, body) {
    const r = await fetch(path + "/" + what + query(), {
      method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json", Accept: "application/json" },
    });
    const json = (r.headers.get("Content-Type") || "").startsWith("application/json");
    if (!r.ok && !json) throw new Error((await r.text()).trim() || String(r.status));
    return { ok: r.ok, ...(await r.json()) };
  }
  const troubled = (e) => page.notice(e instanceof TypeError ? "The workbench does not answer. Your text is kept here; is parley serve still running?" : e.message, "bad");

  // place turns a line and a column in characters into a place in the editor's text.
  function place(doc, line, column) {
    if (line < 1 || line > doc.lines) return 0;
    const l = doc.line(line);
    return Math.min(l.from + [...l.text].slice(0, Math.max(column - 1, 0)).join("").length, l.to);
  }

  function show(answer) {
    const st = answer.state;
    if (view) {
      view.querySelector("[data-do=undo]").disabled = !st.canUndo;
      view.querySelector("[data-do=redo]").disabled = !st.canRedo;
      view.querySelector("#saved").textContent = st.readOnly ? "Catalog" : st.unsaved ? "Not saved" : "Saved";
      view.querySelector("#saved").toggleAttribute("data-unsaved", st.unsaved);
      if (!st.recovered) view.querySelector("#recovered")?.remove();
      const panel = view.querySelector("#verdict");
      const open = panel.querySelector("details")?.open;
      panel.innerHTML = answer.verdict;
      if (open) panel.querySelector("details")?.setAttribute("open", "");
      if (form && answer.form !== undefined) form.show(answer.form, st.version);
    }
    const doc = editor.state.doc;
    checked = answer.problems.filter((p) => p.line > 0).map((p) => {
      const from = place(doc, p.line, p.column);
      const to = Math.min(Math.max(place(doc, p.line, p.column + (p.length || 1)), from), doc.length);
      return { from, to, severity: p.severity === "doubt" ? "warning" : "error", message: p.hint ? p.message + "\n" + p.hint : p.message };
    });
    editor.dispatch(cm.setDiagnostics(editor.state, checked));
  }

  // push sends what was typed here. Changes that others made first are taken in, then it is tried again.
  function push() {
    if (sending) return sending;
    // With nothing to send the work below would end before it is remembered as going on, and go on for ever.
    if (!cm.sendableUpdates(editor.state).length) return Promise.resolve();
    sending = (async () => {
      try {
        for (;;) {
          const updates = cm.sendableUpdates(editor.state);
          if (!updates.length) return;
          const version = cm.getSyncedVersion(editor.state);
          const a = await ask("edit", { version, client, updates: updates.map((u) => ({ changes: u.changes.toJSON() })) });
          if (a.stale) {
            await pull();
            continue;
          }
          const own = updates.map((u) => ({ clientID: client, changes: u.changes }));
          // The news of our own change may have brought it back already.
          const synced = cm.getSyncedVersion(editor.state);
          if (synced < version + own.length) editor.dispatch(cm.receiveUpdates(editor.state, own.slice(synced - version)));
          if (!cm.sendableUpdates(editor.state).length) show(a);
        }
      } catch (e) { troubled(e); } finally { sending = null; }
    })();
    return sending;
  }

  // pull takes in what others have changed.
  async function pull() {
    const since = cm.getSyncedVersion(editor.state);
    const r = await fetch(path + "/updates?since=" + since, { headers: { Accept: "application/json" } });
    if (!r.ok) return;
    const a = await r.json();
    if (cm.getSyncedVersion(editor.state) !== since) return;
    if (a.text !== undefined) {
      location.reload(); // too much has happened, or the workbench was started anew: its text is the one that counts
      return;
    }
    if (a.updates.length) {
      editor.dispatch(cm.receiveUpdates(editor.state, a.updates.map((u) => ({ clientID: u.clientID, changes: cm.ChangeSet.fromJSON(u.changes) }))));
    }
  }

  async function news() {
    try {
      if (sending) await sending;
      await pull();
      if (cm.sendableUpdates(editor.state).length) return await push();
      const r = await fetch(path + "/check" + query(), { headers: { Accept: "application/json" } });
      if (r.ok) {
        const a = await r.json();
        if (a.state.version === cm.getSyncedVersion(editor.state)) show(a);
      }
    } catch (e) { troubled(e); }
  }

  // reveal shows in the editor where its text has changed.
  function reveal(before) {
    const now = editor.state.doc.toString();
    if (now === before) return;
    let at = 0;
    while (at < before.length && before[at] === now[at]) at++;
    editor.dispatch({ selection: { anchor: Math.min(at, now.length) }, effects: cm.EditorView.scrollIntoView(Math.min(at, now.length), { y: "center" }) });
  }

  // reshape sends a change of the form. Where the text has changed meanwhile the form is shown anew, and nothing is done.
  async function reshape(edit) {
    clearTimeout(timer);
    await push();
    try {
      const a = await ask("form", { client: formClient, version: Number(view.querySelector("#form").dataset.version), ...edit });
      if (a.stale) {
        await news();
        page.notice("The text was changed meanwhile. Look at it, and try again.", "bad");
        return a;
      }
      if (a.refused) {
        page.notice(a.refused, "bad");
        return a;
      }
      page.notice("");
      const before = editor.state.doc.toString();
      await pull();
      reveal(before);
      show(a);
      return a;
    } catch (e) { troubled(e); }
    return null;
  }

  // act does one of the things that the buttons stand for, after everything typed was sent.
  async function act(what, body = {}) {
    clearTimeout(timer);
    const inText = view.querySelector("#editor").contains(document.activeElement);
    await push();
    if (form) await form.settled();
    try {
      const a = await ask(what, { client, ...body });
      if (a.mine !== undefined) return conflict(a);
      await pull();
      show(a);
      if (what === "save" || what === "overwrite") page.notice("Saved.");
    } catch (e) { troubled(e); }
    if (inText) editor.focus();
  }

  function conflict(a) {
    const d = view.querySelector("#conflict");
    d.querySelector("#conflict-message").textContent = a.gone ? "It was deleted after you opened it." : "Somebody saved it after you opened it. Both texts are below; nothing is lost until you choose.";
    const theirs = a.gone ? "(deleted)" : a.theirs;
    const marks = [fill(d.querySelector("#mine"), a.mine, theirs), fill(d.querySelector("#theirs"), theirs, a.mine)];
    d.querySelector("[value=theirs]").hidden = a.gone;
    d.returnValue = "cancel";
    d.onclose = () => {
      if (d.returnValue === "mine") act("overwrite", { read: a.read });
      if (d.returnValue === "theirs") act("revert");
    };
    d.showModal();
    for (const m of marks) m.scrollIntoView({ block: "center", inline: "nearest" });
  }

  // fill shows a text and marks the stretch in which it differs from another one.
  function fill(pre, text, other) {
    let from = 0;
    while (from < text.length && text[from] === other[from]) from++;
    from = text.lastIndexOf("\n", from - 1) + 1;
    let same = 0;
    while (same < Math.min(text.length, other.length) - from && text[text.length - 1 - same] === other[other.length - 1 - same]) same++;
    const mark = document.createElement("mark");
    mark.textContent = text.slice(from, text.length - same);
    pre.replaceChildren(text.slice(0, from), mark, text.slice(text.length - same));
    return mark;
  }

  async function complete(context) {
    const word = context.matchBefore(/[\w.\-]*/);
    const line = context.state.doc.lineAt(context.pos);
    if (!context.explicit && word.from === word.to) return null;
    const column = [...line.text.slice(0, context.pos - line.from)].length + 1;
    const a = await ask("suggest", { text: context.state.doc.toString(), line: line.number, column });
    if (context.aborted || !a.offers.length) return null;
    const kinds = { key: "property", word: "enum", option: "variable", definition: "function", party: "class" };
    return { from: word.from, validFor: /^[\w.\- ]*$/, options: a.offers.map((o) => ({ label: o.label, detail: o.kind === "key" ? "" : o.kind, info: o.about || undefined, apply: o.apply || undefined, type: kinds[o.kind] || "text" })) };
  }

  const run = (what) => () => { act(what); return true; };
  const editor = new cm.EditorView({
    state: cm.EditorState.create({
      doc: text,
      extensions: [
        cm.EditorView.cspNonce.of(nonce),
        cm.keymap.of([
          { key: "Mod-z", run: run("undo"), preventDefault: true },
          { key: "Mod-y", mac: "Mod-Shift-z", run: run("redo"), preventDefault: true },
          { key: "Mod-Shift-z", run: run("redo"), preventDefault: true },
          { key: "Mod-s", run: run("save"), preventDefault: true },
        ]),
        cm.lineNumbers(), cm.foldGutter(), cm.lintGutter(), cm.highlightSpecialChars(), cm.drawSelection(), cm.indentOnInput(),
        cm.bracketMatching(), cm.highlightActiveLine(), cm.highlightActiveLineGutter(), cm.highlightSelectionMatches(),
        cm.yaml(), cm.syntaxHighlighting(looks), cm.indentUnit.of("  "), cm.EditorView.lineWrapping,
        cm.autocompletion({ override: [complete] }),
        cm.keymap.of([...cm.completionKeymap, ...cm.searchKeymap, ...cm.foldKeymap, ...cm.lintKeymap, ...cm.defaultKeymap]),
        cm.collab({ startVersion: Number(host.dataset.version), clientID: client }),
        cm.EditorState.readOnly.of(readOnly),
        cm.EditorView.contentAttributes.of({ "aria-label": "Text of the file " + file, spellcheck: "false" }),
        cm.EditorView.updateListener.of((u) => {
          if (!u.docChanged || !cm.sendableUpdates(u.state).length) return;
          clearTimeout(timer);
          timer = setTimeout(push, 150);
        }),
      ],
    }),
  });
  host.replaceChildren(editor.dom);

  // choose shows the form, the text or both; the address keeps it.
  function choose(pane) {
    view.querySelector("#model").dataset.show = pane;
    for (const b of view.querySelectorAll("[data-pane]")) b.setAttribute("aria-pressed", String(b.dataset.pane === pane));
    const q = new URLSearchParams(location.search);
    if (pane === "both") q.delete("pane"); else q.set("pane", pane);
    history.replaceState(history.state, "", location.pathname + (q.size ? "?" + q : ""));
    const assume = view.querySelector("form.assume"); // a change of assumption leaves it as it is
    if (assume) {
      const kept = assume.querySelector("input[name=pane]") || assume.appendChild(Object.assign(document.createElement("input"), { type: "hidden", name: "pane" }));
      kept.value = pane === "both" ? "" : pane;
    }
    editor.requestMeasure();
  }

  // go shows a place of the text, and the text if only the form is shown.
  function go(line, column) {
    if (!editor.dom.offsetParent) choose(matchMedia("(max-width: 900px)").matches ? "text" : "both");
    const at = place(editor.state.doc, line, column);
    editor.dispatch({ selection: { anchor: at }, effects: cm.EditorView.scrollIntoView(at, { y: "center" }) });
    editor.focus();
  }
  function attach(v) {
    view = v;
    abort = new AbortController();
    const on = (type, f) => view.addEventListener(type, f, { signal: abort.signal });
    form = formOf(view.querySelector("#form"), {
      send: reshape,
      say: (text) => { view.querySelector("#said").textContent = text; },
      signal: abort.signal,
    });
    on("keydown", (e) => {
      if (!(e.ctrlKey || e.metaKey) || e.altKey || editor.dom.contains(e.target)) return;
      const what = { z: e.shiftKey ? "redo" : "undo", y: "redo", s: "save" }[e.key.toLowerCase()];
      const typing = e.target.matches("input, textarea") && e.target.value !== e.target.defaultValue;
      if (!what || what !== "save" && typing) return;
      e.preventDefault();
      act(what);
    });
    on("click", (e) => {
      const b = e.target.closest("[data-do]");
      if (b) act(b.dataset.do);
      const pane = e.target.closest("[data-pane]");
      if (pane) choose(pane.dataset.pane);
      const p = e.target.closest("[data-line]");
      if (p && Number(p.dataset.line)) go(Number(p.dataset.line), Number(p.dataset.column));
    });
    const asked = new URLSearchParams(location.search); // another screen may lead to a line
    if (Number(asked.get("line"))) go(Number(asked.get("line")), Number(asked.get("column")) || 1);
    on("parley:change", (e) => { if (![client, formClient].includes(e.detail.client) || e.detail.type === "hello") news(); });
    news();
  }
  addEventListener("pagehide", () => { // what was typed last is not left behind
    const updates = cm.sendableUpdates(editor.state);
    if (!updates.length) return; // what is under way is sent once more, and made once
    fetch(path + "/edit", { method: "POST", keepalive: true, headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ version: cm.getSyncedVersion(editor.state), client, updates: updates.map((u) => ({ changes: u.changes.toJSON() })) }) });
  });
  return { file, editor, attach, detach: () => abort && abort.abort() };
}
