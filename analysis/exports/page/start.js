// Everything in its place: the filters act, the lists begin, and the address may ask for a cell.
const form = byId("filters");

function applyFilters() {
  filters.platform = form.elements.platform.value;
  for (const name of ["type", "attribute", "status"]) filters[name] = form.elements[name].value;
  filters.text = form.elements.text.value.trim();
  walk = passingPieces();
  filterMatrix(walk);
  filterLists(walk);
  const cells = new Set(walk.map((number) => DATA.pieces[number][PIECE.cell])).size;
  byId("shown").textContent = fill(isFiltered() ? WORDS.shown : WORDS.shown_all, { cells, pieces: walk.length });
}

let typing = 0;
form.addEventListener("input", (event) => {
  clearTimeout(typing);
  typing = setTimeout(applyFilters, event.target.id === "text" ? 150 : 0);
});
form.addEventListener("submit", (event) => event.preventDefault());
form.addEventListener("reset", () => setTimeout(applyFilters));

byId("theme").addEventListener("click", () => {
  const root = document.documentElement;
  root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark";
});
byId("print").addEventListener("click", () => window.print());
addEventListener("beforeprint", beforePrint);
addEventListener("afterprint", () => filterLists(walk));
addEventListener("hashchange", openFromHash);
addEventListener("keydown", (event) => {
  if (event.key !== "/" || dialog.open || event.target.closest("input, select, textarea")) return;
  event.preventDefault();
  byId("text").focus();
});

applyFilters();
openFromHash();
