// The long lists: disputes, quotes and sources. They are made as far as a reader looks; for printing, whole.
const STEP = 40;
const PRINTED = 2000;

// A list inside the section `id`: show(items) starts it anew, item by item made by `row(item, previous)`.
function lazyList(id, row) {
  const place = document.querySelector(`#${id} .list`);
  const button = document.querySelector(`#${id} .more`);
  let items = [];
  let made = 0;
  function grow(count) {
    const until = Math.min(made + count, items.length);
    for (; made < until; made++) place.append(...row(items[made], items[made - 1]));
    const left = items.length - made;
    button.hidden = !left;
    button.textContent = fill(WORDS.more, { count: Math.min(STEP, left), left });
  }
  function show(list, none) {
    items = list;
    made = 0;
    place.replaceChildren(...(items.length ? [] : [make("p", { class: "nothing" }, none)]));
    grow(STEP);
  }
  button.addEventListener("click", () => {
    const next = made;
    grow(STEP);
    place.querySelectorAll(".item")[next]?.querySelector("a")?.focus();
  });
  new IntersectionObserver((seen) => { if (seen[0].isIntersecting) grow(STEP); }, { rootMargin: "800px" }).observe(button);
  return { show, printAll: () => grow(PRINTED - made), left: () => items.length - made, place };
}

function pieceRow(number, previous) {
  const piece = DATA.pieces[number];
  const cell = DATA.cells[piece[PIECE.cell]];
  const rows = [];
  if (previous === undefined || DATA.pieces[previous][PIECE.cell] !== piece[PIECE.cell]) {
    rows.push(make("h3", { class: "group" }, cellName(cell[CELL.key]),
      make("span", { class: "tag" }, `${SYMBOLS[cell[CELL.status]]} ${DATA.statuses[cell[CELL.status]]}`),
      make("small", { class: "lead" }, cell[CELL.sure])));
  }
  const page = DATA.pages[piece[PIECE.page]];
  rows.push(make("div", { class: "item" },
    make("blockquote", { lang: "zh", dir: "auto" }, text(quote(piece))),
    make("p", { class: "from" }, make("b", {}, cell[CELL.values][piece[PIECE.value]][0]), condition(piece),
      make("span", {}, pageTitle(page), " ", sourceNumber(piece[PIECE.page])),
      make("a", { class: "open", href: pieceLink(number) }, WORDS.open_piece)),
    origin(page)));
  return rows;
}

function disputeRow([platform, attribute, nature, kinds, ...sides]) {
  const differ = sides[0][0] !== sides[1][0];
  const shown = sides.map(([type, label, sources, number]) => {
    const piece = DATA.pieces[number];
    const page = DATA.pages[piece[PIECE.page]];
    return make("div", { class: "side" },
      make("p", { class: "what" }, differ ? `${DATA.names.type[type]}${WORDS.separator}` : "", label, " ",
        make("small", {}, fill(WORDS.sources_of, { count: sources }))),
      inContext(piece),
      make("p", { class: "from" }, condition(piece), make("span", {}, pageTitle(page), " ", sourceNumber(piece[PIECE.page])), make("a", { class: "open", href: pieceLink(number) }, WORDS.open_piece)),
      origin(page));
  });
  const name = differ ? [platform, null, attribute] : [platform, sides[0][0], attribute];
  const parts = ["platform", "type", "attribute"].map((kind, at) => name[at] && DATA.names[kind][name[at]]).filter(Boolean);
  return [make("article", { class: "card item", "data-nature": nature },
    make("h3", {}, parts.join(WORDS.separator), ...kinds.map((kind) => make("span", { class: "tag" }, kind))),
    make("div", { class: "sides" }, shown[0], make("div", { class: "versus", "aria-hidden": "true" }, make("span", {}, "≠")), shown[1]))];
}

function pageRow(number) {
  if (number < 0) {
    const [page, reason] = DATA.skipped[-1 - number];
    return [make("div", { class: "item" }, make("b", {}, WORDS.skipped, " "), quoted(page, "span"), " — ", quoted(reason, "span"))];
  }
  const page = DATA.pages[number];
  const count = piecesOfPage[number] || 0;
  return [make("div", { class: "item" }, sourceNumber(number), " ", make("b", {}, pageTitle(page)), " ",
    make("span", { class: "lead" }, fill(WORDS.pieces_of, { count })), origin(page))];
}

const piecesOfPage = [];
for (const piece of DATA.pieces) piecesOfPage[piece[PIECE.page]] = (piecesOfPage[piece[PIECE.page]] || 0) + 1;

const lists = {
  disputes: lazyList("disputes", disputeRow),
  evidence: lazyList("evidence", pieceRow),
  sources: lazyList("sources", pageRow),
};

function filterLists(passing) {
  const filtered = isFiltered();
  const none = WORDS.no_matches;
  const kept = new Set(passing);
  const disputes = DATA.disputes.filter((dispute) => !filtered || dispute.slice(4).some((side) => kept.has(side[3])));
  lists.disputes.show(disputes, DATA.disputes.length ? none : WORDS.no_disputes);
  lists.evidence.show(passing, none);
  const pages = filtered ? [...new Set(passing.map((number) => DATA.pieces[number][PIECE.page]))].sort((a, b) => a - b) : [...DATA.pages.keys()];
  lists.sources.show([...pages, ...(filtered ? [] : DATA.skipped.map((_, number) => -1 - number))], none);
}

function beforePrint() {
  for (const list of Object.values(lists)) list.printAll();
  const left = lists.evidence.left();
  if (left) lists.evidence.place.prepend(make("p", { class: "left-out" }, fill(WORDS.left_out, { count: PRINTED, left })));
}
