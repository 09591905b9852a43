// @ts-check
// The map of states and moves: drawn from the graph that the server answers with, in the colours of the page.
import cytoscape from "../../vendor/cytoscape-3.35.0/cytoscape.esm.min.js";
import { beside, elements } from "./map/elements.js";
import { looks } from "./map/looks.js";

// The library would add a style element of its own, which the policy forbids; what it would say stands in our style sheet.
const styled = document.createElement("meta");
styled.id = "__________cytoscape_stylesheet";
document.head.append(styled);

const SIZE = 36;
/** What the reader moved stays through an exchange of the page around it. @type {{key: string, pan: any, zoom: number, moved: Map<string, {x: number, y: number}>} | null} */
let kept = null;

/** @param {HTMLElement} view @param {{notice: (text: string, kind?: string) => void}} page */
export function mount(view, page) {
  const box = /** @type {HTMLElement|null} */ (view.querySelector("#map"));
  if (!box) return () => {};
  const abort = new AbortController();
  const signal = abort.signal;
  const tools = /** @type {HTMLFormElement} */ (view.querySelector("#maptools"));
  const hint = /** @type {HTMLElement} */ (view.querySelector("#maphint"));
  const key = box.dataset.graph || "";
  const file = view.dataset.file || "map";
  // The library sets styles on its container; as an element without an id it is not compared with what comes after it.
  const host = Object.assign(document.createElement("div"), { className: "maphost" });
  /** @type {any} */ let cy = null;
  let own = false; // the reader has moved the view
  const moved = kept && kept.key === key ? kept.moved : new Map();

  const setting = (name) => new URLSearchParams(location.search).get(name) || "";
  // remember writes a setting into the address and into the forms that carry it along.
  const remember = (name, value) => {
    const url = new URL(location.href);
    if (value) url.searchParams.set(name, value); else url.searchParams.delete(name);
    for (const form of view.querySelectorAll("form.assume, #maptools")) {
      let field = form.querySelector(`[name=${name}]`);
      if (!field && value) {
        field = Object.assign(document.createElement("input"), { type: "hidden", name });
        form.append(field);
      }
      if (field && field.type === "hidden") field.value = value;
    }
    return url.pathname + url.search;
  };
  const load = (url, push) => {
    box.setAttribute("hx-push-url", push ? "true" : "false");
    if (!push) history.replaceState(history.state, "", url);
    return htmx.ajax("GET", url, { source: box, target: "#chosen", select: "#chosen", swap: "outerHTML" });
  };
  const choose = (code) => load(remember("state", code), true);

  const fit = () => {
    own = false;
    cy.resize();
    const seen = cy.nodes(".state, .head, .ring, .caption").not(".off, .fine");
    cy.fit(seen, 30);
    if (cy.zoom() > 1.6) { cy.zoom(1.6); cy.center(seen); }
  };
  const zoom = (by) => {
    own = true;
    cy.zoom({ level: cy.zoom() * by, renderedPosition: { x: cy.width() / 2, y: cy.height() / 2 } });
  };

  // show applies what is chosen to be seen: whose moves, of which kind, which states, which rings, the path and the state.
  const show = () => {
    const by = tools.elements.namedItem("by").value;
    const without = new Set(setting("without").split(",").filter(Boolean));
    const ring = setting("holding");
    const hide = setting("reachable") !== "";
    const far = (n) => n.data("reached") === "no moves" || (by !== "moves" && n.data("reached") === "moves");
    const chosen = view.querySelector("#chosen")?.dataset.state;
    let states = 0, moves = 0;
    cy.batch(() => {
      cy.nodes(".state").forEach((n) => {
        const unreached = far(n);
        const off = hide && unreached && !n.data("lit");
        n.toggleClass("far", unreached);
        n.toggleClass("off", off);
        n.toggleClass("holds", ring ? n.data("holds").includes(ring) : n.data("holds").length > 0);
        n.toggleClass("chosen", n.id() === chosen);
        cy.getElementById("caption " + n.id()).toggleClass("off", off);
        if (!off) states++;
      });
      cy.edges().forEach((e) => {
        const kind = by === "moves" || (by === "improvements" && e.data("pays")) || (by === "best-replies" && e.data("best"));
        const off = (!kind || without.has(e.data("party"))) && !e.hasClass("lit") || e.source().hasClass("off") || e.target().hasClass("off");
        e.toggleClass("off", off);
        if (!off) moves += e.data("count");
      });
      const many = cy.edges().not(".off").length; // the more lines, the thinner
      cy.edges().toggleClass("thin", many > 120).toggleClass("thinner", many > 350);
    });
    for (const b of view.querySelectorAll("[data-party]")) b.setAttribute("aria-pressed", String(!without.has(b.dataset.party)));
    view.querySelector("#mapcount").textContent = `${states} states, ${moves} moves`;
  };

  // What the page calls parties and concepts.
  const texts = (of, key) => new Map([...view.querySelectorAll(of)].map((b) => [b.dataset[key] || b[key], b.textContent.trim()]));

  const paint = () => cy.style(looks());

  const draw = (graph) => {
    const shown = elements(graph, SIZE, { parties: texts("[data-party]", "party"), concepts: texts("#map-holding option", "value") });
    for (const n of shown) {
      const p = moved.get(n.data.id);
      if (p && n.position) n.position = p;
    }
    box.append(host);
    cy = cytoscape({
      container: host, elements: shown, style: looks(), layout: { name: "preset" }, minZoom: 0.06, maxZoom: 3,
      boxSelectionEnabled: false, autounselectify: true, pixelRatio: "auto",
    });
    host.setAttribute("aria-hidden", "true");
    const caption = (n) => {
      const c = cy.getElementById("caption " + n.id());
      if (c.nonempty()) c.position(beside(n.position(), c.data("side"), SIZE));
    };
    show();
    if (kept && kept.key === key) { cy.viewport({ zoom: kept.zoom, pan: kept.pan }); own = true; } else fit();

    cy.on("position", "node.state", (e) => caption(e.target));
    cy.on("dragfree", "node.state", (e) => moved.set(e.target.id(), { ...e.target.position() }));
    cy.on("tap", "node.state", (e) => choose(e.target.id()));
    cy.on("dragpan pinchzoom scrollzoom", () => { own = true; });
    const tell = (text) => { hint.textContent = text; hint.hidden = !text; box.classList.toggle("over", !!text); };
    cy.on("mouseover", "node.state", (e) => {
      const n = e.target;
      tell(n.data("told"));
      const seen = n.union(n.connectedEdges().filter((x) => !x.hasClass("off"))).union(n.connectedEdges().connectedNodes());
      cy.batch(() => cy.elements(".state, edge").not(seen).addClass("dim"));
    });
    cy.on("mouseover", "edge", (e) => tell(e.target.data("told")));
    cy.on("mouseout", "node.state, edge", () => { tell(""); cy.elements(".dim").removeClass("dim"); });
  };

  const drawn = (async () => {
    const r = await fetch(key, { headers: { Accept: "application/json" }, signal });
    if (!r.ok) throw new Error((await r.text()).trim());
    const graph = await r.json();
    if (!signal.aborted) draw(graph);
  })().catch((e) => { if (!signal.aborted) page.notice(e.message, "bad"); });

  // --- what is chosen outside of the picture
  const on = (target, type, f, more = {}) => target.addEventListener(type, f, { signal, ...more });
  // Fields that only hide and show need no new page: htmx does not hear of them.
  on(view, "change", (e) => {
    const name = e.target.name;
    if (e.target.form !== tools || !(name === "holding" || name === "reachable" || (name === "by" && box.dataset.whole))) return;
    e.stopPropagation();
    const value = e.target.type === "checkbox" ? (e.target.checked ? e.target.value : "") : e.target.value;
    load(remember(name, value), false);
    if (cy) show();
  }, { capture: true });
  on(view, "click", (e) => {
    const b = e.target.closest("button");
    if (!b || !cy) return;
    if (b.dataset.party) {
      const without = new Set(setting("without").split(",").filter(Boolean));
      if (!without.delete(b.dataset.party)) without.add(b.dataset.party);
      load(remember("without", [...without].sort().join(",")), false);
      show();
    }
    if (b.dataset.view === "in") zoom(1.3);
    if (b.dataset.view === "out") zoom(1 / 1.3);
    if (b.dataset.view === "fit") {
      for (const code of moved.keys()) cy.getElementById(code).position({ ...cy.getElementById(code).data("home") });
      moved.clear();
      fit();
    }
    if (b.dataset.view === "png") save();
  });
  on(view, "htmx:afterSettle", () => {
    const chosen = view.querySelector("#chosen");
    if (!chosen || !cy) return;
    if (setting("state")) remember("state", setting("state"));
    show();
  });
  on(box, "keydown", (e) => {
    if (!cy || e.ctrlKey || e.metaKey || e.altKey) return;
    const step = e.shiftKey ? 200 : 60;
    const by = { ArrowLeft: [step, 0], ArrowRight: [-step, 0], ArrowUp: [0, step], ArrowDown: [0, -step] }[e.key];
    if (by) { own = true; cy.panBy({ x: by[0], y: by[1] }); }
    else if (e.key === "+" || e.key === "=") zoom(1.2);
    else if (e.key === "-" || e.key === "_") zoom(1 / 1.2);
    else if (e.key === "0" || e.key === "Home") fit();
    else return;
    e.preventDefault();
  });
  on(box, "pointerdown", () => box.focus({ preventScroll: true }));
  // The wheel scrolls the page until the map is in use.
  on(box.parentElement, "wheel", (e) => { if (document.activeElement !== box && !e.ctrlKey && !e.metaKey) e.stopPropagation(); }, { capture: true, passive: true });
  on(document, "parley:theme", () => cy && paint());
  on(matchMedia("(prefers-color-scheme: dark)"), "change", () => cy && paint());
  const resized = new ResizeObserver(() => { if (cy) { cy.resize(); if (!own) fit(); } });
  resized.observe(box);

  async function save() {
    const bg = getComputedStyle(document.body).backgroundColor;
    const image = await createImageBitmap(await cy.png({ output: "blob-promise", full: true, scale: 2 }));
    const margin = 60;
    const canvas = Object.assign(document.createElement("canvas"), { width: image.width + 2 * margin, height: image.height + 2 * margin });
    const pen = canvas.getContext("2d");
    pen.fillStyle = bg;
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(image, margin, margin);
    const blob = await new Promise((done) => canvas.toBlob(done));
    const a = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: file.replace(/^.*[/:]|\.[^.]*$/g, "") + "-map.png" });
    a.click();
    setTimeout(() => URL.revokeObjectURL(a.href), 10000);
  }

  const leave = () => {
    abort.abort();
    resized.disconnect();
    if (cy) {
      kept = own || moved.size ? { key, pan: { ...cy.pan() }, zoom: cy.zoom(), moved } : null;
      cy.destroy();
    }
    host.remove();
  };
  leave.ready = drawn;
  return leave;
}
