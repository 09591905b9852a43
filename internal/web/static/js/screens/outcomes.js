// @ts-check
// The table of outcomes: the row that is explained is marked, the arrows walk along the table.

/** @param {HTMLElement} view */
export function mount(view) {
  const abort = new AbortController();
  const on = (type, f) => view.addEventListener(type, f, { signal: abort.signal });

  const mark = () => {
    const q = new URLSearchParams(location.search);
    const close = view.querySelector("#why .close");
    if (close) { // the table may have been filtered since
      const rest = new URLSearchParams(q);
      rest.delete("state");
      rest.delete("concept");
      close.href = location.pathname + (rest.size ? "?" + rest : "");
    }
    const split = view.querySelector(".split");
    if (split) split.classList.toggle("open", !!view.querySelector("#why h2"));
    for (const row of view.querySelectorAll("tr[data-state]")) {
      const chosen = row.dataset.state === q.get("state");
      row.classList.toggle("chosen", chosen);
      for (const cell of row.querySelectorAll("td.mark")) {
        const a = cell.querySelector("a");
        cell.classList.toggle("chosen", chosen && !!q.get("concept") && new URL(a.href).searchParams.get("concept") === q.get("concept"));
      }
    }
  };

  on("parley:why", () => {
    setTimeout(() => {
      mark();
      const why = view.querySelector("#why");
      if (why && why.getBoundingClientRect().top > innerHeight * 0.8) why.scrollIntoView({ block: "start" });
    });
  });
  document.addEventListener("htmx:afterSettle", mark, { signal: abort.signal });

  on("keydown", (e) => {
    const cell = e.target.closest?.("tbody td, tbody th");
    if (!cell || !["ArrowDown", "ArrowUp", "ArrowLeft", "ArrowRight"].includes(e.key)) return;
    const row = cell.parentElement;
    const links = [...row.querySelectorAll("a")];
    const at = links.indexOf(e.target);
    let next = null;
    if (e.key === "ArrowLeft") next = links[at - 1];
    if (e.key === "ArrowRight") next = links[at + 1];
    const other = e.key === "ArrowDown" ? row.nextElementSibling : e.key === "ArrowUp" ? row.previousElementSibling : null;
    if (other) next = other.querySelectorAll("a")[at];
    if (next) {
      e.preventDefault();
      next.focus();
    }
  });
  return () => abort.abort();
}
