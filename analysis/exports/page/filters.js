// What the filters let through. A piece of evidence passes where its cell does and where its words, its page's
// title or the names of its cell hold every word of the search; Traditional characters are found in Simplified.
const filters = { platform: "", type: "", attribute: "", status: "", text: "" };
let searched = null;

const isFiltered = () => Object.values(filters).some(Boolean);

const terms = () => filters.text.normalize("NFKC").toLowerCase().split(/\s+/).filter(Boolean);

function haystacks() {
  // Built at the first search: most readers never search, and there may be ten thousands.
  searched ??= DATA.pieces.map((piece) => {
    const cell = DATA.cells[piece[PIECE.cell]];
    const value = cell[CELL.values][piece[PIECE.value]][0];
    const parts = [cellName(cell[CELL.key]), value, quote(piece), DATA.pages[piece[PIECE.page]][PAGE.title]];
    return [...parts, piece[PIECE.condition] || "", piece[PIECE.folded]].join("\n").normalize("NFKC").toLowerCase();
  });
  return searched;
}

const keyPasses = (key) => ["platform", "type", "attribute"].every((kind, at) => !filters[kind] || filters[kind] === key[at]);

// The numbers of the pieces that pass, in order.
function passingPieces() {
  const wanted = terms();
  const texts = wanted.length ? haystacks() : null;
  const open = DATA.cells.map((cell) => keyPasses(cell[CELL.key]) && (!filters.status || filters.status === cell[CELL.status]));
  const passing = [];
  for (let number = 0; number < DATA.pieces.length; number++) {
    if (!open[DATA.pieces[number][PIECE.cell]]) continue;
    if (!texts || wanted.every((term) => texts[number].includes(term))) passing.push(number);
  }
  return passing;
}
