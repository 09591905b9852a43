// @ts-check
// How a map looks: the colours of the page as they are now, light or dark.

/** looks returns the style sheet of the drawing. */
export function looks() {
  const page = getComputedStyle(document.documentElement);
  const color = (name) => page.getPropertyValue("--" + name).trim();
  const sans = color("sans");
  const rules = [
    { selector: "node", style: { "font-family": sans, color: color("ink"), "text-wrap": "wrap", "overlay-opacity": 0, events: "no" } },
    { selector: ".ring", style: { shape: "ellipse", width: "data(size)", height: "data(size)", "background-opacity": 0, "border-width": 1, "border-color": color("line"), "z-index": 0 } },
    { selector: ".head", style: { width: 1, height: 1, "background-opacity": 0, label: "data(label)", "font-size": 12, "font-weight": "bold", "min-zoomed-font-size": 5, "z-index": 1 } },
    { selector: ".head.title", style: { "font-size": 12, "font-weight": "normal", "font-style": "italic" } },
    { selector: ".head.column", style: { "text-valign": "top", "text-halign": "center", "text-max-width": 108 } },
    { selector: ".head.row", style: { "text-valign": "center", "text-halign": "left", "text-max-width": 130, "text-justification": "right" } },
    { selector: ".state", style: { events: "yes", width: 36, height: 36, shape: "ellipse", "background-color": color("paper"), "border-width": 1.6, "border-color": color("strong-line"), label: "data(label)", "font-size": 14, "font-weight": 600, "text-valign": "center", "text-halign": "center", "min-zoomed-font-size": 5, "z-index": 20 } },
    { selector: ".state.far", style: { "border-style": "dashed", color: color("quiet") } },
    { selector: ".state.holds", style: { "background-color": color("good-soft"), "border-color": color("good"), "border-width": 2, "border-style": "solid", "outline-width": 3, "outline-color": color("good"), "outline-offset": 3 } },
    { selector: ".state.here", style: { "background-color": color("ink"), "border-color": color("ink"), color: color("paper") } },
    { selector: ".state.chosen", style: { "underlay-color": color("accent"), "underlay-opacity": 0.28, "underlay-padding": 9, "underlay-shape": "ellipse" } },
    { selector: ".caption", style: { width: 1, height: 1, "background-opacity": 0, label: "data(label)", "font-size": 10.5, color: color("quiet"), "text-max-width": 96, "line-height": 1.15, "min-zoomed-font-size": 7, "text-background-color": color("raised"), "text-background-opacity": 0.75, "text-background-padding": 1, "z-index": 15 } },
    { selector: ".caption.corner", style: { "text-valign": "bottom", "text-halign": "right", "text-justification": "left" } },
    { selector: ".caption.right", style: { "text-valign": "center", "text-halign": "right", "text-justification": "left" } },
    { selector: ".caption.left", style: { "text-valign": "center", "text-halign": "left", "text-justification": "right" } },
    { selector: ".caption.below", style: { "text-valign": "bottom", "text-halign": "center" } },
    { selector: ".caption.fine", style: { "min-zoomed-font-size": 12 } },
    { selector: ".caption.here", style: { color: color("ink") } },
    { selector: "edge", style: { "curve-style": "straight", "overlay-opacity": 0, "z-index": 5, "arrow-scale": 1, "source-distance-from-node": 7, "target-distance-from-node": 7 } },
    { selector: "edge.bent", style: { "curve-style": "unbundled-bezier", "control-point-distances": "data(bend)", "control-point-weights": 0.5 } },
    { selector: "edge.pays", style: { width: 2.6, "target-arrow-shape": "triangle", "z-index": 8 } },
    { selector: "edge.mere", style: { width: 1.2, "line-style": "dashed", "line-dash-pattern": [1.5, 3.5], "line-cap": "round", "target-arrow-shape": "triangle", "target-arrow-fill": "hollow", "arrow-scale": 0.8, opacity: 0.85 } },
    { selector: "edge.oneway", style: { "source-arrow-shape": "tee" } },
    { selector: "edge.both", style: { "source-arrow-shape": "triangle", "source-arrow-fill": "hollow" } },
    { selector: "edge.thin.pays", style: { width: 1.8, "arrow-scale": 0.85 } },
    { selector: "edge.thinner.pays", style: { width: 1.2, "arrow-scale": 0.7, opacity: 0.7 } },
    { selector: "edge.thinner.mere", style: { width: 0.9, opacity: 0.4 } },
    { selector: "edge.cross", style: { width: 1.4, opacity: 0.4, "arrow-scale": 0.7, "z-index": 4 } },
    { selector: "edge.cross.thinner", style: { width: 0.9, opacity: 0.22 } },
    { selector: "edge.aside", style: { opacity: 0.22 } },
    { selector: "edge.lit", style: { width: 4.5, opacity: 1, "underlay-color": color("accent"), "underlay-opacity": 0.25, "underlay-padding": 5, "z-index": 12 } },
    { selector: "edge.lit.mere", style: { "line-dash-pattern": [7, 6], "line-cap": "butt" } },
    { selector: ".dim", style: { opacity: 0.15 } },
    { selector: ".off", style: { display: "none" } },
  ];
  for (let i = 0; i < 8; i++) {
    const c = color("p" + i);
    rules.splice(3, 0, { selector: `.head[color="p${i}"]`, style: { color: c } });
    rules.push({ selector: `edge[color="p${i}"]`, style: { "line-color": c, "target-arrow-color": c, "source-arrow-color": c } });
  }
  return rules;
}
