// @ts-check
// From the graph that the server answers with to what is drawn: states, their captions, lines, headings and rings.

/** beside returns where the caption of a state begins: below at the right, or in rings outwards. */
export function beside(p, side, size) {
  if (side === "corner") return { x: p.x + 0.36 * size, y: p.y + 0.42 * size };
  if (side === "below") return { x: p.x, y: p.y + 0.6 * size };
  return { x: p.x + (side === "left" ? -0.72 : 0.72) * size, y: p.y };
}

/** elements lists what is drawn, with places. @param {any} graph @param {number} size of a state @param {{parties: Map<string, string>, concepts: Map<string, string>}} names by id */
export function elements(graph, size, names) {
  const out = [];
  const number = new Map(graph.nodes.map((n) => [n.code, n.number]));
  const parties = new Map(graph.parties.map((id, i) => [id, "p" + (i % 8)]));
  const path = graph.path ? graph.path.moves : [];
  const lit = new Set(path.flatMap((m) => [m.from, m.to]));
  for (const [i, r] of (graph.rings || []).entries()) {
    out.push({ group: "nodes", data: { id: "ring " + i, size: 2 * r }, classes: "ring", position: { x: 0, y: 0 }, ...still });
  }
  for (const [i, h] of (graph.heads || []).entries()) {
    out.push({ group: "nodes", data: { id: "head " + i, label: h.column ? h.text.replaceAll(", ", "\n") : h.text, color: parties.get(h.party) }, classes: "head " + (h.column ? "column" : "row"), position: { x: h.x, y: h.y }, ...still });
  }
  titles(out, graph.heads || [], parties, names.parties);
  const heads = new Set((graph.heads || []).map((h) => h.party));
  const listed = graph.options.length === 0;
  for (const n of graph.nodes) {
    const here = n.code === graph.status_quo;
    const position = { x: n.x, y: n.y };
    const what = n.name || (n.taken.length ? n.taken.join("; ") : "nothing is taken up");
    out.push({
      group: "nodes", position, grabbable: !here, selectable: false,
      data: {
        id: n.code, label: listed ? n.code : n.number, reached: n.reached || "", holds: n.holds, lit: lit.has(n.code), home: { ...position },
        told: (listed ? n.code : `${n.number}  ${n.code}`) + "\n" + what + (n.holds.length ? "\nholds under " + n.holds.map((id) => names.concepts.get(id) || id).join(", ") : ""),
      },
      classes: "state" + (here ? " here" : "") + (lit.has(n.code) ? " lit" : ""),
    });
    const text = caption(graph, n, heads, here);
    if (!text) continue;
    const side = !graph.rings ? "corner" : Math.abs(n.x) < 0.5 * size ? "below" : n.x < 0 ? "left" : "right";
    out.push({ group: "nodes", data: { id: "caption " + n.code, label: text, side }, classes: `caption ${side}${here ? " here" : ""}${!n.name && !here && (graph.rings ? n.steps > 1 : graph.nodes.length > 40) ? " fine" : ""}`, position: beside(position, side, size), ...still });
  }
  const steps = new Map(graph.nodes.map((n) => [n.code, n.steps]));
  for (const l of lines(graph.edges, path)) {
    out.push({
      group: "edges",
      data: { ...l, id: `${l.party} ${l.source} ${l.target}`, color: parties.get(l.party), bend: 0, told: told(l, names.parties.get(l.party) || l.party, number, listed) },
      classes: [l.pays ? "pays" : "mere", l.back ? "" : "oneway", l.both ? "both" : "", l.lit ? "lit" : "", graph.rings && steps.get(l.target) !== steps.get(l.source) + 1 ? "cross" : "", path.length && !l.lit ? "aside" : ""].filter(Boolean).join(" "),
    });
  }
  bend(out, size);
  return out;
}

const still = { grabbable: false, selectable: false, pannable: true };

/** titles says over the headings of columns and rows whose choices they are. */
function titles(out, heads, parties, names) {
  for (const column of [true, false]) {
    const some = heads.filter((h) => h.column === column);
    if (!some.length) continue;
    const lines = column ? Math.max(...some.map((h) => h.text.split(", ").length)) : 0;
    const x = column ? (Math.min(...some.map((h) => h.x)) + Math.max(...some.map((h) => h.x))) / 2 : some[0].x;
    const y = column ? some[0].y - 16 * lines - 8 : Math.min(...some.map((h) => h.y)) - 34;
    out.push({ group: "nodes", data: { id: "title " + column, label: names.get(some[0].party) || some[0].party, color: parties.get(some[0].party) }, classes: "head title " + (column ? "column" : "row"), position: { x, y }, ...still });
  }
}

/** caption says below a state what headings and number do not say. */
function caption(graph, n, heads, here) {
  const parts = here ? ["status quo"] : [];
  if (n.name) parts.push(n.name);
  else if (graph.rings) parts.push(...(n.steps === 0 ? [] : n.differs || []));
  else if (graph.parties.length > heads.size) parts.push(...n.taken.filter((_, i) => !heads.has(n.takers[i])));
  return parts.join(graph.rings ? ", " : "\n");
}

/** lines joins the two directions of a move into one line, which runs where it pays; what lies on the path stays alone. */
function lines(edges, path) {
  const key = (party, a, b) => `${party}\t${a}\t${b}`;
  const lit = new Set(path.map((m) => key(m.party, m.from, m.to)));
  const all = new Map(edges.map((e) => [key(e.party, e.from, e.to), e]));
  const out = [];
  for (const e of edges) {
    const own = key(e.party, e.from, e.to), back = all.get(key(e.party, e.to, e.from));
    const other = key(e.party, e.to, e.from);
    const apart = lit.has(own) !== lit.has(other) && (lit.has(own) ? !e.pays : back && !back.pays && e.pays);
    if (back && !apart && !lit.has(own)) {
      if (lit.has(other)) continue;
      if (!e.pays && (back.pays || all.has(other) && e.from > e.to)) continue; // told by the other one
    }
    out.push({ source: e.from, target: e.to, party: e.party, pays: e.pays, best: !!e.best, back: !!back, both: !!back && !apart && !e.pays && !back.pays && !lit.has(own), lit: lit.has(own), count: back && !apart ? 2 : 1 });
  }
  return out;
}

function told(l, mover, number, listed) {
  const name = (code) => (listed ? code : number.get(code));
  const what = l.best ? "its best reply" : l.pays ? "an improvement" : "a mere move";
  return `${mover}: ${name(l.source)} ${l.both ? "↔" : "→"} ${name(l.target)}, ${what}${l.back ? "" : ", no move back"}`;
}

/** bend leads lines round states that they would run through, and apart from others between the same states. */
function bend(all, size) {
  const states = all.filter((x) => x.classes?.startsWith("state")).map((x) => ({ id: x.data.id, ...x.position }));
  const at = new Map(states.map((s) => [s.id, s]));
  const between = new Map();
  const many = all.filter((x) => x.group === "edges").length > 200; // a few lines may swing out, many would cover all
  for (const e of all) {
    if (e.group !== "edges") continue;
    const a = at.get(e.data.source), b = at.get(e.data.target);
    const dx = b.x - a.x, dy = b.y - a.y, length = Math.hypot(dx, dy) || 1;
    // Where states stand along the line and beside it.
    const beside = [];
    for (const s of states) {
      if (s === a || s === b) continue;
      const along = ((s.x - a.x) * dx + (s.y - a.y) * dy) / length / length;
      const off = ((s.y - a.y) * dx - (s.x - a.x) * dy) / length;
      if (along > 0.02 && along < 0.98 && Math.abs(off) < 130) beside.push([along, off]);
    }
    // A bent line is off the straight one by 2·d·t·(1-t) at the place t. It keeps clear of states, and bends no more than it must.
    const near = (d) => beside.reduce((sum, [t, off]) => sum + Math.max(0, 1.15 * size - Math.abs(off - 2 * d * t * (1 - t))), 0);
    if (beside.some(([, off]) => Math.abs(off) < 0.62 * size)) {
      const d = Math.min(100, 44 + 0.05 * length);
      let least = Infinity;
      for (const by of many ? [1, -1] : [1, -1, 1.4, -1.4, 0.6, -0.6, 2, -2, 2.8, -2.8]) {
        const cost = near(by * d) + 4 * Math.abs(by);
        if (cost < least - 1e-6) { least = cost; e.data.bend = by * d; }
      }
    }
    const pair = [e.data.source, e.data.target].sort().join("\t");
    const n = between.get(pair) || 0;
    between.set(pair, n + 1);
    if (n) e.data.bend += (n % 2 ? 1 : -1) * 34 * Math.ceil(n / 2);
    if (e.data.bend) e.classes += " bent";
  }
}
