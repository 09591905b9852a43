// Sets the colours before the page is drawn, so that it does not flash.
(function () {
  let choice = "system";
  try { choice = localStorage.getItem("parley-theme") || "system"; } catch { /* storage is switched off */ }
  if (choice !== "system") document.documentElement.dataset.theme = choice;
})();
