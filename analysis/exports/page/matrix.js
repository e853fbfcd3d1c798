// The matrix: hidden and faded by the filters, and walked through with the arrow keys (one tab stop a table).
const platformParts = [...document.querySelectorAll(".platform")];
const matrixLinks = new Map();

for (const link of document.querySelectorAll("td > a")) {
  matrixLinks.set(link.hash.slice(1), link);
  link.tabIndex = -1;
}

const shownLinks = (part) => [...part.querySelectorAll("td > a")].filter((link) => link.offsetParent);

function setTabStop(table, link) {
  for (const other of table.querySelectorAll("td > a[tabindex='0']")) other.tabIndex = -1;
  if (link) link.tabIndex = 0;
}

function filterMatrix(passing) {
  const byWords = filters.status || filters.text;
  const said = new Set(passing.map((number) => DATA.pieces[number][PIECE.cell]));
  const fits = (cell) => {
    const link = cell.querySelector("a");
    if (!link) return !filters.text && (!filters.status || filters.status === "not_mentioned");
    const number = cellNumbers.get(link.hash.slice(1));
    if (number === undefined) return !filters.text && (!filters.status || filters.status === "not_mentioned");
    return said.has(number);
  };
  for (const part of platformParts) {
    let rows = 0;
    for (const column of part.querySelectorAll("[data-type]")) column.hidden = Boolean(filters.type) && column.dataset.type !== filters.type;
    for (const row of part.querySelectorAll("tr[data-attribute], tr.silent")) {
      const cells = [...row.querySelectorAll("td")].filter((cell) => !cell.hidden);
      for (const cell of cells) cell.classList.toggle("dim", Boolean(byWords) && !fits(cell));
      let shown = !byWords || cells.some((cell) => !cell.classList.contains("dim"));
      if (row.dataset.attribute && filters.attribute) shown &&= row.dataset.attribute === filters.attribute;
      for (const name of row.querySelectorAll("li")) name.hidden = Boolean(filters.attribute) && name.dataset.attribute !== filters.attribute;
      if (row.classList.contains("silent")) shown &&= Boolean(row.querySelector("li:not([hidden])"));
      row.hidden = !shown || !cells.length;
      rows += row.hidden ? 0 : 1;
    }
    for (const band of part.querySelectorAll("tbody")) band.hidden = !band.querySelector("tr:not(.band):not([hidden])");
    part.hidden = !rows || (Boolean(filters.platform) && part.dataset.platform !== filters.platform);
    // Only as many columns as are shown may be spanned, or the table keeps room for the hidden ones.
    const width = part.querySelectorAll("thead th:not([hidden])").length;
    for (const wide of part.querySelectorAll("tr.band th")) wide.colSpan = width + 1;
    for (const wide of part.querySelectorAll("tr.silent td")) wide.colSpan = Math.max(width, 1);
    for (const table of part.querySelectorAll("table")) setTabStop(table, part.hidden ? null : shownLinks(table)[0]);
  }
  byId("nothing").hidden = platformParts.some((part) => !part.hidden);
}

const MOVES = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0], Home: [0, -99], End: [0, 99] };

byId("matrix").addEventListener("keydown", (event) => {
  const move = MOVES[event.key];
  const link = event.target.closest("td > a");
  if (!move || !link || event.altKey || event.ctrlKey || event.metaKey) return;
  const table = link.closest("table");
  const rows = [...table.rows].map(shownLinks).filter((row) => row.length);
  const at = rows.findIndex((row) => row.includes(link));
  const row = rows[Math.min(Math.max(at + move[0], 0), rows.length - 1)];
  const next = row[Math.min(Math.max(rows[at].indexOf(link) + move[1], 0), row.length - 1)];
  event.preventDefault();
  setTabStop(table, next);
  next.focus();
});

byId("matrix").addEventListener("focusin", (event) => {
  const link = event.target.closest("td > a");
  if (link) setTabStop(link.closest("table"), link);
});
