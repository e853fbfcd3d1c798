// One cell's evidence, one quote at a time; the address bar always holds the link to what is shown.
const dialog = byId("cell");
let walk = [];
let shownPiece = -1;
let shownKey = "";

// "#platform.type.attribute" or "#platform.type.attribute.number" → [key, number]; null for anything else.
function parseHash(hash) {
  const parts = decodeURIComponent(hash.slice(1)).split(".");
  const known = ["platform", "type", "attribute"].every((kind, at) => Object.hasOwn(DATA.names[kind], parts[at] ?? ""));
  if (!known || parts.length > 4) return null;
  return [parts.slice(0, 3).join("."), Math.max(parseInt(parts[3] ?? "1", 10) || 1, 1)];
}

function openFromHash() {
  let place = null;
  try { place = parseHash(location.hash); } catch { /* not an address of this page */ }
  if (!place) { if (dialog.open) dialog.close(); return; }
  const [key, number] = place;
  const cell = DATA.cells[cellNumbers.get(key) ?? -1];
  if (cell) showPiece(cell[CELL.first] + Math.min(number, cell[CELL.count]) - 1);
  else showNothing(key);
  if (!dialog.open) { dialog.showModal(); byId("cell-name").focus(); }
}

function showFacts(key, cell) {
  const status = cell ? cell[CELL.status] : "not_mentioned";
  const facts = byId("cell-facts");
  byId("cell-name").textContent = cellName(key.split("."));
  const state = make("div", { class: "state", "data-status": status }, markOf(status, cell && cell[CELL.sources]), make("b", {}, DATA.statuses[status]));
  facts.replaceChildren(state);
  if (!cell) { facts.append(make("p", {}, WORDS.not_mentioned)); return; }
  state.append(make("span", { class: "lead" }, fill(WORDS.basis, { pages: cell[CELL.pages], sources: cell[CELL.sources] })));
  facts.append(make("div", { class: "picks" }, ...cell[CELL.values].map(([label, sources, disputed], value) => {
    const button = make("button", { type: "button", class: disputed && "clash", "data-value": value }, label, " ", make("small", {}, fill(WORDS.times, { count: sources })));
    button.addEventListener("click", () => {
      const at = DATA.pieces.findIndex((piece, number) => number >= cell[CELL.first] && piece[PIECE.value] === value);
      goTo(at);
    });
    return button;
  })));
  facts.append(make("p", { id: "sure" }));
  if (cell[CELL.stands]) facts.append(make("p", {}, cell[CELL.stands]));
}

function showPiece(number) {
  const piece = DATA.pieces[number];
  const cell = DATA.cells[piece[PIECE.cell]];
  const key = cell[CELL.key].join(".");
  if (shownKey !== key || !dialog.open) showFacts(key, cell);
  [shownPiece, shownKey] = [number, key];
  for (const button of byId("cell-facts").querySelectorAll("[data-value]")) {
    button.setAttribute("aria-current", String(Number(button.dataset.value) === piece[PIECE.value]));
  }
  showCertainty(cell[CELL.values][piece[PIECE.value]]);
  const page = DATA.pages[piece[PIECE.page]];
  const heading = DATA.headings[piece[PIECE.heading]];
  byId("piece").hidden = false;
  byId("piece").replaceChildren(
    ...(heading ? [make("p", { class: "under" }, `${WORDS.under} `, quoted(heading))] : []),
    inContext(piece),
    make("p", { class: "title" }, pageTitle(page)),
    make("p", { class: "from" }, condition(piece)),
    origin(page));
  dialog.querySelector(".body").scrollTop = 0;
  const at = walk.indexOf(number);
  const all = at < 0 ? DATA.pieces.length : walk.length;
  const label = walk.length < DATA.pieces.length && at >= 0 ? WORDS.piece_filtered : WORDS.piece_all;
  byId("at").textContent = [
    fill(WORDS.piece, { at: number - cell[CELL.first] + 1, of: cell[CELL.count] }),
    fill(label, { at: (at < 0 ? number : at) + 1, of: all }),
  ].join(WORDS.separator);
  byId("previous").disabled = neighbour(-1) < 0;
  byId("next").disabled = neighbour(1) < 0;
}

// How far a value is to be believed, and why.
function showCertainty(value) {
  const [name, reasons] = value[VALUE.sure];
  byId("sure").replaceChildren(`${value[VALUE.label]}${WORDS.separator}`, make("b", {}, name),
    make("span", { class: "lead" }, WORDS.colon, reasons.join(WORDS.semicolon)));
}

function showNothing(key) {
  showFacts(key, null);
  [shownPiece, shownKey] = [-1, key];
  byId("piece").hidden = true;
  byId("at").textContent = "";
  byId("previous").disabled = byId("next").disabled = true;
}

// The piece before or after among those that pass the filters; among all where the shown one does not pass.
function neighbour(step) {
  if (shownPiece < 0) return -1;
  const at = walk.indexOf(shownPiece);
  const next = at < 0 ? shownPiece + step : walk[at + step];
  return next >= 0 && next < DATA.pieces.length ? next : -1;
}

function goTo(number) {
  if (number < 0) return;
  history.replaceState(null, "", pieceLink(number));
  showPiece(number);
}

byId("previous").addEventListener("click", () => goTo(neighbour(-1)));
byId("next").addEventListener("click", () => goTo(neighbour(1)));
byId("close").addEventListener("click", () => dialog.close());
byId("copy").addEventListener("click", async () => {
  try { await navigator.clipboard.writeText(location.href); byId("at").textContent = WORDS.copied; }
  catch { byId("at").textContent = location.href; }
});
dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
// On the document: a button that was pressed last and is now disabled has lost the focus.
document.addEventListener("keydown", (event) => {
  const step = { ArrowRight: 1, ArrowLeft: -1, j: 1, k: -1 }[event.key];
  if (!step || !dialog.open || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  goTo(neighbour(step));
});
dialog.addEventListener("close", () => {
  if (parseHash(location.hash)) history.replaceState(null, "", location.pathname + location.search);
  const link = matrixLinks.get(shownKey);
  if (link?.offsetParent && !document.activeElement?.closest(".item")) link.focus();
});
